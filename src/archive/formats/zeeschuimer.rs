//! NDJSON of Zeeschuimer and of 4CAT: what a platform's website sent, one item a line.
//!
//! Zeeschuimer (1.14, `js/zs-background.js`) puts an item under `data` beside `source_platform`;
//! 4CAT (1.56, `format_import_item`) puts the rest under `__import_meta` into the item.

use serde::Deserialize;

use super::{Format, Json, Reads, x_web};
use crate::archive::batch::Batch;
use crate::archive::fields::Fields;
use crate::archive::json::{self, Raw, Str};
use crate::archive::{Outcome, Record};

/// NDJSON of Zeeschuimer and of 4CAT.
pub static FORMAT: Format = Format {
    name: "zeeschuimer",
    title: "NDJSON of Zeeschuimer or of 4CAT",
    reads: Reads::Json(Json { claims, lists: &[], read }),
};

fn claims(fields: &Fields) -> bool {
    fields.has_all(&["source_platform", "data"])
        || fields.has("__import_meta")
        || x_web::claims(fields)
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Envelope<'a> {
    #[serde(default)]
    source_platform: Option<Str<'a>>,
    #[serde(default)]
    data: Option<Raw<'a>>,
    #[serde(default)]
    __import_meta: Option<Meta<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Meta<'a> {
    #[serde(default)]
    source_platform: Option<Str<'a>>,
}

fn read(record: &Record, batch: &mut Batch) -> Outcome {
    let envelope = match json::parse::<Envelope>(record.bytes, record.line, batch) {
        Ok(envelope) => envelope,
        Err(reject) => return reject,
    };
    if let (Some(platform), Some(data)) = (&envelope.source_platform, envelope.data) {
        let item = Record { bytes: data.0.as_bytes(), ..*record };
        return read_item(platform, &item, batch);
    }
    match envelope.__import_meta.and_then(|meta| meta.source_platform) {
        Some(platform) => read_item(&platform, record, batch),
        None => x_web::read(record, batch),
    }
}

/// An item of a platform, by the name that Zeeschuimer has for it.
fn read_item(platform: &str, item: &Record, batch: &mut Batch) -> Outcome {
    match platform.to_ascii_lowercase().as_str() {
        "twitter.com" | "x.com" => x_web::read(item, batch),
        "truthsocial.com" => read_as("truth-social", item, batch),
        "bsky.app" => read_as("bluesky", item, batch),
        _ => {
            batch.notices.other_platforms += 1;
            Outcome::Read
        }
    }
}

/// An item that another format of the registry reads, if there is one of this name.
fn read_as(format: &str, item: &Record, batch: &mut Batch) -> Outcome {
    let Some(json) = Format::named(format).ok().and_then(Format::json) else {
        batch.notices.other_platforms += 1;
        return Outcome::Read;
    };
    (json.read)(item, batch)
}

#[cfg(test)]
mod tests {
    use super::super::of_object;
    use super::*;

    fn read_line(line: &str) -> (Outcome, Batch) {
        assert_eq!(of_object(line.as_bytes()), Some(&FORMAT), "{line}");
        let mut batch = Batch::default();
        let record = Record { bytes: line.as_bytes(), line: 1, context: b"" };
        let outcome = read(&record, &mut batch);
        (outcome, batch)
    }

    const ITEM: &str = r#""rest_id":"7","legacy":{"full_text":"peace","user_id_str":"1"}"#;

    #[test]
    fn the_same_item_comes_out_of_every_wrapping() {
        for line in [
            format!("{{{ITEM}}}"),
            format!(r#"{{"nav_index":"1:2:3","source_platform":"x.com","data":{{{ITEM}}}}}"#),
            format!(r#"{{{ITEM},"__import_meta":{{"source_platform":"twitter.com"}}}}"#),
        ] {
            let (outcome, batch) = read_line(&line);
            assert_eq!(outcome, Outcome::Read, "{line}");
            assert_eq!(batch.get(batch.drafts[0].id), Some("7"));
        }
    }

    #[test]
    fn items_of_other_platforms_are_counted() {
        for line in [
            r#"{"source_platform":"tiktok.com","data":{"id":"1","desc":"x"}}"#,
            r#"{"id":"1","text":"x","__import_meta":{"source_platform":"instagram.com"}}"#,
        ] {
            let (outcome, batch) = read_line(line);
            assert_eq!((outcome, batch.notices.other_platforms), (Outcome::Read, 1));
            assert!(batch.drafts.is_empty());
        }
    }

    #[test]
    fn what_is_no_post_says_why() {
        let (outcome, _) = read_line(r#"{"source_platform":"x.com","data":{"id":7}}"#);
        assert!(matches!(outcome, Outcome::Reject(reason) if reason.contains("legacy")));
        let (outcome, _) = read_line(r#"{"source_platform":"x.com","data":[1]}"#);
        assert!(matches!(outcome, Outcome::Reject(_)));
    }
}
