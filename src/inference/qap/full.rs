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
        // Sums of a row first: shorter sums round less.
        let mut row = [[0.0; B]; A];
        for (own, &target) in own.iter().zip(&from[start..]) {
            let other = other[target as usize];
            for (sums, own) in row.iter_mut().zip(own) {
                for (sum, other) in sums.iter_mut().zip(&other) {
                    *sum += own * other;
                }
            }
        }
        for (all, row) in all.iter_mut().zip(&row) {
            all.iter_mut().zip(row).for_each(|(all, row)| *all += row);
        }
    }
    all
}
