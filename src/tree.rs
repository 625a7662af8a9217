//! Rooted trees as parent numbers: what cascades and threads have in common.
//!
//! Node `i` hangs under `parents[i]`; a number that is no node, such as
//! [`NONE`](crate::corpus::NONE), says that `i` is the root. Nodes come in any order. Input that
//! is no tree does no harm: a ring is opened at one of its nodes, which then is a root as well.

/// The shape of one tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Nodes, n.
    pub size: usize,
    /// The deepest level; the root is level 0.
    pub depth: u32,
    /// The most nodes on one level.
    pub max_breadth: usize,
    /// Mean distance between two nodes along the tree; NaN below two nodes.
    pub structural_virality: f64,
    /// The deepest level h with at least h nodes on it.
    pub h_index: u32,
}

/// Depth, breadth, structural virality and h-index of a tree. `O(n)`.
///
/// Structural virality (Goel, Anderson, Hofman & Watts 2016, *Management Science* 62:180) is the
/// mean distance over ordered pairs of nodes, `2 W / (n (n - 1))`. Each edge lies on the paths
/// between the `s` nodes below it and the `n - s` others, so `W = Σ s (n - s)` over edges. It is
/// about 2 for a star and `(n + 1) / 3` for a chain.
///
/// The h-index of a discussion (Gómez, Kaltenbrunner & López 2008, WWW, 645) is here the deepest
/// level `h` that holds at least `h` nodes: it is high only for threads both wide and deep.
///
/// ```
/// use twiplomacy::{corpus::NONE, tree::shape};
/// let chain = shape(&[NONE, 0, 1, 2]);
/// assert_eq!((chain.depth, chain.max_breadth, chain.h_index), (3, 1, 1));
/// assert_eq!(chain.structural_virality, 5.0 / 3.0);
/// ```
pub fn shape(parents: &[u32]) -> Shape {
    let depths = depths(parents);
    let breadths = breadths(&depths);
    Shape {
        size: parents.len(),
        depth: breadths.len().saturating_sub(1) as u32,
        max_breadth: breadths.iter().copied().max().unwrap_or(0),
        structural_virality: structural_virality(parents, &depths, &breadths),
        h_index: h_index(&breadths),
    }
}

/// Edges from the root to each node. `O(n)`.
///
/// Every node that is not at depth 0 is one deeper than its parent, whatever the input.
pub fn depths(parents: &[u32]) -> Vec<u32> {
    const NEW: u32 = u32::MAX;
    const OPEN: u32 = u32::MAX - 1;
    let mut depths = vec![NEW; parents.len()];
    let mut path = Vec::new();
    for start in 0..parents.len() {
        let mut at = start;
        while depths.get(at) == Some(&NEW) {
            depths[at] = OPEN;
            path.push(at);
            at = parents[at] as usize;
        }
        // The walk left the tree above a root, met a ring, or met a node of known depth.
        let mut depth = match depths.get(at) {
            None | Some(&OPEN) => 0,
            Some(&known) => known + 1,
        };
        while let Some(node) = path.pop() {
            depths[node] = depth;
            depth += 1;
        }
    }
    depths
}

/// The root above every node. Nodes `parents.len()..nodes` have no parent. `O(nodes)`.
///
/// On a ring, one of its nodes is taken for the root of all that hangs on it.
pub fn roots(parents: &[u32], nodes: usize) -> Vec<u32> {
    const NEW: u32 = u32::MAX;
    let mut roots = vec![NEW; parents.len()];
    roots.extend(parents.len() as u32..nodes as u32);
    let mut path = Vec::new();
    for start in 0..parents.len() {
        let mut at = start;
        let mut last = start;
        while roots.get(at) == Some(&NEW) {
            // Its own root until something is found above: this also ends the walk on a ring.
            roots[at] = at as u32;
            path.push(at);
            last = at;
            at = parents[at] as usize;
        }
        let root = roots.get(at).copied().unwrap_or(last as u32);
        for node in path.drain(..) {
            roots[node] = root;
        }
    }
    roots
}

/// How many nodes there are at each depth.
pub fn breadths(depths: &[u32]) -> Vec<usize> {
    let mut breadths = Vec::new();
    for &depth in depths {
        let depth = depth as usize;
        if depth >= breadths.len() {
            breadths.resize(depth + 1, 0);
        }
        breadths[depth] += 1;
    }
    breadths
}

fn structural_virality(parents: &[u32], depths: &[u32], breadths: &[usize]) -> f64 {
    let n = parents.len() as u128;
    if n < 2 {
        return f64::NAN;
    }
    let mut below = vec![1_u32; parents.len()];
    let mut wiener = 0_u128;
    for node in deepest_first(depths, breadths) {
        if depths[node as usize] > 0 {
            let s = below[node as usize];
            below[parents[node as usize] as usize] += s;
            wiener += u128::from(s) * (n - u128::from(s));
        }
    }
    (2 * wiener) as f64 / (n * (n - 1)) as f64
}

/// All nodes, children before parents.
fn deepest_first(depths: &[u32], breadths: &[usize]) -> Vec<u32> {
    let mut next = vec![0; breadths.len()];
    for depth in (1..breadths.len()).rev() {
        next[depth - 1] = next[depth] + breadths[depth];
    }
    let mut order = vec![0; depths.len()];
    for (node, &depth) in depths.iter().enumerate() {
        let place = &mut next[depth as usize];
        order[*place] = node as u32;
        *place += 1;
    }
    order
}

fn h_index(breadths: &[usize]) -> u32 {
    (0..breadths.len()).rev().find(|&level| breadths[level] >= level).unwrap_or(0) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::NONE;

    fn star(n: u32) -> Vec<u32> {
        (0..n).map(|node| if node == 0 { NONE } else { 0 }).collect()
    }

    fn chain(n: u32) -> Vec<u32> {
        (0..n).map(|node| node.wrapping_sub(1)).collect()
    }

    /// Node `i` of a full binary tree hangs under `(i - 1) / 2`.
    fn binary(levels: u32) -> Vec<u32> {
        (0..(1 << levels) - 1).map(|i: u32| if i == 0 { NONE } else { (i - 1) / 2 }).collect()
    }

    /// Shortest paths between all pairs (Floyd and Warshall).
    fn slow_virality(parents: &[u32]) -> f64 {
        let n = parents.len();
        let mut d = vec![vec![f64::INFINITY; n]; n];
        for i in 0..n {
            d[i][i] = 0.0;
            if parents[i] != NONE {
                d[i][parents[i] as usize] = 1.0;
                d[parents[i] as usize][i] = 1.0;
            }
        }
        for k in 0..n {
            for i in 0..n {
                for j in 0..n {
                    d[i][j] = d[i][j].min(d[i][k] + d[k][j]);
                }
            }
        }
        d.iter().flatten().sum::<f64>() / (n * (n - 1)) as f64
    }

    /// A tree whose nodes come in any order.
    fn trees() -> impl Strategy<Value = Vec<u32>> {
        (1_usize..20)
            .prop_flat_map(|n| {
                let above = prop::collection::vec(any::<prop::sample::Index>(), n);
                (above, Just((0..n as u32).collect::<Vec<_>>()).prop_shuffle())
            })
            .prop_map(|(above, name)| {
                let mut parents = vec![NONE; name.len()];
                for i in 1..name.len() {
                    parents[name[i] as usize] = name[above[i].index(i)];
                }
                parents
            })
    }

    #[test]
    fn closed_forms() {
        let star = shape(&star(10));
        assert_eq!((star.size, star.depth, star.max_breadth, star.h_index), (10, 1, 9, 1));
        assert!((star.structural_virality - 1.8).abs() < 1e-12);
        let chain = shape(&chain(10));
        assert_eq!((chain.size, chain.depth, chain.max_breadth, chain.h_index), (10, 9, 1, 1));
        assert!((chain.structural_virality - 11.0 / 3.0).abs() < 1e-12);
        let binary = shape(&binary(4));
        assert_eq!((binary.size, binary.depth, binary.max_breadth, binary.h_index), (15, 3, 8, 3));
        assert!((binary.structural_virality - slow_virality(&self::binary(4))).abs() < 1e-12);
    }

    #[test]
    fn a_long_chain_needs_no_recursion() {
        let n = 300_000;
        let v = shape(&chain(n)).structural_virality;
        assert!((v - f64::from(n + 1) / 3.0).abs() < 1e-6);
    }

    #[test]
    fn no_node_and_one_node_have_no_virality() {
        let (none, one) = (shape(&[]), shape(&[NONE]));
        assert!(none.structural_virality.is_nan() && one.structural_virality.is_nan());
        assert_eq!((none.size, none.depth, none.max_breadth, none.h_index), (0, 0, 0, 0));
        assert_eq!((one.size, one.depth, one.max_breadth, one.h_index), (1, 0, 1, 0));
    }

    #[test]
    fn the_h_index_is_the_deepest_level_that_is_wide_enough() {
        // Levels of 1, 1, 1 and 3 nodes.
        assert_eq!(shape(&[NONE, 0, 1, 2, 2, 2]).h_index, 3);
        assert_eq!(shape(&[NONE, 0, 1, 2, 2]).h_index, 1);
    }

    proptest! {
        #[test]
        fn shapes_are_those_of_the_definitions(parents in trees()) {
            let depths = depths(&parents);
            let roots = roots(&parents, parents.len());
            for start in 0..parents.len() {
                let (mut at, mut steps) = (start as u32, 0);
                while parents[at as usize] != NONE {
                    at = parents[at as usize];
                    steps += 1;
                }
                prop_assert_eq!(depths[start], steps);
                prop_assert_eq!(roots[start], at);
            }
            let shape = shape(&parents);
            let at = |level: u32| depths.iter().filter(|&&depth| depth == level).count();
            prop_assert_eq!(Some(&shape.depth), depths.iter().max());
            prop_assert_eq!(Some(shape.max_breadth), (0..=shape.depth).map(at).max());
            let h = (0..=shape.depth).filter(|&level| at(level) >= level as usize).max();
            prop_assert_eq!(Some(shape.h_index), h);
            if parents.len() > 1 {
                prop_assert!((shape.structural_virality - slow_virality(&parents)).abs() < 1e-9);
            }
        }

        #[test]
        fn nothing_loops_or_panics(parents in prop::collection::vec(0_u32..12, 0..10)) {
            let shape = shape(&parents);
            prop_assert!((shape.depth as usize) < parents.len().max(1));
            let roots = roots(&parents, 12);
            prop_assert_eq!(roots.len(), 12);
            for (node, &root) in roots.iter().enumerate() {
                prop_assert_eq!(roots[root as usize], root);
                if let Some(&parent) = parents.get(node) {
                    prop_assert_eq!(root, roots[parent as usize]);
                }
            }
        }
    }
}
