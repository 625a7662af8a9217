//! Which rule finds the parent of a post, and how the parent is then known.

use crate::error::{Error, Result};

/// The rule that finds the parent of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// All hang on the root: the star, a lower bound on depth.
    Root,
    /// What the platform says, else the root.
    Observed,
    /// What the platform says, else the latest candidate, else the root. Candidates are the
    /// earlier adopters whom the account follows (or, where no follower lists are given, had
    /// interacted with).
    Recent,
    /// The same with the earliest candidate.
    First,
    /// The same with the candidate that has most followers.
    Popular,
    /// The same with a candidate drawn by its followers and by how long ago it was.
    Draw,
    /// The latest earlier adopter of all: an upper bound on depth among the rules that infer.
    Chain,
}

impl Attribution {
    /// All rules.
    pub const ALL: [Self; 7] = [
        Self::Root,
        Self::Observed,
        Self::Recent,
        Self::First,
        Self::Popular,
        Self::Draw,
        Self::Chain,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Observed => "observed",
            Self::Recent => "recent",
            Self::First => "first",
            Self::Popular => "popular",
            Self::Draw => "draw",
            Self::Chain => "chain",
        }
    }

    /// The rule of this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::input("attribution", format!("{name:?}"), names)
        })
    }

    /// Whether a parent that the platform names is kept.
    pub(super) fn keeps_named(self) -> bool {
        !matches!(self, Self::Root | Self::Chain)
    }

    /// Whether it looks for candidates among the sources of an account.
    pub(super) fn needs_sources(self) -> bool {
        matches!(self, Self::Recent | Self::First | Self::Popular | Self::Draw)
    }

    /// Whether it goes by numbers of followers.
    pub(super) fn needs_followers(self) -> bool {
        matches!(self, Self::Popular | Self::Draw)
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
    /// The parent is the latest earlier adopter of all, and nothing ties the two.
    InferredChain = 3,
    /// Given with the tree.
    Given = 4,
    /// The platform attributes it to the root and nothing else is known; also the root itself.
    Root = 5,
}

impl Evidence {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 6] = [
        Self::Observed,
        Self::InferredFollow,
        Self::InferredInteraction,
        Self::InferredChain,
        Self::Given,
        Self::Root,
    ];

    /// Its name in the `evidence` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::InferredFollow => "inferred:follow",
            Self::InferredInteraction => "inferred:interaction",
            Self::InferredChain => "inferred:chain",
            Self::Given => "given",
            Self::Root => "root",
        }
    }

    /// Whether a rule found it.
    pub fn is_inferred(self) -> bool {
        matches!(self, Self::InferredFollow | Self::InferredInteraction | Self::InferredChain)
    }
}

/// Which cascades, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The rule that finds parents.
    pub attribution: Attribution,
    /// The fewest posts of a cascade that is kept, the root among them.
    pub min_size: usize,
    /// Whether quotes pass a post on, too.
    pub quotes: bool,
    /// Forests that are drawn beside the first, for intervals; only with [`Attribution::Draw`].
    pub draws: usize,
    /// Of a draw, the exponent of the candidate's followers.
    pub alpha: f64,
    /// Of a draw, the exponent of one over the time since the candidate.
    pub beta: f64,
    /// Of a draw.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        let attribution = Attribution::Recent;
        Self { attribution, min_size: 2, quotes: false, draws: 0, alpha: 1.0, beta: 1.0, seed: 0 }
    }
}

impl Options {
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [("alpha", self.alpha), ("beta", self.beta)] {
            if !(0.0..=100.0).contains(&value) {
                return Err(Error::input(name, value.to_string(), "a number from 0 to 100"));
            }
        }
        if self.draws > 0 && self.attribution != Attribution::Draw {
            let found = format!("{} with attribution={:?}", self.draws, self.attribution.as_str());
            let wanted = "0, or attribution=\"draw\": only drawn parents differ between forests";
            return Err(Error::input("draws", found, wanted));
        }
        Ok(())
    }
}
