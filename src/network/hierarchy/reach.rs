//! How many nodes each node reaches, counted or estimated.

use rayon::prelude::*;

use super::bits::{Bits, Block, COLUMNS, WORDS};
use super::condensation::{Condensation, alike};
use super::estimate::{Effort, Estimate};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// Up to how many steps, each the union of 64 columns over one arc, reach is counted unless asked
/// otherwise: some ten seconds on two cores.
pub const REACH_STEPS: f64 = 2e10;

/// How many nodes that nobody reaches are followed to the end where the rest is drawn.
const FOLLOWED: usize = 64;

/// The 97.5 per cent quantile of the normal distribution.
pub(super) const NORMAL: f64 = 1.959_963_984_540_054;

/// Who reaches how many, summed over a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reach {
    /// How many ordered pairs of different nodes have a path from the first to the second.
    pub(super) pairs: Estimate,
    /// The most other nodes that one node reaches.
    pub(super) most: Estimate,
}

/// Count who reaches how many, or estimate it from nodes that are drawn.
///
/// Exactly: O(c k / 64) steps and 64 k bytes a thread, k arcs and parts of the condensation and c
/// kinds of them, parts to which the same parts lead being of one kind. Else O(samples k / 64).
pub(super) fn reach(parts: &Condensation, effort: Effort, interrupt: &Interrupt) -> Result<Reach> {
    let kinds = Kinds::new(parts);
    let steps = kinds.count as f64 / 64.0 * (parts.len() + parts.arcs()) as f64;
    if effort.counts(steps, REACH_STEPS) {
        count(parts, &kinds, interrupt)
    } else {
        draw(parts, effort, interrupt)
    }
}

/// Parts to which the same parts lead: whoever reaches one from outside reaches them all.
struct Kinds {
    count: usize,
    /// Each part, its kind's number being the smaller, the earlier the last of the kind is.
    members: Vec<(u32, u32)>,
    /// How many nodes each kind has.
    size: Vec<u64>,
}

impl Kinds {
    fn new(parts: &Condensation) -> Self {
        let all = 0..parts.len() as u32;
        let label = alike(all.clone().map(|part| parts.incoming.of(part)));
        let count = label.iter().max().map_or(0, |&last| last as usize + 1);
        let mut last = vec![0; count];
        label.iter().zip(all.clone()).for_each(|(&kind, part)| last[kind as usize] = part);
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_unstable_by_key(|&kind| last[kind as usize]);
        let mut number = vec![0; count];
        order.iter().zip(0..).for_each(|(&kind, place)| number[kind as usize] = place);
        let mut size = vec![0; count];
        let mut members: Vec<(u32, u32)> =
            all.map(|part| (number[label[part as usize] as usize], part)).collect();
        members.sort_unstable();
        members.iter().for_each(|&(kind, part)| size[kind as usize] += parts.size[part as usize]);
        Self { count, members, size }
    }

    /// The parts that own a column of the block, and which.
    fn owners(&self, block: usize) -> Vec<(u32, usize)> {
        let first = (block * COLUMNS) as u32;
        let begin = self.members.partition_point(|member| member.0 < first);
        let end =
            self.members.partition_point(|member| (member.0 as usize) < (block + 1) * COLUMNS);
        let mut owners: Vec<(u32, usize)> = self.members[begin..end]
            .iter()
            .map(|&(kind, part)| (part, (kind - first) as usize))
            .collect();
        owners.sort_unstable();
        owners
    }

    /// The sizes of a block's columns by their binary digits: a power of two, and who has it.
    fn digits(&self, block: usize) -> Vec<(u32, Bits)> {
        let sizes = &self.size[block * COLUMNS..self.count.min((block + 1) * COLUMNS)];
        let digit = |power: u32| {
            let mut mask = [0; WORDS];
            for (column, size) in sizes.iter().enumerate() {
                mask[column / 64] |= (size >> power & 1) << (column % 64);
            }
            (power, mask)
        };
        (0..u64::BITS).map(digit).filter(|(_, mask)| mask.iter().any(|&word| word > 0)).collect()
    }
}

fn count(parts: &Condensation, kinds: &Kinds, interrupt: &Interrupt) -> Result<Reach> {
    let blocks = kinds.count.div_ceil(COLUMNS);
    let workers = rayon::current_num_threads().min(blocks);
    // Later blocks take longer, so each worker takes every so many-th.
    let work = |worker: usize| {
        let mut reached = vec![0_u64; parts.len()];
        let mut rows = Block::new(parts.len());
        for block in (worker..blocks).step_by(workers) {
            let digits = kinds.digits(block);
            rows.fill(parts, &kinds.owners(block), interrupt, |part, row| {
                for (power, mask) in &digits {
                    let ones: u32 = row.iter().zip(mask).map(|(w, m)| (w & m).count_ones()).sum();
                    reached[part] += u64::from(ones) << power;
                }
            })?;
        }
        Ok(reached)
    };
    let counts =
        (0..workers).into_par_iter().with_max_len(1).map(work).collect::<Result<Vec<_>>>()?;
    let others = |part: usize| {
        parts.size[part] - 1 + counts.iter().map(|reached| reached[part]).sum::<u64>()
    };
    let (pairs, most) = (0..parts.len()).fold((0, 0), |(pairs, most): (u64, u64), part| {
        let reached = others(part);
        (pairs + parts.size[part] * reached, most.max(reached))
    });
    Ok(Reach { pairs: Estimate::exact(pairs as f64), most: Estimate::exact(most as f64) })
}

/// From nodes drawn at random with replacement: who reaches them, a word of 64 at a time, the
/// words being the units that give the interval.
fn draw(parts: &Condensation, effort: Effort, interrupt: &Interrupt) -> Result<Reach> {
    let n = parts.nodes() as f64;
    let blocks = effort.drawn() / COLUMNS;
    let found: Vec<(Vec<u32>, [f64; WORDS])> = (0..blocks)
        .into_par_iter()
        .with_max_len(1)
        .map(|block| from_drawn(parts, effort.seed, block, interrupt))
        .collect::<Result<_>>()?;
    // Of all nodes the share that reach a drawn one, itself among them.
    let means: Vec<f64> =
        found.iter().flat_map(|(_, words)| words).map(|sum| sum / 64.0 / n).collect();
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    let squares: f64 = means.iter().map(|one| (one - mean).powi(2)).sum();
    let error = (squares / (means.len() - 1) as f64 / means.len() as f64).sqrt();
    let interval = ((mean - NORMAL * error).max(0.0), (mean + NORMAL * error).min(1.0));
    let mutual = parts.mutual_pairs() as f64;
    let pairs = Estimate { value: mean, interval: Some(interval) }
        .map(|share| ((share * n - 1.0) * n).max(mutual));
    let drawn = (blocks * COLUMNS) as f64;
    let share = |part: u32| {
        found.iter().map(|(reached, _)| f64::from(reached[part as usize])).sum::<f64>() / drawn
    };
    Ok(Reach { pairs, most: most(parts, share, drawn, interrupt)? })
}

/// For each part how many of a block of drawn nodes it reaches, and for each word how many nodes
/// reach its 64.
fn from_drawn(
    parts: &Condensation,
    seed: u64,
    block: usize,
    interrupt: &Interrupt,
) -> Result<(Vec<u32>, [f64; WORDS])> {
    let mut stream = Stream::new(seed, block as u64);
    let mut owners: Vec<(u32, usize)> =
        (0..COLUMNS).map(|column| (parts.part[stream.below(parts.part.len())], column)).collect();
    owners.sort_unstable();
    let mut rows = Block::new(parts.len());
    let filled = rows.fill(parts, &owners, interrupt, |_, _| ())?;
    let (mut reached, mut words) = (vec![0; parts.len()], [0.0; WORDS]);
    for (part, row) in rows.rows[..filled].iter().enumerate() {
        for (sum, word) in words.iter_mut().zip(row) {
            reached[part] += word.count_ones();
            *sum += f64::from(word.count_ones()) * parts.size[part] as f64;
        }
    }
    Ok((reached, words))
}

/// The most that one node reaches. Who is led to reaches no more than who leads there, so only
/// parts that nobody leads to matter; those that seem to reach most are followed to the end, and the
/// rest is held to reach no more than their share and the margin of Hoeffding (1963, *Journal of the
/// American Statistical Association* 58:13) for all of them at once.
fn most(
    parts: &Condensation,
    share: impl Fn(u32) -> f64,
    drawn: f64,
    interrupt: &Interrupt,
) -> Result<Estimate> {
    let mut tops: Vec<(f64, u32)> = (0..parts.len() as u32)
        .filter(|&part| parts.incoming.of(part).is_empty())
        .map(|part| (share(part), part))
        .collect();
    tops.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let (followed, rest) = tops.split_at(tops.len().min(FOLLOWED));
    let counts = followed
        .par_iter()
        .map(|&(_, part)| follow(parts, part, interrupt))
        .collect::<Result<Vec<u64>>>()?;
    let value = counts.into_iter().max().unwrap_or(0) as f64;
    let high = rest.first().map_or(value, |&(share, _)| {
        let margin = ((rest.len() as f64 / 0.025).ln() / (2.0 * drawn)).sqrt();
        let n = parts.nodes() as f64;
        ((share + margin).min(1.0) * n - 1.0).max(value)
    });
    Ok(Estimate { value, interval: Some((value, high)) })
}

/// How many other nodes those of a part reach.
fn follow(parts: &Condensation, from: u32, interrupt: &Interrupt) -> Result<u64> {
    let mut seen = vec![false; parts.len()];
    let mut open = vec![from];
    seen[from as usize] = true;
    let mut reached = 0;
    while let Some(part) = open.pop() {
        if part.is_multiple_of(1 << 14) {
            interrupt.check()?;
        }
        reached += parts.size[part as usize];
        for &head in parts.out.of(part) {
            if !std::mem::replace(&mut seen[head as usize], true) {
                open.push(head);
            }
        }
    }
    Ok(reached - 1)
}
