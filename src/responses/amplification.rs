//! Who passes on a source's posts, how unequally, and who at the same time as whom.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Channel, Responses};
use crate::coordination::{Rows, coordination};
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::inference::{Estimate, Interval, bootstrap_many, gini, share_of_top};
use crate::run::Interrupt;

/// An account that passes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amplifier {
    /// Who.
    pub account: u32,
    /// How many reposts are by it.
    pub reposts: u64,
    /// Their share of all reposts by known accounts.
    pub share: f64,
}

/// How concentrated reposts are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amplification {
    /// Reposts by known accounts.
    pub reposts: u64,
    /// Reposts whose author is not known; they are left out of all else.
    pub unknown: u64,
    /// Accounts with a repost.
    pub amplifiers: u64,
    /// Gini coefficient of reposts over amplifiers.
    pub gini: Estimate,
    /// Share of reposts by the 1 % of amplifiers with most.
    pub top_1pct: Estimate,
    /// Share of reposts by the 0.1 % of amplifiers with most.
    pub top_01pct: Estimate,
    /// Share of reposts near in time to another account's repost of the same post.
    pub co_timed: Estimate,
    /// Share of reposts by suspended accounts, of those by accounts whose status is known.
    pub suspended: Estimate,
}

/// Two accounts that passed on the same posts at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoTimed {
    /// The account with the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Pairs of a repost by each, of one post, within the window.
    pub pairs: u64,
    /// Posts with such a pair.
    pub posts: u64,
}

/// The reposts among the responses, `repost` and `deep_repost`, each once, by row.
fn reposts(responses: &Responses) -> Vec<u32> {
    let passes_on = |channel| matches!(channel, Channel::Repost | Channel::DeepRepost);
    let rows = responses.rows.iter().filter(|row| passes_on(row.channel));
    let mut rows: Vec<u32> = rows.map(|row| row.response).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The accounts that pass on, those with most reposts first, equals by number.
/// A post that passes on something of two sources counts once. `O(n log n)`.
pub fn amplifiers(corpus: &Corpus, responses: &Responses) -> Vec<Amplifier> {
    let mut authors: Vec<u32> = reposts(responses)
        .into_iter()
        .map(|row| corpus.author[row as usize])
        .filter(|&author| author != NONE)
        .collect();
    authors.sort_unstable();
    let all = authors.len() as f64;
    let mut found: Vec<Amplifier> = authors
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let reposts = same.len() as u64;
            Amplifier { account: same[0], reposts, share: reposts as f64 / all }
        })
        .collect();
    found.sort_by_key(|it| (std::cmp::Reverse(it.reposts), it.account));
    found
}

/// How concentrated the reposts are on the accounts that pass on.
///
/// The top 1 % is the first `ceil(0.01 × amplifiers)` accounts. `co_timed` counts, of the reposts
/// whose post, time and author are known, those that have another account's repost of the same
/// post within `window` microseconds (Schliebs, Bailey, Bright & Howard 2021). `suspended` says of
/// each account whether it was suspended, where that is known.
///
/// Intervals: percentile bootstrap over amplifiers, each with all its reposts. Over posts would
/// not do: in each draw about a third of those who passed on once would be gone, and the Gini
/// coefficient with them. Whether a repost is co-timed is kept as it was observed.
/// `O(n log n + draws × amplifiers)`.
pub fn amplification(
    corpus: &Corpus,
    responses: &Responses,
    suspended: impl Fn(u32) -> Option<bool>,
    window: i64,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Amplification> {
    interrupt.check()?;
    let rows = reposts(responses);
    let mut accounts = amplifiers(corpus, responses);
    accounts.reverse();
    let known: u64 = accounts.iter().map(|it| it.reposts).sum();
    let counts: Vec<f64> = accounts.iter().map(|it| it.reposts as f64).collect();
    let mut timed: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (account, near) in co_timed(corpus, &rows, window, interrupt)? {
        let entry = timed.entry(account).or_default();
        entry.0 += f64::from(u8::from(near));
        entry.1 += 1.0;
    }
    let timed: Vec<(f64, f64)> =
        accounts.iter().map(|it| timed.get(&it.account).copied().unwrap_or_default()).collect();
    let status: Vec<(f64, f64)> = accounts
        .iter()
        .map(|it| match suspended(it.account) {
            Some(true) => (it.reposts as f64, it.reposts as f64),
            Some(false) => (0.0, it.reposts as f64),
            None => (0.0, 0.0),
        })
        .collect();
    let measures = |weights: &[u32]| {
        let weight = |i: usize| weights[i];
        [
            gini(&counts, weight),
            share_of_top(&counts, weight, 0.01),
            share_of_top(&counts, weight, 0.001),
            ratio(&timed, weights),
            ratio(&status, weights),
        ]
    };
    let values = measures(&vec![1; accounts.len()]);
    let intervals = bootstrap_many(accounts.len(), draws, seed, interrupt, measures)?;
    let [gini, top_1pct, top_01pct, co_timed, suspended] = std::array::from_fn(|i| {
        let interval = if values[i].is_nan() { Interval::NONE } else { intervals[i] };
        Estimate { value: values[i], interval }
    });
    let unknown = rows.len() as u64 - known;
    let amplifiers = accounts.len() as u64;
    Ok(Amplification {
        reposts: known,
        unknown,
        amplifiers,
        gini,
        top_1pct,
        top_01pct,
        co_timed,
        suspended,
    })
}

fn ratio(sums: &[(f64, f64)], weights: &[u32]) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for (&(part, whole), &weight) in sums.iter().zip(weights) {
        above += f64::from(weight) * part;
        below += f64::from(weight) * whole;
    }
    above / below
}

/// Reposts of known posts by known accounts at known times: post, time, account; sorted.
fn placed(corpus: &Corpus, rows: &[u32]) -> Vec<(u32, i64, u32)> {
    let mut placed: Vec<(u32, i64, u32)> = rows
        .iter()
        .map(|&row| row as usize)
        .map(|row| (corpus.repost_of[row], corpus.time[row], corpus.author[row]))
        .filter(|&(post, time, author)| post != NONE && time != NO_TIME && author != NONE)
        .collect();
    placed.sort_unstable();
    placed
}

/// For every placed repost its account, and whether another account's is near.
///
/// For each repost it is enough to know how many are within the window, and how many of those
/// are its own account's: one sweep with two ends and a count for each account.
fn co_timed(
    corpus: &Corpus,
    rows: &[u32],
    window: i64,
    interrupt: &Interrupt,
) -> Result<Vec<(u32, bool)>> {
    let placed = placed(corpus, rows);
    let mut near = Vec::with_capacity(placed.len());
    for post in placed.chunk_by(|a, b| a.0 == b.0) {
        interrupt.check()?;
        let mut own: BTreeMap<u32, usize> = BTreeMap::new();
        let (mut first, mut end) = (0, 0);
        for &(_, time, account) in post {
            while end < post.len() && post[end].1.saturating_sub(time) <= window {
                *own.entry(post[end].2).or_default() += 1;
                end += 1;
            }
            while time.saturating_sub(post[first].1) > window {
                if let Some(count) = own.get_mut(&post[first].2) {
                    *count -= 1;
                }
                first += 1;
            }
            near.push((account, end - first > own.get(&account).copied().unwrap_or_default()));
        }
    }
    Ok(near)
}

/// The pairs of accounts that passed on the same post within `window` microseconds of each other,
/// those with most pairs of reposts first, then those with most posts, equals by number.
///
/// Schliebs, Bailey, Bright & Howard 2021. The pairs are those of [`coordination()`] of accounts
/// with one repost or more. `O(n log n + p log p)` for p pairs, which grow with the square of what
/// is passed on within one window.
///
/// # Errors
/// [`Error::Input`] for too many pairs; [`Error::Interrupted`].
pub fn co_timing(
    corpus: &Corpus,
    responses: &Responses,
    window: i64,
    interrupt: &Interrupt,
) -> Result<Vec<CoTimed>> {
    let mut rows = Rows::default();
    for (place, (post, time, account)) in
        placed(corpus, &reposts(responses)).into_iter().enumerate()
    {
        rows.push(post, account, place as u32, time, false);
    }
    let found = coordination(&rows, window.unsigned_abs(), 1, &|a, b| a.cmp(&b), interrupt);
    let found = found.map_err(|error| match error {
        Error::Input { argument, found, .. } => {
            Error::input(argument, found, "a narrower window, or fewer responses")
        }
        other => other,
    })?;
    let account = |row: u32| rows.account[row as usize];
    let mut ties: Vec<(u32, u32, u32)> = found
        .a
        .par_iter()
        .zip(&found.b)
        .map(|(&a, &b)| (account(a), account(b), rows.object[a as usize]))
        .collect();
    drop(found);
    ties.par_sort_unstable();
    interrupt.check()?;
    let mut pairs: Vec<CoTimed> = ties
        .chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
        .map(|same| CoTimed {
            a: same[0].0,
            b: same[0].1,
            pairs: same.len() as u64,
            posts: same.chunk_by(|x, y| x.2 == y.2).count() as u64,
        })
        .collect();
    pairs.sort_by_key(|it| (std::cmp::Reverse((it.pairs, it.posts)), it.a, it.b));
    Ok(pairs)
}
