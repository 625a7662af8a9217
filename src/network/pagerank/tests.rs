use super::*;
use crate::network::testing::{graphs, karate, network, on_threads, random_network};
use proptest::prelude::*;

fn scores(net: &Network, damping: f64, weighted: bool, tol: f64) -> Vec<f64> {
    pagerank(net, damping, weighted, tol, None, &Interrupt::new()).expect("valid arguments").scores
}

/// The reference: solve x = (1 - d) r + d P x by Gaussian elimination.
fn exact(net: &Network, d: f64, weighted: bool, restart: &[f64]) -> Vec<f64> {
    let n = net.n();
    let weight = |u: usize, v: usize| match net.weight(u as u32, v as u32) {
        Some(w) if weighted => w,
        Some(_) => 1.0,
        None => 0.0,
    };
    let start = |v: usize| restart[v] / restart[..n].iter().sum::<f64>();
    let step = |u: usize, v: usize| {
        let all: f64 = (0..n).map(|t| weight(u, t)).sum();
        if all == 0.0 { start(v) } else { weight(u, v) / all }
    };
    let cell = |u, v| f64::from(u8::from(u == v)) - d * step(u, v);
    let row = |v| (0..n).map(|u| cell(u, v)).chain([(1.0 - d) * start(v)]).collect();
    solve(&mut (0..n).map(row).collect::<Vec<Vec<f64>>>())
}

fn solve(a: &mut [Vec<f64>]) -> Vec<f64> {
    let n = a.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|&p, &q| a[p][i].abs().total_cmp(&a[q][i].abs())).unwrap();
        a.swap(i, pivot);
        let head = a[i].clone();
        for (j, row) in a.iter_mut().enumerate() {
            let factor = if j == i { 0.0 } else { row[i] / head[i] };
            row.iter_mut().zip(&head).for_each(|(x, h)| *x -= factor * h);
        }
    }
    (0..n).map(|i| a[i][n] / a[i][i]).collect()
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum()
}

#[test]
fn nobody_and_one() {
    assert!(scores(&network(0, &[], true), 0.85, true, 1e-10).is_empty());
    assert_eq!(scores(&network(1, &[], true), 0.85, true, 1e-10), [1.0]);
    assert_eq!(scores(&network(4, &[(0, 1)], true), 0.0, true, 1e-10), [0.25; 4]);
}

#[test]
fn silly_arguments_are_refused() {
    let net = network(2, &[(0, 1)], true);
    for (d, tol) in [(1.0, 1e-9), (-0.1, 1e-9), (f64::NAN, 1e-9), (0.85, 0.0), (0.85, f64::NAN)] {
        assert!(pagerank(&net, d, true, tol, None, &Interrupt::new()).is_err());
    }
}

#[test]
fn an_unreachable_tolerance_ends_and_says_what_it_reached() -> Result<()> {
    let net = network(5, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 1), (4, 0)], true);
    let rank = pagerank(&net, 0.9, true, 1e-300, None, &Interrupt::new())?;
    assert!(rank.error < 1e-12);
    Ok(())
}

#[test]
fn tiny_weights_do_not_overflow() -> Result<()> {
    let tiny = [f64::from_bits(1), f64::MIN_POSITIVE];
    let net = Network::from_edges(3, &[0, 1], &[1, 2], Some(&tiny), None, true)?;
    let rank = scores(&net, 0.85, true, 1e-10);
    assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    Ok(())
}

#[test]
fn it_can_be_stopped() {
    let interrupt = Interrupt::new();
    interrupt.stop();
    let net = network(2, &[(0, 1)], true);
    let stopped = pagerank(&net, 0.85, true, 1e-10, None, &interrupt);
    assert_eq!(stopped, Err(Error::Interrupted));
}

#[test]
fn one_thread_and_three_give_the_same_bits() {
    let net = random_network(5000, 20_000, true);
    let with = |threads| on_threads(threads, || scores(&net, 0.85, true, 1e-10));
    assert_eq!(with(1), with(3));
}

proptest! {
    #[test]
    fn the_error_is_within_the_tolerance(
        case in graphs(), weighted: bool, d in 0.0..0.95, digits in 2_i32..12,
        restart in prop::option::of(prop::collection::vec(0.1..3.0, 10)),
    ) {
        let net = case.network();
        let tol = 10_f64.powi(-digits);
        let own = restart.as_ref().map(|shares| &shares[..net.n()]);
        let ours = pagerank(&net, d, weighted, tol, own, &Interrupt::new()).expect("valid").scores;
        let gap = distance(&ours, &exact(&net, d, weighted, own.unwrap_or(&[1.0; 10])));
        prop_assert!(gap <= tol + 1e-12, "{gap}");
        prop_assert!(ours.is_empty() || (ours.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_karate_club_as_networkx_has_it() -> Result<()> {
    let far = [(0, 1.0), (33, 3.0)];
    let mut restart = [0.0; 34];
    for (v, share) in far {
        restart[v] = share;
    }
    let known = [
        (0, 0.096_997_285_388_37, 0.102_734_569_636_490),
        (1, 0.052_876_924_061_168, 0.040_494_668_025_138),
        (33, 0.100_919_182_332_552, 0.213_528_426_701_165),
        (11, 0.009_564_745_492_141, 0.005_457_774_011_940),
    ];
    let even = scores(&karate(), 0.85, true, 1e-12);
    let mine = pagerank(&karate(), 0.85, true, 1e-12, Some(&restart), &Interrupt::new())?.scores;
    for (v, score, personal) in known {
        assert!((even[v] - score).abs() < 1e-11 && (mine[v] - personal).abs() < 1e-11);
    }
    Ok(())
}

#[test]
fn a_restart_that_is_none_is_refused() {
    let net = network(2, &[(0, 1)], true);
    let wrong: [&[f64]; 6] =
        [&[], &[1.0], &[1.0, -1.0], &[0.0, 0.0], &[f64::NAN, 1.0], &[f64::INFINITY, 1.0]];
    for restart in wrong {
        let found = pagerank(&net, 0.85, true, 1e-9, Some(restart), &Interrupt::new());
        assert!(
            matches!(found, Err(Error::Input { argument, .. }) if argument == "personalization")
        );
    }
    let nobody = pagerank(&network(0, &[], true), 0.85, true, 1e-9, Some(&[]), &Interrupt::new());
    assert!(nobody.is_ok());
}

#[test]
fn a_restart_counts_by_its_shares() -> Result<()> {
    let net = network(3, &[(0, 1), (1, 2), (2, 1)], true);
    let from = |restart| pagerank(&net, 0.85, true, 1e-12, Some(restart), &Interrupt::new());
    assert_eq!(from(&[2.0, 1.0, 1.0])?, from(&[f64::MAX, f64::MAX / 2.0, f64::MAX / 2.0])?);
    assert!(from(&[0.0, 1.0, 0.0])?.scores[0].abs() < f64::MIN_POSITIVE);
    Ok(())
}
