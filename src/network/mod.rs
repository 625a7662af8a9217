//! Who is tied to whom: one network type, and one file for each family of measures.
//!
//! | file | answers |
//! |---|---|
//! | [`csr`] | the network itself: nodes, edges, rows of neighbours |
//! | `build` | how lists of edges become rows |
//! | [`degree`] | how many ties, and how heavy |
//! | [`pagerank()`] | where a random reader ends up |
//! | [`hits()`] | who leads to whom all look, and to whom those lead |
//! | [`eigenvector()`] | who is named by those who are named |
//! | [`katz()`] | how many walks lead to a node |
//! | [`cores`] | how deep in the crowd a node is |
//! | [`burt`] | how far contacts are tied to one another: constraint, effective size |
//! | [`paths`] | who stands between others, who is near to others, how far apart nodes are |
//! | [`components`] | which nodes hang together |
//! | [`density()`] | how many of the possible ties there are, and whether round one node |
//! | [`reciprocity()`] | how many ties are returned, and how much weight |
//! | [`clustering()`] | whether neighbours are tied to one another; [`transitivity`], [`triangles`] |
//! | [`triads()`] | what every three nodes have among them |
//! | [`degree_assortativity`] | whether like nodes tie to like, by degree, group or number |
//! | [`subgraph()`] | the part of a network among some nodes |
//! | [`leiden()`] | which communities there are; [`modularity`] says how marked they are |
//! | [`nulls`] | what a statistic comes to by chance: rewired networks and others |
//! | [`backbone`] | which edges are heavier than chance would have them |
//! | [`participation()`] | over how many communities ties are spread |
//! | [`agreement()`] | how far two partitions, or many, agree |
//! | [`consensus()`] | what the runs of a chancy method agree on |
//! | [`reciprocity()`] | how many ties are returned |
//! | [`communities`] | which communities there are ([`leiden()`], [`louvain()`], [`label_propagation()`]), and how marked they are ([`modularity`], [`cpm`]) |
//! | [`ties()`] | which accounts of a corpus are tied, and how |
//! | [`write_gexf`] | a file that Gephi opens |
//!
//! Nodes are `0..n`. Labels live above this module.

pub mod assortativity;
pub mod backbone;
mod build;
pub mod clustering;
pub mod agreement;
pub mod burt;
pub mod communities;
pub mod components;
pub mod consensus;
pub mod cores;
pub mod csr;
pub mod degree;
pub mod density;
pub mod eigenvector;
pub mod gexf;
pub mod hits;
pub mod katz;
pub mod leiden;
pub mod nulls;
pub mod pagerank;
pub mod participation;
mod partition;
pub mod paths;
pub mod reciprocity;
pub mod subgraph;
#[cfg(test)]
mod testing;
pub mod ties;
pub mod triads;

pub use assortativity::{
    End, attribute_assortativity, degree_assortativity, numeric_assortativity,
};
pub use clustering::{Clustering, clustering, transitivity, triangles};
pub use communities::{Quality, cpm, label_propagation, leiden, louvain, modularity};
pub use csr::{Edge, EdgeColumns, Network};
pub use density::{degree_centralization, density};
pub use agreement::{Agreement, Stability, agreement, stability};
pub use burt::{constraint, effective_size};
pub use consensus::consensus;
pub use cores::{CoreKind, core_number};
pub use eigenvector::eigenvector;
pub use gexf::{AttributeColumn, write_gexf};
pub use hits::{Hits, hits};
pub use katz::katz;
pub use leiden::{leiden, modularity};
pub use pagerank::{PageRank, pagerank};
pub use reciprocity::{dyad_reciprocity, reciprocity, weighted_reciprocity};
pub use subgraph::subgraph;
pub use participation::participation;
pub use reciprocity::reciprocity;
pub use ties::{Tie, Ties, TiesOptions, ties};
pub use triads::{TRIAD_NAMES, triads};
