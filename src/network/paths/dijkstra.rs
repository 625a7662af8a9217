//! The distances from one source where edges have lengths.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::network::paths::routes::Routes;

/// The algorithm of Dijkstra (1959), *Numerische Mathematik* 1:269, with a heap in which
/// outdated entries stay until they come up.
pub(super) struct Dijkstra {
    /// How far each node is; infinite where no path leads.
    pub(super) distance: Vec<f64>,
    /// How many edges of length 0 the shortest path has, and so the fewest that one can have.
    pub(super) zeros: Vec<u32>,
    /// The nodes that are reached, nearest first: by distance, zeros, number.
    pub(super) order: Vec<u32>,
    heap: BinaryHeap<Reverse<Entry>>,
}

/// Distance, zeros and node in one number that sorts in this order: the bits of floats of
/// 0 or more sort as the floats do.
type Entry = u128;

fn entry(distance: f64, zeros: u32, node: u32) -> Entry {
    u128::from(distance.to_bits()) << 64 | u128::from(zeros) << 32 | u128::from(node)
}

impl Dijkstra {
    pub(super) fn new(n: usize) -> Self {
        Self {
            distance: vec![f64::INFINITY; n],
            zeros: vec![0; n],
            order: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Forget the last source, and search from this one. A distance that no float can hold
    /// is infinite.
    pub(super) fn search(&mut self, routes: &Routes, source: u32) {
        for v in self.order.drain(..) {
            self.distance[v as usize] = f64::INFINITY;
        }
        self.reach(source, 0.0, 0);
        while let Some(Reverse(next)) = self.heap.pop() {
            let v = next as u32;
            let (distance, zeros) = (self.distance[v as usize], self.zeros[v as usize]);
            if next != entry(distance, zeros, v) {
                continue;
            }
            self.order.push(v);
            for (w, length) in routes.ahead.measured(v) {
                self.reach(w, distance + length, zeros + u32::from(length == 0.0));
            }
        }
    }

    /// There is a path to `v` that is so long. A node already done is never nearer than it was.
    fn reach(&mut self, v: u32, distance: f64, zeros: u32) {
        let best = &mut self.distance[v as usize];
        let fewest = &mut self.zeros[v as usize];
        let found = entry(distance, zeros, v);
        if found < entry(*best, *fewest, v) && distance.is_finite() {
            (*best, *fewest) = (distance, zeros);
            self.heap.push(Reverse(found));
        }
    }
}
