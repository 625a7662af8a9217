//! Which format a file holds, told from its content.

use std::path::Path;

use super::blocks::{LONGEST, assigned, without_mark};
use super::document::Document;
use super::fields::Fields;
use super::formats::{EMPTY, FORMATS, Format, PARQUET, of_header, of_object};
use super::{csv, source, start_of};
use crate::error::{Error, Result};

/// How much of a file is looked at.
pub const HEAD: usize = 1 << 20;
/// How many of its lines.
const LINES: usize = 50;

/// The format of a file, from its first megabyte.
pub fn sniff(path: &Path) -> Result<&'static Format> {
    let head = source::head(path, HEAD)?;
    of_head(&head).map_err(|reason| Error::archive(path.display().to_string(), reason))
}

/// The format that the first bytes of a file show; the reason if there is none.
pub fn of_head(head: &[u8]) -> std::result::Result<&'static Format, String> {
    if head.starts_with(b"PAR1") {
        return Ok(&PARQUET);
    }
    if let Some(packer) = packed_by(head) {
        return Err(format!(
            "is packed by {packer}; unpack it and read the files that are in it (.gz and .zst \
             are read as they are)"
        ));
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text; save it as UTF-8".to_owned());
    }
    let whole = head.len() < HEAD;
    let head = without_mark(head);
    let first = head.trim_ascii_start();
    if first.is_empty() && !whole {
        return Err("begins with over 1 MB of white space; remove it".to_owned());
    }
    if first.is_empty() || (whole && is_empty_value(first)) {
        return Ok(&EMPTY);
    }
    // A crash may leave zero bytes between lines; those lines are rejected, not the file.
    if let Some(format) = of_json(head) {
        return Ok(format);
    }
    if memchr::memchr(0, head).is_some() && !looks_like_table(first) {
        return Err("is a binary file; wanted JSON, CSV or Parquet, plain, .gz or .zst".to_owned());
    }
    if first.starts_with(b"{") || first.starts_with(b"[") {
        return Err(unknown(first));
    }
    // The head may end within a character.
    if let Err(error) = std::str::from_utf8(head)
        && error.error_len().is_some()
    {
        return Err(csv::NOT_UTF8.to_owned());
    }
    if !looks_like_table(first) {
        return Err(unknown(first));
    }
    let header = csv::header(head)?;
    Ok(of_header(&header.names.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// What packed a file that cannot be read as it is, from its first bytes.
fn packed_by(head: &[u8]) -> Option<&'static str> {
    const MARKS: [(&[u8], &str); 6] = [
        (b"PK\x03\x04", "ZIP"),
        (b"BZh", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\x1f\x8b", "gzip twice"),
    ];
    MARKS.into_iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, packer)| packer)
}

/// Whether all there is is a list or an object of nothing, also assigned to a name.
fn is_empty_value(text: &[u8]) -> bool {
    let value = match assigned(text).and_then(|_| memchr::memchr(b'=', text)) {
        Some(end) => &text[end + 1..],
        None => text,
    };
    let value = value.trim_ascii();
    let value = value.strip_suffix(b";").unwrap_or(value).trim_ascii();
    [(b'[', b']'), (b'{', b'}')].into_iter().any(|(open, close)| {
        let inner = value.strip_prefix(&[open]).and_then(|rest| rest.strip_suffix(&[close]));
        inner.is_some_and(|inner| inner.trim_ascii().is_empty())
    })
}

/// The format of the first lines, or of the first records of a document, that are of a known one.
fn of_json(head: &[u8]) -> Option<&'static Format> {
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let objects = lines.filter(|line| line.starts_with(b"{")).take(LINES);
    if let Some(format) = objects.into_iter().find_map(of_object) {
        return Some(format);
    }
    let start = head.trim_ascii_start();
    if !start.starts_with(b"[") && !start.starts_with(b"{") && assigned(start).is_none() {
        return None;
    }
    of_document(start).or_else(|| of_start(start))
}

/// The format of the first records of a document, with the lists that each format knows.
fn of_document(head: &[u8]) -> Option<&'static Format> {
    let claims = |format: &&'static Format| {
        let Some(json) = format.json() else { return false };
        let reader = Box::new(std::io::Cursor::new(head.to_vec()));
        let mut found = false;
        let mut left = LINES;
        for block in Document::new(reader, json.lists, HEAD, LONGEST) {
            block.each_record(|record| {
                let fields = Fields::of(record.bytes).filter(|_| left > 0);
                left = left.saturating_sub(1);
                found |= fields.is_some_and(|fields| (json.claims)(&fields));
            });
            if found || left == 0 {
                break;
            }
        }
        found
    };
    FORMATS.into_iter().find(claims)
}

/// The format by the fields of an object that is longer than what was looked at.
fn of_start(head: &[u8]) -> Option<&'static Format> {
    let object = &head[memchr::memchr(b'{', head)?..];
    let fields = Fields::of_start(object);
    FORMATS.into_iter().find(|format| format.json().is_some_and(|json| (json.claims)(&fields)))
}

/// A first line with a separator and no control characters is a header.
fn looks_like_table(text: &[u8]) -> bool {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(line).is_ok_and(|line| {
        line.contains([',', '\t', ';'])
            && !line.chars().any(|c| c.is_control() && c != '\t' && c != '\r')
    })
}

fn unknown(text: &[u8]) -> String {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let fields = Fields::of(line).map(|fields| fields.names().join(", "));
    let found = match fields.filter(|fields| !fields.is_empty()) {
        Some(fields) => format!("objects with the fields {fields}"),
        None => format!("text that begins with {:?}", start_of(line, 60)),
    };
    let found: String = found.chars().take(400).collect();
    let known: Vec<_> = FORMATS.iter().map(|format| format.title).collect();
    format!("is in no known format: {found}; wanted one of: {}", known.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &str) -> Option<&'static str> {
        of_head(head.as_bytes()).ok().map(|format| format.name)
    }

    #[test]
    fn formats_are_told_from_lines_documents_and_headers() {
        assert_eq!(name("{\"id\":\"1\",\"text\":\"a\"}\n"), Some("twitter-v2"));
        assert_eq!(name("[\n {\n\"id\":\"1\",\n\"text\":\"a\"}\n]"), Some("twitter-v2"));
        assert_eq!(name("{\n \"data\": [\n  {\"id\": \"1\", \"te"), Some("twitter-v2"));
        assert_eq!(name("post_id,author\n1,a\n"), Some("csv"));
        assert_eq!(name(" \n\t"), Some("empty"));
        assert_eq!(name("post_id,author\n1,a\0b\n"), Some("csv"));
        assert_eq!(name(&" ".repeat(HEAD)), None);
        for nothing in
            ["[]", " [\n]\n", "{}", "{ }\n", "window.YTD.tweets.part0 = [ ]", "var a = {};"]
        {
            assert_eq!(name(nothing), Some("empty"), "{nothing}");
        }
        assert_eq!(name("[]\n{\"id\":\"1\",\"text\":\"a\"}\n"), Some("twitter-v2"));
        assert_eq!(name("[[]]"), None);
        assert_eq!(name("no posts here"), None);
        assert_eq!(name("a\0b,c"), None);
    }

    #[test]
    fn what_has_to_be_unpacked_is_named() {
        for (head, packer) in [
            (&b"PK\x03\x04\x14\0"[..], "ZIP"),
            (b"BZh91AY&SY", "bzip2"),
            (b"\xfd7zXZ\0\0\x04", "xz"),
            (b"\x1f\x8b\x08\0", "gzip twice"),
        ] {
            let reason = of_head(head).expect_err("packed");
            assert!(reason.contains(&format!("is packed by {packer};")), "{reason}");
        }
    }
}
