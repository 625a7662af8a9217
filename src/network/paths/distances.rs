//! Distances: how many steps lie between nodes.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::paths::bfs::in_batches;
use crate::network::paths::routes::Routes;
use crate::network::paths::{Direction, Length, sample};
use crate::run::Interrupt;

/// How many ordered pairs of a source and another node are at which distance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distances {
    /// 1, 2, ... up to the greatest distance found.
    pub distance: Vec<u64>,
    /// How many pairs are at each.
    pub pairs: Vec<u64>,
    /// How many sources there were.
    pub sources: usize,
    /// How many pairs have no path.
    pub unreachable: u64,
}

/// The distribution of distances from all nodes, or from so many `sources` drawn without
/// replacement by `seed`, to all other nodes, in steps along arcs.
///
/// `sources` of `None`, or of n or more, are all nodes. Weights and self-loops play no part.
/// Breadth-first searches from 64 sources at once, O(sources m) at worst; each thread takes
/// about 32 bytes a node.
///
/// # Errors
/// [`Error::Input`] if `sources` is 0 and there are nodes; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, paths::distances}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let found = distances(&net, None, 0, &Interrupt::new())?;
/// assert_eq!((found.distance, found.pairs), (vec![1, 2], vec![2, 1]));
/// assert_eq!((found.sources, found.unreachable), (3, 3));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn distances(
    net: &Network,
    sources: Option<usize>,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Distances> {
    let n = net.n();
    let nodes = match sources {
        Some(0) if n > 0 => {
            return Err(Error::input("sources", "0", "at least 1, or None for all"));
        }
        Some(count) if count < n => sample(n, count, seed),
        _ => net.nodes().collect(),
    };
    let routes = Routes::new(net, Direction::Out, Length::One);
    let add = |pairs: &mut Vec<u64>, _, distance: u64, nodes| {
        let place = distance as usize - 1;
        pairs.resize(pairs.len().max(place + 1), 0);
        pairs[place] += nodes;
    };
    let pairs = in_batches(&routes, &nodes, |_| Vec::new(), add, interrupt)
        .try_reduce(Vec::new, |a, b| Ok(sum(a, b)))?;
    let all = nodes.len() as u64 * (n as u64).saturating_sub(1);
    Ok(Distances {
        distance: (1..=pairs.len() as u64).collect(),
        unreachable: all - pairs.iter().sum::<u64>(),
        pairs,
        sources: nodes.len(),
    })
}

/// Two distributions as one.
fn sum(mut long: Vec<u64>, mut short: Vec<u64>) -> Vec<u64> {
    if long.len() < short.len() {
        std::mem::swap(&mut long, &mut short);
    }
    long.iter_mut().zip(short).for_each(|(total, count)| *total += count);
    long
}
