//! A network against its twin, the same graph as petgraph's own `Graph`: every trait, the
//! algorithms of petgraph, those of rustworkx-core, and theirs against the kernels of the house.

mod algorithms;
mod kernels;
mod peers;
mod traits;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;

use petgraph::visit::GraphProp;
use petgraph::{EdgeType, Graph};
use proptest::prelude::*;

use super::*;
use crate::network::testing::Case;

/// All that `&Network` offers.
trait Plain:
    IntoEdgesDirected<NodeId: Eq + Hash + Ord + Debug + Send + Sync, EdgeId: Eq + Hash + Ord + Send>
    + Data<NodeWeight = (), EdgeWeight = f64>
    + IntoNodeReferences
    + NodeCompactIndexable
    + EdgeCount
    + EdgeIndexable
    + DataMap
    + Visitable
    + GetAdjacencyMatrix
    + Send
    + Sync
{
}

impl<G> Plain for G where
    G: IntoEdgesDirected<
            NodeId: Eq + Hash + Ord + Debug + Send + Sync,
            EdgeId: Eq + Hash + Ord + Send,
        > + Data<NodeWeight = (), EdgeWeight = f64>
        + IntoNodeReferences
        + NodeCompactIndexable
        + EdgeCount
        + EdgeIndexable
        + DataMap
        + Visitable
        + GetAdjacencyMatrix
        + Send
        + Sync
{
}

/// All that a view offers.
trait Whole: Plain + GraphProp {}

impl<G: Plain + GraphProp> Whole for G {}

/// The same graph as petgraph keeps it; without direction every other edge the other way round.
fn twin<D: EdgeType>(net: &Network) -> Graph<(), f64, D> {
    let mut graph = Graph::with_capacity(net.n(), net.m());
    for _ in net.nodes() {
        graph.add_node(());
    }
    for (place, e) in net.edges().enumerate() {
        let turned = !net.directed() && place % 2 == 1;
        let (s, t) = if turned { (e.target, e.source) } else { (e.source, e.target) };
        graph.add_edge(s.into(), t.into(), e.weight);
    }
    graph
}

/// That functions of `&Network` give the same for it and for its twin.
macro_rules! same {
    ($net:expr, $($of:path),+ $(,)?) => {{
        let net: &Network = $net;
        if net.directed() {
            let twin = twin::<petgraph::Directed>(net);
            $(prop_assert_eq!($of(net), $of(&twin), "{}", stringify!($of));)+
        } else {
            let twin = twin::<petgraph::Undirected>(net);
            $(prop_assert_eq!($of(net), $of(&twin), "{}", stringify!($of));)+
        }
    }};
}

/// That functions of a view give the same for it and for the twin of the network.
macro_rules! same_view {
    ($net:expr, $($of:path),+ $(,)?) => {{
        let net: &Network = $net;
        if let Some(view) = net.as_directed() {
            let twin = twin::<petgraph::Directed>(net);
            $(prop_assert_eq!($of(view), $of(&twin), "{}", stringify!($of));)+
        }
        if let Some(view) = net.as_undirected() {
            let twin = twin::<petgraph::Undirected>(net);
            $(prop_assert_eq!($of(view), $of(&twin), "{}", stringify!($of));)+
        }
    }};
}

use {same, same_view};

/// The number of a node, which is the same in both.
fn at<G: NodeIndexable>(g: G, v: G::NodeId) -> usize {
    g.to_index(v)
}

fn numbers<G: NodeIndexable + Copy>(
    g: G,
    nodes: impl IntoIterator<Item = G::NodeId>,
) -> Vec<usize> {
    nodes.into_iter().map(|v| at(g, v)).collect()
}

fn set<G: NodeIndexable + Copy>(
    g: G,
    nodes: impl IntoIterator<Item = G::NodeId>,
) -> BTreeSet<usize> {
    nodes.into_iter().map(|v| at(g, v)).collect()
}

fn map<G: NodeIndexable + Copy, T>(
    g: G,
    of: impl IntoIterator<Item = (G::NodeId, T)>,
) -> BTreeMap<usize, T> {
    of.into_iter().map(|(v, value)| (at(g, v), value)).collect()
}

fn heavy<E: EdgeRef<Weight = f64>>(edge: E) -> f64 {
    *edge.weight()
}

/// The ends of an edge as a pair without order.
fn pair<G: Plain>(g: G, edge: G::EdgeRef) -> (usize, usize) {
    let (s, t) = (at(g, edge.source()), at(g, edge.target()));
    (s.min(t), s.max(t))
}

/// The case without self-loops.
fn loopless(mut case: Case) -> Case {
    let keep: Vec<bool> = case.ends.iter().map(|(s, t)| s != t).collect();
    let mut kept = keep.iter();
    case.weight.retain(|_| *kept.next().expect("one each"));
    case.ends.retain(|(s, t)| s != t);
    case
}

/// The case with a ring through all nodes, and every edge heavier by 1: all reach all.
fn ringed(mut case: Case) -> Case {
    case.weight.iter_mut().for_each(|w| *w += 1.0);
    let n = case.n as u32;
    for v in 0..n {
        case.ends.push((v, (v + 1) % n));
        case.weight.push(1.0);
    }
    case
}
