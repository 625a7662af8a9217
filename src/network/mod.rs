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
//! | [`leiden()`] | which communities there are; [`modularity`] says how marked they are |
//! | [`ties()`] | which accounts of a corpus are tied, and how |
//! | [`layout()`] | where to draw each node |
//! | [`write_gexf`] | a file that Gephi opens |
//! | [`write_graphml`] | a file that most other programs open |
//! | `exchange` | what the two formats share |
//!
//! Nodes are `0..n`. Labels live above this module.

mod build;
pub mod components;
pub mod csr;
pub mod degree;
mod exchange;
pub mod gexf;
pub mod graphml;
pub mod layout;
pub mod leiden;
pub mod pagerank;
mod partition;
pub mod reciprocity;
#[cfg(test)]
mod testing;
pub mod ties;

pub use csr::{Edge, EdgeColumns, Network};
pub use exchange::AttributeColumn;
pub use gexf::write_gexf;
pub use graphml::write_graphml;
pub use layout::{LayoutOptions, layout};
pub use leiden::{leiden, modularity};
pub use pagerank::{PageRank, pagerank};
pub use reciprocity::reciprocity;
pub use ties::{Tie, Ties, TiesOptions, ties};
