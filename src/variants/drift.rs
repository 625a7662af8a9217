//! How far a text has come from the first of its family, step by step.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::copies::{Copies, Depths};
use super::operations::Draws;
use super::shuffles::Shuffles;
use crate::content::tokens;
use crate::corpus::NONE;
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_many, bootstrap_row};
use crate::run::Interrupt;

/// A copy, and how far it is from the root.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Its family.
    pub family: u32,
    /// Steps from the beginning, 1 and more.
    pub depth: u32,
    /// 1 - Jaccard similarity of its tokens and the root's.
    pub distance: f64,
}

/// The mean distance at one depth.
#[derive(Debug, Clone)]
pub struct Step {
    /// Steps from the beginning; of the last row the fewest.
    pub depth: u32,
    /// Whether deeper copies stand in this row, too.
    pub deeper: bool,
    /// Copies.
    pub copies: u64,
    /// Families that they are of.
    pub families: u64,
    /// Their mean distance to the root.
    pub distance: Estimate,
    /// The same where times are shuffled: mean and interval of the draws.
    pub null: Estimate,
}

/// How much distance a step adds.
#[derive(Debug, Clone, Copy)]
pub struct Slope {
    /// Of least squares over copies; NaN where all have one depth.
    pub slope: Estimate,
    /// The distance that the line gives at depth 0.
    pub intercept: f64,
    /// Copies.
    pub copies: u64,
    /// Families that they are of.
    pub families: u64,
    /// The mean slope where times are shuffled; NaN without draws.
    pub null_mean: f64,
    /// Its standard deviation.
    pub null_sd: f64,
    /// (1 + draws at least as far from their mean) / (1 + draws).
    pub p: f64,
    /// Draws in which the slope is defined.
    pub draws: u64,
}

/// The curve and its slope.
#[derive(Debug, Clone)]
pub struct Drift {
    /// One row a depth, those without copies left out.
    pub steps: Vec<Step>,
    /// Of all copies.
    pub slope: Slope,
}

/// The set of tokens of a text, as numbers of a book.
pub(super) fn token_set<'a>(
    text: &'a str,
    book: &mut HashMap<&'a str, u32, FixedState>,
) -> Vec<u32> {
    let mut set: Vec<u32> = tokens(text)
        .into_iter()
        .map(|token| {
            let next = book.len() as u32;
            *book.entry(token.text).or_insert(next)
        })
        .collect();
    set.sort_unstable();
    set.dedup();
    set
}

/// 1 - Jaccard similarity of two sets; 0 of two that are empty.
pub(super) fn apart(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let all = a.len() + b.len() - common;
    if all == 0 { 0.0 } else { 1.0 - common as f64 / all as f64 }
}

/// How far each copy is from its family's root. The depth is that of the lineage, or the one that
/// is given, one a text: posts with [`NONE`] or 0 are left out. Linear in the texts.
pub fn points(copies: &Copies, depth: Option<&[u32]>, interrupt: &Interrupt) -> Result<Vec<Point>> {
    let mut points = Vec::new();
    for members in copies.by_family() {
        interrupt.check()?;
        let root = copies.root(members[0]);
        let mut book = HashMap::default();
        let first = token_set(copies.text(root), &mut book);
        let mut known: HashMap<&str, f64, FixedState> = HashMap::default();
        for &post in members {
            let depth = match depth {
                None if copies.parent(post) == NONE => continue,
                None => copies.lineage.depth[post as usize],
                Some(depth) => depth[post as usize],
            };
            if depth == NONE || depth == 0 || post == root {
                continue;
            }
            let text = copies.text(post);
            let distance =
                *known.entry(text).or_insert_with(|| apart(&first, &token_set(text, &mut book)));
            points.push(Point { family: copies.family(post), depth, distance });
        }
    }
    Ok(points)
}

/// Sums over copies: number, depth, distance, and their products.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    pub n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl Sums {
    pub fn add(&mut self, depth: u32, distance: f64) {
        let x = f64::from(depth);
        self.n += 1.0;
        self.x += x;
        self.y += distance;
        self.xx += x * x;
        self.xy += x * distance;
    }

    pub fn add_times(&mut self, other: &Self, weight: f64) {
        self.n += weight * other.n;
        self.x += weight * other.x;
        self.y += weight * other.y;
        self.xx += weight * other.xx;
        self.xy += weight * other.xy;
    }

    /// Of the line of least squares; NaN where all depths are the same.
    pub fn slope(&self) -> f64 {
        let spread = self.n * self.xx - self.x * self.x;
        if spread > 0.0 { (self.n * self.xy - self.x * self.y) / spread } else { f64::NAN }
    }

    fn intercept(&self) -> f64 {
        (self.y - self.slope() * self.x) / self.n
    }
}

/// How far texts drift from the root of their family, step by step.
///
/// Slope: least squares of distance on depth over all copies. Intervals: bootstrap of families.
/// With `null`, times are shuffled within each family, the lineage is rebuilt by the same rule, and
/// distance and depth are measured anew: a lineage's depth depends on distance, so even texts
/// without any order give a slope. `depths` rows, and one for what is deeper.
///
/// Linear in the texts, then `O(draws × members)`, and for families of more than one text times
/// the pairs of their texts that are nearly the same.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn drift(
    copies: &Copies,
    depth: Option<&[u32]>,
    depths: usize,
    draws: Draws,
    null: Option<Draws>,
    interrupt: &Interrupt,
) -> Result<Drift> {
    let depths = Depths(depths);
    let points = points(copies, depth, interrupt)?;
    let families: Vec<&[Point]> = points.chunk_by(|a, b| a.family == b.family).collect();
    let shuffled = match null {
        Some(null) => Shuffles::new(copies, interrupt)?.draw(depths, null, interrupt)?,
        None => Vec::new(),
    };
    Ok(Drift {
        steps: steps(&families, depths, draws, &shuffled, interrupt)?,
        slope: slope(&families, draws, &shuffled, interrupt)?,
    })
}

/// One draw of the null: the slope, and the mean distance of each row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shuffled {
    pub slope: f64,
    pub means: Vec<f64>,
}

fn slope(
    families: &[&[Point]],
    draws: Draws,
    shuffled: &[Shuffled],
    interrupt: &Interrupt,
) -> Result<Slope> {
    let each: Vec<Sums> = families
        .iter()
        .map(|points| {
            let mut sums = Sums::default();
            points.iter().for_each(|point| sums.add(point.depth, point.distance));
            sums
        })
        .collect();
    let mut all = Sums::default();
    each.iter().for_each(|sums| all.add_times(sums, 1.0));
    let [interval] = bootstrap_many(each.len(), draws.draws, draws.seed, interrupt, |weights| {
        let mut sums = Sums::default();
        for (family, &weight) in each.iter().zip(weights) {
            sums.add_times(family, f64::from(weight));
        }
        [sums.slope()]
    })?;
    let value = all.slope();
    let null: Vec<f64> =
        shuffled.iter().map(|draw| draw.slope).filter(|slope| !slope.is_nan()).collect();
    let n = null.len() as f64;
    let mean = null.iter().sum::<f64>() / n;
    let squares = null.iter().map(|slope| (slope - mean).powi(2)).sum::<f64>();
    let variance = if null.len() > 1 { squares / (n - 1.0) } else { f64::NAN };
    // A hair of tolerance: sums in another order are no farther.
    let far = (value - mean).abs() - 1e-12;
    let farther = null.iter().filter(|&&slope| (slope - mean).abs() >= far).count() as f64;
    let p = if null.is_empty() || value.is_nan() { f64::NAN } else { (1.0 + farther) / (1.0 + n) };
    Ok(Slope {
        slope: Estimate { value, interval },
        intercept: all.intercept(),
        copies: all.n as u64,
        families: each.len() as u64,
        null_mean: mean,
        null_sd: variance.sqrt(),
        p,
        draws: null.len() as u64,
    })
}

fn steps(
    families: &[&[Point]],
    depths: Depths,
    draws: Draws,
    shuffled: &[Shuffled],
    interrupt: &Interrupt,
) -> Result<Vec<Step>> {
    // For each family the rows that it has: number of copies and sum of distances.
    let each: Vec<Vec<(usize, f64, f64)>> = families
        .iter()
        .map(|points| {
            let mut rows = vec![(0.0, 0.0); depths.rows()];
            for point in *points {
                let row = &mut rows[depths.row(point.depth)];
                *row = (row.0 + 1.0, row.1 + point.distance);
            }
            let there = rows.into_iter().enumerate().filter(|(_, row)| row.0 > 0.0);
            there.map(|(at, (n, sum))| (at, n, sum)).collect()
        })
        .collect();
    let means = |weight: &dyn Fn(usize) -> f64, out: &mut [f64]| {
        let mut counts = vec![0.0; out.len()];
        out.fill(0.0);
        for (family, rows) in each.iter().enumerate() {
            let weight = weight(family);
            for &(row, n, sum) in rows {
                counts[row] += weight * n;
                out[row] += weight * sum;
            }
        }
        out.iter_mut().zip(&counts).for_each(|(sum, count)| *sum /= count);
    };
    let mut values = vec![0.0; depths.rows()];
    means(&|_| 1.0, &mut values);
    let intervals = bootstrap_row(
        each.len(),
        depths.rows(),
        draws.draws,
        draws.seed,
        interrupt,
        |weights, out| means(&|family| f64::from(weights[family]), out),
    )?;
    let mut found = Vec::new();
    for (row, value) in values.into_iter().enumerate() {
        let there = || each.iter().flatten().filter(|it| it.0 == row);
        let families = there().count();
        if families == 0 {
            continue;
        }
        let draws: Vec<f64> =
            shuffled.iter().map(|draw| draw.means[row]).filter(|mean| !mean.is_nan()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let interval = if families < 2 { Interval::NONE } else { intervals[row] };
        found.push(Step {
            depth: row as u32 + 1,
            deeper: row == depths.0,
            copies: there().map(|it| it.1).sum::<f64>() as u64,
            families: families as u64,
            distance: Estimate { value, interval },
            null: Estimate { value: mean, interval: Interval::of(draws.into_iter()) },
        });
    }
    Ok(found)
}
