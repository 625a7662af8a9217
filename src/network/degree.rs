//! Degree and weight of every node.
//!
//! In an undirected network in and out are the same, and a self-loop has two ends at its
//! node: it adds 2 to the degree and twice its weight, as in `networkx`. In a directed
//! network it adds 1 to each of in and out. Degrees count distinct edges. O(n), weights O(m).
//!
//! ```
//! use twiplomacy::network::{Network, degree};
//! let net = Network::from_edges(2, &[0, 0, 1], &[1, 1, 1], None, None, false)?;
//! assert_eq!(degree::out_degree(&net), [1, 3]);
//! assert_eq!(degree::out_weight(&net), [2.0, 4.0]);
//! # Ok::<(), twiplomacy::Error>(())
//! ```

use crate::network::Network;

/// The number of edges that leave each node; the degree if undirected.
pub fn out_degree(net: &Network) -> Vec<u64> {
    net.nodes().map(|v| count(net, v, net.out(v).0)).collect()
}

/// The number of edges that reach each node; the degree if undirected.
pub fn in_degree(net: &Network) -> Vec<u64> {
    net.nodes().map(|v| count(net, v, net.incoming(v).0)).collect()
}

/// The weight of the edges that leave each node; the strength if undirected.
pub fn out_weight(net: &Network) -> Vec<f64> {
    net.nodes().map(|v| total(net, v, net.out(v))).collect()
}

/// The weight of the edges that reach each node; the strength if undirected.
pub fn in_weight(net: &Network) -> Vec<f64> {
    net.nodes().map(|v| total(net, v, net.incoming(v))).collect()
}

fn count(net: &Network, v: u32, ids: &[u32]) -> u64 {
    let second_end = !net.directed() && ids.binary_search(&v).is_ok();
    ids.len() as u64 + u64::from(second_end)
}

fn total(net: &Network, v: u32, (ids, weights): (&[u32], &[f64])) -> f64 {
    let second_end = if net.directed() { None } else { ids.binary_search(&v).ok() };
    weights.iter().fold(0.0, |sum, w| sum + w) + second_end.map_or(0.0, |place| weights[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network};
    use proptest::prelude::*;

    #[test]
    fn karate_has_its_known_degrees() {
        let degrees = out_degree(&karate());
        assert_eq!((degrees[0], degrees[33], degrees.iter().sum::<u64>()), (16, 17, 156));
    }

    #[test]
    fn a_directed_loop_counts_once_on_each_side() {
        let net = network(2, &[(0, 0), (0, 1)], true);
        assert_eq!((out_degree(&net), in_degree(&net)), (vec![2, 0], vec![1, 1]));
    }

    proptest! {
        #[test]
        fn every_edge_adds_its_two_ends(case in graphs()) {
            let net = case.network();
            let mut degree = [vec![0_u64; net.n()], vec![0; net.n()]];
            let mut weight = [vec![0.0; net.n()], vec![0.0; net.n()]];
            for e in net.edges() {
                let into = usize::from(net.directed());
                degree[0][e.source as usize] += 1;
                weight[0][e.source as usize] += e.weight;
                degree[into][e.target as usize] += 1;
                weight[into][e.target as usize] += e.weight;
            }
            let into = usize::from(net.directed());
            prop_assert_eq!(&out_degree(&net), &degree[0]);
            prop_assert_eq!(&out_weight(&net), &weight[0]);
            prop_assert_eq!(&in_degree(&net), &degree[into]);
            prop_assert_eq!(&in_weight(&net), &weight[into]);
        }
    }
}
