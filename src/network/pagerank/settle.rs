//! Vectors that are found by applying one step over and over until nothing changes.
//!
//! Plain repetition is slow where a second pattern fades almost as slowly as the one that
//! stays. Reduced rank extrapolation (Eddy 1979; Sidi 1986, *SIAM Journal on Numerical
//! Analysis* 23:197) guesses from a few iterates where they are heading. A guess is only
//! kept if the next step shows that it is better, so that it can cost time but not truth.

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::network::csr::Rows;
use crate::run::Interrupt;

/// Vectors are added up in blocks of this many items whatever the number of threads, so that
/// sums are always formed in the same order.
const BLOCK: usize = 4096;

/// A block of rows holds about this many nodes and edges.
const LOAD: usize = 16_384;

/// Where the steps ended.
pub(in crate::network) struct Settled {
    /// The last vector.
    pub(in crate::network) vector: Vec<f64>,
    /// The residual of the last vector but one, as the step gave it.
    pub(in crate::network) residual: f64,
    /// How many steps were made.
    pub(in crate::network) sweeps: usize,
}

/// When to stop, and how many steps to learn from.
#[derive(Clone, Copy)]
pub(in crate::network) struct Limits {
    /// A residual that is small enough.
    pub(in crate::network) enough: f64,
    /// The most steps.
    pub(in crate::network) sweeps: usize,
    /// An extrapolation is made after one step more than this.
    pub(in crate::network) depth: usize,
}

/// Repeat `step` from `start` on until its residual is small enough, is not a number, or
/// there were too many steps.
///
/// `step(now, next)` fills in the vector after `now`, none of it negative if none of `now`
/// is, and says how far `now` was from staying as it is.
pub(in crate::network) fn settle(
    start: Vec<f64>,
    limits: Limits,
    interrupt: &Interrupt,
    mut step: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Result<Settled> {
    let n = start.len();
    let mut path = vec![start];
    let mut spare = Vec::new();
    // Where the path was before it leapt, and the residual that the leap has to beat.
    let mut before_leap: Option<(Vec<f64>, f64)> = None;
    let mut sweeps = 0;
    loop {
        interrupt.check()?;
        let mut next = spare.pop().unwrap_or_else(|| vec![0.0; n]);
        let residual = step(&path[path.len() - 1], &mut next);
        sweeps += 1;
        if residual <= limits.enough || residual.is_nan() || sweeps >= limits.sweeps {
            return Ok(Settled { vector: next, residual, sweeps });
        }
        match before_leap.take() {
            Some((old, bar)) if residual > bar => {
                spare.append(&mut path);
                spare.push(next);
                path.push(old);
                continue;
            }
            old => spare.extend(old.map(|(vector, _)| vector)),
        }
        path.push(next);
        if path.len() == limits.depth + 2 {
            let last = path.len() - 1;
            let mut leap = spare.pop().unwrap_or_else(|| vec![0.0; n]);
            if extrapolate(&path, &mut leap) {
                before_leap = Some((path.swap_remove(last), residual));
                spare.append(&mut path);
                path.push(leap);
            } else {
                spare.extend(path.drain(..last));
                spare.push(leap);
            }
        }
    }
}

/// Fill in where these iterates are heading: the mix of them, of weights that add up to 1,
/// whose residual is least in the Euclidean norm if the steps are linear. What comes out
/// negative becomes 0, and the sum is kept. False, and nothing of use, if they stand still.
fn extrapolate(path: &[Vec<f64>], leap: &mut [f64]) -> bool {
    let Some(mix) = mixture(path) else { return false };
    let sums = fill_blocks(leap, |place, block| {
        block.fill(0.0);
        for (vector, share) in path[1..].iter().zip(&mix) {
            let part = &vector[place..place + block.len()];
            block.iter_mut().zip(part).for_each(|(x, y)| *x += share * y);
        }
        let whole: f64 = block.iter().sum();
        block.iter_mut().for_each(|x| *x = x.max(0.0));
        [whole, block.iter().sum()]
    });
    let scale = sums[0] / sums[1];
    fill_blocks(leap, |_, block| {
        block.iter_mut().for_each(|x| *x *= scale);
        []
    });
    scale.is_normal() && scale > 0.0
}

/// The weights of the iterates after the first, from the normal equations of their changes.
fn mixture(path: &[Vec<f64>]) -> Option<Vec<f64>> {
    let k = path.len() - 1;
    let gram = changes(path);
    // Changes shrink from one to the next; brought to length 1 they are all worth the same.
    let scale: Vec<f64> = (0..k).map(|i| 1.0 / gram[i][i].sqrt()).collect();
    let mut system: Vec<Vec<f64>> = (0..k)
        .map(|i| (0..k).map(|j| gram[i][j] * scale[i] * scale[j]).chain([scale[i]]).collect())
        .collect();
    for (i, row) in system.iter_mut().enumerate() {
        row[i] += 1e-14;
    }
    let shares = solve(&mut system);
    let shares: Vec<f64> = shares.iter().zip(&scale).map(|(y, s)| y * s).collect();
    let total: f64 = shares.iter().sum();
    let mix: Vec<f64> = shares.iter().map(|share| share / total).collect();
    mix.iter().all(|share| share.is_finite()).then_some(mix)
}

/// The inner products of the changes from each iterate to the next.
fn changes(path: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let k = path.len() - 1;
    let blocks: Vec<Vec<f64>> = (0..path[0].len())
        .into_par_iter()
        .step_by(BLOCK)
        .map(|place| {
            let end = path[0].len().min(place + BLOCK);
            let change = |pair: &[Vec<f64>]| {
                let (old, new) = (&pair[0][place..end], &pair[1][place..end]);
                new.iter().zip(old).map(|(x, y)| x - y).collect::<Vec<f64>>()
            };
            let changes: Vec<Vec<f64>> = path.windows(2).map(change).collect();
            let pairs = (0..k * k).map(|cell| (cell / k, cell % k));
            pairs.map(|(i, j)| if j < i { 0.0 } else { dot(&changes[i], &changes[j]) }).collect()
        })
        .collect();
    let mut gram = vec![vec![0.0; k]; k];
    for block in &blocks {
        for (i, j) in (0..k).flat_map(|i| (i..k).map(move |j| (i, j))) {
            gram[i][j] += block[i * k + j];
            gram[j][i] = gram[i][j];
        }
    }
    gram
}

/// The inner product, in four strands that a processor can follow at once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks(4), b.chunks(4));
    let mut strands = [0.0; 4];
    for (x, y) in a.zip(b) {
        strands.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
    }
    (strands[0] + strands[1]) + (strands[2] + strands[3])
}

/// Solve a positive definite system whose rows end with the right-hand side.
fn solve(system: &mut [Vec<f64>]) -> Vec<f64> {
    let k = system.len();
    for i in 0..k {
        let head = system[i].clone();
        for row in &mut system[i + 1..] {
            let factor = row[i] / head[i];
            row.iter_mut().zip(&head).for_each(|(x, h)| *x -= factor * h);
        }
    }
    let mut solution = vec![0.0; k];
    for i in (0..k).rev() {
        let known: f64 = (i + 1..k).map(|j| system[i][j] * solution[j]).sum();
        solution[i] = (system[i][k] - known) / system[i][i];
    }
    solution
}

/// Fill a vector block by block, given the place of each, and add up what the blocks report.
pub(in crate::network) fn fill_blocks<const K: usize>(
    to: &mut [f64],
    fill: impl Fn(usize, &mut [f64]) -> [f64; K] + Sync,
) -> [f64; K] {
    let reports: Vec<[f64; K]> = to
        .par_chunks_mut(BLOCK)
        .enumerate()
        .map(|(block, part)| fill(block * BLOCK, part))
        .collect();
    total(&reports)
}

fn total<const K: usize>(reports: &[[f64; K]]) -> [f64; K] {
    reports.iter().fold([0.0; K], |sum, report| std::array::from_fn(|i| sum[i] + report[i]))
}

/// Rows of neighbours that pull values along their edges, cut into blocks of about equal work.
pub(in crate::network) struct Pull<'a> {
    rows: &'a Rows,
    weighted: bool,
    /// Where each block of nodes ends.
    ends: Vec<usize>,
}

impl<'a> Pull<'a> {
    /// The edges that lead to each node.
    pub(in crate::network) fn incoming(net: &'a Network, weighted: bool) -> Self {
        Self::along(net.incoming.as_ref().unwrap_or(&net.out), weighted)
    }

    /// The edges that each node leads out by.
    pub(in crate::network) fn out(net: &'a Network, weighted: bool) -> Self {
        Self::along(&net.out, weighted)
    }

    fn along(rows: &'a Rows, weighted: bool) -> Self {
        let n = rows.offsets.len() - 1;
        let mut ends = Vec::new();
        let mut start = 0;
        while start < n {
            let full = rows.offsets[start] + start + LOAD;
            let mut end = start + 1;
            while end < n && rows.offsets[end + 1] + end < full {
                end += 1;
            }
            ends.push(end);
            start = end;
        }
        Self { rows, weighted, ends }
    }

    /// For each node take the sum of `from` over its row, times the weights, and put into `to`
    /// what `finish` makes of it; add up what `finish` reports beside.
    pub(in crate::network) fn sweep<const K: usize>(
        &self,
        from: &[f64],
        to: &mut [f64],
        finish: impl Fn(usize, f64) -> (f64, [f64; K]) + Sync,
    ) -> [f64; K] {
        let mut blocks = Vec::with_capacity(self.ends.len());
        let (mut start, mut rest) = (0, to);
        for &end in &self.ends {
            let (block, after) = rest.split_at_mut(end - start);
            blocks.push((start, block));
            (start, rest) = (end, after);
        }
        let reports: Vec<[f64; K]> = blocks
            .into_par_iter()
            .map(|(start, block)| {
                let mut sum = [0.0; K];
                for (v, x) in (start..).zip(block) {
                    let (value, report) = finish(v, self.pulled(v, from));
                    *x = value;
                    sum.iter_mut().zip(report).for_each(|(s, r)| *s += r);
                }
                sum
            })
            .collect();
        total(&reports)
    }

    fn pulled(&self, v: usize, from: &[f64]) -> f64 {
        let span = self.rows.offsets[v]..self.rows.offsets[v + 1];
        let gifts = self.rows.ids[span.clone()].iter().map(|&u| from[u as usize]);
        if self.weighted {
            gifts.zip(&self.rows.weights[span]).fold(0.0, |sum, (gift, w)| sum + gift * w)
        } else {
            gifts.fold(0.0, |sum, gift| sum + gift)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, random_network};
    use proptest::prelude::*;

    /// x = 0.99 times x turned round by one place, plus 1: plain steps take thousands.
    fn turning(now: &[f64], next: &mut [f64]) -> f64 {
        let n = now.len();
        let weight = |v: usize| if v == 0 { 0.99 } else { 0.5 };
        (0..n).for_each(|v| next[v] = 1.0 + weight(v) * now[(v + 1) % n]);
        now.iter().zip(next).map(|(x, y)| (x - *y).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn a_slow_pattern_is_leapt_over() -> Result<()> {
        let slow = |now: &[f64], next: &mut [f64]| {
            next[0] = 1.0 + 0.999 * now[0];
            next[1] = 1.0 + 0.5 * now[1];
            (next[0] - now[0]).abs() + (next[1] - now[1]).abs()
        };
        let limits = Limits { enough: 1e-10, sweeps: 100, depth: 2 };
        let found = settle(vec![1.0, 1.0], limits, &Interrupt::new(), slow)?;
        assert!(found.sweeps < 20 && found.residual <= 1e-10);
        assert!((found.vector[0] - 1000.0).abs() < 1e-5 && (found.vector[1] - 2.0).abs() < 1e-8);
        Ok(())
    }

    #[test]
    fn steps_are_limited_and_the_residual_tells() -> Result<()> {
        for sweeps in 1..12 {
            let limits = Limits { enough: 1e-300, sweeps, depth: 3 };
            let found = settle(vec![1.0; 5], limits, &Interrupt::new(), turning)?;
            assert_eq!(found.sweeps, sweeps);
            assert!(found.residual > 0.0);
        }
        Ok(())
    }

    #[test]
    fn blocks_cover_every_node_once() {
        let net = random_network(40_000, 100_000, true);
        let pull = Pull::incoming(&net, true);
        assert!(pull.ends.len() > 4 && pull.ends.is_sorted() && pull.ends.ends_with(&[40_000]));
    }

    proptest! {
        #[test]
        fn a_sweep_is_a_product(case in graphs(), weighted: bool) {
            let net = case.network();
            let from: Vec<f64> = net.nodes().map(|v| f64::from(v + 1)).collect();
            let cell = |u, v| net.weight(u, v).map_or(0.0, |w| if weighted { w } else { 1.0 });
            let mut to = vec![0.0; net.n()];
            let [sum] = Pull::incoming(&net, weighted).sweep(&from, &mut to, |_, x| (x, [x]));
            let slow: Vec<f64> =
                net.nodes().map(|v| net.nodes().map(|u| cell(u, v) * f64::from(u + 1)).sum()).collect();
            prop_assert_eq!(&to, &slow);
            prop_assert!((sum - slow.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
