//! The registry: one file a format, and one line in [`FORMATS`].
//!
//! A format of JSON claims objects by their fields and reads one record at a time; a format of
//! tables claims a header and reads one row at a time. Whatever is common (compression, lines,
//! documents, rejects, parallel work) is done before a format sees a byte.

use std::fmt;

use super::batch::Batch;
use super::fields::Fields;
use super::table::Row;
use super::{Outcome, Record};
use crate::error::{Error, Result};

mod bluesky;
pub mod canonical;
mod fourcat;
#[cfg(test)]
mod hostile_tests;
mod mastodon;
mod minet;
mod minet_bluesky;
mod telegram;
mod twarc_csv;
mod twitter_archive;
mod twitter_archive_csv;
mod twitter_notices;
mod twitter_operations;
mod twitter_v1;
mod twitter_v2;
mod x_web;
mod zeeschuimer;

/// All formats, the more particular first: the first that claims a record or a header has it.
pub static FORMATS: [&Format; 17] = [
    &bluesky::FORMAT,
    &telegram::FORMAT,
    &mastodon::TRUTH_SOCIAL,
    &mastodon::FORMAT,
    &mastodon::OUTBOX,
    &zeeschuimer::FORMAT,
    &twitter_archive::FORMAT,
    &twitter_v1::FORMAT,
    &twitter_v2::FORMAT,
    &twitter_archive_csv::FORMAT,
    &twitter_operations::FORMAT,
    &twarc_csv::FORMAT,
    &minet::FORMAT,
    &minet_bluesky::FORMAT,
    &fourcat::FORMAT,
    &PARQUET,
    &canonical::FORMAT,
];

/// An Apache Parquet table; its columns are read before they come here.
pub static PARQUET: Format =
    Format { name: "parquet", title: "a Parquet table", reads: Reads::Parquet };
/// Nothing but white space.
pub static EMPTY: Format = Format { name: "empty", title: "an empty file", reads: Reads::Nothing };

/// A format that can be read.
pub struct Format {
    /// What users call it.
    pub name: &'static str,
    /// What it is, for messages.
    pub title: &'static str,
    /// How it is read.
    pub reads: Reads,
}

/// How a format is read.
pub enum Reads {
    /// JSON: a record a line, or the records of a document.
    Json(Json),
    /// Rows of text under a header.
    Table(Table),
    /// Parquet.
    Parquet,
    /// Nothing.
    Nothing,
}

/// A format of JSON records.
pub struct Json {
    /// Whether an object with these fields is a record of this format.
    pub claims: fn(&Fields) -> bool,
    /// The fields of a document under which its records stand in a list, such as `messages`.
    pub lists: &'static [&'static str],
    /// Read one record.
    pub read: fn(&Record, &mut Batch) -> Outcome,
}

/// A format of tables.
pub struct Table {
    /// Whether a table with these columns is of this format.
    pub claims: fn(&[&str]) -> bool,
    /// Read one row; the reason if it cannot be used.
    pub read: fn(&Row, &mut Batch) -> std::result::Result<(), String>,
}

impl Format {
    /// The format of this name.
    pub fn named(name: &str) -> Result<&'static Self> {
        let known = FORMATS.into_iter().chain([&EMPTY]);
        known.into_iter().find(|format| format.name == name).ok_or_else(|| {
            let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
            Error::input("format", format!("{name:?}"), format!("auto, {}", names.join(", ")))
        })
    }

    /// The JSON half of the format, if it has one.
    pub fn json(&self) -> Option<&Json> {
        match &self.reads {
            Reads::Json(json) => Some(json),
            _ => None,
        }
    }

    /// The table half of the format, if it has one.
    pub fn table(&self) -> Option<&Table> {
        match &self.reads {
            Reads::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// The format of one JSON object.
pub fn of_object(object: &[u8]) -> Option<&'static Format> {
    let fields = Fields::of(object)?;
    FORMATS.into_iter().find(|format| format.json().is_some_and(|json| (json.claims)(&fields)))
}

/// The format of a table with these columns; [`canonical`] takes what no other claims.
pub fn of_header(columns: &[&str]) -> &'static Format {
    let claims = |format: &&Format| format.table().is_some_and(|table| (table.claims)(columns));
    FORMATS.into_iter().find(claims).unwrap_or(&canonical::FORMAT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_formats_come_back() {
        for format in FORMATS {
            assert_eq!(Format::named(format.name), Ok(format));
        }
        assert!(Format::named("xml").is_err());
    }

    #[test]
    fn formats_are_told_from_their_fields() {
        let format = |line: &str| of_object(line.as_bytes()).map(|format| format.name);
        assert_eq!(format(r#"{"id":"1","text":"a"}"#), Some("twitter-v2"));
        assert_eq!(format(r#"{"data":[],"meta":{}}"#), Some("twitter-v2"));
        assert_eq!(format(r#"{"id":1,"id_str":"1","user":{},"text":"a"}"#), Some("twitter-v1"));
        assert_eq!(format(r#"{"limit":{"track":1}}"#), Some("twitter-v1"));
        assert_eq!(format(r#"{"id":"1","action":"delete"}"#), Some("twitter-v2"));
        assert_eq!(format(r#"{"hello":"world"}"#), None);
        assert_eq!(format("[1,2]"), None);
    }
}
