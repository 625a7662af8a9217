//! Who used the same thing: accounts tied by hashtags or links that both used.

use std::collections::HashSet;

use crate::archive::Kind;
use crate::content::{fold, same_page};
use crate::corpus::{Corpus, Lists, NO_TIME, NONE, forms};
use crate::error::{Error, Result};
use crate::network::ties::{Ties, TiesOptions};
use crate::run::Interrupt;

/// More pairs than this take more memory than most machines have.
const MOST_PAIRS: usize = 500_000_000;

/// One use of a thing by an account: the first one.
type Use = (u32, i64);

/// Pairs of accounts that used the same hashtag, written in whatever case, one tie for each
/// hashtag; its time is when the second of the two first used it.
pub(super) fn hashtags(
    corpus: &Corpus,
    options: &TiesOptions,
    interrupt: &Interrupt,
) -> Result<Ties> {
    pairs(corpus, &corpus.hashtags, &forms(&corpus.tags, fold).0, options, interrupt)
}

/// Pairs of accounts that shared a link to the same page, in whatever form, likewise.
pub(super) fn links(corpus: &Corpus, options: &TiesOptions, interrupt: &Interrupt) -> Result<Ties> {
    pairs(corpus, &corpus.urls, &forms(&corpus.links, same_page).0, options, interrupt)
}

/// Every pair of accounts that used the same thing. `same` names the thing behind each number.
fn pairs(
    corpus: &Corpus,
    lists: &Lists,
    same: &[u32],
    options: &TiesOptions,
    interrupt: &Interrupt,
) -> Result<Ties> {
    let uses = first_uses(corpus, lists, same, options, interrupt)?;
    let count: usize = uses.iter().map(|of| of.len() * of.len().saturating_sub(1) / 2).sum();
    if count > MOST_PAIRS {
        return Err(Error::input(
            "kind",
            format!("{count} pairs of accounts that used the same thing"),
            format!(
                "at most {MOST_PAIRS}; choose accounts with among, or a time with since and until"
            ),
        ));
    }
    let mut ties = Ties::default();
    for of in &uses {
        for (place, &(account, time)) in of.iter().enumerate() {
            interrupt.check()?;
            for &(other, at) in &of[..place] {
                ties.source.push(account.min(other));
                ties.target.push(account.max(other));
                // An unknown time is the least, and leaves the pair's time unknown.
                let unknown = time == NO_TIME || at == NO_TIME;
                ties.time.push(if unknown { NO_TIME } else { time.max(at) });
            }
        }
    }
    Ok(ties)
}

/// For each thing who used it, each account once, and when first. Rows are in order of time,
/// those without one last. Reposts use nothing: what they hold is their original's.
fn first_uses(
    corpus: &Corpus,
    lists: &Lists,
    same: &[u32],
    options: &TiesOptions,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<Use>>> {
    let mut uses: Vec<Vec<Use>> = vec![Vec::new(); same.len()];
    let mut seen = HashSet::new();
    for row in 0..corpus.len {
        if row % 65_536 == 0 {
            interrupt.check()?;
        }
        let (author, time) = (corpus.author[row], corpus.time[row]);
        let counts = author != NONE && options.holds(author) && options.covers(time);
        if !counts || corpus.kind[row] == Kind::Repost {
            continue;
        }
        for &item in lists.row(row) {
            let thing = same[item as usize];
            if seen.insert((thing, author)) {
                uses[thing as usize].push((author, time));
            }
        }
    }
    Ok(uses)
}
