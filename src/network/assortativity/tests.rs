use super::*;
use crate::network::testing::{graphs, karate, network, on_threads, random_network};
use proptest::prelude::*;

const NONE: u32 = u32::MAX;
const KINDS: [(End, End); 4] =
    [(End::In, End::In), (End::In, End::Out), (End::Out, End::In), (End::Out, End::Out)];

/// Weight and both values of each arc, one row an arc as networkx lists them.
fn arcs(net: &Network, x: &[f64], y: &[f64], weighted: bool) -> Vec<[f64; 3]> {
    let mut arcs = Vec::new();
    for e in net.edges() {
        let w = if weighted { e.weight } else { 1.0 };
        let (s, t) = (e.source as usize, e.target as usize);
        arcs.push([w, x[s], y[t]]);
        if !net.directed() && s != t {
            arcs.push([w, x[t], y[s]]);
        }
    }
    arcs
}

/// The reference: covariance over deviations, from the definition. `None` where undefined.
fn pearson(arcs: &[[f64; 3]]) -> Option<f64> {
    let arcs: Vec<_> =
        arcs.iter().filter(|a| a[0] > 0.0 && !a[1].is_nan() && !a[2].is_nan()).collect();
    if [1, 2].iter().any(|&i| arcs.iter().all(|a| a[i].to_bits() == arcs[0][i].to_bits())) {
        return None;
    }
    let all: f64 = arcs.iter().map(|a| a[0]).sum();
    let mean = |f: &dyn Fn(&[f64; 3]) -> f64| arcs.iter().map(|a| a[0] * f(a)).sum::<f64>() / all;
    let (x, y) = (mean(&|a| a[1]), mean(&|a| a[2]));
    let covariance = mean(&|a| (a[1] - x) * (a[2] - y));
    let spread = mean(&|a| (a[1] - x).powi(2)) * mean(&|a| (a[2] - y).powi(2));
    Some(covariance / spread.sqrt())
}

fn agree(ours: f64, reference: Option<f64>) -> bool {
    reference.map_or(ours.is_nan(), |value| (ours - value).abs() < 1e-9)
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} {b}");
}

/// Seven nodes whose values below are those of networkx 3.
fn seven(directed: bool) -> Network {
    let source = [0, 0, 0, 1, 2, 3, 4, 4, 5, 2];
    let target = [1, 2, 3, 2, 0, 3, 1, 3, 4, 5];
    let weight = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0];
    Network::from_edges(7, &source, &target, Some(&weight), None, directed).expect("valid edges")
}

#[test]
fn degrees_as_networkx() {
    let plain = [0.0, 0.111_111_111_111_111, 0.166_666_666_666_667, -0.192_450_089_729_875];
    let heavy = [
        0.452_020_866_661_409_8,
        0.080_577_223_707_534_3,
        0.115_340_944_241_305_5,
        -0.252_355_203_1,
    ];
    for ((x, y), (plain, heavy)) in KINDS.into_iter().zip(plain.into_iter().zip(heavy)) {
        assert!((degree_assortativity(&seven(true), x, y, false) - plain).abs() < 1e-9);
        assert!((degree_assortativity(&seven(true), x, y, true) - heavy).abs() < 1e-9);
        close(degree_assortativity(&seven(false), x, y, false), 0.190_476_190_476_190_5);
        close(degree_assortativity(&seven(false), x, y, true), 0.247_263_681_592_039_8);
    }
    close(degree_assortativity(&karate(), End::Out, End::In, false), -0.475_613_097_684_614_4);
}

#[test]
fn attributes_as_networkx() -> Result<()> {
    let labels = [0, 0, 1, 1, 2, 2, 0];
    close(attribute_assortativity(&seven(true), &labels, false)?, -0.044_776_119_402_985_12);
    close(attribute_assortativity(&seven(false), &labels, false)?, -0.0625);
    let values = [1.0, 2.0, 4.0, 3.0, 0.0, 7.0, 5.0];
    close(numeric_assortativity(&seven(true), &values, false)?, -0.228_403_107_802_560_18);
    close(numeric_assortativity(&seven(false), &values, false)?, -0.200_793_650_793_650_72);
    let ids: Vec<f64> = (0..34).map(f64::from).collect();
    close(numeric_assortativity(&karate(), &ids, false)?, 0.448_048_788_063_905);
    Ok(())
}

#[test]
fn undefined_is_not_a_number() -> Result<()> {
    for directed in [true, false] {
        for net in
            [network(0, &[], directed), network(2, &[], directed), network(2, &[(0, 0)], directed)]
        {
            let n = net.n();
            assert!(degree_assortativity(&net, End::Out, End::In, true).is_nan());
            assert!(attribute_assortativity(&net, &vec![1; n], false)?.is_nan());
            assert!(numeric_assortativity(&net, &vec![0.0; n], false)?.is_nan());
        }
        // A value that sums cannot hold exactly, the same on all arcs.
        let ring = network(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], directed);
        assert!(numeric_assortativity(&ring, &[0.1; 5], false)?.is_nan());
        assert!(attribute_assortativity(&ring, &[NONE; 5], false)?.is_nan());
        let flat = Network::from_edges(2, &[0], &[1], Some(&[0.0]), None, directed)?;
        assert!(attribute_assortativity(&flat, &[0, 1], true)?.is_nan());
        assert!(numeric_assortativity(&flat, &[0.0, 1.0], true)?.is_nan());
    }
    Ok(())
}

#[test]
fn the_size_of_values_and_weights_does_not_matter() -> Result<()> {
    let values = [1.0, 2.0, 4.0, 3.0, 0.0, 7.0, 5.0];
    let net = seven(true);
    let usual = numeric_assortativity(&net, &values, true)?;
    let edges = net.columns();
    for size in [1e-300, 1e300] {
        let sized = values.map(|x| x * size);
        close(numeric_assortativity(&net, &sized, true)?, usual);
        let weight: Vec<f64> = edges.weight.iter().map(|w| w * size).collect();
        let heavy =
            Network::from_edges(7, &edges.source, &edges.target, Some(&weight), None, true)?;
        close(numeric_assortativity(&heavy, &values, true)?, usual);
    }
    let shifted = values.map(|x| x + 1e9);
    assert!((numeric_assortativity(&net, &shifted, true)? - usual).abs() < 1e-6);
    Ok(())
}

#[test]
fn a_wrong_column_is_refused() {
    let net = network(3, &[(0, 1)], true);
    let error = attribute_assortativity(&net, &[1], false).unwrap_err();
    assert_eq!(error.to_string(), "attribute: 1 values; wanted 3, one for each node");
    assert!(numeric_assortativity(&net, &[1.0; 4], false).is_err());
    assert!(numeric_assortativity(&net, &[1.0, f64::INFINITY, 0.0], false).is_err());
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for directed in [true, false] {
        let net = random_network(5_000, 60_000, directed);
        let values: Vec<f64> = (0..5_000).map(|v| f64::from(v * v % 997).sqrt()).collect();
        let labels: Vec<u32> = (0..5_000).map(|v| v * v % 7).collect();
        let all = |threads| {
            on_threads(threads, || {
                [
                    degree_assortativity(&net, End::Out, End::In, true),
                    numeric_assortativity(&net, &values, true).expect("valid values"),
                    attribute_assortativity(&net, &labels, true).expect("valid labels"),
                ]
                .map(f64::to_bits)
            })
        };
        assert_eq!([all(2), all(4)], [all(1); 2]);
    }
}

/// A label or value for each of nine nodes, some of them unknown.
fn labels() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![0_u32..3, Just(NONE), Just(1_000_000)], 9)
}

proptest! {
    #[test]
    fn degrees_correlate_as_the_list_of_arcs_does(case in graphs(), weighted: bool) {
        let net = case.network();
        for (source, target) in KINDS {
            let values = |end| -> Vec<f64> {
                let into = net.directed() && end == End::In;
                let step = |e: &crate::network::Edge, v: u32| {
                    let ends = [(e.target, into || !net.directed()), (e.source, !into)];
                    let met = ends.iter().filter(|&&(at, counts)| counts && at == v).count() as f64;
                    met * if weighted { e.weight } else { 1.0 }
                };
                net.nodes().map(|v| net.edges().map(|e| step(&e, v)).sum()).collect()
            };
            let reference = pearson(&arcs(&net, &values(source), &values(target), false));
            let ours = degree_assortativity(&net, source, target, weighted);
            prop_assert!(agree(ours, reference), "{} {:?}", ours, reference);
        }
    }

    #[test]
    fn values_correlate_as_the_list_of_arcs_does(
        case in graphs(), labels in labels(), weighted: bool,
    ) {
        let net = case.network();
        let value = |&label: &u32| if label == NONE { f64::NAN } else { f64::from(label.min(9)) };
        let values: Vec<f64> = labels[..net.n()].iter().map(value).collect();
        let reference = pearson(&arcs(&net, &values, &values, weighted));
        let ours = numeric_assortativity(&net, &values, weighted).expect("valid values");
        prop_assert!(agree(ours, reference), "{} {:?}", ours, reference);
    }

    /// The reference: the whole mixing matrix.
    #[test]
    fn groups_mix_as_their_matrix_says(case in graphs(), labels in labels(), weighted: bool) {
        let net = case.network();
        let labels = &labels[..net.n()];
        let group = |label: f64| [0.0, 1.0, 2.0, 1e6].iter().position(|&g: &f64| g.to_bits() == label.to_bits());
        let values: Vec<f64> = labels.iter().map(|&label| f64::from(label)).collect();
        let mut mixing = [[0.0; 4]; 4];
        for [w, x, y] in arcs(&net, &values, &values, weighted) {
            if let (Some(from), Some(to)) = (group(x), group(y)) {
                mixing[from][to] += w;
            }
        }
        let all: f64 = mixing.iter().flatten().sum();
        let share = |g: usize| {
            let row: f64 = mixing[g].iter().sum();
            let column: f64 = mixing.iter().map(|row| row[g]).sum();
            (mixing[g][g] / all, row * column / (all * all))
        };
        let within: f64 = (0..4).map(|g| share(g).0).sum();
        let chance: f64 = (0..4).map(|g| share(g).1).sum();
        let reference = (all > 0.0 && chance < 1.0).then(|| (within - chance) / (1.0 - chance));
        let ours = attribute_assortativity(&net, labels, weighted).expect("valid labels");
        prop_assert!(agree(ours, reference), "{} {:?}", ours, reference);
    }
}
