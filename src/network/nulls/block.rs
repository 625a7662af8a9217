//! Swapping the far ends of ties among the rows of one block.
//!
//! A swap takes two ties a-x and b-y to a-y and b-x. Whether a-y and b-x are there already is
//! written in the rows of a and b alone, so a block of whole rows can be rewired by itself, in
//! memory that stays in the cache of a processor.

use std::ops::Range;

use hashbrown::HashSet;

use crate::random::Stream;

/// How many ties a block holds, if no row is too long for it: what fits the nearest caches.
pub(super) const BLOCK: usize = 1 << 12;

/// Rows longer than this are looked up by hash rather than read through.
const LONG: usize = 1 << 8;

/// The far end of a tie.
pub(super) trait End: Copy {
    fn node(self) -> u32;

    /// Whether a tie of `owner` may lead here, if there is none yet.
    fn suits(self, owner: u32) -> bool;
}

impl End for u32 {
    fn node(self) -> u32 {
        self
    }

    fn suits(self, owner: u32) -> bool {
        self != owner
    }
}

/// Cut rows, whose ends `offsets` give, into runs of at least `size` ties.
///
/// A row is at most half of its block, so that its ties find others to swap with, unless it is
/// more than half of all: a short last block joins the one before.
pub(super) fn cut(offsets: &[usize], size: usize) -> Vec<Range<usize>> {
    // Rows, and the length of the longest.
    let mut blocks: Vec<(Range<usize>, usize)> = Vec::new();
    let is_full = |(rows, longest): &(Range<usize>, usize)| {
        offsets[rows.end] - offsets[rows.start] >= size.max(2 * longest)
    };
    for row in 0..offsets.len() - 1 {
        let length = offsets[row + 1] - offsets[row];
        match blocks.last_mut().filter(|block| !is_full(block)) {
            Some((rows, longest)) => (rows.end, *longest) = (row + 1, length.max(*longest)),
            None => blocks.push((row..row + 1, length)),
        }
    }
    while blocks.len() > 1 && blocks.last().is_some_and(|block| !is_full(block)) {
        let (rows, longest) = blocks.remove(blocks.len() - 1);
        if let Some(before) = blocks.last_mut() {
            *before = (before.0.start..rows.end, before.1.max(longest));
        }
    }
    blocks.into_iter().map(|(rows, _)| rows).collect()
}

/// The rows of one block: the node of each, where each ends, and their ties one after another.
pub(super) struct Block<'a, E> {
    nodes: &'a [u32],
    /// One more than there are nodes; counted from `offsets[0]`.
    offsets: &'a [usize],
    ends: &'a mut [E],
    /// The row of each tie.
    rows: Vec<u32>,
    ties: Ties,
}

impl<'a, E: End> Block<'a, E> {
    pub(super) fn new(nodes: &'a [u32], offsets: &'a [usize], ends: &'a mut [E]) -> Self {
        let mut rows = Vec::with_capacity(ends.len());
        let mut ties = Ties::of(ends.len());
        for (row, span) in (0..).zip(offsets.windows(2)) {
            rows.resize(span[1] - offsets[0], row);
            let row_ends = &ends[span[0] - offsets[0]..span[1] - offsets[0]];
            for end in row_ends {
                ties.insert(row, end.node(), row_ends.len());
            }
        }
        Self { nodes, offsets, ends, rows, ties }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn span(&self, row: u32) -> Range<usize> {
        let row = row as usize;
        self.offsets[row] - self.offsets[0]..self.offsets[row + 1] - self.offsets[0]
    }

    /// Try `attempts` swaps of two ties out of `count`, whose places `place` gives, and say how
    /// many came about.
    ///
    /// A pair is drawn anew each time, and a pair that cannot be swapped is a step as well:
    /// so each swap is as likely as the one that undoes it. A tie may be drawn with itself, or
    /// the number of swaps could only ever be even, or only odd, where all pairs can be swapped.
    pub(super) fn swap(
        &mut self,
        attempts: u64,
        count: usize,
        place: impl Fn(usize) -> usize,
        stream: &mut Stream,
    ) -> u64 {
        let mut done = 0;
        for _ in 0..if count < 2 { 0 } else { attempts } {
            let (i, j) = pair_below(count, stream);
            done += u64::from(self.try_swap(place(i), place(j)));
        }
        done
    }

    fn try_swap(&mut self, i: usize, j: usize) -> bool {
        let (row_i, row_j) = (self.rows[i], self.rows[j]);
        let (end_i, end_j) = (self.ends[i].node(), self.ends[j].node());
        let trivial = row_i == row_j || end_i == end_j;
        let suits = self.ends[j].suits(self.nodes[row_i as usize])
            && self.ends[i].suits(self.nodes[row_j as usize]);
        if trivial || !suits || self.holds(row_i, end_j) || self.holds(row_j, end_i) {
            return false;
        }
        let (length_i, length_j) = (self.span(row_i).len(), self.span(row_j).len());
        self.ties.remove(row_i, end_i, length_i);
        self.ties.remove(row_j, end_j, length_j);
        self.ties.insert(row_i, end_j, length_i);
        self.ties.insert(row_j, end_i, length_j);
        self.ends.swap(i, j);
        true
    }

    fn holds(&self, row: u32, node: u32) -> bool {
        if self.ties.surely_not(row, node) {
            return false;
        }
        let span = self.span(row);
        if span.len() > LONG {
            return self.ties.long.contains(&key(row, node));
        }
        // No early end, as the rows are short and this needs no branch.
        self.ends[span].iter().fold(false, |found, end| found | (end.node() == node))
    }
}

/// Which ties there may be, and which ones there are in long rows.
struct Ties {
    /// How many ties fall on each cell, 255 for so many or more.
    cells: Vec<u8>,
    shift: u32,
    long: HashSet<u64, foldhash::fast::FixedState>,
}

impl Ties {
    fn of(count: usize) -> Self {
        let cells = (8 * count).next_power_of_two().max(2);
        Self {
            cells: vec![0; cells],
            shift: u64::BITS - cells.trailing_zeros(),
            long: HashSet::default(),
        }
    }

    fn cell(&self, row: u32, node: u32) -> usize {
        // Fibonacci hashing: the upper bits of the product depend on all bits of the key.
        (key(row, node).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    fn surely_not(&self, row: u32, node: u32) -> bool {
        self.cells[self.cell(row, node)] == 0
    }

    fn insert(&mut self, row: u32, node: u32, length: usize) {
        let cell = self.cell(row, node);
        self.cells[cell] = self.cells[cell].saturating_add(1);
        if length > LONG {
            self.long.insert(key(row, node));
        }
    }

    fn remove(&mut self, row: u32, node: u32, length: usize) {
        let cell = self.cell(row, node);
        // A full cell has lost count, so it stays full.
        self.cells[cell] -= u8::from(self.cells[cell] < u8::MAX);
        if length > LONG {
            self.long.remove(&key(row, node));
        }
    }
}

/// Two whole numbers in `0..n`, each pair equally likely, from one draw as a rule: Lemire's
/// method for n², one factor at a time. `n` is positive and at most 2^32.
fn pair_below(n: usize, stream: &mut Stream) -> (usize, usize) {
    let n = n as u64;
    let pairs = n.wrapping_mul(n);
    loop {
        let first = u128::from(stream.bits()) * u128::from(n);
        let second = u128::from(first as u64) * u128::from(n);
        let rest = second as u64;
        if rest >= pairs || rest >= pairs.wrapping_neg() % pairs {
            return ((first >> 64) as usize, (second >> 64) as usize);
        }
    }
}

fn key(row: u32, node: u32) -> u64 {
    u64::from(row) << 32 | u64::from(node)
}
