//! CSV of `twarc2 csv`: flattened posts of Twitter/X API v2, one a row, with columns such as
//! `public_metrics.like_count`; its options change which columns there are and how cells look.
//!
//! Columns: `DEFAULT_TWEET_COLUMNS` of twarc-csv 0.7 and of its earlier versions.

use std::borrow::Cow;

use serde::Deserialize;

use super::twitter_v2::is_own_media;
use super::{Format, Reads, Table};
use crate::archive::batch::{AccountRef, Batch, Draft, NO_COUNT, Profile, Span};
use crate::archive::cells::{self, ListColumns};
use crate::archive::json::{self, unescape};
use crate::archive::listed;
use crate::archive::table::Row;
use crate::archive::{python, retweeted_handle, time};

/// CSV of `twarc2 csv`.
pub static FORMAT: Format = Format {
    name: "twarc-csv",
    title: "CSV of twarc2 csv",
    reads: Reads::Table(Table { claims, read }),
};

/// The columns of `--input-data-type compliance`.
const COMPLIANCE: [&str; 4] = ["id", "action", "redacted_at", "reason"];
const FOLLOWERS: &str = "public_metrics.followers_count";

fn claims(columns: &[&str]) -> bool {
    let has = |name: &&str| columns.contains(name);
    let dotted = |start: &str| columns.iter().any(|name| name.starts_with(start));
    let post = has(&"author_id") || has(&"author.id") || has(&"text");
    let people = has(&"username") && has(&FOLLOWERS);
    let marks = dotted("public_metrics.") || dotted("referenced_tweets") || dotted("author.");
    (has(&"id") && (people || (post && marks))) || COMPLIANCE.iter().all(has)
}

const LISTS: ListColumns = ListColumns {
    mentions: "entities.mentions",
    hashtags: "entities.hashtags",
    urls: "entities.urls",
};
const COUNTS: [&str; 5] = [
    "public_metrics.reply_count",
    "public_metrics.retweet_count",
    "public_metrics.quote_count",
    "public_metrics.like_count",
    "public_metrics.impression_count",
];

/// One row, whose cells may be JSON (`--json-encode-all`) or their texts (`--json-encode-text`).
#[derive(Clone, Copy)]
struct Cells<'a> {
    row: &'a Row<'a>,
    encoded: bool,
}

impl<'a> Cells<'a> {
    fn of(row: &'a Row<'a>) -> Self {
        // An id in quotes is no id by itself; a text in quotes may be one.
        Self { row, encoded: row.text("id").is_some_and(|id| id.starts_with('"')) }
    }

    /// A cell with its JSON, or else the escape of its line feeds, undone.
    fn text(self, name: &str) -> Option<Cow<'a, str>> {
        let cell = self.row.raw(name)?;
        if self.encoded && cell.starts_with('"') {
            let text = json::value::<String>(cell.as_bytes())?;
            return Some(text.into()).filter(|text: &Cow<str>| !text.is_empty());
        }
        Some(if cell.contains("\\n") { cell.replace("\\n", "\n").into() } else { cell.into() })
    }

    fn id(self, name: &str) -> Result<Option<Cow<'a, str>>, String> {
        if self.encoded {
            return Ok(self.text(name));
        }
        Ok(self.row.id(name)?.map(Cow::Borrowed))
    }

    fn time(self, name: &str) -> Result<Option<i64>, String> {
        match self.text(name).filter(|_| self.encoded) {
            None => self.row.time(name),
            Some(text) => time::parse(&text)
                .map(Some)
                .ok_or_else(|| format!("{name}: {text:?} is not a date; wanted {}", time::WANTED)),
        }
    }

    /// Items of a list; with `--no-process-entities` they are objects with these fields.
    fn each(self, name: &str, fields: &[&str], take: impl FnMut(&str)) {
        match self.row.raw(name) {
            Some(cell) if cell.trim_start().starts_with('[') => {
                listed::each_of(cell, name.ends_with("urls"), fields, take);
            }
            _ => self.row.each(name, take),
        }
    }

    /// The first of these columns that has something.
    fn first(self, names: &[&str]) -> Option<Cow<'a, str>> {
        names.iter().find_map(|name| self.text(name))
    }
}

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let cells = Cells::of(row);
    let id = cells.id("id")?.ok_or("id is missing; wanted an id in every row")?;
    if row.has("action") && !row.has("text") {
        batch.notices.compliance += 1;
        return Ok(());
    }
    if row.has("username") && !row.has("text") {
        batch.notices.users += 1;
        let handle = cells.text("username");
        let account = batch.account(Some(&id), handle.as_deref());
        keep_user(cells, "", account, batch);
        return Ok(());
    }
    let time = cells.time("created_at")?;
    let text = cells.text("text").map(|text| unescape(&text).into_owned());
    let author_id = match cells.id("author_id")? {
        None => cells.id("author.id")?,
        author => author,
    };
    let handle = cells.text("author.username");
    let author = batch.account(author_id.as_deref(), handle.as_deref());
    let references = references(cells)?;
    let target = |kind: &str| -> Result<Option<Cow<str>>, String> {
        let listed = references.iter().find(|reference| reference.kind == kind);
        match listed {
            Some(reference) => Ok(Some(Cow::Owned(reference.id.clone()))),
            None => cells.id(&format!("referenced_tweets.{kind}.id")),
        }
    };
    let reposted = target("retweeted")?;
    let mut draft = Draft {
        line: row.line(),
        time,
        author,
        id: batch.keep(&id),
        text: text.as_deref().map_or(Span::NONE, |text| batch.keep(text)),
        lang: batch.keep_opt(cells.text("lang").as_deref()),
        platform: batch.keep("twitter"),
        conversation: batch.keep_opt(cells.id("conversation_id")?.as_deref()),
        reply_to: batch.keep_opt(target("replied_to")?.as_deref()),
        quote_of: batch.keep_opt(target("quoted")?.as_deref()),
        repost_of: batch.keep_opt(reposted.as_deref()),
        ..Draft::default()
    };
    keep_targets(cells, text.as_deref(), &mut draft, batch)?;
    LISTS.read(row, text.as_deref(), &mut draft, batch, |batch| {
        cells.each(LISTS.mentions, &["username"], |handle| batch.mention(None, Some(handle)));
        cells.each(LISTS.hashtags, &["tag"], |tag| batch.hashtag(tag));
        cells.each(LISTS.urls, &["unwound_url", "expanded_url", "url"], |url| {
            if !is_medium(url) {
                batch.url(url);
            }
        });
    });
    keep_history(cells, &mut draft, batch);
    draft.counts = Some(cells::counts(row, COUNTS));
    let is_original_text = text.is_some_and(|text| retweeted_handle(&text).is_none());
    if let (Some(_), true, Some(counts)) = (reposted, is_original_text, &mut draft.counts) {
        // A repost has the text, the marks and the counters of its original: only the reposts
        // are the same with every format.
        *counts = [NO_COUNT, counts[1], NO_COUNT, NO_COUNT, NO_COUNT];
    }
    keep_user(cells, "author.", author, batch);
    batch.drafts.push(draft);
    Ok(())
}

/// One of the posts in a cell `referenced_tweets`.
#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

/// The list that stands in one cell where flattened posts became a table by other means than
/// twarc's, as JSON or as Python prints it.
fn references(cells: Cells) -> Result<Vec<Reference>, String> {
    let Some(cell) = cells.row.known("referenced_tweets") else { return Ok(Vec::new()) };
    let read = |json: &str| json::value::<Vec<Reference>>(json.as_bytes());
    let python = || python::as_json(cell).and_then(|json| read(&json));
    read(cell).or_else(python).ok_or_else(|| {
        let start: String = cell.chars().take(40).collect();
        format!("referenced_tweets: {start:?}; wanted a list of objects with type and id")
    })
}

/// Whom the row answers, quotes and passes on.
fn keep_targets(
    cells: Cells,
    text: Option<&str>,
    draft: &mut Draft,
    batch: &mut Batch,
) -> Result<(), String> {
    let answered = cells.first(&["in_reply_to_username", "in_reply_to_user.username"]);
    let id = cells.id("in_reply_to_user_id")?;
    draft.reply_to_author = batch.account(id.as_deref(), answered.as_deref());
    let id = cells.id("quoted_user_id")?;
    draft.quote_of_author = batch.account(id.as_deref(), cells.text("quoted_username").as_deref());
    if draft.repost_of.is_none() {
        return Ok(());
    }
    let id = cells.id("retweeted_user_id")?;
    let handle = cells.text("retweeted_username");
    let handle = handle.as_deref().or_else(|| text.and_then(retweeted_handle));
    draft.repost_of_author = batch.account(id.as_deref(), handle);
    Ok(())
}

/// Whether a link is the post's own photo or video, of which twarc keeps what people saw.
fn is_medium(url: &str) -> bool {
    is_own_media(url) || url.starts_with("pic.twitter.com/") || url.starts_with("pic.x.com/")
}

fn keep_history(cells: Cells, draft: &mut Draft, batch: &mut Batch) {
    let mut versions = Vec::new();
    cells.each("edit_history_tweet_ids", &[], |version| versions.push(batch.keep(version)));
    let Some((&first, rest)) = versions.split_first() else { return };
    draft.first_edit = first;
    if !rest.is_empty() {
        batch.edits.extend(versions.iter().map(|&version| (version, first)));
    }
}

/// What a row says of an account in the columns that begin with this.
fn keep_user(cells: Cells, prefix: &str, account: AccountRef, batch: &mut Batch) {
    if account.is_none() {
        return;
    }
    let text = |name: &str| cells.text(&format!("{prefix}{name}"));
    let count = |name: &str| cells.row.count(&format!("{prefix}public_metrics.{name}"));
    let profile = Profile {
        account,
        name: batch.keep_opt(text("name").as_deref()),
        description: batch.keep_opt(text("description").as_deref()),
        location: batch.keep_opt(text("location").as_deref()),
        created_at: cells.time(&format!("{prefix}created_at")).ok().flatten(),
        followers: count("followers_count"),
        following: count("following_count"),
        posts: count("tweet_count"),
        verified: cells.row.flag(&format!("{prefix}verified")),
    };
    batch.profiles.push(profile);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::cells::testing::read_row;

    const POST: [(&str, &str); 9] = [
        ("id", "1900000000000000007"),
        ("author_id", "1400000000000000011"),
        ("author.username", "NordaliaMFA"),
        ("text", "One\\nTwo &amp; three"),
        ("created_at", "2031-03-02T08:07:00.000Z"),
        ("public_metrics.like_count", "3.0"),
        ("entities.mentions", r#"["@elin_kask"]"#),
        ("entities.hashtags", r##"["#\u00e9t\u00e9"]"##),
        ("entities.urls", r#"["https://nordalia.example/a,b", "pic.twitter.com/xyz"]"#),
    ];

    fn with(more: &[(&'static str, &'static str)]) -> Batch {
        let mut cells = POST.to_vec();
        cells.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        cells.extend(more);
        read_row(&FORMAT, &cells)
    }

    #[test]
    fn escapes_are_undone() {
        let batch = with(&[]);
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.text), Some("One\nTwo & three"));
        assert_eq!(batch.get(batch.hashtags[0]), Some("été"));
        assert_eq!(batch.urls.len(), 1);
        assert_eq!(batch.get(batch.mentions[0].handle), Some("elin_kask"));
        assert_eq!(post.counts.map(|counts| counts[3]), Some(3));
    }

    #[test]
    fn a_merged_repost_keeps_none_of_the_counters_of_its_original_but_the_reposts() {
        let reposts =
            [("referenced_tweets.retweeted.id", "7"), ("public_metrics.retweet_count", "5")];
        let post = &with(&reposts).drafts[0];
        assert_eq!(post.counts, Some([NO_COUNT, 5, NO_COUNT, NO_COUNT, NO_COUNT]));
        let batch = with(&[reposts[0], reposts[1], ("text", "RT @VesperMission: x")]);
        let post = &batch.drafts[0];
        assert_eq!(post.counts.map(|counts| counts[3]), Some(3));
        assert_eq!(batch.get(post.repost_of_author.handle), Some("VesperMission"));
    }

    #[test]
    fn cells_of_json_are_what_they_say() {
        let batch = with(&[
            ("id", "\"1900000000000000007\""),
            ("author_id", "\"1400000000000000011\""),
            ("author.username", "\"NordaliaMFA\""),
            ("text", r#""a \"quiet\" sea\n""#),
            ("created_at", "\"2031-03-02T08:07:00.000Z\""),
            ("entities.hashtags", r#"[{"start": 1, "tag": "peace"}]"#),
        ]);
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.id), Some("1900000000000000007"));
        assert_eq!(batch.get(post.text), Some("a \"quiet\" sea\n"));
        assert_eq!(batch.get(batch.hashtags[0]), Some("peace"));
        assert!(post.time.is_some());
        // A text in quotes is a text in quotes.
        let batch = with(&[("text", "\"peace\"")]);
        assert_eq!(batch.get(batch.drafts[0].text), Some("\"peace\""));
    }

    #[test]
    fn tables_of_flattened_posts_have_lists_in_their_cells() {
        for cell in [
            r#"[{"type": "quoted", "id": "5"}, {"type": "replied_to", "id": "7"}]"#,
            "[{'type': 'quoted', 'id': '5', 'author_id': None}, {'type': 'replied_to', 'id': '7'}]",
        ] {
            let batch = with(&[
                ("referenced_tweets", cell),
                ("entities.mentions", "[{'start': 0, 'username': 'elin_kask', 'id': '13'}]"),
                (
                    "entities.urls",
                    r#"[{'url': 'x', 'expanded_url': 'https://a.example/', 'title': "it's"}]"#,
                ),
            ]);
            let post = &batch.drafts[0];
            assert_eq!(batch.get(post.reply_to), Some("7"));
            assert_eq!(batch.get(post.quote_of), Some("5"));
            assert_eq!(batch.get(batch.mentions[0].handle), Some("elin_kask"));
            assert_eq!(batch.get(batch.urls[0]), Some("https://a.example/"));
        }
        assert!(with(&[("referenced_tweets", "[{")]).rejects[0].1.contains("referenced_tweets"));
    }

    #[test]
    fn rows_that_are_no_posts_are_counted() {
        let user = [("id", "1"), ("username", "elin_kask"), (FOLLOWERS, "5"), ("name", "Elin")];
        let batch = read_row(&FORMAT, &user);
        assert_eq!((batch.notices.users, batch.drafts.len()), (1, 0));
        assert_eq!(batch.profiles[0].followers, Some(5));
        let notice = [("id", "1"), ("action", "delete"), ("redacted_at", ""), ("reason", "")];
        assert_eq!(read_row(&FORMAT, &notice).notices.compliance, 1);
    }

    #[test]
    fn bad_rows_say_why() {
        let reason = |name, cell| with(&[(name, cell)]).rejects[0].1.clone();
        assert!(reason("id", "").contains("id is missing"));
        assert!(reason("created_at", "soon").contains("\"soon\" is not a date"));
        assert!(reason("conversation_id", "1.9E+18").contains("rounded"));
    }
}
