//! What each thread looks like.

use rayon::prelude::*;

use super::{Place, Threads};
use crate::corpus::{Corpus, NONE};
use crate::error::Result;
use crate::run::Interrupt;
use crate::tree;

/// One entry for each thread. Depth, breadth, virality and h-index are over all nodes, the
/// missing ones included; see [`tree::shape`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shapes<'a> {
    /// What the thread is called.
    pub conversation: Vec<&'a str>,
    /// Posts that are there.
    pub posts: Vec<usize>,
    /// Distinct accounts that are known to have written them.
    pub accounts: Vec<usize>,
    /// The deepest level; the root is level 0. A lower bound where posts are missing.
    pub depth: Vec<u32>,
    /// The most posts on one level.
    pub max_breadth: Vec<usize>,
    /// Mean distance between two posts along the tree (Goel et al. 2016).
    pub structural_virality: Vec<f64>,
    /// The deepest level h with at least h posts on it (Gómez, Kaltenbrunner & López 2008).
    pub h_index: Vec<u32>,
    /// Nodes that are not there, the root among them.
    pub missing_parents: Vec<usize>,
    /// Of the posts that are there, the root apart, the share whose depth is known (see
    /// [`Place::placed`]); NaN if there are none.
    pub placed_share: Vec<f64>,
    /// When the root was posted; where that is unknown, the earliest known time.
    pub started_at: Vec<Option<i64>>,
    /// Microseconds from the first to the last known time.
    pub duration: Vec<Option<i64>>,
}

/// What is there of one thread.
struct Presence {
    posts: usize,
    accounts: usize,
    placed_share: f64,
    started_at: Option<i64>,
    duration: Option<i64>,
}

impl Threads {
    /// The shape of every thread. `O(n log n)` in nodes.
    pub fn shape<'a>(&self, corpus: &'a Corpus, interrupt: &Interrupt) -> Result<Shapes<'a>> {
        interrupt.expect(self.len() as u64);
        let all = (0..self.len())
            .into_par_iter()
            .map(|thread| {
                interrupt.check()?;
                interrupt.advance(1);
                let nodes = self.nodes(thread);
                let tree = tree::shape(&self.parents[nodes.clone()]);
                let places = self.places(thread, corpus);
                Ok((tree, Presence::of(&self.posts[nodes], &places, corpus)))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut shapes = Shapes::default();
        for (thread, (tree, presence)) in all.into_iter().enumerate() {
            shapes.conversation.push(self.label(corpus, thread));
            shapes.posts.push(presence.posts);
            shapes.accounts.push(presence.accounts);
            shapes.depth.push(tree.depth);
            shapes.max_breadth.push(tree.max_breadth);
            shapes.structural_virality.push(tree.structural_virality);
            shapes.h_index.push(tree.h_index);
            shapes.missing_parents.push(tree.size - presence.posts);
            shapes.placed_share.push(presence.placed_share);
            shapes.started_at.push(presence.started_at);
            shapes.duration.push(presence.duration);
        }
        Ok(shapes)
    }
}

impl Presence {
    fn of(nodes: &[u32], places: &[Place], corpus: &Corpus) -> Self {
        let rows = || nodes.iter().copied().filter(|&post| corpus.has(post));
        let mut accounts: Vec<u32> = rows().map(|row| corpus.author[row as usize]).collect();
        accounts.retain(|&account| account != NONE);
        accounts.sort_unstable();
        accounts.dedup();
        let below = || nodes.iter().zip(places).skip(1).filter(|(post, _)| corpus.has(**post));
        let placed = below().filter(|(_, place)| place.placed).count();
        let times = || rows().filter_map(|row| corpus.time_of(row));
        let first = times().min();
        Self {
            posts: rows().count(),
            accounts: accounts.len(),
            placed_share: placed as f64 / below().count() as f64,
            started_at: corpus.time_of(nodes[0]).or(first),
            duration: times().max().zip(first).map(|(last, first)| last.saturating_sub(first)),
        }
    }
}
