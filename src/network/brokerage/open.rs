//! The open two-paths of a network, and the role that each gives its broker.

use rayon::prelude::*;

use super::{Groups, role};
use crate::corpus::NONE;
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How many closed pairs are kept in memory for many draws, at 8 bytes each.
const KEPT: usize = 1 << 25;

/// Rows of neighbours, ascending.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub(super) offsets: Vec<usize>,
    pub(super) ids: Vec<u32>,
}

impl Rows {
    /// The rows of the nodes with a group, without the others and the node itself.
    fn of<'a>(net: &'a Network, groups: &Groups, row: impl Fn(u32) -> &'a [u32]) -> Self {
        let labelled = |v: u32| groups.of[v as usize] != NONE;
        let mut rows = Self { offsets: vec![0], ids: Vec::new() };
        for v in net.nodes() {
            if labelled(v) {
                let others = row(v).iter().copied();
                rows.ids.extend(others.filter(|&u| u != v && labelled(u)));
            }
            rows.offsets.push(rows.ids.len());
        }
        rows
    }

    pub(super) fn row(&self, v: u32) -> &[u32] {
        &self.ids[self.span(v)]
    }

    pub(super) fn span(&self, v: u32) -> std::ops::Range<usize> {
        self.offsets[v as usize]..self.offsets[v as usize + 1]
    }
}

/// The arcs among nodes with a group, without weights and loops; an edge is two arcs.
#[derive(Debug, Clone)]
pub(super) struct Arcs {
    pub(super) out: Rows,
    pub(super) incoming: Rows,
}

impl Arcs {
    pub(super) fn new(net: &Network, groups: &Groups) -> Self {
        Self {
            out: Rows::of(net, groups, |v| net.out(v).0),
            incoming: Rows::of(net, groups, |v| net.incoming(v).0),
        }
    }

    pub(super) fn n(&self) -> usize {
        self.out.offsets.len() - 1
    }

    pub(super) fn nodes(&self) -> std::ops::Range<u32> {
        0..self.n() as u32
    }

    pub(super) fn has(&self, a: u32, b: u32) -> bool {
        self.out.row(a).binary_search(&b).is_ok()
    }

    /// Visit each pair `(a, b)` with `a -> v -> b` and `a -> b`. Time: for each `a` the shorter of
    /// two rows, nearly.
    fn seek_closed(&self, v: u32, marks: &mut Marks, mut visit: impl FnMut(u32, u32)) {
        let (sources, targets) = (self.incoming.row(v), self.out.row(v));
        if sources.is_empty() || targets.is_empty() {
            return;
        }
        marks.set(v, targets);
        for &a in sources {
            let row = self.out.row(a);
            if row.len() / 8 <= targets.len() {
                row.iter().filter(|b| marks.has(v, **b)).for_each(|&b| visit(a, b));
            } else {
                let closed = targets.iter().filter(|b| row.binary_search(b).is_ok());
                closed.for_each(|&b| visit(a, b));
            }
        }
    }

    /// Visit each node tied to `v` both ways.
    pub(super) fn mutual(&self, v: u32, mut visit: impl FnMut(u32)) {
        let (mut sources, mut targets) = (self.incoming.row(v), self.out.row(v));
        while let (Some(&a), Some(&b)) = (sources.first(), targets.first()) {
            if a == b {
                visit(a);
            }
            sources = &sources[usize::from(a <= b)..];
            targets = &targets[usize::from(b <= a)..];
        }
    }
}

/// Which nodes are marked for whom: one number a node, never wiped.
#[derive(Debug)]
pub(super) struct Marks(Vec<u32>);

impl Marks {
    pub(super) fn new(n: usize) -> Self {
        Self(vec![NONE; n])
    }

    pub(super) fn set(&mut self, owner: u32, nodes: &[u32]) {
        nodes.iter().for_each(|&node| self.0[node as usize] = owner);
    }

    pub(super) fn has(&self, owner: u32, node: u32) -> bool {
        self.0[node as usize] == owner
    }
}

/// The pairs that a broker does not broker, since they are tied themselves.
#[derive(Debug)]
pub(super) struct Open<'a> {
    pub(super) arcs: &'a Arcs,
    /// The closed pairs, if they are kept.
    closed: Option<Closed>,
}

/// The closed pairs of all nodes: those of `v` are `pairs[offsets[v]..offsets[v + 1]]`.
#[derive(Debug)]
struct Closed {
    offsets: Vec<usize>,
    pairs: Vec<(u32, u32)>,
}

impl<'a> Open<'a> {
    /// Closed pairs are sought each time: for one count.
    pub(super) fn once(arcs: &'a Arcs) -> Self {
        Self { arcs, closed: None }
    }

    /// Closed pairs are kept if they are not too many: for counts under many labels.
    pub(super) fn often(arcs: &'a Arcs, interrupt: &Interrupt) -> Result<Self> {
        let marks = || Marks::new(arcs.n());
        let count = |marks: &mut Marks, v| {
            interrupt.check()?;
            let mut count = 0;
            arcs.seek_closed(v, marks, |_, _| count += 1);
            Ok(count)
        };
        let nodes = || arcs.nodes().into_par_iter().with_min_len(64);
        let counts: Vec<usize> = nodes().map_init(marks, count).collect::<Result<_>>()?;
        if counts.iter().sum::<usize>() > KEPT {
            return Ok(Self::once(arcs));
        }
        let mut offsets = vec![0];
        for &count in &counts {
            offsets.push(offsets[offsets.len() - 1] + count);
        }
        let list = |marks: &mut Marks, v: u32| {
            let mut pairs = Vec::with_capacity(counts[v as usize]);
            arcs.seek_closed(v, marks, |a, b| pairs.push((a, b)));
            pairs
        };
        let pairs = nodes().map_init(marks, list).flatten_iter().collect();
        Ok(Self { arcs, closed: Some(Closed { offsets, pairs }) })
    }

    pub(super) fn closed(&self, v: u32, marks: &mut Marks, mut visit: impl FnMut(u32, u32)) {
        match &self.closed {
            None => self.arcs.seek_closed(v, marks, visit),
            Some(Closed { offsets, pairs }) => {
                let span = offsets[v as usize]..offsets[v as usize + 1];
                pairs[span].iter().for_each(|&(a, b)| visit(a, b));
            }
        }
    }

    /// How many pairs `v` brokers in each role, under these labels.
    pub(super) fn roles(&self, v: u32, labels: &[u32], room: &mut Room) -> [u64; 5] {
        let own = labels[v as usize];
        let (sources, targets) = (self.arcs.incoming.row(v), self.arcs.out.row(v));
        if sources.is_empty() || targets.is_empty() {
            return [0; 5];
        }
        for &a in sources {
            room.tally[labels[a as usize] as usize] += 1;
        }
        let (inward, outward) = (sources.len() as u64, targets.len() as u64);
        let own_in = room.tally[own as usize];
        let (mut same, mut own_out) = (0, 0);
        for &b in targets {
            let group = labels[b as usize];
            same += room.tally[group as usize];
            own_out += u64::from(group == own);
        }
        sources.iter().for_each(|&a| room.tally[labels[a as usize] as usize] = 0);
        let coordinator = own_in * own_out;
        let gatekeeper = (inward - own_in) * own_out;
        let representative = own_in * (outward - own_out);
        let liaison = inward * outward - same - gatekeeper - representative;
        let mut roles = [coordinator, same - coordinator, gatekeeper, representative, liaison];
        self.arcs.mutual(v, |a| roles[usize::from(labels[a as usize] != own)] -= 1);
        self.closed(v, &mut room.marks, |a, b| {
            roles[role(labels[a as usize], own, labels[b as usize])] -= 1;
        });
        roles
    }
}

/// What a count needs: a number a group, all 0 before and after, and marks.
pub(super) struct Room {
    pub(super) tally: Vec<u64>,
    pub(super) marks: Marks,
}

impl Room {
    pub(super) fn new(n: usize, groups: usize) -> Self {
        Self { tally: vec![0; groups], marks: Marks::new(n) }
    }
}
