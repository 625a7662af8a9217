//! Whether each of all networks with the same degrees is as likely.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ends, degrees, ends, options, rewired};
use crate::network::Network;
use crate::network::nulls::RewireOptions;
use crate::network::nulls::rewire::Rewiring;
use crate::network::testing::network;
use crate::random::Stream;
use crate::run::Interrupt;

/// Every network without parallel edges that has the same degrees, and the same loops.
fn all_like(net: &Network, mutual: bool) -> BTreeSet<Ends> {
    let (loops, own): (Ends, Ends) = ends(net).into_iter().partition(|(u, v)| u == v);
    let wanted = degrees(net.n(), net.directed(), &own, mutual);
    let n = net.n() as u32;
    let pairs: Ends = (0..n)
        .flat_map(|u| (0..n).map(move |v| (u, v)))
        .filter(|&(u, v)| u != v && (net.directed() || u < v))
        .collect();
    let mut found = BTreeSet::new();
    for choice in 0..1_u32 << pairs.len() {
        if choice.count_ones() as usize != own.len() {
            continue;
        }
        let mut some: Ends = (0..)
            .zip(&pairs)
            .filter(|(i, _)| choice >> i & 1 == 1)
            .map(|(_, &pair)| pair)
            .collect();
        if degrees(net.n(), net.directed(), &some, mutual) == wanted {
            some.extend(&loops);
            some.sort_unstable();
            found.insert(some);
        }
    }
    found
}

/// Whether each of all networks with the same degrees comes up as often as chance would have it.
fn assert_uniform(net: &Network, mutual: bool, block: Option<usize>) {
    let all = all_like(net, mutual);
    let each = 60;
    let mut rewiring = Rewiring::new(net, options(40.0, mutual)).expect("valid");
    rewiring.block = block;
    let mut counts: BTreeMap<Ends, u32> = all.iter().map(|one| (one.clone(), 0)).collect();
    for draw in 0..each * all.len() as u64 {
        let drawn = rewiring.draw(Stream::new(11, draw), false, &Interrupt::new()).expect("valid");
        *counts.get_mut(&ends(&drawn.network)).expect("the same degrees") += 1;
    }
    let each = each as f64;
    let chi: f64 = counts.values().map(|&count| (f64::from(count) - each).powi(2) / each).sum();
    // The 0.9999 quantile by Wilson and Hilferty's approximation.
    let free = (all.len() - 1) as f64;
    let limit = free * (1.0 - 2.0 / (9.0 * free) + 3.72 * (2.0 / (9.0 * free)).sqrt()).powi(3);
    assert!(chi < limit, "{chi} > {limit} of {} networks", all.len());
    assert!(all.len() > 1);
}

#[test]
fn every_digraph_with_the_same_degrees_is_as_likely() {
    let circle = [(0, 1), (1, 2), (2, 0)];
    let four = [(0, 1), (1, 2), (2, 3), (3, 0)];
    let mixed = [(0, 1), (1, 0), (1, 2), (2, 3), (3, 1), (3, 4), (0, 4), (4, 2)];
    let uneven = [(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (3, 4), (4, 1), (2, 1)];
    for block in [None, Some(2), Some(4)] {
        assert_uniform(&network(3, &circle, true), false, block);
        assert_uniform(&network(4, &four, true), false, block);
        assert_uniform(&network(5, &mixed, true), false, block);
        assert_uniform(&network(5, &uneven, true), false, block);
    }
}

#[test]
fn triangles_that_swaps_cannot_turn_are_turned() {
    // Two such triangles, the nodes of one leading to all of the other, and a node that all lead
    // to; swaps of two arcs can change nothing here.
    let mut arcs = vec![(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)];
    arcs.extend((0..3).flat_map(|u| (3..6).map(move |v| (u, v))));
    arcs.extend((0..6).map(|u| (u, 6)));
    let net = network(7, &arcs, true);
    let mut seen = BTreeMap::new();
    for draw in 0..400 {
        *seen.entry(ends(&rewired(&net, RewireOptions::default(), draw))).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 4);
    assert!(seen.values().all(|&count| (60..140).contains(&count)), "{:?}", seen.values());
}

#[test]
fn self_loops_stay_where_they_are() {
    let net = network(4, &[(0, 1), (1, 2), (2, 3), (3, 0), (1, 1), (2, 2)], true);
    assert_uniform(&net, false, None);
    let net = network(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (1, 1)], false);
    assert_uniform(&net, false, None);
}

#[test]
fn every_graph_with_the_same_degrees_is_as_likely() {
    let ring = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)];
    let uneven = [(0, 1), (0, 2), (0, 3), (1, 2), (3, 4), (4, 5)];
    for block in [None, Some(2)] {
        assert_uniform(&network(6, &ring, false), false, block);
        assert_uniform(&network(6, &uneven, false), false, block);
        assert_uniform(&network(4, &[(0, 1), (2, 3)], false), false, block);
    }
}

#[test]
fn every_digraph_with_the_same_kinds_of_contacts_is_as_likely() {
    let mixed = [(0, 2), (3, 0), (0, 4), (4, 0), (1, 3), (3, 1), (1, 4), (2, 3), (4, 2)];
    // Two mutual pairs and two arcs that can only trade places.
    let trade = [(0, 1), (1, 0), (2, 3), (3, 2), (0, 2), (1, 3), (3, 4), (4, 0)];
    assert_uniform(&network(5, &trade, true), true, None);
    assert_uniform(&network(5, &mixed, true), true, None);
    assert_uniform(&network(5, &mixed, true), true, Some(2));
    assert_uniform(&network(4, &[(0, 1), (1, 0), (2, 3), (3, 2)], true), true, None);
    assert_uniform(&network(3, &[(0, 1), (1, 2), (2, 0)], true), true, None);
}
