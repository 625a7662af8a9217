//! Whether conditional uniform networks keep what they must and leave the rest to chance.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Ends, ends};
use crate::error::{Error, Result};
use crate::network::nulls::{Null, permuted_groups, test, test_groups};
use crate::network::testing::{graphs, network, on_threads, random_network};
use crate::network::{Network, attribute_assortativity, density, reciprocity};
use crate::run::Interrupt;

fn drawn(net: &Network, null: Null, draw: u64) -> Network {
    null.draw(net, 5, draw, &Interrupt::new()).expect("valid")
}

/// How many pairs are tied both ways, and how many one way.
fn census(net: &Network) -> (usize, usize) {
    let own: Ends = ends(net).into_iter().filter(|(u, v)| u != v).collect();
    let mutual = own.iter().filter(|&&(u, v)| own.contains(&(v, u))).count();
    (mutual / 2, own.len() - mutual)
}

/// Whether what comes up is exactly `kinds` things, each as often as the others.
fn assert_even(kinds: usize, mut one: impl FnMut(u64) -> Ends) {
    let each = 60;
    let mut counts: BTreeMap<Ends, u32> = BTreeMap::new();
    for draw in 0..each * kinds as u64 {
        *counts.entry(one(draw)).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), kinds);
    let each = each as f64;
    let chi: f64 = counts.values().map(|&count| (f64::from(count) - each).powi(2) / each).sum();
    // The 0.9999 quantile by Wilson and Hilferty's approximation.
    let free = (kinds - 1) as f64;
    let limit = free * (1.0 - 2.0 / (9.0 * free) + 3.72 * (2.0 / (9.0 * free)).sqrt()).powi(3);
    assert!(chi < limit, "{chi} > {limit} of {kinds}");
}

#[test]
fn every_network_is_as_likely() {
    let arcs = |n, ends: &[(u32, u32)]| network(n, ends, true);
    let edges = |n, ends: &[(u32, u32)]| network(n, ends, false);
    let even =
        |net: Network, null, kinds| assert_even(kinds, |draw| ends(&drawn(&net, null, draw)));
    // 2^6 of three nodes with direction, 2^6 of four without.
    even(arcs(3, &[]), Null::Size, 64);
    even(edges(4, &[(1, 2), (2, 2)]), Null::Size, 64);
    // 6 choose 2, 6 choose 4, 10 choose 3.
    even(arcs(3, &[(0, 1), (1, 0)]), Null::Edges, 15);
    even(arcs(3, &[(0, 1), (1, 0), (2, 0), (2, 1)]), Null::Edges, 15);
    even(edges(5, &[(0, 1), (1, 2), (1, 4), (3, 3)]), Null::Edges, 120);
    // A mutual pair of 6, a one-way of the other 5 in 2 directions; 2 of 3 one-way pairs.
    even(arcs(4, &[(0, 1), (1, 0), (2, 3), (1, 1)]), Null::Dyads, 60);
    even(arcs(3, &[(0, 1), (0, 2)]), Null::Dyads, 12);
    even(edges(4, &[(0, 1), (0, 2)]), Null::Dyads, 15);
}

#[test]
fn weights_are_dealt_evenly() {
    let net = |directed| {
        let ends: (Vec<u32>, Vec<u32>) = [(0, 1), (1, 0), (1, 2)].into_iter().unzip();
        let weight = Some(&[1.0, 2.0, 5.0][..]);
        Network::from_edges(3, &ends.0, &ends.1, weight, None, directed).expect("valid")
    };
    let heavy = |net: &Network| -> Ends {
        let mut found: Ends = ends(net);
        let weights = net.columns().weight;
        found.push((weights[0] as u32, weights[weights.len() - 1] as u32));
        found.extend(weights.iter().map(|&weight| (weight as u32, 0)));
        found
    };
    // 6 arcs for three, in every order.
    assert_even(120, |draw| heavy(&drawn(&net(true), Null::Edges, draw)));
    // 3 pairs in 2 directions for the mutual one, 2 in 2 for the other.
    assert_even(24, |draw| heavy(&drawn(&net(true), Null::Dyads, draw)));
}

#[test]
fn groups_are_dealt_evenly_within_strata() -> Result<()> {
    let numbered = |dealt: Vec<u32>| -> Ends { (0..).zip(dealt).collect() };
    let groups = [0, 0, 1, 1, u32::MAX];
    assert_even(6, |draw| numbered(permuted_groups(&groups, None, 3, draw).expect("valid")));
    let strata = Some(&[7, 1, 1, 7, 7][..]);
    assert_even(4, |draw| numbered(permuted_groups(&groups, strata, 3, draw).expect("valid")));
    let alone = [0, 1, 2, 3, 4];
    assert_eq!(permuted_groups(&groups, Some(&alone), 3, 0)?, groups);
    assert!(permuted_groups(&groups, Some(&[1]), 3, 0).is_err());
    Ok(())
}

#[test]
fn groups_that_are_tied_within_are_found_and_strata_explain_them() -> Result<()> {
    // Two crowds; groups are the crowds but for two nodes.
    let pairs: Ends = (0..20)
        .flat_map(|u| (0..20).map(move |v| (u, v)))
        .filter(|(u, v)| u < v && u % 2 == v % 2)
        .collect();
    let net = network(20, &pairs, false);
    let crowd: Vec<u32> = net.nodes().map(|v| v % 2).collect();
    let mut groups = crowd.clone();
    (groups[0], groups[1]) = (1, 0);
    let statistic = |net: &Network, groups: &[u32], _: &Interrupt| {
        Ok(vec![attribute_assortativity(net, groups, false)?])
    };
    let interrupt = Interrupt::new();
    let free = test_groups(&net, &statistic, (&groups, None), 199, 1, &interrupt)?;
    assert!((free[0].p_greater() - 1.0 / 200.0).abs() < 1e-12);
    assert_eq!(interrupt.progress(), (199, 199));
    let held = test_groups(&net, &statistic, (&groups, Some(&crowd)), 199, 1, &Interrupt::new())?;
    assert!(held[0].p() > 0.9, "{}", held[0].p());
    for threads in [1, 4] {
        let again = on_threads(threads, || {
            test_groups(&net, &statistic, (&groups, None), 199, 1, &Interrupt::new())
        });
        assert_eq!(again?, free);
    }
    Ok(())
}

#[test]
fn expectations_are_those_of_the_formulas() -> Result<()> {
    let net = random_network(40, 250, true);
    let value = |null, statistic: fn(&Network) -> f64| -> Result<f64> {
        let found = test(&net, &|net, _| Ok(statistic(net)), null, 400, 2, &Interrupt::new())?;
        assert!(found.draws.iter().all(|draw| draw.is_finite()));
        Ok(found.null_mean())
    };
    assert!((value(Null::Size, density)? - 0.5).abs() < 0.002);
    assert!((value(Null::Edges, density)? - density(&net)).abs() < 1e-12);
    // Of one arc the chance that the one that leads back is among the others.
    let arcs = (net.m() - net.self_loops()) as f64;
    let expected = (arcs - 1.0) / (40.0 * 39.0 - 1.0);
    assert!((value(Null::Edges, reciprocity)? - expected).abs() < 0.006);
    assert!((value(Null::Dyads, reciprocity)? - reciprocity(&net)).abs() < 1e-12);
    Ok(())
}

#[test]
fn too_many_nodes_for_half_of_all_ties_are_refused() {
    let net = network(5001, &[(0, 1)], true);
    let error = Null::Size.draw(&net, 1, 0, &Interrupt::new());
    assert!(matches!(error, Err(Error::Input { .. })), "{error:?}");
    let most = network(5001, &[(0, 1)], false);
    assert_eq!(drawn(&most, Null::Edges, 0).m(), 1);
    let stopped = Interrupt::new();
    stopped.stop();
    for null in [Null::Size, Null::Edges, Null::Dyads] {
        let net = random_network(50, 200, true);
        assert_eq!(null.draw(&net, 1, 0, &stopped), Err(Error::Interrupted));
    }
}

proptest! {
    #[test]
    fn loops_numbers_and_weights_stay(case in graphs(), draw: u64) {
        let net = case.network();
        let sorted = |net: &Network| {
            let mut weights = net.columns().weight;
            weights.sort_by(f64::total_cmp);
            weights
        };
        let loops = |net: &Network| -> Vec<_> {
            net.edges().filter(|e| e.source == e.target).map(|e| (e.source, e.weight as u32)).collect()
        };
        for null in [Null::Size, Null::Edges, Null::Dyads] {
            let made = drawn(&net, null, draw);
            prop_assert_eq!((made.n(), made.directed()), (net.n(), net.directed()));
            prop_assert_eq!(loops(&made), loops(&net));
            if null != Null::Size {
                prop_assert_eq!(made.m(), net.m());
                prop_assert_eq!(sorted(&made), sorted(&net));
            }
            if null == Null::Dyads {
                prop_assert_eq!(census(&made), census(&net));
            }
        }
    }
}
