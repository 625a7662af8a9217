//! What drawn labels and networks give: compared in whole numbers, so that the order of the draws
//! is no matter.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::Groups;
use super::open::{Arcs, Open, Room};
use super::whole::{count_passages, count_roles, few_groups, with_total};
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::nulls::{Model, Null};
use crate::random::Stream;
use crate::run::Interrupt;

/// How many counts of draws are kept in memory, at 8 bytes each; more are drawn twice.
const KEPT: usize = 1 << 25;

/// What is left to chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shuffle<'a> {
    /// Which node has which group: labels are dealt anew, within strata if these are given.
    Labels(Option<&'a [u32]>),
    /// Who is tied to whom: [`nulls::rewire`](crate::network::nulls::rewire()).
    Rewire {
        /// How many swaps are tried for each edge.
        swaps: f64,
    },
}

/// A count beside those of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// In the network as observed.
    pub count: u64,
    /// The mean of the draws.
    pub mean: f64,
    /// Their standard deviation, over their number less one.
    pub sd: f64,
    /// `(1 + #{|draw - mean| >= |count - mean|}) / (1 + draws)`; NaN for what labels do not change,
    /// as the total.
    pub p: f64,
}

impl Compared {
    /// How many standard deviations the count is above the mean; NaN if the draws do not differ.
    pub fn z(&self) -> f64 {
        if self.sd > 0.0 { (self.count as f64 - self.mean) / self.sd } else { f64::NAN }
    }
}

/// The roles of each node, and the total, beside those that chance gives: six a node.
///
/// Labels: a node's own group stays, and the others' are dealt anew. One deck is dealt to all
/// nodes a draw; for each node the label it was dealt is swapped with its own from a node that was
/// dealt that, each equally likely, which gives every deal that leaves it its own the same chance.
///
/// The k-th draw comes from `Stream::new(seed, k)`: the same bits on any number of threads. Time
/// for each draw as for [`brokerage`](super::brokerage()); closed pairs are listed once if they fit
/// in 256 MB. Memory: 50 bytes a count for each thread, and 8 for each count and draw up to 256 MB,
/// beyond which all is drawn twice.
///
/// # Errors
/// [`Error::Input`] unless there is one group a node, one stratum for each node with a group, and
/// a draw; [`Error::Interrupted`].
pub fn compare_brokers(
    net: &Network,
    groups: &[u32],
    shuffle: Shuffle,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<[Compared; 6]>> {
    let groups = Groups::new(net, groups, "groups")?;
    let count = |open: &Open, deal: Option<&Deal>, stream: &mut Stream, interrupt: &Interrupt| {
        let mut labels = deal.map_or_else(|| groups.of.clone(), |deal| deal.labels.clone());
        let mut room = Room::new(net.n(), groups.count());
        let mut found = Vec::with_capacity(6 * net.n());
        for v in net.nodes() {
            interrupt.check()?;
            let own = groups.of[v as usize];
            let roles = if own == NONE {
                [0; 5]
            } else {
                let dealt = labels[v as usize];
                let other = deal.filter(|_| dealt != own).map(|deal| deal.holder(v, stream));
                if let Some(other) = other {
                    labels.swap(v as usize, other as usize);
                }
                let roles = open.roles(v, &labels, &mut room);
                if let Some(other) = other {
                    labels.swap(v as usize, other as usize);
                }
                roles
            };
            found.extend(with_total(roles));
        }
        Ok(found)
    };
    let compared = compare(net, &groups, shuffle, draws, seed, &count, interrupt)?;
    let dealt = matches!(shuffle, Shuffle::Labels(_));
    let of_node = |(six, &group): (&[Compared], &u32)| {
        let left_to_chance = |place: usize| !dealt || (place < 5 && six[5].count > 0);
        std::array::from_fn(|place| match six[place] {
            of if group == NONE => Compared { mean: f64::NAN, sd: f64::NAN, p: f64::NAN, ..of },
            of if left_to_chance(place) => of,
            of => Compared { p: f64::NAN, ..of },
        })
    };
    Ok(compared.chunks(6).zip(&groups.of).map(of_node).collect())
}

/// The roles of the whole network, and the total, beside those that chance gives. Labels are dealt
/// anew to all nodes. Draws as in [`compare_brokers`].
///
/// # Errors
/// As for [`compare_brokers`].
pub fn compare_roles(
    net: &Network,
    groups: &[u32],
    shuffle: Shuffle,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<[Compared; 6]> {
    let groups = Groups::new(net, groups, "groups")?;
    let count = |open: &Open, deal: Option<&Deal>, _: &mut Stream, interrupt: &Interrupt| {
        Ok(count_roles(open, &groups.under(deal), interrupt)?.to_vec())
    };
    let compared = compare(net, &groups, shuffle, draws, seed, &count, interrupt)?;
    let fixed = |place: usize| place == 5 && matches!(shuffle, Shuffle::Labels(_));
    Ok(std::array::from_fn(|place| match compared[place] {
        total if fixed(place) => Compared { p: f64::NAN, ..total },
        role => role,
    }))
}

/// The open two-paths by three groups, in the order of [`brokered`](super::brokered()), beside
/// those that chance gives. Draws as in [`compare_roles`].
///
/// # Errors
/// As for [`compare_brokers`], and for too many groups.
pub fn compare_passages(
    net: &Network,
    groups: &[u32],
    shuffle: Shuffle,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Compared>> {
    let groups = few_groups(net, groups)?;
    let count = |open: &Open, deal: Option<&Deal>, _: &mut Stream, interrupt: &Interrupt| {
        count_passages(open, &groups.under(deal), interrupt)
    };
    compare(net, &groups, shuffle, draws, seed, &count, interrupt)
}

impl Groups {
    fn under(&self, deal: Option<&Deal>) -> Self {
        let of = deal.map_or_else(|| self.of.clone(), |deal| deal.labels.clone());
        Self { of, ..self.clone() }
    }
}

/// Counts, always as many, under the labels of a deal or else those observed.
type Count<'a> =
    dyn Fn(&Open, Option<&Deal>, &mut Stream, &Interrupt) -> Result<Vec<u64>> + Sync + 'a;

fn compare(
    net: &Network,
    groups: &Groups,
    shuffle: Shuffle,
    draws: usize,
    seed: u64,
    count: &Count,
    interrupt: &Interrupt,
) -> Result<Vec<Compared>> {
    if draws == 0 {
        return Err(Error::input("draws", "0", "at least 1"));
    }
    let arcs = Arcs::new(net, groups);
    let (chance, open) = match shuffle {
        Shuffle::Labels(strata) => {
            (Chance::Deck(Deck::new(groups, strata)?), Open::often(&arcs, interrupt)?)
        }
        Shuffle::Rewire { swaps } => {
            let null = Null::Rewire { swaps, keep_reciprocity: false };
            (Chance::Model(Model::new(net, null)?), Open::once(&arcs))
        }
    };
    let values = count(&open, None, &mut Stream::new(seed, 0), interrupt)?;
    let draw = |k: usize| {
        interrupt.check()?;
        let mut stream = Stream::new(seed, k as u64);
        let found = match &chance {
            Chance::Model(model) => {
                let drawn = model.draw(net, stream.clone(), interrupt)?;
                let arcs = Arcs::new(&drawn, groups);
                count(&Open::once(&arcs), None, &mut stream, interrupt)?
            }
            Chance::Deck(deck) => {
                let deal = deck.deal(&mut stream);
                count(&open, Some(&deal), &mut stream, interrupt)?
            }
        };
        interrupt.advance(1);
        Ok(found)
    };
    beside_draws(&values, draws, &draw, interrupt)
}

/// A [`Shuffle`], ready to be drawn from.
enum Chance<'a> {
    Deck(Deck),
    Model(Model<'a>),
}

/// All labels, to be dealt within strata.
struct Deck {
    /// The nodes with a group, stratum by stratum.
    order: Vec<u32>,
    /// Where each stratum begins, and the last ends.
    strata: Vec<usize>,
    /// The labels of each stratum, ascending: those that the nodes of `order` have.
    labels: Vec<u32>,
    /// For each node, where the labels of its own stratum and group begin and end.
    own: Vec<(usize, usize)>,
}

/// One deal.
struct Deal<'a> {
    deck: &'a Deck,
    /// The nodes in the order of the labels they were dealt.
    order: Vec<u32>,
    labels: Vec<u32>,
}

impl Deck {
    fn new(groups: &Groups, strata: Option<&[u32]>) -> Result<Self> {
        let n = groups.of.len();
        if let Some(strata) = strata {
            let missing =
                |v: usize| groups.of[v] != NONE && strata.get(v).is_none_or(|&s| s == NONE);
            if strata.len() != n || (0..n).any(missing) {
                let found = format!("{} labels", strata.iter().filter(|&&s| s != NONE).count());
                return Err(Error::input("strata", found, "one for each node with a group"));
            }
        }
        let stratum = |v: u32| strata.map_or(0, |strata| strata[v as usize]);
        let mut order: Vec<u32> =
            (0..n as u32).filter(|&v| groups.of[v as usize] != NONE).collect();
        let cell = |v: u32| (stratum(v), groups.of[v as usize]);
        order.sort_by_key(|&v| cell(v));
        let labels = order.iter().map(|&v| groups.of[v as usize]).collect();
        let mut bounds = vec![0];
        let mut own = vec![(0, 0); n];
        for run in order.chunk_by(|&x, &y| stratum(x) == stratum(y)) {
            let mut from = bounds[bounds.len() - 1];
            for alike in run.chunk_by(|&x, &y| cell(x) == cell(y)) {
                let to = from + alike.len();
                alike.iter().for_each(|&v| own[v as usize] = (from, to));
                from = to;
            }
            bounds.push(from);
        }
        Ok(Self { order, strata: bounds, labels, own })
    }

    fn deal(&self, stream: &mut Stream) -> Deal<'_> {
        let mut order = self.order.clone();
        for bounds in self.strata.windows(2) {
            stream.shuffle(&mut order[bounds[0]..bounds[1]]);
        }
        let mut labels = vec![NONE; self.own.len()];
        for (&v, &label) in order.iter().zip(&self.labels) {
            labels[v as usize] = label;
        }
        Deal { deck: self, order, labels }
    }
}

impl Deal<'_> {
    /// A node of the stratum of `v` that was dealt the label that `v` has by itself.
    fn holder(&self, v: u32, stream: &mut Stream) -> u32 {
        let (from, to) = self.deck.own[v as usize];
        self.order[from + stream.below(to - from)]
    }
}

/// Sums over draws.
#[derive(Default)]
struct Sums {
    first: Vec<u128>,
    second: Vec<u128>,
    extreme: Vec<u64>,
    kept: Vec<(usize, Vec<u64>)>,
}

impl Sums {
    fn new(counts: usize) -> Self {
        Self {
            first: vec![0; counts],
            second: vec![0; counts],
            extreme: vec![0; counts],
            kept: Vec::new(),
        }
    }

    fn add(mut self, other: Self) -> Self {
        self.first.iter_mut().zip(other.first).for_each(|(x, y)| *x += y);
        self.second.iter_mut().zip(other.second).for_each(|(x, y)| *x += y);
        self.extreme.iter_mut().zip(other.extreme).for_each(|(x, y)| *x += y);
        self.kept.extend(other.kept);
        self
    }
}

/// Values beside those of the draws: means first, then how many draws are as far from them.
fn beside_draws(
    values: &[u64],
    draws: usize,
    draw: &(dyn Fn(usize) -> Result<Vec<u64>> + Sync),
    interrupt: &Interrupt,
) -> Result<Vec<Compared>> {
    let keep = values.len().saturating_mul(draws) <= KEPT;
    interrupt.expect(if keep { draws } else { 2 * draws } as u64);
    let mut sums = by_worker(values.len(), draws, &|sums: &mut Sums, k| {
        let drawn = draw(k)?;
        for (place, &value) in drawn.iter().enumerate() {
            sums.first[place] += u128::from(value);
            sums.second[place] += u128::from(value) * u128::from(value);
        }
        if keep {
            sums.kept.push((k, drawn));
        }
        Ok(())
    })?;
    let kept = std::mem::take(&mut sums.kept);
    // As far from the mean, in units of one over the number of draws.
    let far =
        |value: u64, place: usize| (u128::from(value) * draws as u128).abs_diff(sums.first[place]);
    let count = |into: &mut Sums, drawn: &[u64]| {
        for (place, &value) in drawn.iter().enumerate() {
            into.extreme[place] += u64::from(far(value, place) >= far(values[place], place));
        }
    };
    let extreme = by_worker(values.len(), draws, &|into: &mut Sums, k| {
        match kept.get(k) {
            Some((_, drawn)) => count(into, drawn),
            None => count(into, &draw(k)?),
        }
        Ok(())
    })?
    .extreme;
    let compared = |(place, &count): (usize, &u64)| {
        let (first, second, number) = (sums.first[place], sums.second[place], draws as u128);
        let squares = (number * second).saturating_sub(first * first) as f64 / draws as f64;
        let sd = if draws > 1 { (squares / (draws - 1) as f64).sqrt() } else { f64::NAN };
        let p = (1 + extreme[place]) as f64 / (1 + draws) as f64;
        Compared { count, mean: first as f64 / draws as f64, sd, p }
    };
    Ok(values.iter().enumerate().map(compared).collect())
}

/// `work` on 0, 1, ... by one worker a thread, each with sums of its own.
fn by_worker(
    counts: usize,
    draws: usize,
    work: &(dyn Fn(&mut Sums, usize) -> Result<()> + Sync),
) -> Result<Sums> {
    let next = AtomicUsize::new(0);
    let worker = |_| {
        let mut sums = Sums::new(counts);
        while let Some(k) = Some(next.fetch_add(1, Relaxed)).filter(|&k| k < draws) {
            work(&mut sums, k).inspect_err(|_| next.store(draws, Relaxed))?;
        }
        Ok(sums)
    };
    let workers = rayon::current_num_threads().min(draws);
    (0..workers)
        .into_par_iter()
        .with_max_len(1)
        .map(worker)
        .try_reduce(|| Sums::new(counts), |x, y| Ok(x.add(y)))
}
