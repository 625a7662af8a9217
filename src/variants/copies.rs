//! Texts of families, each with the one that it was taken from.

use rayon::prelude::*;

use super::align::Op;
use super::edits::Comparer;
use super::families::Families;
use super::lineage::Lineage;
use super::touched::Touched;
use crate::corpus::{Found, Groups, NO_TIME, NONE};
use crate::error::Result;
use crate::run::Interrupt;

/// Texts, whose they are, and which was taken from which. A copy is a text with a parent.
#[derive(Debug)]
pub struct Copies<'a> {
    /// The texts.
    pub texts: &'a [Option<&'a str>],
    /// When each was posted, in microseconds, or [`NO_TIME`].
    pub times: &'a [i64],
    /// By whom, or [`NONE`].
    pub authors: &'a [u32],
    /// What is nearly the same.
    pub families: &'a Families,
    /// What was taken from what.
    pub lineage: &'a Lineage,
    members: Vec<u32>,
}

impl<'a> Copies<'a> {
    /// `O(n log n)` in the members of families.
    pub fn new(
        texts: &'a [Option<&'a str>],
        times: &'a [i64],
        authors: &'a [u32],
        families: &'a Families,
        lineage: &'a Lineage,
    ) -> Self {
        let mut members: Vec<u32> =
            (0..).zip(&lineage.family).filter(|it| *it.1 != NONE).map(|it| it.0).collect();
        members.par_sort_unstable_by_key(|&post| {
            let time = times[post as usize];
            (lineage.family[post as usize], time == NO_TIME, time, post)
        });
        Self { texts, times, authors, families, lineage, members }
    }

    /// The texts that are in a family, by family, time (unknown last) and row.
    pub fn members(&self) -> &[u32] {
        &self.members
    }

    /// The copies, in the same order.
    pub fn copies(&self) -> Vec<u32> {
        self.members.iter().copied().filter(|&post| self.parent(post) != NONE).collect()
    }

    /// What a post says.
    pub fn text(&self, post: u32) -> &'a str {
        self.texts[post as usize].unwrap_or_default()
    }

    /// From which it was taken, or [`NONE`].
    pub fn parent(&self, post: u32) -> u32 {
        self.lineage.parent[post as usize]
    }

    /// The family of a member.
    pub fn family(&self, post: u32) -> u32 {
        self.lineage.family[post as usize]
    }

    /// The first text of its family.
    pub fn root(&self, post: u32) -> u32 {
        self.families.root[self.family(post) as usize]
    }

    /// The members family by family.
    pub fn by_family(&self) -> impl Iterator<Item = &[u32]> {
        self.members.chunk_by(|&a, &b| self.family(a) == self.family(b))
    }
}

/// What one hand changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The copy.
    pub post: u32,
    /// How many tokens were kept, dropped, added, substituted.
    pub counts: [u32; 4],
    /// How often each operation touched each class, where it did: see [`cell`].
    pub cells: Box<[(u8, u32)]>,
}

/// Operations other than keep, times classes.
pub const CELLS: usize = 3 * Touched::ALL.len();

/// The number of an operation (not keep) and a class.
pub fn cell(op: Op, touched: Touched) -> usize {
    (op as usize - 1) * Touched::ALL.len() + touched.place()
}

/// The operation and the class of a number.
pub fn of_cell(cell: usize) -> (Op, Touched) {
    let classes = Touched::ALL.len();
    (Op::ALL[1 + cell / classes], Touched::ALL[cell % classes])
}

impl Change {
    /// Whether any token differs.
    pub fn mutated(&self) -> bool {
        !self.cells.is_empty()
    }

    /// The classes that were touched, in the order of [`Touched::ALL`].
    pub fn touched(&self) -> impl Iterator<Item = Touched> {
        let is = |touched: Touched| {
            self.cells.iter().any(|&(cell, _)| of_cell(cell as usize).1 == touched)
        };
        Touched::ALL.into_iter().filter(move |&touched| is(touched))
    }
}

/// Copies compared on one thread at a time.
const CHUNK: usize = 512;

/// What was changed in each copy, in the order of [`Copies::copies`]. Linear in the texts, but for
/// what was changed: see [`Aligner::align`](super::Aligner::align).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn changes(copies: &Copies, interrupt: &Interrupt) -> Result<Vec<Change>> {
    let posts = copies.copies();
    interrupt.expect(posts.len() as u64);
    let chunks: Vec<Vec<Change>> = posts
        .par_chunks(CHUNK)
        .map_init(Comparer::default, |comparer, posts| {
            let change = |&post: &u32| {
                interrupt.check()?;
                Ok(change(copies, post, comparer))
            };
            let found = posts.iter().map(change).collect();
            interrupt.advance(posts.len() as u64);
            found
        })
        .collect::<Result<_>>()?;
    Ok(chunks.into_iter().flatten().collect())
}

fn change(copies: &Copies, post: u32, comparer: &mut Comparer) -> Change {
    let mut counts = [0; 4];
    let mut cells = [0; CELLS];
    let (before, after) = (copies.text(copies.parent(post)), copies.text(post));
    comparer.each_edit(before, after, |edit| {
        counts[edit.op as usize] += 1;
        if let Some(touched) = edit.touched {
            cells[cell(edit.op, touched)] += 1;
        }
    });
    let cells = (0_u8..).zip(cells).filter(|it| it.1 > 0).collect();
    Change { post, counts, cells }
}

/// Copies by group of who took them, at that time.
pub(super) struct Parts {
    /// What the groups are.
    pub found: Found,
    /// The places of the copies of each group, groups in the order of tables; without groups one
    /// of all.
    pub parts: Vec<(Option<u32>, Vec<usize>)>,
}

impl Parts {
    /// Copies in no group are left out.
    pub fn new(copies: &Copies, posts: impl Iterator<Item = u32>, groups: Option<&Groups>) -> Self {
        let mut found = Found::default();
        let Some(groups) = groups else {
            return Self { found, parts: vec![(None, (0..posts.count()).collect())] };
        };
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (place, post) in posts.enumerate() {
            let (author, time) = (copies.authors[post as usize], copies.times[post as usize]);
            let group = groups.of(author, time, &mut found);
            if group != NONE {
                places.resize(places.len().max(group as usize + 1), Vec::new());
                places[group as usize].push(place);
            }
        }
        let order = found.order(groups);
        let parts = order
            .into_iter()
            .map(|group| (Some(group), std::mem::take(&mut places[group as usize])))
            .collect();
        Self { found, parts }
    }
}

/// Deeper copies than so many steps stand in one row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depths(pub usize);

impl Depths {
    /// The row of a depth, 1 and more.
    pub fn row(self, depth: u32) -> usize {
        (depth as usize - 1).min(self.0)
    }

    /// How many rows there are.
    pub fn rows(self) -> usize {
        self.0 + 1
    }
}

/// What a family is, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRow {
    /// Members.
    pub posts: u64,
    /// Accounts that are known.
    pub accounts: u64,
    /// Different texts, as they are written.
    pub texts: u64,
    /// The earliest time, or [`NO_TIME`].
    pub first: i64,
    /// The latest time, or [`NO_TIME`].
    pub last: i64,
    /// Members with a parent.
    pub copies: u64,
    /// Of these, those that differ from it.
    pub mutated: u64,
}

/// One row a family, in their order. Near-linear in members.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn family_rows(
    copies: &Copies,
    changes: &[Change],
    interrupt: &Interrupt,
) -> Result<Vec<FamilyRow>> {
    let mut changed = changes.iter().peekable();
    let mut rows = Vec::new();
    for members in copies.by_family() {
        interrupt.check()?;
        let distinct = |mut all: Vec<u32>| {
            all.sort_unstable();
            all.dedup();
            all.len() as u64
        };
        let known = |&author: &u32| author != NONE;
        let authors = members.iter().map(|&post| copies.authors[post as usize]).filter(known);
        let mut texts: Vec<&str> = members.iter().map(|&post| copies.text(post)).collect();
        texts.sort_unstable();
        texts.dedup();
        let times = || {
            let times = members.iter().map(|&post| copies.times[post as usize]);
            times.filter(|&time| time != NO_TIME)
        };
        let mut row = FamilyRow {
            posts: members.len() as u64,
            accounts: distinct(authors.collect()),
            texts: texts.len() as u64,
            first: times().min().unwrap_or(NO_TIME),
            last: times().max().unwrap_or(NO_TIME),
            copies: 0,
            mutated: 0,
        };
        let family = copies.family(members[0]);
        while let Some(change) = changed.next_if(|it| copies.family(it.post) == family) {
            row.copies += 1;
            row.mutated += u64::from(change.mutated());
        }
        rows.push(row);
    }
    Ok(rows)
}
