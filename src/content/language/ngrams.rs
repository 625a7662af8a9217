//! How much the pieces of a text's words speak for each language.

use std::sync::LazyLock;

/// N-grams and their scores by language; see `src/content/data/LICENSES.md`.
///
/// Compressed by zstd. Inside: the codes of the languages in one line; how many n-grams and how
/// many scores there are, four bytes each, least byte first; for each n-gram how many bytes it
/// shares with the one before (high half) and how many follow (low half); how many scores each
/// has; the languages of the scores; the scores; the bytes of the n-grams that are not shared.
const PACKED: &[u8] = include_bytes!("../data/language_ngrams.zst");

/// The languages that the n-grams tell apart are fewer than this; a test says so.
const LANGUAGES: usize = 64;

/// The vote that an n-gram does not use.
const NOBODY: Vote = (LANGUAGES as u8 - 1, 0);

/// Votes that stand with their n-gram; few have more.
const CLOSE: usize = 4;

/// Bits of an n-gram: six bytes.
const NGRAM: u64 = (1 << 48) - 1;

/// What every score has besides what is stored of it.
const BASE: u64 = 53;

/// Bytes of an n-gram within a word.
const WIDTH: usize = 4;

/// From one n-gram of a word to the next.
const STRIDE: usize = 3;

/// Language and score.
type Vote = (u8, u8);

/// An n-gram and the languages it speaks for. That all have as many votes, some of them for
/// nobody, spares a guess at how many there are.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The n-gram as a number (0: none); above it where its further votes stand, from 1 on.
    key: u64,
    votes: [Vote; CLOSE],
}

impl Slot {
    const EMPTY: Self = Self { key: 0, votes: [NOBODY; CLOSE] };

    fn ngram(&self) -> u64 {
        self.key & NGRAM
    }
}

struct Table {
    codes: Vec<&'static str>,
    /// Open addressing; a power of two, at most two thirds full.
    slots: Vec<Slot>,
    /// The further votes of an n-gram.
    more: Vec<Vec<Vote>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let bytes = zstd::decode_all(PACKED).expect("the bundled n-grams are whole");
    Table::unpacked(&bytes)
});

impl Table {
    fn unpacked(bytes: &[u8]) -> Self {
        let line = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(0);
        let names = String::from_utf8_lossy(&bytes[..line]).into_owned();
        let names: &'static str = Box::leak(names.into_boxed_str());
        let codes: Vec<&'static str> = names.split(' ').collect();
        let mut rest = &bytes[line + 1..];
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at(length);
            rest = left;
            taken
        };
        let number = |four: &[u8]| four.iter().rev().fold(0, |sum, &b| sum << 8 | usize::from(b));
        let (n_grams, n_scores) = (number(take(4)), number(take(4)));
        let (lengths, counts) = (take(n_grams), take(n_grams));
        let (languages, scores) = (take(n_scores), take(n_scores));
        let votes: Vec<Vote> = languages.iter().copied().zip(scores.iter().copied()).collect();
        let mut votes = &votes[..];
        let size = (n_grams * 3 / 2).next_power_of_two();
        let mut table = Self { codes, slots: vec![Slot::EMPTY; size], more: Vec::new() };
        let mut ngram = Vec::new();
        for (&length, &count) in lengths.iter().zip(counts) {
            ngram.truncate(usize::from(length >> 4));
            ngram.extend_from_slice(take(usize::from(length & 15)));
            let (of_ngram, rest) = votes.split_at(usize::from(count));
            votes = rest;
            table.add(packed(&ngram), of_ngram);
        }
        table
    }

    fn add(&mut self, ngram: u64, votes: &[Vote]) {
        let (close, more) = votes.split_at(votes.len().min(CLOSE));
        let mut slot = Slot { key: ngram, ..Slot::EMPTY };
        slot.votes[..close.len()].copy_from_slice(close);
        if !more.is_empty() {
            self.more.push(more.to_vec());
            slot.key |= (self.more.len() as u64) << 48;
        }
        let at = self.place(ngram);
        self.slots[at] = slot;
    }

    /// The slot that holds an n-gram, or the empty one where it belongs.
    fn place(&self, ngram: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (ngram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask;
        while self.slots[at].ngram() != ngram && self.slots[at].key != 0 {
            at = (at + 1) & mask;
        }
        at
    }
}

/// Up to eight bytes as a number.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

/// What the words of a text have voted so far.
pub(super) struct Votes {
    scores: [u64; LANGUAGES],
    /// The letters of a word in lower case; kept for its memory.
    word: Vec<u8>,
}

impl Default for Votes {
    fn default() -> Self {
        Self { scores: [0; LANGUAGES], word: Vec::new() }
    }
}

impl Votes {
    /// The next letter of a word, in lower case.
    pub fn letter(&mut self, c: char) {
        if c.is_ascii() {
            self.word.push(c as u8);
        } else {
            self.word.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// The next letters of a word, all of ASCII.
    pub fn letters(&mut self, letters: &[u8]) {
        let start = self.word.len();
        self.word.extend_from_slice(letters);
        self.word[start..].make_ascii_lowercase();
    }

    /// The votes of one word: of every third run of four bytes, the first with a blank before it,
    /// and of the last four bytes with a blank after them.
    pub fn end_of_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let table = &*TABLE;
        let word = std::mem::take(&mut self.word);
        let mut at = 0;
        while at + WIDTH < word.len() {
            let ngram = packed(&word[at..at + WIDTH]);
            let blank = if at == 0 { u64::from(b' ') << (8 * WIDTH) } else { 0 };
            self.count(table, blank | ngram);
            at += STRIDE;
        }
        let last = &word[word.len().saturating_sub(WIDTH)..];
        let blank = if at == 0 { u64::from(b' ') << (8 * last.len()) } else { 0 };
        self.count(table, (blank | packed(last)) << 8 | u64::from(b' '));
        self.word = word;
        self.word.clear();
    }

    fn count(&mut self, table: &Table, ngram: u64) {
        let slot = table.slots[table.place(ngram)];
        let mut take = |(language, score): Vote| {
            self.scores[usize::from(language) % LANGUAGES] += u64::from(score) + BASE;
        };
        slot.votes.into_iter().for_each(&mut take);
        if let Some(more) = (slot.key >> 48).checked_sub(1) {
            table.more[more as usize].iter().copied().for_each(take);
        }
    }

    /// The language with most votes, and how far it leads the next.
    pub fn winner(&self) -> Option<(&'static str, f64)> {
        let (mut best, mut next, mut winner) = (0, 0, 0);
        for (language, &score) in self.scores[..LANGUAGES - 1].iter().enumerate() {
            if score > best {
                (best, next, winner) = (score, best, language);
            } else {
                next = next.max(score);
            }
        }
        let code = TABLE.codes.get(winner)?;
        (best > 0).then(|| (*code, (best - next) as f64 / best as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table = &*TABLE;
        assert_eq!(table.codes.len(), 60);
        assert_eq!((table.codes[0], table.codes[11], table.codes[59]), ("am", "en", "zh"));
        let filled: Vec<&Slot> = table.slots.iter().filter(|slot| slot.key != 0).collect();
        assert_eq!(filled.len(), 81_206);
        let close = filled.iter().flat_map(|slot| &slot.votes).filter(|&&vote| vote != NOBODY);
        let votes: Vec<&Vote> = close.chain(table.more.iter().flatten()).collect();
        assert_eq!(votes.len(), 141_339);
        assert!(filled.iter().all(|slot| slot.votes[0] != NOBODY));
        assert!(votes.iter().all(|(language, _)| usize::from(*language) < 60));
        let far = filled.iter().filter(|slot| slot.key > NGRAM).count();
        assert!(far == table.more.len() && far < 1 << 16);
        let of = |ngram: &[u8]| table.slots[table.place(packed(ngram))];
        assert!(of(b" the ").key != 0);
        assert_eq!(of(b"qqqq").key, 0);
    }

    #[test]
    fn pieces_of_a_word() {
        let votes = |words: &[&str]| {
            let mut votes = Votes::default();
            for word in words {
                word.chars().for_each(|c| votes.letter(c));
                votes.end_of_word();
            }
            votes.scores
        };
        let score = |ngrams: &[&[u8]]| {
            let mut votes = Votes::default();
            ngrams.iter().for_each(|ngram| votes.count(&TABLE, packed(ngram)));
            votes.scores
        };
        assert_eq!(votes(&["the"]), score(&[b" the "]));
        assert_eq!(votes(&["nation"]), score(&[b" nati", b"tion "]));
        assert_eq!(votes(&["nations"]), score(&[b" nati", b"ions "]));
        assert_eq!(votes(&["national"]), score(&[b" nati", b"iona", b"onal "]));
        assert_eq!(votes(&["the", "", "the"]), score(&[b" the ", b" the "]));
    }
}
