//! The Leiden algorithm.

use rayon::prelude::*;

use super::level::{Level, number};
use super::mass::Mass;
use super::moving::move_nodes;
use super::refine::refine;
use super::scratch::{Pool, Sums};
use super::{Quality, Solve, Terms, lowest_level};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::partition::{Sets, largest_first};
use crate::random::Stream;
use crate::run::Interrupt;

/// Better by less than this is not better: it may be rounding.
const IMPROVEMENT: f64 = 1e-12;

/// How many nodes a thread adds up at a time.
const BLOCK: usize = 1 << 12;

pub fn leiden(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    iterations: i64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    super::check_resolution(resolution)?;
    if iterations < 1 && iterations != -1 {
        return Err(Error::input(
            "iterations",
            iterations.to_string(),
            "at least 1, or -1 to go on until nothing improves",
        ));
    }
    lowest_level(net, quality, resolution, seed, Leiden { seed, iterations, interrupt }, interrupt)
}

/// What [`leiden`] does on any level, whatever its masses.
struct Leiden<'a> {
    seed: u64,
    iterations: i64,
    interrupt: &'a Interrupt,
}

impl Solve for Leiden<'_> {
    fn solve<M: Mass>(self, level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>> {
        let n = level.n();
        let mut task = Task { whole: level, terms, pool: Pool::default(), interrupt: self.interrupt };
        let mut best: Vec<u32> = (0..n as u32).collect();
        let mut order: Vec<u32> = best.clone();
        let mut quality = task.quality(&best);
        let mut iteration = 0;
        while self.iterations < 0 || iteration < self.iterations as u64 {
            let found = task.iterate(best.clone(), Stream::new(self.seed, iteration))?;
            let better = task.quality(&found);
            if better > quality + IMPROVEMENT {
                (best, quality) = (found, better);
            } else if self.iterations < 0 {
                break;
            }
            iteration += 1;
            if iteration <= 2 {
                task.gather(&mut best, &mut order)?;
            }
        }
        let parts = connected(&task.whole, &best);
        let mut labels = vec![0; n];
        for (&v, part) in order.iter().zip(parts) {
            labels[v as usize] = part;
        }
        Ok(labels)
    }
}

/// One call of [`leiden`].
struct Task<'a, M> {
    whole: Level<M>,
    terms: Terms<M>,
    pool: Pool<Sums>,
    interrupt: &'a Interrupt,
}

impl<M: Mass> Task<'_, M> {
    /// One run of the algorithm from the communities `labels`.
    fn iterate(&self, mut labels: Vec<u32>, mut stream: Stream) -> Result<Vec<u32>> {
        let (terms, interrupt) = (self.terms, self.interrupt);
        let mut above: Option<Level<M>> = None;
        // The node of the present level that each node of the whole belongs to.
        let mut place: Vec<u32> = (0..self.whole.n() as u32).collect();
        loop {
            let level = above.as_ref().unwrap_or(&self.whole);
            move_nodes(level, &mut labels, terms, &self.pool, interrupt)?;
            let communities = number(&mut labels);
            if communities == level.n() {
                break;
            }
            let seed = stream.bits();
            let (mut pieces, mut count) = refine(level, &labels, communities, terms, seed, interrupt)?;
            if count == level.n() {
                // Nothing is well connected: only the communities themselves lead on.
                pieces.clone_from(&labels);
                count = communities;
            }
            let next = level.aggregate(&pieces, count, &self.pool, interrupt)?;
            labels = inherited(&labels, &pieces, count);
            place.par_iter_mut().for_each(|p| *p = pieces[*p as usize]);
            above = Some(next);
        }
        Ok(place.iter().map(|&p| labels[p as usize]).collect())
    }

    /// What the algorithm raises, up to constants.
    fn quality(&self, labels: &[u32]) -> f64 {
        let whole = &self.whole;
        let masses = whole.part_masses(labels, whole.n());
        let inside = |v: usize| {
            let same = |&(t, _): &(u32, f64)| labels[t as usize] == labels[v];
            whole.row(v).filter(same).fold(0.0, |sum, (_, w)| sum + w)
        };
        let starts: Vec<usize> = (0..whole.n()).step_by(BLOCK).collect();
        let blocks = starts.into_par_iter().map(|start| {
            (start..whole.n().min(start + BLOCK)).fold(0.0, |sum, v| sum + inside(v))
        });
        let inside = blocks.collect::<Vec<f64>>().into_iter().fold(0.0, |sum, part| sum + part);
        let cost = |sum: f64, &mass: &M| sum + mass.scaled(self.terms.penalty).times(mass);
        (inside - masses.iter().fold(0.0, cost)) / self.terms.weight
    }

    /// Lay the nodes of each community side by side, for the sake of the cache.
    fn gather(&mut self, labels: &mut Vec<u32>, order: &mut Vec<u32>) -> Result<()> {
        let count = number(labels);
        let (_, nodes) = super::level::members(labels, count);
        self.whole = self.whole.rearranged(&nodes, self.interrupt)?;
        *labels = nodes.iter().map(|&v| labels[v as usize]).collect();
        *order = nodes.iter().map(|&v| order[v as usize]).collect();
        Ok(())
    }
}

/// The community of each piece: that of its members.
fn inherited(labels: &[u32], pieces: &[u32], count: usize) -> Vec<u32> {
    let mut next = vec![0; count];
    for (&label, &piece) in labels.iter().zip(pieces) {
        next[piece as usize] = label;
    }
    next
}

/// Split communities that do not hang together, which can only raise the quality. Leiden
/// leaves none behind except where it had to merge what was not well connected.
fn connected<M: Mass>(whole: &Level<M>, labels: &[u32]) -> Vec<u32> {
    let mut sets = Sets::new(whole.n());
    for v in 0..whole.n() {
        for &t in whole.neighbours(v) {
            if (t as usize) < v && labels[t as usize] == labels[v] {
                sets.join(v as u32, t);
            }
        }
    }
    sets.labels()
}
