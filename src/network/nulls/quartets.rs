//! Four nodes at a time, all that four can be: for small networks whose pairs keep their kind.
//!
//! Swaps of two pairs of a kind do not reach every digraph in which each node has the same numbers
//! of mutual, outgoing and incoming contacts: two mutual pairs and two arcs can trade places where
//! neither can move alone. So four nodes are drawn, and the ties among them replaced by any with the
//! same numbers, each equally likely. All of four nodes and nearly all of five are reached so. In
//! large sparse networks four nodes drawn at random have no ties, and swaps find their way around.

use std::collections::BTreeMap;

use crate::random::Stream;

/// Networks of more nodes go without.
pub(super) const MOST: usize = 256;

/// No arc.
const NONE: u32 = u32::MAX;

/// The digraphs of four nodes, bit 4 i + j for the arc i -> j.
pub(super) struct Quartets {
    /// The digraphs in which each node has the same contacts, together.
    alike: Vec<Vec<u16>>,
    /// Where each digraph is among these.
    class: Vec<u16>,
}

/// Which arc leads from each node to each, row by row.
pub(super) struct Matrix {
    pub(super) n: usize,
    pub(super) arcs: Vec<u32>,
}

impl Matrix {
    pub(super) fn new(n: usize) -> Self {
        Self { n, arcs: vec![NONE; n * n] }
    }

    /// The arc from `s` to `t`, [`u32::MAX`] if there is none.
    pub(super) fn arc(&mut self, s: u32, t: u32) -> &mut u32 {
        &mut self.arcs[s as usize * self.n + t as usize]
    }
}

const PLACES: [(usize, usize); 12] = [
    (0, 1),
    (0, 2),
    (0, 3),
    (1, 0),
    (1, 2),
    (1, 3),
    (2, 0),
    (2, 1),
    (2, 3),
    (3, 0),
    (3, 1),
    (3, 2),
];

fn has(digraph: u16, i: usize, j: usize) -> bool {
    digraph >> (4 * i + j) & 1 == 1
}

/// How many mutual, outgoing and incoming contacts each node has.
fn contacts(digraph: u16) -> [[u8; 3]; 4] {
    let mut counts = [[0; 3]; 4];
    for (i, j) in PLACES {
        match (has(digraph, i, j), has(digraph, j, i)) {
            (true, true) => counts[i][0] += 1,
            (true, false) => counts[i][1] += 1,
            (false, true) => counts[i][2] += 1,
            (false, false) => {}
        }
    }
    counts
}

impl Quartets {
    pub(super) fn new() -> Self {
        let mut classes: BTreeMap<_, Vec<u16>> = BTreeMap::new();
        for choice in 0..1_u16 << PLACES.len() {
            let arcs = PLACES.iter().enumerate().filter(|(k, _)| choice >> k & 1 == 1);
            let digraph = arcs.fold(0, |digraph, (_, &(i, j))| digraph | 1 << (4 * i + j));
            classes.entry(contacts(digraph)).or_default().push(digraph);
        }
        let alike: Vec<Vec<u16>> = classes.into_values().collect();
        let mut class = vec![0; 1 << 16];
        for (index, digraphs) in (0..).zip(&alike) {
            for &digraph in digraphs {
                class[digraph as usize] = index;
            }
        }
        Self { alike, class }
    }

    /// Draw four nodes, of four or more, and ties among them. Arcs stay with whom they leave.
    pub(super) fn step(&self, matrix: &mut Matrix, stream: &mut Stream) {
        let nodes = four(matrix.n, stream);
        let mut old = 0;
        for (i, j) in PLACES {
            old |= u16::from(*matrix.arc(nodes[i], nodes[j]) != NONE) << (4 * i + j);
        }
        let alike = &self.alike[self.class[old as usize] as usize];
        if alike.len() == 1 {
            return;
        }
        let new = alike[stream.below(alike.len())];
        if new == old {
            return;
        }
        for i in 0..4 {
            let places = PLACES.iter().filter(|place| place.0 == i).map(|place| place.1);
            let mut arcs = Vec::with_capacity(3);
            for j in places.clone().filter(|&j| has(old, i, j)) {
                arcs.push(std::mem::replace(matrix.arc(nodes[i], nodes[j]), NONE));
            }
            stream.shuffle(&mut arcs);
            for (j, arc) in places.filter(|&j| has(new, i, j)).zip(arcs) {
                *matrix.arc(nodes[i], nodes[j]) = arc;
            }
        }
    }
}

/// Four different nodes of `n`.
fn four(n: usize, stream: &mut Stream) -> [u32; 4] {
    loop {
        let nodes = [(); 4].map(|()| stream.below(n) as u32);
        let [a, b, c, d] = nodes;
        if a != b && a != c && a != d && b != c && b != d && c != d {
            return nodes;
        }
    }
}
