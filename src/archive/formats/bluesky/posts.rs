//! From a record to a post, a repost, or a count.

use super::shapes::{Actor, Body, Commit, FeedItem, Reason, Shown, Top, View, Viewed};
use super::{PLATFORM, is_post};
use crate::archive::batch::{AccountRef, Batch, Counts, Draft, NO_COUNT, Profile, Tombstone};
use crate::archive::json::{Count, counter};
use crate::archive::time;

/// Nothing, or the reason why something could not be used.
pub type Kept = Result<(), String>;

/// How much later than the platform saw it a post may say that it was written, in microseconds,
/// before the clock of its author is called wrong: a minute.
const SKEW: i64 = 60_000_000;

/// The handle of an account whose handle the platform could not confirm.
const UNCONFIRMED: &str = "handle.invalid";

/// What is known of a record besides its own words.
#[derive(Clone, Copy)]
struct Source<'a> {
    uri: &'a str,
    author: Option<&'a Actor<'a>>,
    /// When the platform saw it: microseconds since 1970, UTC.
    seen: Option<i64>,
    counts: Option<Counts>,
    line: u64,
    nested: bool,
}

/// The account in an at-uri, which is a DID; a handle in its place is none.
fn did_of(uri: &str) -> Option<&str> {
    let did = uri.strip_prefix("at://")?.split('/').next()?;
    did.starts_with("did:").then_some(did)
}

/// The collection in an at-uri.
pub fn collection_of(uri: &str) -> Option<&str> {
    uri.strip_prefix("at://")?.split('/').nth(1)
}

fn account_of(uri: Option<&str>, batch: &mut Batch) -> AccountRef {
    batch.account(uri.and_then(did_of), None)
}

/// Keep what is said of an account; the account.
pub fn keep_actor(actor: &Actor, batch: &mut Batch) -> AccountRef {
    let handle = actor.handle.get().filter(|handle| *handle != UNCONFIRMED);
    let account = batch.account(actor.did.get(), handle);
    if account.is_none() {
        return account;
    }
    let profile = Profile {
        account,
        name: batch.keep_opt(actor.display_name.get()),
        description: batch.keep_opt(actor.description.get()),
        created_at: actor.created_at.get().and_then(time::parse),
        followers: actor.followers_count.0,
        following: actor.follows_count.0,
        posts: actor.posts_count.0,
        verified: actor.verification.0.as_ref().map(|mark| mark.verified_status.is("valid")),
        ..Profile::default()
    };
    batch.profiles.push(profile);
    account
}

/// In place of a post the platform says that it is not to be seen.
pub fn note_unavailable(batch: &mut Batch) {
    batch.notices.unavailable += 1;
}

fn counts(counts: [Count; 4]) -> Option<Counts> {
    if counts.iter().all(|count| count.0.is_none()) {
        return None;
    }
    let [replies, reposts, quotes, likes] = counts.map(|count| counter(count.0));
    Some([replies, reposts, quotes, likes, NO_COUNT])
}

/// A post as it is shown or listed, with those inside it.
pub fn keep_shown(shown: &Shown, line: u64, nested: bool, batch: &mut Batch) -> Kept {
    if shown.not_found.is_some() || shown.blocked.is_some() || shown.detached.is_some() {
        note_unavailable(batch);
        return Ok(());
    }
    let uri = shown.uri.get().ok_or("a post without its at-uri (uri)")?;
    let Some(body) = shown.record.0.as_ref().or(shown.value.0.as_ref()) else {
        return Err(format!("{uri} has no record"));
    };
    let numbers = [shown.reply_count, shown.repost_count, shown.quote_count, shown.like_count];
    let seen = shown.indexed_at.get().and_then(time::parse);
    let counts = counts(numbers);
    let source = Source { uri, author: shown.author.0.as_ref(), seen, counts, line, nested };
    let views = shown.embed.0.iter().chain(shown.embeds.items.iter().filter_map(|v| v.0.as_ref()));
    keep_record(&source, body, batch)?;
    for view in views {
        keep_view(view, line, batch);
    }
    Ok(())
}

/// The post that is shown in another; a list or a feed that is shown there is none.
fn keep_view(view: &View, line: u64, batch: &mut Batch) {
    let Some(viewed) = view.record.0.0.as_deref() else { return };
    let Viewed { author, value, indexed_at, .. } = viewed;
    if viewed.not_found.is_some() || viewed.blocked.is_some() || viewed.detached.is_some() {
        note_unavailable(batch);
        return;
    }
    let Some(uri) = viewed.uri.get() else {
        // With media the record is one level deeper.
        let Some(shown) = &viewed.record.0 else { return };
        let is_other = shown.uri.get().is_some_and(|uri| !is_post(uri));
        let kept = if is_other { Ok(()) } else { keep_shown(shown, line, true, batch) };
        if let Err(reason) = kept {
            batch.reject(line, format!("in embed.record: {reason}"));
        }
        return;
    };
    let (true, Some(body)) = (is_post(uri), &value.0) else { return };
    let numbers = [viewed.reply_count, viewed.repost_count, viewed.quote_count, viewed.like_count];
    let seen = indexed_at.get().and_then(time::parse);
    let counts = counts(numbers);
    let source = Source { uri, author: author.0.as_ref(), seen, counts, line, nested: true };
    if let Err(reason) = keep_record(&source, body, batch) {
        batch.reject(line, format!("in embed.record: {reason}"));
    }
    for view in viewed.embeds.items.iter().filter_map(|view| view.0.as_ref()) {
        keep_view(view, line, batch);
    }
}

/// An entry of a feed: a post, those above it, and the repost that brought it there.
pub fn keep_feed_item(item: &FeedItem, line: u64, batch: &mut Batch) -> Kept {
    let Some(post) = &item.post.0 else { return Err("an entry without a post".to_owned()) };
    // A pin is a reason without an account.
    let repost = item.reason.0.as_ref().filter(|reason| reason.by.0.is_some());
    let has_id = match repost {
        Some(reason) => keep_reason(reason, post, line, batch),
        None => false,
    };
    keep_shown(post, line, has_id, batch)?;
    if let Some(reply) = &item.reply.0 {
        for shown in [&reply.root, &reply.parent].into_iter().filter_map(|shown| shown.0.as_ref()) {
            if let Err(reason) = keep_shown(shown, line, true, batch) {
                batch.reject(line, format!("in reply: {reason}"));
            }
        }
    }
    Ok(())
}

/// The repost that brought a post into a feed; whether it has an id. Without one it is counted,
/// and its account is kept, but it is no post: an id that the platform does not know would never
/// meet the same repost in another archive.
fn keep_reason(reason: &Reason, post: &Shown, line: u64, batch: &mut Batch) -> bool {
    let author = reason.by.0.as_ref().map(|by| keep_actor(by, batch)).unwrap_or_default();
    let Some(uri) = reason.uri.get() else {
        batch.notices.reposts_without_id += 1;
        return false;
    };
    let draft = Draft {
        line,
        id: batch.keep(uri),
        author,
        time: reason.indexed_at.get().and_then(time::parse),
        platform: batch.keep(PLATFORM),
        repost_of: batch.keep_opt(post.uri.get()),
        repost_of_author: account_of(post.uri.get(), batch),
        via: batch.keep_opt(reason.via.0.as_ref().and_then(|via| via.uri.get())),
        ..Draft::default()
    };
    batch.drafts.push(draft);
    true
}

/// A record by the collection in which it is kept.
fn keep_record(source: &Source, body: &Body, batch: &mut Batch) -> Kept {
    let author = match source.author {
        Some(actor) => keep_actor(actor, batch),
        None => AccountRef::default(),
    };
    let author = if author.is_none() { account_of(Some(source.uri), batch) } else { author };
    match collection_of(source.uri).or(body.kind.get()) {
        Some("app.bsky.feed.post") => keep_post(source, author, body, batch),
        Some("app.bsky.feed.repost") => return keep_repost(source, author, body, batch),
        Some("app.bsky.feed.like") => batch.notices.likes += 1,
        Some("app.bsky.actor.profile") => keep_profile(author, body, batch),
        Some(_) => batch.notices.other_records += 1,
        None => {
            return Err(format!("{:?} is no at-uri; wanted at://DID/COLLECTION/KEY", source.uri));
        }
    }
    Ok(())
}

/// What an account says of itself.
fn keep_profile(account: AccountRef, body: &Body, batch: &mut Batch) {
    batch.notices.users += 1;
    let profile = Profile {
        account,
        name: batch.keep_opt(body.display_name.get()),
        description: batch.keep_opt(body.description.get()),
        ..Profile::default()
    };
    batch.profiles.push(profile);
}

fn keep_post(source: &Source, author: AccountRef, body: &Body, batch: &mut Batch) {
    let link = |link: Option<&super::shapes::Link>| {
        link.and_then(|link| link.uri.get().map(str::to_owned))
    };
    let reply = body.reply.0.as_ref();
    let parent = link(reply.and_then(|reply| reply.parent.0.as_ref()));
    let root = link(reply.and_then(|reply| reply.root.0.as_ref()));
    let quoted = embedded(body).filter(|uri| is_post(uri));
    let mut draft = Draft {
        line: source.line,
        nested: source.nested,
        id: batch.keep(source.uri),
        author,
        time: time_of(source, body, batch),
        // A post of pictures alone has an empty text, which is known.
        text: batch.keep(body.text.0.as_deref().unwrap_or_default()),
        lang: batch.keep_opt(body.langs.items.iter().find_map(|lang| lang.get())),
        platform: batch.keep(PLATFORM),
        conversation: batch.keep(root.as_deref().unwrap_or(source.uri)),
        reply_to: batch.keep_opt(parent.as_deref()),
        reply_to_author: account_of(parent.as_deref(), batch),
        quote_of: batch.keep_opt(quoted),
        quote_of_author: account_of(quoted, batch),
        counts: source.counts,
        ..Draft::default()
    };
    keep_marks(body, &mut draft, batch);
    batch.drafts.push(draft);
}

fn keep_repost(source: &Source, author: AccountRef, body: &Body, batch: &mut Batch) -> Kept {
    let uri = |link: &crate::archive::json::Loose<super::shapes::Link>| {
        link.0.as_ref().and_then(|link| link.uri.get()).map(str::to_owned)
    };
    let subject = uri(&body.subject);
    let Some(subject) = subject else {
        return Err(format!("the repost {} does not say of what (subject.uri)", source.uri));
    };
    let draft = Draft {
        line: source.line,
        nested: source.nested,
        id: batch.keep(source.uri),
        author,
        time: time_of(source, body, batch),
        platform: batch.keep(PLATFORM),
        repost_of: batch.keep(&subject),
        repost_of_author: account_of(Some(&subject), batch),
        via: batch.keep_opt(uri(&body.via).as_deref()),
        ..Draft::default()
    };
    batch.drafts.push(draft);
    Ok(())
}

/// The record that a post embeds, with media or without.
fn embedded<'a>(body: &'a Body) -> Option<&'a str> {
    let record = body.embed.0.as_ref()?.record.0.as_ref()?;
    record.uri.get().or_else(|| record.record.0.as_ref()?.uri.get())
}

/// The time that the author's program states, or when the platform saw the post if that is
/// earlier, as Bluesky itself sorts; a time before 1970 is none. Without either, the time in the
/// post's key, if it is a time.
fn time_of(source: &Source, body: &Body, batch: &mut Batch) -> Option<i64> {
    let possible = |time: &i64| *time >= 0;
    let stated = body.created_at.get().and_then(time::parse).filter(possible);
    let seen = source.seen.filter(possible);
    if stated.is_none_or(|stated| seen.is_some_and(|seen| stated > seen.saturating_add(SKEW))) {
        batch.notices.mended_times += 1;
    }
    match (stated, seen) {
        (Some(stated), Some(seen)) => Some(stated.min(seen)),
        (stated, seen) => stated.or(seen).or_else(|| time_in_key(source.uri)),
    }
}

/// The time in a key that is a TID (atproto.com/specs/tid): thirteen digits of base 32, the upper
/// 53 of their 63 bits are microseconds since 1970.
fn time_in_key(uri: &str) -> Option<i64> {
    const DIGITS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    let key = uri.rsplit('/').next().filter(|key| key.len() == 13)?;
    let number = key.bytes().try_fold(0_u64, |number, byte| {
        let digit = DIGITS.iter().position(|&digit| digit == byte)? as u64;
        number.checked_mul(32)?.checked_add(digit)
    })?;
    i64::try_from(number >> 10).ok()
}

/// Mentions, tags and links of the text, tags beside it, and the link of a card; each once.
fn keep_marks(body: &Body, draft: &mut Draft, batch: &mut Batch) {
    let starts = batch.open_lists();
    let facets = body.facets.items.iter().filter_map(|facet| facet.0.as_ref());
    for feature in facets.flat_map(|facet| &facet.features.items).filter_map(|f| f.0.as_ref()) {
        // What other programs mark in their own way Bluesky does not show.
        match feature.kind.get() {
            Some("app.bsky.richtext.facet#mention") => batch.mention(feature.did.get(), None),
            Some("app.bsky.richtext.facet#tag") => add_tag(feature.tag.get(), starts, batch),
            Some("app.bsky.richtext.facet#link") => add_link(feature.uri.get(), starts, batch),
            _ => {}
        }
    }
    for entity in body.entities.items.iter().filter_map(|entity| entity.0.as_ref()) {
        match entity.kind.get() {
            Some("mention") => batch.mention(entity.value.get(), None),
            Some("link") => add_link(entity.value.get(), starts, batch),
            _ => {}
        }
    }
    for tag in &body.tags.items {
        add_tag(tag.get(), starts, batch);
    }
    if let Some(embed) = &body.embed.0 {
        let media = embed.media.0.as_ref().and_then(|media| media.external.0.as_ref());
        for card in embed.external.0.iter().chain(media) {
            add_link(card.uri.get(), starts, batch);
        }
        // A list, a feed or a starter pack is shown like a link.
        add_link(embedded(body).filter(|uri| !is_post(uri)), starts, batch);
    }
    batch.close_lists(starts, draft);
}

fn add_tag(tag: Option<&str>, starts: [u32; 3], batch: &mut Batch) {
    let Some(tag) = tag else { return };
    let known =
        batch.hashtags[starts[1] as usize..].iter().any(|&other| batch.get(other) == Some(tag));
    if !known {
        batch.hashtag(tag);
    }
}

fn add_link(link: Option<&str>, starts: [u32; 3], batch: &mut Batch) {
    let Some(link) = link else { return };
    let known =
        batch.urls[starts[2] as usize..].iter().any(|&other| batch.get(other) == Some(link));
    if !known {
        batch.url(link);
    }
}

/// An event of Jetstream: a change of a record, or something about an account.
pub fn keep_event(top: &Top, line: u64, batch: &mut Batch) -> Kept {
    let did = top.did.get().unwrap_or_default();
    let time = top.time_us.0.and_then(|time| i64::try_from(time).ok());
    if let Some(commit) = &top.commit.0 {
        return keep_commit(did, time, commit, line, batch);
    }
    if top.identity.0.is_some() || top.account.is_some() {
        batch.notices.users += 1;
        if let Some(actor) = &top.identity.0 {
            keep_actor(actor, batch);
        }
        return Ok(());
    }
    let kind = top.kind.get().or(top.old_kind.get()).unwrap_or("none");
    Err(format!("an event of the kind {kind:?}; wanted commit, identity or account"))
}

fn keep_commit(
    did: &str,
    time: Option<i64>,
    commit: &Commit,
    line: u64,
    batch: &mut Batch,
) -> Kept {
    let (Some(collection), Some(rkey)) = (commit.collection.get(), commit.rkey.get()) else {
        return Err("a commit without commit.collection and commit.rkey".to_owned());
    };
    let uri = format!("at://{did}/{collection}/{rkey}");
    match commit.operation.get().or(commit.old_operation.get()) {
        Some("create" | "update" | "c" | "u") => {
            let Some(body) = &commit.record.0 else {
                return Err(format!("{uri} has no record (commit.record)"));
            };
            let source =
                Source { uri: &uri, author: None, seen: time, counts: None, line, nested: false };
            keep_record(&source, body, batch)
        }
        Some("delete" | "d") => {
            if matches!(collection, "app.bsky.feed.post" | "app.bsky.feed.repost") {
                let post = batch.keep(&uri);
                let author = batch.account(Some(did), None);
                batch.tombstones.push(Tombstone { post, author, time });
                batch.notices.compliance += 1;
            } else {
                batch.notices.other_records += 1;
            }
            Ok(())
        }
        other => Err(format!(
            "commit.operation: {:?}; wanted create, update or delete",
            other.unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_hold_times() {
        let time = |key: &str| time_in_key(&format!("at://did:plc:a/app.bsky.feed.post/{key}"));
        assert_eq!(time("2222222222222"), Some(0));
        assert_eq!(time("2222222222322"), Some(1));
        assert_eq!(time("3jzfcijpj2z2a"), Some(1_688_137_381_887_007));
        for key in ["", "1", "3jzfcijpj2z20", "zzzzzzzzzzzzz2", "3JZFCIJPJ2Z2A"] {
            assert_eq!(time(key), None, "{key}");
        }
    }
}
