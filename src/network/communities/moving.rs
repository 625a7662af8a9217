//! Nodes move, one by one, to where they gain most: batches of them weigh their moves side
//! by side, and the moves are made in order.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use super::Terms;
use super::level::Level;
use super::mass::Mass;
use super::scratch::{Pool, Sums};
use crate::error::Result;
use crate::run::Interrupt;

/// How many batches a network falls into, unless it has fewer nodes.
const BATCHES: usize = 64;

/// How many nodes a thread weighs at a time.
const CHUNK: usize = 64;

/// A batch with fewer ends of edges than this is not worth a second thread.
const WORTH_SHARING: usize = 1 << 13;

/// A label that nobody has.
const NONE: u32 = u32::MAX;

/// Sweep over the nodes that may gain, first all of them, and move each to the neighbouring
/// community that raises the quality most, or out of all of them; the neighbours that it
/// left behind are looked at again. Ends when no node would gain.
///
/// The nodes of a batch all see the communities as they were before it. A move is made only
/// if it still gains after the moves of the nodes before it, so that the quality never falls.
/// Batches depend on the network alone, not on the number of threads.
pub(super) fn move_nodes<M: Mass>(
    level: &Level<M>,
    labels: &mut [u32],
    terms: Terms<M>,
    pool: &Pool<Sums>,
    interrupt: &Interrupt,
) -> Result<()> {
    let mut moving = Moving::new(level, labels, terms);
    let most = (level.n() / BATCHES).max(1);
    let mut batch = Vec::with_capacity(most);
    loop {
        let mut at = 0;
        let mut any = false;
        while moving.gather(&mut at, most, &mut batch) {
            interrupt.check()?;
            any = true;
            let plans = moving.plan(&batch, pool);
            moving.carry_out(&plans);
            moving.wake_neighbours();
        }
        if !any {
            return Ok(());
        }
    }
}

/// A move that a node would like to make.
#[derive(Debug)]
struct Plan {
    node: u32,
    /// The community to move to, [`NONE`] to leave for one of its own.
    to: u32,
    /// The weight between the node and the rest of its community, and to the other one.
    home_weight: f64,
    to_weight: f64,
    /// How many of the ties of its [`Plans`] are its own.
    ties: u32,
}

/// The moves that a chunk of a batch would like to make.
#[derive(Debug, Default)]
struct Plans {
    plans: Vec<Plan>,
    /// Ties of the nodes above to those of the batch that come before them.
    ties: Vec<(u32, f64)>,
}

/// What is known of each community while nodes move.
struct Moving<'a, M> {
    level: &'a Level<M>,
    terms: Terms<M>,
    labels: &'a mut [u32],
    masses: Vec<M>,
    sizes: Vec<u32>,
    /// The labels that nobody has.
    empty: Vec<u32>,
    /// Whether a node is to be looked at.
    awake: Vec<AtomicBool>,
    /// The nodes of this batch that moved.
    moved: Vec<u32>,
    /// Where they came from.
    left: Vec<u32>,
}

impl<'a, M: Mass> Moving<'a, M> {
    fn new(level: &'a Level<M>, labels: &'a mut [u32], terms: Terms<M>) -> Self {
        let n = level.n();
        let mut sizes = vec![0; n];
        for &label in &*labels {
            sizes[label as usize] += 1;
        }
        Self {
            level,
            terms,
            masses: level.part_masses(labels, n),
            labels,
            empty: (0..n as u32).filter(|&c| sizes[c as usize] == 0).collect(),
            sizes,
            awake: (0..n).map(|_| AtomicBool::new(true)).collect(),
            moved: Vec::new(),
            left: vec![NONE; n],
        }
    }

    /// Put the next nodes that are awake to sleep and into the batch.
    fn gather(&mut self, at: &mut usize, most: usize, batch: &mut Vec<u32>) -> bool {
        batch.clear();
        while *at < self.awake.len() && batch.len() < most {
            if std::mem::take(self.awake[*at].get_mut()) {
                batch.push(*at as u32);
            }
            *at += 1;
        }
        !batch.is_empty()
    }

    /// What the nodes of the batch would like to do.
    fn plan(&self, batch: &[u32], pool: &Pool<Sums>) -> Vec<Plans> {
        let Some(&first) = batch.first() else { return Vec::new() };
        let weigh = |nodes: &[u32]| {
            pool.with(|near| {
                near.begin(self.level.n());
                let mut plans = Plans::default();
                nodes.iter().for_each(|&v| self.consider(v, first, near, &mut plans));
                plans
            })
        };
        if self.worth_sharing(batch) {
            batch.par_chunks(CHUNK).map(weigh).collect()
        } else {
            vec![weigh(batch)]
        }
    }

    fn worth_sharing(&self, nodes: &[u32]) -> bool {
        let ends = nodes.iter().map(|&v| self.level.degree(v as usize));
        ends.sum::<usize>() >= WORTH_SHARING
    }

    /// Add the move that `v` would like to make, if any. With k the mass of v, K that of a
    /// community without v and w the weight between them, v gains w - penalty k K there.
    fn consider(&self, v: u32, first: u32, near: &mut Sums, plans: &mut Plans) {
        near.clear();
        let ties = plans.ties.len();
        for (t, w) in self.level.row(v as usize) {
            near.add(self.labels[t as usize], w);
            if t >= first && t < v {
                plans.ties.push((t, w));
            }
        }
        let home = self.labels[v as usize];
        let home_weight = near.get(home);
        let (cost, stay) = self.at_home(v, home, home_weight);
        let (mut to, mut to_weight, mut most) = (home, 0.0, stay);
        for (label, weight) in near.iter() {
            // What does not gain enough even for nothing need not be fetched.
            if weight < most {
                continue;
            }
            let gain = weight - cost.times(self.masses[label as usize]);
            let tied = gain == most && (M::ROAMS || to != home && label != home);
            if gain > most && label != home || tied && self.wins(v, label, to) {
                (to, to_weight, most) = (label, weight, gain);
            }
        }
        if most < 0.0 {
            (to, to_weight, most) = (NONE, 0.0, 0.0);
        }
        if most > stay + self.slack(cost, home_weight + to_weight)
            || M::ROAMS && to != home && most == stay
        {
            let ties = (plans.ties.len() - ties) as u32;
            plans.plans.push(Plan { node: v, to, home_weight, to_weight, ties });
        } else {
            plans.ties.truncate(ties);
        }
    }

    /// Whether the lot falls on `label` rather than on `other`, both as good for `v`. It is
    /// drawn once and for all, so that nodes with a choice do not change their minds forever.
    fn wins(&self, v: u32, label: u32, other: u32) -> bool {
        let lot = |label| {
            let pair = u64::from(v) << 32 | u64::from(label);
            (pair ^ self.terms.lots).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20
        };
        lot(label) > lot(other)
    }

    /// Gains smaller than this may be rounding.
    #[inline]
    fn slack(&self, cost: M, weights: f64) -> f64 {
        1e-12 * (cost.times(self.terms.total) + weights)
    }

    /// What the company of `v` costs for each unit of mass, and what it gains at home.
    #[inline]
    fn at_home(&self, v: u32, home: u32, weight: f64) -> (M, f64) {
        let mass = self.level.mass(v as usize);
        let cost = mass.scaled(self.terms.penalty);
        if self.sizes[home as usize] == 1 {
            (cost, 0.0)
        } else {
            (cost, weight - cost.times(self.masses[home as usize] - mass))
        }
    }

    /// Make the moves that still gain, one after the other.
    fn carry_out(&mut self, plans: &[Plans]) {
        for chunk in plans {
            let mut ties = &chunk.ties[..];
            for plan in &chunk.plans {
                let (own, rest) = ties.split_at(plan.ties as usize);
                ties = rest;
                self.carry_out_one(plan, own);
            }
        }
    }

    fn carry_out_one(&mut self, plan: &Plan, ties: &[(u32, f64)]) {
        let v = plan.node as usize;
        let home = self.labels[v];
        let (mut home_weight, mut to_weight) = (plan.home_weight, plan.to_weight);
        for &(t, w) in ties.iter().filter(|&&(t, _)| self.left[t as usize] != NONE) {
            for (label, sign) in [(self.left[t as usize], -1.0), (self.labels[t as usize], 1.0)] {
                home_weight += if label == home { sign * w } else { 0.0 };
                to_weight += if label == plan.to { sign * w } else { 0.0 };
            }
        }
        let (cost, stay) = self.at_home(plan.node, home, home_weight);
        let deserted = plan.to == NONE || self.sizes[plan.to as usize] == 0;
        let gain =
            if deserted { 0.0 } else { to_weight - cost.times(self.masses[plan.to as usize]) };
        if gain > stay + self.slack(cost, plan.home_weight + plan.to_weight)
            || M::ROAMS && gain == stay && !deserted && self.wins(plan.node, plan.to, home)
        {
            let to = if deserted { self.empty.last().copied() } else { Some(plan.to) };
            to.into_iter().for_each(|to| self.shift(v, to));
        } else {
            // What it saw is no longer so: it may do well to move elsewhere.
            *self.awake[v].get_mut() = true;
        }
    }

    fn shift(&mut self, v: usize, to: u32) {
        let mass = self.level.mass(v);
        let (home, to_place) = (self.labels[v] as usize, to as usize);
        if self.sizes[to_place] == 0 {
            self.empty.pop();
        }
        self.masses[to_place] = self.masses[to_place] + mass;
        self.sizes[to_place] += 1;
        self.masses[home] = self.masses[home] - mass;
        self.sizes[home] -= 1;
        if self.sizes[home] == 0 {
            // Exactly nothing, whatever rounding left there.
            self.masses[home] = M::default();
            self.empty.push(home as u32);
        }
        self.labels[v] = to;
        self.left[v] = home as u32;
        self.moved.push(v as u32);
    }

    /// Wake the neighbours that the moves left behind, and forget the moves.
    fn wake_neighbours(&mut self) {
        let wake = |&v: &u32| {
            for &t in self.level.neighbours(v as usize) {
                let awake = &self.awake[t as usize];
                if !awake.load(Relaxed) && self.labels[t as usize] != self.labels[v as usize] {
                    awake.store(true, Relaxed);
                }
            }
        };
        if self.worth_sharing(&self.moved) {
            self.moved.par_iter().with_min_len(CHUNK).for_each(wake);
        } else {
            self.moved.iter().for_each(wake);
        }
        for v in self.moved.drain(..) {
            self.left[v as usize] = NONE;
        }
    }
}
