//! Communities: groups of nodes that have more to do with each other than with the rest.
//!
//! | file | what it does |
//! |---|---|
//! | `quality` | how good a partition is: [`modularity`], [`cpm`] |
//! | `leiden` | the best partition that the Leiden algorithm finds |
//! | `louvain` | the same by the Louvain algorithm, its forerunner |
//! | `label_propagation` | the partition where every node agrees with its neighbours |
//! | `problem` | the constants of a quality, and the way to the lowest level and back |
//! | `level` | the network of one level, and how parts of it become the nodes of the next |
//! | `mass` | what nodes weigh in a quality |
//! | `moving` | nodes move to the neighbouring community that gains most |
//! | `refine` | each community is rebuilt from well-connected pieces |
//! | `scratch` | what a thread needs while it looks at one node after the other |

mod label_propagation;
mod leiden;
mod level;
mod louvain;
mod mass;
mod moving;
mod problem;
mod quality;
mod refine;
mod scratch;

pub use label_propagation::label_propagation;
pub use leiden::leiden;
pub use louvain::louvain;
pub use quality::{cpm, modularity};

use problem::{Terms, check_resolution};

/// What [`leiden()`] and [`louvain()`] raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// [`modularity`] without direction: the weights of both directions are added up.
    Modularity,
    /// Directed [`modularity`] (Leicht & Newman 2008); in an undirected network the same as
    /// [`Quality::Modularity`].
    DirectedModularity,
    /// [`cpm`], the constant Potts model, without direction.
    Cpm,
}

#[cfg(test)]
mod tests;
