//! Whether ties lead out of groups rather than stay within.

use super::chance::{Trial, tests_of_square};
use super::matrix::{expected, square};
use super::part::Part;
use crate::error::Result;
use crate::network::Network;
use crate::network::nulls::NullTest;
use crate::run::Interrupt;

/// Ties out of a group and within it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExternalInternal {
    /// Those with one end in the group; of all groups, those between two.
    pub external: f64,
    /// Those with both.
    pub internal: f64,
    /// (E - I) / (E + I) where both are what chance would have them.
    pub expected: f64,
    /// (E - I) / (E + I), and its draws; NaN without ties.
    pub index: NullTest,
}

/// The E-I index (Krackhardt & Stern 1988, *Social Psychology Quarterly* 51:123), of all groups
/// first and then of each: (E - I) / (E + I), from -1 if all ties stay within to 1 if none does.
///
/// E and I count pairs of nodes that are tied in either direction, or with `weighted` add their
/// weights up. `expected` takes E and I as in [`mixing()`](super::mixing()); for all groups under
/// permuted labels it is the exact mean of the index, for one group a ratio of means. Labels and
/// groups as there. Ties are rewired without direction. O(m) a draw.
///
/// # Errors
/// As for [`mixing()`](super::mixing()).
///
/// ```
/// use twiplomacy::{network::{Network, mixing::{Trial, ei_index}}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 0], &[1, 0, 2], None, None, true)?;
/// let found = ei_index(&net, &[0, 0, 1, 1], 2, false, &Trial::NONE, &Interrupt::new())?;
/// let index: Vec<f64> = found.iter().map(|of| of.index.value).collect();
/// assert_eq!(index, [0.0, 0.0, 1.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn ei_index(
    net: &Network,
    labels: &[u32],
    groups: usize,
    weighted: bool,
    trial: &Trial,
    interrupt: &Interrupt,
) -> Result<Vec<ExternalInternal>> {
    interrupt.check()?;
    let part = Part::new(net, labels, groups)?.undirected(weighted)?;
    let index = |(external, internal): (f64, f64)| (external - internal) / (external + internal);
    let numbers = |square: &[f64]| sides(square, groups).into_iter().map(index).collect();
    let observed = sides(&square(&part, &part.net, &part.labels, |weight| weight), groups);
    let chance = sides(&expected(&part, trial)?, groups);
    let found = tests_of_square(&part, trial, interrupt, &numbers)?;
    let mut rows = Vec::with_capacity(found.len());
    for ((index_of, (external, internal)), chance) in found.into_iter().zip(observed).zip(chance) {
        let expected = index(chance);
        rows.push(ExternalInternal { external, internal, expected, index: index_of });
    }
    Ok(rows)
}

/// External and internal ties, of all groups and then of each, from the upper half of a square.
fn sides(square: &[f64], groups: usize) -> Vec<(f64, f64)> {
    let mut sides = vec![(0.0, 0.0); groups + 1];
    for a in 0..groups {
        for b in a..groups {
            let ties = square[a * groups + b];
            if a == b {
                sides[0].1 += ties;
                sides[a + 1].1 += ties;
            } else {
                sides[0].0 += ties;
                sides[a + 1].0 += ties;
                sides[b + 1].0 += ties;
            }
        }
    }
    sides
}
