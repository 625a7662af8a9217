//! When a cascade reaches which group, and through whom.

use std::cmp::Reverse;

use super::{Forest, Parties};
use crate::corpus::NONE;

/// The first member of a group in a cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The cascade, by its place in the forest.
    pub cascade: u32,
    /// The group.
    pub group: u32,
    /// The member, by its place in the forest.
    pub member: usize,
}

/// One entry for each depth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// Posts.
    pub posts: Vec<u64>,
    /// Posts of accounts in a group.
    pub grouped: Vec<u64>,
    /// Entropy of the groups of those, in nats; NaN without any.
    pub entropy: Vec<f64>,
    /// Share of the root's group among the grouped posts in cascades whose root has a group.
    pub home_share: Vec<f64>,
}

/// How often a group was reached through an account.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// The account from which the first of the group had it, or [`NONE`].
    pub account: u32,
    /// The group reached.
    pub group: u32,
    /// In how many cascades.
    pub arrivals: u64,
    /// Of all cascades that reached the group from outside.
    pub share: f64,
}

/// The first member of each group in each cascade, in the order of members: the root, then by
/// time, unknown times last, ties by id. `O(n)`.
pub fn arrivals(forest: &Forest, parties: &Parties) -> Vec<Arrival> {
    let mut seen = vec![NONE; parties.len()];
    let mut found = Vec::new();
    for cascade in 0..forest.len() {
        for member in forest.members(cascade) {
            let group = parties.of_member(forest, member);
            if group != NONE && seen[group as usize] != cascade as u32 {
                seen[group as usize] = cascade as u32;
                found.push(Arrival { cascade: cascade as u32, group, member });
            }
        }
    }
    found
}

/// How mixed the cascades are at each depth, all taken together. `O(n log n)`.
pub fn by_depth(forest: &Forest, parties: &Parties) -> Spread {
    let levels = forest.depths.iter().max().map_or(0, |&deepest| deepest as usize + 1);
    let mut spread = Spread { posts: vec![0; levels], ..Spread::default() };
    let mut home = vec![(0_u64, 0_u64); levels];
    let mut met: Vec<(u32, u32)> = Vec::new();
    for cascade in 0..forest.len() {
        let members = forest.members(cascade);
        let own = parties.of_member(forest, members.start);
        for member in members {
            let depth = forest.depths[member];
            spread.posts[depth as usize] += 1;
            let group = parties.of_member(forest, member);
            if group == NONE {
                continue;
            }
            met.push((depth, group));
            if own != NONE {
                let (same, all) = &mut home[depth as usize];
                *same += u64::from(group == own);
                *all += 1;
            }
        }
    }
    met.sort_unstable();
    spread.grouped = vec![0; levels];
    spread.entropy = vec![f64::NAN; levels];
    for at_depth in met.chunk_by(|a, b| a.0 == b.0) {
        let depth = at_depth[0].0 as usize;
        let share = |same: &[(u32, u32)]| same.len() as f64 / at_depth.len() as f64;
        let shares = at_depth.chunk_by(|a, b| a.1 == b.1).map(share);
        spread.grouped[depth] = at_depth.len() as u64;
        // Without the first term a single group would have -0.
        spread.entropy[depth] = shares.fold(0.0, |sum, share| sum - share * share.ln());
    }
    spread.home_share = home.into_iter().map(|(same, all)| same as f64 / all as f64).collect();
    spread
}

/// Through whom each group was reached from outside: the accounts of the parents of its first
/// members, in cascades whose root is not in the group. Most arrivals first, then by account and
/// group, an unknown account last. `O(n log n)`.
pub fn gatekeepers(forest: &Forest, parties: &Parties) -> Vec<Gate> {
    let mut reached = vec![0_u64; parties.len()];
    let mut through: Vec<(u32, u32)> = Vec::new();
    for arrival in arrivals(forest, parties) {
        let root = forest.starts[arrival.cascade as usize];
        if arrival.member == root || parties.of_member(forest, root) == arrival.group {
            continue;
        }
        let parent = root + forest.parents[arrival.member] as usize;
        through.push((forest.authors[parent], arrival.group));
        reached[arrival.group as usize] += 1;
    }
    through.sort_unstable();
    let mut gates: Vec<Gate> = through
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let (account, group) = same[0];
            let share = same.len() as f64 / reached[group as usize] as f64;
            Gate { account, group, arrivals: same.len() as u64, share }
        })
        .collect();
    gates.sort_by_key(|gate| (Reverse(gate.arrivals), gate.account, gate.group));
    gates
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::cascades::parties::tests::by_number;
    use crate::cascades::testing::{forest, forests};

    fn groups() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => Just(NONE)], 6)
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_definitions(forest in forests(), codes in groups()) {
            let groups = by_number(codes);
            let parties = Parties::of_accounts(&groups, 6).expect("no window");
            let group = |member: usize| parties.of(forest.authors[member], 0);
            let mut expected = BTreeMap::new();
            let mut through: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for cascade in 0..forest.len() {
                let members = forest.members(cascade);
                for code in 0..parties.len() as u32 {
                    let Some(first) = members.clone().find(|&member| group(member) == code) else { continue };
                    expected.insert((cascade as u32, code), first);
                    if group(members.start) != code {
                        let parent = members.start + forest.parents[first] as usize;
                        through.entry(code).or_default().push(forest.authors[parent]);
                    }
                }
            }
            let found = arrivals(&forest, &parties);
            prop_assert!(found.is_sorted_by_key(|arrival| arrival.member));
            let found: BTreeMap<_, _> =
                found.iter().map(|arrival| ((arrival.cascade, arrival.group), arrival.member)).collect();
            prop_assert_eq!(found, expected);
            let gates = gatekeepers(&forest, &parties);
            for gate in &gates {
                let all = &through[&gate.group];
                let own = all.iter().filter(|&&account| account == gate.account).count();
                prop_assert_eq!(gate.arrivals, own as u64);
                prop_assert_eq!(gate.share, own as f64 / all.len() as f64);
            }
            let distinct: BTreeSet<_> = gates.iter().map(|gate| (gate.account, gate.group)).collect();
            prop_assert_eq!(distinct.len(), gates.len());
            let sum: u64 = gates.iter().map(|gate| gate.arrivals).sum();
            prop_assert_eq!(sum, through.values().map(|all| all.len() as u64).sum::<u64>());
            prop_assert!(gates.is_sorted_by_key(|gate| (Reverse(gate.arrivals), gate.account, gate.group)));

            let spread = by_depth(&forest, &parties);
            let cascade_of = |member: usize| forest.starts.partition_point(|&start| start <= member) - 1;
            for (depth, &posts) in spread.posts.iter().enumerate() {
                let here: Vec<usize> = (0..forest.posts.len())
                    .filter(|&member| forest.depths[member] as usize == depth).collect();
                prop_assert_eq!(posts, here.len() as u64);
                let grouped: Vec<usize> = here.into_iter().filter(|&m| group(m) != NONE).collect();
                prop_assert_eq!(spread.grouped[depth], grouped.len() as u64);
                let home = |&&member: &&usize| group(forest.starts[cascade_of(member)]) != NONE;
                let known: Vec<usize> = grouped.iter().filter(home).copied().collect();
                let same = known.iter()
                    .filter(|&&member| group(member) == group(forest.starts[cascade_of(member)])).count();
                let share = same as f64 / known.len() as f64;
                prop_assert!(spread.home_share[depth] == share || share.is_nan());
                let entropy: f64 = (0..parties.len() as u32).map(|code| {
                    let p = grouped.iter().filter(|&&m| group(m) == code).count() as f64 / grouped.len() as f64;
                    if p > 0.0 { -p * p.ln() } else { 0.0 }
                }).sum();
                prop_assert!((spread.entropy[depth] - entropy).abs() < 1e-12 || grouped.is_empty());
                prop_assert_eq!(spread.entropy[depth].is_nan(), grouped.is_empty());
            }
        }
    }

    #[test]
    fn a_planted_gatekeeper_is_found() {
        // Root 0 of group 0; 1 of group 0 passes on to 2 of group 1.
        let cascade = vec![(NONE, 0, 0), (0, 1, 1), (1, 2, 2), (0, 3, 3)];
        let forest = forest(&[cascade.clone(), cascade]);
        let groups = by_number(vec![0, 0, 1, 1]);
        let parties = Parties::of_accounts(&groups, 4).expect("no window");
        let expected = [Gate { account: 1, group: 1, arrivals: 2, share: 1.0 }];
        assert_eq!(gatekeepers(&forest, &parties), expected);
        let spread = by_depth(&forest, &parties);
        assert_eq!(spread.posts, [2, 4, 2]);
        assert_eq!(spread.home_share, [1.0, 0.5, 0.0]);
        assert!((spread.entropy[1] - 2.0_f64.ln()).abs() < 1e-12);
        assert!(spread.entropy[0].is_sign_positive());
    }
}
