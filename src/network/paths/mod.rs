//! Everything that is built on shortest paths.
//!
//! | file | answers |
//! |---|---|
//! | [`betweenness()`] | who stands between others |
//! | [`closeness()`], [`harmonic()`] | who is near to others |
//! | [`distances()`] | how many steps lie between nodes |
//! | [`group_distances()`] | how many steps lie between groups |
//! | [`nearest()`], [`nearest_members()`] | how far the nearest member of a group is |
//! | `routes` | the network as the searches walk it |
//! | `hops`, `lengths` | the dependencies of one source, unweighted and weighted |
//! | `bfs` | breadth-first searches from 64 sources at once |
//! | `dijkstra` | the distances from one source where edges have lengths |

mod between;
mod betweenness;
mod bfs;
mod closeness;
mod dijkstra;
mod distances;
mod hops;
mod lengths;
mod nearest;
mod routes;
#[cfg(test)]
mod tests;

pub use between::{GroupDistances, Sampling, group_distances};
pub use betweenness::{Betweenness, betweenness};
pub use closeness::{closeness, harmonic};
pub use distances::{Distances, distances};
pub use nearest::{FAR, Nearest, nearest, nearest_members};

use std::sync::{Mutex, PoisonError};

use crate::random::Stream;

/// What the weight of an edge means for the length of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Nothing: every edge, of whatever weight, is one step long.
    One,
    /// The weight is the length. A length of 0 counts as endlessly small: of two paths of
    /// equal length, the one with fewer such edges is shorter.
    Weight,
    /// The weight is a strength w, and the length 1/w (Newman 2001, *Physical Review E*
    /// 64:016132; Opsahl, Agneessens & Skvoretz 2010, *Social Networks* 32:245). An edge of
    /// weight 0 is endlessly long, so that no path takes it.
    Inverse,
}

impl Length {
    /// How long an edge of this weight is; infinite if no path can take it.
    fn of(self, weight: f64) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Weight => weight,
            Self::Inverse => 1.0 / weight,
        }
    }
}

/// Which way the distances of a node are taken. Without arcs both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From all others to the node, along arcs.
    In,
    /// From the node to all others, along arcs.
    Out,
}

/// So many of the nodes `0..n`, ascending, each set of them equally likely.
fn sample(n: usize, count: usize, seed: u64) -> Vec<u32> {
    let mut stream = Stream::new(seed, 0);
    let mut nodes: Vec<u32> = (0..n as u32).collect();
    for place in 0..count.min(n) {
        nodes.swap(place, place + stream.below(n - place));
    }
    nodes.truncate(count);
    nodes.sort_unstable();
    nodes
}

/// Working memory that is handed from task to task, one for each thread at work.
struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn with<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut memory = idle.unwrap_or_else(make);
        let result = work(&mut memory);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        result
    }
}
