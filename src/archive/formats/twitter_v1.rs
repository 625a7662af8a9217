//! Twitter API v1.1: one status a line, extended, compatible or from the stream.

use serde::de::IgnoredAny;

use super::{Format, Json, Reads, twitter_notices};
use crate::archive::batch::{AccountRef, Batch, Draft, NO_COUNT, Profile, Span};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Count, Inside, Str, counter, record, unescape};
use crate::archive::time;
use crate::archive::{Outcome, retweeted_handle, unknown_object};

/// Twitter API v1.1.
pub static FORMAT: Format = Format {
    name: "twitter-v1",
    title: "Twitter API v1.1 statuses",
    reads: Reads::Json(Json {
        claims,
        lists: &[],
        read: |record, batch| parse_line(record.bytes, record.line, batch),
    }),
};

/// Notices of the stream, each the only field of its object.
const STREAM: [&str; 7] =
    ["delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning"];

fn claims(fields: &Fields) -> bool {
    fields.has("id_str")
        || (fields.has("user") && fields.has_any(&["text", "full_text"]))
        || (fields.len() == 1 && fields.has_any(&STREAM))
}

#[derive(Default)]
struct Status<'a> {
    id: Option<Str<'a>>,
    id_str: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    text: Option<Str<'a>>,
    full_text: Option<Str<'a>>,
    extended_tweet: Option<Extended<'a>>,
    truncated: Option<bool>,
    lang: Option<Str<'a>>,
    user: Option<User<'a>>,
    entities: Option<Entities<'a>>,
    in_reply_to_status_id: Option<Str<'a>>,
    in_reply_to_status_id_str: Option<Str<'a>>,
    in_reply_to_user_id: Option<Str<'a>>,
    in_reply_to_user_id_str: Option<Str<'a>>,
    in_reply_to_screen_name: Option<Str<'a>>,
    quoted_status_id: Option<Str<'a>>,
    quoted_status_id_str: Option<Str<'a>>,
    quoted_status: Option<Box<Inside<Status<'a>>>>,
    retweeted_status: Option<Box<Inside<Status<'a>>>>,
    reply_count: Count,
    retweet_count: Count,
    quote_count: Count,
    favorite_count: Count,
    // Notices of the stream.
    delete: Option<IgnoredAny>,
    scrub_geo: Option<IgnoredAny>,
    status_withheld: Option<IgnoredAny>,
    user_withheld: Option<IgnoredAny>,
    limit: Option<IgnoredAny>,
    disconnect: Option<IgnoredAny>,
    warning: Option<IgnoredAny>,
}

record! { Status<'a> {
    "id" => id,
    "id_str" => id_str,
    "created_at" => created_at,
    "text" => text,
    "full_text" => full_text,
    "extended_tweet" => extended_tweet,
    "truncated" => truncated,
    "lang" => lang,
    "user" => user,
    "entities" => entities,
    "in_reply_to_status_id" => in_reply_to_status_id,
    "in_reply_to_status_id_str" => in_reply_to_status_id_str,
    "in_reply_to_user_id" => in_reply_to_user_id,
    "in_reply_to_user_id_str" => in_reply_to_user_id_str,
    "in_reply_to_screen_name" => in_reply_to_screen_name,
    "quoted_status_id" => quoted_status_id,
    "quoted_status_id_str" => quoted_status_id_str,
    "quoted_status" => quoted_status,
    "retweeted_status" => retweeted_status,
    "reply_count" => reply_count,
    "retweet_count" => retweet_count,
    "quote_count" => quote_count,
    "favorite_count" => favorite_count,
    "delete" => delete,
    "scrub_geo" => scrub_geo,
    "status_withheld" => status_withheld,
    "user_withheld" => user_withheld,
    "limit" => limit,
    "disconnect" => disconnect,
    "warning" => warning,
} }

#[derive(Default)]
struct Extended<'a> {
    full_text: Option<Str<'a>>,
    entities: Option<Entities<'a>>,
}

record! { Extended<'a> {
    "full_text" => full_text,
    "entities" => entities,
} }

#[derive(Default)]
struct Entities<'a> {
    hashtags: Option<Vec<Tag<'a>>>,
    user_mentions: Option<Vec<User<'a>>>,
    urls: Option<Vec<Url<'a>>>,
}

record! { Entities<'a> {
    "hashtags" => hashtags,
    "user_mentions" => user_mentions,
    "urls" => urls,
} }

#[derive(Default)]
struct Tag<'a> {
    text: Option<Str<'a>>,
}

record! { Tag<'a> {
    "text" => text,
} }

#[derive(Default)]
struct Url<'a> {
    url: Option<Str<'a>>,
    expanded_url: Option<Str<'a>>,
}

record! { Url<'a> {
    "url" => url,
    "expanded_url" => expanded_url,
} }

#[derive(Default)]
struct User<'a> {
    id: Option<Str<'a>>,
    id_str: Option<Str<'a>>,
    screen_name: Option<Str<'a>>,
    name: Option<Str<'a>>,
    description: Option<Str<'a>>,
    location: Option<Str<'a>>,
    created_at: Option<Str<'a>>,
    followers_count: Count,
    friends_count: Count,
    statuses_count: Count,
    verified: Option<bool>,
}

record! { User<'a> {
    "id" => id,
    "id_str" => id_str,
    "screen_name" => screen_name,
    "name" => name,
    "description" => description,
    "location" => location,
    "created_at" => created_at,
    "followers_count" => followers_count,
    "friends_count" => friends_count,
    "statuses_count" => statuses_count,
    "verified" => verified,
} }

impl User<'_> {
    fn id(&self) -> Option<&str> {
        self.id_str.as_deref().or(self.id.as_deref())
    }

    fn account(&self, batch: &mut Batch) -> AccountRef {
        batch.account(self.id(), self.screen_name.as_deref())
    }
}

impl Status<'_> {
    /// The id as a string where there is one: the number may have lost digits on its way.
    fn id(&self) -> Option<&str> {
        self.id_str.as_deref().or(self.id.as_deref()).filter(|id| !id.is_empty())
    }

    fn is_deletion(&self) -> bool {
        self.delete.is_some()
            || self.scrub_geo.is_some()
            || self.status_withheld.is_some()
            || self.user_withheld.is_some()
    }

    fn is_stream_notice(&self) -> bool {
        self.limit.is_some() || self.disconnect.is_some() || self.warning.is_some()
    }
}

/// Read one line that is a status or a notice of the stream.
pub fn parse_line(json: &[u8], line: u64, batch: &mut Batch) -> Outcome {
    let status: Status = match json::read(json, line, batch) {
        Ok(status) => status,
        Err(reject) => return reject,
    };
    if status.id().is_none() && status.is_deletion() {
        batch.notices.compliance += 1;
        twitter_notices::keep_message(json, line, batch);
        return Outcome::Read;
    }
    if status.id().is_none() && status.is_stream_notice() {
        batch.notices.stream += 1;
        return Outcome::Read;
    }
    match keep_status(&status, line, false, batch) {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Other(reason),
    }
}

fn keep_status(status: &Status, line: u64, nested: bool, batch: &mut Batch) -> Result<(), String> {
    let (Some(id), Some(user)) = (status.id(), &status.user) else {
        return Err(unknown_object(&["id_str", "user", "full_text or text"]));
    };
    let extended = status.extended_tweet.as_ref();
    let text = extended
        .and_then(|extended| extended.full_text.as_deref())
        .or(status.full_text.as_deref())
        .or(status.text.as_deref());
    let time = match status.created_at.as_deref() {
        None => None,
        Some(text) => Some(time::parse(text).ok_or_else(|| {
            format!("created_at: {text:?} is not a date; wanted {}", time::WANTED)
        })?),
    };
    keep_user(user, batch);
    let reply_to =
        status.in_reply_to_status_id_str.as_deref().or(status.in_reply_to_status_id.as_deref());
    let mut draft = Draft {
        line,
        nested,
        time,
        truncated: status.truncated == Some(true)
            && status.full_text.is_none()
            && extended.is_none_or(|extended| extended.full_text.is_none()),
        id: batch.keep(id),
        author: user.account(batch),
        text: text.map_or(Span::NONE, |text| batch.keep(&unescape(text))),
        lang: batch.keep_opt(status.lang.as_deref()),
        platform: batch.keep("twitter"),
        reply_to: batch.keep_opt(reply_to),
        reply_to_author: batch.account(
            status.in_reply_to_user_id_str.as_deref().or(status.in_reply_to_user_id.as_deref()),
            status.in_reply_to_screen_name.as_deref(),
        ),
        ..Draft::default()
    };
    let repost = status.retweeted_status.as_deref().map(|post| &post.0);
    if let Some(original) = repost {
        draft.repost_of = batch.keep_opt(original.id());
        draft.repost_of_author = match &original.user {
            Some(user) => user.account(batch),
            None => batch.account(None, text.and_then(retweeted_handle)),
        };
    } else {
        // A repost of a quote repeats the quote's reference; the repost itself quotes nothing.
        let quoted = status.quoted_status_id_str.as_deref().or(status.quoted_status_id.as_deref());
        let post = status.quoted_status.as_deref().map(|post| &post.0);
        draft.quote_of = batch.keep_opt(post.and_then(Status::id).or(quoted));
        if let Some(user) = post.and_then(|post| post.user.as_ref()) {
            draft.quote_of_author = user.account(batch);
        }
    }
    keep_entities(status, &mut draft, batch);
    // As the platform gives them: on a repost, the reposts are those of its original.
    draft.counts = Some([
        counter(status.reply_count.0),
        counter(status.retweet_count.0),
        counter(status.quote_count.0),
        counter(status.favorite_count.0),
        NO_COUNT,
    ]);
    batch.drafts.push(draft);
    let quoted = status.quoted_status.as_deref().map(|post| &post.0);
    // Of a stub nothing is known but that it is referred to, which is kept above.
    let is_whole = |inner: &&Status| inner.user.is_some() || inner.created_at.is_some();
    for inner in [repost, quoted].into_iter().flatten().filter(is_whole) {
        if let Err(reason) = keep_status(inner, line, true, batch) {
            batch.reject(line, format!("in a status inside status {id}: {reason}"));
        }
    }
    Ok(())
}

fn keep_user(user: &User, batch: &mut Batch) {
    let profile = Profile {
        account: user.account(batch),
        name: batch.keep_opt(user.name.as_deref()),
        description: batch.keep_opt(user.description.as_deref()),
        location: batch.keep_opt(user.location.as_deref()),
        created_at: user.created_at.as_deref().and_then(time::parse),
        followers: user.followers_count.0,
        following: user.friends_count.0,
        posts: user.statuses_count.0,
        verified: user.verified,
    };
    if !profile.account.is_none() {
        batch.profiles.push(profile);
    }
}

fn keep_entities(status: &Status, draft: &mut Draft, batch: &mut Batch) {
    let entities = status
        .extended_tweet
        .as_ref()
        .and_then(|extended| extended.entities.as_ref())
        .or(status.entities.as_ref());
    let starts = batch.open_lists();
    if let Some(entities) = entities {
        for user in entities.user_mentions.iter().flatten() {
            let account = user.account(batch);
            if !account.is_none() {
                batch.mentions.push(account);
            }
        }
        for tag in entities.hashtags.iter().flatten() {
            batch.hashtag(tag.text.as_deref().unwrap_or_default());
        }
        for url in entities.urls.iter().flatten() {
            let link = url.expanded_url.as_deref().or(url.url.as_deref());
            batch.url(link.unwrap_or_default());
        }
    }
    batch.close_lists(starts, draft);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> (Outcome, Batch) {
        let mut batch = Batch::default();
        let outcome = parse_line(json.as_bytes(), 1, &mut batch);
        (outcome, batch)
    }

    #[test]
    fn the_id_string_wins_over_a_number_that_lost_digits() {
        let (outcome, batch) = read(
            r#"{"id":9007199254740992,"id_str":"9007199254740993","full_text":"a","user":{"id_str":"1"}}"#,
        );
        assert_eq!(outcome, Outcome::Read);
        assert_eq!(batch.get(batch.drafts[0].id), Some("9007199254740993"));
    }

    #[test]
    fn a_retweet_of_a_quote_quotes_nothing_itself() {
        let (_, batch) = read(
            r#"{"id_str":"3","full_text":"RT @b: see","user":{"id_str":"1","screen_name":"a"},
                "quoted_status_id_str":"1",
                "retweeted_status":{"id_str":"2","full_text":"see","user":{"id_str":"2","screen_name":"b"},
                  "quoted_status_id_str":"1",
                  "quoted_status":{"id_str":"1","full_text":"root","user":{"id_str":"3","screen_name":"c"}}}}"#,
        );
        let ids: Vec<_> = batch.drafts.iter().map(|d| batch.get(d.id)).collect();
        assert_eq!(ids, [Some("3"), Some("2"), Some("1")]);
        assert!(batch.drafts[0].quote_of.is_none());
        assert_eq!(batch.get(batch.drafts[1].quote_of), Some("1"));
    }

    #[test]
    fn a_stub_is_a_reference_and_no_post() {
        let (outcome, batch) = read(
            r#"{"id_str":"3","full_text":"RT @b: see","user":{"id_str":"1"},"retweeted_status":{"id_str":"2"}}"#,
        );
        assert_eq!((outcome, batch.drafts.len(), batch.rejects.len()), (Outcome::Read, 1, 0));
        assert_eq!(batch.get(batch.drafts[0].repost_of), Some("2"));
        assert_eq!(batch.get(batch.drafts[0].repost_of_author.handle), Some("b"));
    }

    #[test]
    fn the_stream_s_notices_are_counted() {
        let (_, batch) = read(r#"{"delete":{"status":{"id":1}}}"#);
        assert_eq!(batch.notices.compliance, 1);
        let (_, batch) = read(r#"{"limit":{"track":7}}"#);
        assert_eq!(batch.notices.stream, 1);
        assert!(matches!(read(r#"{"hello":1}"#).0, Outcome::Other(_)));
    }

    #[test]
    fn statuses_are_read_sixteen_deep_on_a_small_stack() {
        let statuses = |depth: usize| {
            let open = r#"{"id_str":"1","user":{"id_str":"1"},"quoted_status":"#.repeat(depth);
            format!(r#"{open}{{"id_str":"1","user":{{"id_str":"1"}}}}{}"#, "}".repeat(depth))
        };
        let small = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
            assert_eq!(read(&statuses(16)).1.drafts.len(), 17);
            for depth in [17, 127, 9_000] {
                let Outcome::Reject(reason) = read(&statuses(depth)).0 else { panic!("read") };
                assert!(reason.contains("16 deep"), "{reason}");
            }
        });
        small.expect("a thread").join().expect("no panic");
    }

    #[test]
    fn the_extended_text_is_the_text() {
        let (_, batch) = read(
            r#"{"id_str":"1","text":"short…","truncated":true,"user":{"id_str":"1"},
                "extended_tweet":{"full_text":"short &lt;and&gt; long","entities":{"hashtags":[{"text":"A"}]}}}"#,
        );
        assert_eq!(batch.get(batch.drafts[0].text), Some("short <and> long"));
        assert!(!batch.drafts[0].truncated);
        assert_eq!(batch.hashtags.len(), 1);
    }
}
