//! Which forms may be nearly the same as another: those that share one of its rarest shingles.
//!
//! Two sets of which so many members are common have a common one among the rarest of each
//! (Chaudhuri, Ganti & Kaushik 2006, ICDE; Bayardo, Ma & Srikant 2007, WWW). Where it stands in
//! both bounds how much can be common at all (Xiao, Wang, Lin & Yu 2008, WWW). Here the forms of a
//! shingle are grouped by size and by where it stands, so that a whole group falls at once.

use std::sync::atomic::AtomicU32;

use rayon::prelude::*;

use super::forms::{Set, Sets, common};
use super::settings::Settings;
use crate::error::Result;
use crate::run::Interrupt;

/// Forms of one size that have a shingle at the same place.
pub(super) struct Group {
    pub size: u32,
    /// How many rarer members each of the forms has.
    pub at: u32,
    start: u32,
    end: u32,
    /// So many of the first forms are known to be of one family.
    pub of_one: AtomicU32,
}

/// For each rank the forms that have it among their rarest.
pub(super) struct Index {
    settings: Settings,
    /// Where the groups of each rank begin.
    starts: Vec<u32>,
    groups: Vec<Group>,
    forms: Vec<u32>,
}

impl Index {
    /// Of some forms. `prefix` says how many of the rarest members of a set of this size count.
    pub fn new(
        sets: &Sets,
        forms: &[u32],
        ranks: usize,
        settings: Settings,
        prefix: impl Fn(usize) -> usize + Sync,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        const CHUNK: usize = 4096;
        let parts: Vec<Vec<u128>> = forms
            .par_chunks(CHUNK)
            .map(|forms| {
                interrupt.check()?;
                let each = forms.iter().flat_map(|&form| {
                    let set = sets.of(form);
                    let counted = prefix(set.size).saturating_sub(set.alone());
                    let counted = &set.ranks[..counted.min(set.ranks.len())];
                    let places = (set.alone() as u32..).zip(counted);
                    places.map(move |(at, &rank)| packed([rank, set.size as u32, at, form]))
                });
                Ok(each.collect())
            })
            .collect::<Result<_>>()?;
        let mut entries = parts.concat();
        drop(parts);
        entries.par_sort_unstable();
        interrupt.check()?;
        let mut index = Self {
            settings,
            starts: Vec::with_capacity(ranks + 1),
            groups: Vec::new(),
            forms: entries.iter().map(|&entry| entry as u32).collect(),
        };
        let mut start = 0;
        for same in entries.chunk_by(|a, b| a >> 32 == b >> 32) {
            let rank = (same[0] >> 96) as usize;
            while index.starts.len() <= rank {
                index.starts.push(index.groups.len() as u32);
            }
            let end = start + same.len() as u32;
            let (size, at) = ((same[0] >> 64) as u32, (same[0] >> 32) as u32);
            index.groups.push(Group { size, at, start, end, of_one: AtomicU32::new(1) });
            start = end;
        }
        index.starts.resize(ranks + 1, index.groups.len() as u32);
        Ok(index)
    }

    /// The forms of a group, ascending.
    pub fn forms(&self, group: &Group) -> &[u32] {
        &self.forms[group.start as usize..group.end as usize]
    }

    /// Give every group that may hold a form that matches a set, and the place of the shingle that
    /// they share among the ranks of the set. A form that matches is in one of them where this
    /// shingle is the first that both have.
    pub fn each_group(&self, set: Set, mut take: impl FnMut(&Group, usize)) {
        let least = self.settings.least_common(set.size);
        let counted = self.settings.prefix(set.size).saturating_sub(set.alone());
        for (place, &rank) in set.ranks.iter().enumerate().take(counted) {
            let (start, end) = (self.starts[rank as usize], self.starts[rank as usize + 1]);
            let groups = &self.groups[start as usize..end as usize];
            let left = set.ranks.len() - place;
            if left < least {
                break;
            }
            for group in &groups[groups.partition_point(|group| (group.size as usize) < least)..] {
                let size = group.size as usize;
                let needed = self.settings.needed(set.size, size);
                if needed > set.size {
                    break; // Too large, and so are those that follow.
                }
                if left.min(size - group.at as usize) >= needed {
                    take(group, place);
                }
            }
        }
    }

    /// Whether two sets may match, at a glance.
    pub fn may_match(&self, set: Set, other: Set) -> bool {
        set.may_share(self.settings.needed(set.size, other.size), other)
    }

    /// The similarity of a set with a form of a group, if they match and this shingle is the first
    /// that both have.
    pub fn compare(&self, set: Set, place: usize, group: &Group, other: Set) -> Option<f64> {
        let from = group.at as usize - other.alone();
        let needed = self.settings.needed(set.size, other.size);
        let common = common(&set.ranks[place..], &other.ranks[from..], needed);
        self.settings.match_of(common, set.size, other.size)
    }
}

/// Four numbers as one, in the order of the first, then of the second, ...
fn packed(parts: [u32; 4]) -> u128 {
    parts.iter().fold(0, |all, &part| all << 32 | u128::from(part))
}
