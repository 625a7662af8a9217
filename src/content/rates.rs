//! How often something is said by groups, in ratio to how much they say, and how sure that is.

use crate::corpus::{Corpus, Found, Groups, NO_TIME, NONE};
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_row};
use crate::run::Interrupt;

const DAY: i64 = 86_400_000_000;

/// One measure of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The group, in the [`Found`] beside.
    pub group: u32,
    /// The place of the measure among the numerators.
    pub measure: u32,
    /// Posts that were counted.
    pub posts: u64,
    /// Their authors.
    pub accounts: u64,
    /// The sum of the numerators.
    pub count: f64,
    /// The sum of the denominators.
    pub total: f64,
    /// `count / total`.
    pub rate: Estimate,
}

/// Counts beside each other for some of a corpus's posts.
#[derive(Debug, Clone, Copy)]
pub struct RateCounts<'a> {
    /// The rows of the posts.
    pub posts: &'a [u32],
    /// One column a measure.
    pub numerators: &'a [Vec<f64>],
    /// What they are held against; posts for which it is not above 0 are left out.
    pub denominators: &'a [f64],
    /// Whether a numerator is at most its denominator, so that the rate is a share.
    pub shares: bool,
}

/// Every measure of every group: groups in their order, measures in theirs.
///
/// Intervals resample accounts or, where one account wrote all posts of the group, days (posts
/// without a time are a day of their own). A share on which all agree has the exact bound of
/// [`Interval::certain`]; another rate of 0 has no interval. `O(n log n + draws × clusters ×
/// measures)`.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
pub fn rates(
    corpus: &Corpus,
    groups: &Groups,
    counted: RateCounts<'_>,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<(Vec<Rate>, Found)> {
    interrupt.check()?;
    let mut found = Found::default();
    let mut rows: Vec<(u32, u32, usize)> = Vec::new();
    for (at, &post) in counted.posts.iter().enumerate() {
        let author = corpus.author[post as usize];
        let group = groups.of(author, corpus.time[post as usize], &mut found);
        if group != NONE && counted.denominators[at] > 0.0 {
            rows.push((group, author, at));
        }
    }
    rows.sort_unstable();
    let mut of_group = vec![&rows[..0]; found.len()];
    for chunk in rows.chunk_by(|a, b| a.0 == b.0) {
        of_group[chunk[0].0 as usize] = chunk;
    }
    let mut table = Vec::new();
    for group in found.order(groups) {
        let rows = of_group[group as usize];
        table.extend(rates_of_group(corpus, group, rows, counted, draws, seed, interrupt)?);
    }
    Ok((table, found))
}

/// The measures of a group whose rows come author by author.
fn rates_of_group(
    corpus: &Corpus,
    group: u32,
    rows: &[(u32, u32, usize)],
    counted: RateCounts<'_>,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Rate>> {
    let accounts = rows.chunk_by(|a, b| a.1 == b.1).count();
    let day = |at: usize| {
        let time = corpus.time[counted.posts[at] as usize];
        if time == NO_TIME { NO_TIME } else { time.div_euclid(DAY) }
    };
    let mut clustered: Vec<(i64, usize)> = rows
        .iter()
        .map(|&(_, author, at)| (if accounts == 1 { day(at) } else { i64::from(author) }, at))
        .collect();
    clustered.sort_unstable();
    let width = counted.numerators.len();
    let clusters: Vec<Vec<f64>> = clustered
        .chunk_by(|a, b| a.0 == b.0)
        .map(|cluster| {
            let mut sums: Vec<f64> = counted
                .numerators
                .iter()
                .map(|column| cluster.iter().map(|row| column[row.1]).sum())
                .collect();
            sums.push(cluster.iter().map(|row| counted.denominators[row.1]).sum());
            sums
        })
        .collect();
    let sum = |weights: Option<&[u32]>, sums: &mut [f64]| {
        sums.fill(0.0);
        for (place, cluster) in clusters.iter().enumerate() {
            let weight = weights.map_or(1.0, |weights| f64::from(weights[place]));
            sums.iter_mut().zip(cluster).for_each(|(sum, cell)| *sum += weight * cell);
        }
    };
    let intervals =
        bootstrap_row(clusters.len(), width, draws, seed, interrupt, |weights, values| {
            let mut sums = vec![0.0; width + 1];
            sum(Some(weights), &mut sums);
            values.iter_mut().zip(&sums).for_each(|(value, above)| *value = above / sums[width]);
        })?;
    let mut sums = vec![0.0; width + 1];
    sum(None, &mut sums);
    let total = sums[width];
    let rates = intervals.into_iter().enumerate().map(|(measure, interval)| {
        let count = sums[measure];
        let value = count / total;
        let interval = match () {
            () if counted.shares && (count == 0.0 || count == total) => {
                Interval::certain(value, clusters.len(), draws)
            }
            () if count == 0.0 => Interval::NONE,
            () => interval,
        };
        Rate {
            group,
            measure: measure as u32,
            posts: rows.len() as u64,
            accounts: accounts as u64,
            count,
            total,
            rate: Estimate { value, interval },
        }
    });
    Ok(rates.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::testing::{corpus, post};
    use crate::inference::bootstrap_ratio;

    fn found(
        corpus: &Corpus,
        groups: &Groups,
        columns: &[Vec<f64>],
        below: &[f64],
        shares: bool,
    ) -> Vec<Rate> {
        let posts: Vec<u32> = (0..below.len() as u32).collect();
        let counted =
            RateCounts { posts: &posts, numerators: columns, denominators: below, shares };
        rates(corpus, groups, counted, 200, 5, &Interrupt::new()).unwrap().0
    }

    #[test]
    fn accounts_are_resampled_and_days_of_a_single_one() {
        let day = DAY / 2;
        let corpus = corpus(&[
            post(1, "a", 0),
            post(2, "a", day),
            post(3, "b", 2 * day),
            post(4, "b", 4 * day),
            post(5, "c", 6 * day),
        ]);
        let (above, below) = (vec![1.0, 2.0, 0.0, 3.0, 9.0], vec![10.0, 5.0, 4.0, 6.0, 0.0]);
        let columns = [above, vec![0.0; 5]];
        let all = found(&corpus, &Groups::default(), &columns, &below, false);
        assert_eq!((all[0].posts, all[0].accounts), (4, 2));
        assert_eq!((all[0].count, all[0].total, all[0].rate.value), (6.0, 25.0, 0.24));
        let by_account = [(3.0, 15.0), (3.0, 10.0)];
        let wanted = bootstrap_ratio(&by_account, 200, 5, &Interrupt::new()).unwrap();
        assert_eq!(all[0].rate.interval, wanted);
        assert!(all[1].rate.interval.low.is_nan() && all[1].rate.value == 0.0);
        let each = found(&corpus, &Groups::each_account(), &columns, &below, false);
        assert_eq!(each.len(), 6, "c has nothing to be held against, and is there");
        assert!(each[0].rate.interval.low.is_nan(), "a single day");
        let days = [(0.0, 4.0), (3.0, 6.0)];
        let wanted = bootstrap_ratio(&days, 200, 5, &Interrupt::new()).unwrap();
        assert_eq!(each[2].rate.interval, wanted);
        assert!(each[4].rate.value.is_nan() && each[4].posts == 0);
    }

    #[test]
    fn a_share_on_which_all_agree_has_the_exact_bound() {
        let corpus = corpus(&[post(1, "a", 0), post(2, "b", 0)]);
        let columns = [vec![1.0, 1.0], vec![0.0, 0.0]];
        let rates = found(&corpus, &Groups::default(), &columns, &[1.0, 1.0], true);
        assert_eq!(rates[0].rate.interval, Interval::certain(1.0, 2, 200));
        assert_eq!(rates[1].rate.interval, Interval::certain(0.0, 2, 200));
    }
}
