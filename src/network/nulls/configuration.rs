//! The configuration model, and weights dealt out anew.

use crate::error::Result;
use crate::network::Network;
use crate::network::build::build;
use crate::random::Stream;
use crate::run::Interrupt;

/// A network in which the stubs of all edges are joined at random (Molloy & Reed 1995, *Random
/// Structures & Algorithms* 6:161; Newman 2010, *Networks*, chapter 13).
///
/// Each distinct edge counts once, whatever its weight: a node has as many out-stubs and
/// in-stubs as out- and in-edges, or if undirected one stub for each edge and two for a self-loop,
/// and every way of joining them is equally likely. Self-loops and parallel edges arise: the
/// weight of an edge is how many times it did, and the weights of a node's out edges add up to its
/// old out-degree. Times are gone. For simple networks, see [`rewire`](super::rewire()).
///
/// The `draw`-th network of a seed, from `Stream::new(seed, draw)`. O(n + m log of the largest
/// degree).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, nulls}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 0, 1], &[1, 2, 2], None, None, true)?;
/// let random = nulls::configuration(&net, 1, 0, &Interrupt::new())?;
/// assert_eq!(random.out(0).1.iter().sum::<f64>(), 2.0);
/// assert_eq!(random.incoming(2).1.iter().sum::<f64>(), 2.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn configuration(
    net: &Network,
    seed: u64,
    draw: u64,
    interrupt: &Interrupt,
) -> Result<Network> {
    joined_at_random(net, Stream::new(seed, draw), interrupt)
}

pub(super) fn joined_at_random(
    net: &Network,
    mut stream: Stream,
    interrupt: &Interrupt,
) -> Result<Network> {
    interrupt.check()?;
    let edges = net.columns();
    let (mut source, mut target) = (edges.source, edges.target);
    if net.directed() {
        stream.shuffle(&mut target);
    } else {
        source.append(&mut target);
        stream.shuffle(&mut source);
        target = source.split_off(net.m());
    }
    interrupt.check()?;
    build(net.n(), &source, &target, None, None, net.directed())
}

/// The same edges and times, the weights in random order.
pub(super) fn with_weights_dealt(
    net: &Network,
    mut stream: Stream,
    interrupt: &Interrupt,
) -> Result<Network> {
    interrupt.check()?;
    if !net.directed() {
        let mut edges = net.columns();
        stream.shuffle(&mut edges.weight);
        let times = edges.first.as_deref().zip(edges.last.as_deref());
        let weight = Some(&edges.weight[..]);
        return build(net.n(), &edges.source, &edges.target, weight, times, false);
    }
    let mut new = net.clone();
    stream.shuffle(&mut new.out.weights);
    if let Some(incoming) = &mut new.incoming {
        let cell = |row, place: usize| (row, new.out.weights[place]);
        (incoming.ids, incoming.weights) = new.out.by_column(&incoming.offsets, cell);
    }
    Ok(new)
}
