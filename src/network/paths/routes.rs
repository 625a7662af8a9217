//! The network as searches walk it.

use crate::network::Network;
use crate::network::paths::{Direction, Length};

/// A network without self-loops and endlessly long edges, its nodes numbered anew so that
/// those to whom most arcs lead come first: a search looks them up most often, and they
/// share a small part of memory.
pub(super) struct Routes {
    /// Whom each node leads to in the direction of travel.
    pub(super) ahead: Arcs,
    /// Who leads to each node; nothing if undirected, where it is the same.
    back: Option<Arcs>,
    /// How many nodes any arc leads to: they are the first.
    pub(super) reachable: usize,
    /// The number that each node has in the network.
    pub(super) original: Vec<u32>,
    /// The number that each node of the network has here.
    pub(super) number: Vec<u32>,
}

/// Rows of neighbours, ascending.
pub(super) struct Arcs {
    offsets: Vec<usize>,
    ids: Vec<u32>,
    /// How long each arc is; nothing if all are one step.
    lengths: Vec<f64>,
}

impl Arcs {
    pub(super) fn of(&self, v: u32) -> &[u32] {
        &self.ids[self.offsets[v as usize]..self.offsets[v as usize + 1]]
    }

    pub(super) fn count(&self, v: u32) -> usize {
        self.offsets[v as usize + 1] - self.offsets[v as usize]
    }

    pub(super) fn total(&self) -> usize {
        self.ids.len()
    }

    /// The neighbours with the lengths of the arcs; none where all are one step.
    pub(super) fn measured(&self, v: u32) -> impl Iterator<Item = (u32, f64)> {
        let span = self.offsets[v as usize]..self.offsets[v as usize + 1];
        self.ids[span.clone()].iter().copied().zip(self.lengths[span].iter().copied())
    }
}

impl Routes {
    /// `Direction::Out` travels along arcs, `Direction::In` against them.
    pub(super) fn new(net: &Network, direction: Direction, length: Length) -> Self {
        let view = View { net, direction, length };
        let arriving: Vec<usize> = net.nodes().map(|v| view.back(v).count()).collect();
        let original = by_falling(&arriving);
        let mut number = vec![0; net.n()];
        for (place, &v) in (0..).zip(&original) {
            number[v as usize] = place;
        }
        let reachable = arriving.iter().filter(|&&count| count > 0).count();
        let (ahead, back) = rayon::join(
            || view.arcs(&original, &number),
            || net.directed().then(|| view.reversed().arcs(&original, &number)),
        );
        Self { ahead, back, reachable, original, number }
    }

    /// Who leads to each node.
    pub(super) fn back(&self) -> &Arcs {
        self.back.as_ref().unwrap_or(&self.ahead)
    }

    pub(super) fn n(&self) -> usize {
        self.original.len()
    }
}

/// The nodes, those of the greatest count first, equals by id.
fn by_falling(counts: &[usize]) -> Vec<u32> {
    let mut nodes: Vec<u32> = (0..counts.len() as u32).collect();
    nodes.sort_by_key(|&v| std::cmp::Reverse(counts[v as usize]));
    nodes
}

#[derive(Clone, Copy)]
struct View<'a> {
    net: &'a Network,
    direction: Direction,
    length: Length,
}

impl<'a> View<'a> {
    fn reversed(self) -> Self {
        let direction = match self.direction {
            Direction::In => Direction::Out,
            Direction::Out => Direction::In,
        };
        Self { direction, ..self }
    }

    /// Those that a path can come from to `v`, with the lengths of the last steps.
    fn back(self, v: u32) -> impl Iterator<Item = (u32, f64)> + 'a {
        let (ids, weights) = match self.direction {
            Direction::Out => self.net.incoming(v),
            Direction::In => self.net.out(v),
        };
        let steps = ids.iter().zip(weights).map(move |(&u, &w)| (u, self.length.of(w)));
        steps.filter(move |&(u, length)| u != v && length.is_finite())
    }

    fn arcs(self, original: &[u32], number: &[u32]) -> Arcs {
        let ahead = self.reversed();
        let mut offsets = vec![0];
        let mut total = 0;
        for &v in original {
            total += ahead.back(v).count();
            offsets.push(total);
        }
        let measured = self.length != Length::One;
        let mut next = offsets.clone();
        let mut ids = vec![0; total];
        let mut lengths = vec![0.0; if measured { total } else { 0 }];
        // Targets come in ascending order, so that each row is sorted as it fills.
        for (target, &v) in (0..).zip(original) {
            for (u, length) in self.back(v) {
                let place = &mut next[number[u as usize] as usize];
                ids[*place] = target;
                if measured {
                    lengths[*place] = length;
                }
                *place += 1;
            }
        }
        Arcs { offsets, ids, lengths }
    }
}
