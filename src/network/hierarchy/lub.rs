//! Whether any two have one superior nearest to both: Krackhardt's fourth measure.

use std::collections::HashMap;

use rayon::prelude::*;

use super::bits::{Block, WORDS};
use super::condensation::{Condensation, alike};
use super::estimate::{Effort, Estimate};
use super::reach::NORMAL;
use super::sizes;
use crate::error::Result;
use crate::network::{Network, components};
use crate::random::Stream;
use crate::run::Interrupt;

/// Up to how many steps, each a comparison of 64 superiors of two groups of nodes, the least upper
/// bound is counted unless asked otherwise: some ten seconds on two cores. About 10,000 nodes that
/// all have other superiors and subordinates, and far more where many have the same.
pub const LUB_STEPS: f64 = 1e10;

/// How much memory the bits of superiors may take, in bytes.
const LUB_BYTES: f64 = 1e9;

/// Pairs in a block: each has two columns.
const PAIRS: usize = 32 * WORDS;

/// The first column of each pair.
const FIRST: u64 = 0x5555_5555_5555_5555;

/// How far any two have a least upper bound: 1 - violations / most over the
/// weak components, `most` being the sum of (N - 1)(N - 2) / 2, N their sizes (Krackhardt 1994, as in [`super::krackhardt`]).
///
/// An upper bound of {i, j} is a node, i and j among them, that reaches both along arcs; a
/// violation is a pair none of whose upper bounds is reached by all its other upper bounds. NaN
/// without a component of three nodes. 1 if undirected. Another number if all arcs are turned round.
/// R's sna (2.7) takes for the least upper bound one that reaches the others instead, and so differs.
///
/// **Counted** by the condensation and bits, up to [`LUB_STEPS`]: superiors who lead to the same,
/// and inferiors to whom the same lead, are one. Of the upper bounds of a pair the last in an order
/// in which arcs lead ahead is the only one that all others may reach; it is reached by all if none
/// of them is missing among its superiors. O(g^2 s / 128) steps for g groups of inferiors and s
/// of superiors. Beyond, or with [`Effort::exact`] false, **estimated** from pairs drawn evenly
/// from those within components, with the interval of Wilson (1927, *Journal of the American
/// Statistical Association* 22:209).
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, hierarchy}, run::Interrupt};
/// // Two superiors of one: they have no upper bound, the only pair of three that may have none.
/// let net = Network::from_edges(3, &[0, 1], &[2, 2], None, None, true)?;
/// let effort = hierarchy::Effort::default();
/// let found = hierarchy::krackhardt_lub(&net, effort, &Interrupt::new())?;
/// assert_eq!(found, hierarchy::Estimate::exact(0.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn krackhardt_lub(net: &Network, effort: Effort, interrupt: &Interrupt) -> Result<Estimate> {
    let weak = components::weak(net, interrupt)?;
    lub(&Condensation::new(net, interrupt)?, &weak, effort, interrupt)
}

/// Of the condensation and the weak component of each node.
pub(super) fn lub(
    parts: &Condensation,
    weak: &[u32],
    effort: Effort,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    let sizes = sizes(weak);
    let most: f64 =
        sizes.iter().map(|&n| n as f64 - 1.0).map(|less| less * (less - 1.0) / 2.0).sum();
    if most == 0.0 {
        return Ok(Estimate::exact(f64::NAN));
    }
    let charts = charts(parts, weak);
    let steps: f64 = charts.iter().map(|chart| chart.steps).sum();
    let fits = charts.iter().all(|chart| chart.bytes <= LUB_BYTES);
    if effort.counts(if fits { steps } else { f64::INFINITY }, LUB_STEPS) {
        let mut violations = 0;
        for chart in &charts {
            violations += chart.violations(parts, interrupt)?;
        }
        return Ok(Estimate::exact(1.0 - violations as f64 / most));
    }
    let pairs: f64 =
        sizes.iter().filter(|&&n| n > 2).map(|&n| n as f64 * (n as f64 - 1.0) / 2.0).sum();
    let violated = draw(parts, weak, &sizes, effort, interrupt)?;
    let bound = |share: f64| (1.0 - share * pairs / most).clamp(0.0, 1.0);
    let interval = violated.interval.map(|(low, high)| (bound(high), bound(low)));
    Ok(Estimate { value: bound(violated.value), interval })
}

/// The parts of one weak component, in groups.
struct Chart {
    /// Its parts, ascending.
    members: Vec<u32>,
    /// For each member its group: those to whom the same parts lead.
    group: Vec<u32>,
    groups: usize,
    /// For each member its kind, if it leads to others: those who lead to the same parts. Kinds are
    /// numbered by their last members.
    kind: Vec<Option<u32>>,
    kinds: usize,
    steps: f64,
    bytes: f64,
}

/// How many words hold so many bits, in whole chunks.
fn words(bits: usize) -> usize {
    bits.div_ceil(64).next_multiple_of(WORDS)
}

/// The components of three nodes and more.
fn charts(parts: &Condensation, weak: &[u32]) -> Vec<Chart> {
    let mut component = vec![0; parts.len()];
    weak.iter().zip(&parts.part).for_each(|(&label, &part)| component[part as usize] = label);
    let mut order: Vec<u32> = (0..parts.len() as u32).collect();
    order.sort_by_key(|&part| component[part as usize]);
    order
        .chunk_by(|&a, &b| component[a as usize] == component[b as usize])
        .filter(|members| members.iter().map(|&part| parts.size[part as usize]).sum::<u64>() > 2)
        .map(|members| Chart::new(parts, members.to_vec()))
        .collect()
}

impl Chart {
    fn new(parts: &Condensation, members: Vec<u32>) -> Self {
        let group = alike(members.iter().map(|&part| parts.incoming.of(part)));
        let groups = group.iter().max().map_or(0, |&last| last as usize + 1);
        let mut last = HashMap::new();
        for &part in members.iter().filter(|&&part| !parts.out.of(part).is_empty()) {
            last.insert(parts.out.of(part), part);
        }
        let mut order: Vec<u32> = last.values().copied().collect();
        order.sort_unstable();
        let number = |part: u32| {
            let last = last.get(parts.out.of(part))?;
            order.binary_search(last).ok().map(|place| place as u32)
        };
        let kind = members.iter().map(|&part| number(part)).collect();
        let (kinds, rows) = (order.len(), groups as f64);
        let words = words(kinds) as f64;
        let steps = rows * rows / 2.0 * words + rows * members.len() as f64;
        Self { members, group, groups, kind, kinds, steps, bytes: rows * words * 8.0 }
    }

    /// How many pairs of nodes have no least upper bound.
    fn violations(&self, parts: &Condensation, interrupt: &Interrupt) -> Result<u128> {
        let above = Above::new(self, parts, interrupt)?;
        let weight = self.weights(parts);
        // Whether two of one group, whose superiors are the same, have none.
        let own: Vec<bool> =
            (0..self.groups).map(|group| above.is_violation(group, group)).collect();
        // Nodes of each kind that are in such groups.
        let mut open = vec![0_u128; self.kinds];
        for (place, &part) in self.members.iter().enumerate() {
            if let Some(kind) = self.kind[place].filter(|_| own[self.group[place] as usize]) {
                open[kind as usize] += u128::from(parts.size[part as usize]);
            }
        }
        let of_group = |a: usize| {
            interrupt.check()?;
            let (all, squares) = weight[a];
            let among = if own[a] { (all * all - squares) / 2 } else { 0 };
            let others: u128 = (a + 1..self.groups)
                .filter(|&b| above.is_violation(a, b))
                .map(|b| all * weight[b].0)
                .sum();
            // Of those, some are superiors: their pair is bounded by the superior itself.
            let superiors: u128 = above.ones(a).map(|kind| open[kind]).sum();
            Ok((among + others, superiors * all))
        };
        let found = (0..self.groups).into_par_iter().map(of_group).collect::<Result<Vec<_>>>()?;
        let (counted, superiors) =
            found.iter().fold((0, 0), |sum: (u128, u128), one| (sum.0 + one.0, sum.1 + one.1));
        Ok(counted - superiors)
    }

    /// How many nodes each group has, and the sum of the squares of its parts' sizes.
    fn weights(&self, parts: &Condensation) -> Vec<(u128, u128)> {
        let mut weights = vec![(0, 0); self.groups];
        for (&group, &part) in self.group.iter().zip(&self.members) {
            let size = u128::from(parts.size[part as usize]);
            weights[group as usize].0 += size;
            weights[group as usize].1 += size * size;
        }
        weights
    }
}

/// The kinds of superiors of each group, a bit for each.
struct Above {
    words: usize,
    bits: Vec<u64>,
    /// For each kind the group of its only member; `None` if it has several.
    sole: Vec<Option<u32>>,
}

impl Above {
    fn new(chart: &Chart, parts: &Condensation, interrupt: &Interrupt) -> Result<Self> {
        let words = words(chart.kinds);
        let mut above =
            Self { words, bits: vec![0; chart.groups * words], sole: vec![None; chart.kinds] };
        let place = |part: u32| chart.members.binary_search(&part).unwrap_or(usize::MAX);
        let mut members = vec![0_u32; chart.kinds];
        let mut row = vec![0; words];
        let mut done = 0;
        for (at, &part) in chart.members.iter().enumerate() {
            let group = chart.group[at] as usize;
            if group == done {
                // Groups are numbered as they come, and all that leads here came before.
                interrupt.check()?;
                row.fill(0);
                for head in parts.incoming.of(part).iter().map(|&head| place(head)) {
                    let higher = above.row(chart.group[head] as usize);
                    row.iter_mut().zip(higher).for_each(|(word, other)| *word |= other);
                    if let Some(kind) = chart.kind[head] {
                        row[kind as usize / 64] |= 1 << (kind % 64);
                    }
                }
                above.bits[group * words..(group + 1) * words].copy_from_slice(&row);
                done += 1;
            }
            if let Some(kind) = chart.kind[at] {
                members[kind as usize] += 1;
                above.sole[kind as usize] =
                    (members[kind as usize] == 1).then_some(chart.group[at]);
            }
        }
        Ok(above)
    }

    fn row(&self, group: usize) -> &[u64] {
        &self.bits[group * self.words..(group + 1) * self.words]
    }

    /// The kinds above a group.
    fn ones(&self, group: usize) -> impl Iterator<Item = usize> {
        self.row(group).iter().enumerate().flat_map(|(place, &word)| {
            std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)))
                .take_while(|&word| word > 0)
                .map(move |word| place * 64 + word.trailing_zeros() as usize)
        })
    }

    /// Whether two, one of either group, neither above the other, have no least upper bound.
    ///
    /// Rows are whole numbers of chunks, so that each is looked at as one.
    fn is_violation(&self, a: usize, b: usize) -> bool {
        let (one, other) = (self.chunks(a), self.chunks(b));
        let both = |chunk: usize, word: usize| one[chunk][word] & other[chunk][word];
        let joint = |chunk: usize| (0..WORDS).fold(0, |any, word| any | both(chunk, word));
        let Some(top) = (0..one.len()).rev().find(|&chunk| joint(chunk) > 0) else { return true };
        let Some(word) = (0..WORDS).rev().find(|&word| both(top, word) > 0) else { return true };
        let last = both(top, word).ilog2();
        let kind = (top * WORDS + word) * 64 + last as usize;
        let Some(sole) = self.sole[kind] else { return true };
        let reach = self.chunks(sole as usize);
        // Most that do not reach it are close to it in the order, and the rest need no look.
        (0..=top).rev().any(|chunk| {
            let mut missing = [0; WORDS];
            (0..WORDS).for_each(|word| missing[word] = both(chunk, word) & !reach[chunk][word]);
            if chunk == top {
                missing[word] &= !(1 << last);
            }
            missing.iter().fold(0, |any, word| any | word) > 0
        })
    }

    fn chunks(&self, group: usize) -> &[[u64; WORDS]] {
        self.row(group).as_chunks().0
    }
}

/// The share of pairs within components of three and more that have no least upper bound.
fn draw(
    parts: &Condensation,
    weak: &[u32],
    sizes: &[u64],
    effort: Effort,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    let pool = Pool::new(weak, sizes);
    let blocks = effort.drawn() / PAIRS;
    let found = (0..blocks)
        .into_par_iter()
        .with_max_len(1)
        .map(|block| {
            let pairs: Vec<[u32; 2]> = (0..PAIRS)
                .map(|k| pool.draw(&mut Stream::new(effort.seed, (block * PAIRS + k) as u64)))
                .map(|pair| pair.map(|node| parts.part[node as usize]))
                .collect();
            violations_among(parts, &pairs, interrupt)
        })
        .collect::<Result<Vec<u32>>>()?;
    let violations: u32 = found.iter().sum();
    Ok(wilson(f64::from(violations), (blocks * PAIRS) as f64))
}

/// The nodes by component, to draw pairs from.
struct Pool {
    nodes: Vec<u32>,
    /// Where the nodes of each component begin, how many there are, and how many pairs there are up
    /// to its own.
    components: Vec<(usize, usize, u64)>,
}

impl Pool {
    fn new(weak: &[u32], sizes: &[u64]) -> Self {
        let mut nodes: Vec<u32> = (0..weak.len() as u32).collect();
        nodes.sort_by_key(|&node| weak[node as usize]);
        let (mut begin, mut pairs) = (0, 0);
        let mut components = Vec::new();
        // From the largest down.
        for &size in sizes.iter().take_while(|&&size| size > 2) {
            pairs += size * (size - 1) / 2;
            components.push((begin, size as usize, pairs));
            begin += size as usize;
        }
        Self { nodes, components }
    }

    fn draw(&self, stream: &mut Stream) -> [u32; 2] {
        let all = self.components.last().map_or(0, |component| component.2);
        let pair = stream.below(all as usize) as u64;
        let place = self.components.partition_point(|component| component.2 <= pair);
        let (begin, size, _) = self.components[place];
        let (one, other) = (stream.below(size), stream.below(size - 1));
        let other = if other >= one { other + 1 } else { other };
        [self.nodes[begin + one], self.nodes[begin + other]]
    }
}

/// How many of [`PAIRS`] pairs of parts have no least upper bound.
fn violations_among(
    parts: &Condensation,
    pairs: &[[u32; 2]],
    interrupt: &Interrupt,
) -> Result<u32> {
    let mut owners: Vec<(u32, usize)> =
        pairs.as_flattened().iter().zip(0..).map(|(&part, column)| (part, column)).collect();
    owners.sort_unstable();
    let (mut bounds, mut candidates) = (Block::new(parts.len()), Block::new(parts.len()));
    let filled = bounds.fill(parts, &owners, interrupt, |_, _| ())?;
    let both = |row: &[u64; WORDS]| row.map(|word| word & word >> 1 & FIRST);
    // The last upper bound of each pair.
    let (mut waiting, mut last) = ([FIRST; WORDS], Vec::new());
    for (part, row) in bounds.rows[..filled].iter().enumerate().rev() {
        for (place, (word, waits)) in both(row).iter().zip(&mut waiting).enumerate() {
            let mut new = word & *waits;
            *waits &= !new;
            while new > 0 {
                last.push((part as u32, place * 64 + new.trailing_zeros() as usize));
                new &= new - 1;
            }
        }
    }
    last.reverse();
    let reached = candidates.fill(parts, &last, interrupt, |_, _| ())?;
    // Without any, or with one that does not reach the last.
    let mut violated = waiting;
    for part in 0..filled {
        let ahead = if part < reached { candidates.rows[part] } else { [0; WORDS] };
        for (place, word) in both(&bounds.rows[part]).iter().enumerate() {
            violated[place] |= word & !ahead[place];
        }
    }
    Ok(violated.iter().map(|word| word.count_ones()).sum())
}

/// A share with its interval.
fn wilson(hits: f64, of: f64) -> Estimate {
    let (share, square) = (hits / of, NORMAL * NORMAL);
    let middle = (share + square / (2.0 * of)) / (1.0 + square / of);
    let spread = NORMAL / (1.0 + square / of)
        * (share * (1.0 - share) / of + square / (4.0 * of * of)).sqrt();
    let low = if hits == 0.0 { 0.0 } else { middle - spread };
    let high = if hits >= of { 1.0 } else { middle + spread };
    Estimate { value: share, interval: Some((low, high)) }
}
