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
//! | `members` | which posts belong to which cascade |
//! | `parents` | under which post each member hangs |
//! | `sources` | whose posts an account can have seen |
//! | `given` | trees that somebody else has, put in order |
//! | `edges` | who had it from whom, as columns |
//! | `shape` | how large, deep, broad, viral and fast each is |
//! | `reach` | how many accounts it moved, and how many it can have reached |
//! | `parties` | groups of accounts and of cascades |
//! | `crossings` | which group passes on to which |
//! | `arrivals` | when it reaches which group, and through whom |
//! | `compare` | shapes of two groups at the same size |

mod arrivals;
mod compare;
mod crossings;
mod edges;
mod given;
mod members;
mod parents;
mod parties;
mod reach;
mod shape;
mod sources;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::ops::Range;

use rayon::prelude::*;

pub use arrivals::{Arrival, Gate, Spread, arrivals, by_depth, gatekeepers};
pub use compare::{Cases, Comparison, MEASURES, NAMES, compare};
pub use crossings::{CrossingShare, Crossings, crossing_share, crossings};
pub use edges::Edges;
pub use given::{Cell, Given, Reason, Repair, Row, given};
pub use parties::Parties;
pub use reach::{Audience, Reach, reach};
pub use shape::{Levels, Shapes};

use crate::corpus::{Corpus, Follows, NONE, cycles};
use crate::error::{Error, Result};
use crate::run::Interrupt;
use crate::tree;
use members::Paths;
use parents::{Finder, Link};
use sources::Sources;

/// The rule that finds the parent of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// All hang on the root: the star, a lower bound on depth.
    Root,
    /// What the platform says, else the root.
    Observed,
    /// What the platform says, else the latest earlier adopter whom the account follows (or, where
    /// no follower lists are given, had interacted with), else the root.
    Recent,
}

impl Attribution {
    /// All rules.
    pub const ALL: [Self; 3] = [Self::Root, Self::Observed, Self::Recent];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Observed => "observed",
            Self::Recent => "recent",
        }
    }

    /// The rule of this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::input("attribution", format!("{name:?}"), names)
        })
    }
}

/// How the parent of a member is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Evidence {
    /// The platform names it.
    Observed = 0,
    /// The account follows the parent's author.
    InferredFollow = 1,
    /// The account had interacted with the parent's author.
    InferredInteraction = 2,
    /// The platform attributes it to the root and nothing else is known; also the root itself.
    Root = 3,
    /// Somebody gave the edge.
    Given = 4,
}

impl Evidence {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 5] =
        [Self::Observed, Self::InferredFollow, Self::InferredInteraction, Self::Root, Self::Given];

    /// Its name in the `evidence` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::InferredFollow => "inferred:follow",
            Self::InferredInteraction => "inferred:interaction",
            Self::Root => "root",
            Self::Given => "given",
        }
    }
}

/// Which cascades, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The rule that finds parents.
    pub attribution: Attribution,
    /// The fewest posts of a cascade that is kept, the root among them.
    pub min_size: usize,
    /// Whether quotes pass a post on, too.
    pub quotes: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { attribution: Attribution::Recent, min_size: 2, quotes: false }
    }
}

/// Cascades as columns, one entry a member; the members of a cascade lie side by side.
///
/// Cascades come in order of their roots: those that are there by time and id, then those that
/// are only referred to, by id. The root is the first member, the others follow by time and id.
#[derive(Debug, Clone, PartialEq, Eq)]
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
/// **Parents.** Under every rule but `root`, a parent that the platform names is kept: `via`,
/// where it is a member; else the post passed on, where that is not the root itself. A named
/// parent must not come later than its child, unless it is the root, and parents must not name
/// each other in a ring; such a child hangs on the root and is counted in [`Forest::repaired`]. For the others, `recent` takes among the members
/// with an earlier time, by accounts whom the child's account follows, the latest; of several at
/// that time the one with the smallest id. Without `follows`, by accounts that it had reposted,
/// answered, quoted or mentioned at an earlier time anywhere in the corpus. The root is a
/// candidate like the others, and earlier than all where its time is unknown. Nobody is their own
/// source, so an account that reposts twice does not hang on itself. Posts without a time or an
/// author hang on the root.
///
/// `O(n log n)` in posts and interactions, and for each member of a cascade at most the smaller
/// of its earlier members and of the accounts that its author follows.
pub fn cascades(
    corpus: &Corpus,
    of: Option<&[u32]>,
    follows: Option<&Follows>,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Forest> {
    interrupt.check()?;
    let mut paths = Paths::new(corpus, options.quotes);
    let mut forest = paths.gather(corpus, of, options.min_size);
    interrupt.check()?;
    let sources = match options.attribution {
        Attribution::Recent => Some(Sources::new(corpus, follows, interrupt)?),
        Attribution::Root | Attribution::Observed => None,
    };
    interrupt.expect(forest.posts.len() as u64);
    let trees = (0..forest.len())
        .into_par_iter()
        .map(|cascade| {
            let posts = &forest.posts[forest.members(cascade)];
            let rule = options.attribution;
            let tree =
                tree_of(&Finder::new(corpus, &paths, posts, rule, sources.as_ref()), interrupt);
            interrupt.advance(posts.len() as u64);
            tree
        })
        .collect::<Result<Vec<_>>>()?;
    for (links, depths) in trees {
        forest.depths.extend(depths);
        for link in links {
            forest.parents.push(link.parent);
            forest.evidence.push(link.evidence);
            forest.repaired += u64::from(link.repaired);
        }
    }
    Ok(forest)
}

/// The links of one cascade, in parallel where it is large, and the depths that follow.
fn tree_of(finder: &Finder, interrupt: &Interrupt) -> Result<(Vec<Link>, Vec<u32>)> {
    const BLOCK: usize = 2048;
    let places: Vec<usize> = (0..finder.posts.len()).collect();
    let mut links = places
        .par_chunks(BLOCK)
        .map(|block| {
            interrupt.check()?;
            Ok(block.iter().map(|&place| finder.link(place)).collect::<Vec<_>>())
        })
        .collect::<Result<Vec<_>>>()?
        .concat();
    let mut parents: Vec<u32> = links.iter().map(|link| link.parent).collect();
    // Only parents at one time, or without times, can name each other in a ring.
    if cycles::cut(&mut parents) > 0 {
        for place in 1..parents.len() {
            if parents[place] == NONE {
                links[place] = Link::root(true);
                parents[place] = 0;
            }
        }
    }
    Ok((links, tree::depths(&parents)))
}
