//! Whose posts an account can have seen: those it follows, or those it had dealt with.

use rayon::prelude::*;

use super::Evidence;
use crate::corpus::{Corpus, Follows, NO_TIME};
use crate::error::Result;
use crate::network::{Tie, TiesOptions, ties};
use crate::run::Interrupt;

/// The sources of every account.
#[derive(Debug)]
pub(super) enum Sources<'a> {
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
    /// By follower lists where they are given, else by interaction.
    pub fn new(
        corpus: &Corpus,
        follows: Option<&'a Follows>,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        Ok(match follows {
            Some(follows) => Self::Followed(follows),
            None => Self::Met(Interactions::new(corpus, interrupt)?),
        })
    }

    /// The sources of an account.
    pub fn of(&self, account: u32) -> Known<'_> {
        match self {
            Self::Followed(follows) => Known::Followed(follows.of(account)),
            Self::Met(interactions) => Known::Met(interactions.of(account)),
        }
    }

    /// What a parent found among these sources rests on.
    pub fn evidence(&self) -> Evidence {
        match self {
            Self::Followed(_) => Evidence::InferredFollow,
            Self::Met(_) => Evidence::InferredInteraction,
        }
    }
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
