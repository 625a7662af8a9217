//! Agony: how much weight runs against the ranks that suit a network best.
//!
//! | file | does |
//! |---|---|
//! | `inner` | takes the arcs on cycles, which alone can run against ranks, with whole weights |
//! | `flow` | finds the heaviest flow in circles, which says how much agony there must be |
//! | `ranks` | reads the ranks off it, the least there are |

mod flow;
mod inner;
mod ranks;

use crate::error::{Error, Result};
use crate::network::{Network, components};
use crate::run::Interrupt;
use flow::Flow;
use inner::Inner;

/// The least agony of a network, and the ranks that attain it.
#[derive(Debug, Clone, PartialEq)]
pub struct Agony {
    /// The agony of `ranks`: no ranks have less.
    pub value: f64,
    /// What agony any ranks must have, by a flow in circles: the proof that there is no less.
    /// The same as `value` but for rounding.
    pub lower: f64,
    /// The weight of all arcs, self-loops left out.
    pub total: f64,
    /// The rank of each node, 0 for the lowest.
    pub ranks: Vec<u32>,
}

impl Agony {
    /// 1 - agony / total weight: 1 if all arcs lead up, 0 if nothing is gained by ranks; NaN
    /// without arcs that carry weight.
    pub fn hierarchy(&self) -> f64 {
        1.0 - self.value / self.total
    }
}

/// The least agony over all whole ranks r (Gupte, Shankar, Li, Muthukrishnan & Iftode 2011,
/// *WWW* 20:557; weighted: Tatti 2017, *Data Mining and Knowledge Discovery* 31:702):
///
/// A = min over r of sum of `w_uv` max(0, `r_u` - `r_v` + 1)
///
/// over arcs from u to v, self-loops left out. An arc costs nothing if it leads up, its weight if
/// it stays on a rank, twice its weight if it leads down by one, and so on.
///
/// Many ranks attain the least; those given are the lowest: no rank of any node is lower in
/// any other, so that they are the same whatever the order of arcs.
///
/// By duality A is the greatest total of a flow in circles, of no more than its weight on each
/// arc; what an arc has beyond it is what must go to balance the arcs to and from each node. It is
/// found by the primal-dual method on arcs within strong components: for each length in
/// turn, as much as possible goes along the shortest ways (Ford & Fulkerson 1962; blocking flows:
/// Dinic 1970). Weights are taken as whole multiples of 2^-61 of their sum or less, which is
/// exact unless they span that much. The number of lengths is that of the ranks of a component at
/// most, each O(m) times the number of blocking flows, a few in networks of accounts; at
/// worst O(n^3 m). Memory: 30 bytes an arc within strong components and 40 a node.
///
/// # Errors
/// [`Error::Input`] if the network is undirected; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy::agony}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 1], &[1, 2, 0, 3], None, None, true)?;
/// let found = agony(&net, &Interrupt::new())?;
/// assert_eq!((found.value, found.hierarchy()), (3.0, 0.25));
/// assert_eq!(found.ranks, [0, 0, 0, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn agony(net: &Network, interrupt: &Interrupt) -> Result<Agony> {
    if !net.directed() {
        return Err(Error::input(
            "network",
            "no directions",
            "arcs, since ranks say which end of a tie is above: a network with directed=True",
        ));
    }
    let component = components::strong(net, interrupt)?;
    let inner = Inner::of(net, &component);
    let flow = Flow::found(&inner, interrupt)?;
    let ranks = ranks::least(net, &component, &inner, &flow, interrupt)?;
    let (value, total) = cost(net, &ranks);
    Ok(Agony { value, lower: inner.weight(flow.circling(&inner)), total, ranks })
}

/// The agony of these ranks, and the weight of all arcs.
fn cost(net: &Network, ranks: &[u32]) -> (f64, f64) {
    let arcs = net.edges().filter(|arc| arc.source != arc.target);
    arcs.fold((0.0, 0.0), |(cost, total), arc| {
        let (from, to) = (ranks[arc.source as usize], ranks[arc.target as usize]);
        let down = (i64::from(from) + 1 - i64::from(to)).max(0);
        (cost + arc.weight * down as f64, total + arc.weight)
    })
}

#[cfg(test)]
mod tests;
