//! Dictionaries: words and patterns by category, and how often a text uses them.
//!
//! | file | what it knows |
//! |---|---|
//! | `glob` | patterns of one token: `*` and `?` |
//! | `fold` | in which form tokens and patterns are compared |
//! | `patterns` | an entry as a sequence of one-token patterns |
//! | `trie` | which one-token patterns fit a token, all at once |
//! | `sequences` | which entries of several tokens begin here |
//! | `matches` | what a text holds: overlaps, counts |

mod fold;
mod glob;
mod matches;
mod patterns;
mod sequences;
mod trie;

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::{CHUNK, own_words};
use crate::error::{Error, Result};
use crate::run::Interrupt;
use glob::Sign;
use matches::Reader;
use sequences::Sequences;
use trie::Trie;

/// Entries by category, ready to be looked up.
///
/// An entry is a word, a pattern with `*` (any characters or none) and `?` (one character), or
/// several of them between blanks, which then must follow each other with nothing but blanks
/// between them. `\*` and `\?` are the signs themselves.
///
/// Overlaps are treated as in quanteda's `tokens_lookup(nested_scope = "key")`: within a category
/// the longest entry counts first, then from left to right, and no token counts twice; what
/// counts in one category may count in others as well.
///
/// ```
/// use twiplomacy::content::{Case, Dictionary};
///
/// let entries = [("thank*", 0), ("thank you", 0), ("united states", 1), ("states", 1)];
/// let dictionary = Dictionary::new(&entries, 2, Case::Ignored)?;
/// let counted = dictionary.count_one("Thank you, United States. Thanks!", true);
/// assert_eq!(counted.counts, [(0, 2), (1, 1)]);
/// assert_eq!(counted.n_words, 5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
#[derive(Debug)]
pub struct Dictionary {
    categories: usize,
    ignore_case: bool,
    words: Trie,
    /// By number of the pattern: how it is written, where its case counts and that of others not.
    exact: Vec<Option<Vec<Sign>>>,
    /// The categories for which a token alone counts, by number of the pattern.
    single: Vec<Vec<u32>>,
    sequences: Sequences,
}

/// Whether `Us` and `us` are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case<'a> {
    /// They are.
    Ignored,
    /// They are not.
    Counts,
    /// They are, but in these entries, which are met only as they are written.
    CountsIn(&'a [String]),
}

/// What one text holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Category and how often, in order of category, without those that are not there.
    pub counts: Vec<(u32, u32)>,
    /// Words, numbers and hashtags, as in [`Readability`](super::Readability).
    pub n_words: u32,
}

/// What the texts of a column hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Words of each text; `None` for no text.
    pub n_words: Vec<Option<u32>>,
    /// Row, category, how often; in this order, without zeros.
    pub cells: Vec<(u32, u32, u32)>,
}

impl Counts {
    /// One column a category, a zero where a text is null.
    pub fn columns(&self, categories: usize) -> Vec<Vec<i64>> {
        let mut columns = vec![vec![0; self.n_words.len()]; categories];
        for &(row, category, count) in &self.cells {
            columns[category as usize][row as usize] = i64::from(count);
        }
        columns
    }
}

impl Dictionary {
    /// Compile entries, each with the number of its category.
    ///
    /// Linear in the length of the entries.
    ///
    /// # Errors
    /// [`Error::Input`] for an entry without a token, or a category that is none.
    pub fn new<T: AsRef<str>>(
        entries: &[(T, u32)],
        categories: usize,
        case: Case<'_>,
    ) -> Result<Self> {
        let ignore_case = case != Case::Counts;
        let exact: HashSet<&str> = match case {
            Case::CountsIn(entries) => entries.iter().map(String::as_str).collect(),
            _ => HashSet::new(),
        };
        let mut numbers: HashMap<(Vec<Sign>, Option<Vec<Sign>>), u32> = HashMap::new();
        let mut single: Vec<Vec<u32>> = Vec::new();
        let mut sequences = Sequences::new();
        for (entry, category) in entries {
            if *category as usize >= categories {
                let wanted = format!("a number below {categories}");
                return Err(Error::input("dictionary", format!("category {category}"), wanted));
            }
            let entry = entry.as_ref();
            let parts = patterns::parts(entry, ignore_case)?;
            let written =
                exact.contains(entry).then(|| patterns::parts(entry, false)).transpose()?;
            let written = written.into_iter().flatten().map(Some).chain(std::iter::repeat(None));
            let units: Vec<u32> = parts
                .into_iter()
                .zip(written)
                .map(|part| {
                    let next = numbers.len() as u32;
                    *numbers.entry(part).or_insert(next)
                })
                .collect();
            single.resize(numbers.len(), Vec::new());
            if let [unit] = units[..] {
                let categories = &mut single[unit as usize];
                if !categories.contains(category) {
                    categories.push(*category);
                }
            } else {
                sequences.add(&units, *category);
            }
        }
        let mut patterns = vec![Vec::new(); numbers.len()];
        let mut exact = vec![None; numbers.len()];
        for ((part, written), number) in numbers {
            patterns[number as usize] = part;
            exact[number as usize] = written;
        }
        let words = Trie::new(&patterns, |number| exact[number].is_some());
        Ok(Self { categories, ignore_case, words, exact, single, sequences })
    }

    /// How many categories there are.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// What one text holds; with `hashtags` the word of a tag counts as that word, too.
    ///
    /// Linear in the length of the text, but for patterns with a wildcard at their front: each of
    /// them is tried on each token.
    pub fn count_one(&self, text: &str, hashtags: bool) -> Counted {
        Reader::new(self, hashtags).read(text)
    }

    /// What each text holds: all of it, or its author's own words.
    ///
    /// Runs on all threads; the answer does not depend on their number. Polls `interrupt`.
    ///
    /// # Errors
    /// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
    pub fn count(
        &self,
        texts: &[Option<&str>],
        own: bool,
        hashtags: bool,
        interrupt: &Interrupt,
    ) -> Result<Counts> {
        interrupt.expect(texts.len() as u64);
        let chunks: Vec<Counts> = texts
            .par_chunks(CHUNK)
            .enumerate()
            .map_init(
                || Reader::new(self, hashtags),
                |reader, (chunk, texts)| {
                    interrupt.check()?;
                    let found = Self::count_chunk(reader, chunk * CHUNK, texts, own);
                    interrupt.advance(texts.len() as u64);
                    Ok(found)
                },
            )
            .collect::<Result<_>>()?;
        let mut all = Counts::default();
        for chunk in chunks {
            all.n_words.extend(chunk.n_words);
            all.cells.extend(chunk.cells);
        }
        Ok(all)
    }

    fn count_chunk(
        reader: &mut Reader<'_>,
        first: usize,
        texts: &[Option<&str>],
        own: bool,
    ) -> Counts {
        let mut found = Counts::default();
        for (at, text) in texts.iter().enumerate() {
            found.n_words.push(text.map(|text| {
                let text = if own { own_words(text) } else { text.into() };
                let counted = reader.read(&text);
                let row = (first + at) as u32;
                found.cells.extend(counted.counts.iter().map(|&(cat, n)| (row, cat, n)));
                counted.n_words
            }));
        }
        found
    }
}

#[cfg(test)]
mod tests;
