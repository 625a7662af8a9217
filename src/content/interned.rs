//! Words as numbers, where they are looked up more than anything else is done.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::corpus::Strings;

/// A table with more room than this is not kept: clearing it costs its size.
const KEPT: usize = 1 << 12;

/// A short word as two numbers.
type Key = (u64, u64);

/// Words with numbers in order of first appearance.
///
/// Most words are of a few letters, and compared as integers that stand in the table itself; the
/// rest as in [`Strings`]. Takes more memory than that, so it is for the time of one reading.
#[derive(Debug, Default)]
pub(crate) struct Interned {
    bytes: String,
    ends: Vec<usize>,
    short: HashTable<(Key, u32)>,
    long: HashTable<u32>,
    hasher: FixedState,
}

impl Interned {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The words in order of number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|id| slice(&self.bytes, &self.ends, id))
    }

    /// The number of a word, which is added if it is new.
    pub fn intern(&mut self, word: &str) -> u32 {
        let Self { bytes, ends, short, long, hasher } = self;
        let next = ends.len() as u32;
        if let Some(key) = key(word.as_bytes()) {
            let hash = hasher.hash_one(key);
            if let Some(&(_, id)) = short.find(hash, |(other, _)| *other == key) {
                return id;
            }
            short.insert_unique(hash, (key, next), |(key, _)| hasher.hash_one(key));
        } else {
            let hash = hasher.hash_one(word);
            if let Some(&id) = long.find(hash, |&id| slice(bytes, ends, id) == word) {
                return id;
            }
            long.insert_unique(hash, next, |&id| hasher.hash_one(slice(bytes, ends, id)));
        }
        bytes.push_str(word);
        ends.push(bytes.len());
        next
    }

    /// Forget all words.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        if self.short.capacity() > KEPT {
            self.short = HashTable::new();
        }
        if self.long.capacity() > KEPT {
            self.long = HashTable::new();
        }
        self.short.clear();
        self.long.clear();
    }

    /// The same words with the same numbers.
    pub fn strings(&self) -> Strings {
        self.iter().collect()
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], id: u32) -> &'a str {
    let start = id.checked_sub(1).map_or(0, |before| ends[before as usize]);
    &bytes[start..ends[id as usize]]
}

/// A word of up to 15 bytes as two numbers, of which the second holds its length.
#[inline]
fn key(word: &[u8]) -> Option<Key> {
    let length = word.len();
    let (low, high) = if length > 15 {
        return None;
    } else if let (Some(first), Some(last)) = (word.first_chunk::<8>(), word.last_chunk()) {
        let both = u128::from(u64::from_le_bytes(*first))
            | u128::from(u64::from_le_bytes(*last)) << (8 * (length - 8));
        (both as u64, (both >> 64) as u64)
    } else if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
        (u64::from(u32::from_le_bytes(*first)) | last, 0)
    } else {
        (word.iter().rev().fold(0, |low, &byte| low << 8 | u64::from(byte)), 0)
    };
    Some((low, high | (length as u64) << 56))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_same_numbers_as_of_strings(words in prop::collection::vec("[ab]{0,18}|.{0,5}", 0..60)) {
            let (mut fast, mut slow) = (Interned::default(), Strings::new());
            for _ in 0..2 {
                for word in &words {
                    prop_assert_eq!(fast.intern(word), slow.intern(word));
                }
            }
            prop_assert!(fast.iter().eq(slow.iter()));
            prop_assert!(fast.strings().iter().eq(slow.iter()));
            fast.clear();
            prop_assert_eq!((fast.len(), fast.intern("a"), fast.intern("")), (0, 0, 1));
        }

        #[test]
        fn a_key_is_the_bytes_and_their_number(word in prop::collection::vec(any::<u8>(), 0..18)) {
            let slow = (word.len() < 16).then(|| {
                let mut bytes = [0; 16];
                bytes[..word.len()].copy_from_slice(&word);
                bytes[15] = word.len() as u8;
                let both = u128::from_le_bytes(bytes);
                (both as u64, (both >> 64) as u64)
            });
            prop_assert_eq!(key(&word), slow);
        }
    }
}
