//! How far some reach more others than the rest do.

use super::condensation::Condensation;
use super::estimate::{Effort, Estimate};
use super::reach::{Reach, reach};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How far the nodes fall short of the one that reaches most: sum(`C_max` - `C_i`) / (N - 1), `C_i` the
/// share of the other nodes that node i reaches along arcs (Mones, Vicsek & Vicsek 2012, *`PLoS ONE`*
/// 7:e33799).
///
/// 1 if one node reaches all and nobody else anyone. Unweighted; self-loops are dropped; an
/// undirected edge is two arcs. NaN without arcs. Another number if all arcs are turned round.
///
/// **Counted**, by the condensation and bits, up to [`REACH_STEPS`](super::reach::REACH_STEPS);
/// beyond, or with [`Effort::exact`] false, **estimated**: the mean of `C_i` from nodes that are drawn
/// and all who reach them, `C_max` from the nodes that seem to reach most, each followed to the end.
/// The interval holds both errors.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// let star = Network::from_edges(3, &[0, 0], &[1, 2], None, None, true)?;
/// let effort = hierarchy::Effort::default();
/// let found = hierarchy::global_reaching_centrality(&star, effort, &Interrupt::new())?;
/// assert_eq!(found, hierarchy::Estimate::exact(1.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn global_reaching_centrality(
    net: &Network,
    effort: Effort,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    if super::arcs(net) == 0 {
        return Ok(Estimate::exact(f64::NAN));
    }
    let parts = Condensation::new(net, interrupt)?;
    Ok(of_reach(net, &reach(&parts, effort, interrupt)?))
}

/// The measure from what was counted or drawn.
pub(super) fn of_reach(net: &Network, reach: &Reach) -> Estimate {
    let n = net.n() as f64;
    if super::arcs(net) == 0 {
        return Estimate::exact(f64::NAN);
    }
    let short = |most: f64, pairs: f64| (n * most - pairs) / ((n - 1.0) * (n - 1.0));
    let bounds = reach.most.interval.zip(reach.pairs.interval);
    Estimate {
        value: short(reach.most.value, reach.pairs.value),
        interval: bounds.map(|(most, pairs)| {
            (short(most.0, pairs.1).max(0.0), short(most.1, pairs.0).min(1.0))
        }),
    }
}
