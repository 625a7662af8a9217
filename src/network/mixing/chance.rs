//! What a number comes to where groups or ties are left to chance.

use rayon::prelude::*;

use super::matrix::square;
use super::part::Part;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::nulls::{Null, NullTest, test_all};
use crate::random::Stream;
use crate::run::Interrupt;

/// What is left to chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Chance {
    /// Which node is in which group: labels are permuted, ties stay.
    Labels,
    /// Who is tied to whom, degrees given: [`rewire`](crate::network::nulls::rewire()) of the ties
    /// among nodes with a group.
    Rewire {
        /// How many swaps are tried for each tie.
        swaps: f64,
    },
}

/// How a number is tested.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// What is left to chance.
    pub chance: Chance,
    /// One stratum a node, within which labels are permuted; without any, among all.
    pub strata: Option<&'a [u32]>,
    /// How many draws; 0 for none.
    pub draws: usize,
    /// Which draws.
    pub seed: u64,
}

impl Trial<'_> {
    /// Labels among all nodes, and no draw.
    pub const NONE: Self = Self { chance: Chance::Labels, strata: None, draws: 0, seed: 0 };
}

/// The most numbers that all draws may come to.
const MOST: usize = 1 << 26;

/// Numbers that follow from the ties and the group of each node.
pub(super) type Numbers<'a> = dyn Fn(&Network, &[u32]) -> Result<Vec<f64>> + Sync + 'a;

/// Each of some numbers, against its draws. The k-th draw has the stream k of the seed, so the bits
/// do not depend on the number of threads.
pub(super) fn tests(
    part: &Part,
    trial: &Trial,
    interrupt: &Interrupt,
    numbers: &Numbers,
) -> Result<Vec<NullTest>> {
    let strata = strata(part, trial)?;
    let values = numbers(&part.net, &part.labels)?;
    check_size(part, trial, values.len())?;
    if let Chance::Rewire { swaps } = trial.chance {
        let null = Null::Rewire { swaps, keep_reciprocity: false };
        let of = |net: &Network, _: &Interrupt| numbers(net, &part.labels);
        return test_all(&part.net, &of, null, trial.draws, trial.seed, interrupt);
    }
    interrupt.expect(trial.draws as u64);
    let draw = |labels: &mut Vec<u32>, draw: usize| {
        interrupt.check()?;
        labels.clone_from(&part.labels);
        permute(labels, &strata, &mut Stream::new(trial.seed, draw as u64));
        let drawn = numbers(&part.net, labels)?;
        interrupt.advance(1);
        Ok(drawn)
    };
    let drawn: Vec<Vec<f64>> =
        (0..trial.draws).into_par_iter().map_init(Vec::new, draw).collect::<Result<_>>()?;
    Ok(beside(&values, &drawn))
}

fn check_size(part: &Part, trial: &Trial, numbers: usize) -> Result<()> {
    if numbers.saturating_mul(trial.draws) <= MOST {
        return Ok(());
    }
    let found = format!("{} groups and {} draws", part.groups, trial.draws);
    let wanted = format!("numbers x draws of at most {MOST}: coarser groups");
    Err(Error::input("groups", found, wanted))
}

fn beside(values: &[f64], drawn: &[Vec<f64>]) -> Vec<NullTest> {
    let of = |place: usize| drawn.iter().map(|values| values[place]).collect();
    let tests = values.iter().enumerate();
    tests.map(|(place, &value)| NullTest { value, draws: of(place) }).collect()
}

/// How many deals of labels are looked at together, so that an edge is read once for all of them and
/// the labels of a node lie side by side.
const TOGETHER: usize = 8;

/// Up to how many groups they are: their squares must fit into the cache.
const FEW_GROUPS: usize = 128;

/// The same as [`tests`] of numbers that follow from the [`square`] of weights alone.
pub(super) fn tests_of_square(
    part: &Part,
    trial: &Trial,
    interrupt: &Interrupt,
    numbers: &(dyn Fn(&[f64]) -> Vec<f64> + Sync),
) -> Result<Vec<NullTest>> {
    // Enough work for every thread.
    let many = trial.draws >= 2 * TOGETHER * rayon::current_num_threads();
    if trial.chance != Chance::Labels || part.groups > FEW_GROUPS || !many {
        let of = |net: &Network, labels: &[u32]| Ok(numbers(&square(part, net, labels, |w| w)));
        return tests(part, trial, interrupt, &of);
    }
    let strata = strata(part, trial)?;
    let values = numbers(&square(part, &part.net, &part.labels, |w| w));
    check_size(part, trial, values.len())?;
    interrupt.expect(trial.draws as u64);
    let some = |block: usize| {
        interrupt.check()?;
        let draws = block * TOGETHER..trial.draws.min((block + 1) * TOGETHER);
        let mut dealt = vec![[0; TOGETHER]; part.labels.len()];
        let mut labels = Vec::new();
        for (place, draw) in draws.clone().enumerate() {
            labels.clone_from(&part.labels);
            permute(&mut labels, &strata, &mut Stream::new(trial.seed, draw as u64));
            dealt.iter_mut().zip(&labels).for_each(|(dealt, &label)| dealt[place] = label as u8);
        }
        interrupt.check()?;
        let squares = squares(part, &dealt);
        interrupt.advance(draws.len() as u64);
        Ok(squares.iter().take(draws.len()).map(|square| numbers(square)).collect())
    };
    let blocks = (0..trial.draws.div_ceil(TOGETHER)).into_par_iter().with_max_len(1);
    let drawn = blocks.map(some).collect::<Result<Vec<Vec<Vec<f64>>>>>()?;
    Ok(beside(&values, &drawn.concat()))
}

/// The [`square`] of weights for each of several deals, summed in the same order.
fn squares(part: &Part, dealt: &[[u8; TOGETHER]]) -> Vec<Vec<f64>> {
    let mut all = vec![vec![0.0; part.groups * part.groups]; TOGETHER];
    for edge in part.net.edges() {
        let ends = (&dealt[edge.source as usize], &dealt[edge.target as usize]);
        for (cells, (&a, &b)) in all.iter_mut().zip(ends.0.iter().zip(ends.1)) {
            cells[part.place(u32::from(a), u32::from(b))] += edge.weight;
        }
    }
    all
}

/// The nodes of each stratum; all nodes if there are none.
pub(super) fn strata(part: &Part, trial: &Trial) -> Result<Vec<Vec<u32>>> {
    let nodes = part.net.nodes();
    let Some(strata) = trial.strata else { return Ok(vec![nodes.collect()]) };
    if trial.chance != Chance::Labels {
        let wanted = "none: they are for permuted labels";
        return Err(Error::input("strata", "strata with rewired ties", wanted));
    }
    if part.original.last().is_some_and(|&v| v as usize >= strata.len()) {
        return Err(Error::input("strata", format!("{}", strata.len()), "one for each node"));
    }
    let mut order: Vec<(u32, u32)> = part.of(strata).zip(nodes).collect();
    order.sort_unstable();
    let members = |same: &[(u32, u32)]| same.iter().map(|pair| pair.1).collect();
    Ok(order.chunk_by(|a, b| a.0 == b.0).map(members).collect())
}

fn permute(labels: &mut [u32], strata: &[Vec<u32>], stream: &mut Stream) {
    if let [_] = strata {
        stream.shuffle(labels);
        return;
    }
    for members in strata {
        let mut own: Vec<u32> = members.iter().map(|&v| labels[v as usize]).collect();
        stream.shuffle(&mut own);
        for (&v, label) in members.iter().zip(own) {
            labels[v as usize] = label;
        }
    }
}
