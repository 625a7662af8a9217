//! Vectors that are found by applying one step over and over until nothing changes.
//!
//! Plain repetition is slow where a second pattern fades almost as slowly as the one that
//! stays. So every few steps it is guessed from the last iterates where they are heading. A
//! guess is only kept if the next step shows that it is better.

use super::leap::{Goal, leap};
use crate::error::Result;
use crate::run::Interrupt;

/// Where the steps ended.
pub(in crate::network) struct Settled {
    /// The last vector.
    pub(in crate::network) vector: Vec<f64>,
    /// The residual of the last vector but one, as the step gave it.
    pub(in crate::network) residual: f64,
    /// How many steps were made.
    pub(in crate::network) sweeps: usize,
}

/// When to stop, and how many steps to learn from.
#[derive(Clone, Copy)]
pub(in crate::network) struct Limits {
    /// A residual that is small enough.
    pub(in crate::network) enough: f64,
    /// The most steps.
    pub(in crate::network) sweeps: usize,
    /// A leap is made after one step more than this.
    pub(in crate::network) depth: usize,
    /// Where it leads.
    pub(in crate::network) goal: Goal,
}

/// Repeat `step` from `start` on until its residual is small enough, is not a number, or
/// there were too many steps.
///
/// `step(now, next, afresh)` fills in the vector after `now`, none of it negative if none of
/// `now` is, and says how far `now` was from staying as it is. It is a linear step, the same
/// until it starts `afresh`.
pub(in crate::network) fn settle(
    start: Vec<f64>,
    limits: Limits,
    interrupt: &Interrupt,
    mut step: impl FnMut(&[f64], &mut [f64], bool) -> f64,
) -> Result<Settled> {
    let n = start.len();
    let mut path = vec![start];
    let mut spare = Vec::new();
    // Where the path was before it leapt, and the residual that the leap has to beat.
    let mut before_leap: Option<(Vec<f64>, f64)> = None;
    let mut sweeps = 0;
    loop {
        interrupt.check()?;
        let mut next = spare.pop().unwrap_or_else(|| vec![0.0; n]);
        let residual = step(&path[path.len() - 1], &mut next, path.len() == 1);
        sweeps += 1;
        if residual <= limits.enough || residual.is_nan() || sweeps >= limits.sweeps {
            return Ok(Settled { vector: next, residual, sweeps });
        }
        match before_leap.take() {
            Some((old, bar)) if residual > bar => {
                spare.append(&mut path);
                spare.push(next);
                path.push(old);
                continue;
            }
            old => spare.extend(old.map(|(vector, _)| vector)),
        }
        path.push(next);
        if path.len() == limits.depth + 2 {
            let last = path.len() - 1;
            let mut ahead = spare.pop().unwrap_or_else(|| vec![0.0; n]);
            if leap(&path, limits.goal, &mut ahead) {
                before_leap = Some((path.swap_remove(last), residual));
                spare.append(&mut path);
                path.push(ahead);
            } else {
                spare.extend(path.drain(..last));
                spare.push(ahead);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x turned round by one place, times 0.5 or for one node 0.99, plus 1.
    fn turning(now: &[f64], next: &mut [f64], _: bool) -> f64 {
        let n = now.len();
        let weight = |v: usize| if v == 0 { 0.99 } else { 0.5 };
        (0..n).for_each(|v| next[v] = 1.0 + weight(v) * now[(v + 1) % n]);
        now.iter().zip(next).map(|(x, y)| (x - *y).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn a_slow_pattern_is_leapt_over() -> Result<()> {
        let slow = |now: &[f64], next: &mut [f64], _: bool| {
            next[0] = 1.0 + 0.999 * now[0];
            next[1] = 1.0 + 0.5 * now[1];
            (next[0] - now[0]).abs() + (next[1] - now[1]).abs()
        };
        let limits = Limits { enough: 1e-10, sweeps: 100, depth: 2, goal: Goal::FixedPoint };
        let found = settle(vec![1.0, 1.0], limits, &Interrupt::new(), slow)?;
        assert!(found.sweeps < 20 && found.residual <= 1e-10);
        assert!((found.vector[0] - 1000.0).abs() < 1e-5 && (found.vector[1] - 2.0).abs() < 1e-8);
        Ok(())
    }

    #[test]
    fn steps_are_limited_and_the_residual_tells() -> Result<()> {
        for sweeps in 1..12 {
            let limits = Limits { enough: 1e-300, sweeps, depth: 3, goal: Goal::FixedPoint };
            let found = settle(vec![1.0; 5], limits, &Interrupt::new(), turning)?;
            assert_eq!(found.sweeps, sweeps);
            assert!(found.residual > 0.0);
        }
        Ok(())
    }
}
