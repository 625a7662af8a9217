//! Accounts while an archive is read: the same account may have come by id, by handle, or by
//! either; only at the end is it clear which names belong together.
//!
//! Every account has a provisional number: its place among the ids, the handles in lower case or
//! the loose names, and which of the three it is. All that is learnt goes to logs; what is kept
//! beside them in memory can be made again from them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::accounts::{Roll, is_number};
use super::column::{Log, Store};
use super::digest::Digest;
use super::strings::{NONE, Strings, Text, id_order};
use super::{NO_TIME, row};
use crate::archive::{Batch, NO_COUNT, Profile};
use crate::error::Result;

const BY_ID: u32 = 0;
const BY_HANDLE: u32 = 1;
const LOOSE: u32 = 2;

fn number(mark: u32, index: u32) -> u32 {
    index << 2 | mark
}

fn mark(account: u32) -> u32 {
    account & 3
}

fn index(account: u32) -> usize {
    (account >> 2) as usize
}

/// A profile: the account, three strings, four numbers and a truth value.
pub(super) type ProfileRow = [u32; 19];
/// Where the strings of a profile begin in its row.
const SAID: [usize; 3] = [1, 4, 7];
/// Where its numbers do: created, followers, following, posts.
const CREATED: usize = 10;
const COUNTS: [usize; 3] = [12, 14, 16];
const VERIFIED: usize = 18;

/// How much of each log of [`People`] is sound.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct PeopleLengths {
    ids: [usize; 2],
    spelled: [usize; 2],
    loose: [usize; 2],
    named: usize,
    profiles: usize,
    said: usize,
}

/// What an account was called in one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    /// Its provisional number; [`NONE`] if nothing is known.
    account: u32,
    /// The handle as it was written, or [`NONE`].
    handle: u32,
}

/// No account.
pub(super) const NOBODY: Names = Names { account: NONE, handle: NONE };

/// Accounts in the making.
#[derive(Debug, Default)]
pub(super) struct People {
    ids: Strings,
    /// Handles as they were written.
    spelled: Strings,
    loose: Strings,
    /// An account and the handle it was seen with, whenever that changes.
    named: Log<[u32; 2]>,
    profiles: Log<ProfileRow>,
    said: Text,
    /// Profiles before this one are in a checkpoint and are not changed.
    barrier: usize,
    without_profiles: bool,
    // From here on: made again from the logs.
    /// Handles in lower case.
    lower: Strings,
    /// Of a handle as written: that in lower case.
    lower_of: Vec<u32>,
    /// Of an id: the handle last seen with it, as written.
    handle_of: Vec<u32>,
    /// Of a handle in lower case: the id it was last seen with.
    id_of: Vec<u32>,
    /// Of a handle in lower case: how it was last written by itself.
    written: Vec<u32>,
    /// Of an account of each kind: its profile.
    profile_of: [Vec<u32>; 3],
    /// Handles that came with more than one id.
    ambiguous: HashSet<u32>,
    scratch: String,
}

impl People {
    /// Those of a store, up to a checkpoint.
    pub fn on(store: &Store, lengths: &PeopleLengths, without_profiles: bool) -> Result<Self> {
        let strings = |name: &str, [n, bytes]: [usize; 2]| Strings::on(store, name, n, bytes);
        let mut people = Self {
            ids: strings("people.ids", lengths.ids)?,
            spelled: strings("people.handles", lengths.spelled)?,
            loose: strings("people.loose", lengths.loose)?,
            named: store.log("people.named", lengths.named)?,
            profiles: store.log("people.profiles", lengths.profiles)?,
            said: Text::on(store, "people.said", lengths.said)?,
            barrier: lengths.profiles,
            without_profiles,
            ..Self::default()
        };
        people.recall();
        Ok(people)
    }

    /// Nobody yet, in memory.
    pub fn without_profiles(without_profiles: bool) -> Self {
        Self { without_profiles, ..Self::default() }
    }

    /// Make again what is in memory.
    fn recall(&mut self) {
        for spelled in 0..self.spelled.len() as u32 {
            self.learn_spelling(spelled);
        }
        for place in 0..self.named.len() {
            let [account, handle] = self.named[place];
            self.note_name(account, handle);
        }
        for place in 0..self.profiles.len() {
            let account = self.profiles[place][0];
            *slot(&mut self.profile_of[mark(account) as usize], index(account)) = place as u32;
        }
    }

    /// How much of the logs is sound now; what comes next does not change it.
    pub fn checkpoint(&mut self) -> Result<PeopleLengths> {
        self.flush()?;
        self.barrier = self.profiles.len();
        let of = |strings: &Strings| [strings.len(), strings.columns().0.len()];
        Ok(PeopleLengths {
            ids: of(&self.ids),
            spelled: of(&self.spelled),
            loose: of(&self.loose),
            named: self.named.len(),
            profiles: self.profiles.len(),
            said: self.said.len(),
        })
    }

    fn flush(&self) -> Result<()> {
        for strings in [&self.ids, &self.spelled, &self.loose] {
            let (bytes, ends) = strings.logs();
            bytes.map_or(Ok(()), Log::flush)?;
            ends.flush()?;
        }
        self.named.flush()?;
        self.profiles.flush()?;
        self.said.log().map_or(Ok(()), Log::flush)
    }

    /// Whether all that was learnt could be kept.
    pub fn check(&self) -> Result<()> {
        for strings in [&self.ids, &self.spelled, &self.loose] {
            let (bytes, ends) = strings.logs();
            bytes.map_or(Ok(()), Log::check)?;
            ends.check()?;
        }
        self.named.check()?;
        self.profiles.check()?;
        self.said.log().map_or(Ok(()), Log::check)
    }

    /// Bytes of memory beside the logs.
    pub fn memory(&self) -> usize {
        let tables = [&self.ids, &self.spelled, &self.loose, &self.lower].map(Strings::table_bytes);
        let vectors = [&self.lower_of, &self.handle_of, &self.id_of, &self.written];
        let slots = vectors.into_iter().chain(&self.profile_of).map(|v| 4 * v.capacity());
        tables.iter().sum::<usize>()
            + slots.sum::<usize>()
            + self.lower.columns().0.len()
            + 8 * self.lower.len()
    }

    /// The numbers of the accounts of a block, and of their handles.
    pub fn names(&mut self, batch: &Batch, digest: &Digest) -> Vec<Names> {
        let ids = self.ids.intern_all(|| digest.people.of(batch));
        let spelled = self.spelled.intern_all(|| digest.handles.of(batch));
        let loose = self.loose.intern_all(|| digest.loose.of(batch));
        for new in self.lower_of.len() as u32..self.spelled.len() as u32 {
            self.learn_spelling(new);
        }
        let names = |&[id, handle, name]: &[u32; 3]| {
            let handle = if handle == NONE { NONE } else { spelled[handle as usize] };
            let account = if id != NONE {
                number(BY_ID, ids[id as usize])
            } else if handle != NONE {
                number(BY_HANDLE, self.lower_of[handle as usize])
            } else if name != NONE {
                number(LOOSE, loose[name as usize])
            } else {
                NONE
            };
            Names { account, handle }
        };
        digest.accounts.iter().map(names).collect()
    }

    /// Take up that an account was met under these names: its provisional number, or [`NONE`].
    pub fn see(&mut self, names: Names) -> u32 {
        if names.handle != NONE {
            self.name(names.account, names.handle);
        }
        names.account
    }

    /// The number of a handle as it is written.
    fn spell(&mut self, handle: &str) -> u32 {
        let spelled = self.spelled.intern(handle);
        if spelled as usize == self.lower_of.len() {
            self.learn_spelling(spelled);
        }
        spelled
    }

    fn learn_spelling(&mut self, spelled: u32) {
        let spelled = self.spelled.get(spelled);
        self.scratch.clear();
        if spelled.is_ascii() {
            self.scratch.push_str(spelled);
            self.scratch.make_ascii_lowercase();
        } else {
            self.scratch.extend(spelled.chars().flat_map(char::to_lowercase));
        }
        let lower = self.lower.intern(&self.scratch);
        self.lower_of.push(lower);
    }

    fn name(&mut self, account: u32, handle: u32) {
        if self.note_name(account, handle) {
            self.named.push([account, handle]);
        }
    }

    /// Whether the handle of an account, or the account of a handle, is another than before.
    fn note_name(&mut self, account: u32, handle: u32) -> bool {
        let lower = self.lower_of[handle as usize];
        if mark(account) == BY_HANDLE {
            let before = *slot(&mut self.written, lower as usize);
            let handle = self.better_spelled(before, handle);
            return std::mem::replace(&mut self.written[lower as usize], handle) != handle;
        }
        let id = account >> 2;
        let known = std::mem::replace(slot(&mut self.id_of, lower as usize), id);
        if known != NONE && known != id {
            self.ambiguous.insert(lower);
        }
        let before = *slot(&mut self.handle_of, id as usize);
        let handle = self.better_spelled(before, handle);
        self.handle_of[id as usize] = handle;
        known != id || before != handle
    }

    /// The handle seen last holds, but the account's own spelling before one in small letters
    /// only, as some collectors write mentions.
    fn better_spelled(&self, known: u32, new: u32) -> u32 {
        let same = known != NONE && self.lower_of[known as usize] == self.lower_of[new as usize];
        let small = || !self.spelled.get(new).chars().any(char::is_uppercase);
        if same && known != new && small() { known } else { new }
    }

    /// Take up what a record says of an account; what was seen last holds.
    pub fn learn(&mut self, batch: &Batch, profile: &Profile, names: Names) {
        let account = self.see(names);
        if account == NONE {
            return;
        }
        let place = *slot(&mut self.profile_of[mark(account) as usize], index(account));
        let mut new = match place {
            NONE => empty_profile(account),
            place => self.profiles[place as usize],
        };
        let known = new;
        if !self.without_profiles {
            let said = [profile.name, profile.description, profile.location];
            for (at, said) in SAID.into_iter().zip(said) {
                if let Some(said) = batch.get(said) {
                    self.say(&mut new, at, said);
                }
            }
        }
        if let Some(time) = profile.created_at {
            row::set_long(&mut new, CREATED, time.cast_unsigned());
        }
        let counts = [profile.followers, profile.following, profile.posts];
        for (at, count) in COUNTS.into_iter().zip(counts) {
            if let Some(count) = count {
                row::set_long(&mut new, at, count);
            }
        }
        if let Some(verified) = profile.verified {
            new[VERIFIED] = u32::from(verified);
        }
        if place == NONE || (new != known && (place as usize) < self.barrier) {
            self.profile_of[mark(account) as usize][index(account)] = self.profiles.len() as u32;
            self.profiles.push(new);
        } else if new != known {
            self.profiles[place as usize] = new;
        }
    }

    /// Keep a string of a profile only if it is another than before.
    fn say(&mut self, profile: &mut ProfileRow, at: usize, said: &str) {
        if text_at(&self.said, profile, at) != Some(said) {
            let start = self.said.push(said);
            row::set_long(profile, at, start);
            profile[at + 2] = said.len() as u32;
        }
    }

    /// How many handles came with more than one id; the one seen last holds.
    pub fn ambiguous_handles(&self) -> u64 {
        self.ambiguous.len() as u64
    }

    /// Let go of what is only needed while reading.
    pub fn forget_tables(&mut self) {
        self.loose.forget_table();
        self.spelled.forget_table();
    }

    /// The accounts, and the account that each provisional number turned out to be.
    pub fn finish(&mut self) -> Result<(Roll, AccountMap)> {
        self.settle_loose_names();
        self.forget_tables();
        let counts = [self.ids.len(), self.lower.len(), self.loose.len()];
        for (slots, &len) in self.profile_of.iter_mut().zip(&counts) {
            slots.resize(len, NONE);
        }
        self.handle_of.resize(counts[0], NONE);
        for of_handle in [&mut self.id_of, &mut self.written] {
            of_handle.resize(counts[1], NONE);
        }
        let numbers = || {
            (0..3_u32).flat_map(|mark| {
                (0..counts[mark as usize] as u32).map(move |index| number(mark, index))
            })
        };
        let mut order: Vec<u32> =
            numbers().filter(|&account| self.same_as(account) == account).collect();
        order.par_sort_by(|&a, &b| id_order(self.bare(a), self.bare(b)));
        let mut keys = Strings::new();
        let mut map = AccountMap(counts.map(|len| vec![NONE; len]));
        for &account in &order {
            map.0[mark(account) as usize][index(account)] = keys.push_in_order(self.bare(account));
        }
        for account in numbers() {
            map.0[mark(account) as usize][index(account)] = map.get(self.same_as(account));
        }
        let roll = self.roll(keys, &map)?;
        Ok((roll, map))
    }

    /// The name of an account by itself.
    fn bare(&self, account: u32) -> &str {
        let strings = match mark(account) {
            BY_ID => &self.ids,
            BY_HANDLE => &self.lower,
            _ => &self.loose,
        };
        strings.get(account >> 2)
    }

    /// A loose name that is neither a known id nor a number is a handle.
    fn settle_loose_names(&mut self) {
        for loose in 0..self.loose.len() as u32 {
            let name = self.loose.get(loose);
            if is_number(name) || self.ids.find(name).is_some() {
                continue;
            }
            let name = name.to_owned();
            let handle = self.spell(&name);
            let written = slot(&mut self.written, self.lower_of[handle as usize] as usize);
            if *written == NONE {
                *written = handle;
            }
        }
    }

    /// Ids stand for themselves, a handle for its id, a loose name for what it turned out to be.
    fn same_as(&self, account: u32) -> u32 {
        let resolve = |lower: u32| match self.id_of.get(lower as usize) {
            Some(&id) if id != NONE => number(BY_ID, id),
            _ => number(BY_HANDLE, lower),
        };
        match mark(account) {
            BY_HANDLE => resolve(account >> 2),
            LOOSE => {
                let name = self.bare(account);
                let by_handle = || self.lower.find(&name.to_lowercase()).map(resolve);
                let by_id = self.ids.find(name).map(|id| number(BY_ID, id));
                by_id.or_else(by_handle).unwrap_or(account)
            }
            _ => account,
        }
    }

    fn roll(&self, keys: Strings, map: &AccountMap) -> Result<Roll> {
        let n = keys.len();
        // What was said by id holds; the rest fills what is missing there.
        let mut profile = vec![empty_profile(NONE); n];
        let mut handle = vec![NONE; n];
        for mark in [BY_ID, BY_HANDLE, LOOSE] {
            for (index, &account) in map.0[mark as usize].iter().enumerate() {
                let account = account as usize;
                let spelled = match mark {
                    BY_ID => self.handle_of[index],
                    BY_HANDLE => self.written[index],
                    _ => NONE,
                };
                if handle[account] == NONE {
                    handle[account] = spelled;
                }
                let place = self.profile_of[mark as usize][index];
                if place != NONE {
                    fill(&mut profile[account], &self.profiles[place as usize]);
                }
            }
        }
        let said = |at: usize| profile.iter().map(|p| text_at(&self.said, p, at)).collect();
        let longs = |at: usize| profile.iter().map(|p| row::long(p, at)).collect();
        let (seen_account, seen_handle) = self.seen(map);
        let current = |(&account, &spelled): (&u32, &u32)| handle[account as usize] == spelled;
        Ok(Roll {
            keys: keys.done()?,
            handle: handle.iter().map(|&spelled| self.spelled.get_opt(spelled)).collect(),
            name: said(SAID[0]),
            description: said(SAID[1]),
            location: said(SAID[2]),
            created_at: profile.iter().map(|p| row::long(p, CREATED).cast_signed()).collect(),
            followers: longs(COUNTS[0]),
            following: longs(COUNTS[1]),
            posts: longs(COUNTS[2]),
            verified: profile.iter().map(|p| p[VERIFIED] as u8).collect(),
            handles: self.lower.clone().done()?,
            handle_account: map.0[BY_HANDLE as usize].clone().into(),
            seen_current: seen_account.iter().zip(&seen_handle).map(current).collect(),
            seen_handle: seen_handle.iter().map(|&handle| self.spelled.get_opt(handle)).collect(),
            seen_account: seen_account.into(),
        })
    }

    /// Every handle that each account was seen with, as last written; by account, then in order
    /// of first sight.
    fn seen(&self, map: &AccountMap) -> (Vec<u32>, Vec<u32>) {
        let mut place = HashMap::with_hasher(FixedState::default());
        let mut seen: Vec<(u32, u32)> = Vec::new();
        let by_id = self.named.iter().filter(|[account, _]| mark(*account) == BY_ID);
        let by_id = by_id.map(|&[account, handle]| (map.get(account), handle));
        let alone = (0..self.lower.len())
            .map(|lower| (map.get(number(BY_HANDLE, lower as u32)), self.written[lower]));
        // A handle by itself says nothing new of an account that is known by its id.
        let alone = alone.filter(|(_, handle)| *handle != NONE);
        for (account, handle) in by_id {
            let key = (account, self.lower_of[handle as usize]);
            let at = *place.entry(key).or_insert(seen.len());
            if at == seen.len() {
                seen.push((account, handle));
            } else {
                seen[at].1 = handle;
            }
        }
        for (account, handle) in alone {
            let key = (account, self.lower_of[handle as usize]);
            place.entry(key).or_insert_with(|| {
                seen.push((account, handle));
                seen.len()
            });
        }
        seen.sort_by_key(|&(account, _)| account);
        seen.into_iter().unzip()
    }
}

/// The account of every provisional number.
#[derive(Debug, Default)]
pub(super) struct AccountMap([Vec<u32>; 3]);

impl AccountMap {
    /// The account of a provisional number; [`NONE`] stays.
    pub fn get(&self, account: u32) -> u32 {
        if account == NONE { NONE } else { self.0[mark(account) as usize][index(account)] }
    }
}

fn slot(slots: &mut Vec<u32>, at: usize) -> &mut u32 {
    if at >= slots.len() {
        slots.resize(at + 1, NONE);
    }
    &mut slots[at]
}

fn empty_profile(account: u32) -> ProfileRow {
    let mut profile = [0; 19];
    profile[0] = account;
    SAID.into_iter().for_each(|at| profile[at + 2] = NONE);
    row::set_long(&mut profile, CREATED, NO_TIME.cast_unsigned());
    COUNTS.into_iter().for_each(|at| row::set_long(&mut profile, at, NO_COUNT));
    profile[VERIFIED] = 2;
    profile
}

fn text_at<'a>(said: &'a Text, profile: &ProfileRow, at: usize) -> Option<&'a str> {
    let start = row::long(profile, at);
    let len = profile[at + 2];
    (len != NONE).then(|| said.get(start, start + u64::from(len)))
}

/// Take from another profile what this one lacks.
fn fill(profile: &mut ProfileRow, other: &ProfileRow) {
    for at in SAID {
        if profile[at + 2] == NONE {
            profile[at..at + 3].copy_from_slice(&other[at..at + 3]);
        }
    }
    let nulls =
        [(CREATED, NO_TIME.cast_unsigned())].into_iter().chain(COUNTS.map(|at| (at, NO_COUNT)));
    for (at, null) in nulls {
        if row::long(profile, at) == null {
            profile[at..at + 2].copy_from_slice(&other[at..at + 2]);
        }
    }
    if profile[VERIFIED] == 2 {
        profile[VERIFIED] = other[VERIFIED];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Accounts;

    fn finish(names: &[(Option<&str>, Option<&str>, Option<&str>)]) -> (Accounts, Vec<u32>) {
        let mut people = People::default();
        let mut batch = Batch::default();
        for &(id, handle, loose) in names {
            let account = match loose {
                Some(name) => batch.loose_account(Some(name)),
                None => batch.account(id, handle),
            };
            batch.profiles.push(Profile { account, ..Profile::default() });
        }
        let digest = Digest::of(&batch);
        let known = people.names(&batch, &digest);
        let numbers: Vec<u32> =
            digest.profiles.iter().map(|&account| people.see(known[account as usize])).collect();
        let (roll, map) = people.finish().expect("memory");
        (roll.into(), numbers.into_iter().map(|number| map.get(number)).collect())
    }

    #[test]
    fn id_handle_and_loose_name_meet_in_one_account() {
        let (accounts, map) = finish(&[
            (None, Some("UN"), None),
            (None, None, Some("@un")),
            (Some("14159148"), Some("UN"), None),
            (None, None, Some("14159148")),
        ]);
        assert_eq!(accounts.len(), 1);
        assert_eq!(accounts.key(0), Some("14159148"));
        assert_eq!(accounts.handle(0), Some("UN"));
        assert!(map.iter().all(|&account| account == 0));
        assert_eq!(accounts.find("@Un"), Some(0));
    }

    #[test]
    fn spellings_of_an_unknown_handle_are_one_account() {
        let (mut accounts, _) =
            finish(&[(None, None, Some("Embassy")), (None, None, Some("@EMBASSY"))]);
        assert_eq!(accounts.len(), 1);
        assert_eq!(accounts.key(0), Some("embassy"));
        assert_eq!(accounts.handle(0), Some("Embassy"));
        assert_eq!(accounts.find_or_add("embassy"), 0);
        assert_eq!(accounts.find_or_add("Consulate"), 1);
        assert_eq!(accounts.find("consulate"), Some(1));
    }

    #[test]
    fn accounts_come_in_order_of_length_then_bytes() {
        let (accounts, _) =
            finish(&[(Some("100"), None, None), (Some("20"), None, None), (None, Some("b"), None)]);
        assert_eq!(accounts.keys().collect::<Vec<_>>(), ["b", "20", "100"]);
    }
}
