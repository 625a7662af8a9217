//! Consensus: the partition that the runs of a chancy method agree on.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::participation::dense;
use crate::network::partition::largest_first;
use crate::network::{EdgeColumns, Network};
use crate::random::Stream;
use crate::run::Interrupt;

/// Runs that do not agree after so many rounds will hardly do so later.
const MOST_ROUNDS: u64 = 20;

/// A method that finds communities by chance: of a network, given a seed, one label a node.
pub type Finder<'a> = dyn Fn(&Network, u64, &Interrupt) -> Result<Vec<u32>> + Sync + 'a;

/// The consensus of many runs of `find` (Lancichinetti & Fortunato 2012, *Scientific Reports*
/// 2:336).
///
/// `find` is run `runs` times, each with a seed of its own. Every edge then gets as its weight
/// the share of runs that put both ends into one community; those below `threshold` are cleared,
/// except that a node that would lose all keeps the strongest of its own (ties: that to the
/// smallest node). `find` is run on this network instead, and so on, until in one round every
/// run agrees with all others on every edge, 20 rounds at most. The result is the first run of
/// the last round: labels are 0 for the largest community, then 1, 2, ...; ties go to the
/// community of the smallest node id.
///
/// A simplification, in the manner of Tandon, Albeshri, Thayananthan, Alhalabi & Fortunato
/// (2019, *Physical Review E* 99:042301): the paper counts all pairs of nodes, this only those
/// with an edge, so that memory stays at O(n + m) and 4 bytes a node for each run. Unlike there,
/// no pairs are added by triadic closure, and all edges are looked at again in every round.
/// Self-loops and edges of weight 0 are left out after the first round.
///
/// Runs are made in parallel; the same seed gives the same communities on any number of threads
/// if `find` does.
///
/// # Errors
/// [`Error::Input`] unless `runs` is at least 1 and `threshold` within 0 and 1, and if `find`
/// gives no label a node; whatever `find` fails with; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, consensus, leiden}, run::Interrupt};
/// let (source, target) = ([0, 0, 1, 3, 3, 4, 2], [1, 2, 2, 4, 5, 5, 3]);
/// let triangles = Network::from_edges(6, &source, &target, None, None, false)?;
/// let find = |net: &Network, seed, stop: &Interrupt| leiden(net, 1.0, seed, 2, stop);
/// let communities = consensus(&triangles, &find, 20, 0.5, 0, &Interrupt::new())?;
/// assert_eq!(communities, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn consensus(
    net: &Network,
    find: &Finder,
    runs: usize,
    threshold: f64,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    check(runs, threshold)?;
    let mut edges = net.columns();
    keep(&mut edges, |source, target, weight| source != target && weight > 0.0);
    let mut found = round(net, find, runs, seed, 0, interrupt)?;
    for number in 1..MOST_ROUNDS {
        edges.weight = shares(&edges, &found);
        if edges.weight.iter().all(|share| [0.0, 1.0].contains(share)) {
            break;
        }
        let strong = cleared(net.n(), &edges, threshold, net.directed())?;
        found = round(&strong, find, runs, seed, number, interrupt)?;
    }
    Ok(largest_first(&dense(&found[0]).0))
}

fn check(runs: usize, threshold: f64) -> Result<()> {
    if runs == 0 {
        return Err(Error::input("runs", "0", "at least 1"));
    }
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Error::input("threshold", threshold.to_string(), "a share within 0 and 1"));
    }
    Ok(())
}

/// One partition for each run, each with a seed that depends on the round and the run alone.
fn round(
    net: &Network,
    find: &Finder,
    runs: usize,
    seed: u64,
    number: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<u32>>> {
    interrupt.expect((number + 1) * runs as u64);
    let run = |run: usize| {
        interrupt.check()?;
        let own_seed = Stream::new(seed, number * runs as u64 + run as u64).bits();
        let labels = find(net, own_seed, interrupt)?;
        interrupt.advance(1);
        if labels.len() != net.n() {
            let found = format!("{} labels", labels.len());
            return Err(Error::input(
                "method",
                found,
                format!("one for each of {} nodes", net.n()),
            ));
        }
        Ok(labels)
    };
    (0..runs).into_par_iter().map(run).collect()
}

/// For each edge the share of partitions that have both ends in one part.
fn shares(edges: &EdgeColumns, partitions: &[Vec<u32>]) -> Vec<f64> {
    let share = |(&source, &target): (&u32, &u32)| {
        let together = |labels: &&Vec<u32>| labels[source as usize] == labels[target as usize];
        partitions.iter().filter(together).count() as f64 / partitions.len() as f64
    };
    edges.source.par_iter().zip(&edges.target).map(share).collect()
}

/// The network of the edges whose weight reaches the threshold, and of the strongest of each
/// node that has no such edge.
fn cleared(n: usize, edges: &EdgeColumns, threshold: f64, directed: bool) -> Result<Network> {
    let mut strongest = vec![(0.0, u32::MAX); n];
    let ends = || edges.source.iter().zip(&edges.target).zip(&edges.weight);
    for ((&source, &target), &weight) in ends() {
        for (v, other) in [(source, target), (target, source)] {
            let (most, whose) = &mut strongest[v as usize];
            let order = weight.total_cmp(most).then((*whose).cmp(&other));
            if order == Ordering::Greater {
                (*most, *whose) = (weight, other);
            }
        }
    }
    let mut kept = edges.clone();
    keep(&mut kept, |source, target, weight| {
        let last_of = |v: u32, other: u32| {
            let (most, whose) = strongest[v as usize];
            most < threshold && whose == other
        };
        weight > 0.0 && (weight >= threshold || last_of(source, target) || last_of(target, source))
    });
    Network::from_edges(n, &kept.source, &kept.target, Some(&kept.weight), None, directed)
}

/// Keep the edges of which `test` says so, given source, target and weight.
fn keep(edges: &mut EdgeColumns, test: impl Fn(u32, u32, f64) -> bool) {
    let ends = edges.source.iter().zip(&edges.target).zip(&edges.weight);
    let kept = ends.filter(|((source, target), weight)| test(**source, **target, **weight));
    let kept: Vec<((u32, u32), f64)> = kept.map(|((&s, &t), &w)| ((s, t), w)).collect();
    let (ends, weight): (Vec<(u32, u32)>, Vec<f64>) = kept.into_iter().unzip();
    let (source, target) = ends.into_iter().unzip();
    *edges = EdgeColumns { source, target, weight, ..EdgeColumns::default() };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use crate::network::{leiden, stability};
    use proptest::prelude::*;

    fn one_leiden(net: &Network, seed: u64, interrupt: &Interrupt) -> Result<Vec<u32>> {
        leiden(net, 1.0, seed, 1, interrupt)
    }

    fn communities(net: &Network, find: &Finder, runs: usize, threshold: f64) -> Result<Vec<u32>> {
        consensus(net, find, runs, threshold, 1, &Interrupt::new())
    }

    /// Four cliques of eight in a ring.
    fn cliques() -> Network {
        let inside = |c: u32| (0..8).flat_map(move |i| (0..i).map(move |j| (8 * c + i, 8 * c + j)));
        let mut ends: Vec<(u32, u32)> = (0..4).flat_map(inside).collect();
        ends.extend((0..4).map(|c| (8 * c, (8 * c + 8) % 32 + 1)));
        network(32, &ends, false)
    }

    #[test]
    fn a_careless_method_comes_to_the_planted_cliques() -> Result<()> {
        // Each node leaves its community for one of its own in one run out of five.
        let careless = |net: &Network, seed: u64, interrupt: &Interrupt| {
            let mut labels = one_leiden(net, seed, interrupt)?;
            let mut stream = Stream::new(seed, 1);
            let strength = |v: u32| net.out(v).1.iter().fold(0.0, |a, b| a + b);
            for v in net.nodes() {
                // It is sure of strong ties only: those that most runs agree on.
                if stream.unit() < 0.2 && strength(v) > 6.5 {
                    labels[v as usize] = 100 + v;
                }
            }
            Ok(labels)
        };
        let found = communities(&cliques(), &careless, 30, 0.3)?;
        assert_eq!(found, (0..32).map(|v| v / 8).collect::<Vec<u32>>());
        Ok(())
    }

    #[test]
    fn runs_that_agree_need_one_round() -> Result<()> {
        let interrupt = Interrupt::new();
        let parity =
            |net: &Network, _: u64, _: &Interrupt| Ok(net.nodes().map(|v| v % 2 + 900).collect());
        let found = consensus(&karate(), &parity, 5, 0.5, 0, &interrupt)?;
        assert_eq!(found, (0..34).map(|v| v % 2).collect::<Vec<u32>>());
        assert_eq!(interrupt.progress(), (5, 5));
        Ok(())
    }

    #[test]
    fn runs_that_never_agree_come_to_an_end() -> Result<()> {
        let chance = |net: &Network, seed: u64, _: &Interrupt| {
            let mut stream = Stream::new(seed, 0);
            Ok(net.nodes().map(|_| stream.below(2) as u32).collect())
        };
        let interrupt = Interrupt::new();
        assert_eq!(consensus(&karate(), &chance, 3, 0.5, 0, &interrupt)?.len(), 34);
        assert_eq!(interrupt.progress(), (60, 60));
        Ok(())
    }

    #[test]
    fn consensus_is_more_stable_than_single_runs() -> Result<()> {
        let net = random_network(200, 1000, false);
        let over_seeds = |find: &dyn Fn(u64) -> Result<Vec<u32>>| {
            let all: Vec<Vec<u32>> = (0..6).map(find).collect::<Result<_>>()?;
            stability(&all).map(|found| found.mean.ari)
        };
        let interrupt = Interrupt::new();
        let single = over_seeds(&|seed| one_leiden(&net, seed, &interrupt))?;
        let joint = over_seeds(&|seed| consensus(&net, &one_leiden, 40, 0.3, seed, &interrupt))?;
        assert!(joint > single, "{joint} {single}");
        Ok(())
    }

    #[test]
    fn a_node_keeps_its_strongest_tie() -> Result<()> {
        let edges = EdgeColumns {
            source: vec![0, 1, 2, 3],
            target: vec![1, 2, 3, 4],
            weight: vec![0.9, 0.2, 0.2, 0.0],
            ..EdgeColumns::default()
        };
        let kept = cleared(5, &edges, 0.5, false)?.columns();
        // Node 2 keeps the tie to 1, node 3 its only one, node 4 has none to keep.
        assert_eq!((kept.source, kept.target), (vec![0, 1, 2], vec![1, 2, 3]));
        Ok(())
    }

    #[test]
    fn silly_arguments_and_methods_are_refused() {
        let net = karate();
        let fails = |runs, threshold| communities(&net, &one_leiden, runs, threshold).is_err();
        assert!(fails(0, 0.5) && fails(2, f64::NAN) && fails(2, 1.1) && fails(2, -0.1));
        let short = |_: &Network, _: u64, _: &Interrupt| Ok(vec![0]);
        assert!(communities(&net, &short, 2, 0.5).is_err());
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert_eq!(consensus(&net, &one_leiden, 2, 0.5, 0, &interrupt), Err(Error::Interrupted));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_communities() {
        let net = random_network(500, 2500, true);
        let with = |threads| on_threads(threads, || communities(&net, &one_leiden, 10, 0.4));
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(4));
    }

    proptest! {
        #[test]
        fn any_network_gets_numbered_communities(case in graphs(), threshold in 0.0..1.0) {
            let net = case.network();
            let found = communities(&net, &one_leiden, 4, threshold).expect("valid arguments");
            prop_assert_eq!(&largest_first(&found), &found);
            prop_assert_eq!(found.len(), net.n());
        }

        #[test]
        fn a_method_without_chance_is_its_own_consensus(case in graphs()) {
            let net = case.network();
            let weak = |net: &Network, _: u64, _: &Interrupt| {
                Ok(crate::network::components::weak(net))
            };
            let found = communities(&net, &weak, 3, 0.5);
            prop_assert_eq!(found, Ok(crate::network::components::weak(&net)));
        }
    }
}
