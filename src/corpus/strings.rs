//! Strings stored once, each known by a `u32`; texts and lists end to end.

use std::hash::BuildHasher;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::column::{Column, Log, Store};
use crate::error::Result;

/// "No such id": the null of every `u32` id column.
pub const NONE: u32 = u32::MAX;

/// Characters end to end. What comes from a file is checked when it is taken.
#[derive(Debug, Clone)]
pub enum Text {
    /// Written in memory.
    Memory(String),
    /// In memory for good; cloning shares it.
    Shared(Arc<String>),
    /// In a file.
    File(Log<u8>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Memory(String::new())
    }
}

impl Text {
    /// The text of this name in a store, with its first bytes, or an empty one.
    pub fn on(store: &Store, name: &str, len: usize) -> Result<Self> {
        Ok(match store {
            Store::Memory => Self::default(),
            Store::Folder(_) => Self::File(store.log(name, len)?),
        })
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.bytes().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Memory(text) => text.as_bytes(),
            Self::Shared(text) => text.as_bytes(),
            Self::File(log) => log,
        }
    }

    /// Some of it; empty where a damaged file has no such place, or no characters there.
    pub fn get(&self, start: u64, end: u64) -> &str {
        let range = start as usize..end as usize;
        match self {
            Self::Memory(text) => text.get(range),
            Self::Shared(text) => text.get(range),
            Self::File(log) => log.get(range).and_then(|bytes| std::str::from_utf8(bytes).ok()),
        }
        .unwrap_or_default()
    }

    /// Append; where it lies.
    pub fn push(&mut self, text: &str) -> u64 {
        let start = self.len() as u64;
        match self {
            Self::Memory(whole) => whole.push_str(text),
            Self::Shared(whole) => Arc::make_mut(whole).push_str(text),
            Self::File(log) => log.extend_from_slice(text.as_bytes()),
        }
        start
    }

    /// The log behind it, if it is a file.
    pub fn log(&self) -> Option<&Log<u8>> {
        match self {
            Self::File(log) => Some(log),
            _ => None,
        }
    }

    /// The same for good.
    pub fn done(self) -> Result<Self> {
        Ok(match self {
            Self::Memory(text) => Self::Shared(Arc::new(text)),
            Self::Shared(text) => Self::Shared(text),
            Self::File(log) => Self::File(log.done()?.into()),
        })
    }
}

impl From<Column<u8>> for Text {
    fn from(bytes: Column<u8>) -> Self {
        Self::File(bytes.into())
    }
}

/// A set of strings with ids in order of first appearance: 0, 1, 2, …
///
/// ```
/// use twiplomacy::corpus::Strings;
/// let mut ids = Strings::new();
/// assert_eq!(ids.intern("20"), 0);
/// assert_eq!(ids.intern("9007199254740993"), 1);
/// assert_eq!(ids.intern("20"), 0);
/// assert_eq!(ids.get(1), "9007199254740993");
/// assert_eq!(ids.find("x"), None);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Strings {
    text: Text,
    ends: Log<u64>,
    /// Made when it is first needed: a set that is mapped from a file opens at once.
    table: OnceLock<Table>,
}

/// The hash and the id of each string: most that are not the wanted one are told by the hash, and
/// a table that grows does not look at strings.
type Table = HashTable<(u32, u32)>;

/// The hash of a string.
pub(super) fn hash_of(text: &[u8]) -> u32 {
    FixedState::default().hash_one(text) as u32
}

/// A hash as tables want it, which look at its highest and lowest bits.
pub(super) fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

impl Strings {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The set of this name in a store, with its first strings.
    pub fn on(store: &Store, name: &str, strings: usize, bytes: usize) -> Result<Self> {
        Ok(Self {
            text: Text::on(store, &format!("{name}.bytes"), bytes)?,
            ends: store.log(&format!("{name}.ends"), strings)?,
            ..Self::default()
        })
    }

    /// The set of these bytes, each string ending where `ends` says.
    pub fn from_columns(bytes: Column<u8>, ends: Column<u64>) -> Self {
        Self { text: bytes.into(), ends: ends.into(), ..Self::default() }
    }

    /// The set of these strings, which are distinct.
    pub(super) fn from_parts(text: Text, ends: Column<u64>) -> Self {
        Self { text, ends: ends.into(), ..Self::default() }
    }

    /// The id of a string that is new, or the last one again: where strings come in order none
    /// need be found.
    pub(super) fn push_in_order(&mut self, text: &str) -> u32 {
        let len = self.len() as u32;
        if len > 0 && self.get(len - 1) == text {
            len - 1
        } else {
            self.add(hash_of(text.as_bytes()), text)
        }
    }

    /// The bytes of all strings, and where each ends.
    pub fn columns(&self) -> (&[u8], &[u64]) {
        (self.text.bytes(), &self.ends)
    }

    /// The logs behind it.
    pub(super) fn logs(&self) -> (Option<&Log<u8>>, &Log<u64>) {
        (self.text.log(), &self.ends)
    }

    /// The same set for good: cloning it shares it.
    pub fn done(self) -> Result<Self> {
        Ok(Self { text: self.text.done()?, ends: self.ends.done()?.into(), ..self })
    }

    /// Forget the table by which strings are found; it is made again when it is needed.
    pub fn forget_table(&mut self) {
        self.table = OnceLock::new();
    }

    /// Bytes of memory that finding strings takes, apart from the strings.
    pub fn table_bytes(&self) -> usize {
        self.table.get().map_or(0, Table::allocation_size)
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string with this id. The id must have come from this set.
    pub fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// The string with this id, or `None` for [`NONE`].
    pub fn get_opt(&self, id: u32) -> Option<&str> {
        (id != NONE).then(|| self.get(id))
    }

    /// The id of a string that is in the set.
    pub fn find(&self, text: &str) -> Option<u32> {
        let table = self.table.get_or_init(|| index(&self.text, &self.ends));
        let hash = hash_of(text.as_bytes());
        let is_same =
            |&(other, id): &(u32, u32)| other == hash && is(&self.text, &self.ends, id, text);
        table.find(spread(hash), is_same).map(|&(_, id)| id)
    }

    /// The id of a string, which is added if it is new.
    ///
    /// # Panics
    /// With the 4,294,967,296th distinct string, far beyond what memory holds.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.intern_hashed(hash_of(text.as_bytes()), text)
    }

    fn intern_hashed(&mut self, hash: u32, text: &str) -> u32 {
        let Self { text: known, ends, .. } = &*self;
        let _ = self.table.get_or_init(|| index(known, ends));
        match self.find_hashed(hash, |id| is(known, ends, id, text)) {
            Some(id) => id,
            None => self.add(hash, text),
        }
    }

    /// The ids of strings, which are added if they are new. They come with their hashes, and
    /// are distinct.
    pub(super) fn intern_all<'a, I>(&mut self, words: impl Fn() -> I) -> Vec<u32>
    where
        I: ExactSizeIterator<Item = (u32, &'a str)>,
    {
        let _ = self.table.get_or_init(|| index(&self.text, &self.ends));
        // First all that may be the same, then the strings: so that the processor need not wait
        // for memory at each single one.
        let mut ids: Vec<u32> =
            words().map(|(hash, _)| self.find_hashed(hash, |_| true).unwrap_or(NONE)).collect();
        for ((hash, text), id) in words().zip(&mut ids) {
            if *id == NONE {
                *id = self.add(hash, text);
            } else if !is(&self.text, &self.ends, *id, text) {
                *id = self.intern_hashed(hash, text);
            }
        }
        ids
    }

    fn find_hashed(&self, hash: u32, is_same: impl Fn(u32) -> bool) -> Option<u32> {
        let wanted = |&(other, id): &(u32, u32)| other == hash && is_same(id);
        self.table.get()?.find(spread(hash), wanted).map(|&(_, id)| id)
    }

    /// Add a string that is not there yet.
    fn add(&mut self, hash: u32, text: &str) -> u32 {
        let id = self.ends.len() as u32;
        assert!(id != NONE, "more than 4,294,967,295 distinct strings");
        self.text.push(text);
        self.ends.push(self.text.len() as u64);
        if let Some(table) = self.table.get_mut() {
            table.insert_unique(spread(hash), (hash, id), |&(hash, _)| spread(hash));
        }
        id
    }

    /// All strings in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.get(id))
    }
}

fn index(text: &Text, ends: &[u64]) -> Table {
    let mut table = HashTable::with_capacity(ends.len());
    for id in 0..ends.len() as u32 {
        let hash = hash_of(slice(text, ends, id).as_bytes());
        table.insert_unique(spread(hash), (hash, id), |&(hash, _)| spread(hash));
    }
    table
}

/// Whether the string of an id is this one.
fn is(text: &Text, ends: &[u64], id: u32, wanted: &str) -> bool {
    let id = id as usize;
    let Some(&end) = ends.get(id) else { return wanted.is_empty() };
    let start = if id == 0 { 0 } else { ends[id - 1] };
    text.bytes().get(start as usize..end as usize) == Some(wanted.as_bytes())
}

impl<T: AsRef<str>> FromIterator<T> for Strings {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut strings = Self::new();
        for item in items {
            strings.intern(item.as_ref());
        }
        strings
    }
}

/// The form of each string, by the number of the form, and the forms in order of appearance:
/// what is the same in one form has one number.
pub fn forms<'a, T: AsRef<str>>(
    strings: &'a Strings,
    form: impl Fn(&'a str) -> T,
) -> (Vec<u32>, Strings) {
    let mut forms = Strings::new();
    let numbers = strings.iter().map(|text| forms.intern(form(text).as_ref())).collect();
    (numbers, forms)
}

fn slice<'a>(text: &'a Text, ends: &[u64], id: u32) -> &'a str {
    let id = id as usize;
    let Some(&end) = ends.get(id) else { return "" };
    let start = if id == 0 { 0 } else { ends[id - 1] };
    text.get(start, end)
}

/// The order of ids everywhere: by length, then by bytes. Numeric ids come in numeric order.
pub fn id_order(a: &str, b: &str) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// One list of ids per row, end to end.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Where the list of each row ends.
    ends: Log<u64>,
    values: Log<u32>,
}

impl Lists {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// No rows yet, to be written in a store.
    pub fn on(store: &Store, name: &str) -> Result<Self> {
        Ok(Self {
            ends: store.log(&format!("{name}.ends"), 0)?,
            values: store.log(&format!("{name}.values"), 0)?,
        })
    }

    /// Rows that end where `ends` says.
    pub fn from_columns(values: Column<u32>, ends: Column<u64>) -> Self {
        Self { ends: ends.into(), values: values.into() }
    }

    /// All values, and where each row ends.
    pub fn columns(&self) -> (&[u32], &[u64]) {
        (&self.values, &self.ends)
    }

    /// The same rows for good: cloning shares them.
    pub fn done(self) -> Result<Self> {
        Ok(Self { ends: self.ends.done()?.into(), values: self.values.done()?.into() })
    }

    /// Add a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        row.into_iter().for_each(|value| self.values.push(value));
        self.ends.push(self.values.len() as u64);
    }

    /// Add all rows of others.
    pub fn append(&mut self, others: &Self) {
        let before = self.values.len() as u64;
        self.values.extend_from_slice(&others.values);
        others.ends.iter().for_each(|end| self.ends.push(end + before));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids of a row.
    pub fn row(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        self.values.get(start..self.ends[row] as usize).unwrap_or_default()
    }

    /// The same rows in another order, or some of them.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        let mut out = Self::new();
        for &row in rows {
            out.push(self.row(row as usize).iter().copied());
        }
        Self { ends: frozen(out.ends), values: frozen(out.values) }
    }
}

fn frozen<T: super::column::Cell>(log: Log<T>) -> Log<T> {
    match log {
        Log::Memory(cells) => Log::Done(cells.into()),
        other => other,
    }
}

/// Where the texts of rows lie.
#[derive(Debug, Clone)]
enum Views {
    /// One after another: where each ends; the highest bit marks a null.
    Ends(Column<u64>),
    /// Anywhere: start and length; a length of [`NONE`] is null.
    Places(Column<(u64, u32)>),
}

/// The mark of a null in a column of ends.
pub const NULL_END: u64 = 1 << 63;

/// One text per row, in one buffer; a row may be null.
#[derive(Debug, Clone)]
pub struct Texts {
    text: Text,
    views: Views,
}

impl Default for Texts {
    fn default() -> Self {
        Self { text: Text::default(), views: Views::Ends(Column::default()) }
    }
}

impl Texts {
    /// Rows as `(start, length)` in a buffer; a length of [`NONE`] is null.
    pub fn new(text: Text, views: Vec<(u64, u32)>) -> Self {
        Self { text, views: Views::Places(views.into()) }
    }

    /// Rows one after another; the highest bit of an end marks a null.
    pub fn from_columns(text: Text, ends: Column<u64>) -> Self {
        Self { text, views: Views::Ends(ends) }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.views {
            Views::Ends(ends) => ends.len(),
            Views::Places(places) => places.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is null; the text itself is not read.
    pub fn is_null(&self, row: usize) -> bool {
        match &self.views {
            Views::Ends(ends) => ends[row] & NULL_END != 0,
            Views::Places(places) => places[row].1 == NONE,
        }
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        match &self.views {
            Views::Ends(ends) => {
                let end = ends[row];
                let start = if row == 0 { 0 } else { ends[row - 1] & !NULL_END };
                (end & NULL_END == 0).then(|| self.text.get(start, end))
            }
            Views::Places(places) => {
                let (start, len) = places[row];
                (len != NONE).then(|| self.text.get(start, start + u64::from(len)))
            }
        }
    }

    /// The bytes of all rows and where each ends, if they lie one after another.
    pub fn columns(&self) -> Option<(&[u8], &[u64])> {
        match &self.views {
            Views::Ends(ends) => Some((self.text.bytes(), ends)),
            Views::Places(_) => None,
        }
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The same rows in another order, or some of them; the buffer is shared.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        let place = |&row: &u32| match &self.views {
            Views::Places(places) => places[row as usize],
            Views::Ends(ends) => {
                let row = row as usize;
                let start = if row == 0 { 0 } else { ends[row - 1] & !NULL_END };
                let end = ends[row];
                (start, if end & NULL_END == 0 { end.saturating_sub(start) as u32 } else { NONE })
            }
        };
        Self { text: self.text.clone(), views: Views::Places(rows.iter().map(place).collect()) }
    }
}

impl<'a> FromIterator<Option<&'a str>> for Texts {
    fn from_iter<I: IntoIterator<Item = Option<&'a str>>>(rows: I) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for row in rows {
            text.push_str(row.unwrap_or_default());
            ends.push(text.len() as u64 | if row.is_some() { 0 } else { NULL_END });
        }
        Self { text: Text::Shared(Arc::new(text)), views: Views::Ends(ends.into()) }
    }
}
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn interning_many_is_interning_each(
            words in prop::collection::hash_set(".{0,3}", 0..60), known in prop::collection::vec(".{0,3}", 0..60),
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let (mut each, mut all): (Strings, Strings) =
                (known.iter().collect(), known.iter().collect());
            let ids: Vec<u32> = words.iter().map(|word| each.intern(word)).collect();
            let hashed = || words.iter().map(|word| (hash_of(word.as_bytes()), word.as_str()));
            prop_assert_eq!(all.intern_all(hashed), ids);
            prop_assert!(all.iter().eq(each.iter()));
            prop_assert!(words.iter().all(|word| all.find(word) == each.find(word)));
            // Strings of one hash are told apart.
            let mut alike = Strings::new();
            let numbers = alike.intern_all(|| words.iter().map(|word| (7, word.as_str())));
            prop_assert!(numbers.into_iter().eq(0..words.len() as u32));
            let again = alike.intern_all(|| words.iter().rev().map(|word| (7, word.as_str())));
            prop_assert!(again.into_iter().eq((0..words.len() as u32).rev()));
        }

        #[test]
        fn interning_is_a_bijection(words in prop::collection::vec(".{0,5}", 0..60)) {
            let mut strings = Strings::new();
            let ids: Vec<u32> = words.iter().map(|word| strings.intern(word)).collect();
            for (word, &id) in words.iter().zip(&ids) {
                prop_assert_eq!(strings.get(id), word.as_str());
                prop_assert_eq!(strings.find(word), Some(id));
            }
            let distinct: std::collections::HashSet<_> = words.iter().collect();
            prop_assert_eq!(distinct.len(), strings.len());
        }
    }

    #[test]
    fn ids_beyond_two_to_53_keep_their_order() {
        let mut ids = ["9007199254740993", "9007199254740992", "999", "s2", "s10"];
        ids.sort_by(|a, b| id_order(a, b));
        assert_eq!(ids, ["s2", "999", "s10", "9007199254740992", "9007199254740993"]);
    }
}
