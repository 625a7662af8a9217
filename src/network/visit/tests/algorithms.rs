//! The algorithms of petgraph, on a network and on its twin.

use std::collections::hash_map::RandomState;

use super::*;
use crate::network::testing::graphs;
use petgraph::algo::{
    self, articulation_points::articulation_points, bridges::bridges, k_shortest_path,
    maximal_cliques,
};
use petgraph::visit::{
    Bfs, Dfs, DfsPostOrder, EdgeFiltered, NodeFiltered, Reversed, Topo, UndirectedAdaptor, Walker,
};

type Near = BTreeMap<usize, f64>;

fn dijkstra<G: Plain>(g: G) -> Vec<Near> {
    g.node_identifiers().map(|s| map(g, algo::dijkstra(g, s, None, heavy))).collect()
}

fn from_both_ends<G: Plain>(g: G) -> Vec<Option<f64>> {
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let length = |(s, t)| algo::bidirectional_dijkstra(g, s, t, heavy);
    g.node_identifiers().flat_map(of).map(length).collect()
}

fn astar<G: Plain>(g: G) -> Vec<Option<f64>> {
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let length = |(s, t)| algo::astar(g, s, |v| v == t, heavy, |_| 0.0).map(|path| path.0);
    g.node_identifiers().flat_map(of).map(length).collect()
}

fn second_path<G: Plain>(g: G) -> Vec<Near> {
    let lengths = |s| k_shortest_path::k_shortest_path(g, s, None, 2, heavy);
    g.node_identifiers().map(|s| map(g, lengths(s))).collect()
}

fn bellman_ford<G: Plain>(g: G) -> Vec<Option<Vec<f64>>> {
    g.node_identifiers().map(|s| algo::bellman_ford(g, s).ok().map(|p| p.distances)).collect()
}

fn spfa<G: Plain>(g: G) -> Vec<Option<Vec<f64>>> {
    g.node_identifiers().map(|s| algo::spfa(g, s, heavy).ok().map(|p| p.distances)).collect()
}

fn johnson<G: Plain>(g: G) -> Option<BTreeMap<(usize, usize), f64>> {
    let found = algo::johnson(g, heavy).ok()?;
    Some(found.into_iter().map(|((s, t), d)| ((at(g, s), at(g, t)), d)).collect())
}

fn floyd_warshall<G: Whole>(g: G) -> Option<BTreeMap<(usize, usize), f64>> {
    let found = algo::floyd_warshall(g, heavy).ok()?;
    Some(found.into_iter().map(|((s, t), d)| ((at(g, s), at(g, t)), d)).collect())
}

fn tarjan<G: Plain>(g: G) -> BTreeSet<BTreeSet<usize>> {
    algo::tarjan_scc(g).into_iter().map(|part| set(g, part)).collect()
}

fn kosaraju<G: Plain>(g: G) -> BTreeSet<BTreeSet<usize>> {
    algo::kosaraju_scc(g).into_iter().map(|part| set(g, part)).collect()
}

fn path_connecting<G: Plain>(g: G) -> Vec<bool> {
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let there = |(s, t)| algo::has_path_connecting(g, s, t, None);
    g.node_identifiers().flat_map(of).map(there).collect()
}

fn bipartite<G: Plain>(g: G) -> Vec<bool> {
    g.node_identifiers().map(|s| algo::is_bipartite_undirected(g, s)).collect()
}

fn spanning_tree<G: Plain>(g: G) -> (usize, f64) {
    weights(algo::min_spanning_tree(g))
}

fn spanning_tree_prim<G: Plain>(g: G) -> (usize, f64) {
    weights(algo::min_spanning_tree_prim(g))
}

fn weights(tree: impl Iterator<Item = petgraph::data::Element<(), f64>>) -> (usize, f64) {
    let weight = |element| match element {
        petgraph::data::Element::Edge { weight, .. } => Some(weight),
        petgraph::data::Element::Node { .. } => None,
    };
    tree.filter_map(weight).fold((0, 0.0), |(count, sum), w| (count + 1, sum + w))
}

fn bridge_ends<G: Plain>(g: G) -> BTreeSet<(usize, usize)> {
    bridges(g).map(|e| pair(g, e)).collect()
}

fn cut_points<G: Whole>(g: G) -> BTreeSet<usize> {
    set(g, articulation_points(g))
}

fn page_rank<G: Plain>(g: G) -> Vec<f64> {
    algo::page_rank(g, 0.85, 20)
}

fn dominators<G: Plain>(g: G) -> Vec<Vec<Option<usize>>> {
    let of = |root| {
        let found = algo::dominators::simple_fast(g, root);
        let above = |v| found.immediate_dominator(v).map(|d| at(g, d));
        g.node_identifiers().map(above).collect()
    };
    g.node_identifiers().map(of).collect()
}

fn simple_paths<G: Plain>(g: G) -> Vec<BTreeSet<Vec<usize>>> {
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let paths = |(s, t)| {
        let found = algo::all_simple_paths::<Vec<_>, _, RandomState>(g, s, t, 0, Some(2));
        found.map(|path| numbers(g, path)).collect()
    };
    g.node_identifiers().flat_map(of).filter(|(s, t)| s != t).map(paths).collect()
}

/// How many nodes are left without a partner.
fn single<G: Plain>(g: G) -> usize {
    let matching = algo::maximum_matching(g);
    g.node_identifiers().filter(|&v| matching.mate(v).is_none()).count()
}

fn cliques<G: Plain>(g: G) -> BTreeSet<BTreeSet<usize>> {
    maximal_cliques::maximal_cliques(g).into_iter().map(|nodes| set(g, nodes)).collect()
}

fn flows<G: Plain>(g: G) -> Vec<(f64, f64)> {
    let of = |s| g.node_identifiers().map(move |t| (s, t));
    let largest = |(s, t)| (algo::ford_fulkerson(g, s, t).0, algo::dinics(g, s, t).0);
    g.node_identifiers().flat_map(of).filter(|(s, t)| s != t).map(largest).collect()
}

fn walked<G: Plain>(g: G) -> Vec<[BTreeSet<usize>; 3]> {
    let from = |s| {
        [
            set(g, Bfs::new(g, s).iter(g)),
            set(g, Dfs::new(g, s).iter(g)),
            set(g, DfsPostOrder::new(g, s).iter(g)),
        ]
    };
    g.node_identifiers().map(from).collect()
}

fn topological<G: Plain>(g: G) -> BTreeSet<usize> {
    set(g, Topo::new(g).iter(g))
}

fn reversed<G: Plain>(g: G) -> (Vec<Near>, BTreeSet<BTreeSet<usize>>, Vec<Option<f64>>) {
    (dijkstra(Reversed(g)), kosaraju(Reversed(g)), from_both_ends(Reversed(g)))
}

fn light<G: Plain>(g: G) -> Vec<Near> {
    let light = EdgeFiltered::from_fn(g, |e: G::EdgeRef| heavy(e) < 2.0);
    g.node_identifiers().map(|s| map(g, algo::dijkstra(&light, s, None, heavy))).collect()
}

fn without_the_first<G: Plain>(g: G) -> Vec<Near> {
    let rest = NodeFiltered::from_fn(g, |v| at(g, v) > 0);
    let others = g.node_identifiers().skip(1);
    others.map(|s| map(g, algo::dijkstra(&rest, s, None, heavy))).collect()
}

fn both_ways<G: Plain>(g: G) -> Vec<Near> {
    let plain = UndirectedAdaptor(g);
    g.node_identifiers().map(|s| map(g, algo::dijkstra(plain, s, None, heavy))).collect()
}

/// Whether there is an order, and each edge follows it.
fn ordered<G: Plain>(g: G) -> Option<bool> {
    let order = numbers(g, algo::toposort(g, None).ok()?);
    let place = |v| order.iter().position(|&u| u == at(g, v));
    Some(g.edge_references().all(|e| place(e.source()) < place(e.target())))
}

/// The other network, its nodes numbered from the end.
fn renumbered(net: &Network) -> Network {
    let turn = |ids: &[u32]| -> Vec<u32> { ids.iter().map(|v| net.n() as u32 - 1 - v).collect() };
    let c = net.columns();
    let (source, target) = (turn(&c.source), turn(&c.target));
    Network::from_edges(net.n(), &source, &target, Some(&c.weight), None, net.directed())
        .expect("the same edges")
}

fn alike<A, B>(a: A, b: B) -> bool
where
    A: Whole,
    B: Whole + GraphProp<EdgeType = A::EdgeType>,
{
    algo::is_isomorphic(a, b) && algo::is_isomorphic_matching(a, b, |(), ()| true, |v, w| v == w)
}

proptest! {
    #[test]
    fn paths_are_as_long(case in graphs()) {
        let net = &case.network();
        same!(net, dijkstra, from_both_ends, astar, second_path, bellman_ford, spfa, johnson);
        same_view!(net, floyd_warshall);
    }

    #[test]
    fn what_hangs_together_does(case in graphs()) {
        let net = &case.network();
        same!(
            net, tarjan, kosaraju, algo::connected_components, algo::is_cyclic_undirected,
            algo::is_cyclic_directed, path_connecting, ordered, topological
        );
    }

    #[test]
    fn trees_ranks_and_paths_are_the_same(case in graphs()) {
        let net = &case.network();
        same!(net, spanning_tree, page_rank, dominators, simple_paths);
    }

    #[test]
    fn walkers_and_adaptors_see_the_same(case in graphs()) {
        let net = &case.network();
        same!(net, walked, reversed, light, without_the_first, both_ways);
    }

    #[test]
    fn ties_without_loops_give_the_same(case in graphs()) {
        let net = &loopless(case).network().undirected().expect("small weights");
        same!(net, bipartite, cliques, single, spanning_tree_prim, bridge_ends);
        same_view!(net, cut_points);
    }

    #[test]
    fn as_much_flows(case in graphs()) {
        let net = &Case { directed: true, ..case }.network();
        same!(net, flows);
    }

    #[test]
    fn the_same_graph_is_isomorphic_and_another_is_not(case in graphs()) {
        let net = &case.network();
        let (other, more) = (&renumbered(net), &case_with_one_more(&case));
        if let (Some(a), Some(b), Some(c)) = (net.as_directed(), other.as_directed(), more.as_directed()) {
            prop_assert!(alike(a, b) && alike(a, &twin(net)) && !alike(a, c));
        }
        if let (Some(a), Some(b), Some(c)) = (net.as_undirected(), other.as_undirected(), more.as_undirected()) {
            prop_assert!(alike(a, b) && alike(a, &twin(net)) && !alike(a, c));
        }
    }
}

/// The same with the weight of an edge changed, or a node more.
fn case_with_one_more(case: &Case) -> Network {
    let mut case = case.clone();
    match case.weight.first_mut() {
        Some(weight) => *weight += 1.0,
        None => case.n += 1,
    }
    case.network()
}
