//! The share of responses that the source is not told of.

use std::collections::BTreeMap;

use super::{Channel, Response, Responses, threads_of};
use crate::corpus::{Corpus, Found, Groups, NONE};
use crate::error::Result;
use crate::inference::{Estimate, bootstrap_share};
use crate::run::Interrupt;

/// What a row of the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// All responses.
    All,
    /// Those of a channel.
    Channel(Channel),
    /// Those of a group; [`NONE`]: those whose author or time belongs to no group.
    Group(u32),
    /// Those of a channel and a group.
    Both(Channel, u32),
}

impl Part {
    /// The channel, where there is one.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Self::Channel(channel) | Self::Both(channel, _) => Some(channel),
            Self::All | Self::Group(_) => None,
        }
    }

    /// The group, where there is one.
    pub fn group(self) -> Option<u32> {
        match self {
            Self::Group(group) | Self::Both(_, group) => Some(group).filter(|&it| it != NONE),
            Self::All | Self::Channel(_) => None,
        }
    }
}

/// How many responses there are and how many of them the source was not told of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unseen {
    /// Which responses.
    pub part: Part,
    /// How many.
    pub responses: u64,
    /// How many on platforms whose rule is not known; they are left out of the share.
    pub unknown: u64,
    /// How many the source was not told of.
    pub unseen: u64,
    /// How many of those it could look up.
    pub discoverable: u64,
    /// `U = unseen / (responses - unknown)` and its interval; NaN if nothing is known.
    pub share: Estimate,
}

/// The unseen share in all and by channel, for channels that occur.
///
/// `U = 1 - notified / all` (ours) among responses whose platform's rule is known. In all, a
/// post that responds to several of the sources counts once: as seen if one of them was told,
/// else as unknown if that is unknown for one. By channel each source and response counts, since
/// the same post may respond to two sources by two channels.
///
/// The interval is a percentile bootstrap over [`threads_of`]: responses in one thread stand or
/// fall together, and so does what was copied or taken from one post; a response that neither
/// refers to a post nor is taken from one is a thread of its own. NaN with fewer than two threads.
/// `O(n log n + draws × threads)`.
pub fn unseen_by_channel(
    corpus: &Corpus,
    responses: &Responses,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Unseen>> {
    let mut parts = BTreeMap::from([(Part::All, distinct(&responses.rows))]);
    for row in &responses.rows {
        parts.entry(Part::Channel(row.channel)).or_default().push(Case::of(row));
    }
    let threads = threads_of(corpus, responses);
    parts
        .into_iter()
        .map(|(part, cases)| count(part, cases, &threads, draws, seed, interrupt))
        .collect()
}

/// The unseen share by the group of the response's author and time, in the order of the groups;
/// last, if there are any, the responses without a group.
///
/// As [`unseen_by_channel`] in all: a post that responds to several of the sources counts once.
/// With `by_channel` the same for each channel, in their order; then each source and response
/// counts, as there.
pub fn unseen_by_group(
    corpus: &Corpus,
    responses: &Responses,
    groups: &Groups,
    by_channel: bool,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<(Found, Vec<Unseen>)> {
    let mut found = Found::default();
    let mut parts: BTreeMap<Part, Vec<Case>> = BTreeMap::new();
    let mut group_of = |row: u32| {
        let row = row as usize;
        groups.of(corpus.author[row], corpus.time[row], &mut found)
    };
    if by_channel {
        for row in &responses.rows {
            let part = Part::Both(row.channel, group_of(row.response));
            parts.entry(part).or_default().push(Case::of(row));
        }
    } else {
        for case in distinct(&responses.rows) {
            parts.entry(Part::Group(group_of(case.response))).or_default().push(case);
        }
    }
    let threads = threads_of(corpus, responses);
    let mut place = vec![u32::MAX; found.len()];
    for (&group, number) in found.order(groups).iter().zip(0..) {
        place[group as usize] = number;
    }
    let mut parts: Vec<(Part, Vec<Case>)> = parts.into_iter().collect();
    parts.sort_by_key(|(part, _)| {
        (part.channel(), part.group().map_or(u32::MAX, |group| place[group as usize]))
    });
    let table = parts
        .into_iter()
        .map(|(part, cases)| count(part, cases, &threads, draws, seed, interrupt))
        .collect::<Result<_>>()?;
    Ok((found, table))
}

/// A response and whether those it is for were told.
#[derive(Debug, Clone, Copy)]
struct Case {
    response: u32,
    notified: Option<bool>,
    /// Whether one of them could look it up.
    discoverable: bool,
}

impl Case {
    fn of(row: &Response) -> Self {
        let discoverable = row.discoverable == Some(true);
        Self { response: row.response, notified: row.notified, discoverable }
    }

    /// Of two answers about one post: told, then unknown, then not told.
    fn or(self, other: Self) -> Self {
        let notified = match (self.notified, other.notified) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) | (_, None) => None,
            _ => Some(false),
        };
        Self { notified, discoverable: self.discoverable || other.discoverable, ..self }
    }
}

/// Each post once.
fn distinct(rows: &[Response]) -> Vec<Case> {
    let mut cases: Vec<Case> = rows.iter().map(Case::of).collect();
    cases.sort_by_key(|case| case.response);
    cases
        .chunk_by(|a, b| a.response == b.response)
        .filter_map(|same| same.iter().copied().reduce(Case::or))
        .collect()
}

fn count(
    part: Part,
    cases: Vec<Case>,
    threads: &[u32],
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Unseen> {
    let responses = cases.len() as u64;
    let unseen = |case: &&Case| case.notified == Some(false);
    let discoverable = cases.iter().filter(unseen).filter(|case| case.discoverable).count() as u64;
    let known: Vec<(u32, bool)> = cases
        .into_iter()
        .filter_map(|case| Some((threads[case.response as usize], !case.notified?)))
        .collect();
    let unknown = responses - known.len() as u64;
    let unseen = known.iter().filter(|case| case.1).count() as u64;
    let share = bootstrap_share(known, draws, seed, interrupt)?;
    Ok(Unseen { part, responses, unknown, unseen, discoverable, share })
}
