//! One connected network from a tangle to a picture, from its outline to its details.

use super::LayoutOptions;
use super::coarsen::coarsen;
use super::relax::{energy, relax};
use super::springs::{Point, Springs};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// So few nodes are laid out from random places, with no outline before.
const OUTLINE: usize = 6;

/// How many random starts the outline has; the best is kept.
const STARTS: usize = 8;

/// A network and, from fine to coarse, its outlines, each with the cluster of every node of
/// the one before.
pub(super) struct Outlines {
    levels: Vec<Springs>,
    clusters: Vec<Vec<u32>>,
}

impl Outlines {
    pub(super) fn of(springs: Springs, stream: &mut Stream) -> Self {
        let mut outlines = Self { levels: vec![springs], clusters: Vec::new() };
        while let Some(finest) = outlines.levels.last().filter(|level| level.n() > OUTLINE) {
            let (coarse, cluster) = coarsen(finest, stream);
            outlines.levels.push(coarse);
            outlines.clusters.push(cluster);
        }
        outlines
    }

    /// How many nodes are moved in all.
    pub(super) fn work(&self, options: &LayoutOptions) -> u64 {
        let finest = self.levels[0].n();
        let moved = |level: &Springs| level.n() * rounds(level.n(), finest, options);
        let starts = self.levels.last().map_or(0, |level| (starts(level.n()) - 1) * moved(level));
        (self.levels.iter().map(moved).sum::<usize>() + starts) as u64
    }

    /// Lay out the coarsest level, then let each finer one start from the places of the last.
    pub(super) fn places(
        &self,
        options: &LayoutOptions,
        stream: &mut Stream,
        interrupt: &Interrupt,
    ) -> Result<Vec<Point>> {
        let finest = self.levels[0].n();
        let coarsest = self.levels.len() - 1;
        let outline = &self.levels[coarsest];
        let most = rounds(outline.n(), finest, options);
        let mut places = start(outline, most, options, stream, interrupt)?;
        for level in (0..coarsest).rev() {
            let springs = &self.levels[level];
            places = spread(&places, &self.clusters[level], stream);
            relax(springs, &mut places, rounds(springs.n(), finest, options), options, interrupt)?;
        }
        Ok(places)
    }
}

/// Small levels get more rounds: they cost little and settle the shape of the whole.
fn rounds(n: usize, finest: usize, options: &LayoutOptions) -> usize {
    let times = (finest as f64 / n as f64).sqrt().clamp(1.0, 4.0);
    (options.iterations as f64 * times) as usize
}

fn starts(n: usize) -> usize {
    if n > 4 { STARTS } else { 1 }
}

/// The best of some layouts from random places.
fn start(
    springs: &Springs,
    rounds: usize,
    options: &LayoutOptions,
    stream: &mut Stream,
    interrupt: &Interrupt,
) -> Result<Vec<Point>> {
    // About as wide as the layout will be.
    let side = springs.masses.iter().fold(0.0, |sum, mass| sum + mass).sqrt();
    let mut best = (Vec::new(), f64::INFINITY);
    for _ in 0..starts(springs.n()) {
        let mut places: Vec<Point> =
            springs.masses.iter().map(|_| near([0.0; 2], side, stream)).collect();
        relax(springs, &mut places, rounds, options, interrupt)?;
        let energy = energy(springs, &places, options);
        if best.0.is_empty() || energy < best.1 {
            best = (places, energy);
        }
    }
    Ok(best.0)
}

/// Each node somewhere near its cluster, about as far as clusters are apart.
fn spread(clusters: &[Point], cluster_of: &[u32], stream: &mut Stream) -> Vec<Point> {
    let squares = clusters.iter().fold(0.0, |sum, p| sum + p[0] * p[0] + p[1] * p[1]);
    let apart = squares.sqrt() / clusters.len() as f64;
    cluster_of.iter().map(|&c| near(clusters[c as usize], apart, stream)).collect()
}

/// A random point in a square around this one.
fn near(centre: Point, side: f64, stream: &mut Stream) -> Point {
    centre.map(|x| x + (stream.unit() - 0.5) * side)
}
