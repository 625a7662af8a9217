//! Which posts hang together.

use crate::corpus::{Corpus, NONE};

/// For every post number the smallest number of the posts that are joined to it by replies,
/// quotes, reposts and their ways (`via`), in whatever direction and by however many steps.
/// Nearly linear (union by smallest, halving paths).
pub fn threads(corpus: &Corpus) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..corpus.ids.len() as u32).collect();
    for references in [&corpus.reply_to, &corpus.quote_of, &corpus.repost_of, &corpus.via] {
        for (row, &post) in references.iter().enumerate().filter(|&(_, &post)| post != NONE) {
            let (a, b) = (top(&mut parent, row as u32), top(&mut parent, post));
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    (0..parent.len() as u32).map(|post| top(&mut parent, post)).collect()
}

fn top(parent: &mut [u32], mut post: u32) -> u32 {
    while parent[post as usize] != post {
        let above = parent[parent[post as usize] as usize];
        parent[post as usize] = above;
        post = above;
    }
    post
}
