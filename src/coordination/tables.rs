//! What the pairs say of accounts, of objects, and of two accounts.

use rayon::prelude::*;

use super::{Pairs, Rows, bound};
use crate::error::Result;
use crate::run::Interrupt;

/// An account that is in a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub account: u32,
    /// One of its rows.
    pub row: u32,
    /// Its rows that step 1 left.
    pub rows: u64,
    /// Its distinct contents in pairs.
    pub contents: u64,
    /// The pairs that it is in.
    pub pairs: u64,
    /// The accounts that it is in a pair with.
    pub partners: u64,
}

/// An object that is in a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// Its number.
    pub object: u32,
    /// One of its rows.
    pub row: u32,
    /// Its rows that step 1 left.
    pub rows: u64,
    /// Its pairs.
    pub pairs: u64,
    /// The accounts that are in them.
    pub accounts: u64,
}

/// Two accounts that are in pairs with each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The account whose key is smaller.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// A row of the first.
    pub row_a: u32,
    /// A row of the other.
    pub row_b: u32,
    /// Their pairs.
    pub weight: u64,
    /// The distinct contents of the first in their pairs.
    pub contents_a: u64,
    /// Those of the other.
    pub contents_b: u64,
}

impl Edge {
    /// The smaller number of contents by the larger: 1 if both did as much.
    pub fn symmetry(&self) -> f64 {
        let (a, b) = (self.contents_a, self.contents_b);
        a.min(b) as f64 / a.max(b) as f64
    }
}

/// Two accounts of a pair, and its place among the pairs.
type Tie = (u64, u32);

/// All pairs, those of two accounts side by side.
fn ties(rows: &Rows, pairs: &Pairs, interrupt: &Interrupt) -> Result<Vec<Tie>> {
    let mut ties: Vec<Tie> = (0..pairs.a.len())
        .into_par_iter()
        .map(|pair| {
            let account = |row: u32| u64::from(rows.account[row as usize]);
            (account(pairs.a[pair]) << 32 | account(pairs.b[pair]), pair as u32)
        })
        .collect();
    interrupt.check()?;
    ties.par_sort_unstable();
    interrupt.check()?;
    Ok(ties)
}

/// Two accounts an edge with at least `least` pairs, in order of the two.
///
/// O(p log p) for p pairs.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn edges(rows: &Rows, pairs: &Pairs, least: u64, interrupt: &Interrupt) -> Result<Vec<Edge>> {
    let ties = ties(rows, pairs, interrupt)?;
    let mut contents = Vec::new();
    let mut edges = Vec::new();
    for same in ties.chunk_by(|x, y| x.0 == y.0).filter(|same| same.len() as u64 >= least) {
        interrupt.check()?;
        let mut distinct = |side: &[u32]| {
            contents.clear();
            let row = |tie: &Tie| side[tie.1 as usize] as usize;
            contents.extend(same.iter().map(|tie| rows.content[row(tie)]));
            contents.sort_unstable();
            contents.dedup();
            contents.len() as u64
        };
        let first = same[0].1 as usize;
        edges.push(Edge {
            a: (same[0].0 >> 32) as u32,
            b: same[0].0 as u32,
            row_a: pairs.a[first],
            row_b: pairs.b[first],
            weight: same.len() as u64,
            contents_a: distinct(&pairs.a),
            contents_b: distinct(&pairs.b),
        });
    }
    Ok(edges)
}

/// The accounts that are in a pair, in order.
///
/// O(p log p) for p pairs, and linear in rows.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn accounts(rows: &Rows, pairs: &Pairs, interrupt: &Interrupt) -> Result<Vec<Account>> {
    let n = bound(&rows.account);
    let left = super::rows_by_account(rows, &pairs.taken);
    let contents = distinct(pairs, &rows.account, &rows.content, interrupt)?;
    let (mut in_pairs, mut partners, mut one) = (vec![0_u64; n], vec![0_u64; n], vec![0_u32; n]);
    for edge in edges(rows, pairs, 0, interrupt)? {
        for (account, row) in [(edge.a, edge.row_a), (edge.b, edge.row_b)] {
            in_pairs[account as usize] += edge.weight;
            partners[account as usize] += 1;
            one[account as usize] = row;
        }
    }
    let there = (0..n).filter(|&account| in_pairs[account] > 0);
    let table = there.map(|account| Account {
        account: account as u32,
        row: one[account],
        rows: u64::from(left[account]),
        contents: contents[account],
        pairs: in_pairs[account],
        partners: partners[account],
    });
    Ok(table.collect())
}

/// The objects that are in a pair, in order.
///
/// O(p log p) for p pairs, and linear in rows.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn objects(rows: &Rows, pairs: &Pairs, interrupt: &Interrupt) -> Result<Vec<Object>> {
    let mut left = vec![0_u64; bound(&rows.object)];
    for row in (0..rows.len()).filter(|&row| pairs.taken[row]) {
        left[rows.object[row] as usize] += 1;
    }
    let accounts = distinct(pairs, &rows.object, &rows.account, interrupt)?;
    let object = |row: &u32| rows.object[*row as usize];
    let table = pairs.a.chunk_by(|x, y| object(x) == object(y)).map(|same| {
        let number = object(&same[0]);
        Object {
            object: number,
            row: same[0],
            rows: left[number as usize],
            pairs: same.len() as u64,
            accounts: accounts[number as usize],
        }
    });
    Ok(table.collect())
}

/// For each key how many distinct values stand beside it in the rows of the pairs.
fn distinct(
    pairs: &Pairs,
    keys: &[u32],
    values: &[u32],
    interrupt: &Interrupt,
) -> Result<Vec<u64>> {
    let mut there: Vec<(u32, u32)> = pairs
        .a
        .par_iter()
        .chain(&pairs.b)
        .map(|&row| (keys[row as usize], values[row as usize]))
        .collect();
    interrupt.check()?;
    there.par_sort_unstable();
    interrupt.check()?;
    there.dedup();
    let mut counts = vec![0; bound(keys)];
    there.iter().for_each(|&(key, _)| counts[key as usize] += 1);
    Ok(counts)
}
