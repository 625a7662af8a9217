//! How far two partitions of the same things agree.

use rayon::prelude::*;

use crate::error::{Error, Result};

/// Two measures of agreement, each 1 if the partitions are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Normalised mutual information: 0 if neither tells anything of the other.
    pub nmi: f64,
    /// The adjusted Rand index: 0 on average if labels are shuffled; it may be negative.
    pub ari: f64,
}

/// How far the partitions `a` and `b` of the same things agree, whatever the labels are called.
///
/// NMI = 2 I(a, b) / (H(a) + H(b)), the mutual information over the mean entropy (Danon,
/// Diaz-Guilera, Duch & Arenas 2005, *Journal of Statistical Mechanics* P09008). ARI = the
/// share of pairs on which both agree, less what chance would give, over the most that this can be
/// (Hubert & Arabie 1985, *Journal of Classification* 2:193). Both are as in scikit-learn.
/// Partitions that are both trivial in the same way (everything in one part, every part of one
/// member, nothing at all) agree: 1. If just one of them has a single part, both measures are 0.
/// O(n log n).
///
/// # Errors
/// [`Error::Input`] if one is longer than the other.
///
/// ```
/// use twiplomacy::network::agreement;
/// let same = agreement(&[0, 0, 1, 1], &[7, 7, 3, 3])?;
/// assert_eq!((same.nmi, same.ari), (1.0, 1.0));
/// let crossed = agreement(&[0, 0, 1, 1], &[0, 1, 0, 1])?;
/// assert!(crossed.nmi.abs() < 1e-12 && (crossed.ari + 0.5).abs() < 1e-12);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn agreement(a: &[u32], b: &[u32]) -> Result<Agreement> {
    if a.len() != b.len() {
        let wanted = format!("{}, as in a", a.len());
        return Err(Error::input("b", format!("{} labels", b.len()), wanted));
    }
    let mut pairs: Vec<u64> =
        a.iter().zip(b).map(|(&x, &y)| u64::from(x) << 32 | u64::from(y)).collect();
    pairs.sort_unstable();
    let both = runs(&pairs, |pair| pair);
    let first = runs(&pairs, |pair| pair >> 32);
    pairs.sort_unstable_by_key(|pair| *pair as u32);
    let second = runs(&pairs, |pair| u64::from(pair as u32));
    Ok(Agreement { nmi: nmi(&both, &first, &second), ari: ari(&both, &first, &second) })
}

/// The agreement of partitions that were found over and over: over all pairs of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stability {
    /// The mean of each measure.
    pub mean: Agreement,
    /// The least of each measure.
    pub least: Agreement,
}

/// How far these partitions agree with one another, two at a time ([`agreement`]): those of one
/// method under several seeds, say. NaN of fewer than two. O(k^2 n log n) for k partitions, in
/// parallel, the same bits on any number of threads.
///
/// # Errors
/// [`Error::Input`] unless all are of the same length.
///
/// ```
/// use twiplomacy::network::stability;
/// let found = stability(&[vec![0, 0, 1, 1], vec![1, 1, 0, 0], vec![0, 1, 0, 1]])?;
/// assert!(found.mean.ari.abs() < 1e-12 && (found.least.ari + 0.5).abs() < 1e-12);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn stability(partitions: &[Vec<u32>]) -> Result<Stability> {
    let n = partitions.first().map_or(0, Vec::len);
    if let Some(other) = partitions.iter().find(|partition| partition.len() != n) {
        let found = format!("one of {} labels and one of {n}", other.len());
        return Err(Error::input("partitions", found, "one label a node in each"));
    }
    let pairs: Vec<(usize, usize)> =
        (0..partitions.len()).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let found: Vec<Agreement> = pairs
        .into_par_iter()
        .map(|(i, j)| agreement(&partitions[i], &partitions[j]))
        .collect::<Result<_>>()?;
    let each = |measure: fn(&Agreement) -> f64| {
        let mean = found.iter().map(measure).sum::<f64>() / found.len() as f64;
        (mean, found.iter().map(measure).fold(f64::NAN, f64::min))
    };
    let (nmi, ari) = (each(|agreement| agreement.nmi), each(|agreement| agreement.ari));
    Ok(Stability {
        mean: Agreement { nmi: nmi.0, ari: ari.0 },
        least: Agreement { nmi: nmi.1, ari: ari.1 },
    })
}

/// The lengths of the runs of items with the same key, shortest first: sums over them then do
/// not depend on what labels are called.
fn runs(items: &[u64], key: impl Fn(u64) -> u64) -> Vec<usize> {
    let mut lengths: Vec<usize> =
        items.chunk_by(|&x, &y| key(x) == key(y)).map(<[u64]>::len).collect();
    lengths.sort_unstable();
    lengths
}

fn nmi(both: &[usize], first: &[usize], second: &[usize]) -> f64 {
    // As sizes are sorted, the same partition has the same entropy to the last bit.
    let (joint, a, b) = (entropy(both), entropy(first), entropy(second));
    if both == first && both == second {
        return 1.0;
    }
    if first.len() == 1 || second.len() == 1 {
        return 0.0;
    }
    (2.0 * (a + b - joint) / (a + b)).clamp(0.0, 1.0)
}

fn entropy(sizes: &[usize]) -> f64 {
    let n = sizes.iter().sum::<usize>() as f64;
    sizes.iter().map(|&size| size as f64 / n).map(|share| -share * share.ln()).sum()
}

fn ari(both: &[usize], first: &[usize], second: &[usize]) -> f64 {
    let pairs = |sizes: &[usize]| {
        sizes.iter().map(|&size| size as u128 * size.saturating_sub(1) as u128 / 2).sum::<u128>()
    };
    let (joint, a, b) = (pairs(both), pairs(first), pairs(second));
    // No pair is together in the one and apart in the other.
    if joint == a && joint == b {
        return 1.0;
    }
    let expected = a as f64 * b as f64 / pairs(&[both.iter().sum()]) as f64;
    (joint as f64 - expected) / (f64::midpoint(a as f64, b as f64) - expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-10
    }

    fn labels() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
        (0_usize..12).prop_flat_map(|n| {
            let side = || prop::collection::vec(prop_oneof![0_u32..4, Just(u32::MAX)], n);
            (side(), side())
        })
    }

    #[test]
    fn scikit_learn_says_the_same() -> Result<()> {
        let known = agreement(&[0, 0, 0, 1, 1, 1, 2, 2], &[0, 0, 1, 1, 1, 2, 2, 2])?;
        assert!(close(known.nmi, 0.558_873_038_217) && close(known.ari, 5.0 / 21.0), "{known:?}");
        Ok(())
    }

    #[test]
    fn trivial_partitions() -> Result<()> {
        for same in [&[][..], &[3], &[5, 5, 5], &[1, 2, 3]] {
            assert_eq!(agreement(same, same)?, Agreement { nmi: 1.0, ari: 1.0 });
        }
        let apart = agreement(&[0, 0, 0], &[0, 1, 2])?;
        assert_eq!(apart, Agreement { nmi: 0.0, ari: 0.0 });
        assert_eq!(agreement(&[0, 0, 0], &[0, 1, 1])?, Agreement { nmi: 0.0, ari: 0.0 });
        Ok(())
    }

    #[test]
    fn lengths_must_agree() {
        assert!(agreement(&[0], &[0, 1]).is_err());
        assert!(stability(&[vec![0], vec![0, 1]]).is_err());
    }

    #[test]
    fn fewer_than_two_partitions_are_no_number() -> Result<()> {
        for partitions in [&[][..], &[vec![0, 1]]] {
            let found = stability(partitions)?;
            assert!(found.mean.nmi.is_nan() && found.least.ari.is_nan());
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn the_measures_follow_their_formulas((a, b) in labels()) {
            let ours = agreement(&a, &b).expect("same length");
            prop_assert_eq!(ours, agreement(&b, &a).expect("same length"));
            let n = a.len();
            // Rand: count the pairs one by one.
            let (mut together, mut in_a, mut in_b, mut all) = (0_u32, 0_u32, 0_u32, 0_u32);
            for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
                let (x, y) = (u32::from(a[i] == a[j]), u32::from(b[i] == b[j]));
                (together, in_a, in_b, all) = (together + x * y, in_a + x, in_b + y, all + 1);
            }
            let same = together == in_a && together == in_b;
            let expected = f64::from(in_a * in_b) / f64::from(all);
            let best = f64::from(in_a + in_b) / 2.0;
            let rand = (f64::from(together) - expected) / (best - expected);
            prop_assert!(close(ours.ari, if same { 1.0 } else { rand }), "{} {rand}", ours.ari);
            // Information: the mean over things of the logarithm of what they have in common.
            let count = |test: &dyn Fn(usize) -> bool| (0..n).filter(|&i| test(i)).count() as f64;
            let mean = |term: &dyn Fn(usize) -> f64| (0..n).map(term).sum::<f64>() / n as f64;
            let of_a = |i: usize| count(&|j| a[j] == a[i]) / n as f64;
            let of_b = |i: usize| count(&|j| b[j] == b[i]) / n as f64;
            let of_both = |i: usize| count(&|j| a[j] == a[i] && b[j] == b[i]) / n as f64;
            let information = mean(&|i| (of_both(i) / of_a(i) / of_b(i)).ln());
            let entropies = mean(&|i| -of_a(i).ln() - of_b(i).ln());
            let nmi = if same { 1.0 } else { 2.0 * information / entropies };
            prop_assert!(close(ours.nmi, nmi), "{} {nmi}", ours.nmi);
        }

        #[test]
        fn stability_is_over_all_pairs((a, b) in labels()) {
            let pair = agreement(&a, &b).expect("same length");
            let three = stability(&[a.clone(), b, a]).expect("same length");
            prop_assert!(close(three.mean.nmi, (1.0 + 2.0 * pair.nmi) / 3.0));
            prop_assert!(close(three.mean.ari, (1.0 + 2.0 * pair.ari) / 3.0));
            prop_assert_eq!(three.least, pair);
        }
    }
}
