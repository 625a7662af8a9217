//! Who is tied to whom: one network type, and one file for each family of measures.
//!
//! | file | answers |
//! |---|---|
//! | [`csr`] | the network itself: nodes, edges, rows of neighbours |
//! | `build` | how lists of edges become rows |
//! | [`labels`] | how columns of labels become numbers of nodes |
//! | [`degree`] | how many ties, and how heavy |
//! | [`pagerank()`] | where a random reader ends up |
//! | [`hits()`] | who leads to whom all look, and to whom those lead |
//! | [`eigenvector()`] | who is named by those who are named |
//! | [`katz()`] | how many walks lead to a node |
//! | [`cores`] | how deep in the crowd a node is |
//! | [`chart`] | how ties run on the formal chart, and whether rank shows in them |
//! | [`brokerage`] | who stands between the groups, in which role, and how far beyond chance |
//! | [`burt`] | how far contacts are tied to one another: constraint, effective size |
//! | [`paths`] | who stands between others, who is near to others, how far apart nodes are |
//! | [`components`] | which nodes hang together |
//! | [`density()`] | how many of the possible ties there are, and whether round one node |
//! | [`reciprocity()`] | how many ties are returned, and how much weight |
//! | [`clustering()`] | whether neighbours are tied to one another; [`transitivity`], [`triangles`] |
//! | [`triads()`] | what every three nodes have among them |
//! | [`degree_assortativity`] | whether like nodes tie to like, by degree, group or number |
//! | [`subgraph()`] | the part of a network among some nodes |
//! | [`nulls`] | what a statistic comes to by chance: rewired networks and others |
//! | [`resample`] | how sure a statistic is: the vertex bootstrap |
//! | [`backbone`] | which edges are heavier than chance would have them |
//! | [`participation()`] | over how many communities ties are spread |
//! | [`agreement()`] | how far two partitions, or many, agree |
//! | [`consensus()`] | what the runs of a chancy method agree on |
//! | [`communities`] | which communities there are ([`leiden()`], [`louvain()`], [`label_propagation()`]), and how marked they are ([`modularity`], [`cpm`]) |
//! | [`ties()`] | which accounts of a corpus are tied, and how |
//! | [`summary()`] | what describes a network in a table; the [`statistics`] that tests know by name |
//! | [`hierarchy`] | how far a network is ordered from top to bottom |
//! | [`mixing`] | whether ties stay within groups |
//! | [`rwc()`] | whether two sides hear each other: random-walk controversy |
//! | `shared` | which accounts used the same hashtag or link |
//! | [`visit`] | the network as petgraph's algorithms walk it |
//! | [`layout()`] | where to draw each node |
//! | [`write_gexf`] | a file that Gephi opens |
//! | [`write_graphml`] | a file that most other programs open |
//! | `exchange` | what the two formats share |
//!
//! Nodes are `0..n`. Labels live above this module, but for the one that numbers them.

pub mod agreement;
pub mod assortativity;
pub mod backbone;
pub mod brokerage;
mod build;
pub mod burt;
pub mod chart;
pub mod clustering;
pub mod communities;
pub mod components;
pub mod consensus;
pub mod controversy;
pub mod cores;
pub mod csr;
pub mod degree;
pub mod density;
pub mod eigenvector;
mod exchange;
pub mod gexf;
pub mod graphml;
pub mod hierarchy;
pub mod hits;
pub mod katz;
pub mod labels;
pub mod layout;
pub mod mixing;
pub mod nulls;
pub mod pagerank;
pub mod participation;
mod partition;
pub mod paths;
pub mod reciprocity;
pub mod resample;
mod shared;
mod solve;
pub mod statistics;
pub mod subgraph;
#[cfg(test)]
pub(crate) mod testing;
pub mod ties;
pub mod triads;
pub mod visit;

pub use agreement::{Agreement, Stability, agreement, stability};
pub use assortativity::{
    End, attribute_assortativity, degree_assortativity, numeric_assortativity,
};
pub use burt::{constraint, effective_size};
pub use clustering::{Clustering, clustering, transitivity, triangles};
pub use communities::{Quality, cpm, label_propagation, leiden, louvain, modularity};
pub use consensus::consensus;
pub use controversy::{Controversy, rwc};
pub use cores::{CoreKind, core_number};
pub use csr::{Edge, EdgeColumns, Network};
pub use density::{degree_centralization, density};
pub use eigenvector::eigenvector;
pub use exchange::AttributeColumn;
pub use gexf::write_gexf;
pub use graphml::write_graphml;
pub use hits::{Hits, hits};
pub use katz::katz;
pub use layout::{LayoutOptions, layout};
pub use pagerank::{PageRank, pagerank};
pub use participation::participation;
pub use reciprocity::{dyad_reciprocity, reciprocity, weighted_reciprocity};
pub use statistics::{Known, Statistic, measure, summary};
pub use subgraph::subgraph;
pub use ties::{Tie, Ties, TiesOptions, ties};
pub use triads::{TRIAD_NAMES, triads};
