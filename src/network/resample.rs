//! How sure a statistic of a network is: the same network with other accounts in it.

use rayon::prelude::*;

use crate::error::Result;
use crate::inference::{Estimate, Interval};
use crate::network::Network;
use crate::random::Stream;
use crate::run::Interrupt;

/// Several statistics of a network; the slice says of which node of the original each node is a
/// copy.
pub type Statistics<'a> = dyn Fn(&Network, &[u32], &Interrupt) -> Result<Vec<f64>> + Sync + 'a;

/// Each statistic with the 95 % interval of the vertex bootstrap (Snijders & Borgatti 1999,
/// *Connections* 22(2):61).
///
/// A draw takes as many nodes as there are, with replacement, and the ties among them. Two copies
/// of one node have the tie of a pair drawn from all pairs. Draws in which a statistic is NaN are
/// left out of its interval. The k-th draw comes from `Stream::new(seed, k)`.
/// `O(draws (n log n + m + statistic))`.
///
/// # Errors
/// What the statistics say; [`Error::Interrupted`](crate::Error::Interrupted).
pub fn bootstrap(
    net: &Network,
    statistics: &Statistics,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Estimate>> {
    interrupt.expect(draws as u64);
    let own: Vec<u32> = net.nodes().collect();
    let values = statistics(net, &own, interrupt)?;
    let draw = |k: usize| {
        interrupt.check()?;
        let (drawn, copies) = resampled(net, &mut Stream::new(seed, k as u64))?;
        let values = statistics(&drawn, &copies, interrupt)?;
        interrupt.advance(1);
        Ok(values)
    };
    // A single node is drawn again every time: that says nothing of how sure a number is.
    let draws = if net.n() < 2 { 0 } else { draws };
    let drawn: Vec<Vec<f64>> = (0..draws).into_par_iter().map(draw).collect::<Result<_>>()?;
    let estimate = |(place, value)| Estimate {
        value,
        interval: Interval::of(drawn.iter().map(|values| values[place])),
    };
    Ok(values.into_iter().enumerate().map(estimate).collect())
}

/// One draw, and of which node each of its nodes is a copy, in ascending order.
fn resampled(net: &Network, stream: &mut Stream) -> Result<(Network, Vec<u32>)> {
    let n = net.n();
    let mut copies: Vec<u32> = (0..n).map(|_| stream.below(n) as u32).collect();
    copies.sort_unstable();
    let mut begins = vec![0_usize; n + 1];
    copies.iter().for_each(|&v| begins[v as usize + 1] += 1);
    (0..n).for_each(|v| begins[v + 1] += begins[v]);
    let of = |v: u32| begins[v as usize] as u32..begins[v as usize + 1] as u32;
    let mut drawn = Ties::default();
    for edge in net.edges() {
        if edge.source == edge.target {
            of(edge.source).for_each(|copy| drawn.push(copy, copy, edge.weight));
            continue;
        }
        for source in of(edge.source) {
            of(edge.target).for_each(|target| drawn.push(source, target, edge.weight));
        }
    }
    for v in net.nodes() {
        for first in of(v) {
            (first + 1..of(v).end).for_each(|second| drawn.borrow(net, first, second, stream));
        }
    }
    let Ties { source, target, weight } = drawn;
    let net = Network::from_edges(n, &source, &target, Some(&weight), None, net.directed())?;
    Ok((net, copies))
}

#[derive(Default)]
struct Ties {
    source: Vec<u32>,
    target: Vec<u32>,
    weight: Vec<f64>,
}

impl Ties {
    fn push(&mut self, source: u32, target: u32, weight: f64) {
        self.source.push(source);
        self.target.push(target);
        self.weight.push(weight);
    }

    /// Tie two copies of one node as a pair of nodes drawn at random is tied.
    fn borrow(&mut self, net: &Network, first: u32, second: u32, stream: &mut Stream) {
        let a = stream.below(net.n()) as u32;
        let b = (a + 1 + stream.below(net.n() - 1) as u32) % net.n() as u32;
        if let Some(weight) = net.weight(a, b) {
            self.push(first, second, weight);
        }
        if net.directed()
            && let Some(weight) = net.weight(b, a)
        {
            self.push(second, first, weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, network, on_threads, random_network};
    use crate::network::{density, reciprocity};
    use proptest::prelude::*;

    fn densities(net: &Network, draws: usize) -> Vec<f64> {
        let draw = |k| density(&resampled(net, &mut Stream::new(3, k as u64)).unwrap().0);
        (0..draws).map(draw).collect()
    }

    #[test]
    fn a_draw_is_as_dense_as_the_network_on_average() {
        let net = random_network(40, 300, true);
        let found = densities(&net, 400);
        let mean = found.iter().sum::<f64>() / 400.0;
        let sd = (found.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 399.0).sqrt();
        // Four standard errors of the mean.
        assert!((mean - density(&net)).abs() < 4.0 * sd / 20.0, "{mean} {sd}");
    }

    #[test]
    fn nothing_is_said_of_one_node_or_none() {
        for n in [0, 1] {
            let net = network(n, &[], true);
            let value: &Statistics = &|net, _, _| Ok(vec![net.n() as f64]);
            let found = bootstrap(&net, value, 99, 0, &Interrupt::new()).unwrap();
            assert_eq!(found[0].value, n as f64);
            assert!(found[0].interval.low.is_nan());
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(200, 1500, true);
        let value: &Statistics = &|net, _, _| Ok(vec![density(net), reciprocity(net)]);
        let bits = |threads| {
            let found =
                on_threads(threads, || bootstrap(&net, value, 50, 7, &Interrupt::new()).unwrap());
            found.iter().map(|e| (e.interval.low.to_bits(), e.interval.high.to_bits())).collect()
        };
        let one: Vec<_> = bits(1);
        assert_eq!(one, bits(2));
        assert_eq!(one, bits(4));
    }

    proptest! {
        #[test]
        fn copies_of_two_nodes_are_tied_as_they_are(case in graphs(), item in 0_u64..50) {
            let net = case.network();
            prop_assume!(net.n() > 1);
            let (drawn, copies) = resampled(&net, &mut Stream::new(1, item)).unwrap();
            prop_assert_eq!(drawn.n(), net.n());
            for i in drawn.nodes() {
                for j in drawn.nodes() {
                    let (a, b) = (copies[i as usize], copies[j as usize]);
                    if a != b || i == j {
                        prop_assert_eq!(drawn.weight(i, j), net.weight(a, b));
                    }
                }
            }
        }
    }
}
