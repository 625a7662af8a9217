//! How much of what a group sends to another comes back.

use super::chance::{Trial, tests};
use super::part::Part;
use crate::error::Result;
use crate::network::Network;
use crate::network::nulls::NullTest;
use crate::run::Interrupt;

/// The arcs from one group to another, and those that are returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    /// The group that they leave.
    pub from: u32,
    /// The group that they reach.
    pub to: u32,
    /// How many they are.
    pub arcs: u64,
    /// How many of them have one that leads back.
    pub returned: u64,
    /// The share of the returned, and its draws; NaN without arcs.
    pub share: NullTest,
}

/// Cross-group reciprocity: of the arcs from each group to each, the share that is returned by the
/// very node that they lead to. The measure is ours; over all pairs together it is
/// [`reciprocity`](crate::network::reciprocity()).
///
/// Weights do not matter; labels and groups as in [`mixing()`](super::mixing()). Every edge of an
/// undirected network leads both ways and is its own return. O(n + m) a draw.
///
/// # Errors
/// As for [`mixing()`](super::mixing()).
///
/// ```
/// use twiplomacy::{network::{Network, mixing::{Trial, cross_reciprocity}}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 0, 1], &[1, 2, 0], None, None, true)?;
/// let found = cross_reciprocity(&net, &[0, 1, 1], 2, &Trial::NONE, &Interrupt::new())?;
/// assert_eq!((found[1].arcs, found[1].returned, found[1].share.value), (2, 1, 0.5));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn cross_reciprocity(
    net: &Network,
    labels: &[u32],
    groups: usize,
    trial: &Trial,
    interrupt: &Interrupt,
) -> Result<Vec<Returned>> {
    interrupt.check()?;
    let part = Part::new(net, labels, groups)?;
    let numbers = |net: &Network, labels: &[u32]| {
        let share = |(arcs, returned): (u64, u64)| returned as f64 / arcs as f64;
        Ok(counts(net, labels, groups).into_iter().map(share).collect())
    };
    let observed = counts(&part.net, &part.labels, groups);
    let found = tests(&part, trial, interrupt, &numbers)?;
    let row = |(place, ((arcs, returned), share)): (usize, ((u64, u64), NullTest))| Returned {
        from: (place / groups) as u32,
        to: (place % groups) as u32,
        arcs,
        returned,
        share,
    };
    Ok(observed.into_iter().zip(found).enumerate().map(row).collect())
}

/// The arcs of each ordered pair of groups, and those returned, in a square.
fn counts(net: &Network, labels: &[u32], groups: usize) -> Vec<(u64, u64)> {
    let mut cells = vec![(0, 0); groups * groups];
    for v in net.nodes() {
        let row = labels[v as usize] as usize * groups;
        let mut back = net.incoming(v).0.iter().peekable();
        for &t in net.out(v).0 {
            while back.next_if(|&&source| source < t).is_some() {}
            let cell = &mut cells[row + labels[t as usize] as usize];
            cell.0 += 1;
            cell.1 += u64::from(back.peek() == Some(&&t));
        }
    }
    cells
}
