//! The measures against what brute force makes of them.

use proptest::prelude::*;

use super::*;
use crate::error::Result;
use crate::network::Network;
use crate::network::testing::{graphs, network, on_threads};
use crate::random::Stream;
use crate::run::Interrupt;

const COUNTED: Effort = Effort { exact: Some(true), samples: 1024, seed: 0 };
const DRAWN: Effort = Effort { exact: Some(false), samples: 16_384, seed: 1 };

/// The reference: who reaches whom, by Warshall's closure; everybody reaches themselves.
fn closure(net: &Network, both_ways: bool) -> Vec<Vec<bool>> {
    let n = net.n();
    let mut to = vec![vec![false; n]; n];
    for edge in net.edges() {
        let (u, v) = (edge.source as usize, edge.target as usize);
        to[u][v] = true;
        to[v][u] |= both_ways || !net.directed();
    }
    for k in 0..n {
        to[k][k] = true;
        let through = to[k].clone();
        for row in to.iter_mut().filter(|row| row[k]) {
            row.iter_mut().zip(&through).for_each(|(own, further)| *own |= further);
        }
    }
    to
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}

fn share(hits: usize, of: usize) -> f64 {
    hits as f64 / of as f64
}

/// Every measure by its definition, in the order of the table.
fn by_definition(net: &Network) -> [f64; 6] {
    let n = net.n();
    let (to, near) = (closure(net, false), closure(net, true));
    let links: Vec<(usize, usize)> = net
        .nodes()
        .flat_map(|u| net.out(u).0.iter().map(move |&v| (u as usize, v as usize)))
        .filter(|(u, v)| u != v)
        .collect();
    let joined = pairs(n).filter(|&(i, j)| near[i][j]).count();
    let either = pairs(n).filter(|&(i, j)| to[i][j] || to[j][i]).count();
    let one_way = pairs(n).filter(|&(i, j)| to[i][j] != to[j][i]).count();
    let firsts = (0..n).filter(|&i| (0..i).all(|j| !near[i][j]));
    let components: Vec<usize> =
        firsts.map(|i| near[i].iter().filter(|&&near| near).count()).collect();
    let needed: usize = components.iter().map(|size| size - 1).sum();
    let spare: usize = components.iter().map(|size| size * (size - 1) - (size - 1)).sum();
    let violations = pairs(n)
        .filter(|&(i, j)| near[i][j] && near[i].iter().filter(|&&near| near).count() > 2)
        .filter(|&(i, j)| {
            let bounds: Vec<usize> = (0..n).filter(|&k| to[k][i] && to[k][j]).collect();
            !bounds.iter().any(|&least| bounds.iter().all(|&other| to[other][least]))
        })
        .count();
    let most: usize =
        components.iter().filter(|&&size| size > 2).map(|size| (size - 1) * (size - 2) / 2).sum();
    let free = links.iter().filter(|&&(u, v)| !to[v][u]).count();
    let reached: Vec<f64> =
        (0..n).map(|i| share((0..n).filter(|&j| j != i && to[i][j]).count(), n - 1)).collect();
    let top = reached.iter().copied().fold(0.0, f64::max);
    let short: f64 = reached.iter().map(|own| top - own).sum();
    [
        share(joined, pairs(n).count()),
        share(one_way, either),
        1.0 - (links.len() as f64 - needed as f64) / spare as f64,
        1.0 - share(violations, most),
        share(free, links.len()),
        if links.is_empty() { f64::NAN } else { short / (n as f64 - 1.0) },
    ]
}

fn measured(net: &Network, effort: Effort) -> Vec<Row> {
    hierarchy(net, &HIERARCHY[..6], effort, &Interrupt::new()).expect("valid")
}

fn values(net: &Network) -> Vec<f64> {
    measured(net, COUNTED).iter().map(|row| row.estimate.value).collect()
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan())
}

fn all_same(found: &[f64], wanted: &[f64]) -> bool {
    found.len() == wanted.len() && found.iter().zip(wanted).all(|(&a, &b)| same(a, b))
}

/// A network of several components with a core that goes round and arms that do not.
fn with_core(n: u32, arcs: usize, seed: u64) -> Network {
    let mut stream = Stream::new(seed, 0);
    let ends: Vec<(u32, u32)> = (0..arcs)
        .map(|_| {
            let (u, v) = (stream.below(n as usize) as u32, stream.below(n as usize) as u32);
            // Few arcs lead back.
            if stream.below(9) > 0 { (u.min(v), u.max(v)) } else { (u, v) }
        })
        .collect();
    network(n as usize, &ends, true)
}

#[test]
fn known_networks() {
    let nan = f64::NAN;
    let tree = network(7, &[(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (5, 6)], true);
    let found = values(&tree);
    assert!(all_same(&found[..5], &[1.0; 5]), "{found:?}");
    let turned = values(&tree.reverse());
    assert!(all_same(&turned[..3], &[1.0; 3]) && turned[3] < 1.0, "{turned:?}");
    let cycle = network(4, &[(0, 1), (1, 2), (2, 3), (3, 0)], true);
    assert!(all_same(&values(&cycle), &[1.0, 0.0, 8.0 / 9.0, 1.0, 0.0, 0.0]));
    let forward = network(3, &[(0, 1), (0, 2), (1, 2)], true);
    assert!(all_same(&values(&forward), &[1.0, 1.0, 0.75, 1.0, 1.0, 0.75]));
    // Two superiors of two: of six pairs two have no upper bound, or two that are no better.
    let square = network(4, &[(0, 2), (0, 3), (1, 2), (1, 3)], true);
    assert!(same(values(&square)[3], 1.0 - 2.0 / 3.0));
    assert!(all_same(&values(&network(0, &[], true)), &[nan; 6]));
    assert!(all_same(&values(&network(1, &[(0, 0)], true)), &[nan; 6]));
    let apart = values(&network(3, &[(1, 1)], true));
    assert!(all_same(&apart, &[0.0, nan, nan, nan, nan, nan]), "{apart:?}");
    let edge = values(&network(3, &[(0, 1), (1, 2)], false));
    assert!(all_same(&edge, &[1.0, 0.0, 0.5, 1.0, 0.0, 0.0]), "{edge:?}");
}

#[test]
fn more_columns_than_a_block_and_more_superiors_than_a_word() {
    // A chain with branches: everyone has other superiors and other subordinates.
    let mut stream = Stream::new(3, 0);
    let mut below = |v: u32| stream.below(v as usize) as u32;
    let ends: Vec<(u32, u32)> =
        (1..560).flat_map(|v| [(v - 1 - below(v.min(9)), v), (below(v), v)]).collect();
    for ends in [&ends[..], &[&ends[..], &[(300, 280), (40, 30)]].concat()] {
        let net = network(560, ends, true);
        let (found, wanted) = (values(&net), by_definition(&net));
        assert!(all_same(&found, &wanted), "{found:?} {wanted:?}");
    }
}

#[test]
fn parts_of_all_sizes() {
    for (n, arcs, seed) in [(150, 150, 1), (150, 250, 2), (120, 480, 3)] {
        let net = with_core(n, arcs, seed);
        let (found, wanted) = (values(&net), by_definition(&net));
        assert!(all_same(&found, &wanted), "{found:?} {wanted:?}");
    }
}

#[test]
fn estimates_hold_what_is_counted() {
    for seed in 0..6 {
        let net = with_core(400, 500, seed);
        for (counted, drawn) in measured(&net, COUNTED).iter().zip(measured(&net, DRAWN)) {
            assert!(counted.estimate.interval.is_none());
            let Some((low, high)) = drawn.estimate.interval else {
                assert_eq!(counted.estimate, drawn.estimate);
                continue;
            };
            let (value, middle) = (counted.estimate.value, drawn.estimate.value);
            // Half as wide again: one in twenty would be outside.
            let spare = (high - low) / 4.0;
            assert!(low <= middle && middle <= high, "{drawn:?}");
            assert!((low - spare..=high + spare).contains(&value), "{counted:?} {drawn:?}");
            assert!(high - low < 0.06, "{drawn:?}");
            assert!(drawn.note.contains("16384"), "{}", drawn.note);
        }
    }
}

#[test]
fn intervals_hold_the_number_about_as_often_as_they_say() {
    let net = with_core(300, 380, 7);
    let counted = measured(&net, COUNTED);
    let mut held = [0; 6];
    for seed in 0..100 {
        let drawn = measured(&net, Effort { samples: 2048, seed, ..DRAWN });
        for ((count, drawn), counted) in held.iter_mut().zip(drawn).zip(&counted) {
            let (low, high) = drawn.estimate.interval.unwrap_or((0.0, 1.0));
            *count += i32::from((low..=high).contains(&counted.estimate.value));
        }
    }
    // 95 are expected; fewer than 86 have a probability of 1 in 10,000.
    assert!(held.iter().all(|&count| count >= 86), "{held:?}");
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let net = with_core(2000, 3000, 9);
    for effort in [COUNTED, DRAWN] {
        let one = on_threads(1, || measured(&net, effort));
        assert_eq!(on_threads(4, || measured(&net, effort)), one);
    }
}

#[test]
fn silly_wishes_are_refused_and_long_work_can_be_stopped() {
    let net = with_core(100, 200, 1);
    let error = hierarchy(&net, &["magic"], COUNTED, &Interrupt::new()).unwrap_err().to_string();
    assert!(error.contains("magic") && error.contains("flow_hierarchy"), "{error}");
    let few = Effort { samples: 3, ..DRAWN };
    assert!(hierarchy(&net, &HIERARCHY, few, &Interrupt::new()).is_err());
    let stopped = Interrupt::new();
    stopped.stop();
    assert!(hierarchy(&net, &HIERARCHY, COUNTED, &stopped).is_err());
}

#[test]
fn levels_and_agony_stand_in_the_table() {
    let last = |net: &Network| -> Vec<f64> {
        let table = hierarchy(net, &HIERARCHY[6..], COUNTED, &Interrupt::new()).expect("valid");
        table.iter().map(|row| row.estimate.value).collect()
    };
    let forward = last(&network(3, &[(0, 1), (0, 2), (1, 2)], true));
    assert!((forward[0] - 1.0 / 9.0).abs() < 1e-9 && all_same(&forward[1..], &[0.0, 1.0]));
    let cycle = last(&network(3, &[(0, 1), (1, 2), (2, 0)], true));
    assert!((cycle[0] - 1.0).abs() < 1e-9 && all_same(&cycle[1..], &[3.0, 0.0]));
    let loops: &[(u32, u32)] = &[(0, 0), (1, 1)];
    for (ends, directed) in [(&[(0, 1)][..], false), (&[], true), (loops, true), (loops, false)] {
        assert!(last(&network(2, ends, directed)).iter().all(|value| value.is_nan()));
    }
}

#[test]
fn one_by_one_they_are_what_the_table_says() -> Result<()> {
    let (net, stop) = (with_core(200, 260, 3), Interrupt::new());
    let alone = [
        Estimate::exact(krackhardt_connectedness(&net, &stop)?),
        krackhardt_hierarchy(&net, DRAWN, &stop)?,
        Estimate::exact(krackhardt_efficiency(&net, &stop)?),
        krackhardt_lub(&net, DRAWN, &stop)?,
        Estimate::exact(flow_hierarchy(&net, &stop)?),
        global_reaching_centrality(&net, DRAWN, &stop)?,
    ];
    let table: Vec<Estimate> = measured(&net, DRAWN).iter().map(|row| row.estimate).collect();
    assert_eq!(alone, table[..]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn every_measure_is_what_its_definition_says(case in graphs()) {
        let net = case.network();
        let (found, wanted) = (values(&net), by_definition(&net));
        prop_assert!(all_same(&found, &wanted), "{found:?} {wanted:?}");
    }

    #[test]
    fn most_measures_do_not_mind_which_way_arcs_lead(case in graphs()) {
        let net = case.network();
        let (one, other) = (values(&net), values(&net.reverse()));
        for place in [0, 1, 2, 4] {
            prop_assert!(same(one[place], other[place]));
        }
    }
}
