//! Odd cases.

use super::*;

const CHAT: &str =
    r#"{"name":"Nordalia MFA","type":"public_channel","id":1500000001,"messages":null}"#;

fn read_in(chat: &str, json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let record = Record { bytes: json.as_bytes(), line: 1, context: chat.as_bytes() };
    let outcome = read(&record, &mut batch);
    (outcome, batch)
}

#[test]
fn ids_of_all_ages_are_one() {
    for (id, bare) in [
        ("1500000001", "1500000001"),
        ("-1001500000001", "1500000001"),
        ("channel1500000001", "1500000001"),
        ("-10012", "10012"),
        ("chat7", "7"),
    ] {
        assert_eq!(bare_id(id), bare, "{id}");
    }
    for (id, account) in [
        ("user42", "user42"),
        ("42", "user42"),
        ("10089934593", "channel1500000001"),
        ("4294967303", "chat7"),
        ("18446744073709551616", "18446744073709551616"),
    ] {
        assert_eq!(account_id(id), account, "{id}");
    }
}

#[test]
fn control_characters_are_mended() {
    assert_eq!(&*mend(br#"{"a":"x\x0By\\x0C"}"#), br#"{"a":"x\u000By\\x0C"}"#);
    let (outcome, batch) =
        read_in(CHAT, r#"{"id":1,"type":"message","date":"2031-01-01T00:00:00","text":"a\x0Bb"}"#);
    assert_eq!(outcome, Outcome::Read);
    assert_eq!(batch.get(batch.drafts[0].text), Some("a\u{b}b"));
    assert_eq!(batch.get(batch.drafts[0].author.id), Some("channel1500000001"));
}

#[test]
fn a_forward_from_nobody_known_is_a_repost() {
    let (_, batch) = read_in(
        CHAT,
        r#"{"id":1,"type":"message","date":"2031-01-01T00:00:00","forwarded_from":null,"text":""}"#,
    );
    assert_eq!(batch.drafts[0].kind, Some(Kind::Repost));
    assert!(batch.drafts[0].repost_of_author.is_none());
}

#[test]
fn what_cannot_be_used_says_why() {
    let reason = |chat: &str, json: &str| match read_in(chat, json).0 {
        Outcome::Reject(reason) | Outcome::Other(reason) => reason,
        Outcome::Read => panic!("read"),
    };
    let message = r#"{"id":1,"type":"message","date":"2031-01-01T00:00:00","text":"a"}"#;
    assert!(reason("", message).contains("without its chat"));
    assert!(reason(CHAT, r#"{"id":1,"type":"message","date":"soon"}"#).contains("date: \"soon\""));
    assert!(reason(CHAT, r#"{"type":"message","date":"2031-01-01"}"#).contains("without an id"));
    assert!(reason(CHAT, r#"{"id":1,"type":"message","text":7}"#).contains("a text or a list"));
    assert!(reason(CHAT, r#"{"hello":1}"#).contains("wanted the fields"));
}

#[test]
fn notices_of_the_chat_are_counted() {
    for json in [
        r#"{"id":1,"type":"service","date":"2031-01-01T00:00:00","action":"pin_message"}"#,
        r#"{"id":2,"type":"unsupported"}"#,
    ] {
        let (outcome, batch) = read_in(CHAT, json);
        assert_eq!((outcome, batch.notices.other_records), (Outcome::Read, 1));
    }
}
