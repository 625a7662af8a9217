//! Every tie in the row of that end which has fewer neighbours.
//!
//! No row is then longer than the square root of twice the number of ties, hubs or not, and
//! every triangle is met once: from the end with the fewest neighbours.

use rayon::prelude::*;

use super::ties::{Tie, neighbours, ties_of};
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How many nodes are taken up at a time.
pub(super) const BLOCK: usize = 512;

/// Direction dropped and self-loops left out, nodes renumbered by place: the one with the
/// most neighbours has place 0, ties go to the smaller id. Low places are those looked up
/// most, so they stay in the cache.
pub(in crate::network) struct Ranked<T> {
    /// The node at each place.
    pub(in crate::network) order: Vec<u32>,
    /// The place of each node.
    pub(super) place: Vec<u32>,
    /// How many neighbours each node has.
    pub(in crate::network) degree: Vec<u32>,
    offsets: Vec<usize>,
    /// Row `p`: the places below `p` that it is tied to, in no order.
    ids: Vec<u32>,
    /// What `note` said of each tie, seen from the row.
    notes: Vec<T>,
}

/// The rows of some consecutive places.
struct Rows<T> {
    lengths: Vec<usize>,
    ids: Vec<u32>,
    notes: Vec<T>,
}

impl<T: Copy + Send + Sync> Ranked<T> {
    /// O(n + m).
    pub(in crate::network) fn new(
        net: &Network,
        note: impl Fn(Tie) -> T + Sync,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let degree = degrees(net, interrupt)?;
        let order = hubs_first(&degree);
        let mut place = vec![0; net.n()];
        for (p, &v) in (0..).zip(&order) {
            place[v as usize] = p;
        }
        let rows = |block: &[u32]| -> Result<Rows<T>> {
            interrupt.check()?;
            Ok(lower_places(net, block, &place, &note))
        };
        let blocks: Vec<Rows<T>> = order.par_chunks(BLOCK).map(rows).collect::<Result<_>>()?;
        let mut offsets = Vec::with_capacity(net.n() + 1);
        offsets.push(0);
        for length in blocks.iter().flat_map(|rows| &rows.lengths) {
            offsets.push(offsets[offsets.len() - 1] + length);
        }
        let (ids, notes) = rayon::join(
            || blocks.iter().flat_map(|rows| &rows.ids).copied().collect(),
            || blocks.iter().flat_map(|rows| &rows.notes).copied().collect(),
        );
        Ok(Self { order, place, degree, offsets, ids, notes })
    }

    pub(super) fn n(&self) -> usize {
        self.order.len()
    }

    /// The places below `p` that it is tied to, and what there is to say of each tie.
    pub(super) fn row(&self, p: u32) -> (&[u32], &[T]) {
        let span = self.offsets[p as usize]..self.offsets[p as usize + 1];
        (&self.ids[span.clone()], &self.notes[span])
    }
}

/// How many neighbours each node has, direction dropped and itself left out.
pub(in crate::network) fn degrees(net: &Network, interrupt: &Interrupt) -> Result<Vec<u32>> {
    let mut degree = vec![0; net.n()];
    degree.par_chunks_mut(BLOCK).enumerate().try_for_each(|(block, degrees)| {
        interrupt.check()?;
        for (v, degree) in ((block * BLOCK) as u32..).zip(degrees) {
            *degree = neighbours(net, v);
        }
        Ok(())
    })?;
    Ok(degree)
}

/// All nodes by a counting sort, most neighbours first, ties to the smaller id.
fn hubs_first(degree: &[u32]) -> Vec<u32> {
    let most = degree.iter().copied().max().unwrap_or(0);
    let mut next = vec![0_usize; most as usize + 2];
    for &d in degree {
        next[(most - d) as usize + 1] += 1;
    }
    for i in 1..next.len() {
        next[i] += next[i - 1];
    }
    let mut order = vec![0; degree.len()];
    for (v, &d) in (0..).zip(degree) {
        let to = &mut next[(most - d) as usize];
        order[*to] = v;
        *to += 1;
    }
    order
}

fn lower_places<T>(
    net: &Network,
    block: &[u32],
    place: &[u32],
    note: &impl Fn(Tie) -> T,
) -> Rows<T> {
    let mut rows = Rows { lengths: Vec::with_capacity(block.len()), ids: vec![], notes: vec![] };
    for &v in block {
        let before = rows.ids.len();
        let own = place[v as usize];
        for tie in ties_of(net, v) {
            let other = place[tie.other as usize];
            if other < own {
                rows.ids.push(other);
                rows.notes.push(note(tie));
            }
        }
        rows.lengths.push(rows.ids.len() - before);
    }
    rows
}
