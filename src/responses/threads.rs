//! Which posts hang together.

use super::{Channel, Responses};
use crate::corpus::{Corpus, NONE};

/// For every post number the smallest number of the posts that are joined to it by replies,
/// quotes, reposts and their ways (`via`), in whatever direction and by however many steps.
/// Nearly linear (union by smallest, halving paths).
pub fn threads(corpus: &Corpus) -> Vec<u32> {
    joined(corpus, std::iter::empty())
}

/// As [`threads`], with copies, links and hashtags joined to the post of the source that they
/// come from: what one post set off stands or falls together, whether it refers to it or not.
pub fn threads_of(corpus: &Corpus, responses: &Responses) -> Vec<u32> {
    let traced = |channel| matches!(channel, Channel::Copy | Channel::Link | Channel::Hashtag);
    let rows = responses.rows.iter().filter(|row| traced(row.channel));
    joined(corpus, rows.map(|row| (row.response, row.to_post)))
}

fn joined(corpus: &Corpus, more: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..corpus.ids.len() as u32).collect();
    let references = [&corpus.reply_to, &corpus.quote_of, &corpus.repost_of, &corpus.via];
    let referred = references.into_iter().flat_map(|column| (0..).zip(column.iter().copied()));
    for (row, post) in referred.filter(|&(_, post)| post != NONE).chain(more) {
        let (a, b) = (top(&mut parent, row), top(&mut parent, post));
        parent[a.max(b) as usize] = a.min(b);
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
