//! 4CAT's and Zeeschuimer's CSV of X/Twitter: no id of the post that is answered or passed on.
//!
//! Columns: `map_item` of 4CAT's data sources `twitterv2` and `twitter-import` (1.56), which
//! Zeeschuimer's own CSV (1.14) repeats, with semicolons and JavaScript's `null` and `undefined`.

use super::twitter_v2::is_own_media;
use super::{Format, Reads, Table};
use crate::archive::batch::{Batch, Draft, Kind, NO_COUNT, Profile, Span};
use crate::archive::cells::{self, ListColumns};
use crate::archive::json::unescape;
use crate::archive::retweeted_handle;
use crate::archive::table::Row;

/// 4CAT's and Zeeschuimer's CSV of X/Twitter.
pub static FORMAT: Format = Format {
    name: "4cat-csv",
    title: "4CAT's or Zeeschuimer's CSV of X/Twitter",
    reads: Reads::Table(Table { claims, read }),
};

fn claims(columns: &[&str]) -> bool {
    let has = |name: &&str| columns.contains(name);
    ["id", "thread_id", "body", "author"].iter().all(has)
        && ["is_retweet", "retweeted_user", "replied_user", "replied_author"].iter().any(has)
}

const LISTS: ListColumns = ListColumns { mentions: "mentions", hashtags: "hashtags", urls: "urls" };
const COUNTS: [&str; 5] =
    ["reply_count", "retweet_count", "quote_count", "like_count", "impression_count"];

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("id")?;
    // The text time is UTC; the unix time of v2 exports is that of the server's zone.
    let time = match row.time("timestamp")? {
        Some(time) => Some(time),
        None => row.time("unix_timestamp")?,
    };
    let body = row.raw("body").map(unescape);
    let handle = |name: &str| row.text(name).filter(|cell| *cell != HIDDEN);
    let author_id = row.id("author_id")?.filter(|cell| *cell != HIDDEN);
    let author = batch.account(author_id, handle("author"));
    let mut draft = Draft {
        line: row.line(),
        time,
        author,
        id: batch.keep(id),
        text: body.as_deref().map_or(Span::NONE, |text| batch.keep(text)),
        lang: batch.keep_opt(row.known("language_guess")),
        platform: batch.keep("twitter"),
        conversation: batch.keep_opt(row.id("thread_id")?),
        ..Draft::default()
    };
    let reposted = handle("retweeted_user");
    if row.flag("is_retweet") == Some(true) || reposted.is_some() {
        draft.kind = Some(Kind::Repost);
        // 4CAT begins the text of a repost as Twitter does.
        let source = reposted.or_else(|| body.as_deref().and_then(retweeted_handle));
        draft.repost_of_author = batch.account(None, source);
    } else {
        let answered = handle("replied_user").or_else(|| handle("replied_author"));
        let quoted = row.id("quote_tweet_id")?;
        draft.reply_to_author = batch.account(None, answered);
        draft.quote_of = batch.keep_opt(quoted);
        draft.quote_of_author =
            batch.account(None, handle("quoted_user").or_else(|| handle("quote_author")));
        if row.flag("is_reply") == Some(true) || answered.is_some() {
            draft.kind = Some(Kind::Reply);
        } else if row.flag("is_quote_tweet") == Some(true) {
            draft.kind = Some(Kind::Quote);
        }
    }
    LISTS.read(row, body.as_deref(), &mut draft, batch, |batch| {
        row.each(LISTS.mentions, |handle| batch.mention(None, Some(handle)));
        row.each(LISTS.hashtags, |tag| batch.hashtag(tag));
        row.each(LISTS.urls, |url| {
            if !is_own_media(url) {
                batch.url(url);
            }
        });
    });
    draft.counts = Some(counts(row));
    keep_author(row, &draft, batch);
    batch.drafts.push(draft);
    Ok(())
}

/// What 4CAT writes where it was asked to take authors out.
const HIDDEN: &str = "REDACTED";

/// The counters; 4CAT writes 0 for what it does not know, and names these fields in another cell.
fn counts(row: &Row) -> [u64; 5] {
    let mut counts = cells::counts(row, COUNTS);
    row.each("missing_fields", |field| {
        if let Some(place) = COUNTS.iter().position(|name| *name == field) {
            counts[place] = NO_COUNT;
        }
    });
    counts
}

fn keep_author(row: &Row, draft: &Draft, batch: &mut Batch) {
    if draft.author.is_none() {
        return;
    }
    let known = |name: &str| row.known(name).filter(|cell| *cell != HIDDEN);
    let name = batch.keep_opt(known("author_fullname"));
    batch.profiles.push(Profile {
        account: draft.author,
        name,
        followers: row.count("author_followers"),
        // `verified` says who pays for the mark, so it is left out.
        ..Profile::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::cells::testing::read_row;

    const REPLY: [(&str, &str); 12] = [
        ("id", "1900000000000000007"),
        ("thread_id", "1900000000000000001"),
        ("timestamp", "2031-03-02 08:07:00"),
        ("unix_timestamp", "1"),
        ("body", "@NordaliaMFA peace &amp; quiet"),
        ("author", "elin_kask"),
        ("is_retweet", "no"),
        ("is_reply", "yes"),
        ("replied_author", "NordaliaMFA"),
        ("retweet_count", "undefined"),
        ("like_count", "0"),
        ("missing_fields", "impression_count, like_count"),
    ];

    fn with(name: &'static str, cell: &'static str) -> Vec<(&'static str, &'static str)> {
        let mut cells = REPLY.to_vec();
        cells.retain(|(other, _)| *other != name);
        cells.push((name, cell));
        cells
    }

    #[test]
    fn a_reply_names_an_account_and_no_post() {
        let batch = read_row(&FORMAT, &REPLY);
        let post = &batch.drafts[0];
        assert_eq!(post.kind, Some(Kind::Reply));
        assert_eq!(batch.get(post.reply_to_author.handle), Some("NordaliaMFA"));
        assert!(post.reply_to.is_none());
        assert_eq!(batch.get(post.text), Some("@NordaliaMFA peace & quiet"));
        assert_eq!(post.time, Some(1_930_205_220_000_000));
        assert_eq!(post.counts, Some([NO_COUNT; 5]));
    }

    #[test]
    fn a_repost_without_a_name_takes_it_from_the_text() {
        let mut cells = with("is_retweet", "yes");
        cells.retain(|(name, _)| *name != "body");
        cells.push(("body", "RT @VesperMission: calm seas"));
        let batch = read_row(&FORMAT, &cells);
        let post = &batch.drafts[0];
        assert_eq!(post.kind, Some(Kind::Repost));
        assert_eq!(batch.get(post.repost_of_author.handle), Some("VesperMission"));
        assert!(post.reply_to_author.is_none());
    }

    #[test]
    fn authors_that_were_taken_out_are_nobody() {
        let batch = read_row(&FORMAT, &with("author", "REDACTED"));
        assert!(batch.drafts[0].author.is_none());
        assert!(batch.profiles.is_empty());
        let batch = read_row(&FORMAT, &with("id", "1.9E+18"));
        assert!(batch.rejects[0].1.contains("rounded"));
    }
}
