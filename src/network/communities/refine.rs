//! The second step: each community is rebuilt from pieces that are well connected.

use rayon::prelude::*;

use super::Terms;
use super::level::{Level, blocks, members};
use super::mass::Mass;
use super::scratch::{Pool, Sums};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// The odds of what gains less than the best by so many thetas are below any random bit.
const HOPELESS: f64 = 60.0;

/// Start from single nodes; in random order, each node that is still alone and well
/// connected to its community joins a piece of the same community that is well connected
/// too, drawn with probability proportional to exp(gain / theta) among those where the
/// quality does not fall.
///
/// Gives the piece of each node, numbered community by community, and their number.
/// Communities know nothing of each other and each has a stream of random numbers of its
/// own, so they are rebuilt side by side.
pub(super) fn refine<M: Mass>(
    level: &Level<M>,
    labels: &[u32],
    communities: usize,
    terms: Terms<M>,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<(Vec<u32>, usize)> {
    let (starts, nodes) = members(labels, communities);
    let mut rank = vec![0; level.n()];
    for (&v, at) in nodes.iter().zip(0..) {
        rank[v as usize] = at;
    }
    let pool = Pool::<Pieces<M>>::default();
    let parts = blocks(communities).into_par_iter().map(|block| {
        interrupt.check()?;
        pool.with(|pieces| {
            let mut found = Vec::with_capacity(starts[block.end] - starts[block.start]);
            let mut count = 0;
            for c in block {
                interrupt.check()?;
                let first = starts[c];
                let community = Community {
                    level,
                    terms,
                    nodes: &nodes[first..starts[c + 1]],
                    rank: &rank,
                    first: first as u32,
                };
                let mut stream = Stream::new(seed, c as u64);
                count += pieces.rebuild(&community, &mut stream, count, &mut found);
            }
            Ok((found, count))
        })
    });
    let parts = parts.collect::<Result<Vec<_>>>()?;
    let mut pieces = vec![0; level.n()];
    let (mut at, mut before) = (0, 0);
    for (found, count) in parts {
        for piece in found {
            pieces[nodes[at] as usize] = before + piece;
            at += 1;
        }
        before += count;
    }
    Ok((pieces, before as usize))
}

/// One community: the nodes from `first` on in the order of ranks.
struct Community<'a, M> {
    level: &'a Level<M>,
    terms: Terms<M>,
    nodes: &'a [u32],
    rank: &'a [u32],
    first: u32,
}

impl<M: Mass> Community<'_, M> {
    /// The neighbours of member `i` that are members too.
    #[inline]
    fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.level.row(self.nodes[i] as usize).filter_map(|(t, w)| {
            let member = self.rank[t as usize].wrapping_sub(self.first) as usize;
            (member < self.nodes.len()).then_some((member, w))
        })
    }
}

/// What is known of each piece of a community while they grow; a piece is named by one of
/// its members.
#[derive(Debug, Default)]
struct Pieces<M> {
    /// The mass of the community.
    whole: M,
    /// The piece of each member.
    of: Vec<u32>,
    /// The mass of each piece.
    masses: Vec<M>,
    /// The weight between each piece and the rest of the community.
    ties: Vec<f64>,
    /// Whether a member is a piece of its own.
    alone: Vec<bool>,
    order: Vec<u32>,
    /// The weight between the member at hand and each piece near it.
    near: Sums,
    /// The pieces that it may join, and what it would gain there.
    offers: Vec<(u32, f64)>,
}

impl<M: Mass> Pieces<M> {
    /// Add the piece of each member to `found`, numbered from `next` on, and say how many.
    fn rebuild(
        &mut self,
        community: &Community<M>,
        stream: &mut Stream,
        next: u32,
        found: &mut Vec<u32>,
    ) -> u32 {
        const NEW: u32 = u32::MAX;
        let n = community.nodes.len();
        if n == 1 {
            found.push(next);
            return 1;
        }
        self.begin(community);
        stream.shuffle(&mut self.order);
        for i in 0..n {
            let v = self.order[i] as usize;
            if self.alone[v] && self.well_connected(v, community.terms) {
                self.find_offers(v, community);
                let to = self.draw(v, community.terms.theta, stream);
                self.join(v, to);
            }
        }
        let names = &mut self.order;
        names.fill(NEW);
        let mut count = 0;
        for &piece in &self.of {
            let name = &mut names[piece as usize];
            if *name == NEW {
                *name = count;
                count += 1;
            }
            found.push(next + *name);
        }
        count
    }

    fn begin(&mut self, community: &Community<M>) {
        let n = community.nodes.len();
        self.of.clear();
        self.of.extend(0..n as u32);
        self.order.clone_from(&self.of);
        self.masses.clear();
        self.masses.extend(community.nodes.iter().map(|&v| community.level.mass(v as usize)));
        self.whole = self.masses.iter().fold(M::default(), |sum, &mass| sum + mass);
        self.ties.clear();
        self.ties.extend((0..n).map(|i| community.row(i).fold(0.0, |sum, (_, w)| sum + w)));
        self.alone.clear();
        self.alone.resize(n, true);
        self.near.begin(n);
    }

    /// Whether `piece` is tied to the rest of the community at least as closely as the
    /// penalty asks.
    fn well_connected(&self, piece: usize, terms: Terms<M>) -> bool {
        let own = self.masses[piece];
        self.ties[piece] >= own.scaled(terms.penalty).times(self.whole - own)
    }

    /// Find the pieces that `v` may join.
    fn find_offers(&mut self, v: usize, community: &Community<M>) {
        self.near.clear();
        for (t, w) in community.row(v) {
            self.near.add(self.of[t], w);
        }
        let cost = self.masses[v].scaled(community.terms.penalty);
        let mut offers = std::mem::take(&mut self.offers);
        offers.clear();
        offers.extend(
            self.near
                .iter()
                .map(|(piece, w)| (piece, w - cost.times(self.masses[piece as usize])))
                .filter(|&(piece, gain)| {
                    gain >= 0.0 && self.well_connected(piece as usize, community.terms)
                }),
        );
        self.offers = offers;
    }

    /// One of the offers, or `v` itself: to stay alone gains 0.
    fn draw(&self, v: usize, theta: f64, stream: &mut Stream) -> usize {
        // Against the best offer, so that no exponential is too large for a float.
        let best = self.offers.iter().fold(0.0, |most: f64, offer| most.max(offer.1));
        let odds = |gain: f64| {
            let exponent = (gain - best) / theta;
            if exponent < -HOPELESS { 0.0 } else { exponent.exp() }
        };
        let all = self.offers.iter().fold(odds(0.0), |sum, offer| sum + odds(offer.1));
        let mut left = stream.unit() * all;
        for &(piece, gain) in &self.offers {
            left -= odds(gain);
            if left < 0.0 {
                return piece as usize;
            }
        }
        v
    }

    fn join(&mut self, v: usize, to: usize) {
        if to == v {
            return;
        }
        self.of[v] = to as u32;
        self.alone[v] = false;
        self.alone[to] = false;
        self.masses[to] = self.masses[to] + self.masses[v];
        self.ties[to] += self.ties[v] - 2.0 * self.near.get(to as u32);
    }
}
