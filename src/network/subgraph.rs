//! A part of a network.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::build::build;

/// The network of some `nodes`: node `i` of it is `nodes[i]`, and the edges are those with
/// both ends among them, with their weights and times.
///
/// O(n + degrees of the nodes), and a sort within each row.
///
/// # Errors
/// [`Error::Input`] if a node is not below n, or is there twice.
///
/// ```
/// use twiplomacy::network::{Network, subgraph};
/// let net = Network::from_edges(3, &[0, 2, 1], &[2, 1, 0], None, None, true)?;
/// let part = subgraph(&net, &[2, 0])?;
/// assert_eq!((part.n(), part.m()), (2, 1));
/// assert_eq!(part.weight(1, 0), Some(1.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn subgraph(net: &Network, nodes: &[u32]) -> Result<Network> {
    let number = numbers(net.n(), nodes)?;
    let (mut source, mut target, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for (own, &v) in (0..).zip(nodes) {
        for place in net.out.span(v) {
            let other = number[net.out.ids[place] as usize];
            // Without direction an edge stands in two rows, and is taken from one.
            if other != OUTSIDE && (net.directed() || own <= other) {
                source.push(own);
                target.push(other);
                places.push(place);
            }
        }
    }
    let weight: Vec<f64> = places.iter().map(|&place| net.out.weights[place]).collect();
    let of = |times: &[i64]| -> Vec<i64> { places.iter().map(|&place| times[place]).collect() };
    let times = net.times.as_ref().map(|times| (of(&times.first), of(&times.last)));
    let times = times.as_ref().map(|(first, last)| (&first[..], &last[..]));
    build(nodes.len(), &source, &target, Some(&weight), times, net.directed())
}

/// Not among the nodes. There are fewer than 2^32 nodes, so none of them is the last id.
const OUTSIDE: u32 = u32::MAX;

/// The place of each node in the list, or [`OUTSIDE`].
fn numbers(n: usize, nodes: &[u32]) -> Result<Vec<u32>> {
    let mut number = vec![OUTSIDE; n];
    for (own, &v) in (0..).zip(nodes) {
        match number.get_mut(v as usize) {
            Some(place) if *place == OUTSIDE => *place = own,
            Some(place) => {
                let wanted = "each node once";
                return Err(Error::input(
                    "nodes",
                    format!("node {v} at {place} and {own}"),
                    wanted,
                ));
            }
            None => {
                let wanted = format!("ids below {n}, the number of nodes");
                return Err(Error::input("nodes", format!("node {v} at {own}"), wanted));
            }
        }
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::csr::UNKNOWN_TIME;
    use crate::network::testing::{graphs, network};
    use proptest::prelude::*;

    #[test]
    fn a_node_outside_or_twice_is_refused() {
        let net = network(2, &[(0, 1)], true);
        let message = |nodes: &[u32]| subgraph(&net, nodes).unwrap_err().to_string();
        assert_eq!(message(&[0, 2]), "nodes: node 2 at 1; wanted ids below 2, the number of nodes");
        assert_eq!(message(&[1, 0, 1]), "nodes: node 1 at 0 and 2; wanted each node once");
    }

    #[test]
    fn times_come_along() -> Result<()> {
        let time = [5, UNKNOWN_TIME, 7, 9];
        for directed in [true, false] {
            let net =
                Network::from_edges(4, &[0, 1, 2, 2], &[1, 2, 3, 3], None, Some(&time), directed)?;
            let edges: Vec<_> = subgraph(&net, &[3, 2, 1])?
                .edges()
                .map(|e| (e.source.max(e.target), e.weight as u32, e.first, e.last))
                .collect();
            assert_eq!(edges, [(1, 2, Some(7), Some(9)), (2, 1, None, None)]);
        }
        Ok(())
    }

    #[test]
    fn nobody_is_a_network() -> Result<()> {
        for directed in [true, false] {
            assert_eq!(subgraph(&network(3, &[(0, 1)], directed), &[])?, network(0, &[], directed));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn it_has_the_weights_of_the_whole(
            (case, order) in graphs().prop_flat_map(|case| {
                let all: Vec<u32> = (0..case.n as u32).collect();
                (Just(case), Just(all).prop_shuffle())
            }),
            share in 0.0..=1.0_f64,
        ) {
            let net = case.network();
            let nodes = &order[..(share * order.len() as f64) as usize];
            let part = subgraph(&net, nodes).expect("valid nodes");
            prop_assert_eq!((part.n(), part.directed()), (nodes.len(), net.directed()));
            for (i, &u) in (0..).zip(nodes) {
                for (j, &v) in (0..).zip(nodes) {
                    prop_assert_eq!(part.weight(i, j), net.weight(u, v));
                }
            }
            let loops = nodes.iter().filter(|&&v| net.weight(v, v).is_some()).count();
            prop_assert_eq!(part.self_loops(), loops);
        }
    }
}
