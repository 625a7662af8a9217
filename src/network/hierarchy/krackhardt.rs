//! How far a network is a tree of command, by three of Krackhardt's four measures (1994, "Graph
//! theoretical dimensions of informal organizations", in Carley & Prietula (eds), *Computational
//! Organization Theory*, 89-111). The fourth is [`super::lub`]. An out-tree has 1 in all four.

use super::condensation::Condensation;
use super::estimate::{Effort, Estimate};
use super::reach::{Reach, reach};
use super::{arcs, sizes};
use crate::error::Result;
use crate::network::{Network, components};
use crate::run::Interrupt;

/// The share of pairs that are joined by a semipath, which may go against arcs.
///
/// 0 without arcs; NaN for fewer than two nodes. O(n + m).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// let net = Network::from_edges(3, &[0], &[1], None, None, true)?;
/// assert_eq!(hierarchy::krackhardt_connectedness(&net, &Interrupt::new())?, 1.0 / 3.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn krackhardt_connectedness(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    Ok(connectedness(&sizes(&components::weak(net, interrupt)?)))
}

/// Of the sizes of the weak components.
pub(super) fn connectedness(sizes: &[u64]) -> f64 {
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let joined: f64 = sizes.iter().map(|&size| pairs(size as f64)).sum();
    joined / pairs(sizes.iter().sum::<u64>() as f64)
}

/// How few arcs there are beyond those that hold each weak component together: 1 - (E -
/// sum(N - 1)) / sum(N (N - 1) - (N - 1)), N the sizes of the components.
///
/// E counts distinct arcs without self-loops, an undirected edge twice, as R's sna has it; so 1 for
/// a tree of arcs, 0 where all arcs are there. NaN where no component has more than one node. O(n +
/// m).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 0, 1], &[1, 2, 2], None, None, true)?;
/// assert_eq!(hierarchy::krackhardt_efficiency(&net, &Interrupt::new())?, 0.75);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn krackhardt_efficiency(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    Ok(efficiency(net, &sizes(&components::weak(net, interrupt)?)))
}

/// Of the sizes of the weak components.
pub(super) fn efficiency(net: &Network, sizes: &[u64]) -> f64 {
    let needed: f64 = sizes.iter().map(|&size| size as f64 - 1.0).sum();
    // N (N - 1) - (N - 1)
    let spare: f64 = sizes.iter().map(|&size| (size as f64 - 1.0).powi(2)).sum();
    1.0 - (arcs(net) as f64 - needed) / spare
}

/// Of the pairs with a path in at least one direction, the share that have it in only one.
///
/// NaN if there are none. 0 if undirected. The same if all arcs are turned round. Counted or drawn
/// as [`super::global_reaching_centrality`] is.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1, 1], &[1, 0, 2], None, None, true)?;
/// let effort = hierarchy::Effort::default();
/// let found = hierarchy::krackhardt_hierarchy(&net, effort, &Interrupt::new())?;
/// assert_eq!(found, hierarchy::Estimate::exact(2.0 / 3.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn krackhardt_hierarchy(
    net: &Network,
    effort: Effort,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    let parts = Condensation::new(net, interrupt)?;
    if arcs(net) == 0 {
        return Ok(Estimate::exact(f64::NAN));
    }
    Ok(of_reach(&parts, &reach(&parts, effort, interrupt)?))
}

/// The measure from what was counted or drawn: pairs that reach each other are in one part.
pub(super) fn of_reach(parts: &Condensation, reach: &Reach) -> Estimate {
    let mutual = parts.mutual_pairs() as f64;
    reach.pairs.map(|pairs| (pairs - mutual) / (pairs - mutual / 2.0))
}
