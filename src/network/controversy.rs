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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use crate::random::Stream;
    use proptest::prelude::*;

    fn run(net: &Network, labels: &[u32], groups: usize, k: usize) -> Vec<Controversy> {
        let rank: Vec<u32> = net.nodes().collect();
        rwc(net, labels, groups, k, &rank, &Interrupt::new()).expect("it runs")
    }

    fn close(a: f64, b: f64) -> bool {
        (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-10
    }

    /// By elimination on the dense matrix of the walk.
    fn slow(net: &Network, labels: &[u32], a: u32, b: u32, k: usize) -> Controversy {
        let nodes: Vec<u32> =
            net.nodes().filter(|&v| [a, b].contains(&labels[v as usize])).collect();
        let n = nodes.len();
        let tied = |i: usize, j: usize| {
            let (u, v) = (nodes[i], nodes[j]);
            i != j && (net.weight(u, v).is_some() || net.weight(v, u).is_some())
        };
        let degree: Vec<usize> = (0..n).map(|i| (0..n).filter(|&j| tied(i, j)).count()).collect();
        let mut ends = vec![false; n];
        for side in [a, b] {
            let mut own: Vec<usize> =
                (0..n).filter(|&i| labels[nodes[i] as usize] == side).collect();
            own.sort_by_key(|&i| (std::cmp::Reverse(degree[i]), nodes[i]));
            own.iter().take(k).for_each(|&i| ends[i] = true);
        }
        let mut reaching = ends.clone();
        for _ in 0..n {
            for i in 0..n {
                reaching[i] |= (0..n).any(|j| tied(i, j) && reaching[j]);
            }
        }
        let mut rows: Vec<Vec<f64>> = (0..n)
            .map(|i| {
                let mut row = vec![0.0; n + 1];
                row[i] = 1.0;
                if ends[i] {
                    row[n] = if labels[nodes[i] as usize] == a { 1.0 } else { 0.0 };
                } else if reaching[i] {
                    (0..n).filter(|&j| tied(i, j)).for_each(|j| row[j] -= 1.0 / degree[i] as f64);
                }
                row
            })
            .collect();
        for i in 0..n {
            let pivot = (i..n)
                .max_by(|&x, &y| rows[x][i].abs().total_cmp(&rows[y][i].abs()))
                .expect("rows are left");
            rows.swap(i, pivot);
            let top = rows[i].clone();
            for row in rows.iter_mut().skip(i + 1) {
                let times = row[i] / top[i];
                (i..=n).for_each(|j| row[j] -= times * top[j]);
            }
        }
        let mut chance = vec![0.0; n];
        for i in (0..n).rev() {
            let sum: f64 = (i + 1..n).map(|j| rows[i][j] * chance[j]).sum();
            chance[i] = (rows[i][n] - sum) / rows[i][i];
        }
        let mean = |side: u32| {
            let own: Vec<f64> = (0..n)
                .filter(|&i| labels[nodes[i] as usize] == side && reaching[i])
                .map(|i| chance[i])
                .collect();
            own.iter().sum::<f64>() / own.len() as f64
        };
        let (from_a, from_b) = (mean(a), mean(b));
        let p_aa = from_a / (from_a + from_b);
        let p_bb = (1.0 - from_b) / (2.0 - from_a - from_b);
        let (p_ba, p_ab) = (1.0 - p_aa, 1.0 - p_bb);
        let dropped = reaching.iter().filter(|&&is| !is).count() as u64;
        let rwc = p_aa * p_bb - p_ab * p_ba;
        Controversy { a, b, rwc, p_aa, p_ab, p_ba, p_bb, nodes: n as u64, dropped }
    }

    fn same(fast: &Controversy, slow: &Controversy) -> bool {
        (fast.a, fast.b, fast.nodes, fast.dropped) == (slow.a, slow.b, slow.nodes, slow.dropped)
            && close(fast.rwc, slow.rwc)
            && close(fast.p_aa, slow.p_aa)
            && close(fast.p_ab, slow.p_ab)
            && close(fast.p_ba, slow.p_ba)
            && close(fast.p_bb, slow.p_bb)
    }

    proptest! {
        #[test]
        fn it_is_what_elimination_gives(
            case in graphs(), k in 1_usize..4,
            labels in prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => Just(u32::MAX)], 10),
        ) {
            let net = case.network();
            let labels = &labels[..net.n()];
            let pairs = [(0, 1), (0, 2), (1, 2)];
            for (found, (a, b)) in run(&net, labels, 3, k).iter().zip(pairs) {
                let slow = slow(&net, labels, a, b, k);
                prop_assert!(same(found, &slow), "{found:?} {slow:?}");
            }
        }
    }

    /// The two clubs that the karate club became, by its instructor (0) and its officer (33).
    const OFFICERS: [u32; 17] = [8, 9, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32, 33];

    #[test]
    fn simulated_walks_agree() {
        let net = karate();
        let labels: Vec<u32> = net.nodes().map(|v| u32::from(OFFICERS.contains(&v))).collect();
        let found = run(&net, &labels, 2, 2)[0];
        assert!(same(&found, &slow(&net, &labels, 0, 1, 2)));
        let ends = |v: u32| [0, 2, 32, 33].contains(&v);
        let mut counts = [[0.0_f64; 2]; 2];
        let walks = 40_000;
        for walk in 0..walks {
            let mut stream = Stream::new(11, walk);
            let side = (walk % 2) as u32;
            let own: Vec<u32> = net.nodes().filter(|&v| labels[v as usize] == side).collect();
            let mut v = own[stream.below(own.len())];
            while !ends(v) {
                let next = net.out(v).0;
                v = next[stream.below(next.len())];
            }
            counts[side as usize][labels[v as usize] as usize] += 1.0;
        }
        let p = |from: usize, to: usize| counts[from][to] / (counts[0][to] + counts[1][to]);
        let drawn = p(0, 0) * p(1, 1) - p(0, 1) * p(1, 0);
        // Five standard errors of a difference of two shares over so many walks.
        assert!((found.rwc - drawn).abs() < 5.0 / (walks as f64).sqrt(), "{} {drawn}", found.rwc);
    }

    #[test]
    fn a_long_chain_is_exact() {
        // Absorbers at both ends of a path: the chance falls by equal steps.
        let n: u32 = 3001;
        let mut ends: Vec<(u32, u32)> = (1..n).map(|v| (v - 1, v)).collect();
        // Two leaves make each end the node of most neighbours on its side.
        ends.extend([(0, n), (0, n + 1), (n - 1, n + 2), (n - 1, n + 3)]);
        let net = network(n as usize + 4, &ends, false);
        let mut labels: Vec<u32> = (0..n).map(|v| u32::from(v > n / 2)).collect();
        labels.extend([0, 0, 1, 1]);
        let found = run(&net, &labels, 2, 1)[0];
        let steps = f64::from(n - 1);
        let chance = |v: u32| 1.0 - f64::from(v) / steps;
        let left: Vec<f64> = (0..=n / 2).map(chance).chain([1.0, 1.0]).collect();
        let right: Vec<f64> = (n / 2 + 1..n).map(chance).chain([0.0, 0.0]).collect();
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let (a, b) = (mean(&left), mean(&right));
        assert!(close(found.p_aa, a / (a + b)), "{} {}", found.p_aa, a / (a + b));
    }

    #[test]
    fn ties_go_to_the_first_in_rank_and_bad_arguments_are_refused() {
        // A path of four on one side: nodes 1 and 2 have as many neighbours.
        let net = network(6, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)], false);
        let labels = [0, 0, 0, 0, 1, 1];
        let of = |rank: &[u32]| rwc(&net, &labels, 2, 1, rank, &Interrupt::new());
        let (first, last) = (of(&[0, 1, 2, 3, 4, 5]), of(&[5, 4, 3, 2, 1, 0]));
        assert_ne!(first.expect("it runs")[0].p_bb, last.expect("it runs")[0].p_bb);
        assert!(rwc(&net, &labels, 2, 0, &labels, &Interrupt::new()).is_err());
        assert!(rwc(&net, &labels[1..], 2, 1, &labels, &Interrupt::new()).is_err());
        assert!(of(&[0]).is_err());
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(rwc(&net, &labels, 2, 1, &labels, &interrupt).is_err());
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(6000, 20_000, true);
        let labels: Vec<u32> = net.nodes().map(|v| v % 2).collect();
        let bits = |threads| on_threads(threads, || run(&net, &labels, 2, 10)[0].rwc.to_bits());
        assert_eq!(bits(1), bits(2));
        assert_eq!(bits(1), bits(4));
    }
}
