//! How often each hashtag was used, by whom.

use std::collections::{HashMap, HashSet};

use super::hashtags::fold;
use crate::archive::Kind;
use crate::corpus::{Corpus, Found, Groups, Strings};
use crate::error::Result;
use crate::run::Interrupt;

/// How often a hashtag was used within a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The group's number.
    pub group: u32,
    /// The hashtag in lower case.
    pub tag: String,
    /// Posts that use it.
    pub posts: u64,
    /// Accounts that use it.
    pub accounts: u64,
}

/// Counts of hashtags in posts that are their author's own words (all but reposts), most used
/// first within each group.
///
/// A tag counts once a post. Linear in posts and hashtags.
pub fn hashtag_counts(
    corpus: &Corpus,
    groups: &Groups,
    interrupt: &Interrupt,
) -> Result<(Vec<TagCount>, Found)> {
    let mut found = Found::default();
    let mut tags = Strings::new();
    let mut counts: HashMap<(u32, u32), (u64, HashSet<u32>)> = HashMap::new();
    for row in 0..corpus.len {
        if row % 65_536 == 0 {
            interrupt.check()?;
        }
        if corpus.kind[row] == Kind::Repost {
            continue;
        }
        let used = used_tags(corpus, row);
        if used.is_empty() {
            continue;
        }
        let group = groups.of(corpus.author[row], corpus.time[row], &mut found);
        if group == crate::corpus::NONE {
            continue;
        }
        for tag in used {
            let (posts, accounts) = counts.entry((group, tags.intern(&tag))).or_default();
            *posts += 1;
            accounts.insert(corpus.author[row]);
        }
    }
    let mut table: Vec<TagCount> = counts
        .into_iter()
        .map(|((group, tag), (posts, accounts))| TagCount {
            group,
            tag: tags.get(tag).to_owned(),
            posts,
            accounts: accounts.len() as u64,
        })
        .collect();
    let mut place = vec![0; found.len()];
    for (at, &group) in found.order(groups).iter().enumerate() {
        place[group as usize] = at;
    }
    table.sort_by(|a, b| {
        let key = |count: &TagCount| (place[count.group as usize], std::cmp::Reverse(count.posts));
        key(a).cmp(&key(b)).then_with(|| a.tag.cmp(&b.tag))
    });
    Ok((table, found))
}

/// The hashtags of a post in lower case, each once.
fn used_tags(corpus: &Corpus, row: usize) -> Vec<String> {
    let mut used: Vec<String> =
        corpus.hashtags.row(row).iter().map(|&tag| fold(corpus.tags.get(tag))).collect();
    used.sort_unstable();
    used.dedup();
    used
}
