use super::*;
use crate::network::testing::{graphs, karate, network, on_threads, random_network};
use proptest::prelude::*;

const FORMS: [Clustering; 3] = [Clustering::Unweighted, Clustering::Onnela, Clustering::Barrat];

fn local(net: &Network, form: Clustering) -> Vec<f64> {
    clustering(net, form, &Interrupt::new()).expect("not interrupted")
}

fn closed_share(net: &Network) -> f64 {
    transitivity(net, &Interrupt::new()).expect("not interrupted")
}

/// The reference: the definitions as products of matrices, for `form`.
fn by_matrices(net: &Network, form: Clustering) -> Vec<f64> {
    let n = net.n();
    let cell = |i: usize, j: usize| if i == j { None } else { net.weight(i as u32, j as u32) };
    let matrix = |of: &dyn Fn(f64) -> f64| -> Vec<Vec<f64>> {
        (0..n).map(|i| (0..n).map(|j| cell(i, j).map_or(0.0, of)).collect()).collect()
    };
    // M + M', or M itself without direction.
    let both_ways = |m: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
        let sum = |i: usize, j: usize| m[i][j] + if net.directed() { m[j][i] } else { 0.0 };
        (0..n).map(|i| (0..n).map(|j| sum(i, j)).collect()).collect()
    };
    let top = matrix(&|w| w).into_iter().flatten().fold(0.0, f64::max);
    let arcs = both_ways(matrix(&|_| 1.0));
    let (first, rest) = match form {
        Clustering::Unweighted => (arcs.clone(), arcs.clone()),
        Clustering::Onnela => {
            let roots = both_ways(matrix(&|w| (w / top).cbrt()));
            (roots.clone(), roots)
        }
        Clustering::Barrat => (both_ways(matrix(&|w| w)), arcs.clone()),
    };
    let base = if form == Clustering::Barrat { &first } else { &arcs };
    let most = if net.directed() { 2.0 } else { 1.0 };
    let of = |i: usize| {
        let neighbours = (0..n).filter(|&j| arcs[i][j] > 0.0).count();
        if neighbours < 2 {
            return 0.0;
        }
        let (mut closed, mut possible) = (0.0, 0.0);
        for j in 0..n {
            for k in (0..n).filter(|&k| k != j) {
                closed += first[i][j] * rest[j][k] * rest[k][i];
                possible += base[i][j] * arcs[i][k] * most;
            }
        }
        if top == 0.0 && form != Clustering::Unweighted { f64::NAN } else { closed / possible }
    };
    (0..n).map(of).collect()
}

fn agree(ours: &[f64], reference: &[f64]) -> bool {
    ours.len() == reference.len()
        && ours
            .iter()
            .zip(reference)
            .all(|(a, b)| (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan()))
}

/// Six nodes, the arc of 3 to itself left out; values below are those of networkx and igraph.
fn six(directed: bool) -> Network {
    let source = [0, 0, 0, 1, 2, 4, 4, 5, 2];
    let target = [1, 2, 3, 2, 0, 1, 3, 4, 5];
    let weight = [1.0, 2.0, 3.0, 1.0, 2.0, 1.0, 2.0, 3.0, 1.0];
    Network::from_edges(6, &source, &target, Some(&weight), None, directed).expect("valid edges")
}

#[test]
fn the_karate_club_has_its_known_values() {
    let net = karate();
    assert!((closed_share(&net) - 0.255_681_818_181_818_2).abs() < 1e-15);
    for form in FORMS {
        let mean = local(&net, form).iter().sum::<f64>() / 34.0;
        assert!((mean - 0.570_638_478_207_682_3).abs() < 1e-14, "{form:?}");
    }
    let counts = triangles(&net, &Interrupt::new()).expect("not interrupted");
    assert_eq!((counts[0], counts[33], counts.iter().sum::<u64>()), (18, 15, 3 * 45));
}

#[test]
fn directed_as_networkx() {
    let third = 1.0 / 3.0;
    assert!(agree(&local(&six(true), Clustering::Unweighted), &[0.2, third, 0.2, 0.0, 0.0, 0.0]));
    let onnela = [0.083_994_736_659_658_2, 0.139_991_227_766_097_02, 0.083_994_736_659_658_2];
    let onnela: Vec<f64> = onnela.into_iter().chain([0.0; 3]).collect();
    assert!(agree(&local(&six(true), Clustering::Onnela), &onnela));
}

#[test]
fn undirected_as_networkx_and_igraph() {
    let third = 1.0 / 3.0;
    let net = six(false);
    assert!(agree(&local(&net, Clustering::Unweighted), &[third, third, third, 0.0, 0.0, 0.0]));
    let onnela = 0.132_283_420_997_349_97;
    assert!(agree(&local(&net, Clustering::Onnela), &[onnela, onnela, onnela, 0.0, 0.0, 0.0]));
    let barrat = [0.3125, third, 0.416_666_666_666_666_7, 0.0, 0.0, 0.0];
    assert!(agree(&local(&net, Clustering::Barrat), &barrat));
}

#[test]
fn nothing_to_close() {
    for directed in [true, false] {
        for net in [
            network(0, &[], directed),
            network(1, &[(0, 0)], directed),
            network(2, &[(0, 1)], directed),
        ] {
            assert!(closed_share(&net).is_nan());
            for form in FORMS {
                assert!(local(&net, form).iter().all(|&c| c.to_bits() == 0), "{form:?}");
            }
        }
    }
}

#[test]
fn without_weight_the_weighted_forms_are_undefined() -> Result<()> {
    for directed in [true, false] {
        let ring = |weight: [f64; 4]| {
            Network::from_edges(4, &[0, 1, 2, 3], &[1, 2, 0, 3], Some(&weight), None, directed)
        };
        for form in [Clustering::Onnela, Clustering::Barrat] {
            let values = local(&ring([0.0, 0.0, 0.0, 9.0])?, form);
            assert!(values[..3].iter().all(|c| c.is_nan()) && values[3].to_bits() == 0, "{form:?}");
        }
        let huge = local(&ring([1e307, 1e307, 1e-307, 0.0])?, Clustering::Barrat);
        assert!(huge.iter().all(|c| (0.0..=1.0).contains(c)));
    }
    Ok(())
}

#[test]
fn all_ties_mutual_is_the_same_as_no_direction() {
    let plain = random_network(60, 600, false);
    let e = plain.columns();
    let (both, back) =
        ([e.source.clone(), e.target.clone()].concat(), [e.target, e.source].concat());
    let weight = [e.weight.clone(), e.weight].concat();
    // A self-loop would double in the list, and is of no consequence.
    let mutual =
        Network::from_edges(60, &both, &back, Some(&weight), None, true).expect("valid edges");
    for form in FORMS {
        assert!(agree(&local(&mutual, form), &local(&plain, form)), "{form:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for directed in [true, false] {
        let net = random_network(3_000, 60_000, directed);
        for form in FORMS {
            let bits = |threads| -> Vec<u64> {
                on_threads(threads, || local(&net, form).iter().map(|c| c.to_bits()).collect())
            };
            let one = bits(1);
            assert!(one.iter().any(|&c| c != 0));
            assert!(bits(2) == one && bits(4) == one, "{form:?}");
        }
    }
}

#[test]
fn it_stops_when_told() {
    let told = Interrupt::new();
    told.stop();
    let net = karate();
    assert_eq!(triangles(&net, &told), Err(crate::Error::Interrupted));
    assert_eq!(transitivity(&net, &told), Err(crate::Error::Interrupted));
    for form in FORMS {
        assert_eq!(clustering(&net, form, &told), Err(crate::Error::Interrupted));
    }
}

proptest! {
    #[test]
    fn triangles_are_those_of_all_triples(case in graphs()) {
        let net = case.network();
        let tied = |u, v| u != v && (net.weight(u, v).is_some() || net.weight(v, u).is_some());
        let mut counts = vec![0; net.n()];
        let (mut met, mut closed) = (0_u32, 0_u32);
        for u in net.nodes() {
            for v in net.nodes().filter(|&v| tied(u, v)) {
                for w in (0..v).filter(|&w| tied(u, w)) {
                    met += 1;
                    closed += u32::from(tied(v, w));
                    counts[u as usize] += u64::from(tied(v, w));
                }
            }
        }
        prop_assert_eq!(triangles(&net, &Interrupt::new()), Ok(counts));
        let share = f64::from(closed) / f64::from(met);
        let ours = closed_share(&net);
        prop_assert!(ours.to_bits() == share.to_bits() || ours.is_nan() && share.is_nan());
    }

    #[test]
    fn each_form_is_its_product_of_matrices(case in graphs()) {
        let net = case.network();
        for form in FORMS {
            let (ours, reference) = (local(&net, form), by_matrices(&net, form));
            prop_assert!(agree(&ours, &reference), "{:?} {:?} {:?}", form, ours, reference);
        }
    }
}
