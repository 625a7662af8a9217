//! The dependencies of one source where every edge is one step.

use std::ops::Range;

use crate::network::paths::betweenness::Dependencies;
use crate::network::paths::routes::Routes;

// What a search knows of a node. The order matters: a step from the present level leads on if
// it leads to `NEXT` or beyond.
const PAST: u8 = 0;
const HERE: u8 = 1;
const NEXT: u8 = 2;
const UNSEEN: u8 = 3;

/// Numbers of paths are scaled down when one of them is above this (2^800).
const MANY: f64 = f64::from_bits((1023 + 800) << 52);

/// A breadth-first search that counts shortest paths.
///
/// It writes down each step of a shortest path once, with the node that it leads on from if
/// the level was pushed, with the node that it arrives at if the next was pulled; on the way
/// back it reads what it wrote, and looks at no other arc again.
pub(super) struct Hops {
    state: Vec<u8>,
    /// The number of shortest paths to each node, and on the way back, once a node is done,
    /// (1 + its dependency) over that number.
    value: Vec<f64>,
    /// What successors have passed to a node, where they push it.
    passed: Vec<f64>,
    /// Nodes in the order they were found, of which `found` count.
    order: Vec<u32>,
    found: usize,
    /// The steps, of which `taken` count.
    steps: Vec<u32>,
    taken: usize,
    /// Where the steps of each node begin that has some written down.
    starts: Vec<usize>,
    levels: Vec<Level>,
}

/// The nodes at one distance, and the steps from them to the next.
struct Level {
    nodes: Range<usize>,
    /// The places in `starts` of those who wrote the steps down.
    writers: Range<usize>,
    pulled: bool,
    /// Whether its numbers of paths are on a smaller scale than those of the level before.
    scaled: bool,
}

impl Dependencies for Hops {
    fn new(routes: &Routes) -> Self {
        let n = routes.n();
        Self {
            state: vec![UNSEEN; n],
            value: vec![0.0; n],
            passed: vec![0.0; n],
            // One more than there can be: a candidate is written before it is accepted.
            order: vec![0; n + 1],
            found: 0,
            steps: vec![0; routes.ahead.total() + 1],
            taken: 0,
            starts: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn visit(&mut self, routes: &Routes, source: u32, mut add: impl FnMut(u32, f64)) {
        self.forward(routes, source);
        self.backward(&mut add);
        for &v in &self.order[..self.found] {
            self.state[v as usize] = UNSEEN;
            self.value[v as usize] = 0.0;
        }
    }
}

impl Hops {
    fn forward(&mut self, routes: &Routes, source: u32) {
        self.levels.clear();
        self.starts.clear();
        self.taken = 0;
        self.order[0] = source;
        self.found = 1;
        self.value[source as usize] = 1.0;
        let mut nodes = 0..1;
        // The arcs that lead to nodes not found yet.
        let mut open = routes.back().total();
        while !nodes.is_empty() {
            let (leaving, arriving, most) = self.arrive(routes, nodes.clone());
            open -= arriving;
            let scaled = most > MANY;
            if scaled {
                self.scale_down(nodes.clone());
            }
            let pulled = leaving > open + routes.reachable / 8;
            let first = self.starts.len();
            if pulled {
                self.pull(routes);
            } else {
                self.push(routes, nodes.clone());
            }
            self.order[nodes.clone()].iter().for_each(|&v| self.state[v as usize] = PAST);
            let next = nodes.end..self.found;
            self.levels.push(Level { nodes, writers: first..self.starts.len(), pulled, scaled });
            nodes = next;
        }
        self.starts.push(self.taken);
    }

    /// Make these nodes the present level; how many arcs leave them, how many lead to them, and
    /// the most paths that lead to one.
    fn arrive(&mut self, routes: &Routes, nodes: Range<usize>) -> (usize, usize, f64) {
        let (mut leaving, mut arriving, mut most) = (0, 0, 0.0_f64);
        for &v in &self.order[nodes] {
            self.state[v as usize] = HERE;
            leaving += routes.ahead.count(v);
            arriving += routes.back().count(v);
            most = most.max(self.value[v as usize]);
        }
        (leaving, arriving, most)
    }

    /// Divide by `MANY`, so that the next levels have room.
    fn scale_down(&mut self, nodes: Range<usize>) {
        for &v in &self.order[nodes] {
            let value = &mut self.value[v as usize];
            *value = (*value / MANY).max(f64::MIN_POSITIVE);
        }
    }

    /// Go on from each node of the level.
    fn push(&mut self, routes: &Routes, nodes: Range<usize>) {
        let (mut found, mut taken) = (self.found, self.taken);
        for place in nodes {
            let v = self.order[place];
            let first = taken;
            self.starts.push(first);
            // No branches: what is written too early is written over.
            for &w in routes.ahead.of(v) {
                let state = &mut self.state[w as usize];
                self.order[found] = w;
                found += usize::from(*state == UNSEEN);
                self.steps[taken] = w;
                taken += usize::from(*state >= NEXT);
                *state = NEXT.min(*state);
            }
            let paths = self.value[v as usize];
            self.steps[first..taken].iter().for_each(|&w| self.value[w as usize] += paths);
        }
        (self.found, self.taken) = (found, taken);
    }

    /// Ask each node not found yet who of the level leads to it.
    fn pull(&mut self, routes: &Routes) {
        let mut taken = self.taken;
        for w in 0..routes.reachable {
            if self.state[w] != UNSEEN {
                continue;
            }
            let first = taken;
            for &u in routes.back().of(w as u32) {
                self.steps[taken] = u;
                taken += usize::from(self.state[u as usize] == HERE);
            }
            if taken > first {
                self.starts.push(first);
                self.state[w] = NEXT;
                self.order[self.found] = w as u32;
                self.found += 1;
                let steps = &self.steps[first..taken];
                self.value[w] = steps.iter().fold(0.0, |sum, &u| sum + self.value[u as usize]);
            }
        }
        self.taken = taken;
    }

    /// From the farthest level to the source, passing dependencies down.
    fn backward(&mut self, add: &mut impl FnMut(u32, f64)) {
        for level in self.levels.iter().rev() {
            let writers = level.writers.clone();
            if level.pulled {
                let later = &self.order[level.nodes.end..];
                for (writer, &w) in writers.zip(later) {
                    let gift = self.value[w as usize];
                    for &u in &self.steps[self.starts[writer]..self.starts[writer + 1]] {
                        self.passed[u as usize] += gift;
                    }
                }
            } else {
                let nodes = &self.order[level.nodes.clone()];
                for (writer, &v) in writers.zip(nodes) {
                    let steps = &self.steps[self.starts[writer]..self.starts[writer + 1]];
                    self.passed[v as usize] =
                        steps.iter().fold(0.0, |sum, &w| sum + self.value[w as usize]);
                }
            }
            // What the level before counts as one path counts less here.
            let unit = if level.scaled { MANY } else { 1.0 };
            for place in level.nodes.clone() {
                let v = self.order[place];
                let passed = std::mem::take(&mut self.passed[v as usize]);
                let paths = self.value[v as usize];
                self.value[v as usize] = (1.0 / paths + passed) / unit;
                if passed > 0.0 && place > 0 {
                    add(v, paths * passed);
                }
            }
        }
    }
}
