//! Bytes to posts. One file a format; each fills a [`Batch`], which the corpus takes up.
//!
//! | file | what it knows |
//! |---|---|
//! | `formats` | the registry, and the formats: one file each |
//! | `batch` | what every format hands over |
//! | `source` | plain, gzip and zstd files |
//! | `blocks` | a file as blocks of whole lines or rows |
//! | `document` | one JSON document as the records in it |
//! | `csv` | rows of text as a table |
//! | `cells` | pieces that tables share: cells that came through spreadsheets, counts, lists |
//! | `beside` | what stands beside a file of an account's archive |
//! | `table` | a table, and the row that a format reads |
//! | `sniff` | which format a file holds, from its content |
//! | `read` | many files, parsed in parallel, taken up in order |
//! | `sink` | what takes up what was read, and where reading can go on |
//! | `fields` | the fields by which a JSON format is told |
//! | `json`, `python`, `time`, `listed`, `marks` | pieces that formats share |

mod batch;
mod beside;
mod blocks;
mod cells;
mod csv;
mod document;
mod fields;
pub mod formats;
mod json;
pub mod listed;
mod marks;
pub mod python;
mod read;
mod sink;
mod sniff;
mod source;
mod table;
mod time;

pub use batch::{
    AccountRef, Batch, COUNTERS, Counts, Draft, Kind, NO_COUNT, Notices, Profile, Reject, Span,
    Tombstone, bare_handle,
};
pub use csv::Header;
pub use formats::{FORMATS, Format};
pub use read::{Input, feed, header_of, read, read_bytes, read_without};
pub use sink::{Place, Sink};
pub use sniff::{of_head, sniff};
pub use source::read_all;
pub use table::{Column, Lines, Row, Table, TextColumn};
pub use time::{format as format_time, parse as parse_time};

/// One JSON value that may be a post.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The value as it was written.
    pub bytes: &'a [u8],
    /// The line on which it begins.
    pub line: u64,
    /// What a document says before its list of records: an object of scalars; empty elsewhere.
    pub context: &'a [u8],
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A post, or a record that is known and counted.
    Read,
    /// Broken: no format could read it. The reason.
    Reject(String),
    /// Sound JSON that this format does not know; another may. The reason.
    Other(String),
}

/// The first characters of bytes that may be anything, for a message.
fn start_of(bytes: &[u8], characters: usize) -> String {
    let bytes = &bytes[..bytes.len().min(4 * characters)];
    String::from_utf8_lossy(bytes).chars().take(characters).collect()
}

/// The reason for an object that lacks what a post has. The reader adds the fields it found.
fn unknown_object(wanted: &[&str]) -> String {
    format!("not a post or a known record: wanted the fields {}", wanted.join(", "))
}

/// The handle in "RT @handle: …", as Twitter begins the text of a repost.
fn retweeted_handle(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("RT @")?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}
