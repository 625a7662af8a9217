//! The slow and obvious: every row against every other.

use std::collections::{BTreeMap, BTreeSet};

use super::Rows;
use crate::corpus::{NO_TIME, NONE};

/// The pairs of rows that the five steps leave, in the order of the kernel.
pub fn pairs(rows: &Rows, window: u64, least: usize) -> Vec<(usize, usize)> {
    let whole = |row: &usize| {
        [rows.object[*row], rows.account[*row], rows.content[*row]].iter().all(|&cell| cell != NONE)
            && rows.time[*row] != NO_TIME
    };
    let known: Vec<usize> = (0..rows.len()).filter(whole).collect();
    let of = |account: u32, among: &[usize]| {
        among.iter().filter(|&&row| rows.account[row] == account).count()
    };
    let left: Vec<usize> =
        known.iter().copied().filter(|&row| of(rows.account[row], &known) >= least).collect();
    let place =
        |row: usize| (rows.object[row], rows.time[row], rows.account[row], rows.content[row], row);
    let mut pairs = Vec::new();
    for &x in &left {
        for &y in &left {
            let apart = i128::from(rows.time[y]) - i128::from(rows.time[x]);
            if place(x) < place(y)
                && rows.object[x] == rows.object[y]
                && apart <= i128::from(window)
                && rows.account[x] != rows.account[y]
                && rows.content[x] != rows.content[y]
                && !rows.itself[x]
                && !rows.itself[y]
            {
                pairs.push((x, y));
            }
        }
    }
    pairs.sort_by_key(|&(x, y)| (place(x), place(y)));
    let contents: BTreeSet<u32> =
        pairs.iter().flat_map(|&(x, y)| [rows.content[x], rows.content[y]]).collect();
    let active: Vec<usize> =
        left.iter().copied().filter(|&row| contents.contains(&rows.content[row])).collect();
    pairs.retain(|&(x, y)| {
        of(rows.account[x], &active) >= least || of(rows.account[y], &active) >= least
    });
    let by_account = |(x, y)| if rows.account[x] < rows.account[y] { (x, y) } else { (y, x) };
    pairs.into_iter().map(by_account).collect()
}

/// The cosine of the tf-idf vectors of every two accounts that share an object, and how many
/// objects they share.
pub fn similar(rows: &Rows, least: usize) -> BTreeMap<(u32, u32), (f64, u32)> {
    let mut counts: BTreeMap<u32, BTreeMap<u32, f64>> = BTreeMap::new();
    for row in 0..rows.len() {
        if rows.object[row] != NONE && rows.account[row] != NONE {
            let of = counts.entry(rows.account[row]).or_default();
            *of.entry(rows.object[row]).or_default() += 1.0;
        }
    }
    counts.retain(|_, of| of.values().sum::<f64>() >= least as f64);
    let n = counts.len() as f64;
    let df = |object: &u32| counts.values().filter(|of| of.contains_key(object)).count() as f64;
    let weight = |object: &u32, tf: f64| tf * (((1.0 + n) / (1.0 + df(object))).ln() + 1.0);
    let dot = |x: &BTreeMap<u32, f64>, y: &BTreeMap<u32, f64>| {
        let both = x.iter().filter_map(|(&object, &tf)| Some((object, tf, *y.get(&object)?)));
        both.map(|(object, tf, other)| weight(&object, tf) * weight(&object, other)).sum::<f64>()
    };
    let mut found = BTreeMap::new();
    for (&a, x) in &counts {
        for (&b, y) in counts.range(a + 1..) {
            let shared = x.keys().filter(|object| y.contains_key(object)).count() as u32;
            if shared > 0 {
                found.insert((a, b), (dot(x, y) / (dot(x, x) * dot(y, y)).sqrt(), shared));
            }
        }
    }
    found
}
