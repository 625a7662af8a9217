//! How often each term is used, and in how many texts.

use std::cmp::Reverse;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::numbering::{Grams, each_stretch, number};
use super::reading::TermOptions;
use crate::content::interned::Interned;
use crate::corpus::{NONE, Strings};
use crate::error::Result;
use crate::run::Interrupt;

/// How often a term is used within a group of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frequency {
    /// The group's number.
    pub group: u32,
    /// The term's number.
    pub term: u32,
    /// How often it is there.
    pub count: u64,
    /// In how many texts.
    pub texts: u64,
}

/// How often each term is used in each group of texts: most used first within each group, ties by
/// the bytes of the term. Also the terms.
///
/// `groups` has a number for each text, [`NONE`] for a text that does not count; `None` is one
/// group for all, 0. Linear in the length of the texts; the order takes O(v log v) for v rows.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::content::terms::{TermOptions, frequencies};
/// use twiplomacy::run::Interrupt;
///
/// let texts = [Some("Peace now, peace!"), Some("Now")];
/// let (terms, rows) = frequencies(&texts, None, &TermOptions::default(), &Interrupt::new())?;
/// let row = rows[0];
/// assert_eq!((terms.get(row.term), row.count, row.texts), ("now", 2, 2));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn frequencies(
    texts: &[Option<&str>],
    groups: Option<&[u32]>,
    options: &TermOptions,
    interrupt: &Interrupt,
) -> Result<(Strings, Vec<Frequency>)> {
    let (labels, mut rows) = match groups {
        None => ungrouped(texts, options, interrupt)?,
        Some(groups) => grouped(texts, groups, options, interrupt)?,
    };
    interrupt.check()?;
    rows.par_sort_unstable_by(|a, b| {
        let key = |row: &Frequency| (row.group, Reverse(row.count));
        key(a).cmp(&key(b)).then_with(|| labels.get(a.term).cmp(labels.get(b.term)))
    });
    Ok((labels, rows))
}

/// What is known of a term within one stretch of texts.
#[derive(Debug, Clone, Copy)]
struct Tally {
    count: u64,
    texts: u64,
    /// The latest text that holds it.
    latest: usize,
}

fn ungrouped(
    texts: &[Option<&str>],
    options: &TermOptions,
    interrupt: &Interrupt,
) -> Result<(Strings, Vec<Frequency>)> {
    let parts = each_stretch(texts, interrupt, |rows, done| {
        let (mut labels, mut tallies) = (Interned::default(), Vec::<Tally>::new());
        let mut reader = Grams::new(options);
        for row in rows {
            done()?;
            let Some(text) = texts[row] else { continue };
            reader.each(text, |term| {
                let Some(term) = term else { return };
                let id = labels.intern(term) as usize;
                if id == tallies.len() {
                    tallies.push(Tally { count: 0, texts: 0, latest: usize::MAX });
                }
                let tally = &mut tallies[id];
                tally.count += 1;
                tally.texts += u64::from(tally.latest != row);
                tally.latest = row;
            });
        }
        Ok((labels, tallies))
    })?;
    let mut parts = parts.into_iter();
    let (mut labels, mut whole) = parts.next().unwrap_or_default();
    for (part, tallies) in parts {
        for (term, tally) in part.iter().zip(tallies) {
            let place = labels.intern(term) as usize;
            if place == whole.len() {
                whole.push(tally);
            } else {
                whole[place].count += tally.count;
                whole[place].texts += tally.texts;
            }
        }
    }
    let row = |(term, tally): (usize, &Tally)| Frequency {
        group: 0,
        term: term as u32,
        count: tally.count,
        texts: tally.texts,
    };
    Ok((labels.strings(), whole.iter().enumerate().map(row).collect()))
}

fn grouped(
    texts: &[Option<&str>],
    groups: &[u32],
    options: &TermOptions,
    interrupt: &Interrupt,
) -> Result<(Strings, Vec<Frequency>)> {
    let terms = number(texts, options, false, interrupt)?;
    let mut tallies: HashMap<(u32, u32), Tally, FixedState> = HashMap::default();
    for (row, &group) in groups.iter().enumerate().filter(|(_, group)| **group != NONE) {
        if row % 4096 == 0 {
            interrupt.check()?;
        }
        for &term in terms.text(row) {
            let tally = tallies.entry((group, term)).or_insert(Tally {
                count: 0,
                texts: 0,
                latest: usize::MAX,
            });
            tally.count += 1;
            tally.texts += u64::from(tally.latest != row);
            tally.latest = row;
        }
    }
    let row = |((group, term), tally): ((u32, u32), Tally)| Frequency {
        group,
        term,
        count: tally.count,
        texts: tally.texts,
    };
    Ok((terms.labels, tallies.into_iter().map(row).collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::content::{Kind, fold, tokens};

    type Table = Vec<(u32, String, u64, u64)>;

    fn fast(texts: &[Option<&str>], groups: Option<&[u32]>) -> Table {
        let options = TermOptions { own: false, ..TermOptions::default() };
        let (labels, rows) = frequencies(texts, groups, &options, &Interrupt::new()).unwrap();
        rows.iter()
            .map(|row| (row.group, labels.get(row.term).into(), row.count, row.texts))
            .collect()
    }

    fn slow(texts: &[Option<&str>], groups: &[u32]) -> Table {
        let mut found: BTreeMap<(u32, String), (u64, BTreeSet<usize>)> = BTreeMap::new();
        for (row, text) in texts.iter().enumerate().filter(|(row, _)| groups[*row] != NONE) {
            for token in tokens(text.unwrap_or("")) {
                if matches!(token.kind, Kind::Word | Kind::Hashtag) {
                    let entry = found.entry((groups[row], fold(token.text))).or_default();
                    entry.0 += 1;
                    entry.1.insert(row);
                }
            }
        }
        let mut rows: Table = found
            .into_iter()
            .map(|((group, term), (count, texts))| (group, term, count, texts.len() as u64))
            .collect();
        rows.sort_by(|a, b| (a.0, Reverse(a.2), &a.1).cmp(&(b.0, Reverse(b.2), &b.1)));
        rows
    }

    proptest! {
        #[test]
        fn counted_as_by_hand(
            rows in prop::collection::vec((prop::option::of("[abA# ,é]{0,12}"), 0_u32..3), 0..20),
        ) {
            let texts: Vec<Option<&str>> = rows.iter().map(|row| row.0.as_deref()).collect();
            let groups: Vec<u32> = rows.iter().map(|row| [0, 1, NONE][row.1 as usize]).collect();
            prop_assert_eq!(fast(&texts, Some(&groups)), slow(&texts, &groups));
            prop_assert_eq!(fast(&texts, None), slow(&texts, &vec![0; texts.len()]));
        }
    }

    #[test]
    fn stretches_add_up() {
        let owned: Vec<String> =
            (0..40_000).map(|i| format!("w{} w{} other", i % 13, i % 7001)).collect();
        let texts: Vec<Option<&str>> = owned.iter().map(|text| Some(text.as_str())).collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        let found = pool.install(|| fast(&texts, None));
        assert_eq!(found, slow(&texts, &vec![0; texts.len()]));
    }
}
