//! What holds the picture together: the ties of a network as springs between charged nodes.

use crate::error::Result;
use crate::network::{Network, components};
use crate::run::Interrupt;

/// A point of the plane.
pub(super) type Point = [f64; 2];

/// A connected network without direction and self-loops, as the forces see it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Springs {
    pub(super) offsets: Vec<usize>,
    pub(super) ids: Vec<u32>,
    /// How strongly each tie pulls, parallel to `ids`.
    pub(super) pulls: Vec<f64>,
    /// How strongly each node repels: its degree + 1, added up over the nodes it stands for.
    pub(super) masses: Vec<f64>,
}

impl Springs {
    pub(super) fn n(&self) -> usize {
        self.masses.len()
    }

    /// How many neighbours `v` has.
    pub(super) fn degree(&self, v: u32) -> usize {
        self.offsets[v as usize + 1] - self.offsets[v as usize]
    }

    /// The neighbours of `v` and how strongly each pulls.
    pub(super) fn row(&self, v: u32) -> impl Iterator<Item = (u32, f64)> {
        let span = self.offsets[v as usize]..self.offsets[v as usize + 1];
        self.ids[span.clone()].iter().copied().zip(self.pulls[span].iter().copied())
    }
}

/// A weak component: its nodes, ascending, and its springs, which count nodes from 0.
pub(super) struct Part {
    pub(super) nodes: Vec<u32>,
    pub(super) springs: Springs,
}

/// The weak components of a network, from the largest down.
pub(super) fn parts(net: &Network, interrupt: &Interrupt) -> Result<Vec<Part>> {
    let labels = components::weak(net, interrupt)?;
    let count = labels.iter().max().map_or(0, |&last| last as usize + 1);
    let mut nodes = vec![Vec::new(); count];
    let mut place = vec![0; net.n()];
    for (v, &label) in labels.iter().enumerate() {
        let members = &mut nodes[label as usize];
        place[v] = members.len() as u32;
        members.push(v as u32);
    }
    let typical = mean_weight(net);
    let springs = |nodes: &[u32]| springs_of(net, nodes, &place, typical);
    Ok(nodes.into_iter().map(|nodes| Part { springs: springs(&nodes), nodes }).collect())
}

fn springs_of(net: &Network, nodes: &[u32], place: &[u32], typical: f64) -> Springs {
    let mut springs =
        Springs { offsets: vec![0], ids: Vec::new(), pulls: Vec::new(), masses: Vec::new() };
    for &v in nodes {
        for (t, weight) in both_ways(net, v).filter(|&(t, _)| t != v) {
            springs.ids.push(place[t as usize]);
            springs.pulls.push(pull(weight, typical));
        }
        let degree = springs.ids.len() - springs.offsets[springs.masses.len()];
        springs.masses.push(degree as f64 + 1.0);
        springs.offsets.push(springs.ids.len());
    }
    springs
}

/// The mean weight of an edge, formed so that it cannot overflow.
fn mean_weight(net: &Network) -> f64 {
    let share = 1.0 / net.m().max(1) as f64;
    net.edges().fold(0.0, |sum, edge| sum + edge.weight * share)
}

/// The least that a tie pulls, be its weight 0: what is tied hangs together.
const LEAST_PULL: f64 = 0.1;

/// How strongly a tie pulls: log2(1 + w / mean w), so that one of mean weight pulls 1 and a
/// hundred times that weight only seven times as much.
fn pull(weight: f64, typical: f64) -> f64 {
    // A mean too small to divide by leaves no difference to show.
    let times = if typical.is_normal() { weight / typical } else { 1.0 };
    times.ln_1p().max(LEAST_PULL * std::f64::consts::LN_2) / std::f64::consts::LN_2
}

/// Whom `v` is tied to in either direction, ascending, the weights of both added up.
fn both_ways(net: &Network, v: u32) -> impl Iterator<Item = (u32, f64)> {
    let none: (&[u32], &[f64]) = (&[], &[]);
    let second = if net.directed() { net.incoming(v) } else { none };
    merged(net.out(v), second)
}

/// Two ascending rows as one.
fn merged<'a>(
    (ids, weights): (&'a [u32], &'a [f64]),
    (more_ids, more_weights): (&'a [u32], &'a [f64]),
) -> impl Iterator<Item = (u32, f64)> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let (a, b) = (ids.get(i).copied(), more_ids.get(j).copied());
        let id = match (a, b) {
            (Some(a), Some(b)) => a.min(b),
            (a, b) => a.or(b)?,
        };
        let mut weight = 0.0;
        if a == Some(id) {
            weight += weights[i];
            i += 1;
        }
        if b == Some(id) {
            weight += more_weights[j];
            j += 1;
        }
        Some((id, weight))
    })
}
