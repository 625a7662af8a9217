//! Who takes turns with whom within a thread.

use rayon::prelude::*;

use super::Threads;
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::Result;
use crate::responses::reply;
use crate::run::Interrupt;

/// A pair of accounts and what they said to each other: in one thread, or in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dyad {
    /// The account with the smaller number.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Replies of a to b.
    pub from_a: u64,
    /// Replies of b to a.
    pub from_b: u64,
    /// How often the direction changes in order of time and id.
    pub alternations: u64,
    /// Replies to which their addressee replied (Rafaeli 1988).
    pub third_turns: u64,
    /// The first known time of a reply, or [`NO_TIME`].
    pub first: i64,
    /// The last.
    pub last: i64,
}

/// Turns in each thread: see [`Threads::turns`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turns {
    /// One a thread and pair, with the number of the thread: by thread, then by pair.
    pub rows: Vec<(u32, Dyad)>,
    /// Replies in threads to the account's own post.
    pub self_replies: u64,
    /// Replies in threads of which the author or the addressee is not known.
    pub unknown: u64,
}

/// A pair over all threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// In how many threads they speak to each other.
    pub threads: u64,
    /// All of it.
    pub all: Dyad,
}

/// A reply of one known account to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    pub a: u32,
    pub b: u32,
    pub row: u32,
    /// The post that it answers, or [`NONE`] where only the account is known.
    pub to: u32,
    /// Whether a says it to b.
    pub by_a: bool,
}

impl Dyad {
    /// Replies either way.
    pub fn turns(&self) -> u64 {
        self.from_a + self.from_b
    }

    /// The smaller of the two directions over the larger.
    pub fn reciprocity(&self) -> f64 {
        self.from_a.min(self.from_b) as f64 / self.from_a.max(self.from_b) as f64
    }

    fn of(said: &[Said], corpus: &Corpus) -> Self {
        let from_a = said.iter().filter(|said| said.by_a).count() as u64;
        let times = || said.iter().filter_map(|said| corpus.time_of(said.row));
        Self {
            a: said[0].a,
            b: said[0].b,
            from_a,
            from_b: said.len() as u64 - from_a,
            alternations: said.windows(2).filter(|pair| pair[0].by_a != pair[1].by_a).count()
                as u64,
            third_turns: third_turns(said),
            first: times().min().unwrap_or(NO_TIME),
            last: times().max().unwrap_or(NO_TIME),
        }
    }

    fn add(&mut self, other: &Self) {
        self.from_a += other.from_a;
        self.from_b += other.from_b;
        self.alternations += other.alternations;
        self.third_turns += other.third_turns;
        if self.first == NO_TIME || (other.first != NO_TIME && other.first < self.first) {
            self.first = other.first;
        }
        // No time is smaller than all times.
        self.last = self.last.max(other.last);
    }
}

/// Replies of a pair that were answered, by name, by the account to which they were said. A reply
/// that is answered several times counts once.
fn third_turns(said: &[Said]) -> u64 {
    let place = |row: u32| said.binary_search_by_key(&row, |said| said.row).ok();
    let mut answered: Vec<usize> = said
        .iter()
        .filter_map(|reply| place(reply.to).filter(|&at| said[at].by_a != reply.by_a))
        .collect();
    answered.sort_unstable();
    answered.dedup();
    answered.len() as u64
}

impl Threads {
    /// What was said in a thread between two known accounts, by pair, then by time and id; then
    /// how many replies were to oneself, and how many lack an account.
    pub(super) fn said(&self, thread: usize, corpus: &Corpus) -> (Vec<Said>, u64, u64) {
        let (mut said, mut own, mut unknown) = (Vec::new(), 0, 0);
        for &row in self.posts[self.nodes(thread)].iter().filter(|&&post| corpus.has(post)) {
            let Some(link) = reply(corpus, row) else { continue };
            let author = corpus.author[row as usize];
            if author == NONE || link.account == NONE {
                unknown += 1;
            } else if author == link.account {
                own += 1;
            } else {
                let (a, b) = (author.min(link.account), author.max(link.account));
                said.push(Said { a, b, row, to: link.post, by_a: author == a });
            }
        }
        said.sort_unstable();
        (said, own, unknown)
    }

    /// The pairs of each thread.
    ///
    /// **Turns** are the replies of one of the two to the other, either way; a reply that names
    /// only the account is one if its thread is known. **Alternations**: how often the direction
    /// changes in order of time and id. **Third turns** (Rafaeli 1988): of these replies, those
    /// whose addressee replied to that very reply.
    ///
    /// Replies to oneself, and those of which an account is not known, are counted and left out.
    /// `O(n log n)` in replies.
    pub fn turns(&self, corpus: &Corpus, interrupt: &Interrupt) -> Result<Turns> {
        interrupt.check()?;
        let all = (0..self.len())
            .into_par_iter()
            .map(|thread| {
                interrupt.check()?;
                let (said, own, unknown) = self.said(thread, corpus);
                let dyads: Vec<(u32, Dyad)> = said
                    .chunk_by(|x, y| (x.a, x.b) == (y.a, y.b))
                    .map(|said| (thread as u32, Dyad::of(said, corpus)))
                    .collect();
                Ok((dyads, own, unknown))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut turns = Turns::default();
        for (rows, own, unknown) in all {
            turns.rows.extend(rows);
            turns.self_replies += own;
            turns.unknown += unknown;
        }
        Ok(turns)
    }
}

impl Turns {
    /// Each pair over all threads, by pair. Alternations do not cross from thread to thread.
    /// `O(n log n)`.
    pub fn dyads(&self) -> Vec<Pair> {
        let mut dyads: Vec<Dyad> = self.rows.iter().map(|&(_, dyad)| dyad).collect();
        dyads.sort_by_key(|dyad| (dyad.a, dyad.b));
        dyads
            .chunk_by(|x, y| (x.a, x.b) == (y.a, y.b))
            .map(|of_pair| {
                let mut all = of_pair[0];
                of_pair[1..].iter().for_each(|dyad| all.add(dyad));
                Pair { threads: of_pair.len() as u64, all }
            })
            .collect()
    }
}
