//! Who does the same thing at about the same time, and who passes on the same things.
//!
//! A *row* says that an account shared an object through a content at a time: passed on a post
//! (the object) by a repost (the content), or used a link or a hashtag in a post.
//!
//! | file | what it does |
//! |---|---|
//! | `pairs` | pairs of rows of one object within a window of time, in five steps |
//! | `tables` | what the pairs say of accounts, of objects, and of two accounts |
//! | `similarity` | how alike two accounts are in what they share, at any time |
//! | `sharing` | the rows of a corpus |
//! | `order` | numbers in the order of what they stand for |

mod order;
mod pairs;
#[cfg(test)]
mod reference;
mod sharing;
mod similarity;
mod tables;
#[cfg(test)]
mod tests;

pub use order::ranked;
pub use pairs::{Pairs, coordination};
pub use sharing::{On, Shared, shared};
pub use similarity::{Alike, Similar, SimilarOptions, co_sharing};
pub use tables::{Account, Edge, Object, accounts, edges, objects};

use crate::corpus::{NO_TIME, NONE};

/// Who shared what, through what, and when: one row each.
///
/// Objects and accounts are numbered in the order of their keys. [`NONE`] and [`NO_TIME`] stand
/// for what is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// What was shared.
    pub object: Vec<u32>,
    /// Who shared it.
    pub account: Vec<u32>,
    /// Through what, numbered in any order.
    pub content: Vec<u32>,
    /// When, in microseconds.
    pub time: Vec<i64>,
    /// Whether the content is the object itself.
    pub itself: Vec<bool>,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.account.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.account.is_empty()
    }

    /// Add one.
    pub fn push(&mut self, object: u32, account: u32, content: u32, time: i64, itself: bool) {
        self.object.push(object);
        self.account.push(account);
        self.content.push(content);
        self.time.push(time);
        self.itself.push(itself);
    }
}

/// How many rows were left out, by the first reason that fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// What was shared is not known.
    pub no_object: u64,
    /// Who shared it is not known.
    pub no_account: u64,
    /// Through what is not known.
    pub no_content: u64,
    /// When is not known.
    pub no_time: u64,
    /// The account shared a post of its own.
    pub own: u64,
    /// The account has too few rows.
    pub few_rows: u64,
}

impl Dropped {
    /// Every reason with its count, in order.
    pub fn reasons(&self) -> [(&'static str, u64); 6] {
        [
            ("no_object", self.no_object),
            ("no_account", self.no_account),
            ("no_content", self.no_content),
            ("no_time", self.no_time),
            ("own", self.own),
            ("few_rows", self.few_rows),
        ]
    }
}

/// One more than the largest number of a column.
fn bound(numbers: &[u32]) -> usize {
    numbers.iter().filter(|&&number| number != NONE).max().map_or(0, |&most| most as usize + 1)
}

/// How many of these rows each account has.
fn rows_by_account(rows: &Rows, taken: &[bool]) -> Vec<u32> {
    let mut counts = vec![0; bound(&rows.account)];
    for (&account, _) in rows.account.iter().zip(taken).filter(|(_, taken)| **taken) {
        counts[account as usize] += 1;
    }
    counts
}

/// Which rows say all that is asked for and are of accounts with at least so many such rows.
fn usable(rows: &Rows, timed: bool, least: u32) -> (Vec<bool>, Dropped) {
    let mut dropped = Dropped::default();
    let mut taken: Vec<bool> = (0..rows.len())
        .map(|row| {
            let reason = if rows.object[row] == NONE {
                &mut dropped.no_object
            } else if rows.account[row] == NONE {
                &mut dropped.no_account
            } else if timed && rows.content[row] == NONE {
                &mut dropped.no_content
            } else if timed && rows.time[row] == NO_TIME {
                &mut dropped.no_time
            } else {
                return true;
            };
            *reason += 1;
            false
        })
        .collect();
    let counts = rows_by_account(rows, &taken);
    for (taken, &account) in taken.iter_mut().zip(&rows.account) {
        if *taken && counts[account as usize] < least {
            *taken = false;
            dropped.few_rows += 1;
        }
    }
    (taken, dropped)
}
