//! The tree of each cascade, and how its shape varies where parents are drawn.

use rayon::prelude::*;

use super::Evidence;
use super::adopters::draw;
use super::parents::{Finder, Link};
use crate::corpus::{NONE, cycles};
use crate::error::Result;
use crate::inference::Interval;
use crate::run::Interrupt;
use crate::tree;

/// The links of one cascade and the depths that follow.
pub(super) struct Tree {
    pub links: Vec<Link>,
    pub depths: Vec<u32>,
}

/// 95 % intervals of the shape of a cascade over drawn forests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Varied {
    /// Of the deepest level.
    pub depth: Interval,
    /// Of the most posts on one level.
    pub max_breadth: Interval,
    /// Of structural virality.
    pub structural_virality: Interval,
}

/// Members of a block: large cascades are done in parallel, and Ctrl-C is heard between blocks.
const BLOCK: usize = 2048;

impl Tree {
    /// The tree that a finder finds, with or without what the platform names.
    pub fn new(finder: &Finder, blind: bool, interrupt: &Interrupt) -> Result<Self> {
        let link = |place| if blind { finder.blind_link(place) } else { finder.link(place) };
        let blocks = finder.members.len().div_ceil(BLOCK);
        let mut links = (0..blocks)
            .into_par_iter()
            .map(|block| {
                interrupt.check()?;
                let end = ((block + 1) * BLOCK).min(finder.members.len());
                Ok((block * BLOCK..end).map(link).collect::<Vec<_>>())
            })
            .collect::<Result<Vec<_>>>()?
            .concat();
        let mut parents: Vec<u32> = links.iter().map(|link| link.parent).collect();
        // Only parents at one time, or without times, can name each other in a ring.
        open_rings(&mut parents, |place| links[place] = Link::root(true));
        Ok(Self { depths: tree::depths(&parents), links })
    }

    /// How the shape varies over so many forests in which inferred parents are drawn anew.
    ///
    /// The candidates of each member are weighed once for a block of forests. `O(draws × n)` for a
    /// cascade of n members, beside the search for candidates.
    pub fn varied(&self, finder: &Finder, draws: usize, interrupt: &Interrupt) -> Result<Varied> {
        /// Parents held at once.
        const HELD: usize = 1 << 24;
        let n = self.links.len();
        let at_once = (HELD / n.max(1)).clamp(1, draws);
        let mut shapes = Vec::with_capacity(draws);
        let parents: Vec<u32> = self.links.iter().map(|link| link.parent).collect();
        let may_ring = self.links.iter().any(|link| link.evidence == Evidence::Observed);
        let mut weighed = Vec::new();
        for start in (0..draws).step_by(at_once) {
            let mut forests = vec![parents.clone(); at_once.min(draws - start)];
            for place in 0..n {
                if place % BLOCK == 0 {
                    interrupt.check()?;
                }
                if self.links[place].evidence.is_inferred() {
                    finder.weigh(place, &mut weighed);
                    for (k, forest) in forests.iter_mut().enumerate() {
                        // The forest of number 0 is the one that is shown.
                        let mut stream = finder.stream((start + k + 1) as u64, place);
                        forest[place] = draw(&weighed, &mut stream).unwrap_or(0);
                    }
                }
            }
            for forest in &mut forests {
                interrupt.check()?;
                if may_ring {
                    open_rings(forest, |_| ());
                }
                shapes.push(tree::shape(forest));
            }
        }
        let over = |get: fn(&tree::Shape) -> f64| Interval::of(shapes.iter().map(get));
        Ok(Varied {
            depth: over(|shape| f64::from(shape.depth)),
            max_breadth: over(|shape| shape.max_breadth as f64),
            structural_virality: over(|shape| shape.structural_virality),
        })
    }

    /// How many named parents could not be.
    pub fn repaired(&self) -> u64 {
        self.links.iter().filter(|link| link.repaired).count() as u64
    }

    /// Of each member, whether the platform names every step up to the root.
    pub fn whole(&self) -> Vec<bool> {
        let named = |place| if self.is_observed(place) { self.links[place].parent } else { NONE };
        let parents: Vec<u32> = (0..self.links.len()).map(named).collect();
        tree::roots(&parents, parents.len()).into_iter().map(|root| root == 0).collect()
    }

    /// Whether the platform names the parent of a member.
    pub fn is_observed(&self, place: usize) -> bool {
        place > 0 && self.links[place].evidence == Evidence::Observed
    }
}

/// Cut every ring of parents; what is then without a parent hangs on the root, and is told.
fn open_rings(parents: &mut [u32], mut tell: impl FnMut(usize)) {
    if cycles::cut(parents) == 0 {
        return;
    }
    for (place, parent) in parents.iter_mut().enumerate().skip(1) {
        if *parent == NONE {
            *parent = 0;
            tell(place);
        }
    }
}
