//! The lowest ranks among those that attain the least agony.
//!
//! Ranks attain it if and only if no arc on which something circles leads up by more than 1, and
//! every arc from which something has gone, or that lies on no cycle, leads up by 1 at least.
//! Where two rankings keep to that, so does the lower rank of each node: there is a lowest.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::flow::Flow;
use super::inner::Inner;
use crate::error::Result;
use crate::network::Network;
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: usize = 1 << 14;

/// The lowest ranks, 0 for the lowest of all.
pub(super) fn least(
    net: &Network,
    component: &[u32],
    inner: &Inner,
    flow: &Flow,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    let between = Between { net, component };
    let some = between.stacked(&flow.length);
    let lowering = Lowering { between, inner, flow, some: &some };
    let down = lowering.most(interrupt)?;
    Ok(some.iter().zip(down).map(|(rank, down)| (rank - down) as u32).collect())
}

/// The arcs between strong components.
#[derive(Clone, Copy)]
struct Between<'a> {
    net: &'a Network,
    component: &'a [u32],
}

impl Between<'_> {
    /// Where the arcs from `v` to other components lead.
    fn from(&self, v: u32) -> impl Iterator<Item = u32> {
        let (ids, weights) = self.net.out(v);
        let here = self.component[v as usize];
        let arcs = ids.iter().zip(weights);
        arcs.filter(move |(t, w)| **w > 0.0 && self.component[**t as usize] != here)
            .map(|(t, _)| *t)
    }

    /// Ranks that keep to those within each component, with components so far apart that all
    /// arcs between them lead up.
    fn stacked(&self, within: &[u32]) -> Vec<i64> {
        let parts = self.component.iter().max().map_or(0, |&last| last as usize + 1);
        let mut lowest = vec![u32::MAX; parts];
        let mut waiting = vec![0_u32; parts];
        let mut members = vec![Vec::new(); parts];
        for v in self.net.nodes() {
            let part = self.component[v as usize] as usize;
            lowest[part] = lowest[part].min(within[v as usize]);
            members[part].push(v);
            self.from(v).for_each(|t| waiting[self.component[t as usize] as usize] += 1);
        }
        let inside =
            |v: u32| i64::from(within[v as usize] - lowest[self.component[v as usize] as usize]);
        let mut base = vec![0_i64; parts];
        let mut ready: Vec<usize> = (0..parts).filter(|&part| waiting[part] == 0).collect();
        while let Some(part) = ready.pop() {
            for &v in &members[part] {
                for t in self.from(v) {
                    let other = self.component[t as usize] as usize;
                    base[other] = base[other].max(base[part] + inside(v) + 1 - inside(t));
                    waiting[other] -= 1;
                    if waiting[other] == 0 {
                        ready.push(other);
                    }
                }
            }
        }
        let rank = |v: u32| base[self.component[v as usize] as usize] + inside(v);
        self.net.nodes().map(rank).collect()
    }
}

/// How far ranks can be lowered.
struct Lowering<'a> {
    between: Between<'a>,
    inner: &'a Inner,
    flow: &'a Flow,
    some: &'a [i64],
}

impl Lowering<'_> {
    /// The most that each rank can be lowered by: down to 0, and no further than what holds it
    /// up, lowered itself. Shortest paths, after Dijkstra.
    fn most(&self, interrupt: &Interrupt) -> Result<Vec<i64>> {
        let mut down = self.some.to_vec();
        let mut due: BinaryHeap<Reverse<(i64, u32)>> =
            self.between.net.nodes().map(|v| Reverse((down[v as usize], v))).collect();
        let mut seen = 0;
        while let Some(Reverse((far, v))) = due.pop() {
            if far > down[v as usize] {
                continue;
            }
            seen += 1;
            if seen % PATIENCE == 0 {
                interrupt.check()?;
            }
            self.held_up(v, |other, by| {
                let slack = self.some[other as usize] - self.some[v as usize] - by;
                debug_assert!(slack >= 0, "ranks attain the least agony");
                if far + slack < down[other as usize] {
                    down[other as usize] = far + slack;
                    due.push(Reverse((far + slack, other)));
                }
            });
        }
        Ok(down)
    }

    /// The nodes that `v` holds up, and by how much above itself.
    fn held_up(&self, v: u32, mut visit: impl FnMut(u32, i64)) {
        self.between.from(v).for_each(|t| visit(t, 1));
        for arc in self.inner.from(v).filter(|&arc| self.flow.gone[arc] > 0) {
            visit(self.inner.heads[arc], 1);
        }
        for &arc in self.inner.to(v) {
            let arc = arc as usize;
            if self.flow.gone[arc] < self.inner.weight[arc] {
                visit(self.inner.tails[arc], -1);
            }
        }
    }
}
