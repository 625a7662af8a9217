//! Rewired networks against all there are, and the tests that rest on them.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::rewire::Rewiring;
use super::*;
use crate::error::{Error, Result};
use crate::network::testing::{graphs, karate, network, on_threads, random_network};
use crate::network::{Network, reciprocity};
use crate::random::Stream;
use crate::run::Interrupt;

type Ends = Vec<(u32, u32)>;

fn ends(net: &Network) -> Ends {
    net.edges().map(|edge| (edge.source, edge.target)).collect()
}

fn options(swaps: f64, keep_reciprocity: bool) -> RewireOptions {
    RewireOptions { swaps, keep_reciprocity }
}

fn rewired(net: &Network, options: RewireOptions, draw: u64) -> Network {
    rewire(net, options, 3, draw, &Interrupt::new()).expect("valid").network
}

/// What rewiring keeps of each node: its out-degree, its in-degree, its loops, and if wanted how
/// many of its contacts are mutual.
fn degrees(n: usize, directed: bool, ends: &Ends, mutual: bool) -> Vec<[usize; 4]> {
    let mut kept = vec![[0; 4]; n];
    for &(u, v) in ends {
        let (from, to) = if directed { (0, 1) } else { (0, 0) };
        kept[u as usize][from] += 1;
        kept[v as usize][to] += 1;
        kept[u as usize][2] += usize::from(u == v);
        kept[u as usize][3] += usize::from(mutual && ends.contains(&(v, u)));
    }
    kept
}

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
    let mixed = [(0, 1), (1, 0), (2, 3), (3, 2), (0, 2), (1, 3), (3, 4), (4, 0)];
    assert_uniform(&network(5, &mixed, true), true, None);
    assert_uniform(&network(5, &mixed, true), true, Some(2));
    assert_uniform(&network(4, &[(0, 1), (1, 0), (2, 3), (3, 2)], true), true, None);
    assert_uniform(&network(3, &[(0, 1), (1, 2), (2, 0)], true), true, None);
}

#[test]
fn where_nothing_can_be_swapped_nothing_changes() {
    let star: Ends = (1..8).map(|leaf| (0, leaf)).collect();
    let all: Ends = (0..5).flat_map(|u| (0..5).map(move |v| (u, v))).collect();
    for directed in [true, false] {
        for net in [
            network(0, &[], directed),
            network(1, &[], directed),
            network(1, &[(0, 0)], directed),
            network(2, &[(0, 1)], directed),
            network(8, &star, directed),
            network(5, &all, directed),
        ] {
            for mutual in [true, false] {
                assert_eq!(rewired(&net, options(10.0, mutual), 0), net);
            }
        }
    }
    let net = random_network(50, 200, true);
    assert_eq!(rewired(&net, options(0.0, false), 0), net);
}

#[test]
fn silly_swaps_are_refused_and_long_work_can_be_stopped() {
    let net = network(3, &[(0, 1), (1, 2)], true);
    for swaps in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(rewire(&net, options(swaps, false), 0, 0, &Interrupt::new()).is_err());
    }
    let stop = Interrupt::new();
    stop.stop();
    let stopped = rewire(&net, options(1e9, false), 0, 0, &stop);
    assert_eq!(stopped.map(|_| ()), Err(Error::Interrupted));
    assert_eq!(configuration(&net, 0, 0, &stop), Err(Error::Interrupted));
    let null = Null::Weights;
    assert_eq!(test(&net, &|_, _| Ok(1.0), null, 9, 0, &stop), Err(Error::Interrupted));
}

#[test]
fn few_swaps_disturb_little_and_many_leave_no_trace() {
    for (directed, mutual) in [(true, false), (true, true), (false, false)] {
        let net = random_network(2000, 20_000, directed);
        let kept = |swaps| {
            let new = rewired(&net, options(swaps, mutual), 0);
            let same = net.edges().filter(|e| new.weight(e.source, e.target).is_some()).count();
            same as f64 / net.m() as f64
        };
        // Each swap moves two edges: exp(-2 swaps) of them are never moved.
        assert!((0.95..0.99).contains(&kept(0.02)), "{}", kept(0.02));
        assert!((0.3..0.5).contains(&kept(0.5)), "{}", kept(0.5));
        assert!(kept(10.0) < 0.05, "{}", kept(10.0));
    }
}

#[test]
fn the_tally_is_of_swaps_tried_and_made() -> Result<()> {
    let net = random_network(2000, 20_000, true);
    let result = rewire(&net, options(2.5, false), 0, 0, &Interrupt::new())?;
    let wanted = 2.5 * (net.m() - net.self_loops()) as f64;
    assert!((result.attempted as f64 / wanted - 1.0).abs() < 0.01);
    assert!(result.swapped > result.attempted / 2 && result.swapped < result.attempted);
    Ok(())
}

#[test]
fn long_rows_are_rewired_like_others() {
    // Two nodes of 600 arcs among many of a few: their rows are looked up by hash.
    let hubs = (0..1200).map(|i| (i % 2, 2 + i / 2 + 300 * (i % 2)));
    let others = (2..1100).map(|u| (u, (u * 7) % 1100)).filter(|(u, v)| u != v);
    let net = network(1100, &hubs.chain(others).collect::<Ends>(), true);
    let new = rewired(&net, RewireOptions::default(), 0);
    let kept = |net: &Network| degrees(net.n(), true, &ends(net), false);
    assert_eq!(kept(&new), kept(&net));
    let same = new.out(0).0.iter().filter(|t| net.out(0).0.contains(t)).count();
    assert!(same < 450, "{same}");
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for (directed, mutual) in [(true, false), (true, true), (false, false)] {
        let net = random_network(3000, 30_000, directed);
        let null = Null::Rewire { swaps: 2.0, keep_reciprocity: mutual };
        let heaviest = |net: &Network, _: &Interrupt| {
            Ok(net.nodes().map(|v| net.out(v).1.iter().sum::<f64>()).fold(0.0, f64::max))
        };
        let with = |threads| {
            on_threads(threads, || {
                let one = rewired(&net, options(2.0, mutual), 5);
                let many = test(&net, &heaviest, null, 7, 1, &Interrupt::new()).expect("valid");
                (one, many)
            })
        };
        let one = with(1);
        assert_eq!(one, with(2));
        assert_eq!(one, with(4));
        assert_ne!(one.0, rewired(&net, options(2.0, mutual), 6));
    }
}

#[test]
fn stubs_are_joined_with_equal_probability() -> Result<()> {
    // Two edges of four nodes: 3 ways of joining their stubs, each a different network.
    let net = network(4, &[(0, 1), (2, 3)], false);
    let mut seen = BTreeMap::new();
    for draw in 0..900 {
        let drawn = configuration(&net, 1, draw, &Interrupt::new())?;
        *seen.entry(ends(&drawn)).or_insert(0) += 1;
    }
    assert_eq!(seen.len(), 3);
    assert!(seen.values().all(|count| (240..360).contains(count)), "{seen:?}");
    Ok(())
}

#[test]
fn a_planted_effect_is_found_and_chance_is_not() -> Result<()> {
    let reciprocal = |net: &Network, _: &Interrupt| Ok(reciprocity(net));
    let null = Null::Rewire { swaps: 10.0, keep_reciprocity: false };
    let pairs: Ends = (0..30_u32).flat_map(|u| [(u, (u + 1) % 30), ((u + 1) % 30, u)]).collect();
    let interrupt = Interrupt::new();
    let found = test(&network(30, &pairs, true), &reciprocal, null, 199, 1, &interrupt)?;
    assert!(found.z() > 10.0);
    let least = 1.0 / 200.0;
    assert!((found.p() - least).abs() < 1e-12 && (found.p_greater() - least).abs() < 1e-12);
    assert!((found.p_less() - 1.0).abs() < 1e-12);
    assert_eq!(interrupt.progress(), (199, 199));

    let net = random_network(60, 300, true);
    let chance = test(&net, &reciprocal, null, 199, 1, &Interrupt::new())?;
    assert!(chance.p() > 0.05 && chance.z().abs() < 2.0, "{}", chance.z());

    let kept = Null::Rewire { swaps: 10.0, keep_reciprocity: true };
    let same = test(&net, &reciprocal, kept, 49, 1, &Interrupt::new())?;
    assert!(same.z().is_nan() && (same.p() - 1.0).abs() < 1e-12);
    Ok(())
}

#[test]
fn the_test_draws_what_the_functions_draw() -> Result<()> {
    let net = random_network(40, 200, true);
    let statistic = |net: &Network, _: &Interrupt| Ok(reciprocity(net));
    let null = Null::Rewire { swaps: 10.0, keep_reciprocity: false };
    let result = test(&net, &statistic, null, 5, 3, &Interrupt::new())?;
    let one_by_one: Vec<f64> =
        (0..5).map(|draw| reciprocity(&rewired(&net, RewireOptions::default(), draw))).collect();
    assert_eq!(result.draws, one_by_one);
    let result = test(&net, &statistic, Null::Configuration, 1, 3, &Interrupt::new())?;
    assert_eq!(result.draws[0], reciprocity(&configuration(&net, 3, 0, &Interrupt::new())?));
    Ok(())
}

#[test]
fn what_a_statistic_says_is_passed_on() {
    let wrong = |_: &Network, _: &Interrupt| Err(Error::input("statistic", "this", "that"));
    let result = test(&karate(), &wrong, Null::Weights, 3, 0, &Interrupt::new());
    assert_eq!(result, Err(Error::input("statistic", "this", "that")));
    let null = Null::Rewire { swaps: -1.0, keep_reciprocity: false };
    assert!(test(&karate(), &|_, _| Ok(0.0), null, 3, 0, &Interrupt::new()).is_err());
}

#[test]
fn moments_and_shares_of_known_draws() {
    let result = NullTest { value: 5.0, draws: vec![1.0, 3.0, f64::NAN, 5.0, -1.0] };
    assert_eq!(result.undefined(), 1);
    assert_eq!(result.null_mean(), 2.0);
    assert!((result.null_sd() - (20.0_f64 / 3.0).sqrt()).abs() < 1e-12);
    assert!((result.z() - 3.0 / (20.0_f64 / 3.0).sqrt()).abs() < 1e-12);
    // -1 is as far from 2 as 5 is.
    assert_eq!((result.p(), result.p_greater(), result.p_less()), (0.6, 0.4, 1.0));

    let none = NullTest { value: 5.0, draws: vec![f64::NAN] };
    assert!(none.p().is_nan() && none.null_mean().is_nan() && none.z().is_nan());
    let undefined = NullTest { value: f64::NAN, draws: vec![1.0, 2.0] };
    assert!(undefined.p().is_nan() && undefined.p_less().is_nan());
    let infinite = NullTest { value: 1.0, draws: vec![f64::INFINITY, 2.0] };
    assert!(infinite.p().is_nan());
    assert_eq!(infinite.p_greater(), 1.0);
    // All equal but for rounding.
    let equal = NullTest { value: 0.1 + 0.2, draws: vec![0.3; 9] };
    assert!(equal.z().is_nan());
    assert_eq!((equal.p(), equal.p_greater(), equal.p_less()), (1.0, 1.0, 1.0));
}

/// The weights of the out edges of each node, in order, and its times.
fn outgoing(net: &Network) -> Vec<Vec<(u64, Option<i64>)>> {
    let mut all = vec![Vec::new(); net.n()];
    for edge in net.edges() {
        all[edge.source as usize].push((edge.weight.to_bits(), edge.first));
    }
    all.iter_mut().for_each(|own| own.sort_unstable());
    all
}

proptest! {
    #[test]
    fn rewiring_keeps_degrees_loops_and_weights(
        case in graphs(), mutual: bool, swaps in 0.0..5.0, draw: u64, block in 1_usize..9,
    ) {
        let (source, target): (Vec<u32>, Vec<u32>) = case.ends.iter().copied().unzip();
        let time: Vec<i64> = (0..source.len() as i64).collect();
        let weight = Some(&case.weight[..]);
        let net =
            Network::from_edges(case.n, &source, &target, weight, Some(&time), case.directed)?;
        let mut rewiring = Rewiring::new(&net, options(swaps, mutual))?;
        rewiring.block = Some(block);
        let new = rewiring.draw(Stream::new(1, draw), true, &Interrupt::new())?.network;
        let kept = |net: &Network| degrees(net.n(), net.directed(), &ends(net), mutual);
        prop_assert_eq!(kept(&new), kept(&net));
        // The new rows are what the columns say, in and out.
        let c = new.columns();
        let again = Network::from_edges(
            net.n(), &c.source, &c.target, Some(&c.weight), c.first.as_deref(), net.directed(),
        )?;
        prop_assert_eq!(again.unweighted().reverse().columns().source, new.reverse().columns().source);
        prop_assert_eq!(new.nodes().map(|v| new.incoming(v)).collect::<Vec<_>>(),
            again.nodes().map(|v| again.incoming(v)).collect::<Vec<_>>());
        if net.directed() {
            prop_assert_eq!(outgoing(&new), outgoing(&net));
        } else {
            let all = |net: &Network| {
                let mut all = outgoing(net).concat();
                all.sort_unstable();
                all
            };
            prop_assert_eq!(all(&new), all(&net));
        }
    }

    #[test]
    fn joined_stubs_keep_the_sums(case in graphs(), draw: u64) {
        let net = case.network();
        let new = configuration(&net, 1, draw, &Interrupt::new())?;
        let count = |ids: &[u32], weights: &[f64], v: u32| -> f64 {
            let twice = |&t: &u32| if t == v && !net.directed() { 2.0 } else { 1.0 };
            ids.iter().zip(weights).map(|(t, weight)| weight * twice(t)).sum()
        };
        for v in net.nodes() {
            let old = |ids: &[u32]| count(ids, &vec![1.0; ids.len()], v);
            prop_assert_eq!(count(new.out(v).0, new.out(v).1, v), old(net.out(v).0));
            prop_assert_eq!(count(new.incoming(v).0, new.incoming(v).1, v), old(net.incoming(v).0));
        }
    }

    #[test]
    fn dealt_weights_stay_the_same_weights(case in graphs(), draw: u64) {
        let net = case.network();
        let new = super::configuration::with_weights_dealt(
            &net, Stream::new(1, draw), &Interrupt::new(),
        )?;
        let sorted = |net: &Network| {
            let mut weights = net.columns().weight;
            weights.sort_by(f64::total_cmp);
            weights
        };
        prop_assert_eq!(sorted(&new), sorted(&net));
        prop_assert_eq!(ends(&new), ends(&net));
        for v in new.nodes() {
            for (&u, &weight) in new.incoming(v).0.iter().zip(new.incoming(v).1) {
                prop_assert_eq!(new.weight(u, v), Some(weight));
            }
        }
    }
}
