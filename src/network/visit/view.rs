//! A network whose direction the compiler knows.

use std::fmt;
use std::marker::PhantomData;

use petgraph::data::DataMap;
use petgraph::visit::{
    Data, EdgeCount, EdgeIndexable, GetAdjacencyMatrix, GraphBase, GraphProp, GraphRef,
    IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected,
    IntoNodeIdentifiers, IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable,
    Visitable,
};
use petgraph::{Directed, Direction, EdgeType, Undirected};

use crate::network::Network;

/// A network together with its direction `D`, [`Directed`] or [`Undirected`], for algorithms
/// that must know it. As cheap as a reference; all else is as for `&Network`.
///
/// ```
/// use petgraph::algo::articulation_points::articulation_points;
/// use twiplomacy::network::Network;
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, false)?;
/// let cut = articulation_points(net.as_undirected().expect("undirected"));
/// assert_eq!(cut.into_iter().collect::<Vec<_>>(), [1]);
/// assert!(net.as_directed().is_none());
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub struct View<'a, D> {
    net: &'a Network,
    direction: PhantomData<D>,
}

impl Network {
    /// The network for algorithms that must know that edges have a direction; `None` if they
    /// have none.
    pub fn as_directed(&self) -> Option<View<'_, Directed>> {
        self.directed.then_some(View { net: self, direction: PhantomData })
    }

    /// The network for algorithms that must know that edges have no direction; `None` if they
    /// have one, and [`Network::undirected`] takes it away.
    pub fn as_undirected(&self) -> Option<View<'_, Undirected>> {
        (!self.directed).then_some(View { net: self, direction: PhantomData })
    }
}

impl<'a, D> View<'a, D> {
    /// The network itself.
    pub fn network(self) -> &'a Network {
        self.net
    }
}

// By hand, since the markers of direction are types without values and need be neither.
impl<D> Clone for View<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for View<'_, D> {}

impl<D> fmt::Debug for View<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("View").field(self.net).finish()
    }
}

impl<D> GraphBase for View<'_, D> {
    type NodeId = u32;
    type EdgeId = usize;
}

impl<D> GraphRef for View<'_, D> {}

impl<D: EdgeType> GraphProp for View<'_, D> {
    type EdgeType = D;
}

impl<D> Data for View<'_, D> {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl<D> DataMap for View<'_, D> {
    fn node_weight(&self, id: u32) -> Option<&()> {
        self.net.node_weight(id)
    }

    fn edge_weight(&self, id: usize) -> Option<&f64> {
        self.net.edge_weight(id)
    }
}

impl<D> NodeCount for View<'_, D> {
    fn node_count(&self) -> usize {
        self.net.node_count()
    }
}

impl<D> EdgeCount for View<'_, D> {
    fn edge_count(&self) -> usize {
        self.net.edge_count()
    }
}

impl<D> NodeIndexable for View<'_, D> {
    fn node_bound(&self) -> usize {
        self.net.node_bound()
    }

    fn to_index(&self, id: u32) -> usize {
        NodeIndexable::to_index(self.net, id)
    }

    fn from_index(&self, index: usize) -> u32 {
        NodeIndexable::from_index(self.net, index)
    }
}

impl<D> NodeCompactIndexable for View<'_, D> {}

impl<D> EdgeIndexable for View<'_, D> {
    fn edge_bound(&self) -> usize {
        self.net.edge_bound()
    }

    fn to_index(&self, id: usize) -> usize {
        EdgeIndexable::to_index(self.net, id)
    }

    fn from_index(&self, index: usize) -> usize {
        EdgeIndexable::from_index(self.net, index)
    }
}

impl<D> Visitable for View<'_, D> {
    type Map = <Network as Visitable>::Map;

    fn visit_map(&self) -> Self::Map {
        self.net.visit_map()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        self.net.reset_map(map);
    }
}

impl<D> GetAdjacencyMatrix for View<'_, D> {
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, matrix: &(), a: u32, b: u32) -> bool {
        self.net.is_adjacent(matrix, a, b)
    }
}

impl<'a, D> IntoNodeIdentifiers for View<'a, D> {
    type NodeIdentifiers = <&'a Network as IntoNodeIdentifiers>::NodeIdentifiers;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        self.net.node_identifiers()
    }
}

impl<'a, D> IntoNodeReferences for View<'a, D> {
    type NodeRef = <&'a Network as IntoNodeReferences>::NodeRef;
    type NodeReferences = <&'a Network as IntoNodeReferences>::NodeReferences;

    fn node_references(self) -> Self::NodeReferences {
        self.net.node_references()
    }
}

impl<'a, D> IntoNeighbors for View<'a, D> {
    type Neighbors = <&'a Network as IntoNeighbors>::Neighbors;

    fn neighbors(self, a: u32) -> Self::Neighbors {
        self.net.neighbors(a)
    }
}

impl<'a, D> IntoNeighborsDirected for View<'a, D> {
    type NeighborsDirected = <&'a Network as IntoNeighborsDirected>::NeighborsDirected;

    fn neighbors_directed(self, n: u32, direction: Direction) -> Self::NeighborsDirected {
        self.net.neighbors_directed(n, direction)
    }
}

impl<'a, D> IntoEdgeReferences for View<'a, D> {
    type EdgeRef = <&'a Network as IntoEdgeReferences>::EdgeRef;
    type EdgeReferences = <&'a Network as IntoEdgeReferences>::EdgeReferences;

    fn edge_references(self) -> Self::EdgeReferences {
        self.net.edge_references()
    }
}

impl<'a, D> IntoEdges for View<'a, D> {
    type Edges = <&'a Network as IntoEdges>::Edges;

    fn edges(self, a: u32) -> Self::Edges {
        IntoEdges::edges(self.net, a)
    }
}

impl<'a, D> IntoEdgesDirected for View<'a, D> {
    type EdgesDirected = <&'a Network as IntoEdgesDirected>::EdgesDirected;

    fn edges_directed(self, a: u32, direction: Direction) -> Self::EdgesDirected {
        self.net.edges_directed(a, direction)
    }
}
