//! Cores: how deep in the crowd each node is.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// Which edges of a directed network count for a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreKind {
    /// Those that lead to a node.
    In,
    /// Those that a node leads out by.
    Out,
    /// Both; an arc and its return count twice, as in networkx and igraph.
    All,
}

/// A thread takes so many nodes that fall at once.
const SHARE: usize = 256;

/// The core number of each node: the largest k for which it belongs to a k-core, a
/// part of the network whose nodes all have at least k edges within the part (Seidman 1983,
/// *Social Networks* 5:269).
///
/// Edges are counted as `kind` says, on an undirected network all in any case. Weights do not
/// matter, an edge of weight 0 is an edge. Self-loops are left out (networkx refuses them,
/// igraph counts them). A node without edges has 0.
///
/// Nodes of too few edges are peeled away, as in Batagelj & Zaversnik (2003,
/// arXiv:cs/0310049), all those of one core number at once and in parallel (Kabir & Madduri
/// 2017, *IEEE IPDPS Workshops*). O(n + m); core numbers do not depend on the order, so they
/// are the same on any number of threads.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{CoreKind, Network, core_number}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 2], &[1, 2, 0, 3], None, None, false)?;
/// assert_eq!(core_number(&net, CoreKind::All, &Interrupt::new())?, [2, 2, 2, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn core_number(net: &Network, kind: CoreKind, interrupt: &Interrupt) -> Result<Vec<u32>> {
    let left: Vec<AtomicU32> = net
        .nodes()
        .into_par_iter()
        .map(|v| AtomicU32::new(counted(net, kind, v).map(|row| degree(row, v)).sum()))
        .collect();
    let peel = Peel { net, kind, left: &left, interrupt };
    let mut standing: Vec<u32> = net.nodes().collect();
    while !standing.is_empty() {
        interrupt.check()?;
        let edges_left = |v: &u32| left[*v as usize].load(Relaxed);
        let core = standing.iter().map(edges_left).min().unwrap_or(0);
        let falling: Vec<u32> =
            standing.iter().copied().filter(|v| edges_left(v) == core).collect();
        falling.par_chunks(SHARE).try_for_each(|nodes| peel.fell(nodes, core))?;
        standing.retain(|v| edges_left(v) > core);
    }
    Ok(left.into_iter().map(AtomicU32::into_inner).collect())
}

/// The rows whose entries count for the core of `v`.
fn counted(net: &Network, kind: CoreKind, v: u32) -> impl Iterator<Item = &[u32]> {
    let outward = kind != CoreKind::In || !net.directed();
    let inward = kind != CoreKind::Out && net.directed();
    let rows = [outward.then(|| net.out(v).0), inward.then(|| net.incoming(v).0)];
    rows.into_iter().flatten()
}

/// The length of a row without the node itself.
fn degree(row: &[u32], v: u32) -> u32 {
    (row.len() - usize::from(row.binary_search(&v).is_ok())) as u32
}

struct Peel<'a> {
    net: &'a Network,
    kind: CoreKind,
    /// How many edges each node still has; its core number once it has fallen.
    left: &'a [AtomicU32],
    interrupt: &'a Interrupt,
}

impl Peel<'_> {
    /// Take away these nodes, of so many edges, and those that fall to as many by it.
    fn fell(&self, nodes: &[u32], core: u32) -> Result<()> {
        // An in-core loses what the fallen led to, an out-core what led to the fallen.
        let lost = match self.kind {
            CoreKind::In => CoreKind::Out,
            CoreKind::Out => CoreKind::In,
            CoreKind::All => CoreKind::All,
        };
        let mut open = nodes.to_vec();
        while let Some(v) = open.pop() {
            self.interrupt.check()?;
            for &u in counted(self.net, lost, v).flatten() {
                // Two threads may take an edge from u at once: just one of them sees it fall.
                let fewer = |left: u32| (left > core).then(|| left - 1);
                if self.left[u as usize].fetch_update(Relaxed, Relaxed, fewer) == Ok(core + 1) {
                    open.push(u);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    const KINDS: [CoreKind; 3] = [CoreKind::In, CoreKind::Out, CoreKind::All];

    fn cores(net: &Network, kind: CoreKind) -> Vec<u32> {
        core_number(net, kind, &Interrupt::new()).expect("nobody stops it")
    }

    /// The reference: for each k, drop nodes of fewer than k edges until none is left to drop.
    fn slow(net: &Network, kind: CoreKind) -> Vec<u32> {
        let mut core = vec![0; net.n()];
        for k in 1..=2 * net.n() as u32 {
            let mut part: Vec<u32> = net.nodes().collect();
            loop {
                let edges = |v: u32| {
                    let there = |u: u32| u != v && part.contains(&u);
                    let count = |row: &[u32]| row.iter().filter(|&&u| there(u)).count() as u32;
                    let (out, incoming) = (count(net.out(v).0), count(net.incoming(v).0));
                    match kind {
                        CoreKind::All if net.directed() => out + incoming,
                        CoreKind::In => incoming,
                        _ => out,
                    }
                };
                let kept: Vec<u32> = part.iter().copied().filter(|&v| edges(v) >= k).collect();
                if kept.len() == part.len() {
                    break;
                }
                part = kept;
            }
            for &v in &part {
                core[v as usize] = k;
            }
        }
        core
    }

    #[test]
    fn the_karate_club_as_networkx_has_it() {
        let known = [
            4, 4, 4, 4, 3, 3, 3, 4, 4, 2, 3, 1, 2, 4, 2, 2, 2, 2, 2, 3, 2, 2, 2, 3, 3, 3, 2, 3, 3,
            3, 4, 3, 4, 4,
        ];
        assert!(KINDS.iter().all(|&kind| cores(&karate(), kind) == known));
    }

    #[test]
    fn returned_arcs_count_twice_as_in_networkx() {
        let ends = [(1, 2), (2, 1), (2, 3), (2, 4), (3, 4), (4, 3)];
        let net = network(5, &ends, true);
        assert_eq!(cores(&net, CoreKind::All), [0, 2, 2, 2, 2]);
    }

    #[test]
    fn nobody_and_loops() {
        for kind in KINDS {
            assert!(cores(&network(0, &[], true), kind).is_empty());
            assert_eq!(cores(&network(1, &[(0, 0)], true), kind), [0]);
        }
    }

    #[test]
    fn it_can_be_stopped() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(core_number(&karate(), CoreKind::All, &interrupt).is_err());
    }

    #[test]
    fn any_number_of_threads_gives_the_same_cores() {
        let net = random_network(20_000, 200_000, true);
        for kind in KINDS {
            let with = |threads| on_threads(threads, || cores(&net, kind));
            assert_eq!(with(1), with(2));
            assert_eq!(with(1), with(4));
        }
    }

    proptest! {
        #[test]
        fn cores_are_what_dropping_leaves(case in graphs()) {
            let net = case.network();
            for kind in KINDS {
                prop_assert_eq!(cores(&net, kind), slow(&net, kind));
            }
        }
    }
}
