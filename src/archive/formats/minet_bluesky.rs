//! minet's and twitwi's CSV of posts on Bluesky.
//!
//! Columns: `BlueskyPost` and `BlueskyPartialPost` of twitwi 0.25. A repost is a remark on the row
//! of its original, without an id of its own.

use super::{Format, Reads, Table};
use crate::archive::batch::{Batch, Draft, Profile, Span};
use crate::archive::cells::{self, ListColumns};
use crate::archive::table::Row;

/// minet's CSV of posts on Bluesky.
pub static FORMAT: Format = Format {
    name: "minet-bluesky-csv",
    title: "minet's CSV of posts on Bluesky",
    reads: Reads::Table(Table { claims, read }),
};

fn claims(columns: &[&str]) -> bool {
    let has = |name: &&str| columns.contains(name);
    ["uri", "user_did", "timestamp_utc"].iter().all(has)
}

const LISTS: ListColumns =
    ListColumns { mentions: "mentioned_user_dids", hashtags: "hashtags", urls: "links" };
const COUNTS: [&str; 5] = ["reply_count", "repost_count", "quote_count", "like_count", ""];

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("uri")?;
    let time = row.time("timestamp_utc")?;
    // The other column has the links to media and the whole quoted posts in it.
    let text = row.raw(if row.has("original_text") { "original_text" } else { "text" });
    let root = row.text("to_root_post_uri");
    let author = batch.account(row.text("user_did"), row.text("user_handle"));
    let language = row.text("user_langs").and_then(|langs| langs.split('|').next());
    let reposted = row.text("repost_by_user_did").is_some();
    let mut draft = Draft {
        line: row.line(),
        nested: reposted || row.text("collected_via") == Some("quote"),
        time,
        author,
        id: batch.keep(id),
        text: text.map_or(Span::NONE, |text| batch.keep(text)),
        lang: batch.keep_opt(language),
        platform: batch.keep("bluesky"),
        reply_to: batch.keep_opt(row.text("to_post_uri")),
        reply_to_author: batch.account(row.text("to_user_did"), None),
        quote_of: batch.keep_opt(row.text("quoted_uri")),
        quote_of_author: batch.account(row.text("quoted_user_did"), row.text("quoted_user_handle")),
        conversation: batch.keep(root.unwrap_or(id)),
        ..Draft::default()
    };
    LISTS.read(row, text, &mut draft, batch, |batch| {
        let ids = cells::items(row, LISTS.mentions);
        let handles = cells::items(row, "mentioned_user_handles");
        cells::mention_pairs(&ids, &handles, true, batch);
        row.each(LISTS.hashtags, |tag| batch.hashtag(tag));
        row.each(LISTS.urls, |link| batch.url(link));
    });
    draft.counts = Some(cells::counts(row, COUNTS));
    batch.notices.reposts_without_id += u64::from(reposted);
    if !author.is_none() {
        let profile = Profile {
            account: author,
            name: batch.keep_opt(row.text("user_display_name")),
            created_at: row.time("user_timestamp_utc").ok().flatten(),
            ..Profile::default()
        };
        batch.profiles.push(profile);
    }
    batch.drafts.push(draft);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::cells::testing::read_row;

    #[test]
    fn a_post_has_its_own_words_and_its_repost_is_counted() {
        let batch = read_row(
            &FORMAT,
            &[
                ("uri", "at://did:plc:nord/app.bsky.feed.post/3aa"),
                ("user_did", "did:plc:nord"),
                ("user_handle", "mfa.nordalia.example"),
                ("timestamp_utc", "1930205220"),
                ("text", "peace « @vesper.example: war »"),
                ("original_text", "peace"),
                ("user_langs", "fr|en"),
                ("to_post_uri", "at://did:plc:ves/app.bsky.feed.post/3bb"),
                ("to_user_did", "did:plc:ves"),
                ("to_root_post_uri", "at://did:plc:ves/app.bsky.feed.post/3cc"),
                ("repost_by_user_did", "did:plc:elin"),
                ("mentioned_user_dids", "did:plc:a|did:plc:b"),
                ("mentioned_user_handles", "a.example"),
            ],
        );
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.text), Some("peace"));
        assert_eq!(batch.get(post.lang), Some("fr"));
        assert_eq!(batch.get(post.reply_to), Some("at://did:plc:ves/app.bsky.feed.post/3bb"));
        assert_eq!(batch.get(post.conversation), Some("at://did:plc:ves/app.bsky.feed.post/3cc"));
        assert_eq!(batch.get(batch.mentions[1].id), Some("did:plc:b"));
        assert_eq!((batch.notices.reposts_without_id, batch.drafts.len()), (1, 1));
    }
}
