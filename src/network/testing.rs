//! What the tests of this module share: small random networks and known ones.

use crate::network::Network;
use proptest::prelude::*;

/// A small list of edges, with loops, parallel edges, isolated nodes and weights of 0.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) n: usize,
    pub(super) ends: Vec<(u32, u32)>,
    pub(super) weight: Vec<f64>,
    pub(super) directed: bool,
}

impl Case {
    pub(super) fn network(&self) -> Network {
        let (source, target): (Vec<u32>, Vec<u32>) = self.ends.iter().copied().unzip();
        Network::from_edges(self.n, &source, &target, Some(&self.weight), None, self.directed)
            .expect("a case is valid")
    }
}

/// Cases of up to nine nodes and twenty edges; whole weights, so that sums are exact.
pub(super) fn graphs() -> impl Strategy<Value = Case> {
    (0_usize..10, any::<bool>()).prop_flat_map(|(n, directed)| {
        let top = (n as u32).max(1);
        let most = if n == 0 { 0 } else { 20 };
        let edge = ((0..top, 0..top), 0_u8..4);
        prop::collection::vec(edge, 0..=most).prop_map(move |edges| {
            let (ends, weight): (Vec<_>, Vec<_>) = edges.into_iter().unzip();
            Case { n, ends, weight: weight.into_iter().map(f64::from).collect(), directed }
        })
    })
}

/// The network of these pairs, each of weight 1.
pub(super) fn network(n: usize, ends: &[(u32, u32)], directed: bool) -> Network {
    Case { n, ends: ends.to_vec(), weight: vec![1.0; ends.len()], directed }.network()
}

/// What `work` gives on so many threads.
pub(crate) fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a pool of threads").install(work)
}

/// A larger random network with weights whose sums depend on their order.
pub(super) fn random_network(n: usize, edges: usize, directed: bool) -> Network {
    let mut stream = crate::random::Stream::new(5, 0);
    let ends = (0..edges).map(|_| (stream.below(n) as u32, stream.below(n / 2) as u32)).collect();
    let weight = (0..edges).map(|_| stream.unit()).collect();
    Case { n, ends, weight, directed }.network()
}

/// Zachary's karate club (1977), unweighted.
pub(super) fn karate() -> Network {
    network(34, &KARATE, false)
}

#[rustfmt::skip]
const KARATE: [(u32, u32); 78] = [
    (1, 0),
 (2, 0),
 (3, 0),
 (4, 0),
 (5, 0),
 (6, 0),
 (7, 0),
 (8, 0),
    (10, 0),
 (11, 0),
 (12, 0),
 (13, 0),
 (17, 0),
 (19, 0),
 (21, 0),
 (31, 0),
    (2, 1),
 (3, 1),
 (7, 1),
 (13, 1),
 (17, 1),
 (19, 1),
 (21, 1),
 (30, 1),
    (3, 2),
 (7, 2),
 (8, 2),
 (9, 2),
 (13, 2),
 (27, 2),
 (28, 2),
 (32, 2),
    (7, 3),
 (12, 3),
 (13, 3),
 (6, 4),
 (10, 4),
 (6, 5),
 (10, 5),
 (16, 5),
    (16, 6),
 (30, 8),
 (32, 8),
 (33, 8),
 (33, 9),
 (33, 13),
 (32, 14),
 (33, 14),
    (32, 15),
 (33, 15),
 (32, 18),
 (33, 18),
 (33, 19),
 (32, 20),
 (33, 20),
 (32, 22),
    (33, 22),
 (25, 23),
 (27, 23),
 (29, 23),
 (32, 23),
 (33, 23),
 (25, 24),
 (27, 24),
    (31, 24),
 (31, 25),
 (29, 26),
 (33, 26),
 (33, 27),
 (31, 28),
 (33, 28),
 (32, 29),
    (33, 29),
 (32, 30),
 (33, 30),
 (32, 31),
 (33, 31),
 (33, 32),
];
