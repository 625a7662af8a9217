use super::*;
use crate::network::Network;
use crate::network::hierarchy::trophic_levels;
use crate::network::testing::{graphs, network, on_threads, random_network};
use crate::random::Stream;
use crate::run::Interrupt;
use proptest::prelude::*;

/// Charts of up to twelve people in any order: each is below an earlier one, a head, or alone.
fn charts() -> impl Strategy<Value = Vec<u32>> {
    (prop::collection::vec((0_u32..20, any::<bool>()), 12), any::<u64>()).prop_map(
        |(cells, seed)| {
            let mut name: Vec<u32> = (0..12).collect();
            Stream::new(seed, 0).shuffle(&mut name);
            let mut superior = vec![NONE; 12];
            for (v, (above, has)) in cells.into_iter().enumerate() {
                if has && v > 0 {
                    superior[name[v] as usize] = name[above as usize % v];
                }
            }
            superior
        },
    )
}

/// All who are over v, the nearest first.
fn line_above(superior: &[u32], v: u32) -> Vec<u32> {
    let above = |&v: &u32| Some(superior[v as usize]).filter(|&s| s != NONE);
    std::iter::successors(above(&v), above).collect()
}

fn slow_path(superior: &[u32], u: u32, v: u32) -> Path {
    let on = |v: u32| superior[v as usize] != NONE || superior.contains(&v);
    let steps = |u, v| line_above(superior, u).iter().position(|&s| s == v);
    match (on(u), on(v), steps(u, v).or(steps(v, u))) {
        (false, false, _) => Path::Off,
        (true, true, Some(0)) => Path::Line,
        (true, true, Some(_)) => Path::Skip,
        (true, true, None) => Path::Lateral,
        _ => Path::External,
    }
}

/// Steps between all on the chart, by looking through its ties again and again (Floyd 1962).
fn slow_distances(superior: &[u32]) -> Vec<Vec<Option<u32>>> {
    let k = superior.len();
    let tied = |u: usize, v: usize| superior[u] == v as u32 || superior[v] == u as u32;
    let mut steps = vec![vec![None; k]; k];
    for u in 0..k {
        for v in 0..k {
            steps[u][v] = if u == v { Some(0) } else { tied(u, v).then_some(1) };
        }
    }
    for by in 0..k {
        for u in 0..k {
            for v in 0..k {
                let way = steps[u][by].zip(steps[by][v]).map(|(a, b): (u32, u32)| a + b);
                steps[u][v] = [steps[u][v], way].into_iter().flatten().min();
            }
        }
    }
    steps
}

#[test]
fn cycles_and_nobodies_are_refused() {
    for superior in [&[0][..], &[1, 0], &[NONE, 2, 3, 1], &[7]] {
        let error = Chart::new(superior).unwrap_err().to_string();
        assert!(error.starts_with("superior: "), "{error}");
    }
    assert_eq!(cycle(&[NONE, 2, 3, 1]), Some(vec![1, 2, 3]));
    assert_eq!(cycle(&[0]), Some(vec![0]));
    assert_eq!(cycle(&[]), None);
}

#[test]
fn a_chart_may_be_deep_or_broad() -> Result<()> {
    let n = 300_000;
    let line: Vec<u32> = (0..n).map(|v| if v == 0 { NONE } else { v - 1 }).collect();
    let chart = Chart::new(&line)?;
    assert_eq!(chart.rank(n - 1), Some(n));
    assert_eq!(chart.distance(n - 1, 0), Some(n - 1));
    let star = Chart::new(&(0..n).map(|v| if v == 0 { NONE } else { 0 }).collect::<Vec<_>>())?;
    assert_eq!((star.rank(n - 1), star.path(1, 2)), (Some(2), Path::Lateral));
    Ok(())
}

#[test]
fn no_weight_is_no_share() -> Result<()> {
    let net = Network::from_edges(2, &[0], &[1], Some(&[0.0]), None, true)?;
    let found = bypass(&net, &Chart::new(&[NONE, 0])?, 9, 0, &Interrupt::new())?;
    assert_eq!(found.observed.edges, [1, 0, 0, 0]);
    for test in found.rewire.iter().chain(&found.chart) {
        assert!(test.value.is_nan() && test.p().is_nan() && test.undefined() == 9);
    }
    Ok(())
}

#[test]
fn a_chart_knows_at_least_the_nodes() {
    let chart = Chart::new(&[NONE, 0]).unwrap();
    assert!(bypass(&network(3, &[], true), &chart, 9, 0, &Interrupt::new()).is_err());
    assert!(chart_ties(&network(3, &[], true), &chart, &Interrupt::new()).is_err());
}

#[test]
fn an_interrupt_ends_it() {
    let stopped = Interrupt::new();
    stopped.stop();
    let (net, chart) = (network(2, &[(0, 1)], true), Chart::new(&[NONE, 0]).unwrap());
    assert_eq!(bypass(&net, &chart, 9, 0, &stopped), Err(Error::Interrupted));
    assert_eq!(rank_correlation(&net, &chart, 9, 0, &stopped), Err(Error::Interrupted));
}

#[test]
fn dealing_out_posts_has_the_mean_of_all_orders() -> Result<()> {
    // 0 over 1 and 2, 1 over 3; 4 is off the chart.
    let chart = Chart::new(&[NONE, 0, 0, 1, NONE])?;
    let weight = [5.0, 1.0, 2.0, 3.0];
    let net = Network::from_edges(5, &[0, 3, 2, 4], &[1, 0, 1, 0], Some(&weight), None, true)?;
    let found = bypass(&net, &chart, 20_000, 3, &Interrupt::new())?;
    assert_eq!(found.observed.shares(), [5.0 / 11.0, 1.0 / 11.0, 2.0 / 11.0, 3.0 / 11.0]);
    // Of the six pairs of posts three are lines, one skips, two are lateral; any pair is as likely.
    let expected = [0.5, 1.0 / 6.0, 1.0 / 3.0].map(|share| share * 8.0 / 11.0);
    for (test, expected) in found.chart.iter().zip(expected) {
        let error = test.null_sd() / 20_000_f64.sqrt();
        assert!((test.null_mean() - expected).abs() < 5.0 * error, "{expected}");
    }
    assert!(found.chart[3].null_sd() == 0.0);
    assert_eq!(Bypass::free(&net, &chart, false), [true, true, true, false]);
    assert_eq!(Bypass::free(&net, &chart, true), [true; 4]);
    Ok(())
}

#[test]
fn any_number_of_threads_gives_the_same_bits() -> Result<()> {
    let net = random_network(2000, 9000, true);
    let chart =
        Chart::new(&net.nodes().map(|v| if v == 0 { NONE } else { v / 3 }).collect::<Vec<_>>());
    let chart = chart.expect("a tree");
    let both = |threads| {
        on_threads(threads, || {
            let traffic = bypass(&net, &chart, 20, 5, &Interrupt::new());
            (traffic, rank_correlation(&net, &chart, 20, 5, &Interrupt::new()))
        })
    };
    let one = both(1);
    assert!(one.0.is_ok() && one == both(2) && one == both(4));
    Ok(())
}

#[test]
fn perfect_order_is_one_and_ties_take_the_middle() {
    assert!((spearman(&[1.0, 2.0, 9.0], &[0.0, 5.0, 6.0]) - 1.0).abs() < 1e-12);
    assert!((spearman(&[1.0, 2.0, 9.0], &[6.0, 5.0, 0.0]) + 1.0).abs() < 1e-12);
    // scipy.stats.spearmanr([1, 1, 2, 3], [2, 1, 1, 4])
    assert!((spearman(&[1.0, 1.0, 2.0, 3.0], &[2.0, 1.0, 1.0, 4.0]) - 0.5).abs() < 1e-9);
    assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_nan());
    assert!(spearman(&[], &[]).is_nan() && spearman(&[1.0], &[1.0]).is_nan());
}

#[test]
fn rank_shows_where_traffic_runs_along_the_chart() -> Result<()> {
    // A chart of four ranks, and traffic down all of it; 5 is off the chart, 6 to 8 lie apart.
    let chart = Chart::new(&[NONE, 0, 0, 1, 3, NONE, 0, 6, 7])?;
    let ends = [(0, 1), (0, 2), (1, 3), (3, 4), (5, 0), (8, 7), (7, 6)];
    let (down, up) = (network(9, &ends, true), network(9, &ends, true).reverse());
    for (net, value) in [(down, 1.0), (up, -1.0)] {
        let found = rank_correlation(&net, &chart, 200, 0, &Interrupt::new())?;
        assert_eq!(found.n, 5);
        assert!((found.test.value - value).abs() < 1e-12);
        assert!(found.test.null_mean().abs() < 0.2 && found.test.p() < 0.1);
    }
    let undirected = network(9, &ends, false);
    assert!(rank_correlation(&undirected, &chart, 9, 0, &Interrupt::new()).is_err());
    assert!(rank_correlation(&network(10, &ends, true), &chart, 9, 0, &Interrupt::new()).is_err());
    Ok(())
}

#[test]
fn equal_levels_are_equal_whatever_the_solver_leaves() -> Result<()> {
    // All of a circle stand on one level.
    let n = 50;
    let ends: Vec<(u32, u32)> = (0..n).map(|v| (v, (v + 1) % n)).collect();
    let chart = Chart::new(&(0..n).map(|v| if v == 0 { NONE } else { v / 2 }).collect::<Vec<_>>())?;
    let found = rank_correlation(&network(50, &ends, true), &chart, 9, 0, &Interrupt::new())?;
    assert!(found.test.value.is_nan() && found.test.p().is_nan() && found.n == 50);
    Ok(())
}

proptest! {
    #[test]
    fn ranks_are_compared_where_there_is_a_level(case in graphs(), superior in charts()) {
        let net = case.network();
        let chart = Chart::new(&superior).unwrap();
        let found = rank_correlation(&net, &chart, 1, 0, &Interrupt::new());
        prop_assert_eq!(found.is_ok(), net.directed());
        if let Ok(found) = found {
            let levels = trophic_levels(&net, &Interrupt::new()).unwrap();
            let nodes = || net.nodes().filter(|&v| levels.component[v as usize] == 0 && chart.holds(v));
            let level: Vec<f64> = nodes().map(|v| (levels.level[v as usize] * 1e9).round()).collect();
            let rank: Vec<f64> =
                nodes().map(|v| line_above(&superior, v).len() as f64).collect();
            // Midranks by counting.
            let middle = |all: &[f64], x: f64| {
                let less = all.iter().filter(|&&y| y < x).count() as f64;
                less + (all.iter().filter(|&&y| y == x).count() as f64 + 1.0) / 2.0
            };
            let mean = (level.len() as f64 + 1.0) / 2.0;
            let sum = |a: &[f64], b: &[f64]| {
                let rows = a.iter().zip(b);
                rows.map(|(x, y)| (middle(a, *x) - mean) * (middle(b, *y) - mean)).sum::<f64>()
            };
            let slow = sum(&level, &rank) / (sum(&level, &level) * sum(&rank, &rank)).sqrt();
            prop_assert_eq!(found.n, level.len());
            let value = found.test.value;
            prop_assert!((value - slow).abs() < 1e-12 || (value.is_nan() && slow.is_nan()));
        }
    }

    #[test]
    fn the_chart_answers_as_walking_it_does(superior in charts()) {
        let chart = Chart::new(&superior).unwrap();
        let steps = slow_distances(&superior);
        for u in 0..12 {
            let rank = line_above(&superior, u).len() as u32 + 1;
            prop_assert_eq!(chart.rank(u), chart.holds(u).then_some(rank));
            for v in (0..12).filter(|&v| v != u) {
                prop_assert_eq!(chart.path(u, v), slow_path(&superior, u, v));
                prop_assert_eq!(chart.is_over(u, v), line_above(&superior, v).contains(&u));
                prop_assert_eq!(chart.distance(u, v), steps[u as usize][v as usize]);
            }
        }
    }

    #[test]
    fn a_cycle_is_one_and_is_found(superior in prop::collection::vec(prop_oneof![Just(NONE), 0_u32..8], 8)) {
        let in_cycle = |v: u32| {
            let mut at = v;
            (0..8).any(|_| {
                at = if at == NONE { NONE } else { superior[at as usize] };
                at == v
            })
        };
        match cycle(&superior) {
            None => prop_assert!((0..8).all(|v| !in_cycle(v))),
            Some(round) => {
                for (place, &v) in round.iter().enumerate() {
                    prop_assert_eq!(superior[v as usize], round[(place + 1) % round.len()]);
                }
                prop_assert!(in_cycle(round[0]));
            }
        }
    }

    #[test]
    fn traffic_is_what_each_tie_says(case in graphs(), superior in charts()) {
        let net = case.network();
        let chart = Chart::new(&superior).unwrap();
        let found = bypass(&net, &chart, 5, 1, &Interrupt::new()).unwrap();
        let mut slow = Traffic::default();
        for edge in net.edges() {
            match slow_path(&superior, edge.source, edge.target) {
                _ if edge.source == edge.target => slow.self_loops += 1,
                Path::Off => slow.off_chart += 1,
                path => {
                    slow.edges[path as usize] += 1;
                    slow.weight[path as usize] += edge.weight;
                }
            }
        }
        prop_assert_eq!(&found.observed, &slow);
        for test in found.rewire.iter().chain(&found.chart) {
            prop_assert_eq!(test.draws.len(), 5);
        }
        // Shares add up to one in every draw in which there is any weight.
        for null in [&found.rewire, &found.chart] {
            for draw in 0..5 {
                let whole: f64 = null.iter().map(|test| test.draws[draw]).sum();
                prop_assert!(whole.is_nan() || (whole - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn posts_are_dealt_out_as_a_new_chart_would_have_them(case in graphs(), superior in charts(), draw: u64) {
        let net = case.network();
        let chart = Chart::new(&superior).unwrap();
        let observed = bypass(&net, &chart, 1, draw, &Interrupt::new()).unwrap();
        let nodes: Vec<u32> = net.nodes().filter(|&v| chart.holds(v)).collect();
        let mut post = nodes.clone();
        Stream::new(draw, 0).shuffle(&mut post);
        // The chart on which each of the nodes has the post that it was dealt.
        let mut holder: Vec<u32> = (0..12).collect();
        for (&v, &p) in nodes.iter().zip(&post) {
            holder[p as usize] = v;
        }
        let mut new = vec![NONE; 12];
        for (p, &s) in superior.iter().enumerate().filter(|(_, s)| **s != NONE) {
            new[holder[p] as usize] = holder[s as usize];
        }
        let again = bypass(&net, &Chart::new(&new).unwrap(), 1, 0, &Interrupt::new()).unwrap();
        for (test, share) in observed.chart.iter().zip(again.observed.shares()) {
            let drawn = test.draws[0];
            prop_assert!((drawn - share).abs() < 1e-12 || (drawn.is_nan() && share.is_nan()));
        }
    }
}
