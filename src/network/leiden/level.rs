//! The network of one level of the algorithm.

use crate::network::Network;
use crate::network::degree;

/// An undirected network without self-loops and edges of no weight. The strength of a node
/// still counts the loops, which move with it and so play no other part.
#[derive(Debug)]
pub(super) struct Level {
    offsets: Vec<usize>,
    ids: Vec<u32>,
    weights: Vec<f64>,
    strengths: Vec<f64>,
}

impl Level {
    /// The lowest level: the undirected network itself.
    pub(super) fn of(net: &Network) -> Self {
        let mut level = Self::empty(net.n());
        for v in net.nodes() {
            let (ids, weights) = net.out(v);
            let cells = ids.iter().copied().zip(weights.iter().copied());
            level.push_row(cells.filter(|&(t, w)| t != v && w > 0.0));
        }
        level.strengths = degree::out_weight(net);
        level
    }

    fn empty(n: usize) -> Self {
        let mut offsets = Vec::with_capacity(n + 1);
        offsets.push(0);
        Self { offsets, ids: Vec::new(), weights: Vec::new(), strengths: Vec::with_capacity(n) }
    }

    fn push_row(&mut self, cells: impl Iterator<Item = (u32, f64)>) {
        for (id, weight) in cells {
            self.ids.push(id);
            self.weights.push(weight);
        }
        self.offsets.push(self.ids.len());
    }

    /// The number of nodes.
    pub(super) fn n(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The neighbours of `v` and the weights of the edges to them.
    #[inline]
    pub(super) fn row(&self, v: usize) -> impl Iterator<Item = (u32, f64)> {
        let span = self.offsets[v]..self.offsets[v + 1];
        self.ids[span.clone()].iter().copied().zip(self.weights[span].iter().copied())
    }

    /// The weight of all edge ends at `v`.
    pub(super) fn strength(&self, v: usize) -> f64 {
        self.strengths[v]
    }

    /// The weight of all edge ends: twice that of all edges.
    pub(super) fn total(&self) -> f64 {
        self.strengths.iter().fold(0.0, |sum, k| sum + k)
    }

    /// The mean weight of an edge between two nodes.
    pub(super) fn mean_weight(&self) -> f64 {
        self.weights.iter().fold(0.0, |sum, w| sum + w) / self.weights.len() as f64
    }

    /// The strength of each of the parts that `labels` names.
    pub(super) fn part_strengths(&self, labels: &[u32]) -> Vec<f64> {
        let mut strengths = vec![0.0; self.n()];
        for (&label, k) in labels.iter().zip(&self.strengths) {
            strengths[label as usize] += k;
        }
        strengths
    }

    /// The next level: each of the `count` parts that `labels` names becomes a node.
    pub(super) fn aggregate(&self, labels: &[u32], count: usize) -> Self {
        let mut next = Self::empty(count);
        let mut sums = Sums::new(count);
        let (starts, nodes) = members(labels, count);
        for part in 0..count {
            let mut strength = 0.0;
            for &v in &nodes[starts[part]..starts[part + 1]] {
                strength += self.strengths[v as usize];
                self.row(v as usize).for_each(|(t, w)| sums.add(labels[t as usize], w));
            }
            next.push_row(sums.iter().filter(|&(other, _)| other as usize != part));
            next.strengths.push(strength);
            sums.clear();
        }
        next
    }
}

/// The nodes, sorted by their part, and where each part starts: a counting sort.
fn members(labels: &[u32], count: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0; count + 1];
    for &label in labels {
        starts[label as usize + 1] += 1;
    }
    for part in 0..count {
        starts[part + 1] += starts[part];
    }
    let mut next = starts.clone();
    let mut nodes = vec![0; labels.len()];
    for (&label, v) in labels.iter().zip(0..) {
        nodes[next[label as usize]] = v;
        next[label as usize] += 1;
    }
    (starts, nodes)
}

/// Number the labels 0, 1, ... as they turn up, and say how many there are. They must be
/// below their number.
pub(super) fn number(labels: &mut [u32]) -> usize {
    const NEW: u32 = u32::MAX;
    let mut names = vec![NEW; labels.len()];
    let mut count = 0;
    for label in labels {
        let name = &mut names[*label as usize];
        if *name == NEW {
            *name = count;
            count += 1;
        }
        *label = *name;
    }
    count as usize
}

/// Sums of positive weights by label, which forget cheaply.
#[derive(Debug)]
pub(super) struct Sums {
    sums: Vec<f64>,
    touched: Vec<u32>,
}

impl Sums {
    pub(super) fn new(labels: usize) -> Self {
        Self { sums: vec![0.0; labels], touched: Vec::new() }
    }

    #[inline]
    pub(super) fn add(&mut self, label: u32, weight: f64) {
        let sum = &mut self.sums[label as usize];
        if *sum == 0.0 {
            self.touched.push(label);
        }
        *sum += weight;
    }

    pub(super) fn get(&self, label: u32) -> f64 {
        self.sums[label as usize]
    }

    /// The labels with a weight, in the order in which they turned up.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.touched.iter().map(|&label| (label, self.sums[label as usize]))
    }

    pub(super) fn clear(&mut self) {
        for label in self.touched.drain(..) {
            self.sums[label as usize] = 0.0;
        }
    }
}
