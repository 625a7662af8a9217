//! How unequally posts and attention are shared.

use crate::corpus::{Corpus, NONE};
use crate::error::Result;
use crate::inference::{Estimate, bootstrap, gini, lorenz};
use crate::responses::{mentions, reply};
use crate::run::Interrupt;

/// How unequally one thing is shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Participation {
    /// `posts`, `replies_received` or `mentions_received`.
    pub measure: &'static str,
    /// Over how many accounts.
    pub accounts: u64,
    /// The Gini coefficient.
    pub gini: Estimate,
    /// The Lorenz curve: share of accounts, share of the thing.
    pub lorenz: Vec<(f64, f64)>,
}

/// Inequality of posts written, of replies and of mentions received.
///
/// Posts: over the accounts that wrote one. Replies and mentions received: over the accounts that
/// wrote a post or received one of the kind, so that those who speak and are not heard count with
/// 0. What one sends to oneself is not received; a mention of the account that the post answers
/// is its reply; reposts answer and name nobody. Intervals: percentile bootstrap over accounts.
/// `O(n log n + draws × accounts)`.
pub fn participation(
    corpus: &Corpus,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Participation>> {
    interrupt.check()?;
    let posts = corpus.posts_by_account();
    let (replies, named) = received(corpus);
    let heard = |counts: &[u64]| {
        let takes_part = |&(wrote, count): &(&u64, &u64)| *wrote > 0 || *count > 0;
        posts.iter().zip(counts).filter(takes_part).map(|(_, &count)| count).collect()
    };
    [
        ("posts", posts.iter().copied().filter(|&count| count > 0).collect()),
        ("replies_received", heard(&replies)),
        ("mentions_received", heard(&named)),
    ]
    .into_iter()
    .map(|(measure, counts)| shared(measure, counts, draws, seed, interrupt))
    .collect()
}

/// How many replies and how many mentions each account received from others.
fn received(corpus: &Corpus) -> (Vec<u64>, Vec<u64>) {
    let mut replies = vec![0; corpus.accounts.len()];
    let mut named = vec![0; corpus.accounts.len()];
    for row in 0..corpus.len as u32 {
        let author = corpus.author[row as usize];
        let answered = reply(corpus, row).map_or(NONE, |link| link.account);
        if answered != NONE && answered != author {
            replies[answered as usize] += 1;
        }
        let mut others = mentions(corpus, row).to_vec();
        others.sort_unstable();
        others.dedup();
        others.retain(|&account| account != NONE && account != author && account != answered);
        for account in others {
            named[account as usize] += 1;
        }
    }
    (replies, named)
}

fn shared(
    measure: &'static str,
    mut counts: Vec<u64>,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Participation> {
    counts.sort_unstable();
    let values: Vec<f64> = counts.into_iter().map(|count| count as f64).collect();
    let interval = bootstrap(values.len(), draws, seed, interrupt, |weights| {
        gini(&values, |account| weights[account])
    })?;
    Ok(Participation {
        measure,
        accounts: values.len() as u64,
        gini: Estimate { value: gini(&values, |_| 1), interval },
        lorenz: lorenz(&values),
    })
}
