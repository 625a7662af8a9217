//! How often texts change when they are passed on, and by which operations.

use super::align::Op;
use super::copies::{CELLS, Change, Copies, Parts, of_cell};
use super::touched::Touched;
use crate::corpus::{Found, Groups};
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_row, bootstrap_share};
use crate::run::Interrupt;

/// Draws of a bootstrap and their seed.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    /// How many.
    pub draws: usize,
    /// The same seed, the same numbers, on any number of threads.
    pub seed: u64,
}

/// How many copies of a group are changed.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// The group of who took them; `None` for all.
    pub group: Option<u32>,
    /// Copies.
    pub copies: u64,
    /// Those with any token that differs from their parent's.
    pub mutated: u64,
    /// Their share.
    pub rate: Estimate,
}

/// The share of copies that differ from their parent in any token as it is written (Adamic, Lento,
/// Adar & Ng 2016, WSDM). Intervals: bootstrap of families. `O(copies + draws × families)`.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn mutation_rate(
    copies: &Copies,
    changes: &[Change],
    groups: Option<&Groups>,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<(Found, Vec<Mutation>)> {
    let Parts { found, parts } =
        Parts::new(copies, changes.iter().map(|change| change.post), groups);
    let rows = parts
        .into_iter()
        .map(|(group, places)| {
            let changes = || places.iter().map(|&place| &changes[place]);
            let cases = changes().map(|it| (copies.family(it.post), it.mutated())).collect();
            Ok(Mutation {
                group,
                copies: places.len() as u64,
                mutated: changes().filter(|change| change.mutated()).count() as u64,
                rate: bootstrap_share(cases, draws.draws, draws.seed, interrupt)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok((found, rows))
}

/// How often one operation touched one class, in the copies of a group.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The group of who took them; `None` for all.
    pub group: Option<u32>,
    /// What was done.
    pub op: Op,
    /// To what.
    pub touched: Touched,
    /// How often.
    pub count: u64,
    /// Of all operations other than keep in the group.
    pub share: Estimate,
}

/// The mix of operations (Simmons, Adamic & Adar 2011, ICWSM): a row for each operation and class,
/// zeros included. Intervals: bootstrap of families with any change.
/// `O(copies + draws × families)`.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn operations(
    copies: &Copies,
    changes: &[Change],
    groups: Option<&Groups>,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<(Found, Vec<Operation>)> {
    let Parts { found, parts } =
        Parts::new(copies, changes.iter().map(|change| change.post), groups);
    let mut rows = Vec::new();
    for (group, places) in parts {
        let clusters = by_family(copies, places.iter().map(|&place| &changes[place]));
        let sums = summed(&clusters, |_| 1.0);
        let intervals = bootstrap_row(
            clusters.len(),
            CELLS,
            draws.draws,
            draws.seed,
            interrupt,
            |weights, out| {
                out.copy_from_slice(&shares(&summed(&clusters, |family| {
                    f64::from(weights[family])
                })));
            },
        )?;
        let mix = shares(&sums);
        for (cell, interval) in intervals.into_iter().enumerate() {
            let (op, touched) = of_cell(cell);
            // What no family shows is drawn in none: that is no proof that it never happens.
            let interval = if sums[cell] == 0.0 {
                Interval::certain(mix[cell], clusters.len(), draws.draws)
            } else {
                interval
            };
            let share = Estimate { value: mix[cell], interval };
            rows.push(Operation { group, op, touched, count: sums[cell] as u64, share });
        }
    }
    Ok((found, rows))
}

/// The cells of each family that has any.
fn by_family<'a>(
    copies: &Copies,
    changes: impl Iterator<Item = &'a Change>,
) -> Vec<Vec<(u8, u32)>> {
    let mut clusters: Vec<Vec<(u8, u32)>> = Vec::new();
    let mut last = None;
    for change in changes.filter(|change| change.mutated()) {
        let family = Some(copies.family(change.post));
        if family != last {
            clusters.push(Vec::new());
            last = family;
        }
        if let Some(cluster) = clusters.last_mut() {
            cluster.extend(change.cells.iter());
        }
    }
    clusters
}

fn summed(clusters: &[Vec<(u8, u32)>], weight: impl Fn(usize) -> f64) -> [f64; CELLS] {
    let mut sums = [0.0; CELLS];
    for (family, cells) in clusters.iter().enumerate() {
        let weight = weight(family);
        if weight > 0.0 {
            for &(cell, count) in cells {
                sums[cell as usize] += weight * f64::from(count);
            }
        }
    }
    sums
}

fn shares(sums: &[f64; CELLS]) -> [f64; CELLS] {
    let total: f64 = sums.iter().sum();
    sums.map(|sum| sum / total)
}
