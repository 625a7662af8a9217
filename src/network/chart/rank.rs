//! Whether those ranked high stand high in the traffic.

use rayon::prelude::*;

use super::Chart;
use crate::error::Result;
use crate::network::Network;
use crate::network::hierarchy::trophic_levels;
use crate::network::nulls::NullTest;
use crate::random::Stream;
use crate::run::Interrupt;

/// Levels are compared in steps of this part of one.
const STEPS: f64 = 1e9;

/// How far levels and ranks go together.
#[derive(Debug, Clone, PartialEq)]
pub struct RankCorrelation {
    /// The correlation, and what it is where the same people hold one another's posts.
    pub test: NullTest,
    /// How many people have both.
    pub n: usize,
}

/// Spearman's correlation of two columns: Pearson's of their ranks, the mean rank where some are
/// equal. NaN if one of them does not vary. O(n log n).
///
/// ```
/// use twiplomacy::network::chart::spearman;
/// assert!((spearman(&[1.0, 5.0, 9.0], &[2.0, 4.0, 3.0]) - 0.5).abs() < 1e-12);
/// ```
pub fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (midranks(a), midranks(b));
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

/// Correlate trophic levels with formal ranks (1 at the top) by Spearman's coefficient, over the
/// nodes on the chart in the largest weak component, and compare with what dealing out their ranks
/// anew gives.
///
/// The largest component is that of [`trophic_levels`], in which arcs without weight join nothing.
/// An arc leads up a level, so the value is near 1 where arcs run down the chart. NaN if the levels or
/// the ranks do not differ. Draw k comes from `Stream::new(seed, k)`; the same bits on any number of
/// threads. O(n log n + draws n) beyond the levels. The measure is ours.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) for an undirected network, and if the chart knows fewer
/// people than the network has nodes; [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, chart::{self, Chart, NONE}}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 0], &[1, 2, 3], None, None, true)?;
/// let chart = Chart::new(&[NONE, 0, 1, 0])?;
/// let found = chart::rank_correlation(&net, &chart, 99, 0, &Interrupt::new())?;
/// assert!((found.test.value - 1.0).abs() < 1e-12 && found.n == 4);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn rank_correlation(
    net: &Network,
    chart: &Chart,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<RankCorrelation> {
    super::check(net, chart)?;
    interrupt.expect(draws as u64);
    let found = trophic_levels(net, interrupt)?;
    let of = |v: u32| {
        let rank = chart.rank(v).filter(|_| found.component[v as usize] == 0)?;
        Some((steady(found.level[v as usize]), f64::from(rank)))
    };
    let (level, rank): (Vec<f64>, Vec<f64>) = net.nodes().filter_map(of).unzip();
    let test = dealt(&level, &rank, draws, seed, interrupt)?;
    Ok(RankCorrelation { test, n: level.len() })
}

/// A level without what the solver's tolerance leaves open: nodes that stand on a level must tie.
fn steady(level: f64) -> f64 {
    (level * STEPS).round() / STEPS
}

/// Spearman's correlation, and what it is where the second column is dealt out anew.
fn dealt(
    level: &[f64],
    rank: &[f64],
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<NullTest> {
    let (level, rank) = (midranks(level), midranks(rank));
    let spread = (product(&level, &level) * product(&rank, &rank)).sqrt();
    let one = |draw: u64| {
        interrupt.check()?;
        let mut order = rank.clone();
        Stream::new(seed, draw).shuffle(&mut order);
        interrupt.advance(1);
        Ok(product(&level, &order) / spread)
    };
    let draws = (0..draws as u64).into_par_iter().map(one).collect::<Result<Vec<f64>>>()?;
    Ok(NullTest { value: product(&level, &rank) / spread, draws })
}

/// The rank of each value less the mean rank; equal values share the mean of their ranks.
fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mean = (values.len() as f64 + 1.0) / 2.0;
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0.0;
    for same in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let own = same.len() as f64;
        same.iter().for_each(|&i| ranks[i] = before + (own + 1.0) / 2.0 - mean);
        before += own;
    }
    ranks
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
