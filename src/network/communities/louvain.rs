//! The Louvain algorithm.

use rayon::prelude::*;

use super::level::{Level, number};
use super::mass::Mass;
use super::moving::move_nodes;
use super::problem::{Solve, raise};
use super::scratch::Pool;
use super::{Quality, Terms};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// The community of each node, by the Louvain algorithm (Blondel, Guillaume, Lambiotte &
/// Lefebvre 2008, *Journal of Statistical Mechanics* P10008), which raises `quality` at this
/// `resolution`: nodes move one by one to the neighbouring community that gains most, until
/// none would; then communities become the nodes of the next level.
///
/// [`leiden`](super::leiden()) does better in about twice the time, and its communities are
/// connected, which these need not be; this one is for comparison with other studies. As
/// there, a node is looked at again only if its neighbourhood changed. Labels are 0 for the
/// largest community, then 1, 2, ...; ties go to the community of the smallest node id. A
/// node without edges of positive weight is a community of its own.
///
/// The order of the nodes comes from `seed`; the same seed gives the same communities on any
/// number of threads. Near-linear in edges; about 30 bytes an edge.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless `resolution` is finite and at least 0;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, Quality, louvain}, run::Interrupt};
/// let (source, target) = ([0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3]);
/// let triangles = Network::from_edges(6, &source, &target, None, None, false)?;
/// let communities = louvain(&triangles, Quality::Modularity, 1.0, 0, &Interrupt::new())?;
/// assert_eq!(communities, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn louvain(
    net: &Network,
    quality: Quality,
    resolution: f64,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    raise(net, quality, resolution, seed, Louvain { interrupt }, interrupt)
}

struct Louvain<'a> {
    interrupt: &'a Interrupt,
}

impl Solve for Louvain<'_> {
    fn solve<M: Mass>(self, mut level: Level<M>, terms: Terms<M>) -> Result<Vec<u32>> {
        let pool = Pool::default();
        // The node of the present level that each node of the lowest belongs to.
        let mut place: Vec<u32> = (0..level.n() as u32).collect();
        loop {
            let mut labels: Vec<u32> = (0..level.n() as u32).collect();
            move_nodes(&level, &mut labels, terms, &pool, self.interrupt)?;
            let count = number(&mut labels);
            if count == level.n() {
                return Ok(place);
            }
            place.par_iter_mut().for_each(|p| *p = labels[*p as usize]);
            level = level.aggregate(&labels, count, &pool, self.interrupt)?;
        }
    }
}
