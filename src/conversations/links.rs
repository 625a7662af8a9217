//! Which post answers which, and in which thread.

use crate::archive::Kind;
use crate::corpus::{Corpus, NONE, cycles};
use crate::tree;

/// Replies and the threads that they make.
///
/// A thread goes by its root: a post number, or, from the number of posts on, a conversation of
/// which no post is known to be the root.
#[derive(Debug)]
pub(super) struct Links {
    posts: usize,
    /// The post that a row answers.
    parent: Vec<u32>,
    /// The top of the chain of replies above each post.
    top: Vec<u32>,
    /// Of the top of a chain, the conversation of the chain.
    name: Vec<u32>,
    /// The root of the thread of each chain, by its top.
    thread: Vec<u32>,
}

impl Links {
    /// Linear in posts.
    pub fn new(corpus: &Corpus) -> Self {
        let posts = corpus.ids.len();
        let mut parent = corpus.reply_to.to_vec();
        for (parent, &kind) in parent.iter_mut().zip(&corpus.kind) {
            if kind == Kind::Repost {
                *parent = NONE;
            }
        }
        cycles::cut(&mut parent);
        let top = tree::roots(&parent, posts);
        let mut name = names(corpus, &top);
        let begin = beginnings(corpus);
        name_beginnings(&begin, &mut name);
        // A chain hangs on the chain in which its conversation begins.
        let mut above = vec![NONE; posts];
        for post in 0..posts {
            let own = post as u32;
            if top[post] == own && name[post] != NONE {
                let begin = begin[name[post] as usize];
                let begin = top.get(begin as usize).copied().unwrap_or(begin);
                above[post] = if begin == own { NONE } else { begin };
            }
        }
        cycles::cut(&mut above);
        let thread = tree::roots(&above, posts + corpus.conversations.len());
        Self { posts, parent, top, name, thread }
    }

    /// How many numbers roots may have.
    pub fn roots(&self) -> usize {
        self.thread.len()
    }

    /// The root of the thread of a post.
    pub fn root(&self, post: u32) -> u32 {
        self.thread[self.top[post as usize] as usize]
    }

    /// Whether a root is a conversation rather than a post.
    pub fn is_nameless(&self, root: u32) -> bool {
        root as usize >= self.posts
    }

    /// The conversation of a root, if the platform names it.
    pub fn name(&self, root: u32) -> u32 {
        self.name.get(root as usize).copied().unwrap_or_else(|| root - self.posts as u32)
    }

    /// The post that a post answers, or [`NONE`].
    pub fn parent(&self, post: u32) -> u32 {
        self.parent.get(post as usize).copied().unwrap_or(NONE)
    }

    /// The posts that are nodes of a thread, in order of number.
    pub fn nodes(&self, corpus: &Corpus) -> Vec<u32> {
        let mut is_node = vec![false; self.roots()];
        let mut is_thread = vec![false; self.roots()];
        for row in 0..corpus.len as u32 {
            let parent = self.parent(row);
            if parent != NONE {
                let root = self.root(row) as usize;
                is_thread[root] = true;
                is_node[root] = true;
                is_node[row as usize] = true;
                is_node[parent as usize] = true;
            }
        }
        let unplaced = |row: usize| {
            corpus.kind[row] == Kind::Reply
                && corpus.conversation[row] != NONE
                && is_thread[self.root(row as u32) as usize]
        };
        for (row, is_node) in is_node.iter_mut().enumerate().take(corpus.len) {
            *is_node |= unplaced(row);
        }
        (0..self.posts as u32).filter(|&post| is_node[post as usize]).collect()
    }
}

/// Of every top of a chain its own conversation, else that of the chain's first row with one.
fn names(corpus: &Corpus, top: &[u32]) -> Vec<u32> {
    let mut names = corpus.conversation.to_vec();
    names.resize(corpus.ids.len(), NONE);
    for row in 0..corpus.len {
        let name = &mut names[top[row] as usize];
        if *name == NONE {
            *name = corpus.conversation[row];
        }
    }
    names
}

/// Give a post with which a conversation begins its name, where no row of its chain had one: it
/// is gone, and all that answered it is gone, too.
fn name_beginnings(begin: &[u32], name: &mut [u32]) {
    for (conversation, &post) in begin.iter().enumerate() {
        if let Some(name) = name.get_mut(post as usize)
            && *name == NONE
        {
            *name = conversation as u32;
        }
    }
}

/// Of every conversation the post that bears its name, else its first row that is no reply, else
/// its own number after the posts.
fn beginnings(corpus: &Corpus) -> Vec<u32> {
    let posts = corpus.ids.len() as u32;
    let mut begin: Vec<u32> =
        corpus.conversations.iter().map(|name| corpus.ids.find(name).unwrap_or(NONE)).collect();
    for row in 0..corpus.len {
        let opens = matches!(corpus.kind[row], Kind::Original | Kind::Quote);
        if let Some(begin) = begin.get_mut(corpus.conversation[row] as usize)
            && *begin == NONE
            && opens
        {
            *begin = row as u32;
        }
    }
    for (number, begin) in begin.iter_mut().enumerate().filter(|(_, begin)| **begin == NONE) {
        *begin = posts + number as u32;
    }
    begin
}
