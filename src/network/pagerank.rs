//! `PageRank`: where a random reader ends up.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::run::Interrupt;

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

/// Nodes are taken in chunks of this size whatever the number of threads, so that sums are
/// always formed in the same order.
const CHUNK: usize = 1024;

/// The share of time that a reader spends at each node who, at every step, follows an out
/// edge with probability `damping` (d) and else starts afresh anywhere (Brin & Page 1998,
/// *Computer Networks and ISDN Systems* 30:107):
///
/// `x_v` = (1 - d)/n + d (sum over u -> v of `x_u` `w_uv` / `w_u` + D/n)
///
/// with `w_u` the weight of all out edges of u, and D the x of the nodes without any, whose
/// reader starts afresh. `weighted = false` takes every weight as 1. An undirected edge
/// leads both ways; a self-loop is one way out.
///
/// Power iteration. A sweep brings scores nearer to the exact ones by a factor of d at
/// least, so a change of r in one sweep means an error of at most r d/(1 - d): it stops once
/// that is within `tol`. O(m) a sweep, at most log(tol) / log(d) sweeps or so. The bits do not
/// depend on the number of threads.
///
/// # Errors
/// [`Error::Input`] unless `0 <= damping < 1` and `tol > 0`; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, pagerank}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[2, 2], None, None, true)?;
/// let rank = pagerank(&net, 0.85, true, 1e-10, &Interrupt::new())?;
/// assert!(rank.scores[2] > rank.scores[0] && rank.error <= 1e-10);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn pagerank(
    net: &Network,
    damping: f64,
    weighted: bool,
    tol: f64,
    interrupt: &Interrupt,
) -> Result<PageRank> {
    check(damping, tol)?;
    if net.n() == 0 {
        return Ok(PageRank { scores: Vec::new(), error: 0.0, sweeps: 0 });
    }
    let walk = Walk { net, damping, weighted, leaving: leaving(net, weighted) };
    let mut now = walk.start();
    let mut next = Step::empty(net.n());
    let most = most_sweeps(damping, tol);
    let mut sweeps = 0;
    loop {
        interrupt.check()?;
        let change = walk.sweep(&now, &mut next);
        std::mem::swap(&mut now, &mut next);
        sweeps += 1;
        let error = change * damping / (1.0 - damping);
        if error <= tol || sweeps >= most {
            return Ok(PageRank { scores: now.scores, error, sweeps });
        }
    }
}

fn check(damping: f64, tol: f64) -> Result<()> {
    if !(0.0..1.0).contains(&damping) {
        return Err(Error::input("damping", damping.to_string(), "at least 0 and below 1"));
    }
    if tol.is_nan() || tol <= 0.0 {
        return Err(Error::input("tol", tol.to_string(), "more than 0"));
    }
    Ok(())
}

/// After so many sweeps the bound holds on paper, as two scores differ by 2 at most; if it
/// does not by then, rounding is in the way and further sweeps are in vain.
fn most_sweeps(damping: f64, tol: f64) -> usize {
    let wanted = (tol * (1.0 - damping) / 2.0).max(1e-20);
    10 + (wanted.ln() / damping.ln()).max(0.0).ceil() as usize
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
    net: &'a Network,
    damping: f64,
    weighted: bool,
    leaving: Vec<f64>,
}

/// The scores at one step.
struct Step {
    scores: Vec<f64>,
    /// What each node passes on for each unit of weight.
    passed: Vec<f64>,
    /// The score of all nodes that lead nowhere.
    stranded: f64,
}

impl Step {
    fn empty(n: usize) -> Self {
        Self { scores: vec![0.0; n], passed: vec![0.0; n], stranded: 0.0 }
    }
}

impl Walk<'_> {
    fn start(&self) -> Step {
        let even = 1.0 / self.net.n() as f64;
        Step {
            scores: vec![even; self.net.n()],
            passed: self.leaving.iter().map(|&sum| pass_on(even, sum)).collect(),
            stranded: even * self.leaving.iter().filter(|&&sum| sum == 0.0).count() as f64,
        }
    }

    /// Fill in the next step of the reader, and say by how much scores changed in all.
    fn sweep(&self, now: &Step, next: &mut Step) -> f64 {
        let starts = 1.0 - self.damping + self.damping * now.stranded;
        let fresh = starts / self.net.n() as f64;
        let sums: Vec<(f64, f64)> = next
            .scores
            .par_chunks_mut(CHUNK)
            .zip(next.passed.par_chunks_mut(CHUNK))
            .enumerate()
            .map(|(chunk, (scores, passed))| {
                let (mut stranded, mut change) = (0.0, 0.0);
                for (i, v) in (chunk * CHUNK..).take(scores.len()).enumerate() {
                    let score = fresh + self.damping * self.pulled(v as u32, &now.passed);
                    let leaving = self.leaving[v];
                    scores[i] = score;
                    passed[i] = pass_on(score, leaving);
                    stranded += if leaving == 0.0 { score } else { 0.0 };
                    change += (score - now.scores[v]).abs();
                }
                (stranded, change)
            })
            .collect();
        next.stranded = sums.iter().fold(0.0, |total, sum| total + sum.0);
        sums.iter().fold(0.0, |total, sum| total + sum.1)
    }

    /// What `v` gets from those that lead to it.
    fn pulled(&self, v: u32, passed: &[f64]) -> f64 {
        let (ids, weights) = self.net.incoming(v);
        let gifts = ids.iter().map(|&u| passed[u as usize]);
        if self.weighted {
            gifts.zip(weights).fold(0.0, |sum, (gift, w)| sum + gift * w)
        } else {
            gifts.fold(0.0, |sum, gift| sum + gift)
        }
    }
}

fn pass_on(score: f64, leaving: f64) -> f64 {
    if leaving == 0.0 { 0.0 } else { score / leaving }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, network, on_threads, random_network};
    use proptest::prelude::*;

    fn scores(net: &Network, damping: f64, weighted: bool, tol: f64) -> Vec<f64> {
        pagerank(net, damping, weighted, tol, &Interrupt::new()).expect("valid arguments").scores
    }

    /// The reference: solve x = (1 - d)/n + d P x by Gaussian elimination.
    fn exact(net: &Network, d: f64, weighted: bool) -> Vec<f64> {
        let n = net.n();
        let weight = |u: usize, v: usize| match net.weight(u as u32, v as u32) {
            Some(w) if weighted => w,
            Some(_) => 1.0,
            None => 0.0,
        };
        let step = |u: usize, v: usize| {
            let all: f64 = (0..n).map(|t| weight(u, t)).sum();
            if all == 0.0 { 1.0 / n as f64 } else { weight(u, v) / all }
        };
        let cell = |u, v| f64::from(u8::from(u == v)) - d * step(u, v);
        let row = |v| (0..n).map(|u| cell(u, v)).chain([(1.0 - d) / n as f64]).collect();
        solve(&mut (0..n).map(row).collect::<Vec<Vec<f64>>>())
    }

    fn solve(a: &mut [Vec<f64>]) -> Vec<f64> {
        let n = a.len();
        for i in 0..n {
            let pivot = (i..n).max_by(|&p, &q| a[p][i].abs().total_cmp(&a[q][i].abs())).unwrap();
            a.swap(i, pivot);
            let head = a[i].clone();
            for (j, row) in a.iter_mut().enumerate() {
                let factor = if j == i { 0.0 } else { row[i] / head[i] };
                row.iter_mut().zip(&head).for_each(|(x, h)| *x -= factor * h);
            }
        }
        (0..n).map(|i| a[i][n] / a[i][i]).collect()
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum()
    }

    #[test]
    fn nobody_and_one() {
        assert!(scores(&network(0, &[], true), 0.85, true, 1e-10).is_empty());
        assert_eq!(scores(&network(1, &[], true), 0.85, true, 1e-10), [1.0]);
        assert_eq!(scores(&network(4, &[(0, 1)], true), 0.0, true, 1e-10), [0.25; 4]);
    }

    #[test]
    fn silly_arguments_are_refused() {
        let net = network(2, &[(0, 1)], true);
        for (d, tol) in [(1.0, 1e-9), (-0.1, 1e-9), (f64::NAN, 1e-9), (0.85, 0.0), (0.85, f64::NAN)]
        {
            assert!(pagerank(&net, d, true, tol, &Interrupt::new()).is_err());
        }
    }

    #[test]
    fn an_unreachable_tolerance_ends_and_says_what_it_reached() -> Result<()> {
        let net = network(5, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 1), (4, 0)], true);
        let rank = pagerank(&net, 0.9, true, 1e-300, &Interrupt::new())?;
        assert!(rank.error < 1e-12);
        Ok(())
    }

    #[test]
    fn tiny_weights_do_not_overflow() -> Result<()> {
        let tiny = [f64::from_bits(1), f64::MIN_POSITIVE];
        let net = Network::from_edges(3, &[0, 1], &[1, 2], Some(&tiny), None, true)?;
        let rank = scores(&net, 0.85, true, 1e-10);
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        Ok(())
    }

    #[test]
    fn it_can_be_stopped() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        let net = network(2, &[(0, 1)], true);
        let stopped = pagerank(&net, 0.85, true, 1e-10, &interrupt);
        assert_eq!(stopped, Err(Error::Interrupted));
    }

    #[test]
    fn one_thread_and_three_give_the_same_bits() {
        let net = random_network(5000, 20_000, true);
        let with = |threads| on_threads(threads, || scores(&net, 0.85, true, 1e-10));
        assert_eq!(with(1), with(3));
    }

    proptest! {
        #[test]
        fn the_error_is_within_the_tolerance(
            case in graphs(), weighted: bool, d in 0.0..0.95, digits in 2_i32..12,
        ) {
            let net = case.network();
            let tol = 10_f64.powi(-digits);
            let ours = scores(&net, d, weighted, tol);
            let gap = distance(&ours, &exact(&net, d, weighted));
            prop_assert!(gap <= tol + 1e-12, "{gap}");
            prop_assert!(ours.is_empty() || (ours.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
