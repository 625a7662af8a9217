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
    /// The nodes that the last pull did not find.
    unseen: Vec<u32>,
    /// Whether there was a pull.
    listed: bool,
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
            unseen: Vec::new(),
            listed: false,
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
        self.unseen.clear();
        self.listed = false;
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
            let pulled = leaving > open / 2 + routes.reachable / 8;
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
        let (state, value) = (&mut self.state[..], &mut self.value[..]);
        let (order, steps) = (&mut self.order[..], &mut self.steps[..]);
        let (mut found, mut taken) = (self.found, self.taken);
        for place in nodes {
            let v = order[place];
            let first = taken;
            self.starts.push(first);
            let paths = value[v as usize];
            // No branches: what is written too early is written over.
            for &w in routes.ahead.of(v) {
                let known = &mut state[w as usize];
                order[found] = w;
                found += usize::from(*known == UNSEEN);
                steps[taken] = w;
                taken += usize::from(*known >= NEXT);
                *known = NEXT.min(*known);
            }
            steps[first..taken].iter().for_each(|&w| value[w as usize] += paths);
        }
        (self.found, self.taken) = (found, taken);
    }

    /// Ask each node not found yet who of the level leads to it.
    fn pull(&mut self, routes: &Routes) {
        self.list_unseen(routes.reachable);
        let (state, value) = (&mut self.state[..], &mut self.value[..]);
        let (order, steps) = (&mut self.order[..], &mut self.steps[..]);
        let (mut found, mut taken, mut left) = (self.found, self.taken, 0);
        for place in 0..self.unseen.len() {
            let w = self.unseen[place];
            let first = taken;
            for &u in routes.back().of(w) {
                steps[taken] = u;
                taken += usize::from(state[u as usize] == HERE);
            }
            self.unseen[left] = w;
            left += usize::from(taken == first);
            if taken > first {
                self.starts.push(first);
                state[w as usize] = NEXT;
                order[found] = w;
                found += 1;
                let steps = &steps[first..taken];
                value[w as usize] = steps.iter().fold(0.0, |sum, &u| sum + value[u as usize]);
            }
        }
        self.unseen.truncate(left);
        (self.found, self.taken) = (found, taken);
    }

    /// Bring the list of nodes not found yet up to date: from all that can be, or from those
    /// that the last pull left, some of which a push may have found since.
    fn list_unseen(&mut self, reachable: usize) {
        if !self.listed {
            self.listed = true;
            self.unseen.extend(0..reachable as u32);
        }
        let mut left = 0;
        for place in 0..self.unseen.len() {
            let w = self.unseen[place];
            self.unseen[left] = w;
            left += usize::from(self.state[w as usize] == UNSEEN);
        }
        self.unseen.truncate(left);
    }

    /// From the farthest level to the source, passing dependencies down.
    fn backward(&mut self, add: &mut impl FnMut(u32, f64)) {
        let (value, passed) = (&mut self.value[..], &mut self.passed[..]);
        for level in self.levels.iter().rev() {
            let (nodes, later) = self.order.split_at(level.nodes.end);
            let nodes = &nodes[level.nodes.start..];
            let starts = &self.starts[level.writers.start..=level.writers.end];
            let written = starts.windows(2).map(|ends| &self.steps[ends[0]..ends[1]]);
            // What the level before counts as one path counts less here.
            let unit = if level.scaled { 1.0 / MANY } else { 1.0 };
            let mut finish = |value: &mut [f64], v: u32, sum: f64| {
                let paths = value[v as usize];
                value[v as usize] = (1.0 / paths + sum) * unit;
                if level.nodes.start > 0 {
                    add(v, paths * sum);
                }
            };
            if level.pulled {
                for (steps, &w) in written.zip(later) {
                    let gift = value[w as usize];
                    for &u in steps {
                        passed[u as usize] += gift;
                    }
                }
                for &v in nodes {
                    let sum = std::mem::take(&mut passed[v as usize]);
                    finish(value, v, sum);
                }
            } else {
                for (steps, &v) in written.zip(nodes) {
                    let sum = steps.iter().fold(0.0, |sum, &w| sum + value[w as usize]);
                    finish(value, v, sum);
                }
            }
        }
    }
}
