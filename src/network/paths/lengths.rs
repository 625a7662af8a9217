//! The dependencies of one source where edges have lengths.

use crate::network::paths::betweenness::Dependencies;
use crate::network::paths::dijkstra::Dijkstra;
use crate::network::paths::routes::Routes;

/// Lengths of paths that differ by no more than this share of the longer are equal: sums of
/// the same lengths in other orders, or of 1/3 three times and 1, differ by rounding alone.
const TOLERANCE: f64 = 1e-11;

/// A search by Dijkstra's algorithm that then counts shortest paths.
pub(super) struct Lengths {
    search: Dijkstra,
    /// When the search was done with each node.
    rank: Vec<u32>,
    paths: Vec<Count>,
    dependency: Vec<f64>,
    /// The steps of shortest paths, by the rank of where they lead on from.
    steps: Vec<u32>,
    starts: Vec<usize>,
}

impl Dependencies for Lengths {
    fn new(routes: &Routes) -> Self {
        let n = routes.n();
        Self {
            search: Dijkstra::new(n),
            rank: vec![u32::MAX; n],
            paths: vec![Count::NONE; n],
            dependency: vec![0.0; n],
            steps: Vec::new(),
            starts: Vec::new(),
        }
    }

    fn visit(&mut self, routes: &Routes, source: u32, mut add: impl FnMut(u32, f64)) {
        self.search.search(routes, source);
        self.count(routes, source);
        for (place, &v) in self.search.order.iter().enumerate().rev() {
            let steps = &self.steps[self.starts[place]..self.starts[place + 1]];
            let own = self.paths[v as usize];
            let dependency = steps.iter().fold(0.0, |sum, &w| {
                sum + own.over(self.paths[w as usize]) * (1.0 + self.dependency[w as usize])
            });
            self.dependency[v as usize] = dependency;
            if dependency > 0.0 && place > 0 {
                add(v, dependency);
            }
        }
    }
}

impl Lengths {
    /// Find the steps that shortest paths take, in the order of distance, and count paths.
    fn count(&mut self, routes: &Routes, source: u32) {
        for (&v, rank) in self.search.order.iter().zip(0..) {
            self.rank[v as usize] = rank;
            self.paths[v as usize] = Count::NONE;
        }
        self.paths[source as usize] = Count::ONE;
        self.steps.clear();
        self.starts.clear();
        for &v in &self.search.order {
            self.starts.push(self.steps.len());
            for (w, length) in routes.ahead.measured(v) {
                if self.leads_on(v, w, length) {
                    self.steps.push(w);
                    let paths = self.paths[v as usize];
                    self.paths[w as usize].add(paths);
                }
            }
        }
        self.starts.push(self.steps.len());
    }

    /// Whether the step from `v` to `w` is the end of a shortest path to `w`. Only nodes that
    /// were done later can be led on to, so that no steps form a circle.
    fn leads_on(&self, v: u32, w: u32, length: f64) -> bool {
        let distance = self.search.distance[v as usize] + length;
        let best = self.search.distance[w as usize];
        distance <= best * (1.0 + TOLERANCE)
            && distance.is_finite()
            && self.rank[v as usize] < self.rank[w as usize]
            && self.search.zeros[v as usize] + u32::from(length == 0.0)
                == self.search.zeros[w as usize]
    }
}

/// A number of paths, `value` * 2^(512 `scale`): it may be more than a float can hold.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Count {
    value: f64,
    scale: u32,
}

/// 2^512.
const UNIT: f64 = f64::from_bits((1023 + 512) << 52);

impl Count {
    const NONE: Self = Self { value: 0.0, scale: 0 };
    const ONE: Self = Self { value: 1.0, scale: 0 };

    fn add(&mut self, other: Self) {
        let scale = self.scale.max(other.scale);
        *self = Self { value: self.at(scale) + other.at(scale), scale };
        if self.value >= UNIT {
            *self = Self { value: self.value / UNIT, scale: self.scale + 1 };
        }
    }

    /// The value on a larger scale.
    fn at(self, scale: u32) -> f64 {
        match scale - self.scale {
            0 => self.value,
            1 => self.value / UNIT,
            _ => 0.0,
        }
    }

    /// This share of a number that is no smaller.
    fn over(self, whole: Self) -> f64 {
        self.at(whole.scale.max(self.scale)) / whole.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_beyond_floats() {
        let mut count = Count::ONE;
        for _ in 0..2000 {
            let same = count;
            count.add(same);
            assert!((same.over(count) - 0.5).abs() < 1e-15);
        }
        let mut sum = Count::ONE;
        sum.add(count);
        assert_eq!(sum, count);
        assert_eq!(Count::ONE.over(count).to_bits(), 0.0_f64.to_bits());
    }
}
