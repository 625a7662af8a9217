//! Bytes to posts. One file a format; each fills a [`Batch`], which the corpus takes up.
//!
//! | file | what it knows |
//! |---|---|
//! | `batch` | what every format hands over |
//! | `source` | plain, gzip and zstd files as blocks of whole lines |
//! | `sniff` | which format a file holds, from its content |
//! | `read` | many files, parsed in parallel, taken up in order |
//! | `json`, `time` | pieces that the JSON formats share |
//! | `twitter_v2`, `twitter_v1` | the formats |
//! | `table` | any table with the canonical columns |

mod batch;
mod json;
mod read;
mod sniff;
mod source;
mod table;
mod time;
mod twitter_v1;
mod twitter_v2;

pub use batch::{
    AccountRef, Batch, COUNTERS, Counts, Draft, Kind, NO_COUNT, Notices, Profile, Reject, Span,
    bare_handle,
};
pub use read::{Input, read};
pub use sniff::{Format, sniff};
pub use source::read_all;
pub use table::{Column, Lines, Table, TextColumn};
pub use time::{format as format_time, parse as parse_time};

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// A post, or a record that is known and counted.
    Read,
    /// Broken: no format could read it. The reason.
    Reject(String),
    /// Sound JSON that this format does not know; another may. The reason.
    Other(String),
}

/// The reason why a line is no JSON of the wanted kind, with what it begins with.
fn bad_json(line: &[u8], error: &serde_json::Error) -> Outcome {
    let start: String =
        String::from_utf8_lossy(&line[..line.len().min(60)]).chars().take(40).collect();
    // The parser counts lines within this one.
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what);
    let column = error.column();
    Outcome::Reject(format!(
        "not a JSON object of this format: {what} at column {column}; it begins with {start:?}"
    ))
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
