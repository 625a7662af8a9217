//! How far communities divide along groups.

use super::chance::{Trial, tests};
use super::part::{NONE, Part};
use crate::error::{Error, Result};
use crate::network::nulls::NullTest;
use crate::network::{Network, agreement, attribute_assortativity, modularity};
use crate::run::Interrupt;

/// How many members of a community are in a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The community.
    pub community: u32,
    /// The group.
    pub group: u32,
    /// Members of the community in the group.
    pub nodes: u64,
    /// Their share of the members with a group.
    pub share: f64,
    /// The largest share that any group has in the community.
    pub purity: f64,
    /// The entropy of the shares over its most, the logarithm of the number of groups: 0 if all
    /// are in one group, 1 if groups are even; NaN with a single group.
    pub entropy: f64,
}

/// How far communities divide along groups, against permuted labels, communities and ties fixed:
/// - `nmi`: normalised mutual information of communities and groups
///   ([`agreement()`](crate::network::agreement()));
/// - `cramers_v`: sqrt(chi^2 / (n (min(communities, groups) - 1))) of their table (Cramer 1946),
///   NaN if either has a single part;
/// - `modularity` of the groups, as if they were communities ([`modularity()`]);
/// - `assortativity` by group, by weight ([`attribute_assortativity()`]).
///
/// Over the nodes with a group, and the ties among them without self-loops. O(n log n + m) a draw.
///
/// # Errors
/// As for [`mixing()`](super::mixing()); and unless there is a community for each node.
///
/// ```
/// use twiplomacy::{network::{Network, mixing::{Trial, polarisation}}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 2], &[1, 3], None, None, true)?;
/// let (groups, communities) = ([0, 0, 1, 1], [5, 5, 6, 6]);
/// let found = polarisation(&net, &groups, 2, &communities, &Trial::NONE, &Interrupt::new())?;
/// assert!(found.iter().all(|(_, test)| test.value > 0.49));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn polarisation(
    net: &Network,
    labels: &[u32],
    groups: usize,
    communities: &[u32],
    trial: &Trial,
    interrupt: &Interrupt,
) -> Result<Vec<(&'static str, NullTest)>> {
    interrupt.check()?;
    check(net, communities)?;
    let part = Part::new(net, labels, groups)?;
    let communities: Vec<u32> = part.of(communities).collect();
    let (dense, count) = numbered(&communities);
    let numbers = |net: &Network, labels: &[u32]| {
        let empty = labels.is_empty();
        Ok(vec![
            if empty { f64::NAN } else { agreement(&communities, labels)?.nmi },
            cramers_v(&dense, count, labels, groups),
            modularity(net, labels, 1.0, false)?,
            attribute_assortativity(net, labels, true)?,
        ])
    };
    let found = tests(&part, trial, interrupt, &numbers)?;
    Ok(["nmi", "cramers_v", "modularity", "assortativity"].into_iter().zip(found).collect())
}

/// Which groups the members of each community are in: every community with a member that has a
/// group, and every group. O(n log n + communities x groups).
///
/// # Errors
/// As for [`polarisation()`].
pub fn composition(
    net: &Network,
    labels: &[u32],
    groups: usize,
    communities: &[u32],
) -> Result<Vec<Share>> {
    check(net, communities)?;
    let part = Part::new(net, labels, groups)?;
    let own: Vec<u32> = part.of(communities).collect();
    let (dense, count) = numbered(&own);
    let mut names = own;
    names.sort_unstable();
    names.dedup();
    let table = table(&dense, count, &part.labels, groups);
    let mut shares = Vec::with_capacity(table.len());
    for (&community, row) in names.iter().zip(table.chunks(groups.max(1))) {
        let members: f64 = row.iter().sum();
        let (mut purity, mut entropy) = (0.0_f64, 0.0);
        for share in row.iter().map(|nodes| nodes / members).filter(|&share| share > 0.0) {
            purity = purity.max(share);
            entropy -= share * share.ln();
        }
        // Without a choice of groups there is nothing to be even over.
        let entropy = if groups > 1 { entropy / (groups as f64).ln() } else { f64::NAN };
        for (group, &nodes) in (0..).zip(row) {
            let share = nodes / members;
            shares.push(Share { community, group, nodes: nodes as u64, share, purity, entropy });
        }
    }
    Ok(shares)
}

fn check(net: &Network, communities: &[u32]) -> Result<()> {
    if communities.len() != net.n() || communities.contains(&NONE) {
        let found = format!("{} communities", communities.len());
        return Err(Error::input("communities", found, "one for each node"));
    }
    Ok(())
}

/// Labels as 0, 1, ... in their order, and how many there are.
fn numbered(labels: &[u32]) -> (Vec<u32>, usize) {
    let mut distinct = labels.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let place = |label: &u32| distinct.partition_point(|known| known < label) as u32;
    (labels.iter().map(place).collect(), distinct.len())
}

fn table(communities: &[u32], count: usize, labels: &[u32], groups: usize) -> Vec<f64> {
    let mut cells = vec![0.0; count * groups];
    for (&community, &label) in communities.iter().zip(labels) {
        cells[community as usize * groups + label as usize] += 1.0;
    }
    cells
}

fn cramers_v(communities: &[u32], count: usize, labels: &[u32], groups: usize) -> f64 {
    let cells = table(communities, count, labels, groups);
    let rows: Vec<f64> = cells.chunks(groups.max(1)).map(|row| row.iter().sum()).collect();
    let mut columns = vec![0.0; groups];
    for row in cells.chunks(groups.max(1)) {
        row.iter().zip(&mut columns).for_each(|(cell, sum)| *sum += cell);
    }
    let filled = columns.iter().filter(|&&sum| sum > 0.0).count();
    let least = count.min(filled);
    if least < 2 {
        return f64::NAN;
    }
    // chi^2 / n = sum of cell^2 / (row sum x column sum) - 1.
    let mut sum = 0.0;
    for (place, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell > 0.0) {
        sum += cell / rows[place / groups] * (cell / columns[place % groups]);
    }
    let phi = (sum - 1.0).max(0.0);
    (phi / (least - 1) as f64).sqrt().min(1.0)
}
