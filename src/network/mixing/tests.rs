//! Slow and obvious references.

use super::*;
use crate::network::nulls::NullTest;
use crate::network::testing::{Case, graphs, network, on_threads, random_network};
use crate::network::{Network, reciprocity};
use crate::run::Interrupt;
use proptest::prelude::*;

const NONE: u32 = u32::MAX;

fn labels() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![4 => 0_u32..3, 1 => Just(NONE)], 10)
}

fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9
}

/// Every edge between two different nodes with a group: ends, and weight.
fn ties(net: &Network, labels: &[u32]) -> Vec<(u32, u32, f64)> {
    net.edges()
        .filter(|e| e.source != e.target)
        .filter(|e| labels[e.source as usize] != NONE && labels[e.target as usize] != NONE)
        .map(|e| (e.source, e.target, e.weight))
        .collect()
}

/// All orders of some things.
fn orders(things: &[u32]) -> Vec<Vec<u32>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for place in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(place);
        for mut order in orders(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

fn weight_of(net: &Network, labels: &[u32], from: u32, to: u32) -> f64 {
    let is = |a: u32, b: u32| (labels[a as usize], labels[b as usize]) == (from, to);
    let fits = |a: u32, b: u32| is(a, b) || (!net.directed() && is(b, a));
    ties(net, labels).iter().filter(|t| fits(t.0, t.1)).map(|t| t.2).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_matrix_is_that_of_the_edges(case in graphs(), labels in labels()) {
        let net = case.network();
        let labels = &labels[..net.n()];
        let cells = mixing(&net, labels, 3, &Trial::NONE, &Interrupt::new()).expect("it runs");
        prop_assert_eq!(cells.len(), if net.directed() { 9 } else { 6 });
        let whole: f64 = ties(&net, labels).iter().map(|t| t.2).sum();
        for cell in &cells {
            let weight = weight_of(&net, labels, cell.from, cell.to);
            prop_assert_eq!(cell.weight.value, weight);
            prop_assert!(close(cell.share, weight / whole));
            let fits = |t: &&(u32, u32, f64)| {
                let pair = (labels[t.0 as usize], labels[t.1 as usize]);
                pair == (cell.from, cell.to) || (!net.directed() && pair == (cell.to, cell.from))
            };
            prop_assert_eq!(cell.edges, ties(&net, labels).iter().filter(fits).count() as u64);
        }
        // Whatever is left to chance, the whole is expected.
        for chance in [Chance::Labels, Chance::Rewire { swaps: 1.0 }] {
            let trial = Trial { chance, ..Trial::NONE };
            let cells = mixing(&net, labels, 3, &trial, &Interrupt::new()).expect("it runs");
            prop_assert!(close(cells.iter().map(|cell| cell.expected).sum(), whole));
        }
    }

    #[test]
    fn what_permuted_labels_give_on_average_is_exact(
        ends in prop::collection::vec((0_u32..5, 0_u32..5), 0..9),
        labels in prop::collection::vec(prop_oneof![5 => 0_u32..3, 1 => Just(NONE)], 5),
        strata in prop::collection::vec(0_u32..2, 5), directed: bool, by_stratum: bool,
    ) {
        let weight = (1..).take(ends.len()).map(f64::from).collect();
        let net = Case { n: 5, ends, weight, directed }.network();
        let strata = by_stratum.then_some(&strata[..]);
        let trial = Trial { strata, ..Trial::NONE };
        let grouped: Vec<u32> = (0..5).filter(|&v| labels[v as usize] != NONE).collect();
        // Every order of the nodes that keeps strata, and the labels that it gives.
        let keeps = |order: &Vec<u32>| {
            let stratum = |v: u32| strata.map_or(0, |strata| strata[v as usize]);
            grouped.iter().zip(order).all(|(&own, &other)| stratum(own) == stratum(other))
        };
        let drawn: Vec<Vec<u32>> = orders(&grouped).into_iter().filter(keeps).map(|order| {
            let mut drawn = vec![NONE; 5];
            for (&own, other) in grouped.iter().zip(order) {
                drawn[own as usize] = labels[other as usize];
            }
            drawn
        }).collect();
        for cell in mixing(&net, &labels, 3, &trial, &Interrupt::new()).expect("it runs") {
            let sum: f64 = drawn.iter().map(|l| weight_of(&net, l, cell.from, cell.to)).sum();
            let mean = sum / drawn.len() as f64;
            prop_assert!(close(cell.expected, mean), "{} {}", cell.expected, mean);
        }
        // The mean of the index of all groups, too.
        let index = |labels: &[u32]| {
            ei_index(&net, labels, 3, true, &Trial::NONE, &Interrupt::new()).expect("it runs")
        };
        let found = ei_index(&net, &labels, 3, true, &trial, &Interrupt::new()).expect("it runs");
        let sum: f64 = drawn.iter().map(|l| index(l)[0].index.value).sum();
        prop_assert!(close(found[0].expected, sum / drawn.len() as f64));
    }

    #[test]
    fn what_dealt_stubs_give_on_average_is_exact(
        ends in prop::collection::vec((0_u32..4, 0_u32..4), 1..4),
        labels in prop::collection::vec(0_u32..2, 4), directed: bool,
    ) {
        let weight = (1..).take(ends.len()).map(f64::from).collect();
        let net = Case { n: 4, ends, weight, directed }.network();
        let ties = ties(&net, &labels);
        prop_assume!(!ties.is_empty());
        // Directed: every order of the targets. Undirected: every order of all stubs, joined in twos,
        // the weight of an edge going with either of its stubs.
        let m = ties.len();
        let mut sums = [[0.0; 2]; 2];
        let mut count = 0.0;
        let mut add = |u: u32, v: u32, weight: f64| {
            let (a, b) = (labels[u as usize] as usize, labels[v as usize] as usize);
            let (a, b) = if directed || a <= b { (a, b) } else { (b, a) };
            sums[a][b] += weight;
        };
        if directed {
            for order in orders(&(0..m as u32).collect::<Vec<_>>()) {
                count += 1.0;
                for (tie, &place) in ties.iter().zip(&order) {
                    add(tie.0, ties[place as usize].1, tie.2);
                }
            }
        } else {
            let stubs: Vec<(u32, f64)> =
                ties.iter().flat_map(|t| [(t.0, t.2), (t.1, t.2)]).collect();
            for order in orders(&(0..2 * m as u32).collect::<Vec<_>>()) {
                count += 1.0;
                for pair in order.chunks(2) {
                    let (one, other) = (stubs[pair[0] as usize], stubs[pair[1] as usize]);
                    // Half the weight of either edge, as either stub may carry its own.
                    add(one.0, other.0, 0.5 * (one.1 + other.1));
                }
            }
        }
        let trial = Trial { chance: Chance::Rewire { swaps: 1.0 }, ..Trial::NONE };
        for cell in mixing(&net, &labels, 2, &trial, &Interrupt::new()).expect("it runs") {
            let mean = sums[cell.from as usize][cell.to as usize] / count;
            prop_assert!(close(cell.expected, mean), "{cell:?} {mean}");
        }
    }

    #[test]
    fn the_index_is_that_of_the_pairs(case in graphs(), labels in labels(), weighted: bool) {
        let net = case.network();
        let labels = &labels[..net.n()];
        let mut pairs: Vec<(u32, u32, f64)> = Vec::new();
        for (u, v, weight) in ties(&net, labels) {
            let (u, v) = (u.min(v), u.max(v));
            match pairs.iter_mut().find(|p| (p.0, p.1) == (u, v)) {
                Some(pair) => pair.2 += weight,
                None => pairs.push((u, v, weight)),
            }
        }
        let found = ei_index(&net, labels, 3, weighted, &Trial::NONE, &Interrupt::new())
            .expect("it runs");
        prop_assert_eq!(found.len(), 4);
        for (row, found) in found.iter().enumerate() {
            let of = |is_external: bool| -> f64 {
                pairs.iter().filter(|p| {
                    let (a, b) = (labels[p.0 as usize], labels[p.1 as usize]);
                    let has = row == 0 || [a, b].contains(&(row as u32 - 1));
                    has && (a != b) == is_external
                }).map(|p| if weighted { p.2 } else { 1.0 }).sum()
            };
            let (external, internal) = (of(true), of(false));
            prop_assert_eq!((found.external, found.internal), (external, internal));
            let index = (external - internal) / (external + internal);
            prop_assert!(close(found.index.value, index));
        }
    }

    #[test]
    fn what_is_returned_is_counted_arc_by_arc(case in graphs(), labels in labels()) {
        let net = case.network();
        let labels = &labels[..net.n()];
        let found = cross_reciprocity(&net, labels, 3, &Trial::NONE, &Interrupt::new())
            .expect("it runs");
        for row in &found {
            let (mut arcs, mut returned) = (0, 0);
            for u in net.nodes() {
                for v in net.nodes().filter(|&v| v != u) {
                    let is = (labels[u as usize], labels[v as usize]) == (row.from, row.to);
                    if is && net.weight(u, v).is_some() {
                        arcs += 1;
                        returned += u64::from(net.weight(v, u).is_some());
                    }
                }
            }
            prop_assert_eq!((row.arcs, row.returned), (arcs, returned));
            prop_assert!(close(row.share.value, returned as f64 / arcs as f64));
        }
        if labels.iter().all(|&label| label != NONE) {
            let sum = |of: fn(&Returned) -> u64| found.iter().map(of).sum::<u64>() as f64;
            let all = sum(|row| row.returned) / sum(|row| row.arcs);
            prop_assert!(close(all, reciprocity(&net)));
        }
    }

    #[test]
    fn polarisation_follows_its_formulas(
        case in graphs(), labels in labels(), parts in prop::collection::vec(0_u32..3, 10),
    ) {
        let net = case.network();
        let (labels, parts) = (&labels[..net.n()], &parts[..net.n()]);
        let found = polarisation(&net, labels, 3, parts, &Trial::NONE, &Interrupt::new())
            .expect("it runs");
        let known: Vec<usize> = (0..net.n()).filter(|&v| labels[v] != NONE).collect();
        let n = known.len() as f64;
        let count = |a: Option<u32>, b: Option<u32>| {
            known.iter().filter(|&&v| {
                a.is_none_or(|a| parts[v] == a) && b.is_none_or(|b| labels[v] == b)
            }).count() as f64
        };
        let mut chi = 0.0;
        for a in 0..3 {
            for b in 0..3 {
                let chance = count(Some(a), None) * count(None, Some(b)) / n;
                if chance > 0.0 {
                    chi += (count(Some(a), Some(b)) - chance).powi(2) / chance;
                }
            }
        }
        let filled = |of: &dyn Fn(u32) -> f64| (0..3).filter(|&x| of(x) > 0.0).count();
        let least = filled(&|a| count(Some(a), None)).min(filled(&|b| count(None, Some(b))));
        let v = if least < 2 { f64::NAN } else { (chi / n / (least - 1) as f64).sqrt() };
        prop_assert!(close(found[1].1.value, v), "{} {}", found[1].1.value, v);
        for share in composition(&net, labels, 3, parts).expect("it runs") {
            let of = |group: u32| count(Some(share.community), Some(group)) / count(Some(share.community), None);
            prop_assert!(close(share.share, of(share.group)));
            prop_assert!(close(share.purity, (0..3).map(of).fold(0.0, f64::max)));
            let entropy: f64 = (0..3).map(of).filter(|&p| p > 0.0).map(|p| -p * p.log(3.0)).sum();
            prop_assert!(close(share.entropy, entropy));
        }
    }
}

/// Two groups of ten, tied within far more often than across.
fn apart() -> (Network, Vec<u32>) {
    let ends: Vec<(u32, u32)> = (0..20_u32)
        .flat_map(|u| (1..5).map(move |step| (u, u / 10 * 10 + (u + step) % 10)))
        .chain([(0, 10), (15, 5)])
        .collect();
    (network(20, &ends, true), (0..20).map(|v| v / 10).collect())
}

type Tested = Vec<NullTest>;

fn all_tests(net: &Network, labels: &[u32], trial: &Trial) -> Tested {
    let interrupt = Interrupt::new();
    let mut all: Tested = Vec::new();
    let cells = mixing(net, labels, 2, trial, &interrupt).expect("it runs");
    all.extend(cells.into_iter().map(|cell| cell.weight));
    let rows = ei_index(net, labels, 2, false, trial, &interrupt).expect("it runs");
    all.extend(rows.into_iter().map(|row| row.index));
    let rows = cross_reciprocity(net, labels, 2, trial, &interrupt).expect("it runs");
    all.extend(rows.into_iter().map(|row| row.share));
    let parts: Vec<u32> = net.nodes().map(|v| v % 3).collect();
    let rows = polarisation(net, labels, 2, &parts, trial, &interrupt).expect("it runs");
    all.extend(rows.into_iter().map(|row| row.1));
    all
}

#[test]
fn groups_that_keep_to_themselves_are_told_from_chance() {
    let (net, labels) = apart();
    for chance in [Chance::Labels, Chance::Rewire { swaps: 10.0 }] {
        let trial = Trial { chance, draws: 199, seed: 2, ..Trial::NONE };
        let cells = mixing(&net, &labels, 2, &trial, &Interrupt::new()).expect("it runs");
        for cell in &cells {
            let within = cell.from == cell.to;
            assert!(cell.weight.p() < 0.02 && (cell.weight.z() > 3.0) == within, "{cell:?}");
            // Simple networks have no self-loops, so that theirs is a little less within.
            let apart = (cell.weight.null_mean() - cell.expected).abs();
            assert!(apart < if chance == Chance::Labels { 0.5 } else { 2.5 }, "{apart}");
        }
        let index = ei_index(&net, &labels, 2, false, &trial, &Interrupt::new()).expect("it runs");
        assert!(index[0].index.value < -0.9 && index[0].index.p() < 0.02);
    }
}

#[test]
fn strata_hold_labels_back() {
    let (net, labels) = apart();
    // Where every stratum is one group, nothing is left to chance.
    let trial = Trial { strata: Some(&labels), draws: 19, ..Trial::NONE };
    for cell in mixing(&net, &labels, 2, &trial, &Interrupt::new()).expect("it runs") {
        assert_eq!(cell.weight.value, cell.expected);
        assert!(cell.weight.draws.iter().all(|&draw| draw == cell.expected));
        assert_eq!((cell.weight.p(), cell.weight.z().is_nan()), (1.0, true));
    }
    let rewired = Trial { chance: Chance::Rewire { swaps: 1.0 }, ..trial };
    assert!(mixing(&net, &labels, 2, &rewired, &Interrupt::new()).is_err());
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let net = random_network(300, 1500, true);
    let labels: Vec<u32> = net.nodes().map(|v| v % 2).collect();
    let strata: Vec<u32> = net.nodes().map(|v| v / 100).collect();
    for chance in [Chance::Labels, Chance::Rewire { swaps: 2.0 }] {
        let strata = (chance == Chance::Labels).then_some(&strata[..]);
        // Several draws are taken at once if that leaves enough for each thread.
        let trial = Trial { chance, strata, draws: 21, seed: 4 };
        let bits =
            |threads| format!("{:?}", on_threads(threads, || all_tests(&net, &labels, &trial)));
        assert_eq!(bits(1), bits(2));
        assert_eq!(bits(1), bits(4));
    }
}

#[test]
fn what_cannot_be_used_is_refused_and_an_interrupt_ends_it() {
    let (net, labels) = apart();
    let run = |labels: &[u32], groups, trial: &Trial| {
        mixing(&net, labels, groups, trial, &Interrupt::new())
    };
    assert!(run(&labels[1..], 2, &Trial::NONE).is_err());
    assert!(run(&labels, 1, &Trial::NONE).is_err());
    let many = Trial { draws: 1 << 26, ..Trial::NONE };
    let error = run(&labels, 2, &many).expect_err("too many");
    assert!(error.to_string().starts_with("groups: 2 groups and 67108864 draws; wanted"));
    assert!(composition(&net, &labels, 2, &[0]).is_err());
    let interrupt = Interrupt::new();
    interrupt.stop();
    let trial = Trial { draws: 9, ..Trial::NONE };
    assert!(mixing(&net, &labels, 2, &trial, &interrupt).is_err());
    assert!(cross_reciprocity(&net, &labels, 2, &trial, &interrupt).is_err());
    assert!(ei_index(&net, &labels, 2, true, &trial, &interrupt).is_err());
}
