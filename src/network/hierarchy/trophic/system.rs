//! The equations of levels, one part a component.

use rayon::prelude::*;

use super::conjugate::{Part, solution};
use super::peel::Peeled;
use super::ties::Ties;
use crate::error::Result;
use crate::run::Interrupt;

/// A weight as it is stored. Single precision where it is exact: less memory to read.
pub(super) trait Weight: Copy + Default + Send + Sync + Into<f64> {
    /// The nearest there is.
    fn nearest(weight: f64) -> Self;
}

impl Weight for f64 {
    fn nearest(weight: f64) -> Self {
        weight
    }
}

impl Weight for f32 {
    fn nearest(weight: f64) -> Self {
        weight as f32
    }
}

/// A block of rows holds about this many ties and nodes.
const LOAD: usize = 16_384;

/// The equations of all nodes that are left, in order of component.
struct System<W> {
    nodes: Vec<u32>,
    /// Where each component begins among the nodes, and the last ends.
    parts: Vec<usize>,
    /// Where each row begins, and the last ends.
    offsets: Vec<usize>,
    /// The others, counted from the first node of their component.
    ids: Vec<u32>,
    weights: Vec<W>,
    /// The weight of the ties of each node.
    strength: Vec<f64>,
    /// That of arcs to it less that of arcs from it.
    gain: Vec<f64>,
}

/// What the equations give.
pub(super) struct Solved {
    /// Levels of the nodes that are left, 0 for all others.
    pub(super) level: Vec<f64>,
    /// The greatest relative residual of a component.
    pub(super) residual: f64,
    /// How much heavier one tie of a component is than another, at most.
    pub(super) spread: f64,
}

/// Write the equations down and solve them.
pub(super) fn solve<W: Weight>(
    ties: &Ties,
    peeled: &Peeled,
    component: &[u32],
    interrupt: &Interrupt,
) -> Result<Solved> {
    let system = System::<W>::of(ties, peeled, component);
    interrupt.check()?;
    let found = (0..system.parts.len() - 1)
        .into_par_iter()
        .map(|part| solution(&system.part(part), interrupt))
        .collect::<Result<Vec<_>>>()?;
    let spread = (0..system.parts.len() - 1).into_par_iter().map(|part| system.spread(part));
    let mut level = vec![0.0; ties.net.n()];
    let solved = found.iter().flat_map(|part| &part.vector);
    system.nodes.iter().zip(solved).for_each(|(&v, &x)| level[v as usize] = x);
    Ok(Solved {
        level,
        residual: found.iter().fold(0.0, |most, part| part.residual.max(most)),
        spread: spread.reduce(|| 1.0, f64::max),
    })
}

impl<W: Weight> System<W> {
    fn of(ties: &Ties, peeled: &Peeled, component: &[u32]) -> Self {
        let mut nodes: Vec<u32> =
            ties.net.nodes().filter(|&v| peeled.degree[v as usize] > 0).collect();
        nodes.sort_by_key(|&v| component[v as usize]);
        let mut parts = vec![0];
        let same = |a: &u32, b: &u32| component[*a as usize] == component[*b as usize];
        nodes.chunk_by(same).for_each(|part| parts.push(parts[parts.len() - 1] + part.len()));
        let mut place = vec![u32::MAX; ties.net.n()];
        for ends in parts.windows(2) {
            for (at, &v) in nodes[ends[0]..ends[1]].iter().enumerate() {
                place[v as usize] = at as u32;
            }
        }
        let mut offsets = vec![0];
        for &v in &nodes {
            offsets.push(offsets[offsets.len() - 1] + peeled.degree[v as usize] as usize);
        }
        let size = offsets[nodes.len()];
        let mut system = Self {
            strength: vec![0.0; nodes.len()],
            gain: vec![0.0; nodes.len()],
            ids: vec![0; size],
            weights: vec![W::default(); size],
            nodes,
            parts,
            offsets,
        };
        system.fill(ties, &place);
        system
    }

    fn fill(&mut self, ties: &Ties, place: &[u32]) {
        let mut blocks = Vec::new();
        let (mut ids, mut weights) = (&mut self.ids[..], &mut self.weights[..]);
        let (mut strength, mut gain) = (&mut self.strength[..], &mut self.gain[..]);
        let mut start = 0;
        for end in block_ends(&self.offsets) {
            let size = self.offsets[end] - self.offsets[start];
            blocks.push((
                &self.nodes[start..end],
                ids.split_off_mut(..size).unwrap_or_default(),
                weights.split_off_mut(..size).unwrap_or_default(),
                strength.split_off_mut(..end - start).unwrap_or_default(),
                gain.split_off_mut(..end - start).unwrap_or_default(),
            ));
            start = end;
        }
        blocks.into_par_iter().for_each(|(nodes, ids, weights, strength, gain)| {
            let mut at = 0;
            for ((&v, strength), gain) in nodes.iter().zip(strength).zip(gain) {
                let left = ties.of_node(v).filter(|tie| place[tie.other as usize] != u32::MAX);
                for tie in left {
                    ids[at] = place[tie.other as usize];
                    weights[at] = W::nearest(tie.weight());
                    *strength += tie.weight();
                    *gain += tie.down - tie.up;
                    at += 1;
                }
            }
        });
    }

    /// How much heavier one tie of this component is than another, at most.
    fn spread(&self, part: usize) -> f64 {
        let ties = self.offsets[self.parts[part]]..self.offsets[self.parts[part + 1]];
        let ends = self.weights[ties].iter().fold((f64::INFINITY, 0.0_f64), |ends, &weight| {
            let weight = weight.into();
            (ends.0.min(weight), ends.1.max(weight))
        });
        ends.1 / ends.0
    }

    fn part(&self, part: usize) -> Part<'_, W> {
        let nodes = self.parts[part]..self.parts[part + 1];
        let offsets = &self.offsets[nodes.start..=nodes.end];
        Part {
            offsets,
            ids: &self.ids,
            weights: &self.weights,
            strength: &self.strength[nodes.clone()],
            gain: &self.gain[nodes],
            ends: block_ends(offsets),
        }
    }
}

/// Where blocks of rows of about equal work end.
fn block_ends(offsets: &[usize]) -> Vec<usize> {
    let n = offsets.len() - 1;
    let mut ends = Vec::new();
    let mut start = 0;
    while start < n {
        let full = offsets[start] + start + LOAD;
        let mut end = start + 1;
        while end < n && offsets[end + 1] + end < full {
            end += 1;
        }
        ends.push(end);
        start = end;
    }
    ends
}
