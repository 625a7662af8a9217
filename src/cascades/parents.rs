//! Under which member each post hangs.

use std::cmp::Reverse;

use super::members::Paths;
use super::sources::Sources;
use super::{Attribution, Evidence};
use crate::corpus::{Corpus, NO_TIME, NONE};

/// A member's edge to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// Place of the parent in the cascade; [`NONE`] for the root.
    pub parent: u32,
    pub evidence: Evidence,
    /// Whether the platform named a parent that cannot be.
    pub repaired: bool,
}

impl Link {
    pub fn root(repaired: bool) -> Self {
        Self { parent: 0, evidence: Evidence::Root, repaired }
    }

    fn new(parent: u32, evidence: Evidence) -> Self {
        Self { parent, evidence, repaired: false }
    }
}

/// Finds the parents of one cascade.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    corpus: &'a Corpus,
    paths: &'a Paths,
    /// The members, the root first.
    pub posts: &'a [u32],
    rule: Attribution,
    adopters: Option<(Adopters, &'a Sources<'a>)>,
}

impl<'a> Finder<'a> {
    pub fn new(
        corpus: &'a Corpus,
        paths: &'a Paths,
        posts: &'a [u32],
        rule: Attribution,
        sources: Option<&'a Sources<'a>>,
    ) -> Self {
        let adopters = sources.map(|sources| (Adopters::new(corpus, posts), sources));
        Self { corpus, paths, posts, rule, adopters }
    }

    /// The link of the member at this place.
    pub fn link(&self, place: usize) -> Link {
        let (root, child) = (self.posts[0], self.posts[place]);
        if place == 0 {
            return Link::new(NONE, Evidence::Root);
        }
        if self.rule == Attribution::Root {
            return Link::root(false);
        }
        match self.named(child) {
            Some(parent) if parent == root || !self.comes_later(parent, child) => {
                Link::new(self.paths.place(parent), Evidence::Observed)
            }
            Some(_) => Link::root(true),
            None => self.inferred(child).unwrap_or(Link::root(false)),
        }
    }

    /// Whether the times say that a post came after another. At one time, or without times, the
    /// order of ids says nothing about who was first.
    fn comes_later(&self, post: u32, than: u32) -> bool {
        match (self.corpus.time_of(post), self.corpus.time_of(than)) {
            (Some(post), Some(than)) => post > than,
            _ => false,
        }
    }

    /// The parent that the platform names, other than by hanging every repost on the root.
    fn named(&self, child: u32) -> Option<u32> {
        let root = self.posts[0];
        let via = self.corpus.via[child as usize];
        if self.paths.belongs(via, root) {
            return Some(via);
        }
        let above = self.paths.above(child);
        (above != root && self.paths.belongs(above, root)).then_some(above)
    }

    fn inferred(&self, child: u32) -> Option<Link> {
        let (adopters, sources) = self.adopters.as_ref()?;
        let author = self.corpus.author[child as usize];
        let time = self.corpus.time_of(child)?;
        let place = adopters.latest(sources, author, time)?;
        Some(Link::new(place, sources.evidence()))
    }
}

/// The members whose author and time are known, as candidates: of two, the later in this order is
/// the better parent.
#[derive(Debug)]
struct Adopters {
    moments: Vec<Moment>,
    /// `(author, place in moments)`, sorted.
    by_author: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Moment {
    time: i64,
    author: u32,
    /// Place in the cascade.
    place: u32,
}

impl Adopters {
    fn new(corpus: &Corpus, posts: &[u32]) -> Self {
        let mut moments: Vec<Moment> = posts
            .iter()
            .enumerate()
            .map(|(place, &post)| Moment {
                time: corpus.time_of(post).unwrap_or(NO_TIME),
                author: corpus.author[post as usize],
                place: place as u32,
            })
            // A root of unknown time comes before all times; others without a time are no
            // candidates.
            .filter(|moment| moment.author != NONE && (moment.time != NO_TIME || moment.place == 0))
            .collect();
        // The smaller id wins a tie, so it comes later here.
        moments.sort_unstable_by_key(|moment| (moment.time, Reverse(posts[moment.place as usize])));
        let mut by_author: Vec<(u32, u32)> =
            moments.iter().enumerate().map(|(k, moment)| (moment.author, k as u32)).collect();
        by_author.sort_unstable();
        Self { moments, by_author }
    }

    /// The place of the best candidate before this time among the sources of this account.
    ///
    /// Walks back through the earlier members or through the sources, whichever are fewer.
    fn latest(&self, sources: &Sources, account: u32, time: i64) -> Option<u32> {
        let known = sources.of(account);
        let before = self.moments.partition_point(|moment| moment.time < time);
        let best = if before < known.len() {
            (0..before).rev().find(|&k| known.has(self.moments[k].author, time))
        } else {
            (0..known.len())
                .filter_map(|k| known.at(k, time))
                .filter_map(|author| self.last_by(author, before))
                .max()
        };
        best.map(|k| self.moments[k].place)
    }

    /// The last moment of an author among the first `before`.
    fn last_by(&self, author: u32, before: usize) -> Option<usize> {
        let end = self.by_author.partition_point(|&entry| entry < (author, before as u32));
        let &(found, k) = self.by_author.get(end.checked_sub(1)?)?;
        (found == author).then_some(k as usize)
    }
}
