//! Who answers, whom, how soon; and how unequally all take part.
//!
//! | file | what it knows |
//! |---|---|
//! | `messages` | which post was addressed to whom, and which answered it |
//! | `latency` | how the share of the answered grows with time |
//! | `reactions` | whose post a post answers, quotes or passes on |
//! | `league` | how accounts stand beside each other |
//! | `participation` | how unequally posts and attention are shared |
//! | `access` | who of the public is ever answered, and how much the public talks back |
//! | `barriers` | how far the public is from officials before and after a date |

mod access;
mod barriers;
mod latency;
mod league;
#[cfg(test)]
mod league_tests;
mod messages;
mod participation;
mod reactions;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

pub use access::{Access, AccessRow, Between, TalkBack, TalkBackRow, access, talk_back};
pub use barriers::{Barrier, Barriers, BarriersOptions, barriers};
pub use latency::{Latency, latency};
pub use league::{Counted, Standing, league};
pub use messages::{Message, messages};
pub use participation::{Participation, participation};
pub use reactions::{Reaction, reactions};

use std::collections::HashMap;

use rayon::prelude::*;

use crate::corpus::{Corpus, Found, Groups, NO_TIME, NONE};
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_ratio, bootstrap_share, bootstrap_survival};
use crate::responses::reply;
use crate::run::Interrupt;

const DAY: i64 = 86_400_000_000;
const ROWS_BETWEEN_CHECKS: u32 = 1 << 16;

/// How one account, or one group of accounts and times, talks with others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The group, in the [`Found`] of the table.
    pub group: u32,
    /// Posts written.
    pub posts: u64,
    /// Those of them that answer others.
    pub replies: u64,
    /// Those of them that answer their own author.
    pub self_replies: u64,
    /// `replies / posts`.
    pub reply_ratio: Estimate,
    /// Messages received; see [`messages`].
    pub addressed: u64,
    /// Those of them that were answered.
    pub answered: u64,
    /// Those of the answered whose answer names only the account.
    pub answered_inferred: u64,
    /// `answered / addressed`.
    pub answer_rate: Estimate,
    /// Share answered within 24 hours, were all messages watched that long.
    pub answered_24h: Estimate,
    /// Median time to the answer in seconds, unanswered messages taken into account.
    pub median_latency_s: Estimate,
    /// Replies to others of which the corpus would show whether their addressee replied.
    pub third_turns_known: u64,
    /// Share of those to which their addressee replied.
    pub third_turn_share: Estimate,
    /// Replies by others.
    pub replies_received: u64,
    /// Reposts by others.
    pub reposts_received: u64,
    /// `replies_received / reposts_received` (Minot et al. 2021).
    pub reply_to_repost_ratio: Estimate,
}

/// The table of dialogue.
#[derive(Debug, Default)]
pub struct Dialogue {
    /// The groups.
    pub found: Found,
    /// One row a group, in the order of [`Found::order`].
    pub rows: Vec<Row>,
}

/// Who answers, whom, how soon: by account ([`Groups::each_account`]) or any grouping.
///
/// A post belongs to the group of its author and time, a [message](messages()) to the group of
/// the account addressed and the message's time, as does a reply or repost received. There is a
/// row for every group that wrote or was addressed; what belongs to no group is left out.
///
/// - **Replies.** A post that is no repost and answers a post or an account, or that the archive
///   calls a reply. It is to others unless it is known to be to its own author.
///   `reply_ratio = replies / posts`, reposts counted among the posts.
/// - **Answer rate** = answered / addressed.
/// - **Latency.** Kaplan & Meier (1958): an unanswered message is watched until the last post of
///   the account addressed (or the end of the collection, which cannot be earlier).
///   `answered_24h` = 1 - S(24 h); `median_latency_s` is NaN if the curve stays above one half.
/// - **Third turn** (Rafaeli 1988): of the replies to others whose addressee is known, the share
///   to which that addressee replied in turn, to that very post. Left out: replies to accounts of
///   which the corpus has no post, and those whose addressee later answered without naming a post.
/// - **Reply-to-repost ratio** (Minot et al. 2021) of the replies and reposts by others that are
///   in the corpus, for accounts of which it has a post; NaN without reposts.
///
/// Intervals are percentile bootstraps ([`bootstrap_ratio`]): over senders for answers, latency
/// and the reply-to-repost ratio; over addressees for third turns; for the reply ratio over the days (UTC) with posts
/// where one account wrote all posts of the group (posts without a time are a day of their own),
/// else over accounts. The upper end of the median is NaN where more than 2.5 % of draws do not
/// reach it. Posts without a time count as posts, replies and third turns; they are no messages
/// and answer none.
///
/// `O(n log n)` in posts and mentions, and `O(draws × (clusters + messages))`.
pub fn dialogue(
    corpus: &Corpus,
    groups: &Groups,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Dialogue> {
    interrupt.check()?;
    let mut parts = Parts { groups, found: Found::default(), list: Vec::new() };
    let returned = third_turns(corpus);
    let wrote = corpus.posts_by_account();
    for row in 0..corpus.len as u32 {
        if row.is_multiple_of(ROWS_BETWEEN_CHECKS) {
            interrupt.check()?;
        }
        let (author, time) = (corpus.author[row as usize], corpus.time[row as usize]);
        if let Some(part) = parts.of(author, time) {
            part.posts.push(Post::new(corpus, row, returned[row as usize]));
        }
        for (reaction, to) in reactions(corpus, row) {
            if reaction != Reaction::Quote
                && wrote[to as usize] > 0
                && let Some(part) = parts.of(to, time)
            {
                part.reactions.push((author, reaction));
            }
        }
    }
    for message in messages(corpus, interrupt)? {
        if let Some(part) = parts.of(message.to, corpus.time[message.post as usize]) {
            part.messages.push(message);
        }
    }
    let Parts { found, list, .. } = parts;
    let rows = found
        .order(groups)
        .into_par_iter()
        .filter(|&group| list[group as usize].is_shown())
        .map(|group| list[group as usize].row(group, draws, seed, interrupt))
        .collect::<Result<_>>()?;
    Ok(Dialogue { found, rows })
}

/// Of each row, whether the account that it answers replied to that very row; `None` where that
/// cannot be told: the account wrote nothing that is in the corpus, or answered the author later
/// without naming a post.
fn third_turns(corpus: &Corpus) -> Vec<Option<bool>> {
    let wrote = corpus.posts_by_account();
    let mut returned = vec![false; corpus.len];
    let mut vague: HashMap<(u32, u32), u32> = HashMap::new();
    for row in 0..corpus.len as u32 {
        let Some(link) = reply(corpus, row) else { continue };
        let author = corpus.author[row as usize];
        if link.post == NONE {
            vague.insert((author, link.account), row);
        } else if corpus.has(link.post) {
            let addressee = reply(corpus, link.post).map_or(NONE, |link| link.account);
            returned[link.post as usize] |= author == addressee;
        }
    }
    let told = |row: u32| {
        let addressee = reply(corpus, row).map_or(NONE, |link| link.account);
        let author = corpus.author[row as usize];
        let seen = wrote.get(addressee as usize).is_some_and(|&posts| posts > 0);
        seen && vague.get(&(addressee, author)).is_none_or(|&later| later < row)
    };
    (0..corpus.len as u32)
        .map(|row| (returned[row as usize] || told(row)).then_some(returned[row as usize]))
        .collect()
}

/// Whom a post answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Nobody,
    Itself,
    /// An account, or [`NONE`] where it is not known.
    Other(u32),
}

/// A post as its author's group sees it.
#[derive(Debug, Clone, Copy)]
struct Post {
    author: u32,
    /// Days since 1970, or [`NO_TIME`].
    day: i64,
    answers: Answers,
    /// Whether the one it answers replied to it, where that can be told.
    returned: Option<bool>,
}

impl Post {
    fn new(corpus: &Corpus, row: u32, returned: Option<bool>) -> Self {
        let (author, time) = (corpus.author[row as usize], corpus.time[row as usize]);
        let day = if time == NO_TIME { NO_TIME } else { time.div_euclid(DAY) };
        let answers = match reply(corpus, row) {
            None => Answers::Nobody,
            Some(link) if link.account == author => Answers::Itself,
            Some(link) => Answers::Other(link.account),
        };
        Self { author, day, answers, returned }
    }

    fn is_to_others(&self) -> bool {
        matches!(self.answers, Answers::Other(_))
    }
}

/// What belongs to each group that was met.
struct Parts<'a> {
    groups: &'a Groups,
    found: Found,
    list: Vec<Part>,
}

impl Parts<'_> {
    /// The part of the group of an account at a time, if it has a group.
    fn of(&mut self, account: u32, time: i64) -> Option<&mut Part> {
        let group = self.groups.of(account, time, &mut self.found);
        self.list.resize_with(self.found.len(), Part::default);
        self.list.get_mut(group as usize)
    }
}

/// What belongs to one group.
#[derive(Debug, Default)]
struct Part {
    posts: Vec<Post>,
    messages: Vec<Message>,
    /// Replies and reposts received, with their authors.
    reactions: Vec<(u32, Reaction)>,
}

impl Part {
    fn is_shown(&self) -> bool {
        !self.posts.is_empty() || !self.messages.is_empty()
    }

    fn row(&self, group: u32, draws: usize, seed: u64, interrupt: &Interrupt) -> Result<Row> {
        let Self { posts, messages, reactions } = self;
        let count =
            |holds: fn(&Post) -> bool| posts.iter().filter(|post| holds(post)).count() as u64;
        let answered = |inferred: bool| {
            let so = |message: &&Message| message.answer != NONE && message.inferred == inferred;
            messages.iter().filter(so).count() as u64
        };
        let by_sender = messages.iter().map(|message| (message.from, message.answer != NONE));
        let turns = posts.iter().filter_map(|post| match post.answers {
            Answers::Other(account) if account != NONE => Some((account, post.returned?)),
            _ => None,
        });
        let received =
            |kind: Reaction| reactions.iter().filter(|(_, is)| *is == kind).count() as u64;
        let [median_latency_s, answered_24h] = self.latency(draws, seed, interrupt)?;
        Ok(Row {
            group,
            posts: posts.len() as u64,
            replies: count(Post::is_to_others),
            self_replies: count(|post| post.answers == Answers::Itself),
            reply_ratio: self.reply_ratio(draws, seed, interrupt)?,
            addressed: messages.len() as u64,
            answered: answered(false) + answered(true),
            answered_inferred: answered(true),
            answer_rate: bootstrap_share(by_sender.collect(), draws, seed, interrupt)?,
            answered_24h,
            median_latency_s,
            third_turns_known: turns.clone().count() as u64,
            third_turn_share: bootstrap_share(turns.collect(), draws, seed, interrupt)?,
            replies_received: received(Reaction::Reply),
            reposts_received: received(Reaction::Repost),
            reply_to_repost_ratio: self.reply_to_repost_ratio(draws, seed, interrupt)?,
        })
    }

    fn reply_ratio(&self, draws: usize, seed: u64, interrupt: &Interrupt) -> Result<Estimate> {
        let one_account = self.posts.iter().all(|post| post.author == self.posts[0].author);
        let cluster = |post: &Post| if one_account { post.day } else { i64::from(post.author) };
        let cases = self.posts.iter().map(|post| (cluster(post), post.is_to_others())).collect();
        bootstrap_share(cases, draws, seed, interrupt)
    }

    /// The median latency in seconds and the share answered within 24 hours.
    fn latency(&self, draws: usize, seed: u64, interrupt: &Interrupt) -> Result<[Estimate; 2]> {
        let cases = self.messages.iter().map(|message| (message.event, message.from)).collect();
        let [median, share] = bootstrap_survival(cases, DAY, draws, seed, interrupt)?;
        Ok([median.over(1e6), share])
    }

    fn reply_to_repost_ratio(
        &self,
        draws: usize,
        seed: u64,
        interrupt: &Interrupt,
    ) -> Result<Estimate> {
        let mut reactions = self.reactions.clone();
        reactions.sort_unstable_by_key(|reaction| reaction.0);
        let count = |reactions: &[(u32, Reaction)], kind: Reaction| {
            reactions.iter().filter(|(_, is)| *is == kind).count() as f64
        };
        let clusters: Vec<(f64, f64)> = reactions
            .chunk_by(|a, b| a.0 == b.0)
            .map(|of| (count(of, Reaction::Reply), count(of, Reaction::Repost)))
            .collect();
        let value = count(&reactions, Reaction::Reply) / count(&reactions, Reaction::Repost);
        if !value.is_finite() {
            return Ok(Estimate { value: f64::NAN, interval: Interval::NONE });
        }
        let interval = bootstrap_ratio(&clusters, draws, seed, interrupt)?;
        Ok(Estimate { value, interval })
    }
}
