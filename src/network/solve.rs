//! Sparse symmetric systems.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::run::Interrupt;

/// How many numbers are added up at a time, so that the bits do not depend on the threads.
const BLOCK: usize = 1024;

/// A symmetric positive definite matrix: a diagonal, less ones where two rows are tied.
pub(super) struct Grounded {
    /// Positive; more than the number of ties in at least one row of each part.
    pub(super) diagonal: Vec<f64>,
    /// Row `v` is tied to `ids[offsets[v]..offsets[v + 1]]`, and each of them to it.
    pub(super) offsets: Vec<usize>,
    pub(super) ids: Vec<u32>,
}

impl Grounded {
    fn times(&self, x: &[f64], to: &mut [f64]) {
        to.par_iter_mut().enumerate().with_min_len(BLOCK).for_each(|(v, cell)| {
            let row = &self.ids[self.offsets[v]..self.offsets[v + 1]];
            *cell = row.iter().fold(self.diagonal[v] * x[v], |sum, &u| sum - x[u as usize]);
        });
    }

    /// The x with matrix x = `right`, by conjugate gradients preconditioned with the diagonal
    /// (Hestenes & Stiefel 1952, *Journal of Research of the National Bureau of Standards* 49:409).
    ///
    /// It ends when the residual is 1e-14 of the right side or less. O(m) a step; the steps grow
    /// with the root of the condition number.
    pub(super) fn solve(&self, right: &[f64], interrupt: &Interrupt) -> Result<Vec<f64>> {
        let n = right.len();
        let mut x = vec![0.0; n];
        let mut residual = right.to_vec();
        let scaled = |residual: &[f64]| -> Vec<f64> {
            residual.iter().zip(&self.diagonal).map(|(r, d)| r / d).collect()
        };
        let mut steer = scaled(&residual);
        let mut error = dot(&residual, &steer);
        let enough = error * 1e-28;
        let mut image = vec![0.0; n];
        for _ in 0..4 * n + 1000 {
            if error <= enough {
                return Ok(x);
            }
            interrupt.check()?;
            self.times(&steer, &mut image);
            let step = error / dot(&steer, &image);
            x.iter_mut().zip(&steer).for_each(|(x, p)| *x += step * p);
            residual.iter_mut().zip(&image).for_each(|(r, a)| *r -= step * a);
            let next = scaled(&residual);
            let after = dot(&residual, &next);
            let turn = after / error;
            steer.iter_mut().zip(&next).for_each(|(p, z)| *p = z + turn * *p);
            error = after;
        }
        let wanted = "a network with shorter chains of nodes";
        Err(Error::input("network", "a linear system that does not settle", wanted))
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let blocks: Vec<f64> = a
        .par_chunks(BLOCK)
        .zip(b.par_chunks(BLOCK))
        .map(|(a, b)| a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y))
        .collect();
    blocks.into_iter().fold(0.0, |sum, block| sum + block)
}
