//! A corpus without the names of people.
//!
//! | file | what it does |
//! |---|---|
//! | `names` | the keyed hash: one name for each account and post |
//! | `texts` | handles, addresses and links within texts |
//! | `links` | links to profiles and posts |

mod elsewhere;
mod links;
mod names;
#[cfg(test)]
mod tests;
mod texts;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::strings::NONE;
use super::{Builder, Corpus, Deletions, NO_TIME, Rejects};
use crate::archive::{AccountRef, Batch, Draft, Profile, Span, Tombstone};
use crate::error::{Error, Result};
use crate::run::Interrupt;

pub use names::{Pseudonyms, SHORTEST_KEY};

/// Posts that are rewritten by one thread at a time.
const CHUNK: usize = 2048;

/// Whose names stay, and whether post ids do.
#[derive(Debug, Clone, Copy)]
pub struct Keep<'a> {
    /// For each account, whether it keeps its names; accounts beyond the end do not.
    pub accounts: &'a [bool],
    /// Whether posts keep their ids.
    pub posts: bool,
}

/// The same corpus under pseudonyms, and for each account its number there.
///
/// Ids of accounts, posts and conversations, and handles, addresses and links to profiles within
/// texts are replaced by keyed hashes; names, descriptions and places of accounts and the reasons
/// of rejects are dropped; the dates of accounts are cut to the month. What refers to what, times,
/// counters, hashtags and languages stay. Rows come in the order of their new ids where times are
/// equal. Linear in texts, `O(n log n)` in posts.
pub fn pseudonymise(
    corpus: &Corpus,
    names: &Pseudonyms,
    keep: Keep,
    interrupt: &Interrupt,
) -> Result<(Corpus, Vec<u32>)> {
    let masks = Masks::new(corpus, names, keep);
    interrupt.expect(corpus.len as u64);
    let mut builder = Builder::new();
    builder.take(&masks.people());
    let starts: Vec<usize> = (0..corpus.len).step_by(CHUNK).collect();
    for some in starts.chunks(4 * rayon::current_num_threads()) {
        interrupt.check()?;
        let batches: Vec<Batch> = some
            .par_iter()
            .map(|&start| masks.posts(start..corpus.len.min(start + CHUNK)))
            .collect();
        for batch in &batches {
            builder.take(batch);
            interrupt.advance(batch.drafts.len() as u64);
        }
    }
    builder.take(&masks.deletions());
    let made = builder.finish(interrupt)?;
    masks.complete(made)
}

/// What every name of a corpus becomes.
struct Masks<'a> {
    corpus: &'a Corpus,
    names: &'a Pseudonyms,
    keep: Keep<'a>,
    /// The new key of each account.
    accounts: Vec<String>,
}

impl<'a> Masks<'a> {
    fn new(corpus: &'a Corpus, names: &'a Pseudonyms, keep: Keep<'a>) -> Self {
        let accounts = (0..corpus.accounts.len() as u32)
            .into_par_iter()
            .map(|account| {
                let key = corpus.accounts.key(account).unwrap_or_default();
                let kept = keep.accounts.get(account as usize) == Some(&true);
                if kept { key.to_owned() } else { names.account(key) }
            })
            .collect();
        Self { corpus, names, keep, accounts }
    }

    fn keeps(&self, account: u32) -> bool {
        self.keep.accounts.get(account as usize) == Some(&true)
    }

    /// What a handle or id in a text or link becomes; `None` if it stays.
    fn handle(&self, written: &str) -> Option<String> {
        match self.corpus.accounts.find(written) {
            Some(account) if self.keeps(account) => None,
            Some(account) => Some(self.accounts[account as usize].clone()),
            None => Some(self.names.stranger(written)),
        }
    }

    /// What the id of a post or of a conversation becomes.
    fn post(&self, id: &str) -> String {
        if !self.keep.posts {
            return self.names.post(id);
        }
        // Some ids are addresses of the author's, and some begin with the author's id.
        if id.contains(':') {
            return self.link(id).unwrap_or_else(|| id.to_owned());
        }
        let Some((head, rest)) = id.split_once('/') else { return id.to_owned() };
        match self.corpus.accounts.find(head) {
            Some(account) => format!("{}/{rest}", self.accounts[account as usize]),
            None => id.to_owned(),
        }
    }

    fn account(&self, batch: &mut Batch, account: u32) -> AccountRef {
        if account == NONE {
            return AccountRef::default();
        }
        let handle = self.corpus.accounts.handle(account);
        let key = &self.accounts[account as usize];
        if !self.keeps(account) {
            // The pseudonym stands for the id and for the handle.
            return batch.account(Some(key), handle.map(|_| key.as_str()));
        }
        let known_by_handle = handle.is_some_and(|handle| handle.to_lowercase() == *key);
        batch.account((!known_by_handle).then_some(key.as_str()), handle)
    }

    /// All accounts, also those that no post names.
    fn people(&self) -> Batch {
        let mut batch = Batch::default();
        self.earlier_handles(&mut batch);
        for account in 0..self.accounts.len() as u32 {
            let profile = self.profile(&mut batch, account);
            batch.profiles.push(profile);
        }
        batch
    }

    /// Handles that accounts had before; as many under pseudonyms.
    fn earlier_handles(&self, batch: &mut Batch) {
        let roll = self.corpus.accounts.roll();
        for (row, &account) in roll.seen_account.iter().enumerate() {
            let Some(handle) = roll.seen_handle.get(row).filter(|_| !roll.seen_current[row]) else {
                continue;
            };
            let hidden = self.names.stranger(handle);
            let handle = if self.keeps(account) { handle } else { &hidden };
            let account = batch.account(Some(&self.accounts[account as usize]), Some(handle));
            batch.profiles.push(Profile { account, ..Profile::default() });
        }
    }

    /// What the platform says was deleted.
    fn deletions(&self) -> Batch {
        let (mut batch, deletions) = (Batch::default(), &self.corpus.deletions);
        for (row, post) in deletions.posts.iter().enumerate() {
            let post = self.post(post);
            let tombstone = Tombstone {
                post: batch.keep(&post),
                author: self.account(&mut batch, deletions.author[row]),
                time: Some(deletions.time[row]).filter(|&time| time != NO_TIME),
            };
            batch.tombstones.push(tombstone);
        }
        batch
    }

    fn profile(&self, batch: &mut Batch, account: u32) -> Profile {
        let known = self.corpus.accounts.known(account);
        let kept = self.keeps(account);
        // Officials name others in what they say of themselves.
        let mut keep = |text: Option<&str>| {
            let text = text.filter(|_| kept).map(|text| self.text(text));
            batch.keep_opt(text.as_deref())
        };
        Profile {
            name: keep(known.name),
            description: keep(known.description),
            location: keep(known.location),
            created_at: known.created_at.map(|time| if kept { time } else { month(time) }),
            followers: known.followers,
            following: known.following,
            posts: known.posts,
            verified: known.verified,
            account: self.account(batch, account),
        }
    }

    fn posts(&self, rows: Range<usize>) -> Batch {
        let mut batch = Batch::default();
        for row in rows {
            let draft = self.draft(&mut batch, row);
            batch.drafts.push(draft);
        }
        batch
    }

    fn draft(&self, batch: &mut Batch, row: usize) -> Draft {
        let c = self.corpus;
        let starts = batch.open_lists();
        for &account in c.mentions.row(row) {
            let account = self.account(batch, account);
            batch.mentions.push(account);
        }
        for &tag in c.hashtags.row(row) {
            batch.hashtag(c.tags.get(tag));
        }
        for &link in c.urls.row(row) {
            let link = c.links.get(link);
            batch.url(self.link(link).as_deref().unwrap_or(link));
        }
        let text = c.text.get(row).map(|text| self.text(text));
        let conversation = c.conversations.get_opt(c.conversation[row]).map(|id| self.post(id));
        let mut draft = Draft {
            nested: c.nested[row],
            id: self.post_number(batch, row as u32),
            author: self.account(batch, c.author[row]),
            time: Some(c.time[row]).filter(|&time| time != NO_TIME),
            text: batch.keep_opt(text.as_deref()),
            lang: batch.keep_opt(c.langs.get_opt(c.lang[row])),
            platform: batch.keep_opt(c.platforms.get_opt(c.platform[row])),
            kind: Some(c.kind[row]),
            reply_to: self.post_number(batch, c.reply_to[row]),
            reply_to_author: self.account(batch, c.reply_to_author[row]),
            quote_of: self.post_number(batch, c.quote_of[row]),
            quote_of_author: self.account(batch, c.quote_of_author[row]),
            repost_of: self.post_number(batch, c.repost_of[row]),
            repost_of_author: self.account(batch, c.repost_of_author[row]),
            via: self.post_number(batch, c.via[row]),
            conversation: batch.keep_opt(conversation.as_deref()),
            counts: Some(c.counts[row]),
            ..Draft::default()
        };
        batch.close_lists(starts, &mut draft);
        draft
    }

    fn post_number(&self, batch: &mut Batch, post: u32) -> Span {
        let id = self.corpus.ids.get_opt(post).map(|id| self.post(id));
        batch.keep_opt(id.as_deref())
    }

    /// What the posts alone do not tell: counts of reading, followers, authors of missing posts.
    fn complete(&self, mut made: Corpus) -> Result<(Corpus, Vec<u32>)> {
        let c = self.corpus;
        if (made.len, made.ids.len(), made.accounts.len()) != (c.len, c.ids.len(), c.accounts.len())
        {
            return Err(Error::input(
                "key",
                "two accounts or posts with one pseudonym",
                "another key; by chance this happens once in millions of corpora",
            ));
        }
        let map: Vec<u32> =
            self.accounts.iter().map(|key| made.accounts.find(key).unwrap_or(NONE)).collect();
        let number = |account: u32| map.get(account as usize).copied().unwrap_or(NONE);
        let there: Vec<Option<u32>> = (0..c.ids.len() as u32)
            .into_par_iter()
            .map(|post| made.ids.find(&self.post(c.ids.get(post))))
            .collect();
        let moved = |accounts: &[u32]| {
            let mut new = vec![NONE; accounts.len()];
            for (there, &account) in there.iter().zip(accounts) {
                if let Some(there) = there {
                    new[*there as usize] = number(account);
                }
            }
            new
        };
        // As they were settled: to settle them once more may find more.
        made.author = moved(&c.author).into();
        made.reply_to_author = moved(&c.reply_to_author).into();
        made.quote_of_author = moved(&c.quote_of_author).into();
        made.repost_of_author = moved(&c.repost_of_author).into();
        made.follows = c.follows.as_ref().map(|follows| {
            let pairs = follows.pairs().map(|(a, b)| (number(a), number(b))).collect();
            Arc::new(super::Follows::new(made.accounts.len(), pairs))
        });
        made.rejects = Arc::new(hidden(&c.rejects));
        made.deletions =
            Arc::new(Deletions { notices: c.deletions.notices, ..(*made.deletions).clone() });
        made.tally = c.tally;
        Ok((made, map))
    }
}

/// Rejects quote what people wrote, and names of files may be names of people.
fn hidden(rejects: &Rejects) -> Rejects {
    let reason = "not shown: a reason may quote what somebody wrote";
    let files: Vec<String> = rejects.file.iter().map(|file| format!("file {}", file + 1)).collect();
    files.iter().zip(&rejects.line).map(|(file, &line)| (file.as_str(), line, reason)).collect()
}

/// The first moment of the month of a time.
fn month(time: i64) -> i64 {
    super::Window::parse("month").map_or(time, |window| window.start(time))
}
