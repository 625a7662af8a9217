//! Passes over the arcs of a directed network, the rows being those of its sources.

use super::sweep::{Layout, Passes, Tally, running_total};
use crate::error::Result;
use crate::network::Network;
use crate::random::Stream;

/// The arcs of a network but for its self-loops, row by row in an order that changes.
pub(super) struct Arcs {
    /// The nodes that lead to others, in the order of the rows.
    nodes: Vec<u32>,
    /// How many others each node leads to.
    lengths: Vec<u32>,
    /// Where the row of each node begins.
    begins: Vec<usize>,
    ends: Vec<u32>,
    /// Where the next pass writes.
    next: Vec<u32>,
}

impl Arcs {
    /// The arcs of a network; `targets` are the ends of all, by their place in its rows.
    pub(super) fn new(net: &Network, targets: &[u32]) -> Self {
        let mut ends = Vec::with_capacity(targets.len() - net.self_loops());
        let (mut lengths, mut begins) = (Vec::with_capacity(net.n()), Vec::with_capacity(net.n()));
        for v in net.nodes() {
            let begin = ends.len();
            ends.extend(targets[net.out.span(v)].iter().filter(|&&t| t != v));
            begins.push(begin);
            lengths.push((ends.len() - begin) as u32);
        }
        let nodes = net.nodes().filter(|&v| lengths[v as usize] > 0).collect();
        let next = vec![0; ends.len()];
        Self { nodes, lengths, begins, ends, next }
    }

    fn length(&self, v: u32) -> usize {
        self.lengths[v as usize] as usize
    }

    /// Put the rows in a new random order, and swap within the blocks that this makes.
    pub(super) fn sweep(&mut self, passes: &Passes, stream: &mut Stream) -> Result<Tally> {
        stream.shuffle(&mut self.nodes);
        let offsets = running_total(self.nodes.iter().map(|&v| self.length(v)));
        let layout = Layout { nodes: &self.nodes, offsets: &offsets };
        let mut next = std::mem::take(&mut self.next);
        let fill = |rows: std::ops::Range<usize>, mut into: &mut [u32]| {
            for &v in &self.nodes[rows] {
                let (row, rest) = std::mem::take(&mut into).split_at_mut(self.length(v));
                row.copy_from_slice(self.row(v));
                into = rest;
            }
        };
        let tally = layout.sweep(passes, stream.bits(), &mut next, fill, |_, _| Vec::new())?;
        for (&v, &begin) in self.nodes.iter().zip(&offsets) {
            self.begins[v as usize] = begin;
        }
        self.next = std::mem::replace(&mut self.ends, next);
        Ok(tally)
    }

    fn row(&self, v: u32) -> &[u32] {
        &self.ends[self.begins[v as usize]..][..self.length(v)]
    }

    /// Write the ends where they belong among the `targets` of the network.
    pub(super) fn write(&self, net: &Network, targets: &mut [u32]) {
        for v in net.nodes() {
            let span = net.out.span(v);
            let others = net.out.ids[span.clone()].iter().zip(span).filter(|&(&t, _)| t != v);
            for ((_, place), &end) in others.zip(self.row(v)) {
                targets[place] = end;
            }
        }
    }
}
