//! The heaviest flow in circles.
//!
//! If every arc carried all of its weight, nodes would send more than they get, or less. What
//! must go to balance them is itself a flow, from those that send too much to those that get
//! too much, and the least of it is along shortest ways. It may go back along an arc on which
//! something goes already, which shortens the way by 1.

use super::inner::Inner;
use crate::error::Result;
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: usize = 1 << 14;

/// Not reached.
const FAR: u32 = u32::MAX;

/// The least that must go.
pub(super) struct Flow {
    /// What goes from each arc.
    pub(super) gone: Vec<i64>,
    /// The length of the shortest way to each node; what proves that no less can go.
    pub(super) length: Vec<u32>,
}

/// A step along an arc, or back along one.
#[derive(Clone, Copy)]
struct Step {
    arc: usize,
    back: bool,
    to: u32,
}

struct Search<'a> {
    inner: &'a Inner,
    flow: Flow,
    /// What each node sends too much, or gets too much if below 0.
    surplus: Vec<i64>,
    /// By how much the way to each node has become longer; later how many steps it has.
    far: Vec<u32>,
    /// How many of the steps from each node need not be tried any more.
    tried: Vec<u32>,
    queue: Vec<u32>,
    interrupt: &'a Interrupt,
}

impl Flow {
    /// Find it.
    pub(super) fn found(inner: &Inner, interrupt: &Interrupt) -> Result<Self> {
        let mut surplus = vec![0_i64; inner.n()];
        for (arc, weight) in inner.weight.iter().enumerate() {
            surplus[inner.tails[arc] as usize] += weight;
            surplus[inner.heads[arc] as usize] -= weight;
        }
        let mut search = Search {
            inner,
            flow: Self { gone: vec![0; inner.heads.len()], length: vec![0; inner.n()] },
            surplus,
            far: vec![0; inner.n()],
            tried: vec![0; inner.n()],
            queue: Vec::new(),
            interrupt,
        };
        while search.lengthen()? {
            while let Some(last) = search.count_steps()? {
                search.send(last)?;
            }
        }
        Ok(search.flow)
    }

    /// What goes round in circles, on all arcs.
    pub(super) fn circling(&self, inner: &Inner) -> i64 {
        inner.weight.iter().zip(&self.gone).map(|(weight, gone)| weight - gone).sum()
    }
}

impl Search<'_> {
    /// The nodes with something left to send.
    fn senders(&self) -> Vec<u32> {
        (0..self.surplus.len() as u32).filter(|&v| self.surplus[v as usize] > 0).collect()
    }

    /// What may still go by a step.
    fn room(&self, step: Step) -> i64 {
        let gone = self.flow.gone[step.arc];
        if step.back { gone } else { self.inner.weight[step.arc] - gone }
    }

    /// How much longer than the shortest way to its end a way by this step is.
    fn detour(&self, v: u32, step: Step) -> u32 {
        let length = |v: u32| self.flow.length[v as usize];
        if step.back { length(v) - 1 - length(step.to) } else { length(v) + 1 - length(step.to) }
    }

    /// The step of this number from `v`: along its arcs first, then back along those to it.
    fn step(&self, v: u32, number: usize) -> Option<Step> {
        let out = self.inner.from(v);
        if number < out.len() {
            let arc = out.start + number;
            return Some(Step { arc, back: false, to: self.inner.heads[arc] });
        }
        let arc = *self.inner.to(v).get(number - out.len())? as usize;
        Some(Step { arc, back: true, to: self.inner.tails[arc] })
    }

    /// All steps from `v` by which something may go.
    fn steps(&self, v: u32) -> impl Iterator<Item = Step> {
        let along =
            self.inner.from(v).map(|arc| Step { arc, back: false, to: self.inner.heads[arc] });
        let back = self.inner.to(v).iter().map(|&arc| {
            let arc = arc as usize;
            Step { arc, back: true, to: self.inner.tails[arc] }
        });
        along.chain(back).filter(|&step| self.room(step) > 0)
    }

    /// Make the shortest ways as long as they have become; false if there is nothing to send.
    ///
    /// Nodes are taken in the order of how much longer the way to them is, until one is found
    /// that can take something.
    fn lengthen(&mut self) -> Result<bool> {
        let senders = self.senders();
        if senders.is_empty() {
            return Ok(false);
        }
        self.far.fill(FAR);
        senders.iter().for_each(|&v| self.far[v as usize] = 0);
        let mut due = vec![senders];
        let mut nearer = Vec::new();
        let mut limit = FAR;
        let mut now = 0;
        let mut seen = 0;
        while now < limit {
            let Some(v) = due.get_mut(now as usize).and_then(Vec::pop) else {
                now += 1;
                if now as usize >= due.len() {
                    debug_assert!(false, "what is sent too much fits in somewhere");
                    return Ok(false);
                }
                continue;
            };
            if self.far[v as usize] != now {
                continue;
            }
            seen += 1;
            if seen % PATIENCE == 0 {
                self.interrupt.check()?;
            }
            let ways = self.steps(v).map(|step| (now + self.detour(v, step), step.to));
            nearer.extend(ways.filter(|&(far, to)| far < limit && far < self.far[to as usize]));
            for (far, to) in nearer.drain(..) {
                self.far[to as usize] = self.far[to as usize].min(far);
                if self.surplus[to as usize] < 0 {
                    limit = limit.min(far);
                }
                if due.len() <= far as usize {
                    due.resize(far as usize + 1, Vec::new());
                }
                due[far as usize].push(to);
            }
        }
        for (length, far) in self.flow.length.iter_mut().zip(&self.far) {
            *length += far.min(&limit);
        }
        Ok(true)
    }

    /// Count steps to each node along shortest ways, and give the number to the first that can
    /// take something, if one can be reached.
    fn count_steps(&mut self) -> Result<Option<u32>> {
        self.far.fill(FAR);
        self.tried.fill(0);
        self.queue = self.senders();
        self.queue.iter().for_each(|&v| self.far[v as usize] = 0);
        let mut last = FAR;
        let mut at = 0;
        while at < self.queue.len() {
            let v = self.queue[at];
            at += 1;
            if at % PATIENCE == 0 {
                self.interrupt.check()?;
            }
            let steps = self.far[v as usize];
            if steps >= last {
                break;
            }
            let mut queue = std::mem::take(&mut self.queue);
            let mut far = std::mem::take(&mut self.far);
            for step in self.steps(v) {
                if far[step.to as usize] == FAR && self.detour(v, step) == 0 {
                    far[step.to as usize] = steps + 1;
                    queue.push(step.to);
                    if self.surplus[step.to as usize] < 0 {
                        last = steps + 1;
                    }
                }
            }
            (self.queue, self.far) = (queue, far);
        }
        Ok((last < FAR).then_some(last))
    }

    /// Send what can be sent in so many steps.
    fn send(&mut self, last: u32) -> Result<()> {
        for sender in self.senders() {
            self.interrupt.check()?;
            self.send_from(sender, last);
        }
        Ok(())
    }

    /// Send what can be sent from one node, and say how much it is.
    fn send_from(&mut self, sender: u32, last: u32) -> i64 {
        let before = self.surplus[sender as usize];
        let mut way: Vec<Step> = Vec::new();
        let mut v = sender;
        loop {
            if self.surplus[v as usize] < 0 {
                let full = self.fill(sender, &way);
                if self.surplus[sender as usize] == 0 {
                    break;
                }
                way.truncate(full);
                v = way.last().map_or(sender, |step| step.to);
                continue;
            }
            if let Some(step) = self.next_step(v, last) {
                way.push(step);
                v = step.to;
                continue;
            }
            if way.pop().is_none() {
                break;
            }
            v = way.last().map_or(sender, |step| step.to);
            self.tried[v as usize] += 1;
        }
        before - self.surplus[sender as usize]
    }

    /// The next step from `v` that may lead on.
    fn next_step(&mut self, v: u32, last: u32) -> Option<Step> {
        let next = self.far[v as usize] + 1;
        while let Some(step) = self.step(v, self.tried[v as usize] as usize) {
            let leads_on = self.far[step.to as usize] == next
                && (next < last || self.surplus[step.to as usize] < 0)
                && self.room(step) > 0
                && self.detour(v, step) == 0;
            if leads_on {
                return Some(step);
            }
            self.tried[v as usize] += 1;
        }
        None
    }

    /// Send along a way what it can take, and say how many of its steps still have room before
    /// the first that has none.
    fn fill(&mut self, sender: u32, way: &[Step]) -> usize {
        let end = way.last().map_or(sender, |step| step.to);
        let most = self.surplus[sender as usize].min(-self.surplus[end as usize]);
        let amount = way.iter().fold(most, |least, &step| least.min(self.room(step)));
        for step in way {
            self.flow.gone[step.arc] += if step.back { -amount } else { amount };
        }
        self.surplus[sender as usize] -= amount;
        self.surplus[end as usize] += amount;
        way.iter().position(|&step| self.room(step) == 0).unwrap_or(way.len().saturating_sub(1))
    }
}
