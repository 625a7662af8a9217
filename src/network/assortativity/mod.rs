//! Assortativity: do like nodes tie to like?
//!
//! Sums run over arcs. An undirected edge counts once in each direction and a self-loop
//! once, as in networkx. Every sum is formed node by node and then over fixed blocks of
//! nodes, so that the bits do not depend on the number of threads.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::{Network, degree};

/// Which end of an arc, and so which degree: that of arcs coming in or going out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Arcs that reach the node.
    In,
    /// Arcs that leave the node.
    Out,
}

/// How many nodes are added up at a time.
const BLOCK: usize = 1024;

/// The correlation over arcs of the `source` degree of where they start with the `target`
/// degree of where they end (Newman 2003, *Physical Review E* 67:026126; the four kinds of
/// directed networks: Foster, Foster, Grassberger & Paczuski 2010, *PNAS* 107:10815).
///
/// `weighted` takes strengths in place of degrees; each arc counts once all the same. This
/// is `networkx.degree_pearson_correlation_coefficient` with `x`, `y` and `weight`. An
/// undirected network has one degree, whatever the ends. Degrees are those of
/// [`degree`](crate::network::degree), self-loops among them. NaN if either degree is the
/// same on all arcs, or there are none. O(n + m).
///
/// ```
/// use twiplomacy::network::{End, Network, degree_assortativity};
/// let star = Network::from_edges(4, &[0, 0, 0], &[1, 2, 3], None, None, false)?;
/// assert_eq!(degree_assortativity(&star, End::Out, End::In, false), -1.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn degree_assortativity(net: &Network, source: End, target: End, weighted: bool) -> f64 {
    let values = |end| -> Vec<f64> {
        match (end, weighted) {
            (End::In, true) => degree::in_weight(net),
            (End::Out, true) => degree::out_weight(net),
            (End::In, false) => degree::in_degree(net).into_iter().map(|d| d as f64).collect(),
            (End::Out, false) => degree::out_degree(net).into_iter().map(|d| d as f64).collect(),
        }
    };
    correlation(net, &values(source), &values(target), false)
}

/// The correlation over arcs of the values at their two ends (Newman 2003, *Physical Review
/// E* 67:026126), as `networkx.numeric_assortativity_coefficient`.
///
/// `weighted` counts each arc by its weight (networkx counts each once). An arc with NaN at
/// either end is left out. NaN if the values are the same at all starts or at all ends, or
/// no arc is left. O(n + m).
///
/// # Errors
/// [`Error::Input`] unless there is one value for each node, none of them infinite.
///
/// ```
/// use twiplomacy::network::{Network, numeric_assortativity};
/// let net = Network::from_edges(4, &[0, 1, 2], &[1, 0, 3], None, None, true)?;
/// assert_eq!(numeric_assortativity(&net, &[1.0, 1.0, 3.0, 3.0], false)?, 1.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn numeric_assortativity(net: &Network, values: &[f64], weighted: bool) -> Result<f64> {
    check_length(net, values.len())?;
    if let Some(v) = values.iter().position(|value| value.is_infinite()) {
        let wanted = "finite values, or NaN where none is known";
        return Err(Error::input("attribute", format!("{} at node {v}", values[v]), wanted));
    }
    Ok(correlation(net, values, values, weighted))
}

/// How far arcs stay within groups: (t - c) / (1 - c), with t the share of arcs within a
/// group, and c what it would be if both ends were drawn apart: the sum over groups of the
/// share of arcs that start there times the share that end there (Newman 2003, *Physical
/// Review E* 67:026126). This is `networkx.attribute_assortativity_coefficient`.
///
/// `labels[v]` is the group of node v, any number; [`u32::MAX`] is no group, and an arc with
/// such a node at either end is left out. `weighted` takes shares of weight (networkx counts
/// each arc once). 1 if no arc leaves its group; NaN if all arcs start and end in the same
/// group, or none is left. O(n log n + m).
///
/// # Errors
/// [`Error::Input`] unless there is one label for each node.
///
/// ```
/// use twiplomacy::network::{Network, attribute_assortativity};
/// let net = Network::from_edges(4, &[0, 1, 2], &[1, 0, 3], None, None, true)?;
/// assert_eq!(attribute_assortativity(&net, &[0, 0, 5, 5], false)?, 1.0);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn attribute_assortativity(net: &Network, labels: &[u32], weighted: bool) -> Result<f64> {
    check_length(net, labels.len())?;
    let mut groups = labels.to_vec();
    groups.par_sort_unstable();
    groups.dedup();
    let nodes: Vec<Flows> =
        net.nodes().into_par_iter().map(|v| flows(net, labels, weighted, v)).collect();
    let mut ends = vec![(0.0, 0.0); groups.len()];
    let (mut sent, mut received, mut within) = (0.0, 0.0, 0.0);
    for (label, flows) in labels.iter().zip(nodes) {
        // Every label is one of the groups.
        let group = groups.binary_search(label).unwrap_or_default();
        ends[group].0 += flows.sent;
        ends[group].1 += flows.received;
        sent += flows.sent;
        received += flows.received;
        within += flows.within;
    }
    let chance = ends.iter().fold(0.0, |sum, group| sum + group.0 / sent * (group.1 / received));
    let apart = 1.0 - chance;
    Ok(if apart > 0.0 { (within / sent - chance) / apart } else { f64::NAN })
}

/// What a node sends to and receives from nodes in a group, and sends within its own.
#[derive(Debug, Clone, Copy, Default)]
struct Flows {
    sent: f64,
    received: f64,
    within: f64,
}

/// The label of nodes in no group.
const NO_GROUP: u32 = u32::MAX;

fn flows(net: &Network, labels: &[u32], weighted: bool, v: u32) -> Flows {
    let own = labels[v as usize];
    if own == NO_GROUP {
        return Flows::default();
    }
    // What goes to or comes from any group, and how much of that from the own.
    let total = |(ids, weights): (&[u32], &[f64])| {
        ids.iter().zip(weights).fold((0.0, 0.0), |(any, same), (&t, &w)| {
            let label = labels[t as usize];
            let w = if weighted { w } else { 1.0 };
            let or_none = |counts: bool| if counts { w } else { 0.0 };
            (any + or_none(label != NO_GROUP), same + or_none(label == own))
        })
    };
    let (sent, within) = total(net.out(v));
    let received = if net.directed() { total(net.incoming(v)).0 } else { sent };
    Flows { sent, received, within }
}

fn check_length(net: &Network, length: usize) -> Result<()> {
    if length == net.n() {
        return Ok(());
    }
    let wanted = format!("{}, one for each node", net.n());
    Err(Error::input("attribute", format!("{length} values"), wanted))
}

/// Pearson's correlation over arcs of `x` at their start with `y` at their end; arcs where
/// either is NaN are left out. No value may be infinite.
fn correlation(net: &Network, x: &[f64], y: &[f64], weighted: bool) -> f64 {
    let arcs = Arcs { net, x, y, weighted };
    let range = arcs.total(Range::NONE, |range, w, x, y| range.and([x, y, w]), Range::join);
    // Rounding would give equal values a variance.
    if !range.varies() {
        return f64::NAN;
    }
    // What is scaled to 1 cannot overflow when squared.
    let [top_x, top_y, heaviest] = range.largest();
    let sums = |centre: [f64; 2]| {
        let add = |sums: [f64; 6], w: f64, x: f64, y: f64| {
            let (w, x, y) = (w / heaviest, x / top_x - centre[0], y / top_y - centre[1]);
            let terms = [w, w * x, w * y, w * x * x, w * y * y, w * x * y];
            std::array::from_fn(|i| sums[i] + terms[i])
        };
        arcs.total([0.0; 6], add, |a, b| std::array::from_fn(|i| a[i] + b[i]))
    };
    let [all, x, y, ..] = sums([0.0; 2]);
    let [all, x, y, xx, yy, xy] = sums([x / all, y / all]);
    // The means are right but for rounding, which the second terms take away.
    let (var_x, var_y) = (xx - x * x / all, yy - y * y / all);
    ((xy - x * y / all) / (var_x.sqrt() * var_y.sqrt())).clamp(-1.0, 1.0)
}

struct Arcs<'a> {
    net: &'a Network,
    x: &'a [f64],
    y: &'a [f64],
    weighted: bool,
}

impl Arcs<'_> {
    /// A sum over arcs of some weight, of weight and the two values: over fixed blocks of
    /// nodes, which are then joined in order.
    fn total<S: Copy + Send + Sync>(
        &self,
        zero: S,
        add: impl Fn(S, f64, f64, f64) -> S + Sync,
        join: impl Fn(S, S) -> S,
    ) -> S {
        let from = |sum: S, v: u32| {
            let x = self.x[v as usize];
            if x.is_nan() {
                return sum;
            }
            let (ids, weights) = self.net.out(v);
            ids.iter().zip(weights).fold(sum, |sum, (&t, &w)| {
                let (w, y) = (if self.weighted { w } else { 1.0 }, self.y[t as usize]);
                if w > 0.0 && !y.is_nan() { add(sum, w, x, y) } else { sum }
            })
        };
        let n = self.net.n();
        let block =
            |b: usize| (b * BLOCK..n.min((b + 1) * BLOCK)).fold(zero, |s, v| from(s, v as u32));
        let blocks: Vec<S> = (0..n.div_ceil(BLOCK)).into_par_iter().map(block).collect();
        blocks.into_iter().fold(zero, join)
    }
}

/// The least and the greatest of the values at the start and the end of arcs, and of weights.
#[derive(Debug, Clone, Copy)]
struct Range {
    least: [f64; 3],
    greatest: [f64; 3],
}

impl Range {
    const NONE: Self = Self { least: [f64::INFINITY; 3], greatest: [f64::NEG_INFINITY; 3] };

    fn and(self, values: [f64; 3]) -> Self {
        self.join(Self { least: values, greatest: values })
    }

    fn join(self, other: Self) -> Self {
        Self {
            least: std::array::from_fn(|i| self.least[i].min(other.least[i])),
            greatest: std::array::from_fn(|i| self.greatest[i].max(other.greatest[i])),
        }
    }

    /// Whether there are two different values at each end.
    fn varies(self) -> bool {
        self.least[0] < self.greatest[0] && self.least[1] < self.greatest[1]
    }

    /// The largest size of each.
    fn largest(self) -> [f64; 3] {
        std::array::from_fn(|i| self.least[i].abs().max(self.greatest[i].abs()))
    }
}

#[cfg(test)]
mod tests;
