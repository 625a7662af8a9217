//! A text as a set of shingles, if it is long enough to be matched.

use std::hash::BuildHasher;

use super::normal::{HASH, each_normal};
use super::settings::{Settings, Unit};
use super::shingles::{push_shingles, sort_distinct};

/// Reads one text after the other. One for each thread.
#[derive(Debug, Clone, Default)]
pub(super) struct Reader {
    words: Vec<u64>,
    characters: Vec<char>,
    /// The shingles of the last text, ascending.
    pub shingles: Vec<u64>,
}

impl Reader {
    /// Read the shingles of a text; whether it is long enough. `O(n log n)` in its length.
    pub fn read(&mut self, text: &str, settings: Settings) -> bool {
        self.words.clear();
        self.characters.clear();
        self.shingles.clear();
        let (mut words, mut outside_tags) = (0, 0);
        each_normal(text, |word, in_tag| {
            words += 1;
            outside_tags += usize::from(!in_tag);
            match settings.unit {
                Unit::Word => self.words.push(HASH.hash_one(word)),
                Unit::Character => {
                    self.characters.extend((words > 1).then_some(' '));
                    self.characters.extend(word.chars());
                }
            }
        });
        if words < settings.min_tokens || outside_tags < settings.min_tokens.div_ceil(2) {
            return false;
        }
        match settings.unit {
            Unit::Word => push_shingles(&self.words, settings.shingle, &mut self.shingles),
            Unit::Character => {
                let runs = self.characters.windows(settings.shingle.max(1));
                self.shingles.extend(runs.map(|run| HASH.hash_one(run)));
                sort_distinct(&mut self.shingles, 0);
            }
        }
        !self.shingles.is_empty()
    }
}
