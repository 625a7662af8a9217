//! Whose posts an account can have seen: those it follows, or those it had dealt with.

use rayon::prelude::*;

use super::{Attribution, Evidence};
use crate::corpus::{Corpus, Follows, NO_TIME};
use crate::error::{Error, Result};
use crate::network::{Tie, TiesOptions, ties};
use crate::run::Interrupt;

/// The sources of every account, and how many follow it.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    known: Links<'a>,
    /// How many follow each account; empty where no rule goes by it.
    followers: Vec<u64>,
}

#[derive(Debug)]
enum Links<'a> {
    /// The accounts that it follows, always.
    Followed(&'a Follows),
    /// The accounts that it had interacted with, since the first time.
    Met(Interactions),
}

/// The sources of one account, in order of number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Known<'a> {
    Followed(&'a [u32]),
    Met(&'a [(u32, i64)]),
}

impl<'a> Sources<'a> {
    /// What a rule needs: nothing, or sources by follower lists where they are given, else by
    /// interaction. Refused where a rule goes by numbers of followers and none is known.
    pub fn needed(
        corpus: &Corpus,
        follows: Option<&'a Follows>,
        rule: Attribution,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>> {
        if !rule.needs_sources() {
            return Ok(None);
        }
        let followers = if rule.needs_followers() {
            followers(corpus, follows).ok_or_else(|| no_followers(rule))?
        } else {
            Vec::new()
        };
        let known = match follows {
            Some(follows) => Links::Followed(follows),
            None => Links::Met(Interactions::new(corpus, interrupt)?),
        };
        Ok(Some(Self { known, followers }))
    }

    /// The sources of an account.
    pub fn of(&self, account: u32) -> Known<'_> {
        match &self.known {
            Links::Followed(follows) => Known::Followed(follows.of(account)),
            Links::Met(interactions) => Known::Met(interactions.of(account)),
        }
    }

    /// How many follow an account; 0 where that is unknown.
    pub fn followers(&self, account: u32) -> u64 {
        self.followers.get(account as usize).copied().unwrap_or(0)
    }

    /// What a parent found among these sources rests on.
    pub fn evidence(&self) -> Evidence {
        match self.known {
            Links::Followed(_) => Evidence::InferredFollow,
            Links::Met(_) => Evidence::InferredInteraction,
        }
    }
}

/// How many follow each account: as the platform says, else as the follower lists say; `None` if
/// that is known of nobody.
fn followers(corpus: &Corpus, follows: Option<&Follows>) -> Option<Vec<u64>> {
    let mut counts = vec![0; corpus.accounts.len()];
    for (_, followed) in follows.into_iter().flat_map(Follows::pairs) {
        counts[followed as usize] += 1;
    }
    let mut known = follows.is_some_and(|follows| !follows.is_empty());
    for (account, count) in (0..corpus.accounts.len() as u32).zip(&mut counts) {
        let followers = corpus.accounts.followers(account);
        known |= followers.is_some();
        *count = followers.unwrap_or(*count);
    }
    known.then_some(counts)
}

fn no_followers(rule: Attribution) -> Error {
    Error::input(
        "attribution",
        format!("{:?}, but no account has a number of followers", rule.as_str()),
        "followers_count of accounts in the archive, follow lists (follows=), or the rule \
         \"recent\", \"first\" or \"chain\"",
    )
}

impl Known<'_> {
    /// How many sources there are, at any time.
    pub fn len(self) -> usize {
        match self {
            Self::Followed(others) => others.len(),
            Self::Met(others) => others.len(),
        }
    }

    /// The source of this place, if it was one before this time.
    pub fn at(self, place: usize, time: i64) -> Option<u32> {
        match self {
            Self::Followed(others) => Some(others[place]),
            Self::Met(others) => Some(others[place]).filter(|met| met.1 < time).map(|met| met.0),
        }
    }

    /// Whether this account was a source before this time.
    pub fn has(self, account: u32, time: i64) -> bool {
        let place = match self {
            Self::Followed(others) => others.binary_search(&account),
            Self::Met(others) => others.binary_search_by_key(&account, |met| met.0),
        };
        place.is_ok_and(|place| self.at(place, time).is_some())
    }
}

/// With whom each account had dealt, and since when.
#[derive(Debug)]
pub(super) struct Interactions {
    starts: Vec<usize>,
    /// Account and time of the first interaction.
    met: Vec<(u32, i64)>,
}

impl Interactions {
    /// Reposts, replies, quotes and mentions of others, at a known time; mentions in reposts are
    /// not the reposter's. `O(m log m)` in interactions.
    fn new(corpus: &Corpus, interrupt: &Interrupt) -> Result<Self> {
        let options = TiesOptions { attention: true, ..TiesOptions::default() };
        let ties = ties(corpus, Tie::Any, &options, interrupt)?;
        let mut all: Vec<(u32, u32, i64)> = ties
            .source
            .iter()
            .zip(&ties.target)
            .zip(&ties.time)
            .map(|((&source, &target), &time)| (source, target, time))
            .filter(|&(source, target, time)| source != target && time != NO_TIME)
            .collect();
        all.par_sort_unstable();
        interrupt.check()?;
        all.dedup_by_key(|&mut (source, target, _)| (source, target));
        let mut starts = vec![0; corpus.accounts.len() + 1];
        for &(source, ..) in &all {
            starts[source as usize + 1] += 1;
        }
        for account in 1..starts.len() {
            starts[account] += starts[account - 1];
        }
        let met = all.into_iter().map(|(_, target, time)| (target, time)).collect();
        Ok(Self { starts, met })
    }

    fn of(&self, account: u32) -> &[(u32, i64)] {
        let account = account as usize;
        match (self.starts.get(account), self.starts.get(account + 1)) {
            (Some(&start), Some(&end)) => &self.met[start..end],
            _ => &[],
        }
    }
}
