//! The `tweets.csv` that Twitter put into account archives from 2012 to 2018.
//!
//! The owner stands in `data/js/user_details.js` of the same archive, which
//! [`beside`](crate::archive::beside) finds. Columns as in the archives themselves, and in the
//! many copies of one of them that are used in teaching.

use super::{Format, Reads, Table};
use crate::archive::batch::{Batch, Draft, Kind};
use crate::archive::beside::Beside;
use crate::archive::json::unescape;
use crate::archive::table::Row;
use crate::archive::{marks, retweeted_handle};

/// The old `tweets.csv`.
pub static FORMAT: Format = Format {
    name: "twitter-archive-csv",
    title: "the tweets.csv of an old Twitter account archive",
    reads: Reads::Table(Table { claims, read }),
};

fn claims(columns: &[&str]) -> bool {
    ["tweet_id", "timestamp", "text", "retweeted_status_id"]
        .iter()
        .all(|name| columns.contains(name))
}

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.own_id("tweet_id")?;
    let time = row.time("timestamp")?;
    let text = unescape(row.raw("text").unwrap_or_default());
    let mut draft = Draft { line: row.line(), time, ..Draft::default() };
    draft.author = Beside::parse(row.context()).owner(batch);
    draft.id = batch.keep(id);
    draft.text = batch.keep(&text);
    draft.platform = batch.keep("twitter");
    let is_there = |name: &&str| row.known(name).is_some();
    let reposts = ["retweeted_status_id", "retweeted_status_user_id"].iter().any(is_there);
    if reposts {
        draft.kind = Some(Kind::Repost);
        draft.repost_of = row.reference("retweeted_status_id", batch);
        let author = row.other_id("retweeted_status_user_id", batch);
        draft.repost_of_author = batch.account(author, retweeted_handle(&text));
    } else if ["in_reply_to_status_id", "in_reply_to_user_id"].iter().any(is_there) {
        draft.kind = Some(Kind::Reply);
        draft.reply_to = row.reference("in_reply_to_status_id", batch);
        let author = row.other_id("in_reply_to_user_id", batch);
        draft.reply_to_author = batch.account(author, None);
    }
    let starts = batch.open_lists();
    let wanted = marks::Wanted { mentions: true, hashtags: true, urls: false };
    marks::read(&text, wanted, batch);
    let mut links: Vec<String> = Vec::new();
    // Links of photos are there once a photo.
    row.each("expanded_urls", |link| {
        for link in split_links(link) {
            if links.iter().all(|known| known != link) {
                links.push(link.to_owned());
            }
        }
    });
    for link in &links {
        batch.url(link);
    }
    batch.close_lists(starts, &mut draft);
    batch.drafts.push(draft);
    Ok(())
}

/// Links that are parted by commas, though a comma may stand within a link.
fn split_links(mut cell: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if cell.is_empty() {
            return None;
        }
        let next = [",http://", ",https://"].iter().filter_map(|mark| cell.find(mark)).min();
        let (link, rest) = next.map_or((cell, ""), |end| (&cell[..end], &cell[end + 1..]));
        cell = rest;
        Some(link)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_links_only_before_a_link() {
        let links = |cell| split_links(cell).collect::<Vec<_>>();
        assert_eq!(
            links("https://a.example/x,y,http://b.example,https://c.example"),
            ["https://a.example/x,y", "http://b.example", "https://c.example"]
        );
        assert!(links("").is_empty());
    }
}
