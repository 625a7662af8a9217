//! What the numbers of a forest are called.

use std::sync::Arc;

use crate::cascades::Forest;
use crate::corpus::{Corpus, Strings};

/// Where a forest comes from, and so the names of its cascades, posts and accounts.
pub enum Origin {
    /// The posts of a corpus; a cascade is called as its root.
    Corpus(Arc<Corpus>),
    /// Edges that somebody gave.
    Given(Box<Names>),
}

/// The labels of given edges.
pub struct Names {
    /// The label of each cascade, in the order of the forest.
    pub cascades: Vec<String>,
    /// The labels of nodes.
    pub nodes: Strings,
    /// The labels of accounts; none if nodes are accounts.
    pub accounts: Option<Strings>,
}

impl Origin {
    pub fn cascade(&self, forest: &Forest, cascade: usize) -> Option<&str> {
        match self {
            Self::Corpus(corpus) => corpus.ids.get_opt(forest.root(cascade)),
            Self::Given(names) => Some(&names.cascades[cascade]),
        }
    }

    pub fn post(&self, post: u32) -> Option<&str> {
        match self {
            Self::Corpus(corpus) => corpus.ids.get_opt(post),
            Self::Given(names) => names.nodes.get_opt(post),
        }
    }

    pub fn account(&self, account: u32) -> Option<&str> {
        match self {
            Self::Corpus(corpus) => corpus.accounts.key(account),
            Self::Given(names) => names.accounts().get_opt(account),
        }
    }

    pub fn handle(&self, account: u32) -> Option<&str> {
        match self {
            Self::Corpus(corpus) => corpus.accounts.handle(account),
            Self::Given(_) => None,
        }
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        match self {
            Self::Corpus(corpus) => corpus.accounts.len(),
            Self::Given(names) => names.accounts().len(),
        }
    }
}

impl Names {
    pub fn accounts(&self) -> &Strings {
        self.accounts.as_ref().unwrap_or(&self.nodes)
    }
}
