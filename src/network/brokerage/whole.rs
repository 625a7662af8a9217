//! Roles and groups of the whole network, and what chance gives them.

use rayon::prelude::*;

use super::joint::{Ways, second};
use super::node::Arcs01;
use super::open::{Arcs, Open, Room};
use super::pairs::{Overlaps, Shared, overlaps, ways};
use super::{Given, Groups, deviation, falling, share};
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::inference::ln_two_sided;
use crate::network::Network;
use crate::run::Interrupt;

/// How many groups [`brokered`] takes: its rows are their third power.
pub const MOST_GROUPS: usize = 100;

/// A count, and what chance gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// How many open two-paths there are.
    pub count: u64,
    /// How many chance gives on average.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

impl Total {
    /// How many standard deviations the count is above the mean; NaN if chance leaves no choice.
    pub fn z(&self) -> f64 {
        if self.sd > 0.0 { (self.count as f64 - self.mean) / self.sd } else { f64::NAN }
    }

    /// How often a normal number is as far from its mean, on either side.
    pub fn p(&self) -> f64 {
        ln_two_sided(self.z()).exp()
    }
}

/// How many open two-paths lead from a group through another to a third; they may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// The groups of the source, the broker and the target, by the numbers they came with.
    pub groups: [u32; 3],
    /// The number, and what chance gives.
    pub total: Total,
}

/// The open two-paths in each role, and all of them: those of [`brokerage`](super::brokerage())
/// added up.
///
/// Means and deviations are exact. [`Given::Network`]: the labels of all nodes that have one are
/// dealt anew; deviations come from how often two open two-paths share one, two or three nodes in
/// each of 34 ways, which takes O(sum over nodes of in-degree times out-degree) time.
/// [`Given::Density`]: all arcs are drawn anew; O(n + m) and some 10,000 steps a group.
///
/// # Errors
/// [`Error::Input`] unless there is one group a node; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, brokerage::{Given, totals}}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let found = totals(&net, &[7, 8, 8], Given::Network, &Interrupt::new())?;
/// assert_eq!(found.map(|total| total.count), [0, 0, 1, 0, 0, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn totals(
    net: &Network,
    groups: &[u32],
    given: Given,
    interrupt: &Interrupt,
) -> Result<[Total; 6]> {
    let groups = Groups::new(net, groups, "groups")?;
    let arcs = Arcs::new(net, &groups);
    let counts = count_roles(&Open::once(&arcs), &groups, interrupt)?;
    let chance = Chance::new(net, &groups, &arcs, given, interrupt)?;
    let mut ways = Ways::new(&groups.sizes);
    let mut found = [Total { count: 0, mean: 0.0, sd: 0.0 }; 6];
    for (place, total) in found.iter_mut().enumerate() {
        let all = place == 5;
        let (mean, sd) = chance.moments(&mut ways, |ways, shared| {
            if all { ways.all(shared) } else { ways.role(place, shared) }
        });
        *total = Total { count: counts[place], mean, sd };
    }
    Ok(found)
}

/// The open two-paths by the groups of source, broker and target, in that order: one for each
/// three groups, even where there is none.
///
/// Means, deviations and time are those of [`totals`].
///
/// # Errors
/// [`Error::Input`] unless there is one group a node, and at most [`MOST_GROUPS`] of them;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, brokerage::{Given, brokered}}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let found = brokered(&net, &[7, 8, 8], Given::Network, &Interrupt::new())?;
/// assert_eq!((found[3].groups, found[3].total.count), ([7, 8, 8], 1));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn brokered(
    net: &Network,
    groups: &[u32],
    given: Given,
    interrupt: &Interrupt,
) -> Result<Vec<Passage>> {
    let groups = few_groups(net, groups)?;
    let arcs = Arcs::new(net, &groups);
    let counts = count_passages(&Open::once(&arcs), &groups, interrupt)?;
    let chance = Chance::new(net, &groups, &arcs, given, interrupt)?;
    let row = |(cell, &count): (usize, &u64)| {
        let places = triple(cell, groups.count());
        let mut ways = Ways::new(&groups.sizes);
        let (mean, sd) = chance.moments(&mut ways, |ways, shared| ways.passage(places, shared));
        let groups = places.map(|place| groups.numbers[place as usize]);
        Passage { groups, total: Total { count, mean, sd } }
    };
    Ok(counts.par_iter().enumerate().map(row).collect())
}

pub(super) fn few_groups(net: &Network, groups: &[u32]) -> Result<Groups> {
    let groups = Groups::new(net, groups, "groups")?;
    if groups.count() > MOST_GROUPS {
        let found = format!("{} groups", groups.count());
        return Err(Error::input("groups", found, format!("at most {MOST_GROUPS}")));
    }
    Ok(groups)
}

/// The groups of a cell of the table of three groups.
fn triple(cell: usize, groups: usize) -> [u32; 3] {
    [cell / groups / groups, cell / groups % groups, cell % groups].map(|place| place as u32)
}

/// The open two-paths in each role, and all.
pub(super) fn count_roles(open: &Open, groups: &Groups, interrupt: &Interrupt) -> Result<[u64; 6]> {
    let n = open.arcs.n();
    let one = |room: &mut Room, v: u32| {
        interrupt.check()?;
        let labelled = groups.of[v as usize] != NONE;
        let roles = if labelled { open.roles(v, &groups.of, room) } else { [0; 5] };
        Ok(with_total(roles))
    };
    let nodes = open.arcs.nodes().into_par_iter().with_min_len(256);
    nodes
        .map_init(|| Room::new(n, groups.count()), one)
        .try_reduce(|| [0; 6], |x, y| Ok(std::array::from_fn(|place| x[place] + y[place])))
}

pub(super) fn with_total(roles: [u64; 5]) -> [u64; 6] {
    std::array::from_fn(|place| roles.get(place).copied().unwrap_or_else(|| roles.iter().sum()))
}

/// The open two-paths by three groups. 8 bytes a cell for each part of the work.
pub(super) fn count_passages(
    open: &Open,
    groups: &Groups,
    interrupt: &Interrupt,
) -> Result<Vec<u64>> {
    let count = groups.count();
    let parts = rayon::current_num_threads() * 4;
    let part = |part: usize| {
        let mut cells = vec![0_u64; count.pow(3)];
        let mut marks = Room::new(open.arcs.n(), 0).marks;
        let mut tallies = [vec![0_u64; count], vec![0_u64; count]];
        for v in open.arcs.nodes().skip(part).step_by(parts) {
            interrupt.check()?;
            let through = groups.of[v as usize];
            let rows = [open.arcs.incoming.row(v), open.arcs.out.row(v)];
            if rows.iter().any(|row| row.is_empty()) {
                continue;
            }
            let at = |a: u32, b: u32| (a as usize * count + through as usize) * count + b as usize;
            for (tally, row) in tallies.iter_mut().zip(rows) {
                row.iter().for_each(|&node| tally[groups.of[node as usize] as usize] += 1);
            }
            for (a, &sources) in tallies[0].iter().enumerate().filter(|(_, held)| **held > 0) {
                for (b, &targets) in tallies[1].iter().enumerate() {
                    cells[at(a as u32, b as u32)] += sources * targets;
                }
            }
            tallies.iter_mut().for_each(|tally| tally.fill(0));
            let group = |node: u32| groups.of[node as usize];
            open.arcs.mutual(v, |a| cells[at(group(a), group(a))] -= 1);
            open.closed(v, &mut marks, |a, b| cells[at(group(a), group(b))] -= 1);
        }
        Ok(cells)
    };
    let sums = |mut x: Vec<u64>, y: Vec<u64>| {
        x.iter_mut().zip(&y).for_each(|(x, y)| *x += y);
        Ok(x)
    };
    (0..parts).into_par_iter().map(part).try_reduce(|| vec![0; count.pow(3)], sums)
}

/// What the mean and the deviation of any count of open two-paths rest on: for each way that two
/// of them may share nodes, how much a choice of nodes of the wanted groups adds to the mean of the
/// product, and to the product of the means.
struct Chance {
    /// The mean over the choices of three nodes.
    mean: f64,
    /// For each way, what one choice adds to the variance besides the product of the means, and how
    /// many pairs of open two-paths that product stands for, as a share of all choices.
    ways: Vec<(Shared, Weight)>,
}

/// See [`Chance`].
#[derive(Debug, Clone, Copy)]
enum Weight {
    /// So many pairs of open two-paths, in the network.
    Pairs(f64),
    /// The covariance of two arcs' triples, for each choice of nodes.
    Covariance(f64),
}

impl Chance {
    fn new(
        net: &Network,
        groups: &Groups,
        arcs: &Arcs,
        given: Given,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let nodes = groups.nodes() as f64;
        Ok(match given {
            Given::Network => {
                let Overlaps { open, ways } = overlaps(arcs, interrupt)?;
                let ways = ways.into_iter().map(|(way, pairs)| (way, Weight::Pairs(pairs as f64)));
                Self { mean: share(open as f64, falling(nodes, 3)), ways: ways.collect() }
            }
            Given::Density => {
                let d = share(arcs.out.ids.len() as f64, falling(nodes, 2));
                let law = Arcs01 { d, undirected: !net.directed() };
                let one = law.open(&[[0, 1, 2]]);
                let weight = |way: Shared| {
                    let both = law.open(&[[0, 1, 2], second(&way)]);
                    (way, Weight::Covariance(both - one * one))
                };
                Self { mean: one, ways: ways().into_iter().map(weight).collect() }
            }
        })
    }

    /// The mean and the deviation of a count, from how many choices of nodes put both of two
    /// two-paths into it, for each way to share nodes.
    fn moments(
        &self,
        ways: &mut Ways,
        mut fitting: impl FnMut(&mut Ways, &Shared) -> f64,
    ) -> (f64, f64) {
        let same = [Some(0), Some(1), Some(2)];
        let single = fitting(ways, &same);
        let chance = share(single, ways.all(&same));
        let mut variance = 0.0;
        for &(way, weight) in &self.ways {
            let fit = fitting(ways, &way);
            variance += match weight {
                Weight::Pairs(0.0) => 0.0,
                Weight::Pairs(pairs) => pairs * (share(fit, ways.all(&way)) - chance * chance),
                Weight::Covariance(covariance) => fit * covariance,
            };
        }
        let mean = self.mean * single;
        (mean, deviation(variance, mean))
    }
}
