//! Passes over pairs of tied nodes: undirected networks, and directed ones whose pairs keep
//! their kind.
//!
//! For each pass the nodes are put in random order and numbered by it. A pair is owned by its
//! earlier node, and swaps keep it so: whether two nodes are tied is then written in the row of
//! the earlier alone, and the blocks of rows can be swapped one by one. A block of neighbours in
//! the order has nearly all of its far ends behind it, so hardly a swap is lost to this.

use std::ops::Range;

use super::block::End;
use super::quartets::{Matrix, Quartets};
use super::sweep::{Layout, Passes, Tally, round_at_random, running_total};
use crate::error::Result;
use crate::network::{Edge, Network};
use crate::random::Stream;

/// No arc.
const NONE: u32 = u32::MAX;

/// One end of a tied pair, and the place of the arc that leaves from there, if there is one:
/// the arc stays with the node that it leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Half {
    /// The node, or its number in the order of a pass.
    pub(super) node: u32,
    pub(super) arc: u32,
}

impl End for Half {
    fn node(self) -> u32 {
        self.node
    }

    fn suits(self, owner: u32) -> bool {
        self.node > owner
    }
}

/// Tied pairs of nodes.
pub(super) struct Dyads {
    directed: bool,
    /// The node of each number.
    names: Vec<u32>,
    near: Vec<Half>,
    far: Vec<Half>,
    /// Where the next pass writes.
    next: (Vec<Half>, Vec<Half>),
}

impl Dyads {
    /// The pairs of different nodes that have a tie. The arcs of an undirected network are its
    /// edges in the order of its columns, those of a directed one the cells of its rows, which
    /// lead to `targets`.
    pub(super) fn new(net: &Network, targets: &[u32]) -> Self {
        let pairs = if net.directed() { directed_pairs(net, targets) } else { edges(net) };
        let (near, far): (Vec<Half>, Vec<Half>) = pairs.into_iter().unzip();
        let empty = || vec![Half { node: NONE, arc: NONE }; near.len()];
        let next = (empty(), empty());
        Self { directed: net.directed(), names: net.nodes().collect(), next, near, far }
    }

    /// Both ends of each pair.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Half, Half)> {
        let named = |half: &Half| Half { node: self.names[half.node as usize], ..*half };
        self.near.iter().zip(&self.far).map(move |(near, far)| (named(near), named(far)))
    }

    /// Draw an order of the nodes, and swap within the blocks that this makes.
    pub(super) fn sweep(&mut self, passes: &Passes, stream: &mut Stream) -> Result<Tally> {
        let offsets = self.arrange(stream);
        let nodes: Vec<u32> = (0..self.names.len() as u32).collect();
        let layout = Layout { nodes: &nodes, offsets: &offsets };
        let (near, directed) = (&self.near, self.directed);
        let alike = |ties: Range<usize>, far: &[Half]| {
            if directed { by_kind(&near[ties], far) } else { Vec::new() }
        };
        layout.sweep(passes, stream.bits(), &mut self.far, |_, _| (), alike)
    }

    /// Draw the ties of four nodes again, as often as there are pairs for each swap of a pass.
    pub(super) fn mix_quartets(
        &mut self,
        quartets: &Quartets,
        passes: &Passes,
        stream: &mut Stream,
    ) {
        let n = self.names.len() as u32;
        let mut matrix = Matrix::new(self.names.len());
        for (near, far) in self.near.iter().zip(&self.far) {
            *matrix.arc(near.node, far.node) = near.arc;
            *matrix.arc(far.node, near.node) = far.arc;
        }
        for _ in 0..round_at_random(passes.share * self.near.len() as f64, stream) {
            quartets.step(&mut matrix, stream);
        }
        let mut place = 0;
        for near in 0..n {
            for far in near + 1..n {
                let arcs = (*matrix.arc(near, far), *matrix.arc(far, near));
                if arcs != (NONE, NONE) {
                    self.near[place] = Half { node: near, arc: arcs.0 };
                    self.far[place] = Half { node: far, arc: arcs.1 };
                    place += 1;
                }
            }
        }
    }

    /// Number the nodes anew, and put the pairs in rows by their earlier ends, which are the near
    /// ones. Gives where each row begins.
    fn arrange(&mut self, stream: &mut Stream) -> Vec<usize> {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        stream.shuffle(&mut order);
        self.names = order.iter().map(|&old| self.names[old as usize]).collect();
        let mut number = vec![0; order.len()];
        (0..).zip(&order).for_each(|(new, &old)| number[old as usize] = new);
        let anew = |half: Half| Half { node: number[half.node as usize], ..half };

        let mut lengths = vec![0; order.len()];
        for (near, far) in self.near.iter_mut().zip(&mut self.far) {
            (*near, *far) = (anew(*near), anew(*far));
            lengths[near.node.min(far.node) as usize] += 1;
        }
        let offsets = running_total(lengths.into_iter());
        let mut next_in_row = offsets.clone();
        for (&near, &far) in self.near.iter().zip(&self.far) {
            let (near, far) = match (near.node < far.node, self.directed) {
                (true, _) => (near, far),
                (false, true) => (far, near),
                // The one arc that an edge has goes with whichever end is the near one.
                (false, false) => (Half { arc: near.arc, ..far }, Half { arc: NONE, ..near }),
            };
            let place = &mut next_in_row[near.node as usize];
            (self.next.0[*place], self.next.1[*place]) = (near, far);
            *place += 1;
        }
        std::mem::swap(&mut self.near, &mut self.next.0);
        std::mem::swap(&mut self.far, &mut self.next.1);
        offsets
    }
}

/// The places of pairs that go out from their near ends, that come in, and that do both.
fn by_kind(near: &[Half], far: &[Half]) -> Vec<Vec<u32>> {
    let mut places = vec![Vec::new(); 3];
    for (place, (near, far)) in (0..).zip(near.iter().zip(far)) {
        let kind = match (near.arc, far.arc) {
            (_, NONE) => 0,
            (NONE, _) => 1,
            _ => 2,
        };
        places[kind].push(place);
    }
    places
}

fn edges(net: &Network) -> Vec<(Half, Half)> {
    let halves = |(edge, arc): (Edge, u32)| {
        (Half { node: edge.source, arc }, Half { node: edge.target, arc: NONE })
    };
    net.edges().zip(0..).filter(|(edge, _)| edge.source != edge.target).map(halves).collect()
}

fn directed_pairs(net: &Network, targets: &[u32]) -> Vec<(Half, Half)> {
    let place_of = |s: u32, t: u32| {
        let span = net.out.span(s);
        net.out.ids[span.clone()].binary_search(&t).ok().map(|at| (span.start + at) as u32)
    };
    let mut pairs = Vec::new();
    for u in net.nodes() {
        for place in net.out.span(u) {
            let (v, near) = (net.out.ids[place], Half { node: u, arc: place as u32 });
            match place_of(v, u) {
                // Only such an arc can be of a triangle that was turned.
                None => pairs.push((near, Half { node: targets[place], arc: NONE })),
                Some(back) if u < v => pairs.push((near, Half { node: v, arc: back })),
                Some(_) => {}
            }
        }
    }
    pairs
}
