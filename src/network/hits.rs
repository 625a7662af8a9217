//! Hubs and authorities.

use crate::error::Result;
use crate::network::Network;
use crate::network::eigenvector::{DEPTH, MOST_SWEEPS, check_residual, heaviest};
use crate::network::pagerank::check_tolerance;
use crate::network::pagerank::leap::Goal;
use crate::network::pagerank::pull::Pull;
use crate::network::pagerank::settle::{Limits, settle};
use crate::run::Interrupt;

/// The scores of [`hits`].
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// How well each node leads to authorities; they add up to 1.
    pub hubs: Vec<f64>,
    /// How well hubs lead to each node; they add up to 1.
    pub authorities: Vec<f64>,
    /// How many sweeps over the out- and in-edges it took.
    pub sweeps: usize,
}

/// Hubs, which lead to good authorities, and authorities, which good hubs lead to
/// (Kleinberg 1999, *Journal of the ACM* 46:604):
///
/// `h_u` ~ sum over u -> v of `w_uv` `a_v`, `a_v` ~ sum over u -> v of `w_uv` `h_u`
///
/// with the largest factor for which there are such h and a: the leading singular vectors of
/// the matrix of weights. Each adds up to 1, as in networkx. `weighted = false` takes every
/// weight as 1; an undirected edge leads both ways, so that both scores are the same.
///
/// It starts from equal scores. Where the leading singular value is not unique (two separate
/// stars of the same size, say) that decides: the result is the projection of equal
/// authorities on all leading ones. Without an edge of positive weight there is nothing to
/// lead to: NaN.
///
/// Power iteration. Every few sweeps it goes on from the best vector within the space of the
/// last ones (Rayleigh & Ritz), until the Euclidean length of A'A a - s a is at most `tol` times
/// that of s a, s the square of the singular value. O(m) a sweep. The bits do not depend on the
/// number of threads.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless `tol > 0`, and if 10,000 sweeps do not get
/// there; [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hits}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[2, 2], None, None, true)?;
/// let scores = hits(&net, true, 1e-10, &Interrupt::new())?;
/// assert_eq!(scores.hubs, [0.5, 0.5, 0.0]);
/// assert_eq!(scores.authorities, [0.0, 0.0, 1.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn hits(net: &Network, weighted: bool, tol: f64, interrupt: &Interrupt) -> Result<Hits> {
    check_tolerance(tol)?;
    let n = net.n();
    let heaviest = heaviest(net, weighted);
    if heaviest == 0.0 {
        let nothing = vec![f64::NAN; n];
        return Ok(Hits { hubs: nothing.clone(), authorities: nothing, sweeps: 0 });
    }
    let (out, incoming) = (Pull::out(net, weighted), Pull::incoming(net, weighted));
    // Weights of at most 1, as squares of extreme ones would leave the range of floats.
    let lead = |authorities: &[f64], hubs: &mut [f64]| {
        out.sweep(authorities, hubs, |u, pulled| {
            let (hub, authority) = (pulled / heaviest, authorities[u]);
            (hub, [hub * hub, authority * authority])
        })
    };
    let limits = Limits { enough: tol, sweeps: MOST_SWEEPS, depth: DEPTH, goal: Goal::Leading };
    let mut hubs = vec![0.0; n];
    let mut scale = 0.0;
    let found = settle(vec![1.0; n], limits, interrupt, |now, next, afresh| {
        let [gained, had] = lead(now, &mut hubs);
        let value = gained / had;
        scale = if afresh { value } else { scale };
        let [off] = incoming.sweep(&hubs, next, |v, pulled| {
            let authority = pulled / heaviest;
            (authority / scale, [(authority - value * now[v]).powi(2)])
        });
        if value > 0.0 { (off / had).sqrt() / value } else { f64::INFINITY }
    })?;
    check_residual(found.residual, tol)?;
    lead(&found.vector, &mut hubs);
    Ok(Hits { hubs: of_sum_one(hubs), authorities: of_sum_one(found.vector), sweeps: found.sweeps })
}

fn of_sum_one(mut scores: Vec<f64>) -> Vec<f64> {
    let sum: f64 = scores.iter().sum();
    for score in &mut scores {
        *score /= sum;
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    fn found(net: &Network, weighted: bool) -> Hits {
        hits(net, weighted, 1e-10, &Interrupt::new()).expect("it converges")
    }

    fn close(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-6)
    }

    #[test]
    fn the_karate_club_as_networkx_has_it() {
        let scores = found(&karate(), true);
        let known = [
            (0, 0.071_412_728_808_251_95),
            (1, 0.053_427_231_235_529_976),
            (33, 0.075_002_942_156_575_53),
            (11, 0.010_617_891_511_071_224),
        ];
        for (v, score) in known {
            assert!((scores.hubs[v] - score).abs() < 1e-9);
            assert!((scores.authorities[v] - score).abs() < 1e-9);
        }
    }

    #[test]
    fn equal_stars_share_the_scores() {
        let stars = network(7, &[(0, 1), (0, 2), (3, 4), (3, 5)], true);
        let scores = found(&stars, true);
        assert!(close(&scores.hubs, &[0.5, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0]));
        assert!(close(&scores.authorities, &[0.0, 0.25, 0.25, 0.0, 0.25, 0.25, 0.0]));
    }

    #[test]
    fn nothing_to_lead_to_is_no_number() -> Result<()> {
        assert!(found(&network(0, &[], true), true).hubs.is_empty());
        let idle = Network::from_edges(2, &[0], &[1], Some(&[0.0]), None, true)?;
        assert!(found(&idle, true).hubs.iter().all(|x| x.is_nan()));
        assert!(close(&found(&idle, false).hubs, &[1.0, 0.0]));
        Ok(())
    }

    #[test]
    fn arguments_are_checked_and_it_can_be_stopped() {
        let net = network(2, &[(0, 1)], true);
        assert!(hits(&net, true, f64::NAN, &Interrupt::new()).is_err());
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert_eq!(hits(&net, true, 1e-8, &interrupt), Err(Error::Interrupted));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(5000, 40_000, true);
        let with = |threads| on_threads(threads, || found(&net, true));
        assert_eq!(with(1), with(2));
        assert_eq!(with(1), with(4));
    }

    proptest! {
        #[test]
        fn it_is_what_millions_of_plain_steps_come_to(case in graphs(), weighted: bool) {
            let net = case.network();
            let n = net.n();
            let cell = |u: usize, v: usize| match net.weight(u as u32, v as u32) {
                Some(w) if weighted => w,
                Some(_) => 1.0,
                None => 0.0,
            };
            let matrix = |cell: &dyn Fn(usize, usize) -> f64| {
                let row = |u| (0..n).map(|v| cell(u, v)).collect();
                (0..n).map(row).collect::<Vec<Vec<f64>>>()
            };
            let mut power = matrix(&|u, v| (0..n).map(|q| cell(q, u) * cell(q, v)).sum());
            for _ in 0..24 {
                let most = power.iter().flatten().copied().fold(0.0, f64::max);
                let product =
                    |u: usize, v: usize| (0..n).map(|q| power[u][q] * power[q][v]).sum::<f64>();
                power = matrix(&|u, v| product(u, v) / most / most);
            }
            let authorities = of_sum_one(power.iter().map(|row| row.iter().sum()).collect());
            let hub = |u| (0..n).map(|v| cell(u, v) * authorities[v]).sum();
            let hubs = of_sum_one((0..n).map(hub).collect());
            let ours = hits(&net, weighted, 1e-12, &Interrupt::new()).expect("it converges");
            if hubs.iter().any(|x: &f64| x.is_nan()) {
                prop_assert!(ours.hubs.iter().chain(&ours.authorities).all(|x| x.is_nan()));
            } else {
                prop_assert!(close(&ours.hubs, &hubs), "{:?} {hubs:?}", ours.hubs);
                prop_assert!(close(&ours.authorities, &authorities));
            }
        }
    }
}
