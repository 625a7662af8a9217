//! How sure a key term is when the accounts, not the words, are what was drawn.

use rayon::prelude::*;

use super::keyness::{Method, deviate};
use crate::error::{Error, Result};
use crate::random::Stream;
use crate::run::Interrupt;

/// How often each account uses each term.
#[derive(Debug, Clone, Default)]
pub struct ByAccount {
    /// Where each account begins in `uses`, and where the last one ends.
    pub starts: Vec<usize>,
    /// Terms and how often they are used, one account after the other.
    pub uses: Vec<(u32, u64)>,
    /// All terms of each account, also those that are not tested.
    pub totals: Vec<u64>,
}

/// Two p-values of a term by permutation of accounts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permuted {
    /// For this term alone.
    pub p: f64,
    /// For this term among all that are tested: how often the most extreme of all terms is as
    /// extreme as this one.
    pub p_max: f64,
}

/// Permute which accounts are the target, and compare each term's |z|.
///
/// An account keeps its words: what it repeats, it repeats on whichever side it falls. As many
/// accounts are on each side as before. p = (1 + draws with |z*| >= |z|) / (1 + draws) (Phipson &
/// Smyth 2010); `p_max` sets the greatest |z*| of all terms in a draw against |z| (Westfall & Young
/// 1993), which holds for all terms at once, however they depend on each other. NaN where z is.
///
/// The same seed gives the same bits on any number of threads. O(draws × (uses + terms)).
///
/// # Errors
/// [`Error::Input`] for [`Method::Exact`], and if a side has no account; [`Error::Interrupted`].
pub fn permuted(
    by: &ByAccount,
    target: &[bool],
    terms: usize,
    method: Method,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Permuted>> {
    if method == Method::Exact {
        let wanted = "0 with method \"exact\", or another method";
        return Err(Error::input("draws", draws.to_string(), wanted));
    }
    let size = target.iter().filter(|&&on| on).count();
    if size == 0 || size == target.len() {
        return Err(Error::input(
            "draws",
            format!("{size} accounts of {} in the target", target.len()),
            "at least one on each side",
        ));
    }
    let world = World::new(by, terms);
    let seen = world.deviates(target, method);
    interrupt.expect(draws as u64);
    let extremes: Vec<(Vec<u32>, Vec<f64>)> = (0..draws.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let (mut counts, mut greatest) = (vec![0; terms], Vec::new());
            for draw in block * BLOCK..((block + 1) * BLOCK).min(draws) {
                interrupt.check()?;
                let mut sides = target.to_vec();
                Stream::new(seed, draw as u64).shuffle(&mut sides);
                let drawn = world.deviates(&sides, method);
                for ((count, drawn), seen) in counts.iter_mut().zip(&drawn).zip(&seen) {
                    *count += u32::from(*drawn >= seen - TIE);
                }
                greatest.push(drawn.into_iter().fold(f64::NEG_INFINITY, f64::max));
                interrupt.advance(1);
            }
            Ok((counts, greatest))
        })
        .collect::<Result<_>>()?;
    let mut greatest: Vec<f64> =
        extremes.iter().flat_map(|block| block.1.iter().copied()).collect();
    greatest.sort_unstable_by(f64::total_cmp);
    let p = |as_extreme: usize| (1 + as_extreme) as f64 / (1 + draws) as f64;
    let of_term = |(term, &seen): (usize, &f64)| {
        if seen.is_nan() {
            return Permuted { p: f64::NAN, p_max: f64::NAN };
        }
        let count: u32 = extremes.iter().map(|block| block.0[term]).sum();
        let above = greatest.len() - greatest.partition_point(|&most| most < seen - TIE);
        Permuted { p: p(count as usize), p_max: p(above) }
    };
    Ok(seen.iter().enumerate().map(of_term).collect())
}

/// Draws that one thread takes at a time.
const BLOCK: usize = 16;

/// What rounding may part of two equal deviates.
const TIE: f64 = 1e-9;

struct World<'a> {
    by: &'a ByAccount,
    /// Uses of each term by all.
    uses: Vec<u64>,
    total: u64,
}

impl<'a> World<'a> {
    fn new(by: &'a ByAccount, terms: usize) -> Self {
        let mut uses = vec![0; terms];
        by.uses.iter().for_each(|&(term, count)| uses[term as usize] += count);
        Self { by, uses, total: by.totals.iter().sum() }
    }

    /// The |z| of each term if these accounts are the target.
    fn deviates(&self, target: &[bool], method: Method) -> Vec<f64> {
        let mut own = vec![0_u64; self.uses.len()];
        let mut total = 0;
        for (account, _) in target.iter().enumerate().filter(|(_, on)| **on) {
            let uses = &self.by.uses[self.by.starts[account]..self.by.starts[account + 1]];
            uses.iter().for_each(|&(term, count)| own[term as usize] += count);
            total += self.by.totals[account];
        }
        own.iter()
            .zip(&self.uses)
            .map(|(&own, &all)| deviate([own, all - own], [total, self.total - total], method))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::terms::Correction;

    const METHOD: Method = Method::LogOdds { prior: 500.0 };

    /// Term 0 is one account's tic, term 1 all of the target's, term 2 everybody's.
    fn world() -> (ByAccount, Vec<bool>) {
        let mut by = ByAccount { starts: vec![0], ..ByAccount::default() };
        let target: Vec<bool> = (0..20).map(|account| account < 10).collect();
        for (account, &on) in target.iter().enumerate() {
            if account == 0 {
                by.uses.push((0, 400));
            }
            if on {
                by.uses.push((1, 30));
            }
            by.uses.push((2, 500));
            by.starts.push(by.uses.len());
            by.totals.push(by.uses[by.starts[account]..].iter().map(|use_| use_.1).sum());
        }
        (by, target)
    }

    fn run(draws: usize, threads: usize) -> Vec<Permuted> {
        let (by, target) = world();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| permuted(&by, &target, 3, METHOD, draws, 7, &Interrupt::new())).unwrap()
    }

    #[test]
    fn one_voice_is_not_a_group() {
        let found = run(499, 2);
        // z alone would call both beyond doubt.
        let z = World::new(&world().0, 3).deviates(&world().1, METHOD);
        assert!(z[0] > 10.0 && z[1] > 10.0, "{z:?}");
        assert!(found[0].p > 0.4, "{found:?}");
        assert!(found[1].p <= 0.01, "{found:?}");
        assert!(found.iter().all(|term| term.p_max >= term.p));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        assert_eq!(run(100, 1), run(100, 3));
    }

    #[test]
    fn what_cannot_be_permuted() {
        let (by, target) = world();
        let run =
            |target: &[bool], method| permuted(&by, target, 3, method, 9, 0, &Interrupt::new());
        assert!(run(&target, Method::Exact).is_err());
        assert!(run(&[true; 20], METHOD).is_err());
        assert!(run(&[false; 20], Method::G2(Correction::None)).is_err());
    }
}
