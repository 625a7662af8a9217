//! `PageRank`: where a random reader ends up.

pub(super) mod leap;
pub(super) mod pull;
pub(super) mod settle;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::run::Interrupt;
use leap::Goal;
use pull::{Pull, fill_blocks};
use settle::{Limits, settle};

/// The scores, and how sure they are.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRank {
    /// One score a node; they add up to 1.
    pub scores: Vec<f64>,
    /// The L1 distance to the exact scores is at most this, rounding aside. Above the
    /// tolerance only if that asked for more than floats can give.
    pub error: f64,
    /// How many sweeps over the edges it took.
    pub sweeps: usize,
}

/// The share of time that a reader spends at each node who, at every step, follows an out
/// edge with probability `damping` (d) and else starts afresh (Brin & Page 1998, *Computer
/// Networks and ISDN Systems* 30:107):
///
/// `x_v` = (1 - d) `r_v` + d (sum over u -> v of `x_u` `w_uv` / `w_u` + D `r_v`)
///
/// with `w_u` the weight of all out edges of u, D the x of the nodes without any, whose reader
/// starts afresh, and `r_v` the chance to start at v: 1/n for all, or in proportion to
/// `restart`, one number a node, which makes the scores those of the world as seen from there
/// (personalised `PageRank`; networkx has the same rule for nodes that lead nowhere).
/// `weighted = false` takes every weight as 1. An undirected edge leads both ways; a self-loop
/// is one way out.
///
/// Power iteration, with an extrapolation every few sweeps (Kamvar, Haveliwala, Manning & Golub
/// 2003, *WWW* 12:261; here by reduced rank). A sweep brings scores nearer to the exact ones by
/// a factor of d at least, wherever they are, so a change of r in one sweep means an error of at
/// most r d/(1 - d) after it: it stops once that is within `tol`. O(m) a sweep, at most 1.25
/// log(tol) / log(d) sweeps or so and mostly half as many. The bits do not depend on the number
/// of threads.
///
/// # Errors
/// [`Error::Input`] unless `0 <= damping < 1` and `tol > 0`, and unless `restart` (which is
/// called `personalization` in Python) has one number a node, none negative, with a sum that is
/// finite and above 0; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, pagerank}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[2, 2], None, None, true)?;
/// let rank = pagerank(&net, 0.85, true, 1e-10, None, &Interrupt::new())?;
/// assert!(rank.scores[2] > rank.scores[0] && rank.error <= 1e-10);
/// let from_0 = pagerank(&net, 0.85, true, 1e-10, Some(&[1.0, 0.0, 0.0]), &Interrupt::new())?;
/// assert_eq!(from_0.scores[1], 0.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn pagerank(
    net: &Network,
    damping: f64,
    weighted: bool,
    tol: f64,
    restart: Option<&[f64]>,
    interrupt: &Interrupt,
) -> Result<PageRank> {
    check(damping, tol)?;
    let restart = restart.map(|shares| normalised(shares, net.n())).transpose()?;
    if net.n() == 0 {
        return Ok(PageRank { scores: Vec::new(), error: 0.0, sweeps: 0 });
    }
    let leaving = leaving(net, weighted);
    let walk = Walk { edges: Pull::incoming(net, weighted), damping, leaving, restart };
    let limits = Limits {
        enough: tol * (1.0 - damping) / damping,
        sweeps: most_sweeps(damping, tol),
        depth: DEPTH,
        goal: Goal::FixedPoint,
    };
    let start = net.nodes().map(|v| walk.start(v as usize)).collect();
    let mut passed = vec![0.0; net.n()];
    let found =
        settle(start, limits, interrupt, |now, next, _| walk.sweep(now, &mut passed, next))?;
    let error = found.residual * damping / (1.0 - damping);
    Ok(PageRank { scores: found.vector, error, sweeps: found.sweeps })
}

fn check(damping: f64, tol: f64) -> Result<()> {
    if !(0.0..1.0).contains(&damping) {
        return Err(Error::input("damping", damping.to_string(), "at least 0 and below 1"));
    }
    check_tolerance(tol)
}

/// That a tolerance can be asked for.
pub(super) fn check_tolerance(tol: f64) -> Result<()> {
    if tol.is_nan() || tol <= 0.0 {
        return Err(Error::input("tol", tol.to_string(), "more than 0"));
    }
    Ok(())
}

/// The chance to start at each node.
fn normalised(shares: &[f64], n: usize) -> Result<Vec<f64>> {
    let wrong = |found, wanted| Err(Error::input("personalization", found, wanted));
    if shares.len() != n {
        return wrong(format!("{} numbers", shares.len()), "one for each node");
    }
    if let Some(share) = shares.iter().find(|share| !(share.is_finite() && **share >= 0.0)) {
        return wrong(share.to_string(), "finite numbers, none negative");
    }
    // Taken relative to the greatest, the sum is neither too large nor too small for a float.
    let greatest = shares.iter().copied().fold(0.0, f64::max);
    if n > 0 && greatest == 0.0 {
        return wrong("nothing but 0".into(), "a sum above 0");
    }
    let sum: f64 = shares.iter().map(|share| share / greatest).sum();
    Ok(shares.iter().map(|share| share / greatest / sum).collect())
}

/// How many sweeps an extrapolation learns from, but one: more bring little on networks of
/// accounts.
const DEPTH: usize = 3;

/// After so many sweeps the bound holds on paper, as two scores differ by 2 at most and one
/// sweep in five at most is in vain; if it does not by then, rounding is in the way and further
/// sweeps are of no use.
fn most_sweeps(damping: f64, tol: f64) -> usize {
    let wanted = (tol * (1.0 - damping) / 2.0).max(1e-20);
    10 + (1.25 * wanted.ln() / damping.ln()).max(0.0).ceil() as usize
}

/// The weight of the out row of each node, 0 where the reader has no way on. What is too
/// small to divide by counts as 0.
fn leaving(net: &Network, weighted: bool) -> Vec<f64> {
    let total = |v| {
        let (ids, weights) = net.out(v);
        if weighted { weights.iter().fold(0.0, |sum, w| sum + w) } else { ids.len() as f64 }
    };
    let usable = |sum: f64| if sum.is_normal() { sum } else { 0.0 };
    net.nodes().into_par_iter().map(|v| usable(total(v))).collect()
}

struct Walk<'a> {
    edges: Pull<'a>,
    damping: f64,
    leaving: Vec<f64>,
    /// The chance to start at each node; the same for all if there is nothing.
    restart: Option<Vec<f64>>,
}

impl Walk<'_> {
    fn start(&self, v: usize) -> f64 {
        self.restart.as_ref().map_or_else(|| 1.0 / self.leaving.len() as f64, |chance| chance[v])
    }

    /// Fill in the next step of the reader, and say by how much scores changed in all. `passed`
    /// is room for what each node passes on for each unit of weight.
    fn sweep(&self, now: &[f64], passed: &mut [f64], next: &mut [f64]) -> f64 {
        let [stranded] = fill_blocks(passed, |place, block| {
            let mut stranded = 0.0;
            for ((gift, score), leaving) in
                block.iter_mut().zip(&now[place..]).zip(&self.leaving[place..])
            {
                let way_on = *leaving > 0.0;
                *gift = if way_on { score / leaving } else { 0.0 };
                stranded += if way_on { 0.0 } else { *score };
            }
            [stranded]
        });
        let fresh = 1.0 - self.damping + self.damping * stranded;
        let [change] = self.edges.sweep(passed, next, |v, pulled| {
            let score = fresh * self.start(v) + self.damping * pulled;
            (score, [(score - now[v]).abs()])
        });
        change
    }
}

#[cfg(test)]
mod tests;
