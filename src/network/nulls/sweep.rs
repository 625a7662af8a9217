//! One pass over all rows, block by block.

use std::ops::Range;

use rayon::prelude::*;

use super::block::{BLOCK, Block, End, cut};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// How many swaps were tried, and how many came about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) attempted: u64,
    pub(super) swapped: u64,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.attempted += other.attempted;
        self.swapped += other.swapped;
    }
}

/// How the passes are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passes<'a> {
    /// How many there are.
    pub(super) count: u64,
    /// How many swaps each tries for each tie.
    pub(super) share: f64,
    /// How many ties a block holds.
    pub(super) block: usize,
    /// Whether blocks run side by side; the result is the same.
    pub(super) parallel: bool,
    pub(super) interrupt: &'a Interrupt,
}

impl<'a> Passes<'a> {
    /// So many passes that about `swaps` swaps are tried for each tie, and in one pass no more
    /// than one: until the next pass a tie finds its partners within one block.
    pub(super) fn of(swaps: f64, interrupt: &'a Interrupt) -> Self {
        let count = swaps.ceil();
        let share = if count > 0.0 { swaps / count } else { 0.0 };
        Self { count: count as u64, share, block: BLOCK, parallel: true, interrupt }
    }
}

/// The rows of one pass: the node of each, and where it begins.
pub(super) struct Layout<'a> {
    pub(super) nodes: &'a [u32],
    /// One more than there are nodes.
    pub(super) offsets: &'a [usize],
}

impl Layout<'_> {
    /// Swap among the rows of each block. `fill` writes the far ends of a block, given its rows;
    /// `alike` says, given the ties of a block and their ends, which may swap with each other, by
    /// their place in the block; nothing if all may.
    pub(super) fn sweep<E: End + Send>(
        &self,
        passes: &Passes,
        seed: u64,
        ends: &mut [E],
        fill: impl Fn(Range<usize>, &mut [E]) + Sync,
        alike: impl Fn(Range<usize>, &[E]) -> Vec<Vec<u32>> + Sync,
    ) -> Result<Tally> {
        let blocks = self.blocks(passes.block, ends);
        // One job for all keeps the pass on this thread.
        let jobs = if passes.parallel { 1 } else { usize::MAX };
        let tallies: Vec<Tally> = blocks
            .into_par_iter()
            .with_min_len(jobs)
            .enumerate()
            .map(|(index, (rows, ends))| {
                passes.interrupt.check()?;
                fill(rows.clone(), ends);
                let ties = self.offsets[rows.start]..self.offsets[rows.end];
                let alike = alike(ties, ends);
                let offsets = &self.offsets[rows.start..=rows.end];
                let block = Block::new(&self.nodes[rows], offsets, ends);
                Ok(swap_alike(block, &alike, passes.share, Stream::new(seed, index as u64)))
            })
            .collect::<Result<_>>()?;
        let mut sum = Tally::default();
        for tally in tallies {
            sum.add(tally);
        }
        Ok(sum)
    }

    /// The rows of each block, and the ends of their ties.
    fn blocks<'e, E>(
        &self,
        size: usize,
        mut ends: &'e mut [E],
    ) -> Vec<(Range<usize>, &'e mut [E])> {
        let rows = cut(self.offsets, size);
        let mut blocks = Vec::with_capacity(rows.len());
        for rows in rows {
            let count = self.offsets[rows.end] - self.offsets[rows.start];
            let (own, rest) = std::mem::take(&mut ends).split_at_mut(count);
            blocks.push((rows, own));
            ends = rest;
        }
        blocks
    }
}

fn swap_alike<E: End>(
    mut block: Block<E>,
    alike: &[Vec<u32>],
    share: f64,
    mut stream: Stream,
) -> Tally {
    let mut tally = Tally::default();
    if alike.is_empty() {
        let count = block.len();
        let attempts = round_at_random(share * count as f64, &mut stream);
        tally.attempted = attempts;
        tally.swapped = block.swap(attempts, count, |place| place, &mut stream);
    }
    for places in alike {
        let attempts = round_at_random(share * places.len() as f64, &mut stream);
        let place = |i: usize| places[i] as usize;
        tally.attempted += attempts;
        tally.swapped += block.swap(attempts, places.len(), place, &mut stream);
    }
    tally
}

/// `value` on average, so that small blocks get their share.
pub(super) fn round_at_random(value: f64, stream: &mut Stream) -> u64 {
    (value + stream.unit()).floor() as u64
}

/// `[0, a, a + b, ...]`.
pub(super) fn running_total(lengths: impl Iterator<Item = usize>) -> Vec<usize> {
    let sums = lengths.scan(0, |sum, length| {
        *sum += length;
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}
