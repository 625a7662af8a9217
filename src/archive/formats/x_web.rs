//! Posts as X's website gets them: GraphQL results with `rest_id` and `legacy`, and the older
//! "adaptive" ones with `legacy` and `user`.
//!
//! Field names: Zeeschuimer's `modules/twitter.js` and 4CAT's `datasources/twitter-import`.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::twitter_v2::is_own_media;
use crate::archive::batch::{AccountRef, Batch, Draft, Kind, Profile, Span};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Count, Inside, Str, counter, unescape};
use crate::archive::{Outcome, Record, retweeted_handle, time, unknown_object};

/// Whether an object is a post of X's website by itself.
pub fn claims(fields: &Fields) -> bool {
    fields.has("legacy") && fields.has_any(&["rest_id", "user", "core"])
}

/// A result: a post, a post in an envelope, or a notice that there is none.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Item<'a> {
    #[serde(default, rename = "__typename")]
    typename: Option<Str<'a>>,
    #[serde(default)]
    rest_id: Option<Str<'a>>,
    /// The post itself, where its visibility is limited.
    #[serde(default)]
    tweet: Option<Inside<Box<Item<'a>>>>,
    #[serde(default)]
    tombstone: Option<IgnoredAny>,
    #[serde(default)]
    legacy: Option<Box<Legacy<'a>>>,
    #[serde(default)]
    core: Option<Core<'a>>,
    /// The author of an "adaptive" post.
    #[serde(default)]
    user: Option<UserFields<'a>>,
    #[serde(default)]
    note_tweet: Option<Note<'a>>,
    #[serde(default)]
    quoted_status_result: Option<Found<'a>>,
    /// The bare id of what a quoted post quotes.
    #[serde(default, rename = "quotedRefResult")]
    quoted_reference: Option<Found<'a>>,
    #[serde(default)]
    edit_control: Option<EditControl<'a>>,
    #[serde(default)]
    views: Option<Views>,
    #[serde(default)]
    ext_views: Option<Views>,
    #[serde(default)]
    promoted: Option<bool>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Found<'a> {
    #[serde(default)]
    result: Option<Inside<Box<Item<'a>>>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Core<'a> {
    #[serde(default)]
    user_results: Option<UserResults<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct UserResults<'a> {
    #[serde(default)]
    result: Option<User<'a>>,
}

/// An account: its fields stand in `legacy`, or, since 2025, some of them in `core`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct User<'a> {
    #[serde(default)]
    rest_id: Option<Str<'a>>,
    #[serde(default)]
    core: Option<UserFields<'a>>,
    #[serde(default)]
    legacy: Option<UserFields<'a>>,
    #[serde(default)]
    location: Option<Place<'a>>,
    #[serde(default)]
    profile_bio: Option<Bio<'a>>,
    #[serde(default)]
    verification: Option<Verification>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Place<'a> {
    #[serde(default)]
    location: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Bio<'a> {
    #[serde(default)]
    description: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Verification {
    #[serde(default)]
    verified: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct UserFields<'a> {
    #[serde(default)]
    id_str: Option<Str<'a>>,
    #[serde(default)]
    screen_name: Option<Str<'a>>,
    #[serde(default)]
    name: Option<Str<'a>>,
    #[serde(default)]
    description: Option<Str<'a>>,
    #[serde(default)]
    location: Option<Str<'a>>,
    #[serde(default)]
    created_at: Option<Str<'a>>,
    #[serde(default)]
    followers_count: Count,
    #[serde(default)]
    friends_count: Count,
    #[serde(default)]
    statuses_count: Count,
    #[serde(default)]
    verified: Option<bool>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Legacy<'a> {
    #[serde(default)]
    id_str: Option<Str<'a>>,
    #[serde(default)]
    user_id_str: Option<Str<'a>>,
    #[serde(default)]
    created_at: Option<Str<'a>>,
    #[serde(default)]
    full_text: Option<Str<'a>>,
    #[serde(default)]
    text: Option<Str<'a>>,
    #[serde(default)]
    lang: Option<Str<'a>>,
    #[serde(default)]
    conversation_id_str: Option<Str<'a>>,
    #[serde(default)]
    in_reply_to_status_id_str: Option<Str<'a>>,
    #[serde(default)]
    in_reply_to_user_id_str: Option<Str<'a>>,
    #[serde(default)]
    in_reply_to_screen_name: Option<Str<'a>>,
    #[serde(default)]
    quoted_status_id_str: Option<Str<'a>>,
    #[serde(default)]
    retweeted_status_id_str: Option<Str<'a>>,
    #[serde(default)]
    retweeted_status_result: Option<Found<'a>>,
    #[serde(default)]
    entities: Option<Entities<'a>>,
    #[serde(default)]
    reply_count: Count,
    #[serde(default)]
    retweet_count: Count,
    #[serde(default)]
    quote_count: Count,
    #[serde(default)]
    favorite_count: Count,
    #[serde(default)]
    ext_views: Option<Views>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Note<'a> {
    #[serde(default)]
    note_tweet_results: Option<NoteResults<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct NoteResults<'a> {
    #[serde(default)]
    result: Option<NoteText<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct NoteText<'a> {
    #[serde(default)]
    text: Option<Str<'a>>,
    #[serde(default)]
    entity_set: Option<Entities<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Entities<'a> {
    #[serde(default)]
    hashtags: Option<Vec<Tag<'a>>>,
    #[serde(default)]
    user_mentions: Option<Vec<UserFields<'a>>>,
    #[serde(default)]
    urls: Option<Vec<Url<'a>>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Tag<'a> {
    #[serde(default)]
    text: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Url<'a> {
    #[serde(default)]
    url: Option<Str<'a>>,
    #[serde(default)]
    expanded_url: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct EditControl<'a> {
    #[serde(default)]
    edit_tweet_ids: Option<Vec<Str<'a>>>,
    /// What an edited post says of its first version.
    #[serde(default)]
    edit_control_initial: Option<Box<EditControl<'a>>>,
}

#[derive(Deserialize)]
struct Views {
    #[serde(default)]
    count: Count,
}

impl<'a> Item<'a> {
    /// The post in its envelopes.
    fn post(&self) -> &Self {
        self.tweet.as_deref().map_or(self, |post| post.post())
    }

    /// Whether this stands where a post is deleted, withheld or private.
    fn is_notice(&self) -> bool {
        let unavailable = ["TweetTombstone", "TweetUnavailable"];
        self.tombstone.is_some()
            || self.typename.as_deref().is_some_and(|name| unavailable.contains(&name))
    }

    fn id(&self) -> Option<&str> {
        let of_legacy = || self.legacy.as_ref().and_then(|legacy| legacy.id_str.as_deref());
        self.rest_id.as_deref().or_else(of_legacy).filter(|id| !id.is_empty())
    }

    fn long(&self) -> Option<&NoteText<'a>> {
        self.note_tweet.as_ref()?.note_tweet_results.as_ref()?.result.as_ref()
    }

    fn author(&self) -> Option<&User<'a>> {
        self.core.as_ref()?.user_results.as_ref()?.result.as_ref()
    }

    /// The account: of the user object if there is one, else the id alone.
    fn account(&self, batch: &mut Batch) -> AccountRef {
        let number = self.legacy.as_ref().and_then(|legacy| legacy.user_id_str.as_deref());
        let (id, handle) = match (self.author(), &self.user) {
            (Some(user), _) => (user.rest_id.as_deref(), user.handle()),
            (None, Some(user)) => (user.id_str.as_deref(), user.screen_name.as_deref()),
            (None, None) => (None, None),
        };
        batch.account(id.or(number), handle)
    }
}

impl<'a> Found<'a> {
    /// The post that was found, unless it is a notice.
    fn post(&self) -> Option<&Item<'a>> {
        self.result.as_deref().map(|item| item.post()).filter(|post| !post.is_notice())
    }

    fn is_notice(&self) -> bool {
        self.result.as_deref().is_some_and(|item| item.post().is_notice())
    }
}

impl<'a> User<'a> {
    /// A field that stands in `core` or in `legacy`.
    fn field(&self, of: for<'b> fn(&'b UserFields<'a>) -> Option<&'b str>) -> Option<&str> {
        [&self.core, &self.legacy].into_iter().flatten().find_map(of)
    }

    fn handle(&self) -> Option<&str> {
        self.field(|fields| fields.screen_name.as_deref())
    }
}

/// Read one item: a post, or a notice that there is none.
pub fn read(record: &Record, batch: &mut Batch) -> Outcome {
    let item = match json::parse::<Item>(record.bytes, record.line, batch) {
        Ok(item) => item,
        Err(reject) => return reject,
    };
    let post = item.post();
    if post.is_notice() && post.legacy.is_none() {
        batch.notices.errors += 1;
        return Outcome::Read;
    }
    if [&item, post].iter().any(|item| item.promoted == Some(true)) {
        batch.notices.promoted += 1;
    }
    match keep_post(post, record.line, false, batch) {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Reject(reason),
    }
}

fn keep_post(post: &Item, line: u64, nested: bool, batch: &mut Batch) -> Result<(), String> {
    let (Some(id), Some(legacy)) = (post.id(), post.legacy.as_deref()) else {
        return Err(unknown_object(&["rest_id", "legacy"]));
    };
    let short = legacy.full_text.as_deref().or(legacy.text.as_deref());
    let long = post.long().and_then(|long| long.text.as_deref());
    // Some say that long texts come without entities; a text that spells one out is rarer.
    let text = long.filter(|text| !text.is_empty()).or(short);
    let time = match legacy.created_at.as_deref() {
        None => None,
        Some(text) => Some(time::parse(text).ok_or_else(|| {
            format!("created_at: {text:?} is not a date; wanted {}", time::WANTED)
        })?),
    };
    let author = keep_author(post, batch);
    let mut draft = Draft {
        line,
        nested,
        time,
        author,
        id: batch.keep(id),
        text: text.map_or(Span::NONE, |text| batch.keep(&unescape(text))),
        lang: batch.keep_opt(legacy.lang.as_deref()),
        platform: batch.keep("twitter"),
        conversation: batch.keep_opt(legacy.conversation_id_str.as_deref()),
        reply_to: batch.keep_opt(legacy.in_reply_to_status_id_str.as_deref()),
        reply_to_author: batch.account(
            legacy.in_reply_to_user_id_str.as_deref(),
            legacy.in_reply_to_screen_name.as_deref(),
        ),
        ..Draft::default()
    };
    keep_references(post, legacy, short, &mut draft, batch);
    keep_entities(post, legacy, &mut draft, batch);
    keep_history(post.edit_control.as_ref(), &mut draft, batch);
    let views = [&post.views, &post.ext_views, &legacy.ext_views];
    let views = views.into_iter().flatten().find_map(|views| views.count.0);
    draft.counts = Some(
        [
            legacy.reply_count.0,
            legacy.retweet_count.0,
            legacy.quote_count.0,
            legacy.favorite_count.0,
            views,
        ]
        .map(counter),
    );
    batch.drafts.push(draft);
    keep_inner(post, legacy, line, batch);
    Ok(())
}

/// What the post passes on or quotes.
fn keep_references(
    post: &Item,
    legacy: &Legacy,
    text: Option<&str>,
    draft: &mut Draft,
    batch: &mut Batch,
) {
    let passed_on = legacy.retweeted_status_result.as_ref();
    if passed_on.is_some() || legacy.retweeted_status_id_str.is_some() {
        let original = passed_on.and_then(Found::post);
        let id = original.and_then(Item::id).or(legacy.retweeted_status_id_str.as_deref());
        draft.kind = Some(Kind::Repost);
        draft.repost_of = batch.keep_opt(id);
        draft.repost_of_author = original.map(|post| post.account(batch)).unwrap_or_default();
        if draft.repost_of_author.is_none() {
            draft.repost_of_author = batch.account(None, text.and_then(retweeted_handle));
        }
        // A repost of a quote repeats the quote's reference; the repost itself quotes nothing.
        return;
    }
    let quoted = post.quoted_status_result.as_ref().and_then(Found::post);
    let bare = || post.quoted_reference.as_ref().and_then(Found::post).and_then(Item::id);
    let id = quoted.and_then(Item::id).or(legacy.quoted_status_id_str.as_deref()).or_else(bare);
    draft.quote_of = batch.keep_opt(id);
    draft.quote_of_author = quoted.map(|post| post.account(batch)).unwrap_or_default();
}

/// The posts inside a post; notices in their places are counted.
fn keep_inner(post: &Item, legacy: &Legacy, line: u64, batch: &mut Batch) {
    let inner = [legacy.retweeted_status_result.as_ref(), post.quoted_status_result.as_ref()];
    for found in inner.into_iter().flatten() {
        batch.notices.errors += u64::from(found.is_notice());
        // A bare reference is an id and nothing else.
        let Some(inner) = found.post().filter(|inner| inner.legacy.is_some()) else { continue };
        if let Err(reason) = keep_post(inner, line, true, batch) {
            let id = post.id().unwrap_or_default();
            batch.reject(line, format!("in a post inside post {id}: {reason}"));
        }
    }
}

/// The author, and what is said of them.
fn keep_author(post: &Item, batch: &mut Batch) -> AccountRef {
    let account = post.account(batch);
    if account.is_none() {
        return account;
    }
    let nobody = UserFields::default();
    let (user, old) = match (post.author(), &post.user) {
        (Some(user), _) => (Some(user), user.legacy.as_ref().unwrap_or(&nobody)),
        (None, Some(fields)) => (None, fields),
        (None, None) => return account,
    };
    let name = user.map_or(old.name.as_deref(), |user| user.field(|of| of.name.as_deref()));
    let born =
        user.map_or(old.created_at.as_deref(), |user| user.field(|of| of.created_at.as_deref()));
    let place = user.and_then(|user| user.location.as_ref()?.location.as_deref());
    let bio = user.and_then(|user| user.profile_bio.as_ref()?.description.as_deref());
    let profile = Profile {
        account,
        name: batch.keep_opt(name),
        description: batch.keep_opt(old.description.as_deref().or(bio)),
        location: batch.keep_opt(old.location.as_deref().or(place)),
        created_at: born.and_then(time::parse),
        followers: old.followers_count.0,
        following: old.friends_count.0,
        posts: old.statuses_count.0,
        verified: old.verified.or(user.and_then(|user| user.verification.as_ref()?.verified)),
    };
    batch.profiles.push(profile);
    account
}

/// Mentions, hashtags and links, of the long text where it lists any.
fn keep_entities(post: &Item, legacy: &Legacy, draft: &mut Draft, batch: &mut Batch) {
    let starts = batch.open_lists();
    let long = post.long().and_then(|long| long.entity_set.as_ref());
    let short = legacy.entities.as_ref();
    let sets = || [long, short].into_iter().flatten();
    for user in sets().find_map(|set| set.user_mentions.as_deref()).unwrap_or_default() {
        batch.mention(user.id_str.as_deref(), user.screen_name.as_deref());
    }
    for tag in sets().find_map(|set| set.hashtags.as_deref()).unwrap_or_default() {
        batch.hashtag(tag.text.as_deref().unwrap_or_default());
    }
    for url in sets().find_map(|set| set.urls.as_deref()).unwrap_or_default() {
        let best = url.expanded_url.as_deref().or(url.url.as_deref()).unwrap_or_default();
        if !is_own_media(best) {
            batch.url(best);
        }
    }
    batch.close_lists(starts, draft);
}

fn keep_history(control: Option<&EditControl>, draft: &mut Draft, batch: &mut Batch) {
    let of = |control: &EditControl| control.edit_tweet_ids.is_some();
    let first = control.and_then(|control| control.edit_control_initial.as_deref());
    let Some(control) = first.or(control).filter(|control| of(control)) else { return };
    let mut ids: Vec<&str> = control.edit_tweet_ids.iter().flatten().map(|id| &**id).collect();
    // X may list one version twice.
    ids.dedup();
    let versions: Vec<Span> = ids.into_iter().map(|id| batch.keep(id)).collect();
    let Some((&first, rest)) = versions.split_first() else { return };
    draft.first_edit = first;
    if !rest.is_empty() {
        batch.edits.extend(versions.iter().map(|&version| (version, first)));
    }
}

#[cfg(test)]
#[path = "x_web_tests.rs"]
mod tests;
