//! The kernels of the house against rustworkx-core and petgraph, where both mean the same.
//!
//! `PageRank` is not among them: petgraph's `page_rank` has no jump along an edge that there is,
//! which is another measure than that of Brin & Page, and rustworkx-core has none.

use std::convert::Infallible;

use petgraph::algo::{floyd_warshall, tarjan_scc};
use petgraph::visit::Reversed;
use rustworkx_core::{centrality, connectivity, shortest_path, transitivity};

use super::*;
use crate::network::paths::{self, Length};
use crate::network::testing::{graphs, karate};
use crate::network::{CoreKind, components, core_number, degree, eigenvector, katz};
use crate::run::Interrupt;

/// No parallel work on so small networks.
const LARGE: usize = 1000;

fn close(ours: &[f64], theirs: &[f64], within: f64) -> bool {
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(x, y)| (x - y).abs() <= within)
}

fn go() -> Interrupt {
    Interrupt::new()
}

/// What an algorithm for views gives, whichever view there is.
macro_rules! on_view {
    ($net:expr, $view:ident => $of:expr) => {
        match ($net.as_directed(), $net.as_undirected()) {
            (Some($view), _) => $of,
            (_, Some($view)) => $of,
            _ => unreachable!("directed or not"),
        }
    };
}

fn betweenness_agrees(net: &Network) -> Result<(), TestCaseError> {
    for normalized in [false, true] {
        let theirs = on_view!(net, view => centrality::betweenness_centrality(view, false, normalized, LARGE));
        let theirs: Vec<f64> = theirs.into_iter().flatten().collect();
        let ours = paths::betweenness(net, Length::One, normalized, None, 0, &go());
        let ours = ours.expect("no interrupt").scores;
        prop_assert!(close(&ours, &theirs, 1e-9), "{ours:?} {theirs:?}");
    }
    Ok(())
}

fn closeness_agrees(net: &Network) -> Result<(), TestCaseError> {
    let kernel = |direction, length| paths::closeness(net, direction, length, &go());
    let known = |theirs: Vec<Option<f64>>| theirs.into_iter().flatten().collect::<Vec<_>>();
    let newman = centrality::newman_weighted_closeness_centrality(net, true, heavy, LARGE);
    let pairs = [
        (paths::Direction::In, Length::One, centrality::closeness_centrality(net, true, LARGE)),
        (
            paths::Direction::Out,
            Length::One,
            centrality::closeness_centrality(Reversed(net), true, LARGE),
        ),
        (paths::Direction::In, Length::Inverse, newman),
    ];
    for (direction, length, theirs) in pairs {
        let (ours, theirs) = (kernel(direction, length).expect("no interrupt"), known(theirs));
        prop_assert!(close(&ours, &theirs, 1e-9), "{direction:?} {ours:?} {theirs:?}");
    }
    Ok(())
}

fn spectral_agrees(net: &Network) -> Result<(), TestCaseError> {
    let weight = |e: EdgeReference| Ok::<_, Infallible>(*e.weight());
    let theirs = centrality::eigenvector_centrality(net, weight, Some(100_000), Some(1e-13));
    let ours = eigenvector(net, true, 1e-12, &go()).expect("settles");
    prop_assert!(close(&ours, &theirs.unwrap_or(None).expect("settles"), 1e-7), "{ours:?}");

    // No eigenvalue exceeds the largest sum of a row.
    let alpha = 0.5 / degree::out_weight(net).into_iter().fold(1.0, f64::max);
    let theirs =
        centrality::katz_centrality(net, weight, Some(alpha), None, None, None, Some(1e-13));
    let ours = katz(net, Some(alpha), 1.0, true, 1e-12, &go()).expect("below the bound");
    prop_assert!(close(&ours, &theirs.unwrap_or(None).expect("settles"), 1e-7), "{ours:?}");
    Ok(())
}

/// rustworkx counts an arc and its return once, so direction is taken away first.
fn cores_agree(net: &Network) -> Result<(), TestCaseError> {
    let theirs = map(net, connectivity::core_number(net));
    let plain = net.undirected().expect("small weights");
    let ours = core_number(&plain, CoreKind::All, &go()).expect("no interrupt");
    prop_assert_eq!(
        ours.iter().map(|&k| k as usize).collect::<Vec<_>>(),
        theirs.into_values().collect::<Vec<_>>()
    );
    Ok(())
}

/// Numbered labels as sets of nodes.
fn parts(labels: &[u32]) -> BTreeSet<BTreeSet<usize>> {
    let mut parts = BTreeMap::<u32, BTreeSet<usize>>::new();
    for (v, &label) in labels.iter().enumerate() {
        parts.entry(label).or_default().insert(v);
    }
    parts.into_values().collect()
}

fn components_agree(net: &Network) -> Result<(), TestCaseError> {
    let weak = components::weak(net, &go()).expect("no interrupt");
    let theirs = on_view!(net, view => connectivity::connected_components(view));
    prop_assert_eq!(parts(&weak), theirs.into_iter().map(|part| set(net, part)).collect());
    let strong = components::strong(net, &go()).expect("no interrupt");
    prop_assert_eq!(
        parts(&strong),
        tarjan_scc(net).into_iter().map(|part| set(net, part)).collect()
    );
    Ok(())
}

fn distances_agree(net: &Network) -> Result<(), TestCaseError> {
    let ours = paths::distances(net, None, 0, &go()).expect("no interrupt");
    let theirs = on_view!(net, view => shortest_path::distance_matrix(view, LARGE, false, -1.0));
    let mut pairs = vec![0_u64; ours.distance.len()];
    let mut unreachable = 0;
    for ((s, t), &steps) in theirs.indexed_iter() {
        if s == t {
            continue;
        }
        match steps as usize {
            _ if steps < 0.0 => unreachable += 1,
            steps => pairs[steps - 1] += 1,
        }
    }
    prop_assert_eq!((ours.pairs, ours.unreachable), (pairs, unreachable));
    Ok(())
}

/// Distances along lengths, from petgraph, made into the closeness of the house.
fn weighted_closeness_agrees(net: &Network) -> Result<(), TestCaseError> {
    let all = on_view!(net, view => floyd_warshall(view, |e| *e.weight())).expect("none negative");
    let of = |v: u32| {
        let near: Vec<f64> = net
            .nodes()
            .filter(|&u| u != v)
            .filter_map(|u| all.get(&(u, v)).copied().filter(|&d| d < f64::MAX))
            .collect();
        let (reached, sum) = (near.len() as f64, near.iter().sum::<f64>());
        if sum > 0.0 { reached / (net.n() as f64 - 1.0) * (reached / sum) } else { 0.0 }
    };
    let theirs: Vec<f64> = net.nodes().map(of).collect();
    let ours = paths::closeness(net, paths::Direction::In, Length::Weight, &go());
    let ours = ours.expect("no interrupt");
    prop_assert!(close(&ours, &theirs, 1e-9), "{ours:?} {theirs:?}");
    Ok(())
}

/// rustworkx says 0 where there is nothing to close.
fn transitivity_agrees(net: &Network) -> Result<(), TestCaseError> {
    let ours = crate::network::transitivity(net, &go()).expect("no interrupt");
    let ours = if ours.is_nan() { 0.0 } else { ours };
    prop_assert_eq!(ours, transitivity::graph_transitivity(net));
    let c = net.columns();
    let (source, target) =
        ([&c.source[..], &c.target].concat(), [&c.target[..], &c.source].concat());
    let arcs = Network::from_edges(net.n(), &source, &target, None, None, true);
    let theirs = transitivity::digraph_transitivity(&arcs.expect("the same nodes"));
    prop_assert!((ours - theirs).abs() < 1e-12, "{ours} {theirs}");
    Ok(())
}

/// rustworkx counts a loop without direction once, networkx and the house twice.
fn degrees_agree(net: &Network) -> Result<(), TestCaseError> {
    if net.n() < 2 {
        return Ok(());
    }
    let share = |degrees: Vec<u64>| -> Vec<f64> {
        degrees.into_iter().map(|d| d as f64 / (net.n() as f64 - 1.0)).collect()
    };
    let pairs = [
        (degree::out_degree(net), petgraph::Outgoing),
        (degree::in_degree(net), petgraph::Incoming),
    ];
    for (ours, way) in pairs {
        let theirs = on_view!(net, view => centrality::degree_centrality(view, Some(way)));
        prop_assert_eq!(share(ours), theirs);
    }
    Ok(())
}

#[test]
fn the_karate_club() -> Result<(), TestCaseError> {
    let net = &karate();
    betweenness_agrees(net)?;
    closeness_agrees(net)?;
    spectral_agrees(net)?;
    cores_agree(net)?;
    components_agree(net)?;
    distances_agree(net)?;
    weighted_closeness_agrees(net)?;
    transitivity_agrees(net)?;
    degrees_agree(net)
}

proptest! {
    #[test]
    fn kernels_agree_with_their_peers(case in graphs()) {
        let net = &case.network();
        betweenness_agrees(net)?;
        components_agree(net)?;
        distances_agree(net)?;
        weighted_closeness_agrees(net)?;
    }

    #[test]
    fn without_loops_more_of_them_agree(case in graphs()) {
        let net = &loopless(case).network();
        cores_agree(net)?;
        degrees_agree(net)?;
        transitivity_agrees(&net.undirected().expect("small weights"))?;
    }

    #[test]
    fn where_all_reach_all_the_rest_agree(case in graphs()) {
        let net = &ringed(case).network();
        closeness_agrees(net)?;
        if net.n() > 1 {
            spectral_agrees(net)?;
        }
    }
}
