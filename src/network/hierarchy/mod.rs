//! How far a network is ordered from top to bottom.
//!
//! | file | answers |
//! |---|---|
//! | [`table`] | every measure of hierarchy of a network, with what is to be known of it |
//! | [`krackhardt`] | how far it is a tree of command, by three of Krackhardt's four |
//! | [`lub`] | his fourth: whether any two have one superior nearest to both |
//! | [`flow`] | how many arcs lead round in no circle |
//! | [`reaching`] | how far some reach more others than the rest do |
//! | [`reach`] | how many nodes each node reaches, counted or estimated |
//! | [`trophic`] | how far up each node stands, and how far arcs keep to it |
//! | [`agony()`] | which ranks suit the network best, and how much weight runs against them |
//! | `condensation` | the strong components, and which of them leads to which |
//! | `bits` | which of many nodes each node reaches |
//! | [`estimate`] | a number that was counted, or drawn and has an interval |
//!
//! An arc leads from the one above to the one below. Self-loops are dropped. An undirected edge is
//! two arcs, as in R's sna.

pub mod agony;
mod bits;
mod condensation;
pub mod estimate;
pub mod flow;
pub mod krackhardt;
pub mod lub;
pub mod reach;
pub mod reaching;
pub mod table;
#[cfg(test)]
mod tests;
pub mod trophic;

pub use agony::{Agony, agony};
pub use estimate::{Effort, Estimate};
pub use flow::flow_hierarchy;
pub use krackhardt::{krackhardt_connectedness, krackhardt_efficiency, krackhardt_hierarchy};
pub use lub::krackhardt_lub;
pub use reaching::global_reaching_centrality;
pub use table::{HIERARCHY, Row, hierarchy};
pub(crate) use table::{agony_hierarchy, incoherence};
pub use trophic::{Levels, trophic_incoherence, trophic_levels};

use crate::network::Network;

/// How many arcs there are but for self-loops, an undirected edge being two.
fn arcs(net: &Network) -> u64 {
    let ends = if net.directed() { 1 } else { 2 };
    ends * (net.m() - net.self_loops()) as u64
}

/// How many nodes have each label.
fn sizes(labels: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |&last| last as usize + 1)];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    sizes
}
