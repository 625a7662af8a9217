//! How many arcs lead round in no circle.

use crate::error::Result;
use crate::network::{Network, components};
use crate::run::Interrupt;

/// The share of arcs that are in no cycle (Luo & Magee 2011, *Complexity* 16:53).
///
/// An arc is in a cycle if both of its ends are in one strong component. Unweighted; self-loops
/// are dropped (networkx counts them as cycles); an undirected edge leads there and back, which is a
/// cycle. NaN without arcs. The same if all arcs are turned round. O(n + m).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy::flow_hierarchy}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1, 1], &[1, 0, 2], None, None, true)?;
/// assert_eq!(flow_hierarchy(&net, &Interrupt::new())?, 1.0 / 3.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn flow_hierarchy(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    Ok(share_ahead(net, &components::strong(net, interrupt)?))
}

/// The share of arcs from one part to another.
pub(super) fn share_ahead(net: &Network, part: &[u32]) -> f64 {
    let ahead = |v: u32| {
        net.out(v).0.iter().filter(|&&t| part[v as usize] != part[t as usize]).count() as u64
    };
    net.nodes().map(ahead).sum::<u64>() as f64 / super::arcs(net) as f64
}
