//! Groups dealt anew: the network stays, who belongs to which group is left to chance.

use super::test::{NullTest, one_each};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::random::Stream;
use crate::run::Interrupt;

/// Numbers of a network and the groups of its nodes, always as many.
pub type GroupStatistics<'a> = dyn Fn(&Network, &[u32], &Interrupt) -> Result<Vec<f64>> + Sync + 'a;

/// The groups of all nodes dealt anew among those that have one, within each stratum if there are
/// any. Who has none, [`u32::MAX`], still has none.
///
/// The `draw`-th deal of a seed, from `Stream::new(seed, draw)`. O(n).
///
/// # Errors
/// [`Error::Input`] unless there is a stratum for each group; [`u32::MAX`] is a stratum as any.
///
/// ```
/// use twiplomacy::network::nulls::permuted_groups;
/// let dealt = permuted_groups(&[0, 0, 1, 1, u32::MAX], Some(&[0, 0, 0, 1, 1]), 1, 0)?;
/// assert_eq!((dealt[3], dealt[4]), (1, u32::MAX));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn permuted_groups(
    groups: &[u32],
    strata: Option<&[u32]>,
    seed: u64,
    draw: u64,
) -> Result<Vec<u32>> {
    Ok(Deal::new(groups, strata)?.draw(groups, Stream::new(seed, draw)))
}

/// Compare statistics of groups with what they are if groups are dealt anew, on the same network.
///
/// # Errors
/// As for [`permuted_groups`]; what the statistics say; [`Error::Interrupted`].
pub fn test_groups(
    net: &Network,
    statistics: &GroupStatistics,
    (groups, strata): (&[u32], Option<&[u32]>),
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<NullTest>> {
    interrupt.expect(draws as u64);
    let deal = Deal::new(groups, strata)?;
    let values = statistics(net, groups, interrupt)?;
    let drawn = one_each(draws, |k| {
        interrupt.check()?;
        let dealt = deal.draw(groups, Stream::new(seed, k as u64));
        let drawn = statistics(net, &dealt, interrupt)?;
        interrupt.advance(1);
        Ok((k, drawn))
    })?;
    Ok(NullTest::of_each(&values, &drawn))
}

/// The nodes that have a group, stratum by stratum.
struct Deal {
    nodes: Vec<u32>,
    /// Where each stratum ends.
    ends: Vec<usize>,
}

impl Deal {
    fn new(groups: &[u32], strata: Option<&[u32]>) -> Result<Self> {
        if let Some(strata) = strata.filter(|strata| strata.len() != groups.len()) {
            let found = format!("{} of them", strata.len());
            return Err(Error::input("strata", found, format!("one for each of {}", groups.len())));
        }
        let stratum = |node: u32| strata.map_or(0, |strata| strata[node as usize]);
        let grouped = |&node: &u32| groups[node as usize] != u32::MAX;
        let mut nodes: Vec<u32> = (0..groups.len() as u32).filter(grouped).collect();
        nodes.sort_by_key(|&node| stratum(node));
        let mut ends = Vec::new();
        for stratum in nodes.chunk_by(|&a, &b| stratum(a) == stratum(b)) {
            ends.push(ends.last().unwrap_or(&0) + stratum.len());
        }
        Ok(Self { nodes, ends })
    }

    fn draw(&self, groups: &[u32], mut stream: Stream) -> Vec<u32> {
        let mut dealt = groups.to_vec();
        let mut begin = 0;
        for &end in &self.ends {
            let nodes = &self.nodes[begin..end];
            let mut labels: Vec<u32> = nodes.iter().map(|&node| groups[node as usize]).collect();
            stream.shuffle(&mut labels);
            nodes.iter().zip(labels).for_each(|(&node, label)| dealt[node as usize] = label);
            begin = end;
        }
        dealt
    }
}
