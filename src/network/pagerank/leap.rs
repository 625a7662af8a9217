//! Where a few iterates are heading.
//!
//! Towards a fixed point: reduced rank extrapolation (Eddy 1979; Sidi 1986, *SIAM Journal on
//! Numerical Analysis* 23:197), the mix of iterates whose residual is least. That will not do
//! for an eigenvector, as the residual of every eigenvector is 0: there it is the one of the
//! largest eigenvalue within the space of the iterates (Rayleigh and Ritz; Arnoldi 1951,
//! *Quarterly of Applied Mathematics* 9:17).

use rayon::prelude::*;

use super::pull::{BLOCK, fill_blocks};

/// What the steps lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::network) enum Goal {
    /// The one vector that the step leaves as it is.
    FixedPoint,
    /// The eigenvector of the largest eigenvalue, any length of which will do.
    Leading,
}

/// A change of which less than this is its own, beside those before, tells nothing new.
const NEW: f64 = 1e-10;

/// What is added to squared lengths of 1 so that changes may depend on one another.
const RIDGE: f64 = 1e-14;

/// Fill in where these iterates are heading, if the steps are linear. What comes out negative
/// becomes 0, and the sum is kept. False, and nothing of use, if they stand still.
pub(super) fn leap(path: &[Vec<f64>], goal: Goal, to: &mut [f64]) -> bool {
    let mix = match goal {
        Goal::FixedPoint => to_fixed_point(path),
        Goal::Leading => to_leading(path),
    };
    let Some(mix) = mix else { return false };
    let sums = fill_blocks(to, |place, block| {
        block.fill(0.0);
        for (vector, share) in path.iter().zip(&mix) {
            let part = &vector[place..place + block.len()];
            block.iter_mut().zip(part).for_each(|(x, y)| *x += share * y);
        }
        let whole: f64 = block.iter().sum();
        for x in block.iter_mut() {
            *x = x.max(0.0);
        }
        [whole, block.iter().sum()]
    });
    let scale = sums[0] / sums[1];
    fill_blocks(to, |_, block| {
        for x in block {
            *x *= scale;
        }
        []
    });
    scale.is_normal() && scale > 0.0
}

/// The weights of the iterates, which add up to 1, that leave the least residual.
fn to_fixed_point(path: &[Vec<f64>]) -> Option<Vec<f64>> {
    let gram = changes(path, false);
    // Changes shrink from one to the next; brought to length 1 they are all worth the same.
    let scale: Vec<f64> = (0..gram.len()).map(|i| 1.0 / gram[i][i].sqrt()).collect();
    let mut system = scaled(&gram, &scale);
    for (i, row) in system.iter_mut().enumerate() {
        row[i] += RIDGE;
    }
    let lower = cholesky(&system, RIDGE / 10.0)?;
    let halfway = forward(&lower, &scale);
    let shares: Vec<f64> =
        backward(&lower, &halfway).iter().zip(&scale).map(|(y, s)| y * s).collect();
    let total: f64 = shares.iter().sum();
    let mix: Vec<f64> = shares.iter().map(|share| share / total).collect();
    mix.iter().all(|share| share.is_finite()).then(|| [vec![0.0], mix].concat())
}

/// The weights of the iterates that make the leading eigenvector within their space.
fn to_leading(path: &[Vec<f64>]) -> Option<Vec<f64>> {
    // Basis: the first iterate, and the changes after it. A step turns each into the next.
    let gram = changes(path, true);
    let scale: Vec<f64> = (0..gram.len() - 1).map(|i| 1.0 / gram[i][i].sqrt()).collect();
    let lower = cholesky(&scaled(&gram, &scale), NEW)?;
    let rank = lower.len();
    let after = |i: usize, j: usize| gram[i][j + 1] + if j == 0 { gram[i][0] } else { 0.0 };
    let image =
        |j: usize| (0..rank).map(|i| after(i, j) * scale[i] * scale[j]).collect::<Vec<f64>>();
    // The step in an orthonormal basis, by rows: first one side of it, then the other.
    let half: Vec<Vec<f64>> = (0..rank).map(|j| forward(&lower, &image(j))).collect();
    let side = |i: usize| half.iter().map(|column| column[i]).collect::<Vec<f64>>();
    let step: Vec<Vec<f64>> = (0..rank).map(|i| forward(&lower, &side(i))).collect();
    let found = backward(&lower, &dominant(step));
    let basis: Vec<f64> = found.iter().zip(&scale).map(|(x, s)| x * s).collect();
    // From changes back to iterates.
    let next = |i: usize| if i + 1 < rank { basis[i + 1] } else { 0.0 };
    let mix: Vec<f64> =
        (0..rank).map(|i| if i == 0 { basis[0] - next(0) } else { basis[i] - next(i) }).collect();
    (rank > 1 && mix.iter().all(|share| share.is_finite())).then_some(mix)
}

/// What is left of the first basis vector after very many steps: the eigenvector of the eigenvalue
/// that is farthest to the right, if one is.
fn dominant(mut step: Vec<Vec<f64>>) -> Vec<f64> {
    let rank = step.len();
    // Steps are scaled so that the largest eigenvalue is near 1; with 1 added it stands out.
    for (i, row) in step.iter_mut().enumerate() {
        row[i] += 1.0;
    }
    for _ in 0..40 {
        let most = step.iter().flatten().fold(0.0_f64, |most, x| most.max(x.abs()));
        let cell = |i: usize, j: usize| (0..rank).map(|q| step[i][q] * step[q][j]).sum::<f64>();
        let square = (0..rank).map(|i| (0..rank).map(|j| cell(i, j) / most / most).collect());
        step = square.collect();
    }
    step.iter().map(|row| row[0]).collect()
}

/// The inner products of the changes from each iterate to the next; with the first iterate
/// before them, if wanted.
fn changes(path: &[Vec<f64>], with_first: bool) -> Vec<Vec<f64>> {
    let size = path.len() - usize::from(!with_first);
    let cells: Vec<(usize, usize)> = (0..size).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
    let n = path[0].len();
    let blocks: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .step_by(BLOCK)
        .map(|place| {
            let span = place..n.min(place + BLOCK);
            let change = |pair: &[Vec<f64>]| {
                let (old, new) = (&pair[0][span.clone()], &pair[1][span.clone()]);
                new.iter().zip(old).map(|(x, y)| x - y).collect::<Vec<f64>>()
            };
            let first = with_first.then(|| path[0][span.clone()].to_vec());
            let basis: Vec<Vec<f64>> =
                first.into_iter().chain(path.windows(2).map(change)).collect();
            cells.iter().map(|&(i, j)| dot(&basis[i], &basis[j])).collect()
        })
        .collect();
    let mut gram = vec![vec![0.0; size]; size];
    for block in &blocks {
        for (&(i, j), product) in cells.iter().zip(block) {
            gram[i][j] += product;
            gram[j][i] = gram[i][j];
        }
    }
    gram
}

/// The inner product, in four strands that a processor can follow at once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks(4), b.chunks(4));
    let mut strands = [0.0; 4];
    for (x, y) in a.zip(b) {
        strands.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
    }
    (strands[0] + strands[1]) + (strands[2] + strands[3])
}

/// The upper left of a matrix, rows and columns times these factors.
fn scaled(gram: &[Vec<f64>], scale: &[f64]) -> Vec<Vec<f64>> {
    let row = |i: usize| (0..scale.len()).map(|j| gram[i][j] * scale[i] * scale[j]).collect();
    (0..scale.len()).map(row).collect()
}

/// The lower triangle whose product with its transpose is this matrix of ones on the diagonal, as
/// far as each row adds something new. Nothing if the first does not.
fn cholesky(matrix: &[Vec<f64>], new: f64) -> Option<Vec<Vec<f64>>> {
    let mut lower: Vec<Vec<f64>> = Vec::new();
    for (i, row) in matrix.iter().enumerate() {
        let mut next = forward(&lower, row);
        let left = row[i] - next.iter().map(|x| x * x).sum::<f64>();
        if left.is_nan() || left < new {
            break;
        }
        next.push(left.sqrt());
        lower.push(next);
    }
    (!lower.is_empty()).then_some(lower)
}

/// Solve L x = b, as far as L goes.
fn forward(lower: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x: Vec<f64> = Vec::with_capacity(lower.len());
    for (i, row) in lower.iter().enumerate() {
        let known: f64 = row.iter().zip(&x).map(|(l, x)| l * x).sum();
        x.push((b[i] - known) / row[i]);
    }
    x
}

/// Solve L' x = b.
fn backward(lower: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in (0..lower.len()).rev() {
        x[i] /= lower[i][i];
        for j in 0..i {
            x[j] -= lower[i][j] * x[i];
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Iterates of a matrix, with something added.
    fn path(matrix: [[f64; 3]; 3], added: f64, steps: usize) -> Vec<Vec<f64>> {
        let mut path = vec![vec![1.0; 3]];
        for _ in 0..steps {
            let now = &path[path.len() - 1];
            let row = |row: &[f64; 3]| row.iter().zip(now).map(|(a, x)| a * x).sum::<f64>() + added;
            path.push(matrix.iter().map(row).collect());
        }
        path
    }

    #[test]
    fn as_many_iterates_as_dimensions_lead_to_the_end() {
        let matrix = [[0.5, 0.2, 0.0], [0.1, 0.3, 0.3], [0.2, 0.0, 0.6]];
        let mut end = [0.0; 3];
        assert!(leap(&path(matrix, 1.0, 4), Goal::FixedPoint, &mut end));
        for (row, x) in matrix.iter().zip(end) {
            let image = row.iter().zip(end).map(|(a, x)| a * x).sum::<f64>() + 1.0;
            assert!((image - x).abs() < 1e-9, "{end:?}");
        }
    }

    #[test]
    fn the_largest_eigenvalue_is_found_and_no_other() {
        // Eigenvalues 1 + sqrt 2, 1 - sqrt 2 and 3, scaled.
        let matrix = [[0.8, 0.0, 0.4], [0.0, 1.2, 0.0], [0.4, 0.0, 0.0]];
        let mut end = [0.0; 3];
        assert!(leap(&path(matrix, 0.0, 4), Goal::Leading, &mut end));
        assert!(end[0].abs() < 1e-9 * end[1] && end[2].abs() < 1e-9 * end[1], "{end:?}");
    }

    #[test]
    fn iterates_that_stand_still_lead_nowhere() {
        for goal in [Goal::FixedPoint, Goal::Leading] {
            assert!(!leap(&vec![vec![1.0, 2.0]; 4], goal, &mut [0.0; 2]));
        }
    }
}
