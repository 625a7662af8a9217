//! Clustering: are the neighbours of a node tied to one another?
//!
//! Self-loops play no part in any of it. Edges of weight 0 are edges.
//!
//! | file | step |
//! |---|---|
//! | `ties` | the ties of a node whatever their direction |
//! | `ranked` | every tie in the row of its end with fewer neighbours, so that hubs cost little |
//! | `sweep` | all triangles, each once, on all threads |
//! | `weighted` | the forms that take weights |

pub(super) mod ranked;
pub(super) mod sweep;
#[cfg(test)]
mod tests;
pub(super) mod ties;
mod weighted;

use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;
use ranked::Ranked;
use sweep::{Triangle, each_triangle};
use ties::arcs;

/// How the weights of ties enter [`clustering()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clustering {
    /// Not at all: Watts & Strogatz (1998), with direction Fagiolo (2007).
    Unweighted,
    /// The geometric mean of the three weights of a triangle, each divided by the largest of
    /// the network: Onnela et al. (2005), with direction Fagiolo (2007).
    Onnela,
    /// The mean of the two weights at the node, against its strength: Barrat et al. (2004),
    /// with direction Clemente & Grassi (2018).
    Barrat,
}

/// How many triangles each node is part of: pairs of its neighbours that are neighbours,
/// whatever the direction of ties.
///
/// Each triangle is met once, from the end with the fewest neighbours (Schank & Wagner 2005,
/// *WEA*, LNCS 3503:606): O(m^1.5) at worst, hubs or not; 8 bytes a node for each thread.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, triangles}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 2], &[1, 2, 0, 3], None, None, true)?;
/// assert_eq!(triangles(&net, &Interrupt::new())?, [1, 1, 1, 0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn triangles(net: &Network, interrupt: &Interrupt) -> Result<Vec<u64>> {
    let ranked = Ranked::new(net, |tie| tie.kind, interrupt)?;
    let counts = corners(&ranked, |_| 1, interrupt)?;
    Ok(ranked.place.iter().map(|&p| counts[p as usize]).collect())
}

/// The share of connected triples that are closed: three times the number of triangles over
/// the number of pairs of ties that meet at a node (Newman, Watts & Strogatz 2002, *PNAS*
/// 99:2566), whatever the direction of ties, as in igraph.
///
/// NaN without such a pair, as in igraph (networkx says 0). The cost is that of [`triangles`].
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, transitivity}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 2], &[1, 2, 0, 3], None, None, true)?;
/// assert_eq!(transitivity(&net, &Interrupt::new())?, 3.0 / 5.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn transitivity(net: &Network, interrupt: &Interrupt) -> Result<f64> {
    let ranked = Ranked::new(net, |tie| tie.kind, interrupt)?;
    let triples: u128 = ranked.degree.iter().map(|&d| pairs(d)).sum();
    let counts = each_triangle(&ranked, || 0_u64, |count, _| *count += 1, interrupt)?;
    Ok(3.0 * counts.iter().sum::<u64>() as f64 / triples as f64)
}

/// The local clustering of each node: how much of what could close between its neighbours
/// does. Averaged over nodes this is the average clustering of a network.
///
/// Without direction, over the pairs {j, k} of neighbours of i, with `d_i` of them:
/// * Unweighted (Watts & Strogatz 1998, *Nature* 393:440): the number of pairs that are tied,
///   over `d_i` (`d_i` - 1) / 2.
/// * Onnela (Onnela et al. 2005, *Physical Review E* 71:065103): the sum over those pairs of
///   (`w_ij` `w_jk` `w_ki`)^(1/3), weights divided by the largest, over the same. This is
///   `weight=` of networkx.
/// * Barrat (Barrat et al. 2004, *PNAS* 101:3747): the sum over those pairs of `w_ij` + `w_ik`,
///   over `s_i` (`d_i` - 1), with `s_i` the weight of all ties of i. This is igraph's.
///
/// With direction every triangle counts in each of the up to eight ways that its arcs give:
/// * Unweighted and Onnela (Fagiolo 2007, *Physical Review E* 76:026107), as networkx: with A
///   the matrix of arcs, or of the cube roots of weights, ((A + A')^3)_ii over
///   2 (d (d - 1) - 2 b), d being the number of arcs of i in and out, and b of mutual ties.
/// * Barrat (Clemente & Grassi 2018, *Chaos, Solitons & Fractals* 107:26): ((W + W')(A + A')^2)_ii
///   over 2 (s (d - 1) - 2 z), s being the weight of all arcs of i, and z half of that in
///   mutual ties.
///
/// On a network with all ties mutual and even these are the forms without direction; pass
/// [`Network::undirected`] to add up both directions first.
///
/// Nodes with fewer than two neighbours have 0, as in networkx and igraph's `mode="zero"`.
/// NaN where a node has two and no weight to compare with: none of its own (Barrat), or none
/// in the network (Onnela). The largest weight is that of ties between two nodes: networkx
/// looks at self-loops too.
///
/// O(m^1.5) at worst, hubs or not. Each node adds up its own triangles in a fixed order: the
/// bits do not depend on the number of threads.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Clustering, Network, clustering}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 2], &[1, 2, 0, 3], None, None, false)?;
/// let local = clustering(&net, Clustering::Unweighted, &Interrupt::new())?;
/// assert_eq!(local, [1.0, 1.0, 1.0 / 3.0, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn clustering(net: &Network, form: Clustering, interrupt: &Interrupt) -> Result<Vec<f64>> {
    match form {
        Clustering::Unweighted => unweighted(net, interrupt),
        Clustering::Onnela | Clustering::Barrat => weighted::clustering(net, form, interrupt),
    }
}

fn unweighted(net: &Network, interrupt: &Interrupt) -> Result<Vec<f64>> {
    let ranked = Ranked::new(net, |tie| tie.kind, interrupt)?;
    let closed = if net.directed() {
        let ways = |t: &Triangle| t.kinds.iter().map(|&kind| u64::from(arcs(net, kind))).product();
        corners(&ranked, ways, interrupt)?
    } else {
        corners(&ranked, |_| 1, interrupt)?
    };
    let local = |v: u32| {
        let degree = ranked.degree[v as usize];
        if degree < 2 {
            return 0.0;
        }
        // A tie closes in two ways with direction, so the pair is counted twice already.
        let ways = if net.directed() { 1.0 } else { 2.0 };
        ways * closed[ranked.place[v as usize] as usize] as f64 / possible(net, v, degree)
    };
    Ok(net.nodes().map(local).collect())
}

/// How many ordered pairs of arcs of `v` lead to two different neighbours.
fn possible(net: &Network, v: u32, degree: u32) -> f64 {
    let degree = f64::from(degree);
    if !net.directed() {
        return degree * (degree - 1.0);
    }
    let (sent, received) = (net.out(v).0, net.incoming(v).0);
    let loops = usize::from(sent.binary_search(&v).is_ok());
    let all = (sent.len() + received.len() - 2 * loops) as f64;
    all * (all - 1.0) - 2.0 * (all - degree)
}

/// The triangles at each place, each as often as `ways` says.
fn corners(
    ranked: &Ranked<u8>,
    ways: impl Fn(&Triangle) -> u64 + Sync,
    interrupt: &Interrupt,
) -> Result<Vec<u64>> {
    let visit = |counts: &mut Vec<u64>, triangle: Triangle| {
        let ways = ways(&triangle);
        triangle.nodes.iter().for_each(|&p| counts[p as usize] += ways);
    };
    let zeros = || vec![0; ranked.n()];
    let add = |mut sum: Vec<u64>, counts: Vec<u64>| {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        sum
    };
    let tallies = each_triangle(ranked, zeros, visit, interrupt)?;
    Ok(tallies.into_iter().reduce(add).unwrap_or_default())
}

/// `count` (`count` - 1) / 2.
pub(super) fn pairs(count: u32) -> u128 {
    let count = u128::from(count);
    count * count.saturating_sub(1) / 2
}
