//! What a text holds: which entries, and which of them count where they overlap.

use std::cmp::Reverse;

use super::super::tokens::Kind;
use super::super::walk::walk;
use super::fold::fold_into;
use super::glob::fits;
use super::{Counted, Dictionary};

/// One entry found: category, tokens (the longest first), first token.
type Found = (u32, Reverse<u32>, u32);

/// Looks texts up, one after the other, in the same working memory.
pub struct Reader<'d> {
    dictionary: &'d Dictionary,
    hashtags: bool,
    word: String,
    /// The token in its own case.
    written: String,
    /// Patterns that fit the tokens, token by token.
    hits: Vec<u32>,
    /// Where the hits of each token begin; one more at the end.
    starts: Vec<u32>,
    found: Vec<Found>,
    /// Nodes at which sequences stand.
    front: Vec<u32>,
    next: Vec<u32>,
    /// Up to which place tokens are marked as counted, and by which mark.
    marks: Vec<u64>,
    mark: u64,
    counts: Vec<u32>,
    met: Vec<u32>,
}

impl<'d> Reader<'d> {
    pub fn new(dictionary: &'d Dictionary, hashtags: bool) -> Self {
        Self {
            dictionary,
            hashtags,
            word: String::new(),
            written: String::new(),
            hits: Vec::new(),
            starts: Vec::new(),
            found: Vec::new(),
            front: Vec::new(),
            next: Vec::new(),
            marks: vec![0; dictionary.categories],
            mark: 0,
            counts: vec![0; dictionary.categories],
            met: Vec::new(),
        }
    }

    pub fn read(&mut self, text: &str) -> Counted {
        let n_words = self.look_up(text);
        if self.find_sequences() {
            self.count_apart();
        } else {
            self.count_singles();
        }
        self.met.sort_unstable();
        let counts = self
            .met
            .iter()
            .map(|&category| (category, std::mem::take(&mut self.counts[category as usize])));
        let counts = counts.collect();
        self.met.clear();
        Counted { counts, n_words }
    }

    /// Fill `hits` and `starts`; the number of words.
    fn look_up(&mut self, text: &str) -> u32 {
        let Self { dictionary, hashtags, word, written, hits, starts, .. } = self;
        let mut n_words = 0;
        hits.clear();
        starts.clear();
        walk(text, &mut |token, _, kind| {
            starts.push(hits.len() as u32);
            n_words += u32::from(matches!(kind, Kind::Word | Kind::Number | Kind::Hashtag));
            fold_into(token, dictionary.ignore_case, word);
            let mut fits_as_written = |unit: u32, from: usize| {
                dictionary.exact[unit as usize].as_ref().is_none_or(|signs| {
                    fold_into(token, false, written);
                    fits(signs, &written[from..])
                })
            };
            dictionary.words.each(word, |unit| {
                if fits_as_written(unit, 0) {
                    hits.push(unit);
                }
            });
            if *hashtags && kind == Kind::Hashtag {
                let from = starts[starts.len() - 1] as usize;
                dictionary.words.each(&word[1..], |unit| {
                    if fits_as_written(unit, 1) && !hits[from..].contains(&unit) {
                        hits.push(unit);
                    }
                });
            }
        });
        starts.push(hits.len() as u32);
        n_words
    }

    fn hits_at(&self, token: usize) -> std::ops::Range<usize> {
        self.starts[token] as usize..self.starts[token + 1] as usize
    }

    /// Fill `found` with the entries of several tokens; whether there are any.
    fn find_sequences(&mut self) -> bool {
        self.found.clear();
        let sequences = &self.dictionary.sequences;
        if sequences.is_empty() {
            return false;
        }
        let tokens = self.starts.len() - 1;
        for first in 0..tokens {
            self.front.clear();
            let hits = &self.hits[self.hits_at(first)];
            self.front.extend(hits.iter().filter_map(|&unit| sequences.step(0, unit)));
            let mut token = first + 1;
            while !self.front.is_empty() && token < tokens {
                self.next.clear();
                let hits = &self.hits[self.hits_at(token)];
                for &node in &self.front {
                    self.next.extend(hits.iter().filter_map(|&unit| sequences.step(node, unit)));
                }
                token += 1;
                let length = Reverse((token - first) as u32);
                for &node in &self.next {
                    let ends = sequences.end(node).iter();
                    self.found.extend(ends.map(|&category| (category, length, first as u32)));
                }
                std::mem::swap(&mut self.front, &mut self.next);
            }
        }
        !self.found.is_empty()
    }

    /// Count entries of one token where there are no others: once a token and category.
    fn count_singles(&mut self) {
        for token in 0..self.starts.len() - 1 {
            let hits = self.hits_at(token);
            if hits.is_empty() {
                continue;
            }
            self.mark += 1;
            for at in hits {
                for &category in &self.dictionary.single[self.hits[at] as usize] {
                    let seen = &mut self.marks[category as usize];
                    if *seen != self.mark {
                        *seen = self.mark;
                        add(&mut self.counts, &mut self.met, category);
                    }
                }
            }
        }
    }

    /// Count the longest entries first, then from left to right, no token twice in a category.
    fn count_apart(&mut self) {
        for token in 0..self.starts.len() - 1 {
            for at in self.hits_at(token) {
                let categories = self.dictionary.single[self.hits[at] as usize].iter();
                self.found.extend(categories.map(|&cat| (cat, Reverse(1), token as u32)));
            }
        }
        self.found.sort_unstable();
        let tokens = self.starts.len() - 1;
        // The marks of tokens; those of categories are of no use beside them.
        if self.marks.len() < tokens {
            self.marks.resize(tokens, 0);
        }
        for group in self.found.chunk_by(|a, b| a.0 == b.0) {
            self.mark += 1;
            for &(category, Reverse(length), first) in group {
                let span = &mut self.marks[first as usize..(first + length) as usize];
                if !span.contains(&self.mark) {
                    span.fill(self.mark);
                    add(&mut self.counts, &mut self.met, category);
                }
            }
        }
    }
}

fn add(counts: &mut [u32], met: &mut Vec<u32>, category: u32) {
    let count = &mut counts[category as usize];
    if *count == 0 {
        met.push(category);
    }
    *count += 1;
}
