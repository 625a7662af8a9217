//! Who is tied to whom: one network type, and one file for each family of measures.
//!
//! | file | answers |
//! |---|---|
//! | [`csr`] | the network itself: nodes, edges, rows of neighbours |
//! | `build` | how lists of edges become rows |
//! | [`degree`] | how many ties, and how heavy |
//! | [`pagerank()`] | where a random reader ends up |
//! | [`components`] | which nodes hang together |
//! | [`reciprocity()`] | how many ties are returned |
//! | [`communities`] | which communities there are ([`leiden()`], [`louvain()`], [`label_propagation()`]), and how marked they are ([`modularity`], [`cpm`]) |
//! | [`ties()`] | which accounts of a corpus are tied, and how |
//! | [`write_gexf`] | a file that Gephi opens |
//!
//! Nodes are `0..n`. Labels live above this module.

mod build;
pub mod communities;
pub mod components;
pub mod csr;
pub mod degree;
pub mod gexf;
pub mod pagerank;
mod partition;
pub mod reciprocity;
#[cfg(test)]
mod testing;
pub mod ties;

pub use communities::{Quality, cpm, label_propagation, leiden, louvain, modularity};
pub use csr::{Edge, EdgeColumns, Network};
pub use gexf::{AttributeColumn, write_gexf};
pub use pagerank::{PageRank, pagerank};
pub use reciprocity::reciprocity;
pub use ties::{Tie, Ties, TiesOptions, ties};
