//! Closeness: who is near to others.

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::network::paths::bfs::in_batches;
use crate::network::paths::dijkstra::Dijkstra;
use crate::network::paths::routes::Routes;
use crate::network::paths::{Direction, Length, Pool};
use crate::run::Interrupt;

/// One over the mean distance to the others, times the share of the others that have one
/// (Wasserman & Faust 1994, *Social Network Analysis*, eq. 5.22):
///
/// `c_v` = (r / (n - 1)) (r / sum of d)
///
/// with r the number of other nodes at a finite distance and d their distances, from them to v
/// (`Direction::In`) or from v to them (`Direction::Out`). 0 for a node with r = 0, and where
/// all distances are 0. Self-loops play no part. A distance beyond what a float can hold is
/// endless.
///
/// Breadth-first searches from 64 nodes at once without lengths, O(n m) at worst; else a
/// search by Dijkstra's algorithm from each node, O(n m log n). The bits do not depend on the
/// number of threads. Each thread takes about 32 bytes a node, or 4 bytes an edge more with lengths.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::network::{Network, paths::{Direction, Length, closeness}};
/// use twiplomacy::run::Interrupt;
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let near = closeness(&net, Direction::Out, Length::One, &Interrupt::new())?;
/// assert_eq!(near, [2.0 / 3.0, 0.5, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn closeness(
    net: &Network,
    direction: Direction,
    length: Length,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    let of = |(reached, sum): (f64, f64)| {
        if sum > 0.0 { (reached / (net.n() as f64 - 1.0)) * (reached / sum) } else { 0.0 }
    };
    let totals = totals(net, direction, length, interrupt, |(reached, sum), distance, nodes| {
        *reached += nodes;
        *sum += distance * nodes;
    })?;
    Ok(totals.into_iter().map(of).collect())
}

/// The sum of 1/d over the distances d of all other nodes, those that have none adding
/// nothing (Marchiori & Latora 2000, *Physica A* 285:539; Boldi & Vigna 2014, *Internet
/// Mathematics* 10:222). Not normalised.
///
/// Distances are those from all others (`Direction::In`) or to them (`Direction::Out`); those
/// of 0 add nothing, as in networkx. The rest is as for [`closeness`].
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::network::{Network, paths::{Direction, Length, harmonic}};
/// use twiplomacy::run::Interrupt;
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let near = harmonic(&net, Direction::In, Length::One, &Interrupt::new())?;
/// assert_eq!(near, [0.0, 1.0, 1.5]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn harmonic(
    net: &Network,
    direction: Direction,
    length: Length,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    totals(net, direction, length, interrupt, |sum: &mut f64, distance, nodes| {
        if distance > 0.0 {
            *sum += nodes / distance;
        }
    })
}

/// What `add(total, distance, nodes)` makes of the distances of each node, nearest first.
fn totals<T: Default + Send>(
    net: &Network,
    direction: Direction,
    length: Length,
    interrupt: &Interrupt,
    add: impl Fn(&mut T, f64, f64) + Sync + Send,
) -> Result<Vec<T>> {
    let routes = Routes::new(net, direction, length);
    let sources: Vec<u32> = net.nodes().collect();
    if length == Length::One {
        let make = |lanes| (0..lanes).map(|_| T::default()).collect();
        let step = |totals: &mut Vec<T>, lane: usize, distance, nodes| {
            add(&mut totals[lane], distance as f64, nodes as f64);
        };
        let batches: Result<Vec<Vec<T>>> =
            in_batches(&routes, &sources, make, step, interrupt).collect();
        return Ok(batches?.into_iter().flatten().collect());
    }
    interrupt.expect(sources.len() as u64);
    let pool = Pool::new();
    let one = |source: &u32| {
        interrupt.check()?;
        let mut total = T::default();
        pool.with(
            || Dijkstra::new(net.n()),
            |search: &mut Dijkstra| {
                search.search(&routes, routes.number[*source as usize]);
                for &v in &search.order[1..] {
                    add(&mut total, search.distance[v as usize], 1.0);
                }
            },
        );
        interrupt.advance(1);
        Ok(total)
    };
    sources.par_iter().map(one).collect()
}
