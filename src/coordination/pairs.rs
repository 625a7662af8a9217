//! Pairs of rows of one object within a window of time, in the five steps of `CooRTweet`.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use super::{Dropped, Rows, bound, usable};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// More pairs than this take more memory than most machines have: 8 bytes each here, and some
/// hundred in a table.
const MOST_PAIRS: u64 = 500_000_000;

/// Rows that one thread takes at a time.
const BLOCK: usize = 1 << 12;

/// The pairs that are left by all steps, as rows of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The row of the account whose key is smaller.
    pub a: Vec<u32>,
    /// The row of the other.
    pub b: Vec<u32>,
    /// For each row of the input whether step 1 left it.
    pub taken: Vec<bool>,
    /// Rows that were left out.
    pub dropped: Dropped,
}

/// One row on its way through the sweep.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    time: i64,
    object: u32,
    account: u32,
    content: u32,
    row: u32,
}

impl Entry {
    /// Step 2, of two entries of which the other is not earlier.
    fn reaches(&self, other: &Self, window: u64) -> bool {
        self.object == other.object && other.time.abs_diff(self.time) <= window
    }

    /// Step 3; what is its own object never becomes an entry.
    fn pairs_with(&self, other: &Self) -> bool {
        self.account != other.account && self.content != other.content
    }
}

/// Pairs of rows that share one object within `window` microseconds of each other.
///
/// 1. Accounts with fewer than `least` rows are left out.
/// 2. Rows of one object are paired where their times differ by at most the window.
/// 3. Pairs of one account, of one content, or with a content that is the object are left out.
/// 4. For each account, the rows left by 1 are counted whose content is in any pair.
/// 5. A pair stays if that count is at least `least` for one of its accounts.
///
/// In order of object, then of the earlier row and then of the later, rows being in order of
/// time, account and content (by `by_key`). Source: Righetti & Balluff, `CooRTweet`.
///
/// O(n log n) for the order of n rows, then linear in rows and in pairs within the window.
///
/// # Errors
/// [`Error::Input`] for too many pairs or rows; [`Error::Interrupted`].
pub fn coordination(
    rows: &Rows,
    window: u64,
    least: u32,
    by_key: &(dyn Fn(u32, u32) -> Ordering + Sync),
    interrupt: &Interrupt,
) -> Result<Pairs> {
    if rows.len() >= u32::MAX as usize {
        return Err(Error::input("rows", format!("{}", rows.len()), "fewer than 2^32 - 1"));
    }
    let (taken, dropped) = usable(rows, true, least);
    interrupt.check()?;
    let entries = sorted(rows, &taken, by_key);
    interrupt.check()?;
    let count = within(&entries, window, interrupt)?;
    if count > MOST_PAIRS {
        return Err(Error::input(
            "window_s",
            format!("{count} pairs of rows of one object within the window"),
            format!(
                "at most {MOST_PAIRS}; choose a narrower window, a larger min_participation, or \
                 part of the rows"
            ),
        ));
    }
    let paired = contents_in_pairs(&entries, window, bound(&rows.content), interrupt)?;
    let mut counts = vec![0_u32; bound(&rows.account)];
    for row in (0..rows.len()).filter(|&row| taken[row]) {
        if paired[rows.content[row] as usize].load(Relaxed) {
            counts[rows.account[row] as usize] += 1;
        }
    }
    let active: Vec<bool> = counts.iter().map(|&count| count >= least).collect();
    let (a, b) = Sweep { entries: &entries, window, active: &active, interrupt }.pairs()?;
    Ok(Pairs { a, b, taken, dropped })
}

/// The rows that can be in a pair, in order: dealt out by object, then sorted within each.
fn sorted(
    rows: &Rows,
    taken: &[bool],
    by_key: &(dyn Fn(u32, u32) -> Ordering + Sync),
) -> Vec<Entry> {
    let there = || (0..rows.len()).filter(|&row| taken[row] && !rows.itself[row]);
    let mut sizes = vec![0; bound(&rows.object)];
    there().for_each(|row| sizes[rows.object[row] as usize] += 1);
    let mut next = Vec::with_capacity(sizes.len());
    let mut total = 0;
    for &size in &sizes {
        next.push(total);
        total += size;
    }
    let mut entries = vec![Entry::default(); total];
    for row in there() {
        let object = rows.object[row];
        let place = &mut next[object as usize];
        entries[*place] = Entry {
            time: rows.time[row],
            object,
            account: rows.account[row],
            content: rows.content[row],
            row: row as u32,
        };
        *place += 1;
    }
    pieces(&mut entries, &sizes).into_par_iter().filter(|of| of.len() > 1).for_each(|of| {
        of.par_sort_unstable_by(|x, y| {
            let place = |entry: &Entry| (entry.time, entry.account);
            place(x)
                .cmp(&place(y))
                .then_with(|| by_key(x.content, y.content))
                .then(x.row.cmp(&y.row))
        });
    });
    entries
}

/// How many pairs step 2 gives. Linear: the end of the window moves on with its start.
fn within(entries: &[Entry], window: u64, interrupt: &Interrupt) -> Result<u64> {
    let (mut end, mut count) = (0, 0);
    for (start, entry) in entries.iter().enumerate() {
        if start % (1 << 16) == 0 {
            interrupt.check()?;
        }
        while entries.get(end).is_some_and(|other| entry.reaches(other, window)) {
            end += 1;
        }
        count += (end - start - 1) as u64;
    }
    Ok(count)
}

/// Which contents are in any pair. Most rows find a partner beside them, so this is fast.
fn contents_in_pairs(
    entries: &[Entry],
    window: u64,
    contents: usize,
    interrupt: &Interrupt,
) -> Result<Vec<AtomicBool>> {
    let paired: Vec<AtomicBool> = (0..contents).map(|_| AtomicBool::new(false)).collect();
    entries.par_iter().enumerate().with_min_len(BLOCK).try_for_each(|(place, entry)| {
        interrupt.check()?;
        let mut later =
            entries[place + 1..].iter().take_while(|other| entry.reaches(other, window));
        let mut earlier =
            entries[..place].iter().rev().take_while(|other| other.reaches(entry, window));
        if later.any(|other| entry.pairs_with(other))
            || earlier.any(|other| entry.pairs_with(other))
        {
            paired[entry.content as usize].store(true, Relaxed);
        }
        Ok(())
    })?;
    Ok(paired)
}

/// The last pass: the pairs that stay are counted, then written where they belong.
struct Sweep<'a> {
    entries: &'a [Entry],
    window: u64,
    /// For each account whether step 5 keeps its pairs.
    active: &'a [bool],
    interrupt: &'a Interrupt,
}

impl Sweep<'_> {
    fn pairs(&self) -> Result<(Vec<u32>, Vec<u32>)> {
        self.interrupt.expect(2 * self.entries.len() as u64);
        let blocks: Vec<Range<usize>> = (0..self.entries.len())
            .step_by(BLOCK)
            .map(|start| start..(start + BLOCK).min(self.entries.len()))
            .collect();
        let counts: Vec<usize> = blocks
            .par_iter()
            .map(|block| {
                let mut count = 0;
                self.each(block.clone(), |_, _| count += 1)?;
                Ok(count)
            })
            .collect::<Result<_>>()?;
        let total = counts.iter().sum();
        let (mut a, mut b) = (vec![0; total], vec![0; total]);
        let places = pieces(&mut a, &counts).into_iter().zip(pieces(&mut b, &counts));
        let work: Vec<_> = blocks.into_iter().zip(places).collect();
        work.into_par_iter().try_for_each(|(block, (a, b))| {
            let mut place = 0;
            self.each(block, |one, other| {
                let swapped = one.account > other.account;
                (a[place], b[place]) =
                    if swapped { (other.row, one.row) } else { (one.row, other.row) };
                place += 1;
            })
        })?;
        Ok((a, b))
    }

    /// Visit the pairs whose earlier row is among these, in order.
    fn each(&self, block: Range<usize>, mut visit: impl FnMut(&Entry, &Entry)) -> Result<()> {
        self.interrupt.advance(block.len() as u64);
        for place in block {
            self.interrupt.check()?;
            let entry = &self.entries[place];
            let active = self.active[entry.account as usize];
            for other in &self.entries[place + 1..] {
                if !entry.reaches(other, self.window) {
                    break;
                }
                if entry.pairs_with(other) && (active || self.active[other.account as usize]) {
                    visit(entry, other);
                }
            }
        }
        Ok(())
    }
}

/// A slice as consecutive pieces of these lengths.
fn pieces<'a, T>(mut rest: &'a mut [T], lengths: &[usize]) -> Vec<&'a mut [T]> {
    lengths
        .iter()
        .map(|&length| {
            let (piece, after) = std::mem::take(&mut rest).split_at_mut(length);
            rest = after;
            piece
        })
        .collect()
}
