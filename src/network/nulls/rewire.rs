//! Rewiring: everyone keeps their degrees, who is tied to whom is left to chance.

use super::arcs::Arcs;
use super::dyads::Dyads;
use super::quartets::{self, Quartets};
use super::sweep::{Passes, Tally};
use super::triangles::twin_triangles;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::build::build;
use crate::network::csr::Times;
use crate::random::Stream;
use crate::run::Interrupt;

/// How a network is rewired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RewireOptions {
    /// How many swaps are tried for each edge; 10 by default. 0 leaves the network as it is.
    pub swaps: f64,
    /// Whether each node also keeps its numbers of mutual, outgoing and incoming contacts.
    pub keep_reciprocity: bool,
}

impl Default for RewireOptions {
    fn default() -> Self {
        Self { swaps: 10.0, keep_reciprocity: false }
    }
}

/// A rewired network, and how it came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewired {
    /// The network.
    pub network: Network,
    /// How many swaps were tried.
    pub attempted: u64,
    /// How many of them were possible. If few were, the network has little freedom.
    pub swapped: u64,
}

/// A network drawn at random from those with the same degrees: the arcs a -> x and b -> y become
/// a -> y and b -> x, again and again (Rao, Jana & Bandyopadhyay 1996, *Sankhya A* 58:225; Maslov
/// & Sneppen 2002, *Science* 296:910).
///
/// Directed networks keep the out- and in-degree of each node, undirected ones the degree.
/// Self-loops stay as they are; no new ones and no parallel edges arise. With `keep_reciprocity`
/// mutual pairs are swapped with mutual pairs and unreturned arcs with such, so that each node
/// also keeps its number of mutual contacts; nothing changes for an undirected network.
///
/// Weights and times stay with the node that an arc leaves, which so keeps the weights of all its
/// out edges; in an undirected network they travel with one end of their edge, drawn by chance.
///
/// **Swaps** are tried, not made: a pair of arcs that cannot be swapped is a step all the same,
/// or networks with many neighbours would be favoured (Carstens & Horadam 2017, *Journal of
/// Complex Networks* 5:337). `igraph`'s `rewire(n)` and `networkit`'s `EdgeSwitching` count in this
/// way, too. 10 an edge is the usual choice (Milo et al. 2003, arXiv:cond-mat/0312028); a value
/// below 1 disturbs a network a little. [`Rewired::swapped`] says how many were possible.
///
/// **Passes.** Pairs are not drawn from all arcs at a time, each of which would miss the cache.
/// The nodes are put in random order, cut into blocks of some 4,000 arcs, and pairs are drawn
/// within a block, one swap an arc, before the next order is drawn. Any two arcs can meet, and each
/// swap is as likely as its reverse, so in the long run every network is equally likely; a
/// statistic loses the memory of the network it came from at the same rate as with pairs drawn
/// from all. Undirected networks, and pairs that keep their kind, lead from the earlier to the later
/// node of each order, and swaps keep to that.
///
/// **Reach.** All simple networks with the same degrees can arise. Swaps alone may be unable to turn
/// some directed triangles (Roberts & Coolen 2012, *Physical Review E* 85:046103); these are found
/// beforehand and turned with probability 1/2. For `keep_reciprocity` no such theorem is known: all
/// networks that are reached are equally likely, but swaps alone may not reach all, above all in
/// small and dense networks. Up to 256 nodes, as many times as a swap is tried, the ties of four
/// nodes drawn at random are therefore replaced by any in which all four keep their contacts: of the
/// kinds of five nodes that leave a choice, swaps alone reach all networks in 29 %, and so in 93 %.
///
/// The `draw`-th network of a seed, from `Stream::new(seed, draw)`; the same bits on any number of
/// threads. O(swaps m) expected time, O(n + m) memory.
///
/// # Errors
/// [`Error::Input`] unless `swaps` is a number of 0 or more; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, nulls}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 3], &[1, 2, 3, 0], None, None, true)?;
/// let options = nulls::RewireOptions::default();
/// let random = nulls::rewire(&net, options, 1, 0, &Interrupt::new())?.network;
/// assert!(random.nodes().all(|v| random.out(v).0.len() == 1 && random.incoming(v).0.len() == 1));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn rewire(
    net: &Network,
    options: RewireOptions,
    seed: u64,
    draw: u64,
    interrupt: &Interrupt,
) -> Result<Rewired> {
    Rewiring::new(net, options)?.draw(Stream::new(seed, draw), true, interrupt)
}

/// A network that is to be rewired, many times perhaps.
pub(in crate::network) struct Rewiring<'a> {
    net: &'a Network,
    options: RewireOptions,
    /// Triangles that are turned by chance.
    triangles: Vec<[u32; 3]>,
    /// What helps the swaps of pairs that keep their kind, where it can.
    quartets: Option<Quartets>,
    /// How many ties a block holds, if not as many as usual.
    pub(super) block: Option<usize>,
}

impl<'a> Rewiring<'a> {
    pub(super) fn new(net: &'a Network, options: RewireOptions) -> Result<Self> {
        let swaps = options.swaps;
        if !swaps.is_finite() || swaps < 0.0 {
            return Err(Error::input("swaps", swaps.to_string(), "a number of 0 or more"));
        }
        let triangles = if swaps > 0.0 { twin_triangles(net) } else { Vec::new() };
        let small = (4..=quartets::MOST).contains(&net.n());
        let by_kind = options.keep_reciprocity && net.directed();
        let quartets = (by_kind && small).then(Quartets::new);
        Ok(Self { net, options, triangles, quartets, block: None })
    }

    /// One rewired network; `parallel` if more than this thread may work on it.
    pub(super) fn draw(
        &self,
        mut stream: Stream,
        parallel: bool,
        interrupt: &Interrupt,
    ) -> Result<Rewired> {
        let swaps = self.options.swaps;
        let by_arcs = self.net.directed() && !self.options.keep_reciprocity;
        let mut passes = Passes { parallel, ..Passes::of(swaps, interrupt) };
        passes.block = self.block.unwrap_or(passes.block);
        let (network, tally) = if self.net.directed() {
            let mut targets = self.targets(&mut stream);
            let tally = if by_arcs {
                self.draw_arcs(&passes, &mut targets, &mut stream)?
            } else {
                self.draw_pairs(&passes, &mut targets, &mut stream)?
            };
            (with_targets(self.net, &targets), tally)
        } else {
            self.draw_edges(&passes, &mut stream)?
        };
        Ok(Rewired { network, attempted: tally.attempted, swapped: tally.swapped })
    }

    /// Whom the arcs lead to, some triangles turned.
    fn targets(&self, stream: &mut Stream) -> Vec<u32> {
        let mut targets = self.net.out.ids.clone();
        let mut lead = |s: u32, old: u32, new: u32| {
            let span = self.net.out.span(s);
            if let Ok(at) = self.net.out.ids[span.clone()].binary_search(&old) {
                targets[span.start + at] = new;
            }
        };
        for &[u, v, w] in &self.triangles {
            if stream.below(2) == 1 {
                lead(u, v, w);
                lead(v, w, u);
                lead(w, u, v);
            }
        }
        targets
    }

    fn draw_arcs(
        &self,
        passes: &Passes,
        targets: &mut [u32],
        stream: &mut Stream,
    ) -> Result<Tally> {
        let mut arcs = Arcs::new(self.net, targets);
        let tally = repeat(passes, || arcs.sweep(passes, stream))?;
        arcs.write(self.net, targets);
        Ok(tally)
    }

    fn draw_pairs(
        &self,
        passes: &Passes,
        targets: &mut [u32],
        stream: &mut Stream,
    ) -> Result<Tally> {
        let mut dyads = Dyads::new(self.net, targets);
        let tally = repeat(passes, || {
            let tally = dyads.sweep(passes, stream)?;
            if let Some(quartets) = &self.quartets {
                dyads.mix_quartets(quartets, passes, stream);
            }
            Ok(tally)
        })?;
        for (near, far) in dyads.pairs() {
            for (from, to) in [(near, far), (far, near)] {
                if let Some(target) = targets.get_mut(from.arc as usize) {
                    *target = to.node;
                }
            }
        }
        Ok(tally)
    }

    fn draw_edges(&self, passes: &Passes, stream: &mut Stream) -> Result<(Network, Tally)> {
        let mut dyads = Dyads::new(self.net, &[]);
        let tally = repeat(passes, || dyads.sweep(passes, stream))?;
        let mut edges = self.net.columns();
        for (near, far) in dyads.pairs() {
            let edge = near.arc as usize;
            (edges.source[edge], edges.target[edge]) = (near.node, far.node);
        }
        let times = edges.first.as_deref().zip(edges.last.as_deref());
        let weight = Some(&edges.weight[..]);
        let network = build(self.net.n(), &edges.source, &edges.target, weight, times, false)?;
        Ok((network, tally))
    }
}

fn repeat(passes: &Passes, mut sweep: impl FnMut() -> Result<Tally>) -> Result<Tally> {
    let mut sum = Tally::default();
    for _ in 0..passes.count {
        passes.interrupt.check()?;
        sum.add(sweep()?);
    }
    Ok(sum)
}

/// The directed network whose arcs lead to `targets`, with the weights and times of those of
/// `net` in the same places; every degree is that of `net`.
fn with_targets(net: &Network, targets: &[u32]) -> Network {
    // The target, and in the lower half the place that it comes from.
    let cell = |(&target, place): (&u32, u64)| u64::from(target) << 32 | place;
    let mut cells: Vec<u64> = targets.iter().zip(0..).map(cell).collect();
    for v in net.nodes() {
        cells[net.out.span(v)].sort_unstable();
    }
    let place = |cell: u64| cell as u32 as usize;
    let mut new = net.clone();
    let moved = |times: &[i64]| cells.iter().map(|&cell| times[place(cell)]).collect();
    new.times = net
        .times
        .as_ref()
        .map(|times| Times { first: moved(&times.first), last: moved(&times.last) });
    new.out.ids = cells.iter().map(|cell| (cell >> 32) as u32).collect();
    new.out.weights = cells.iter().map(|&cell| net.out.weights[place(cell)]).collect();
    if let Some(incoming) = &mut new.incoming {
        let cell = |row, place: usize| (row, new.out.weights[place]);
        (incoming.ids, incoming.weights) = new.out.by_column(&incoming.offsets, cell);
    }
    new
}
