//! Accounts: one key each, whatever names the archive gave them.

use std::collections::HashMap;
use std::sync::Arc;

use super::NO_TIME;
use super::column::Column;
use super::strings::{Strings, Texts};
use crate::archive::{NO_COUNT, bare_handle};

/// What is known of one account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known<'a> {
    /// Handle in its own case, without `@`.
    pub handle: Option<&'a str>,
    /// Display name.
    pub name: Option<&'a str>,
    /// Self-description.
    pub description: Option<&'a str>,
    /// Place as the account states it.
    pub location: Option<&'a str>,
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

/// The accounts that the archive names, as columns, in order of key (length, then bytes).
#[derive(Debug, Clone, Default)]
pub struct Roll {
    /// The keys: the platform's id, or the handle in lower case where no id is known.
    pub keys: Strings,
    /// Handles in their own case.
    pub handle: Texts,
    /// Display names.
    pub name: Texts,
    /// Self-descriptions.
    pub description: Texts,
    /// Places.
    pub location: Texts,
    /// Microseconds, or [`NO_TIME`].
    pub created_at: Column<i64>,
    /// Followers, or [`NO_COUNT`].
    pub followers: Column<u64>,
    /// Followed, or [`NO_COUNT`].
    pub following: Column<u64>,
    /// Posts, or [`NO_COUNT`].
    pub posts: Column<u64>,
    /// 0 no, 1 yes, 2 unknown.
    pub verified: Column<u8>,
    /// Handles in lower case.
    pub handles: Strings,
    /// The account that each of them leads to.
    pub handle_account: Column<u32>,
    /// Every handle that an account was seen with: the account, in order of number.
    pub seen_account: Column<u32>,
    /// Those handles, in their own case.
    pub seen_handle: Texts,
    /// Whether it is the handle seen last.
    pub seen_current: Column<bool>,
}

/// All accounts of a corpus; those that only a roster knows come last.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    roll: Arc<Roll>,
    /// Keys of later additions.
    added: Strings,
    /// Their handles.
    added_handles: Vec<Option<String>>,
    by_added_handle: HashMap<String, u32>,
}

impl From<Roll> for Accounts {
    fn from(roll: Roll) -> Self {
        Self { roll: Arc::new(roll), ..Self::default() }
    }
}

impl Accounts {
    /// How many accounts there are.
    pub fn len(&self) -> usize {
        self.roll.keys.len() + self.added.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The accounts that the archive names.
    pub fn roll(&self) -> &Roll {
        &self.roll
    }

    /// The account with this id or handle (any case, with or without `@`).
    pub fn find(&self, name: &str) -> Option<u32> {
        let bare = bare_handle(name);
        let lower = bare.to_lowercase();
        self.by_key(bare).or_else(|| self.by_handle(&lower)).or_else(|| self.by_key(&lower))
    }

    fn by_key(&self, key: &str) -> Option<u32> {
        let added = || self.added.find(key).map(|account| account + self.roll.keys.len() as u32);
        self.roll.keys.find(key).or_else(added)
    }

    fn by_handle(&self, lower: &str) -> Option<u32> {
        let of = |handle: u32| self.roll.handle_account.get(handle as usize).copied();
        let added = || self.by_added_handle.get(lower).copied();
        self.roll.handles.find(lower).and_then(of).or_else(added)
    }

    /// The account with this id or handle, which is added if it is new.
    pub fn find_or_add(&mut self, name: &str) -> u32 {
        if let Some(account) = self.find(name) {
            return account;
        }
        let bare = bare_handle(name);
        if is_number(bare) {
            return self.push(bare, None);
        }
        let lower = bare.to_lowercase();
        let account = self.push(&lower, Some(bare));
        self.by_added_handle.insert(lower, account);
        account
    }

    fn push(&mut self, key: &str, handle: Option<&str>) -> u32 {
        let account = self.added.intern(key);
        if account as usize == self.added_handles.len() {
            self.added_handles.push(handle.map(str::to_owned));
        }
        account + self.roll.keys.len() as u32
    }

    /// The key of an account, or `None` for [`super::NONE`].
    pub fn key(&self, account: u32) -> Option<&str> {
        let account = account as usize;
        let archived = self.roll.keys.len();
        match account {
            _ if account < archived => Some(self.roll.keys.get(account as u32)),
            _ if account < self.len() => Some(self.added.get((account - archived) as u32)),
            _ => None,
        }
    }

    /// All keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.roll.keys.iter().chain(self.added.iter())
    }

    /// The handle of an account where one is known.
    pub fn handle(&self, account: u32) -> Option<&str> {
        let account = account as usize;
        let archived = self.roll.keys.len();
        if account < archived {
            return self.roll.handle.get(account);
        }
        self.added_handles.get(account - archived)?.as_deref()
    }

    /// The followers of an account, as last seen.
    pub fn followers(&self, account: u32) -> Option<u64> {
        self.roll.followers.get(account as usize).copied().filter(|&count| count != NO_COUNT)
    }

    /// What is known of an account.
    pub fn known(&self, account: u32) -> Known<'_> {
        let row = account as usize;
        let roll = &*self.roll;
        if row >= roll.keys.len() {
            return Known { handle: self.handle(account), ..Known::default() };
        }
        let count = |column: &[u64]| Some(column[row]).filter(|&count| count != NO_COUNT);
        Known {
            handle: roll.handle.get(row),
            name: roll.name.get(row),
            description: roll.description.get(row),
            location: roll.location.get(row),
            created_at: Some(roll.created_at[row]).filter(|&time| time != NO_TIME),
            followers: count(&roll.followers),
            following: count(&roll.following),
            posts: count(&roll.posts),
            verified: match roll.verified[row] {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
        }
    }

    /// What is known of each account, in order.
    pub fn all_known(&self) -> impl Iterator<Item = Known<'_>> {
        (0..self.len() as u32).map(|account| self.known(account))
    }

    /// The same accounts, later additions among the others: for the disk.
    pub(super) fn whole(&self) -> Arc<Roll> {
        if self.added.is_empty() {
            return self.roll.clone();
        }
        let known = || self.all_known();
        let roll = &*self.roll;
        let counts = |count: fn(Known) -> Option<u64>| {
            self.all_known().map(|known| count(known).unwrap_or(NO_COUNT)).collect()
        };
        let mut handles = roll.handles.clone();
        let mut handle_account = roll.handle_account.to_vec();
        for (lower, &account) in &self.by_added_handle {
            if handles.intern(lower) as usize == handle_account.len() {
                handle_account.push(account);
            }
        }
        Arc::new(Roll {
            keys: self.keys().collect(),
            handle: known().map(|k| k.handle).collect(),
            name: known().map(|k| k.name).collect(),
            description: known().map(|k| k.description).collect(),
            location: known().map(|k| k.location).collect(),
            created_at: known().map(|k| k.created_at.unwrap_or(NO_TIME)).collect(),
            followers: counts(|k| k.followers),
            following: counts(|k| k.following),
            posts: counts(|k| k.posts),
            verified: known().map(|k| k.verified.map_or(2, u8::from)).collect(),
            handles,
            handle_account: handle_account.into(),
            ..roll.clone()
        })
    }

    /// Say how many followers an account has.
    #[cfg(test)]
    pub(crate) fn set_followers(&mut self, account: u32, followers: Option<u64>) {
        let mut roll = (*self.roll).clone();
        let mut counts = roll.followers.to_vec();
        counts[account as usize] = followers.unwrap_or(NO_COUNT);
        roll.followers = counts.into();
        self.roll = Arc::new(roll);
    }
}

pub(super) fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}
