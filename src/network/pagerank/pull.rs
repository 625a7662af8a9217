//! Products of a network and a vector, in parallel and always with the same bits.

use rayon::prelude::*;

use crate::network::Network;
use crate::network::csr::Rows;

/// Vectors are added up in blocks of this many items whatever the number of threads, so that
/// sums are always formed in the same order.
pub(super) const BLOCK: usize = 4096;

/// A block of rows holds about this many nodes and edges.
const LOAD: usize = 16_384;

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
            let sum_at = |v| net.nodes().map(|u| cell(u, v) * f64::from(u + 1)).sum();
            let slow: Vec<f64> = net.nodes().map(sum_at).collect();
            prop_assert_eq!(&to, &slow);
            prop_assert!((sum - slow.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
