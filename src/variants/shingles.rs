//! The runs of words of a text, as a set of numbers.

use std::hash::BuildHasher;

use super::normal::HASH;

/// Put the distinct runs of `size` words into a buffer, in ascending order of their numbers.
/// None where there are fewer words. `O(n log n)` in the words.
///
/// ```
/// use twiplomacy::variants::push_shingles;
///
/// let mut found = Vec::new();
/// push_shingles(&[1, 2, 3, 1, 2, 3], 3, &mut found);
/// assert_eq!(found.len(), 3); // 123, 231, 312
/// ```
pub fn push_shingles(words: &[u64], size: usize, into: &mut Vec<u64>) {
    let start = into.len();
    into.extend(words.windows(size.max(1)).map(|run| HASH.hash_one(run)));
    sort_distinct(into, start);
}

/// Sort what stands from `start` on, and keep one of each.
pub(super) fn sort_distinct(numbers: &mut Vec<u64>, start: usize) {
    numbers[start..].sort_unstable();
    let mut kept = start;
    for at in start..numbers.len() {
        if kept == start || numbers[at] != numbers[kept - 1] {
            numbers[kept] = numbers[at];
            kept += 1;
        }
    }
    numbers.truncate(kept);
}
