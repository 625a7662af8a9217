//! Null models: what a statistic comes to in networks that are left to chance but for some of
//! their features.
//!
//! | function | gives |
//! |---|---|
//! | [`rewire()`] | a simple network with the same degrees, and the same reciprocity if wanted |
//! | [`configuration()`] | the same degrees, with loops and parallel edges |
//! | [`Null::Size`], [`Null::Edges`], [`Null::Dyads`] | any network of as many nodes, as many edges, or as many mutual and one-way pairs |
//! | [`permuted_groups`] | the same network, groups dealt anew, within strata if wanted |
//! | [`test()`] | how a statistic compares with its draws under a null model |

mod arcs;
mod block;
mod configuration;
mod dyads;
mod labels;
mod quartets;
mod rewire;
mod sweep;
mod test;
mod triangles;
mod uniform;

pub use configuration::configuration;
pub use labels::{GroupStatistics, permuted_groups, test_groups};
pub use rewire::{RewireOptions, Rewired, rewire};
pub(in crate::network) use test::Model;
pub use test::{Null, NullTest, Statistic, Statistics, test, test_all};
pub use uniform::SIZE_NODES;

#[cfg(test)]
mod tests;
