//! The algorithms of rustworkx-core, on a network and on its twin.

use std::convert::Infallible;

use super::*;
use crate::network::testing::graphs;
use petgraph::visit::GraphProp;
use petgraph::{Directed, Undirected};
use rustworkx_core::dictmap::DictMap;
use rustworkx_core::{centrality, connectivity, shortest_path, transitivity, traversal};

/// No parallel work on so small networks.
const LARGE: usize = 1000;

fn sure<T>(found: Result<T, Infallible>) -> T {
    match found {
        Ok(found) => found,
        Err(never) => match never {},
    }
}

#[expect(clippy::unnecessary_wraps, reason = "rustworkx takes what may fail")]
fn weight<E: EdgeRef<Weight = f64>>(edge: E) -> Result<f64, Infallible> {
    Ok(*edge.weight())
}

/// Sums in another order differ in the last digits.
fn rounded(scores: impl IntoIterator<Item = f64>) -> Vec<i64> {
    scores.into_iter().map(|x| if x.is_finite() { (x * 1e9).round() as i64 } else { -1 }).collect()
}

fn betweenness<G: Whole>(g: G) -> Vec<i64> {
    rounded(centrality::betweenness_centrality(g, true, true, LARGE).into_iter().flatten())
}

fn edge_betweenness<G: Whole>(g: G) -> BTreeMap<(usize, usize, bool), i64> {
    let scores = centrality::edge_betweenness_centrality(g, false, LARGE);
    let score = |e: G::EdgeRef| scores[EdgeIndexable::to_index(&g, e.id())].expect("an edge");
    let upward = |e: G::EdgeRef| g.is_directed() && e.source() < e.target();
    let named = |e| {
        let (s, t) = pair(g, e);
        ((s, t, upward(e)), rounded([score(e)])[0])
    };
    g.edge_references().map(named).collect()
}

fn closeness<G: Plain>(g: G) -> Vec<i64> {
    let weighted = centrality::newman_weighted_closeness_centrality(g, true, heavy, LARGE);
    let steps = centrality::closeness_centrality(g, true, LARGE);
    rounded(steps.into_iter().chain(weighted).flatten())
}

fn degree<G: Whole>(g: G) -> Vec<i64> {
    rounded(centrality::degree_centrality(g, None))
}

fn eigenvector<G: Plain>(g: G) -> Option<Vec<i64>> {
    sure(centrality::eigenvector_centrality(g, weight, Some(50), Some(1e-3))).map(rounded)
}

fn katz<G: Plain>(g: G) -> Option<Vec<i64>> {
    let found = centrality::katz_centrality(g, weight, Some(0.01), None, None, None, None);
    sure(found).map(rounded)
}

fn cores<G: Plain>(g: G) -> BTreeMap<usize, usize> {
    map(g, connectivity::core_number(g))
}

fn components<G: Whole>(g: G) -> BTreeSet<BTreeSet<usize>> {
    let found = connectivity::connected_components(g);
    assert_eq!(found.len(), connectivity::number_connected_components(g));
    found.into_iter().map(|part| set(g, part)).collect()
}

fn isolates<G: Plain>(g: G) -> Vec<usize> {
    numbers(g, connectivity::isolates(g))
}

fn transitive<G: Plain>(g: G) -> (f64, f64) {
    (transitivity::graph_transitivity(g), transitivity::digraph_transitivity(g))
}

fn dijkstra<G: Plain>(g: G) -> Vec<(BTreeMap<usize, f64>, BTreeSet<usize>)> {
    let from = |s| {
        let mut paths = DictMap::default();
        let found: DictMap<G::NodeId, f64> =
            sure(shortest_path::dijkstra(g, s, None, weight, Some(&mut paths)));
        (map(g, found), set(g, paths.into_keys()))
    };
    g.node_identifiers().map(from).collect()
}

fn all_lengths<G: Plain>(g: G) -> Vec<BTreeSet<Vec<usize>>> {
    let paths = |s| sure(shortest_path::single_source_all_shortest_paths(g, s, heavier));
    let of = |s| paths(s).into_values().flatten().map(|path| numbers(g, path)).collect();
    g.node_identifiers().map(of).collect()
}

/// A weight above 0: there is no end of paths along loops of length 0.
#[expect(clippy::unnecessary_wraps, reason = "rustworkx takes what may fail")]
fn heavier<E: EdgeRef<Weight = f64>>(edge: E) -> Result<f64, Infallible> {
    Ok(*edge.weight() + 1.0)
}

fn all_paths<G: Plain>(g: G) -> Vec<BTreeSet<Vec<usize>>> {
    let one = |_: G::EdgeRef| Ok::<_, Infallible>(1.0);
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let paths = |(s, t)| {
        let found = sure(shortest_path::all_shortest_paths(g, s, t, one));
        found.into_iter().map(|path| numbers(g, path)).collect()
    };
    g.node_identifiers().flat_map(of).filter(|(s, t)| s != t).map(paths).collect()
}

fn steps<G: Whole>(g: G) -> Vec<f64> {
    let found = shortest_path::distance_matrix(g, LARGE, false, -1.0);
    found.into_iter().chain(shortest_path::distance_matrix(g, LARGE, true, -1.0)).collect()
}

fn related<G: Plain>(g: G) -> Vec<[BTreeSet<usize>; 2]> {
    let of = |v| [set(g, traversal::ancestors(g, v)), set(g, traversal::descendants(g, v))];
    g.node_identifiers().map(of).collect()
}

fn layers<G: Plain>(g: G) -> Vec<Vec<BTreeSet<usize>>> {
    let of = |v| traversal::bfs_layers(g, [v]).into_iter().map(|layer| set(g, layer)).collect();
    g.node_identifiers().map(of).collect()
}

/// How often a breadth-first search, a depth-first one and one by length report anything, which
/// does not depend on the order of edges, and what they discover.
fn searches<G: Plain>(g: G) -> [(usize, BTreeSet<usize>); 3] {
    use traversal::{BfsEvent, DfsEvent, DijkstraEvent};
    let mut found = [(0, BTreeSet::new()), (0, BTreeSet::new()), (0, BTreeSet::new())];
    let [wide, deep, near] = &mut found;
    traversal::breadth_first_search(g, g.node_identifiers(), |event| {
        wide.0 += 1;
        if let BfsEvent::Discover(v) = event {
            wide.1.insert(at(g, v));
        }
    });
    traversal::depth_first_search(g, g.node_identifiers(), |event| {
        deep.0 += 1;
        if let DfsEvent::Discover(v, _) = event {
            deep.1.insert(at(g, v));
        }
    });
    sure(traversal::dijkstra_search(g, g.node_identifiers(), weight, |event| {
        if let DijkstraEvent::Discover(v, _) = event {
            near.0 += 1;
            near.1.insert(at(g, v));
        }
    }));
    found
}

fn cut<G: Plain + GraphProp<EdgeType = Undirected>>(
    g: G,
) -> (BTreeSet<usize>, Vec<(usize, usize)>) {
    let mut bridges: Vec<_> = connectivity::bridges(g)
        .into_iter()
        .map(|(s, t)| (at(g, s).min(at(g, t)), at(g, s).max(at(g, t))))
        .collect();
    bridges.sort_unstable();
    (set(g, connectivity::articulation_points(g, None)), bridges)
}

fn lightest_cut<G: Plain + GraphProp<EdgeType = Undirected>>(g: G) -> Option<i64> {
    let whole = |e: G::EdgeRef| Ok::<_, Infallible>(*e.weight() as i64);
    sure(connectivity::stoer_wagner_min_cut(g, whole)).map(|(weight, _)| weight)
}

fn planar<G: Plain + GraphProp<EdgeType = Undirected>>(g: G) -> bool {
    rustworkx_core::planar::is_planar(g)
}

fn longest<G: Plain + GraphProp<EdgeType = Directed>>(g: G) -> Option<f64> {
    sure(rustworkx_core::dag_algo::longest_path(g, weight)).map(|(_, length)| length)
}

proptest! {
    #[test]
    fn centralities_are_the_same(case in graphs()) {
        let net = &case.network();
        same!(net, closeness, eigenvector, katz);
        same_view!(net, betweenness, edge_betweenness, degree);
    }

    #[test]
    fn what_hangs_together_does(case in graphs()) {
        let net = &loopless(case).network();
        same!(net, cores, isolates, transitive);
        same_view!(net, components);
    }

    #[test]
    fn paths_are_the_same(case in graphs()) {
        let net = &case.network();
        same!(net, dijkstra, all_paths, all_lengths);
        same_view!(net, steps);
    }

    #[test]
    fn searches_meet_the_same(case in graphs()) {
        let net = &case.network();
        same!(net, related, layers, searches);
    }

    #[test]
    fn what_is_for_one_direction_runs_on_its_view(case in graphs()) {
        let net = &loopless(case).network();
        if let Some(view) = net.as_directed() {
            prop_assert_eq!(longest(view), longest(&twin::<Directed>(net)));
        }
        if let Some(view) = net.as_undirected() {
            let twin = &twin::<Undirected>(net);
            prop_assert_eq!(cut(view), cut(twin));
            prop_assert_eq!(lightest_cut(view), lightest_cut(twin));
            prop_assert_eq!(planar(view), planar(twin));
        }
    }
}
