//! minet's, gazouilloir's and twitwi's CSV of posts on Twitter/X.
//!
//! Columns: `TWEET_FIELDS` of twitwi 0.25. In its rows the text of a quote holds the quoted text,
//! and the marks of a quote hold those of the quoted post.

use std::borrow::Cow;

use super::{Format, Reads, Table};
use crate::archive::batch::{Batch, Draft, NO_COUNT, Profile, Span};
use crate::archive::cells::{self, ListColumns};
use crate::archive::table::Row;

/// minet's CSV of posts on Twitter/X.
pub static FORMAT: Format = Format {
    name: "minet-csv",
    title: "minet's CSV of posts on Twitter/X",
    reads: Reads::Table(Table { claims, read }),
};

fn claims(columns: &[&str]) -> bool {
    let has = |name: &&str| columns.contains(name);
    ["id", "timestamp_utc", "user_screen_name", "text"].iter().all(has)
}

const LISTS: ListColumns =
    ListColumns { mentions: "mentioned_names", hashtags: "hashtags", urls: "links" };
const COUNTS: [&str; 5] =
    ["reply_count", "retweet_count", "quote_count", "like_count", "impression_count"];

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("id")?;
    // The local time is that of the collector's machine, which the table does not name.
    let time = row.time("timestamp_utc")?;
    let handle = |name: &str| row.text(name);
    let reposted = row.id("retweeted_id")?;
    let quoted = row.id("quoted_id")?.filter(|_| reposted.is_none());
    let quotes = quoted.and(handle("quoted_user"));
    let text: Option<Cow<str>> = row.raw("text").map(|text| {
        quotes.and_then(|user| without_quote(text, user)).map_or(text.into(), Cow::Owned)
    });
    let author = batch.account(row.id("user_id")?, handle("user_screen_name"));
    let mut draft = Draft {
        line: row.line(),
        nested: is_nested(row.text("collected_via")),
        time,
        author,
        id: batch.keep(id),
        text: text.as_deref().map_or(Span::NONE, |text| batch.keep(text)),
        lang: batch.keep_opt(row.text("lang")),
        platform: batch.keep("twitter"),
        reply_to: batch.keep_opt(row.id("to_tweetid")?),
        reply_to_author: batch.account(row.id("to_userid")?, handle("to_username")),
        repost_of: batch.keep_opt(reposted),
        repost_of_author: batch.account(row.id("retweeted_user_id")?, handle("retweeted_user")),
        quote_of: batch.keep_opt(quoted),
        ..Draft::default()
    };
    if quoted.is_some() {
        draft.quote_of_author = batch.account(row.id("quoted_user_id")?, handle("quoted_user"));
    }
    LISTS.read(row, text.as_deref(), &mut draft, batch, |batch| {
        keep_marks(row, text.as_deref().filter(|_| quoted.is_some()), batch);
    });
    draft.counts = Some(cells::counts(row, COUNTS));
    if let (Some(_), Some(counts)) = (reposted, &mut draft.counts) {
        // Those of a repost are its original's, or zeros that twitwi made up. The reposts are the
        // original's with every format.
        let reposts = if counts[1] == 0 { NO_COUNT } else { counts[1] };
        *counts = [NO_COUNT, reposts, NO_COUNT, NO_COUNT, NO_COUNT];
    }
    keep_author(row, &draft, batch);
    batch.drafts.push(draft);
    Ok(())
}

/// Whether a row was only found inside another: as what a collected post passes on or quotes.
fn is_nested(collected_via: Option<&str>) -> bool {
    collected_via.is_some_and(|via| via.split('|').all(|way| way == "retweet" || way == "quote"))
}

/// The text of a quote without the quoted text, which twitwi puts into it between `« user: ` and
/// ` — link »`; `None` if it is not there.
fn without_quote(text: &str, user: &str) -> Option<String> {
    let start = text.find(&format!("« {user}: "))?;
    let end = start + text[start..].rfind(" »")? + " »".len();
    let inside = &text[start..end];
    inside.rfind(" — http")?;
    let (before, after) = (text[..start].trim_end(), text[end..].trim_start());
    let gap = if before.is_empty() || after.is_empty() { "" } else { " " };
    Some(format!("{before}{gap}{after}"))
}

/// Mentions, hashtags and links; of a quote, whose lists hold the quoted post's too, those that
/// its own text has.
fn keep_marks(row: &Row, quote: Option<&str>, batch: &mut Batch) {
    let own = quote.map(str::to_lowercase);
    let has = |mark: &str, item: &str| {
        own.as_deref().is_none_or(|text| contains_mark(text, mark, &item.to_lowercase()))
    };
    let mut ids = cells::items(row, "mentioned_ids");
    let mut names = cells::items(row, LISTS.mentions);
    if ids.len() == names.len() {
        let own: Vec<bool> = names.iter().map(|name| has("@", name)).collect();
        let mut keep = own.iter();
        names.retain(|_| keep.next() == Some(&true));
        let mut keep = own.iter();
        ids.retain(|_| keep.next() == Some(&true));
    } else {
        names.retain(|name| has("@", name));
    }
    cells::mention_pairs(&ids, &names, false, batch);
    row.each(LISTS.hashtags, |tag| {
        if has("#", tag) || has("＃", tag) {
            batch.hashtag(tag);
        }
    });
    row.each(LISTS.urls, |link| {
        // Links are written anew, so their site is what can be looked for.
        if own.as_deref().is_none_or(|text| text.contains("t.co/") || text.contains(&site(link))) {
            batch.url(link);
        }
    });
}

/// Whether a text in small letters has this mark, and not only as the beginning of another.
fn contains_mark(text: &str, mark: &str, item: &str) -> bool {
    let whole = format!("{mark}{item}");
    text.match_indices(&whole).any(|(place, _)| {
        let next = text[place + whole.len()..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

/// The host of a link in small letters, without `www.`.
fn site(link: &str) -> String {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

fn keep_author(row: &Row, draft: &Draft, batch: &mut Batch) {
    if draft.author.is_none() {
        return;
    }
    let profile = Profile {
        account: draft.author,
        name: batch.keep_opt(row.text("user_name")),
        description: batch.keep_opt(row.text("user_description")),
        location: batch.keep_opt(row.text("user_location")),
        created_at: row.time("user_timestamp_utc").ok().flatten(),
        followers: row.count("user_followers"),
        following: row.count("user_friends"),
        posts: row.count("user_tweets"),
        verified: row.flag("user_verified"),
    };
    batch.profiles.push(profile);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::cells::testing::read_row;

    const POST: [(&str, &str); 8] = [
        ("id", "1900000000000000007"),
        ("timestamp_utc", "1930205220.0"),
        ("local_time", "2031-03-02T09:07:00"),
        ("user_screen_name", "NordaliaMFA"),
        ("user_id", "302549668.0"),
        ("text", "peace"),
        ("retweet_count", "14.0"),
        ("like_count", "3"),
    ];

    fn with(more: &[(&'static str, &'static str)]) -> Batch {
        let mut cells = POST.to_vec();
        cells.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        cells.extend(more);
        read_row(&FORMAT, &cells)
    }

    #[test]
    fn floats_are_whole_and_the_time_is_utc() {
        let batch = with(&[("links", "https://a.example/x,y|https://b.example")]);
        let post = &batch.drafts[0];
        assert_eq!(post.time, Some(1_930_205_220_000_000));
        assert_eq!(batch.get(post.author.id), Some("302549668"));
        assert_eq!(post.counts, Some([NO_COUNT, 14, NO_COUNT, 3, NO_COUNT]));
        assert_eq!(batch.urls.len(), 2);
    }

    #[test]
    fn a_quote_loses_the_words_and_marks_of_the_quoted_post() {
        let batch = with(&[
            (
                "text",
                "Well said « VesperMission: calm #seas @elin_kask «x» — \
                 https://twitter.com/vespermission/status/7 » #Peace",
            ),
            ("quoted_id", "7"),
            ("quoted_user", "VesperMission"),
            ("quoted_user_id", "12"),
            ("hashtags", "peace|seas|pea"),
            ("mentioned_names", "elin_kask"),
            ("mentioned_ids", "13"),
            ("links", "https://seas.example/a"),
        ]);
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.text), Some("Well said #Peace"));
        assert_eq!(batch.get(post.quote_of), Some("7"));
        let tags: Vec<_> = batch.hashtags.iter().map(|&tag| batch.get(tag)).collect();
        assert_eq!(tags, [Some("peace")]);
        assert_eq!((batch.mentions.len(), batch.urls.len()), (0, 0));
    }

    #[test]
    fn text_that_only_looks_like_a_quote_stays() {
        assert_eq!(without_quote("« a: b »", "a"), None);
        assert_eq!(without_quote("« a: b — https://x.com/a/status/1 »", "b"), None);
        assert_eq!(without_quote("« a: b — https://x.com/a/status/1 »", "a"), Some(String::new()));
    }

    #[test]
    fn a_repost_quotes_nothing_and_has_no_counters_of_its_own() {
        let batch =
            with(&[("retweeted_id", "7"), ("retweeted_user", "VesperMission"), ("quoted_id", "5")]);
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.repost_of), Some("7"));
        assert!(post.quote_of.is_none());
        assert_eq!(post.counts, Some([NO_COUNT, 14, NO_COUNT, NO_COUNT, NO_COUNT]));
    }

    #[test]
    fn rows_inside_others_are_nested() {
        for (via, nested) in [("retweet", true), ("quote|retweet", true), ("retweet|search", false)]
        {
            assert_eq!(with(&[("collected_via", via)]).drafts[0].nested, nested, "{via}");
        }
        assert!(!with(&[]).drafts[0].nested);
    }
}
