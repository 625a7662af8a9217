//! Bluesky: posts as the API shows them, feeds, searches and threads; records as a repository
//! lists them; and the events of Jetstream.
//!
//! | file | what it knows |
//! |---|---|
//! | `shapes` | the objects as far as they are read |
//! | `posts` | from a record to a post, a repost, or a count |

mod posts;
mod shapes;
#[cfg(test)]
mod tests;

use self::posts::{
    Kept, collection_of, keep_actor, keep_event, keep_feed_item, keep_shown, note_unavailable,
};
use self::shapes::{Actor, FeedItem, Node, Shown, Top};
use super::{Format, Json, Reads};
use crate::archive::batch::Batch;
use crate::archive::fields::Fields;
use crate::archive::json::{self, Items, Loose, Raw};
use crate::archive::{Outcome, unknown_object};

/// Bluesky.
pub static FORMAT: Format = Format {
    name: "bluesky",
    title: "Bluesky posts, feeds, threads, records or Jetstream events",
    reads: Reads::Json(Json {
        claims,
        lists: &[],
        read: |record, batch| parse_line(record.bytes, record.line, batch),
    }),
};

/// The names of the platform in the `platform` column.
const PLATFORM: &str = "bluesky";

/// How deep the posts of a thread may lie in each other: the API gives no more.
const DEEPEST_THREAD: usize = 1000;

/// All fields that an entry of a feed or a thread may have.
const ENTRY: [&str; 11] = [
    "$type",
    "post",
    "reply",
    "reason",
    "feedContext",
    "reqId",
    "uri",
    "parent",
    "replies",
    "threadContext",
    "threadgate",
];
/// All fields that an answer of the API may have.
const PAGE: [&str; 12] = [
    "feed",
    "posts",
    "thread",
    "records",
    "repostedBy",
    "likes",
    "cursor",
    "hitsTotal",
    "uri",
    "cid",
    "threadgate",
    "hasOtherReplies",
];

fn claims(fields: &Fields) -> bool {
    let of = |known: &[&str]| fields.names().iter().all(|name| known.contains(name));
    let is_at =
        |name: &str, start: &str| fields.get(name).is_some_and(|text| text.starts_with(start));
    let entry = fields.has("post") && of(&ENTRY);
    let page =
        fields.has_any(&["feed", "posts", "thread", "records", "repostedBy", "likes"]) && of(&PAGE);
    let event = fields.has("did") && fields.has_any(&["time_us", "commit"]);
    let shown = is_at("uri", "at://")
        && fields.has_any(&["author", "record", "value", "notFound", "blocked", "post"]);
    let actor = is_at("did", "did:") && fields.has("handle");
    entry || page || event || shown || actor || is_at("$type", "app.bsky.")
}

/// Read one line: a post, an entry, an answer, a record or an event.
pub fn parse_line(json: &[u8], line: u64, batch: &mut Batch) -> Outcome {
    match json::parse::<Top>(json, line, batch) {
        Ok(top) => read_top(top, line, batch),
        Err(reject) => reject,
    }
}

fn read_top(top: Top, line: u64, batch: &mut Batch) -> Outcome {
    if top.did.get().is_some() && (top.time_us.0.is_some() || top.commit.0.is_some()) {
        return outcome(keep_event(&top, line, batch));
    }
    if top.post.0.is_some() {
        return read_entry(top, line, batch);
    }
    if is_page(&top) {
        return read_page(&top, line, batch);
    }
    if top.uri.get().is_some_and(|uri| uri.starts_with("at://")) {
        return read_shown(top, line, batch);
    }
    if top.did.get().is_some() && top.handle.get().is_some() {
        keep_actor(&actor_of(top), batch);
        batch.notices.users += 1;
        return Outcome::Read;
    }
    if let Some(kind) = top.kind_of_record.get().filter(|kind| kind.starts_with("app.bsky.")) {
        return Outcome::Reject(format!(
            "a record ({kind}) without its at-uri; wanted it as {{\"uri\": \"at://…\", \"value\": …}}"
        ));
    }
    Outcome::Other(unknown_object(&["uri and record", "post", "feed", "did and time_us"]))
}

fn outcome(kept: Kept) -> Outcome {
    match kept {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Reject(reason),
    }
}

fn actor_of(top: Top) -> Actor {
    Actor {
        did: top.did,
        handle: top.handle,
        display_name: top.display_name,
        description: top.description,
        created_at: top.created_at,
        followers_count: top.followers_count,
        follows_count: top.follows_count,
        posts_count: top.posts_count,
        verification: Loose(None),
    }
}

/// One post or record by itself.
fn read_shown(top: Top, line: u64, batch: &mut Batch) -> Outcome {
    let shown = Shown {
        uri: top.uri,
        author: top.author,
        record: top.record,
        value: top.value,
        embed: top.embed,
        embeds: Items::default(),
        indexed_at: top.indexed_at,
        reply_count: top.reply_count,
        repost_count: top.repost_count,
        quote_count: top.quote_count,
        like_count: top.like_count,
        not_found: top.not_found,
        blocked: top.blocked,
        detached: None,
    };
    outcome(keep_shown(&shown, line, false, batch))
}

/// An entry of a feed, or a thread that begins with its post.
fn read_entry(top: Top, line: u64, batch: &mut Batch) -> Outcome {
    let item = FeedItem { post: top.post, reply: top.reply, reason: top.reason };
    let kept = keep_feed_item(&item, line, batch);
    let above = top.parent.into_iter().map(|node| (node, 0));
    let mut open: Vec<(Raw, usize)> = above.collect();
    open_replies(top.replies, 0, line, &mut open, batch);
    read_nodes(open, line, batch);
    outcome(kept)
}

fn is_page(top: &Top) -> bool {
    top.feed.present
        || top.posts.present
        || top.records.present
        || top.reposted_by.present
        || top.likes.present
        || top.thread.is_some()
}

fn read_page(top: &Top, line: u64, batch: &mut Batch) -> Outcome {
    let before = (batch.drafts.len(), batch.rejects.len(), batch.notices);
    for item in &top.feed.items {
        let kept = match &item.0 {
            Some(item) => keep_feed_item(item, line, batch),
            None => Err("no object".to_owned()),
        };
        note("feed", kept, line, batch);
    }
    for (name, list) in [("posts", &top.posts), ("records", &top.records)] {
        for shown in &list.items {
            let kept = match &shown.0 {
                Some(shown) => keep_shown(shown, line, false, batch),
                None => Err("no object".to_owned()),
            };
            note(name, kept, line, batch);
        }
    }
    for actor in top.reposted_by.items.iter().filter_map(|actor| actor.0.as_ref()) {
        keep_actor(actor, batch);
        batch.notices.reposts_without_id += 1;
    }
    for like in &top.likes.items {
        if let Some(actor) = like.0.as_ref().and_then(|like| like.actor.0.as_ref()) {
            keep_actor(actor, batch);
        }
        batch.notices.likes += 1;
    }
    if let Some(thread) = top.thread {
        let mut open = Vec::new();
        if thread.0.starts_with('[') {
            open_replies(Some(thread), 0, line, &mut open, batch);
        } else {
            open.push((thread, 0));
        }
        read_nodes(open, line, batch);
    }
    if (batch.drafts.len(), batch.rejects.len(), batch.notices) == before {
        batch.notices.empty_pages += 1;
    }
    Outcome::Read
}

/// A part of an answer that cannot be used does not spoil the rest.
fn note(place: &str, kept: Kept, line: u64, batch: &mut Batch) {
    if let Err(reason) = kept {
        batch.reject(line, format!("in {place}: {reason}"));
    }
}

/// The posts of threads, without recursion: a thread may be a thousand posts deep.
fn read_nodes<'a>(mut open: Vec<(Raw<'a>, usize)>, line: u64, batch: &mut Batch) {
    // The list is taken from its end.
    open.reverse();
    while let Some((json, depth)) = open.pop() {
        let node = match json.parse::<Loose<Node<'a>>>(line, batch) {
            Ok(Loose(Some(node))) => node,
            Ok(Loose(None)) | Err(Outcome::Read) => continue,
            Err(Outcome::Reject(reason) | Outcome::Other(reason)) => {
                batch.reject(line, format!("in a thread: {reason}"));
                continue;
            }
        };
        read_node(&node, line, batch);
        if node.parent.is_none() && node.replies.is_none() {
            continue;
        }
        if depth == DEEPEST_THREAD {
            let reason = format!("posts lie over {DEEPEST_THREAD} deep in each other");
            batch.reject(line, format!("in a thread: {reason}; those below are left out"));
            continue;
        }
        let from = open.len();
        open.extend(node.parent.map(|parent| (parent, depth + 1)));
        open_replies(node.replies, depth + 1, line, &mut open, batch);
        open[from..].reverse();
    }
}

fn read_node(node: &Node, line: u64, batch: &mut Batch) {
    if node.not_found.is_some() || node.blocked.is_some() {
        note_unavailable(batch);
    }
    if let Some(post) = &node.post.0 {
        let kept = keep_shown(post, line, false, batch);
        note("a thread", kept, line, batch);
    }
    if let Some(flat) = &node.value.0 {
        match &flat.post.0 {
            Some(post) => {
                let kept = keep_shown(post, line, false, batch);
                note("a thread", kept, line, batch);
            }
            None if flat.kind.get().is_some() => note_unavailable(batch),
            None => {}
        }
    }
}

fn open_replies<'a>(
    replies: Option<Raw<'a>>,
    depth: usize,
    line: u64,
    open: &mut Vec<(Raw<'a>, usize)>,
    batch: &mut Batch,
) {
    // What is no list has no replies.
    let Some(list) = replies.filter(|replies| replies.0.starts_with('[')) else { return };
    match list.parse::<Vec<Raw<'a>>>(line, batch) {
        Ok(nodes) => open.extend(nodes.into_iter().map(|node| (node, depth))),
        Err(Outcome::Reject(reason) | Outcome::Other(reason)) => {
            batch.reject(line, format!("in a thread: {reason}"));
        }
        Err(Outcome::Read) => {}
    }
}

/// Whether a record is a post, by where it is kept.
fn is_post(uri: &str) -> bool {
    collection_of(uri) == Some("app.bsky.feed.post")
}
