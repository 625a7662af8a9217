//! A smaller network with the same outline: neighbours merged into clusters.

use super::springs::Springs;
use crate::random::Stream;

/// How many nodes merge into one at most.
const CLUSTER: usize = 6;

const NONE: u32 = u32::MAX;

/// The springs between clusters, and the cluster of each node.
///
/// Nodes are taken by ascending degree, in random order within one. Each joins the neighbour,
/// or the cluster of one, that pulls it most for its mass. What finds all neighbours full, as
/// the leaves of a large star do, merges with others that hang on the same neighbour.
///
/// A cluster pulls and repels as its members would if they all stood in one place. So a good
/// place for it is a good place for them to start from. O(m + n log n).
pub(super) fn coarsen(springs: &Springs, stream: &mut Stream) -> (Springs, Vec<u32>) {
    let mut order: Vec<u32> = (0..springs.n() as u32).collect();
    stream.shuffle(&mut order);
    order.sort_by_key(|&v| springs.degree(v));
    let mut clusters = Clusters::new(springs);
    for v in order {
        if clusters.of[v as usize] == NONE {
            clusters.find_one_for(v);
        }
    }
    (merge(springs, &clusters.of, clusters.sizes.len()), clusters.of)
}

struct Clusters<'a> {
    springs: &'a Springs,
    of: Vec<u32>,
    sizes: Vec<usize>,
    masses: Vec<f64>,
    /// The last cluster begun by those that hang on a node and found it full.
    beside: Vec<u32>,
}

impl<'a> Clusters<'a> {
    fn new(springs: &'a Springs) -> Self {
        let n = springs.n();
        let (of, beside) = (vec![NONE; n], vec![NONE; n]);
        Self { springs, of, sizes: Vec::new(), masses: Vec::new(), beside }
    }

    fn find_one_for(&mut self, v: u32) {
        let cluster = match self.best_neighbour(v) {
            Some(t) if self.of[t as usize] == NONE => {
                let fresh = self.begin();
                self.put(t, fresh);
                fresh
            }
            Some(t) => self.of[t as usize],
            None => self.beside(v),
        };
        self.put(v, cluster);
    }

    /// The neighbour with room that pulls `v` most for its mass.
    fn best_neighbour(&self, v: u32) -> Option<u32> {
        let mut best = (None, 0.0);
        for (t, pull) in self.springs.row(v) {
            let mass = match self.of[t as usize] {
                NONE => self.springs.masses[t as usize],
                cluster if self.full(cluster) => continue,
                cluster => self.masses[cluster as usize],
            };
            if pull / mass > best.1 {
                best = (Some(t), pull / mass);
            }
        }
        best.0
    }

    /// A cluster for `v`, whose neighbours are all full, beside the one that pulls it most.
    fn beside(&mut self, v: u32) -> u32 {
        let nearer = |best: (u32, f64), next: (u32, f64)| if next.1 > best.1 { next } else { best };
        let (nearest, _) = self.springs.row(v).fold((v, 0.0), nearer);
        let open = self.beside[nearest as usize];
        if open != NONE && !self.full(open) {
            return open;
        }
        let fresh = self.begin();
        self.beside[nearest as usize] = fresh;
        fresh
    }

    fn full(&self, cluster: u32) -> bool {
        self.sizes[cluster as usize] >= CLUSTER
    }

    fn begin(&mut self) -> u32 {
        self.sizes.push(0);
        self.masses.push(0.0);
        self.sizes.len() as u32 - 1
    }

    fn put(&mut self, v: u32, cluster: u32) {
        self.of[v as usize] = cluster;
        self.sizes[cluster as usize] += 1;
        self.masses[cluster as usize] += self.springs.masses[v as usize];
    }
}

/// The springs between `count` clusters, their pulls and masses added up.
fn merge(springs: &Springs, cluster_of: &[u32], count: usize) -> Springs {
    const NOWHERE: usize = usize::MAX;
    let mut members = vec![Vec::new(); count];
    let mut masses = vec![0.0; count];
    for (v, &cluster) in cluster_of.iter().enumerate() {
        members[cluster as usize].push(v as u32);
        masses[cluster as usize] += springs.masses[v];
    }
    let mut merged = Springs { offsets: vec![0], ids: Vec::new(), pulls: Vec::new(), masses };
    // Where the spring to each cluster stands, if the present row has one.
    let mut place = vec![NOWHERE; count];
    for (cluster, members) in members.iter().enumerate() {
        let start = merged.ids.len();
        for (t, pull) in members.iter().flat_map(|&v| springs.row(v)) {
            let other = cluster_of[t as usize];
            if other as usize == cluster {
                continue;
            }
            let at = &mut place[other as usize];
            if *at == NOWHERE || *at < start {
                *at = merged.ids.len();
                merged.ids.push(other);
                merged.pulls.push(0.0);
            }
            merged.pulls[*at] += pull;
        }
        merged.offsets.push(merged.ids.len());
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::layout::springs::parts;
    use crate::network::testing::{graphs, karate, network};
    use crate::run::Interrupt;
    use proptest::prelude::*;

    fn total(values: &[f64]) -> f64 {
        values.iter().sum()
    }

    #[test]
    fn a_star_shrinks_by_the_size_of_a_cluster() {
        let ends: Vec<_> = (1..=600).map(|leaf| (0, leaf)).collect();
        let star = &parts(&network(601, &ends, false), &Interrupt::new()).expect("no interrupt")[0]
            .springs;
        let (small, _) = coarsen(star, &mut Stream::new(1, 0));
        assert!(small.n() <= 102, "{}", small.n());
    }

    #[test]
    fn karate_shrinks_to_half_or_less_and_stays_connected() {
        let club = &parts(&karate(), &Interrupt::new()).expect("no interrupt")[0].springs;
        let (small, _) = coarsen(club, &mut Stream::new(1, 0));
        assert!(small.n() <= 17 && (0..small.n() as u32).all(|v| small.degree(v) > 0));
    }

    proptest! {
        #[test]
        fn clusters_are_small_and_keep_every_mass_and_pull(case in graphs(), seed: u64) {
            for part in parts(&case.network(), &Interrupt::new()).expect("no interrupt") {
                let fine = &part.springs;
                let (small, cluster) = coarsen(fine, &mut Stream::new(seed, 0));
                prop_assert!(fine.n() == 1 || small.n() < fine.n());
                prop_assert!((total(&small.masses) - total(&fine.masses)).abs() < 1e-9);
                for a in 0..small.n() as u32 {
                    let members: Vec<u32> =
                        (0..fine.n() as u32).filter(|&v| cluster[v as usize] == a).collect();
                    prop_assert!((1..=CLUSTER).contains(&members.len()));
                    for b in (0..small.n() as u32).filter(|&b| b != a) {
                        let between = |v: u32| {
                            let there = |&(t, _): &(u32, f64)| cluster[t as usize] == b;
                            fine.row(v).filter(there).map(|(_, pull)| pull).sum::<f64>()
                        };
                        let wanted: f64 = members.iter().map(|&v| between(v)).sum();
                        let there = small.row(a).filter(|&(t, _)| t == b);
                        let found: Vec<f64> = there.map(|(_, pull)| pull).collect();
                        prop_assert_eq!(found.len(), usize::from(wanted > 0.0));
                        prop_assert!((total(&found) - wanted).abs() < 1e-12);
                    }
                }
            }
        }
    }
}
