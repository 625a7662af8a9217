//! Arcs as ties: who is tied to whom, and how heavily in both directions.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::partition::{Sets, largest_first};
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: u32 = 1 << 14;

/// The ties of a directed network, without self-loops and arcs that carry nothing.
pub(super) struct Ties<'a> {
    pub(super) net: &'a Network,
    /// A power of two that brings the greatest weight near to 1, so that sums are in range.
    scale: f64,
}

/// Two nodes that are tied, and the weights between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    pub(super) other: u32,
    /// From the node to the other.
    pub(super) up: f64,
    /// From the other to the node.
    pub(super) down: f64,
}

/// What a first look at all ties tells.
pub(super) struct Tally {
    /// To how many others each node is tied.
    pub(super) degree: Vec<u32>,
    /// All of these others, by exclusive or: of one that is left it is the number.
    pub(super) others: Vec<u32>,
    /// Whether the weight of each tie is the same in single precision.
    pub(super) single: bool,
}

impl<'a> Ties<'a> {
    /// The ties of this network.
    ///
    /// # Errors
    /// [`Error::Input`] if it is undirected.
    pub(super) fn of(net: &'a Network) -> Result<Self> {
        if !net.directed() {
            return Err(Error::input(
                "network",
                "no directions",
                "arcs, since levels say which end of a tie is above: a network with directed=True",
            ));
        }
        let rows = net.nodes().into_par_iter().with_min_len(1024);
        let heaviest = |v| {
            let (ids, weights) = net.out(v);
            let arcs = ids.iter().zip(weights).filter(|(t, _)| **t != v);
            arcs.fold(0.0, |most: f64, (_, w)| most.max(*w))
        };
        let greatest = rows.map(heaviest).reduce(|| 0.0, f64::max);
        let scale = (-greatest.log2().floor()).clamp(-1000.0, 1000.0).exp2();
        Ok(Self { net, scale })
    }

    /// The arcs that lead from `v`.
    pub(super) fn arcs(&self, v: u32) -> impl Iterator<Item = (u32, f64)> {
        self.row(v, self.net.out(v))
    }

    fn row(&self, v: u32, (ids, weights): (&'a [u32], &'a [f64])) -> Row<'a> {
        Row { v, scale: self.scale, ids: ids.iter(), weights: weights.iter() }
    }

    /// The ties of `v`, by the number of the other.
    pub(super) fn of_node(&self, v: u32) -> impl Iterator<Item = Tie> {
        let (mut out, mut back) = (self.row(v, self.net.out(v)), self.row(v, self.net.incoming(v)));
        let (mut up, mut down) = (out.next(), back.next());
        std::iter::from_fn(move || match (up, down) {
            (Some((t, weight)), from) if from.is_none_or(|(u, _)| t < u) => {
                up = out.next();
                Some(Tie { other: t, up: weight, down: 0.0 })
            }
            (to, Some((u, weight))) if to.is_none_or(|(t, _)| u < t) => {
                down = back.next();
                Some(Tie { other: u, up: 0.0, down: weight })
            }
            (Some((t, to)), Some((_, from))) => {
                (up, down) = (out.next(), back.next());
                Some(Tie { other: t, up: to, down: from })
            }
            _ => None,
        })
    }

    /// The weight of the arc from `u` to `v`, 0 if there is none.
    pub(super) fn weight(&self, u: u32, v: u32) -> f64 {
        let weight = self.net.weight(u, v).unwrap_or(0.0) * self.scale;
        if weight.is_normal() { weight } else { 0.0 }
    }

    /// Look at every tie once.
    pub(super) fn tally(&self) -> Tally {
        let look = |v| {
            let none = (0, 0, true);
            self.of_node(v).fold(none, |(degree, others, single), tie| {
                let weight = tie.weight();
                let same = f64::from(weight as f32) == weight;
                (degree + 1, others ^ tie.other, single && same)
            })
        };
        let seen: Vec<(u32, u32, bool)> =
            self.net.nodes().into_par_iter().with_min_len(256).map(look).collect();
        Tally {
            degree: seen.iter().map(|row| row.0).collect(),
            others: seen.iter().map(|row| row.1).collect(),
            single: seen.iter().all(|row| row.2),
        }
    }

    /// The component of each node, 0 for the largest.
    ///
    /// Two arcs of each node show the one large component that most networks have; then only
    /// nodes outside it need to be looked at in full.
    pub(super) fn components(&self, interrupt: &Interrupt) -> Result<Vec<u32>> {
        let mut sets = Sets::new(self.net.n());
        for v in self.net.nodes() {
            self.arcs(v).take(2).for_each(|(t, _)| sets.join(v, t));
        }
        let early: Vec<u32> = self.net.nodes().map(|v| sets.find(v)).collect();
        let mut size = vec![0_u32; early.len()];
        early.iter().for_each(|&label| size[label as usize] += 1);
        let largest = (0..size.len()).max_by_key(|&label| size[label]).unwrap_or(0) as u32;
        for v in self.net.nodes().filter(|&v| early[v as usize] != largest) {
            if v % PATIENCE == 0 {
                interrupt.check()?;
            }
            self.of_node(v).for_each(|tie| sets.join(v, tie.other));
        }
        Ok(largest_first(&sets.labels()))
    }
}

impl Tie {
    /// What binds the two.
    pub(super) fn weight(&self) -> f64 {
        self.up + self.down
    }
}

/// A row of the network, without what is no tie.
struct Row<'a> {
    v: u32,
    scale: f64,
    ids: std::slice::Iter<'a, u32>,
    weights: std::slice::Iter<'a, f64>,
}

impl Iterator for Row<'_> {
    type Item = (u32, f64);

    #[inline]
    fn next(&mut self) -> Option<(u32, f64)> {
        loop {
            let (&t, &weight) = (self.ids.next()?, self.weights.next()?);
            let weight = weight * self.scale;
            if t != self.v && weight.is_normal() {
                return Some((t, weight));
            }
        }
    }
}
