//! Odd cases.

use super::*;

fn read_line(json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let outcome = read(&Record { bytes: json.as_bytes(), line: 1, context: b"" }, &mut batch);
    (outcome, batch)
}

const ACCOUNT: &str =
    r#""account":{"id":"1","username":"elin","acct":"elin","url":"https://ilva.example/@elin"}"#;

#[test]
fn quotes_come_in_three_shapes() {
    let inner = format!(r#"{{"id":"5","content":"<p>b</p>",{ACCOUNT}}}"#);
    for quote in [
        format!(r#"{{"state":"accepted","quoted_status":{inner}}}"#),
        inner.clone(),
        r#"{"state":"accepted","quoted_status_id":"5"}"#.to_owned(),
    ] {
        let (outcome, batch) =
            read_line(&format!(r#"{{"id":"6","content":"a",{ACCOUNT},"quote":{quote}}}"#));
        assert_eq!(outcome, Outcome::Read, "{quote}");
        assert_eq!(batch.get(batch.drafts[0].quote_of), Some("5"), "{quote}");
        assert_eq!(batch.drafts.len(), if quote.contains("content") { 2 } else { 1 });
    }
    let revoked = r#"{"state":"revoked","quoted_status":null}"#;
    let (_, batch) =
        read_line(&format!(r#"{{"id":"6","content":"a",{ACCOUNT},"quote":{revoked}}}"#));
    assert!(batch.drafts[0].quote_of.is_none());
}

#[test]
fn local_and_remote_names_of_an_account_are_one() {
    let (_, batch) = read_line(&format!(r#"{{"id":"6","content":"a",{ACCOUNT}}}"#));
    assert_eq!(batch.get(batch.drafts[0].author.handle), Some("elin@ilva.example"));
    assert!(batch.drafts[0].author.id.is_none());
    let (_, batch) = read_line(
        r#"{"id":"6","content":"a","account":{"id":"77","acct":"elin@ilva.example","url":"https://ilva.example/@elin"}}"#,
    );
    assert_eq!(batch.get(batch.drafts[0].author.handle), Some("elin@ilva.example"));
}

#[test]
fn what_is_no_status_says_why_or_is_counted() {
    let reason = |json: &str| match read_line(json).0 {
        Outcome::Reject(reason) | Outcome::Other(reason) => reason,
        Outcome::Read => panic!("read"),
    };
    assert!(reason("{}").contains("wanted the fields"));
    assert!(
        reason(&format!(r#"{{"id":"1","content":"a","created_at":"soon",{ACCOUNT}}}"#))
            .contains("soon")
    );
    assert!(reason(r#"{"event":"delete","payload":"a b"}"#).contains("wanted the id"));
    assert!(reason(r#"{"event":"update","payload":"{"}"#).contains("JSON"));
    let counted = |json: &str| {
        let (outcome, batch) = read_line(json);
        assert_eq!(outcome, Outcome::Read, "{json}");
        batch.notices
    };
    assert_eq!(counted(r#"{"event":"delete","payload":"12"}"#).compliance, 1);
    assert_eq!(counted(r#"{"event":"filters_changed","payload":"1"}"#).stream, 1);
    assert_eq!(counted(r#"{"ancestors":[],"descendants":[]}"#).empty_pages, 1);
    let follow = format!(r#"{{"id":"1","type":"follow","created_at":"2031-01-01",{ACCOUNT}}}"#);
    assert_eq!(counted(&follow).other_records, 1);
}
