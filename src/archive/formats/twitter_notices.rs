//! Records of Twitter's interfaces that are no posts: deletions, withdrawals, counts, problems.
//!
//! Shapes: the stream messages of API v1.1 (`delete`, `scrub_geo`, ...), the batch compliance of v2
//! (`id`, `action`, `created_at`, `redacted_at`, `reason`), its compliance streams
//! (`{"data": {"delete": {"tweet": {...}, "event_at": ...}}}`), post counts and problem objects.

use serde::Deserialize;

use crate::archive::batch::{Batch, Tombstone};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Many, Str};
use crate::archive::time;

/// A stream message of v1.1.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Message<'a> {
    delete: Option<Deletion<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Deletion<'a> {
    /// Of v1.1.
    status: Option<Named<'a>>,
    timestamp_ms: Option<Str<'a>>,
    /// Of v2.
    tweet: Option<Named<'a>>,
    event_at: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Named<'a> {
    id_str: Option<Str<'a>>,
    id: Option<Str<'a>>,
    user_id_str: Option<Str<'a>>,
    user_id: Option<Str<'a>>,
    author_id: Option<Str<'a>>,
}

/// A line of a batch compliance job.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Redaction<'a> {
    id: Option<Str<'a>>,
    action: Option<Str<'a>>,
    redacted_at: Option<Str<'a>>,
    reason: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Page<'a> {
    #[serde(borrow)]
    data: Option<Many<Item<'a>>>,
}

/// What stands in `data` where no posts are.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Item<'a> {
    #[serde(borrow)]
    delete: Option<Deletion<'a>>,
    tweet_count: Option<serde::de::IgnoredAny>,
    withheld: Option<serde::de::IgnoredAny>,
    drop: Option<serde::de::IgnoredAny>,
    undrop: Option<serde::de::IgnoredAny>,
    tweet_edit: Option<serde::de::IgnoredAny>,
    scrub_geo: Option<serde::de::IgnoredAny>,
    user_delete: Option<serde::de::IgnoredAny>,
    user_undelete: Option<serde::de::IgnoredAny>,
    user_protect: Option<serde::de::IgnoredAny>,
    user_unprotect: Option<serde::de::IgnoredAny>,
    user_suspend: Option<serde::de::IgnoredAny>,
    user_unsuspend: Option<serde::de::IgnoredAny>,
    user_withheld: Option<serde::de::IgnoredAny>,
    user_profile_modification: Option<serde::de::IgnoredAny>,
}

impl Item<'_> {
    fn is_event(&self) -> bool {
        [
            &self.withheld,
            &self.drop,
            &self.undrop,
            &self.tweet_edit,
            &self.scrub_geo,
            &self.user_delete,
            &self.user_undelete,
            &self.user_protect,
            &self.user_unprotect,
            &self.user_suspend,
            &self.user_unsuspend,
            &self.user_withheld,
            &self.user_profile_modification,
        ]
        .into_iter()
        .any(Option::is_some)
    }
}

/// Where the problem objects of v2 are described.
const PROBLEMS: [&str; 2] =
    ["https://api.twitter.com/2/problems/", "https://api.x.com/2/problems/"];

fn is_problem(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| PROBLEMS.iter().any(|start| kind.starts_with(start)))
}

/// Whether these are the fields of a count of posts or of a problem, by itself.
pub fn claims(fields: &Fields) -> bool {
    fields.has_all(&["start", "end", "tweet_count"]) || is_problem(fields.get("type"))
}

/// Whether this is a count of posts or a problem, by itself; it is counted.
pub fn keep_other(json: &[u8], batch: &mut Batch) -> bool {
    let Some(fields) = Fields::of(json).filter(claims) else { return false };
    if fields.has("tweet_count") {
        batch.notices.other_records += 1;
    } else {
        batch.notices.errors += 1;
    }
    true
}

/// Keep the deletion that a stream message of v1.1 tells of, if it does.
pub fn keep_message(json: &[u8], line: u64, batch: &mut Batch) {
    if let Ok(Message { delete: Some(deletion) }) = json::parse(json, line, batch) {
        keep_deletion(&deletion, batch);
    }
}

/// Keep the deletion that a line of a compliance job tells of. What lost its place alone stays.
pub fn keep_redaction(json: &[u8], line: u64, batch: &mut Batch) {
    let Ok(said) = json::parse::<Redaction>(json, line, batch) else { return };
    let geo = said.reason.as_deref() == Some("scrub_geo");
    if said.action.as_deref() != Some("delete") || geo {
        return;
    }
    if let Some(id) = said.id.as_deref() {
        let time = said.redacted_at.as_deref().and_then(time::parse);
        let (post, author) = (batch.keep(id), batch.account(None, None));
        batch.tombstones.push(Tombstone { post, author, time });
    }
}

/// Whether an answer of v2 holds no posts but events or counts; those are kept and counted.
pub fn keep_page(json: &[u8], line: u64, batch: &mut Batch) -> bool {
    let Ok(Page { data: Some(Many(items)) }) = json::parse::<Page>(json, line, batch) else {
        return false;
    };
    let known =
        |item: &Item| item.delete.is_some() || item.tweet_count.is_some() || item.is_event();
    if items.is_empty() || !items.iter().all(known) {
        return false;
    }
    for item in &items {
        if let Some(deletion) = &item.delete {
            keep_deletion(deletion, batch);
        }
        if item.tweet_count.is_some() {
            batch.notices.other_records += 1;
        } else {
            batch.notices.compliance += 1;
        }
    }
    true
}

fn keep_deletion(deletion: &Deletion, batch: &mut Batch) {
    let Some(named) = deletion.status.as_ref().or(deletion.tweet.as_ref()) else { return };
    let Some(id) = named.id_str.as_deref().or(named.id.as_deref()) else { return };
    let ids = [&named.user_id_str, &named.user_id, &named.author_id];
    let author = ids.into_iter().find_map(|id| id.as_deref());
    let time = deletion.timestamp_ms.as_deref().or(deletion.event_at.as_deref());
    let time = time.and_then(time::parse);
    let (post, author) = (batch.keep(id), batch.account(author, None));
    batch.tombstones.push(Tombstone { post, author, time });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stones(keep: impl FnOnce(&mut Batch)) -> Vec<(String, Option<String>, Option<i64>)> {
        let mut batch = Batch::default();
        keep(&mut batch);
        let text = |span| batch.get(span).map(str::to_owned);
        let stones = batch.tombstones.iter();
        stones.map(|s| (text(s.post).unwrap_or_default(), text(s.author.id), s.time)).collect()
    }

    #[test]
    fn deletions_of_every_interface_are_tombstones() {
        let old = br#"{"delete":{"status":{"id":20,"id_str":"20","user_id":3,"user_id_str":"3"},
            "timestamp_ms":"1427214045000"}}"#;
        let expected = vec![("20".to_owned(), Some("3".to_owned()), Some(1_427_214_045_000_000))];
        assert_eq!(stones(|batch| keep_message(old, 1, batch)), expected);
        let new = br#"{"data":{"delete":{"tweet":{"id":"20","author_id":"3"},"event_at":"2015-03-24T16:20:45Z"}}}"#;
        assert_eq!(stones(|batch| assert!(keep_page(new, 1, batch))), expected);
        let job = br#"{"id":"20","action":"delete","created_at":"2014-01-01T00:00:00.000Z",
            "redacted_at":"2015-03-24T16:20:45.000Z","reason":"deleted"}"#;
        let expected = vec![("20".to_owned(), None, Some(1_427_214_045_000_000))];
        assert_eq!(stones(|batch| keep_redaction(job, 1, batch)), expected);
    }

    #[test]
    fn what_is_no_deletion_leaves_no_tombstone() {
        assert!(
            stones(|batch| keep_message(br#"{"scrub_geo":{"user_id":3}}"#, 1, batch)).is_empty()
        );
        assert!(stones(|batch| keep_message(br#"{"delete":{}}"#, 1, batch)).is_empty());
        assert!(stones(|batch| keep_message(br#"{"delete":7}"#, 1, batch)).is_empty());
        let geo = br#"{"id":"20","action":"delete","reason":"scrub_geo"}"#;
        assert!(stones(|batch| keep_redaction(geo, 1, batch)).is_empty());
    }

    #[test]
    fn pages_of_counts_and_events_are_known() {
        let mut batch = Batch::default();
        let counts = br#"{"data":[{"start":"a","end":"b","tweet_count":3},{"tweet_count":0}],"meta":{"total_tweet_count":3}}"#;
        assert!(keep_page(counts, 1, &mut batch));
        assert_eq!(batch.notices.other_records, 2);
        assert!(keep_page(br#"{"data":{"undrop":{"tweet":{"id":"1"}}}}"#, 1, &mut batch));
        assert_eq!((batch.notices.compliance, batch.tombstones.len()), (1, 0));
        assert!(!keep_page(br#"{"data":[{"hello":1}]}"#, 1, &mut batch));
        assert!(!keep_page(br#"{"data":[]}"#, 1, &mut batch));
        assert!(!keep_page(br#"{"meta":{}}"#, 1, &mut batch));
        assert!(keep_other(br#"{"start":"a","end":"b","tweet_count":3}"#, &mut batch));
        assert!(keep_other(
            br#"{"title":"ConnectionException","type":"https://api.twitter.com/2/problems/streaming-connection"}"#,
            &mut batch
        ));
        assert_eq!((batch.notices.other_records, batch.notices.errors), (3, 1));
        assert!(!keep_other(br#"{"type":"Note"}"#, &mut batch));
    }
}
