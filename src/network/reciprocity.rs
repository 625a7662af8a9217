//! Reciprocity: how many ties are returned.

use std::cmp::Ordering;

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
    // A self-loop is in both rows of its node, so it was counted as returned.
    let both: usize = net.nodes().map(|v| shared(net.out(v).0, net.incoming(v).0)).sum();
    (both - loops) as f64 / arcs as f64
}

/// How many ids two ascending rows have in common.
fn shared(mut a: &[u32], mut b: &[u32]) -> usize {
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
    use crate::network::testing::{graphs, karate, network};
    use proptest::prelude::*;

    #[test]
    fn no_arcs_is_no_number_and_undirected_is_one() {
        for directed in [true, false] {
            assert!(reciprocity(&network(0, &[], directed)).is_nan());
            assert!(reciprocity(&network(2, &[(1, 1)], directed)).is_nan());
        }
        assert!((reciprocity(&karate()) - 1.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_arcs_with_a_return(case in graphs()) {
            let net = case.network();
            let arcs: Vec<_> = net.edges().filter(|e| e.source != e.target).collect();
            let back = arcs.iter().filter(|e| net.weight(e.target, e.source).is_some()).count();
            let share = back as f64 / arcs.len() as f64;
            let ours = reciprocity(&net);
            prop_assert!(ours.to_bits() == share.to_bits() || (ours.is_nan() && share.is_nan()));
        }
    }
}
