//! Random-walk controversy: whether two sides hear each other.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::solve::Grounded;
use crate::run::Interrupt;

/// Where random walks from two sides end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Controversy {
    /// One side.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Random-walk controversy: near 1 if walks stay on their side, near 0 if they end on either.
    pub rwc: f64,
    /// The probability that a walk that ended in a had started in a.
    pub p_aa: f64,
    /// That one that ended in b had started in a.
    pub p_ab: f64,
    /// That one that ended in a had started in b.
    pub p_ba: f64,
    /// That one that ended in b had started in b.
    pub p_bb: f64,
    /// Nodes of either side.
    pub nodes: u64,
    /// Those of them from which no walk ends, which do not count.
    pub dropped: u64,
}

/// Random-walk controversy (Garimella, De Francisci Morales, Gionis & Mathioudakis 2018, *ACM
/// Transactions on Social Computing* 1:3), of every two groups, exactly.
///
/// For each pair of groups the network is that of their nodes alone, without direction, weights
/// and self-loops. A walk starts at any node of a side, each equally likely, goes to any
/// neighbour, and ends at one of the `k` nodes of most neighbours on either side (ties: the one
/// that `rank` puts first); who starts at such a node ends there. With both sides equally likely,
/// `P_ab` = Pr(started in a | ended in b), and RWC = `P_aa P_bb - P_ab P_ba`. The source draws
/// walks; here the probability to end on side a is the solution h of (D - A) h = A 1 over the other
/// nodes, one sparse system for each pair, with an error far below 1e-10 unless chains are very
/// long. Nodes from which no walk ends are dropped and counted.
///
/// `labels[v]` is the group of node v, below `groups`, or [`u32::MAX`] for none. NaN where a side
/// has no node. O(groups (n + m) + m x steps of the solver).
///
/// # Errors
/// [`Error::Input`] unless there is a label and a rank for each node and `k` is 1 or more;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, rwc}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2], &[1, 2, 3], None, None, false)?;
/// let found = rwc(&net, &[0, 0, 1, 1], 2, 1, &[0, 1, 2, 3], &Interrupt::new())?;
/// // Nodes 1 and 2 have most neighbours: walks from 0 end at 1, from 3 at 2.
/// assert_eq!((found[0].rwc, found[0].dropped), (1.0, 0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn rwc(
    net: &Network,
    labels: &[u32],
    groups: usize,
    k: usize,
    rank: &[u32],
    interrupt: &Interrupt,
) -> Result<Vec<Controversy>> {
    if labels.len() != net.n() || rank.len() != net.n() {
        let found = format!("{} labels", labels.len().min(rank.len()));
        return Err(Error::input("groups", found, "one for each node"));
    }
    if k == 0 {
        return Err(Error::input("k", "0", "at least 1"));
    }
    let mut members = vec![Vec::new(); groups];
    for v in net.nodes() {
        if let Some(group) = members.get_mut(labels[v as usize] as usize) {
            group.push(v);
        }
    }
    let mut number = vec![OUTSIDE; net.n()];
    let mut found = Vec::new();
    for a in 0..groups {
        for b in a + 1..groups {
            interrupt.check()?;
            let sides = Sides::new(net, [&members[a], &members[b]], &mut number);
            let row = sides.walk(k, rank, interrupt)?;
            found.push(Controversy { a: a as u32, b: b as u32, ..row });
        }
    }
    Ok(found)
}

/// Not on either side.
const OUTSIDE: u32 = u32::MAX;

/// The nodes of two sides, those of the first before those of the second, and their neighbours.
struct Sides {
    nodes: Vec<u32>,
    /// How many are on the first side.
    first: usize,
    neighbours: Vec<Vec<u32>>,
}

impl Sides {
    /// `number` is [`OUTSIDE`] everywhere, before and after.
    fn new(net: &Network, members: [&[u32]; 2], number: &mut [u32]) -> Self {
        let nodes = members.concat();
        for (own, &v) in (0..).zip(&nodes) {
            number[v as usize] = own;
        }
        let neighbours = nodes.iter().map(|&v| neighbours(net, v, number)).collect();
        for &v in &nodes {
            number[v as usize] = OUTSIDE;
        }
        Self { nodes, first: members[0].len(), neighbours }
    }

    /// Where walks end.
    fn walk(&self, k: usize, rank: &[u32], interrupt: &Interrupt) -> Result<Controversy> {
        let ends = self.absorbers(k, rank);
        let reaching = self.reaching(&ends);
        let chance = self.chance_of_first(&ends, &reaching, interrupt)?;
        let mean = |side: std::ops::Range<usize>| {
            let of: Vec<f64> = side.filter(|&v| reaching[v]).map(|v| chance[v]).collect();
            of.iter().sum::<f64>() / of.len() as f64
        };
        // The probability to end in the first side from each.
        let (from_a, from_b) = (mean(0..self.first), mean(self.first..self.nodes.len()));
        let share = |one: f64, other: f64| one / (one + other);
        let (p_aa, p_ba) = (share(from_a, from_b), share(from_b, from_a));
        let (p_ab, p_bb) = (share(1.0 - from_a, 1.0 - from_b), share(1.0 - from_b, 1.0 - from_a));
        Ok(Controversy {
            a: 0,
            b: 0,
            rwc: p_aa * p_bb - p_ab * p_ba,
            p_aa,
            p_ab,
            p_ba,
            p_bb,
            nodes: self.nodes.len() as u64,
            dropped: reaching.iter().filter(|&&is| !is).count() as u64,
        })
    }

    /// Whether walks end at each node.
    fn absorbers(&self, k: usize, rank: &[u32]) -> Vec<bool> {
        let mut ends = vec![false; self.nodes.len()];
        for side in [0..self.first, self.first..self.nodes.len()] {
            let mut order: Vec<usize> = side.collect();
            let key = |&v: &usize| {
                (std::cmp::Reverse(self.neighbours[v].len()), rank[self.nodes[v] as usize])
            };
            order.sort_unstable_by_key(key);
            order.iter().take(k).for_each(|&v| ends[v] = true);
        }
        ends
    }

    /// Whether a walk from each node ends.
    fn reaching(&self, ends: &[bool]) -> Vec<bool> {
        let mut reaching = ends.to_vec();
        let mut open: Vec<usize> = (0..ends.len()).filter(|&v| ends[v]).collect();
        while let Some(v) = open.pop() {
            for &u in &self.neighbours[v] {
                if !std::mem::replace(&mut reaching[u as usize], true) {
                    open.push(u as usize);
                }
            }
        }
        reaching
    }

    /// The probability that a walk from each node ends on the first side; 0 where none ends.
    fn chance_of_first(
        &self,
        ends: &[bool],
        reaching: &[bool],
        interrupt: &Interrupt,
    ) -> Result<Vec<f64>> {
        let known = |v: usize| if ends[v] && v < self.first { 1.0 } else { 0.0 };
        let free: Vec<usize> = (0..ends.len()).filter(|&v| reaching[v] && !ends[v]).collect();
        let mut place = vec![OUTSIDE; ends.len()];
        for (own, &v) in (0..).zip(&free) {
            place[v] = own;
        }
        let mut matrix = Grounded { diagonal: Vec::new(), offsets: vec![0], ids: Vec::new() };
        let mut right = Vec::with_capacity(free.len());
        for &v in &free {
            let row = &self.neighbours[v];
            matrix.diagonal.push(row.len() as f64);
            matrix.ids.extend(row.iter().map(|&u| place[u as usize]).filter(|&u| u != OUTSIDE));
            matrix.offsets.push(matrix.ids.len());
            right.push(row.iter().map(|&u| known(u as usize)).sum());
        }
        let solved = matrix.solve(&right, interrupt)?;
        let mut chance: Vec<f64> = (0..ends.len()).map(known).collect();
        for (&v, value) in free.iter().zip(solved) {
            // Rounding must not make a probability of what is none.
            chance[v] = value.clamp(0.0, 1.0);
        }
        Ok(chance)
    }
}

/// Those to whom a node is tied in either direction, itself not among them, as numbered.
fn neighbours(net: &Network, v: u32, number: &[u32]) -> Vec<u32> {
    let back = if net.directed() { net.incoming(v).0 } else { &[] };
    let all = net.out(v).0.iter().chain(back).filter(|&&u| u != v);
    let mut found: Vec<u32> =
        all.map(|&u| number[u as usize]).filter(|&own| own != OUTSIDE).collect();
    found.sort_unstable();
    found.dedup();
    found
}
