//! Which post responds to which official, by which channel, and whether the official is told.
//!
//! This is worked out post by post from what was planted, and shares nothing with
//! [`crate::responses`], which is checked against it.

use std::collections::BTreeMap;

use super::{Act, Simulation};
use crate::corpus::NONE;

/// A post that responds to an official.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Its place.
    pub post: u32,
    /// The official.
    pub to: u32,
    /// The channel, as [`crate::responses::Channel`] names it.
    pub channel: &'static str,
    /// Whether X would tell the official.
    pub notified: bool,
}

/// All responses to officials, by official and then by place, those that the archive lacks among
/// them. Quadratic in the depth of threads, else linear.
pub fn responses(simulation: &Simulation) -> Vec<Response> {
    let posts = &simulation.posts;
    let is_official = |account: u32| simulation.world.accounts[account as usize].role.is_official();
    // The officials who have a part in each thread, by its first post.
    let mut found = Vec::new();
    let mut sources: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let root = roots(simulation);
    for (post, &root) in posts.iter().zip(&root) {
        let taking_part = post.mentions.iter().chain([&post.author]);
        sources.entry(root).or_default().extend(taking_part.filter(|&&a| is_official(a)));
    }
    for list in sources.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    for (place, &root) in root.iter().enumerate() {
        for &to in &sources[&root] {
            found.extend(response(simulation, place as u32, to));
        }
    }
    found.sort_by_key(|response| (response.to, response.post));
    found
}

/// The first post of the story of each post.
fn roots(simulation: &Simulation) -> Vec<u32> {
    let mut roots: Vec<u32> = Vec::with_capacity(simulation.posts.len());
    for (place, post) in simulation.posts.iter().enumerate() {
        roots.push(match post.parent {
            NONE => place as u32,
            parent => roots[parent as usize],
        });
    }
    roots
}

fn response(simulation: &Simulation, place: u32, to: u32) -> Option<Response> {
    let posts = &simulation.posts;
    let post = &posts[place as usize];
    if post.author == to {
        return None;
    }
    let author = |place: u32| posts[place as usize].author;
    let above = post.refers_to();
    let mut chain = Vec::new();
    let mut at = above;
    while at != NONE {
        chain.push(at);
        at = posts[at as usize].refers_to();
    }
    let direct = chain.first().is_some_and(|&first| author(first) == to);
    let named = post.mentions.contains(&to);
    let by = |act: Act, direct: bool| match (act, direct) {
        (Act::Reply, true) => "reply",
        (Act::Quote, true) => "quote",
        (Act::Reply, false) => "deep_reply",
        (Act::Quote, false) => "deep_quote",
        (_, true) => "repost",
        (_, false) => "deep_repost",
    };
    let channel = if chain.iter().any(|&place| author(place) == to) {
        by(post.act, direct)
    } else if named {
        "mention"
    } else if chain.iter().any(|&place| posts[place as usize].mentions.contains(&to)) {
        "mention_thread"
    } else if post.object != NONE && author(post.object) == to {
        match post.act {
            Act::Copy => "copy",
            Act::Link => "link",
            Act::Name => "name",
            Act::Hashtag => "hashtag",
            _ => return None,
        }
    } else {
        return None;
    };
    Some(Response { post: place, to, channel, notified: direct || named })
}
