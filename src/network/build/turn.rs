//! Rows by column: the other direction of a network, and both ends of its edges.

use rayon::prelude::*;
use std::ops::Range;

use super::{pieces, running_total};
use crate::network::csr::Rows;

/// Fewer cells than this are not worth another thread.
const CELLS_PER_THREAD: usize = 1 << 15;

impl Rows {
    /// The same cells with rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        let offsets = running_total(&self.column_lengths(|_, _| true));
        let (ids, weights) = self.by_column(&offsets, |row, place| (row, self.weights[place]));
        Self { offsets, ids, weights }
    }

    /// The rows of a network without direction of which these hold the larger end of each
    /// edge in the row of the smaller.
    pub(super) fn mirrored(&self) -> Self {
        let mut lengths = self.column_lengths(|row, column| row != column);
        for (length, span) in lengths.iter_mut().zip(self.offsets.windows(2)) {
            *length += (span[1] - span[0]) as u32;
        }
        let offsets = running_total(&lengths);
        let (ids, weights) = self.mirror(&offsets, |end, place| (end, self.weights[place]));
        Self { offsets, ids, weights }
    }

    /// What `value(row, place)` says of each cell, column by column and then by row;
    /// `offsets` are those of the columns.
    pub(in crate::network) fn by_column<A, B>(
        &self,
        offsets: &[usize],
        value: impl Fn(u32, usize) -> (A, B) + Sync,
    ) -> (Vec<A>, Vec<B>)
    where
        A: Copy + Default + Send,
        B: Copy + Default + Send,
    {
        self.turn(offsets, value, false)
    }

    /// What `value(neighbour, place)` says of each cell, seen from either end, row by row of
    /// the mirrored network.
    pub(super) fn mirror<A, B>(
        &self,
        offsets: &[usize],
        value: impl Fn(u32, usize) -> (A, B) + Sync,
    ) -> (Vec<A>, Vec<B>)
    where
        A: Copy + Default + Send,
        B: Copy + Default + Send,
    {
        self.turn(offsets, value, true)
    }

    /// Each thread reads all rows and writes a range of columns. Rows are ascending, so what
    /// it wants of each is one stretch.
    fn turn<A, B>(
        &self,
        offsets: &[usize],
        value: impl Fn(u32, usize) -> (A, B) + Sync,
        mirror: bool,
    ) -> (Vec<A>, Vec<B>)
    where
        A: Copy + Default + Send,
        B: Copy + Default + Send,
    {
        let cells = offsets[offsets.len() - 1];
        let (mut left, mut right) = (vec![A::default(); cells], vec![B::default(); cells]);
        let ranges = even_ranges(offsets, threads_for(cells));
        let lengths = || ranges.iter().map(|r| offsets[r.end] - offsets[r.start]);
        let parts: Vec<_> =
            pieces(&mut left, lengths()).into_iter().zip(pieces(&mut right, lengths())).collect();
        parts.into_par_iter().zip(&ranges).for_each(|((left, right), columns)| {
            let base = offsets[columns.start];
            let mut next: Vec<usize> =
                offsets[columns.clone()].iter().map(|&start| start - base).collect();
            let mut put = |column: u32, end: u32, place: usize| {
                let to = &mut next[column as usize - columns.start];
                (left[*to], right[*to]) = value(end, place);
                *to += 1;
            };
            for row in 0..self.offsets.len() as u32 - 1 {
                let from = self.stretch(row, columns, ranges.len() == 1);
                for place in from {
                    let column = self.ids[place];
                    if !(mirror && column == row) {
                        put(column, row, place);
                    }
                }
            }
            if mirror {
                for row in columns.clone() {
                    self.span(row as u32).for_each(|place| put(row as u32, self.ids[place], place));
                }
            }
        });
        (left, right)
    }

    /// Where the row has neighbours in this range.
    fn stretch(&self, row: u32, columns: &Range<usize>, all: bool) -> Range<usize> {
        let span = self.span(row);
        if all {
            return span;
        }
        let ids = &self.ids[span.clone()];
        let start = ids.partition_point(|&id| (id as usize) < columns.start);
        let end = ids.partition_point(|&id| (id as usize) < columns.end);
        span.start + start..span.start + end
    }

    /// How many of the cells that `counts(row, column)` approves of each column has.
    fn column_lengths(&self, counts: impl Fn(u32, u32) -> bool + Sync) -> Vec<u32> {
        let n = self.offsets.len() - 1;
        // Each thread keeps one count a node, which pays only if it has several cells a node.
        let threads = threads_for(self.ids.len()).min(1 + self.ids.len() / (4 * n).max(1));
        let mut partial: Vec<Vec<u32>> = even_ranges(&self.offsets, threads)
            .into_par_iter()
            .map(|rows| {
                let mut lengths = vec![0; n];
                for row in rows.start as u32..rows.end as u32 {
                    for &column in &self.ids[self.span(row)] {
                        lengths[column as usize] += u32::from(counts(row, column));
                    }
                }
                lengths
            })
            .collect();
        let mut lengths = partial.pop().unwrap_or_default();
        for part in partial {
            lengths.iter_mut().zip(part).for_each(|(sum, count)| *sum += count);
        }
        lengths
    }
}

fn threads_for(cells: usize) -> usize {
    (cells / CELLS_PER_THREAD).clamp(1, rayon::current_num_threads())
}

/// `0..n` in so many ranges that hold about as many cells each.
fn even_ranges(offsets: &[usize], parts: usize) -> Vec<Range<usize>> {
    let n = offsets.len() - 1;
    let cut = |part: usize| match part {
        0 => 0,
        part if part == parts => n,
        part => offsets[..n].partition_point(|&start| start < part * offsets[n] / parts),
    };
    (0..parts).map(|part| cut(part)..cut(part + 1)).collect()
}
