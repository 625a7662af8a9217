//! Structural holes: how free a node is to play its contacts off against one another.
//!
//! Both measures take ties without direction, `w_ij` the weight of both directions together,
//! and leave out self-loops and ties of weight 0: contacts are those of positive weight.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// Burt's constraint on each node (Burt 1992, *Structural Holes*, Harvard University Press): how
/// far its ties lead, directly or through one other, to the same contacts.
///
/// `c_i` = sum over contacts j of (`p_ij` + sum over q of `p_iq` `p_qj`)^2, q not i or j, with
/// `p_ij` = `w_ij` / sum over k of `w_ik`
///
/// This is `networkx.constraint` with weights, on a network without self-loops (where networkx
/// counts one as a contact). NaN without contacts. For an unweighted result pass
/// [`Network::unweighted`]; an arc and its return are then a tie of weight 2.
///
/// Every pair of contacts is looked up in the row of the one with fewer: O(m sqrt m) at worst. 8
/// bytes a node for each thread, about 60 an edge beside. The bits do not depend on the number
/// of threads.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) if weights add up to more than a float can hold;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, constraint}, run::Interrupt};
/// let star = Network::from_edges(3, &[0, 0], &[1, 2], None, None, false)?;
/// assert_eq!(constraint(&star, &Interrupt::new())?, [0.5, 1.0, 1.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn constraint(net: &Network, interrupt: &Interrupt) -> Result<Vec<f64>> {
    let net = without_direction(net)?;
    let ties = Ties::of(&net);
    let shares: Vec<f64> = ties.sums.iter().map(|sum| 1.0 / sum).collect();
    let mut constraint = ties.zero_or_nan();
    ties.each(
        |q| shares[q as usize],
        interrupt,
        |tie| {
            for v in [tie.i as usize, tie.j as usize] {
                constraint[v] += ((tie.weight + tie.through) * shares[v]).powi(2);
            }
        },
    )?;
    Ok(constraint)
}

/// The effective size of the circle of contacts of each node (Burt 1992): their number, less
/// what each of them has in common with the others.
///
/// `e_i` = sum over contacts j of (1 - sum over q of `p_iq` `m_jq`), q not i or j, with
/// `p_iq` = `w_iq` / sum over k of `w_ik` and `m_jq` = `w_jq` / max over k of `w_jk`
///
/// `weighted = false` takes every edge as 1. On an undirected network that is Borgatti's n -
/// 2t/n (1997, *Connections* 20:35), with t ties among n contacts; on a directed one an arc and
/// its return are a tie of weight 2. NaN without contacts.
///
/// networkx 3 has the same formula, but rounds m down to whole numbers when it takes all nodes
/// at once and weights are whole: compare with weights as floats. Complexity as for
/// [`constraint`].
///
/// # Errors
/// As for [`constraint`].
///
/// ```
/// use twiplomacy::{network::{Network, effective_size}, run::Interrupt};
/// let triangle = Network::from_edges(3, &[0, 1, 2], &[1, 2, 0], None, None, false)?;
/// assert_eq!(effective_size(&triangle, false, &Interrupt::new())?, [1.0; 3]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn effective_size(net: &Network, weighted: bool, interrupt: &Interrupt) -> Result<Vec<f64>> {
    let even = if weighted { None } else { Some(net.unweighted()) };
    let net = without_direction(even.as_ref().unwrap_or(net))?;
    let ties = Ties::of(&net);
    let mut size = ties.zero_or_nan();
    ties.each(
        |_| 1.0,
        interrupt,
        |tie| {
            for (v, other) in [(tie.i, tie.j), (tie.j, tie.i)] {
                let (v, other) = (v as usize, other as usize);
                size[v] += 1.0 - tie.through / (ties.sums[v] * ties.most[other]);
            }
        },
    )?;
    Ok(size)
}

fn without_direction(net: &Network) -> Result<Cow<'_, Network>> {
    Ok(if net.directed() { Cow::Owned(net.undirected()?) } else { Cow::Borrowed(net) })
}

/// A tie, and what its ends have in common.
struct Tie {
    i: u32,
    j: u32,
    weight: f64,
    /// The sum over common contacts q of `w_iq` `w_jq`, times a factor of q.
    through: f64,
}

/// A thread takes the ties of so many nodes at once: few, as busy nodes often stand together.
const BLOCK: usize = 16;

/// The ties of an undirected network that count. Weights are relative to the greatest, so that
/// products of extreme ones stay within the range of floats.
struct Ties<'a> {
    net: &'a Network,
    scale: f64,
    /// The sum and the greatest of the weights of each node.
    sums: Vec<f64>,
    most: Vec<f64>,
}

impl<'a> Ties<'a> {
    fn of(net: &'a Network) -> Self {
        let scale = 1.0 / net.out.weights.iter().copied().fold(0.0, f64::max);
        let mut ties = Self { net, scale, sums: Vec::new(), most: Vec::new() };
        let weights = |v| ties.contacts(v).map(|(_, weight)| weight);
        let ends = |v| (weights(v).fold(0.0, |a, b| a + b), weights(v).fold(0.0, f64::max));
        (ties.sums, ties.most) = net.nodes().into_par_iter().map(ends).unzip();
        ties
    }

    /// Others to whom `v` has a tie of positive weight.
    fn contacts(&self, v: u32) -> impl Iterator<Item = (u32, f64)> {
        let (ids, weights) = self.net.out(v);
        let all = ids.iter().zip(weights).map(|(&u, &weight)| (u, weight * self.scale));
        all.filter(move |&(u, weight)| u != v && weight > 0.0)
    }

    /// The contacts whose tie with `i` is looked after here: those with a shorter row.
    fn lesser(&self, i: u32) -> impl Iterator<Item = (u32, f64)> {
        let rank = |v: u32| (self.net.out(v).0.len(), v);
        self.contacts(i).filter(move |&(j, _)| rank(j) < rank(i))
    }

    /// 0 for every node that has a contact, NaN for the others.
    fn zero_or_nan(&self) -> Vec<f64> {
        self.sums.iter().map(|&sum| if sum > 0.0 { 0.0 } else { f64::NAN }).collect()
    }

    /// Visit every tie once, always in the same order, common contacts weighed by `factor`.
    fn each(
        &self,
        factor: impl Fn(u32) -> f64 + Sync,
        interrupt: &Interrupt,
        mut visit: impl FnMut(&Tie),
    ) -> Result<()> {
        let nodes: Vec<u32> = self.net.nodes().collect();
        let room = || vec![0.0; self.net.n()];
        let found: Vec<Vec<f64>> = nodes
            .par_chunks(BLOCK)
            .map_init(room, |reach, block| {
                let mut through = Vec::new();
                for &i in block {
                    interrupt.check()?;
                    self.look_through(i, &factor, reach, &mut through);
                }
                Ok(through)
            })
            .collect::<Result<_>>()?;
        for (block, found) in nodes.chunks(BLOCK).zip(&found) {
            interrupt.check()?;
            let ties = block.iter().flat_map(|&i| self.lesser(i).map(move |tie| (i, tie)));
            for ((i, (j, weight)), &through) in ties.zip(found) {
                visit(&Tie { i, j, weight, through });
            }
        }
        Ok(())
    }

    /// What `i` has in common with each of its lesser contacts. `reach` is room for one number a
    /// node, 0 before and after.
    fn look_through(
        &self,
        i: u32,
        factor: impl Fn(u32) -> f64,
        reach: &mut [f64],
        through: &mut Vec<f64>,
    ) {
        for (q, weight) in self.contacts(i) {
            reach[q as usize] = weight * factor(q);
        }
        for (j, _) in self.lesser(i) {
            // A self-loop of j is no common contact.
            let own = std::mem::take(&mut reach[j as usize]);
            let (ids, weights) = self.net.out(j);
            let shared =
                ids.iter().zip(weights).fold(0.0, |sum, (&q, w)| sum + reach[q as usize] * w);
            reach[j as usize] = own;
            through.push(shared * self.scale);
        }
        for (q, _) in self.contacts(i) {
            reach[q as usize] = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, karate, network, on_threads, random_network};
    use proptest::prelude::*;

    fn constraints(net: &Network) -> Vec<f64> {
        constraint(net, &Interrupt::new()).expect("small weights")
    }

    fn sizes(net: &Network, weighted: bool) -> Vec<f64> {
        effective_size(net, weighted, &Interrupt::new()).expect("small weights")
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan())
    }

    /// Seven arcs of weights 1 to 7; the values are those of networkx 3.
    fn weighted_example() -> Network {
        let (source, target) = ([0, 0, 1, 2, 2, 3, 3], [1, 2, 2, 0, 3, 0, 4]);
        let weights = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        Network::from_edges(5, &source, &target, Some(&weights), None, true).expect("valid")
    }

    #[test]
    fn the_karate_club_as_networkx_has_it() {
        let (constraints, sizes) = (constraints(&karate()), sizes(&karate(), false));
        let known = [
            (0, 0.155_423_297_646_604_95, 13.75),
            (1, 0.279_535_108_024_694_1, 19.0 / 3.0),
            (33, 0.156_418_685_121_107_2, 259.0 / 17.0),
            (11, 1.0, 1.0),
        ];
        for (v, constraint, size) in known {
            assert!(close(constraints[v], constraint) && close(sizes[v], size));
        }
    }

    #[test]
    fn weights_and_directions_as_networkx_has_them() {
        let net = weighted_example();
        let known = [
            0.842_431_301_909_323_9,
            1.075_421_144_789_276_8,
            0.730_527_923_694_132_4,
            0.542_182_312_328_832_4,
            1.0,
        ];
        let plain = [0.782_986_111_111_111, 1.125, 0.782_986_111_111_111, 11.0 / 18.0, 1.0];
        let ours = [constraints(&net), constraints(&net.unweighted())];
        for (ours, known) in ours.iter().zip([known, plain]) {
            assert!(ours.iter().zip(known).all(|(x, y)| close(*x, y)), "{ours:?}");
        }
        let known =
            [1.785_714_285_714_285_6, 1.0, 2.096_938_775_510_204, 2.388_888_888_888_889, 1.0];
        let plain = [1.75, 1.0, 1.75, 7.0 / 3.0, 1.0];
        for (ours, known) in [sizes(&net, true), sizes(&net, false)].iter().zip([known, plain]) {
            assert!(ours.iter().zip(known).all(|(x, y)| close(*x, y)), "{ours:?}");
        }
    }

    #[test]
    fn without_contacts_there_is_no_number() {
        for directed in [true, false] {
            assert!(constraints(&network(0, &[], directed)).is_empty());
            let net = network(3, &[(0, 0), (1, 2)], directed);
            assert!(constraints(&net)[0].is_nan() && sizes(&net, true)[0].is_nan());
            assert!(close(constraints(&net)[1], 1.0) && close(sizes(&net, false)[1], 1.0));
        }
    }

    #[test]
    fn extreme_weights_change_nothing() -> Result<()> {
        let net = weighted_example();
        let columns = net.columns();
        for factor in [1e-300, 1e300] {
            let weights: Vec<f64> = columns.weight.iter().map(|w| w * factor).collect();
            let (source, target) = (&columns.source, &columns.target);
            let scaled = Network::from_edges(5, source, target, Some(&weights), None, true)?;
            for v in 0..5 {
                assert!(close(constraints(&scaled)[v], constraints(&net)[v]));
                assert!(close(sizes(&scaled, true)[v], sizes(&net, true)[v]));
            }
        }
        Ok(())
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits() {
        let net = random_network(5000, 40_000, true);
        let bits = |x: Vec<f64>| x.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let both = || (bits(constraints(&net)), bits(sizes(&net, true)));
        assert_eq!(on_threads(1, both), on_threads(2, both));
        assert_eq!(on_threads(1, both), on_threads(4, both));
    }

    #[test]
    fn it_can_be_stopped() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(constraint(&karate(), &interrupt).is_err());
        assert!(effective_size(&karate(), true, &interrupt).is_err());
    }

    proptest! {
        #[test]
        fn both_follow_their_formulas(case in graphs(), weighted: bool) {
            let net = case.network();
            let even = if weighted { net.clone() } else { net.unweighted() };
            let n = net.n() as u32;
            let mutual = |u: u32, v: u32| {
                if u == v { return 0.0; }
                even.weight(u, v).unwrap_or(0.0) + even.weight(v, u).unwrap_or(0.0)
            };
            let sum = |u| (0..n).map(|v| mutual(u, v)).sum::<f64>();
            let most = |u| (0..n).map(|v| mutual(u, v)).fold(0.0, f64::max);
            let share = |u, v| if mutual(u, v) == 0.0 { 0.0 } else { mutual(u, v) / sum(u) };
            let (constraints, sizes) = (constraints(&even), sizes(&net, weighted));
            for i in 0..n {
                let contacts: Vec<u32> = (0..n).filter(|&j| mutual(i, j) > 0.0).collect();
                if contacts.is_empty() {
                    prop_assert!(constraints[i as usize].is_nan() && sizes[i as usize].is_nan());
                    continue;
                }
                let between = |j| (0..n).map(|q| share(i, q) * share(q, j)).sum::<f64>();
                let constraint: f64 =
                    contacts.iter().map(|&j| (share(i, j) + between(j)).powi(2)).sum();
                let common = |j| (0..n).map(|q| share(i, q) * mutual(j, q)).sum::<f64>() / most(j);
                let size: f64 = contacts.iter().map(|&j| 1.0 - common(j)).sum();
                prop_assert!(close(constraints[i as usize], constraint));
                prop_assert!(close(sizes[i as usize], size));
            }
        }
    }
}
