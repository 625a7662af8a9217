//! Which group passes on to which.

use rayon::prelude::*;

use super::{Forest, Parties};
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::network::nulls::NullTest;
use crate::random::Stream;
use crate::run::Interrupt;

/// The most numbers that the draws of all pairs of groups may come to.
const MOST: usize = 1 << 26;

/// Edges from group to group, against labels dealt out at random.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossings {
    /// Edges with a group at both ends.
    pub edges: u64,
    /// Edges with an end in no group.
    pub ungrouped: u64,
    /// For each pair of groups, by sender and then receiver, its edges and their share of all.
    pub pairs: Vec<(u64, NullTest)>,
}

/// Edges that leave a group, against labels dealt out at random.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossingShare {
    /// Edges with a group at both ends.
    pub edges: u64,
    /// Edges with an end in no group.
    pub ungrouped: u64,
    /// Edges between two groups.
    pub crossing: u64,
    /// Their share.
    pub share: NullTest,
}

/// Edges from the group of the parent's account to that of the child's, for all pairs of groups.
///
/// Null model: the groups are permuted among the accounts at the ends of such edges, each account
/// having one group. `O(m log m)` for m edges, and for each draw the distinct pairs of accounts.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) if there are so many groups that the draws would fill the
/// memory.
pub fn crossings(
    forest: &Forest,
    parties: &Parties,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Crossings> {
    let n = parties.len();
    if n.saturating_mul(n).saturating_mul(draws.max(1)) > MOST {
        let found = format!("{n} groups and {draws} draws");
        let wanted = format!("groups x groups x draws of at most {MOST}: coarser groups");
        return Err(Error::input("by", found, wanted));
    }
    let ties = Ties::new(forest, parties, interrupt)?;
    let count = |groups: &[u32]| {
        let mut cells = vec![0_u64; n * n];
        for &(from, to, weight) in &ties.pairs {
            cells[groups[from as usize] as usize * n + groups[to as usize] as usize] += weight;
        }
        cells
    };
    let observed = count(&ties.groups);
    let drawn = ties.draws(draws, seed, interrupt, count)?;
    let share = |edges: u64| edges as f64 / ties.edges as f64;
    let test = |(cell, &edges): (usize, &u64)| {
        let draws = drawn.iter().map(|cells| share(cells[cell])).collect();
        (edges, NullTest { value: share(edges), draws })
    };
    let pairs = observed.iter().enumerate().map(test).collect();
    Ok(Crossings { edges: ties.edges, ungrouped: ties.ungrouped, pairs })
}

/// The share of edges between accounts of two groups; null model as for [`crossings`].
pub fn crossing_share(
    forest: &Forest,
    parties: &Parties,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<CrossingShare> {
    let ties = Ties::new(forest, parties, interrupt)?;
    let count = |groups: &[u32]| {
        let crosses =
            |&&(from, to, _): &&(u32, u32, u64)| groups[from as usize] != groups[to as usize];
        ties.pairs.iter().filter(crosses).map(|pair| pair.2).sum::<u64>()
    };
    let crossing = count(&ties.groups);
    let drawn = ties.draws(draws, seed, interrupt, count)?;
    let share = |edges: u64| edges as f64 / ties.edges as f64;
    let draws = drawn.into_iter().map(share).collect();
    let share = NullTest { value: share(crossing), draws };
    Ok(CrossingShare { edges: ties.edges, ungrouped: ties.ungrouped, crossing, share })
}

/// Who passes on from whom, how often.
struct Ties {
    /// The group of each account that takes part.
    groups: Vec<u32>,
    /// From, to, edges: accounts by their place in `groups`.
    pairs: Vec<(u32, u32, u64)>,
    edges: u64,
    ungrouped: u64,
}

impl Ties {
    fn new(forest: &Forest, parties: &Parties, interrupt: &Interrupt) -> Result<Self> {
        interrupt.check()?;
        let mut ends: Vec<(u32, u32)> = Vec::new();
        let mut ungrouped = 0;
        for (parent, child) in forest.links() {
            let grouped = |member: usize| parties.of_member(forest, member) != NONE;
            if grouped(parent) && grouped(child) {
                ends.push((forest.authors[parent], forest.authors[child]));
            } else {
                ungrouped += 1;
            }
        }
        interrupt.check()?;
        ends.par_sort_unstable();
        let mut accounts: Vec<u32> = ends.iter().flat_map(|&(from, to)| [from, to]).collect();
        accounts.par_sort_unstable();
        accounts.dedup();
        let place = |account: u32| accounts.partition_point(|&other| other < account) as u32;
        let pairs = ends
            .chunk_by(|a, b| a == b)
            .map(|same| (place(same[0].0), place(same[0].1), same.len() as u64))
            .collect();
        let groups = accounts.iter().map(|&account| parties.codes[account as usize]).collect();
        Ok(Self { groups, pairs, edges: ends.len() as u64, ungrouped })
    }

    /// What a count comes to when groups are permuted among accounts; one stream a draw.
    fn draws<T: Send>(
        &self,
        draws: usize,
        seed: u64,
        interrupt: &Interrupt,
        count: impl Fn(&[u32]) -> T + Sync,
    ) -> Result<Vec<T>> {
        interrupt.expect(draws as u64);
        let draw = |groups: &mut Vec<u32>, draw: usize| {
            interrupt.check()?;
            groups.clone_from(&self.groups);
            Stream::new(seed, draw as u64).shuffle(groups);
            interrupt.advance(1);
            Ok(count(groups))
        };
        (0..draws).into_par_iter().map_init(Vec::new, draw).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cascades::parties::tests::by_number;
    use crate::cascades::testing::{forest, forests};

    fn groups() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => Just(NONE)], 6)
    }

    fn on<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(work)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn counts_are_those_of_the_edges(forest in forests(), codes in groups(), seed: u64) {
            let groups = by_number(codes.clone());
            let parties = Parties::of_accounts(&groups, 6).expect("no window");
            let run = || crossings(&forest, &parties, 19, seed, &Interrupt::new()).expect("it runs");
            let found = on(1, run);
            // NaN is not equal to itself; words are.
            prop_assert_eq!(format!("{found:?}"), format!("{:?}", on(3, run)));
            let edges = forest.edges();
            let group = |account: u32| match codes.get(account as usize) {
                Some(&code) if code != NONE => Some(code),
                _ => None,
            };
            let ends: Vec<_> = edges.parent_author.iter().zip(&edges.child_author)
                .map(|(&from, &to)| group(from).zip(group(to))).collect();
            let known: Vec<(u32, u32)> = ends.iter().flatten().copied().collect();
            prop_assert_eq!(found.edges, known.len() as u64);
            prop_assert_eq!(found.ungrouped, (ends.len() - known.len()) as u64);
            // Labels that nobody bears have no number.
            let mut present: Vec<u32> = codes.iter().copied().filter(|&code| code != NONE).collect();
            present.sort_unstable();
            present.dedup();
            prop_assert_eq!(parties.len(), present.len());
            for (a, &from) in present.iter().enumerate() {
                for (b, &to) in present.iter().enumerate() {
                    let (edges, test) = &found.pairs[a * present.len() + b];
                    let count = known.iter().filter(|&&ends| ends == (from, to)).count();
                    prop_assert_eq!(*edges, count as u64);
                    prop_assert!(known.is_empty() || test.value == count as f64 / known.len() as f64);
                }
            }
            // The share is the sum of what lies off the diagonal, in every draw.
            let share = crossing_share(&forest, &parties, 19, seed, &Interrupt::new()).expect("it runs");
            let n = present.len();
            let off = |value: &dyn Fn(&NullTest) -> f64| -> f64 {
                found.pairs.iter().enumerate().filter(|(k, _)| k / n != k % n)
                    .map(|(_, pair)| value(&pair.1)).sum()
            };
            prop_assert_eq!((share.edges, share.ungrouped), (found.edges, found.ungrouped));
            if found.edges > 0 {
                prop_assert!((share.share.value - off(&|test| test.value)).abs() < 1e-12);
                for draw in 0..19 {
                    prop_assert!((share.share.draws[draw] - off(&|test| test.draws[draw])).abs() < 1e-12);
                }
            }
        }
    }

    /// Two groups of five that pass on among themselves only.
    fn apart() -> Forest {
        let chain = |first: u32| (0..5).map(|k: u32| (k.wrapping_sub(1), first + k, 0)).collect();
        forest(&[chain(0), chain(5)])
    }

    #[test]
    fn groups_that_keep_to_themselves_are_told_from_chance() {
        let forest = apart();
        let groups = by_number((0..10).map(|account| account / 5).collect());
        let parties = Parties::of_accounts(&groups, 10).expect("no window");
        let found = crossing_share(&forest, &parties, 999, 1, &Interrupt::new()).expect("it runs");
        assert_eq!((found.edges, found.crossing, found.ungrouped), (8, 0, 0));
        // Of two of ten accounts, five of each kind, 25 of 45 pairs are mixed.
        assert!((found.share.null_mean() - 25.0 / 45.0).abs() < 0.02);
        assert!(found.share.p() < 0.05 && found.share.z() < -2.0);
    }

    #[test]
    fn too_many_groups_are_refused_and_an_interrupt_ends_it() {
        let forest = apart();
        let groups = by_number((0..10).collect());
        let parties = Parties::of_accounts(&groups, 10).expect("no window");
        let error = crossings(&forest, &parties, MOST, 1, &Interrupt::new()).expect_err("too many");
        assert!(error.to_string().starts_with("by: 10 groups and 67108864 draws; wanted"));
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(crossings(&forest, &parties, 9, 1, &interrupt).is_err());
        assert!(crossing_share(&forest, &parties, 9, 1, &interrupt).is_err());
    }
}
