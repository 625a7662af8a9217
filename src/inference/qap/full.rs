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
    Three(Vec<[f64; 3]>),
    Four(Vec<[f64; 4]>),
}

impl Packed {
    pub(super) fn new(matrices: &[&[f64]]) -> Self {
        let blocks = matrices.chunks(WIDTH).map(|chunk| match chunk.len() {
            1 => Block::One(side_by_side(chunk)),
            2 => Block::Two(side_by_side(chunk)),
            3 => Block::Three(side_by_side(chunk)),
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
    products_of_each(fixed, moved, std::slice::from_ref(permuted), directed, &mut out);
    out
}

/// The same for several permutations, one after the other. Each row of the `a` is read once for all of
/// them, and the sums are formed in the same order as those of one.
pub(super) fn products_of_each(
    fixed: &Packed,
    moved: &Packed,
    permuted: &[Permuted],
    directed: bool,
    out: &mut [f64],
) {
    let width = fixed.n_matrices * moved.n_matrices;
    for (row, a) in fixed.blocks.iter().enumerate() {
        for (column, b) in moved.blocks.iter().enumerate() {
            let all = match a {
                Block::One(a) => with_moved(a, b, permuted, directed),
                Block::Two(a) => with_moved(a, b, permuted, directed),
                Block::Three(a) => with_moved(a, b, permuted, directed),
                Block::Four(a) => with_moved(a, b, permuted, directed),
            };
            let (first, start) = (row * WIDTH, column * WIDTH);
            for (out, sums) in out.chunks_exact_mut(width).zip(all) {
                for (k, sums) in sums.iter().enumerate().take(fixed.n_matrices - first) {
                    for (l, sum) in sums.iter().enumerate().take(moved.n_matrices - start) {
                        out[(first + k) * moved.n_matrices + start + l] = *sum;
                    }
                }
            }
        }
    }
}

/// For each permutation the sums of up to [`WIDTH`] matrices with as many.
type Sums = [[f64; WIDTH]; WIDTH];

fn with_moved<const A: usize>(
    a: &[[f64; A]],
    b: &Block,
    permuted: &[Permuted],
    directed: bool,
) -> Vec<Sums> {
    match b {
        Block::One(b) => block(a, b, permuted, directed),
        Block::Two(b) => block(a, b, permuted, directed),
        Block::Three(b) => block(a, b, permuted, directed),
        Block::Four(b) => block(a, b, permuted, directed),
    }
}

fn widened<const A: usize, const B: usize>(sums: &[[f64; B]; A]) -> Sums {
    let cell = |k: usize, l: usize| sums.get(k).and_then(|row| row.get(l)).copied().unwrap_or(0.0);
    std::array::from_fn(|k| std::array::from_fn(|l| cell(k, l)))
}

/// `sum of value b_to(i)to(j)` over listed cells, for each `b`.
pub(super) fn over_cells(cells: &[(u32, u32, f64)], tables: &Packed, to: &[u32]) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(tables.n_matrices + WIDTH);
    for block in &tables.blocks {
        match block {
            Block::One(table) => out.extend(listed(cells, table, to)),
            Block::Two(table) => out.extend(listed(cells, table, to)),
            Block::Three(table) => out.extend(listed(cells, table, to)),
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
    permuted: &[Permuted],
    directed: bool,
) -> Vec<Sums> {
    let n = permuted.first().map_or(0, |one| one.from.len());
    let mut all = vec![[[0.0; B]; A]; permuted.len()];
    for i in 0..n {
        let start = if directed { 0 } else { i + 1 };
        let own = &a[i * n + start..(i + 1) * n];
        for (all, Permuted { from, .. }) in all.iter_mut().zip(permuted) {
            let source = from[i] as usize;
            let other = &b[source * n..(source + 1) * n];
            // Sums of a row first: shorter sums round less. A few side by side: an addition need not
            // wait for the one before.
            let row = match A * B {
                ..=2 => row::<A, B, 4>(own, other, &from[start..]),
                3..=8 => row::<A, B, 2>(own, other, &from[start..]),
                _ => row::<A, B, 1>(own, other, &from[start..]),
            };
            add(all, &row);
        }
    }
    all.iter().map(widened).collect()
}

/// Sums stand side by side in the direction in which their number is even: two at a time are added.
fn row<const A: usize, const B: usize, const LANES: usize>(
    own: &[[f64; A]],
    other: &[[f64; B]],
    from: &[u32],
) -> [[f64; B]; A] {
    if A.is_multiple_of(2) {
        let sums = over_row::<A, B, A, LANES>(own, from, |sums, own, target| {
            multiply(sums, &other[target as usize], own);
        });
        std::array::from_fn(|a| std::array::from_fn(|b| sums[b][a]))
    } else {
        over_row::<A, A, B, LANES>(own, from, |sums, own, target| {
            multiply(sums, own, &other[target as usize]);
        })
    }
}

#[inline]
fn over_row<const K: usize, const A: usize, const B: usize, const LANES: usize>(
    own: &[[f64; K]],
    from: &[u32],
    multiply: impl Fn(&mut [[f64; B]; A], &[f64; K], u32),
) -> [[f64; B]; A] {
    let mut lanes = [[[0.0; B]; A]; LANES];
    let (own, own_rest) = own.as_chunks::<LANES>();
    let (from, from_rest) = from.as_chunks::<LANES>();
    for (own, from) in own.iter().zip(from) {
        for ((lane, own), &target) in lanes.iter_mut().zip(own).zip(from) {
            multiply(lane, own, target);
        }
    }
    let mut sums = [[0.0; B]; A];
    lanes.iter().for_each(|lane| add(&mut sums, lane));
    for (own, &target) in own_rest.iter().zip(from_rest) {
        multiply(&mut sums, own, target);
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
