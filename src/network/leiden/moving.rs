//! The first step: nodes move, one by one, to where they gain most.

use std::collections::VecDeque;

use super::Terms;
use super::level::{Level, Sums};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: usize = 1 << 12;

/// Take nodes from a queue, first in random order, and move each to the neighbouring
/// community that raises the quality most, or out of all of them; the neighbours that it
/// left behind are queued again. Ends when no node would gain.
pub(super) fn move_nodes(
    level: &Level,
    labels: &mut [u32],
    terms: Terms,
    stream: &mut Stream,
    interrupt: &Interrupt,
) -> Result<()> {
    let mut order: Vec<u32> = (0..level.n() as u32).collect();
    stream.shuffle(&mut order);
    let mut queue = VecDeque::from(order);
    let mut queued = vec![true; level.n()];
    let mut communities = Communities::new(level, labels, terms);
    let mut seen = 0;
    while let Some(v) = queue.pop_front() {
        seen += 1;
        if seen % PATIENCE == 0 {
            interrupt.check()?;
        }
        let v = v as usize;
        queued[v] = false;
        let Some(to) = communities.better_place(v, labels) else { continue };
        communities.shift(v, to, labels);
        for (t, _) in level.row(v) {
            let waiting = &mut queued[t as usize];
            if !*waiting && labels[t as usize] != to {
                *waiting = true;
                queue.push_back(t);
            }
        }
    }
    Ok(())
}

/// What is known of each community while nodes move.
struct Communities<'a> {
    level: &'a Level,
    terms: Terms,
    strengths: Vec<f64>,
    sizes: Vec<u32>,
    /// The labels that nobody has.
    empty: Vec<u32>,
    /// The weight between the node at hand and each community near it.
    near: Sums,
}

impl<'a> Communities<'a> {
    fn new(level: &'a Level, labels: &[u32], terms: Terms) -> Self {
        let mut sizes = vec![0; level.n()];
        for &label in labels {
            sizes[label as usize] += 1;
        }
        Self {
            level,
            terms,
            strengths: level.part_strengths(labels),
            empty: (0..level.n() as u32).filter(|&c| sizes[c as usize] == 0).collect(),
            sizes,
            near: Sums::new(level.n()),
        }
    }

    /// The community that `v` had better move to, if any. With k the strength of v, K that of
    /// a community without v and w the weight between them, v gains w - penalty k K there.
    fn better_place(&mut self, v: usize, labels: &[u32]) -> Option<u32> {
        self.near.clear();
        self.level.row(v).for_each(|(t, w)| self.near.add(labels[t as usize], w));
        let home = labels[v];
        let k = self.level.strength(v);
        let cost = self.terms.penalty * k;
        let alone = self.sizes[home as usize] == 1;
        let stay = if alone {
            0.0
        } else {
            self.near.get(home) - cost * (self.strengths[home as usize] - k)
        };
        let (mut best, mut most) = (None, stay + self.terms.tolerance * k);
        for (label, weight) in self.near.iter() {
            let gain = weight - cost * self.strengths[label as usize];
            if gain > most && label != home {
                (best, most) = (Some(label), gain);
            }
        }
        if most < 0.0 && !alone { self.empty.last().copied() } else { best }
    }

    fn shift(&mut self, v: usize, to: u32, labels: &mut [u32]) {
        let k = self.level.strength(v);
        let (home, to_place) = (labels[v] as usize, to as usize);
        if self.sizes[to_place] == 0 {
            self.empty.pop();
        }
        self.strengths[to_place] += k;
        self.sizes[to_place] += 1;
        self.strengths[home] -= k;
        self.sizes[home] -= 1;
        if self.sizes[home] == 0 {
            // Exactly nothing, whatever rounding left there.
            self.strengths[home] = 0.0;
            self.empty.push(home as u32);
        }
        labels[v] = to;
    }
}
