//! The Leiden algorithm.

use rayon::prelude::*;

use super::level::{Level, members, number};
use super::mass::Mass;
use super::moving::move_nodes;
use super::problem::{Solve, raise};
use super::refine::refine;
use super::scratch::{Pool, Sums};
use super::{Quality, Terms};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::partition::Sets;
use crate::random::Stream;
use crate::run::Interrupt;

/// Better by less than this is not better: it may be rounding.
const IMPROVEMENT: f64 = 1e-12;

/// After how many of the first iterations nodes are laid out anew; later ones move few.
const GATHERINGS: u64 = 2;

/// How many nodes a thread adds up at a time.
const BLOCK: usize = 1 << 12;

/// The community of each node, by the Leiden algorithm (Traag, Waltman & van Eck 2019,
/// *Scientific Reports* 9:5233), which raises `quality` at this `resolution`.
///
/// Labels are 0 for the largest community, then 1, 2, ...; ties go to the community of the
/// smallest node id. Every community is connected by edges of positive weight, and a node
/// without any is a community of its own. For an unweighted result pass
/// [`Network::unweighted`].
///
/// `iterations` is how often the whole algorithm is run on its own result, -1 until that
/// brings nothing more; then no node would gain by moving. In the refinement a node picks
/// its piece with probability proportional to exp(gain / theta), theta = 0.01, with gains
/// measured in mean edge weights. Of communities where a node gains the same it takes one by
/// lot. In place of a queue nodes are swept over, and those whose
/// neighbourhood did not change are passed over. All chance comes from `seed`; the same seed gives the same
/// communities on any number of threads. Near-linear in edges for each iteration; about 50
/// bytes an edge.
///
/// # Errors
/// [`Error::Input`] unless `resolution` is finite and at least 0 and `iterations` is -1 or
/// at least 1; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, Quality, leiden}, run::Interrupt};
/// let (source, target) = ([0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3]);
/// let triangles = Network::from_edges(6, &source, &target, None, None, false)?;
/// let communities = leiden(&triangles, Quality::Modularity, 1.0, 0, -1, &Interrupt::new())?;
/// assert_eq!(communities, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn leiden(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    iterations: i64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    if iterations < 1 && iterations != -1 {
        return Err(Error::input(
            "iterations",
            iterations.to_string(),
            "at least 1, or -1 to go on until nothing improves",
        ));
    }
    raise(net, quality, resolution, seed, Leiden { seed, iterations, interrupt }, interrupt)
}

/// What [`leiden`] does on any level, whatever its masses.
struct Leiden<'a> {
    seed: u64,
    iterations: i64,
    interrupt: &'a Interrupt,
}

impl Solve for Leiden<'_> {
    fn solve<M: Mass>(self, whole: Level<M>, terms: Terms<M>) -> Result<Vec<u32>> {
        let single: Vec<u32> = (0..whole.n() as u32).collect();
        let mut order = single.clone();
        let mut task = Task { whole, terms, pool: Pool::default(), interrupt: self.interrupt };
        let mut quality = task.quality(&single);
        let mut best = single;
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
            if iteration <= GATHERINGS && iteration != self.iterations as u64 {
                task.gather(&mut best, &mut order)?;
            }
        }
        let mut labels = vec![0; best.len()];
        for (&v, part) in order.iter().zip(connected(&task.whole, &best)) {
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
            let (mut pieces, mut count) =
                refine(level, &labels, communities, terms, seed, interrupt)?;
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
        let blocks = starts
            .into_par_iter()
            .map(|start| (start..whole.n().min(start + BLOCK)).fold(0.0, |sum, v| sum + inside(v)));
        let inside = blocks.collect::<Vec<f64>>().into_iter().fold(0.0, |sum, part| sum + part);
        let cost = |sum: f64, &mass: &M| sum + mass.scaled(self.terms.penalty).times(mass);
        (inside - masses.iter().fold(0.0, cost)) / self.terms.weight
    }

    /// Lay the nodes of each community side by side, for the sake of the cache.
    fn gather(&mut self, labels: &mut Vec<u32>, order: &mut Vec<u32>) -> Result<()> {
        let count = number(labels);
        let (_, nodes) = members(labels, count);
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
pub(super) fn connected<M: Mass>(whole: &Level<M>, labels: &[u32]) -> Vec<u32> {
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
