//! Trophic levels: how far up each node stands, and how far arcs keep to it.
//!
//! | file | does |
//! |---|---|
//! | `ties` | reads arcs as ties: who is tied to whom, and how heavily in both directions |
//! | `peel` | takes off what hangs on one tie only, whose levels follow at once |
//! | `system` | writes the equations of the rest down, one part a component |
//! | `conjugate` | solves them |

mod conjugate;
mod peel;
mod system;
mod ties;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::run::Interrupt;
use peel::Peeled;
use ties::Ties;

/// Sums over nodes are formed in blocks of this many, whatever the number of threads.
const BLOCK: usize = 4096;

/// The trophic level of each node, and what it may be compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// One level a node, 0 for the lowest of its component.
    pub level: Vec<f64>,
    /// The weak component of each node, 0 for the largest. Arcs that carry nothing join
    /// nothing.
    pub component: Vec<u32>,
    /// The greatest relative residual of a component, [`TOLERANCE`](conjugate::TOLERANCE) or
    /// less unless weights differ by so many orders of magnitude that floats cannot do it.
    pub residual: f64,
    /// How much heavier one tie is than another of its component, at most, what hangs on one tie
    /// only left aside. Parts held together by ties that are k times lighter than those within are
    /// sure to k times the residual only: above some 1e8 they may stand anywhere.
    pub spread: f64,
}

/// The trophic level h of each node (`MacKay`, Johnson & Sansom 2020, *Royal Society Open
/// Science* 7:201138), which makes every arc lead up by 1 as nearly as can be:
///
/// (diag(`w_in` + `w_out`) - W - W') h = `w_in` - `w_out`
///
/// with `W_mn` the weight of the arc from m to n, self-loops left out. This says of each node that
/// its level is the mean of what its ties ask for: one more than that of who leads to it, one
/// less than that of whom it leads to, by weight. Levels are relative to the lowest of the weak
/// component, which is 0, and are not to be compared between components. A node without ties
/// has level 0.
///
/// What hangs on one tie only has its level from the tie, so that trees are exact; the rest is
/// solved by conjugate gradients with the diagonal as preconditioner, each component by itself,
/// until the residual in the norm of the inverse diagonal is 1e-12 of that of the right-hand
/// side. Weights below 1e-307 of the greatest count as 0. O(m) a step; the number of steps
/// grows with the diameter, and is some dozens in networks of accounts. 16 bytes an arc beside
/// the network, or 24. The bits do not depend on the number of threads.
///
/// # Errors
/// [`Error::Input`] if the network is undirected; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::network::{Network, hierarchy::{trophic_incoherence, trophic_levels}};
/// use twiplomacy::run::Interrupt;
/// let net = Network::from_edges(3, &[0, 0, 1], &[1, 2, 2], None, None, true)?;
/// let levels = trophic_levels(&net, &Interrupt::new())?.level;
/// assert!((levels[1] - 2.0 / 3.0).abs() < 1e-12 && (levels[2] - 4.0 / 3.0).abs() < 1e-12);
/// assert!((trophic_incoherence(&net, &levels)? - 1.0 / 9.0).abs() < 1e-12);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn trophic_levels(net: &Network, interrupt: &Interrupt) -> Result<Levels> {
    let ties = Ties::of(net)?;
    let tally = ties.tally();
    let component = ties.components(interrupt)?;
    let peeled = Peeled::of(&ties, &tally.degree, tally.others);
    interrupt.check()?;
    let solved = if tally.single {
        system::solve::<f32>(&ties, &peeled, &component, interrupt)?
    } else {
        system::solve::<f64>(&ties, &peeled, &component, interrupt)?
    };
    let mut level = solved.level;
    peeled.put_back(&ties, &mut level);
    ground(&mut level, &component);
    Ok(Levels { level, component, residual: solved.residual, spread: solved.spread })
}

/// Shift levels so that the least of each component is 0.
fn ground(level: &mut [f64], component: &[u32]) {
    let parts = component.iter().max().map_or(0, |&last| last as usize + 1);
    let mut least = vec![f64::INFINITY; parts];
    for (level, part) in level.iter().zip(component) {
        let least = &mut least[*part as usize];
        *least = least.min(*level);
    }
    level.iter_mut().zip(component).for_each(|(level, part)| *level -= least[*part as usize]);
}

/// How far arcs are from leading up by 1 level each: 0 if all do so, 1 if nothing leads up on
/// the whole (`MacKay`, Johnson & Sansom 2020, *Royal Society Open Science* 7:201138):
///
/// `F_0` = sum of `W_mn` (`h_n` - `h_m` - 1)^2 / sum of `W_mn`
///
/// over arcs from m to n, self-loops left out. `levels` are those of [`trophic_levels`]; any
/// others give more. NaN if no arc carries weight. O(m); the bits do not depend on the number
/// of threads.
///
/// # Errors
/// [`Error::Input`] if the network is undirected, or unless there is one level a node.
pub fn trophic_incoherence(net: &Network, levels: &[f64]) -> Result<f64> {
    let ties = Ties::of(net)?;
    if levels.len() != net.n() {
        let found = format!("{} levels", levels.len());
        return Err(Error::input("levels", found, "one for each node"));
    }
    let nodes: Vec<u32> = net.nodes().collect();
    let sums: Vec<(f64, f64)> = nodes
        .par_chunks(BLOCK)
        .map(|nodes| {
            let arcs = nodes.iter().flat_map(|&v| ties.arcs(v).map(move |(t, w)| (v, t, w)));
            arcs.fold((0.0, 0.0), |(off, all), (v, t, weight)| {
                let step = levels[t as usize] - levels[v as usize];
                (off + weight * (step - 1.0).powi(2), all + weight)
            })
        })
        .collect();
    let (off, all) = sums.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    Ok(off / all)
}

#[cfg(test)]
mod tests;
