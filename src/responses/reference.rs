//! The responses, slowly and obviously.

use super::{Channel, Response};
use crate::archive::Kind;
use crate::corpus::{Corpus, NO_TIME, NONE};

/// The three references of a row, forwards.
fn refers_to(corpus: &Corpus, post: u32) -> Vec<u32> {
    if !corpus.has(post) {
        return Vec::new();
    }
    let at = post as usize;
    vec![corpus.reply_to[at], corpus.quote_of[at], corpus.repost_of[at]]
}

/// The nearest post from `start` on that is wanted; of several the smallest.
fn nearest(corpus: &Corpus, start: u32, wanted: impl Fn(u32) -> bool) -> Option<u32> {
    let mut layer = vec![start];
    for _ in 0..=corpus.ids.len() {
        layer.retain(|&post| post != NONE);
        if let Some(&post) = layer.iter().filter(|&&post| wanted(post)).min() {
            return Some(post);
        }
        layer = layer.iter().flat_map(|&post| refers_to(corpus, post)).collect();
        layer.sort_unstable();
        layer.dedup();
    }
    None
}

fn names(corpus: &Corpus, post: u32, source: u32) -> bool {
    corpus.has(post)
        && corpus.kind[post as usize] != Kind::Repost
        && corpus.mentions.row(post as usize).contains(&source)
}

fn channel(corpus: &Corpus, row: u32, source: u32) -> Option<(Channel, u32)> {
    let at = row as usize;
    let by_source = |post: u32| corpus.author[post as usize] == source;
    let links = [
        (Channel::Reply, Channel::DeepReply, corpus.reply_to[at], corpus.reply_to_author[at]),
        (Channel::Quote, Channel::DeepQuote, corpus.quote_of[at], corpus.quote_of_author[at]),
        (Channel::Repost, Channel::DeepRepost, corpus.repost_of[at], corpus.repost_of_author[at]),
    ];
    for (direct, _, post, account) in links {
        if if post == NONE { account == source } else { by_source(post) } {
            return Some((direct, post));
        }
    }
    for (_, deep, post, _) in links {
        if let Some(reached) = nearest(corpus, post, by_source) {
            return Some((deep, reached));
        }
    }
    if names(corpus, row, source) {
        return Some((Channel::Mention, NONE));
    }
    let other_names = |post: u32| names(corpus, post, source) && !by_source(post);
    links
        .into_iter()
        .find_map(|(_, _, post, _)| nearest(corpus, post, other_names))
        .map(|reached| (Channel::MentionThread, reached))
}

/// Without texts, so that every mention counts.
pub fn responses(corpus: &Corpus, sources: &[u32]) -> Vec<Response> {
    let mut rows = Vec::new();
    for &to in sources {
        for response in (0..corpus.len as u32).filter(|&row| corpus.author[row as usize] != to) {
            let Some((channel, to_post)) = channel(corpus, response, to) else { continue };
            let at = corpus.time[response as usize];
            let then = if corpus.has(to_post) { corpus.time[to_post as usize] } else { NO_TIME };
            let mentions_source = names(corpus, response, to);
            rows.push(Response {
                response,
                author: corpus.author[response as usize],
                at,
                to,
                to_post,
                channel,
                mentions_source,
                notified: (corpus.platform[response as usize] != NONE)
                    .then_some(mentions_source || channel <= Channel::Repost),
                delay: (at != NO_TIME && then != NO_TIME).then(|| at - then),
            });
        }
    }
    rows
}
