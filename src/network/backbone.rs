//! Backbones: the edges that are heavier than chance would have them.
//!
//! Each method gives one p-value an edge, in the order of [`Network::columns`]; [`keep`] leaves
//! the edges whose p-value is small.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::build::build;

/// The disparity filter: how probable it is that an edge has so large a share of the weight of
/// one of its ends, if that weight were spread over its edges at random (Serrano, Boguñá &
/// Vespignani 2009, *PNAS* 106:6483):
///
/// `p_ij` = min over both ends of `(1 - w_ij / s)^(k - 1)`
///
/// with s the strength of an end and k the number of its edges: of its out edges for the source,
/// of its in edges for the target, of all if undirected. An edge is kept if it matters to either
/// end. An end with a single edge gives 1. Edges of weight 0 do not count among the k, and their p
/// is 1. A self-loop is an edge as any other. O(n + m).
///
/// ```
/// use twiplomacy::network::{Network, backbone};
/// let weight = [8.0, 1.0, 1.0];
/// let net = Network::from_edges(4, &[0, 0, 0], &[1, 2, 3], Some(&weight), None, true)?;
/// let p = backbone::disparity(&net);
/// assert!((p[0] - 0.04).abs() < 1e-12 && (p[1] - 0.81).abs() < 1e-12);
/// assert_eq!(backbone::keep(&net, &p, 0.05)?.m(), 1);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn disparity(net: &Network) -> Vec<f64> {
    let out = ends(net, |v| net.out(v).1);
    let incoming = if net.directed() { ends(net, |v| net.incoming(v).1) } else { out.clone() };
    let chance = |end: &End, weight: f64| match end.edges {
        0 | 1 => 1.0,
        edges => (1.0 - weight / end.strength).max(0.0).powf((edges - 1) as f64),
    };
    each_edge(net, |u, v, weight| {
        if weight == 0.0 {
            return 1.0;
        }
        chance(&out[u], weight).min(chance(&incoming[v], weight))
    })
}

/// The noise-corrected backbone: how probable it is that an edge is as much heavier than the
/// strengths of its ends lead to expect, given how sure its weight is (Coscia & Neffke 2017, *IEEE
/// ICDE*, 425).
///
/// With T the total weight, `n_i` the out strength of the source and `n_j` the in strength of the
/// target, a weight N is binomial: T units, each of which falls on i -> j with probability P. The
/// prior of P is a beta distribution with the mean and variance that `n_i` and `n_j` imply,
/// `mu = n_i n_j / T^2` and `sigma^2 = n_i n_j (T - n_i)(T - n_j) / (T^4 (T - 1))`; the posterior
/// mean of P gives the variance of N, T P (1 - P). The lift `L = N T / (n_i n_j)` is made symmetric,
/// `C = (L - 1) / (L + 1)`, its variance comes from that of N by the delta method, and p is the
/// upper tail of the normal distribution at z = C / sd(C). The authors' thresholds of 1.28, 1.64 and
/// 2.32 standard deviations are p of about 0.1, 0.05 and 0.01.
///
/// The prior has the beta = (1 - mu) (mu (1 - mu) / sigma^2 - 1) that its moments demand; the authors'
/// program has 1 - mu^2 in place of (1 - mu)^2 in it, which matters where mu is not small. In an
/// undirected network each edge leads both ways and T is the sum of all strengths, a self-loop
/// counting once. Weights are taken as counts: to divide all by ten makes every edge less sure.
///
/// As C cannot pass 1, an edge whose lift is large has a small variance: in sparse networks most
/// edges between nodes of small strength are kept, even those of weight 1.
///
/// An edge that is exactly as heavy as expected has p = 1/2, and one of weight 0 has p = 1. NaN for
/// all others if T is at most 1, as the prior is not defined then. O(n + m).
///
/// ```
/// use twiplomacy::network::{Network, backbone};
/// let weight = [9.0, 1.0, 1.0, 9.0];
/// let net = Network::from_edges(4, &[0, 0, 1, 1], &[2, 3, 2, 3], Some(&weight), None, true)?;
/// let p = backbone::noise_corrected(&net);
/// assert!(p[0] < 0.5 && p[1] > 0.5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn noise_corrected(net: &Network) -> Vec<f64> {
    let out = ends(net, |v| net.out(v).1);
    let incoming = if net.directed() { ends(net, |v| net.incoming(v).1) } else { out.clone() };
    let total = out.iter().fold(0.0, |sum, end| sum + end.strength);
    each_edge(net, |u, v, weight| {
        if weight == 0.0 {
            return 1.0;
        }
        upper_tail(surprise(weight, out[u].strength, incoming[v].strength, total))
    })
}

/// The network with all of its nodes and the edges for which `p` is below `alpha`; weights and
/// times stay. An edge whose p is NaN is not kept.
///
/// # Errors
/// [`Error::Input`] unless `0 < alpha <= 1` and there is one p for each edge.
pub fn keep(net: &Network, p: &[f64], alpha: f64) -> Result<Network> {
    if !(alpha > 0.0 && alpha <= 1.0) {
        return Err(Error::input("alpha", alpha.to_string(), "more than 0 and at most 1"));
    }
    if p.len() != net.m() {
        let wanted = format!("{}, one for each edge", net.m());
        return Err(Error::input("p", format!("{} values", p.len()), wanted));
    }
    let mut edges = net.columns();
    retain(&mut edges.source, p, alpha);
    retain(&mut edges.target, p, alpha);
    retain(&mut edges.weight, p, alpha);
    for times in [&mut edges.first, &mut edges.last].into_iter().flatten() {
        retain(times, p, alpha);
    }
    let times = edges.first.as_deref().zip(edges.last.as_deref());
    let weight = Some(&edges.weight[..]);
    build(net.n(), &edges.source, &edges.target, weight, times, net.directed())
}

fn retain<T>(column: &mut Vec<T>, p: &[f64], alpha: f64) {
    let mut p = p.iter();
    column.retain(|_| p.next().is_some_and(|&p| p < alpha));
}

/// One end of edges.
#[derive(Debug, Clone)]
struct End {
    strength: f64,
    /// How many of its edges have a weight.
    edges: usize,
}

fn ends<'a>(net: &'a Network, weights: impl Fn(u32) -> &'a [f64]) -> Vec<End> {
    let end = |weights: &[f64]| End {
        strength: weights.iter().fold(0.0, |sum, weight| sum + weight),
        edges: weights.iter().filter(|&&weight| weight > 0.0).count(),
    };
    net.nodes().map(|v| end(weights(v))).collect()
}

/// What `value` says of each edge, by its ends and weight.
fn each_edge(net: &Network, value: impl Fn(usize, usize, f64) -> f64 + Sync) -> Vec<f64> {
    let edges = net.columns();
    let ends = edges.source.par_iter().zip(&edges.target).zip(&edges.weight);
    ends.map(|((&u, &v), &weight)| value(u as usize, v as usize, weight)).collect()
}

/// By how many standard deviations the lift of an edge is above 1, on its symmetric scale.
fn surprise(weight: f64, out: f64, incoming: f64, total: f64) -> f64 {
    if total <= 1.0 {
        return f64::NAN;
    }
    let (a, b) = ((out / total).min(1.0), (incoming / total).min(1.0));
    let mean = a * b;
    // The prior as a number of observations: mu (1 - mu) / sigma^2 - 1, infinite if it is certain.
    let prior = (1.0 - mean) * (total - 1.0) / ((1.0 - a) * (1.0 - b)) - 1.0;
    let share =
        if prior.is_finite() { (prior * mean + weight) / (prior + total) } else { mean.min(1.0) };
    let variance = total * share * (1.0 - share);
    let expected = mean * total;
    let lift = weight / expected;
    let slope = (1.0 + weight * (1.0 / total - 1.0 / out - 1.0 / incoming)) / expected;
    let symmetric = (lift - 1.0) / (lift + 1.0);
    // Its variance may then be 0 as well, and rounding would decide.
    if symmetric.abs() < 1e-12 {
        return 0.0;
    }
    symmetric / (variance.sqrt() * 2.0 * slope.abs() / (lift + 1.0).powi(2))
}

/// The probability that a standard normal variable is above `z`.
fn upper_tail(z: f64) -> f64 {
    let x = z / std::f64::consts::SQRT_2;
    if x < 0.0 { 1.0 - half_complement(-x) } else { half_complement(x) }
}

/// Half the complementary error function of `x >= 0` (Abramowitz & Stegun 1964, 7.1.6, 7.1.14).
fn half_complement(x: f64) -> f64 {
    let bell = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.0 {
        // All terms are positive, so nothing cancels until the end.
        let (mut term, mut sum) = (x, x);
        for k in 1..60 {
            term *= 2.0 * x * x / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 - bell * sum
    } else {
        let fraction = (1..60).rev().fold(x, |rest, k| x + f64::from(k) / 2.0 / rest);
        0.5 * bell / fraction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, network, on_threads, random_network};
    use proptest::prelude::*;

    fn weighted(ends: &[(u32, u32, f64)], directed: bool) -> Network {
        let column = |pick: fn(&(u32, u32, f64)) -> u32| ends.iter().map(pick).collect::<Vec<_>>();
        let weight: Vec<f64> = ends.iter().map(|edge| edge.2).collect();
        let (source, target) = (column(|edge| edge.0), column(|edge| edge.1));
        Network::from_edges(4, &source, &target, Some(&weight), None, directed).expect("valid")
    }

    fn close(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() <= 1e-12 * y.abs())
    }

    #[test]
    fn an_edge_counts_if_it_matters_to_either_end() {
        // Node 0 spreads 10 over three, of which node 3 gets 1 of its 2.
        let net = weighted(&[(0, 1, 8.0), (0, 2, 1.0), (0, 3, 1.0), (2, 3, 1.0)], true);
        assert!(close(&disparity(&net), &[0.04, 0.81, 0.5, 0.5]));
        let net = weighted(&[(0, 1, 8.0), (0, 2, 1.0), (0, 3, 1.0), (2, 3, 1.0)], false);
        assert!(close(&disparity(&net), &[0.04, 0.5, 0.5, 0.5]));
    }

    #[test]
    fn one_edge_and_no_weight_are_no_evidence() {
        let net = weighted(&[(0, 1, 8.0), (0, 2, 0.0)], true);
        assert!(close(&disparity(&net), &[1.0, 1.0]));
        assert!(disparity(&network(0, &[], true)).is_empty());
        assert!(noise_corrected(&network(1, &[], false)).is_empty());
        let alone = weighted(&[(0, 1, 8.0), (0, 2, 0.0)], true);
        assert!(close(&noise_corrected(&alone), &[0.5, 1.0]));
        assert!(noise_corrected(&weighted(&[(0, 1, 0.5), (1, 2, 0.5)], true))[0].is_nan());
    }

    #[test]
    fn noise_is_corrected_as_scipy_has_it() {
        // From the formulas of the paper, written out in scipy.
        let ends = [
            (0, 1, 5.0),
            (0, 2, 1.0),
            (1, 0, 3.0),
            (1, 2, 7.0),
            (2, 0, 2.0),
            (2, 3, 4.0),
            (3, 0, 1.0),
        ];
        let known = [
            8.071_262_562_390_8e-21,
            0.803_381_006_275_636_4,
            0.206_263_351_976_150_48,
            7.849_519_179_182_65e-25,
            0.176_013_687_324_106_6,
            1.232_568_481_108_426_4e-24,
            9.452_242_379_101_831e-83,
        ];
        assert!(close(&noise_corrected(&weighted(&ends, true)), &known));
        let ends = [(0, 1, 8.0), (0, 2, 3.0), (0, 3, 1.0), (1, 2, 7.0), (2, 3, 4.0)];
        let p = noise_corrected(&weighted(&ends, false));
        assert!(close(&p[1..3], &[0.710_895_682_171_674_8, 0.632_973_447_404_679]), "{p:?}");
    }

    #[test]
    fn tails_of_the_normal_distribution() {
        // From scipy's norm.sf.
        let known = [
            (-3.0, 0.998_650_101_968_369_9),
            (0.5, 0.308_537_538_725_986_9),
            (2.8, 0.002_555_130_330_427_932),
            (2.9, 0.001_865_813_300_384_037_5),
            (6.0, 9.865_876_450_376_946e-10),
            (20.0, 2.753_624_118_606_155_6e-89),
        ];
        for (z, p) in known {
            assert!(((upper_tail(z) - p) / p).abs() < 1e-13, "{z}");
        }
        assert!(upper_tail(f64::INFINITY) == 0.0 && upper_tail(f64::NAN).is_nan());
    }

    #[test]
    fn silly_arguments_are_refused() {
        let net = network(2, &[(0, 1)], true);
        for alpha in [0.0, -1.0, 1.1, f64::NAN] {
            assert!(keep(&net, &[0.5], alpha).is_err());
        }
        assert!(keep(&net, &[], 0.5).is_err());
    }

    #[test]
    fn kept_edges_keep_their_times() -> Result<()> {
        let time = Some(&[5, 7][..]);
        let net = Network::from_edges(3, &[0, 1], &[1, 2], Some(&[2.0, 3.0]), time, true)?;
        let kept = keep(&net, &[0.9, 0.01], 0.05)?;
        assert_eq!((kept.n(), kept.m()), (3, 1));
        assert_eq!(kept.edges().next(), net.edges().nth(1));
        assert_eq!(keep(&net, &[f64::NAN, 1.0], 1.0)?.m(), 0);
        Ok(())
    }

    #[test]
    fn one_thread_and_four_give_the_same_bits() {
        let net = random_network(3000, 20_000, true);
        let with = |threads| on_threads(threads, || (disparity(&net), noise_corrected(&net)));
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(4));
    }

    /// The reference: a matrix, and the prior as alpha and beta.
    fn slow(net: &Network) -> Vec<(f64, f64)> {
        let cell = |u, v| net.weight(u, v).unwrap_or(0.0);
        let row = |u| net.nodes().map(|v| cell(u, v)).collect::<Vec<_>>();
        let column = |v| net.nodes().map(|u| cell(u, v)).collect::<Vec<_>>();
        let total: f64 = net.nodes().flat_map(row).sum();
        let one = |weight: f64, u, v| {
            let spread = |all: &[f64]| {
                let k = all.iter().filter(|&&w| w > 0.0).count() as i32;
                (1.0 - weight / all.iter().sum::<f64>()).powi(k - 1)
            };
            let (a, b) = (row(u).iter().sum::<f64>(), column(v).iter().sum::<f64>());
            let mean = a * b / total / total;
            let sigma2 = a * b * (total - a) * (total - b) / (total.powi(4) * (total - 1.0));
            let alpha = mean * mean / sigma2 * (1.0 - mean) - mean;
            let beta = mean / sigma2 * (1.0 - mean) * (1.0 - mean) - (1.0 - mean);
            let p = if sigma2 > 0.0 { (alpha + weight) / (alpha + beta + total) } else { mean };
            let kappa = total / (a * b);
            let change = 1.0 / (a * b) - total * (a + b) / (a * b).powi(2);
            let slope = 2.0 * (kappa + weight * change) / (kappa * weight + 1.0).powi(2);
            let symmetric = (kappa * weight - 1.0) / (kappa * weight + 1.0);
            let sd = (total * p * (1.0 - p) * slope * slope).sqrt();
            let z = match symmetric {
                _ if total <= 1.0 => f64::NAN,
                near if near.abs() < 1e-9 => 0.0,
                _ => symmetric / sd,
            };
            (spread(&row(u)).min(spread(&column(v))), z)
        };
        net.edges()
            .map(|e| if e.weight > 0.0 { one(e.weight, e.source, e.target) } else { (1.0, -40.0) })
            .collect()
    }

    proptest! {
        #[test]
        fn p_values_are_those_of_the_formulas(case in graphs()) {
            let net = case.network();
            let corrected = noise_corrected(&net);
            prop_assert_eq!(corrected.len(), net.m());
            for (i, (share, z)) in slow(&net).into_iter().enumerate() {
                prop_assert!((disparity(&net)[i] - share).abs() < 1e-12);
                // Where the slope is 0 but for rounding, z is anything large.
                let same = (corrected[i] - upper_tail(z)).abs() < 1e-9 || z.abs() > 1e6;
                prop_assert!(same || (z.is_nan() && corrected[i].is_nan()), "{} {}", corrected[i], z);
            }
        }

        #[test]
        fn exactly_the_edges_below_alpha_are_kept(case in graphs(), alpha in 0.01..1.0) {
            let net = case.network();
            let p = disparity(&net);
            let wanted: Vec<_> = net.edges().zip(&p).filter(|e| *e.1 < alpha).map(|e| e.0).collect();
            let kept = keep(&net, &p, alpha).expect("valid");
            prop_assert_eq!(kept.edges().collect::<Vec<_>>(), wanted);
            prop_assert!(kept.edges().all(|e| e.weight > 0.0));
        }
    }
}
