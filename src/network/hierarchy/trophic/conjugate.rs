//! Conjugate gradients for the levels of one component, preconditioned by the diagonal.

use rayon::prelude::*;

use super::BLOCK;
use super::system::Weight;
use crate::error::Result;
use crate::run::Interrupt;

/// The residual that is enough, relative to the right-hand side, both in the norm of the
/// inverse diagonal.
pub(super) const TOLERANCE: f64 = 1e-12;

/// How often the residual is computed afresh and what is left of it solved for again: the one
/// that is carried along drifts from the true one.
const REFINEMENTS: usize = 5;

/// The equations of one component: strength x - sum over ties of weight x of the other = gain.
pub(super) struct Part<'a, W> {
    /// Where each row begins in `ids` and `weights`, and the last ends.
    pub(super) offsets: &'a [usize],
    pub(super) ids: &'a [u32],
    pub(super) weights: &'a [W],
    pub(super) strength: &'a [f64],
    pub(super) gain: &'a [f64],
    /// Where blocks of rows of about equal work end.
    pub(super) ends: Vec<usize>,
}

/// A solution, and how near it is.
pub(super) struct Solution {
    pub(super) vector: Vec<f64>,
    pub(super) residual: f64,
}

/// Solve the equations of a component. They fix levels up to one number for all.
pub(super) fn solution<W: Weight>(part: &Part<W>, interrupt: &Interrupt) -> Result<Solution> {
    let n = part.strength.len();
    let mut vector = vec![0.0; n];
    let mut left = part.consistent(part.gain.to_vec());
    let whole = part.norm(&left);
    let mut residual = whole;
    for _ in 0..REFINEMENTS {
        if residual <= TOLERANCE * whole {
            break;
        }
        let before = vector.clone();
        part.descend(&mut vector, left, TOLERANCE * whole, interrupt)?;
        left = part.residual(&vector);
        let now = part.norm(&left);
        if now.is_nan() || now >= residual {
            vector = before;
            break;
        }
        residual = now;
    }
    Ok(Solution { vector, residual: if whole > 0.0 { residual / whole } else { 0.0 } })
}

impl<W: Weight> Part<'_, W> {
    /// Move `x` until the residual, which is `left` now, is at most `enough`.
    fn descend(
        &self,
        x: &mut [f64],
        mut left: Vec<f64>,
        enough: f64,
        interrupt: &Interrupt,
    ) -> Result<()> {
        let n = x.len();
        let mut way: Vec<f64> = left.iter().zip(self.strength).map(|(r, s)| r / s).collect();
        let mut pull = vec![0.0; n];
        let mut size = self.norm(&left).powi(2);
        // It takes n steps at most, but for rounding.
        for _ in 0..2 * n + 20 {
            interrupt.check()?;
            let bend = self.product(&way, &mut pull);
            let step = size / bend;
            if !step.is_finite() || step <= 0.0 {
                break;
            }
            let now = self.advance(step, &way, &pull, x, &mut left);
            if now.sqrt() <= enough {
                break;
            }
            self.turn(now / size, &left, &mut way);
            size = now;
        }
        Ok(())
    }

    /// Go a step along `way`, and give the square of the norm of the residual after it.
    fn advance(
        &self,
        step: f64,
        way: &[f64],
        pull: &[f64],
        x: &mut [f64],
        left: &mut [f64],
    ) -> f64 {
        let sums: Vec<f64> = x
            .par_chunks_mut(BLOCK)
            .zip(left.par_chunks_mut(BLOCK))
            .zip(way.par_chunks(BLOCK).zip(pull.par_chunks(BLOCK)))
            .zip(self.strength.par_chunks(BLOCK))
            .map(|(((x, left), (way, pull)), strength)| {
                let mut sum = 0.0;
                for i in 0..x.len() {
                    x[i] += step * way[i];
                    left[i] -= step * pull[i];
                    sum += left[i] * left[i] / strength[i];
                }
                sum
            })
            .collect();
        sums.iter().sum()
    }

    /// The next way: down the residual, and `share` of the last.
    fn turn(&self, share: f64, left: &[f64], way: &mut [f64]) {
        way.par_chunks_mut(BLOCK)
            .zip(left.par_chunks(BLOCK).zip(self.strength.par_chunks(BLOCK)))
            .for_each(|(way, (left, strength))| {
                for i in 0..way.len() {
                    way[i] = left[i] / strength[i] + share * way[i];
                }
            });
    }

    /// Put the left-hand side for `x` into `to`, and give its product with `x`.
    fn product(&self, x: &[f64], to: &mut [f64]) -> f64 {
        let mut blocks = Vec::with_capacity(self.ends.len());
        let (mut start, mut rest) = (0, to);
        for &end in &self.ends {
            let (block, after) = rest.split_at_mut(end - start);
            blocks.push((start, block));
            (start, rest) = (end, after);
        }
        let sums: Vec<f64> = blocks
            .into_par_iter()
            .map(|(start, block)| {
                let mut sum = 0.0;
                for (v, to) in (start..).zip(block) {
                    *to = self.strength[v] * x[v] - self.pulled(v, x);
                    sum += *to * x[v];
                }
                sum
            })
            .collect();
        sums.iter().sum()
    }

    fn pulled(&self, v: usize, x: &[f64]) -> f64 {
        let row = self.offsets[v]..self.offsets[v + 1];
        let ties = self.ids[row.clone()].iter().zip(&self.weights[row]);
        ties.fold(0.0, |sum, (&u, &weight)| sum + weight.into() * x[u as usize])
    }

    /// What is left of the right-hand side.
    fn residual(&self, x: &[f64]) -> Vec<f64> {
        let mut left = vec![0.0; x.len()];
        self.product(x, &mut left);
        left.iter_mut().zip(self.gain).for_each(|(left, gain)| *left = gain - *left);
        self.consistent(left)
    }

    /// A right-hand side that adds up to 0, as it must and does but for rounding.
    fn consistent(&self, mut side: Vec<f64>) -> Vec<f64> {
        let surplus = side.iter().sum::<f64>() / self.strength.iter().sum::<f64>();
        side.iter_mut().zip(self.strength).for_each(|(side, strength)| *side -= surplus * strength);
        side
    }

    fn norm(&self, side: &[f64]) -> f64 {
        let squares = side.iter().zip(self.strength).map(|(side, strength)| side * side / strength);
        squares.sum::<f64>().sqrt()
    }
}
