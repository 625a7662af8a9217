//! Reciprocity: how many ties are returned, and how much of their weight.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::network::Network;

/// The share of arcs u -> v for which there is also v -> u, self-loops left out of both
/// counts; weights do not matter.
///
/// This is `networkx.overall_reciprocity` of the network without its self-loops (networkx
/// itself counts them below the line). NaN without an arc between two nodes. Every edge of
/// an undirected network is its own return: 1. O(n + m), as rows are sorted.
///
/// ```
/// use twiplomacy::network::{Network, reciprocity};
/// let net = Network::from_edges(3, &[0, 1, 1], &[1, 0, 2], None, None, true)?;
/// assert_eq!(reciprocity(&net), 2.0 / 3.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn reciprocity(net: &Network) -> f64 {
    let loops = net.self_loops();
    let arcs = net.m() - loops;
    if arcs == 0 {
        return f64::NAN;
    }
    if !net.directed() {
        return 1.0;
    }
    returned(net) as f64 / arcs as f64
}

/// The share of tied pairs of nodes that are tied both ways: mutual dyads over mutual and
/// asymmetric ones, self-loops left out; weights do not matter (Rao & Bandyopadhyay 1987,
/// *Sankhya A* 49:141).
///
/// With R for [`reciprocity`] this is R / (2 - R), so that the two order networks alike.
/// igraph's `reciprocity(mode="ratio")`, and `dyadic.nonnull` of the R package sna. NaN
/// without a tie between two nodes; 1 for an undirected network with one. O(n + m).
///
/// ```
/// use twiplomacy::network::{Network, dyad_reciprocity};
/// let net = Network::from_edges(3, &[0, 1, 1], &[1, 0, 2], None, None, true)?;
/// assert_eq!(dyad_reciprocity(&net), 0.5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn dyad_reciprocity(net: &Network) -> f64 {
    let arcs = net.m() - net.self_loops();
    if arcs == 0 {
        return f64::NAN;
    }
    if !net.directed() {
        return 1.0;
    }
    let mutual = returned(net) / 2;
    mutual as f64 / (arcs - mutual) as f64
}

/// The share of all weight that is returned: the sum over ordered pairs of two nodes of
/// min(`w_uv`, `w_vu`), over the sum of `w_uv` (Squartini, Picciolo, Ruzzenenti & Garlaschelli
/// 2013, *Scientific Reports* 3:2729).
///
/// Self-loops are left out of both sums. With all weights equal this is [`reciprocity`]. NaN
/// without weight between two nodes; 1 for an undirected network with some. O(n + m); the
/// bits do not depend on the number of threads.
///
/// ```
/// use twiplomacy::network::{Network, weighted_reciprocity};
/// let net = Network::from_edges(2, &[0, 1], &[1, 0], Some(&[3.0, 1.0]), None, true)?;
/// assert_eq!(weighted_reciprocity(&net), 0.5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn weighted_reciprocity(net: &Network) -> f64 {
    let nodes: Vec<(f64, f64)> =
        net.nodes().into_par_iter().map(|v| weight_returned(net, v)).collect();
    let (back, all) = nodes.iter().fold((0.0, 0.0), |sum, v| (sum.0 + v.0, sum.1 + v.1));
    back / all
}

/// How much of what `v` sends to others comes back, and how much it sends.
fn weight_returned(net: &Network, v: u32) -> (f64, f64) {
    let (targets, sent) = net.out(v);
    let (sources, received) = net.incoming(v);
    let mut came = sources.iter().zip(received).peekable();
    let (mut back, mut all) = (0.0, 0.0);
    for (&t, &w) in targets.iter().zip(sent).filter(|&(&t, _)| t != v) {
        while came.next_if(|&(&source, _)| source < t).is_some() {}
        let reply = came.peek().filter(|&&(&source, _)| source == t).map_or(0.0, |&(_, &r)| r);
        back += w.min(reply);
        all += w;
    }
    (back, all)
}

/// How many arcs of a directed network between two nodes have one that leads back.
fn returned(net: &Network) -> usize {
    let both: usize =
        net.nodes().into_par_iter().map(|v| shared(net.out(v).0, net.incoming(v).0)).sum();
    // A self-loop is in both rows of its node, so it was counted as returned.
    both - net.self_loops()
}

/// How many ids two ascending rows have in common.
pub(super) fn shared(mut a: &[u32], mut b: &[u32]) -> usize {
    let mut count = 0;
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        let order = x.cmp(y);
        count += usize::from(order == Ordering::Equal);
        a = if order == Ordering::Greater { a } else { rest_a };
        b = if order == Ordering::Less { b } else { rest_b };
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    #[test]
    fn no_arcs_is_no_number_and_undirected_is_one() {
        for directed in [true, false] {
            assert!(reciprocity(&network(0, &[], directed)).is_nan());
            assert!(reciprocity(&network(2, &[(1, 1)], directed)).is_nan());
        }
        assert!((reciprocity(&karate()) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_other_two_are_undefined_and_one_in_the_same_places() {
        for of in [dyad_reciprocity, weighted_reciprocity] {
            for directed in [true, false] {
                assert!(of(&network(0, &[], directed)).is_nan());
                assert!(of(&network(2, &[(1, 1)], directed)).is_nan());
            }
            assert!((of(&karate()) - 1.0).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(3_000, 60_000, true);
        let bits = |threads| on_threads(threads, || weighted_reciprocity(&net).to_bits());
        assert_eq!([bits(2), bits(4)], [bits(1); 2]);
    }

    fn same(a: f64, b: f64) -> bool {
        a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_arcs_with_a_return(case in graphs()) {
            let net = case.network();
            let arcs: Vec<_> = net.edges().filter(|e| e.source != e.target).collect();
            let back = arcs.iter().filter(|e| net.weight(e.target, e.source).is_some()).count();
            let share = back as f64 / arcs.len() as f64;
            prop_assert!(same(reciprocity(&net), share));
        }

        #[test]
        fn dyads_and_weights_are_those_of_all_pairs(case in graphs()) {
            let net = case.network();
            let (mut mutual, mut tied, mut back, mut all) = (0.0, 0.0, 0.0, 0.0);
            for u in net.nodes() {
                for v in net.nodes().filter(|&v| v != u) {
                    let (there, here) = (net.weight(u, v), net.weight(v, u));
                    mutual += f64::from(u8::from(there.is_some() && here.is_some()));
                    tied += f64::from(u8::from(there.is_some() || here.is_some()));
                    back += there.unwrap_or(0.0).min(here.unwrap_or(0.0));
                    all += there.unwrap_or(0.0);
                }
            }
            prop_assert!(same(dyad_reciprocity(&net), mutual / tied));
            prop_assert!(same(weighted_reciprocity(&net), back / all));
        }
    }
}
