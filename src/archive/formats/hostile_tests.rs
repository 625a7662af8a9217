//! Every format of the registry on records that nobody writes.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

use super::{FORMATS, Format, Reads};
use crate::archive::batch::{Batch, Notices};
use crate::archive::table::{Column, Lines, Table};
use crate::archive::{Outcome, Record, read_bytes};

/// The chat of Telegram's messages.
const CHAT: &str = r#"{"name":"Nordalia MFA","type":"public_channel","id":1500000001}"#;

/// A post of each JSON format, with its text as `TEXT` in quotes and its mentions as `ONE`.
const POSTS: [(&str, &str, &str); 9] = [
    (
        "bluesky",
        r#"{"uri":"at://did:plc:elin/app.bsky.feed.post/1","record":{"$type":"app.bsky.feed.post","createdAt":"2031-01-01T00:00:00Z","text":"TEXT","facets":[ONE]}}"#,
        r#"{"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:tomas"}]}"#,
    ),
    (
        "telegram",
        r#"{"id":1,"type":"message","date":"2031-01-01T00:00:00","text":"TEXT","text_entities":[ONE]}"#,
        r#"{"type":"mention","text":"@tomas"}"#,
    ),
    (
        "truth-social",
        r#"{"id":"1","url":"https://truthsocial.com/@elin/1","visibility":"public","account":{"id":"1","username":"elin","acct":"elin"},"content":"TEXT","mentions":[ONE]}"#,
        r#"{"id":"2","acct":"tomas"}"#,
    ),
    (
        "mastodon",
        r#"{"id":"1","url":"https://nordalia.example/@elin/1","visibility":"public","account":{"id":"1","username":"elin","acct":"elin"},"content":"TEXT","mentions":[ONE]}"#,
        r#"{"id":"2","acct":"tomas@nordalia.example"}"#,
    ),
    (
        "activitypub",
        r#"{"id":"https://nordalia.example/users/elin/statuses/1/activity","type":"Create","actor":"https://nordalia.example/users/elin","object":{"id":"https://nordalia.example/users/elin/statuses/1","content":"TEXT","tag":[ONE]}}"#,
        r#"{"type":"Mention","name":"@tomas@nordalia.example"}"#,
    ),
    (
        "zeeschuimer",
        r#"{"source_platform":"x.com","data":{"rest_id":"1","legacy":{"user_id_str":"1","full_text":"TEXT","entities":{"user_mentions":[ONE]}}}}"#,
        r#"{"id_str":"2","screen_name":"tomas"}"#,
    ),
    (
        "twitter-archive",
        r#"{"tweet":{"id_str":"1","full_text":"TEXT","entities":{"user_mentions":[ONE]}}}"#,
        r#"{"id_str":"2","screen_name":"tomas"}"#,
    ),
    (
        "twitter-v1",
        r#"{"id_str":"1","user":{"id_str":"1"},"full_text":"TEXT","entities":{"user_mentions":[ONE]}}"#,
        r#"{"id_str":"2","screen_name":"tomas"}"#,
    ),
    (
        "twitter-v2",
        r#"{"id":"1","author_id":"1","text":"TEXT","entities":{"mentions":[ONE]}}"#,
        r#"{"id":"2","username":"tomas"}"#,
    ),
];

fn json_formats() -> Vec<&'static Format> {
    FORMATS.into_iter().filter(|format| format.json().is_some()).collect()
}

/// The post of a format: with this text in quotes, and this often the same mention.
fn post(format: &Format, text: &str, mentions: usize) -> String {
    let found = POSTS.iter().find(|(name, _, _)| *name == format.name);
    let (_, post, one) = found.unwrap_or_else(|| panic!("no post of the format {}", format.name));
    post.replace("TEXT", text).replace("ONE", &vec![*one; mentions].join(","))
}

fn read(format: &Format, json: &str) -> (Outcome, Batch) {
    let mut batch = Batch::default();
    let record = Record { bytes: json.as_bytes(), line: 1, context: CHAT.as_bytes() };
    let outcome = (format.json().expect("JSON").read)(&record, &mut batch);
    (outcome, batch)
}

fn rejected(format: &Format, json: &str) -> String {
    match read(format, json).0 {
        Outcome::Reject(reason) => reason,
        outcome => panic!("{}: {outcome:?}", format.name),
    }
}

#[test]
fn half_a_surrogate_pair_loses_no_post() {
    for format in json_formats() {
        let (outcome, batch) = read(format, &post(format, r"so \ud83d", 1));
        assert_eq!((outcome, batch.drafts.len()), (Outcome::Read, 1), "{}", format.name);
        assert_eq!(batch.get(batch.drafts[0].text), Some("so \u{fffd}"), "{}", format.name);
        assert_eq!(batch.notices.repaired_lines, 1, "{}", format.name);
        assert_eq!(batch.mentions.len(), 1, "{}", format.name);
    }
}

#[test]
fn depth_that_no_record_has_is_a_reject() {
    for format in json_formats() {
        let sound = post(format, "a", 1);
        for (levels, reason) in [(200, "128 deep"), (100_000, "128 deep")] {
            let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
            let deep = sound.replacen('{', &format!("{{\"x\":{deep},"), 1);
            assert!(rejected(format, &deep).contains(reason), "{}", format.name);
        }
        let torn = "{\"x\":".repeat(100_000);
        assert!(rejected(format, &torn).contains("deep"), "{}", format.name);
    }
}

#[test]
fn longer_lists_than_anybody_writes_are_rejects() {
    for format in json_formats() {
        let long = post(format, "a", 100_001);
        assert!(rejected(format, &long).contains("100000 items"), "{}", format.name);
    }
}

/// Fields in which a post may lie in another, around a value.
const WRAPPINGS: [(&str, &str, &str); 14] = [
    ("mastodon", r#"{"id":"1","content":"a","account":{"acct":"elin"},"reblog":"#, "}"),
    ("mastodon", r#"{"id":"1","content":"a","account":{"acct":"elin"},"in_reply_to":"#, "}"),
    ("mastodon", r#"{"id":"1","content":"a","quote":{"state":"accepted","quoted_status":"#, "}}"),
    ("mastodon", r#"{"type":"mention","account":{"acct":"elin"},"status":"#, "}"),
    ("mastodon", r#"{"ancestors":["#, "],\"descendants\":[]}"),
    ("truth-social", r#"{"statuses":["#, "]}"),
    ("bluesky", r#"{"uri":"at://a","embed":{"record":{"record":"#, "}}}"),
    ("bluesky", r#"{"uri":"at://a","embed":{"record":{"uri":"at://b","embeds":["#, "]}}}"),
    ("zeeschuimer", r#"{"rest_id":"1","legacy":{"retweeted_status_result":{"result":"#, "}}}"),
    ("zeeschuimer", r#"{"rest_id":"1","legacy":{},"quoted_status_result":{"result":"#, "}}"),
    ("zeeschuimer", r#"{"legacy":{},"tweet":"#, "}"),
    ("zeeschuimer", r#"{"rest_id":"1","legacy":{},"edit_control":{"edit_control_initial":"#, "}}"),
    ("twitter-v1", r#"{"id_str":"1","quoted_status":"#, "}"),
    ("twitter-v2", r#"{"id":"1","text":"a","referenced_tweets":["#, "]}"),
];

/// On a small stack, as the threads of a pool have, and without optimisation.
#[test]
fn posts_inside_posts_end_no_program() {
    let work = || {
        for (name, before, after) in WRAPPINGS {
            let format = Format::named(name).expect("a format");
            for levels in [40, 125, 5_000] {
                let deep = format!("{}null{}", before.repeat(levels), after.repeat(levels));
                let (outcome, batch) = read(format, &deep);
                let told = matches!(outcome, Outcome::Reject(_)) || !batch.rejects.is_empty();
                assert!(told || levels == 40, "{before}: {outcome:?}");
                let torn = before.repeat(levels);
                assert!(matches!(read(format, &torn).0, Outcome::Reject(_)), "{before}");
            }
        }
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread").join().unwrap();
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else {
            found.push(entry.path());
        }
    }
}

/// The fixtures whose content is of this format.
fn fixtures(format: &Format) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("formats"), &mut found);
    found.sort();
    let texts = found.iter().map(|path| fs::read(path).expect("a file"));
    texts.filter(|text| crate::archive::of_head(text).is_ok_and(|of| of == format)).collect()
}

/// Records of a format, each on one line.
fn records(format: &Format) -> Vec<String> {
    let mut found = vec![post(format, "so", 2)];
    for text in fixtures(format) {
        let text = String::from_utf8(text).expect("UTF-8");
        let Ok(whole) = serde_json::from_str::<serde_json::Value>(&text) else {
            found.extend(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
            continue;
        };
        let lists = ["messages", "orderedItems"].into_iter().find_map(|name| whole.get(name));
        match lists.unwrap_or(&whole).as_array() {
            Some(items) => found.extend(items.iter().map(ToString::to_string)),
            None => found.push(whole.to_string()),
        }
    }
    found
}

/// What is done to a record: how, where, with what.
type Mutation = (u8, Index, Index);

/// What may stand where something else stood.
const JUNK: [&str; 16] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "7",
    "-1",
    "1.5",
    "true",
    "[null]",
    "[[]]",
    "[{}]",
    "\"x\"",
    "1e300",
    "1e999",
    "{\"a\":{\"b\":[]}}",
    "\"\\ud83d\"",
];

/// The place of a value somewhere in an object, to be replaced.
fn value_in(value: &mut serde_json::Value, at: usize) -> &mut serde_json::Value {
    use serde_json::Value::{Array, Object};
    let inner = match value {
        Object(fields) if !fields.is_empty() => fields.len(),
        Array(items) if !items.is_empty() => items.len(),
        _ => return value,
    };
    // Now and then the outer one is meant.
    if at % (4 * inner) >= 3 * inner {
        return value;
    }
    match value {
        Object(fields) => value_in(fields.values_mut().nth(at % inner).unwrap(), at / inner),
        Array(items) => value_in(&mut items[at % inner], at / inner),
        _ => unreachable!("it has items"),
    }
}

fn mutated(record: &str, (how, place, what): &Mutation) -> Vec<u8> {
    let bytes = record.as_bytes();
    let at = place.index(bytes.len());
    let junk = JUNK[what.index(JUNK.len())];
    match how {
        0 => bytes[..at].to_vec(),
        1 => {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1 << what.index(8);
            bytes
        }
        2 => [&bytes[..at], junk.as_bytes(), &bytes[at + 1..]].concat(),
        3 => [&bytes[..at], &b"{[]\"\\\xff\xed\0"[what.index(8)..][..1], &bytes[at + 1..]].concat(),
        _ => {
            let mut value: serde_json::Value = serde_json::from_str(record).expect("JSON");
            let place = value_in(&mut value, place.index(usize::MAX));
            match place.as_object_mut().filter(|fields| *how == 4 && !fields.is_empty()) {
                Some(fields) => {
                    let name = fields.keys().nth(what.index(fields.len())).cloned();
                    fields.remove(&name.unwrap_or_default());
                }
                None => *place = serde_json::from_str(junk).unwrap_or_default(),
            }
            value.to_string().into_bytes()
        }
    }
}

fn mutations() -> impl Strategy<Value = Mutation> {
    (0..8_u8, any::<Index>(), any::<Index>())
}

/// Every line is posts, a record that is counted, or a reject.
fn is_accounted(batch: &Batch, lines: u64) -> Result<(), TestCaseError> {
    let notices = &batch.notices;
    prop_assert_eq!(notices.lines, lines);
    let known = notices.post_lines + notices.record_lines + notices.rejected_lines;
    prop_assert_eq!(notices.lines, known);
    prop_assert!(batch.rejects.len() as u64 >= notices.rejected_lines);
    if notices.record_lines > 0 {
        let rest = Notices { lines: 0, post_lines: 0, record_lines: 0, ..*notices };
        prop_assert!(rest != Notices::default() || !batch.rejects.is_empty(), "not counted");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_posts_or_counted_or_a_reject(
        which in any::<Index>(), many in prop::collection::vec(mutations(), 8)
    ) {
        for format in json_formats() {
            let records = records_of(format);
            let record = &records[which.index(records.len())];
            for mutation in &many {
                let bytes = mutated(record, mutation);
                let mut batch = Batch::default();
                let one = Record { bytes: &bytes, line: 1, context: CHAT.as_bytes() };
                batch.account_for_line(|batch| match (format.json().expect("JSON").read)(&one, batch) {
                    Outcome::Read => Ok(()),
                    Outcome::Reject(reason) | Outcome::Other(reason) => Err((1, reason)),
                });
                let told = is_accounted(&batch, 1);
                prop_assert!(told.is_ok(), "{told:?} {}: {}", format.name, String::from_utf8_lossy(&bytes));
            }
        }
    }

    #[test]
    fn sound_neighbours_of_a_broken_line_survive(which in any::<Index>(), mutation in mutations()) {
        for format in json_formats() {
            // What is read as a document ends where its brackets do.
            if !format.json().expect("JSON").lists.is_empty() {
                continue;
            }
            let records = records_of(format);
            let broken = mutated(&records[which.index(records.len())], &mutation);
            let broken: Vec<u8> = broken.into_iter().map(|byte| if byte == b'\n' { b' ' } else { byte }).collect();
            let [before, after] = ["before", "after"].map(|text| post(format, text, 1));
            let bytes = [before.as_bytes(), &broken, after.as_bytes()].join(&b'\n');
            let batches = read_bytes(&bytes, format).expect("lines");
            let mut notices = Notices::default();
            batches.iter().for_each(|batch| notices += batch.notices);
            prop_assert_eq!(notices.lines, 2 + u64::from(!broken.trim_ascii().is_empty()));
            let known = notices.post_lines + notices.record_lines + notices.rejected_lines;
            prop_assert_eq!(notices.lines, known);
            let drafts = || batches.iter().flat_map(|batch| batch.drafts.iter().map(move |draft| (batch, draft)));
            let has = |text: &str| drafts().any(|(batch, draft)| batch.get(draft.text) == Some(text));
            prop_assert!(has("before") && has("after"), "{}: {}", format.name, String::from_utf8_lossy(&broken));
        }
    }

    #[test]
    fn every_row_is_a_post_or_counted_or_a_reject(
        which in any::<Index>(), place in any::<Index>(), what in any::<Index>(), cut in any::<Index>()
    ) {
        for format in FORMATS.into_iter().filter(|format| format.table().is_some()) {
            let tables = tables_of(format);
            let rows = &tables[which.index(tables.len())];
            let row = 1 + place.index(rows.len() - 1);
            let column = what.index(rows[0].len());
            let mut changed = rows.clone();
            let cell = &mut changed[row][column];
            *cell = match what.index(3) {
                0 => cell.chars().take(cut.index(cell.len() + 1)).collect(),
                1 => CELLS[cut.index(CELLS.len())].to_owned(),
                _ => ["[", "{'a':", "[{\"a\":"][cut.index(3)].repeat(3_000),
            };
            let (sound, batch) = (read_table(format, rows), read_table(format, &changed));
            is_accounted(&batch, rows.len() as u64 - 1)?;
            // The others are as they were.
            let others = |batch: &Batch| {
                let ids = batch.drafts.iter().filter(|draft| draft.line != row as u64 + 1);
                ids.map(|draft| batch.get(draft.id).map(str::to_owned)).collect::<Vec<_>>()
            };
            prop_assert_eq!(others(&sound), others(&batch), "{} {:?}", format.name, changed[row]);
            prop_assert!(!sound.drafts.is_empty(), "{} {:?}", format.name, sound.rejects);
        }
    }
}

/// What may stand in a cell.
const CELLS: [&str; 14] = [
    "",
    "null",
    "nan",
    "[",
    "]",
    "\"",
    "1e+18",
    "1.9E+18",
    "-1",
    "2031-99-99",
    "\0",
    "[[1]]",
    "{'a': None}",
    "99999999999999999999999999999999",
];

fn read_table(format: &Format, rows: &[Vec<String>]) -> Batch {
    let cells = |at: usize| rows[1..].iter().map(|row| Some(row[at].as_str())).collect();
    let columns = (0..rows[0].len()).map(|at| (rows[0][at].clone(), Column::Text(cells(at))));
    let table = Table::new(columns.collect(), Lines::From(2)).expect("a table");
    let mut batch = Batch::default();
    let Reads::Table(shape) = &format.reads else { panic!("no format of tables") };
    table.read(shape, 0..rows.len() - 1, &mut batch);
    batch
}

fn records_of(format: &'static Format) -> &'static [String] {
    static FOUND: std::sync::OnceLock<Vec<(&str, Vec<String>)>> = std::sync::OnceLock::new();
    let all = FOUND.get_or_init(|| {
        json_formats().into_iter().map(|format| (format.name, records(format))).collect()
    });
    &all.iter().find(|(name, _)| *name == format.name).expect("a format").1
}

type Rows = Vec<Vec<String>>;

/// Tables of the formats that have no fixture of their own.
const TABLES: [(&str, &str); 3] = [
    (
        "twitter-archive-csv",
        "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,retweeted_status_id,retweeted_status_user_id,retweeted_status_timestamp,expanded_urls\n1,,,2013-01-01 10:00:00 +0000,web,peace @tomas #talks,,,,https://a.example\n2,1,7,2013-01-02 10:00:00 +0000,web,yes,,,,\n3,,,2013-01-03 10:00:00 +0000,web,RT @tomas: no,9,8,2013-01-01 09:00:00 +0000,\n",
    ),
    (
        "twitter-operations",
        "tweetid,userid,user_display_name,user_screen_name,account_creation_date,tweet_language,tweet_text,tweet_time,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,hashtags,urls,user_mentions,like_count\n1,7,Elin,elin,2012-01-01,en,peace,2013-01-01 10:00,,,,false,,,\"[talks, peace]\",[https://a.example],\"[8, 9]\",3\n2,8,b0b9,b0b9,2012-01-01,en,RT @elin: peace,2013-01-02 10:00,,,,true,7,1,[],[],[7],0\n",
    ),
    (
        "csv",
        "post_id,author,text,created_at,reply_to,mentions,likes\n1,elin,peace,2031-01-01T00:00:00Z,,tomas,3\n2,tomas,yes,2031-01-02T00:00:00Z,1,\"[\"\"elin\"\"]\",0\n",
    ),
];

fn tables_of(format: &Format) -> &'static [Rows] {
    static FOUND: std::sync::OnceLock<Vec<(&str, Vec<Rows>)>> = std::sync::OnceLock::new();
    let all = FOUND.get_or_init(|| {
        let of = |format: &&'static Format| {
            let own = TABLES.iter().filter(|(name, _)| *name == format.name);
            let own = own.map(|(_, text)| text.as_bytes().to_vec());
            let texts = own.chain(fixtures(format));
            let tables: Vec<Rows> = texts.map(|text| rows(&text)).collect();
            assert!(!tables.is_empty(), "no table of the format {}", format.name);
            (format.name, tables)
        };
        FORMATS.iter().filter(|format| format.table().is_some()).map(of).collect()
    });
    &all.iter().find(|(name, _)| *name == format.name).expect("a format").1
}

/// The cells of a sound table of text, the header first.
fn rows(text: &[u8]) -> Rows {
    let text = std::str::from_utf8(text).expect("UTF-8");
    let header = text.lines().next().unwrap_or_default();
    let comma = if header.matches(';').count() > header.matches(',').count() { ';' } else { ',' };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            char if char == comma && !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            char => cell.push(char),
        }
    }
    rows
}
