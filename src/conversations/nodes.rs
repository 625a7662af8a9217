//! The trees themselves, and how much of each is known.

use super::Threads;
use crate::corpus::{Corpus, NONE};
use crate::responses::reply;
use crate::tree;

/// Where a node stands and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Steps below the root; at least so many where a step is not known.
    pub depth: u32,
    /// Whether the archive holds the link by which it hangs on its parent; the root has none.
    pub linked: bool,
    /// Whether its depth is known: every step up to the root is a link that the archive holds,
    /// and the root [is one](Threads::is_rooted).
    pub placed: bool,
}

impl Threads {
    /// Whether the root of a thread is surely where it began: the platform's name of the thread is
    /// its id, or it is there and answers nothing.
    pub fn is_rooted(&self, thread: usize, corpus: &Corpus) -> bool {
        let root = self.root(thread);
        let named = corpus.conversations.get_opt(self.names[thread]);
        let bears_the_name = named.is_some() && named == corpus.ids.get_opt(root);
        let is_reply = |root: u32| !corpus.has(root) || reply(corpus, root).is_some();
        bears_the_name || !is_reply(root)
    }

    /// The place of each node of a thread. Near linear.
    pub fn places(&self, thread: usize, corpus: &Corpus) -> Vec<Place> {
        let nodes = self.nodes(thread);
        let posts = &self.posts[nodes.clone()];
        let parents = &self.parents[nodes];
        let mut places: Vec<Place> = tree::depths(parents)
            .into_iter()
            .zip(posts)
            .map(|(depth, &post)| {
                let link = if corpus.has(post) { reply(corpus, post) } else { None };
                let linked = depth > 0 && link.is_some_and(|link| link.post != NONE);
                Place { depth, linked, placed: false }
            })
            .collect();
        let mut downwards: Vec<usize> = (0..places.len()).collect();
        downwards.sort_by_key(|&node| places[node].depth);
        for node in downwards {
            places[node].placed = match places.get(parents[node] as usize) {
                Some(parent) => places[node].linked && parent.placed,
                None => self.is_rooted(thread, corpus),
            };
        }
        places
    }
}
