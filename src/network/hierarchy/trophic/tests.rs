use super::*;
use crate::network::testing::{graphs, network, on_threads, random_network};
use proptest::prelude::*;

fn levels(net: &Network) -> Levels {
    trophic_levels(net, &Interrupt::new()).expect("directed")
}

fn incoherence(net: &Network) -> f64 {
    trophic_incoherence(net, &levels(net).level).expect("one level a node")
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9)
}

/// Levels by elimination, with the first node of each component at 0 and then all shifted.
fn slow(net: &Network, component: &[u32]) -> Vec<f64> {
    let n = net.n();
    let tie = |u: usize, v: usize| {
        if u == v { 0.0 } else { net.weight(u as u32, v as u32).unwrap_or(0.0) }
    };
    let mut rows = vec![vec![0.0; n + 1]; n];
    for v in 0..n {
        if (0..v).all(|u| component[u] != component[v]) {
            rows[v][v] = 1.0;
            continue;
        }
        for u in 0..n {
            rows[v][v] += tie(u, v) + tie(v, u);
            rows[v][u] -= tie(u, v) + tie(v, u);
            rows[v][n] += tie(u, v) - tie(v, u);
        }
    }
    for v in 0..n {
        let most = |&a: &usize, &b: &usize| rows[a][v].abs().total_cmp(&rows[b][v].abs());
        let pivot = (v..n).max_by(most).expect("a row");
        rows.swap(v, pivot);
        for u in (0..n).filter(|&u| u != v) {
            let share = rows[u][v] / rows[v][v];
            let from = rows[v].clone();
            rows[u].iter_mut().zip(from).for_each(|(cell, other)| *cell -= share * other);
        }
    }
    let mut level: Vec<f64> = (0..n).map(|v| rows[v][n] / rows[v][v]).collect();
    ground(&mut level, component);
    level
}

#[test]
fn known_levels() {
    let net = network(3, &[(0, 1), (0, 2), (1, 2)], true);
    assert!(close(&levels(&net).level, &[0.0, 2.0 / 3.0, 4.0 / 3.0]));
    assert!((incoherence(&net) - 1.0 / 9.0).abs() < 1e-12);
    let cycle = network(4, &[(0, 1), (1, 2), (2, 3), (3, 0)], true);
    assert_eq!((levels(&cycle).level, incoherence(&cycle)), (vec![0.0; 4], 1.0));
    let both = network(2, &[(0, 1), (1, 0)], true);
    assert_eq!((levels(&both).level, incoherence(&both)), (vec![0.0; 2], 1.0));
}

#[test]
fn a_path_of_any_length_is_exact() {
    let n = 100_000;
    let arcs: Vec<(u32, u32)> = (1..n).map(|v| (v - 1, v)).collect();
    let net = network(n as usize, &arcs, true);
    let found = levels(&net);
    assert!(found.level.iter().enumerate().all(|(v, &level)| level == v as f64));
    assert_eq!((found.residual, incoherence(&net)), (0.0, 0.0));
}

#[test]
fn no_arcs_are_no_incoherence_and_level_0() -> Result<()> {
    let idle = Network::from_edges(3, &[0, 1], &[1, 1], Some(&[0.0, 2.0]), None, true)?;
    let found = levels(&idle);
    assert_eq!((found.level, found.component), (vec![0.0; 3], vec![0, 1, 2]));
    assert!(incoherence(&idle).is_nan());
    let empty = network(0, &[], true);
    assert!(levels(&empty).level.is_empty() && incoherence(&empty).is_nan());
    Ok(())
}

#[test]
fn arcs_without_direction_and_wrong_lengths_are_refused() {
    let plain = network(2, &[(0, 1)], false);
    assert!(trophic_levels(&plain, &Interrupt::new()).is_err());
    assert!(trophic_incoherence(&plain, &[0.0, 0.0]).is_err());
    assert!(trophic_incoherence(&network(2, &[(0, 1)], true), &[0.0]).is_err());
}

#[test]
fn a_stopped_run_ends() {
    let net = random_network(50, 300, true);
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert_eq!(trophic_levels(&net, &interrupt), Err(Error::Interrupted));
}

#[test]
fn extreme_weights_are_solved() -> Result<()> {
    let (source, target) = ([0, 0, 1, 2], [1, 2, 2, 3]);
    let even = Network::from_edges(4, &source, &target, None, None, true)?;
    for weight in [1e307, 1e-307, f64::MIN_POSITIVE, 5e-324] {
        let net = Network::from_edges(4, &source, &target, Some(&[weight; 4]), None, true)?;
        assert!(close(&levels(&net).level, &levels(&even).level), "{weight}");
        assert!((incoherence(&net) - incoherence(&even)).abs() < 1e-9, "{weight}");
    }
    Ok(())
}

#[test]
fn weights_that_differ_too_much_are_told() -> Result<()> {
    let (source, target) = ([0, 1, 2, 3, 4, 5, 0, 5], [1, 2, 0, 4, 5, 3, 3, 6]);
    let weights = [1e12, 1e12, 2e12, 1e12, 1e12, 1e12, 1.0, 1e-9];
    let net = Network::from_edges(7, &source, &target, Some(&weights), None, true)?;
    // The last arc is one that something hangs on: its weight is no matter.
    assert_eq!(levels(&net).spread, 2e12);
    assert_eq!(levels(&network(3, &[(0, 1), (1, 2)], true)).spread, 1.0);
    Ok(())
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let net = random_network(20_000, 120_000, true);
    let bits = |threads| {
        let found = on_threads(threads, || levels(&net));
        assert!(found.residual <= conjugate::TOLERANCE);
        let off = on_threads(threads, || trophic_incoherence(&net, &found.level));
        let bits: Vec<u64> = found.level.iter().map(|level| level.to_bits()).collect();
        (bits, off.expect("directed").to_bits())
    };
    assert_eq!(bits(1), bits(2));
    assert_eq!(bits(1), bits(4));
}

/// A directed network with weights of all sizes.
fn weighted() -> impl Strategy<Value = Network> {
    (graphs(), prop::collection::vec(prop::sample::select(vec![0.0, 0.1, 1.0, 2.0, 1e4]), 20))
        .prop_map(|(mut case, weight)| {
            case.directed = true;
            case.weight = weight[..case.ends.len()].to_vec();
            case.network()
        })
}

proptest! {
    #[test]
    fn levels_are_those_of_elimination(net in weighted()) {
        let found = levels(&net);
        let wanted = slow(&net, &found.component);
        prop_assert!(close(&found.level, &wanted), "{:?} {wanted:?}", found.level);
        prop_assert!(found.residual <= conjugate::TOLERANCE);
    }

    #[test]
    fn components_are_those_of_arcs_that_carry_weight(net in weighted()) {
        let edges: Vec<_> = net.edges().filter(|e| e.weight > 0.0).collect();
        let ends = |end: fn(&crate::network::Edge) -> u32| edges.iter().map(end).collect::<Vec<_>>();
        let kept =
            Network::from_edges(net.n(), &ends(|e| e.source), &ends(|e| e.target), None, None, true);
        let wanted =
            crate::network::components::weak(&kept.expect("valid"), &Interrupt::new());
        prop_assert_eq!(Ok(levels(&net).component), wanted);
    }

    #[test]
    fn reversing_mirrors_levels_and_keeps_incoherence(net in weighted()) {
        let (found, back) = (levels(&net), levels(&net.reverse()));
        let mut mirrored: Vec<f64> = found.level.iter().map(|level| -level).collect();
        ground(&mut mirrored, &found.component);
        prop_assert!(close(&back.level, &mirrored));
        let (one, other) = (incoherence(&net), incoherence(&net.reverse()));
        prop_assert!((one - other).abs() < 1e-9 || (one.is_nan() && other.is_nan()));
    }

    #[test]
    fn incoherence_is_between_0_and_1_and_no_levels_do_better(
        net in weighted(), shift in prop::collection::vec(-1.0..1.0_f64, 10),
    ) {
        let mut level = levels(&net).level;
        let best = incoherence(&net);
        prop_assume!(!best.is_nan());
        prop_assert!((0.0..=1.0 + 1e-9).contains(&best));
        level.iter_mut().zip(shift).for_each(|(level, shift)| *level += shift);
        prop_assert!(trophic_incoherence(&net, &level).expect("one a node") >= best - 1e-9);
    }
}
