//! Columns to files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use bytemuck::NoUninit;

use super::COLUMNS;
use super::manifest::{Entry, Manifest};
use crate::corpus::strings::NULL_END;
use crate::corpus::{Corpus, Lists, Strings, Texts};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Write a corpus into a folder, its manifest last. Linear in its bytes.
///
/// Columns that lie in the files of this folder already are left where they are.
pub fn save(
    corpus: &Corpus,
    folder: &Path,
    source: serde_json::Value,
    interrupt: &Interrupt,
) -> Result<Manifest> {
    let columns = folder.join(COLUMNS);
    std::fs::create_dir_all(&columns)
        .map_err(|error| Error::archive(columns.display().to_string(), error.to_string()))?;
    let mut shelf = Shelf { folder: columns, files: BTreeMap::new(), interrupt };
    let c = corpus;
    shelf.posts(c)?;
    shelf.accounts(c)?;
    for (name, strings) in [
        ("langs", &c.langs),
        ("platforms", &c.platforms),
        ("conversations", &c.conversations),
        ("tags", &c.tags),
        ("links", &c.links),
        ("rejects.files", &std::sync::Arc::new(c.rejects.files.clone())),
    ] {
        shelf.strings(name, strings)?;
    }
    shelf.column("rejects.file", &c.rejects.file)?;
    shelf.column("rejects.line", &c.rejects.line)?;
    shelf.texts("rejects.reason", &c.rejects.reason)?;
    shelf.strings("deletions.posts", &c.deletions.posts)?;
    shelf.column("deletions.author", &c.deletions.author)?;
    shelf.column("deletions.time", &c.deletions.time)?;
    shelf.column("deletions.seen", &c.deletions.seen)?;
    if let Some(follows) = &c.follows {
        let (starts, followed) = follows.columns();
        shelf.column("follows.starts", &starts)?;
        shelf.column("follows.followed", followed)?;
    }
    let mut manifest = Manifest::new(c.tally, source);
    manifest.posts = c.len;
    manifest.known_posts = c.ids.len();
    manifest.accounts = c.accounts.len();
    manifest.deletion_notices = c.deletions.notices;
    manifest.files = shelf.files;
    manifest.write(folder)?;
    Ok(manifest)
}

struct Shelf<'a> {
    folder: PathBuf,
    files: BTreeMap<String, Entry>,
    interrupt: &'a Interrupt,
}

impl Shelf<'_> {
    fn posts(&mut self, c: &Corpus) -> Result<()> {
        self.strings("post_ids", &c.ids)?;
        self.column("time", &c.time)?;
        self.column("nested", &c.nested)?;
        self.column("deleted", &c.deleted)?;
        self.column("kind", &c.kind)?;
        self.texts("text", &c.text)?;
        for (name, column) in [
            ("author", &c.author),
            ("lang", &c.lang),
            ("platform", &c.platform),
            ("conversation", &c.conversation),
            ("reply_to", &c.reply_to),
            ("reply_to_author", &c.reply_to_author),
            ("quote_of", &c.quote_of),
            ("quote_of_author", &c.quote_of_author),
            ("repost_of", &c.repost_of),
            ("repost_of_author", &c.repost_of_author),
            ("via", &c.via),
        ] {
            self.column(name, column)?;
        }
        self.lists("mentions", &c.mentions)?;
        self.lists("hashtags", &c.hashtags)?;
        self.lists("urls", &c.urls)?;
        self.column("counts", &c.counts)
    }

    fn accounts(&mut self, c: &Corpus) -> Result<()> {
        let roll = c.accounts.whole();
        self.strings("accounts.keys", &roll.keys)?;
        self.texts("accounts.handle", &roll.handle)?;
        self.texts("accounts.name", &roll.name)?;
        self.texts("accounts.description", &roll.description)?;
        self.texts("accounts.location", &roll.location)?;
        self.column("accounts.created_at", &roll.created_at)?;
        self.column("accounts.followers", &roll.followers)?;
        self.column("accounts.following", &roll.following)?;
        self.column("accounts.posts", &roll.posts)?;
        self.column("accounts.verified", &roll.verified)?;
        self.strings("handles", &roll.handles)?;
        self.column("handles.account", &roll.handle_account)?;
        self.column("seen.account", &roll.seen_account)?;
        self.texts("seen.handle", &roll.seen_handle)?;
        self.column("seen.current", &roll.seen_current)
    }

    fn strings(&mut self, name: &str, strings: &Strings) -> Result<()> {
        let (bytes, ends) = strings.columns();
        self.column(&format!("{name}.bytes"), bytes)?;
        self.column(&format!("{name}.ends"), ends)
    }

    fn lists(&mut self, name: &str, lists: &Lists) -> Result<()> {
        let (values, ends) = lists.columns();
        self.column(&format!("{name}.values"), values)?;
        self.column(&format!("{name}.ends"), ends)
    }

    fn texts(&mut self, name: &str, texts: &Texts) -> Result<()> {
        let (bytes, ends) = (format!("{name}.bytes"), format!("{name}.ends"));
        if let Some(columns) = texts.columns() {
            self.column(&bytes, columns.0)?;
            return self.column(&ends, columns.1);
        }
        self.write(&bytes, texts.iter().map(|text| text.unwrap_or_default().as_bytes()))?;
        let mut end = 0;
        let cells: Vec<u64> = texts
            .iter()
            .map(|text| {
                end += text.map_or(0, str::len) as u64;
                end | if text.is_some() { 0 } else { NULL_END }
            })
            .collect();
        self.column(&ends, &cells)
    }

    fn column<T: NoUninit>(&mut self, name: &str, cells: &[T]) -> Result<()> {
        let bytes: &[u8] = bytemuck::cast_slice(cells);
        self.write(name, bytes.chunks(1 << 20))
    }

    fn write<'b>(&mut self, name: &str, chunks: impl Iterator<Item = &'b [u8]>) -> Result<()> {
        let path = self.folder.join(name);
        let fail =
            |error: &std::io::Error| Error::archive(path.display().to_string(), error.to_string());
        let mut hasher = blake3::Hasher::new();
        let mut bytes = 0_u64;
        // A file that is there is the column itself: this folder was empty before.
        let there = path.exists();
        let mut file = if there {
            None
        } else {
            Some(BufWriter::with_capacity(1 << 20, File::create(&path).map_err(|e| fail(&e))?))
        };
        for (i, chunk) in chunks.enumerate() {
            if i % 1024 == 0 {
                self.interrupt.check()?;
            }
            hasher.update(chunk);
            bytes += chunk.len() as u64;
            if let Some(file) = &mut file {
                file.write_all(chunk).map_err(|error| fail(&error))?;
            }
        }
        if let Some(file) = file {
            let file = file.into_inner().map_err(|error| fail(error.error()))?;
            file.sync_data().map_err(|error| fail(&error))?;
        }
        let entry = Entry { bytes, blake3: hasher.finalize().to_hex().to_string() };
        self.files.insert(name.to_owned(), entry);
        Ok(())
    }
}
