//! The objects of Bluesky as far as they are read.
//!
//! Names: the lexicons `app.bsky.feed.*`, `app.bsky.embed.*`, `app.bsky.richtext.facet` and
//! `com.atproto.repo.*` of github.com/bluesky-social/atproto. What users and their programs write
//! into a record is checked by nobody, so any field may hold anything: what is not of the wanted
//! kind counts as missing.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::archive::json::{Count, Inside, Items, Loose, Raw, Text};

/// Anything that may stand on a line; the fields that are there say what it is.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Top<'a> {
    #[serde(rename = "$type")]
    pub kind_of_record: Text<'a>,
    // A post as it is shown, a record as it is listed, or what stands in a post's place.
    pub uri: Text<'a>,
    pub author: Loose<Actor<'a>>,
    pub record: Loose<Body<'a>>,
    pub value: Loose<Body<'a>>,
    pub embed: Loose<View<'a>>,
    pub indexed_at: Text<'a>,
    pub reply_count: Count,
    pub repost_count: Count,
    pub quote_count: Count,
    pub like_count: Count,
    pub not_found: Option<IgnoredAny>,
    pub blocked: Option<IgnoredAny>,
    // An entry of a feed, or a thread.
    pub post: Loose<Shown<'a>>,
    pub reply: Loose<ReplyShown<'a>>,
    pub reason: Loose<Reason<'a>>,
    pub parent: Option<Raw<'a>>,
    pub replies: Option<Raw<'a>>,
    // Answers of the API.
    pub thread: Option<Raw<'a>>,
    pub feed: Items<Loose<FeedItem<'a>>>,
    pub posts: Items<Loose<Shown<'a>>>,
    pub records: Items<Loose<Shown<'a>>>,
    pub reposted_by: Items<Loose<Actor<'a>>>,
    pub likes: Items<Loose<Like<'a>>>,
    // An event, or an account.
    pub did: Text<'a>,
    pub handle: Text<'a>,
    pub display_name: Text<'a>,
    pub description: Text<'a>,
    pub created_at: Text<'a>,
    pub followers_count: Count,
    pub follows_count: Count,
    pub posts_count: Count,
    pub kind: Text<'a>,
    #[serde(rename = "type")]
    pub old_kind: Text<'a>,
    #[serde(rename = "time_us")]
    pub time_us: Count,
    pub commit: Loose<Commit<'a>>,
    pub identity: Loose<Actor<'a>>,
    pub account: Option<IgnoredAny>,
}

/// A post as the API shows it, an embedded one, a listed record, or what stands in their place.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Shown<'a> {
    pub uri: Text<'a>,
    pub author: Loose<Actor<'a>>,
    pub record: Loose<Body<'a>>,
    /// The record where it is embedded or listed.
    pub value: Loose<Body<'a>>,
    pub embed: Loose<View<'a>>,
    /// The view where it is embedded.
    pub embeds: Items<Loose<View<'a>>>,
    pub indexed_at: Text<'a>,
    pub reply_count: Count,
    pub repost_count: Count,
    pub quote_count: Count,
    pub like_count: Count,
    pub not_found: Option<IgnoredAny>,
    pub blocked: Option<IgnoredAny>,
    pub detached: Option<IgnoredAny>,
}

/// An account.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Actor<'a> {
    pub did: Text<'a>,
    pub handle: Text<'a>,
    pub display_name: Text<'a>,
    pub description: Text<'a>,
    pub created_at: Text<'a>,
    pub followers_count: Count,
    pub follows_count: Count,
    pub posts_count: Count,
    pub verification: Loose<Verification<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Verification<'a> {
    pub verified_status: Text<'a>,
}

/// A record: a post, a repost, a like, a profile or another.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Body<'a> {
    #[serde(rename = "$type")]
    pub kind: Text<'a>,
    pub created_at: Text<'a>,
    pub text: Text<'a>,
    pub langs: Items<Text<'a>>,
    pub facets: Items<Loose<Facet<'a>>>,
    pub entities: Items<Loose<Entity<'a>>>,
    pub tags: Items<Text<'a>>,
    pub reply: Loose<ReplyTo<'a>>,
    pub embed: Loose<Embed<'a>>,
    pub subject: Loose<Link<'a>>,
    pub via: Loose<Link<'a>>,
    pub display_name: Text<'a>,
    pub description: Text<'a>,
}

/// A reference to a record.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Link<'a> {
    pub uri: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct ReplyTo<'a> {
    pub root: Loose<Link<'a>>,
    pub parent: Loose<Link<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Facet<'a> {
    pub features: Items<Loose<Feature<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Feature<'a> {
    #[serde(rename = "$type")]
    pub kind: Text<'a>,
    pub did: Text<'a>,
    pub tag: Text<'a>,
    pub uri: Text<'a>,
}

/// What came before facets: `mention` with a DID, `link` with a link.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Entity<'a> {
    #[serde(rename = "type")]
    pub kind: Text<'a>,
    pub value: Text<'a>,
}

/// What a record embeds: `record.uri`, or with media `record.record.uri`; a card with a link.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Embed<'a> {
    pub record: Loose<Embedded<'a>>,
    pub external: Loose<Link<'a>>,
    pub media: Loose<Media<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Embedded<'a> {
    pub uri: Text<'a>,
    pub record: Loose<Link<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Media<'a> {
    pub external: Loose<Link<'a>>,
}

/// What the API shows of an embedded record.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct View<'a> {
    pub record: Inside<Loose<Box<Viewed<'a>>>>,
}

/// An embedded record, or, with media, an object around it.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Viewed<'a> {
    pub record: Loose<Shown<'a>>,
    pub uri: Text<'a>,
    pub author: Loose<Actor<'a>>,
    pub value: Loose<Body<'a>>,
    pub embeds: Items<Loose<View<'a>>>,
    pub indexed_at: Text<'a>,
    pub reply_count: Count,
    pub repost_count: Count,
    pub quote_count: Count,
    pub like_count: Count,
    pub not_found: Option<IgnoredAny>,
    pub blocked: Option<IgnoredAny>,
    pub detached: Option<IgnoredAny>,
}

/// An entry of a feed.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct FeedItem<'a> {
    pub post: Loose<Shown<'a>>,
    pub reply: Loose<ReplyShown<'a>>,
    pub reason: Loose<Reason<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct ReplyShown<'a> {
    pub root: Loose<Shown<'a>>,
    pub parent: Loose<Shown<'a>>,
}

/// Why an entry is in a feed: somebody's repost, or a pin.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Reason<'a> {
    pub by: Loose<Actor<'a>>,
    pub uri: Text<'a>,
    pub indexed_at: Text<'a>,
    pub via: Loose<Link<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Like<'a> {
    pub actor: Loose<Actor<'a>>,
}

/// A post in a thread with those above and below it.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
pub struct Node<'a> {
    pub post: Loose<Shown<'a>>,
    pub parent: Option<Raw<'a>>,
    pub replies: Option<Raw<'a>>,
    pub not_found: Option<IgnoredAny>,
    pub blocked: Option<IgnoredAny>,
    /// The post of an entry in a thread that is a flat list.
    pub value: Loose<Flat<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Flat<'a> {
    #[serde(rename = "$type")]
    pub kind: Text<'a>,
    pub post: Loose<Shown<'a>>,
}

/// A change in somebody's repository.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Commit<'a> {
    pub operation: Text<'a>,
    /// What early versions called `operation`: `c`, `u` or `d`.
    #[serde(rename = "type")]
    pub old_operation: Text<'a>,
    pub collection: Text<'a>,
    pub rkey: Text<'a>,
    pub record: Loose<Body<'a>>,
}
