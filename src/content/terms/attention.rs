//! How much of what each group says, window after window, is about each topic.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::archive::Kind;
use crate::content::fold;
use crate::corpus::{Corpus, Found, Groups, NO_TIME, NONE, Strings, Window};
use crate::error::{Error, Result};
use crate::inference::{Estimate, Interval, bootstrap_row};
use crate::run::Interrupt;

/// More rows than this are a slip in the window.
const MOST_CELLS: usize = 20_000_000;

/// Which topics each post of a corpus is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topics {
    /// What they are called.
    pub names: Vec<String>,
    /// Where each row begins in `codes`, and where the last one ends.
    pub starts: Vec<usize>,
    /// Numbers of topics, each once a row.
    pub codes: Vec<u32>,
    /// Rows that were not looked at and do not count; empty if all were.
    pub unknown: Vec<bool>,
}

impl Topics {
    /// Topics of pairs of row and topic, in any order; what is said twice counts once.
    pub fn of_pairs(names: Vec<String>, rows: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs.retain(|&(row, code)| (row as usize) < rows && (code as usize) < names.len());
        let mut starts = vec![0; rows + 1];
        pairs.iter().for_each(|pair| starts[pair.0 as usize + 1] += 1);
        for row in 1..starts.len() {
            starts[row] += starts[row - 1];
        }
        let codes = pairs.into_iter().map(|pair| pair.1).collect();
        Self { names, starts, codes, unknown: Vec::new() }
    }

    /// Hashtags as topics: these, or the `top` that most posts use, ties by name.
    ///
    /// Case is folded; reposts do not count.
    pub fn hashtags(corpus: &Corpus, these: Option<&[String]>, top: usize) -> Self {
        let mut tags = Strings::new();
        if let Some(these) = these {
            these.iter().for_each(|tag| _ = tags.intern(&fold(tag)));
        }
        let named = tags.len();
        let mut number: HashMap<u32, u32> = HashMap::new();
        let mut pairs = Vec::new();
        for row in (0..corpus.len).filter(|&row| corpus.kind[row] != Kind::Repost) {
            for &tag in corpus.hashtags.row(row) {
                let next = || tags.intern(&fold(corpus.tags.get(tag)));
                pairs.push((row as u32, *number.entry(tag).or_insert_with(next)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut order: Vec<u32> = (0..named as u32).collect();
        if these.is_none() {
            let mut posts = vec![0_usize; tags.len()];
            pairs.iter().for_each(|pair| posts[pair.1 as usize] += 1);
            order = (0..tags.len() as u32).collect();
            order.sort_by(|&a, &b| {
                let (more, less) = (posts[b as usize], posts[a as usize]);
                more.cmp(&less).then_with(|| tags.get(a).cmp(tags.get(b)))
            });
            order.truncate(top);
        }
        let mut place = vec![NONE; tags.len()];
        (0..).zip(&order).for_each(|(at, &tag)| place[tag as usize] = at);
        pairs.iter_mut().for_each(|pair| pair.1 = place[pair.1 as usize]);
        let names = order.iter().map(|&tag| format!("#{}", tags.get(tag))).collect();
        Self::of_pairs(names, corpus.len, pairs)
    }

    fn of_row(&self, row: usize) -> &[u32] {
        &self.codes[self.starts[row]..self.starts[row + 1]]
    }

    fn knows(&self, row: usize) -> bool {
        self.unknown.get(row).is_none_or(|unknown| !unknown)
    }
}

/// How much a group spoke of a topic within a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attention {
    /// When the window begins.
    pub start: i64,
    /// The group's number.
    pub group: u32,
    /// The topic's number.
    pub topic: u32,
    /// Posts about it.
    pub posts: u64,
    /// All posts of the group in the window.
    pub of: u64,
    /// Accounts that wrote these.
    pub accounts: u64,
    /// The share; NaN where the group wrote nothing.
    pub share: Estimate,
}

/// The share of posts about each topic, for every window from the first to the last with a post,
/// every group and every topic, in this order; windows without a post included.
///
/// Posts are originals, quotes and replies with a time and a group. Intervals: 95 %, percentile
/// bootstrap over the accounts that wrote in the window; where none or all posts are about the
/// topic, the exact bound for so many accounts. O(n log n + draws × (accounts + topics) a window and
/// group).
///
/// # Errors
/// [`Error::Input`] if the windows are so short that there are more than 20 million rows;
/// [`Error::Interrupted`].
pub fn attention(
    corpus: &Corpus,
    groups: &Groups,
    window: Window,
    topics: &Topics,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<(Vec<Attention>, Found)> {
    let mut found = Found::default();
    let mut said: Vec<(i64, u32, u32, u32)> = Vec::new();
    for row in 0..corpus.len {
        if row % 65_536 == 0 {
            interrupt.check()?;
        }
        let (author, time) = (corpus.author[row], corpus.time[row]);
        if corpus.kind[row] == Kind::Repost
            || time == NO_TIME
            || author == NONE
            || !topics.knows(row)
        {
            continue;
        }
        let group = groups.of(author, time, &mut found);
        if group != NONE {
            said.push((window.start(time), group, author, row as u32));
        }
    }
    let order = found.order(groups);
    let mut place = vec![0; order.len()];
    (0..).zip(&order).for_each(|(at, &group)| place[group as usize] = at);
    said.iter_mut().for_each(|post| post.1 = place[post.1 as usize]);
    said.par_sort_unstable();
    let cells = all_cells(&said, order.len(), topics.names.len(), window)?;
    interrupt.expect(cells.len() as u64);
    let rows: Vec<Vec<Attention>> = cells
        .into_par_iter()
        .map(|(start, group, posts)| {
            interrupt.check()?;
            let cell = one_cell(&said[posts], topics, draws, seed, interrupt)?;
            interrupt.advance(1);
            let group = order[group as usize];
            Ok(cell.into_iter().map(|row| Attention { start, group, ..row }).collect())
        })
        .collect::<Result<_>>()?;
    Ok((rows.concat(), found))
}

type Cell = (i64, u32, std::ops::Range<usize>);

/// Every window and group, and its posts among those said.
fn all_cells(
    said: &[(i64, u32, u32, u32)],
    groups: usize,
    topics: usize,
    window: Window,
) -> Result<Vec<Cell>> {
    let mut cells = Vec::new();
    let (Some(first), Some(last)) = (said.first(), said.last()) else { return Ok(cells) };
    let (mut start, mut at) = (first.0, 0);
    while start <= last.0 {
        for group in 0..groups as u32 {
            let from = at;
            while said.get(at).is_some_and(|post| (post.0, post.1) == (start, group)) {
                at += 1;
            }
            cells.push((start, group, from..at));
        }
        if cells.len() * topics.max(1) > MOST_CELLS {
            let wanted = "a longer window, fewer topics or fewer groups";
            return Err(Error::input("every", format!("more than {MOST_CELLS} rows"), wanted));
        }
        start = window.after(start);
    }
    Ok(cells)
}

fn one_cell(
    posts: &[(i64, u32, u32, u32)],
    topics: &Topics,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Attention>> {
    let width = topics.names.len();
    let mut about = vec![0_u64; width];
    let mut of_account = Vec::new();
    let mut uses: Vec<(u32, u32)> = Vec::new();
    for (number, account) in (0_u32..).zip(posts.chunk_by(|a, b| a.2 == b.2)) {
        of_account.push(account.len() as f64);
        for post in account {
            for &topic in topics.of_row(post.3 as usize) {
                about[topic as usize] += 1;
                uses.push((number, topic));
            }
        }
    }
    let clusters = of_account.len();
    let some = about.iter().any(|&n| n > 0 && n < posts.len() as u64);
    let intervals = if draws == 0 || !some {
        vec![Interval::NONE; width]
    } else {
        bootstrap_row(clusters, width, draws, seed, interrupt, |weights, shares| {
            let all: f64 = of_account.iter().zip(weights).map(|(n, &w)| n * f64::from(w)).sum();
            for &(account, topic) in &uses {
                shares[topic as usize] += f64::from(weights[account as usize]);
            }
            shares.iter_mut().for_each(|share| *share /= all);
        })?
    };
    let of = posts.len() as u64;
    let row = |(topic, interval): (usize, Interval)| {
        let value = about[topic] as f64 / of as f64;
        let sure = of > 0 && (about[topic] == 0 || about[topic] == of);
        let interval = if sure { Interval::certain(value, clusters, draws) } else { interval };
        Attention {
            start: 0,
            group: 0,
            topic: topic as u32,
            posts: about[topic],
            of,
            accounts: clusters as u64,
            share: Estimate { value, interval },
        }
    };
    Ok(intervals.into_iter().enumerate().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_count_once_and_only_where_they_belong() {
        let names = vec!["x".to_owned(), "y".to_owned()];
        let pairs = vec![(2, 1), (0, 0), (2, 1), (2, 0), (9, 0), (1, NONE)];
        let topics = Topics::of_pairs(names, 3, pairs);
        assert_eq!(topics.of_row(0), [0]);
        assert_eq!(topics.of_row(1), [0; 0]);
        assert_eq!(topics.of_row(2), [0, 1]);
    }

    #[test]
    fn windows_without_a_post_are_there() {
        const DAY: i64 = 86_400_000_000;
        let said = [(0, 0, 1, 0), (0, 1, 1, 1), (3 * DAY, 1, 2, 2)];
        let cells = all_cells(&said, 2, 1, Window::Days(1)).unwrap();
        let sizes: Vec<usize> = cells.iter().map(|cell| cell.2.len()).collect();
        assert_eq!(sizes, [1, 1, 0, 0, 0, 0, 0, 1]);
        assert!(all_cells(&[], 0, 1, Window::Days(1)).unwrap().is_empty());
        let far = [(0, 0, 1, 0), (20_000_000 * DAY, 0, 1, 1)];
        assert!(all_cells(&far, 1, 1, Window::Hours(1)).is_err());
    }

    #[test]
    fn a_share_and_its_interval() {
        // Account 1: two posts, both about x; account 2: two posts, none.
        let topics = Topics::of_pairs(vec!["x".into(), "y".into()], 4, vec![(0, 0), (1, 0)]);
        let posts = [(0, 0, 1, 0), (0, 0, 1, 1), (0, 0, 2, 2), (0, 0, 2, 3)];
        let rows = one_cell(&posts, &topics, 199, 0, &Interrupt::new()).unwrap();
        assert_eq!(
            (rows[0].posts, rows[0].of, rows[0].accounts, rows[0].share.value),
            (2, 4, 2, 0.5)
        );
        assert_eq!((rows[0].share.interval.low, rows[0].share.interval.high), (0.0, 1.0));
        assert_eq!(rows[1].share.value, 0.0);
        assert!((rows[1].share.interval.high - (1.0 - 0.025_f64.sqrt())).abs() < 1e-12);
        let none = one_cell(&[], &topics, 199, 0, &Interrupt::new()).unwrap();
        assert!(none[0].share.value.is_nan() && none[0].share.interval.low.is_nan());
    }
}
