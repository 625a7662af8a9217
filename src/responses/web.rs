//! Who refers to which post, who names whom: the references of a corpus, read backwards.

use crate::archive::Kind;
use crate::corpus::{Corpus, NONE};
use crate::error::Result;
use crate::run::Interrupt;

/// A reference of a post: to a post, or where that is not known, to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The post, or [`NONE`].
    pub post: u32,
    /// Its author, or [`NONE`].
    pub account: u32,
}

/// The references of a row: what it answers, what it quotes, what it passes on.
pub fn links(corpus: &Corpus, row: u32) -> [Link; 3] {
    let at = row as usize;
    [
        (corpus.reply_to[at], corpus.reply_to_author[at]),
        (corpus.quote_of[at], corpus.quote_of_author[at]),
        (corpus.repost_of[at], corpus.repost_of_author[at]),
    ]
    .map(|(post, named)| {
        let author = if post == NONE { NONE } else { corpus.author[post as usize] };
        Link { post, account: if author == NONE { named } else { author } }
    })
}

/// The reference by which a row answers something; `None` if it is no reply. A repost is none,
/// whatever the post that it passes on is; what the archive calls a reply is one, even if neither
/// post nor account is known.
pub fn reply(corpus: &Corpus, row: u32) -> Option<Link> {
    let kind = corpus.kind[row as usize];
    let link = links(corpus, row)[0];
    let answers = link.post != NONE || link.account != NONE || kind == Kind::Reply;
    (answers && kind != Kind::Repost).then_some(link)
}

/// The accounts that a row's own text names; a repost's text is another's and names nobody.
pub fn mentions(corpus: &Corpus, row: u32) -> &[u32] {
    if corpus.kind[row as usize] == Kind::Repost { &[] } else { corpus.mentions.row(row as usize) }
}

/// For every key a list of numbers, all lists end to end.
#[derive(Debug, Clone)]
pub struct Index {
    starts: Vec<usize>,
    items: Vec<u32>,
}

impl Index {
    /// From pairs (key below `keys`, item); the items of a key keep their order. Linear.
    pub fn new(keys: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; keys + 1];
        for (key, _) in pairs.clone() {
            starts[key as usize + 1] += 1;
        }
        for key in 0..keys {
            starts[key + 1] += starts[key];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts[keys]];
        for (key, item) in pairs {
            items[next[key as usize]] = item;
            next[key as usize] += 1;
        }
        Self { starts, items }
    }

    /// The items of a key; none for a key that is not there.
    pub fn of(&self, key: u32) -> &[u32] {
        let key = key as usize;
        match self.starts.get(key..).and_then(|rest| rest.get(..2)) {
            Some(ends) => &self.items[ends[0]..ends[1]],
            None => &[],
        }
    }
}

/// The references of a corpus by what they refer to.
pub struct Web {
    /// The posts of an account, those that are not in the archive too.
    pub written: Index,
    /// The rows that refer to a post.
    pub referring: Index,
    /// The rows that refer to an account without saying to which post.
    pub naming_account: Index,
    /// The rows whose text names an account.
    pub mentioning: Index,
}

impl Web {
    pub fn new(corpus: &Corpus) -> Self {
        let accounts = corpus.accounts.len();
        let rows = 0..corpus.len as u32;
        let all_links = rows.clone().flat_map(|row| links(corpus, row).map(|link| (link, row)));
        let authors = corpus.author.iter().zip(0..).map(|(&author, post)| (author, post));
        let mentioned =
            rows.flat_map(|row| mentions(corpus, row).iter().map(move |&account| (account, row)));
        let known = |&(key, _): &(u32, u32)| key != NONE;
        Self {
            written: Index::new(accounts, authors.filter(known)),
            referring: Index::new(
                corpus.ids.len(),
                all_links.clone().map(|(link, row)| (link.post, row)).filter(known),
            ),
            naming_account: Index::new(
                accounts,
                all_links
                    .filter(|(link, _)| link.post == NONE)
                    .map(|(link, row)| (link.account, row))
                    .filter(known),
            ),
            mentioning: Index::new(accounts, mentioned.filter(known)),
        }
    }
}

/// What leads to some posts, breadth first: for each post that does, the nearest of them.
pub struct Spread {
    origin: Vec<u32>,
    reached: Vec<u32>,
}

impl Spread {
    pub fn new(posts: usize) -> Self {
        Self { origin: vec![NONE; posts], reached: Vec::new() }
    }

    /// Start anew from these posts, in ascending order, against the direction of references.
    ///
    /// Posts of one distance are met in the order of their origins, so of several nearest origins
    /// the smallest number holds. Linear in what is reached.
    pub fn run(
        &mut self,
        from: impl Iterator<Item = u32>,
        referring: &Index,
        interrupt: &Interrupt,
    ) -> Result<()> {
        const STEPS_BETWEEN_CHECKS: usize = 1 << 16;
        for post in self.reached.drain(..) {
            self.origin[post as usize] = NONE;
        }
        for post in from {
            self.meet(post, post);
        }
        let mut next = 0;
        while let Some(&post) = self.reached.get(next) {
            if next.is_multiple_of(STEPS_BETWEEN_CHECKS) {
                interrupt.check()?;
            }
            let origin = self.origin[post as usize];
            for &row in referring.of(post) {
                self.meet(row, origin);
            }
            next += 1;
        }
        Ok(())
    }

    fn meet(&mut self, post: u32, origin: u32) {
        if self.origin[post as usize] == NONE {
            self.origin[post as usize] = origin;
            self.reached.push(post);
        }
    }

    /// All posts that lead there, the posts themselves among them.
    pub fn reached(&self) -> &[u32] {
        &self.reached
    }

    /// Where a post leads to.
    pub fn origin(&self, post: u32) -> Option<u32> {
        self.origin.get(post as usize).copied().filter(|&origin| origin != NONE)
    }
}
