//! Participation: over how many communities the ties of a node are spread.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;

/// The participation coefficient of each node: 0 if all of its ties are within one community,
/// near 1 if they are spread evenly over many (Guimera & Amaral 2005, *Nature* 433:895):
///
/// `P_i` = 1 - sum over communities c of (`k_ic` / `k_i`)^2
///
/// with `k_ic` the weight of the ties of i to members of c, and `k_i` that of all its ties. Ties
/// have no direction, the weights of both directions added up, and self-loops are left out.
/// `weighted = false` counts those to whom there is a tie, an arc and its return once. NaN
/// without ties, or if all weigh 0. O(n + m), and 8 bytes a community for each thread.
///
/// # Errors
/// [`Error::Input`] unless there is one label a node, or if weights add up to more than a float
/// can hold.
///
/// ```
/// use twiplomacy::network::{Network, participation};
/// let net = Network::from_edges(3, &[0, 0], &[1, 2], None, None, true)?;
/// assert_eq!(participation(&net, &[0, 0, 7], true)?, [0.5, 0.0, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn participation(net: &Network, labels: &[u32], weighted: bool) -> Result<Vec<f64>> {
    if labels.len() != net.n() {
        let found = format!("{} labels", labels.len());
        return Err(Error::input("communities", found, "one for each node"));
    }
    let ties = if net.directed() { Cow::Owned(net.undirected()?) } else { Cow::Borrowed(net) };
    let (labels, groups) = dense(labels);
    let room = || vec![0.0; groups];
    let spread = |weights: &mut Vec<f64>, v| spread(&ties, &labels, weighted, v, weights);
    Ok(net.nodes().into_par_iter().with_min_len(256).map_init(room, spread).collect())
}

/// The labels as 0, 1, ... in the order of their size, and how many there are.
pub(super) fn dense(labels: &[u32]) -> (Vec<u32>, usize) {
    let mut distinct = labels.to_vec();
    distinct.par_sort_unstable();
    distinct.dedup();
    let place = |label: &u32| distinct.partition_point(|known| known < label) as u32;
    (labels.par_iter().map(place).collect(), distinct.len())
}

/// The coefficient of `v`. `weights` is room for one number a community, 0 before and after.
fn spread(net: &Network, labels: &[u32], weighted: bool, v: u32, weights: &mut [f64]) -> f64 {
    let (ids, row) = net.out(v);
    let ties = || ids.iter().zip(row).filter(|(u, _)| **u != v);
    let mut whole = 0.0;
    for (&u, &weight) in ties() {
        let weight = if weighted { weight } else { 1.0 };
        weights[labels[u as usize] as usize] += weight;
        whole += weight;
    }
    let mut within = 0.0;
    for (&u, _) in ties() {
        let weight = std::mem::take(&mut weights[labels[u as usize] as usize]);
        within += (weight / whole).powi(2);
    }
    if whole > 0.0 { 1.0 - within } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, network, on_threads, random_network};
    use proptest::prelude::*;

    #[test]
    fn no_ties_are_no_number_and_loops_are_none() -> Result<()> {
        assert!(participation(&network(0, &[], true), &[], true)?.is_empty());
        let net = network(3, &[(0, 0), (1, 2), (1, 1)], true);
        let found = participation(&net, &[3, u32::MAX, 3], true)?;
        assert!(found[0].is_nan() && found[1..] == [0.0, 0.0]);
        let idle = Network::from_edges(2, &[0], &[1], Some(&[0.0]), None, false)?;
        assert!(participation(&idle, &[0, 0], true)?[0].is_nan());
        assert_eq!(participation(&idle, &[0, 0], false)?, [0.0, 0.0]);
        Ok(())
    }

    #[test]
    fn labels_are_one_a_node() {
        let net = network(3, &[(0, 1)], true);
        for labels in [&[][..], &[0, 0], &[0; 4]] {
            assert!(participation(&net, labels, true).is_err());
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(5000, 40_000, true);
        let labels: Vec<u32> = net.nodes().map(|v| v % 7).collect();
        let bits = |threads| {
            let found = on_threads(threads, || participation(&net, &labels, true));
            found.expect("small weights").into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(bits(1), bits(2));
        assert_eq!(bits(1), bits(4));
    }

    proptest! {
        #[test]
        fn it_follows_its_formula(
            case in graphs(), groups in prop::collection::vec(0_u32..4, 10), weighted: bool,
        ) {
            let net = case.network();
            let n = net.n() as u32;
            let tie = |u: u32, v: u32| match (net.weight(u, v), net.weight(v, u)) {
                (None, None) => 0.0,
                _ if u == v => 0.0,
                _ if !weighted => 1.0,
                (a, b) if net.directed() => a.unwrap_or(0.0) + b.unwrap_or(0.0),
                (a, _) => a.unwrap_or(0.0),
            };
            let ours = participation(&net, &groups[..net.n()], weighted).expect("small weights");
            for v in 0..n {
                let to = |group: Option<u32>| {
                    let members = (0..n).filter(|&u| group.is_none_or(|g| groups[u as usize] == g));
                    members.map(|u| tie(v, u)).sum::<f64>()
                };
                let slow = 1.0 - (0..4).map(|g| (to(Some(g)) / to(None)).powi(2)).sum::<f64>();
                let fast = ours[v as usize];
                prop_assert!((fast - slow).abs() < 1e-12 || (fast.is_nan() && slow.is_nan()));
            }
        }
    }
}
