//! How many steps lie between groups.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::inference::{Interval, bootstrap_ratio};
use crate::network::Network;
use crate::network::paths::bfs::{ByClass, in_classes};
use crate::network::paths::routes::Routes;
use crate::network::paths::{Direction, Length, sample};
use crate::run::Interrupt;

/// The distances from the members of one group to those of another.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupDistances {
    /// The group of the sources.
    pub from: u32,
    /// The group of the targets.
    pub to: u32,
    /// How many members of `from` were searched from.
    pub sources: u64,
    /// Ordered pairs of a source and another member of `to`.
    pub pairs: u64,
    /// How many pairs are at distance 1, 2, ...
    pub at: Vec<u64>,
    /// 95 % interval of the mean, by resampling the sources; none where they are all members.
    pub interval: Interval,
}

impl GroupDistances {
    /// How many pairs have a path.
    pub fn reachable(&self) -> u64 {
        self.at.iter().sum()
    }

    /// The mean distance of the pairs with a path; NaN without any.
    pub fn mean(&self) -> f64 {
        let steps = (1..).zip(&self.at).fold(0, |sum, (steps, pairs)| sum + steps * pairs);
        steps as f64 / self.reachable() as f64
    }

    /// The median of the same: the mean of the two in the middle if they are even in number.
    pub fn median(&self) -> f64 {
        let reachable = self.reachable();
        if reachable == 0 {
            return f64::NAN;
        }
        let place = |rank: u64| {
            let mut seen = 0;
            let within = |&pairs: &u64| {
                seen += pairs;
                seen > rank
            };
            self.at.iter().position(within).map_or(f64::NAN, |at| (at + 1) as f64)
        };
        f64::midpoint(place((reachable - 1) / 2), place(reachable / 2))
    }

    /// The share of all pairs that are at this distance; NaN without pairs.
    pub fn share(&self, distance: usize) -> f64 {
        let pairs = distance.checked_sub(1).and_then(|place| self.at.get(place));
        pairs.copied().unwrap_or(0) as f64 / self.pairs as f64
    }

    /// The share of pairs without a path; NaN without pairs.
    pub fn unreachable(&self) -> f64 {
        (self.pairs - self.reachable()) as f64 / self.pairs as f64
    }
}

/// What is drawn at random, and how its interval is made.
#[derive(Debug, Clone, Copy)]
pub struct Sampling {
    /// How many members of each group to search from at most; `None` for all.
    pub sources: Option<usize>,
    /// Draws of the bootstrap over the sources.
    pub draws: usize,
    /// Which sources and draws.
    pub seed: u64,
}

/// The distances from each of `groups` to each, in steps along arcs.
///
/// `labels[v]` is the group of node v, below `groups`, or [`u32::MAX`] for none; paths may lead
/// through any node. Weights and self-loops play no part. Groups with more members than
/// [`Sampling::sources`] are searched from so many of them, drawn without replacement. O(sources x
/// m) at worst, 64 sources at a time, and `sources x groups` of memory.
///
/// # Errors
/// [`Error::Input`] unless there is a label for each node and a source or more;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, paths::{Sampling, group_distances}}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let all = Sampling { sources: None, draws: 0, seed: 0 };
/// let found = group_distances(&net, &[0, 1, 1], 2, all, &Interrupt::new())?;
/// assert_eq!((found[1].at.clone(), found[1].mean()), (vec![1, 1], 1.5));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn group_distances(
    net: &Network,
    labels: &[u32],
    groups: usize,
    sampling: Sampling,
    interrupt: &Interrupt,
) -> Result<Vec<GroupDistances>> {
    let members = members(net, labels, groups)?;
    if sampling.sources == Some(0) {
        return Err(Error::input("sources", "0", "at least 1, or None for all"));
    }
    let routes = Routes::new(net, Direction::Out, Length::One);
    // Those without a group are a class of their own, which is left out of the table.
    let class = |&v: &u32| (labels[v as usize] as usize).min(groups) as u32;
    let classes: Vec<u32> = routes.original.iter().map(class).collect();
    let mut found = Vec::with_capacity(groups * groups);
    let chosen: Vec<Vec<u32>> = members.iter().map(|of| chosen(of, sampling)).collect();
    interrupt.expect(chosen.iter().map(|of| of.len() as u64).sum());
    for (from, sources) in chosen.iter().enumerate() {
        let search = Search { routes: &routes, classes: &classes, groups };
        let (at, reached) = search.from(sources, interrupt)?;
        let sampled = sources.len() < members[from].len();
        for (to, at) in at.into_iter().enumerate() {
            let others = members[to].len() - usize::from(from == to && !members[to].is_empty());
            let clusters: Vec<(f64, f64)> = reached.iter().map(|of| of[to]).collect();
            let interval = if sampled {
                bootstrap_ratio(&clusters, sampling.draws, sampling.seed, interrupt)?
            } else {
                Interval::NONE
            };
            found.push(GroupDistances {
                from: from as u32,
                to: to as u32,
                sources: sources.len() as u64,
                pairs: (sources.len() * others) as u64,
                at,
                interval,
            });
        }
    }
    Ok(found)
}

fn chosen(members: &[u32], sampling: Sampling) -> Vec<u32> {
    match sampling.sources {
        Some(count) if count < members.len() => {
            let places = sample(members.len(), count, sampling.seed);
            places.into_iter().map(|place| members[place as usize]).collect()
        }
        _ => members.to_vec(),
    }
}

/// The members of each group.
pub(super) fn members(net: &Network, labels: &[u32], groups: usize) -> Result<Vec<Vec<u32>>> {
    if labels.len() != net.n() {
        let found = format!("{} labels", labels.len());
        return Err(Error::input("groups", found, "one for each node"));
    }
    let mut members = vec![Vec::new(); groups];
    for v in net.nodes() {
        if let Some(group) = members.get_mut(labels[v as usize] as usize) {
            group.push(v);
        }
    }
    Ok(members)
}

struct Search<'a> {
    routes: &'a Routes,
    classes: &'a [u32],
    groups: usize,
}

/// The pairs at each distance, a group of targets each.
type At = Vec<Vec<u64>>;

/// Of each source, and each group of targets, the sum of its distances and how many there are.
type Reached = Vec<Vec<(f64, f64)>>;

type Made = (At, Reached);

impl Search<'_> {
    /// The pairs at each distance, and what each source has reached.
    fn from(&self, sources: &[u32], interrupt: &Interrupt) -> Result<Made> {
        let groups = self.groups;
        let counts = || ByClass::new(self.classes, groups + 1);
        let make = |lanes: usize| (vec![Vec::new(); groups], vec![vec![(0.0, 0.0); groups]; lanes]);
        let add = |made: &mut Made, lane: usize, class: usize, distance: u64, nodes: u64| {
            let Some(at) = made.0.get_mut(class) else { return };
            let place = distance as usize - 1;
            at.resize(at.len().max(place + 1), 0);
            at[place] += nodes;
            let of = &mut made.1[lane][class];
            *of = (of.0 + distance as f64 * nodes as f64, of.1 + nodes as f64);
        };
        let made: Vec<_> = in_classes(self.routes, sources, counts, make, add, interrupt)
            .collect::<Result<_>>()?;
        let (mut at, mut reached) = (vec![Vec::new(); groups], Vec::new());
        for (part, of) in made {
            at.iter_mut().zip(part).for_each(|(sum, part)| add_to(sum, &part));
            reached.extend(of);
        }
        Ok((at, reached))
    }
}

fn add_to(sum: &mut Vec<u64>, part: &[u64]) {
    sum.resize(sum.len().max(part.len()), 0);
    sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::paths::{FAR, nearest_members};
    use crate::network::testing::{graphs, network, on_threads, random_network};
    use proptest::prelude::*;

    const ALL: Sampling = Sampling { sources: None, draws: 0, seed: 0 };

    /// The steps between all nodes, by trying every middle (Floyd & Warshall).
    pub(super) fn steps(net: &Network) -> Vec<Vec<u32>> {
        let n = net.n();
        let mut steps = vec![vec![FAR; n]; n];
        for edge in net.edges() {
            steps[edge.source as usize][edge.target as usize] = 1;
            if !net.directed() {
                steps[edge.target as usize][edge.source as usize] = 1;
            }
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    let through = steps[i][k].saturating_add(steps[k][j]);
                    steps[i][j] = steps[i][j].min(through);
                }
            }
        }
        (0..n).for_each(|v| steps[v][v] = 0);
        steps
    }

    proptest! {
        #[test]
        fn they_are_those_of_all_pairs(
            case in graphs(), labels in prop::collection::vec(prop_oneof![0_u32..3, Just(u32::MAX)], 10),
        ) {
            let net = case.network();
            let labels = &labels[..net.n()];
            let steps = steps(&net);
            let found = group_distances(&net, labels, 3, ALL, &Interrupt::new()).expect("it runs");
            let near = nearest_members(&net, labels, 3, &Interrupt::new()).expect("it runs");
            prop_assert_eq!(found.len(), 9);
            for (found, near) in found.iter().zip(&near) {
                let of = |group: u32| (0..net.n()).filter(move |&v| labels[v] == group);
                let mut all: Vec<u32> = of(found.from)
                    .flat_map(|u| of(found.to).filter(move |&v| u != v).map(move |v| (u, v)))
                    .map(|(u, v)| steps[u][v])
                    .collect();
                prop_assert_eq!(found.pairs, all.len() as u64);
                all.retain(|&steps| steps != FAR);
                all.sort_unstable();
                prop_assert_eq!(found.reachable(), all.len() as u64);
                let mean = all.iter().map(|&s| f64::from(s)).sum::<f64>() / all.len() as f64;
                prop_assert!(found.mean() == mean || (found.mean().is_nan() && mean.is_nan()));
                if let Some(last) = all.len().checked_sub(1) {
                    let middle = f64::midpoint(f64::from(all[last / 2]), f64::from(all[last.div_ceil(2)]));
                    prop_assert_eq!(found.median(), middle);
                }
                for distance in 1..12 {
                    let at = all.iter().filter(|&&s| s == distance).count() as u64;
                    prop_assert_eq!(found.at.get(distance as usize - 1).copied().unwrap_or(0), at);
                    let own = of(near.from).filter(|&u| {
                        of(near.to).filter(|&v| u != v).map(|v| steps[u][v]).min() == Some(distance)
                    });
                    let at = own.count() as u64;
                    prop_assert_eq!(near.at.get(distance as usize - 1).copied().unwrap_or(0), at);
                }
            }
        }
    }

    #[test]
    fn a_sample_has_an_interval_that_holds_the_mean_of_all() {
        let net = random_network(2000, 6000, true);
        let labels: Vec<u32> = net.nodes().map(|v| u32::from(v < 300)).collect();
        let some = Sampling { sources: Some(200), draws: 199, seed: 3 };
        let run = |sampling| {
            group_distances(&net, &labels, 2, sampling, &Interrupt::new()).expect("it runs")
        };
        let (all, drawn) = (run(ALL), run(some));
        for (all, drawn) in all.iter().zip(&drawn) {
            assert!(all.interval.low.is_nan() && drawn.sources == 200);
            // A third of the widest on either side: the test must not hang on one draw.
            let Interval { low, high } = drawn.interval;
            let slack = (high - low) / 3.0;
            assert!(
                (low - slack..=high + slack).contains(&all.mean()),
                "{low} {high} {}",
                all.mean()
            );
        }
        let bits = |threads| format!("{:?}", on_threads(threads, || run(some)));
        assert_eq!(bits(1), bits(3));
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_an_interrupt_ends_it() {
        let net = network(3, &[(0, 1)], true);
        let none = Sampling { sources: Some(0), ..ALL };
        assert!(group_distances(&net, &[0, 0, 0], 1, none, &Interrupt::new()).is_err());
        assert!(group_distances(&net, &[0], 1, ALL, &Interrupt::new()).is_err());
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(group_distances(&net, &[0, 0, 0], 1, ALL, &interrupt).is_err());
        assert!(nearest_members(&net, &[0, 0, 0], 1, &interrupt).is_err());
    }
}
