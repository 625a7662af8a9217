//! Edges dealt into blocks of neighbouring rows, and sorted there.

use rayon::prelude::*;

use super::{pieces, running_total};
use crate::network::csr::Rows;

/// About as many cells as the second cache of a core holds beside the means to sort them.
const CELLS: usize = 1 << 13;
/// Dealing to more blocks at once than this misses the cache with every cell.
const MOST_BLOCKS: usize = 1 << 10;
/// Bits of a digit: the counts of a counting sort by one stay in the first cache.
const WIDEST_DIGIT: u32 = 11;
/// Fewer edges than this are not worth another thread.
const EDGES_PER_THREAD: usize = 1 << 15;

/// Row, neighbour, and what the edge carries. A tuple, as memory for tuples of numbers comes
/// zeroed from the system without a pass over it.
type Cell<P> = (u32, u32, P);

/// All edges, row by row, each row by neighbour and then by place in the input.
pub(super) struct Blocks<P> {
    cells: Vec<Cell<P>>,
    /// Where each block starts in the cells.
    starts: Vec<usize>,
    /// Block b has the rows from b << shift on.
    shift: u32,
    /// How many distinct neighbours each row has.
    distinct: Vec<u32>,
}

impl<P: Copy + Default + Send + Sync> Blocks<P> {
    /// The edges `0..m` between `n` nodes; `edge(i)` says ends and load of the i-th.
    pub(super) fn new(n: usize, m: usize, edge: impl Fn(usize) -> ((u32, u32), P) + Sync) -> Self {
        let shift = block_size(n, m);
        let (cells, starts) = dealt(m, shift, n.div_ceil(1 << shift), edge);
        let mut blocks = Self { cells, starts, shift, distinct: vec![0; n] };
        blocks.sort();
        blocks
    }

    fn sort(&mut self) {
        let Self { cells, starts, shift, distinct } = self;
        let n = distinct.len();
        let lengths = starts.windows(2).map(|span| span[1] - span[0]);
        pieces(cells, lengths)
            .into_par_iter()
            .zip(distinct.par_chunks_mut(1 << *shift))
            .enumerate()
            .for_each(|(block, (cells, distinct))| {
                sort_block((block << *shift) as u32, n, cells, distinct);
            });
    }

    /// The rows, each neighbour once; parallel edges weigh together what each of them weighs.
    pub(super) fn rows(&self, weigh: impl Fn(P) -> f64 + Sync) -> Rows {
        let offsets = running_total(&self.distinct);
        let (ids, weights) = self.folded(
            &offsets,
            |neighbour, load| (neighbour, weigh(load)),
            |(id, a), (_, b)| (id, a + b),
        );
        Rows { offsets, ids, weights }
    }

    /// One pair of values for each run of parallel edges, joined in the order given.
    pub(super) fn folded<A, B>(
        &self,
        offsets: &[usize],
        value: impl Fn(u32, P) -> (A, B) + Sync,
        join: impl Fn((A, B), (A, B)) -> (A, B) + Sync,
    ) -> (Vec<A>, Vec<B>)
    where
        A: Copy + Default + Send,
        B: Copy + Default + Send,
    {
        let kept = offsets[offsets.len() - 1];
        let (mut left, mut right) = (vec![A::default(); kept], vec![B::default(); kept]);
        let last = offsets.len() - 1;
        let begins = |block: usize| offsets[(block << self.shift).min(last)];
        let lengths = || (1..self.starts.len()).map(|b| begins(b) - begins(b - 1));
        pieces(&mut left, lengths())
            .into_par_iter()
            .zip(pieces(&mut right, lengths()))
            .zip(self.starts.par_windows(2))
            .for_each(|((left, right), span)| {
                let places = left.iter_mut().zip(right);
                let runs = self.cells[span[0]..span[1]].chunk_by(parallel);
                for ((left, right), run) in places.zip(runs) {
                    let values = run.iter().map(|&(_, neighbour, load)| value(neighbour, load));
                    if let Some(joined) = values.reduce(&join) {
                        (*left, *right) = joined;
                    }
                }
            });
        (left, right)
    }
}

/// Whether two cells are of the same pair of nodes.
fn parallel<P>(a: &Cell<P>, b: &Cell<P>) -> bool {
    (a.0, a.1) == (b.0, b.1)
}

/// Rows per block, as a power of two.
fn block_size(n: usize, m: usize) -> u32 {
    let blocks = (m / CELLS).clamp(1, MOST_BLOCKS);
    n.div_ceil(blocks).max(1).next_power_of_two().trailing_zeros()
}

/// The edges in their blocks, each block in the order given, and where blocks start. Every
/// stretch of the input knows beforehand where its edges go, so stretches can be dealt at
/// once and their number does not show in the result.
fn dealt<P: Copy + Default + Send>(
    m: usize,
    shift: u32,
    blocks: usize,
    edge: impl Fn(usize) -> ((u32, u32), P) + Sync,
) -> (Vec<Cell<P>>, Vec<usize>) {
    let stretches = (m / EDGES_PER_THREAD).clamp(1, rayon::current_num_threads());
    let stretch = |i: usize| i * m / stretches..(i + 1) * m / stretches;
    let counts: Vec<Vec<u32>> = (0..stretches)
        .into_par_iter()
        .map(|i| {
            let mut counts = vec![0; blocks];
            stretch(i).for_each(|e| counts[edge(e).0.0 as usize >> shift] += 1);
            counts
        })
        .collect();
    let totals: Vec<u32> =
        (0..blocks).map(|block| counts.iter().map(|counts| counts[block]).sum()).collect();

    let mut cells = vec![Cell::default(); m];
    let lengths = (0..blocks).flat_map(|b| counts.iter().map(move |counts| counts[b] as usize));
    let mut places: Vec<Vec<_>> = (0..stretches).map(|_| Vec::with_capacity(blocks)).collect();
    for (piece, i) in pieces(&mut cells, lengths).into_iter().zip((0..stretches).cycle()) {
        places[i].push(piece.iter_mut());
    }
    places.into_par_iter().enumerate().for_each(|(i, mut places)| {
        for e in stretch(i) {
            let ((row, neighbour), load) = edge(e);
            if let Some(place) = places[row as usize >> shift].next() {
                *place = (row, neighbour, load);
            }
        }
    });
    (cells, running_total(&totals))
}

/// Sort the cells of the rows from `first` on by row, neighbour and place; count in
/// `distinct` the different neighbours of each row. Stable counting sorts by the digits of
/// the neighbour from the lowest up and then by row: O(cells), and no branch to mispredict.
fn sort_block<P: Copy>(first: u32, n: usize, cells: &mut [Cell<P>], distinct: &mut [u32]) {
    // Neighbour above, place below.
    let key = |(place, cell): (usize, &Cell<P>)| u64::from(cell.1) << 32 | place as u64;
    let mut keys: Vec<u64> = cells.iter().enumerate().map(key).collect();
    let mut sorted = vec![0; keys.len()];
    let bits = usize::BITS - n.saturating_sub(1).leading_zeros();
    let digits = bits.div_ceil(WIDEST_DIGIT).max(1);
    let width = bits.div_ceil(digits);
    for digit in 0..digits {
        let of = |key: u64| (key >> (32 + digit * width)) as usize & ((1 << width) - 1);
        counting_sort(&keys, &mut sorted, 1 << width, of);
        std::mem::swap(&mut keys, &mut sorted);
    }
    let row = |key: u64| (cells[key as u32 as usize].0 - first) as usize;
    counting_sort(&keys, &mut sorted, distinct.len(), row);

    let old: Vec<(u32, P)> = cells.iter().map(|cell| (cell.0, cell.2)).collect();
    let mut last = None;
    for (cell, key) in cells.iter_mut().zip(sorted) {
        let neighbour = (key >> 32) as u32;
        let (row, load) = old[key as u32 as usize];
        distinct[(row - first) as usize] += u32::from(last != Some((row, neighbour)));
        last = Some((row, neighbour));
        *cell = (row, neighbour, load);
    }
}

/// Put the keys in order of `class`, which is below `classes`; equal ones stay in order.
fn counting_sort(keys: &[u64], sorted: &mut [u64], classes: usize, class: impl Fn(u64) -> usize) {
    let mut next = vec![0_u32; classes];
    keys.iter().for_each(|&key| next[class(key)] += 1);
    let mut sum = 0;
    for place in &mut next {
        sum += std::mem::replace(place, sum);
    }
    for &key in keys {
        let place = &mut next[class(key)];
        sorted[*place as usize] = key;
        *place += 1;
    }
}
