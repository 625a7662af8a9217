//! What counts as nearly the same, and the arithmetic of the filters that follows from it.

use crate::error::{Error, Result};

/// What a shingle is a run of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Words: see [`words`](super::words).
    #[default]
    Word,
    /// Characters of the words, with one blank between two words.
    Character,
}

/// What counts as nearly the same.
///
/// Two texts match if the Jaccard similarity of their sets of shingles is at least `similarity`.
/// Strangers share most of the few shingles of a short text ("Happy birthday to my friend Ann"),
/// so three rules stand before it:
///
/// 1. A text of fewer than `min_tokens` words matches nothing; nor does one of fewer words (or
///    characters) than a shingle.
/// 2. Nor does a text that is all but hashtags: half of `min_tokens` words must stand outside.
/// 3. A text of fewer than `min_shingles` different shingles matches only texts that have the
///    same. Eight triples of words are ten words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What a shingle is a run of.
    pub unit: Unit,
    /// Words, or characters, in a shingle.
    pub shingle: usize,
    /// The least Jaccard similarity of the sets of shingles, above 0 and at most 1.
    pub similarity: f64,
    /// Texts of fewer words match nothing; nor do those of fewer than a shingle.
    pub min_tokens: usize,
    /// Texts of fewer different shingles match only what has the same.
    pub min_shingles: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(Unit::Word)
    }
}

impl Settings {
    /// What is used where nothing else is asked for: triples of words and a similarity of 0.6, or
    /// runs of five characters and 0.65, which holds through more changes of words.
    pub fn of(unit: Unit) -> Self {
        match unit {
            Unit::Word => {
                Self { unit, shingle: 3, similarity: 0.6, min_tokens: 5, min_shingles: 8 }
            }
            Unit::Character => {
                Self { unit, shingle: 5, similarity: 0.65, min_tokens: 5, min_shingles: 50 }
            }
        }
    }

    /// Whether they make sense.
    ///
    /// # Errors
    /// [`Error::Input`] for a similarity that is not above 0 and at most 1, and a shingle of 0.
    pub fn check(self) -> Result<Self> {
        if !(self.similarity > 0.0 && self.similarity <= 1.0) {
            let found = self.similarity.to_string();
            return Err(Error::input("similarity", found, "a number above 0 and at most 1"));
        }
        if self.shingle == 0 {
            return Err(Error::input("shingle", "0", "1 or more"));
        }
        Ok(self)
    }

    /// Whether a set of so many members can match a different one.
    pub(super) fn is_long(self, size: usize) -> bool {
        size >= self.min_shingles
    }

    /// How many of the rarest of `size` members must hold one that is common, or too few are.
    pub(super) fn prefix(self, size: usize) -> usize {
        if self.is_long(size) { size + 1 - self.least_common(size).min(size) } else { 0 }
    }

    /// The same, where the other set is no smaller.
    pub(super) fn prefix_of_smaller(self, size: usize) -> usize {
        if self.is_long(size) { size + 1 - self.needed(size, size).min(size) } else { 0 }
    }

    /// How many of `size` members a set must share at the least with one that matches it.
    /// A little less than the product, so that its rounding never loses a match.
    pub(super) fn least_common(self, size: usize) -> usize {
        ((self.similarity * size as f64 - 1e-9).ceil() as usize).max(1)
    }

    /// How many members two sets of these sizes must share at the least, to match.
    pub(super) fn needed(self, a: usize, b: usize) -> usize {
        let share = self.similarity / (1.0 + self.similarity);
        ((share * (a + b) as f64 - 1e-9).ceil() as usize).max(1)
    }
}

/// The similarity of sets of `a` and `b` members of which so many are common.
pub(super) fn jaccard(common: usize, a: usize, b: usize) -> f64 {
    common as f64 / (a + b - common) as f64
}
