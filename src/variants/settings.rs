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
/// 3. Texts whose sets of shingles differ must have `min_common` shingles in common, so that short
///    ones match only if they have the same. Six triples of words are eight words in a row.
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
    /// Shingles that two texts must have in common, if their sets are not the same.
    pub min_common: usize,
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
            Unit::Word => Self { unit, shingle: 3, similarity: 0.6, min_tokens: 5, min_common: 6 },
            Unit::Character => {
                Self { unit, shingle: 5, similarity: 0.65, min_tokens: 5, min_common: 50 }
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

    /// How many of the rarest of `size` members must hold one that is common, or too few are.
    pub(super) fn prefix(self, size: usize) -> usize {
        (size + 1).saturating_sub(self.least_common(size))
    }

    /// The same, where the other set is no smaller.
    pub(super) fn prefix_of_smaller(self, size: usize) -> usize {
        (size + 1).saturating_sub(self.needed(size, size))
    }

    /// How many of `size` members a set must share at the least with one that matches it.
    /// A little less than the product, so that its rounding never loses a match.
    pub(super) fn least_common(self, size: usize) -> usize {
        ((self.similarity * size as f64 - 1e-9).ceil() as usize).max(self.min_common).max(1)
    }

    /// How many members two sets of these sizes must share at the least, to match.
    pub(super) fn needed(self, a: usize, b: usize) -> usize {
        let share = self.similarity / (1.0 + self.similarity);
        ((share * (a + b) as f64 - 1e-9).ceil() as usize).max(self.min_common).max(1)
    }

    /// The similarity of two different sets of these sizes that have so many members in common, if
    /// they match.
    pub(super) fn match_of(self, common: usize, a: usize, b: usize) -> Option<f64> {
        let similarity = jaccard(common, a, b);
        (similarity >= self.similarity && common >= self.min_common).then_some(similarity)
    }
}

/// The similarity of sets of `a` and `b` members of which so many are common.
pub(super) fn jaccard(common: usize, a: usize, b: usize) -> f64 {
    common as f64 / (a + b - common) as f64
}
