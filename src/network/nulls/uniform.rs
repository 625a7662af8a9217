//! Conditional uniform networks: all networks of so many nodes, of so many edges, or of such pairs
//! are equally likely (Katz & Powell 1957, *Proceedings of the AMS* 8:778; Butts 2008, *Journal of
//! Statistical Software* 24(6)).
//!
//! Self-loops stay as they are, as when rewiring.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::build::build;
use crate::network::csr::EdgeColumns;
use crate::random::Stream;
use crate::run::Interrupt;

/// More nodes than this make networks too large to draw where half of all ties are there.
pub const SIZE_NODES: usize = 5000;

/// The pairs of different nodes, ordered or not, by number.
#[derive(Debug, Clone, Copy)]
struct Pairs {
    n: u64,
    ordered: bool,
}

impl Pairs {
    fn count(self) -> u64 {
        let ordered = self.n * self.n.saturating_sub(1);
        if self.ordered { ordered } else { ordered / 2 }
    }

    /// The two nodes; unordered, node u is paired with those up to half-way round from it.
    fn ends(self, number: u64) -> (u32, u32) {
        let n = self.n;
        if self.ordered {
            let (u, v) = (number / (n - 1), number % (n - 1));
            return (u as u32, (v + u64::from(v >= u)) as u32);
        }
        let near = (n - 1) / 2;
        let (u, step) = if number < n * near {
            (number / near, number % near + 1)
        } else {
            (number - n * near, n / 2)
        };
        (u as u32, ((u + step) % n) as u32)
    }
}

/// Every network of these nodes equally likely: each tie is there with probability 1/2, and weighs
/// 1. Times are gone. O(n^2).
pub(super) fn of_size(net: &Network, mut stream: Stream, interrupt: &Interrupt) -> Result<Network> {
    check_size(net)?;
    let pairs = pairs(net, net.directed());
    let mut kept = loops(net);
    for first in (0..pairs.count()).step_by(64) {
        if first % (1 << 16) == 0 {
            interrupt.check()?;
        }
        let bits = stream.bits();
        for number in (first..pairs.count().min(first + 64)).filter(|n| bits >> (n % 64) & 1 == 1) {
            let (u, v) = pairs.ends(number);
            kept.source.push(u);
            kept.target.push(v);
            kept.weight.push(1.0);
        }
    }
    made(net, &kept)
}

pub(super) fn check_size(net: &Network) -> Result<()> {
    if net.n() > SIZE_NODES {
        let wanted =
            format!("at most {SIZE_NODES}, since half of all ties are there: null=\"edges\"");
        return Err(Error::input("null", format!("\"size\" for {} nodes", net.n()), wanted));
    }
    Ok(())
}

/// Every network of so many edges equally likely: each edge goes to a pair of its own and takes its
/// weight and times along. O(m) expected, whatever n is.
pub(super) fn with_edges(
    net: &Network,
    mut stream: Stream,
    interrupt: &Interrupt,
) -> Result<Network> {
    interrupt.check()?;
    let pairs = pairs(net, net.directed());
    let mut edges = net.columns();
    let own: Vec<usize> =
        (0..edges.source.len()).filter(|&e| edges.source[e] != edges.target[e]).collect();
    let places = distinct(&mut stream, own.len(), pairs.count(), interrupt)?;
    for (edge, place) in own.into_iter().zip(places) {
        (edges.source[edge], edges.target[edge]) = pairs.ends(place);
    }
    made(net, &edges)
}

/// Every network of so many mutual and so many one-way pairs equally likely. The two arcs of a
/// mutual pair stay together; all keep their weights and times. Undirected: as [`with_edges`]. O(m
/// log m) expected.
pub(super) fn with_dyads(
    net: &Network,
    mut stream: Stream,
    interrupt: &Interrupt,
) -> Result<Network> {
    if !net.directed() {
        return with_edges(net, stream, interrupt);
    }
    interrupt.check()?;
    let pairs = pairs(net, false);
    let mut edges = net.columns();
    let dyads = dyads(net, &edges);
    let places = distinct(&mut stream, dyads.len(), pairs.count(), interrupt)?;
    for ((arc, back), place) in dyads.into_iter().zip(places) {
        let (a, b) = pairs.ends(place);
        let (a, b) = if stream.bits() >> 63 == 1 { (a, b) } else { (b, a) };
        (edges.source[arc], edges.target[arc]) = (a, b);
        if let Some(back) = back {
            (edges.source[back], edges.target[back]) = (b, a);
        }
    }
    made(net, &edges)
}

/// For each pair that is tied, the place of its arc, and of the one that leads back if there is one.
fn dyads(net: &Network, edges: &EdgeColumns) -> Vec<(usize, Option<usize>)> {
    let (begins, targets, _) = net.rows();
    let mut dyads = Vec::new();
    for (arc, (&u, &v)) in edges.source.iter().zip(&edges.target).enumerate() {
        let begin = begins[v as usize];
        let row = &targets[begin..begins[v as usize + 1]];
        let back = row.binary_search(&u).ok().map(|place| begin + place);
        if u < v || (u > v && back.is_none()) {
            dyads.push((arc, back));
        }
    }
    dyads
}

fn pairs(net: &Network, ordered: bool) -> Pairs {
    Pairs { n: net.n() as u64, ordered }
}

/// The self-loops of a network, without times.
fn loops(net: &Network) -> EdgeColumns {
    let mut kept = EdgeColumns::default();
    for edge in net.edges().filter(|edge| edge.source == edge.target) {
        kept.source.push(edge.source);
        kept.target.push(edge.target);
        kept.weight.push(edge.weight);
    }
    kept
}

fn made(net: &Network, edges: &EdgeColumns) -> Result<Network> {
    let times = edges.first.as_deref().zip(edges.last.as_deref());
    build(net.n(), &edges.source, &edges.target, Some(&edges.weight), times, net.directed())
}

/// So many different numbers below `of`, every choice and order of them equally likely.
///
/// Few are drawn until enough differ; of many, those that are left out are. O(count log count).
fn distinct(stream: &mut Stream, count: usize, of: u64, interrupt: &Interrupt) -> Result<Vec<u64>> {
    debug_assert!(count as u64 <= of);
    let many = count as u64 > of / 2;
    let wanted = if many { of as usize - count } else { count };
    let mut found: Vec<u64> = Vec::with_capacity(wanted);
    while found.len() < wanted {
        interrupt.check()?;
        let missing = wanted - found.len();
        found.extend((0..missing).map(|_| stream.below(of as usize) as u64));
        found.sort_unstable();
        found.dedup();
    }
    if many {
        let mut left_out = found.into_iter().peekable();
        found = (0..of).filter(|number| left_out.next_if_eq(number).is_none()).collect();
    }
    interrupt.check()?;
    stream.shuffle(&mut found);
    Ok(found)
}
