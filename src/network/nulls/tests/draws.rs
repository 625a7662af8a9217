//! Stubs joined at random, weights dealt anew, and tests of a statistic against its draws.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Ends, ends, rewired};
use crate::error::{Error, Result};
use crate::network::nulls::configuration::with_weights_dealt;
use crate::network::nulls::{Null, NullTest, RewireOptions, configuration, test};
use crate::network::testing::{graphs, karate, network, random_network};
use crate::network::{Network, reciprocity};
use crate::random::Stream;
use crate::run::Interrupt;

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
    let drawn = reciprocity(&configuration(&net, 3, 0, &Interrupt::new())?);
    assert_eq!(result.draws, [drawn]);
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
    assert!((result.null_mean() - 2.0).abs() < 1e-12);
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
    assert!((infinite.p_greater() - 1.0).abs() < 1e-12);
    // All equal but for rounding.
    let equal = NullTest { value: 0.1 + 0.2, draws: vec![0.3; 9] };
    assert!(equal.z().is_nan());
    assert_eq!((equal.p(), equal.p_greater(), equal.p_less()), (1.0, 1.0, 1.0));
}

proptest! {
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
            let (out, incoming) = (new.out(v), new.incoming(v));
            let sums = vec![count(out.0, out.1, v), count(incoming.0, incoming.1, v)];
            prop_assert_eq!(sums, vec![old(net.out(v).0), old(net.incoming(v).0)]);
        }
    }

    #[test]
    fn dealt_weights_stay_the_same_weights(case in graphs(), draw: u64) {
        let net = case.network();
        let new = with_weights_dealt(
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
