//! The archive of an account, as Twitter/X gives it to the owner: `tweets.js` and its neighbours.
//!
//! Posts of the owner stand there without an author: who that is says `account.js`, which
//! [`beside`](crate::archive::beside) finds in the same folder. A repost is known only by its
//! text, `RT @handle: …`, and a quote only by the link at its end.
//!
//! Field names: the published schema of the Community Archive (`docs/archive_data.md` of
//! TheExGenesis/community-archive) and the structures of the crate `twitter_archive`.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Format, Json, Reads};
use crate::archive::batch::{AccountRef, Batch, Draft, NO_COUNT, Profile, Tombstone};
use crate::archive::beside::Beside;
use crate::archive::fields::Fields;
use crate::archive::json::{self, Count, Str, counter, unescape};
use crate::archive::{Outcome, Record, retweeted_handle, time, unknown_object};

/// The archive of an account.
pub static FORMAT: Format = Format {
    name: "twitter-archive",
    title: "a Twitter/X account archive (tweets.js)",
    reads: Reads::Json(Json { claims, lists: &[], read }),
};

/// Records that hold one thing under its name.
const WRAPPED: [&str; 8] =
    ["tweet", "noteTweet", "account", "profile", "follower", "following", "like", "bookmark"];
/// Fields of posts that come with their author, and so from elsewhere.
const AUTHORED: [&str; 4] = ["user", "user_id_str", "author", "author_id"];

fn claims(fields: &Fields) -> bool {
    let wrapped = fields.len() == 1 && fields.has_any(&WRAPPED);
    let bare = fields.has("full_text")
        && fields.has_any(&["id_str", "id"])
        && fields.has_any(&["entities", "favorite_count", "display_text_range"]);
    wrapped || (bare && !fields.has_any(&AUTHORED))
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Item<'a> {
    tweet: Option<Tweet<'a>>,
    note_tweet: Option<Note<'a>>,
    account: Option<Account<'a>>,
    profile: Option<About<'a>>,
    follower: Option<IgnoredAny>,
    following: Option<IgnoredAny>,
    like: Option<IgnoredAny>,
    bookmark: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Tweet<'a> {
    id_str: Option<Str<'a>>,
    id: Option<Str<'a>>,
    // Of the headers of deleted posts.
    tweet_id: Option<Str<'a>>,
    user_id: Option<Str<'a>>,
    deleted_at: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    full_text: Option<Str<'a>>,
    text: Option<Str<'a>>,
    lang: Option<Str<'a>>,
    entities: Option<Entities<'a>>,
    edit_info: Option<Edits<'a>>,
    in_reply_to_status_id_str: Option<Str<'a>>,
    in_reply_to_status_id: Option<Str<'a>>,
    in_reply_to_user_id_str: Option<Str<'a>>,
    in_reply_to_user_id: Option<Str<'a>>,
    in_reply_to_screen_name: Option<Str<'a>>,
    #[serde(default)]
    favorite_count: Count,
    #[serde(default)]
    retweet_count: Count,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Entities<'a> {
    hashtags: Option<Vec<Tag<'a>>>,
    user_mentions: Option<Vec<Mention<'a>>>,
    urls: Option<Vec<Url<'a>>>,
    media: Option<Vec<Url<'a>>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Tag<'a> {
    text: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Mention<'a> {
    id_str: Option<Str<'a>>,
    id: Option<Str<'a>>,
    #[serde(alias = "screenName")]
    screen_name: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Url<'a> {
    url: Option<Str<'a>>,
    #[serde(alias = "expandedUrl")]
    expanded_url: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Edits<'a> {
    initial: Option<Versions<'a>>,
    edit: Option<Edit<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Edit<'a> {
    edit_control_initial: Option<Versions<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Versions<'a> {
    edit_tweet_ids: Option<Vec<Str<'a>>>,
}

/// A text too long for `tweets.js`. Older archives do not say whose it is.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Note<'a> {
    tweet_id: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    #[serde(alias = "noteTweetResults", alias = "noteTweetContents")]
    core: Option<Long<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Long<'a> {
    text: Option<Str<'a>>,
    entity_set: Option<Marks<'a>>,
    #[serde(flatten)]
    marks: Marks<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Marks<'a> {
    #[serde(default, alias = "userMentions")]
    mentions: Vec<Mention<'a>>,
    #[serde(default)]
    hashtags: Vec<Tag<'a>>,
    #[serde(default)]
    urls: Vec<Url<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase")]
struct Account<'a> {
    account_id: Option<Str<'a>>,
    username: Option<Str<'a>>,
    account_display_name: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct About<'a> {
    description: Option<Description<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Description<'a> {
    bio: Option<Str<'a>>,
    location: Option<Str<'a>>,
}

fn read(record: &Record, batch: &mut Batch) -> Outcome {
    let beside = Beside::parse(record.context);
    let item = match json::parse::<Item>(record.bytes, record.line, batch) {
        Ok(item) => item,
        Err(reject) => return reject,
    };
    if let Some(tweet) = &item.tweet {
        return keep_tweet(tweet, record.line, &beside, batch);
    }
    if let Some(note) = &item.note_tweet {
        return keep_note(note, record.line, &beside, batch);
    }
    if item.follower.is_some() || item.following.is_some() {
        batch.notices.users += 1;
    } else if item.like.is_some() || item.bookmark.is_some() {
        batch.notices.other_records += 1;
    } else if item.account.is_some() || item.profile.is_some() {
        keep_people(&item, &beside, batch);
    } else {
        return match json::parse::<Tweet>(record.bytes, record.line, batch) {
            Ok(tweet) => keep_tweet(&tweet, record.line, &beside, batch),
            Err(reject) => reject,
        };
    }
    Outcome::Read
}

fn keep_people(item: &Item, beside: &Beside, batch: &mut Batch) {
    batch.notices.users += 1;
    let mut profile = Profile { account: beside.owner(batch), ..Profile::default() };
    if let Some(account) = &item.account {
        profile.account = batch.account(account.account_id.as_deref(), account.username.as_deref());
        profile.name = batch.keep_opt(account.account_display_name.as_deref());
        profile.created_at = account.created_at.as_deref().and_then(time::parse);
    }
    if let Some(about) = item.profile.as_ref().and_then(|about| about.description.as_ref()) {
        profile.description = batch.keep_opt(about.bio.as_deref());
        profile.location = batch.keep_opt(about.location.as_deref());
    }
    if !profile.account.is_none() {
        batch.profiles.push(profile);
    }
}

fn date(name: &str, text: Option<&Str>) -> Result<Option<i64>, String> {
    let Some(text) = text.map(|text| &**text).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    time::parse(text)
        .map(Some)
        .ok_or_else(|| format!("{name}: {text:?} is not a date; wanted {}", time::WANTED))
}

fn keep_tweet(tweet: &Tweet, line: u64, beside: &Beside, batch: &mut Batch) -> Outcome {
    let ids = [&tweet.id_str, &tweet.id, &tweet.tweet_id];
    let Some(id) = ids.into_iter().find_map(|id| id.as_deref()).filter(|id| !id.is_empty()) else {
        return Outcome::Other(unknown_object(&["id_str", "full_text", "created_at"]));
    };
    let times = date("created_at", tweet.created_at.as_ref())
        .and_then(|time| Ok((time, date("deleted_at", tweet.deleted_at.as_ref())?)));
    let (time, deleted_at) = match times {
        Ok(times) => times,
        Err(reason) => return Outcome::Reject(reason),
    };
    let mut author = beside.owner(batch);
    if author.is_none() {
        author = batch.account(tweet.user_id.as_deref(), None);
    }
    let post = batch.keep(id);
    if beside.is_deleted() || deleted_at.is_some() {
        batch.tombstones.push(Tombstone { post, author, time: deleted_at });
    }
    let Some(text) = tweet.full_text.as_deref().or(tweet.text.as_deref()) else {
        if beside.is_deleted() || deleted_at.is_some() {
            batch.notices.compliance += 1;
            return Outcome::Read;
        }
        return Outcome::Other(unknown_object(&["id_str", "full_text", "created_at"]));
    };
    let draft = Draft { line, id: post, author, time, ..Draft::default() };
    fill(tweet, id, &unescape(text), draft, batch);
    Outcome::Read
}

/// What the post says and to whom.
fn fill(tweet: &Tweet, id: &str, text: &str, mut draft: Draft, batch: &mut Batch) {
    let reposted = reposted_handle(text);
    draft.text = batch.keep(text);
    draft.lang = batch.keep_opt(tweet.lang.as_deref());
    draft.platform = batch.keep("twitter");
    // Texts of reposts were cut when the limit was 140; the original may be whole elsewhere.
    draft.truncated = is_cut(text);
    draft.repost_of_author = batch.account(None, reposted);
    let reply = tweet.in_reply_to_status_id_str.as_deref();
    draft.reply_to = batch.keep_opt(reply.or(tweet.in_reply_to_status_id.as_deref()));
    let whom = tweet.in_reply_to_user_id_str.as_deref().or(tweet.in_reply_to_user_id.as_deref());
    draft.reply_to_author = batch.account(whom, tweet.in_reply_to_screen_name.as_deref());
    let none = Entities::default();
    let entities = tweet.entities.as_ref().unwrap_or(&none);
    if reposted.is_none()
        && let Some((handle, quoted)) = quoted(text, entities).filter(|(_, quoted)| *quoted != id)
    {
        draft.quote_of = batch.keep(quoted);
        draft.quote_of_author = batch.account(None, handle);
    }
    let starts = batch.open_lists();
    let lists = (&entities.user_mentions, &entities.hashtags, &entities.urls);
    keep_marks(
        lists.0.as_deref().unwrap_or_default(),
        lists.1.as_deref().unwrap_or_default(),
        lists.2.as_deref().unwrap_or_default(),
        batch,
    );
    batch.close_lists(starts, &mut draft);
    keep_history(tweet.edit_info.as_ref(), &mut draft, batch);
    let (reposts, likes) = (counter(tweet.retweet_count.0), counter(tweet.favorite_count.0));
    draft.counts = Some([NO_COUNT, reposts, NO_COUNT, likes, NO_COUNT]);
    batch.drafts.push(draft);
}

/// The handle in "RT @handle: …". A colon is what the platform writes; people write other things.
fn reposted_handle(text: &str) -> Option<&str> {
    let handle = retweeted_handle(text)?;
    text["RT @".len() + handle.len()..].starts_with(": ").then_some(handle)
}

/// The post whose link stands at the end of the text: the platform shows it as a quote.
fn quoted<'t>(text: &str, entities: &'t Entities) -> Option<(Option<&'t str>, &'t str)> {
    let is = |links: &Option<Vec<Url>>, word: &str| {
        links.iter().flatten().any(|link| link.url.as_deref() == Some(word))
    };
    let last = text.split_whitespace().rev().find(|word| !is(&entities.media, word))?;
    let links = entities.urls.as_deref().unwrap_or_default();
    let link = links.iter().rev().find(|link| link.url.as_deref() == Some(last))?;
    status_link(link.expanded_url.as_deref()?)
}

/// The handle and the id in `https://twitter.com/handle/status/1`.
fn status_link(link: &str) -> Option<(Option<&str>, &str)> {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").or_else(|| rest.strip_prefix("mobile.")).unwrap_or(rest);
    let rest = rest.strip_prefix("twitter.com/").or_else(|| rest.strip_prefix("x.com/"))?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let (path, id) = rest.rsplit_once('/')?;
    let handle = match path {
        "i/web/status" | "i/status" => None,
        _ => Some(path.strip_suffix("/status").or_else(|| path.strip_suffix("/statuses"))?),
    };
    let numeric = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let named = handle.is_none_or(|handle| !handle.is_empty() && !handle.contains('/'));
    (numeric && named).then_some((handle, id))
}

fn keep_marks(mentions: &[Mention], tags: &[Tag], urls: &[Url], batch: &mut Batch) {
    for mention in mentions {
        // Accounts that were gone when the archive was made have the id -1.
        let id = mention.id_str.as_deref().or(mention.id.as_deref()).filter(|&id| id != "-1");
        batch.mention(id, mention.screen_name.as_deref());
    }
    for tag in tags.iter().filter_map(|tag| tag.text.as_deref()) {
        batch.hashtag(tag);
    }
    for url in urls {
        if let Some(url) = url.expanded_url.as_deref().or(url.url.as_deref()) {
            batch.url(url);
        }
    }
}

fn keep_history(edits: Option<&Edits>, draft: &mut Draft, batch: &mut Batch) {
    let Some(edits) = edits else { return };
    let later = edits.edit.as_ref().and_then(|edit| edit.edit_control_initial.as_ref());
    let versions = edits.initial.as_ref().or(later);
    let Some([first, rest @ ..]) = versions.and_then(|v| v.edit_tweet_ids.as_deref()) else {
        return;
    };
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

/// Whether a text ends where it was cut, before the link that may follow.
fn is_cut(text: &str) -> bool {
    let text = match text.rsplit_once(char::is_whitespace) {
        Some((before, link)) if link.starts_with("https://t.co/") => before,
        _ => text,
    };
    text.trim_end().ends_with('…')
}

/// A long text is a fuller version of its post. Older archives do not say of which: then it is
/// counted and no more.
fn keep_note(note: &Note, line: u64, beside: &Beside, batch: &mut Batch) -> Outcome {
    let Some(long) = &note.core else {
        return Outcome::Other(unknown_object(&["noteTweet.core.text"]));
    };
    let time = match date("createdAt", note.created_at.as_ref()) {
        Ok(time) => time,
        Err(reason) => return Outcome::Reject(reason),
    };
    let Some(text) = long.text.as_deref() else {
        return Outcome::Other(unknown_object(&["noteTweet.core.text"]));
    };
    let Some(id) = note.tweet_id.as_deref().filter(|id| !id.is_empty()) else {
        batch.notices.other_records += 1;
        return Outcome::Read;
    };
    let author: AccountRef = beside.owner(batch);
    let mut draft = Draft { line, nested: true, author, time, ..Draft::default() };
    draft.id = batch.keep(id);
    draft.platform = batch.keep("twitter");
    draft.text = batch.keep(&unescape(text));
    let marks = long.entity_set.as_ref().unwrap_or(&long.marks);
    let starts = batch.open_lists();
    keep_marks(&marks.mentions, &marks.hashtags, &marks.urls, batch);
    batch.close_lists(starts, &mut draft);
    batch.drafts.push(draft);
    Outcome::Read
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &[u8] = br#"{"name":"window.YTD.tweets.part0","id":"7","handle":"NordaliaMFA"}"#;

    fn read_with(json: &str, context: &[u8]) -> (Outcome, Batch) {
        let mut batch = Batch::default();
        let record = Record { bytes: json.as_bytes(), line: 3, context };
        (read(&record, &mut batch), batch)
    }

    fn tweet(fields: &str) -> Batch {
        let json = format!(r#"{{"tweet":{{"id_str":"20","full_text":"x",{fields}}}}}"#);
        let (outcome, batch) = read_with(&json, OWNER);
        assert_eq!(outcome, Outcome::Read, "{json}");
        batch
    }

    #[test]
    fn the_owner_wrote_the_posts() {
        let batch = tweet(r#""favorite_count":"12","created_at":"Sat Feb 18 12:33:11 +0000 2023""#);
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.author.id), Some("7"));
        assert_eq!(batch.get(post.author.handle), Some("NordaliaMFA"));
        assert_eq!(post.time, Some(1_676_723_591_000_000));
        assert_eq!(post.counts, Some([NO_COUNT, NO_COUNT, NO_COUNT, 12, NO_COUNT]));
        let (_, batch) = read_with(r#"{"id":"1","full_text":"a","entities":{}}"#, b"");
        assert!(batch.drafts[0].author.is_none());
    }

    #[test]
    fn only_what_the_platform_writes_is_a_repost() {
        for (text, handle) in [
            ("RT @vesper: peace", Some("vesper")),
            ("RT @vesper peace", None),
            ("RT @: peace", None),
            ("so RT @vesper: peace", None),
            ("RT @vesper:", None),
        ] {
            assert_eq!(reposted_handle(text), handle, "{text}");
        }
    }

    #[test]
    fn a_link_at_the_end_quotes_and_one_in_the_middle_does_not() {
        let quote = |text: &str| {
            let json = format!(
                r#"{{"id_str":"20","full_text":"{text}","entities":{{
                    "urls":[{{"url":"https://t.co/q","expanded_url":"https://twitter.com/vesper/status/15?s=20"}}],
                    "media":[{{"url":"https://t.co/m"}}]}}}}"#
            );
            let (_, batch) = read_with(&json, OWNER);
            let post = &batch.drafts[0];
            batch.get(post.quote_of).map(|id| {
                (id.to_owned(), batch.get(post.quote_of_author.handle).map(str::to_owned))
            })
        };
        let found = Some(("15".to_owned(), Some("vesper".to_owned())));
        assert_eq!(quote("as said https://t.co/q"), found);
        assert_eq!(quote("as said https://t.co/q https://t.co/m"), found);
        assert_eq!(quote("https://t.co/q was said"), None);
        assert_eq!(quote("RT @a: see https://t.co/q"), None);
    }

    #[test]
    fn links_to_posts_are_told_from_others() {
        assert_eq!(status_link("https://x.com/a/status/1"), Some((Some("a"), "1")));
        assert_eq!(status_link("http://mobile.twitter.com/a/statuses/1/"), Some((Some("a"), "1")));
        assert_eq!(status_link("https://twitter.com/i/web/status/1"), Some((None, "1")));
        for link in [
            "https://twitter.com/a/status/1/photo/1",
            "https://nottwitter.com/a/status/1",
            "https://twitter.com/a/status/",
            "https://twitter.com//status/1",
            "https://twitter.com/a/status/x",
            "twitter.com/a/status/1",
            "",
        ] {
            assert_eq!(status_link(link), None, "{link}");
        }
    }

    #[test]
    fn deleted_posts_are_posts_with_a_tombstone() {
        let deleted = br#"{"name":"window.YTD.deleted_tweets.part0","id":"7"}"#;
        let (_, batch) = read_with(r#"{"tweet":{"id_str":"20","full_text":"oops"}}"#, deleted);
        assert_eq!((batch.drafts.len(), batch.tombstones.len()), (1, 1));
        let header = r#"{"tweet":{"tweet_id":"21","user_id":"7","created_at":"Wed Aug 30 22:20:03 +0000 2023",
            "deleted_at":"Wed Aug 30 23:20:03 +0000 2023"}}"#;
        let (outcome, batch) = read_with(header, b"");
        assert_eq!(outcome, Outcome::Read);
        assert_eq!((batch.drafts.len(), batch.notices.compliance), (0, 1));
        let stone = batch.tombstones[0];
        assert_eq!(batch.get(stone.post), Some("21"));
        assert_eq!(batch.get(stone.author.id), Some("7"));
        assert_eq!(stone.time, Some(1_693_437_603_000_000));
    }

    #[test]
    fn edits_are_versions_of_the_first() {
        let edited = r#""edit_info":{"edit":{"initialTweetId":"19","editControlInitial":{"editTweetIds":["19","20"]}}}"#;
        let batch = tweet(edited);
        assert_eq!(batch.get(batch.drafts[0].first_edit), Some("19"));
        assert_eq!(batch.edits.len(), 2);
        let batch = tweet(r#""edit_info":{"initial":{"editTweetIds":["20"]}}"#);
        assert_eq!((batch.get(batch.drafts[0].first_edit), batch.edits.len()), (Some("20"), 0));
    }

    #[test]
    fn a_long_text_that_names_its_post_is_a_version_of_it() {
        let (outcome, batch) = read_with(
            r#"{"noteTweet":{"noteTweetId":"1","tweetId":"20","noteTweetResults":{"text":"long &amp; wide",
                "entitySet":{"hashtags":[{"text":"Lumen"}],"userMentions":[{"screenName":"vesper"}],
                "urls":[{"expandedUrl":"https://a.example"}]}}}}"#,
            OWNER,
        );
        assert_eq!(outcome, Outcome::Read);
        assert_eq!(batch.get(batch.drafts[0].id), Some("20"));
        assert_eq!(batch.get(batch.drafts[0].text), Some("long & wide"));
        let marks = (batch.mentions.len(), batch.hashtags.len(), batch.urls.len());
        assert_eq!(marks, (1, 1, 1));
        let (outcome, batch) = read_with(
            r#"{"noteTweet":{"noteTweetId":"1","createdAt":"2023-02-08T15:12:34.000Z",
                "core":{"text":"long &amp; wide"}}}"#,
            OWNER,
        );
        assert_eq!(outcome, Outcome::Read);
        assert_eq!((batch.drafts.len(), batch.notices.other_records), (0, 1));
    }

    #[test]
    fn texts_that_were_cut_end_so() {
        for (text, cut) in [
            ("RT @a: so it is…", true),
            ("so it is… https://t.co/x", true),
            ("so it is https://t.co/x", false),
            ("", false),
        ] {
            assert_eq!(is_cut(text), cut, "{text}");
        }
    }

    #[test]
    fn what_is_no_post_is_said() {
        let (outcome, _) =
            read_with(r#"{"tweet":{"id_str":"20","full_text":"x","created_at":"soon"}}"#, b"");
        assert!(
            matches!(outcome, Outcome::Reject(reason) if reason.starts_with("created_at: \"soon\""))
        );
        assert!(matches!(read_with(r#"{"tweet":{"full_text":"x"}}"#, b"").0, Outcome::Other(_)));
        assert!(matches!(read_with(r#"{"tweet":{"id_str":"1"}}"#, b"").0, Outcome::Other(_)));
        assert!(matches!(read_with(r#"{"tweet":[]}"#, b"").0, Outcome::Reject(_)));
        let (_, batch) = read_with(r#"{"like":{"tweetId":"5"}}"#, b"");
        assert_eq!(batch.notices.other_records, 1);
        let (_, batch) = read_with(r#"{"follower":{"accountId":"5"}}"#, b"");
        assert_eq!((batch.notices.users, batch.profiles.len()), (1, 0));
    }

    #[test]
    fn the_owner_s_records_are_profiles() {
        let account = r#"{"account":{"accountId":"7","username":"NordaliaMFA","accountDisplayName":"MFA",
            "createdAt":"2011-06-23T13:04:14.000Z","email":"kept@nowhere.example"}}"#;
        let (_, batch) = read_with(account, b"");
        assert_eq!(batch.get(batch.profiles[0].name), Some("MFA"));
        let about = r#"{"profile":{"description":{"bio":"b","location":"Port Ilva"}}}"#;
        let (_, batch) = read_with(about, OWNER);
        assert_eq!(batch.get(batch.profiles[0].location), Some("Port Ilva"));
        assert_eq!(batch.get(batch.profiles[0].account.id), Some("7"));
    }
}
