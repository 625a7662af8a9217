//! Under which member each post hangs.

use super::adopters::{Adopters, Asker, draw};
use super::members::{Members, Paths};
use super::sources::Sources;
use super::{Attribution, Evidence, Options};
use crate::corpus::{Corpus, NONE};
use crate::random::Stream;

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

/// What all cascades share: the corpus, who passes on what, and whom an account can have read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub corpus: &'a Corpus,
    pub paths: &'a Paths,
    pub sources: Option<&'a Sources<'a>>,
    pub options: &'a Options,
}

/// Finds the parents of one cascade.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    ground: Ground<'a>,
    pub members: Members<'a>,
    rule: Attribution,
    adopters: Option<Adopters<'a>>,
    /// The number under which this cascade draws, whatever else is in the corpus.
    item: u64,
}

impl<'a> Finder<'a> {
    pub fn new(ground: Ground<'a>, members: Members<'a>, rule: Attribution) -> Self {
        let adopters = (rule.needs_sources() || rule == Attribution::Chain)
            .then(|| Adopters::new(ground.corpus, members, rule.needs_sources()));
        let item = fingerprint(ground.corpus.ids.get(members.posts[0]));
        Self { ground, members, rule, adopters, item }
    }

    /// The link of the member at this place.
    pub fn link(&self, place: usize) -> Link {
        let parent = self.members.named[place];
        if parent == NONE || !self.rule.keeps_named() {
            return self.blind_link(place);
        }
        let parent = self.ground.paths.place(parent);
        if parent == 0 || !self.comes_later(parent as usize, place) {
            Link::new(parent, Evidence::Observed)
        } else {
            Link::root(true)
        }
    }

    /// The same as if the platform named no parents.
    pub fn blind_link(&self, place: usize) -> Link {
        if place == 0 {
            return Link::new(NONE, Evidence::Root);
        }
        self.inferred(place).unwrap_or(Link::root(false))
    }

    /// Whether the times say that a post came after another. At one time, or without times, the
    /// order of ids says nothing about who was first.
    fn comes_later(&self, place: usize, than: usize) -> bool {
        match (self.members.time(place), self.members.time(than)) {
            (Some(time), Some(other)) => time > other,
            _ => false,
        }
    }

    fn inferred(&self, place: usize) -> Option<Link> {
        let (adopters, asker) = (self.adopters.as_ref()?, self.asker(place)?);
        if self.rule == Attribution::Chain {
            let parent = adopters.latest_of_all(asker.time)?;
            return Some(Link::new(parent, Evidence::InferredChain));
        }
        let sources = self.ground.sources?;
        let parent = if self.rule == Attribution::Draw {
            let mut weighed = Vec::new();
            self.weigh(place, &mut weighed);
            draw(&weighed, &mut self.stream(0, place))?
        } else {
            adopters.choose(self.rule, sources, asker)?
        };
        Some(Link::new(parent, sources.evidence()))
    }

    fn asker(&self, place: usize) -> Option<Asker> {
        Some(Asker { account: self.members.authors[place], time: self.members.time(place)? })
    }

    /// The candidates of a member for [`draw`].
    pub fn weigh(&self, place: usize, weighed: &mut Vec<(u32, f64)>) {
        weighed.clear();
        if let (Some(adopters), Some(sources), Some(asker)) =
            (&self.adopters, self.ground.sources, self.asker(place))
        {
            adopters.weighed(self.ground.options, sources, asker, weighed);
        }
    }

    /// The random numbers of a member in a drawn forest.
    pub fn stream(&self, forest: u64, place: usize) -> Stream {
        let of_forest = Stream::new(self.ground.options.seed, forest).bits();
        Stream::new(of_forest ^ self.item, place as u64)
    }
}

/// A number for an id: FNV-1a (Fowler, Noll & Vo), the same on every machine.
fn fingerprint(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
