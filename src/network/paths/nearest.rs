//! How far the nearest member of a group is.

use rayon::prelude::*;

use crate::error::Result;
use crate::network::Network;
use crate::network::paths::between::members;
use crate::run::Interrupt;

/// No path.
pub const FAR: u32 = u32::MAX;

/// From each node the steps along arcs to the nearest node of `targets` other than itself; [`FAR`]
/// without a path.
///
/// One breadth-first search against the arcs from all targets at once, in which each node waits for
/// two different ones, since the first that reaches a target is itself. O(n + m).
pub fn nearest(net: &Network, targets: &[u32], interrupt: &Interrupt) -> Result<Vec<u32>> {
    // Of each node the first target that reaches it, and the distance of the first other.
    let mut first = vec![FAR; net.n()];
    let mut twice = vec![false; net.n()];
    let mut found = vec![FAR; net.n()];
    let mut here: Vec<(u32, u32)> = targets.iter().map(|&v| (v, v)).collect();
    targets.iter().for_each(|&v| first[v as usize] = v);
    let mut distance = 0;
    while !here.is_empty() {
        interrupt.check()?;
        distance += 1;
        let mut next = Vec::new();
        for (v, target) in here {
            for &u in net.incoming(v).0 {
                let at = u as usize;
                if first[at] == FAR {
                    first[at] = target;
                } else if first[at] != target && !twice[at] {
                    twice[at] = true;
                } else {
                    continue;
                }
                if target != u {
                    found[at] = found[at].min(distance);
                }
                next.push((u, target));
            }
        }
        here = next;
    }
    Ok(found)
}

/// How far the members of one group are from the nearest of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The group of those who look.
    pub from: u32,
    /// The group looked for.
    pub to: u32,
    /// How many members of `from` have their nearest at distance 1, 2, ...
    pub at: Vec<u64>,
    /// Members of `from`.
    pub members: u64,
}

/// The distances from the members of each of `groups` to the nearest member of each, themselves
/// left out: [`nearest()`] for each group. Labels as in
/// [`group_distances()`](super::group_distances()). O(groups (n + m)).
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless there is a label for each node;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, paths::nearest_members}, run::Interrupt};
/// let net = Network::from_edges(3, &[0, 1], &[1, 2], None, None, true)?;
/// let found = nearest_members(&net, &[0, 0, 1], 2, &Interrupt::new())?;
/// assert_eq!((found[0].at.clone(), found[1].at.clone()), (vec![1], vec![1, 1]));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn nearest_members(
    net: &Network,
    labels: &[u32],
    groups: usize,
    interrupt: &Interrupt,
) -> Result<Vec<Nearest>> {
    let members = members(net, labels, groups)?;
    interrupt.expect(groups as u64);
    let to_each: Vec<Vec<Nearest>> = (0..groups)
        .into_par_iter()
        .map(|to| {
            let steps = nearest(net, &members[to], interrupt)?;
            interrupt.advance(1);
            Ok((0..groups).map(|from| counted(from, to, &members[from], &steps)).collect())
        })
        .collect::<Result<_>>()?;
    let pairs = (0..groups).flat_map(|from| (0..groups).map(move |to| (from, to)));
    Ok(pairs.map(|(from, to)| to_each[to][from].clone()).collect())
}

fn counted(from: usize, to: usize, members: &[u32], steps: &[u32]) -> Nearest {
    let mut at = Vec::new();
    for &v in members {
        let steps = steps[v as usize];
        if steps != FAR {
            at.resize(at.len().max(steps as usize), 0);
            at[steps as usize - 1] += 1;
        }
    }
    Nearest { from: from as u32, to: to as u32, at, members: members.len() as u64 }
}
