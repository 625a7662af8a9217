//! Which threads grow from a message: posts and the replies to them, as trees.
//!
//! Threads survive deletion: a post that was answered and is not there is a node all the same,
//! and where nothing but the name of the conversation is known of a post, it hangs on the root.
//! So depth is a lower bound wherever posts are missing, and what is missing is counted.
//!
//! | file | what it does |
//! |---|---|
//! | `links` | which post answers which, and which thread it is in |
//! | `nodes` | where each post stands in its thread, and how that is known |
//! | `shape` | threads as rows of a table |
//! | `turns` | who takes turns with whom |
//! | `sustained` | how often, and how soon, a turn gets a next turn |
//! | `after` | what follows an answer, beside threads without one |

mod after;
#[cfg(test)]
mod after_tests;
mod links;
mod nodes;
mod shape;
mod sustained;
#[cfg(test)]
mod sustained_tests;
#[cfg(test)]
mod tests;
mod turns;
#[cfg(test)]
mod turns_tests;

use std::cmp::Ordering;
use std::ops::Range;

pub use after::{After, Beside, MEASURES, Stratum};
pub use nodes::Place;
pub use shape::Shapes;
pub use sustained::Step;
pub use turns::{Dyad, Pair, Turns};

use crate::corpus::{Corpus, NONE, id_order};
use crate::error::Result;
use crate::run::Interrupt;
use links::Links;

/// Threads as columns, one entry a node; the nodes of a thread lie side by side.
///
/// Threads come in order of their beginning (unknown last), then of their label. The root is the
/// first node; the posts that are there follow by time and id, then those that are missing, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threads {
    /// Where the nodes of each thread begin, and at the end where the last ones end.
    pub starts: Vec<usize>,
    /// The post of each node; [`NONE`] for a root of which the archive has not even the id.
    pub posts: Vec<u32>,
    /// The place of its parent within the thread, 0 being the root; [`NONE`] for the root.
    pub parents: Vec<u32>,
    /// The name that the platform gives to each thread, in `corpus.conversations`, or [`NONE`].
    pub names: Vec<u32>,
    /// Posts that hang on the root because nothing but their conversation is known.
    pub unplaced: u64,
}

impl Threads {
    /// How many threads there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The nodes of a thread, as a range of the columns.
    pub fn nodes(&self, thread: usize) -> Range<usize> {
        self.starts[thread]..self.starts[thread + 1]
    }

    /// The root post of a thread, or [`NONE`].
    pub fn root(&self, thread: usize) -> u32 {
        self.posts[self.starts[thread]]
    }

    /// What a thread is called: the platform's name for it, else the id of its root.
    pub fn label<'a>(&self, corpus: &'a Corpus, thread: usize) -> &'a str {
        match self.names[thread] {
            NONE => corpus.ids.get(self.root(thread)),
            name => corpus.conversations.get(name),
        }
    }
}

/// The threads in which at least one reply names the post that it answers.
///
/// **Nodes.** Posts that answer a post or are answered, there or missing, and the root. Reposts
/// are no replies, whatever they carry along; one that is itself answered is a node like others.
///
/// **Root.** Chains of replies that belong to one conversation of the platform are one thread. Its
/// root is the post whose id the conversation bears. Where no post is called so, it is the
/// conversation's first post that is no reply; without such a post the root is a placeholder.
/// Where the platform names no conversation, the top of the chain is the root.
///
/// **Parents.** A reply hangs on the post that it answers: links win over names, so a post follows
/// its parent into the parent's thread, and a chain is of the conversation of its top, or, if that
/// is missing, of its first post that has one. Tops of chains hang on the root of their thread, be
/// they missing or there; so does a reply of which only the account answered is known. Those that
/// are there are counted in [`Threads::unplaced`]. If the post that a conversation is named after
/// answers another, the thread's root is the top of that chain.
///
/// `O(n + t log t)` in posts and threads.
pub fn conversations(corpus: &Corpus, interrupt: &Interrupt) -> Result<Threads> {
    interrupt.check()?;
    let links = Links::new(corpus);
    interrupt.check()?;
    let nodes = links.nodes(corpus);
    let threads = threads_in_order(corpus, &links, &nodes);
    interrupt.check()?;
    Ok(gather(corpus, &links, &nodes, &threads))
}

/// A thread before it has its nodes.
struct Draft {
    /// A post, or beyond them a conversation without one.
    root: u32,
    size: usize,
    start: Option<i64>,
    name: u32,
}

impl Draft {
    fn label<'a>(&self, corpus: &'a Corpus) -> &'a str {
        if self.name == NONE {
            corpus.ids.get(self.root)
        } else {
            corpus.conversations.get(self.name)
        }
    }

    fn before(&self, other: &Self, corpus: &Corpus) -> Ordering {
        let unknown_last = |draft: &Self| (draft.start.is_none(), draft.start);
        unknown_last(self)
            .cmp(&unknown_last(other))
            .then_with(|| id_order(self.label(corpus), other.label(corpus)))
    }
}

fn threads_in_order(corpus: &Corpus, links: &Links, nodes: &[u32]) -> Vec<Draft> {
    let mut number = vec![NONE; links.roots()];
    let mut drafts: Vec<Draft> = Vec::new();
    for &node in nodes {
        let root = links.root(node);
        let number = &mut number[root as usize];
        if *number == NONE {
            *number = drafts.len() as u32;
            // A root without an id is no post: it is counted here.
            let size = usize::from(links.is_nameless(root));
            let (start, name) = (corpus.time_of(root), links.name(root));
            drafts.push(Draft { root, size, start, name });
        }
        let draft = &mut drafts[*number as usize];
        draft.size += 1;
        // Nodes come in order of time: the first known is the earliest.
        draft.start = draft.start.or(corpus.time_of(node));
    }
    drafts.sort_by(|a, b| a.before(b, corpus));
    drafts
}

fn gather(corpus: &Corpus, links: &Links, nodes: &[u32], drafts: &[Draft]) -> Threads {
    let mut starts = vec![0];
    let mut place = vec![0_u32; corpus.ids.len()];
    let mut next = vec![0_usize; links.roots()];
    let mut end = 0;
    for draft in drafts {
        next[draft.root as usize] = end + 1;
        end += draft.size;
        starts.push(end);
    }
    let mut posts = vec![NONE; end];
    let mut parents = vec![NONE; end];
    for (draft, &start) in drafts.iter().zip(&starts) {
        posts[start] = if links.is_nameless(draft.root) { NONE } else { draft.root };
    }
    let others = || nodes.iter().copied().filter(|&node| node != links.root(node));
    let mut count = vec![1_u32; links.roots()];
    for node in others() {
        let root = links.root(node) as usize;
        place[node as usize] = count[root];
        count[root] += 1;
    }
    let mut unplaced = 0;
    for node in others() {
        let at = &mut next[links.root(node) as usize];
        let parent = links.parent(node);
        posts[*at] = node;
        parents[*at] = if parent == NONE { 0 } else { place[parent as usize] };
        unplaced += u64::from(parent == NONE && corpus.has(node));
        *at += 1;
    }
    let names = drafts.iter().map(|draft| draft.name).collect();
    Threads { starts, posts, parents, names, unplaced }
}
