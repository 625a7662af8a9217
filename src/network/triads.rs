//! The triad census: what every three nodes have among them.

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::network::clustering::pairs;
use crate::network::clustering::ranked::Ranked;
use crate::network::clustering::sweep::{Triangle, each_triangle};
use crate::network::clustering::ties::{MUTUAL, RECEIVED, SENT};
use crate::run::Interrupt;

/// The sixteen kinds of triads, in the order of [`triads`]: the numbers of mutual,
/// one-way and absent ties, then the way they point (down, up, cyclic, transitive).
pub const TRIAD_NAMES: [&str; 16] = [
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D",
    "120U", "120C", "210", "300",
];

// Places in `TRIAD_NAMES`.
const T021D: usize = 3;
const T021U: usize = 4;
const T021C: usize = 5;
const T111D: usize = 6;
const T111U: usize = 7;
const T030T: usize = 8;
const T030C: usize = 9;
const T201: usize = 10;
const T120D: usize = 11;
const T120U: usize = 12;
const T120C: usize = 13;
const T210: usize = 14;
const T300: usize = 15;

/// How many triples of nodes are of each of the kinds in [`TRIAD_NAMES`] (Holland &
/// Leinhardt 1970, *American Journal of Sociology* 76:492).
///
/// Names are those of `networkx.triadic_census`; the two that are often mixed up are 111D,
/// A <-> B <- C, and 111U, A <-> B -> C. Self-loops and weights play no part. Every edge of an
/// undirected network counts as mutual. The counts add up to n (n - 1) (n - 2) / 6; one above
/// 2^64 - 1, which needs more than four million nodes, is given as 2^64 - 1.
///
/// Only triangles are looked at one by one: O(m^1.5) at worst, hubs or not. Pairs of ties
/// that meet are counted by the degrees of the node where they meet, less those in triangles
/// (Ortmann & Brandes 2017, *Applied Network Science* 2:13), and triads with fewer ties are
/// what is left. Batagelj & Mrvar (2001, *Social Networks* 23:237) look at the neighbours of
/// every tie instead: O(m) times the largest degree.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, TRIAD_NAMES, triads}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1, 0], &[1, 2, 2], None, None, true)?;
/// let census = triads(&net, &Interrupt::new())?;
/// assert_eq!(TRIAD_NAMES[census.iter().position(|&count| count == 1).unwrap()], "030T");
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn triads(net: &Network, interrupt: &Interrupt) -> Result<[u64; 16]> {
    let ranked = Ranked::new(net, |tie| tie.kind, interrupt)?;
    let triangles = triangles_by_kind(&ranked, interrupt)?;
    let dyads = dyads(net, &ranked.degree);
    let census = census(net.n(), &dyads, &triangles);
    Ok(census.map(|count| u64::try_from(count).unwrap_or(u64::MAX)))
}

/// The three kinds of ties of a triangle as one number below 64.
fn code(kinds: [u8; 3]) -> usize {
    kinds.iter().rev().fold(0, |code, &kind| code << 2 | usize::from(kind))
}

/// How many triangles there are of each [`code`].
fn triangles_by_kind(ranked: &Ranked<u8>, interrupt: &Interrupt) -> Result<[u64; 64]> {
    let count = |counts: &mut [u64; 64], triangle: Triangle| counts[code(triangle.kinds)] += 1;
    let mut total = [0; 64];
    for counts in each_triangle(ranked, || [0; 64], count, interrupt)? {
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    Ok(total)
}

/// The ties of each node by their kind.
#[derive(Debug, Clone, Copy)]
struct Dyads {
    sent: u32,
    received: u32,
    mutual: u32,
}

fn dyads(net: &Network, neighbours: &[u32]) -> Vec<Dyads> {
    let of = |v: u32| {
        let all = neighbours[v as usize];
        if !net.directed() {
            return Dyads { sent: 0, received: 0, mutual: all };
        }
        let lone = |row: &[u32]| (row.len() - usize::from(row.binary_search(&v).is_ok())) as u32;
        let (sent, received) = (lone(net.out(v).0), lone(net.incoming(v).0));
        Dyads { sent: all - received, received: all - sent, mutual: sent - (all - received) }
    };
    net.nodes().into_par_iter().map(of).collect()
}

/// The whole census from the ties of each node and the triangles of each code.
fn census(n: usize, dyads: &[Dyads], triangles: &[u64; 64]) -> [u128; 16] {
    let mut census = meeting_pairs(dyads);
    for (code, &count) in triangles.iter().enumerate() {
        let kinds = [0, 2, 4].map(|shift| (code >> shift) as u8 & MUTUAL);
        if count > 0 {
            census[closed(kinds)] += u128::from(count);
            for corner in corners(kinds) {
                census[open(corner)] -= u128::from(count);
            }
        }
    }
    let ends = |count: fn(&Dyads) -> u32| dyads.iter().map(|d| u128::from(count(d))).sum::<u128>();
    // Each tie is in n - 2 triads: those where it is the only one, and those counted by now.
    let thirds = n.saturating_sub(2) as u128;
    let mutual = ends(|d| d.mutual) / 2 * thirds - within(&census, 0);
    let one_way = ends(|d| d.sent) * thirds - within(&census, 1);
    census[1] = one_way;
    census[2] = mutual;
    let n = n as u128;
    let all = n * n.saturating_sub(1) / 2 * n.saturating_sub(2) / 3;
    census[0] = all - census.iter().sum::<u128>();
    census
}

/// How many ties there are within all triads counted: mutual ones for digit 0 of their
/// names, one-way for digit 1.
fn within(census: &[u128; 16], digit: usize) -> u128 {
    let ties = |name: &str| u128::from(name.as_bytes()[digit] - b'0');
    TRIAD_NAMES.iter().zip(census).map(|(name, count)| ties(name) * count).sum()
}

/// The pairs of ties that meet at a node, by the triad they make unless the third tie is
/// there as well.
fn meeting_pairs(dyads: &[Dyads]) -> [u128; 16] {
    let mut census = [0; 16];
    for &Dyads { sent, received, mutual } in dyads {
        let product = |a, b| u128::from(a) * u128::from(b);
        census[T021D] += pairs(sent);
        census[T021U] += pairs(received);
        census[T021C] += product(sent, received);
        census[T111D] += product(mutual, received);
        census[T111U] += product(mutual, sent);
        census[T201] += pairs(mutual);
    }
    census
}

/// The kinds of the two ties at each node of a triangle, seen from it.
fn corners([uv, uw, vw]: [u8; 3]) -> [[u8; 2]; 3] {
    [[uv, uw], [turned(uv), vw], [turned(uw), turned(vw)]]
}

/// A tie seen from its other end.
fn turned(kind: u8) -> u8 {
    (kind & SENT) << 1 | (kind & RECEIVED) >> 1
}

/// The triad of two ties that meet, each seen from where they meet.
fn open([a, b]: [u8; 2]) -> usize {
    match (a.min(b), a.max(b)) {
        (SENT, SENT) => T021D,
        (RECEIVED, RECEIVED) => T021U,
        (SENT, RECEIVED) => T021C,
        (RECEIVED, MUTUAL) => T111D,
        (SENT, MUTUAL) => T111U,
        _ => T201,
    }
}

/// The triad of a triangle.
fn closed(kinds: [u8; 3]) -> usize {
    let has = |corner| corners(kinds).iter().any(|&pair| open(pair) == corner);
    match kinds.map(|kind| u8::from(kind == MUTUAL)).iter().sum::<u8>() {
        3 => T300,
        2 => T210,
        // The node apart from the mutual tie looks down at both, up at both, or through.
        1 if has(T021D) => T120D,
        1 if has(T021U) => T120U,
        1 => T120C,
        // Round and round, every node passes on what it gets.
        _ if has(T021D) => T030T,
        _ => T030C,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    fn census_of(net: &Network) -> [u64; 16] {
        triads(net, &Interrupt::new()).expect("not interrupted")
    }

    /// One of each kind, as drawn by Wasserman & Faust (1994), figure 14.2, in the order of
    /// `TRIAD_NAMES`.
    const DRAWN: [&[(usize, usize)]; 16] = [
        &[],
        &[(0, 1)],
        &[(0, 1), (1, 0)],
        &[(1, 0), (1, 2)],
        &[(0, 1), (2, 1)],
        &[(0, 1), (1, 2)],
        &[(0, 1), (1, 0), (2, 1)],
        &[(0, 1), (1, 0), (1, 2)],
        &[(0, 1), (2, 1), (0, 2)],
        &[(1, 0), (2, 1), (0, 2)],
        &[(0, 1), (1, 0), (1, 2), (2, 1)],
        &[(1, 0), (1, 2), (0, 2), (2, 0)],
        &[(0, 1), (2, 1), (0, 2), (2, 0)],
        &[(0, 1), (1, 2), (0, 2), (2, 0)],
        &[(0, 1), (1, 2), (2, 1), (0, 2), (2, 0)],
        &[(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)],
    ];

    const ORDERS: [[usize; 3]; 6] =
        [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    /// The reference: lay each of the sixteen over three nodes in all six ways.
    fn kind_of(net: &Network, nodes: [u32; 3]) -> usize {
        let tied = |a: usize, b: usize| {
            let (a, b) = (nodes[a], nodes[b]);
            net.weight(a, b).is_some() || !net.directed() && net.weight(b, a).is_some()
        };
        let fits = |drawn: &[(usize, usize)], order: [usize; 3]| {
            (0..3)
                .flat_map(|a| (0..3).map(move |b| (a, b)))
                .all(|(a, b)| a == b || drawn.contains(&(a, b)) == tied(order[a], order[b]))
        };
        let kind = DRAWN.iter().position(|drawn| ORDERS.iter().any(|&order| fits(drawn, order)));
        kind.expect("one of the sixteen fits")
    }

    #[test]
    fn each_kind_has_its_name() {
        for (kind, drawn) in DRAWN.iter().enumerate() {
            let ends: Vec<_> = drawn.iter().map(|&(a, b)| (a as u32, b as u32)).collect();
            let census = census_of(&network(3, &ends, true));
            assert_eq!((census[kind], census.iter().sum::<u64>()), (1, 1), "{}", TRIAD_NAMES[kind]);
        }
    }

    #[test]
    fn few_nodes_make_no_triad() {
        for n in 0..3 {
            for directed in [true, false] {
                let ends: &[(u32, u32)] = if n == 2 { &[(0, 1), (1, 1)] } else { &[] };
                assert_eq!(census_of(&network(n, ends, directed)), [0; 16]);
            }
        }
    }

    #[test]
    fn the_karate_club_has_45_triangles_of_mutual_ties() {
        let census = census_of(&karate());
        assert_eq!((census[15], census[10], census[2], census[0]), (45, 393, 1575, 3971));
    }

    #[test]
    fn a_hub_of_many_makes_no_work_and_counts_beyond_64_bits_are_capped() {
        let n = 100_000;
        let star: Vec<(u32, u32)> = (1..n).map(|v| (0, v)).collect();
        let census = census_of(&network(n as usize, &star, true));
        assert_eq!(census[3], 99_999 * 99_998 / 2);
        let census = census_of(&network(6_000_000, &[(0, 1)], true));
        assert_eq!((census[0], census[1]), (u64::MAX, 5_999_998));
    }

    #[test]
    fn any_number_of_threads_counts_the_same() {
        let net = random_network(400, 20_000, true);
        let counts = [1, 2, 4].map(|threads| on_threads(threads, || census_of(&net)));
        assert!(counts.iter().all(|count| *count == counts[0]));
    }

    proptest! {
        #[test]
        fn every_triple_is_counted_once_by_its_kind(case in graphs()) {
            let net = case.network();
            let mut counts = [0_u64; 16];
            for u in net.nodes() {
                for v in 0..u {
                    for w in 0..v {
                        counts[kind_of(&net, [u, v, w])] += 1;
                    }
                }
            }
            prop_assert_eq!(census_of(&net), counts);
        }
    }
}
