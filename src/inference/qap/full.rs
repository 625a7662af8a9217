//! Sums over all cells of matrices that are written out.

use super::patterns::Permuted;

/// How many matrices are taken together: so many sums as fit into the registers.
const WIDTH: usize = 4;

/// Matrices side by side: all their numbers for one cell lie together.
#[derive(Debug)]
pub(super) struct Packed {
    /// Up to [`WIDTH`] matrices each.
    blocks: Vec<Block>,
    n_matrices: usize,
}

#[derive(Debug)]
enum Block {
    One(Vec<[f64; 1]>),
    Two(Vec<[f64; 2]>),
    Four(Vec<[f64; 4]>),
}

impl Packed {
    pub(super) fn new(matrices: &[&[f64]]) -> Self {
        let blocks = matrices.chunks(WIDTH).map(|chunk| match chunk.len() {
            1 => Block::One(side_by_side(chunk)),
            2 => Block::Two(side_by_side(chunk)),
            _ => Block::Four(side_by_side(chunk)),
        });
        Self { blocks: blocks.collect(), n_matrices: matrices.len() }
    }
}

fn side_by_side<const K: usize>(matrices: &[&[f64]]) -> Vec<[f64; K]> {
    (0..matrices[0].len())
        .map(|cell| std::array::from_fn(|k| matrices.get(k).map_or(0.0, |matrix| matrix[cell])))
        .collect()
}

/// `sum over i != j (or i < j) of a_ij b_p(i)p(j)` for each `a` and `b`, row by row of the `a`.
pub(super) fn products(
    fixed: &Packed,
    moved: &Packed,
    permuted: &Permuted,
    directed: bool,
) -> Vec<f64> {
    let mut out = vec![0.0; fixed.n_matrices * moved.n_matrices];
    for (row, a) in fixed.blocks.iter().enumerate() {
        for (column, b) in moved.blocks.iter().enumerate() {
            let sums = match a {
                Block::One(a) => with_moved(a, b, permuted, directed).to_vec(),
                Block::Two(a) => with_moved(a, b, permuted, directed).to_vec(),
                Block::Four(a) => with_moved(a, b, permuted, directed).to_vec(),
            };
            let (first, start) = (row * WIDTH, column * WIDTH);
            for (k, sums) in sums.iter().enumerate().take(fixed.n_matrices - first) {
                for (l, sum) in sums.iter().enumerate().take(moved.n_matrices - start) {
                    out[(first + k) * moved.n_matrices + start + l] = *sum;
                }
            }
        }
    }
    out
}

fn with_moved<const A: usize>(
    a: &[[f64; A]],
    b: &Block,
    permuted: &Permuted,
    directed: bool,
) -> [[f64; WIDTH]; A] {
    match b {
        Block::One(b) => widened(&block(a, b, &permuted.from, directed)),
        Block::Two(b) => widened(&block(a, b, &permuted.from, directed)),
        Block::Four(b) => widened(&block(a, b, &permuted.from, directed)),
    }
}

fn widened<const A: usize, const B: usize>(sums: &[[f64; B]; A]) -> [[f64; WIDTH]; A] {
    sums.map(|sums| std::array::from_fn(|l| sums.get(l).copied().unwrap_or(0.0)))
}

/// `sum of value b_to(i)to(j)` over listed cells, for each `b`.
pub(super) fn over_cells(cells: &[(u32, u32, f64)], tables: &Packed, to: &[u32]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(tables.n_matrices + WIDTH);
    for block in &tables.blocks {
        match block {
            Block::One(table) => out.extend(listed(cells, table, to)),
            Block::Two(table) => out.extend(listed(cells, table, to)),
            Block::Four(table) => out.extend(listed(cells, table, to)),
        }
    }
    out
}

fn listed<const K: usize>(cells: &[(u32, u32, f64)], table: &[[f64; K]], to: &[u32]) -> [f64; K] {
    let n = to.len();
    let mut sums = [0.0; K];
    for &(i, j, value) in cells {
        let other = &table[to[i as usize] as usize * n + to[j as usize] as usize];
        sums.iter_mut().zip(other).for_each(|(sum, other)| *sum += value * other);
    }
    sums
}

fn block<const A: usize, const B: usize>(
    a: &[[f64; A]],
    b: &[[f64; B]],
    from: &[u32],
    directed: bool,
) -> [[f64; B]; A] {
    let n = from.len();
    let mut all = [[0.0; B]; A];
    for (i, &source) in from.iter().enumerate() {
        let start = if directed { 0 } else { i + 1 };
        let own = &a[i * n + start..(i + 1) * n];
        let other = &b[source as usize * n..(source as usize + 1) * n];
        // Sums of a row first: shorter sums round less. A few side by side: an addition need not
        // wait for the one before.
        let row = match A * B {
            ..=2 => row::<A, B, 4>(own, other, &from[start..]),
            3..=8 => row::<A, B, 2>(own, other, &from[start..]),
            _ => row::<A, B, 1>(own, other, &from[start..]),
        };
        add(&mut all, &row);
    }
    all
}

fn row<const A: usize, const B: usize, const LANES: usize>(
    own: &[[f64; A]],
    other: &[[f64; B]],
    from: &[u32],
) -> [[f64; B]; A] {
    let mut lanes = [[[0.0; B]; A]; LANES];
    let (own, own_rest) = own.as_chunks::<LANES>();
    let (from, from_rest) = from.as_chunks::<LANES>();
    for (own, from) in own.iter().zip(from) {
        for ((lane, own), &target) in lanes.iter_mut().zip(own).zip(from) {
            multiply(lane, own, &other[target as usize]);
        }
    }
    let mut sums = [[0.0; B]; A];
    lanes.iter().for_each(|lane| add(&mut sums, lane));
    for (own, &target) in own_rest.iter().zip(from_rest) {
        multiply(&mut sums, own, &other[target as usize]);
    }
    sums
}

fn multiply<const A: usize, const B: usize>(
    sums: &mut [[f64; B]; A],
    own: &[f64; A],
    other: &[f64; B],
) {
    for (sums, own) in sums.iter_mut().zip(own) {
        sums.iter_mut().zip(other).for_each(|(sum, other)| *sum += own * other);
    }
}

fn add<const A: usize, const B: usize>(sums: &mut [[f64; B]; A], more: &[[f64; B]; A]) {
    for (sums, more) in sums.iter_mut().zip(more) {
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
}
