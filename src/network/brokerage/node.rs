//! One broker: roles, and what chance gives it.

use rayon::prelude::*;

use super::open::{Arcs, Open, Room};
use super::whole::Total;
use super::{Given, Groups, deviation, falling, share};
use crate::corpus::NONE;
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How many pairs a node brokers in each role, in the order of [`ROLES`](super::ROLES), and what
/// chance gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Broker {
    /// The pairs in each role.
    pub roles: [u64; 5],
    /// Their expected number; NaN for a node without a group.
    pub mean: [f64; 5],
    /// Their standard deviation, likewise.
    pub sd: [f64; 5],
    /// The expected number of all pairs.
    pub total_mean: f64,
    /// Its standard deviation.
    pub total_sd: f64,
}

/// The brokerage of each node between groups (Gould & Fernandez 1989, *Sociological Methodology*
/// 19:89): how many ordered pairs `(a, b)` with `a -> v -> b` and not `a -> b`, by the groups of
/// the three. [`NONE`] stands for no group: such nodes are left out, whatever they would broker
/// or be brokered in.
///
/// Self-loops and weights do not count; an undirected edge is an arc each way.
///
/// Means and deviations are exact and keep the node's own group. Given the network, the labels of
/// all others are dealt anew; given the density, all arcs are drawn anew.
///
/// Closed pairs are found by the shorter of two rows of neighbours: O(sum over arcs of the lesser
/// out-degree) time, O(n + m) memory, in parallel.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless there is one group a node;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, brokerage::{Given, brokerage}}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let found = brokerage(&net, &[7, 8, 8], Given::Network, &Interrupt::new())?;
/// assert_eq!(found[1].roles, [0, 0, 1, 0, 0]);
/// assert_eq!(found[1].mean, [0.0, 0.0, 0.5, 0.5, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn brokerage(
    net: &Network,
    groups: &[u32],
    given: Given,
    interrupt: &Interrupt,
) -> Result<Vec<Broker>> {
    let groups = Groups::new(net, groups, "groups")?;
    let arcs = Arcs::new(net, &groups);
    let chances: Vec<Chances> =
        (0..groups.count()).map(|own| Chances::new(&groups.sizes, own)).collect();
    let density = share(arcs.out.ids.len() as f64, falling(groups.nodes() as f64, 2));
    let open = Open::once(&arcs);
    interrupt.expect(net.n() as u64);
    let room = || (Room::new(net.n(), groups.count()), Ends::new(net.n()));
    let one = |(room, ends): &mut (Room, Ends), v: u32| {
        interrupt.check()?;
        if v.is_multiple_of(256) {
            interrupt.advance(256.min(net.n() as u64 - u64::from(v)));
        }
        let own = groups.of[v as usize];
        if own == NONE {
            return Ok(Broker::without_group());
        }
        let roles = open.roles(v, &groups.of, room);
        let chances = &chances[own as usize];
        Ok(match given {
            Given::Network => {
                let shape = shape(&open, v, room, ends);
                Broker { roles, ..chances.given_network(&shape) }
            }
            Given::Density => {
                let arcs = Arcs01 { d: density, undirected: !net.directed() };
                Broker { roles, ..chances.given_density(arcs) }
            }
        })
    };
    net.nodes().into_par_iter().with_min_len(256).map_init(room, one).collect()
}

impl Broker {
    /// A role, or the total as the last of six, beside what chance gives.
    pub fn beside_chance(&self, place: usize) -> Total {
        let all = self.roles.iter().sum();
        self.roles
            .get(place)
            .map_or(Total { count: all, mean: self.total_mean, sd: self.total_sd }, |&count| {
                Total { count, mean: self.mean[place], sd: self.sd[place] }
            })
    }

    fn without_group() -> Self {
        let none = [f64::NAN; 5];
        Self { roles: [0; 5], mean: none, sd: none, total_mean: f64::NAN, total_sd: f64::NAN }
    }
}

/// How two pairs of one broker may share nodes: not at all; the same pair; each other's reverse;
/// the same source; the same target; the target of one is the source of the other.
const OVERLAPS: usize = 6;

/// How many ordered pairs of open pairs of a broker share nodes in each of the ways.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shape {
    open: f64,
    overlaps: [f64; OVERLAPS],
}

/// For each node, of how many closed pairs it is the source and the target.
struct Ends {
    source: Vec<u32>,
    target: Vec<u32>,
    mutual: Vec<bool>,
}

impl Ends {
    fn new(n: usize) -> Self {
        Self { source: vec![0; n], target: vec![0; n], mutual: vec![false; n] }
    }
}

fn shape(open: &Open, v: u32, room: &mut Room, ends: &mut Ends) -> Shape {
    let arcs = open.arcs;
    let (sources, targets) = (arcs.incoming.row(v), arcs.out.row(v));
    if sources.is_empty() || targets.is_empty() {
        return Shape { open: 0.0, overlaps: [0.0; OVERLAPS] };
    }
    let mut mutual = 0_u64;
    arcs.mutual(v, |a| {
        ends.mutual[a as usize] = true;
        mutual += 1;
    });
    // Of the pairs of nodes tied to v both ways: arcs, and those that are returned.
    let (mut tied, mut returned) = (0_u64, 0_u64);
    open.closed(v, &mut room.marks, |a, b| {
        ends.source[a as usize] += 1;
        ends.target[b as usize] += 1;
        if ends.mutual[a as usize] && ends.mutual[b as usize] {
            tied += 1;
            returned += u64::from(arcs.has(b, a));
        }
    });
    let reverse = mutual * mutual.saturating_sub(1) + returned - 2 * tied;
    let [mut all, mut from, mut to, mut chain] = [0_u64; 4];
    let opens =
        |whole: usize, closed: u32, both: bool| whole as u64 - u64::from(closed) - u64::from(both);
    for &a in sources {
        let a = a as usize;
        let leave = opens(targets.len(), ends.source[a], ends.mutual[a]);
        all += leave;
        from += leave * leave.saturating_sub(1);
        if ends.mutual[a] {
            chain += leave * opens(sources.len(), ends.target[a], true);
        }
    }
    for &b in targets {
        let b = b as usize;
        let arrive = opens(sources.len(), ends.target[b], ends.mutual[b]);
        to += arrive * arrive.saturating_sub(1);
    }
    for &node in sources.iter().chain(targets) {
        ends.source[node as usize] = 0;
        ends.target[node as usize] = 0;
        ends.mutual[node as usize] = false;
    }
    let (all, from, to) = (all as f64, from as f64, to as f64);
    let chain = 2.0 * (chain - reverse) as f64;
    let reverse = reverse as f64;
    let apart = all * all - all - reverse - from - to - chain;
    Shape { open: all, overlaps: [apart, all, reverse, from, to, chain] }
}

/// In how many ways two pairs that share nodes in each of the ways can be chosen among the other
/// nodes so that both give a broker of one group the same role; and all ways.
struct Chances {
    roles: [[f64; OVERLAPS]; 5],
    all: [f64; OVERLAPS],
}

impl Chances {
    fn new(sizes: &[u64], own: usize) -> Self {
        let size = |group: usize| sizes[group] as f64 - f64::from(u8::from(group == own));
        let others: f64 = (0..sizes.len()).map(size).sum();
        let s = size(own);
        let q = others - s;
        let foreign = || (0..sizes.len()).filter(|&group| group != own).map(size);
        let within = |count| foreign().map(|m| falling(m, count)).sum::<f64>();
        // Two pairs, each within a group not the broker's own.
        let squares: f64 = foreign().map(|m| falling(m, 2).powi(2)).sum();
        let two_within = within(2).powi(2) - squares + within(4);
        let across = q * q - foreign().map(|m| m * m).sum::<f64>();
        let three_apart: f64 = foreign().map(|m| m * falling(q - m, 2)).sum();
        let two_across = falling(q, 4) - 2.0 * within(2) * falling(q - 2.0, 2) + two_within;
        let f = falling;
        Self {
            roles: [
                [f(s, 4), f(s, 2), f(s, 2), f(s, 3), f(s, 3), f(s, 3)],
                [two_within, within(2), within(2), within(3), within(3), within(3)],
                [f(q, 2) * f(s, 2), q * s, 0.0, q * f(s, 2), f(q, 2) * s, 0.0],
                [f(q, 2) * f(s, 2), q * s, 0.0, s * f(q, 2), f(s, 2) * q, 0.0],
                [two_across, across, across, three_apart, three_apart, three_apart],
            ],
            all: [4, 2, 2, 3, 3, 3].map(|nodes| falling(others, nodes)),
        }
    }

    /// What dealing the labels of the others anew gives.
    fn given_network(&self, shape: &Shape) -> Broker {
        let moments = |ways: &[f64; OVERLAPS]| {
            let chance = |way: usize| share(ways[way], self.all[way]);
            let one = chance(1);
            let terms = (0..OVERLAPS).map(|way| shape.overlaps[way] * (chance(way) - one * one));
            (shape.open * one, terms.sum::<f64>())
        };
        let (mean, sd) = each(&self.roles, moments);
        Broker { roles: [0; 5], mean, sd, total_mean: shape.open, total_sd: 0.0 }
    }

    /// What drawing all arcs anew gives.
    fn given_density(&self, arcs: Arcs01) -> Broker {
        let (a, v, b, c, d) = (1, 0, 2, 3, 4);
        let both = [
            ([a, v, b], [c, v, d]),
            ([a, v, b], [a, v, b]),
            ([a, v, b], [b, v, a]),
            ([a, v, b], [a, v, d]),
            ([a, v, b], [c, v, b]),
            ([a, v, b], [b, v, d]),
        ];
        let one = arcs.open(&[[a, v, b]]);
        let moments = |ways: &[f64; OVERLAPS]| {
            let terms = (0..OVERLAPS).map(|way| {
                // The target of one is the source of the other: either may be the first.
                let times = if way == 5 { 2.0 } else { 1.0 };
                let (first, second) = both[way];
                times * ways[way] * (arcs.open(&[first, second]) - one * one)
            });
            (ways[1] * one, terms.sum::<f64>())
        };
        let (mean, sd) = each(&self.roles, moments);
        let (total_mean, variance) = moments(&self.all);
        Broker { roles: [0; 5], mean, sd, total_mean, total_sd: deviation(variance, total_mean) }
    }
}

fn each(
    roles: &[[f64; OVERLAPS]; 5],
    moments: impl Fn(&[f64; OVERLAPS]) -> (f64, f64),
) -> ([f64; 5], [f64; 5]) {
    let mut found = ([0.0; 5], [0.0; 5]);
    for (place, ways) in roles.iter().enumerate() {
        let (mean, variance) = moments(ways);
        found.0[place] = mean;
        found.1[place] = deviation(variance, mean);
    }
    found
}

/// Arcs that are there with the same chance each; in an undirected network both ways at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arcs01 {
    pub(super) d: f64,
    pub(super) undirected: bool,
}

impl Arcs01 {
    /// The chance that all of these triples `(a, v, b)` are open two-paths.
    pub(super) fn open(self, triples: &[[usize; 3]]) -> f64 {
        let arc = |from: usize, to: usize| {
            if self.undirected { (from.min(to), from.max(to)) } else { (from, to) }
        };
        let mut there: Vec<_> =
            triples.iter().flat_map(|&[a, v, b]| [arc(a, v), arc(v, b)]).collect();
        let mut absent: Vec<_> = triples.iter().map(|&[a, _, b]| arc(a, b)).collect();
        if absent.iter().any(|arc| there.contains(arc)) {
            return 0.0;
        }
        for arcs in [&mut there, &mut absent] {
            arcs.sort_unstable();
            arcs.dedup();
        }
        self.d.powi(there.len() as i32) * (1.0 - self.d).powi(absent.len() as i32)
    }
}
