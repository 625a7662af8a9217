//! The objects of Mastodon's API as far as they are read, and what Truth Social adds to them.
//!
//! Names: docs.joinmastodon.org/entities, and for Truth Social the lists of fields in the tests of
//! github.com/stanfordio/truthbrush (`test/test_api.py`).

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::archive::json::{Count, Inside, Items, Loose, Raw, Text};

/// Anything that may stand on a line; the fields that are there say what it is. A status is one
/// too, and so is what its fields `reblog` and `quote` hold.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Status<'a> {
    pub id: Text<'a>,
    pub created_at: Text<'a>,
    pub in_reply_to_id: Text<'a>,
    pub in_reply_to_account_id: Text<'a>,
    pub language: Text<'a>,
    pub uri: Text<'a>,
    pub url: Text<'a>,
    pub content: Text<'a>,
    /// The source of a status that was just deleted.
    pub text: Text<'a>,
    pub spoiler_text: Text<'a>,
    pub reblog: Inside<Loose<Box<Status<'a>>>>,
    pub quote: Inside<Loose<Box<Status<'a>>>>,
    pub account: Loose<Account<'a>>,
    pub mentions: Items<Loose<Account<'a>>>,
    pub tags: Items<Loose<Tag<'a>>>,
    pub card: Loose<Card<'a>>,
    pub replies_count: Count,
    pub reblogs_count: Count,
    pub quotes_count: Count,
    pub favourites_count: Count,
    // What a quote says around the status that it holds.
    pub quoted_status: Inside<Loose<Box<Status<'a>>>>,
    pub quoted_status_id: Text<'a>,
    // Truth Social.
    pub quote_id: Text<'a>,
    pub in_reply_to: Inside<Loose<Box<Status<'a>>>>,
    pub sponsored: Option<IgnoredAny>,
    // Answers, events and notifications.
    pub ancestors: Items<Inside<Loose<Status<'a>>>>,
    pub descendants: Items<Inside<Loose<Status<'a>>>>,
    pub statuses: Items<Inside<Loose<Status<'a>>>>,
    pub accounts: Items<Loose<Account<'a>>>,
    pub event: Text<'a>,
    pub payload: Option<Raw<'a>>,
    #[serde(rename = "type")]
    pub kind: Text<'a>,
    pub status: Inside<Loose<Box<Status<'a>>>>,
    // An account by itself.
    pub acct: Text<'a>,
    pub username: Text<'a>,
    pub display_name: Text<'a>,
    pub note: Text<'a>,
    pub location: Text<'a>,
    pub followers_count: Count,
    pub following_count: Count,
    pub statuses_count: Count,
    pub verified: Option<bool>,
}

/// An account, or one that is mentioned.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Account<'a> {
    pub id: Text<'a>,
    pub username: Text<'a>,
    pub acct: Text<'a>,
    pub url: Text<'a>,
    pub uri: Text<'a>,
    pub display_name: Text<'a>,
    pub note: Text<'a>,
    pub location: Text<'a>,
    pub created_at: Text<'a>,
    pub followers_count: Count,
    pub following_count: Count,
    pub statuses_count: Count,
    pub verified: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Tag<'a> {
    pub name: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub struct Card<'a> {
    pub url: Text<'a>,
}
