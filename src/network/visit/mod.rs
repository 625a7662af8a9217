//! The network as petgraph walks it: the algorithms of [`petgraph`], and of crates that build on
//! it such as rustworkx-core, run on a [`Network`] as they are.
//!
//! ```
//! use petgraph::algo::{dijkstra, floyd_warshall};
//! use petgraph::visit::EdgeRef;
//! use twiplomacy::network::Network;
//!
//! let weight = [1.0, 2.0, 5.0];
//! let net = Network::from_edges(3, &[0, 1, 0], &[1, 2, 2], Some(&weight), None, true)?;
//! let near = dijkstra(&net, 0, None, |edge| *edge.weight());
//! assert_eq!(near[&2], 3.0);
//!
//! // What must know whether edges have a direction takes a view.
//! let view = net.as_directed().expect("directed");
//! let all = floyd_warshall(view, |edge| *edge.weight()).expect("no weight is negative");
//! assert_eq!(all[&(0, 2)], 3.0);
//! # Ok::<(), twiplomacy::Error>(())
//! ```
//!
//! Nodes are the ids `0..n`, and weigh nothing: `()`. Edges weigh what they weigh. An edge is
//! met as in petgraph's `Graph`: without direction it stands at both its ends, with the node
//! that was asked about as its source (as its target if incoming edges were asked for), and a
//! self-loop is met once.
//!
//! **The id of an edge** is its place in the out rows ([`Network::rows`]); without direction,
//! the place in the row of its smaller end, from whichever end it is met. So ids have no holes
//! in a directed network. In an undirected one they do, as in petgraph's `StableGraph`, and
//! `edge_bound` is about twice `edge_count`. An edge that is met from elsewhere than that row
//! looks its id up when it is asked for it, in O(log degree); all else about an edge is O(1).
//! Whether two nodes are adjacent is O(log degree) too, there being no matrix.
//!
//! **Direction.** petgraph tells it by a type, [`EdgeType`](petgraph::EdgeType), and a reference to a graph has but
//! that to go by: what a graph itself says in `is_directed` is lost behind `&`. A network knows its
//! direction only when the program runs. So it has no [`GraphProp`](petgraph::visit::GraphProp),
//! rather than one that is wrong half of the time, and algorithms that ask for it want a [`View`]:
//! [`Network::as_directed`], [`Network::as_undirected`]. All others take `&Network` or a view.
//! Out of reach are those that are written for petgraph's own graphs or their node ids, such as
//! `greedy_feedback_arc_set`, `condensation` and `steiner_tree` there, `johnson_simple_cycles` in
//! rustworkx-core.
//!
//! A node that is not there is a panic, as for a slice. `Network` has an `edges` of its own;
//! petgraph's is `IntoEdges::edges(&net, v)`.

use std::fmt;
use std::iter::Copied;
use std::ops::Range;
use std::slice::Iter;

use petgraph::Direction;
use petgraph::data::DataMap;
use petgraph::visit::{
    Data, EdgeCount, EdgeIndexable, EdgeRef, GetAdjacencyMatrix, GraphBase, IntoEdgeReferences,
    IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
};

use crate::network::Network;
use crate::network::csr::Rows;

#[cfg(test)]
mod tests;
mod view;

pub use view::View;

/// One edge, as it was met.
#[derive(Clone, Copy)]
pub struct EdgeReference<'a> {
    net: &'a Network,
    source: u32,
    target: u32,
    weight: &'a f64,
    /// Its id, unless it was met from elsewhere than the row that gives it.
    id: Option<usize>,
}

impl fmt::Debug for EdgeReference<'_> {
    /// Without the network, which may be large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EdgeReference")
            .field("source", &self.source)
            .field("target", &self.target)
            .field("weight", self.weight)
            .finish_non_exhaustive()
    }
}

impl EdgeRef for EdgeReference<'_> {
    type NodeId = u32;
    type EdgeId = usize;
    type Weight = f64;

    fn source(&self) -> u32 {
        self.source
    }

    fn target(&self) -> u32 {
        self.target
    }

    fn weight(&self) -> &f64 {
        self.weight
    }

    /// O(1), or O(log degree) if met against its direction or from its larger end.
    fn id(&self) -> usize {
        self.id.unwrap_or_else(|| self.net.place(self.source, self.target))
    }
}

/// The edges of one node.
#[derive(Debug, Clone)]
pub struct Edges<'a> {
    net: &'a Network,
    rows: &'a Rows,
    node: u32,
    direction: Direction,
    places: Range<usize>,
}

impl<'a> Iterator for Edges<'a> {
    type Item = EdgeReference<'a>;

    fn next(&mut self) -> Option<EdgeReference<'a>> {
        let place = self.places.next()?;
        let other = self.rows.ids[place];
        let outgoing = self.direction == Direction::Outgoing;
        let (source, target) = if outgoing { (self.node, other) } else { (other, self.node) };
        let gives_id = if self.net.directed { outgoing } else { self.node <= other };
        let weight = &self.rows.weights[place];
        Some(EdgeReference { net: self.net, source, target, weight, id: gives_id.then_some(place) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

/// All edges, each once, by source and then target; without direction from the smaller end.
#[derive(Debug, Clone)]
pub struct EdgeReferences<'a> {
    net: &'a Network,
    source: u32,
    place: usize,
}

impl<'a> Iterator for EdgeReferences<'a> {
    type Item = EdgeReference<'a>;

    fn next(&mut self) -> Option<EdgeReference<'a>> {
        let out = &self.net.out;
        loop {
            let place = self.place;
            let target = *out.ids.get(place)?;
            self.place += 1;
            while out.offsets[self.source as usize + 1] <= place {
                self.source += 1;
            }
            let source = self.source;
            // Without direction the cell of the larger end is the same edge once more.
            if self.net.directed || source <= target {
                let weight = &out.weights[place];
                return Some(EdgeReference {
                    net: self.net,
                    source,
                    target,
                    weight,
                    id: Some(place),
                });
            }
        }
    }
}

impl Network {
    /// The id of the edge between two nodes, which there must be.
    fn place(&self, source: u32, target: u32) -> usize {
        let turned = !self.directed && target < source;
        let (from, to) = if turned { (target, source) } else { (source, target) };
        let row = self.out.span(from);
        row.start + self.out.ids[row].partition_point(|&t| t < to)
    }

    fn edges_of(&self, node: u32, direction: Direction) -> Edges<'_> {
        let rows = match (direction, &self.incoming) {
            (Direction::Incoming, Some(rows)) => rows,
            _ => &self.out,
        };
        Edges { net: self, rows, node, direction, places: rows.span(node) }
    }
}

impl GraphBase for Network {
    type NodeId = u32;
    type EdgeId = usize;
}

impl Data for Network {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl DataMap for Network {
    fn node_weight(&self, id: u32) -> Option<&()> {
        ((id as usize) < self.n).then_some(&())
    }

    fn edge_weight(&self, id: usize) -> Option<&f64> {
        self.out.weights.get(id)
    }
}

impl NodeCount for Network {
    fn node_count(&self) -> usize {
        self.n
    }
}

impl EdgeCount for Network {
    fn edge_count(&self) -> usize {
        self.m()
    }
}

impl NodeIndexable for Network {
    fn node_bound(&self) -> usize {
        self.n
    }

    fn to_index(&self, id: u32) -> usize {
        id as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        index as u32
    }
}

impl NodeCompactIndexable for Network {}

impl EdgeIndexable for Network {
    fn edge_bound(&self) -> usize {
        self.out.ids.len()
    }

    fn to_index(&self, id: usize) -> usize {
        id
    }

    fn from_index(&self, index: usize) -> usize {
        index
    }
}

impl Visitable for Network {
    /// `FixedBitSet`, of the version that petgraph has.
    type Map = <petgraph::csr::Csr as Visitable>::Map;

    fn visit_map(&self) -> Self::Map {
        <Self::Map>::with_capacity(self.n)
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
        map.grow(self.n);
    }
}

impl GetAdjacencyMatrix for Network {
    /// Nothing: the rows are sorted, which is as good.
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    /// O(log degree).
    fn is_adjacent(&self, (): &(), a: u32, b: u32) -> bool {
        self.weight(a, b).is_some()
    }
}

impl IntoNodeIdentifiers for &Network {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Range<u32> {
        self.nodes()
    }
}

impl IntoNodeReferences for &Network {
    type NodeRef = (u32, ());
    type NodeReferences = std::iter::Map<Range<u32>, fn(u32) -> (u32, ())>;

    fn node_references(self) -> Self::NodeReferences {
        self.nodes().map(|v| (v, ()))
    }
}

impl<'a> IntoNeighbors for &'a Network {
    type Neighbors = Copied<Iter<'a, u32>>;

    fn neighbors(self, a: u32) -> Self::Neighbors {
        self.out(a).0.iter().copied()
    }
}

impl<'a> IntoNeighborsDirected for &'a Network {
    type NeighborsDirected = Copied<Iter<'a, u32>>;

    fn neighbors_directed(self, n: u32, direction: Direction) -> Self::NeighborsDirected {
        let row = match direction {
            Direction::Outgoing => self.out(n).0,
            Direction::Incoming => self.incoming(n).0,
        };
        row.iter().copied()
    }
}

impl<'a> IntoEdgeReferences for &'a Network {
    type EdgeRef = EdgeReference<'a>;
    type EdgeReferences = EdgeReferences<'a>;

    fn edge_references(self) -> EdgeReferences<'a> {
        EdgeReferences { net: self, source: 0, place: 0 }
    }
}

impl<'a> IntoEdges for &'a Network {
    type Edges = Edges<'a>;

    fn edges(self, a: u32) -> Edges<'a> {
        self.edges_of(a, Direction::Outgoing)
    }
}

impl<'a> IntoEdgesDirected for &'a Network {
    type EdgesDirected = Edges<'a>;

    fn edges_directed(self, a: u32, direction: Direction) -> Edges<'a> {
        self.edges_of(a, direction)
    }
}
