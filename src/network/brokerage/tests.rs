use super::pairs::{overlaps, ways};
use super::*;
use crate::network::testing::{graphs, network, on_threads, random_network};
use crate::run::Interrupt;
use proptest::prelude::*;

/// The open two-paths among nodes with a group.
fn open_two_paths(net: &Network, groups: &[u32]) -> Vec<[u32; 3]> {
    let labelled = |v: &u32| groups[*v as usize] != NONE;
    let nodes = || net.nodes().filter(labelled);
    let tied = |a: u32, b: u32| net.weight(a, b).is_some();
    let mut found = Vec::new();
    for a in nodes() {
        for v in nodes() {
            for b in nodes() {
                let distinct = a != v && v != b && a != b;
                if distinct && tied(a, v) && tied(v, b) && !tied(a, b) {
                    found.push([a, v, b]);
                }
            }
        }
    }
    found
}

/// The roles in the words of the paper.
fn slow_role([a, v, b]: [u32; 3]) -> usize {
    if a == v && v == b {
        0
    } else if a == b {
        1
    } else if v == b {
        2
    } else if a == v {
        3
    } else {
        4
    }
}

fn labels_of(path: [u32; 3], groups: &[u32]) -> [u32; 3] {
    path.map(|node| groups[node as usize])
}

fn slow_roles(net: &Network, groups: &[u32]) -> Vec<[u64; 5]> {
    let mut roles = vec![[0; 5]; net.n()];
    for path in open_two_paths(net, groups) {
        roles[path[1] as usize][slow_role(labels_of(path, groups))] += 1;
    }
    roles
}

/// All orders of some items.
fn orders(items: &[u32]) -> Vec<Vec<u32>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let first = |place: usize| {
        let mut rest = items.to_vec();
        let item = rest.remove(place);
        orders(&rest).into_iter().map(move |order| [vec![item], order].concat())
    };
    (0..items.len()).flat_map(first).collect()
}

/// All ways to deal the labels that there are to the nodes that have one.
fn deals(groups: &[u32]) -> Vec<Vec<u32>> {
    let held: Vec<u32> = groups.iter().copied().filter(|&g| g != NONE).collect();
    let deal = |order: Vec<u32>| {
        let mut next = order.into_iter();
        let label = |&g: &u32| if g == NONE { NONE } else { next.next().unwrap_or(NONE) };
        groups.iter().map(label).collect()
    };
    orders(&held).into_iter().map(deal).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    (mean, (squares / values.len() as f64).sqrt())
}

fn close(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() <= 1e-7 * (1.0 + wanted.abs())
}

/// Groups of up to `n` nodes, some without.
fn labels(n: usize) -> impl Strategy<Value = Vec<u32>> {
    let label = prop_oneof![6 => 0_u32..3, 1 => Just(NONE)];
    prop::collection::vec(label, n)
}

/// Small and dense networks.
fn small(most: usize) -> impl Strategy<Value = (Network, Vec<u32>)> {
    (0..=most, any::<bool>()).prop_flat_map(|(n, directed)| {
        let ties = prop::collection::vec(any::<bool>(), n * n);
        (ties, labels(n)).prop_map(move |(ties, groups)| {
            let place = |cell: usize| ((cell / n) as u32, (cell % n) as u32);
            let ends: Vec<_> = (0..n * n).filter(|&cell| ties[cell]).map(place).collect();
            (network(n, &ends, directed), groups)
        })
    })
}

#[test]
fn each_role_has_its_smallest_example() -> Result<()> {
    let net = network(3, &[(0, 1), (1, 2)], true);
    let cases = [[1, 1, 1], [1, 2, 1], [1, 2, 2], [1, 1, 2], [1, 2, 3]];
    for (place, groups) in cases.iter().enumerate() {
        let found = brokerage(&net, groups, Given::Network, &Interrupt::new())?;
        let mut wanted = [0; 5];
        wanted[place] = 1;
        assert_eq!(found[1].roles, wanted, "{}", ROLES[place]);
        assert_eq!((found[0].roles, found[2].roles), ([0; 5], [0; 5]));
        let closed = network(3, &[(0, 1), (1, 2), (0, 2)], true);
        let none = brokerage(&closed, groups, Given::Network, &Interrupt::new())?;
        assert!(none.iter().all(|broker| broker.roles == [0; 5]));
    }
    Ok(())
}

#[test]
fn a_node_without_a_group_neither_brokers_nor_is_brokered() -> Result<()> {
    let net = network(4, &[(0, 1), (1, 2), (1, 3), (3, 2)], true);
    let found = brokerage(&net, &[0, 0, 0, NONE], Given::Network, &Interrupt::new())?;
    assert_eq!(found[1].roles, [1, 0, 0, 0, 0]);
    assert!(found[3].mean[0].is_nan() && found[3].total_mean.is_nan());
    let no_one = brokerage(&net, &[NONE; 4], Given::Density, &Interrupt::new())?;
    assert!(no_one.iter().all(|broker| broker.roles == [0; 5]));
    assert!(totals(&net, &[NONE; 4], Given::Network, &Interrupt::new())?[5].count == 0);
    assert!(brokered(&net, &[NONE; 4], Given::Network, &Interrupt::new())?.is_empty());
    Ok(())
}

#[test]
fn wrong_input_is_an_error() {
    let net = network(3, &[(0, 1)], true);
    let stop = Interrupt::new();
    assert!(brokerage(&net, &[0; 2], Given::Network, &stop).is_err());
    assert!(totals(&net, &[0; 4], Given::Density, &stop).is_err());
    let labels = Shuffle::Labels(None);
    assert!(compare_brokers(&net, &[0; 3], labels, 0, 1, &stop).is_err());
    let strata = Shuffle::Labels(Some(&[0, NONE, 0]));
    assert!(compare_roles(&net, &[0; 3], strata, 9, 1, &stop).is_err());
    assert!(compare_roles(&net, &[0, NONE, 0], strata, 9, 1, &stop).is_ok());
    assert!(compare_roles(&net, &[0; 3], Shuffle::Rewire { swaps: -1.0 }, 9, 1, &stop).is_err());
    let crowd = network(101, &[], true);
    let groups: Vec<u32> = (0..101).collect();
    assert!(brokered(&crowd, &groups, Given::Network, &stop).is_err());
    let stopped = Interrupt::new();
    stopped.stop();
    assert_eq!(brokerage(&net, &[0; 3], Given::Network, &stopped), Err(Error::Interrupted));
    assert_eq!(totals(&net, &[0; 3], Given::Network, &stopped), Err(Error::Interrupted));
    assert!(compare_passages(&net, &[0; 3], labels, 9, 1, &stopped).is_err());
}

/// The moments of draws lie where the exact ones say, on a network too large to try all deals.
#[test]
fn draws_agree_with_exact_moments() -> Result<()> {
    let net = random_network(60, 400, true);
    let groups: Vec<u32> = net.nodes().map(|v| if v == 7 { NONE } else { v % 3 + v % 2 }).collect();
    let stop = Interrupt::new();
    let draws = 4000;
    let near = |mean: f64, sd: f64, drawn: &Compared| {
        // Five standard errors of a mean; a sixth of a deviation.
        assert!((drawn.mean - mean).abs() <= 5.0 * sd / (draws as f64).sqrt() + 1e-9);
        assert!((drawn.sd - sd).abs() <= 0.12 * sd + 1e-9, "{} {sd}", drawn.sd);
    };
    let shuffle = Shuffle::Labels(None);
    let exact = brokerage(&net, &groups, Given::Network, &stop)?;
    let drawn = compare_brokers(&net, &groups, shuffle, draws, 3, &stop)?;
    for (broker, drawn) in exact.iter().zip(&drawn).filter(|(b, _)| !b.mean[0].is_nan()) {
        for (place, drawn) in drawn.iter().take(5).enumerate() {
            near(broker.mean[place], broker.sd[place], drawn);
        }
    }
    let exact = totals(&net, &groups, Given::Network, &stop)?;
    let drawn = compare_roles(&net, &groups, shuffle, draws, 4, &stop)?;
    exact.iter().zip(&drawn).for_each(|(total, drawn)| near(total.mean, total.sd, drawn));
    let exact = brokered(&net, &groups, Given::Network, &stop)?;
    let drawn = compare_passages(&net, &groups, shuffle, draws, 5, &stop)?;
    for (passage, drawn) in exact.iter().zip(&drawn).filter(|(p, _)| p.total.mean > 5.0) {
        near(passage.total.mean, passage.total.sd, drawn);
    }
    Ok(())
}

#[test]
fn labels_stay_within_strata() -> Result<()> {
    let net = network(6, &[(0, 1), (1, 2), (3, 4), (4, 5)], true);
    let groups = [0, 1, 1, 2, 3, 3];
    let shuffle = Shuffle::Labels(Some(&groups));
    // Each stratum has one group: nothing is left to chance.
    for drawn in compare_passages(&net, &groups, shuffle, 20, 1, &Interrupt::new())? {
        assert_eq!((drawn.mean, drawn.sd, drawn.p), (drawn.count as f64, 0.0, 1.0));
        assert!(drawn.z().is_nan());
    }
    // Between strata nothing moves: no two-path leads from groups 0, 1 to groups 2, 3.
    let shuffle = Shuffle::Labels(Some(&[0, 0, 0, 1, 1, 1]));
    let drawn = compare_passages(&net, &groups, shuffle, 200, 1, &Interrupt::new())?;
    let cell = |a: usize, v: usize, b: usize| drawn[(a * 4 + v) * 4 + b];
    assert!((cell(0, 1, 1).mean - 1.0 / 3.0).abs() < 0.15);
    assert_eq!((cell(0, 1, 2).mean, cell(0, 3, 3).mean), (0.0, 0.0));
    Ok(())
}

/// A stratum of its own for the broker and one for the others is what a single broker's null is.
#[test]
fn a_broker_keeps_its_own_label() -> Result<()> {
    let net = network(5, &[(0, 2), (1, 2), (2, 3), (2, 4)], true);
    let groups = [0, 1, 2, 2, 3];
    let drawn = compare_brokers(&net, &groups, Shuffle::Labels(None), 3000, 9, &Interrupt::new())?;
    let strata = Shuffle::Labels(Some(&[0, 0, 1, 0, 0]));
    let apart = compare_roles(&net, &groups, strata, 3000, 10, &Interrupt::new())?;
    for (one, other) in drawn[2].iter().zip(&apart) {
        assert_eq!(one.count, other.count);
        assert!((one.mean - other.mean).abs() < 0.15 && (one.sd - other.sd).abs() < 0.15);
    }
    Ok(())
}

/// As [`nulls::NullTest`](crate::network::nulls::NullTest) has it.
#[test]
fn comparisons_are_those_of_the_house() -> Result<()> {
    use crate::network::nulls::{Null, NullTest};
    let net = random_network(30, 120, true);
    let groups: Vec<u32> = net.nodes().map(|v| v % 3).collect();
    let stop = Interrupt::new();
    let found = compare_brokers(&net, &groups, Shuffle::Rewire { swaps: 5.0 }, 50, 2, &stop)?;
    let null = Null::Rewire { swaps: 5.0, keep_reciprocity: false };
    let drawn: Vec<_> = (0..50)
        .map(|k| Ok(slow_roles(&null.draw(&net, 2, k, &stop)?, &groups)))
        .collect::<Result<_>>()?;
    let roles = slow_roles(&net, &groups);
    for (v, six) in found.iter().enumerate() {
        for (place, ours) in six.iter().enumerate() {
            let of = |roles: [u64; 5]| roles.get(place).copied().unwrap_or(roles.iter().sum());
            let test = NullTest {
                value: of(roles[v]) as f64,
                draws: drawn.iter().map(|roles| of(roles[v]) as f64).collect(),
            };
            assert!(close(ours.mean, test.null_mean()) && close(ours.sd, test.null_sd()));
            assert!(close(ours.p, test.p()), "{ours:?} {test:?}");
            assert!(close(ours.z(), test.z()) || (ours.z().is_nan() && test.z().is_nan()));
        }
    }
    Ok(())
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let net = random_network(400, 4000, true);
    let groups: Vec<u32> = net.nodes().map(|v| v % 5).collect();
    let all = |threads| {
        on_threads(threads, || -> Result<Vec<String>> {
            let stop = Interrupt::new();
            let mut found = vec![
                format!("{:?}", brokerage(&net, &groups, Given::Network, &stop)?),
                format!("{:?}", totals(&net, &groups, Given::Network, &stop)?),
                format!("{:?}", brokered(&net, &groups, Given::Density, &stop)?),
            ];
            for shuffle in [Shuffle::Labels(None), Shuffle::Rewire { swaps: 1.0 }] {
                let brokers = compare_brokers(&net, &groups, shuffle, 7, 1, &stop)?;
                let passages = compare_passages(&net, &groups, shuffle, 7, 1, &stop)?;
                found.push(format!("{brokers:?} {passages:?}"));
            }
            Ok(found)
        })
        .expect("valid input")
    };
    assert_eq!(all(1), all(2));
    assert_eq!(all(1), all(4));
}

/// All networks of `n` nodes, each as likely as its density makes it.
fn all_networks(n: usize, directed: bool) -> Vec<Network> {
    let pairs: Vec<(u32, u32)> = (0..n as u32)
        .flat_map(|a| (0..n as u32).map(move |b| (a, b)))
        .filter(|(a, b)| if directed { a != b } else { a < b })
        .collect();
    let net = |set: usize| {
        let ends: Vec<_> =
            pairs.iter().enumerate().filter(|(p, _)| set >> p & 1 == 1).map(|(_, &e)| e).collect();
        network(n, &ends, directed)
    };
    (0..1 << pairs.len()).map(net).collect()
}

#[test]
fn moments_given_the_density_are_those_of_all_networks() -> Result<()> {
    // Half of all arcs there: every network is as likely as any other.
    for (n, directed, ends, groups) in [
        (4, true, &[(0, 1), (1, 2), (2, 3), (3, 0), (1, 3), (0, 2)][..], vec![0, 0, 1, 2]),
        (4, true, &[(0, 1), (1, 2), (2, 3), (3, 0), (1, 3), (0, 2)][..], vec![0, 0, 0, 1]),
        (4, false, &[(0, 1), (1, 2), (2, 3)][..], vec![0, 1, 0, 1]),
        (5, false, &[(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)][..], vec![0, 1, 0, 0, 1]),
    ] {
        let net = network(n, ends, directed);
        let stop = Interrupt::new();
        let drawn: Vec<_> =
            all_networks(n, directed).iter().map(|net| slow_roles(net, &groups)).collect();
        let exact = brokerage(&net, &groups, Given::Density, &stop)?;
        let whole = totals(&net, &groups, Given::Density, &stop)?;
        for (place, total) in whole.iter().take(5).enumerate() {
            for (v, broker) in exact.iter().enumerate() {
                let values: Vec<f64> = drawn.iter().map(|r| r[v][place] as f64).collect();
                let (mean, sd) = moments(&values);
                assert!(close(broker.mean[place], mean) && close(broker.sd[place], sd));
            }
            let sum = |r: &Vec<[u64; 5]>| r.iter().map(|r| r[place]).sum::<u64>() as f64;
            let (mean, sd) = moments(&drawn.iter().map(sum).collect::<Vec<_>>());
            assert!(close(total.mean, mean) && close(total.sd, sd));
        }
        let all = |r: &Vec<[u64; 5]>| r.iter().flatten().sum::<u64>() as f64;
        let (mean, sd) = moments(&drawn.iter().map(all).collect::<Vec<_>>());
        assert!(close(whole[5].mean, mean) && close(whole[5].sd, sd));
    }
    Ok(())
}

#[test]
fn there_are_34_ways_to_share_nodes() {
    let with = |count| ways().iter().filter(|way| way.iter().flatten().count() == count).count();
    assert_eq!([with(0), with(1), with(2), with(3)], [1, 9, 18, 6]);
}

proptest! {
    #[test]
    fn counts_are_those_of_all_triples((net, groups) in small(8)) {
        let stop = Interrupt::new();
        let found = brokerage(&net, &groups, Given::Network, &stop).expect("valid");
        let roles: Vec<_> = found.iter().map(|broker| broker.roles).collect();
        prop_assert_eq!(&roles, &slow_roles(&net, &groups));
        let whole = totals(&net, &groups, Given::Density, &stop).expect("valid");
        for (place, total) in whole.iter().take(5).enumerate() {
            prop_assert_eq!(total.count, roles.iter().map(|r| r[place]).sum::<u64>());
        }
        let open = open_two_paths(&net, &groups);
        prop_assert_eq!(whole[5].count, open.len() as u64);
        let cells = brokered(&net, &groups, Given::Density, &stop).expect("valid");
        for cell in cells {
            let there = open.iter().filter(|&&path| labels_of(path, &groups) == cell.groups);
            prop_assert_eq!(cell.total.count, there.count() as u64);
        }
    }

    #[test]
    fn loops_weights_and_parallel_edges_do_not_count(case in graphs(), groups in labels(10)) {
        let net = case.network();
        let groups = &groups[..net.n()];
        let found = brokerage(&net, groups, Given::Network, &Interrupt::new()).expect("valid");
        let roles: Vec<_> = found.iter().map(|broker| broker.roles).collect();
        prop_assert_eq!(roles, slow_roles(&net, groups));
    }

    #[test]
    fn reversing_turns_gatekeepers_into_representatives((net, groups) in small(8)) {
        let stop = Interrupt::new();
        let there = brokerage(&net, &groups, Given::Network, &stop).expect("valid");
        let back = brokerage(&net.reverse(), &groups, Given::Network, &stop).expect("valid");
        for (x, y) in there.iter().zip(&back) {
            let [a, b, c, d, e] = y.roles;
            prop_assert_eq!(x.roles, [a, b, d, c, e]);
            prop_assert!(net.directed() || x.roles[2] == x.roles[3]);
        }
    }

    #[test]
    fn pairs_share_nodes_as_often_as_counted((net, groups) in small(6)) {
        let open = open_two_paths(&net, &groups);
        let named = Groups::new(&net, &groups, "groups").expect("valid");
        let arcs = super::open::Arcs::new(&net, &named);
        let found = overlaps(&arcs, &Interrupt::new()).expect("valid");
        prop_assert_eq!(found.open, open.len() as i128);
        for (way, count) in found.ways {
            let slow = open.iter().flat_map(|x| open.iter().map(move |y| (x, y))).filter(|(x, y)| {
                (0..3).all(|i| way[i] == (0..3).find(|&j| y[j] == x[i]))
            });
            prop_assert_eq!(count, slow.count() as i128, "{:?}", way);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn moments_given_the_network_are_those_of_all_deals((net, groups) in small(6)) {
        let stop = Interrupt::new();
        let open = open_two_paths(&net, &groups);
        let all = deals(&groups);
        let held: Vec<u32> = {
            let mut held: Vec<u32> = groups.iter().copied().filter(|&g| g != NONE).collect();
            held.sort_unstable();
            held.dedup();
            held
        };
        let counts = |fits: &dyn Fn(&[u32; 3], [u32; 3]) -> bool, deals: &[&Vec<u32>]| {
            let count = |deal: &&Vec<u32>| {
                open.iter().filter(|path| fits(path, labels_of(**path, deal))).count() as f64
            };
            moments(&deals.iter().map(count).collect::<Vec<_>>())
        };
        let every: Vec<&Vec<u32>> = all.iter().collect();
        let whole = totals(&net, &groups, Given::Network, &stop).expect("valid");
        for (place, total) in whole.iter().take(5).enumerate() {
            let (mean, sd) = counts(&|_, labels| slow_role(labels) == place, &every);
            prop_assert!(close(total.mean, mean) && close(total.sd, sd));
        }
        for cell in brokered(&net, &groups, Given::Network, &stop).expect("valid") {
            prop_assert!(cell.groups.iter().all(|group| held.contains(group)));
            let (mean, sd) = counts(&|_, labels| labels == cell.groups, &every);
            prop_assert!(close(cell.total.mean, mean) && close(cell.total.sd, sd));
        }
        let brokers = brokerage(&net, &groups, Given::Network, &stop).expect("valid");
        for v in net.nodes().filter(|&v| groups[v as usize] != NONE) {
            let kept = |deal: &&&Vec<u32>| deal[v as usize] == groups[v as usize];
            let own: Vec<&Vec<u32>> = every.iter().filter(kept).copied().collect();
            let broker = brokers[v as usize];
            for place in 0..5 {
                let (mean, sd) =
                    counts(&|path, labels| path[1] == v && slow_role(labels) == place, &own);
                prop_assert!(close(broker.mean[place], mean) && close(broker.sd[place], sd));
            }
        }
    }
}

/// Many labels on one deck: every deal that leaves a node its own is as likely as any other.
#[test]
fn swapped_deals_are_even() -> Result<()> {
    // The broker 0 stands between 1 and 2; five groups of unequal size among six nodes.
    let net = network(6, &[(1, 0), (0, 2)], true);
    let groups = [0, 0, 0, 1, 1, 2];
    let drawn =
        compare_brokers(&net, &groups, Shuffle::Labels(None), 20_000, 1, &Interrupt::new())?;
    // Of 20 ordered choices of two among the other five: own, own 2; foreign, own 6 and back.
    let wanted = [0.1, 0.1, 0.3, 0.3, 0.2];
    for (found, wanted) in drawn[0].iter().zip(wanted) {
        assert!((found.mean - wanted).abs() < 0.02, "{found:?} {wanted}");
    }
    Ok(())
}
