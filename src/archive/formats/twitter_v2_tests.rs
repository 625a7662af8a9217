//! Tests of Twitter API v2.

use super::*;

fn read(json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let outcome = parse_line(json.as_bytes(), 1, &mut batch);
    (outcome, batch)
}

#[test]
fn a_page_gives_its_posts_its_included_posts_and_its_people() {
    let (outcome, batch) = read(
        r#"{"data":[{"id":"9007199254740993","text":"RT @un: Peace &amp; dialogue","author_id":"1",
            "created_at":"2020-01-01T00:00:00.000Z","referenced_tweets":[{"type":"retweeted","id":"7"}]}],
           "includes":{"tweets":[{"id":"7","text":"Peace","author_id":"2"}],
                       "users":[{"id":"2","username":"UN","public_metrics":{"followers_count":5}}]},
           "errors":[{"title":"Forbidden"}],"meta":{"result_count":1}}"#,
    );
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(batch.drafts.len(), 2);
    assert_eq!(batch.notices.errors, 1);
    let post = &batch.drafts[0];
    assert_eq!(batch.get(post.id), Some("9007199254740993"));
    assert_eq!(batch.get(post.text), Some("RT @un: Peace & dialogue"));
    assert_eq!(batch.get(post.repost_of), Some("7"));
    assert_eq!(batch.get(post.repost_of_author.handle), Some("un"));
    assert!(batch.drafts[1].nested);
    assert_eq!(batch.profiles[0].followers, Some(5));
}

#[test]
fn what_r_writes_for_an_empty_list_is_an_empty_list() {
    let (outcome, batch) = read(
        r#"{"id":"2","text":"yes","author_id":"1","referenced_tweets":{},"geo":{},
            "entities":{"mentions":{},"hashtags":{},"urls":{}},"context_annotations":{}}"#,
    );
    assert_eq!((outcome, batch.drafts.len(), batch.rejects.len()), (Outcome::Read, 1, 0));
    assert!(batch.drafts[0].repost_of.is_none());
    let marks = (batch.mentions.len(), batch.hashtags.len(), batch.urls.len());
    assert_eq!(marks, (0, 0, 0));
}

#[test]
fn what_is_included_may_be_a_document_of_its_own() {
    let (outcome, batch) = read(
        r#"{"users":[{"id":"1","username":"a"}],"tweets":[{"id":"2","text":"x","author_id":"1"}],
            "media":[{"media_key":"3_1"}]}"#,
    );
    assert_eq!((outcome, batch.notices.users), (Outcome::Read, 1));
    assert!(batch.drafts[0].nested);
    assert_eq!(read(r#"{"users":{},"tweets":{}}"#).1.rejects.len(), 0);
}

#[test]
fn a_flattened_reference_becomes_a_post_of_its_own() {
    let (outcome, batch) = read(
        r#"{"id":"2","text":"yes","author_id":"1","author":{"id":"1","username":"a"},
            "referenced_tweets":[{"type":"replied_to","id":"1","text":"no?","author_id":"5",
            "author":{"id":"5","username":"b"}}],"in_reply_to_user_id":"5"}"#,
    );
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(batch.drafts.len(), 2);
    assert_eq!(batch.get(batch.drafts[0].reply_to), Some("1"));
    assert_eq!(batch.get(batch.drafts[1].text), Some("no?"));
    assert_eq!(batch.profiles.len(), 2);
}

#[test]
fn records_that_are_no_posts_are_counted() {
    let (_, batch) = read(r#"{"id":"1","action":"delete","reason":"protected"}"#);
    assert_eq!((batch.notices.compliance, batch.drafts.len()), (1, 0));
    let (_, batch) = read(r#"{"meta":{"result_count":0}}"#);
    assert_eq!((batch.notices.empty_pages, batch.drafts.len()), (1, 0));
    let (_, batch) = read(r#"{"errors":[{"title":"x"},{"title":"y"}]}"#);
    assert_eq!((batch.notices.errors, batch.drafts.len()), (2, 0));
}

#[test]
fn posts_are_read_sixteen_deep_on_a_small_stack() {
    let posts = |depth: usize| {
        let open = r#"{"id":"1","text":"a","referenced_tweets":["#.repeat(depth);
        format!(r#"{open}{{"id":"1","text":"a"}}{}"#, "]}".repeat(depth))
    };
    let small = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        assert_eq!(read(&posts(16)).1.drafts.len(), 17);
        for depth in [17, 127, 9_000] {
            let (outcome, batch) = read(&posts(depth));
            let Outcome::Reject(reason) = outcome else { panic!("read") };
            assert!(reason.contains("16 deep"), "{reason}");
            assert!(batch.drafts.is_empty());
        }
    });
    small.expect("a thread").join().expect("no panic");
}

#[test]
fn half_a_surrogate_pair_and_a_long_number_lose_no_post() {
    let (outcome, batch) =
        read(r#"{"id":123456789012345678901234567890,"text":"so \ud83d","author_id":7}"#);
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(batch.get(batch.drafts[0].id), Some("123456789012345678901234567890"));
    assert_eq!(batch.get(batch.drafts[0].text), Some("so \u{fffd}"));
    assert_eq!(batch.notices.repaired_lines, 1);
}

#[test]
fn what_cannot_be_used_says_why() {
    let reason = |json| match read(json).0 {
        Outcome::Reject(reason) | Outcome::Other(reason) => reason,
        Outcome::Read => panic!("read"),
    };
    assert!(
        reason(r#"{"id":"1","text":"x","created_at":"soon"}"#).contains("\"soon\" is not a date")
    );
    assert!(reason(r#"{"id":"1"}"#).contains("hydrate"));
    assert!(reason(r#"{"id":"1","text":"#).contains("JSON"));
    assert!(reason(r#"{"id":1.5,"text":"x"}"#).contains("whole number"));
}
