use super::*;

fn read_json(json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let outcome = read(&Record { bytes: json.as_bytes(), line: 1, context: b"" }, &mut batch);
    (outcome, batch)
}

fn author(id: &str, handle: &str) -> String {
    format!(
        r#""core":{{"user_results":{{"result":{{"__typename":"User","rest_id":"{id}",
        "core":{{"screen_name":"{handle}","name":"Invented","created_at":"Sun Mar 02 08:00:00 +0000 2025"}},
        "legacy":{{"followers_count":5,"description":"nobody"}},"location":{{"location":"Port Ilva"}},
        "verification":{{"verified":false}}}}}}}}"#
    )
}

#[test]
fn a_post_has_the_long_text_the_views_and_the_account() {
    let (outcome, batch) = read_json(&format!(
        r#"{{"__typename":"Tweet","rest_id":"1900000000000000007","id":1.9e18,{},
        "views":{{"count":"1234","state":"EnabledWithCount"}},"promoted":true,
        "edit_control":{{"edit_tweet_ids":["1900000000000000007"]}},
        "note_tweet":{{"note_tweet_results":{{"result":{{"text":"Peace &amp; #quiet, at length",
        "entity_set":{{"hashtags":[{{"text":"quiet"}}],"user_mentions":[],"urls":[]}}}}}}}},
        "legacy":{{"full_text":"Peace &amp; …","user_id_str":"11","conversation_id_str":"1900000000000000001",
        "created_at":"Sun Mar 02 08:07:00 +0000 2031","lang":"en","favorite_count":3,"quote_count":0,
        "in_reply_to_status_id_str":"1900000000000000001","in_reply_to_user_id_str":"12",
        "in_reply_to_screen_name":"VesperMission","entities":{{"hashtags":[]}}}}}}"#,
        author("11", "NordaliaMFA"),
    ));
    assert_eq!(outcome, Outcome::Read);
    let post = &batch.drafts[0];
    assert_eq!(batch.get(post.id), Some("1900000000000000007"));
    assert_eq!(batch.get(post.text), Some("Peace & #quiet, at length"));
    assert_eq!(batch.get(post.author.handle), Some("NordaliaMFA"));
    assert_eq!(batch.get(post.reply_to), Some("1900000000000000001"));
    assert_eq!(batch.get(post.reply_to_author.id), Some("12"));
    assert_eq!(batch.get(batch.hashtags[0]), Some("quiet"));
    assert_eq!(post.counts.map(|counts| (counts[3], counts[4])), Some((3, 1234)));
    assert_eq!(batch.notices.promoted, 1);
    let profile = &batch.profiles[0];
    assert_eq!((profile.followers, profile.verified), (Some(5), Some(false)));
    assert_eq!(batch.get(profile.location), Some("Port Ilva"));
    assert!(profile.created_at.is_some());
}

#[test]
fn a_repost_and_a_quote_bring_the_posts_inside_them() {
    let quoted = format!(
        r#"{{"__typename":"TweetWithVisibilityResults","tweet":{{"rest_id":"5",{},
        "legacy":{{"full_text":"calm","user_id_str":"13"}}}}}}"#,
        author("13", "elin_kask"),
    );
    let quote = format!(
        r#"{{"rest_id":"6",{},"legacy":{{"full_text":"see","user_id_str":"12"}},
        "quoted_status_result":{{"result":{quoted}}}}}"#,
        author("12", "VesperMission"),
    );
    let (outcome, batch) = read_json(&format!(
        r#"{{"rest_id":"7",{},"legacy":{{"full_text":"RT @VesperMission: see","user_id_str":"11",
        "quoted_status_id_str":"5","retweeted_status_result":{{"result":{quote}}}}}}}"#,
        author("11", "NordaliaMFA"),
    ));
    assert_eq!(outcome, Outcome::Read);
    let ids: Vec<_> = batch.drafts.iter().map(|post| batch.get(post.id)).collect();
    assert_eq!(ids, [Some("7"), Some("6"), Some("5")]);
    let [repost, quote, quoted] = &batch.drafts[..] else { panic!("three posts") };
    assert_eq!(batch.get(repost.repost_of), Some("6"));
    assert_eq!(batch.get(repost.repost_of_author.id), Some("12"));
    assert!(repost.quote_of.is_none() && !repost.nested);
    assert_eq!(batch.get(quote.quote_of), Some("5"));
    assert_eq!(batch.get(quote.quote_of_author.handle), Some("elin_kask"));
    assert!(quote.nested && quoted.nested);
}

#[test]
fn notices_in_place_of_posts_are_counted() {
    let (outcome, batch) = read_json(
        r#"{"rest_id":"7","legacy":{"full_text":"look","user_id_str":"1","quoted_status_id_str":"5"},
        "quoted_status_result":{"result":{"__typename":"TweetTombstone","tombstone":{"text":{}}}}}"#,
    );
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(batch.notices.errors, 1);
    assert_eq!(batch.get(batch.drafts[0].quote_of), Some("5"));
    let (outcome, batch) = read_json(r#"{"__typename":"TweetUnavailable","reason":"Protected"}"#);
    assert_eq!((outcome, batch.drafts.len()), (Outcome::Read, 0));
    assert_eq!(batch.notices.errors, 1);
    let (_, batch) = read_json(
        r#"{"rest_id":"7","legacy":{"full_text":"RT @un: x","retweeted_status_result":{}}}"#,
    );
    assert_eq!(batch.drafts[0].kind, Some(Kind::Repost));
    assert_eq!(batch.get(batch.drafts[0].repost_of_author.handle), Some("un"));
}

#[test]
fn adaptive_items_have_their_author_beside_them() {
    let (outcome, batch) = read_json(
        r#"{"id":1.9e18,"type":"adaptive","user":{"id_str":"11","screen_name":"NordaliaMFA",
        "followers_count":7},"legacy":{"id_str":"1900000000000000007","full_text":"RT @un: x",
        "user_id_str":"11","retweeted_status_id_str":"5","ext_views":{"count":"9"}}}"#,
    );
    assert_eq!(outcome, Outcome::Read);
    let post = &batch.drafts[0];
    assert_eq!(batch.get(post.id), Some("1900000000000000007"));
    assert_eq!(batch.get(post.author.handle), Some("NordaliaMFA"));
    assert_eq!(batch.get(post.repost_of), Some("5"));
    assert_eq!(batch.profiles[0].followers, Some(7));
    assert_eq!(post.counts.map(|counts| counts[4]), Some(9));
}

#[test]
fn edited_posts_know_their_versions() {
    let (_, batch) = read_json(
        r#"{"rest_id":"9","legacy":{"full_text":"x","user_id_str":"1"},"edit_control":
        {"initial_tweet_id":"7","edit_control_initial":{"edit_tweet_ids":["7","7","9"]}}}"#,
    );
    assert_eq!(batch.get(batch.drafts[0].first_edit), Some("7"));
    assert_eq!(batch.edits.len(), 2);
}

#[test]
fn bad_values_say_which_field() {
    let reason = |json: &str| match read_json(json).0 {
        Outcome::Reject(reason) => reason,
        other => panic!("{other:?}"),
    };
    let soon = r#"{"rest_id":"7","legacy":{"full_text":"x","created_at":"soon"}}"#;
    assert!(reason(soon).contains("created_at: \"soon\" is not a date"));
    assert!(reason(r#"{"rest_id":"7"}"#).contains("legacy"));
    let (outcome, batch) = read_json(
        r#"{"rest_id":"7","legacy":{"full_text":"x"},"quoted_status_result":{"result":
        {"rest_id":"5","legacy":{"created_at":"soon"}}}}"#,
    );
    assert_eq!(outcome, Outcome::Read);
    assert!(batch.rejects[0].1.contains("in a post inside post 7"));
}
