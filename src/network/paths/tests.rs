//! Shortest paths against exact arithmetic.
//!
//! The reference measures lengths in whole numbers, by Floyd and Warshall, and counts every
//! path in whole numbers too. A length of 0 is one where the others are multiples of `ZERO`.

use super::*;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::testing::{Case, graphs, karate, network, on_threads, random_network};
use crate::run::Interrupt;
use proptest::prelude::*;

/// The unit of lengths above 0, more than any path has edges.
const ZERO: u128 = 100;
const FAR: u128 = u128::MAX;

struct Exact {
    /// How long the edge is, if a path can take it.
    edge: Vec<Vec<Option<u128>>>,
    distance: Vec<Vec<u128>>,
}

impl Exact {
    fn new(net: &Network, length: impl Fn(f64) -> Option<u128>) -> Self {
        let n = net.n();
        let mut edge = vec![vec![None; n]; n];
        for e in net.edges().filter(|e| e.source != e.target) {
            let (s, t) = (e.source as usize, e.target as usize);
            let long = length(e.weight).map(|long| if long == 0 { 1 } else { long * ZERO });
            edge[s][t] = long;
            if !net.directed() {
                edge[t][s] = long;
            }
        }
        let mut distance = edge.clone();
        for (v, row) in distance.iter_mut().enumerate() {
            row[v] = Some(0);
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    if let (Some(a), Some(b)) = (distance[i][k], distance[k][j]) {
                        distance[i][j] = Some(distance[i][j].map_or(a + b, |d| d.min(a + b)));
                    }
                }
            }
        }
        let plain = |row: Vec<Option<u128>>| row.into_iter().map(|d| d.unwrap_or(FAR)).collect();
        Self { edge, distance: distance.into_iter().map(plain).collect() }
    }

    fn n(&self) -> usize {
        self.edge.len()
    }

    /// The number of shortest paths.
    fn paths(&self, s: usize, t: usize) -> u128 {
        if s == t {
            return 1;
        }
        let last = |u: usize| {
            let (way, step) = (self.distance[s][u], self.edge[u][t]);
            way != FAR && step.is_some_and(|step| way + step == self.distance[s][t])
        };
        (0..self.n()).filter(|&u| last(u)).map(|u| self.paths(s, u)).sum()
    }

    /// The dependency of each source on each node.
    fn dependencies(&self) -> Vec<Vec<f64>> {
        let n = self.n();
        let paths: Vec<Vec<u128>> =
            (0..n).map(|s| (0..n).map(|t| self.paths(s, t)).collect()).collect();
        let through = |s: usize, v: usize, t: usize| {
            let d = &self.distance;
            let between = s != v && v != t && s != t && d[s][v] != FAR && d[v][t] != FAR;
            if between && d[s][v] + d[v][t] == d[s][t] {
                (paths[s][v] * paths[v][t]) as f64 / paths[s][t] as f64
            } else {
                0.0
            }
        };
        let all = |s, v| (0..n).map(|t| through(s, v, t)).sum();
        (0..n).map(|s| (0..n).map(|v| all(s, v)).collect()).collect()
    }

    /// The distances of each node from others, or to them, in true units.
    fn others(&self, v: usize, direction: Direction, unit: f64) -> Vec<f64> {
        let to = |u: usize| match direction {
            Direction::In => self.distance[u][v],
            Direction::Out => self.distance[v][u],
        };
        let found = (0..self.n()).filter(|&u| u != v).map(to).filter(|&d| d != FAR);
        found.map(|d| (d / ZERO) as f64 * unit).collect()
    }
}

/// The least common multiple of 1, ..., 60, the most that a weight of a small case can be.
const WHOLE: u128 = 9_690_712_164_777_231_700_912_800;

/// A case in floats, in whole numbers, and what a whole number is worth.
fn exact(case: &Case, length: Length) -> (Network, Exact, f64) {
    let net = case.network();
    match length {
        Length::One => (net.clone(), Exact::new(&net, |_| Some(1)), 1.0),
        Length::Weight => (net.clone(), Exact::new(&net, |w| Some(w as u128)), 1.0),
        Length::Inverse => {
            let inverse = |w: f64| (w > 0.0).then(|| WHOLE / w as u128);
            (net.clone(), Exact::new(&net, inverse), 1.0 / WHOLE as f64)
        }
    }
}

/// The case with every weight divided by ten, which floats can not do exactly.
fn tenths(case: &Case) -> Network {
    let c = case.network().columns();
    let weight: Vec<f64> = c.weight.iter().map(|w| w / 10.0).collect();
    Network::from_edges(case.n, &c.source, &c.target, Some(&weight), None, case.directed)
        .expect("a case is valid")
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

fn all_near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| near(a, b))
}

fn scores(net: &Network, length: Length, normalized: bool) -> Vec<f64> {
    let between = betweenness(net, length, normalized, None, 0, &Interrupt::new());
    between.expect("valid arguments").scores
}

fn steps(net: &Network) -> Distances {
    distances(net, None, 0, &Interrupt::new()).expect("valid arguments")
}

fn lengths() -> impl Strategy<Value = Length> {
    prop_oneof![Just(Length::One), Just(Length::Weight), Just(Length::Inverse)]
}

fn directions() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::In), Just(Direction::Out)]
}

/// A grid of so many rows and columns; node `r` * columns + `c`.
fn grid(rows: u32, columns: u32) -> Vec<(u32, u32)> {
    let cells = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c)));
    let place = move |r: u32, c: u32| r * columns + c;
    cells
        .flat_map(|(r, c)| {
            let right = (c + 1 < columns).then(|| (place(r, c), place(r, c + 1)));
            let down = (r + 1 < rows).then(|| (place(r, c), place(r + 1, c)));
            right.into_iter().chain(down)
        })
        .collect()
}

#[test]
fn the_karate_club() -> Result<()> {
    let club = karate();
    for length in [Length::One, Length::Weight, Length::Inverse] {
        let between = scores(&club, length, true);
        assert!(near(between[0], 0.437_635_281_385_281_5));
        assert!(near(between[33], 0.304_074_975_949_975_9));
        assert_eq!(between[7].to_bits(), 0.0_f64.to_bits());
    }
    let close = closeness(&club, Direction::In, Length::One, &Interrupt::new())?;
    assert!(near(close[0], 0.568_965_517_241_379_3) && near(close[16], 0.284_482_758_620_689_7));
    let harmony = harmonic(&club, Direction::Out, Length::One, &Interrupt::new())?;
    assert!(near(harmony[0], 23.0 + 1.0 / 6.0), "{}", harmony[0]);
    let found = steps(&club);
    assert_eq!(found.distance, [1, 2, 3, 4, 5]);
    assert_eq!(found.pairs, [156, 530, 274, 146, 16]);
    Ok(())
}

#[test]
fn closed_forms() {
    let n = 101_u32;
    let line: Vec<(u32, u32)> = (1..n).map(|v| (v - 1, v)).collect();
    let star: Vec<(u32, u32)> = (1..n).map(|v| (0, v)).collect();
    let ring: Vec<(u32, u32)> = (0..n).map(|v| (v, (v + 1) % n)).collect();
    let size = n as usize;
    let along: Vec<f64> = (0..n).map(|v| f64::from(v * (n - 1 - v))).collect();
    let mut hub = vec![0.0; size];
    hub[0] = f64::from((n - 1) * (n - 2) / 2);
    for length in [Length::One, Length::Weight] {
        assert!(all_near(&scores(&network(size, &line, false), length, false), &along));
        assert!(all_near(&scores(&network(size, &line, true), length, false), &along));
        assert!(all_near(&scores(&network(size, &star, false), length, false), &hub));
        // Each node is on the way of those at 2, ..., (n - 1)/2 steps of one another.
        let round = f64::from((n - 1) * (n - 3) / 8);
        assert!(all_near(&scores(&network(size, &ring, false), length, false), &vec![round; size]));
        let one_way = f64::from((n - 1) * (n - 2) / 2);
        assert!(all_near(
            &scores(&network(size, &ring, true), length, false),
            &vec![one_way; size]
        ));
        assert!(all_near(&scores(&network(size, &ring, true), length, true), &vec![0.5; size]));
    }
    let found = steps(&network(size, &line, true));
    assert_eq!(found.pairs, (1..u64::from(n)).rev().collect::<Vec<_>>());
    assert_eq!(found.unreachable, u64::from(n * (n - 1) / 2));
}

#[test]
fn nobody_and_one_and_loops() -> Result<()> {
    let interrupt = Interrupt::new();
    for (n, ends) in [(0, &[][..]), (1, &[]), (1, &[(0, 0)]), (3, &[(0, 0), (1, 1)])] {
        for length in [Length::One, Length::Weight, Length::Inverse] {
            let net = network(n, ends, n == 1);
            let none = vec![0.0; n];
            assert_eq!(scores(&net, length, true), none);
            assert_eq!(closeness(&net, Direction::In, length, &interrupt)?, none);
            assert_eq!(harmonic(&net, Direction::Out, length, &interrupt)?, none);
            let found = steps(&net);
            assert!(found.pairs.is_empty() && found.distance.is_empty());
            assert_eq!((found.sources, found.unreachable), (n, (n * n.saturating_sub(1)) as u64));
        }
    }
    Ok(())
}

#[test]
fn silly_arguments_are_refused_by_name() {
    let net = network(3, &[(0, 1)], true);
    let refused = |result: Result<()>, name: &str| match result {
        Err(Error::Input { argument, .. }) => assert_eq!(argument, name),
        other => panic!("{other:?}"),
    };
    for k in [0, 4] {
        let between = betweenness(&net, Length::One, true, Some(k), 0, &Interrupt::new());
        refused(between.map(drop), "pivots");
    }
    refused(distances(&net, Some(0), 0, &Interrupt::new()).map(drop), "sources");
    assert!(distances(&network(0, &[], true), Some(0), 0, &Interrupt::new()).is_ok());
}

#[test]
fn all_can_be_stopped() {
    let interrupt = Interrupt::new();
    interrupt.stop();
    let net = network(2, &[(0, 1)], true);
    for length in [Length::One, Length::Weight] {
        let between = betweenness(&net, length, true, None, 0, &interrupt);
        assert_eq!(between, Err(Error::Interrupted));
        let close = closeness(&net, Direction::In, length, &interrupt);
        assert_eq!(close, Err(Error::Interrupted));
    }
    assert_eq!(distances(&net, None, 0, &interrupt), Err(Error::Interrupted));
}

#[test]
fn numbers_of_paths_beyond_floats() {
    // A chain of 1,500 diamonds, in which 2^1500 paths lead from end to end.
    let diamonds = 1500_u32;
    let ends: Vec<(u32, u32)> = (0..diamonds)
        .map(|i| 3 * i)
        .flat_map(|v| [(v, v + 1), (v, v + 2), (v + 1, v + 3), (v + 2, v + 3)])
        .collect();
    let n = 3 * diamonds + 1;
    let net = network(n as usize, &ends, true);
    for length in [Length::One, Length::Weight] {
        let between = scores(&net, length, false);
        let middle = 3 * (diamonds / 2);
        let before = f64::from(middle);
        assert!(near(between[middle as usize], before * (f64::from(n) - 1.0 - before)));
        // Half of the paths from all before to all after, and none of those to its twin.
        let half = (before + 1.0) * (f64::from(n) - 3.0 - before) / 2.0;
        assert!(near(between[middle as usize + 1], half));
    }
}

#[test]
fn lengths_beyond_floats_are_endless() -> Result<()> {
    let tiny = [1e-308, 1e-308, f64::from_bits(1)];
    let net = Network::from_edges(4, &[0, 1, 2], &[1, 2, 3], Some(&tiny), None, true)?;
    assert_eq!(scores(&net, Length::Inverse, false), [0.0; 4]);
    let close = closeness(&net, Direction::Out, Length::Inverse, &Interrupt::new())?;
    assert!(close[0] > 0.0 && close[2].to_bits() == 0.0_f64.to_bits());
    Ok(())
}

#[test]
fn rounding_breaks_no_tie() -> Result<()> {
    // 0 - 1 - 2 - 3 in thirds beside 0 - 3; 0.1 + 0.2 beside 0.3.
    let ends = [(0, 1), (1, 2), (2, 3), (0, 3), (3, 4), (4, 5), (3, 5)];
    let (source, target): (Vec<u32>, Vec<u32>) = ends.into_iter().unzip();
    let weight = [1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 1.0, 0.1, 0.2, 0.3];
    let net = Network::from_edges(6, &source, &target, Some(&weight), None, true)?;
    let between = scores(&net, Length::Weight, false);
    // Node 1: all of the way to 2, half of the ways to 3, 4 and 5.
    assert!(near(between[1], 1.0 + 1.5) && near(between[2], 1.5 + 3.0), "{between:?}");
    assert!(near(between[4], 4.0 / 2.0), "{between:?}");
    Ok(())
}

#[test]
fn pivots_are_unbiased_and_their_error_is_right() -> Result<()> {
    let net = random_network(60, 150, true);
    let truth = scores(&net, Length::One, false);
    let (draws, k, v) = (2000, 15, 5);
    assert!(truth[v] > 10.0);
    let (mut mean, mut square, mut claimed) = (0.0, 0.0, 0.0);
    for seed in 0..draws {
        let pivots = betweenness(&net, Length::One, false, Some(k), seed, &Interrupt::new())?;
        let gap = pivots.scores[v] - truth[v];
        mean += gap / draws as f64;
        square += gap * gap / draws as f64;
        claimed += pivots.errors.expect("pivots have errors")[v].powi(2) / draws as f64;
    }
    // The mean of the draws has a standard error of its own; four of them are rare.
    assert!(mean.abs() < 4.0 * (square / draws as f64).sqrt(), "{mean}");
    assert!((claimed / square - 1.0).abs() < 0.15, "{claimed} {square}");
    Ok(())
}

#[test]
fn all_pivots_are_exact_and_one_has_no_spread() -> Result<()> {
    let net = random_network(80, 300, false);
    let with = |k| betweenness(&net, Length::Weight, true, Some(k), 9, &Interrupt::new());
    let all = with(80)?;
    assert_eq!(all.scores, scores(&net, Length::Weight, true));
    assert_eq!(all.errors, Some(vec![0.0; 80]));
    assert!(with(1)?.errors.expect("pivots have errors").iter().all(|e| e.is_nan()));
    let one = network(1, &[], true);
    let alone = betweenness(&one, Length::One, true, Some(1), 0, &Interrupt::new())?;
    assert_eq!(alone.errors, Some(vec![0.0]));
    Ok(())
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let bits = |scores: &[f64]| scores.iter().map(|s| s.to_bits()).collect::<Vec<_>>();
    for directed in [true, false] {
        let net = random_network(700, 2500, directed);
        let work = || {
            let interrupt = Interrupt::new();
            let mut all = Vec::new();
            for length in [Length::One, Length::Inverse] {
                let pivots = betweenness(&net, length, true, Some(201), 4, &interrupt)?;
                all.push(bits(&pivots.scores));
                all.push(bits(&pivots.errors.expect("pivots have errors")));
                all.push(bits(&betweenness(&net, length, true, None, 4, &interrupt)?.scores));
                all.push(bits(&closeness(&net, Direction::In, length, &interrupt)?));
                all.push(bits(&harmonic(&net, Direction::Out, length, &interrupt)?));
            }
            Ok::<_, Error>((all, distances(&net, Some(150), 4, &interrupt)?))
        };
        let one = on_threads(1, work);
        assert!(one.is_ok());
        assert_eq!(one, on_threads(2, work));
        assert_eq!(one, on_threads(4, work));
    }
}

#[test]
fn progress_counts_sources() -> Result<()> {
    for length in [Length::One, Length::Weight] {
        let interrupt = Interrupt::new();
        betweenness(&karate(), length, true, Some(20), 0, &interrupt)?;
        assert_eq!(interrupt.progress(), (20, 20));
        let interrupt = Interrupt::new();
        closeness(&karate(), Direction::In, length, &interrupt)?;
        assert_eq!(interrupt.progress(), (34, 34));
    }
    Ok(())
}

/// Networks large enough for searches against arcs, against searches with lengths of 1.
#[test]
fn unweighted_searches_agree_with_weighted_ones() -> Result<()> {
    let interrupt = Interrupt::new();
    let nets = [
        random_network(300, 400, true),
        random_network(300, 3000, true),
        random_network(300, 9000, false),
        network(300, &grid(15, 20), false),
        network(300, &grid(10, 30), true),
    ];
    for net in nets.map(|net| net.unweighted()) {
        let [one, weight] = [Length::One, Length::Weight].map(|length| scores(&net, length, false));
        assert!(all_near(&one, &weight));
        for direction in [Direction::In, Direction::Out] {
            let near = |length| closeness(&net, direction, length, &interrupt);
            assert!(all_near(&near(Length::One)?, &near(Length::Weight)?));
            let near = |length| harmonic(&net, direction, length, &interrupt);
            assert!(all_near(&near(Length::One)?, &near(Length::Weight)?));
        }
    }
    Ok(())
}

#[test]
fn a_search_may_turn_back_and_forth() {
    // Far from node 2 and 3, levels are so small and uneven that the search changes its
    // direction more than once.
    let ends = [(2, 1), (4, 0), (5, 0), (5, 1), (1, 3), (4, 6), (6, 0)];
    let net = network(7, &ends, false);
    let exact = Exact::new(&net, |_| Some(1)).dependencies();
    let wanted: Vec<f64> =
        (0..7).map(|v| exact.iter().map(|row| row[v]).sum::<f64>() / 2.0).collect();
    assert!(all_near(&scores(&net, Length::One, false), &wanted));
}

/// Networks of up to a hundred nodes, some of them dense, some in many pieces.
fn larger() -> impl Strategy<Value = Network> {
    (1_u32..100, any::<bool>()).prop_flat_map(|(n, directed)| {
        let ends = prop::collection::vec((0..n, 0..n), 0..300);
        ends.prop_map(move |ends| network(n as usize, &ends, directed).unweighted())
    })
}

proptest! {
    #[test]
    fn searches_by_steps_and_by_lengths_agree(net in larger()) {
        let interrupt = Interrupt::new();
        prop_assert!(all_near(&scores(&net, Length::One, false), &scores(&net, Length::Weight, false)));
        for direction in [Direction::In, Direction::Out] {
            let near = |length| closeness(&net, direction, length, &interrupt).expect("not stopped");
            prop_assert!(all_near(&near(Length::One), &near(Length::Weight)));
        }
    }

    #[test]
    fn betweenness_is_that_of_exact_arithmetic(case in graphs(), length in lengths()) {
        let (net, exact, _) = exact(&case, length);
        let n = net.n();
        let half = if net.directed() { 1.0 } else { 0.5 };
        let each = exact.dependencies();
        let wanted: Vec<f64> = (0..n).map(|v| half * each.iter().map(|row| row[v]).sum::<f64>()).collect();
        prop_assert!(all_near(&scores(&net, length, false), &wanted));
        let pairs = if n > 2 { half * ((n - 1) * (n - 2)) as f64 } else { 1.0 };
        let shares: Vec<f64> = wanted.iter().map(|b| b / pairs).collect();
        prop_assert!(all_near(&scores(&net, length, true), &shares));
    }

    #[test]
    fn tenths_tie_as_whole_numbers_do(case in graphs()) {
        let whole = scores(&case.network(), Length::Weight, false);
        // Weights of 0 mix with rounding; apart from those, every tie is kept.
        prop_assume!(case.network().edges().all(|e| e.weight > 0.0));
        prop_assert!(all_near(&scores(&tenths(&case), Length::Weight, false), &whole));
        let fifths = scores(&tenths(&case), Length::Inverse, false);
        prop_assert!(all_near(&fifths, &scores(&case.network(), Length::Inverse, false)));
    }

    #[test]
    fn pivots_follow_the_formulas(
        case in graphs(), length in lengths(), seed: u64, share in 0.0..1.0, normalized: bool,
    ) {
        prop_assume!(case.n > 0);
        let (net, exact, _) = exact(&case, length);
        let k = 1 + (share * net.n() as f64) as usize;
        let drawn = sample(net.n(), k, seed);
        prop_assert!(drawn.len() == k && drawn.is_sorted_by(|a, b| a < b));
        let ours = betweenness(&net, length, normalized, Some(k), seed, &Interrupt::new());
        let ours = ours.expect("valid arguments");
        let (n, pivots) = (net.n() as f64, k as f64);
        let mut scale = if net.directed() { 1.0 } else { 0.5 };
        if normalized && n > 2.0 {
            scale = 1.0 / ((n - 1.0) * (n - 2.0));
        }
        let each = exact.dependencies();
        let errors = ours.errors.expect("pivots have errors");
        for (v, error) in errors.into_iter().enumerate() {
            let values: Vec<f64> = drawn.iter().map(|&s| each[s as usize][v]).collect();
            let mean = values.iter().sum::<f64>() / pivots;
            prop_assert!(near(ours.scores[v], scale * n * mean));
            let spread = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (pivots - 1.0);
            let wanted = scale * n * ((1.0 - pivots / n) * spread / pivots).sqrt();
            if k == net.n() {
                prop_assert_eq!(error.to_bits(), 0.0_f64.to_bits());
            } else if k == 1 {
                prop_assert!(error.is_nan());
            } else {
                // A difference of squares keeps half of the digits.
                prop_assert!((error - wanted).abs() < 1e-6 * (1.0 + wanted), "{error} {wanted}");
            }
        }
    }

    #[test]
    fn closeness_and_harmonic_follow_the_formulas(
        case in graphs(), length in lengths(), direction in directions(),
    ) {
        let (net, exact, unit) = exact(&case, length);
        let close = closeness(&net, direction, length, &Interrupt::new()).expect("not stopped");
        let sums = harmonic(&net, direction, length, &Interrupt::new()).expect("not stopped");
        prop_assert_eq!((close.len(), sums.len()), (net.n(), net.n()));
        for v in 0..net.n() {
            let others = exact.others(v, direction, unit);
            let (r, sum) = (others.len() as f64, others.iter().sum::<f64>());
            let wanted = if sum > 0.0 { r / (net.n() as f64 - 1.0) * (r / sum) } else { 0.0 };
            prop_assert!(near(close[v], wanted), "{} {wanted}", close[v]);
            let wanted: f64 = others.iter().filter(|&&d| d > 0.0).map(|d| 1.0 / d).sum();
            prop_assert!(near(sums[v], wanted), "{} {wanted}", sums[v]);
        }
    }

    #[test]
    fn distances_are_those_of_the_closure(case in graphs(), seed: u64, count in 1_usize..12) {
        let (net, exact, _) = exact(&case, Length::One);
        let found = distances(&net, Some(count), seed, &Interrupt::new()).expect("valid arguments");
        let drawn = if count < net.n() { sample(net.n(), count, seed) } else { net.nodes().collect() };
        let mut pairs = Vec::new();
        for &s in &drawn {
            for d in exact.others(s as usize, Direction::Out, 1.0) {
                let place = d as usize - 1;
                pairs.resize(pairs.len().max(place + 1), 0);
                pairs[place] += 1;
            }
        }
        let reached: u64 = pairs.iter().sum();
        prop_assert_eq!(found.distance, (1..=pairs.len() as u64).collect::<Vec<_>>());
        prop_assert_eq!(found.pairs, pairs);
        prop_assert_eq!(found.sources, drawn.len());
        let all = drawn.len() * net.n().saturating_sub(1);
        prop_assert_eq!(found.unreachable + reached, all as u64);
    }
}
