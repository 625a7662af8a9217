use super::*;
use crate::network::testing::{graphs, network, on_threads, random_network};
use proptest::prelude::*;

fn found(net: &Network) -> Agony {
    agony(net, &Interrupt::new()).expect("directed")
}

/// The least agony over all ranks below n, and the lowest rank of each node that attains it.
fn slow(net: &Network) -> (f64, Vec<u32>) {
    let n = net.n();
    let mut best = (f64::INFINITY, vec![0; n]);
    for code in 0..n.pow(n as u32) {
        let ranks: Vec<u32> = (0..n).map(|v| (code / n.pow(v as u32) % n) as u32).collect();
        let value = cost(net, &ranks).0;
        if value < best.0 {
            best = (value, ranks);
        } else if value == best.0 {
            best.1.iter_mut().zip(ranks).for_each(|(least, rank)| *least = rank.min(*least));
        }
    }
    if n == 0 { (0.0, Vec::new()) } else { best }
}

#[test]
fn known_agonies() {
    let cycle = network(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], true);
    assert_eq!(found(&cycle), Agony { value: 5.0, lower: 5.0, total: 5.0, ranks: vec![0; 5] });
    assert_eq!(found(&cycle).hierarchy(), 0.0);
    let path = network(4, &[(3, 2), (2, 1), (1, 0)], true);
    assert_eq!((found(&path).value, found(&path).ranks), (0.0, vec![3, 2, 1, 0]));
    // A chain of command whose last reports to the first: the one arc back costs 4.
    let back = Network::from_edges(
        4,
        &[0, 1, 2, 3, 0, 1, 0],
        &[1, 2, 3, 0, 2, 3, 3],
        Some(&[9.0; 7]),
        None,
        true,
    );
    assert_eq!(found(&back.expect("valid")).value, 36.0);
}

#[test]
fn no_arcs_are_no_hierarchy() -> Result<()> {
    let idle = Network::from_edges(2, &[0, 1, 1], &[1, 0, 1], Some(&[0.0, 0.0, 3.0]), None, true)?;
    assert!(found(&idle).hierarchy().is_nan());
    assert_eq!(found(&idle).ranks, [0, 0]);
    assert!(found(&network(0, &[], true)).hierarchy().is_nan());
    Ok(())
}

#[test]
fn arcs_without_direction_are_refused_and_a_stopped_run_ends() {
    assert!(agony(&network(2, &[(0, 1)], false), &Interrupt::new()).is_err());
    let interrupt = Interrupt::new();
    interrupt.stop();
    let net = random_network(50, 300, true);
    assert_eq!(agony(&net, &interrupt), Err(Error::Interrupted));
}

#[test]
fn extreme_weights_are_ranked() -> Result<()> {
    let (source, target) = ([0, 1, 2, 0, 2], [1, 2, 0, 2, 3]);
    for weight in [1e300, 1.0, 0.1, 1e-300, 5e-324] {
        let weights = [weight, weight, weight, weight, weight];
        let net = Network::from_edges(4, &source, &target, Some(&weights), None, true)?;
        let found = found(&net);
        assert_eq!(found.value / weight, 3.0, "{weight}");
        assert_eq!(found.lower / weight, 3.0, "{weight}");
        assert_eq!(found.ranks, [0, 0, 1, 2], "{weight}");
    }
    Ok(())
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let net = random_network(500, 3000, true);
    assert_eq!(on_threads(1, || found(&net)), on_threads(4, || found(&net)));
}

#[test]
fn a_flow_proves_the_agony_of_larger_networks() {
    for (n, m) in [(100, 400), (300, 3000), (2000, 6000)] {
        let net = random_network(n, m, true);
        let found = found(&net);
        assert!((found.value - found.lower).abs() <= 1e-12 * found.total, "{found:?}");
        assert!(found.value <= found.total && found.value > 0.0);
    }
}

proptest! {
    #[test]
    fn it_is_the_least_over_all_ranks(
        mut case in graphs(), n in 1_usize..6, part in prop::sample::select(vec![1.0, 0.25, 0.1]),
    ) {
        case.directed = true;
        case.n = n;
        case.ends.iter_mut().for_each(|(u, v)| (*u, *v) = (*u % n as u32, *v % n as u32));
        case.weight.iter_mut().for_each(|weight| *weight *= part);
        let net = case.network();
        let (value, ranks) = slow(&net);
        let ours = found(&net);
        prop_assert!((ours.value - value).abs() < 1e-9 && (ours.lower - value).abs() < 1e-9);
        if part < 1.0 && part != 0.25 {
            // Sums of tenths differ in their last bits, and so do ties.
            prop_assert!((cost(&net, &ours.ranks).0 - value).abs() < 1e-9);
        } else {
            prop_assert_eq!(ours.ranks, ranks);
        }
    }

    #[test]
    fn turning_arcs_round_changes_nothing(mut case in graphs()) {
        case.directed = true;
        let net = case.network();
        let (one, other) = (found(&net), found(&net.reverse()));
        prop_assert_eq!((one.value, one.lower, one.total), (other.value, other.lower, other.total));
    }
}
