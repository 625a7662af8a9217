//! A quadtree of masses: what far nodes do together, in place of each alone.
//!
//! Barnes & Hut (1986), *Nature* 324:446.

use rayon::prelude::*;

use super::springs::Point;

/// A leaf holds so many bodies at most, unless they stand in one place.
const LEAF: usize = 8;

/// A cell whose side is less than this share of its distance is seen as one body.
const OPENING: f64 = 1.0;

/// The square of a distance below which bodies push no harder.
const CLOSEST: f64 = 1e-18;

/// A square with bodies in it. Cells stand in the order in which a walk meets them.
struct Cell {
    centre: Point,
    mass: f64,
    /// The square of the distance from which the cell is seen as one body.
    near: f64,
    /// Where the walk goes on that does not enter this cell.
    next: u32,
    /// The bodies of a leaf; none if the cell has cells of its own.
    bodies: (u32, u32),
}

pub(super) struct Quadtree {
    cells: Vec<Cell>,
    /// The nodes along a curve that keeps neighbours together, with place and mass.
    pub(super) order: Vec<u32>,
    places: Vec<Point>,
    masses: Vec<f64>,
}

/// What a body feels from all others, for a unit of its mass.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Push {
    pub(super) force: Point,
    /// How fast the force changes at most as the body moves.
    pub(super) stiffness: f64,
}

impl Push {
    /// Add what a mass `there` does to a body `here`. In the very same place it does nothing,
    /// as there is no saying which way to push.
    pub(super) fn from(&mut self, here: Point, there: Point, mass: f64) {
        let way = [here[0] - there[0], here[1] - there[1]];
        let square = way[0] * way[0] + way[1] * way[1];
        if square > 0.0 {
            self.add(way, square, mass);
        }
    }

    fn add(&mut self, way: Point, square: f64, mass: f64) {
        // The bound keeps the quotient finite.
        let strength = mass / square.max(CLOSEST);
        self.force[0] += strength * way[0];
        self.force[1] += strength * way[1];
        self.stiffness += strength;
    }
}

impl Quadtree {
    /// O(n log n).
    pub(super) fn new(places: &[Point], masses: &[f64]) -> Self {
        let (corner, side) = square_around(places);
        let scale = f64::from(u32::MAX) / side;
        let code = |p: &Point| {
            interleave(((p[0] - corner[0]) * scale) as u32)
                | interleave(((p[1] - corner[1]) * scale) as u32) << 1
        };
        let mut keys: Vec<(u64, u32)> = places.iter().zip(0..).map(|(p, v)| (code(p), v)).collect();
        keys.par_sort_unstable();
        let order: Vec<u32> = keys.iter().map(|&(_, v)| v).collect();
        let mut tree = Self {
            cells: Vec::with_capacity(keys.len()),
            places: order.iter().map(|&v| places[v as usize]).collect(),
            masses: order.iter().map(|&v| masses[v as usize]).collect(),
            order,
        };
        tree.grow(&keys, 0, 64, side);
        tree
    }

    /// The cell of the bodies from `first` on, whose keys agree above the lowest `bits`.
    fn grow(&mut self, keys: &[(u64, u32)], first: usize, bits: u32, side: f64) -> (Point, f64) {
        let (mut bits, mut side) = (bits, side);
        let (Some(low), Some(high)) = (keys.first(), keys.last()) else { return ([0.0; 2], 0.0) };
        // Cells with all their bodies in one quarter are passed over.
        while bits > 0 && low.0 >> (bits - 2) == high.0 >> (bits - 2) {
            bits -= 2;
            side /= 2.0;
        }
        let cell = self.cells.len();
        let span = first..first + keys.len();
        let leaf = keys.len() <= LEAF || bits == 0;
        let bodies = if leaf { (span.start as u32, span.end as u32) } else { (0, 0) };
        self.cells.push(Cell { centre: [0.0; 2], mass: 0.0, near: 0.0, next: 0, bodies });
        let (mut moment, mut mass) = ([0.0; 2], 0.0);
        let mut take = |centre: Point, part: f64| {
            moment[0] += centre[0] * part;
            moment[1] += centre[1] * part;
            mass += part;
        };
        if leaf {
            span.for_each(|body| take(self.places[body], self.masses[body]));
        } else {
            let mut rest = keys;
            for quarter in 0..4 {
                let here = rest.partition_point(|key| key.0 >> (bits - 2) & 3 <= quarter);
                let (inside, after) = rest.split_at(here);
                if !inside.is_empty() {
                    let start = first + keys.len() - rest.len();
                    let (centre, part) = self.grow(inside, start, bits - 2, side / 2.0);
                    take(centre, part);
                }
                rest = after;
            }
        }
        let centre = [moment[0] / mass, moment[1] / mass];
        let near = (side / OPENING).powi(2);
        let next = self.cells.len() as u32;
        self.cells[cell] = Cell { centre, mass, near, next, bodies };
        (centre, mass)
    }

    /// What the body at this place in the order feels from all others.
    pub(super) fn push(&self, body: usize) -> Push {
        let here = self.places[body];
        let mut push = Push::default();
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let way = [here[0] - cell.centre[0], here[1] - cell.centre[1]];
            let square = way[0] * way[0] + way[1] * way[1];
            let (start, end) = cell.bodies;
            if square > cell.near {
                push.add(way, square, cell.mass);
                at = cell.next as usize;
            } else if start < end {
                let span = start as usize..end as usize;
                for (&there, &mass) in self.places[span.clone()].iter().zip(&self.masses[span]) {
                    push.from(here, there, mass);
                }
                at = cell.next as usize;
            } else {
                at += 1;
            }
        }
        push
    }
}

/// The lower corner and the side of a square that holds all places; the side is positive.
fn square_around(places: &[Point]) -> (Point, f64) {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for p in places {
        for axis in 0..2 {
            low[axis] = low[axis].min(p[axis]);
            high[axis] = high[axis].max(p[axis]);
        }
    }
    let side = (high[0] - low[0]).max(high[1] - low[1]);
    (low, if side > 0.0 { side } else { 1.0 })
}

/// The bits of a number with a 0 between each two.
fn interleave(x: u32) -> u64 {
    let mut x = u64::from(x);
    x = (x | x << 16) & 0x0000_ffff_0000_ffff;
    x = (x | x << 8) & 0x00ff_00ff_00ff_00ff;
    x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    x = (x | x << 2) & 0x3333_3333_3333_3333;
    (x | x << 1) & 0x5555_5555_5555_5555
}
