//! Putting parts beside each other: the largest in the middle, the others around it, and
//! single nodes in rows below.
//!
//! Each part covers the cells of a grid that its convex hull touches, as no edge leaves that;
//! it goes to the free cells nearest to the middle (after Freivalds, Dogrusoz & Kikusts 2002,
//! *Graph Drawing*, 378).

use std::collections::BTreeMap;

use super::frame::bounds;
use super::springs::Point;
use crate::error::Result;
use crate::run::Interrupt;

/// How much wider than high the picture may grow.
const ASPECT: f64 = 4.0 / 3.0;

/// How far apart single nodes stand in their rows.
const PITCH: f64 = 0.8;

/// Move the parts so that no two overlap; the first goes to the middle.
///
/// Points should stand about a unit apart. Parts are taken in the order given, from the
/// largest down. O(n log n) for the hulls, and for the search about the cells tried, which for
/// equal boxes go on from where the last one was put.
pub(super) fn pack(parts: &mut [Vec<Point>], interrupt: &Interrupt) -> Result<()> {
    let several = parts.partition_point(|part| part.len() > 1);
    let (tied, single) = parts.split_at_mut(several);
    let covers: Vec<Cover> = tied.iter().map(|points| Cover::of(points)).collect();
    let cells: usize = covers.iter().map(Cover::cells).sum();
    let reach = covers.iter().map(Cover::reach).max().unwrap_or(0);
    let mut ground = Ground::new((cells as f64 / 2.0).sqrt() as i32 + reach + 2);
    for (part, cover) in tied.iter_mut().zip(&covers) {
        interrupt.check()?;
        let [x, y] = ground.put(cover);
        let by = [f64::from(x) - cover.middle[0], f64::from(y) - cover.middle[1]];
        for p in part.iter_mut() {
            *p = [p[0] + by[0], p[1] + by[1]];
        }
    }
    line_up(tied, single);
    Ok(())
}

/// Put single nodes in rows below all others, as wide as those.
fn line_up(tied: &[Vec<Point>], single: &mut [Vec<Point>]) {
    let (low, high) = bounds(tied.iter().flatten());
    let alone = low[0] > high[0];
    let (left, right, bottom) = if alone { (0.0, 0.0, 0.0) } else { (low[0], high[0], low[1]) };
    let square = (single.len() as f64 * ASPECT).sqrt();
    let fitting = ((right - left) / PITCH).floor() + 1.0;
    // A few ties among many single nodes shall not make a tower of them.
    let columns = fitting.max(square.ceil()).min(single.len() as f64);
    let start = f64::midpoint(left, right) - (columns - 1.0) * PITCH / 2.0;
    let top = bottom - 2.0 * PITCH;
    for (place, part) in single.iter_mut().enumerate() {
        let (row, column) = (place / columns as usize, place % columns as usize);
        part.fill([start + column as f64 * PITCH, top - row as f64 * PITCH]);
    }
}

/// The cells that a part covers, seen from the middle of its box.
struct Cover {
    middle: Point,
    /// Row, first and last cell; the middle rows first, as they most often meet another part.
    rows: Vec<[i32; 3]>,
    /// Width and height.
    size: [i32; 2],
}

impl Cover {
    fn of(points: &[Point]) -> Self {
        let (low, high) = bounds(points);
        let middle = [0, 1].map(|axis| f64::midpoint(low[axis], high[axis]));
        // Larger parts have more room around them.
        let margin = 0.2 + 0.15 * (points.len() as f64).ln();
        let cell = |x: f64| (x + 0.5).floor() as i32;
        let hull = hull(points);
        let half = (high[1] - low[1]) / 2.0 + margin;
        let mut rows: Vec<[i32; 3]> = (cell(-half)..=cell(half))
            .map(|row| {
                let floor = middle[1] + f64::from(row) - 0.5 - margin;
                let [left, right] = span(&hull, floor, floor + 1.0 + 2.0 * margin);
                [row, cell(left - middle[0] - margin), cell(right - middle[0] + margin)]
            })
            .collect();
        let first = rows.iter().map(|row| row[1]).min().unwrap_or(0);
        let last = rows.iter().map(|row| row[2]).max().unwrap_or(0);
        let size = [last - first + 1, rows.len() as i32];
        rows.sort_by_key(|row| row[0].abs());
        Self { middle, rows, size }
    }

    fn cells(&self) -> usize {
        self.rows.iter().map(|[_, first, last]| (last - first + 1) as usize).sum()
    }

    /// The farthest that it goes from its middle.
    fn reach(&self) -> i32 {
        self.size[0].max(self.size[1]) / 2 + 1
    }
}

/// The corners of the convex hull of some points, anticlockwise (Andrew 1979, *Information
/// Processing Letters* 9:216).
fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable_by(|p, q| p[0].total_cmp(&q[0]).then(p[1].total_cmp(&q[1])));
    let mut corners = half_hull(sorted.iter());
    let upper = half_hull(sorted.iter().rev());
    corners.extend(upper.iter().skip(1));
    corners
}

/// The corners on one side.
fn half_hull<'a>(points: impl Iterator<Item = &'a Point>) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for &p in points {
        while let [.., a, b] = corners[..]
            && (b[0] - a[0]) * (p[1] - a[1]) <= (b[1] - a[1]) * (p[0] - a[0])
        {
            corners.pop();
        }
        corners.push(p);
    }
    corners
}

/// How far left and right the outline goes between two heights.
fn span(outline: &[Point], low: f64, high: f64) -> Point {
    let mut span = [f64::INFINITY, f64::NEG_INFINITY];
    for (i, a) in outline.iter().enumerate() {
        let b = outline[(i + 1) % outline.len()];
        for y in [a[1].clamp(low, high), b[1].clamp(low, high)] {
            if y < a[1].min(b[1]) || y > a[1].max(b[1]) {
                continue;
            }
            let along = (y - a[1]) / (b[1] - a[1]);
            let x = if along.is_finite() { a[0] + along * (b[0] - a[0]) } else { a[0] };
            span = [span[0].min(x), span[1].max(x)];
        }
    }
    span
}

/// A square of cells around the middle, some of them taken.
struct Ground {
    half: i32,
    taken: Vec<bool>,
    /// All cells, the nearest to the middle first.
    order: Vec<[i32; 2]>,
    /// How many of those are known to have no room for a box of this size.
    tried: BTreeMap<[i32; 2], usize>,
}

impl Ground {
    fn new(half: i32) -> Self {
        let side = 2 * half as usize + 1;
        let mut order: Vec<[i32; 2]> =
            (-half..=half).flat_map(|y| (-half..=half).map(move |x| [x, y])).collect();
        let far = |&[x, y]: &[i32; 2]| {
            let (x, y) = (f64::from(x) / ASPECT, f64::from(y));
            x * x + y * y
        };
        order.sort_by(|p, q| far(p).total_cmp(&far(q)));
        Self { half, taken: vec![false; side * side], order, tried: BTreeMap::new() }
    }

    /// Take the free cells for a part that are nearest to the middle; say where they are.
    fn put(&mut self, cover: &Cover) -> [i32; 2] {
        let tried = self.tried.get(&cover.size).copied().unwrap_or(0);
        let place = (tried..self.order.len()).find(|&place| self.is_free(cover, self.order[place]));
        let Some(place) = place else {
            self.grow();
            return self.put(cover);
        };
        self.tried.insert(cover.size, place);
        let at = self.order[place];
        for &row in &cover.rows {
            let cells = self.cells(row, at).expect("free cells are on the ground");
            self.taken[cells].fill(true);
        }
        at
    }

    fn is_free(&self, cover: &Cover, at: [i32; 2]) -> bool {
        let free = |cells: std::ops::Range<usize>| !self.taken[cells].contains(&true);
        cover.rows.iter().all(|&row| self.cells(row, at).is_some_and(free))
    }

    /// The cells of a row of a part that is put here, if they are on the ground.
    fn cells(&self, [row, first, last]: [i32; 3], at: [i32; 2]) -> Option<std::ops::Range<usize>> {
        let (y, left, right) = (row + at[1], first + at[0], last + at[0]);
        let side = 2 * self.half as usize + 1;
        let inside = y.abs() <= self.half && left >= -self.half && right <= self.half;
        let start = |x: i32| (y + self.half) as usize * side + (x + self.half) as usize;
        inside.then(|| start(left)..start(right) + 1)
    }

    /// Twice the ground in each direction, with the same cells taken.
    fn grow(&mut self) {
        let mut larger = Self::new(2 * self.half);
        for y in -self.half..=self.half {
            let row = [y, -self.half, self.half];
            if let (Some(from), Some(to)) = (self.cells(row, [0; 2]), larger.cells(row, [0; 2])) {
                larger.taken[to].copy_from_slice(&self.taken[from]);
            }
        }
        *self = larger;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packed(mut parts: Vec<Vec<Point>>) -> Vec<Vec<Point>> {
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        pack(&mut parts, &Interrupt::new()).expect("not stopped");
        parts
    }

    #[test]
    fn single_points_stand_in_rows_below_the_others() {
        let single = packed(vec![vec![[7.0, 7.0]]; 12]);
        let xs: Vec<i64> =
            single.iter().map(|part| (part[0][0] / PITCH * 2.0).round() as i64).collect();
        assert_eq!(xs, [-3, -1, 1, 3, -3, -1, 1, 3, -3, -1, 1, 3]);
        let parts = packed(vec![vec![[0.0, 0.0], [4.0, 0.0]], vec![[9.0, 9.0]], vec![[9.0, 9.0]]]);
        assert_eq!(parts[0], [[-2.0, 0.0], [2.0, 0.0]]);
        assert_eq!(parts[1..].concat(), [[-0.4, -1.6], [0.4, -1.6]]);
    }

    #[test]
    fn a_full_ground_grows() {
        let mut ground = Ground::new(1);
        let cover = Cover::of(&[[0.0, 0.0]]);
        let places: std::collections::BTreeSet<_> = (0..30).map(|_| ground.put(&cover)).collect();
        assert_eq!(places.len(), 30);
    }

    fn part() -> impl Strategy<Value = Vec<Point>> {
        prop::collection::vec([-6.0..6.0, -3.0..3.0], 1..12)
    }

    /// The reference: two convex hulls are apart if a side of one of them parts them.
    fn gap(a: &[Point], b: &[Point]) -> f64 {
        let turns = (0..360).map(|degree| f64::from(degree).to_radians());
        let beyond = |turn: f64| {
            let along = |p: &Point| p[0] * turn.cos() + p[1] * turn.sin();
            let far = a.iter().map(along).fold(f64::NEG_INFINITY, f64::max);
            b.iter().map(along).fold(f64::INFINITY, f64::min) - far
        };
        turns.map(beyond).fold(f64::NEG_INFINITY, f64::max)
    }

    proptest! {
        #[test]
        fn no_part_overlaps_another(parts in prop::collection::vec(part(), 0..9)) {
            let parts = packed(parts);
            for (i, a) in parts.iter().enumerate() {
                for b in &parts[..i] {
                    prop_assert!(gap(a, b) > 0.3, "{}", gap(a, b));
                }
            }
        }

        #[test]
        fn the_hull_holds_all_points(points in part()) {
            let hull = hull(&points);
            for p in &points {
                let [left, right] = span(&hull, p[1], p[1]);
                prop_assert!(left - 1e-9 <= p[0] && p[0] <= right + 1e-9);
            }
        }
    }
}
