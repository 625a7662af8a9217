//! Components: which nodes hang together.
//!
//! Labels are 0 for the largest component, then 1, 2, ...; ties go to the component of the
//! smallest node id. Edges of weight 0 are edges.

use crate::error::Result;
use crate::network::Network;
use crate::network::partition::{Sets, largest_first};
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: u32 = 1 << 14;

/// The weak component of each node: joined by a path that may go against arcs.
///
/// Union-find with path halving (Tarjan & van Leeuwen 1984), O((n + m) log n) at worst and
/// near-linear in practice.
///
/// ```
/// use twiplomacy::{network::{Network, components}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 3], &[1, 1], None, None, true)?;
/// assert_eq!(components::weak(&net, &Interrupt::new())?, [0, 0, 1, 0]);
/// assert_eq!(components::strong(&net, &Interrupt::new())?, [0, 1, 2, 3]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn weak(net: &Network, interrupt: &Interrupt) -> Result<Vec<u32>> {
    let mut sets = Sets::new(net.n());
    for v in net.nodes() {
        if v % PATIENCE == 0 {
            interrupt.check()?;
        }
        net.out(v).0.iter().for_each(|&t| sets.join(v, t));
    }
    Ok(largest_first(&sets.labels()))
}

/// The strong component of each node: all of its members reach one another along arcs.
///
/// The algorithm of Tarjan (1972), *SIAM Journal on Computing* 1:146, with a stack of its own
/// in place of recursion. O(n + m). Undirected networks: the same as [`weak`].
pub fn strong(net: &Network, interrupt: &Interrupt) -> Result<Vec<u32>> {
    if !net.directed() {
        return weak(net, interrupt);
    }
    let mut search = Search::new(net.n());
    for v in net.nodes() {
        search.from(net, v, interrupt)?;
    }
    Ok(largest_first(&search.label))
}

/// Not visited yet, or not in a component yet.
const NONE: u32 = u32::MAX;

/// In a component. Later than any node that is open, so that it lowers nobody.
const CLOSED: u32 = NONE - 1;

/// A depth-first search that closes components as it leaves them.
struct Search {
    /// When each node was first seen; [`CLOSED`] once its component is known. One look says
    /// what an arc leads to: waiting for memory is what takes the time.
    seen: Vec<u32>,
    label: Vec<u32>,
    /// Seen and in no component yet.
    open: Vec<u32>,
    /// The path that is being followed.
    path: Vec<Visit>,
    clock: u32,
}

/// One node of the path.
#[derive(Clone, Copy)]
struct Visit {
    node: u32,
    /// When it was first seen.
    seen: u32,
    /// The earliest seen node that it is known to reach, among the open ones.
    low: u32,
    /// How many of its arcs are done.
    done: usize,
}

impl Search {
    fn new(n: usize) -> Self {
        Self {
            seen: vec![NONE; n],
            label: vec![NONE; n],
            open: Vec::new(),
            path: Vec::new(),
            clock: 0,
        }
    }

    fn from(&mut self, net: &Network, root: u32, interrupt: &Interrupt) -> Result<()> {
        if self.seen[root as usize] == NONE {
            self.enter(root);
        }
        while let Some(visit) = self.path.last_mut() {
            let row = &net.out(visit.node).0[visit.done..];
            let mut next = None;
            for (&t, done) in row.iter().zip(visit.done + 1..) {
                let seen = self.seen[t as usize];
                if seen == NONE {
                    visit.done = done;
                    next = Some(t);
                    break;
                }
                visit.low = visit.low.min(seen);
            }
            if let Some(next) = next {
                self.enter(next);
                continue;
            }
            let visit = *visit;
            self.leave(visit);
            if visit.node % PATIENCE == 0 {
                interrupt.check()?;
            }
        }
        Ok(())
    }

    fn enter(&mut self, node: u32) {
        self.seen[node as usize] = self.clock;
        self.path.push(Visit { node, seen: self.clock, low: self.clock, done: 0 });
        self.open.push(node);
        self.clock += 1;
    }

    fn leave(&mut self, visit: Visit) {
        self.path.pop();
        if visit.low == visit.seen {
            self.close(visit.node);
        } else if let Some(parent) = self.path.last_mut() {
            parent.low = parent.low.min(visit.low);
        }
    }

    /// All that was opened since `v` is one component.
    fn close(&mut self, v: u32) {
        while let Some(member) = self.open.pop() {
            self.seen[member as usize] = CLOSED;
            self.label[member as usize] = v;
            if member == v {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network};
    use proptest::prelude::*;

    fn weak(net: &Network) -> Vec<u32> {
        super::weak(net, &Interrupt::new()).expect("no interrupt")
    }

    fn strong(net: &Network) -> Vec<u32> {
        super::strong(net, &Interrupt::new()).expect("no interrupt")
    }

    /// The reference: Warshall's closure.
    fn reach(net: &Network, both_ways: bool) -> Vec<Vec<bool>> {
        let n = net.n();
        let mut to = vec![vec![false; n]; n];
        for e in net.edges() {
            to[e.source as usize][e.target as usize] = true;
            to[e.target as usize][e.source as usize] |= both_ways || !net.directed();
        }
        for k in 0..n {
            to[k][k] = true;
            for i in 0..n {
                for j in 0..n {
                    to[i][j] |= to[i][k] && to[k][j];
                }
            }
        }
        to
    }

    fn together(to: &[Vec<bool>]) -> Vec<u32> {
        let first = |v: usize| (0..to.len()).find(|&u| to[u][v] && to[v][u]).unwrap_or(v);
        largest_first(&(0..to.len()).map(|v| first(v) as u32).collect::<Vec<_>>())
    }

    #[test]
    fn known_components() {
        assert_eq!(weak(&karate()), [0; 34]);
        let net = network(6, &[(5, 4), (4, 5), (0, 1), (3, 4)], true);
        assert_eq!(weak(&net), [1, 1, 2, 0, 0, 0]);
        assert_eq!(strong(&net), [1, 2, 3, 4, 0, 0]);
        assert!(weak(&network(0, &[], true)).is_empty());
        assert_eq!(strong(&network(1, &[(0, 0)], true)), [0]);
    }

    #[test]
    fn a_long_path_needs_no_deep_stack() {
        let n = 300_000;
        let ring: Vec<(u32, u32)> = (0..n).map(|v| (v, (v + 1) % n)).collect();
        let net = network(n as usize, &ring, true);
        assert!(strong(&net).iter().all(|&label| label == 0));
        assert_eq!(strong(&network(n as usize, &ring[1..], true)).iter().max(), Some(&(n - 1)));
    }

    proptest! {
        #[test]
        fn components_are_those_of_the_closure(case in graphs()) {
            let net = case.network();
            prop_assert_eq!(weak(&net), together(&reach(&net, true)));
            prop_assert_eq!(strong(&net), together(&reach(&net, false)));
        }
    }
}
