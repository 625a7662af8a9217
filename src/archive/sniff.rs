//! Which format a file holds, told from its content.

use std::path::Path;

use super::json::keys;
use super::source;
use crate::error::{Error, Result};

/// How much of a file is looked at.
const HEAD: usize = 1 << 20;
/// How many of its lines.
const LINES: usize = 50;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Twitter/X API v2: answers, or flattened posts.
    TwitterV2,
    /// Twitter API v1.1 statuses.
    TwitterV1,
    /// A table of text: CSV, or with tabs or semicolons.
    Csv,
    /// An Apache Parquet table.
    Parquet,
    /// Nothing but white space.
    Empty,
}

impl Format {
    /// Every format that a user can name.
    pub const ALL: [Self; 4] = [Self::TwitterV2, Self::TwitterV1, Self::Csv, Self::Parquet];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TwitterV2 => "twitter-v2",
            Self::TwitterV1 => "twitter-v1",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Empty => "empty",
        }
    }

    /// The format of this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.as_str()).collect();
            Error::input("format", format!("{name:?}"), format!("auto, {}", names.join(", ")))
        })
    }
}

/// The format of a file, from its first megabyte.
pub fn sniff(path: &Path) -> Result<Format> {
    let name = path.display().to_string();
    let head = source::head(path, HEAD)?;
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    if head.iter().all(u8::is_ascii_whitespace) {
        return Ok(Format::Empty);
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Err(Error::archive(name, "is UTF-16 text; save it as UTF-8"));
    }
    // A crash may leave zero bytes between lines; those lines are rejected, not the file.
    if let Some(format) = json_format(head) {
        return Ok(format);
    }
    if memchr::memchr(0, head).is_some() {
        return Err(Error::archive(
            name,
            "is a binary file; wanted JSON lines, CSV or Parquet, plain, .gz or .zst",
        ));
    }
    let first = head.trim_ascii_start();
    if first.starts_with(b"{") || first.starts_with(b"[") {
        return Err(unknown(&name, first));
    }
    let line = first.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if std::str::from_utf8(line).is_err() {
        return Err(Error::archive(name, "is not UTF-8 text; save it as UTF-8"));
    }
    if looks_like_table(first) {
        return Ok(Format::Csv);
    }
    Err(unknown(&name, first))
}

/// The format of the first lines that are JSON objects of a known kind.
fn json_format(head: &[u8]) -> Option<Format> {
    let objects = || {
        let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| line.starts_with(b"{")).take(LINES)
    };
    if objects().filter_map(keys).any(|keys| is_foreign(&keys)) {
        return None;
    }
    if let Some(format) = objects().find_map(object_format) {
        return Some(format);
    }
    // A document over several lines, or one line longer than what was looked at.
    let start = head.trim_ascii_start();
    (start.starts_with(b"[") || start.starts_with(b"{")).then(|| marked_format(start))?
}

/// The format of one JSON object, from the names of its fields.
pub fn object_format(line: &[u8]) -> Option<Format> {
    let keys = keys(line)?;
    if is_foreign(&keys) {
        return None;
    }
    let has = |name: &str| keys.iter().any(|key| key == name);
    if has("id_str") || (has("user") && (has("text") || has("full_text"))) {
        return Some(Format::TwitterV1);
    }
    let stream = [
        "delete",
        "limit",
        "scrub_geo",
        "status_withheld",
        "user_withheld",
        "disconnect",
        "warning",
    ];
    if keys.len() == 1 && stream.iter().any(|name| has(name)) {
        return Some(Format::TwitterV1);
    }
    let page = has("data") || has("includes") || has("meta") || has("errors");
    let post = has("id") && (has("text") || has("author_id") || has("action") || has("username"));
    (page || post).then_some(Format::TwitterV2)
}

/// Whether the fields are those of another platform (Mastodon), some of whose objects have an id
/// and a text or a username like Twitter's.
fn is_foreign(keys: &[String]) -> bool {
    let marks = [
        "acct",
        "visibility",
        "reblogs_count",
        "in_reply_to_account_id",
        "spoiler_text",
        "ancestors",
    ];
    keys.iter().any(|key| marks.contains(&key.as_str()))
}

/// The format by the marks that its fields leave in the text, where no line is a whole object.
fn marked_format(text: &[u8]) -> Option<Format> {
    let finds = |mark: &str| memchr::memmem::find(text, mark.as_bytes()).is_some();
    if finds("\"id_str\"") {
        Some(Format::TwitterV1)
    } else if finds("\"author_id\"")
        || finds("\"edit_history_tweet_ids\"")
        || finds("\"conversation_id\"")
    {
        Some(Format::TwitterV2)
    } else {
        None
    }
}

/// A first line with a separator and no control characters is a header.
fn looks_like_table(text: &[u8]) -> bool {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(line).is_ok_and(|line| {
        line.contains([',', '\t', ';'])
            && !line.chars().any(|c| c.is_control() && c != '\t' && c != '\r')
    })
}

fn unknown(name: &str, text: &[u8]) -> Error {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let found = match keys(line) {
        Some(keys) if !keys.is_empty() => format!("objects with the fields {}", keys.join(", ")),
        _ => {
            let start: String =
                String::from_utf8_lossy(&line[..line.len().min(200)]).chars().take(60).collect();
            format!("text that begins with {start:?}")
        }
    };
    let found: String = found.chars().take(400).collect();
    Error::archive(
        name,
        format!(
            "is in no known format: {found}; wanted Twitter v1.1 or v2 JSON lines, or a CSV or Parquet table with a header"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_from_their_fields() {
        let format = |line: &str| object_format(line.as_bytes());
        assert_eq!(format(r#"{"id":"1","text":"a"}"#), Some(Format::TwitterV2));
        assert_eq!(format(r#"{"data":[],"meta":{}}"#), Some(Format::TwitterV2));
        assert_eq!(
            format(r#"{"id":1,"id_str":"1","user":{},"text":"a"}"#),
            Some(Format::TwitterV1)
        );
        assert_eq!(format(r#"{"limit":{"track":1}}"#), Some(Format::TwitterV1));
        assert_eq!(format(r#"{"id":"1","action":"delete"}"#), Some(Format::TwitterV2));
        assert_eq!(format(r#"{"hello":"world"}"#), None);
        assert_eq!(format("[1,2]"), None);
    }

    #[test]
    fn the_names_of_the_formats_come_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Ok(format));
        }
        assert!(Format::parse("xml").is_err());
    }
}
