//! The words of a text as numbers.

use super::super::interned::Interned;
use super::super::{each_word, fold};
use super::{Diversity, DiversityOptions, measure};

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
    types: Interned,
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
        let number = self.types.intern(word);
        match self.counts.get_mut(number as usize) {
            Some(count) => *count += 1,
            None => self.counts.push(1),
        }
        self.words.push(number);
    }
}
