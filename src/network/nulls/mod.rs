//! Null models: what a statistic comes to in networks that are left to chance but for some of
//! their features.
//!
//! | function | gives |
//! |---|---|
//! | [`rewire()`] | a simple network with the same degrees, and the same reciprocity if wanted |
//! | [`configuration()`] | the same degrees, with loops and parallel edges |
//! | [`test()`] | how a statistic compares with its draws under a null model |

mod arcs;
mod block;
mod configuration;
mod dyads;
mod quartets;
mod rewire;
mod sweep;
mod test;
mod triangles;

pub use configuration::configuration;
pub use rewire::{RewireOptions, Rewired, rewire};
pub(in crate::network) use test::Model;
pub use test::{Null, NullTest, Statistic, Statistics, test, test_all};

#[cfg(test)]
mod tests;
