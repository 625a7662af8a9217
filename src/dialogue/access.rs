//! Who of the public is ever answered, and how much the public talks back.

use super::messages::{Message, messages};
use crate::corpus::{Corpus, Found, Groups, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::inference::{Estimate, bootstrap_share};
use crate::responses::{mentions, reply};
use crate::run::Interrupt;

/// Which posts count: from a time on, and before one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Between {
    /// From this time on, in microseconds.
    pub since: Option<i64>,
    /// Before this time.
    pub until: Option<i64>,
}

impl Between {
    /// Whether a time is among them; one that is not known is only where none is asked for.
    pub fn covers(self, time: i64) -> bool {
        if time == NO_TIME {
            return self.since.is_none() && self.until.is_none();
        }
        self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until)
    }
}

/// How much access a group of officials gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AccessRow {
    /// The group, in the [`Found`] of the table.
    pub group: u32,
    /// Accounts of the public that sent it a message.
    pub publics: u64,
    /// Their messages to it.
    pub messages: u64,
    /// Those of the accounts that it answered at least once.
    pub answered_publics: u64,
    /// `answered_publics / publics`.
    pub access: Estimate,
    /// Messages that it answered.
    pub answered_messages: u64,
    /// Those of them whose answer names only the account.
    pub answered_inferred: u64,
    /// `answered_messages / messages`.
    pub answer_rate: Estimate,
}

/// The table of access.
#[derive(Debug, Default)]
pub struct Access {
    /// The groups.
    pub found: Found,
    /// One row a group, in the order of [`Found::order`].
    pub rows: Vec<AccessRow>,
    /// Messages of the public to officials without a group, which are left out.
    pub ungrouped: u64,
}

/// Access: the share of the accounts of the public that officials answered at least once, of those
/// that addressed them (Seib 2012 asks for it; the measure is ours).
///
/// Messages and answers are those of [`messages()`]; of the public is whoever is not
/// `is_official`. A message belongs to the group of the official addressed and its own time, and
/// counts if that lies in `between`, whenever its answer came. There is a row for every group of
/// officials that wrote or was addressed then.
///
/// Intervals: percentile bootstrap over accounts of the public ([`bootstrap_share`]).
/// `O(n log n)` in posts and mentions, and `O(draws x publics)`.
///
/// # Errors
/// [`Error::Input`] unless there is a flag for each account; [`Error::Interrupted`].
#[allow(clippy::too_many_arguments)] // one for each argument of the Python method
pub fn access(
    corpus: &Corpus,
    is_official: &[bool],
    groups: &Groups,
    between: Between,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Access> {
    check(corpus, is_official)?;
    let official = |account: u32| account != NONE && is_official[account as usize];
    let mut table = Access::default();
    for row in 0..corpus.len {
        let (author, time) = (corpus.author[row], corpus.time[row]);
        if official(author) && between.covers(time) {
            groups.of(author, time, &mut table.found);
        }
    }
    let mut of_group: Vec<Vec<Message>> = Vec::new();
    for message in messages(corpus, interrupt)? {
        let time = corpus.time[message.post as usize];
        if official(message.to) && !official(message.from) && between.covers(time) {
            let group = groups.of(message.to, time, &mut table.found);
            of_group.resize_with(table.found.len(), Vec::new);
            match of_group.get_mut(group as usize) {
                Some(of) => of.push(message),
                None => table.ungrouped += 1,
            }
        }
    }
    of_group.resize_with(table.found.len(), Vec::new);
    for group in table.found.order(groups) {
        let of = &mut of_group[group as usize];
        of.sort_unstable_by_key(|message| message.from);
        let answered = |message: &&Message| message.answer != NONE;
        let ever: Vec<(u32, bool)> = of
            .chunk_by(|a, b| a.from == b.from)
            .map(|own| (own[0].from, own.iter().any(|message| answered(&message))))
            .collect();
        let each = of.iter().map(|message| (message.from, answered(&message))).collect();
        let inferred = of.iter().filter(answered).filter(|message| message.inferred);
        table.rows.push(AccessRow {
            group,
            publics: ever.len() as u64,
            messages: of.len() as u64,
            answered_publics: ever.iter().filter(|of| of.1).count() as u64,
            answered_messages: of.iter().filter(answered).count() as u64,
            answered_inferred: inferred.count() as u64,
            access: bootstrap_share(ever, draws, seed, interrupt)?,
            answer_rate: bootstrap_share(each, draws, seed, interrupt)?,
        });
    }
    Ok(table)
}

/// How much a group of the public talks back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TalkBackRow {
    /// The group, in the [`Found`] of the table.
    pub group: u32,
    /// Accounts that wrote something.
    pub publics: u64,
    /// Their posts.
    pub posts: u64,
    /// Those of them that reply to or name an official.
    pub addressed: u64,
    /// `addressed / posts`.
    pub talk_back: Estimate,
    /// Those of the addressed that are messages to an official.
    pub messages: u64,
    /// Those of the messages that an official answered.
    pub answered: u64,
    /// `answered / messages`.
    pub answered_share: Estimate,
}

/// The table of talking back.
#[derive(Debug, Default)]
pub struct TalkBack {
    /// The groups.
    pub found: Found,
    /// One row a group, in the order of [`Found::order`].
    pub rows: Vec<TalkBackRow>,
    /// Posts of the public that belong to no group, which are left out.
    pub ungrouped: u64,
}

/// A post of somebody who is no official.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublicPost {
    pub(super) author: u32,
    pub(super) row: u32,
    /// Whether it answers or names an official.
    pub(super) addressed: bool,
    /// Whether an official could be seen to answer it, and did.
    pub(super) answered: Option<bool>,
}

/// All posts by the public, in order.
pub(super) fn public_posts(
    corpus: &Corpus,
    is_official: &[bool],
    messages: &[Message],
) -> Vec<PublicPost> {
    let official = |account: u32| account != NONE && is_official[account as usize];
    let mut messages = messages.iter().peekable();
    let mut posts = Vec::new();
    for row in 0..corpus.len as u32 {
        let mut answered = None;
        while let Some(message) = messages.next_if(|message| message.post == row) {
            if official(message.to) {
                answered = Some(answered == Some(true) || message.answer != NONE);
            }
        }
        let author = corpus.author[row as usize];
        if author == NONE || official(author) {
            continue;
        }
        // Reposts neither answer nor name anybody.
        let to = reply(corpus, row).map_or(NONE, |link| link.account);
        let addressed =
            official(to) || mentions(corpus, row).iter().any(|&account| official(account));
        posts.push(PublicPost { author, row, addressed, answered });
    }
    posts
}

/// Talking back: the share of the posts of the public that reply to or name an official, and how
/// many of them were answered (the measure is ours).
///
/// Reposts count as posts; they name nobody. A post belongs to the group of its author and time.
/// Of the addressed the `messages` are those that an official could be seen to answer: written
/// within its observed span; see [`messages()`]. A post to several officials is answered if one of
/// them did.
///
/// Intervals: percentile bootstrap over accounts of the public. Cost as for [`access()`].
///
/// # Errors
/// As for [`access()`].
#[allow(clippy::too_many_arguments)] // one for each argument of the Python method
pub fn talk_back(
    corpus: &Corpus,
    is_official: &[bool],
    groups: &Groups,
    between: Between,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<TalkBack> {
    check(corpus, is_official)?;
    let messages = messages(corpus, interrupt)?;
    let mut table = TalkBack::default();
    let mut of_group: Vec<Vec<PublicPost>> = Vec::new();
    for post in public_posts(corpus, is_official, &messages) {
        let time = corpus.time[post.row as usize];
        if !between.covers(time) {
            continue;
        }
        let group = groups.of(post.author, time, &mut table.found);
        of_group.resize_with(table.found.len(), Vec::new);
        match of_group.get_mut(group as usize) {
            Some(of) => of.push(post),
            None => table.ungrouped += 1,
        }
    }
    for group in table.found.order(groups) {
        let of = &of_group[group as usize];
        let mut authors: Vec<u32> = of.iter().map(|post| post.author).collect();
        authors.sort_unstable();
        authors.dedup();
        let addressed = of.iter().map(|post| (post.author, post.addressed)).collect();
        let answered: Vec<(u32, bool)> =
            of.iter().filter_map(|post| Some((post.author, post.answered?))).collect();
        table.rows.push(TalkBackRow {
            group,
            publics: authors.len() as u64,
            posts: of.len() as u64,
            addressed: of.iter().filter(|post| post.addressed).count() as u64,
            talk_back: bootstrap_share(addressed, draws, seed, interrupt)?,
            messages: answered.len() as u64,
            answered: answered.iter().filter(|of| of.1).count() as u64,
            answered_share: bootstrap_share(answered, draws, seed, interrupt)?,
        });
    }
    Ok(table)
}

pub(super) fn check(corpus: &Corpus, is_official: &[bool]) -> Result<()> {
    if is_official.len() != corpus.accounts.len() {
        let found = format!("{} flags", is_official.len());
        return Err(Error::input("of", found, "one for each account"));
    }
    Ok(())
}
