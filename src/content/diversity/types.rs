//! The words of a text as numbers.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::super::{each_word, fold};
use super::{Diversity, DiversityOptions, measure};

/// A table of more types than this is not kept for the next text: clearing it costs its size.
const KEPT: usize = 1 << 12;

/// The words of one text, or of several one after the other, ready to be measured.
///
/// ```
/// use twiplomacy::content::{DiversityOptions, Words};
///
/// let mut words = Words::default();
/// words.read("Peace, now!");
/// words.take("peace");
/// assert_eq!(words.diversity(&DiversityOptions::default()).n_types, 2);
/// ```
#[derive(Debug, Default)]
pub struct Words {
    /// The number of each word, in order.
    words: Vec<u32>,
    /// How often each type came.
    counts: Vec<u32>,
    /// The types, one after the other, and where each ends.
    types: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: FixedState,
    /// A word in lower case.
    lower: String,
}

impl Words {
    /// Add the words of `text`: those that hold a letter, in lower case.
    pub fn read(&mut self, text: &str) {
        each_word(text, |word, _| self.add_folded(word));
    }

    /// Add a word as it is, whatever it is.
    pub fn take(&mut self, word: &str) {
        self.add(word);
    }

    /// Forget all words.
    pub fn clear(&mut self) {
        self.words.clear();
        self.counts.clear();
        self.types.clear();
        self.ends.clear();
        if self.table.capacity() > KEPT {
            self.table = HashTable::new();
        } else {
            self.table.clear();
        }
    }

    /// How varied they are.
    pub fn diversity(&self, options: &DiversityOptions) -> Diversity {
        measure(&self.words, &self.counts, options)
    }

    fn add_folded(&mut self, word: &str) {
        if word.is_ascii() {
            if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
                let mut lower = std::mem::take(&mut self.lower);
                lower.clear();
                lower.push_str(word);
                lower.make_ascii_lowercase();
                self.add(&lower);
                self.lower = lower;
            } else if word.bytes().any(|byte| byte.is_ascii_lowercase()) {
                self.add(word);
            }
        } else if word.contains(char::is_alphabetic) {
            self.add(&fold(word).replace('’', "'"));
        }
    }

    fn add(&mut self, word: &str) {
        let Self { words, counts, types, ends, table, hasher, .. } = self;
        let of = |number: u32| type_of(types, ends, number);
        let hash = hasher.hash_one(word);
        let number = if let Some(&number) = table.find(hash, |&number| of(number) == word) {
            counts[number as usize] += 1;
            number
        } else {
            let number = ends.len() as u32;
            table.insert_unique(hash, number, |&number| hasher.hash_one(of(number)));
            types.push_str(word);
            ends.push(types.len());
            counts.push(1);
            number
        };
        words.push(number);
    }
}

fn type_of<'a>(types: &'a str, ends: &[usize], number: u32) -> &'a str {
    let start = number.checked_sub(1).map_or(0, |before| ends[before as usize]);
    &types[start..ends[number as usize]]
}
