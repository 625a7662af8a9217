//! Local clustering with weights.
//!
//! Every node looks at its own triangles and adds them up in a fixed order. Seen from node i,
//! a neighbour j has a weight `x_j` and a share `z_j`, and a tie between j and k a weight
//! `y_jk`; the triangles come to the sum over ordered pairs of `x_j` `z_k` `y_jk`.

use super::Clustering;
use super::ranked::Ranked;
use super::sweep::on_all_threads;
use super::ties::{Tie, arcs, ties_of};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// The clustering of each node in the form of Onnela or Barrat.
pub(super) fn clustering(
    net: &Network,
    form: Clustering,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    let measure = Measure { net, form, largest: largest_weight(net) };
    let ranked = Ranked::new(net, |tie| measure.across(tie), interrupt)?;
    let start = || Local { seen: vec![0; ranked.n()], sides: Vec::new(), results: Vec::new() };
    let threads = on_all_threads(ranked.n(), interrupt, start, |local, p| {
        let value = local.value(&measure, &ranked, ranked.order[p as usize]);
        local.results.push((ranked.order[p as usize], value));
    })?;
    let mut values = vec![0.0; net.n()];
    for (v, value) in threads.into_iter().flat_map(|local| local.results) {
        values[v as usize] = value;
    }
    Ok(values)
}

/// The largest weight of a tie between two nodes.
fn largest_weight(net: &Network) -> f64 {
    net.nodes().fold(0.0, |most, v| {
        let (ids, weights) = net.out(v);
        ids.iter().zip(weights).filter(|&(&t, _)| t != v).fold(most, |most, (_, &w)| most.max(w))
    })
}

struct Measure<'a> {
    net: &'a Network,
    form: Clustering,
    largest: f64,
}

/// A neighbour as seen from a node.
#[derive(Clone, Copy)]
struct Side {
    place: u32,
    x: f64,
    z: f64,
    /// What it adds to the denominator for each arc to another neighbour.
    base: f64,
    arcs: f64,
}

impl Measure<'_> {
    fn arcs(&self, tie: Tie) -> f64 {
        f64::from(arcs(self.net, tie.kind))
    }

    /// The weight of a tie, that of the heaviest being 1 or, of both its arcs, 2.
    fn weight(&self, tie: Tie) -> f64 {
        let (sent, received) = (tie.sent / self.largest, tie.received / self.largest);
        if self.form == Clustering::Onnela {
            sent.cbrt() + received.cbrt()
        } else {
            sent + received
        }
    }

    /// The weight of a tie between two neighbours.
    fn across(&self, tie: Tie) -> f64 {
        if self.form == Clustering::Onnela { self.weight(tie) } else { self.arcs(tie) }
    }

    fn side(&self, tie: Tie, place: u32) -> Side {
        let (weight, arcs) = (self.weight(tie), self.arcs(tie));
        if self.form == Clustering::Onnela {
            Side { place, x: weight, z: weight, base: arcs, arcs }
        } else {
            Side { place, x: weight, z: arcs, base: weight, arcs }
        }
    }
}

/// What one thread works with.
struct Local {
    /// The neighbours of the node in hand: 1 + their number among `sides`, else 0.
    seen: Vec<u32>,
    sides: Vec<Side>,
    results: Vec<(u32, f64)>,
}

impl Local {
    fn value(&mut self, measure: &Measure, ranked: &Ranked<f64>, v: u32) -> f64 {
        if ranked.degree[v as usize] < 2 {
            return 0.0;
        }
        if measure.largest == 0.0 {
            return f64::NAN;
        }
        self.sides.clear();
        for (number, tie) in (1..).zip(ties_of(measure.net, v)) {
            let place = ranked.place[tie.other as usize];
            self.seen[place as usize] = number;
            self.sides.push(measure.side(tie, place));
        }
        let closed = self.closed(ranked);
        self.sides.iter().for_each(|side| self.seen[side.place as usize] = 0);
        let arcs = self.sides.iter().fold(0.0, |sum, side| sum + side.arcs);
        let possible =
            self.sides.iter().fold(0.0, |sum, side| sum + side.base * (arcs - side.arcs));
        // A tie between two neighbours closes in two ways with direction.
        let ways = if measure.net.directed() { 2.0 } else { 1.0 };
        closed / (ways * possible)
    }

    /// What the triangles of the node in hand come to. Each tie between two neighbours stands
    /// in the row of one of them only.
    fn closed(&self, ranked: &Ranked<f64>) -> f64 {
        let mut sum = 0.0;
        for j in &self.sides {
            let (ids, across) = ranked.row(j.place);
            for (&place, y) in ids.iter().zip(across) {
                let number = self.seen[place as usize];
                if number != 0 {
                    let k = &self.sides[number as usize - 1];
                    sum += (j.x * k.z + k.x * j.z) * y;
                }
            }
        }
        sum
    }
}
