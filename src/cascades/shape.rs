//! How large, deep, broad, viral and fast each cascade is.

use rayon::prelude::*;

use super::Forest;
use super::edges::{known, since};
use crate::corpus::{NO_TIME, NONE};
use crate::error::Result;
use crate::run::Interrupt;
use crate::tree;

/// How many cascades are measured between two looks at the interrupt.
const BLOCK: usize = 1024;

/// One entry for each cascade.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shapes {
    /// Root post.
    pub root: Vec<u32>,
    /// Account of the root, or [`NONE`].
    pub author: Vec<u32>,
    /// Posts, the root among them.
    pub size: Vec<usize>,
    /// The deepest level; the root is level 0.
    pub depth: Vec<u32>,
    /// The most posts on one level.
    pub max_breadth: Vec<usize>,
    /// Mean distance between two posts along the tree ([`tree::shape`]); NaN for a lone root.
    pub structural_virality: Vec<f64>,
    /// Distinct accounts that are known, the root's among them (Vosoughi, Roy & Aral 2018).
    pub unique_accounts: Vec<usize>,
    /// When the root was posted, in microseconds.
    pub started_at: Vec<Option<i64>>,
    /// Microseconds from the root to the last member of known time.
    pub duration: Vec<Option<i64>>,
    /// Microseconds from the root until at least half of the final size, root included, had
    /// arrived (Vosoughi, Roy & Aral 2018). Posts of unknown time count as last; if they are in
    /// the way, or the root's time is unknown, it is unknown.
    pub half_life: Vec<Option<i64>>,
}

/// When each level of a cascade was first reached: one entry a cascade and level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// The cascade, by its place in the forest.
    pub cascade: Vec<u32>,
    /// Edges from the root.
    pub depth: Vec<u32>,
    /// Microseconds from the root to the first post at this depth, 0 for the root; unknown if no
    /// post there has a time, or the root has none.
    pub at: Vec<Option<i64>>,
    /// Posts at this depth.
    pub posts: Vec<u64>,
}

/// The members of one cascade, the root first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree<'a> {
    /// Places of the parents; [`NONE`] for the root.
    pub parents: &'a [u32],
    /// Edges from the root.
    pub depths: &'a [u32],
    /// Accounts, or [`NONE`].
    pub authors: &'a [u32],
    /// Times, or [`NO_TIME`].
    pub times: &'a [i64],
}

/// What is measured of one cascade.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub depth: u32,
    pub max_breadth: usize,
    pub structural_virality: f64,
    pub unique_accounts: usize,
    pub duration: Option<i64>,
    pub half_life: Option<i64>,
}

/// What a thread writes on while it measures one cascade after another.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    below: Vec<u32>,
    breadths: Vec<u32>,
    accounts: Vec<u32>,
    delays: Vec<i64>,
}

impl Forest {
    pub(super) fn tree(&self, cascade: usize) -> Tree<'_> {
        let members = self.members(cascade);
        Tree {
            parents: &self.parents[members.clone()],
            depths: &self.depths[members.clone()],
            authors: &self.authors[members.clone()],
            times: &self.times[members],
        }
    }

    /// The shape of every cascade. `O(n log n)` in the members of a cascade, for their accounts.
    pub fn shape(&self, interrupt: &Interrupt) -> Result<Shapes> {
        interrupt.expect(self.len() as u64);
        let all = (0..self.len())
            .into_par_iter()
            .with_min_len(64)
            .map_init(Scratch::default, |scratch, cascade| {
                if cascade % BLOCK == 0 {
                    interrupt.check()?;
                    interrupt.advance(BLOCK.min(self.len() - cascade) as u64);
                }
                Ok(self.tree(cascade).shape(scratch))
            })
            .collect::<Result<Vec<Shape>>>()?;
        let starts = &self.starts[..self.len()];
        Ok(Shapes {
            root: starts.iter().map(|&start| self.posts[start]).collect(),
            author: starts.iter().map(|&start| self.authors[start]).collect(),
            size: self.starts.windows(2).map(|ends| ends[1] - ends[0]).collect(),
            depth: all.iter().map(|shape| shape.depth).collect(),
            max_breadth: all.iter().map(|shape| shape.max_breadth).collect(),
            structural_virality: all.iter().map(|shape| shape.structural_virality).collect(),
            unique_accounts: all.iter().map(|shape| shape.unique_accounts).collect(),
            started_at: starts.iter().map(|&start| known(self.times[start])).collect(),
            duration: all.iter().map(|shape| shape.duration).collect(),
            half_life: all.iter().map(|shape| shape.half_life).collect(),
        })
    }

    /// When each cascade reached each depth, in order of cascade and depth (Vosoughi, Roy & Aral
    /// 2018). `O(n)`.
    pub fn time_to_depth(&self) -> Levels {
        let mut levels = Levels::default();
        let mut first: Vec<(i64, u64)> = Vec::new();
        for cascade in 0..self.len() {
            let tree = self.tree(cascade);
            first.clear();
            for (&depth, &time) in tree.depths.iter().zip(tree.times) {
                let depth = depth as usize;
                if depth >= first.len() {
                    first.resize(depth + 1, (i64::MAX, 0));
                }
                let (earliest, posts) = &mut first[depth];
                *posts += 1;
                if time != NO_TIME {
                    *earliest = time.min(*earliest);
                }
            }
            let start = known(tree.times[0]);
            for (depth, &(earliest, posts)) in first.iter().enumerate() {
                levels.cascade.push(cascade as u32);
                levels.depth.push(depth as u32);
                levels.at.push(since(start, (earliest != i64::MAX).then_some(earliest)));
                levels.posts.push(posts);
            }
        }
        levels
    }
}

impl Tree<'_> {
    pub fn shape(&self, scratch: &mut Scratch) -> Shape {
        let (duration, half_life) = self.durations(&mut scratch.delays);
        let breadths = &mut scratch.breadths;
        breadths.clear();
        for &depth in self.depths {
            let depth = depth as usize;
            if depth >= breadths.len() {
                breadths.resize(depth + 1, 0);
            }
            breadths[depth] += 1;
        }
        Shape {
            depth: breadths.len() as u32 - 1,
            max_breadth: breadths.iter().copied().max().unwrap_or(0) as usize,
            structural_virality: self.virality(&mut scratch.below),
            unique_accounts: self.accounts(&mut scratch.accounts),
            duration,
            half_life,
        }
    }

    /// [`tree::shape`] has the formula. Members mostly come after their parents, and then one walk
    /// back adds up the subtrees.
    fn virality(&self, below: &mut Vec<u32>) -> f64 {
        let n = self.parents.len();
        if n < 2 {
            return f64::NAN;
        }
        let in_order = |(place, &parent): (usize, &u32)| (parent as usize) < place;
        if !self.parents.iter().enumerate().skip(1).all(in_order) {
            return tree::shape(self.parents).structural_virality;
        }
        below.clear();
        below.resize(n, 1);
        let mut wiener = 0_u128;
        for place in (1..n).rev() {
            let s = below[place];
            below[self.parents[place] as usize] += s;
            wiener += u128::from(u64::from(s) * (n as u64 - u64::from(s)));
        }
        let n = n as u128;
        (2 * wiener) as f64 / (n * (n - 1)) as f64
    }

    fn accounts(&self, accounts: &mut Vec<u32>) -> usize {
        accounts.clear();
        accounts.extend(self.authors.iter().filter(|&&account| account != NONE));
        accounts.sort_unstable();
        accounts.dedup();
        accounts.len()
    }

    /// Duration and half-life.
    fn durations(&self, delays: &mut Vec<i64>) -> (Option<i64>, Option<i64>) {
        let Some(start) = known(self.times[0]) else { return (None, None) };
        delays.clear();
        let known = self.times.iter().filter(|&&time| time != NO_TIME);
        delays.extend(known.map(|time| time.saturating_sub(start)));
        if !delays.is_sorted() {
            delays.sort_unstable();
        }
        // What arrived before the root, by wrong clocks, was there when the root came.
        let half = self.times.len().div_ceil(2) - 1;
        (delays.last().copied(), delays.get(half).map(|&delay| delay.max(0)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::cascades::testing::{forest, forests};

    fn shapes(forest: &Forest) -> Shapes {
        forest.shape(&Interrupt::new()).expect("nobody interrupts")
    }

    proptest! {
        #[test]
        fn shapes_are_those_of_the_definitions(forest in forests()) {
            let shapes = shapes(&forest);
            for cascade in 0..forest.len() {
                let tree = forest.tree(cascade);
                let expected = tree::shape(tree.parents);
                prop_assert_eq!(shapes.size[cascade], expected.size);
                prop_assert_eq!(shapes.depth[cascade], expected.depth);
                prop_assert_eq!(shapes.max_breadth[cascade], expected.max_breadth);
                let (v, slow) = (shapes.structural_virality[cascade], expected.structural_virality);
                prop_assert!(v == slow || (v.is_nan() && slow.is_nan()));
                let accounts: BTreeSet<u32> =
                    tree.authors.iter().copied().filter(|&account| account != NONE).collect();
                prop_assert_eq!(shapes.unique_accounts[cascade], accounts.len());
                let start = known(tree.times[0]);
                prop_assert_eq!(shapes.started_at[cascade], start);
                let arrived = |by: i64| tree.times.iter().filter(|&&t| t != NO_TIME && t <= by).count();
                let last = tree.times.iter().copied().filter(|&t| t != NO_TIME).max();
                prop_assert_eq!(shapes.duration[cascade], since(start, last));
                // The first moment at which half of all had come.
                let half = start.and_then(|start| {
                    (start..=12).find(|&by| 2 * arrived(by) >= tree.times.len()).map(|by| by - start)
                });
                prop_assert_eq!(shapes.half_life[cascade], half);
            }
        }

        #[test]
        fn levels_are_those_of_the_definition(forest in forests()) {
            let levels = forest.time_to_depth();
            let mut row = 0;
            for cascade in 0..forest.len() {
                let tree = forest.tree(cascade);
                for depth in 0..=*tree.depths.iter().max().expect("a root") {
                    let here: Vec<i64> = tree.depths.iter().zip(tree.times)
                        .filter(|&(&d, _)| d == depth).map(|(_, &time)| time).collect();
                    let first = here.iter().copied().filter(|&time| time != NO_TIME).min();
                    prop_assert_eq!((levels.cascade[row], levels.depth[row]), (cascade as u32, depth));
                    prop_assert_eq!(levels.posts[row], here.len() as u64);
                    prop_assert_eq!(levels.at[row], since(known(tree.times[0]), first));
                    row += 1;
                }
            }
            prop_assert_eq!(row, levels.depth.len());
        }
    }

    #[test]
    fn closed_forms() {
        let member = |place: u32, parent: u32| (parent, place, i64::from(place));
        let star = (0..10).map(|i| member(i, if i == 0 { NONE } else { 0 })).collect();
        let chain = (0..10).map(|i: u32| member(i, i.wrapping_sub(1))).collect();
        let shapes = shapes(&forest(&[star, chain]));
        assert!((shapes.structural_virality[0] - 1.8).abs() < 1e-12);
        assert!((shapes.structural_virality[1] - 11.0 / 3.0).abs() < 1e-12);
        assert_eq!((shapes.depth, shapes.max_breadth), (vec![1, 9], vec![9, 1]));
    }

    #[test]
    fn many_blocks_are_the_same_on_any_number_of_threads() {
        let cascade =
            |k: u32| (0..=k % 5).map(|i| (i.wrapping_sub(1), i, i64::from(i * k))).collect();
        let forest = forest(&(0..5000).map(cascade).collect::<Vec<_>>());
        let on = |threads: usize| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let shapes = pool.install(|| shapes(&forest));
            (shapes.depth, shapes.half_life, shapes.unique_accounts)
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn it_ends_when_asked_to_and_counts_what_it_did() {
        let forest = forest(&vec![vec![(NONE, 0, 0)]; 3000]);
        let interrupt = Interrupt::new();
        forest.shape(&interrupt).expect("nobody interrupts");
        assert_eq!(interrupt.progress(), (3000, 3000));
        interrupt.stop();
        assert!(forest.shape(&interrupt).is_err());
    }
}
