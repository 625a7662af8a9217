//! Whose post a post answers, quotes or passes on.

use crate::archive::Kind;
use crate::corpus::{Corpus, NONE};
use crate::responses::{links, reply};

/// What a post does with another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Answers it.
    Reply,
    /// Quotes it.
    Quote,
    /// Passes it on.
    Repost,
}

/// To whom a row reacts, and how: known accounts other than its known author. A repost does
/// nothing else, whatever the post that it passes on does.
pub fn reactions(corpus: &Corpus, row: u32) -> impl Iterator<Item = (Reaction, u32)> {
    let author = corpus.author[row as usize];
    let [_, quoted, reposted] = links(corpus, row);
    let found = if corpus.kind[row as usize] == Kind::Repost {
        [Some((Reaction::Repost, reposted.account)), None]
    } else {
        let answered = reply(corpus, row).map(|link| (Reaction::Reply, link.account));
        [answered, Some((Reaction::Quote, quoted.account))]
    };
    let to_another = move |&(_, to): &(Reaction, u32)| author != NONE && to != NONE && to != author;
    found.into_iter().flatten().filter(to_another)
}
