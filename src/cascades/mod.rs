//! Where a message goes: posts and all that passes them on, as trees.
//!
//! A cascade is a post and its reposts and, if asked, its quotes and theirs. Which posts belong
//! is given; along which paths they spread is mostly not, since platforms hang every repost on
//! the root. So every edge says how it is known ([`Evidence`]), and the rule that found the
//! parents is chosen ([`Attribution`]): shapes change when paths are rebuilt (`DeVerna` et al.
//! 2024, arXiv 2410.21554).
//!
//! | file | what it does |
//! |---|---|
//! | `attribution` | the rules, and how a parent is then known |
//! | `members` | which posts belong to which cascade |
//! | `parents` | under which post each member hangs |
//! | `sources` | whose posts an account can have seen |
//! | `adopters` | the members of a cascade as candidates for a parent |
//! | `trees` | the tree of a cascade, and how it varies where parents are drawn |
//! | `calibrate` | how often each rule finds the parents that are known |
//! | `given` | trees that somebody else has, put in order |
//! | `edges` | who had it from whom, as columns |
//! | `shape` | how large, deep, broad, viral and fast each is |
//! | `reach` | how many accounts it moved, and how many it can have reached |
//! | `parties` | groups of accounts and of cascades |
//! | `crossings` | which group passes on to which |
//! | `arrivals` | when it reaches which group, and through whom |
//! | `compare` | shapes of two groups at the same size |

mod adopters;
mod arrivals;
mod attribution;
mod calibrate;
mod compare;
mod crossings;
mod edges;
mod given;
mod members;
mod parents;
mod parties;
mod reach;
#[cfg(test)]
mod reference;
mod shape;
mod sources;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod trees;

use std::ops::Range;

use rayon::prelude::*;

pub use arrivals::{Arrival, Gate, Spread, arrivals, by_depth, gatekeepers};
pub use attribution::{Attribution, Evidence, Options};
pub use calibrate::{Calibration, calibrate};
pub use compare::{Cases, Comparison, MEASURES, NAMES, compare};
pub use crossings::{CrossingShare, Crossings, crossing_share, crossings};
pub use edges::Edges;
pub use given::{Cell, Given, Reason, Repair, Row, given};
pub use parties::Parties;
pub use reach::{Audience, Reach, reach};
pub use shape::{Levels, Shapes};
pub use trees::Varied;

use crate::corpus::{Corpus, Follows};
use crate::error::Result;
use crate::run::Interrupt;
use members::{Members, Paths};
use parents::{Finder, Ground};
use sources::Sources;
use trees::Tree;

/// Cascades as columns, one entry a member; the members of a cascade lie side by side.
///
/// Cascades come in order of their roots: those that are there by time and id, then those that
/// are only referred to, by id. The root is the first member, the others follow by time and id.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    /// Where the members of each cascade begin, and at the end where the last ones end.
    pub starts: Vec<usize>,
    /// The post of each member.
    pub posts: Vec<u32>,
    /// The account of each member, or [`NONE`](crate::corpus::NONE).
    pub authors: Vec<u32>,
    /// When each member was posted, in microseconds, or [`NO_TIME`](crate::corpus::NO_TIME).
    pub times: Vec<i64>,
    /// The place of its parent within the cascade, 0 being the root;
    /// [`NONE`](crate::corpus::NONE) for the root.
    pub parents: Vec<u32>,
    /// Edges from the root.
    pub depths: Vec<u32>,
    /// How the parent is known.
    pub evidence: Vec<Evidence>,
    /// Parents that the platform names and that cannot be, because they come after their child or
    /// pass on each other in a ring. Those posts hang on the root. Of given edges: all repairs.
    pub repaired: u64,
    /// How the shape of each cascade varies where parents are drawn; empty if none were.
    pub varied: Vec<Varied>,
}

impl Forest {
    /// How many cascades there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The members of a cascade, as a range of the columns.
    pub fn members(&self, cascade: usize) -> Range<usize> {
        self.starts[cascade]..self.starts[cascade + 1]
    }

    /// The root post of a cascade.
    pub fn root(&self, cascade: usize) -> u32 {
        self.posts[self.starts[cascade]]
    }
}

/// The cascades of a corpus, or those with these root posts.
///
/// **Members.** A repost belongs to the post that it passes on, a repost of a repost to the top of
/// the chain. With `quotes` the same holds for quotes, so that a post is in one cascade at most. A
/// root may be missing from the archive: it still is a node. A repost of which only the author is
/// known roots a cascade if others pass it on, and is none by itself. Numbers in `of` that root
/// nothing are passed over.
///
/// **Parents.** Under every rule but `root` and `chain`, a parent that the platform names is kept:
/// `via`, where it is a member; else the post passed on, where that is not the root itself. A named
/// parent must not come later than its child, unless it is the root, and parents must not name
/// each other in a ring; such a child hangs on the root and is counted in [`Forest::repaired`].
///
/// For the others a rule chooses among candidates: the members with an earlier time by accounts
/// whom the child's account follows or, without `follows`, that it had reposted, answered, quoted
/// or mentioned at an earlier time anywhere in the corpus. The root is a candidate like the
/// others, and earlier than all where its time is unknown. Nobody is their own source, so an
/// account that reposts twice does not hang on itself. Without a candidate, a time or an author, a
/// post hangs on the root.
///
/// `recent` takes the latest candidate, `first` the earliest, `popular` the one whose account has
/// most followers; of several the one with the smallest id. `draw` takes each with a chance that
/// goes with `followers^alpha / seconds^beta`; an unknown number of followers counts as 1. `chain`
/// takes the latest earlier member of all, whoever it is by; the root counts as the earliest.
///
/// With `draws`, [`Forest::varied`] says how depth, breadth and virality vary over so many drawn
/// forests. A cascade draws the same whatever else is in the corpus.
///
/// `O(n log n)` in posts and interactions, and for each member of a cascade at most the smaller
/// of its earlier members and of the accounts that its author follows; `draws` times that for
/// the shapes of drawn forests.
pub fn cascades(
    corpus: &Corpus,
    of: Option<&[u32]>,
    follows: Option<&Follows>,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Forest> {
    interrupt.check()?;
    options.check()?;
    let mut paths = Paths::new(corpus, options.quotes);
    let (mut forest, named) = paths.gather(corpus, of, options.min_size);
    interrupt.check()?;
    let rule = options.attribution;
    let sources = Sources::needed(corpus, follows, rule, interrupt)?;
    let ground = Ground { corpus, paths: &paths, sources: sources.as_ref(), options };
    interrupt.expect(forest.posts.len() as u64);
    let trees = (0..forest.len())
        .into_par_iter()
        .map(|cascade| {
            let members = Members::of(&forest, &named, cascade);
            let finder = Finder::new(ground, members, rule);
            let tree = Tree::new(&finder, false, interrupt)?;
            let varied = match options.draws {
                0 => None,
                draws => Some(tree.varied(&finder, draws, interrupt)?),
            };
            interrupt.advance(members.len() as u64);
            Ok((tree, varied))
        })
        .collect::<Result<Vec<_>>>()?;
    for (tree, varied) in trees {
        forest.repaired += tree.repaired();
        forest.depths.extend(tree.depths);
        forest.parents.extend(tree.links.iter().map(|link| link.parent));
        forest.evidence.extend(tree.links.iter().map(|link| link.evidence));
        forest.varied.extend(varied);
    }
    Ok(forest)
}
