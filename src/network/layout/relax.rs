//! Moving nodes along the forces until they rest.

use rayon::prelude::*;

use super::LayoutOptions;
use super::quadtree::{Push, Quadtree};
use super::springs::{Point, Springs};
use crate::error::Result;
use crate::run::Interrupt;

/// So few nodes feel each other one by one.
const FEW: usize = 48;

/// Nodes that one task moves at least.
const CHUNK: usize = 128;

/// The share of its last move that a node keeps, in the first round; less and less later.
const MOMENTUM: f64 = 0.8;

/// How far along its force a node goes, as a share of what would be safe.
const STRIDE: f64 = 0.8;

/// Let the nodes move for so many rounds.
///
/// Each node goes by F / K, F being the force on it and K a bound on how fast that changes as
/// it moves, and keeps part of its last move unless that leads against the force. Nodes thus
/// find their own speed, which is what swing and traction do in the paper; and as no sum over
/// all nodes is involved, the order of the work does not matter. O(n log n + m) a round.
pub(super) fn relax(
    springs: &Springs,
    places: &mut [Point],
    rounds: usize,
    options: &LayoutOptions,
    interrupt: &Interrupt,
) -> Result<()> {
    let n = springs.n();
    let mut moves = vec![[0.0; 2]; n];
    let mut next: Vec<Point> = Vec::with_capacity(n);
    for round in 0..rounds {
        interrupt.check()?;
        let calm = 1.0 - 0.9 * round as f64 / rounds as f64;
        let now = Moment { springs, places, moves: &moves, keep: MOMENTUM * calm, options };
        if n <= FEW {
            next.clear();
            next.extend((0..n as u32).map(|v| now.step(v, now.push(v))));
            advance(places, &mut moves, &next, 0..n as u32);
        } else {
            let tree = Quadtree::new(places, &springs.masses);
            let step = |(body, &v): (usize, &u32)| {
                if body % CHUNK == 0 {
                    interrupt.check()?;
                }
                Ok(now.step(v, tree.push(body)))
            };
            let bodies = tree.order.par_iter().enumerate().with_min_len(CHUNK);
            bodies.map(step).collect::<Result<Vec<Point>>>().map(|all| next = all)?;
            advance(places, &mut moves, &next, tree.order.iter().copied());
        }
        interrupt.advance(n as u64);
    }
    Ok(())
}

fn advance(
    places: &mut [Point],
    moves: &mut [Point],
    next: &[Point],
    order: impl Iterator<Item = u32>,
) {
    for (v, step) in order.zip(next) {
        moves[v as usize] = *step;
        places[v as usize][0] += step[0];
        places[v as usize][1] += step[1];
    }
}

/// Where all nodes are, and how each came there.
struct Moment<'a> {
    springs: &'a Springs,
    places: &'a [Point],
    moves: &'a [Point],
    keep: f64,
    options: &'a LayoutOptions,
}

impl Moment<'_> {
    /// What `v` feels from all others, one by one.
    fn push(&self, v: u32) -> Push {
        let mut push = Push::default();
        let here = self.places[v as usize];
        for (there, &mass) in self.places.iter().zip(&self.springs.masses) {
            push.from(here, *there, mass);
        }
        push
    }

    /// The next move of `v`.
    fn step(&self, v: u32, push: Push) -> Point {
        let here = self.places[v as usize];
        let mass = self.springs.masses[v as usize];
        let mut force = push.force.map(|f| f * mass);
        let mut stiffness = push.stiffness * mass;
        let mut pulled = |to: Point, pull: f64| {
            let way = [to[0] - here[0], to[1] - here[1]];
            let strength = pull * self.pull_at(way);
            force[0] += strength * way[0];
            force[1] += strength * way[1];
            stiffness += strength;
        };
        self.springs.row(v).for_each(|(t, pull)| pulled(self.places[t as usize], pull));
        pulled([0.0; 2], self.options.gravity * mass);
        let [dx, dy] = self.moves[v as usize];
        let onward = force[0] * dx + force[1] * dy >= 0.0;
        let keep = if onward { self.keep } else { 0.0 };
        let stride = if stiffness > 0.0 { STRIDE / stiffness } else { 0.0 };
        [keep * dx + stride * force[0], keep * dy + stride * force[1]]
    }

    /// The pull along this way, for a unit of its length.
    fn pull_at(&self, way: Point) -> f64 {
        if !self.options.lin_log {
            return 1.0;
        }
        let length = way[0].hypot(way[1]);
        if length > 0.0 { length.ln_1p() / length } else { 1.0 }
    }
}

/// What the forces leave undone: the lower, the better the places. O(n^2).
pub(super) fn energy(springs: &Springs, places: &[Point], options: &LayoutOptions) -> f64 {
    let drawn = |length: f64| {
        if options.lin_log {
            (1.0 + length) * length.ln_1p() - length
        } else {
            length * length / 2.0
        }
    };
    let mut energy = 0.0;
    for (v, here) in places.iter().enumerate() {
        let far = |there: &Point| (there[0] - here[0]).hypot(there[1] - here[1]);
        let mass = springs.masses[v];
        energy += options.gravity * mass * drawn(far(&[0.0; 2]));
        for (t, pull) in springs.row(v as u32).filter(|&(t, _)| (t as usize) < v) {
            energy += pull * drawn(far(&places[t as usize]));
        }
        for (there, other) in places[..v].iter().zip(&springs.masses) {
            energy -= mass * other * far(there).max(f64::MIN_POSITIVE).ln();
        }
    }
    energy
}
