//! Which post was addressed to whom, and which answered it.

use std::collections::HashMap;

use super::ROWS_BETWEEN_CHECKS;
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::Result;
use crate::inference::Event;
use crate::responses::{mentions, reply};
use crate::run::Interrupt;

/// A post that addresses an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Its row.
    pub post: u32,
    /// Its author.
    pub from: u32,
    /// The account that it answers or names.
    pub to: u32,
    /// The row by which that account answered it, or [`NONE`].
    pub answer: u32,
    /// Whether that follows from the account that the answer names, not from the post.
    pub inferred: bool,
    /// Microseconds to the answer; without one, to the last post of the account addressed.
    pub event: Event,
}

/// All messages, by row and then by account addressed.
///
/// **Message** to s: a post by another account, no repost, that answers s or names s (counted
/// once), from the time of the first post of s to that of the last, both included. Posts without
/// a time or an author are none: how long they waited, or whether they are by another, is not
/// known.
///
/// **Answer.** The posts of s are gone through in order (equal times: by id). The first reply of
/// s to that very post answers a message. A reply that names only the account a answers the
/// latest message from a to s before it that is still open; it is marked `inferred`. One reply
/// answers one message, and a message that is answered stays so.
///
/// Linear in posts and mentions.
pub fn messages(corpus: &Corpus, interrupt: &Interrupt) -> Result<Vec<Message>> {
    let mut post_box = PostBox::new(corpus);
    for row in 0..corpus.len as u32 {
        if row.is_multiple_of(ROWS_BETWEEN_CHECKS) {
            interrupt.check()?;
        }
        post_box.starts.push(post_box.messages.len());
        let at = row as usize;
        // Reposts neither answer nor name anybody: see `reply` and `mentions`.
        if corpus.time[at] != NO_TIME && corpus.author[at] != NONE {
            post_box.answer(row);
            post_box.send(row);
        }
    }
    Ok(post_box.messages)
}

struct PostBox<'a> {
    corpus: &'a Corpus,
    /// Time of the first and of the last post of each account.
    spans: Vec<Option<(i64, i64)>>,
    messages: Vec<Message>,
    /// Of each row so far, where its messages begin.
    starts: Vec<usize>,
    /// Messages from one account to another that may be open, the latest last; kept only for
    /// pairs in which a reply names no post.
    open: HashMap<(u32, u32), Vec<usize>>,
}

impl<'a> PostBox<'a> {
    fn new(corpus: &'a Corpus) -> Self {
        let mut spans: Vec<Option<(i64, i64)>> = vec![None; corpus.accounts.len()];
        let mut open = HashMap::new();
        for row in 0..corpus.len as u32 {
            let (author, time) = (corpus.author[row as usize], corpus.time[row as usize]);
            if author == NONE || time == NO_TIME {
                continue;
            }
            // Rows are in order of time: the first seen is the first, the last seen the last.
            let span = spans[author as usize].get_or_insert((time, time));
            span.1 = time;
            if let Some(link) = reply(corpus, row)
                && link.post == NONE
                && link.account != NONE
            {
                open.insert((link.account, author), Vec::new());
            }
        }
        Self { corpus, spans, messages: Vec::new(), starts: Vec::new(), open }
    }

    /// Let a row answer an earlier message.
    fn answer(&mut self, row: u32) {
        let Some(link) = reply(self.corpus, row) else { return };
        let author = self.corpus.author[row as usize];
        let message = if link.post == NONE {
            self.take_open(link.account, author)
        } else {
            self.message(link.post, author).filter(|&at| self.messages[at].answer == NONE)
        };
        let Some(at) = message else { return };
        let message = &mut self.messages[at];
        message.answer = row;
        message.inferred = link.post == NONE;
        let time = |row: u32| self.corpus.time[row as usize];
        let waited = time(row).saturating_sub(time(message.post));
        message.event = Event { time: waited, observed: true };
    }

    /// The message that an earlier row is to an account.
    fn message(&self, post: u32, to: u32) -> Option<usize> {
        let start = *self.starts.get(post as usize)?;
        let end = *self.starts.get(post as usize + 1)?;
        (start..end).find(|&at| self.messages[at].to == to)
    }

    fn take_open(&mut self, from: u32, to: u32) -> Option<usize> {
        let waiting = self.open.get_mut(&(from, to))?;
        while let Some(at) = waiting.pop() {
            if self.messages[at].answer == NONE {
                return Some(at);
            }
        }
        None
    }

    /// Note whom a row addresses.
    fn send(&mut self, row: u32) {
        let corpus = self.corpus;
        let (from, time) = (corpus.author[row as usize], corpus.time[row as usize]);
        let answered = reply(corpus, row).map(|link| link.account);
        let mut to: Vec<u32> = mentions(corpus, row).iter().copied().chain(answered).collect();
        to.retain(|&account| account != NONE && account != from);
        to.sort_unstable();
        to.dedup();
        for to in to {
            let Some((first, last)) = self.spans.get(to as usize).copied().flatten() else {
                continue;
            };
            if !(first..=last).contains(&time) {
                continue;
            }
            if let Some(waiting) = self.open.get_mut(&(from, to)) {
                waiting.push(self.messages.len());
            }
            let event = Event { time: last.saturating_sub(time), observed: false };
            self.messages.push(Message {
                post: row,
                from,
                to,
                answer: NONE,
                inferred: false,
                event,
            });
        }
    }
}
