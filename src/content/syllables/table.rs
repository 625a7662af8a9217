//! English words whose syllables the rule gets wrong.
//!
//! `data/syllables_en.txt` holds the words of the CMU Pronouncing Dictionary (see
//! `data/LICENSES.md`) for which the rule, or the word without its `'s`, gives another number
//! than the first pronunciation has. `examples/syllable_table.rs` made it. Words are sorted, and
//! each is written as the number of letters that it shares with the word before (`A` is none, `B`
//! one, ...), the letters that follow, and the number of syllables (`0` + n).

use std::hash::BuildHasher;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// No word of the table is longer.
pub(super) const LONGEST: usize = 34;

struct Table {
    places: HashTable<Place>,
    letters: Vec<u8>,
    hasher: FixedState,
}

/// Where a word stands in the letters, and its syllables.
struct Place {
    start: u32,
    length: u8,
    syllables: u8,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::new(include_bytes!("../data/syllables_en.txt")));

/// The syllables of a word in small letters, if it is in the table. O(length of the word).
pub(super) fn syllables(word: &[u8]) -> Option<u32> {
    let Table { places, letters, hasher } = &*TABLE;
    let is_word = |place: &Place| place.of(letters) == word;
    places.find(hasher.hash_one(word), is_word).map(|place| u32::from(place.syllables))
}

impl Place {
    fn of<'a>(&self, letters: &'a [u8]) -> &'a [u8] {
        &letters[self.start as usize..][..usize::from(self.length)]
    }
}

impl Table {
    fn new(packed: &[u8]) -> Self {
        let mut table =
            Self { places: HashTable::new(), letters: Vec::new(), hasher: FixedState::default() };
        let mut word = Vec::new();
        for &byte in packed {
            match byte {
                b'A'..=b'Z' => word.truncate(usize::from(byte - b'A')),
                b'a'..=b'z' | b'\'' => word.push(byte),
                b'0'..=b'@' => table.add(&word, byte - b'0'),
                _ => {}
            }
        }
        table
    }

    fn add(&mut self, word: &[u8], syllables: u8) {
        let Self { places, letters, hasher } = self;
        let place = Place { start: letters.len() as u32, length: word.len() as u8, syllables };
        letters.extend_from_slice(word);
        let hash = |word: &[u8]| hasher.hash_one(word);
        places.insert_unique(hash(word), place, |place| hash(place.of(letters)));
    }
}

/// The words of the table and their syllables, for tests.
#[cfg(test)]
pub(super) fn words() -> Vec<(String, u32)> {
    let read = |place: &Place| {
        let word = String::from_utf8(place.of(&TABLE.letters).to_vec()).unwrap();
        (word, u32::from(place.syllables))
    };
    TABLE.places.iter().map(read).collect()
}
