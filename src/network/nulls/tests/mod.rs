//! What rewiring keeps, and what it does not.

mod draws;
mod reach;
mod uniform;

use proptest::prelude::*;

use super::block::cut;
use super::rewire::Rewiring;
use super::*;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::testing::{graphs, network, on_threads, random_network};
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
fn a_row_is_at_most_half_of_its_block() {
    let offsets = |lengths: &[usize]| super::sweep::running_total(lengths.iter().copied());
    assert_eq!(cut(&offsets(&[2, 2, 1, 2, 1]), 4), [0..2, 2..5]);
    assert_eq!(cut(&offsets(&[9, 1, 1, 7, 1, 4, 4]), 4), [0..4, 4..7]);
    // The last row needs those before it.
    assert_eq!(cut(&offsets(&[2, 2, 2, 2, 1, 1, 3]), 4), [0..2, 2..7]);
    assert_eq!(cut(&offsets(&[1, 1, 1, 9]), 2).len(), 1);
    assert!(cut(&[0], 4).is_empty());
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

/// The weights of the out edges of each node, in order, and its times.
fn outgoing(net: &Network) -> Vec<Vec<(u64, Option<i64>)>> {
    let mut all = vec![Vec::new(); net.n()];
    for edge in net.edges() {
        all[edge.source as usize].push((edge.weight.to_bits(), edge.first));
    }
    for own in &mut all {
        own.sort_unstable();
    }
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
}
