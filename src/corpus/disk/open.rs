//! Files to columns, by mapping them: nothing is parsed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytemuck::CheckedBitPattern;

use super::COLUMNS;
use super::manifest::Manifest;
use crate::corpus::accounts::Roll;
use crate::corpus::strings::NULL_END;
use crate::corpus::{Column, Corpus, Deletions, Follows, Lists, Rejects, Strings, Texts};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Map a corpus. Some hundred files are opened; what is in them is read when it is used.
pub fn open(folder: &Path) -> Result<Corpus> {
    let manifest = Manifest::read(folder)?;
    let shelf = Shelf { folder: folder.join(COLUMNS), manifest: &manifest };
    let (posts, known, accounts) = (manifest.posts, manifest.known_posts, manifest.accounts);
    let rejects = shelf.column::<u64>("rejects.line", None)?;
    let deletions = shelf.strings("deletions.posts", None)?;
    let shared = |name: &str| -> Result<_> { Ok(Arc::new(shelf.strings(name, None)?)) };
    let ids = |name: &str| shelf.column::<u32>(name, Some(posts));
    Ok(Corpus {
        len: posts,
        ids: Arc::new(shelf.strings("post_ids", Some(known))?),
        author: shelf.column("author", Some(known))?,
        time: shelf.column("time", Some(posts))?,
        nested: shelf.column("nested", Some(posts))?,
        deleted: shelf.column("deleted", Some(posts))?,
        text: shelf.texts("text", posts)?,
        lang: ids("lang")?,
        platform: ids("platform")?,
        conversation: ids("conversation")?,
        kind: shelf.column("kind", Some(posts))?,
        reply_to: ids("reply_to")?,
        reply_to_author: ids("reply_to_author")?,
        quote_of: ids("quote_of")?,
        quote_of_author: ids("quote_of_author")?,
        repost_of: ids("repost_of")?,
        repost_of_author: ids("repost_of_author")?,
        via: ids("via")?,
        mentions: shelf.lists("mentions", posts)?,
        hashtags: shelf.lists("hashtags", posts)?,
        urls: shelf.lists("urls", posts)?,
        counts: shelf.column("counts", Some(posts))?,
        accounts: Arc::new(shelf.roll(accounts)?.into()),
        langs: shared("langs")?,
        platforms: shared("platforms")?,
        conversations: shared("conversations")?,
        tags: shared("tags")?,
        links: shared("links")?,
        rejects: Arc::new(Rejects {
            files: shelf.strings("rejects.files", None)?,
            file: shelf.column("rejects.file", Some(rejects.len()))?,
            reason: shelf.texts("rejects.reason", rejects.len())?,
            line: rejects,
        }),
        deletions: Arc::new(Deletions {
            author: shelf.column("deletions.author", Some(deletions.len()))?,
            time: shelf.column("deletions.time", Some(deletions.len()))?,
            seen: shelf.column("deletions.seen", Some(deletions.len()))?,
            posts: deletions,
            notices: manifest.deletion_notices,
        }),
        follows: shelf.follows()?,
        tally: manifest.tally,
    })
}

/// Compare every file with the hash that the manifest has of it. Linear in their bytes.
pub fn verify(folder: &Path, interrupt: &Interrupt) -> Result<()> {
    let manifest = Manifest::read(folder)?;
    let shelf = Shelf { folder: folder.join(COLUMNS), manifest: &manifest };
    interrupt.expect(manifest.files.values().map(|entry| entry.bytes).sum());
    for (name, entry) in &manifest.files {
        // Names come from the manifest here: one with a way out of the folder is none of ours.
        if name.contains(['/', '\\']) {
            return Err(shelf.fail(name, "not the name of a column"));
        }
        let mut hasher = blake3::Hasher::new();
        for chunk in shelf.map(name)?.chunks(1 << 20) {
            interrupt.check()?;
            hasher.update(chunk);
            interrupt.advance(chunk.len() as u64);
        }
        if hasher.finalize().to_hex().as_str() != entry.blake3 {
            return Err(
                shelf.fail(name, "its bytes are not those that were written; it is damaged")
            );
        }
    }
    Ok(())
}

struct Shelf<'a> {
    folder: PathBuf,
    manifest: &'a Manifest,
}

impl Shelf<'_> {
    fn fail(&self, name: &str, reason: impl Into<String>) -> Error {
        Error::archive(self.folder.join(name).display().to_string(), reason)
    }

    fn map(&self, name: &str) -> Result<Column<u8>> {
        let Some(entry) = self.manifest.files.get(name) else {
            return Err(self.fail(name, "the manifest does not name it; the corpus is damaged"));
        };
        let bytes = File::open(self.folder.join(name))
            .and_then(|file| Column::map(&file))
            .map_err(|error| self.fail(name, error.to_string()))?;
        if bytes.len() as u64 != entry.bytes {
            let reason = format!(
                "{} bytes; wanted {}: the corpus is damaged, or was copied in part",
                bytes.len(),
                entry.bytes
            );
            return Err(self.fail(name, reason));
        }
        Ok(bytes)
    }

    fn column<T: CheckedBitPattern + Send + Sync + 'static>(
        &self,
        name: &str,
        len: Option<usize>,
    ) -> Result<Column<T>> {
        let cells: Column<T> = self
            .map(name)?
            .cast()
            .ok_or_else(|| self.fail(name, "holds what this column cannot; it is damaged"))?;
        match len {
            Some(len) if len != cells.len() => {
                Err(self.fail(name, format!("{} cells; wanted {len}", cells.len())))
            }
            _ => Ok(cells),
        }
    }

    /// Where things end, the last at the end of all.
    fn ends(&self, name: &str, len: Option<usize>, whole: usize) -> Result<Column<u64>> {
        let ends: Column<u64> = self.column(name, len)?;
        if ends.last().map_or(0, |end| end & !NULL_END) != whole as u64 {
            return Err(self.fail(name, "does not end where its values do; it is damaged"));
        }
        Ok(ends)
    }

    fn strings(&self, name: &str, len: Option<usize>) -> Result<Strings> {
        let bytes = self.map(&format!("{name}.bytes"))?;
        let ends = self.ends(&format!("{name}.ends"), len, bytes.len())?;
        Ok(Strings::from_columns(bytes, ends))
    }

    fn texts(&self, name: &str, len: usize) -> Result<Texts> {
        let bytes = self.map(&format!("{name}.bytes"))?;
        let ends = self.ends(&format!("{name}.ends"), Some(len), bytes.len())?;
        Ok(Texts::from_columns(bytes.into(), ends))
    }

    fn lists(&self, name: &str, len: usize) -> Result<Lists> {
        let values: Column<u32> = self.column(&format!("{name}.values"), None)?;
        let ends = self.ends(&format!("{name}.ends"), Some(len), values.len())?;
        Ok(Lists::from_columns(values, ends))
    }

    fn roll(&self, n: usize) -> Result<Roll> {
        let handles = self.strings("handles", None)?;
        let seen = self.column::<u32>("seen.account", None)?;
        Ok(Roll {
            keys: self.strings("accounts.keys", Some(n))?,
            handle: self.texts("accounts.handle", n)?,
            name: self.texts("accounts.name", n)?,
            description: self.texts("accounts.description", n)?,
            location: self.texts("accounts.location", n)?,
            created_at: self.column("accounts.created_at", Some(n))?,
            followers: self.column("accounts.followers", Some(n))?,
            following: self.column("accounts.following", Some(n))?,
            posts: self.column("accounts.posts", Some(n))?,
            verified: self.column("accounts.verified", Some(n))?,
            handle_account: self.column("handles.account", Some(handles.len()))?,
            handles,
            seen_handle: self.texts("seen.handle", seen.len())?,
            seen_current: self.column("seen.current", Some(seen.len()))?,
            seen_account: seen,
        })
    }

    fn follows(&self) -> Result<Option<Arc<Follows>>> {
        if !self.manifest.files.contains_key("follows.starts") {
            return Ok(None);
        }
        let starts = self.column::<u64>("follows.starts", None)?;
        let followed = self.column::<u32>("follows.followed", None)?;
        let follows = Follows::from_columns(&starts, &followed)
            .ok_or_else(|| self.fail("follows.starts", "is damaged"))?;
        Ok(Some(Arc::new(follows)))
    }
}
