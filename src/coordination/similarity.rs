//! How alike two accounts are in what they share, whenever they do.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::{Dropped, Rows, bound, usable};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// More than so many products of two weights take longer than one would wait.
const MOST_STEPS: u64 = 50_000_000_000;

/// More pairs than this take more memory than most machines have.
const MOST_PAIRS: usize = 100_000_000;

/// Accounts that one thread takes at a time.
const BLOCK: usize = 1 << 8;

/// Which pairs are kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimilarOptions {
    /// The fewest rows of an account.
    pub least: u32,
    /// The least similarity.
    pub similarity: f64,
    /// How many pairs at most, the most similar ones.
    pub top: Option<usize>,
}

/// Pairs of accounts that share an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Similar {
    /// The pairs, the most similar first, ties in order of the two accounts.
    pub pairs: Vec<Alike>,
    /// For each account one of its rows.
    pub rows: Vec<u32>,
    /// How many accounts were compared.
    pub accounts: usize,
    /// Rows that were left out.
    pub dropped: Dropped,
}

/// Two accounts and what they share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alike {
    /// The account whose key is smaller.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// The cosine of the angle between what they share.
    pub similarity: f64,
    /// The objects that both shared.
    pub shared: u32,
}

/// The cosine similarity of the accounts that share an object, by what they share.
///
/// Account i is a vector over objects, with `tf * idf` for an object that it shared `tf` times;
/// idf = ln((1 + n) / (1 + df)) + 1, for n accounts of which df shared the object. Accounts with
/// fewer than `least` rows are left out before. Contents and times do not matter. Exact: every
/// pair that shares an object is compared. Source: Pacheco and others 2021.
///
/// O(sum over objects of df^2) time; memory linear in rows, and for each thread in accounts.
///
/// # Errors
/// [`Error::Input`] if there is too much to compare or to keep; [`Error::Interrupted`].
pub fn co_sharing(rows: &Rows, options: &SimilarOptions, interrupt: &Interrupt) -> Result<Similar> {
    let (taken, dropped) = usable(rows, false, options.least);
    interrupt.check()?;
    let vectors = Vectors::new(rows, &taken);
    let steps: u64 = vectors.sharers.windows(2).map(|ends| pairs_of(ends[1] - ends[0])).sum();
    if steps > MOST_STEPS {
        let found = format!("{steps} products of two weights");
        return Err(too_many(&found, &MOST_STEPS.to_string()));
    }
    let mut pairs = vectors.alike(options, interrupt)?;
    interrupt.check()?;
    pairs.par_sort_unstable_by(|x, y| {
        y.similarity.total_cmp(&x.similarity).then_with(|| (x.a, x.b).cmp(&(y.a, y.b)))
    });
    pairs.truncate(options.top.unwrap_or(usize::MAX));
    let mut one = vec![0; bound(&rows.account)];
    for row in (0..rows.len()).filter(|&row| taken[row]) {
        one[rows.account[row] as usize] = row as u32;
    }
    Ok(Similar { pairs, rows: one, accounts: vectors.accounts.len(), dropped })
}

fn too_many(found: &str, most: &str) -> Error {
    Error::input(
        "min_participation",
        found,
        format!("at most {most}; choose a larger min_participation or part of the rows"),
    )
}

fn pairs_of(n: usize) -> u64 {
    (n as u64) * (n as u64).saturating_sub(1) / 2
}

/// One weight of a vector.
#[derive(Debug, Clone, Copy)]
struct Weight {
    /// The object.
    object: u32,
    /// The place of the account among those of the object.
    place: usize,
    /// How much it weighs, in a vector of length 1.
    weight: f64,
}

/// The vectors of accounts, and for each object who shared it.
struct Vectors {
    /// The number of each account that is compared, in order.
    accounts: Vec<u32>,
    /// Where the weights of each account start.
    starts: Vec<usize>,
    /// The weights of each account, in order of objects.
    weights: Vec<Weight>,
    /// Where each object's accounts start.
    sharers: Vec<usize>,
    /// The place of each account in `accounts`, and its weight, in order of accounts.
    sharer: Vec<(u32, f64)>,
}

impl Vectors {
    fn new(rows: &Rows, taken: &[bool]) -> Self {
        let mut uses: Vec<(u32, u32)> = (0..rows.len())
            .filter(|&row| taken[row])
            .map(|row| (rows.account[row], rows.object[row]))
            .collect();
        uses.par_sort_unstable();
        let mut sharers = vec![0; bound(&rows.object) + 1];
        let (mut accounts, mut starts, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for same in uses.chunk_by(|x, y| x == y) {
            let (account, object) = same[0];
            if accounts.last() != Some(&account) {
                accounts.push(account);
                starts.push(weights.len());
            }
            // For now the count, and the place among all.
            let place = sharers[object as usize + 1];
            weights.push(Weight { object, place, weight: same.len() as f64 });
            sharers[object as usize + 1] += 1;
        }
        starts.push(weights.len());
        let n = accounts.len() as f64;
        let idf = |df: usize| ((1.0 + n) / (1.0 + df as f64)).ln() + 1.0;
        for ends in starts.windows(2) {
            let vector = &mut weights[ends[0]..ends[1]];
            vector.iter_mut().for_each(|w| w.weight *= idf(sharers[w.object as usize + 1]));
            let length = vector.iter().map(|w| w.weight * w.weight).sum::<f64>().sqrt();
            vector.iter_mut().for_each(|w| w.weight /= length);
        }
        for object in 1..sharers.len() {
            sharers[object] += sharers[object - 1];
        }
        let mut sharer = vec![(0, 0.0); weights.len()];
        for (account, ends) in starts.windows(2).enumerate() {
            for weight in &mut weights[ends[0]..ends[1]] {
                weight.place += sharers[weight.object as usize];
                sharer[weight.place] = (account as u32, weight.weight);
            }
        }
        Self { accounts, starts, weights, sharers, sharer }
    }

    /// Every pair that is similar enough, in order of accounts.
    fn alike(&self, options: &SimilarOptions, interrupt: &Interrupt) -> Result<Vec<Alike>> {
        let n = self.accounts.len();
        interrupt.expect(n as u64);
        let total = AtomicUsize::new(0);
        let blocks: Vec<Vec<Alike>> = (0..n.div_ceil(BLOCK))
            .into_par_iter()
            .map_init(
                || Scratch { dot: vec![0.0; n], shared: vec![0; n], met: Vec::new() },
                |scratch, block| {
                    let mut found = Vec::new();
                    for account in block * BLOCK..((block + 1) * BLOCK).min(n) {
                        interrupt.check()?;
                        let before = found.len();
                        self.beside(account, options.similarity, scratch, &mut found);
                        let count = found.len() - before;
                        if total.fetch_add(count, Relaxed) + count > MOST_PAIRS {
                            let found = format!("more than {MOST_PAIRS} pairs of accounts");
                            return Err(too_many(&found, "so many, or a larger min_similarity"));
                        }
                    }
                    interrupt.advance(BLOCK as u64);
                    Ok(found)
                },
            )
            .collect::<Result<_>>()?;
        Ok(blocks.concat())
    }

    /// The pairs of one account with those after it.
    fn beside(&self, account: usize, least: f64, scratch: &mut Scratch, found: &mut Vec<Alike>) {
        for own in &self.weights[self.starts[account]..self.starts[account + 1]] {
            let end = self.sharers[own.object as usize + 1];
            for &(other, weight) in &self.sharer[own.place + 1..end] {
                let other = other as usize;
                if scratch.shared[other] == 0 {
                    scratch.met.push(other as u32);
                }
                scratch.shared[other] += 1;
                scratch.dot[other] += own.weight * weight;
            }
        }
        scratch.met.sort_unstable();
        for other in scratch.met.drain(..) {
            let place = other as usize;
            let similarity = std::mem::take(&mut scratch.dot[place]).min(1.0);
            let shared = std::mem::take(&mut scratch.shared[place]);
            if similarity >= least {
                let (a, b) = (self.accounts[account], self.accounts[place]);
                found.push(Alike { a, b, similarity, shared });
            }
        }
    }
}

/// What one thread adds up, empty between two accounts.
struct Scratch {
    dot: Vec<f64>,
    shared: Vec<u32>,
    met: Vec<u32>,
}
