//! Accounts: one key each, whatever names the archive gave them.

use std::collections::{HashMap, HashSet};

use super::strings::{NONE, Strings, id_order};
use crate::archive::{AccountRef, Batch, Profile, bare_handle};

/// What is known of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Handle in its own case, without `@`.
    pub handle: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Self-description.
    pub description: Option<String>,
    /// Place as the account states it.
    pub location: Option<String>,
    /// Microseconds since 1970, UTC.
    pub created_at: Option<i64>,
    /// Followers, as last seen.
    pub followers: Option<u64>,
    /// Accounts followed, as last seen.
    pub following: Option<u64>,
    /// Posts in all on the platform, as last seen.
    pub posts: Option<u64>,
    /// Whether the platform marks it as verified.
    pub verified: Option<bool>,
}

/// All accounts of a corpus, in order of key (length, then bytes); later additions at the end.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// The keys: the platform's id, or the handle in lower case where no id is known.
    pub keys: Strings,
    /// What is known of each.
    pub known: Vec<Known>,
    /// Handle in lower case to account.
    by_handle: HashMap<String, u32>,
}

impl Accounts {
    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The account with this id or handle (any case, with or without `@`).
    pub fn find(&self, name: &str) -> Option<u32> {
        let bare = bare_handle(name);
        let lower = bare.to_lowercase();
        let by_key = |name: &str| self.keys.find(name);
        by_key(bare).or_else(|| self.by_handle.get(&lower).copied()).or_else(|| by_key(&lower))
    }

    /// The account with this id or handle, which is added if it is new.
    pub fn find_or_add(&mut self, name: &str) -> u32 {
        if let Some(account) = self.find(name) {
            return account;
        }
        let bare = bare_handle(name);
        if is_number(bare) {
            return self.push(bare, Known::default());
        }
        let lower = bare.to_lowercase();
        let account =
            self.push(&lower, Known { handle: Some(bare.to_owned()), ..Known::default() });
        self.by_handle.insert(lower, account);
        account
    }

    /// The key of an account, or `None` for [`NONE`].
    pub fn key(&self, account: u32) -> Option<&str> {
        self.keys.get_opt(account)
    }

    /// The handle of an account where one is known.
    pub fn handle(&self, account: u32) -> Option<&str> {
        self.known.get(account as usize)?.handle.as_deref()
    }

    fn push(&mut self, key: &str, known: Known) -> u32 {
        let account = self.keys.intern(key);
        if account as usize == self.known.len() {
            self.known.push(known);
        }
        account
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Accounts while an archive is read: the same account may have come by id, by handle, or by
/// either; only at the end is it clear which names belong together.
#[derive(Debug, Default)]
pub struct People {
    /// Names behind a mark: `i` for an id, `h` for a handle in lower case, `?` for either.
    names: Strings,
    known: Vec<Known>,
    /// Of a handle: the id it was last seen with.
    id_of: Vec<u32>,
    scratch: String,
    /// Handles that came with more than one id.
    ambiguous: HashSet<u32>,
}

impl People {
    /// The provisional number of an account; [`NONE`] if nothing is known.
    pub fn see(&mut self, batch: &Batch, account: &AccountRef) -> u32 {
        let handle = batch.get(account.handle);
        if let Some(id) = batch.get(account.id) {
            let by_id = self.intern('i', id, false);
            if let Some(handle) = handle {
                let by_handle = self.intern('h', handle, true);
                let known = std::mem::replace(&mut self.id_of[by_handle as usize], by_id);
                if known != NONE && known != by_id {
                    self.ambiguous.insert(by_handle);
                }
                call(&mut self.known[by_id as usize].handle, handle);
            }
            by_id
        } else if let Some(handle) = handle {
            let by_handle = self.intern('h', handle, true);
            call(&mut self.known[by_handle as usize].handle, handle);
            by_handle
        } else if let Some(name) = batch.get(account.loose) {
            self.intern('?', name, false)
        } else {
            NONE
        }
    }

    /// Take up what a record says of an account; what was seen last holds.
    pub fn learn(&mut self, batch: &Batch, profile: &Profile) {
        let account = self.see(batch, &profile.account);
        if account == NONE {
            return;
        }
        let known = &mut self.known[account as usize];
        set(&mut known.name, batch.get(profile.name));
        set(&mut known.description, batch.get(profile.description));
        set(&mut known.location, batch.get(profile.location));
        known.created_at = profile.created_at.or(known.created_at);
        known.followers = profile.followers.or(known.followers);
        known.following = profile.following.or(known.following);
        known.posts = profile.posts.or(known.posts);
        known.verified = profile.verified.or(known.verified);
    }

    fn intern(&mut self, mark: char, name: &str, lower: bool) -> u32 {
        self.scratch.clear();
        self.scratch.push(mark);
        if lower {
            self.scratch.extend(name.chars().flat_map(char::to_lowercase));
        } else {
            self.scratch.push_str(name);
        }
        let number = self.names.intern(&self.scratch);
        if number as usize == self.known.len() {
            self.known.push(Known::default());
            self.id_of.push(NONE);
        }
        number
    }

    /// How many handles came with more than one id; the one seen last holds.
    pub fn ambiguous_handles(&self) -> u64 {
        self.ambiguous.len() as u64
    }

    /// The accounts, and for each provisional number the account it turned out to be.
    pub fn finish(mut self) -> (Accounts, Vec<u32>) {
        self.settle_loose_names();
        let same: Vec<u32> =
            (0..self.names.len() as u32).map(|number| self.same_as(number)).collect();
        let mut order: Vec<u32> =
            (0..same.len() as u32).filter(|&number| same[number as usize] == number).collect();
        order.sort_by(|&a, &b| id_order(&self.names.get(a)[1..], &self.names.get(b)[1..]));
        let mut accounts = Accounts::default();
        let mut place = vec![NONE; same.len()];
        let mut known = self.known;
        for number in order {
            let name = &self.names.get(number)[1..];
            place[number as usize] =
                accounts.push(name, std::mem::take(&mut known[number as usize]));
        }
        let map: Vec<u32> = same.iter().map(|&number| place[number as usize]).collect();
        for (number, name) in self.names.iter().enumerate() {
            let (mark, bare) = name.split_at(1);
            let account = map[number];
            if mark == "h" {
                accounts.by_handle.insert(bare.to_owned(), account);
            }
            // What was said of a handle before its id was known.
            if mark != "i" {
                accounts.known[account as usize].fill_from(std::mem::take(&mut known[number]));
            }
        }
        (accounts, map)
    }

    /// A loose name that is neither a known id nor a number is a handle.
    fn settle_loose_names(&mut self) {
        for number in 0..self.names.len() as u32 {
            let name = self.names.get(number).to_owned();
            let Some(bare) = name.strip_prefix('?') else { continue };
            if is_number(bare) || self.names.find(&format!("i{bare}")).is_some() {
                continue;
            }
            let handle = self.intern('h', bare, true);
            let known = &mut self.known[handle as usize];
            known.handle.get_or_insert_with(|| bare.to_owned());
        }
    }

    /// Ids stand for themselves, a handle for its id, a loose name for what it turned out to be.
    fn same_as(&self, number: u32) -> u32 {
        let name = self.names.get(number);
        let resolve = |handle: u32| match self.id_of[handle as usize] {
            NONE => handle,
            id => id,
        };
        match name.split_at(1) {
            ("h", _) => resolve(number),
            ("?", bare) => {
                let by_id = || self.names.find(&format!("i{bare}"));
                let by_handle = || self.names.find(&format!("h{}", bare.to_lowercase()));
                by_id().or_else(|| by_handle().map(resolve)).unwrap_or(number)
            }
            _ => number,
        }
    }
}

impl Known {
    fn fill_from(&mut self, other: Self) {
        self.handle = self.handle.take().or(other.handle);
        self.name = self.name.take().or(other.name);
        self.description = self.description.take().or(other.description);
        self.location = self.location.take().or(other.location);
        self.created_at = self.created_at.or(other.created_at);
        self.followers = self.followers.or(other.followers);
        self.following = self.following.or(other.following);
        self.posts = self.posts.or(other.posts);
        self.verified = self.verified.or(other.verified);
    }
}

/// Replace a string only if it changed: most records repeat what the last one said.
/// The handle seen last holds, but the account's own spelling before one in small letters only,
/// as some collectors write mentions.
fn call(known: &mut Option<String>, handle: &str) {
    let same = known.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(handle));
    if !same || handle.bytes().any(|byte| byte.is_ascii_uppercase()) {
        set(known, Some(handle));
    }
}

fn set(slot: &mut Option<String>, new: Option<&str>) {
    if let Some(new) = new
        && slot.as_deref() != Some(new)
    {
        *slot = Some(new.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finish(names: &[(Option<&str>, Option<&str>, Option<&str>)]) -> (Accounts, Vec<u32>) {
        let mut people = People::default();
        let mut batch = Batch::default();
        for &(id, handle, loose) in names {
            let account = match loose {
                Some(name) => batch.loose_account(Some(name)),
                None => batch.account(id, handle),
            };
            people.see(&batch, &account);
        }
        people.finish()
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
    fn small_letters_do_not_hide_the_spelling_of_a_handle() {
        let mut slot = None;
        for (handle, held) in
            [("un", "un"), ("UN", "UN"), ("un", "UN"), ("Un", "Un"), ("unhq", "unhq")]
        {
            call(&mut slot, handle);
            assert_eq!(slot.as_deref(), Some(held));
        }
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
        assert_eq!(accounts.keys.iter().collect::<Vec<_>>(), ["b", "20", "100"]);
    }
}
