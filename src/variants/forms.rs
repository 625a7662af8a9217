//! Texts of the same set of shingles as one form, and the forms' shingles by how rare they are.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

use super::normal::HASH;
use super::read::Reader;
use super::settings::{Settings, jaccard};
use crate::corpus::NONE;
use crate::error::Result;
use crate::run::Interrupt;

/// Texts read on one thread at a time.
const CHUNK: usize = 1024;
/// Shingles that are sorted at a time: milliseconds of work, so Ctrl-C is heard.
const SORTED: usize = 1 << 18;

/// Texts that have the same set of shingles, in order of their first text.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    /// The form of each text, or [`NONE`] for a text too short to match any.
    pub form: Vec<u32>,
    /// Where the texts of each form begin.
    starts: Vec<usize>,
    texts: Vec<u32>,
    /// Their shingles.
    pub sets: Sets,
    /// The shingle of each rank.
    pub shingles: Vec<u64>,
}

/// Sets of shingles by rank, ascending: the rarest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Sets {
    /// How many members each set has.
    size: Vec<u32>,
    /// Where the ranks of each set begin. Members that no other set has have no rank.
    starts: Vec<usize>,
    ranks: Vec<u32>,
    bits: Vec<Bits>,
}

/// A few bits of a set: of each member one.
pub(super) type Bits = [u64; 4];

/// The bits of a set of shingles.
pub(super) fn bits_of(shingles: &[u64]) -> Bits {
    let mut bits = [0; 4];
    for shingle in shingles {
        bits[(shingle >> 6 & 3) as usize] |= 1 << (shingle & 63);
    }
    bits
}

impl Forms {
    /// Read texts. A shingle gets a rank if `least` forms have it or more. Near-linear.
    pub fn read(
        texts: &[Option<&str>],
        settings: Settings,
        least: usize,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let chunks: Vec<Chunk> = texts
            .par_chunks(CHUNK)
            .map_init(Reader::default, |reader, texts| {
                interrupt.check()?;
                Ok(Chunk::read(texts, settings, reader))
            })
            .collect::<Result<_>>()?;
        let (form, sets) = distinct(&chunks, interrupt)?;
        let (starts, texts) = grouped(&form, sets.len());
        let (sets, shingles) = ranked(&sets, least, interrupt)?;
        Ok(Self { form, starts, texts, sets, shingles })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The texts of a form, ascending.
    pub fn texts(&self, form: u32) -> &[u32] {
        let at = form as usize;
        &self.texts[self.starts[at]..self.starts[at + 1]]
    }
}

/// The sets of shingles of some texts.
struct Chunk {
    /// For each text the hash of its set, and where the set ends.
    sets: Vec<(u64, usize)>,
    shingles: Vec<u64>,
}

impl Chunk {
    fn read(texts: &[Option<&str>], settings: Settings, reader: &mut Reader) -> Self {
        let mut chunk = Self { sets: Vec::with_capacity(texts.len()), shingles: Vec::new() };
        for text in texts {
            let mut hash = 0;
            if text.is_some_and(|text| reader.read(text, settings)) {
                hash = HASH.hash_one(&reader.shingles[..]);
                chunk.shingles.extend(&reader.shingles);
            }
            chunk.sets.push((hash, chunk.shingles.len()));
        }
        chunk
    }

    fn each(&self) -> impl Iterator<Item = (u64, &[u64])> {
        let mut start = 0;
        self.sets.iter().map(move |&(hash, end)| {
            let set = &self.shingles[start..end];
            start = end;
            (hash, set)
        })
    }
}

/// The form of each text, and the set of each form.
fn distinct<'a>(chunks: &'a [Chunk], interrupt: &Interrupt) -> Result<(Vec<u32>, Vec<&'a [u64]>)> {
    let mut known: HashTable<(u64, u32)> = HashTable::new();
    let (mut form, mut sets) = (Vec::new(), Vec::<&[u64]>::new());
    for chunk in chunks {
        interrupt.check()?;
        for (hash, set) in chunk.each() {
            if set.is_empty() {
                form.push(NONE);
                continue;
            }
            let same = |&(other, form): &(u64, u32)| other == hash && sets[form as usize] == set;
            form.push(match known.entry(hash, same, |it| it.0) {
                Entry::Occupied(found) => found.get().1,
                Entry::Vacant(place) => {
                    let next = sets.len() as u32;
                    place.insert((hash, next));
                    sets.push(set);
                    next
                }
            });
        }
    }
    Ok((form, sets))
}

/// The texts of each form.
fn grouped(form: &[u32], forms: usize) -> (Vec<usize>, Vec<u32>) {
    let known = || (0..).zip(form).filter(|it| *it.1 != NONE);
    let mut starts = vec![0; forms + 1];
    known().for_each(|(_, &form)| starts[form as usize + 1] += 1);
    (0..forms).for_each(|form| starts[form + 1] += starts[form]);
    let mut next = starts.clone();
    let mut texts = vec![0; starts[forms]];
    for (text, &form) in known() {
        texts[next[form as usize]] = text;
        next[form as usize] += 1;
    }
    (starts, texts)
}

/// The sets by rank, and the shingle of each rank: the rarest first, those equally rare by number.
fn ranked(sets: &[&[u64]], least: usize, interrupt: &Interrupt) -> Result<(Sets, Vec<u64>)> {
    let held = held_by(sets, least, interrupt)?;
    let mut order: Vec<(usize, u64, u32, usize)> = (0..)
        .zip(&held)
        .flat_map(|(part, held)| {
            let each = held.shingles.iter().zip(held.runs());
            each.map(move |(&shingle, (start, end))| (end - start, shingle, part, start))
        })
        .collect();
    order.par_sort_unstable();
    interrupt.check()?;
    let mut starts = vec![0; sets.len() + 1];
    held.iter().flat_map(|held| &held.forms).for_each(|&form| starts[form as usize + 1] += 1);
    (0..sets.len()).for_each(|form| starts[form + 1] += starts[form]);
    let mut next = starts.clone();
    let mut ranks = vec![0; starts[sets.len()]];
    // In order of ranks, so each set comes out in order.
    for (&(count, _, part, start), rank) in order.iter().zip(0..) {
        for &form in &held[part as usize].forms[start..start + count] {
            ranks[next[form as usize]] = rank;
            next[form as usize] += 1;
        }
    }
    let size = sets.iter().map(|set| set.len() as u32).collect();
    let bits = sets.par_iter().map(|set| bits_of(set)).collect();
    let shingles = order.into_iter().map(|it| it.1).collect();
    Ok((Sets { size, starts, ranks, bits }, shingles))
}

/// Some shingles, and which forms have them.
struct Held {
    shingles: Vec<u64>,
    /// Where the forms of each shingle end.
    ends: Vec<usize>,
    forms: Vec<u32>,
}

impl Held {
    fn runs(&self) -> impl Iterator<Item = (usize, usize)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends.iter().copied())
    }
}

/// The shingles that `least` sets have or more, in parts by their first bits.
fn held_by(sets: &[&[u64]], least: usize, interrupt: &Interrupt) -> Result<Vec<Held>> {
    let all: usize = sets.iter().map(|set| set.len()).sum();
    let parts = (all / SORTED + 1).next_power_of_two() as u64;
    let bits = parts.trailing_zeros();
    (0..parts)
        .into_par_iter()
        .map(|part| {
            interrupt.check()?;
            // Sets are in order of numbers, so each part of one is a slice.
            let first = |part: u64| (u128::from(part) << (64 - bits)) as u64;
            let mut pairs: Vec<(u64, u32)> = Vec::with_capacity(all / parts as usize * 5 / 4);
            for (set, form) in sets.iter().zip(0..) {
                let start = set.partition_point(|&shingle| shingle < first(part));
                let ours = |shingle: u64| part + 1 == parts || shingle < first(part + 1);
                let run = set[start..].iter().take_while(|&&shingle| ours(shingle));
                pairs.extend(run.map(|&shingle| (shingle, form)));
            }
            interrupt.check()?;
            pairs.sort_unstable();
            let mut held = Held { shingles: Vec::new(), ends: Vec::new(), forms: Vec::new() };
            for run in pairs.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() >= least) {
                held.shingles.push(run[0].0);
                held.forms.extend(run.iter().map(|pair| pair.1));
                held.ends.push(held.forms.len());
            }
            Ok(held)
        })
        .collect()
}

/// A set of shingles: how many, and the ranks of those that have one, ascending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<'a> {
    pub size: usize,
    pub ranks: &'a [u32],
    pub bits: &'a Bits,
}

impl Set<'_> {
    /// How many members come before the first that has a rank: those without are the rarest.
    pub fn alone(self) -> usize {
        self.size - self.ranks.len()
    }

    /// Whether so many members may be common, at a glance: a bit that only one set has is of a
    /// member that the other lacks.
    pub fn may_share(self, needed: usize, other: Set) -> bool {
        let lacks = |a: &Bits, b: &Bits| -> usize {
            a.iter().zip(b).map(|(a, b)| (a & !b).count_ones() as usize).sum()
        };
        self.size - lacks(self.bits, other.bits) >= needed
            && other.size - lacks(other.bits, self.bits) >= needed
    }

    /// Jaccard similarity of two sets.
    pub fn similarity(self, other: Set) -> f64 {
        jaccard(common(self.ranks, other.ranks, 0), self.size, other.size)
    }
}

impl Sets {
    pub fn of(&self, form: u32) -> Set<'_> {
        let at = form as usize;
        let ranks = &self.ranks[self.starts[at]..self.starts[at + 1]];
        Set { size: self.size[at] as usize, ranks, bits: &self.bits[at] }
    }
}

/// How many numbers two ascending lists have in common; any smaller number if fewer than `least`.
pub(super) fn common(a: &[u32], b: &[u32], least: usize) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if common + (a.len() - i).min(b.len() - j) < least {
            break;
        }
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common
}
