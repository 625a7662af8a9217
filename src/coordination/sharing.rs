//! The rows of a corpus: who passed on, linked to, tagged, answered or said what.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Dropped, Rows, ranked};
use crate::archive::Kind;
use crate::content::{fold, map_texts, same_page};
use crate::corpus::{Corpus, Lists, NONE, Strings, forms};
use crate::error::{Error, Result};
use crate::run::Interrupt;
use crate::variants::{Settings, families, key, words};

/// What accounts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A post that they pass on.
    Repost,
    /// A link.
    Url,
    /// A hashtag, in whatever case.
    Hashtag,
    /// A post that they answer.
    Reply,
    /// The words of a post, whatever else it holds, or nearly the same ones.
    Text,
}

impl On {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Repost, Self::Url, Self::Hashtag, Self::Reply, Self::Text];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repost => "repost",
            Self::Url => "url",
            Self::Hashtag => "hashtag",
            Self::Reply => "reply",
            Self::Text => "text",
        }
    }

    /// The one of this name.
    ///
    /// # Errors
    /// [`Error::Input`] if there is none.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|on| on.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|on| on.as_str()).collect();
            Error::input("on", format!("{name:?}"), names.join(", "))
        })
    }
}

/// The rows of a corpus. A content is a post, by its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// Who shared what.
    pub rows: Rows,
    /// What the objects are called, in order (length, then bytes).
    pub objects: Vec<String>,
    /// Rows that were left out here: what accounts did with posts of their own.
    pub dropped: Dropped,
}

/// The rows of a corpus, in order of posts.
///
/// Links, hashtags and words count in originals, quotes and replies: what a repost holds is its
/// original's. Each page that a post links to and each of its hashtags gives a row. Without
/// `own`, reposts of and replies to one's own posts are left out. Near-linear in posts.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn shared(corpus: &Corpus, on: On, own: bool, interrupt: &Interrupt) -> Result<Shared> {
    match on {
        On::Repost => posts(corpus, (&corpus.repost_of, &corpus.repost_of_author), own, interrupt),
        On::Reply => posts(corpus, (&corpus.reply_to, &corpus.reply_to_author), own, interrupt),
        On::Url => {
            let (same, names) = forms(&corpus.links, same_page);
            things(corpus, &corpus.urls, &same, &names, interrupt)
        }
        On::Hashtag => {
            let (same, names) = forms(&corpus.tags, fold);
            things(corpus, &corpus.hashtags, &same, &names, interrupt)
        }
        On::Text => texts(corpus, interrupt),
    }
}

/// Rows of posts with words of their own. Posts are the same that are of one family of
/// near-duplicates (see [`families`]) or whose [`words`] are the same, and are called by the words
/// of the family's root, or by their own.
fn texts(corpus: &Corpus, interrupt: &Interrupt) -> Result<Shared> {
    let own = |row: usize| corpus.kind[row] != Kind::Repost;
    let texts: Vec<Option<&str>> =
        (0..corpus.len).map(|row| corpus.text.get(row).filter(|_| own(row))).collect();
    let times = &corpus.time[..corpus.len];
    let families = families(&texts, times, Settings::default(), interrupt)?;
    let keys: Vec<Option<u64>> =
        map_texts(&texts, interrupt, key)?.into_iter().map(Option::flatten).collect();
    let mut known: HashMap<u64, u32> = HashMap::new();
    for (&family, &key) in families.family.iter().zip(&keys) {
        if let (true, Some(key)) = (family != NONE, key) {
            known.insert(key, family);
        }
    }
    let mut rows = Rows::default();
    let mut names: Vec<u32> = families.root.clone();
    for (row, key) in (0..).zip(keys) {
        let Some(key) = key else { continue };
        let text = *known.entry(key).or_insert_with(|| {
            names.push(row);
            names.len() as u32 - 1
        });
        let at = row as usize;
        rows.push(text, corpus.author[at], row, corpus.time[at], false);
    }
    let names: Vec<String> = names
        .into_par_iter()
        .map(|row| words(corpus.text.get(row as usize).unwrap_or_default()).join(" "))
        .collect();
    interrupt.check()?;
    let objects = named(&mut rows.object, names.len(), |text| &names[text as usize]);
    Ok(Shared { rows, objects, dropped: Dropped::default() })
}

/// Rows of posts that refer to a post.
fn posts(
    corpus: &Corpus,
    (of, of_author): (&[u32], &[u32]),
    own: bool,
    interrupt: &Interrupt,
) -> Result<Shared> {
    let (mut rows, mut dropped) = (Rows::default(), Dropped::default());
    for row in 0..corpus.len {
        if row % 65_536 == 0 {
            interrupt.check()?;
        }
        let (post, named, account) = (of[row], of_author[row], corpus.author[row]);
        if post == NONE && named == NONE {
            continue;
        }
        let written = if post == NONE { NONE } else { corpus.author[post as usize] };
        let author = if written == NONE { named } else { written };
        if !own && account != NONE && account == author {
            dropped.own += 1;
            continue;
        }
        rows.push(post, account, row as u32, corpus.time[row], post == row as u32);
    }
    let name = |post: u32| corpus.ids.get(post);
    let objects = named(&mut rows.object, corpus.ids.len(), name);
    Ok(Shared { rows, objects, dropped })
}

/// Rows of posts that hold a link or a hashtag; `same` is the thing behind each number.
fn things(
    corpus: &Corpus,
    lists: &Lists,
    same: &[u32],
    names: &Strings,
    interrupt: &Interrupt,
) -> Result<Shared> {
    let mut rows = Rows::default();
    let mut held = Vec::new();
    for row in (0..corpus.len).filter(|&row| corpus.kind[row] != Kind::Repost) {
        interrupt.check()?;
        held.clear();
        held.extend(lists.row(row).iter().map(|&item| same[item as usize]));
        held.sort_unstable();
        held.dedup();
        for &thing in &held {
            rows.push(thing, corpus.author[row], row as u32, corpus.time[row], false);
        }
    }
    let objects = named(&mut rows.object, names.len(), |thing| names.get(thing));
    Ok(Shared { rows, objects, dropped: Dropped::default() })
}

/// Number the objects that are there in the order of their names; gives the names.
fn named<'a>(
    objects: &mut [u32],
    most: usize,
    name: impl Fn(u32) -> &'a str + Sync,
) -> Vec<String> {
    let order = ranked(objects, most, &name);
    order.into_iter().map(|object| name(object).to_owned()).collect()
}
