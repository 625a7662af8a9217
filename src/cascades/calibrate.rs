//! How often each rule finds the parent that the platform names.

use rayon::prelude::*;

use super::members::{Members, Paths};
use super::parents::{Finder, Ground};
use super::sources::Sources;
use super::trees::Tree;
use super::{Attribution, Forest, Options};
use crate::corpus::{Corpus, Follows};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// How well a rule finds the paths that are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The rule.
    pub attribution: Attribution,
    /// Edges whose parent the platform names.
    pub edges: u64,
    /// Share of them whose parent the rule finds.
    pub precision: f64,
    /// Edges whose named parent is not the root.
    pub edges_beyond_root: u64,
    /// Share of these whose parent the rule finds.
    pub precision_beyond_root: f64,
    /// Share of the edges for which the rule had a candidate; the others hang on the root.
    pub inferred: f64,
    /// Edges whose whole path to the root is named: those of which the true depth is known.
    pub whole_paths: u64,
    /// Mean of inferred minus true depth over these.
    pub depth_error: f64,
    /// Why the rule could not be tried; then the numbers are NaN.
    pub cannot: Option<String>,
}

/// What is compared, summed over cascades.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    edges: u64,
    right: u64,
    beyond: u64,
    right_beyond: u64,
    inferred: u64,
    whole: u64,
    depth: i64,
}

impl Tally {
    fn add(self, other: Self) -> Self {
        Self {
            edges: self.edges + other.edges,
            right: self.right + other.right,
            beyond: self.beyond + other.beyond,
            right_beyond: self.right_beyond + other.right_beyond,
            inferred: self.inferred + other.inferred,
            whole: self.whole + other.whole,
            depth: self.depth + other.depth,
        }
    }
}

/// Try every rule that infers on the edges of a forest whose parents the platform names, as if it
/// did not name them. `draw` is tried once, with the seed of the options.
///
/// Precision: share of parents found. Depth error: mean of inferred minus true depth, over posts with
/// a named path all the way to the root. The true depth of others is not known: it is cut short
/// where the platform fell silent, so to count it would make every rule look too deep. After `DeVerna` et al. 2024, arXiv 2410.21554.
/// As [`super::cascades()`] for each rule.
pub fn calibrate(
    corpus: &Corpus,
    forest: &Forest,
    follows: Option<&Follows>,
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Vec<Calibration>> {
    let mut paths = Paths::new(corpus, options.quotes);
    let roots: Vec<u32> = (0..forest.len()).map(|cascade| forest.root(cascade)).collect();
    let (forest, named) = paths.gather(corpus, Some(&roots), 1);
    let rules: Vec<Attribution> =
        Attribution::ALL.into_iter().filter(|&rule| rule != Attribution::Observed).collect();
    interrupt.expect((rules.len() * forest.posts.len()) as u64);
    let mut found = Vec::new();
    for attribution in rules {
        let sources = match Sources::needed(corpus, follows, attribution, interrupt) {
            Err(Error::Input { found: there, .. }) => {
                found.push(Calibration::impossible(attribution, there));
                continue;
            }
            sources => sources?,
        };
        let ground = Ground { corpus, paths: &paths, sources: sources.as_ref(), options };
        let tally = (0..forest.len())
            .into_par_iter()
            .map(|cascade| {
                let members = Members::of(&forest, &named, cascade);
                interrupt.advance(members.len() as u64);
                compare(ground, members, attribution, interrupt)
            })
            .try_reduce(Tally::default, |a, b| Ok(a.add(b)))?;
        found.push(Calibration::new(attribution, tally));
    }
    Ok(found)
}

fn compare(
    ground: Ground,
    members: Members,
    rule: Attribution,
    interrupt: &Interrupt,
) -> Result<Tally> {
    let known = Tree::new(&Finder::new(ground, members, Attribution::Observed), false, interrupt)?;
    let tried = Tree::new(&Finder::new(ground, members, rule), true, interrupt)?;
    let whole = known.whole();
    let mut tally = Tally::default();
    for place in (0..members.len()).filter(|&place| known.is_observed(place)) {
        let (truth, guess) = (known.links[place], tried.links[place]);
        let right = u64::from(truth.parent == guess.parent);
        let beyond = u64::from(truth.parent != 0);
        tally.edges += 1;
        tally.right += right;
        tally.beyond += beyond;
        tally.right_beyond += right * beyond;
        tally.inferred += u64::from(guess.evidence.is_inferred());
        if whole[place] {
            tally.whole += 1;
            tally.depth += i64::from(tried.depths[place]) - i64::from(known.depths[place]);
        }
    }
    Ok(tally)
}

impl Calibration {
    fn new(attribution: Attribution, tally: Tally) -> Self {
        let share = |part: u64, whole: u64| part as f64 / whole as f64;
        Self {
            attribution,
            edges: tally.edges,
            precision: share(tally.right, tally.edges),
            edges_beyond_root: tally.beyond,
            precision_beyond_root: share(tally.right_beyond, tally.beyond),
            inferred: share(tally.inferred, tally.edges),
            whole_paths: tally.whole,
            depth_error: tally.depth as f64 / tally.whole as f64,
            cannot: None,
        }
    }

    fn impossible(attribution: Attribution, why: String) -> Self {
        let none = Self::new(attribution, Tally::default());
        Self { cannot: Some(why), ..none }
    }
}
