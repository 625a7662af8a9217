//! Whether those ranked high stand high in the traffic.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::nulls::NullTest;
use crate::random::Stream;
use crate::run::Interrupt;

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

/// Correlate the level of each node with its formal rank (Spearman), and compare with what dealing
/// out the same ranks anew gives.
///
/// Nodes with a NaN in either column are left out. Draw k comes from `Stream::new(seed, k)`.
/// O(n log n + draws n).
///
/// # Errors
/// [`Error::Input`] for columns of different lengths; [`Error::Interrupted`].
pub fn rank_correlation(
    level: &[f64],
    rank: &[f64],
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<RankCorrelation> {
    if level.len() != rank.len() {
        let found = format!("{} for {} levels", rank.len(), level.len());
        return Err(Error::input("rank", found, "one for each level"));
    }
    interrupt.expect(draws as u64);
    let both = level.iter().zip(rank).filter(|(l, r)| !l.is_nan() && !r.is_nan());
    let (level, rank): (Vec<f64>, Vec<f64>) = both.unzip();
    let (level, rank) = (midranks(&level), midranks(&rank));
    let spread = (product(&level, &level) * product(&rank, &rank)).sqrt();
    let one = |draw: u64| {
        interrupt.check()?;
        let mut dealt = rank.clone();
        Stream::new(seed, draw).shuffle(&mut dealt);
        interrupt.advance(1);
        Ok(product(&level, &dealt) / spread)
    };
    let drawn = (0..draws as u64).into_par_iter().map(one).collect::<Result<Vec<f64>>>()?;
    let test = NullTest { value: product(&level, &rank) / spread, draws: drawn };
    Ok(RankCorrelation { test, n: level.len() })
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
