//! Takes up batches in order and ends as a [`Corpus`]: each post once, everything numbered.
//!
//! All that is read goes to logs, in memory or in the files of a folder. What is kept beside
//! them in memory is what finds a string or the row of a post, some twenty bytes each, and can be
//! made again from the logs: so reading can go on after a kill where it last made a checkpoint.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::column::{Log, Store};
use super::digest::Digest;
use super::people::{NOBODY, Names, People, PeopleLengths};
use super::row::{self, Row};
use super::strings::{NONE, Strings, Text};
use super::{Corpus, Tally, finish};
use crate::archive::{Batch, Notices, Sink};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// What of an archive is never kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Without {
    /// The texts of posts.
    pub text: bool,
    /// Names, self-descriptions and places of accounts.
    pub profiles: bool,
}

/// A notice of deletion: post, author, time (two cells).
pub(super) type TombstoneRow = [u32; 4];
/// A reject: file, line (two cells), where its reason begins (two cells), its length.
pub(super) type RejectRow = [u32; 6];

/// How much of each log of a [`Builder`] is sound, and all that it counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Checkpoint {
    /// Strings and bytes of each set of strings, in the order of [`Builder::sets`].
    sets: [[usize; 2]; 7],
    people: PeopleLengths,
    rows: usize,
    marks: usize,
    texts: usize,
    edits: usize,
    tombstones: usize,
    rejects: usize,
    reasons: usize,
    notices: Notices,
    files: u64,
    file: u32,
    lines_before: u64,
    duplicates: u64,
}

/// A corpus in the making.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) ids: Strings,
    pub(super) langs: Strings,
    pub(super) platforms: Strings,
    pub(super) conversations: Strings,
    pub(super) tags: Strings,
    pub(super) links: Strings,
    /// Names of files.
    pub(super) names: Strings,
    pub(super) people: People,
    /// What is known of posts; the last row of a post holds.
    pub(super) rows: Log<Row>,
    /// Mentions, hashtags and links of the rows.
    pub(super) marks: Log<u32>,
    pub(super) texts: Text,
    /// `(version, first version)` of edited posts.
    pub(super) edits: Log<[u32; 2]>,
    pub(super) tombstones: Log<TombstoneRow>,
    pub(super) rejects: Log<RejectRow>,
    pub(super) reasons: Text,
    /// Of a post id: its last row, or [`NONE`]. Made again from the rows.
    pub(super) last: Vec<u32>,
    /// Rows before this one are in a checkpoint and are not changed.
    barrier: usize,
    without: Without,
    notices: Notices,
    files: u64,
    file: u32,
    lines_before: u64,
    duplicates: u64,
    scratch: Vec<u32>,
}

impl Builder {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing read yet; some things will not be kept.
    pub fn without(without: Without) -> Self {
        let people = People::without_profiles(without.profiles);
        Self { people, without, ..Self::default() }
    }

    /// What was read into a store up to a checkpoint; nothing with the default one.
    pub fn on(store: &Store, from: &Checkpoint, without: Without) -> Result<Self> {
        let set = |i: usize, name: &str| {
            let [strings, bytes] = from.sets[i];
            Strings::on(store, name, strings, bytes)
        };
        let mut builder = Self {
            ids: set(0, "ids")?,
            langs: set(1, "langs")?,
            platforms: set(2, "platforms")?,
            conversations: set(3, "conversations")?,
            tags: set(4, "tags")?,
            links: set(5, "links")?,
            names: set(6, "files")?,
            people: People::on(store, &from.people, without.profiles)?,
            rows: store.log("rows", from.rows)?,
            marks: store.log("marks", from.marks)?,
            texts: Text::on(store, "texts", from.texts)?,
            edits: store.log("edits", from.edits)?,
            tombstones: store.log("tombstones", from.tombstones)?,
            rejects: store.log("rejects", from.rejects)?,
            reasons: Text::on(store, "reasons", from.reasons)?,
            last: Vec::new(),
            barrier: from.rows,
            without,
            notices: from.notices,
            files: from.files,
            file: from.file,
            lines_before: from.lines_before,
            duplicates: from.duplicates,
            scratch: Vec::new(),
        };
        builder.last.resize(builder.ids.len(), NONE);
        for (place, row) in builder.rows.iter().enumerate() {
            let Some(last) = builder.last.get_mut(row[row::ID] as usize) else {
                return Err(Error::archive("rows", "damaged; begin anew with restart"));
            };
            *last = place as u32;
        }
        Ok(builder)
    }

    fn sets(&self) -> [&Strings; 7] {
        let Self { ids, langs, platforms, conversations, tags, links, names, .. } = self;
        [ids, langs, platforms, conversations, tags, links, names]
    }

    /// Wait until all that was taken up is on the disk. What comes later does not change it.
    pub fn checkpoint(&mut self) -> Result<Checkpoint> {
        for strings in self.sets() {
            let (bytes, ends) = strings.logs();
            bytes.map_or(Ok(()), Log::flush)?;
            ends.flush()?;
        }
        self.rows.flush()?;
        self.marks.flush()?;
        self.edits.flush()?;
        self.tombstones.flush()?;
        self.rejects.flush()?;
        for text in [&self.texts, &self.reasons] {
            text.log().map_or(Ok(()), Log::flush)?;
        }
        self.barrier = self.rows.len();
        Ok(Checkpoint {
            sets: self.sets().map(|strings| [strings.len(), strings.columns().0.len()]),
            people: self.people.checkpoint()?,
            rows: self.rows.len(),
            marks: self.marks.len(),
            texts: self.texts.len(),
            edits: self.edits.len(),
            tombstones: self.tombstones.len(),
            rejects: self.rejects.len(),
            reasons: self.reasons.len(),
            notices: self.notices,
            files: self.files,
            file: self.file,
            lines_before: self.lines_before,
            duplicates: self.duplicates,
        })
    }

    /// Whether all that was taken up could be kept: the disk may be full.
    pub fn check(&self) -> Result<()> {
        for strings in self.sets() {
            let (bytes, ends) = strings.logs();
            bytes.map_or(Ok(()), Log::check)?;
            ends.check()?;
        }
        self.people.check()?;
        self.rows.check()?;
        self.marks.check()?;
        self.edits.check()?;
        self.tombstones.check()?;
        self.rejects.check()?;
        for text in [&self.texts, &self.reasons] {
            text.log().map_or(Ok(()), Log::check)?;
        }
        Ok(())
    }

    /// Bytes of memory beside the logs.
    pub fn memory(&self) -> usize {
        let tables = self.sets().map(Strings::table_bytes).iter().sum::<usize>();
        tables + self.people.memory() + 4 * self.last.capacity()
    }

    /// How many distinct posts were met, those that are only referred to included.
    pub fn posts(&self) -> usize {
        self.ids.len()
    }

    /// What comes next is from this file.
    pub fn start_file(&mut self, name: &str) {
        self.file = self.names.intern(name);
        self.files += 1;
        self.lines_before = self.notices.lines;
    }

    /// How many lines of the current file were taken up.
    pub fn lines_of_file(&self) -> u64 {
        self.notices.lines - self.lines_before
    }

    /// Note a line of the current file that could not be used.
    pub fn reject(&mut self, line: u64, reason: &str) {
        // What must not be stored must not be quoted either.
        let quoting = self.without.text || self.without.profiles;
        let reason = if quoting { unquoted(reason) } else { reason.into() };
        let start = self.reasons.push(&reason);
        let mut reject = [self.file, 0, 0, 0, 0, reason.len() as u32];
        row::set_long(&mut reject, 1, line);
        row::set_long(&mut reject, 3, start);
        self.rejects.push(reject);
    }

    /// Take up one block of the current file. Linear in its posts.
    pub fn take(&mut self, batch: &Batch) {
        self.take_digest(batch, &Digest::of(batch));
    }

    /// The same, with the digest of the block.
    pub fn take_digest(&mut self, batch: &Batch, digest: &Digest) {
        self.notices += batch.notices;
        for (line, reason) in &batch.rejects {
            self.reject(*line, reason);
        }
        let numbers = self.numbers(batch, digest);
        for (profile, &account) in batch.profiles.iter().zip(&digest.profiles) {
            self.people.learn(batch, profile, numbers.names(account));
        }
        for pair in &digest.edits {
            self.edits.push(pair.map(|post| numbers.post(post)));
        }
        for &(post, author, time) in &digest.tombstones {
            let author = self.people.see(numbers.names(author));
            let mut row = [numbers.post(post), author, 0, 0];
            row::set_long(&mut row, 2, time.cast_unsigned());
            self.tombstones.push(row);
        }
        for (row, text) in &digest.rows {
            let text = batch.get(*text).filter(|_| !self.without.text);
            self.take_row(row, text, &numbers, &digest.marks);
        }
    }

    /// The numbers here of all strings of a block.
    fn numbers(&mut self, batch: &Batch, digest: &Digest) -> Numbers {
        let posts = self.ids.intern_all(|| digest.posts.of(batch));
        self.last.resize(self.ids.len(), NONE);
        Numbers {
            posts,
            langs: self.langs.intern_all(|| digest.langs.of(batch)),
            platforms: self.platforms.intern_all(|| digest.platforms.of(batch)),
            conversations: self.conversations.intern_all(|| digest.conversations.of(batch)),
            tags: self.tags.intern_all(|| digest.tags.of(batch)),
            links: self.links.intern_all(|| digest.links.of(batch)),
            accounts: self.people.names(batch, digest),
        }
    }

    fn take_row(&mut self, row: &Row, text: Option<&str>, numbers: &Numbers, marks: &[u32]) {
        let id = numbers.post(row[row::ID]);
        let place = self.last[id as usize];
        let known = (place != NONE).then(|| self.rows[place as usize]);
        let new = self.row(row, text, numbers, marks, known.as_ref());
        let Some(known) = known else {
            self.last[id as usize] = self.rows.len() as u32;
            self.rows.push(new);
            return;
        };
        self.duplicates +=
            u64::from(!row::has(&known, row::NESTED) && !row::has(&new, row::NESTED));
        let merged = row::merge(&known, &new);
        if merged == known {
            return;
        }
        // What a checkpoint holds stays as it is: a later row takes its place.
        if (place as usize) < self.barrier {
            self.last[id as usize] = self.rows.len() as u32;
            self.rows.push(merged);
        } else {
            self.rows[place as usize] = merged;
        }
    }

    /// A row of a digest with the numbers that hold here.
    fn row(
        &mut self,
        row: &Row,
        text: Option<&str>,
        numbers: &Numbers,
        marks: &[u32],
        known: Option<&Row>,
    ) -> Row {
        let mut row = *row;
        if let Some(text) = text {
            self.keep_text(&mut row, text, known);
        }
        for at in [row::ID, row::FIRST_EDIT, row::VIA] {
            row[at] = numbers.post(row[at]);
        }
        row[row::AUTHOR] = self.people.see(numbers.names(row[row::AUTHOR]));
        row[row::LANG] = number(&numbers.langs, row[row::LANG]);
        row[row::PLATFORM] = number(&numbers.platforms, row[row::PLATFORM]);
        row[row::CONVERSATION] = number(&numbers.conversations, row[row::CONVERSATION]);
        for at in row::REFERENCES {
            row[at] = numbers.post(row[at]);
            row[at + 1] = self.people.see(numbers.names(row[at + 1]));
        }
        let mut list = std::mem::take(&mut self.scratch);
        let mentions = marks_of(marks, &row, row::MENTIONS).iter();
        list.extend(mentions.map(|&account| self.people.see(numbers.names(account))));
        self.keep_marks(&mut row, row::MENTIONS, &mut list, known);
        for (at, set) in [(row::HASHTAGS, &numbers.tags), (row::URLS, &numbers.links)] {
            list.extend(marks_of(marks, &row, at).iter().map(|&mark| number(set, mark)));
            self.keep_marks(&mut row, at, &mut list, known);
        }
        self.scratch = list;
        row
    }

    /// A text that is known already is not kept again.
    fn keep_text(&mut self, row: &mut Row, text: &str, known: Option<&Row>) {
        let place = row::TEXT..row::TEXT + 3;
        if let Some(known) = known
            && text_of(&self.texts, known) == Some(text)
        {
            row[place.clone()].copy_from_slice(&known[place]);
            return;
        }
        let start = self.texts.push(text);
        row::set_long(row, row::TEXT, start);
        row[row::TEXT + 2] = text.len() as u32;
    }

    /// Nor is a list.
    fn keep_marks(&mut self, row: &mut Row, at: usize, marks: &mut Vec<u32>, known: Option<&Row>) {
        if marks.is_empty() {
            row[at..at + 3].fill(0);
            return;
        }
        if let Some(known) = known
            && marks_of(&self.marks, known, at) == marks.as_slice()
        {
            row[at..at + 3].copy_from_slice(&known[at..at + 3]);
        } else {
            row::set_long(row, at, self.marks.len() as u64);
            row[at + 2] = marks.len() as u32;
            self.marks.extend_from_slice(marks);
        }
        marks.clear();
    }

    /// Settle edits, order the posts, number everything for good. `O(n log n)` in posts.
    pub fn finish(self, interrupt: &Interrupt) -> Result<Corpus> {
        self.finish_in(&Store::Memory, interrupt)
    }

    /// The same, with the columns in a store.
    pub fn finish_in(self, store: &Store, interrupt: &Interrupt) -> Result<Corpus> {
        self.check()?;
        let tally = Tally {
            notices: self.notices,
            files: self.files,
            duplicates: self.duplicates,
            ambiguous_handles: self.people.ambiguous_handles(),
            ..Tally::default()
        };
        finish::finish(self, tally, store, interrupt)
    }
}

impl Sink for Builder {
    fn start_file(&mut self, name: &str) {
        Self::start_file(self, name);
    }

    fn take(&mut self, batch: &Batch, digest: &Digest) {
        self.take_digest(batch, digest);
    }

    fn reject(&mut self, line: u64, reason: &str) {
        Self::reject(self, line, reason);
    }

    fn lines_of_file(&self) -> u64 {
        Self::lines_of_file(self)
    }
}

/// A reason without the pieces of the line that it quotes: from the first quotation mark to the
/// last, and the names of the fields that were found.
fn unquoted(reason: &str) -> Cow<'_, str> {
    let reason = reason.split("; found ").next().unwrap_or(reason);
    match (reason.find('"'), reason.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}\"…\"{}", &reason[..first], &reason[last + 1..]).into()
        }
        (Some(first), _) => format!("{}…", &reason[..first]).into(),
        _ => reason.into(),
    }
}

/// The text of a row.
pub(super) fn text_of<'a>(texts: &'a Text, row: &Row) -> Option<&'a str> {
    let start = row::long(row, row::TEXT);
    let len = row[row::TEXT + 2];
    (len != NONE).then(|| texts.get(start, start + u64::from(len)))
}

/// One of the lists of a row.
pub(super) fn marks_of<'a>(marks: &'a [u32], row: &Row, at: usize) -> &'a [u32] {
    let start = row::long(row, at) as usize;
    marks.get(start..start + row[at + 2] as usize).unwrap_or_default()
}

/// The numbers that the strings and accounts of a block have here.
struct Numbers {
    posts: Vec<u32>,
    langs: Vec<u32>,
    platforms: Vec<u32>,
    conversations: Vec<u32>,
    tags: Vec<u32>,
    links: Vec<u32>,
    accounts: Vec<Names>,
}

impl Numbers {
    fn post(&self, post: u32) -> u32 {
        number(&self.posts, post)
    }

    fn names(&self, account: u32) -> Names {
        if account == NONE { NOBODY } else { self.accounts[account as usize] }
    }
}

fn number(numbers: &[u32], number: u32) -> u32 {
    if number == NONE { NONE } else { numbers[number as usize] }
}
