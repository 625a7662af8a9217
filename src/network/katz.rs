//! Katz centrality: how many walks lead to a node, long ones counting less.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::eigenvector::{MOST_SWEEPS, leading, of_length_one};
use crate::network::pagerank::check_tolerance;
use crate::network::pagerank::leap::Goal;
use crate::network::pagerank::pull::Pull;
use crate::network::pagerank::settle::{Limits, settle};
use crate::run::Interrupt;

/// How many sweeps an extrapolation learns from, but one.
const DEPTH: usize = 3;

/// The attenuation where walks do not grow and any would do.
const ALPHA_WITHOUT_CYCLES: f64 = 0.1;

/// The status of each node (Katz 1953, *Psychometrika* 18:39): the sum over all walks that
/// lead to it, of any length from 0 on, a walk of k edges counting `alpha` to the power of k
/// times the product of its weights:
///
/// `x_v` = `alpha` times the sum over u -> v of `w_uv` `x_u`, + `beta`
///
/// at the Euclidean length 1, as in networkx. So `beta` only matters by its sign, and at 0
/// all scores are 0. `weighted = false` takes every weight as 1. An undirected edge counts for
/// both ends; a self-loop once; without edges all scores are equal.
///
/// Walks add up to something finite only for `alpha` below 1/lambda, lambda the largest
/// eigenvalue of the weights. `None`: 0.9/lambda, or 0.1 if lambda is 0, which it is
/// without cycles. lambda is found to about 10 digits by the sweeps of
/// [`eigenvector`](crate::network::eigenvector()).
///
/// Repeated substitution with an extrapolation every few sweeps, until a sweep changes scores by
/// `tol` (1 - `alpha` lambda) of their sum at most. O(m) a sweep. The bits do not depend on the
/// number of threads.
///
/// # Errors
/// [`Error::Input`] unless `tol > 0`, `beta` is finite, and `alpha` is at least 0 and below
/// 1/lambda (the message says how much that is), and if 10,000 sweeps do not get there;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, katz}, run::Interrupt};
/// let net = Network::from_edges(2, &[0], &[1], None, None, true)?;
/// let scores = katz(&net, Some(0.5), 1.0, true, 1e-10, &Interrupt::new())?;
/// assert!((scores[1] / scores[0] - 1.5).abs() < 1e-9);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn katz(
    net: &Network,
    alpha: Option<f64>,
    beta: f64,
    weighted: bool,
    tol: f64,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    check_tolerance(tol)?;
    if !beta.is_finite() {
        return Err(Error::input("beta", beta.to_string(), "a finite number"));
    }
    let growth = growth(net, weighted, interrupt)?;
    let alpha = match alpha {
        Some(alpha) => check_alpha(alpha, growth)?,
        None if growth > 0.0 => 0.9 / growth,
        None => ALPHA_WITHOUT_CYCLES,
    };
    let edges = Pull::incoming(net, weighted);
    let limits = Limits {
        enough: tol * (1.0 - alpha * growth),
        // Without cycles the longest walk may have n - 1 edges, each of which takes a sweep.
        sweeps: MOST_SWEEPS.max(net.n() + 1),
        depth: DEPTH,
        goal: Goal::FixedPoint,
    };
    let found = settle(vec![1.0; net.n()], limits, interrupt, |now, next, _| {
        let [change, sum] = edges.sweep(now, next, |v, pulled| {
            let score = 1.0 + alpha * pulled;
            (score, [(score - now[v]).abs(), score])
        });
        if sum > 0.0 { change / sum } else { 0.0 }
    })?;
    if found.residual > limits.enough || found.vector.iter().any(|x| !x.is_finite()) {
        return Err(Error::input("alpha", format!("{alpha}: scores do not settle"), "less"));
    }
    let sign = if beta == 0.0 { 0.0 } else { beta.signum() };
    Ok(of_length_one(found.vector).into_iter().map(|x| x * sign).collect())
}

/// The largest eigenvalue, 0 without cycles.
fn growth(net: &Network, weighted: bool, interrupt: &Interrupt) -> Result<f64> {
    let found = leading(net, weighted, 1e-10, MOST_SWEEPS / 10, interrupt)?;
    Ok(found.map_or(0.0, |leading| leading.value))
}

fn check_alpha(alpha: f64, growth: f64) -> Result<f64> {
    if alpha.is_finite() && alpha >= 0.0 && alpha * growth < 1.0 - 1e-9 {
        return Ok(alpha);
    }
    let wanted = if growth > 0.0 {
        format!("at least 0 and below {}, beyond which walks add up without end", 1.0 / growth)
    } else {
        "a finite number of at least 0".into()
    };
    Err(Error::input("alpha", alpha.to_string(), wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    fn scores(net: &Network, alpha: Option<f64>, beta: f64) -> Result<Vec<f64>> {
        katz(net, alpha, beta, true, 1e-12, &Interrupt::new())
    }

    #[test]
    fn the_karate_club_as_networkx_has_it() -> Result<()> {
        let found = scores(&karate(), Some(0.1), 1.0)?;
        let known = [
            (0, 0.321_324_621_912_410_9),
            (1, 0.235_484_274_833_048_26),
            (33, 0.331_406_427_399_782_16),
            (11, 0.096_616_716_008_090_41),
        ];
        for (v, score) in known {
            assert!((found[v] - score).abs() < 1e-9);
        }
        Ok(())
    }

    #[test]
    fn too_much_is_refused_and_the_bound_named() {
        // The largest eigenvalue of the karate club is 6.7257.
        for alpha in [0.1487, 0.2, f64::NAN, -0.1, f64::INFINITY] {
            let Err(Error::Input { argument, wanted, .. }) = scores(&karate(), Some(alpha), 1.0)
            else {
                panic!("{alpha} was taken")
            };
            assert!(argument == "alpha" && wanted.contains("0.14868"), "{wanted}");
        }
        assert!(scores(&karate(), Some(0.1486), 1.0).is_ok());
        assert!(scores(&karate(), None, f64::NAN).is_err());
        assert!(katz(&karate(), None, 1.0, true, 0.0, &Interrupt::new()).is_err());
    }

    #[test]
    fn the_default_is_nine_tenths_of_the_bound() -> Result<()> {
        // The largest eigenvalue of the complete network of four is 3.
        let ends = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        let net = network(5, &ends, false);
        let (ours, named) = (scores(&net, None, 1.0)?, scores(&net, Some(0.3), 1.0)?);
        assert!(ours.iter().zip(&named).all(|(x, y)| (x - y).abs() < 1e-7));
        assert!(ours[0] > 5.0 * ours[4]);
        let chain = network(3, &[(0, 1), (1, 2)], true);
        assert_eq!(scores(&chain, None, 1.0), scores(&chain, Some(0.1), 1.0));
        Ok(())
    }

    #[test]
    fn nobody_equals_and_the_sign_of_beta() -> Result<()> {
        assert!(scores(&network(0, &[], true), None, 1.0)?.is_empty());
        assert_eq!(scores(&network(4, &[], true), None, 3.0)?, [0.5; 4]);
        assert_eq!(scores(&network(4, &[], true), None, -3.0)?, [-0.5; 4]);
        assert_eq!(scores(&karate(), None, 0.0)?, [0.0; 34]);
        Ok(())
    }

    #[test]
    fn walks_that_grow_beyond_floats_are_an_error() -> Result<()> {
        let source: Vec<u32> = (0..9).collect();
        let target: Vec<u32> = (1..10).collect();
        let net = Network::from_edges(10, &source, &target, Some(&[1e300; 9]), None, true)?;
        assert!(scores(&net, Some(1.0), 1.0).is_err());
        Ok(())
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(5000, 40_000, true);
        let with = |threads| on_threads(threads, || scores(&net, None, 1.0));
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(4));
    }

    proptest! {
        #[test]
        fn scores_satisfy_the_equation(case in graphs(), share in 0.0..0.99, weighted: bool) {
            let net = case.network();
            let cell = |u, v| net.weight(u, v).map_or(0.0, |w| if weighted { w } else { 1.0 });
            // No eigenvalue exceeds the largest sum of a row.
            let rows = net.nodes().map(|v| net.nodes().map(|u| cell(u, v)).sum());
            let bound = rows.fold(1.0, f64::max);
            let alpha = share / bound;
            let x = katz(&net, Some(alpha), 2.0, weighted, 1e-12, &Interrupt::new());
            let x = x.expect("below the bound");
            let left = |v: u32| {
                let sum: f64 = net.nodes().map(|u| cell(u, v) * x[u as usize]).sum();
                x[v as usize] - alpha * sum
            };
            // What remains is beta, scaled like all scores: the same for every node.
            for v in net.nodes() {
                prop_assert!((left(v) - left(0)).abs() < 1e-9 && left(v) > 0.0);
            }
        }
    }
}
