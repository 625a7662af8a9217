//! What becomes of words when a text crosses from one group to another.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::copies::Copies;
use super::normal::{push_words, words};
use super::operations::Draws;
use crate::corpus::NONE;
use crate::error::Result;
use crate::inference::{Estimate, bootstrap_ratio};
use crate::random::Stream;
use crate::run::Interrupt;

/// From which group a text went to which, and how much its words shifted.
#[derive(Debug, Clone)]
pub struct Shift {
    /// The group of the parent's author; `None` for all.
    pub from: Option<u32>,
    /// The group of the copy's author; `None` for all.
    pub to: Option<u32>,
    /// Whether the two differ.
    pub crossing: bool,
    /// Copies whose authors both have a group.
    pub copies: u64,
    /// Families that they are of.
    pub families: u64,
    /// The mean divergence of the words of parent and copy.
    pub divergence: Estimate,
    /// The same, where groups are permuted among accounts.
    pub null_mean: f64,
    /// (1 + draws at least as far from their mean) / (1 + draws).
    pub p: f64,
}

/// A copy between two accounts with a group.
struct Passed {
    family: u32,
    from: u32,
    to: u32,
    divergence: f64,
}

/// How much the words of a text shift from parent to copy, by the groups that it goes between: the
/// mean Jensen-Shannon divergence (base 2; Lin 1991) of the words of both, which is 0 where they
/// have the same words as often and 1 where they share none.
///
/// `group` is the number of each account's group or [`NONE`]; copies by an account without one, of
/// itself, or of texts without words are left out. First all that cross and all that do not, then
/// pair by pair. Null: groups are permuted among the accounts that take part. Intervals: bootstrap
/// of families. `O(copies × draws)`.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn frame_shift(
    copies: &Copies,
    group: &[u32],
    groups: usize,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<Vec<Shift>> {
    let passed = passed(copies, group, interrupt)?;
    let cells = Cells::new(&passed, group, groups);
    let values = cells.means(&passed, group);
    let null = permuted(&passed, group, &cells, draws, interrupt)?;
    let mut ours: Vec<Vec<&Passed>> = vec![Vec::new(); cells.len()];
    for it in &passed {
        cells.of(it, group).for_each(|cell| ours[cell].push(it));
    }
    let mut rows = Vec::with_capacity(cells.len());
    for (cell, ours) in ours.iter().enumerate() {
        let clusters: Vec<(f64, f64)> = ours
            .chunk_by(|a, b| a.family == b.family)
            .map(|copies| (copies.iter().map(|it| it.divergence).sum(), copies.len() as f64))
            .collect();
        let interval = bootstrap_ratio(&clusters, draws.draws, draws.seed, interrupt)?;
        let (null_mean, p) = against(values[cell], null.iter().map(|draw| draw[cell]));
        let pair = cell.checked_sub(2).map(|place| cells.pairs[place]);
        rows.push(Shift {
            from: pair.map(|it| it.0),
            to: pair.map(|it| it.1),
            crossing: pair.map_or(cell == 0, |(a, b)| a != b),
            copies: ours.len() as u64,
            families: clusters.len() as u64,
            divergence: Estimate { value: values[cell], interval },
            null_mean,
            p,
        });
    }
    Ok(rows)
}

/// What is summed: all that cross, all that do not, and each pair of groups that is there.
struct Cells {
    groups: usize,
    /// The pairs, in order.
    pairs: Vec<(u32, u32)>,
    /// The cell of each pair of groups, or [`NONE`]; empty if they are too many for a table.
    places: Vec<u32>,
}

/// So many pairs of groups have a table of their cells: 4 MB.
const MOST_PLACES: usize = 1 << 20;

impl Cells {
    fn new(passed: &[Passed], group: &[u32], groups: usize) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            passed.iter().map(|it| (group[it.from as usize], group[it.to as usize])).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut places = Vec::new();
        if groups.saturating_mul(groups) <= MOST_PLACES {
            places.resize(groups * groups, NONE);
            for (&(from, to), cell) in pairs.iter().zip(2..) {
                places[from as usize * groups + to as usize] = cell;
            }
        }
        Self { groups, pairs, places }
    }

    fn len(&self) -> usize {
        self.pairs.len() + 2
    }

    /// The cells to which a copy belongs if accounts have these groups.
    fn of(&self, it: &Passed, group: &[u32]) -> impl Iterator<Item = usize> {
        let (from, to) = (group[it.from as usize], group[it.to as usize]);
        let all = std::iter::once(usize::from(from == to));
        all.chain(self.of_pair(from, to))
    }

    /// The cell of a pair of groups, if something went between them.
    fn of_pair(&self, from: u32, to: u32) -> Option<usize> {
        if self.places.is_empty() {
            return self.pairs.binary_search(&(from, to)).ok().map(|place| place + 2);
        }
        let cell = self.places[from as usize * self.groups + to as usize];
        (cell != NONE).then_some(cell as usize)
    }

    /// The mean divergence of each cell.
    fn means(&self, passed: &[Passed], group: &[u32]) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.len()];
        for it in passed {
            for cell in self.of(it, group) {
                sums[cell] = (sums[cell].0 + it.divergence, sums[cell].1 + 1.0);
            }
        }
        sums.iter().map(|it| it.0 / it.1).collect()
    }
}

/// The mean of draws, and how rare it is to be so far from it.
fn against(value: f64, draws: impl Iterator<Item = f64>) -> (f64, f64) {
    let draws: Vec<f64> = draws.filter(|draw| !draw.is_nan()).collect();
    let n = draws.len() as f64;
    let mean = draws.iter().sum::<f64>() / n;
    if draws.is_empty() || value.is_nan() {
        return (mean, f64::NAN);
    }
    let far = (value - mean).abs() - 1e-12;
    let farther = draws.iter().filter(|&&draw| (draw - mean).abs() >= far).count() as f64;
    (mean, (1.0 + farther) / (1.0 + n))
}

fn permuted(
    passed: &[Passed],
    group: &[u32],
    cells: &Cells,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<f64>>> {
    let mut accounts: Vec<u32> = passed.iter().flat_map(|it| [it.from, it.to]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let labels: Vec<u32> = accounts.iter().map(|&account| group[account as usize]).collect();
    interrupt.expect(draws.draws as u64);
    (0..draws.draws)
        .into_par_iter()
        .map_init(
            || group.to_vec(),
            |shuffled, draw| {
                interrupt.check()?;
                let mut labels = labels.clone();
                Stream::new(draws.seed, draw as u64).shuffle(&mut labels);
                for (&account, label) in accounts.iter().zip(labels) {
                    shuffled[account as usize] = label;
                }
                interrupt.advance(1);
                Ok(cells.means(passed, shuffled))
            },
        )
        .collect()
}

/// Copies of another's text, both with a group, in order of family.
fn passed(copies: &Copies, group: &[u32], interrupt: &Interrupt) -> Result<Vec<Passed>> {
    let found: Vec<Option<Passed>> = copies
        .copies()
        .into_par_iter()
        .map(|post| {
            interrupt.check()?;
            Ok(between(copies, group, post).and_then(|(from, to)| {
                let divergence = divergence(copies.text(copies.parent(post)), copies.text(post))?;
                Some(Passed { family: copies.family(post), from, to, divergence })
            }))
        })
        .collect::<Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// The two accounts of a copy, if they are two and both have a group.
fn between(copies: &Copies, group: &[u32], post: u32) -> Option<(u32, u32)> {
    let author = |post: u32| copies.authors[post as usize];
    let (from, to) = (author(copies.parent(post)), author(post));
    let known = |account: u32| group.get(account as usize).is_some_and(|&code| code != NONE);
    (from != to && known(from) && known(to)).then_some((from, to))
}

/// The Jensen-Shannon divergence, base 2, of the words of two texts; `None` where one has none.
///
/// ```
/// use twiplomacy::variants::divergence;
///
/// assert_eq!(divergence("peace now", "Now, PEACE!"), Some(0.0));
/// assert_eq!(divergence("peace", "war"), Some(1.0));
/// assert_eq!(divergence("peace", "🕊"), None);
/// ```
pub fn divergence(before: &str, after: &str) -> Option<f64> {
    let read = |text| {
        let mut words = Vec::new();
        push_words(text, &mut words);
        words.sort_unstable();
        words
    };
    let (a, b) = (read(before), read(after));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(0.0);
    }
    let (n, m) = (a.len() as f64, b.len() as f64);
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() || j < b.len() {
        let word = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => *x.min(y),
            (x, y) => *x.or(y)?,
        };
        let run = |side: &[u64], at: usize| side[at..].iter().take_while(|it| **it == word).count();
        let (x, y) = (run(&a, i), run(&b, j));
        (i, j) = (i + x, j + y);
        let (p, q) = (x as f64 / n, y as f64 / m);
        let part = |share: f64| {
            if share > 0.0 { share * (2.0 * share / (p + q)).log2() } else { 0.0 }
        };
        sum += 0.5 * (part(p) + part(q));
    }
    Some(sum.clamp(0.0, 1.0))
}

/// How often a word is lost and gained where a text crosses, and where it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The word, in lower case.
    pub word: String,
    /// Copies that cross and have it less often than their parent.
    pub lost: u64,
    /// Copies that cross and have it more often.
    pub gained: u64,
    /// The same, of copies that do not cross.
    pub lost_within: u64,
    /// The same, of copies that do not cross.
    pub gained_within: u64,
}

/// Which words copies lose and gain: across borders, and within groups. Those that change most
/// often across borders first, then by the word. The same copies as in [`frame_shift`]. With
/// `pair`, only crossings from one group to another, and what stays within the first.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn frame_words(
    copies: &Copies,
    group: &[u32],
    pair: Option<(u32, u32)>,
    interrupt: &Interrupt,
) -> Result<Vec<Wording>> {
    let mut counts: BTreeMap<String, [u64; 4]> = BTreeMap::new();
    for post in copies.copies() {
        interrupt.check()?;
        let Some((from, to)) = between(copies, group, post) else { continue };
        let (from, to) = (group[from as usize], group[to as usize]);
        let crosses = from != to;
        let asked = pair.is_none_or(|pair| (from, to) == pair || (from == pair.0 && !crosses));
        if !asked {
            continue;
        }
        let (before, after) = (words(copies.text(copies.parent(post))), words(copies.text(post)));
        if before.is_empty() || after.is_empty() || before == after {
            continue;
        }
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        before.iter().for_each(|word| *balance.entry(word).or_default() -= 1);
        after.iter().for_each(|word| *balance.entry(word).or_default() += 1);
        for (word, balance) in balance.into_iter().filter(|it| it.1 != 0) {
            let at = usize::from(balance > 0) + 2 * usize::from(!crosses);
            counts.entry(word.to_owned()).or_default()[at] += 1;
        }
    }
    let mut rows: Vec<Wording> = counts
        .into_iter()
        .map(|(word, [lost, gained, lost_within, gained_within])| Wording {
            word,
            lost,
            gained,
            lost_within,
            gained_within,
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.lost + row.gained));
    Ok(rows)
}
