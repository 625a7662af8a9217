//! Odd cases.

use super::*;
use crate::archive::Kind;

fn read(json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let outcome = parse_line(json.as_bytes(), 1, &mut batch);
    (outcome, batch)
}

fn shown(record: &str, more: &str) -> String {
    format!(r#"{{"uri":"at://did:plc:elin/app.bsky.feed.post/1","record":{record}{more}}}"#)
}

#[test]
fn odd_fields_of_a_record_are_missing_and_do_no_harm() {
    for record in [
        r#"{"text":"a","createdAt":"2031-01-01T00:00:00Z","facets":7,"langs":"en","reply":[],"embed":"N/A"}"#,
        r#"{"text":"a","createdAt":"2031-01-01T00:00:00Z","facets":[1,{"features":[null,{"$type":"app.bsky.richtext.facet#tag"}]}],"langs":[3.5,null]}"#,
        r#"{"text":"a","createdAt":"2031-01-01T00:00:00Z","embed":{"$type":"x","record":{"record":3},"external":{},"media":[]},"tags":{}}"#,
    ] {
        let (outcome, batch) = read(&shown(record, ""));
        assert_eq!(outcome, Outcome::Read, "{record}");
        let post = &batch.drafts[0];
        assert_eq!(batch.get(post.text), Some("a"));
        assert!(post.mentions.is_empty() && post.hashtags.is_empty() && post.urls.is_empty());
        assert!(post.reply_to.is_none() && post.quote_of.is_none());
    }
}

#[test]
fn times_that_cannot_be_give_way_to_when_the_post_was_seen() {
    let second = 1_000_000;
    let seen = r#","indexedAt":"1970-01-01T00:10:00Z""#;
    for (stated, seen, wanted, mended) in [
        ("1970-01-01T00:05:00Z", seen, Some(300 * second), 0),
        ("1970-01-01T00:05:00Z", "", Some(300 * second), 0),
        ("0000-10-14T15:06:10.730Z", seen, Some(600 * second), 1),
        ("9999-01-01T00:00:00Z", seen, Some(600 * second), 1),
        ("soon", seen, Some(600 * second), 1),
        ("1970-01-01T00:10:30Z", seen, Some(600 * second), 0),
        ("soon", "", None, 1),
        ("0000-10-14T15:06:10.730Z", r#","indexedAt":"0000-10-14T15:06:10.730Z""#, None, 1),
    ] {
        let (_, batch) = read(&shown(&format!(r#"{{"text":"a","createdAt":"{stated}"}}"#), seen));
        assert_eq!(batch.drafts[0].time, wanted, "{stated} {seen}");
        assert_eq!(batch.notices.mended_times, mended, "{stated} {seen}");
    }
}

#[test]
fn a_thread_may_be_deep() {
    let post = |n: usize| {
        format!(
            r#"{{"uri":"at://did:plc:a/app.bsky.feed.post/{n}","record":{{"text":"a","createdAt":"2031-01-01"}}}}"#
        )
    };
    let mut thread = format!(r#"{{"post":{}}}"#, post(0));
    for n in 1..=900 {
        thread = format!(r#"{{"post":{},"replies":[{thread}]}}"#, post(n));
    }
    let (outcome, batch) = read(&format!(r#"{{"thread":{thread}}}"#));
    assert_eq!((outcome, batch.drafts.len(), batch.rejects.len()), (Outcome::Read, 901, 0));
    assert_eq!(batch.get(batch.drafts[900].id), Some("at://did:plc:a/app.bsky.feed.post/0"));
    for n in 901..=1200 {
        thread = format!(r#"{{"post":{},"replies":[{thread}]}}"#, post(n));
    }
    let (_, batch) = read(&thread);
    assert_eq!(batch.rejects.len(), 1);
    assert!(batch.rejects[0].1.contains("1000 deep"));
}

#[test]
fn a_repost_without_its_uri_is_counted_and_no_post() {
    let post = shown(r#"{"text":"a","createdAt":"2031-01-01"}"#, "");
    let reason = |uri: &str| {
        format!(
            r#"{{"post":{post},"reason":{{"$type":"app.bsky.feed.defs#reasonRepost","by":{{"did":"did:plc:b","handle":"b.example"}},{uri}"indexedAt":"2031-01-02"}}}}"#
        )
    };
    let (_, batch) = read(&reason(""));
    assert_eq!((batch.drafts.len(), batch.notices.reposts_without_id), (1, 1));
    assert!(!batch.drafts[0].nested);
    let (_, batch) = read(&reason(r#""uri":"at://did:plc:b/app.bsky.feed.repost/9","#));
    assert_eq!((batch.drafts.len(), batch.notices.reposts_without_id), (2, 0));
    assert_eq!(batch.get(batch.drafts[0].repost_of_author.id), Some("did:plc:elin"));
    assert!(batch.drafts[1].nested);
    assert_eq!(batch.drafts[0].kind, None::<Kind>);
}

#[test]
fn what_cannot_be_used_says_why() {
    let reason = |json: &str| match read(json).0 {
        Outcome::Reject(reason) | Outcome::Other(reason) => reason,
        Outcome::Read => panic!("read"),
    };
    assert!(reason(r#"{"$type":"app.bsky.feed.post","text":"a"}"#).contains("at-uri"));
    assert!(reason(r#"{"uri":"at://did:plc:a/app.bsky.feed.post/1"}"#).contains("no record"));
    assert!(
        reason(r#"{"did":"did:plc:a","time_us":1,"kind":"commit","commit":{}}"#)
            .contains("collection")
    );
    assert!(reason(r#"{"did":"did:plc:a","time_us":1,"kind":"dance"}"#).contains("dance"));
    assert!(reason(r#"{"hello":1}"#).contains("wanted"));
    assert!(reason(r#"{"uri":"#).contains("JSON"));
}
