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
        let length = |v: u32| {
            let mut count = 0;
            each_tie(net, v, |_, _| count += 1);
            count
        };
        let row = |v: u32, cells: &mut Cells| {
            each_tie(net, v, |t, weight| cells.push(place[t as usize], weight));
        };
        let masses = order.iter().map(|&v| mass(v)).collect();
        Self::with_rows(order, masses, length, row, interrupt)
    }

    /// The same network with its nodes in this order.
    pub(super) fn rearranged(&self, order: &[u32], interrupt: &Interrupt) -> Result<Self> {
        let place = places(order);
        let length = |v: u32| self.degree(v as usize);
        let row = |v: u32, cells: &mut Cells| {
            self.row(v as usize).for_each(|(t, w)| cells.push(place[t as usize], w));
        };
        let masses = order.iter().map(|&v| self.masses[v as usize]).collect();
        Self::with_rows(order, masses, length, row, interrupt)
    }

    /// The level with the `row` of each node of `order`, of known `length`.
    fn with_rows(
        order: &[u32],
        masses: Vec<M>,
        length: impl Fn(u32) -> usize + Sync,
        row: impl Fn(u32, &mut Cells) + Sync,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let mut offsets = vec![0; order.len() + 1];
        let ends = offsets[1..].par_iter_mut().zip(order).with_min_len(BLOCK);
        ends.for_each(|(end, &v)| *end = length(v));
        let mut cells = 0;
        for end in &mut offsets[1..] {
            cells += *end;
            *end = cells;
        }
        let (mut ids, mut weights) = (vec![0; cells], vec![0.0; cells]);
        let sizes = order
            .chunks(BLOCK)
            .zip((0..).step_by(BLOCK))
            .map(|(nodes, first): (_, usize)| offsets[first + nodes.len()] - offsets[first]);
        let sizes: Vec<usize> = sizes.collect();
        let parts: Vec<_> =
            cut(&mut ids, &sizes).into_iter().zip(cut(&mut weights, &sizes)).collect();
        order.par_chunks(BLOCK).zip(parts).try_for_each(|(nodes, (ids, weights))| {
            interrupt.check()?;
            let mut cells = Cells { ids, weights, count: 0 };
            nodes.iter().for_each(|&v| row(v, &mut cells));
            Ok(())
        })?;
        Ok(Self { offsets, ids, weights, masses })
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
                    for (other, weight) in sums.iter().filter(|&(other, _)| other as usize != part)
                    {
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

/// Each neighbour of `v` but `v` itself, and the weight of the tie without direction, if any.
fn each_tie(net: &Network, v: u32, mut visit: impl FnMut(u32, f64)) {
    let mut tie = |t: u32, weight: f64| {
        if t != v && weight > 0.0 {
            visit(t, weight);
        }
    };
    let (ids, weights) = net.out(v);
    let (sources, back) = if net.directed() { net.incoming(v) } else { (&[][..], &[][..]) };
    let mut at = 0;
    for (&t, &w) in ids.iter().zip(weights) {
        while at < sources.len() && sources[at] < t {
            tie(sources[at], back[at]);
            at += 1;
        }
        if sources.get(at) == Some(&t) {
            tie(t, w + back[at]);
            at += 1;
        } else {
            tie(t, w);
        }
    }
    sources[at..].iter().zip(&back[at..]).for_each(|(&t, &w)| tie(t, w));
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

/// Rows of a level that are being filled in.
struct Cells<'a> {
    ids: &'a mut [u32],
    weights: &'a mut [f64],
    count: usize,
}

impl Cells<'_> {
    #[inline]
    fn push(&mut self, id: u32, weight: f64) {
        self.ids[self.count] = id;
        self.weights[self.count] = weight;
        self.count += 1;
    }
}

/// Slices of these sizes, one after the other.
fn cut<'a, T>(mut all: &'a mut [T], sizes: &[usize]) -> Vec<&'a mut [T]> {
    let mut parts = Vec::with_capacity(sizes.len());
    for &size in sizes {
        let (part, rest) = all.split_at_mut(size);
        parts.push(part);
        all = rest;
    }
    parts
}

/// Some rows of a level whose lengths are not known beforehand.
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
    let sizes: Vec<usize> = blocks.iter().map(|block| column(block).len()).collect();
    let mut all = vec![T::default(); sizes.iter().sum()];
    let places = cut(&mut all, &sizes);
    places.into_par_iter().zip(blocks).for_each(|(to, from)| to.copy_from_slice(column(from)));
    all
}
