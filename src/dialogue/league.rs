//! The league table of accounts.

use super::ROWS_BETWEEN_CHECKS;
use super::reactions::{Reaction, reactions};
use crate::archive::{Kind, NO_COUNT};
use crate::corpus::{Corpus, Groups, NONE};
use crate::error::Result;
use crate::responses::reply;
use crate::run::Interrupt;

/// A mean of a counter of the platform.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Its sum.
    pub sum: u64,
    /// Over how many posts it is known.
    pub posts: u64,
}

/// What an account did and got.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The account.
    pub account: u32,
    /// Its posts.
    pub posts: u64,
    /// Those that are no reposts.
    pub own_posts: u64,
    /// Those that answer others.
    pub replies: u64,
    /// Replies, quotes and reposts by others that are in the corpus.
    pub received: [u64; 3],
    /// The platform's counters of its own posts: replies, reposts, quotes, likes.
    pub counted: [Counted; 4],
    /// Sums of the counters of replies and of reposts over the posts that have both.
    pub both: [u64; 2],
    /// How many of the other accounts of the table it follows and is followed by; `None` without
    /// follow lists.
    pub mutual_follows: Option<u64>,
}

impl Standing {
    /// Replies to others / posts.
    pub fn reply_ratio(&self) -> f64 {
        self.replies as f64 / self.posts as f64
    }

    /// Replies, quotes and reposts received / own posts; NaN without own posts.
    pub fn interactions_per_post(&self) -> f64 {
        let received = self.received.iter().sum::<u64>() as f64;
        if self.own_posts == 0 { f64::NAN } else { received / self.own_posts as f64 }
    }

    /// Replies received / reposts received; NaN without reposts.
    pub fn reply_to_repost_ratio(&self) -> f64 {
        ratio(self.received[Reaction::Reply as usize], self.received[Reaction::Repost as usize])
    }

    /// The same from the platform's counters.
    pub fn reply_to_repost_count_ratio(&self) -> f64 {
        ratio(self.both[0], self.both[1])
    }
}

impl Counted {
    /// NaN where no post has the counter.
    pub fn mean(&self) -> f64 {
        ratio(self.sum, self.posts)
    }

    fn add(&mut self, count: u64) {
        if count != NO_COUNT {
            self.sum = self.sum.saturating_add(count);
            self.posts += 1;
        }
    }
}

fn ratio(above: u64, below: u64) -> f64 {
    if below == 0 { f64::NAN } else { above as f64 / below as f64 }
}

/// How these accounts (distinct, in the order given) stand beside each other. Of `groups` only the
/// terms count: a post outside its author's term, and a reaction outside the term of the account
/// that gets it, is left out.
///
/// Linear in posts and in the follow lists of the accounts.
pub fn league(
    corpus: &Corpus,
    accounts: &[u32],
    groups: &Groups,
    interrupt: &Interrupt,
) -> Result<Vec<Standing>> {
    interrupt.check()?;
    let mut place = vec![NONE; corpus.accounts.len()];
    for (number, &account) in accounts.iter().enumerate() {
        place[account as usize] = number as u32;
    }
    let mut table: Vec<Standing> =
        accounts.iter().map(|&account| Standing { account, ..Standing::default() }).collect();
    let at = |account: u32, time: i64| {
        let place = place.get(account as usize).copied().unwrap_or(NONE);
        (place != NONE && groups.in_term(account, time)).then_some(place as usize)
    };
    for row in 0..corpus.len as u32 {
        if row.is_multiple_of(ROWS_BETWEEN_CHECKS) {
            interrupt.check()?;
        }
        let time = corpus.time[row as usize];
        if let Some(at) = at(corpus.author[row as usize], time) {
            table[at].wrote(corpus, row);
        }
        for (reaction, to) in reactions(corpus, row) {
            if let Some(at) = at(to, time) {
                table[at].received[reaction as usize] += 1;
            }
        }
    }
    if let Some(follows) = &corpus.follows {
        for standing in &mut table {
            let back = |other: &&u32| {
                place[**other as usize] != NONE
                    && follows.of(**other).binary_search(&standing.account).is_ok()
            };
            standing.mutual_follows =
                Some(follows.of(standing.account).iter().filter(back).count() as u64);
        }
    }
    Ok(table)
}

impl Standing {
    fn wrote(&mut self, corpus: &Corpus, row: u32) {
        let at = row as usize;
        self.posts += 1;
        if corpus.kind[at] == Kind::Repost {
            // Its counters are those of the post that it passes on.
            return;
        }
        self.own_posts += 1;
        self.replies +=
            u64::from(reply(corpus, row).is_some_and(|link| link.account != self.account));
        let [replies, reposts, quotes, likes, _] = corpus.counts[at];
        for (counted, count) in self.counted.iter_mut().zip([replies, reposts, quotes, likes]) {
            counted.add(count);
        }
        if replies != NO_COUNT && reposts != NO_COUNT {
            self.both[0] = self.both[0].saturating_add(replies);
            self.both[1] = self.both[1].saturating_add(reposts);
        }
    }
}
