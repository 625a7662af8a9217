//! Twitter's releases on information operations (2018 to 2021): posts and accounts as CSV.
//!
//! Columns: the releases' own header, 31 columns in the first of them. Lists are written as
//! `['a', 'b']` or `[a, b]`, counts now and then as `3.0`, what is not known as an empty cell or
//! `absent`. Accounts with few followers stand there under a hash in place of id, handle and name.

use super::{Format, Reads, Table};
use crate::archive::batch::{AccountRef, Batch, Draft, Kind, NO_COUNT, Profile, Span};
use crate::archive::cells::is_known;
use crate::archive::json::{counter, unescape};
use crate::archive::retweeted_handle;
use crate::archive::table::Row;

/// Releases on information operations.
pub static FORMAT: Format = Format {
    name: "twitter-operations",
    title: "Twitter's information-operations CSV",
    reads: Reads::Table(Table { claims, read }),
};

fn claims(columns: &[&str]) -> bool {
    ["userid", "user_screen_name", "account_creation_date"]
        .iter()
        .all(|name| columns.contains(name))
}

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("userid")?;
    let author = author(id, row, batch);
    let profile = profile(id, row, author, batch)?;
    if row.has("tweetid") {
        keep_post(row, author, batch)?;
    } else {
        batch.notices.users += 1;
    }
    batch.profiles.push(profile);
    Ok(())
}

/// A hash stands in the place of the handle too; it is none.
fn author(id: &str, row: &Row, batch: &mut Batch) -> AccountRef {
    let handle = row.known("user_screen_name").filter(|&handle| handle != id);
    batch.account(Some(id), handle)
}

fn profile(id: &str, row: &Row, account: AccountRef, batch: &mut Batch) -> Result<Profile, String> {
    let name = row.known("user_display_name").filter(|&name| name != id);
    Ok(Profile {
        account,
        name: batch.keep_opt(name),
        description: batch.keep_opt(row.known("user_profile_description")),
        location: batch.keep_opt(row.known("user_reported_location")),
        created_at: row.time("account_creation_date")?,
        followers: row.count("follower_count"),
        following: row.count("following_count"),
        ..Profile::default()
    })
}

fn keep_post(row: &Row, author: AccountRef, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("tweetid")?;
    let time = row.time("tweet_time")?;
    let text = row.raw("tweet_text").map(unescape);
    let mut draft = Draft { line: row.line(), author, time, ..Draft::default() };
    draft.id = batch.keep(id);
    draft.text = text.as_deref().map_or(Span::NONE, |text| batch.keep(text));
    draft.lang = batch.keep_opt(row.known("tweet_language"));
    draft.platform = batch.keep("twitter");
    draft.reply_to = row.reference("in_reply_to_tweetid", batch);
    let whom = row.other_id("in_reply_to_userid", batch);
    draft.reply_to_author = batch.account(whom, None);
    draft.quote_of = row.reference("quoted_tweet_tweetid", batch);
    draft.repost_of = row.reference("retweet_tweetid", batch);
    let reposted = row.other_id("retweet_userid", batch);
    draft.repost_of_author = batch.account(reposted, None);
    if row.flag("is_retweet") == Some(true) {
        draft.kind = Some(Kind::Repost);
        if draft.repost_of_author.is_none() {
            let handle = text.as_deref().and_then(retweeted_handle);
            draft.repost_of_author = batch.account(None, handle);
        }
    }
    if draft.kind == Some(Kind::Repost) || !draft.repost_of.is_none() {
        // A repost of a quote repeats the quote's reference; the repost itself quotes nothing.
        draft.quote_of = Span::NONE;
    }
    let starts = batch.open_lists();
    row.each("user_mentions", |item| {
        if is_known(item) {
            batch.mention(Some(item), None);
        }
    });
    row.each("hashtags", |item| batch.hashtag(item));
    row.each("urls", |item| batch.url(item));
    batch.close_lists(starts, &mut draft);
    let count = |name| counter(row.count(name));
    draft.counts = Some([
        count("reply_count"),
        count("retweet_count"),
        count("quote_count"),
        count("like_count"),
        NO_COUNT,
    ]);
    batch.drafts.push(draft);
    Ok(())
}
