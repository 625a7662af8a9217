//! Strings stored once, each known by a `u32`.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// "No such id": the null of every `u32` id column.
pub const NONE: u32 = u32::MAX;

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
    bytes: String,
    ends: Vec<u64>,
    table: HashTable<u32>,
    state: FixedState,
}

impl Strings {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
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
        slice(&self.bytes, &self.ends, id)
    }

    /// The string with this id, or `None` for [`NONE`].
    pub fn get_opt(&self, id: u32) -> Option<&str> {
        (id != NONE).then(|| self.get(id))
    }

    /// The id of a string that is in the set.
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.state.hash_one(text);
        self.table.find(hash, |&id| self.get(id) == text).copied()
    }

    /// The id of a string, which is added if it is new.
    ///
    /// # Panics
    /// With the 4,294,967,296th distinct string, far beyond what memory holds.
    pub fn intern(&mut self, text: &str) -> u32 {
        let hash = self.state.hash_one(text);
        let Self { bytes, ends, table, state } = self;
        if let Some(&id) = table.find(hash, |&id| slice(bytes, ends, id) == text) {
            return id;
        }
        let id = ends.len() as u32;
        assert!(id != NONE, "more than 4,294,967,295 distinct strings");
        bytes.push_str(text);
        ends.push(bytes.len() as u64);
        table.insert_unique(hash, id, |&other| state.hash_one(slice(bytes, ends, other)));
        id
    }

    /// All strings in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.get(id))
    }
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

fn slice<'a>(bytes: &'a str, ends: &[u64], id: u32) -> &'a str {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] as usize };
    &bytes[start..ends[id] as usize]
}

/// The order of ids everywhere: by length, then by bytes. Numeric ids come in numeric order.
pub fn id_order(a: &str, b: &str) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// One list of ids per row, end to end.
#[derive(Debug, Clone)]
pub struct Lists {
    ends: Vec<u64>,
    values: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { ends: vec![0], values: Vec::new() }
    }
}

impl Lists {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Add a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = u32>) {
        self.values.extend(row);
        self.ends.push(self.values.len() as u64);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids of a row.
    pub fn row(&self, row: usize) -> &[u32] {
        &self.values[self.ends[row] as usize..self.ends[row + 1] as usize]
    }

    /// The same rows in another order, or some of them.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        let mut out = Self::new();
        for &row in rows {
            out.push(self.row(row as usize).iter().copied());
        }
        out
    }

    /// Replace every id by `map[id]`; [`NONE`] stays.
    pub fn remap(&mut self, map: &[u32]) {
        for value in &mut self.values {
            *value = map.get(*value as usize).copied().unwrap_or(NONE);
        }
    }
}

/// One text per row, in one buffer; a row may be null.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    buffer: std::sync::Arc<String>,
    views: Vec<(u64, u32)>,
}

impl Texts {
    /// Rows as `(start, length)` in a buffer; a length of [`NONE`] is null.
    pub fn new(buffer: String, views: Vec<(u64, u32)>) -> Self {
        Self { buffer: std::sync::Arc::new(buffer), views }
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let (start, len) = self.views[row];
        (len != NONE).then(|| &self.buffer[start as usize..start as usize + len as usize])
    }

    /// The same rows in another order, or some of them; the buffer is shared.
    #[must_use]
    pub fn gather(&self, rows: &[u32]) -> Self {
        let views = rows.iter().map(|&row| self.views[row as usize]).collect();
        Self { buffer: self.buffer.clone(), views }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
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
