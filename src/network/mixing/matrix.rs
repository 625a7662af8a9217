//! How much leads from which group to which.

use std::collections::BTreeMap;

use super::chance::{Chance, Trial, strata, tests_of_square};
use super::part::Part;
use crate::error::Result;
use crate::network::Network;
use crate::network::nulls::NullTest;
use crate::run::Interrupt;

/// The ties from one group to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The group that they leave.
    pub from: u32,
    /// The group that they reach.
    pub to: u32,
    /// How many they are.
    pub edges: u64,
    /// The weight that chance would give them, exactly; see [`mixing()`].
    pub expected: f64,
    /// Their weight, and its draws.
    pub weight: NullTest,
    /// Their share of the weight of all; NaN without any.
    pub share: f64,
}

/// The mixing matrix (Newman 2003, *Physical Review E* 67:026126): for every pair of groups the
/// number and weight of ties from one to the other, against chance.
///
/// `labels[v]` is the group of node v, below `groups`, or [`u32::MAX`] for none. Self-loops and
/// ties of nodes without a group are left out. Undirected: each unordered pair of groups once,
/// the smaller first.
///
/// **Labels permuted.** Of n nodes, `n_A` in A, two given nodes are the ends of a tie from A to B
/// with probability `n_A n_B / (n (n - 1))`, from A to A with `n_A (n_A - 1) / (n (n - 1))`; times the
/// whole weight that is expected. With strata likewise within and between strata.
///
/// **Ties rewired.** In the configuration model arcs keep their source and weight and are dealt
/// the in-stubs at random: `w_out(A) k_in(B) / m`, with m arcs, `k_in(B)` of them into B. Where all
/// weights are equal that is `w_out(A) w_in(B) / W`. Undirected, a weight travels with one end of its
/// edge: `(w(A) k(B) + w(B) k(A)) / (2 (2m - 1))`, within A `w(A) (k(A) - 1) / (2 (2m - 1))`. The draws
/// have no self-loops or parallel ties, so that their mean is a little different.
///
/// O(m) for each draw of labels, O(swaps m) for each rewired one.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless there is a label, and a stratum, for each node, and
/// for so many groups and draws that they would fill the memory;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, mixing::{Trial, mixing}}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 0, 2], &[1, 2, 3], None, None, true)?;
/// let cells = mixing(&net, &[0, 0, 1, 1], 2, &Trial::NONE, &Interrupt::new())?;
/// let weights: Vec<f64> = cells.iter().map(|cell| cell.weight.value).collect();
/// assert_eq!(weights, [1.0, 1.0, 0.0, 1.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn mixing(
    net: &Network,
    labels: &[u32],
    groups: usize,
    trial: &Trial,
    interrupt: &Interrupt,
) -> Result<Vec<Cell>> {
    interrupt.check()?;
    let part = Part::new(net, labels, groups)?;
    let pairs = part.pairs();
    let place = |&(a, b): &(usize, usize)| a * groups + b;
    let weights = |square: &[f64]| pairs.iter().map(|pair| square[place(pair)]).collect();
    let expected = expected(&part, trial)?;
    let counts = square(&part, &part.net, &part.labels, |_| 1.0);
    let found = tests_of_square(&part, trial, interrupt, &weights)?;
    let whole = found.iter().fold(0.0, |sum, test| sum + test.value);
    let cell = |(&(from, to), weight): (&(usize, usize), NullTest)| Cell {
        from: from as u32,
        to: to as u32,
        edges: counts[place(&(from, to))] as u64,
        expected: expected[place(&(from, to))],
        share: weight.value / whole,
        weight,
    };
    Ok(pairs.iter().zip(found).map(cell).collect())
}

/// The sum over the ties of each pair of groups, in a square.
pub(super) fn square(
    part: &Part,
    net: &Network,
    labels: &[u32],
    of: impl Fn(f64) -> f64,
) -> Vec<f64> {
    let mut cells = vec![0.0; part.groups * part.groups];
    for edge in net.edges() {
        let ends = (labels[edge.source as usize], labels[edge.target as usize]);
        cells[part.place(ends.0, ends.1)] += of(edge.weight);
    }
    cells
}

/// What chance would give each pair of groups, in a square.
pub(super) fn expected(part: &Part, trial: &Trial) -> Result<Vec<f64>> {
    Ok(match trial.chance {
        Chance::Labels => of_labels(part, &strata(part, trial)?),
        Chance::Rewire { .. } => {
            strata(part, trial)?;
            of_rewiring(part)
        }
    })
}

fn of_labels(part: &Part, strata: &[Vec<u32>]) -> Vec<f64> {
    let groups = part.groups;
    let mut stratum = vec![0_usize; part.labels.len()];
    let mut members = vec![0.0; strata.len() * groups];
    for (s, nodes) in strata.iter().enumerate() {
        for &v in nodes {
            stratum[v as usize] = s;
            members[s * groups + part.labels[v as usize] as usize] += 1.0;
        }
    }
    let mut between: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for edge in part.net.edges() {
        let pair = (stratum[edge.source as usize], stratum[edge.target as usize]);
        *between.entry(pair).or_default() += edge.weight;
    }
    let mut cells = vec![0.0; groups * groups];
    for ((s, t), weight) in between {
        let (n_s, n_t) = (strata[s].len() as f64, strata[t].len() as f64);
        let chances = weight / (n_s * if s == t { n_t - 1.0 } else { n_t });
        for a in 0..groups {
            for b in 0..groups {
                let taken = if s == t && a == b { 1.0 } else { 0.0 };
                let ways = members[s * groups + a] * (members[t * groups + b] - taken);
                cells[part.place(a as u32, b as u32)] += chances * ways;
            }
        }
    }
    cells
}

fn of_rewiring(part: &Part) -> Vec<f64> {
    let groups = part.groups;
    let (mut sent, mut stubs) = (vec![0.0; groups], vec![0.0; groups]);
    let mut ties = 0.0;
    for edge in part.net.edges() {
        let label = |v: u32| part.labels[v as usize] as usize;
        sent[label(edge.source)] += edge.weight;
        stubs[label(edge.target)] += 1.0;
        ties += 1.0;
        if !part.net.directed() {
            sent[label(edge.target)] += edge.weight;
            stubs[label(edge.source)] += 1.0;
        }
    }
    let mut cells = vec![0.0; groups * groups];
    if ties == 0.0 {
        return cells;
    }
    for a in 0..groups {
        for b in 0..groups {
            cells[part.place(a as u32, b as u32)] += if part.net.directed() {
                sent[a] * stubs[b] / ties
            } else {
                let own = if a == b { 1.0 } else { 0.0 };
                sent[a] * (stubs[b] - own) / (2.0 * (2.0 * ties - 1.0))
            };
        }
    }
    cells
}
