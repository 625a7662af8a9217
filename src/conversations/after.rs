//! What follows an answer in a thread.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::Threads;
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_many};
use crate::responses::reply;
use crate::run::Interrupt;

/// What is counted of the posts that follow, in the order of `Stratum::measures`.
pub const MEASURES: [&str; 4] = ["posts", "posts_by_others", "accounts", "duration_s"];
const M: usize = MEASURES.len();

/// A mean in the threads that were answered, in those that were not yet, and their difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// Answered at this size.
    pub answered: Estimate,
    /// Of this size and not answered yet.
    pub unanswered: Estimate,
    /// The first less the second.
    pub difference: Estimate,
}

/// Threads of one size whose roots are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// Posts up to and with the answer, and whether the root is by one of the accounts; `None` for
    /// all together.
    pub alike: Option<(u32, bool)>,
    /// Threads answered, and threads not answered yet.
    pub threads: [u64; 2],
    /// One for each of [`MEASURES`].
    pub measures: [Beside; M],
}

/// What follows an answer, beside what follows where there was none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct After {
    /// All together first, then by size and by root.
    pub strata: Vec<Stratum>,
    /// Answered threads beside which there is no thread of their size and root.
    pub unmatched: u64,
    /// Posts in threads that have no time, and so no place in the order.
    pub untimed: u64,
}

/// What followed the k-th post of a thread.
#[derive(Debug, Clone, Copy)]
struct Entry {
    stratum: usize,
    thread: usize,
    answered: bool,
    values: [f64; M],
}

/// A thread as a row of posts.
struct Row {
    /// Of each post, in order of time and id, what followed it.
    followed: Vec<[f64; M]>,
    /// The place of the first answer.
    answer: Option<usize>,
    root_is_theirs: bool,
    untimed: u64,
}

impl Threads {
    /// What follows the first answer of some accounts in a thread, beside threads of the same size
    /// that have none yet: a description, since who is answered is not drawn by lot.
    ///
    /// `theirs` says of every post, there or missing, whether it is by one of the accounts. An
    /// **answer** is such a post that replies to another account. A thread whose k-th post is its
    /// first answer is compared with the threads that have k posts or more and no answer among the
    /// first k, and whose root is alike: by one of the accounts, or not. So a thread may stand
    /// beside many others, and later be answered itself.
    ///
    /// Of what **follows** the k-th post: posts; those not by the accounts; distinct accounts that
    /// wrote them; time from the k-th post to the last. All together: both means weighted by the
    /// threads answered of each size and root, where both are there.
    ///
    /// Intervals: percentile bootstrap over threads. `O(n + draws × (threads × sizes))`, at most
    /// `draws × n`.
    pub fn after_answer(
        &self,
        corpus: &Corpus,
        theirs: &[bool],
        draws: usize,
        seed: u64,
        interrupt: &Interrupt,
    ) -> Result<After> {
        interrupt.check()?;
        let rows = (0..self.len())
            .into_par_iter()
            .map(|thread| {
                interrupt.check()?;
                Ok(self.row(thread, corpus, theirs))
            })
            .collect::<Result<Vec<Row>>>()?;
        let (alike, entries) = entries(&rows);
        let mut after =
            After { untimed: rows.iter().map(|row| row.untimed).sum(), ..After::default() };
        if alike.is_empty() {
            return Ok(after);
        }
        let mut by_stratum: Vec<Vec<Entry>> = vec![Vec::new(); alike.len()];
        for entry in &entries {
            by_stratum[entry.stratum].push(Entry { stratum: 0, ..*entry });
        }
        let is_matched = |entries: &Vec<Entry>| entries.iter().any(|entry| !entry.answered);
        after.unmatched =
            by_stratum.iter().filter(|entries| !is_matched(entries)).map(|e| e.len() as u64).sum();
        let matched: Vec<Entry> = entries
            .iter()
            .filter(|entry| is_matched(&by_stratum[entry.stratum]))
            .copied()
            .collect();
        after.strata.push(stratum(None, &matched, alike.len(), draws, seed, interrupt)?);
        for (key, entries) in alike.into_iter().zip(&by_stratum) {
            after.strata.push(stratum(Some(key), entries, 1, draws, seed, interrupt)?);
        }
        Ok(after)
    }

    fn row(&self, thread: usize, corpus: &Corpus, theirs: &[bool]) -> Row {
        let posts = &self.posts[self.nodes(thread)];
        let there = || posts.iter().copied().filter(|&post| corpus.has(post));
        let mut timed: Vec<u32> =
            there().filter(|&post| corpus.time[post as usize] != NO_TIME).collect();
        timed.sort_unstable();
        let answers = |&row: &u32| {
            let to_another = |to: u32| to != corpus.author[row as usize];
            theirs[row as usize] && reply(corpus, row).is_some_and(|link| to_another(link.account))
        };
        Row {
            followed: followed(&timed, corpus, theirs),
            answer: timed.iter().position(answers),
            root_is_theirs: theirs.get(posts[0] as usize).copied().unwrap_or(false),
            untimed: (there().count() - timed.len()) as u64,
        }
    }
}

/// Of each post what followed it. Linear.
fn followed(posts: &[u32], corpus: &Corpus, theirs: &[bool]) -> Vec<[f64; M]> {
    let Some(&last) = posts.last() else { return Vec::new() };
    let time = |post: u32| corpus.time[post as usize];
    let (mut others, mut accounts) = (0, HashSet::new());
    let mut found: Vec<[f64; M]> = posts
        .iter()
        .rev()
        .enumerate()
        .map(|(count, &post)| {
            let lasted = time(last).saturating_sub(time(post)) as f64 / 1e6;
            let values = [count as f64, f64::from(others), accounts.len() as f64, lasted];
            others += u32::from(!theirs[post as usize]);
            if corpus.author[post as usize] != NONE {
                accounts.insert(corpus.author[post as usize]);
            }
            values
        })
        .collect();
    found.reverse();
    found
}

/// Sizes and roots at which a thread was answered, and all threads at them.
fn entries(rows: &[Row]) -> (Vec<(u32, bool)>, Vec<Entry>) {
    let mut alike: BTreeMap<(u32, bool), usize> =
        rows.iter().filter_map(|row| Some(((row.answer? as u32, row.root_is_theirs), 0))).collect();
    for (number, stratum) in alike.values_mut().enumerate() {
        *stratum = number;
    }
    let mut entries = Vec::new();
    for (thread, row) in rows.iter().enumerate() {
        let end = row.answer.map_or(row.followed.len(), |at| at + 1);
        let sizes = alike.range((0, false)..(end as u32, false));
        for (&(at, _), &stratum) in sizes.filter(|((_, root), _)| *root == row.root_is_theirs) {
            let (answered, values) = (row.answer == Some(at as usize), row.followed[at as usize]);
            entries.push(Entry { stratum, thread, answered, values });
        }
    }
    (alike.into_keys().map(|(at, root)| (at + 1, root)).collect(), entries)
}

fn stratum(
    alike: Option<(u32, bool)>,
    entries: &[Entry],
    strata: usize,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Stratum> {
    let mut threads: Vec<usize> = entries.iter().map(|entry| entry.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    let places: Vec<usize> =
        entries.iter().map(|e| threads.partition_point(|&thread| thread < e.thread)).collect();
    let values = means(entries, strata, |_| 1);
    let intervals: [Interval; 3 * M] =
        bootstrap_many(threads.len(), draws, seed, interrupt, |weights| {
            means(entries, strata, |entry| weights[places[entry]])
        })?;
    let estimate = |k: usize| Estimate { value: values[k], interval: intervals[k] };
    let answered = entries.iter().filter(|entry| entry.answered).count();
    let mut unanswered: Vec<usize> =
        entries.iter().filter(|entry| !entry.answered).map(|entry| entry.thread).collect();
    unanswered.sort_unstable();
    unanswered.dedup();
    Ok(Stratum {
        alike,
        threads: [answered as u64, unanswered.len() as u64],
        measures: std::array::from_fn(|m| Beside {
            answered: estimate(m),
            unanswered: estimate(M + m),
            difference: estimate(2 * M + m),
        }),
    })
}

/// Means of the answered, of the unanswered, and their differences. Of a single stratum that has
/// only one of the two, that one alone.
fn means(entries: &[Entry], strata: usize, weight: impl Fn(usize) -> u32) -> [f64; 3 * M] {
    let mut sums = vec![[[0.0; M + 1]; 2]; strata];
    for (at, entry) in entries.iter().enumerate() {
        let weight = f64::from(weight(at));
        let sums = &mut sums[entry.stratum][usize::from(!entry.answered)];
        sums[M] += weight;
        for (sum, value) in sums.iter_mut().zip(entry.values) {
            *sum += weight * value;
        }
    }
    let mut totals = [0.0; 2 * M];
    let mut weights = 0.0;
    for [answered, unanswered] in &sums {
        if strata > 1 && (answered[M] == 0.0 || unanswered[M] == 0.0) {
            continue;
        }
        let of_stratum = if strata > 1 { answered[M] } else { 1.0 };
        weights += of_stratum;
        for m in 0..M {
            totals[m] += of_stratum * answered[m] / answered[M];
            totals[M + m] += of_stratum * unanswered[m] / unanswered[M];
        }
    }
    std::array::from_fn(|k| {
        let mean = |k: usize| totals[k] / weights;
        if k < 2 * M { mean(k) } else { mean(k - 2 * M) - mean(k - M) }
    })
}
