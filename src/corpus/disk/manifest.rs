//! `corpus.json`: what a folder says of itself.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::corpus::Tally;
use crate::error::{Error, Result};

/// The name of the manifest; a folder with one is a corpus.
const NAME: &str = "corpus.json";
const FORMAT: &str = "twiplomacy corpus";
/// Counts up with every change of what the files mean.
const VERSION: u32 = 1;

/// What a folder says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    twiplomacy: String,
    /// Rows.
    pub posts: usize,
    /// Posts that are there or referred to.
    pub known_posts: usize,
    /// Accounts.
    pub accounts: usize,
    /// What was met while reading.
    pub tally: Tally,
    /// Notices of deletion.
    pub deletion_notices: u64,
    /// What was read, and how.
    pub source: serde_json::Value,
    /// The files of `columns/`.
    pub files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its size.
    pub bytes: u64,
    /// Its BLAKE3 hash.
    pub blake3: String,
}

/// Whether a folder is a corpus.
pub fn is_corpus(folder: &Path) -> bool {
    folder.join(NAME).is_file()
}

impl Manifest {
    /// Of a corpus that is about to be written.
    pub fn new(tally: Tally, source: serde_json::Value) -> Self {
        Self {
            format: FORMAT.into(),
            version: VERSION,
            twiplomacy: env!("CARGO_PKG_VERSION").into(),
            posts: 0,
            known_posts: 0,
            accounts: 0,
            tally,
            deletion_notices: 0,
            source,
            files: BTreeMap::new(),
        }
    }

    /// That of a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let fail = |reason: String| Err(Error::archive(folder.display().to_string(), reason));
        if cfg!(target_endian = "big") {
            return fail("a corpus on disk needs a little-endian machine".into());
        }
        let text = match std::fs::read_to_string(folder.join(NAME)) {
            Ok(text) => text,
            Err(error) if !folder.exists() => return fail(format!("no such folder ({error})")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return fail(format!(
                    "is no corpus: it has no {NAME}; wanted a folder that to_parquet or convert \
                     wrote to its end"
                ));
            }
            Err(error) => return fail(format!("{NAME}: {error}")),
        };
        let value: serde_json::Value = match serde_json::from_str(&text) {
            Ok(value) => value,
            Err(error) => return fail(format!("{NAME} is damaged: {error}")),
        };
        if value.get("format").and_then(serde_json::Value::as_str) != Some(FORMAT) {
            return fail(format!("{NAME} is not the manifest of a corpus"));
        }
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            let found = version.map_or("no version".into(), |v| format!("version {v}"));
            let by = value.get("twiplomacy").and_then(serde_json::Value::as_str).unwrap_or("?");
            return fail(format!(
                "{found} of the format, written by twiplomacy {by}; this one reads version \
                 {VERSION}: use that release, or convert the archive again"
            ));
        }
        serde_json::from_value(value).or_else(|error| fail(format!("{NAME} is damaged: {error}")))
    }

    /// Write it into a folder, so that it is there whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let fail = |error: &dyn std::fmt::Display| {
            Error::archive(path.display().to_string(), error.to_string())
        };
        let mut text = serde_json::to_string_pretty(self).map_err(|error| fail(&error))?;
        text.push('\n');
        replace(&path, text.as_bytes()).map_err(|error| fail(&error))
    }
}

/// Put a file in the place of another at once.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    // The new name is on the disk when its folder is.
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
