//! Communities by the Leiden algorithm, and the modularity it raises.
//!
//! | file | step |
//! |---|---|
//! | `level` | the network of one level, and how parts of it become the nodes of the next |
//! | `moving` | nodes move to the neighbouring community that gains most |
//! | `refine` | each community is rebuilt from well-connected pieces |
//! | `modularity` | the quality of a partition |

mod level;
mod modularity;
mod moving;
mod refine;

pub use modularity::modularity;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::partition::{Sets, largest_first};
use crate::random::Stream;
use crate::run::Interrupt;
use level::Level;

/// Better by less than this is not better: it may be rounding.
const IMPROVEMENT: f64 = 1e-12;

/// The community of each node, by the Leiden algorithm (Traag, Waltman & van Eck 2019,
/// *Scientific Reports* 9:5233), which raises [`modularity`] at this `resolution`.
///
/// Labels are 0 for the largest community, then 1, 2, ...; ties go to the community of the
/// smallest node id. Every community is connected by edges of positive weight, and a node
/// without any is a community of its own. A directed network is taken without direction,
/// the weights of both directions added up; for an unweighted result pass
/// [`Network::unweighted`].
///
/// `iterations` is how often the whole algorithm is run on its own result, -1 until that
/// brings nothing more. In the refinement a node picks its piece with probability
/// proportional to exp(gain / theta), theta = 0.01, with gains measured in mean edge
/// weights. All chance comes from `seed`, and what is drawn is drawn in one thread: the same
/// seed gives the same communities on any number of threads. Near-linear in edges for each iteration; about 50
/// bytes an edge.
///
/// # Errors
/// [`Error::Input`] unless `resolution` is finite and at least 0 and `iterations` is -1 or
/// at least 1; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, leiden}, run::Interrupt};
/// let (source, target) = ([0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3]);
/// let triangles = Network::from_edges(6, &source, &target, None, None, false)?;
/// let communities = leiden(&triangles, 1.0, 0, -1, &Interrupt::new())?;
/// assert_eq!(communities, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn leiden(
    net: &Network,
    resolution: f64,
    seed: u64,
    iterations: i64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    check(resolution, iterations)?;
    let whole = if net.directed() { Level::of(&net.undirected()?) } else { Level::of(net) };
    let task = Task { whole: &whole, terms: Terms::new(&whole, resolution), interrupt };
    let mut best: Vec<u32> = net.nodes().collect();
    if whole.total() > 0.0 {
        let mut quality = task.quality(&best);
        for iteration in (0..u64::MAX).take_while(|&i| iterations < 0 || i < iterations as u64) {
            let found = task.iterate(best.clone(), Stream::new(seed, iteration))?;
            let better = task.quality(&found);
            if better > quality + IMPROVEMENT {
                (best, quality) = (found, better);
            } else if iterations < 0 {
                break;
            }
        }
    }
    Ok(largest_first(&connected(&whole, &best)))
}

fn check(resolution: f64, iterations: i64) -> Result<()> {
    modularity::check_resolution(resolution)?;
    if iterations < 1 && iterations != -1 {
        return Err(Error::input(
            "iterations",
            iterations.to_string(),
            "at least 1, or -1 to go on until nothing improves",
        ));
    }
    Ok(())
}

/// The constants of the quality function, the same at every level.
#[derive(Debug, Clone, Copy)]
struct Terms {
    /// The resolution over twice the weight of all edges: what two strengths that share a
    /// community cost for each unit of their product.
    penalty: f64,
    /// Theta, in units of weight.
    theta: f64,
    /// Gains below this times a node's strength may be rounding.
    tolerance: f64,
}

impl Terms {
    fn new(whole: &Level, resolution: f64) -> Self {
        Self {
            penalty: resolution / whole.total(),
            theta: 0.01 * whole.mean_weight(),
            tolerance: 1e-12 * resolution.max(1.0),
        }
    }
}

/// One call of [`leiden`].
struct Task<'a> {
    whole: &'a Level,
    terms: Terms,
    interrupt: &'a Interrupt,
}

impl Task<'_> {
    /// One run of the algorithm from the communities `labels`.
    fn iterate(&self, mut labels: Vec<u32>, mut stream: Stream) -> Result<Vec<u32>> {
        let (terms, interrupt) = (self.terms, self.interrupt);
        let mut above: Option<Level> = None;
        // The node of the present level that each node of the whole belongs to.
        let mut place: Vec<u32> = (0..self.whole.n() as u32).collect();
        loop {
            let level = above.as_ref().unwrap_or(self.whole);
            moving::move_nodes(level, &mut labels, terms, &mut stream, interrupt)?;
            let communities = level::number(&mut labels);
            if communities == level.n() {
                break;
            }
            let mut pieces = refine::refine(level, &labels, terms, &mut stream, interrupt)?;
            let mut count = level::number(&mut pieces);
            if count == level.n() {
                // Nothing is well connected: only the communities themselves lead on.
                pieces.clone_from(&labels);
                count = communities;
            }
            let next = level.aggregate(&pieces, count);
            labels = inherited(&labels, &pieces, count);
            for p in &mut place {
                *p = pieces[*p as usize];
            }
            above = Some(next);
        }
        Ok(place.iter().map(|&p| labels[p as usize]).collect())
    }

    fn quality(&self, labels: &[u32]) -> f64 {
        let mut strengths = vec![0.0; labels.len()];
        let mut inside = 0.0;
        for v in 0..self.whole.n() {
            strengths[labels[v] as usize] += self.whole.strength(v);
            let same = |&(t, _): &(u32, f64)| labels[t as usize] == labels[v];
            inside += self.whole.row(v).filter(same).fold(0.0, |sum, (_, w)| sum + w);
        }
        let expected = strengths.iter().fold(0.0, |sum, k| sum + k * (k * self.terms.penalty));
        (inside - expected) / self.whole.total()
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

/// Split communities that do not hang together, which can only raise modularity. Leiden
/// leaves none behind except where it had to merge what was not well connected.
fn connected(whole: &Level, labels: &[u32]) -> Vec<u32> {
    let mut sets = Sets::new(whole.n());
    for v in 0..whole.n() {
        let same = |&(t, _): &(u32, f64)| labels[t as usize] == labels[v];
        whole.row(v).filter(same).for_each(|(t, _)| sets.join(v as u32, t));
    }
    sets.labels()
}

#[cfg(test)]
mod tests;
