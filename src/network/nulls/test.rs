//! How a statistic compares with its draws under a null model.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::configuration::{joined_at_random, with_weights_dealt};
use super::rewire::{RewireOptions, Rewiring};
use super::uniform::{check_size, of_size, with_dyads, with_edges};
use crate::error::Result;
use crate::network::Network;
use crate::random::Stream;
use crate::run::Interrupt;

/// What is left to chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Null {
    /// Who is tied to whom, degrees given: [`rewire`](super::rewire()).
    Rewire {
        /// How many swaps are tried for each edge.
        swaps: f64,
        /// Whether each node also keeps its numbers of mutual, outgoing and incoming contacts.
        keep_reciprocity: bool,
    },
    /// Which stubs are joined, loops and parallel edges allowed: [`configuration`](super::configuration()).
    Configuration,
    /// Which edge has which weight; edges and their times stay.
    Weights,
    /// All but the nodes: each tie is there with probability 1/2 and weighs 1. For up to
    /// [`SIZE_NODES`](super::SIZE_NODES) nodes.
    Size,
    /// Which pairs are tied, the number of edges given; weights and times go with edges.
    Edges,
    /// Which pairs are tied, the numbers of mutual and one-way pairs given; weights and times go
    /// with arcs, and those of mutual pairs stay together. Undirected: as `Edges`.
    Dyads,
}

/// A number that a network has, undefined if NaN. It may check the interrupt; progress is counted
/// in draws and not for it to advance.
pub type Statistic<'a> = dyn Fn(&Network, &Interrupt) -> Result<f64> + Sync + 'a;

/// Several such numbers, always as many.
pub type Statistics<'a> = dyn Fn(&Network, &Interrupt) -> Result<Vec<f64>> + Sync + 'a;

/// A statistic of a network and of its random draws.
#[derive(Debug, Clone, PartialEq)]
pub struct NullTest {
    /// What it is in the network as observed.
    pub value: f64,
    /// What it is in each draw, in their order. NaN where it is undefined: such draws are left
    /// out of everything below, and [`NullTest::undefined`] counts them.
    pub draws: Vec<f64>,
}

/// The share of a value by which rounding may set apart what is equal.
const ROUNDING: f64 = 1e-12;

impl NullTest {
    /// One for each value, from all values of each draw.
    pub(super) fn of_each(values: &[f64], drawn: &[Vec<f64>]) -> Vec<Self> {
        let of = |place: usize| drawn.iter().map(|values| values[place]).collect();
        let tests = values.iter().enumerate();
        tests.map(|(place, &value)| Self { value, draws: of(place) }).collect()
    }

    fn defined(&self) -> impl Iterator<Item = f64> {
        self.draws.iter().copied().filter(|draw| !draw.is_nan())
    }

    /// In how many draws the statistic is undefined.
    pub fn undefined(&self) -> usize {
        self.draws.len() - self.defined().count()
    }

    /// The mean of the draws; NaN without any.
    pub fn null_mean(&self) -> f64 {
        self.defined().fold(0.0, |sum, draw| sum + draw) / self.defined().count() as f64
    }

    /// The standard deviation of the draws, over their number less one; NaN for fewer than two.
    /// 0 if all are equal but for rounding.
    pub fn null_sd(&self) -> f64 {
        let (mean, count) = (self.null_mean(), self.defined().count());
        let squares = self.defined().fold(0.0, |sum, draw| sum + (draw - mean).powi(2));
        if count < 2 {
            return f64::NAN;
        }
        let sd = (squares / (count - 1) as f64).sqrt();
        if sd <= ROUNDING * mean.abs() { 0.0 } else { sd }
    }

    /// How many standard deviations the value is above the mean of the draws; NaN if these do
    /// not differ.
    pub fn z(&self) -> f64 {
        let sd = self.null_sd();
        if sd > 0.0 { (self.value - self.null_mean()) / sd } else { f64::NAN }
    }

    /// How often chance is as far from its mean as the value is, on either side:
    /// `(1 + #{|draw - mean| >= |value - mean|}) / (1 + draws)`. NaN if the value or all draws are
    /// undefined or the mean is infinite.
    pub fn p(&self) -> f64 {
        let mean = self.null_mean();
        if !mean.is_finite() {
            return f64::NAN;
        }
        self.share(|draw, rounding| (draw - mean).abs() >= (self.value - mean).abs() - rounding)
    }

    /// How often chance gives so much or more: `(1 + #{draw >= value}) / (1 + draws)`. NaN if the
    /// value or all draws are undefined.
    pub fn p_greater(&self) -> f64 {
        self.share(|draw, rounding| draw >= self.value - rounding)
    }

    /// How often chance gives so little or less: `(1 + #{draw <= value}) / (1 + draws)`. NaN if the
    /// value or all draws are undefined.
    pub fn p_less(&self) -> f64 {
        self.share(|draw, rounding| draw <= self.value + rounding)
    }

    /// Draws that equal the value but for rounding count as extreme, which errs on the safe side.
    fn share(&self, is_extreme: impl Fn(f64, f64) -> bool) -> f64 {
        let count = self.defined().count();
        if count == 0 || self.value.is_nan() {
            return f64::NAN;
        }
        let rounding = if self.value.is_finite() { ROUNDING * self.value.abs() } else { 0.0 };
        let extreme = self.defined().filter(|&draw| is_extreme(draw, rounding)).count();
        (1 + extreme) as f64 / (1 + count) as f64
    }
}

/// Compare a statistic of a network with that of `draws` random networks under a null model.
///
/// The k-th draw comes from `Stream::new(seed, k)`, as [`rewire`](super::rewire()) and
/// [`configuration`](super::configuration()) have it, so the result has the same bits on any number
/// of threads if the statistic has. Draws run side by side, one network for each thread at a time.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) unless `swaps` is a number of 0 or more, and for
/// [`Null::Size`] of too many nodes; what the statistic says; [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, nulls, reciprocity}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 2, 3], &[1, 0, 3, 2], None, None, true)?;
/// let null = nulls::Null::Rewire { swaps: 10.0, keep_reciprocity: false };
/// let result = nulls::test(&net, &|net, _| Ok(reciprocity(net)), null, 99, 1, &Interrupt::new())?;
/// assert!(result.value > result.null_mean() && result.p() >= 0.01);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn test(
    net: &Network,
    statistic: &Statistic,
    null: Null,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<NullTest> {
    let one = |net: &Network, interrupt: &Interrupt| Ok(vec![statistic(net, interrupt)?]);
    let mut tests = test_all(net, &one, null, draws, seed, interrupt)?;
    Ok(tests.remove(0))
}

/// [`test()`] of several statistics on the same draws, each of which is made once.
///
/// # Errors
/// As for [`test()`].
pub fn test_all(
    net: &Network,
    statistics: &Statistics,
    null: Null,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<NullTest>> {
    interrupt.expect(draws as u64);
    let model = Model::new(net, null)?;
    let values = statistics(net, interrupt)?;
    let draw = |k: usize| {
        interrupt.check()?;
        let network = model.draw(net, Stream::new(seed, k as u64), interrupt)?;
        let drawn = statistics(&network, interrupt)?;
        interrupt.advance(1);
        Ok((k, drawn))
    };
    let drawn = one_each(draws, draw)?;
    Ok(NullTest::of_each(&values, &drawn))
}

impl Null {
    /// The network of this null model that the given draw of [`test()`] has.
    ///
    /// # Errors
    /// As for [`test()`].
    pub fn draw(
        self,
        net: &Network,
        seed: u64,
        draw: u64,
        interrupt: &Interrupt,
    ) -> Result<Network> {
        Model::new(net, self)?.draw(net, Stream::new(seed, draw), interrupt)
    }
}

/// `work(0)`, `work(1)`, ... in order, by one worker a thread, each with one at a time: a parallel
/// iterator over all would begin others while it waits within one, and hold a network for each.
pub(super) fn one_each<T: Send + Clone + Default>(
    count: usize,
    work: impl Fn(usize) -> Result<(usize, T)> + Sync,
) -> Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let worker = |_| {
        std::iter::from_fn(|| Some(next.fetch_add(1, Relaxed)).filter(|&k| k < count))
            .map(|k| work(k).inspect_err(|_| next.store(count, Relaxed)))
            .collect()
    };
    let workers = rayon::current_num_threads().min(count);
    let parts: Vec<Vec<(usize, T)>> =
        (0..workers).into_par_iter().with_max_len(1).map(worker).collect::<Result<_>>()?;
    let mut values = vec![T::default(); count];
    parts.into_iter().flatten().for_each(|(k, value)| values[k] = value);
    Ok(values)
}

/// A null model, ready to be drawn from.
pub(in crate::network) enum Model<'a> {
    Rewire(Rewiring<'a>),
    Configuration,
    Weights,
    Size,
    Edges,
    Dyads,
}

impl<'a> Model<'a> {
    pub(in crate::network) fn new(net: &'a Network, null: Null) -> Result<Self> {
        Ok(match null {
            Null::Rewire { swaps, keep_reciprocity } => {
                Self::Rewire(Rewiring::new(net, RewireOptions { swaps, keep_reciprocity })?)
            }
            Null::Configuration => Self::Configuration,
            Null::Weights => Self::Weights,
            Null::Size => {
                check_size(net)?;
                Self::Size
            }
            Null::Edges => Self::Edges,
            Null::Dyads => Self::Dyads,
        })
    }

    pub(in crate::network) fn draw(
        &self,
        net: &Network,
        stream: Stream,
        interrupt: &Interrupt,
    ) -> Result<Network> {
        match self {
            Self::Rewire(rewiring) => Ok(rewiring.draw(stream, false, interrupt)?.network),
            Self::Configuration => joined_at_random(net, stream, interrupt),
            Self::Weights => with_weights_dealt(net, stream, interrupt),
            Self::Size => of_size(net, stream, interrupt),
            Self::Edges => with_edges(net, stream, interrupt),
            Self::Dyads => with_dyads(net, stream, interrupt),
        }
    }
}
