//! From two columns of labels to the numbers of nodes, in order of first appearance.
//!
//! Stretches of rows are numbered side by side, each with a [`Book`] of its own; then the
//! labels of one stretch after the other are entered in one book, and the numbers of each
//! stretch are replaced by those. So the result does not depend on how many stretches there are.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Fewer rows than this are not worth another thread.
const ROWS_PER_THREAD: usize = 1 << 15;

/// How many rows are read at a time; they fit into the first cache.
const BLOCK: usize = 1 << 9;

/// Labels of the type `L`, row by row.
pub trait Column<L>: Sync {
    /// How many there are.
    fn rows(&self) -> usize;

    /// Add the labels of these rows to a list.
    fn read(&self, rows: Range<usize>, to: &mut Vec<L>);
}

impl<L: Copy + Sync> Column<L> for &[L] {
    fn rows(&self) -> usize {
        self.len()
    }

    fn read(&self, rows: Range<usize>, to: &mut Vec<L>) {
        to.extend_from_slice(&self[rows]);
    }
}

/// Labels and their numbers: 0, 1, ... in the order in which they are entered.
pub trait Book<L>: Send {
    /// The number of a label, which is entered if it is new.
    fn number(&mut self, label: L) -> u32;

    /// The labels in order of their numbers.
    fn labels(&self) -> &[L];
}

/// Two columns of labels as numbers of nodes.
#[derive(Debug, PartialEq, Eq)]
pub struct Numbered<L> {
    /// The number of each label of the first column.
    pub source: Vec<u32>,
    /// The number of each label of the second column.
    pub target: Vec<u32>,
    /// The label of each number.
    pub labels: Vec<L>,
}

/// Number the labels of `nodes` and then those of `source` and `target`, row by row, in order
/// of first appearance; `book` makes an empty book.
///
/// O(rows). Beside the result, memory for the distinct labels of each thread's rows.
///
/// # Errors
/// [`Error::Input`] if the two columns differ in length or there are more than 2^32 - 1
/// labels; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::labels::{HashBook, numbered}, run::Interrupt};
/// let (source, target, nodes) = (["un", "who"], ["who", "un"], ["eu"]);
/// let (source, target, nodes) = (&source[..], &target[..], &nodes[..]);
/// let found = numbered(&nodes, &source, &target, HashBook::default, &Interrupt::new())?;
/// assert_eq!(found.labels, ["eu", "un", "who"]);
/// assert_eq!((found.source, found.target), (vec![1, 2], vec![2, 1]));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn numbered<L: Copy + Send + Sync, B: Book<L>>(
    nodes: &impl Column<L>,
    source: &impl Column<L>,
    target: &impl Column<L>,
    book: impl Fn() -> B + Sync,
    interrupt: &Interrupt,
) -> Result<Numbered<L>> {
    let rows = source.rows();
    if target.rows() != rows {
        return Err(Error::input(
            "target",
            format!("{} labels", target.rows()),
            format!("{rows}, as many as source has"),
        ));
    }
    let (mut from, mut to) = (vec![0; rows], vec![0; rows]);
    let stretches = (rows / ROWS_PER_THREAD).clamp(1, rayon::current_num_threads());
    let length = rows.div_ceil(stretches).max(1);
    let books = from
        .par_chunks_mut(length)
        .zip(to.par_chunks_mut(length))
        .enumerate()
        .map(|(stretch, (from, to))| {
            let mut book = book();
            let start = stretch * length;
            number_rows((source, target), start, (from, to), &mut book, interrupt)?;
            Ok(book)
        })
        .collect::<Result<Vec<B>>>()?;
    let (whole, maps) = joined(nodes, books, &book)?;
    from.par_chunks_mut(length)
        .chain(to.par_chunks_mut(length))
        .zip(maps.par_iter().chain(&maps))
        .filter(|(_, map)| !map.is_empty())
        .for_each(|(numbers, map)| {
            numbers.iter_mut().for_each(|number| *number = map[*number as usize]);
        });
    Ok(Numbered { source: from, target: to, labels: whole.labels().to_vec() })
}

/// Number the rows from `start` on, row by row, as a reader meets the labels.
fn number_rows<L, B: Book<L>>(
    (source, target): (&impl Column<L>, &impl Column<L>),
    start: usize,
    (from, to): (&mut [u32], &mut [u32]),
    book: &mut B,
    interrupt: &Interrupt,
) -> Result<()> {
    let (mut sources, mut targets) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
    let places = from.chunks_mut(BLOCK).zip(to.chunks_mut(BLOCK));
    for ((from, to), first) in places.zip((start..).step_by(BLOCK)) {
        interrupt.check()?;
        source.read(first..first + from.len(), &mut sources);
        target.read(first..first + from.len(), &mut targets);
        let labels = sources.drain(..).zip(targets.drain(..));
        for ((from, to), (source, target)) in from.iter_mut().zip(to).zip(labels) {
            *from = book.number(source);
            *to = book.number(target);
        }
    }
    fits(book)
}

/// One book for all, and for each of the others its numbers there; nothing if they stay.
fn joined<L: Copy, B: Book<L>>(
    nodes: &impl Column<L>,
    books: Vec<B>,
    book: impl Fn() -> B,
) -> Result<(B, Vec<Vec<u32>>)> {
    let mut books = books.into_iter();
    let mut maps = Vec::with_capacity(books.len());
    let mut whole = None;
    if nodes.rows() == 0 {
        whole = books.next();
        maps.push(Vec::new());
    }
    let mut whole = whole.unwrap_or_else(&book);
    let mut first = Vec::new();
    nodes.read(0..nodes.rows(), &mut first);
    first.into_iter().for_each(|label| _ = whole.number(label));
    for book in books {
        maps.push(book.labels().iter().map(|&label| whole.number(label)).collect());
        fits(&whole)?;
    }
    Ok((whole, maps))
}

fn fits<L>(book: &impl Book<L>) -> Result<()> {
    let count = book.labels().len();
    if count < u32::MAX as usize {
        return Ok(());
    }
    Err(Error::input("source, target", format!("{count} labels"), "fewer than 2^32 - 1"))
}

/// What stands for a label in a table.
type Key = (u64, u64);

/// A label that a [`HashBook`] can hold.
pub trait Label: Copy + Send + PartialEq {
    /// What stands for the label, and whether it stands for no other.
    fn key(self) -> (Key, bool);
}

impl Label for i128 {
    fn key(self) -> (Key, bool) {
        ((self as u64, (self >> 64) as u64), true)
    }
}

/// A text of up to 15 bytes is its own key; a longer one goes by its length and hash.
impl Label for &str {
    #[inline]
    fn key(self) -> (Key, bool) {
        let text = self.as_bytes();
        let length = (text.len() as u64) << 56;
        if let Some((low, high)) = packed(text) {
            return ((low, high | length), true);
        }
        let hash = FixedState::default().hash_one(text);
        ((hash, text.len() as u64 | 0xff << 56), false)
    }
}

/// The bytes of a text of up to 15 of them, as two numbers.
#[inline]
fn packed(text: &[u8]) -> Option<Key> {
    let n = text.len();
    let last = |n: usize| 8 * (n as u32);
    if let (Some(start), Some(end)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let beyond = u64::from_le_bytes(*end).checked_shr(last(16_usize.checked_sub(n)?));
        return (n < 16).then(|| (u64::from_le_bytes(*start), beyond.unwrap_or(0)));
    }
    // The ends overlap, and agree where they do.
    if let (Some(start), Some(end)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let (start, end) = (u32::from_le_bytes(*start), u32::from_le_bytes(*end));
        return Some((u64::from(start) | u64::from(end) << last(n - 4), 0));
    }
    let [first, .., end] = text else {
        return Some((text.first().copied().map_or(0, u64::from), 0));
    };
    let middle = u64::from(text[n / 2]) << last(n / 2);
    Some((u64::from(*first) | middle | u64::from(*end) << last(n - 1), 0))
}

/// Any labels. Keys lie in the table, so that a short label is found without another look
/// into memory.
#[derive(Debug)]
pub struct HashBook<L> {
    table: HashTable<(Key, u32)>,
    labels: Vec<L>,
}

impl<L> Default for HashBook<L> {
    fn default() -> Self {
        Self { table: HashTable::new(), labels: Vec::new() }
    }
}

impl<L: Label> Book<L> for HashBook<L> {
    #[inline]
    fn number(&mut self, label: L) -> u32 {
        let Self { table, labels } = self;
        let (key, exact) = label.key();
        let same =
            |&(other, number): &_| other == key && (exact || labels[number as usize] == label);
        match table.entry(mixed(key), same, |&(key, _)| mixed(key)) {
            Entry::Occupied(entry) => entry.get().1,
            Entry::Vacant(place) => {
                let number = labels.len() as u32;
                place.insert((key, number));
                labels.push(label);
                number
            }
        }
    }

    fn labels(&self) -> &[L] {
        &self.labels
    }
}

/// A hash of a key: the halves of a product, one on the other.
#[inline]
fn mixed((low, high): Key) -> u64 {
    // Any odd numbers with as many ones as zeros would do; these are digits of pi.
    let product =
        u128::from(low ^ 0x243f_6a88_85a3_08d3) * u128::from(high ^ 0x1319_8a2e_0370_7345);
    product as u64 ^ (product >> 64) as u64
}

/// Whole numbers that lie close together: looked up by themselves, not by a hash.
#[derive(Debug)]
pub struct RangeBook {
    least: i128,
    numbers: Vec<u32>,
    labels: Vec<i128>,
}

impl RangeBook {
    /// A book for the numbers of this range, and no others. O(numbers in the range).
    pub fn new(least: i128, most: i128) -> Self {
        let size = usize::try_from(most - least + 1).unwrap_or_default();
        Self { least, numbers: vec![u32::MAX; size], labels: Vec::new() }
    }
}

impl Book<i128> for RangeBook {
    #[inline]
    fn number(&mut self, label: i128) -> u32 {
        let number = &mut self.numbers[(label - self.least) as usize];
        if *number == u32::MAX {
            *number = self.labels.len() as u32;
            self.labels.push(label);
        }
        *number
    }

    fn labels(&self) -> &[i128] {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::on_threads;
    use proptest::prelude::*;

    /// The reference: look each label up in a list.
    fn slow<L: Copy + PartialEq>(nodes: &[L], source: &[L], target: &[L]) -> Numbered<L> {
        let mut labels = Vec::new();
        let mut number = |label: L| {
            let place = labels.iter().position(|&known| known == label);
            place.unwrap_or_else(|| {
                labels.push(label);
                labels.len() - 1
            }) as u32
        };
        nodes.iter().for_each(|&node| _ = number(node));
        let ends = source.iter().zip(target).map(|(&s, &t)| (number(s), number(t)));
        let (source, target) = ends.unzip();
        Numbered { source, target, labels }
    }

    fn hashed<L: Label + Sync>(nodes: &[L], source: &[L], target: &[L]) -> Numbered<L> {
        numbered(&nodes, &source, &target, HashBook::default, &Interrupt::new())
            .expect("columns of one length")
    }

    proptest! {
        #[test]
        fn texts_get_the_numbers_of_the_reference(
            nodes in prop::collection::vec(".{0,2}", 0..4),
            ends in prop::collection::vec(("[ab\0]{0,18}|.{0,3}", ".{0,2}"), 0..40),
        ) {
            let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
            let (source, target): (Vec<&str>, Vec<&str>) =
                ends.iter().map(|(s, t)| (s.as_str(), t.as_str())).unzip();
            prop_assert_eq!(
                hashed(&nodes, &source, &target),
                slow(&nodes, &source, &target)
            );
        }

        #[test]
        fn numbers_get_the_numbers_of_the_reference(
            nodes in prop::collection::vec(-3_i128..4, 0..4),
            ends in prop::collection::vec((-3_i128..4, -3_i128..4), 0..40),
            far in any::<u64>(),
        ) {
            let shifted = |v: i128| v + i128::from(far);
            let nodes: Vec<i128> = nodes.into_iter().map(shifted).collect();
            let (source, target): (Vec<i128>, Vec<i128>) =
                ends.into_iter().map(|(s, t)| (shifted(s), shifted(t))).unzip();
            let wanted = slow(&nodes, &source, &target);
            prop_assert_eq!(&hashed(&nodes, &source, &target), &wanted);
            let book = || RangeBook::new(shifted(-3), shifted(3));
            let ranged =
                numbered(&&nodes[..], &&source[..], &&target[..], book, &Interrupt::new());
            prop_assert_eq!(ranged.expect("columns of one length"), wanted);
        }

        #[test]
        fn short_texts_have_keys_of_their_own(one in "[ab\0]{0,15}", other in "[ab\0]{0,15}") {
            prop_assert!(one.as_str().key().1);
            prop_assert_eq!(one.as_str().key() == other.as_str().key(), one == other);
        }
    }

    #[test]
    fn long_texts_of_one_hash_are_told_apart() {
        let (one, other) = ("a".repeat(16), "b".repeat(16));
        let key = one.as_str().key().0;
        let mut book = HashBook { table: HashTable::new(), labels: vec![other.as_str()] };
        // As if the hash of the other were the same.
        book.table.insert_unique(mixed(key), (key, 0), |&(key, _)| mixed(key));
        assert_eq!(book.number(&one), 1);
        assert_eq!(book.number(&one), 1);
    }

    #[test]
    fn any_number_of_threads_numbers_alike() {
        let mut stream = crate::random::Stream::new(3, 0);
        let names: Vec<String> = (0..9_000).map(|v| format!("{v}").repeat(1 + v % 7)).collect();
        let rows = 5 * ROWS_PER_THREAD + 7;
        let mut ends = || (0..rows).map(|_| &*names[stream.below(names.len())]).collect();
        let (source, target): (Vec<&str>, Vec<&str>) = (ends(), ends());
        for nodes in [&["x", "11"][..], &[]] {
            let wanted = on_threads(1, || hashed(nodes, &source, &target));
            for threads in [2, 4] {
                assert_eq!(on_threads(threads, || hashed(nodes, &source, &target)), wanted);
            }
            let back: Vec<&str> =
                wanted.source.iter().map(|&v| wanted.labels[v as usize]).collect();
            assert_eq!(back, source);
        }
    }

    #[test]
    fn columns_of_different_length_are_refused_and_an_interrupt_is_heard() {
        let (one, two) = (&["a"][..], &["a", "b"][..]);
        let run = |target: &[&'static str], interrupt: &Interrupt| {
            numbered(&one, &two, &target, HashBook::default, interrupt)
        };
        let interrupt = Interrupt::new();
        assert!(matches!(run(one, &interrupt), Err(Error::Input { .. })));
        interrupt.stop();
        assert_eq!(run(two, &interrupt), Err(Error::Interrupted));
    }
}
