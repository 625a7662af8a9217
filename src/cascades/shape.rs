//! What a forest says, as columns.

use rayon::prelude::*;

use super::{Evidence, Forest};
use crate::corpus::{Corpus, NONE};
use crate::error::Result;
use crate::run::Interrupt;
use crate::tree;

/// One entry for each member but the roots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edges {
    /// Root post of the cascade.
    pub cascade: Vec<u32>,
    /// The post from which it came.
    pub parent: Vec<u32>,
    /// The post that passed it on.
    pub child: Vec<u32>,
    /// Account of the parent, or [`NONE`].
    pub parent_author: Vec<u32>,
    /// Account of the child, or [`NONE`].
    pub child_author: Vec<u32>,
    /// When the child was posted, in microseconds.
    pub at: Vec<Option<i64>>,
    /// Microseconds from the parent to the child. Negative only where the archive's clocks are
    /// wrong.
    pub delay: Vec<Option<i64>>,
    /// Edges from the root to the child.
    pub depth: Vec<u32>,
    /// How the parent is known.
    pub evidence: Vec<Evidence>,
}

/// One entry for each cascade.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shapes {
    /// Root post.
    pub root: Vec<u32>,
    /// Account of the root, or [`NONE`].
    pub author: Vec<u32>,
    /// Posts, the root among them.
    pub size: Vec<usize>,
    /// The deepest level; the root is level 0.
    pub depth: Vec<u32>,
    /// The most posts on one level.
    pub max_breadth: Vec<usize>,
    /// Mean distance between two posts along the tree ([`tree::shape`]); NaN for a lone root.
    pub structural_virality: Vec<f64>,
    /// Distinct accounts that are known, the root's among them (Vosoughi, Roy & Aral 2018).
    pub unique_accounts: Vec<usize>,
    /// When the root was posted, in microseconds.
    pub started_at: Vec<Option<i64>>,
    /// Microseconds from the root to the last member of known time.
    pub duration: Vec<Option<i64>>,
    /// Microseconds from the root until at least half of the final size, root included, had
    /// arrived (Vosoughi, Roy & Aral 2018). Posts of unknown time count as last; if they are in
    /// the way, or the root's time is unknown, it is unknown.
    pub half_life: Vec<Option<i64>>,
}

impl Forest {
    /// Every edge, in the order of the members. `O(n)`.
    pub fn edges(&self, corpus: &Corpus) -> Edges {
        let mut edges = Edges::default();
        for cascade in 0..self.len() {
            let members = self.members(cascade);
            let (start, root) = (members.start, self.root(cascade));
            for member in members.skip(1) {
                let parent = self.posts[start + self.parents[member] as usize];
                let child = self.posts[member];
                let at = corpus.time_of(child);
                edges.cascade.push(root);
                edges.parent.push(parent);
                edges.child.push(child);
                edges.parent_author.push(corpus.author[parent as usize]);
                edges.child_author.push(corpus.author[child as usize]);
                edges.at.push(at);
                edges.delay.push(since(corpus.time_of(parent), at));
                edges.depth.push(self.depths[member]);
                edges.evidence.push(self.evidence[member]);
            }
        }
        edges
    }

    /// The shape of every cascade. `O(n log n)` in members.
    pub fn shape(&self, corpus: &Corpus, interrupt: &Interrupt) -> Result<Shapes> {
        interrupt.expect(self.len() as u64);
        let all = (0..self.len())
            .into_par_iter()
            .map(|cascade| {
                interrupt.check()?;
                interrupt.advance(1);
                Ok(self.one(cascade, corpus))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut shapes = Shapes::default();
        for (cascade, (tree, times, accounts)) in all.into_iter().enumerate() {
            let root = self.root(cascade);
            shapes.root.push(root);
            shapes.author.push(corpus.author[root as usize]);
            shapes.size.push(tree.size);
            shapes.depth.push(tree.depth);
            shapes.max_breadth.push(tree.max_breadth);
            shapes.structural_virality.push(tree.structural_virality);
            shapes.unique_accounts.push(accounts);
            shapes.started_at.push(times.start);
            shapes.duration.push(times.duration);
            shapes.half_life.push(times.half_life);
        }
        Ok(shapes)
    }

    fn one(&self, cascade: usize, corpus: &Corpus) -> (tree::Shape, Times, usize) {
        let members = self.members(cascade);
        let posts = &self.posts[members.clone()];
        let mut accounts: Vec<u32> = posts.iter().map(|&p| corpus.author[p as usize]).collect();
        accounts.retain(|&account| account != NONE);
        accounts.sort_unstable();
        accounts.dedup();
        (tree::shape(&self.parents[members]), Times::of(posts, corpus), accounts.len())
    }
}

/// When a cascade happened.
struct Times {
    start: Option<i64>,
    duration: Option<i64>,
    half_life: Option<i64>,
}

impl Times {
    fn of(posts: &[u32], corpus: &Corpus) -> Self {
        let start = corpus.time_of(posts[0]);
        let mut arrivals: Vec<i64> =
            posts.iter().filter_map(|&post| since(start, corpus.time_of(post))).collect();
        arrivals.sort_unstable();
        // What arrived before the root, by wrong clocks, was there when the root came.
        let half = posts.len().div_ceil(2) - 1;
        let half_life = arrivals.get(half).map(|&delay| delay.max(0));
        Self { start, duration: arrivals.last().copied(), half_life }
    }
}

fn since(start: Option<i64>, end: Option<i64>) -> Option<i64> {
    Some(end?.saturating_sub(start?))
}
