//! What a number comes to where groups or ties are left to chance.

use rayon::prelude::*;

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
    if values.len().saturating_mul(trial.draws) > MOST {
        let found = format!("{} groups and {} draws", part.groups, trial.draws);
        let wanted = format!("numbers x draws of at most {MOST}: coarser groups");
        return Err(Error::input("groups", found, wanted));
    }
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
    let of = |place: usize| drawn.iter().map(|values| values[place]).collect();
    let tests = values.iter().enumerate();
    Ok(tests.map(|(place, &value)| NullTest { value, draws: of(place) }).collect())
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
