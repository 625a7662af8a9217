//! One version of a post as a row of numbers, and how two versions become one.
//!
//! Rows are of one size, so that a log of them can lie in a file. Posts, accounts and labels are
//! provisional numbers; texts and lists are places in their logs.

use super::NO_TIME;
use super::strings::NONE;
use crate::archive::{COUNTERS, Counts, Kind, NO_COUNT};

/// A row: see the constants of this module for what stands where.
pub(super) type Row = [u32; 38];

pub const ID: usize = 0;
pub const FLAGS: usize = 1;
/// Two cells.
pub const TIME: usize = 2;
/// Where the text begins (two cells), and its length; [`NONE`] for no text.
pub const TEXT: usize = 4;
pub const AUTHOR: usize = 7;
pub const LANG: usize = 8;
pub const PLATFORM: usize = 9;
pub const CONVERSATION: usize = 10;
pub const FIRST_EDIT: usize = 11;
pub const REPLY_TO: usize = 12;
pub const QUOTE_OF: usize = 14;
pub const REPOST_OF: usize = 16;
pub const VIA: usize = 18;
/// As for the text, without null.
pub const MENTIONS: usize = 19;
pub const HASHTAGS: usize = 22;
pub const URLS: usize = 25;
/// Five times two cells.
pub const COUNTS: usize = 28;

/// References: the post; the cell behind it is its author.
pub const REFERENCES: [usize; 3] = [REPLY_TO, QUOTE_OF, REPOST_OF];
const LISTS: [usize; 3] = [MENTIONS, HASHTAGS, URLS];
/// Single numbers that another version may fill.
const SINGLE: [usize; 6] = [AUTHOR, LANG, PLATFORM, CONVERSATION, FIRST_EDIT, VIA];

/// Found only inside other posts.
pub const NESTED: u32 = 1;
/// The platform cut its text.
pub const TRUNCATED: u32 = 2;
/// Another version filled something that the fullest lacked.
pub const FILLED: u32 = 4;
/// Posts of this id stood on two platforms.
pub const CLASH: u32 = 8;
/// The kind that the archive stated, plus one.
const KIND_SHIFT: u32 = 4;

/// A row in which nothing is known.
pub fn empty() -> Row {
    let mut row = [NONE; 38];
    row[FLAGS] = 0;
    set_long(&mut row, TIME, NO_TIME.cast_unsigned());
    set_long(&mut row, TEXT, 0);
    LISTS.into_iter().for_each(|at| row[at..at + 3].fill(0));
    set_counts(&mut row, [NO_COUNT; 5]);
    row
}

/// Two cells as one number.
pub fn long(row: &[u32], at: usize) -> u64 {
    u64::from(row[at]) | u64::from(row[at + 1]) << 32
}

/// One number as two cells.
pub fn set_long(row: &mut [u32], at: usize, value: u64) {
    row[at] = value as u32;
    row[at + 1] = (value >> 32) as u32;
}

/// The time, or [`NO_TIME`].
pub fn time(row: &Row) -> i64 {
    long(row, TIME).cast_signed()
}

/// The platform's counters.
pub fn counts(row: &Row) -> Counts {
    std::array::from_fn(|i| long(row, COUNTS + 2 * i))
}

pub fn set_counts(row: &mut Row, counts: Counts) {
    for (i, count) in counts.into_iter().enumerate() {
        set_long(row, COUNTS + 2 * i, count);
    }
}

/// The kind that the archive stated.
pub fn kind(row: &Row) -> Option<Kind> {
    let code = row[FLAGS] >> KIND_SHIFT;
    Kind::ALL.get((code as usize).checked_sub(1)?).copied()
}

pub fn set_kind(row: &mut Row, kind: Option<Kind>) {
    let code = kind.map_or(0, |kind| kind as u32 + 1);
    row[FLAGS] = row[FLAGS] & ((1 << KIND_SHIFT) - 1) | code << KIND_SHIFT;
}

pub fn has(row: &Row, flag: u32) -> bool {
    row[FLAGS] & flag != 0
}

/// Of two versions of a post the greater is kept: with its whole text before cut or without one,
/// then more fields filled, then the longer text.
fn fullness(row: &Row) -> (bool, usize, u32) {
    let text = row[TEXT + 2];
    let filled = (AUTHOR..=VIA).filter(|&at| row[at] != NONE).count()
        + (0..COUNTERS.len()).filter(|i| long(row, COUNTS + 2 * i) != NO_COUNT).count()
        + LISTS.into_iter().filter(|at| row[at + 2] > 0).count()
        + usize::from(time(row) != NO_TIME)
        + usize::from(text != NONE)
        + usize::from(kind(row).is_some());
    (text != NONE && !has(row, TRUNCATED), filled, if text == NONE { 0 } else { text })
}

/// What is known of a post after another version of it was read.
///
/// The fuller of the two is kept; on a tie what was known. What it lacks is filled from the
/// other, unless the two stand on different platforms. It counts as nested only if both are.
pub fn merge(known: &Row, new: &Row) -> Row {
    let newer = fullness(new) > fullness(known);
    let (full, other) = if newer { (new, known) } else { (known, new) };
    let mut merged = *full;
    let mut flags = full[FLAGS] & !NESTED | known[FLAGS] & new[FLAGS] & NESTED;
    flags |= known[FLAGS] & (FILLED | CLASH);
    merged[FLAGS] = flags;
    let platforms = (known[PLATFORM], new[PLATFORM]);
    if platforms.0 != NONE && platforms.1 != NONE && platforms.0 != platforms.1 {
        merged[FLAGS] |= CLASH;
    } else if fill(&mut merged, other) {
        merged[FLAGS] |= FILLED;
    }
    merged
}

/// Take from another version what this one lacks; whether there was anything.
fn fill(row: &mut Row, other: &Row) -> bool {
    let before = *row;
    for at in SINGLE {
        if row[at] == NONE {
            row[at] = other[at];
        }
    }
    for at in REFERENCES {
        fill_reference(row, other, at);
    }
    if time(row) == NO_TIME {
        set_long(row, TIME, long(other, TIME));
    }
    if row[TEXT + 2] == NONE {
        row[TEXT..TEXT + 3].copy_from_slice(&other[TEXT..TEXT + 3]);
        row[FLAGS] |= other[FLAGS] & TRUNCATED;
    }
    for at in LISTS {
        if row[at + 2] == 0 {
            row[at..at + 3].copy_from_slice(&other[at..at + 3]);
        }
    }
    for at in (0..COUNTERS.len()).map(|i| COUNTS + 2 * i) {
        if long(row, at) == NO_COUNT {
            row[at..at + 2].copy_from_slice(&other[at..at + 2]);
        }
    }
    if kind(row).is_none() {
        set_kind(row, kind(other));
    }
    *row != before
}

/// A post that is referred to and its author go together: each is filled only where the other
/// is the same in both versions, or missing in one.
fn fill_reference(row: &mut Row, other: &Row, at: usize) {
    let fits = |a: u32, b: u32| a == NONE || b == NONE || a == b;
    if fits(row[at], other[at]) && fits(row[at + 1], other[at + 1]) {
        for cell in [at, at + 1] {
            if row[cell] == NONE {
                row[cell] = other[cell];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version() -> impl Strategy<Value = Row> {
        let number = || prop_oneof![Just(NONE), 0_u32..3];
        (prop::collection::vec(number(), 12), 0_u32..4, 0_u32..5, number(), 0_i64..3).prop_map(
            |(numbers, flags, kind, text, time)| {
                let mut row = empty();
                row[ID] = 0;
                row[AUTHOR..=VIA].copy_from_slice(&numbers);
                row[FLAGS] = flags;
                set_kind(&mut row, Kind::ALL.get(kind as usize).copied());
                row[TEXT + 2] = text;
                if time > 0 {
                    set_long(&mut row, TIME, time as u64);
                }
                row
            },
        )
    }

    /// The same post with some of its numbers missing.
    fn stubs() -> impl Strategy<Value = Vec<Row>> {
        let masks = prop::collection::vec(prop::collection::vec(any::<bool>(), 12), 1..6);
        (version(), masks).prop_map(|(whole, masks)| {
            let stub = |mask: Vec<bool>| {
                let mut row = whole;
                for (cell, missing) in row[AUTHOR..=VIA].iter_mut().zip(mask) {
                    *cell = if missing { NONE } else { *cell };
                }
                row
            };
            masks.into_iter().map(stub).collect()
        })
    }

    fn but_flags(row: &Row) -> Row {
        let mut row = *row;
        row[FLAGS] = 0;
        row
    }

    proptest! {
        /// Versions that do not contradict each other give the same post in any order, however
        /// often they are read.
        #[test]
        fn stubs_make_one_post_in_any_order(stubs in stubs()) {
            let fold = |rows: &mut dyn Iterator<Item = &Row>| {
                let first = *rows.next().expect("at least one");
                rows.fold(first, |known, new| merge(&known, new))
            };
            let once = fold(&mut stubs.iter());
            prop_assert_eq!(but_flags(&once), but_flags(&fold(&mut stubs.iter().rev())));
            prop_assert_eq!(once, fold(&mut stubs.iter().chain(&stubs)));
        }

        /// What any version knows is known in the end; what the fullest says is kept.
        #[test]
        fn nothing_is_lost(a in version(), b in version()) {
            let merged = merge(&a, &b);
            let full = if fullness(&b) > fullness(&a) { b } else { a };
            for at in (AUTHOR..=VIA).filter(|&at| full[at] != NONE) {
                prop_assert_eq!(merged[at], full[at]);
            }
            if !has(&merged, CLASH) {
                for at in SINGLE {
                    prop_assert_eq!(merged[at] == NONE, a[at] == NONE && b[at] == NONE);
                }
                prop_assert_eq!(merged[TEXT + 2] == NONE, a[TEXT + 2] == NONE && b[TEXT + 2] == NONE);
            }
            prop_assert_eq!(has(&merged, NESTED), has(&a, NESTED) && has(&b, NESTED));
        }
    }
}
