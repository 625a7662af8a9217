//! Sums over all pairs of a product of patterns, without going through the pairs.

use std::borrow::Cow;

use foldhash::HashMap;
use foldhash::HashMapExt;

use super::dyads::Pattern;

/// A pattern, and its nodes in the order of their places.
#[derive(Debug, Clone)]
pub(super) struct Ordered {
    pub(super) pattern: Pattern,
    /// Empty without places.
    order: Vec<u32>,
    /// How many groups there are, at least 1.
    n_groups: usize,
}

impl Ordered {
    pub(super) fn new(mut pattern: Pattern) -> Self {
        if let Some(places) = &mut pattern.places {
            // Distances stay, and their sums round less.
            let mean = places.iter().sum::<f64>() / places.len() as f64;
            places.iter_mut().for_each(|place| *place -= mean);
        }
        let order = pattern.places.as_ref().map_or_else(Vec::new, |places| {
            let mut order: Vec<u32> = (0..places.len() as u32).collect();
            order.sort_by(|&a, &b| places[a as usize].total_cmp(&places[b as usize]));
            order
        });
        let groups = pattern.groups.as_ref();
        let n_groups = groups.and_then(|g| g.iter().max()).map_or(1, |&most| most as usize + 1);
        Self { pattern, order, n_groups }
    }

    /// The values of one side if that is all there is to the pattern.
    pub(super) fn one_side(&self) -> Option<(usize, &[f64])> {
        match &self.pattern {
            Pattern { ego: Some(values), alter: None, groups: None, places: None } => {
                Some((0, values))
            }
            Pattern { ego: None, alter: Some(values), groups: None, places: None } => {
                Some((1, values))
            }
            _ => None,
        }
    }
}

/// A permutation of the nodes and its inverse.
#[derive(Debug, Clone)]
pub(super) struct Permuted {
    /// Whose row and column come to stand at each node's.
    pub(super) from: Vec<u32>,
    /// Where each node's row and column go.
    pub(super) to: Vec<u32>,
}

impl Permuted {
    pub(super) fn new(from: Vec<u32>) -> Self {
        let mut to = vec![0; from.len()];
        from.iter().enumerate().for_each(|(at, &v)| to[v as usize] = at as u32);
        Self { from, to }
    }

    pub(super) fn identity(n: usize) -> Self {
        Self::new((0..n as u32).collect())
    }
}

/// What one node brings into a sum over pairs: as ego, as alter.
type Both = [f64; 2];

/// `sum over i != j of a_ij b_p(i)p(j)`: `O(n)` and, if both have places, `O(n log n)`.
///
/// Both are `ego alter [same group] |distance|`, and so is their product, but for a second distance.
/// Without one it is a sum over groups; with one, a walk in the order of the places, which keeps
/// the sums of what it passed; with two, such a walk with a tree of sums over the order of the other
/// places (Fenwick 1994, *Software: Practice and Experience* 24:327).
pub(super) fn product(a: &Ordered, b: &Ordered, permuted: &Permuted, n: usize) -> f64 {
    let from = &permuted.from;
    let pick = |values: &Option<Vec<f64>>, v: usize| values.as_ref().map_or(1.0, |c| c[v]);
    let both: Vec<Both> = (0..n)
        .map(|v| {
            let other = from[v] as usize;
            let ego = pick(&a.pattern.ego, v) * pick(&b.pattern.ego, other);
            [ego, pick(&a.pattern.alter, v) * pick(&b.pattern.alter, other)]
        })
        .collect();
    let (groups, n_groups) = joint_groups(a, b, permuted);
    match (&a.pattern.places, &b.pattern.places) {
        (None, None) => no_distance(&both, &groups, n_groups),
        (Some(places), None) => {
            one_distance(&both, &groups, n_groups, a.order.iter().map(|&v| (v, places[v as usize])))
        }
        (None, Some(places)) => {
            let order = b.order.iter().map(|&v| (permuted.to[v as usize], places[v as usize]));
            one_distance(&both, &groups, n_groups, order)
        }
        (Some(left), Some(right)) => {
            let mut ranks = vec![0; n];
            let order = b.order.iter().enumerate();
            order.for_each(|(rank, &v)| ranks[permuted.to[v as usize] as usize] = rank as u32);
            let right: Vec<f64> = from.iter().map(|&v| right[v as usize]).collect();
            let walk = Walk { both: &both, left, right: &right, ranks: &ranks };
            two_distances(&walk, &a.order, &groups, n_groups)
        }
    }
}

/// The group of each node in both, and how many there are; no more than a few for each node.
fn joint_groups<'a>(
    a: &'a Ordered,
    b: &'a Ordered,
    permuted: &Permuted,
) -> (Cow<'a, [u32]>, usize) {
    let moved = |groups: &[u32]| permuted.from.iter().map(|&v| groups[v as usize]).collect();
    match (&a.pattern.groups, &b.pattern.groups) {
        (None, None) => (Cow::Borrowed(&[]), 1),
        (Some(groups), None) => (Cow::Borrowed(groups), a.n_groups),
        (None, Some(groups)) => (Cow::Owned(moved(groups)), b.n_groups),
        (Some(left), Some(right)) => {
            let right: Vec<u32> = moved(right);
            let pairs = left.iter().zip(&right);
            let n_pairs = a.n_groups * b.n_groups;
            if n_pairs <= 4 * left.len() {
                let number = |(&l, &r): (&u32, &u32)| l * b.n_groups as u32 + r;
                return (pairs.map(number).collect(), n_pairs);
            }
            let mut numbers = HashMap::new();
            let groups: Vec<u32> = pairs
                .map(|pair| {
                    let next = numbers.len() as u32;
                    *numbers.entry(pair).or_insert(next)
                })
                .collect();
            (groups.into(), numbers.len())
        }
    }
}

fn group(groups: &[u32], v: usize) -> usize {
    groups.get(v).map_or(0, |&group| group as usize)
}

fn no_distance(both: &[Both], groups: &[u32], n_groups: usize) -> f64 {
    let mut sums = vec![[0.0; 2]; n_groups];
    let mut diagonal = 0.0;
    for (v, &[ego, alter]) in both.iter().enumerate() {
        let sum = &mut sums[group(groups, v)];
        sum[0] += ego;
        sum[1] += alter;
        diagonal += ego * alter;
    }
    sums.iter().fold(0.0, |all, [ego, alter]| all + ego * alter) - diagonal
}

fn one_distance(
    both: &[Both],
    groups: &[u32],
    n_groups: usize,
    order: impl Iterator<Item = (u32, f64)>,
) -> f64 {
    // Of those before: their egos, egos times place, alters, alters times place.
    let mut before = vec![[0.0; 4]; n_groups];
    let mut all = 0.0;
    for (v, place) in order {
        let [ego, alter] = both[v as usize];
        let sums = &mut before[group(groups, v as usize)];
        all += ego * (place * sums[2] - sums[3]) + alter * (place * sums[0] - sums[1]);
        sums[0] += ego;
        sums[1] += ego * place;
        sums[2] += alter;
        sums[3] += alter * place;
    }
    all
}

/// Nodes, their places on two scales, and their ranks on the second.
struct Walk<'a> {
    both: &'a [Both],
    left: &'a [f64],
    right: &'a [f64],
    ranks: &'a [u32],
}

/// Sums of egos and of alters: plain, times left place, times right place, times both.
type Eight = [f64; 8];

impl Walk<'_> {
    fn eight(&self, v: usize) -> Eight {
        let ([ego, alter], x, y) = (self.both[v], self.left[v], self.right[v]);
        [ego, ego * x, ego * y, ego * x * y, alter, alter * x, alter * y, alter * x * y]
    }

    /// The sum of `(x_v - x_w) (y_v - y_w)` times ego of one and alter of the other over all w of
    /// whom `sums` are the sums.
    fn against(&self, v: usize, sums: &Eight) -> f64 {
        let ([ego, alter], x, y) = (self.both[v], self.left[v], self.right[v]);
        let cross = |s: &[f64]| x * y * s[0] - y * s[1] - x * s[2] + s[3];
        ego * cross(&sums[4..]) + alter * cross(&sums[..4])
    }
}

/// Of nodes `w` before `v` on the left scale, `(x_v - x_w) (y_v - y_w)` is the product of their distances
/// if `w` is before `v` on the right one too, and its opposite if not: twice the former less all.
fn two_distances(walk: &Walk, order: &[u32], groups: &[u32], n_groups: usize) -> f64 {
    let mut members = vec![Vec::new(); n_groups];
    order.iter().for_each(|&v| members[group(groups, v as usize)].push(v));
    let mut tree = vec![[0.0; 8]; order.len() + 1];
    let mut all = 0.0;
    for members in members {
        let mut sums = [0.0; 8];
        for &v in &members {
            let v = v as usize;
            let rank = walk.ranks[v] as usize + 1;
            let mut below = [0.0; 8];
            down(rank).for_each(|at| add(&mut below, &tree[at]));
            all += 2.0 * walk.against(v, &below) - walk.against(v, &sums);
            let own = walk.eight(v);
            add(&mut sums, &own);
            up(rank, tree.len()).for_each(|at| add(&mut tree[at], &own));
        }
        for &v in &members {
            let rank = walk.ranks[v as usize] as usize + 1;
            up(rank, tree.len()).for_each(|at| tree[at] = [0.0; 8]);
        }
    }
    all
}

fn add(sums: &mut Eight, more: &Eight) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

fn lowest_bit(at: usize) -> usize {
    at & at.wrapping_neg()
}

/// The places of a tree of sums whose ranges make up `1..=at`.
fn down(at: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(at), |&at| Some(at - lowest_bit(at))).take_while(|&at| at > 0)
}

/// Those whose ranges hold `at`.
fn up(at: usize, end: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(at), |&at| Some(at + lowest_bit(at))).take_while(move |&at| at < end)
}
