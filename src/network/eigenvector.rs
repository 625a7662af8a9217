//! Eigenvector centrality: to be named by those who are named.

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::pagerank::check_tolerance;
use crate::network::pagerank::leap::Goal;
use crate::network::pagerank::pull::{Pull, fill_blocks};
use crate::network::pagerank::settle::{Limits, settle};
use crate::run::Interrupt;

/// More sweeps than this mean that the second pattern is all but as strong as the first.
pub(super) const MOST_SWEEPS: usize = 10_000;

/// How many sweeps a leap learns from, but one.
pub(super) const DEPTH: usize = 4;

/// The centrality of each node, which is in proportion to the sum of those that lead to it
/// (Bonacich 1987, *American Journal of Sociology* 92:1170, his beta at its limit; first in
/// Bonacich 1972, *Journal of Mathematical Sociology* 2:113):
///
/// `x_v` = 1/lambda times the sum over u -> v of `w_uv` `x_u`
///
/// with lambda the largest for which there is such an x, none of it negative; of Euclidean
/// length 1, as in networkx. In-edges count: to add up those whom a node leads to, reverse
/// the network. An undirected edge counts for both ends, a self-loop once. `weighted = false`
/// takes every weight as 1.
///
/// Where several parts of the network are equally strong, x is not unique: this is what the
/// power iteration makes of equal scores, on an undirected network their projection; on a
/// directed one, where the one leads to the other, the last of them, and only to about half as
/// many digits as `tol` asks for. A
/// directed network without a cycle (of positive weight), an undirected one without an edge:
/// lambda is 0, and every score NaN (networkx raises an error or returns what rounding leaves,
/// igraph gives zeros). Nodes that no cycle leads to have 0.
///
/// Power iteration on A + lambda/4, which converges on bipartite networks too. Every few sweeps
/// it goes on from the best vector within the space of the last ones (Rayleigh & Ritz), until
/// the Euclidean length of x A - lambda x is at most `tol` times that of lambda x. O(m) a sweep.
/// The bits do not depend on the number of threads.
///
/// # Errors
/// [`Error::Input`] unless `tol > 0`, and if 10,000 sweeps do not get there;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::{network::{Network, eigenvector}, run::Interrupt};
/// let star = Network::from_edges(5, &[0, 0, 0, 0], &[1, 2, 3, 4], None, None, false)?;
/// let scores = eigenvector(&star, true, 1e-10, &Interrupt::new())?;
/// assert!((scores[0] - 0.5_f64.sqrt()).abs() < 1e-9);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn eigenvector(
    net: &Network,
    weighted: bool,
    tol: f64,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    check_tolerance(tol)?;
    let Some(found) = leading(net, weighted, tol, MOST_SWEEPS, interrupt)? else {
        return Ok(vec![f64::NAN; net.n()]);
    };
    check_residual(found.residual, tol)?;
    Ok(of_length_one(found.vector))
}

/// That so small a residual was reached.
pub(super) fn check_residual(residual: f64, tol: f64) -> Result<()> {
    if residual <= tol {
        return Ok(());
    }
    Err(Error::input(
        "tol",
        format!("a residual of {residual:.1e} after {MOST_SWEEPS} sweeps, not {tol:.1e}"),
        "a larger tolerance, or the largest component alone: two patterns are equally strong",
    ))
}

/// The vector at the Euclidean length 1; zeros stay.
pub(super) fn of_length_one(mut vector: Vec<f64>) -> Vec<f64> {
    let greatest = vector.iter().copied().fold(0.0, f64::max);
    if greatest > 0.0 {
        let [square] = fill_blocks(&mut vector, |_, block| {
            for x in block.iter_mut() {
                *x /= greatest;
            }
            [block.iter().map(|x| x * x).sum()]
        });
        let length = square.sqrt();
        for x in &mut vector {
            *x /= length;
        }
    }
    vector
}

/// A leading eigenvector, of any length, and what it is worth.
pub(super) struct Leading {
    pub(super) vector: Vec<f64>,
    pub(super) value: f64,
    pub(super) residual: f64,
}

/// The leading eigenvector of the in-edges, as far as so many sweeps bring it; nothing if the
/// leading eigenvalue is 0.
pub(super) fn leading(
    net: &Network,
    weighted: bool,
    tol: f64,
    sweeps: usize,
    interrupt: &Interrupt,
) -> Result<Option<Leading>> {
    let heaviest = heaviest(net, weighted);
    if heaviest == 0.0 || !has_cycle(net, weighted, interrupt)? {
        return Ok(None);
    }
    let edges = Pull::incoming(net, weighted);
    let limits = Limits { enough: tol, sweeps, depth: DEPTH, goal: Goal::Leading };
    let (mut value, mut scale) = (0.0, 0.0);
    let found = settle(vec![1.0; net.n()], limits, interrupt, |now, next, afresh| {
        // Weights of at most 1, as squares of extreme ones would leave the range of floats.
        let [across, square] = edges.sweep(now, next, |v, pulled| {
            let y = pulled / heaviest;
            (y, [now[v] * y, now[v] * now[v]])
        });
        value = across / square;
        scale = if afresh { value } else { scale };
        let shift = scale / 4.0;
        let [off] = fill_blocks(next, |place, block| {
            let mut off = 0.0;
            for (y, x) in block.iter_mut().zip(&now[place..]) {
                off += (*y - value * x).powi(2);
                *y = (*y + shift * x) / (scale + shift);
            }
            [off]
        });
        if value > 0.0 { (off / square).sqrt() / value } else { f64::INFINITY }
    })?;
    Ok(Some(Leading { vector: found.vector, value: value * heaviest, residual: found.residual }))
}

/// The greatest weight of an edge, 0 without any.
pub(super) fn heaviest(net: &Network, weighted: bool) -> f64 {
    if weighted {
        net.out.weights.iter().copied().fold(0.0, f64::max)
    } else {
        f64::from(u8::from(net.m() > 0))
    }
}

/// Whether some walk along edges that count comes back to where it began.
fn has_cycle(net: &Network, weighted: bool, interrupt: &Interrupt) -> Result<bool> {
    let counts = |weight: f64| !weighted || weight > 0.0;
    if !net.directed() {
        return Ok(net.out.weights.iter().any(|&w| counts(w)));
    }
    // Take away nodes that nothing leads to, until none is left or only cycles and what follows.
    let entries = |v| net.incoming(v).1.iter().filter(|&&w| counts(w)).count();
    let mut waiting: Vec<usize> = net.nodes().map(entries).collect();
    let mut free: Vec<u32> = net.nodes().filter(|&v| waiting[v as usize] == 0).collect();
    let mut taken = 0;
    while let Some(v) = free.pop() {
        taken += 1;
        if taken % 10_000 == 0 {
            interrupt.check()?;
        }
        let (ids, weights) = net.out(v);
        for (&t, _) in ids.iter().zip(weights).filter(|(_, w)| counts(**w)) {
            waiting[t as usize] -= 1;
            if waiting[t as usize] == 0 {
                free.push(t);
            }
        }
    }
    Ok(taken < net.n())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    fn scores(net: &Network) -> Vec<f64> {
        eigenvector(net, true, 1e-11, &Interrupt::new()).expect("it converges")
    }

    #[test]
    fn the_karate_club_as_networkx_has_it() {
        let found = scores(&karate());
        let known = [
            (0, 0.355_491_444_524_566_7),
            (1, 0.265_959_919_552_491_6),
            (33, 0.373_363_470_291_483_15),
            (11, 0.052_855_697_493_521_01),
        ];
        for (v, score) in known {
            assert!((found[v] - score).abs() < 1e-9);
        }
    }

    #[test]
    fn no_cycle_is_no_number() {
        assert!(scores(&network(0, &[], true)).is_empty());
        let chain = network(3, &[(0, 1), (1, 2), (0, 2)], true);
        assert!(scores(&chain).iter().all(|x| x.is_nan()));
        assert!(scores(&network(2, &[], false)).iter().all(|x| x.is_nan()));
    }

    #[test]
    fn cycles_and_bipartite_networks_converge() {
        let ring = network(5, &[(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 0)], true);
        assert!(scores(&ring).iter().all(|&x| x > 0.0));
        let star = scores(&network(4, &[(0, 1), (0, 2), (0, 3)], false));
        assert!((star[1] - (1.0 / 6.0_f64).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_converge_says_so() {
        let error = eigenvector(&karate(), true, 1e-300, &Interrupt::new());
        assert!(matches!(error, Err(Error::Input { argument, .. }) if argument == "tol"));
        assert!(eigenvector(&karate(), true, 0.0, &Interrupt::new()).is_err());
    }

    #[test]
    fn equal_parts_in_a_row_end_at_the_last() {
        // Plain steps would let the second loop outgrow the first by 1 at a time.
        let chain = scores(&network(2, &[(0, 0), (0, 1), (1, 1)], true));
        assert!(chain[0] < 1e-5 && (chain[1] - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_long_path_converges() {
        let ends: Vec<(u32, u32)> = (0..199).map(|v| (v, v + 1)).collect();
        let path = scores(&network(200, &ends, false));
        let exact = |v: f64| (v * std::f64::consts::PI / 201.0).sin() * (2.0 / 201.0_f64).sqrt();
        assert!((0..200).all(|v| (path[v] - exact(v as f64 + 1.0)).abs() < 1e-6));
    }

    #[test]
    fn extreme_weights_change_nothing() -> Result<()> {
        for weight in [1e-300, 1e300] {
            let weights = [weight; 3];
            let net = Network::from_edges(4, &[0, 0, 0], &[1, 2, 3], Some(&weights), None, false)?;
            assert!((scores(&net)[0] - 0.5_f64.sqrt()).abs() < 1e-9);
        }
        Ok(())
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(5000, 40_000, true);
        let with = |threads| on_threads(threads, || scores(&net));
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(4));
    }

    proptest! {
        #[test]
        fn it_is_an_eigenvector_of_the_largest_eigenvalue(case in graphs(), weighted: bool) {
            let net = case.network();
            let cell = |u, v| net.weight(u, v).map_or(0.0, |w| if weighted { w } else { 1.0 });
            // The reference: the trace of the powers, squared 20 times over.
            let radius = spectral_radius(net.n(), cell);
            match eigenvector(&net, weighted, 1e-9, &Interrupt::new()) {
                Err(_) => prop_assert!(net.directed(), "undirected networks converge"),
                Ok(x) if radius == 0.0 => prop_assert!(x.iter().all(|x| x.is_nan())),
                Ok(x) => {
                    let length: f64 = x.iter().map(|x| x * x).sum();
                    prop_assert!((length - 1.0).abs() < 1e-9);
                    let named = |v| net.nodes().map(|u| cell(u, v) * x[u as usize]).sum::<f64>();
                    let value: f64 = net.nodes().map(|v| named(v) * x[v as usize]).sum();
                    for v in net.nodes() {
                        let gap = (named(v) - value * x[v as usize]).abs();
                        prop_assert!(gap <= 1e-8 * radius && x[v as usize] >= 0.0, "{gap}");
                    }
                    // Equal parts in a row leave both with few digits.
                    let digits = if net.directed() { 0.1 } else { 1e-4 };
                    prop_assert!((value - radius).abs() <= digits * radius, "{value} {radius}");
                }
            }
        }
    }

    /// The 2^20th root of the sum of the entries of the 2^20th power, by squaring.
    fn spectral_radius(n: usize, cell: impl Fn(u32, u32) -> f64) -> f64 {
        let row = |u| (0..n as u32).map(|v| cell(u, v)).collect();
        let mut power: Vec<Vec<f64>> = (0..n as u32).map(row).collect();
        let mut logarithm = 0.0;
        for step in 0..=20 {
            let most = power.iter().flatten().copied().fold(0.0, f64::max);
            if most == 0.0 {
                return 0.0;
            }
            power.iter_mut().flatten().for_each(|x| *x /= most);
            logarithm += most.ln() / f64::from(1 << step);
            let entry = |u: usize, v: usize| (0..n).map(|q| power[u][q] * power[q][v]).sum();
            power = (0..n).map(|u| (0..n).map(|v| entry(u, v)).collect()).collect();
        }
        logarithm.exp()
    }
}
