//! The edges of a forest, as columns.

use super::{Evidence, Forest};
use crate::corpus::NO_TIME;

/// One entry for each member but the roots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edges {
    /// The cascade, by its place in the forest.
    pub cascade: Vec<u32>,
    /// The post from which it came.
    pub parent: Vec<u32>,
    /// The post that passed it on.
    pub child: Vec<u32>,
    /// Account of the parent, or [`NONE`](crate::corpus::NONE).
    pub parent_author: Vec<u32>,
    /// Account of the child, or [`NONE`](crate::corpus::NONE).
    pub child_author: Vec<u32>,
    /// When the child was posted, in microseconds.
    pub at: Vec<Option<i64>>,
    /// Microseconds from the parent to the child. Negative only where the clocks are wrong.
    pub delay: Vec<Option<i64>>,
    /// Edges from the root to the child.
    pub depth: Vec<u32>,
    /// How the parent is known.
    pub evidence: Vec<Evidence>,
}

impl Forest {
    /// Every edge, in the order of the members. `O(n)`.
    pub fn edges(&self) -> Edges {
        let mut edges = Edges::with_capacity(self.posts.len() - self.len());
        for cascade in 0..self.len() {
            for member in self.members(cascade).skip(1) {
                let parent = self.starts[cascade] + self.parents[member] as usize;
                let at = known(self.times[member]);
                edges.cascade.push(cascade as u32);
                edges.parent.push(self.posts[parent]);
                edges.child.push(self.posts[member]);
                edges.parent_author.push(self.authors[parent]);
                edges.child_author.push(self.authors[member]);
                edges.at.push(at);
                edges.delay.push(since(known(self.times[parent]), at));
                edges.depth.push(self.depths[member]);
                edges.evidence.push(self.evidence[member]);
            }
        }
        edges
    }
}

impl Edges {
    fn with_capacity(n: usize) -> Self {
        Self {
            cascade: Vec::with_capacity(n),
            parent: Vec::with_capacity(n),
            child: Vec::with_capacity(n),
            parent_author: Vec::with_capacity(n),
            child_author: Vec::with_capacity(n),
            at: Vec::with_capacity(n),
            delay: Vec::with_capacity(n),
            depth: Vec::with_capacity(n),
            evidence: Vec::with_capacity(n),
        }
    }
}

impl Forest {
    /// Parent and child of every edge, as places in the columns.
    pub(super) fn links(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.len()).flat_map(move |cascade| {
            let start = self.starts[cascade];
            self.members(cascade).skip(1).map(move |m| (start + self.parents[m] as usize, m))
        })
    }
}

/// A cell of a column of times.
pub(super) fn known(time: i64) -> Option<i64> {
    (time != NO_TIME).then_some(time)
}

/// Microseconds between two times, if both are known.
pub(super) fn since(start: Option<i64>, end: Option<i64>) -> Option<i64> {
    Some(end?.saturating_sub(start?))
}
