//! Twitter/X API v2: answers with `data`, `includes` and `errors`, and flattened posts.
//!
//! Field names: the v2 data dictionary, as twarc and academictwitteR store it.

use serde::de::IgnoredAny;

use super::{Format, Json, Reads, twitter_notices};
use crate::archive::batch::{Batch, Draft, Profile, Span};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Count, Inside, Many, Str, counter, record, unescape};
use crate::archive::time;
use crate::archive::{Outcome, retweeted_handle, unknown_object};

/// Twitter/X API v2.
pub static FORMAT: Format = Format {
    name: "twitter-v2",
    title: "Twitter/X API v2 answers or flattened posts",
    reads: Reads::Json(Json {
        claims,
        lists: &[],
        read: |record, batch| parse_line(record.bytes, record.line, batch),
    }),
};

/// Fields of other platforms, some of whose objects have an id and a text or a username too.
const FOREIGN: [&str; 6] =
    ["acct", "visibility", "reblogs_count", "in_reply_to_account_id", "spoiler_text", "ancestors"];

fn claims(fields: &Fields) -> bool {
    if fields.has_any(&FOREIGN) {
        return false;
    }
    let page = fields.has_any(&["data", "includes", "meta", "errors"])
        || is_includes(fields)
        || twitter_notices::claims(fields);
    let post = fields.has("id") && fields.has_any(&["text", "author_id", "action", "username"]);
    page || post
}

/// What stands in `includes`; academictwitteR writes it as a document of its own.
const INCLUDED: [&str; 6] = ["users", "tweets", "media", "places", "polls", "topics"];

fn is_includes(fields: &Fields) -> bool {
    fields.has_any(&["users", "tweets"])
        && fields.names().into_iter().all(|name| INCLUDED.contains(&name))
}

#[derive(Default)]
struct Page<'a> {
    data: Option<Many<Post<'a>>>,
    includes: Option<Includes<'a>>,
    errors: Option<Many<IgnoredAny>>,
    meta: Option<IgnoredAny>,
}

record! { Page<'a> {
    "data" => data,
    "includes" => includes,
    "errors" => errors,
    "meta" => meta,
} }

#[derive(Default)]
struct Includes<'a> {
    tweets: Option<Many<Post<'a>>>,
    users: Option<Many<User<'a>>>,
}

record! { Includes<'a> {
    "tweets" => tweets,
    "users" => users,
} }

/// A post, or, by the fields that are there, an account or a compliance record.
#[derive(Default)]
struct Post<'a> {
    id: Option<Str<'a>>,
    text: Option<Str<'a>>,
    note_tweet: Option<Note<'a>>,
    author_id: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    lang: Option<Str<'a>>,
    conversation_id: Option<Str<'a>>,
    in_reply_to_user_id: Option<Str<'a>>,
    in_reply_to_user: Option<User<'a>>,
    referenced_tweets: Option<Many<Inside<Post<'a>>>>,
    edit_history_tweet_ids: Option<Vec<Str<'a>>>,
    entities: Option<Entities<'a>>,
    public_metrics: Option<Metrics>,
    author: Option<User<'a>>,
    /// What 4CAT calls the author.
    author_user: Option<User<'a>>,
    /// How the post around this one refers to it.
    reference: Option<Str<'a>>,
    // What tells the other records of the same shape apart.
    username: Option<Str<'a>>,
    action: Option<Str<'a>>,
    name: Option<Str<'a>>,
    description: Option<Str<'a>>,
    location: Option<Str<'a>>,
    verified: Option<bool>,
}

record! { Post<'a> {
    "id" => id,
    "text" => text,
    "note_tweet" => note_tweet,
    "author_id" => author_id,
    "created_at" => created_at,
    "lang" => lang,
    "conversation_id" => conversation_id,
    "in_reply_to_user_id" => in_reply_to_user_id,
    "in_reply_to_user" => in_reply_to_user,
    "referenced_tweets" => referenced_tweets,
    "edit_history_tweet_ids" => edit_history_tweet_ids,
    "entities" => entities,
    "public_metrics" => public_metrics,
    "author" => author,
    "author_user" => author_user,
    "type" => reference,
    "username" => username,
    "action" => action,
    "name" => name,
    "description" => description,
    "location" => location,
    "verified" => verified,
} }

#[derive(Default)]
struct Note<'a> {
    text: Option<Str<'a>>,
    entities: Option<Entities<'a>>,
}

record! { Note<'a> {
    "text" => text,
    "entities" => entities,
} }

#[derive(Default)]
struct Entities<'a> {
    mentions: Option<Many<User<'a>>>,
    hashtags: Option<Many<Tag<'a>>>,
    urls: Option<Many<Url<'a>>>,
}

record! { Entities<'a> {
    "mentions" => mentions,
    "hashtags" => hashtags,
    "urls" => urls,
} }

#[derive(Default)]
struct Tag<'a> {
    tag: Option<Str<'a>>,
}

record! { Tag<'a> {
    "tag" => tag,
} }

#[derive(Default)]
struct Url<'a> {
    url: Option<Str<'a>>,
    expanded_url: Option<Str<'a>>,
    unwound_url: Option<Str<'a>>,
    media_key: Option<IgnoredAny>,
}

record! { Url<'a> {
    "url" => url,
    "expanded_url" => expanded_url,
    "unwound_url" => unwound_url,
    "media_key" => media_key,
} }

#[derive(Default)]
struct Metrics {
    reply_count: Count,
    retweet_count: Count,
    quote_count: Count,
    like_count: Count,
    impression_count: Count,
    // Of an account.
    followers_count: Count,
    following_count: Count,
    tweet_count: Count,
}

record! { Metrics {
    "reply_count" => reply_count,
    "retweet_count" => retweet_count,
    "quote_count" => quote_count,
    "like_count" => like_count,
    "impression_count" => impression_count,
    "followers_count" => followers_count,
    "following_count" => following_count,
    "tweet_count" => tweet_count,
} }

#[derive(Default)]
struct User<'a> {
    id: Option<Str<'a>>,
    username: Option<Str<'a>>,
    name: Option<Str<'a>>,
    description: Option<Str<'a>>,
    location: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    verified: Option<bool>,
    public_metrics: Option<Metrics>,
}

record! { User<'a> {
    "id" => id,
    "username" => username,
    "name" => name,
    "description" => description,
    "location" => location,
    "created_at" => created_at,
    "verified" => verified,
    "public_metrics" => public_metrics,
} }

/// Read one line that is an answer of the API or a flattened post.
pub fn parse_line(json: &[u8], line: u64, batch: &mut Batch) -> Outcome {
    if json.starts_with(b"{\"data\"") {
        return parse_page(json, line, batch);
    }
    match json::read::<Post>(json, line, batch) {
        // An answer of the API has no id of its own.
        Ok(post) if post.id.is_none() => parse_page(json, line, batch),
        Ok(post) => {
            if post.action.is_some() && post.text.is_none() {
                twitter_notices::keep_redaction(json, line, batch);
            }
            read_item(post, line, batch)
        }
        Err(reject) => reject,
    }
}

fn parse_page(json: &[u8], line: u64, batch: &mut Batch) -> Outcome {
    match json::read::<Page>(json, line, batch) {
        Ok(page) => {
            let no_post = |item: &Post| item.id.is_none() && item.text.is_none();
            let no_posts = page.data.as_ref().is_some_and(|data| data.0.iter().any(no_post));
            if no_posts && twitter_notices::keep_page(json, line, batch) {
                return Outcome::Read;
            }
            match read_page(page, line, batch) {
                Outcome::Other(reason) => read_rest(json, line, reason, batch),
                outcome => outcome,
            }
        }
        Err(reject) => reject,
    }
}

/// A document of what is included, or a record that is neither a post nor an answer.
fn read_rest(json: &[u8], line: u64, reason: String, batch: &mut Batch) -> Outcome {
    if twitter_notices::keep_other(json, batch) {
        return Outcome::Read;
    }
    match json::read::<Includes>(json, line, batch) {
        Ok(includes) if includes.users.is_some() || includes.tweets.is_some() => {
            batch.notices.users += includes.users.as_ref().map_or(0, |users| users.0.len() as u64);
            read_page(Page { includes: Some(includes), ..Page::default() }, line, batch)
        }
        Ok(_) => Outcome::Other(reason),
        Err(reject) => reject,
    }
}

fn read_page(page: Page, line: u64, batch: &mut Batch) -> Outcome {
    let errors = page.errors.map_or(0, |errors| errors.0.len() as u64);
    batch.notices.errors += errors;
    let includes = page.includes.unwrap_or_default();
    let items = page.data.unwrap_or_default().0;
    let included = includes.tweets.unwrap_or_default().0;
    let users = includes.users.unwrap_or_default().0;
    if items.is_empty() && included.is_empty() && users.is_empty() && errors == 0 {
        if page.meta.is_none() {
            return Outcome::Other(unknown_object(&["data", "includes", "errors", "id and text"]));
        }
        batch.notices.empty_pages += 1;
    }
    for user in &users {
        keep_user(user, batch);
    }
    for item in items {
        if let Outcome::Reject(reason) | Outcome::Other(reason) = read_item(item, line, batch) {
            batch.reject(line, reason);
        }
    }
    for post in included.iter().filter(|post| post.id.is_some() || post.text.is_some()) {
        if let Err(reason) = keep_post(post, line, true, batch) {
            batch.reject(line, format!("in includes.tweets: {reason}"));
        }
    }
    Outcome::Read
}

fn read_item(item: Post, line: u64, batch: &mut Batch) -> Outcome {
    if item.action.is_some() && item.text.is_none() {
        batch.notices.compliance += 1;
        return Outcome::Read;
    }
    if item.username.is_some() && item.text.is_none() {
        batch.notices.users += 1;
        let user = User {
            id: item.id,
            username: item.username,
            name: item.name,
            description: item.description,
            location: item.location,
            created_at: item.created_at,
            verified: item.verified,
            public_metrics: item.public_metrics,
        };
        keep_user(&user, batch);
        return Outcome::Read;
    }
    match keep_post(&item, line, false, batch) {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Other(reason),
    }
}

fn keep_user(user: &User, batch: &mut Batch) {
    let account = batch.account(user.id.as_deref(), user.username.as_deref());
    if account.is_none() {
        return;
    }
    let metrics = user.public_metrics.as_ref();
    let profile = Profile {
        account,
        name: batch.keep_opt(user.name.as_deref()),
        description: batch.keep_opt(user.description.as_deref()),
        location: batch.keep_opt(user.location.as_deref()),
        created_at: user.created_at.as_deref().and_then(time::parse),
        followers: metrics.and_then(|m| m.followers_count.0),
        following: metrics.and_then(|m| m.following_count.0),
        posts: metrics.and_then(|m| m.tweet_count.0),
        verified: user.verified,
    };
    batch.profiles.push(profile);
}

/// Add the post and the posts inside it; the reason if it is none.
fn keep_post(post: &Post, line: u64, nested: bool, batch: &mut Batch) -> Result<(), String> {
    let Some(id) = post.id.as_deref().filter(|id| !id.is_empty()) else {
        return Err(unknown_object(&["id", "text", "author_id"]));
    };
    let text =
        post.note_tweet.as_ref().and_then(|note| note.text.as_deref()).or(post.text.as_deref());
    if text.is_none() && post.author_id.is_none() && post.created_at.is_none() {
        return Err(format!("post {id} has an id and nothing else; hydrate it first"));
    }
    let time = match post.created_at.as_deref() {
        None => None,
        Some(text) => Some(time::parse(text).ok_or_else(|| not_a_date(text))?),
    };
    let author = post.author.as_ref().or(post.author_user.as_ref());
    if let Some(author) = author {
        keep_user(author, batch);
    }
    if let Some(user) = &post.in_reply_to_user {
        keep_user(user, batch);
    }
    let author_id = post.author_id.as_deref().or(author.and_then(|author| author.id.as_deref()));
    let mut draft = Draft {
        line,
        nested,
        time,
        id: batch.keep(id),
        author: batch.account(author_id, None),
        text: text.map_or(Span::NONE, |text| batch.keep(&unescape(text))),
        lang: batch.keep_opt(post.lang.as_deref()),
        platform: batch.keep("twitter"),
        conversation: batch.keep_opt(post.conversation_id.as_deref()),
        reply_to_author: batch.account(post.in_reply_to_user_id.as_deref(), None),
        ..Draft::default()
    };
    let references = post.referenced_tweets.as_deref().unwrap_or_default();
    for reference in references {
        let target = reference.id.as_deref();
        let target_author = batch.account(reference.author_id.as_deref(), None);
        match reference.reference.as_deref() {
            Some("replied_to") => {
                draft.reply_to = batch.keep_opt(target);
                if draft.reply_to_author.is_none() {
                    draft.reply_to_author = target_author;
                }
            }
            Some("quoted") => {
                draft.quote_of = batch.keep_opt(target);
                draft.quote_of_author = target_author;
            }
            Some("retweeted") => {
                draft.repost_of = batch.keep_opt(target);
                draft.repost_of_author = target_author;
                if draft.repost_of_author.is_none() {
                    let handle = post.text.as_deref().and_then(retweeted_handle);
                    draft.repost_of_author = batch.account(None, handle);
                }
            }
            _ => {}
        }
    }
    keep_entities(post, &mut draft, batch);
    keep_history(post, &mut draft, batch);
    draft.counts = post.public_metrics.as_ref().map(|m| {
        [m.reply_count, m.retweet_count, m.quote_count, m.like_count, m.impression_count]
            .map(|count| counter(count.0))
    });
    batch.drafts.push(draft);
    for reference in references.iter().filter(|reference| is_whole(reference)) {
        if let Err(reason) = keep_post(reference, line, true, batch) {
            batch.reject(line, format!("in referenced_tweets: {reason}"));
        }
    }
    Ok(())
}

/// A flattened reference is a whole post; a bare one is a type and an id.
fn is_whole(post: &Post) -> bool {
    post.text.is_some() || post.author_id.is_some() || post.created_at.is_some()
}

fn not_a_date(text: &str) -> String {
    format!("created_at: {text:?} is not a date; wanted {}", time::WANTED)
}

/// Mentions, hashtags and links of the text and of the long text, each once and in order.
fn keep_entities(post: &Post, draft: &mut Draft, batch: &mut Batch) {
    let long = post.note_tweet.as_ref().and_then(|note| note.entities.as_ref());
    let short = post.entities.as_ref();
    let starts = batch.open_lists();
    // The long text repeats what the short one has: take it alone where it lists anything.
    let pick = |has: fn(&Entities) -> bool| long.filter(|e| has(e)).or(short);
    for mention in
        pick(|e| e.mentions.is_some()).and_then(|e| e.mentions.as_deref()).unwrap_or_default()
    {
        batch.mention(mention.id.as_deref(), mention.username.as_deref());
        // A flattened mention carries the whole account.
        if mention.name.is_some() {
            keep_user(mention, batch);
        }
    }
    for tag in
        pick(|e| e.hashtags.is_some()).and_then(|e| e.hashtags.as_deref()).unwrap_or_default()
    {
        batch.hashtag(tag.tag.as_deref().unwrap_or_default());
    }
    for url in pick(|e| e.urls.is_some()).and_then(|e| e.urls.as_deref()).unwrap_or_default() {
        let best =
            url.unwound_url.as_deref().or(url.expanded_url.as_deref()).or(url.url.as_deref());
        // The post's own photos and videos; v1.1 does not list them among its links either.
        if url.media_key.is_some() || best.is_some_and(is_own_media) {
            continue;
        }
        batch.url(best.unwrap_or_default());
    }
    batch.close_lists(starts, draft);
}

/// Whether a link leads to a photo or a video of a post: `…/status/1/photo/1`.
pub(super) fn is_own_media(url: &str) -> bool {
    let mut parts = url.rsplit('/');
    let number = parts.next().is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let media = parts.next().is_some_and(|part| part == "photo" || part == "video");
    number && media && parts.nth(1) == Some("status")
}

fn keep_history(post: &Post, draft: &mut Draft, batch: &mut Batch) {
    let Some([first, rest @ ..]) = post.edit_history_tweet_ids.as_deref() else { return };
    let first = batch.keep(first);
    draft.first_edit = first;
    if !rest.is_empty() {
        batch.edits.push((first, first));
    }
    for version in rest {
        let version = batch.keep(version);
        batch.edits.push((version, first));
    }
}

#[cfg(test)]
#[path = "twitter_v2_tests.rs"]
mod tests;
