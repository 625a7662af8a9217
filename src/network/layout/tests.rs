use super::quadtree::{Push, Quadtree};
use super::*;
use crate::network::components;
use crate::network::testing::{graphs, karate, network, on_threads, random_network};
use proptest::prelude::*;

fn places(net: &Network, options: &LayoutOptions, seed: u64) -> Vec<(f64, f64)> {
    layout(net, options, seed, &Interrupt::new()).expect("valid arguments")
}

fn usual(net: &Network) -> Vec<(f64, f64)> {
    places(net, &LayoutOptions::default(), 0)
}

fn distance(p: (f64, f64), q: (f64, f64)) -> f64 {
    (p.0 - q.0).hypot(p.1 - q.1)
}

/// What every layout keeps: finite, distinct, centred, its longer side from -1 to 1.
fn check_places(net: &Network, places: &[(f64, f64)]) -> std::result::Result<(), TestCaseError> {
    prop_assert_eq!(places.len(), net.n());
    let distinct: std::collections::BTreeSet<_> =
        places.iter().map(|p| (p.0.to_bits(), p.1.to_bits())).collect();
    prop_assert_eq!(distinct.len(), net.n());
    let furthest = places.iter().map(|p| p.0.abs().max(p.1.abs())).fold(0.0, f64::max);
    let wanted = if net.n() < 2 { 0.0 } else { 1.0 };
    prop_assert!((furthest - wanted).abs() < 1e-9, "{}", furthest);
    Ok(())
}

#[test]
fn silly_options_are_refused() {
    let refused = |options: LayoutOptions| {
        let outcome = layout(&karate(), &options, 0, &Interrupt::new());
        assert!(matches!(outcome, Err(Error::Input { .. })), "{options:?}");
    };
    let usual = LayoutOptions::default();
    refused(LayoutOptions { iterations: 0, ..usual.clone() });
    for gravity in [-1.0, f64::NAN, f64::INFINITY] {
        refused(LayoutOptions { gravity, ..usual.clone() });
    }
}

#[test]
fn it_can_be_stopped() {
    let interrupt = Interrupt::new();
    interrupt.stop();
    let stopped = layout(&karate(), &LayoutOptions::default(), 0, &interrupt);
    assert_eq!(stopped, Err(Error::Interrupted));
}

#[test]
fn it_does_as_much_as_it_said() {
    let interrupt = Interrupt::new();
    let net = random_network(300, 500, true);
    layout(&net, &LayoutOptions::default(), 0, &interrupt).expect("valid arguments");
    let (done, total) = interrupt.progress();
    assert!(done > 0 && done == total, "{done} of {total}");
}

#[test]
fn two_tied_nodes_lie_side_by_side() {
    let pair = usual(&network(2, &[(0, 1)], true));
    assert!((pair[0].0 + pair[1].0).abs() < 1e-9 && (pair[0].0 - pair[1].0).abs() > 1.999);
    assert!(pair[0].1.abs() < 1e-9 && pair[1].1.abs() < 1e-9);
}

#[test]
fn the_factions_of_the_karate_club_lie_on_two_sides() {
    let places = usual(&karate());
    // Zachary's factions; node 8 had friends in both.
    let first = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 16, 17, 19, 21];
    let middle = |inside: bool| {
        let side: Vec<_> = (0..34).filter(|v| *v != 8 && first.contains(v) == inside).collect();
        let mean = |f: fn(&(f64, f64)) -> f64| {
            side.iter().map(|&v| f(&places[v])).sum::<f64>() / side.len() as f64
        };
        (mean(|p| p.0), mean(|p| p.1))
    };
    let (here, there) = (middle(true), middle(false));
    let right = (0..34)
        .filter(|&v| v != 8)
        .filter(|&v| (distance(places[v], here) < distance(places[v], there)) == first.contains(&v))
        .count();
    assert!(right >= 31, "{right} of 33");
}

#[test]
fn a_heavy_tie_is_shorter_than_a_light_one() {
    for directed in [false, true] {
        let weight = [20.0, 1.0, 1.0];
        let net = Network::from_edges(3, &[0, 1, 2], &[1, 2, 0], Some(&weight), None, directed)
            .expect("valid");
        let p = usual(&net);
        assert!(distance(p[0], p[1]) < 0.8 * distance(p[1], p[2]));
    }
}

#[test]
fn a_long_path_is_untangled() {
    let n = 1000;
    let ends: Vec<_> = (1..n).map(|v| (v - 1, v)).collect();
    let places = usual(&network(n as usize, &ends, false));
    // Neighbours along the path are drawn much nearer than nodes at random.
    let longest = ends.iter().map(|&(u, v)| distance(places[u as usize], places[v as usize]));
    assert!(longest.fold(0.0, f64::max) < 0.2);
}

#[test]
fn hubs_heavy_weights_and_loops_do_no_harm() {
    let star: Vec<_> = (1..3000).map(|leaf| (0, leaf)).collect();
    let star = network(3000, &star, true);
    check_places(&star, &usual(&star)).expect("a star");
    for weights in [[1e307, 1e-307, 1e300], [0.0; 3], [f64::MIN_POSITIVE; 3]] {
        let net = Network::from_edges(4, &[0, 1, 3], &[1, 2, 3], Some(&weights), None, false);
        let net = net.expect("valid weights");
        for lin_log in [false, true] {
            let options = LayoutOptions { lin_log, ..LayoutOptions::default() };
            check_places(&net, &places(&net, &options, 1)).expect("odd weights");
        }
    }
}

#[test]
fn the_same_bits_on_any_number_of_threads_and_others_for_another_seed() {
    let net = random_network(900, 1300, true);
    let with = |threads| on_threads(threads, || usual(&net));
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(4));
    assert_ne!(one, places(&net, &LayoutOptions::default(), 1));
}

#[test]
fn the_tree_is_near_the_sum_over_all() {
    let mut stream = Stream::new(3, 0);
    let points: Vec<Point> = (0..2000).map(|_| [stream.unit().powi(3), stream.unit()]).collect();
    let masses: Vec<f64> = (0..2000).map(|_| 1.0 + stream.below(50) as f64).collect();
    let tree = Quadtree::new(&points, &masses);
    let (mut off, mut size) = (0.0, 0.0);
    for (body, &v) in tree.order.iter().enumerate() {
        let mut exact = Push::default();
        for (there, &mass) in points.iter().zip(&masses) {
            exact.from(points[v as usize], *there, mass);
        }
        let push = tree.push(body);
        off += (push.force[0] - exact.force[0]).hypot(push.force[1] - exact.force[1]);
        size += exact.force[0].hypot(exact.force[1]);
        assert!(push.stiffness > 0.5 * exact.stiffness);
    }
    assert!(off < 0.03 * size, "{}", off / size);
}

#[test]
fn bodies_in_one_place_do_not_trouble_the_tree() {
    let masses = vec![2.0; 40];
    let tree = Quadtree::new(&[[1.5, -2.0]; 40], &masses);
    assert!((0..40).all(|body| tree.push(body) == Push::default()));
    let mut points = vec![[0.0, 0.0]; 39];
    points.push([2.0, 0.0]);
    let tree = Quadtree::new(&points, &masses);
    let push = tree.push(tree.order.iter().position(|&v| v == 39).expect("the far one"));
    assert_eq!(push, Push { force: [39.0, 0.0], stiffness: 19.5 });
}

proptest! {
    #[test]
    fn places_are_finite_distinct_centred_and_scaled(
        case in graphs(), seed: u64, lin_log: bool, gravity in 0.0..2.0, iterations in 1_usize..30,
    ) {
        let net = case.network();
        let options = LayoutOptions { iterations, gravity, lin_log };
        check_places(&net, &places(&net, &options, seed))?;
    }

    #[test]
    fn no_component_is_drawn_across_another(case in graphs(), seed: u64) {
        let net = case.network();
        let places = places(&net, &LayoutOptions::default(), seed);
        let part = components::weak(&net, &Interrupt::new()).expect("no interrupt");
        // No node lies on an edge of another component.
        for e in net.edges() {
            let (a, b) = (places[e.source as usize], places[e.target as usize]);
            for v in (0..net.n()).filter(|&v| part[v] != part[e.source as usize]) {
                let detour = distance(a, places[v]) + distance(places[v], b) - distance(a, b);
                prop_assert!(detour > 1e-3, "{}", detour);
            }
        }
    }
}
