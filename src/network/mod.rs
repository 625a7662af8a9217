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
//! | [`components`] | which nodes hang together |
//! | [`reciprocity()`] | how many ties are returned |
//! | [`leiden()`] | which communities there are; [`modularity`] says how marked they are |
//! | [`participation()`] | over how many communities ties are spread |
//! | [`agreement()`] | how far two partitions, or many, agree |
//! | [`consensus()`] | what the runs of a chancy method agree on |
//! | [`ties()`] | which accounts of a corpus are tied, and how |
//! | [`write_gexf`] | a file that Gephi opens |
//!
//! Nodes are `0..n`. Labels live above this module.

pub mod agreement;
mod build;
pub mod burt;
pub mod components;
pub mod consensus;
pub mod cores;
pub mod csr;
pub mod degree;
pub mod eigenvector;
pub mod gexf;
pub mod hits;
pub mod katz;
pub mod leiden;
pub mod pagerank;
pub mod participation;
mod partition;
pub mod reciprocity;
#[cfg(test)]
mod testing;
pub mod ties;

pub use agreement::{Agreement, Stability, agreement, stability};
pub use burt::{constraint, effective_size};
pub use consensus::consensus;
pub use cores::{CoreKind, core_number};
pub use csr::{Edge, EdgeColumns, Network};
pub use eigenvector::eigenvector;
pub use gexf::{AttributeColumn, write_gexf};
pub use hits::{Hits, hits};
pub use katz::katz;
pub use leiden::{leiden, modularity};
pub use pagerank::{PageRank, pagerank};
pub use participation::participation;
pub use reciprocity::reciprocity;
pub use ties::{Tie, Ties, TiesOptions, ties};
