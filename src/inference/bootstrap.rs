//! Percentile intervals by resampling clusters.

use rayon::prelude::*;

use super::Estimate;
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// No interval.
    pub const NONE: Self = Self { low: f64::NAN, high: f64::NAN };

    /// The 2.5 and 97.5 percentiles of draws, linear between neighbours; NaN draws are left out.
    pub fn of(draws: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = draws.filter(|value| !value.is_nan()).collect();
        values.sort_unstable_by(f64::total_cmp);
        Self { low: quantile(&values, 0.025), high: quantile(&values, 0.975) }
    }

    /// The interval of a share on which all clusters agree, 0 or 1: every draw would give the same
    /// value, which says nothing of how sure it is. So the exact bound for that many clusters
    /// (Clopper & Pearson 1934, *Biometrika* 26:404): 1 - 0.025^(1/k) from the value.
    pub fn certain(value: f64, clusters: usize, draws: usize) -> Self {
        if clusters < 2 || draws == 0 {
            return Self::NONE;
        }
        let margin = 1.0 - 0.025_f64.powf(1.0 / clusters as f64);
        Self { low: (value - margin).max(0.0), high: (value + margin).min(1.0) }
    }
}

/// The 95 % percentile interval of one statistic; see [`bootstrap_many`].
pub fn bootstrap(
    clusters: usize,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
    statistic: impl Fn(&[u32]) -> f64 + Sync,
) -> Result<Interval> {
    bootstrap_many(clusters, draws, seed, interrupt, |weights| [statistic(weights)])
        .map(|[interval]| interval)
}

/// The 95 % interval of a ratio of sums over clusters, each given as (numerator, denominator):
/// what remains if sum(numerator) / sum(denominator) is computed from resampled clusters.
///
/// Draws in which the denominators sum to 0 are left out. `O(draws × clusters)`.
pub fn bootstrap_ratio(
    clusters: &[(f64, f64)],
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Interval> {
    bootstrap(clusters.len(), draws, seed, interrupt, |weights| {
        let (mut above, mut below) = (0.0, 0.0);
        for (&(numerator, denominator), &weight) in clusters.iter().zip(weights) {
            above += f64::from(weight) * numerator;
            below += f64::from(weight) * denominator;
        }
        above / below
    })
}

/// The share of cases that are true, each case given with its cluster, and its interval: see
/// [`bootstrap_many`]. NaN without cases. `O(n log n + draws × clusters)`.
///
/// Where all cases agree so do all draws, and the interval is the exact bound for so many clusters:
/// see [`Interval::certain`].
pub fn bootstrap_share<K: Ord>(
    mut cases: Vec<(K, bool)>,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    interrupt.check()?;
    cases.sort_unstable();
    let count = |cases: &[(K, bool)]| cases.iter().filter(|case| case.1).count() as f64;
    let clusters: Vec<(f64, f64)> = cases
        .chunk_by(|a, b| a.0 == b.0)
        .map(|cluster| (count(cluster), cluster.len() as f64))
        .collect();
    let value = count(&cases) / cases.len() as f64;
    let interval = if cases.iter().all(|case| case.1 == cases[0].1) {
        Interval::certain(value, clusters.len(), draws)
    } else {
        bootstrap_ratio(&clusters, draws, seed, interrupt)?
    };
    Ok(Estimate { value, interval })
}

/// 95 % percentile intervals of several statistics from the same draws (Efron 1979, *Annals of
/// Statistics* 7:1; clusters: Davison & Hinkley 1997, ch. 3.8).
///
/// Each draw takes as many clusters as there are, with replacement; the statistic sees how often
/// each was taken. The ends are the 2.5 and 97.5 percentiles of the draws, linear between
/// neighbours. NaN draws are left out. An infinite draw counts as larger than all others, and an
/// end that is infinite is returned as NaN: it lies beyond what was observed.
///
/// No interval (NaN, NaN) without draws, without clusters, and with a single cluster: a single
/// cluster is drawn again every time, and an interval without width would look like certainty.
///
/// Every draw has its own stream, so the same seed gives the same bits on any number of threads,
/// and the draws for a set of clusters do not depend on what else is computed.
/// `O(draws × (clusters + statistic))`.
pub fn bootstrap_many<const K: usize>(
    clusters: usize,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
    statistics: impl Fn(&[u32]) -> [f64; K] + Sync,
) -> Result<[Interval; K]> {
    let statistics =
        |weights: &[u32], values: &mut [f64]| values.copy_from_slice(&statistics(weights));
    let intervals = bootstrap_row(clusters, K, draws, seed, interrupt, statistics)?;
    Ok(std::array::from_fn(|k| intervals[k]))
}

/// The same for as many statistics as `width` says, which are written into the slice that they
/// get. `O(draws × width)` in memory.
pub fn bootstrap_row(
    clusters: usize,
    width: usize,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
    statistics: impl Fn(&[u32], &mut [f64]) + Sync,
) -> Result<Vec<Interval>> {
    interrupt.check()?;
    if clusters < 2 {
        return Ok(vec![Interval::NONE; width]);
    }
    let draw = |weights: &mut Vec<u32>, draw: usize| {
        interrupt.check()?;
        resample(weights, &mut Stream::new(seed, draw as u64));
        let mut values = vec![0.0; width];
        statistics(weights, &mut values);
        Ok(values)
    };
    let values: Vec<Vec<f64>> =
        (0..draws).into_par_iter().map_init(|| vec![0; clusters], draw).collect::<Result<_>>()?;
    Ok((0..width).map(|k| Interval::of(values.iter().map(|row| row[k]))).collect())
}

fn resample(weights: &mut [u32], stream: &mut Stream) {
    weights.fill(0);
    for _ in 0..weights.len() {
        weights[stream.below(weights.len())] += 1;
    }
}

/// The quantile of sorted values, linear between neighbours (Hyndman & Fan 1996, type 7); NaN
/// where it is infinite or there are no values.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    let value = below + place.fract() * (above - below);
    if value.is_finite() { value } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(clusters: &[(f64, f64)], draws: usize, seed: u64) -> Interval {
        bootstrap_ratio(clusters, draws, seed, &Interrupt::new()).expect("not interrupted")
    }

    /// The same by hand: a list of drawn clusters, summed.
    fn slow(clusters: &[(f64, f64)], draws: usize, seed: u64) -> Interval {
        let mut values = Vec::new();
        for draw in 0..draws {
            let mut stream = Stream::new(seed, draw as u64);
            let drawn: Vec<(f64, f64)> =
                clusters.iter().map(|_| clusters[stream.below(clusters.len())]).collect();
            let above: f64 = drawn.iter().map(|pair| pair.0).sum();
            let below: f64 = drawn.iter().map(|pair| pair.1).sum();
            if below > 0.0 {
                values.push(above / below);
            }
        }
        Interval::of(values.into_iter())
    }

    fn close(a: f64, b: f64) -> bool {
        (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-12
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn as_by_hand(pairs in prop::collection::vec((0_u8..5, 0_u8..5), 2..12), seed: u64) {
            let pairs: Vec<_> = pairs.iter().map(|&(a, b)| (f64::from(a), f64::from(b))).collect();
            let (fast, slow) = (ratio(&pairs, 60, seed), slow(&pairs, 60, seed));
            // A positive number over nothing is infinite here and left out there.
            prop_assume!(pairs.iter().all(|&(above, below)| below > 0.0 || above == 0.0));
            prop_assert!(close(fast.low, slow.low) && close(fast.high, slow.high));
        }
    }

    #[test]
    fn same_seed_same_bits_on_any_number_of_threads() {
        let pairs: Vec<_> = (0..40).map(|i| (f64::from(i % 3), 3.0)).collect();
        let on = |threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| ratio(&pairs, 500, 7))
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(4));
        assert_ne!(on(1), ratio(&pairs, 500, 8));
    }

    #[test]
    fn no_interval_where_nothing_varies_by_design() {
        for pairs in [&[][..], &[(1.0, 2.0)]] {
            assert!(ratio(pairs, 100, 0).low.is_nan());
        }
        assert!(ratio(&[(1.0, 2.0), (0.0, 2.0)], 0, 0).low.is_nan());
        assert!(ratio(&[(0.0, 0.0), (0.0, 0.0)], 10, 0).high.is_nan());
    }

    #[test]
    fn shares_that_agree_have_the_exact_bound() {
        for (hit, clusters) in [(true, 5), (false, 5), (true, 2)] {
            let cases: Vec<(u32, bool)> = (0..clusters).map(|cluster| (cluster, hit)).collect();
            let share = bootstrap_share(cases, 50, 1, &Interrupt::new()).expect("not interrupted");
            let far = 0.025_f64.powf(1.0 / f64::from(clusters));
            let (low, high) = if hit { (far, 1.0) } else { (0.0, 1.0 - far) };
            assert!(close(share.interval.low, low) && close(share.interval.high, high));
        }
        for clusters in [0, 1] {
            let cases: Vec<(u32, bool)> = (0..clusters).map(|cluster| (cluster, true)).collect();
            let share = bootstrap_share(cases, 50, 1, &Interrupt::new()).expect("not interrupted");
            assert!(share.interval.low.is_nan() && share.interval.high.is_nan());
        }
        let cases = vec![(1, true), (0, false), (1, false), (0, true), (0, false)];
        let share = bootstrap_share(cases, 50, 1, &Interrupt::new()).expect("not interrupted");
        assert!(close(share.value, 0.4));
        assert_eq!(share.interval, ratio(&[(1.0, 3.0), (1.0, 2.0)], 50, 1));
    }

    #[test]
    fn width_is_that_of_the_binomial() {
        // 400 clusters of one, a quarter of them 1: standard error sqrt(0.25 × 0.75 / 400).
        let pairs: Vec<_> = (0..400).map(|i| (f64::from(u8::from(i % 4 == 0)), 1.0)).collect();
        let Interval { low, high } = ratio(&pairs, 4000, 1);
        let error = (0.25_f64 * 0.75 / 400.0).sqrt();
        assert!((low - (0.25 - 1.96 * error)).abs() < 0.004, "{low}");
        assert!((high - (0.25 + 1.96 * error)).abs() < 0.004, "{high}");
    }

    #[test]
    fn infinite_draws_are_the_largest_and_an_infinite_end_is_unknown() {
        let values = (0..100).map(|i| if i < 50 { f64::from(i) } else { f64::INFINITY });
        let Interval { low, high } = Interval::of(values);
        assert!((low - 2.475).abs() < 1e-12);
        assert!(high.is_nan());
    }

    #[test]
    fn ends_when_asked_to() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(bootstrap(3, 10, 0, &interrupt, |_| 0.0).is_err());
    }
}
