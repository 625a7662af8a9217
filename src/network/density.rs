//! How many of the possible ties there are, and how far they gather round one node.

use crate::network::Network;
use crate::network::assortativity::End;

/// The share of possible ties that are there: m / (n (n - 1)) with direction, twice that
/// without.
///
/// Self-loops are left out of m, so that it is never above 1 (networkx counts them). NaN for
/// fewer than two nodes, where no tie is possible (networkx says 0). O(1).
///
/// ```
/// use twiplomacy::network::{Network, density};
/// let net = Network::from_edges(3, &[0, 1, 2], &[1, 0, 2], None, None, true)?;
/// assert_eq!(density(&net), 2.0 / 6.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn density(net: &Network) -> f64 {
    if net.n() < 2 {
        return f64::NAN;
    }
    let ties = (net.m() - net.self_loops()) as f64;
    let n = net.n() as f64;
    let ends = if net.directed() { 1.0 } else { 2.0 };
    ends * ties / (n * (n - 1.0))
}

/// How far ties gather round one node: by how much the degrees of all fall short of the
/// highest, as a share of the most that they could (Freeman 1979, *Social Networks* 1:215).
///
/// The most is that of a star: (n - 1)(n - 2) without direction, and (n - 1)^2 for the
/// [`End::In`] or [`End::Out`] degrees of a directed network, all of whose arcs enter or
/// leave the centre. `end` is of no consequence if undirected. Self-loops are left out, as
/// with igraph's `loops=False`. NaN for fewer than three nodes, or two with direction, which
/// have no star. O(n log of the degrees).
///
/// ```
/// use twiplomacy::network::{End, Network, degree_centralization};
/// let star = Network::from_edges(3, &[1, 2], &[0, 0], None, None, true)?;
/// assert_eq!(degree_centralization(&star, End::In), 1.0);
/// assert_eq!(degree_centralization(&star, End::Out), 0.25);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn degree_centralization(net: &Network, end: End) -> f64 {
    let degree = |v: u32| {
        let row = if end == End::In { net.incoming(v).0 } else { net.out(v).0 };
        (row.len() - usize::from(row.binary_search(&v).is_ok())) as f64
    };
    let (highest, sum) =
        net.nodes().map(degree).fold((0.0, 0.0), |(top, sum): (f64, f64), d| (top.max(d), sum + d));
    let n = net.n() as f64;
    let least = if net.directed() { 2 } else { 3 };
    if net.n() < least {
        return f64::NAN;
    }
    let star = if net.directed() { (n - 1.0) * (n - 1.0) } else { (n - 1.0) * (n - 2.0) };
    (n * highest - sum) / star
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network};
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        assert!((density(&karate()) - 0.139_037_433_155_080_2).abs() < 1e-15);
        let central = degree_centralization(&karate(), End::Out);
        // (34 * 17 - 156) / (33 * 32).
        assert!((central - 422.0 / 1056.0).abs() < 1e-15);
    }

    #[test]
    fn too_few_nodes_for_a_tie_or_a_star() {
        for directed in [true, false] {
            for n in 0..4 {
                let net = network(n, &[], directed);
                let none = |value: f64| if value.is_nan() { None } else { Some(value.to_bits()) };
                assert_eq!(none(density(&net)), (n >= 2).then_some(0));
                let least = if directed { 2 } else { 3 };
                assert_eq!(none(degree_centralization(&net, End::In)), (n >= least).then_some(0));
            }
        }
    }

    proptest! {
        #[test]
        fn density_is_the_share_of_pairs_that_are_tied(case in graphs()) {
            let net = case.network();
            let pairs = || net.nodes().flat_map(|u| net.nodes().map(move |v| (u, v)));
            let tied = pairs().filter(|&(u, v)| u != v && net.weight(u, v).is_some()).count();
            let all = pairs().filter(|&(u, v)| u != v).count();
            let share = tied as f64 / all as f64;
            prop_assert!((density(&net) - share).abs() < 1e-15 || share.is_nan());
        }

        #[test]
        fn centralization_is_the_shortfall_against_a_star(case in graphs()) {
            let net = case.network();
            let n = net.n();
            let spokes: Vec<(u32, u32)> = (1..n as u32).map(|v| (0, v)).collect();
            for end in [End::In, End::Out] {
                let shortfall = |net: &Network| {
                    let degree = |v: u32| net.nodes().filter(|&t| {
                        let (from, to) = if end == End::In { (t, v) } else { (v, t) };
                        t != v && net.weight(from, to).is_some()
                    }).count();
                    let highest = net.nodes().map(degree).max().unwrap_or(0);
                    net.nodes().map(|v| highest - degree(v)).sum::<usize>() as f64
                };
                let turned: Vec<_> = spokes.iter().map(|&(a, b)| (b, a)).collect();
                let star = network(n, if end == End::In { &turned } else { &spokes }, net.directed());
                let share = shortfall(&net) / shortfall(&star);
                let ours = degree_centralization(&net, end);
                prop_assert!((ours - share).abs() < 1e-12 || ours.is_nan() && share.is_nan());
            }
        }
    }
}
