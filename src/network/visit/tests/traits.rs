//! What each trait gives.

use super::*;
use crate::network::testing::{graphs, network};
use petgraph::Direction::{Incoming, Outgoing};
use petgraph::visit::{NodeRef, VisitMap};
use petgraph::{Directed, Undirected};

fn counts<G: Plain>(g: G) -> (usize, usize, usize) {
    (g.node_count(), g.edge_count(), g.node_bound())
}

fn nodes<G: Plain>(g: G) -> Vec<(usize, usize)> {
    let there = g.node_references().map(|v| at(g, v.id()));
    g.node_identifiers().map(|v| at(g, v)).zip(there).collect()
}

fn neighbours<G: Plain>(g: G) -> Vec<[Vec<usize>; 3]> {
    let sorted = |mut nodes: Vec<usize>| {
        nodes.sort_unstable();
        nodes
    };
    g.node_identifiers()
        .map(|v| {
            [
                sorted(numbers(g, g.neighbors(v))),
                sorted(numbers(g, g.neighbors_directed(v, Outgoing))),
                sorted(numbers(g, g.neighbors_directed(v, Incoming))),
            ]
        })
        .collect()
}

type Met = (usize, usize, u64);

fn met<G: Plain>(g: G, edges: impl Iterator<Item = G::EdgeRef>) -> Vec<Met> {
    let mut met: Vec<Met> =
        edges.map(|e| (at(g, e.source()), at(g, e.target()), e.weight().to_bits())).collect();
    met.sort_unstable();
    met
}

fn edges<G: Plain>(g: G) -> Vec<[Vec<Met>; 3]> {
    g.node_identifiers()
        .map(|v| {
            [
                met(g, IntoEdges::edges(g, v)),
                met(g, g.edges_directed(v, Outgoing)),
                met(g, g.edges_directed(v, Incoming)),
            ]
        })
        .collect()
}

/// All edges, without direction as pairs without order.
fn all<G: Whole>(g: G) -> Vec<Met> {
    let mut all = met(g, g.edge_references());
    for edge in &mut all {
        if !g.is_directed() && edge.0 > edge.1 {
            (edge.0, edge.1) = (edge.1, edge.0);
        }
    }
    all.sort_unstable();
    all
}

fn adjacent<G: Plain>(g: G) -> Vec<bool> {
    let matrix = g.adjacency_matrix();
    let of = |a| g.node_identifiers().map(move |b| (a, b));
    g.node_identifiers().flat_map(of).map(|(a, b)| g.is_adjacent(&matrix, a, b)).collect()
}

fn directed<G: Whole>(g: G) -> bool {
    g.is_directed()
}

/// That an id belongs to one edge, that it is the same from wherever the edge is met, and that
/// the weight of the id is that of the edge.
fn ids_agree<G: Plain>(g: G, directed: bool) -> Result<(), TestCaseError> {
    let ends = |e: G::EdgeRef| {
        let ends = (at(g, e.source()), at(g, e.target()));
        if directed { ends } else { pair(g, e) }
    };
    let of: BTreeMap<G::EdgeId, (usize, usize)> =
        g.edge_references().map(|e| (e.id(), ends(e))).collect();
    prop_assert_eq!(of.len(), g.edge_count());
    for v in g.node_identifiers() {
        let from = IntoEdges::edges(g, v);
        let both = g.edges_directed(v, Incoming).chain(g.edges_directed(v, Outgoing));
        for edge in from.chain(both) {
            prop_assert_eq!(of.get(&edge.id()), Some(&ends(edge)));
            prop_assert_eq!(g.edge_weight(edge.id()), Some(edge.weight()));
            let place = EdgeIndexable::to_index(&g, edge.id());
            prop_assert!(place < g.edge_bound());
            prop_assert!(EdgeIndexable::from_index(&g, place) == edge.id());
        }
        prop_assert_eq!(NodeIndexable::from_index(&g, at(g, v)), v);
        prop_assert_eq!(g.node_weight(v), Some(&()));
    }
    Ok(())
}

#[test]
fn what_is_not_there_has_no_weight() {
    let net = network(2, &[(0, 1)], true);
    assert_eq!((net.node_weight(2), net.edge_weight(1)), (None, None));
}

#[test]
fn a_view_is_to_be_had_of_its_own_direction_only() {
    let (arcs, ties) = (network(2, &[(0, 1)], true), network(2, &[(0, 1)], false));
    assert!(arcs.as_directed().is_some() && arcs.as_undirected().is_none());
    assert!(ties.as_undirected().is_some() && ties.as_directed().is_none());
    assert_eq!(arcs.as_directed().map(|view| view.network().m()), Some(1));
}

#[test]
fn an_edge_shows_itself_without_the_network() {
    let net = network(2, &[(0, 1)], false);
    let edge = IntoEdges::edges(&net, 1).next().expect("one edge");
    let shown = format!("{edge:?}");
    assert_eq!(shown, "EdgeReference { source: 1, target: 0, weight: 1.0, .. }");
    assert_eq!(edge.id(), 0);
}

#[test]
fn a_map_of_visits_fits_the_network_it_is_reset_for() {
    let (small, large) = (network(2, &[], true), network(70, &[], true));
    let mut map = small.visit_map();
    assert!(map.visit(1_u32) && !map.visit(1_u32));
    large.reset_map(&mut map);
    assert!((0..70_u32).all(|v| !map.is_visited(&v)));
    assert!(map.visit(69_u32) && map.is_visited(&69_u32));
}

proptest! {
    #[test]
    fn every_trait_gives_what_petgraph_gives(case in graphs()) {
        let net = &case.network();
        same!(net, counts, nodes, neighbours, edges, adjacent);
        same_view!(net, counts, nodes, neighbours, edges, adjacent, all, directed);
    }

    #[test]
    fn an_edge_has_one_id(case in graphs()) {
        let net = &case.network();
        ids_agree(net, net.directed())?;
        match (net.as_directed(), net.as_undirected()) {
            (Some(view), _) => ids_agree(view, true)?,
            (_, Some(view)) => ids_agree(view, false)?,
            _ => prop_assert!(false, "neither directed nor not"),
        }
        // The check itself, on what is known to be right.
        if net.directed() {
            ids_agree(&twin::<Directed>(net), true)?;
            prop_assert_eq!(net.edge_bound(), net.edge_count());
        } else {
            ids_agree(&twin::<Undirected>(net), false)?;
        }
    }

    #[test]
    fn edges_know_how_many_they_are(case in graphs()) {
        let net = &case.network();
        for v in net.nodes() {
            let edges = IntoEdges::edges(net, v);
            prop_assert_eq!(edges.size_hint(), (net.out(v).0.len(), Some(net.out(v).0.len())));
            prop_assert_eq!(edges.count(), net.out(v).0.len());
        }
    }
}
