//! What of the first text is still there some steps later.

use std::borrow::Cow;

use super::copies::{Copies, Depths};
use super::operations::Draws;
use super::touched::plain;
use crate::content::{Kind, same_page, tokens};
use crate::corpus::NONE;
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_ratio};
use crate::run::Interrupt;

/// The kinds of items that are followed, in the order of tables.
pub const KINDS: [&str; 4] = ["hashtag", "link", "mention", "number"];

/// How much of the roots' items of a kind is still there at a depth.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Its place in [`KINDS`].
    pub kind: usize,
    /// Steps from a text without a parent; of the last row the fewest.
    pub depth: u32,
    /// Whether deeper copies stand in this row, too.
    pub deeper: bool,
    /// Copies at this depth whose family's root has an item of the kind.
    pub copies: u64,
    /// Items of the roots, once for each of these copies.
    pub items: u64,
    /// Of these, those that the copy has.
    pub kept: u64,
    /// Their share.
    pub share: Estimate,
}

/// The items of a text: kind and form.
fn items(text: &str) -> Vec<(usize, Cow<'_, str>)> {
    let mut items: Vec<(usize, Cow<'_, str>)> = tokens(text)
        .into_iter()
        .filter_map(|token| {
            Some(match token.kind {
                Kind::Hashtag => (0, plain(token.text.trim_start_matches(['#', '＃']))),
                Kind::Url => (1, same_page(token.text)),
                Kind::Mention => (2, plain(token.text.trim_start_matches(['@', '＠']))),
                Kind::Number => (3, Cow::Borrowed(token.text)),
                _ => return None,
            })
        })
        .collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// The share of the hashtags, links, handles and numbers of a family's root that its copies at
/// each depth still have: each distinct item counts once a copy, whatever its case or the form of
/// the link. Measure ours. Intervals: bootstrap of families. Rows without an item are left out.
/// Linear in the texts, but for draws.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn retention(
    copies: &Copies,
    depths: usize,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<Vec<Retention>> {
    let depths = Depths(depths);
    // For each kind and row: copies, and for each family what was kept and what there was.
    let mut cells: Vec<(u64, Vec<(f64, f64)>)> = vec![(0, Vec::new()); KINDS.len() * depths.rows()];
    for members in copies.by_family() {
        interrupt.check()?;
        let wanted = items(copies.text(copies.root(members[0])));
        if wanted.is_empty() {
            continue;
        }
        let mut sums = vec![(0_u64, 0.0, 0.0); cells.len()];
        for &post in members.iter().filter(|&&post| copies.parent(post) != NONE) {
            let there = items(copies.text(post));
            let row = depths.row(copies.lineage.depth[post as usize]);
            for kind in wanted.chunk_by(|a, b| a.0 == b.0) {
                let cell = &mut sums[kind[0].0 * depths.rows() + row];
                let kept = kind.iter().filter(|item| there.binary_search(item).is_ok()).count();
                *cell = (cell.0 + 1, cell.1 + kept as f64, cell.2 + kind.len() as f64);
            }
        }
        for (cell, (count, kept, all)) in cells.iter_mut().zip(sums) {
            if count > 0 {
                cell.0 += count;
                cell.1.push((kept, all));
            }
        }
    }
    let mut rows = Vec::new();
    for (at, (count, families)) in cells.into_iter().enumerate() {
        if count == 0 {
            continue;
        }
        let kept: f64 = families.iter().map(|it| it.0).sum();
        let all: f64 = families.iter().map(|it| it.1).sum();
        let interval = if kept == 0.0 || kept >= all {
            Interval::certain(kept / all, families.len(), draws.draws)
        } else {
            bootstrap_ratio(&families, draws.draws, draws.seed, interrupt)?
        };
        let row = at % depths.rows();
        rows.push(Retention {
            kind: at / depths.rows(),
            depth: row as u32 + 1,
            deeper: row == depths.0,
            copies: count,
            items: all as u64,
            kept: kept as u64,
            share: Estimate { value: kept / all, interval },
        });
    }
    Ok(rows)
}
