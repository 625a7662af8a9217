//! The network of one level of an algorithm, and how parts of it become the next level.

use std::ops::Range;

use rayon::prelude::*;

use super::mass::Mass;
use super::scratch::{Pool, Sums};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How many rows of the lowest level are made at a time.
const BLOCK: usize = 1 << 12;

/// Into how many blocks the parts of a level fall at most; their number is the same on any
/// number of threads.
const BLOCKS: usize = 128;

/// An undirected network without self-loops and edges of no weight. The mass of a node
/// still counts the loops, which move with it and so play no other part.
#[derive(Debug)]
pub(super) struct Level<M> {
    offsets: Vec<usize>,
    ids: Vec<u32>,
    weights: Vec<f64>,
    masses: Vec<M>,
}

impl<M: Mass> Level<M> {
    /// The lowest level: the ties of `net` without direction, the weights of both directions
    /// added up. Node `i` of the level is node `order[i]` of the network.
    pub(super) fn of(
        net: &Network,
        order: &[u32],
        mass: impl Fn(u32) -> M + Sync,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let place = places(order);
        let blocks = order.par_chunks(BLOCK).map(|nodes| {
            interrupt.check()?;
            let mut rows = Rows::default();
            for &v in nodes {
                each_tie(net, v, |t, weight| {
                    if t != v && weight > 0.0 {
                        rows.push(place[t as usize], weight);
                    }
                });
                rows.close(mass(v));
            }
            Ok(rows)
        });
        Ok(joined(&blocks.collect::<Result<Vec<_>>>()?))
    }

    /// The number of nodes.
    pub(super) fn n(&self) -> usize {
        self.masses.len()
    }

    /// The number of ends of edges.
    pub(super) fn cells(&self) -> usize {
        self.ids.len()
    }

    /// The number of neighbours of `v`.
    pub(super) fn degree(&self, v: usize) -> usize {
        self.offsets[v + 1] - self.offsets[v]
    }

    /// The neighbours of `v` and the weights of the edges to them.
    #[inline]
    pub(super) fn row(&self, v: usize) -> impl Iterator<Item = (u32, f64)> {
        let span = self.offsets[v]..self.offsets[v + 1];
        self.ids[span.clone()].iter().copied().zip(self.weights[span].iter().copied())
    }

    /// The neighbours of `v`.
    #[inline]
    pub(super) fn neighbours(&self, v: usize) -> &[u32] {
        &self.ids[self.offsets[v]..self.offsets[v + 1]]
    }

    /// The mass of `v`.
    pub(super) fn mass(&self, v: usize) -> M {
        self.masses[v]
    }

    /// The mass of all nodes.
    pub(super) fn total(&self) -> M {
        self.masses.iter().fold(M::default(), |sum, &mass| sum + mass)
    }

    /// The weight of all edge ends, loops left out.
    pub(super) fn weight(&self) -> f64 {
        self.weights.iter().fold(0.0, |sum, w| sum + w)
    }

    /// The mass of each of the parts that `labels` names.
    pub(super) fn part_masses(&self, labels: &[u32], count: usize) -> Vec<M> {
        let mut masses = vec![M::default(); count];
        for (&label, &mass) in labels.iter().zip(&self.masses) {
            masses[label as usize] = masses[label as usize] + mass;
        }
        masses
    }

    /// The same network with its nodes in this order.
    pub(super) fn rearranged(&self, order: &[u32], interrupt: &Interrupt) -> Result<Self> {
        let place = places(order);
        let blocks = order.par_chunks(BLOCK).map(|nodes| {
            interrupt.check()?;
            let mut rows = Rows::default();
            for &v in nodes {
                self.row(v as usize).for_each(|(t, w)| rows.push(place[t as usize], w));
                rows.close(self.masses[v as usize]);
            }
            Ok(rows)
        });
        Ok(joined(&blocks.collect::<Result<Vec<_>>>()?))
    }

    /// The next level: each of the `count` parts that `labels` names becomes a node.
    pub(super) fn aggregate(
        &self,
        labels: &[u32],
        count: usize,
        pool: &Pool<Sums>,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let (starts, nodes) = members(labels, count);
        let blocks = blocks(count).into_par_iter().map(|parts| {
            interrupt.check()?;
            Ok(pool.with(|sums| {
                let mut rows = Rows::default();
                sums.begin(count);
                for part in parts {
                    let mut mass = M::default();
                    for &v in &nodes[starts[part]..starts[part + 1]] {
                        mass = mass + self.masses[v as usize];
                        self.row(v as usize).for_each(|(t, w)| sums.add(labels[t as usize], w));
                    }
                    for (other, weight) in sums.iter().filter(|&(other, _)| other as usize != part) {
                        rows.push(other, weight);
                    }
                    rows.close(mass);
                    sums.clear();
                }
                rows
            }))
        });
        Ok(joined(&blocks.collect::<Result<Vec<_>>>()?))
    }
}

/// Every tie of `v` without direction: neighbour and weight, each neighbour once.
pub(super) fn each_tie(net: &Network, v: u32, mut visit: impl FnMut(u32, f64)) {
    let (ids, weights) = net.out(v);
    if !net.directed() {
        ids.iter().zip(weights).for_each(|(&t, &w)| visit(t, w));
        return;
    }
    let (sources, back) = net.incoming(v);
    let mut at = 0;
    for (&t, &w) in ids.iter().zip(weights) {
        while at < sources.len() && sources[at] < t {
            visit(sources[at], back[at]);
            at += 1;
        }
        if sources.get(at) == Some(&t) {
            visit(t, w + back[at]);
            at += 1;
        } else {
            visit(t, w);
        }
    }
    sources[at..].iter().zip(&back[at..]).for_each(|(&t, &w)| visit(t, w));
}

/// The numbers below `count` in blocks of like length.
pub(super) fn blocks(count: usize) -> Vec<Range<usize>> {
    let length = count.div_ceil(BLOCKS).max(1);
    (0..count).step_by(length).map(|start| start..count.min(start + length)).collect()
}

/// Where each node stands in this order.
fn places(order: &[u32]) -> Vec<u32> {
    let mut place = vec![0; order.len()];
    for (&v, at) in order.iter().zip(0..) {
        place[v as usize] = at;
    }
    place
}

/// The nodes, sorted by their part, and where each part starts: a counting sort.
pub(super) fn members(labels: &[u32], count: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; count + 1];
    for &label in labels {
        starts[label as usize + 1] += 1;
    }
    for part in 0..count {
        starts[part + 1] += starts[part];
    }
    let mut next = starts.clone();
    let mut nodes = vec![0; labels.len()];
    for (&label, v) in labels.iter().zip(0..) {
        nodes[next[label as usize]] = v;
        next[label as usize] += 1;
    }
    (starts, nodes)
}

/// Number the labels 0, 1, ... as they turn up, and say how many there are. They must be
/// below their number.
pub(super) fn number(labels: &mut [u32]) -> usize {
    const NEW: u32 = u32::MAX;
    let mut names = vec![NEW; labels.len()];
    let mut count = 0;
    for label in labels {
        let name = &mut names[*label as usize];
        if *name == NEW {
            *name = count;
            count += 1;
        }
        *label = *name;
    }
    count as usize
}

/// Some rows of a level in the making.
#[derive(Debug, Default)]
struct Rows<M> {
    ends: Vec<usize>,
    ids: Vec<u32>,
    weights: Vec<f64>,
    masses: Vec<M>,
}

impl<M> Rows<M> {
    #[inline]
    fn push(&mut self, id: u32, weight: f64) {
        self.ids.push(id);
        self.weights.push(weight);
    }

    fn close(&mut self, mass: M) {
        self.ends.push(self.ids.len());
        self.masses.push(mass);
    }
}

/// The level of these rows, one block after the other.
fn joined<M: Mass>(blocks: &[Rows<M>]) -> Level<M> {
    let mut offsets = Vec::with_capacity(1 + blocks.iter().map(|b| b.ends.len()).sum::<usize>());
    offsets.push(0);
    let mut start = 0;
    for block in blocks {
        offsets.extend(block.ends.iter().map(|end| start + end));
        start += block.ids.len();
    }
    Level {
        offsets,
        ids: concatenated(blocks, |block| &block.ids),
        weights: concatenated(blocks, |block| &block.weights),
        masses: concatenated(blocks, |block| &block.masses),
    }
}

fn concatenated<M: Mass, T: Copy + Default + Send + Sync>(
    blocks: &[Rows<M>],
    column: impl Fn(&Rows<M>) -> &[T] + Sync,
) -> Vec<T> {
    let mut all = vec![T::default(); blocks.iter().map(|block| column(block).len()).sum()];
    let mut rest = &mut all[..];
    let mut places = Vec::with_capacity(blocks.len());
    for block in blocks {
        let (place, after) = rest.split_at_mut(column(block).len());
        places.push(place);
        rest = after;
    }
    places.into_par_iter().zip(blocks).for_each(|(to, from)| to.copy_from_slice(column(from)));
    all
}
