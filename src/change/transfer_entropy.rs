//! Transfer entropy: how much the past of one series says of the next value of another, beyond what
//! that other's own past says (Schreiber 2000, *Physical Review Letters* 85:461).

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::nulls::NullTest;
use crate::random::Stream;
use crate::run::Interrupt;

/// The symbol of a window of which nothing is known.
pub const GAP: u16 = u16::MAX;

/// The most states that are counted at a time: beyond this no series is long enough.
const MOST_STATES: u128 = 1 << 22;

/// How far back to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// How many symbols there are: `0..bins`.
    pub bins: usize,
    /// How many values of the target's own past.
    pub target: usize,
    /// How many values of the source's past.
    pub source: usize,
}

/// How the source is set at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shuffle {
    /// Its values in any order: chance without memory.
    Values,
    /// Its values moved on in time by a random stretch, what falls off the end put in front: the
    /// source keeps its memory.
    Shift,
}

/// The transfer entropy from `source` to `target`, in bits; NaN if no moment has both pasts.
///
/// With x the source and y the target, it is H(y' | past of y) - H(y' | past of y, past of x), by
/// the shares of each state in the series. Moments whose present or past holds a [`GAP`] are left
/// out. Shares of few moments are biased upwards: compare with [`test`]. O(n + states).
///
/// # Errors
/// [`Error::Input`] if the series differ in length, hold other symbols than `0..bins`, or the
/// histories have more than some four million states.
///
/// ```
/// use twiplomacy::change::transfer_entropy::{History, transfer_entropy};
/// let source = [0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0];
/// let target: Vec<u16> = std::iter::once(0).chain(source[..15].iter().copied()).collect();
/// let history = History { bins: 2, target: 1, source: 1 };
/// let (forth, back) =
///     (transfer_entropy(&source, &target, history)?, transfer_entropy(&target, &source, history)?);
/// assert!(forth > 0.8 && back < 0.3);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn transfer_entropy(source: &[u16], target: &[u16], history: History) -> Result<f64> {
    Ok(Counter::new(source, target, history)?.entropy(source))
}

/// [`transfer_entropy`] and what it comes to when the source is set at random (Marschinski & Kantz
/// 2002, *European Physical Journal B* 30:275): the value less the mean of the draws is their
/// effective transfer entropy.
///
/// The k-th draw is made with `Stream::new(seed, k)`, gaps stay where they are; the same bits on
/// any number of threads. O(draws (n + states)).
///
/// # Errors
/// As for [`transfer_entropy`], and [`Error::Interrupted`].
pub fn test(
    source: &[u16],
    target: &[u16],
    history: History,
    shuffle: Shuffle,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<NullTest> {
    let counter = Counter::new(source, target, history)?;
    let known: Vec<usize> = (0..source.len()).filter(|&t| source[t] != GAP).collect();
    let draw = |k: usize| {
        interrupt.check()?;
        let mut stream = Stream::new(seed, k as u64);
        let mut symbols: Vec<u16> = known.iter().map(|&t| source[t]).collect();
        match shuffle {
            Shuffle::Values => stream.shuffle(&mut symbols),
            Shuffle::Shift if symbols.len() > 1 => {
                let by = 1 + stream.below(symbols.len() - 1);
                symbols.rotate_right(by);
            }
            Shuffle::Shift => {}
        }
        let mut drawn = source.to_vec();
        known.iter().zip(symbols).for_each(|(&t, symbol)| drawn[t] = symbol);
        interrupt.advance(1);
        Ok(counter.entropy(&drawn))
    };
    let draws = (0..draws).into_par_iter().map(draw).collect::<Result<Vec<f64>>>()?;
    Ok(NullTest { value: counter.entropy(source), draws })
}

/// What of the count does not change when the source is shuffled.
struct Counter {
    history: History,
    /// The moments whose present and pasts are known: the time of the target's next value.
    moments: Vec<usize>,
    /// For each moment the number of the target's past, and of its past and next value.
    past: Vec<usize>,
    joint: Vec<usize>,
    /// How many of these numbers there are.
    pasts: usize,
    joints: usize,
    /// How many pasts of the source there can be.
    sources: usize,
}

impl Counter {
    fn new(source: &[u16], target: &[u16], history: History) -> Result<Self> {
        let History { bins, target: own, source: other } = history;
        if source.len() != target.len() {
            let found = format!("{} and {} windows", source.len(), target.len());
            return Err(Error::input("source, target", found, "series of one length"));
        }
        let strange = |&symbol: &u16| symbol != GAP && usize::from(symbol) >= bins;
        if let Some(symbol) = source.iter().chain(target).copied().find(strange) {
            let wanted = format!("symbols below {bins}");
            return Err(Error::input("source, target", format!("the symbol {symbol}"), wanted));
        }
        let exponent = u32::try_from(1 + own + other).unwrap_or(u32::MAX);
        let states = (bins as u128).checked_pow(exponent).filter(|&states| states <= MOST_STATES);
        if states.is_none() || own == 0 || other == 0 {
            let found =
                format!("{bins} bins, {own} windows of the target's past, {other} of the source's");
            let wanted = format!("at least one of each, and at most {MOST_STATES} states");
            return Err(Error::input("bins, history", found, wanted));
        }
        let known = |series: &[u16], from: usize, to: usize| {
            series[from..to].iter().all(|&symbol| symbol != GAP)
        };
        let moments: Vec<usize> = (own.max(other)..target.len())
            .filter(|&t| known(target, t - own, t + 1) && known(source, t - other, t))
            .collect();
        let past: Vec<usize> = moments.iter().map(|&t| code(&target[t - own..t], bins)).collect();
        let joint: Vec<usize> = moments
            .iter()
            .zip(&past)
            .map(|(&t, past)| past * bins + usize::from(target[t]))
            .collect();
        let (past, pasts) = ranked(&past);
        let (joint, joints) = ranked(&joint);
        let sources = bins.pow(other as u32);
        Ok(Self { history, moments, past, joint, pasts, joints, sources })
    }

    fn entropy(&self, source: &[u16]) -> f64 {
        let n = self.moments.len();
        if n == 0 {
            return f64::NAN;
        }
        let mut alone = vec![0_u32; self.pasts * self.sources];
        let mut all = vec![0_u32; self.joints * self.sources];
        for (place, &t) in self.moments.iter().enumerate() {
            let seen = code(&source[t - self.history.source..t], self.history.bins);
            alone[self.past[place] * self.sources + seen] += 1;
            all[self.joint[place] * self.sources + seen] += 1;
        }
        let of = |numbers: &[usize], count: usize| {
            let mut counts = vec![0_u32; count];
            numbers.iter().for_each(|&number| counts[number] += 1);
            information(&counts)
        };
        let bits = information(&all) - information(&alone) - of(&self.joint, self.joints)
            + of(&self.past, self.pasts);
        // It cannot be negative but for rounding.
        (bits / n as f64).max(0.0)
    }
}

/// A past as one number: its symbols are the digits.
fn code(symbols: &[u16], bins: usize) -> usize {
    symbols.iter().fold(0, |code, &symbol| code * bins + usize::from(symbol))
}

/// The numbers in place of which each code stands, without holes, and how many there are.
fn ranked(codes: &[usize]) -> (Vec<usize>, usize) {
    let mut distinct = codes.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let rank = |code: &usize| distinct.partition_point(|other| other < code);
    (codes.iter().map(rank).collect(), distinct.len())
}

/// The sum of c log2 c.
fn information(counts: &[u32]) -> f64 {
    counts.iter().filter(|&&count| count > 1).map(|&c| f64::from(c) * f64::from(c).log2()).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// By the definition: the sum of p(y', y, x) log2 of p(y' | y, x) / p(y' | y).
    fn slowly(source: &[u16], target: &[u16], history: History) -> f64 {
        type Past<'a> = (u16, &'a [u16], &'a [u16]);
        let mut counts: HashMap<Past, f64> = HashMap::new();
        for t in history.target.max(history.source)..target.len() {
            let state = (target[t], &target[t - history.target..t], &source[t - history.source..t]);
            if state.0 != GAP && !state.1.contains(&GAP) && !state.2.contains(&GAP) {
                *counts.entry(state).or_default() += 1.0;
            }
        }
        let total: f64 = counts.values().sum();
        let sum = |keep: &dyn Fn(&Past) -> bool| -> f64 {
            counts.iter().filter(|(state, _)| keep(state)).map(|(_, count)| count).sum()
        };
        let terms = counts.iter().map(|(&(next, own, other), &count)| {
            let with = count / sum(&|s| s.1 == own && s.2 == other);
            let without = sum(&|s| s.0 == next && s.1 == own) / sum(&|s| s.1 == own);
            count / total * (with / without).log2()
        });
        if total > 0.0 { terms.sum() } else { f64::NAN }
    }

    fn series(bins: u16, n: usize) -> impl Strategy<Value = Vec<u16>> {
        let symbol = prop_oneof![9 => 0..bins, 1 => Just(GAP)];
        prop::collection::vec(symbol, n)
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(
            (bins, source, target) in (1_u16..4, 0_usize..40)
                .prop_flat_map(|(bins, n)| (Just(bins), series(bins, n), series(bins, n))),
            own in 1_usize..4,
            other in 1_usize..4,
        ) {
            let history = History { bins: bins.into(), target: own, source: other };
            let found = transfer_entropy(&source, &target, history).unwrap();
            let wanted = slowly(&source, &target, history);
            prop_assert!(
                (found - wanted).abs() < 1e-9 || found.is_nan() && wanted.is_nan(),
                "{} {}", found, wanted
            );
        }
    }

    #[test]
    fn a_driver_is_found_in_its_direction_only() {
        let mut stream = Stream::new(5, 0);
        let source: Vec<u16> = (0..400).map(|_| stream.below(2) as u16).collect();
        let flip = |stream: &mut Stream| u16::from(stream.unit() < 0.2);
        let target: Vec<u16> =
            (0..400).map(|t| if t == 0 { 0 } else { source[t - 1] ^ flip(&mut stream) }).collect();
        let history = History { bins: 2, target: 1, source: 1 };
        for shuffle in [Shuffle::Values, Shuffle::Shift] {
            let go = |a: &[u16], b: &[u16]| {
                test(a, b, history, shuffle, 199, 3, &Interrupt::new()).unwrap()
            };
            let (forth, back) = (go(&source, &target), go(&target, &source));
            // 1 - H(0.2) = 0.278 bits of each value come from the source.
            assert!((forth.value - 0.278).abs() < 0.1, "{}", forth.value);
            assert_eq!(forth.p_greater(), 0.005);
            assert!(back.p_greater() > 0.05, "{}", back.p_greater());
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_draws_on_any_number_of_threads() {
        let mut stream = Stream::new(1, 0);
        let a: Vec<u16> = (0..300).map(|_| stream.below(3) as u16).collect();
        let b: Vec<u16> = (0..300).map(|_| stream.below(3) as u16).collect();
        let history = History { bins: 3, target: 1, source: 1 };
        let go = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                test(&a, &b, history, Shuffle::Values, 50, 7, &Interrupt::new()).unwrap()
            })
        };
        assert_eq!(go(1), go(4));
        assert_eq!(go(1).draws.len(), 50);
    }

    #[test]
    fn shuffles_leave_gaps_where_they_are() {
        let source = [0, GAP, 1, 1, 0, GAP, 1, 0];
        let target = [0, 1, 1, 0, 1, 0, 1, 1];
        let history = History { bins: 2, target: 1, source: 1 };
        for shuffle in [Shuffle::Values, Shuffle::Shift] {
            let found = test(&source, &target, history, shuffle, 20, 1, &Interrupt::new()).unwrap();
            assert!(found.draws.iter().all(|draw| draw.is_finite()));
        }
    }

    #[test]
    fn what_cannot_be_counted_is_refused_and_an_interrupt_ends_it() {
        let history = History { bins: 2, target: 1, source: 1 };
        assert!(transfer_entropy(&[0, 1], &[0], history).is_err());
        assert!(transfer_entropy(&[0, 2], &[0, 1], history).is_err());
        let deep = History { bins: 8, target: 8, source: 8 };
        assert!(transfer_entropy(&[0, 1], &[0, 1], deep).is_err());
        let none = History { bins: 2, target: 0, source: 1 };
        assert!(transfer_entropy(&[0, 1], &[0, 1], none).is_err());
        assert!(transfer_entropy(&[0], &[1], history).unwrap().is_nan());
        let stopped = Interrupt::new();
        stopped.stop();
        let found = test(&[0, 1], &[1, 0], history, Shuffle::Values, 5, 0, &stopped);
        assert_eq!(found, Err(Error::Interrupted));
    }
}
