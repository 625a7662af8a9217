//! Whether who meets whom when is more than chance would have it: statistics of events in time, and
//! random events that share some of their traits (Holme & Saramaki 2012, *Physics Reports* 519:97;
//! Gauvin and others 2022, *SIAM Review* 64:763).
//!
//! | file | answers |
//! |---|---|
//! | `statistics` | how bursty events are, how often they repeat and are returned, and how soon |
//! | `reach` | who can have heard of whom |
//! | `shuffles` | events of which something is left to chance |

mod reach;
mod shuffles;
mod statistics;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::nulls::NullTest;
use crate::run::Interrupt;

pub use shuffles::Null;
pub use statistics::Statistic;

use shuffles::Model;

/// Events in order of time: one node turned to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Events {
    n: usize,
    source: Vec<u32>,
    target: Vec<u32>,
    time: Vec<i64>,
}

impl Events {
    /// Events among the nodes `0..n`, put in order of time, source and target.
    ///
    /// # Errors
    /// [`Error::Input`] if the columns differ in length, name nodes beyond `n`, or an event leads
    /// from a node to itself.
    pub fn new(n: usize, source: &[u32], target: &[u32], time: &[i64]) -> Result<Self> {
        if source.len() != target.len() || source.len() != time.len() {
            let found = format!("{}, {} and {} cells", source.len(), target.len(), time.len());
            return Err(Error::input("source, target, at", found, "columns of one length"));
        }
        let mut rows: Vec<(i64, u32, u32)> =
            time.iter().zip(source).zip(target).map(|((&at, &a), &b)| (at, a, b)).collect();
        if rows.iter().any(|&(_, a, b)| a as usize >= n || b as usize >= n || a == b) {
            let wanted = format!("two different nodes below {n} each");
            return Err(Error::input("source, target", "an event of others", wanted));
        }
        rows.sort_unstable();
        Ok(Self {
            n,
            source: rows.iter().map(|row| row.1).collect(),
            target: rows.iter().map(|row| row.2).collect(),
            time: rows.iter().map(|row| row.0).collect(),
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Who turned to somebody, event by event.
    pub fn source(&self) -> &[u32] {
        &self.source
    }

    /// To whom.
    pub fn target(&self) -> &[u32] {
        &self.target
    }

    /// When, in microseconds.
    pub fn time(&self) -> &[i64] {
        &self.time
    }
}

/// What chance is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestOptions {
    /// What is left to chance.
    pub null: Null,
    /// How many random lists of events.
    pub draws: usize,
    /// Which.
    pub seed: u64,
    /// From how many nodes, drawn once, reachability is followed; `None` for all.
    pub sources: Option<usize>,
}

/// Compare statistics of events with those of random events, all on the same draws.
///
/// The k-th draw is made with `Stream::new(seed, k)`; the same bits on any number of threads.
/// O(draws m log m), reachability O(draws m sources / 64).
///
/// # Errors
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::change::temporal::{Events, Null, Statistic, TestOptions, test};
/// use twiplomacy::run::Interrupt;
/// let events = Events::new(2, &[0, 1, 0, 1], &[1, 0, 1, 0], &[0, 1, 2, 3])?;
/// let options = TestOptions { null: Null::Times, draws: 9, seed: 0, sources: None };
/// let found = test(&events, &[Statistic::Repeated], options, &Interrupt::new())?;
/// assert_eq!(found[0].value, 0.5);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn test(
    events: &Events,
    statistics: &[Statistic],
    options: TestOptions,
    interrupt: &Interrupt,
) -> Result<Vec<NullTest>> {
    interrupt.expect(options.draws as u64);
    let model = Model::new(events, options.null, interrupt)?;
    let from = reach::sources(events, options.sources, options.seed);
    let measure = |events: &Events| -> Result<Vec<f64>> {
        let one = |statistic: &Statistic| {
            interrupt.check()?;
            statistic.of(events, &from, interrupt)
        };
        statistics.iter().map(one).collect()
    };
    let values = measure(events)?;
    let draw = |k: usize| {
        interrupt.check()?;
        let drawn = measure(&model.draw(options.seed, k as u64, interrupt)?)?;
        interrupt.advance(1);
        Ok(drawn)
    };
    let drawn = (0..options.draws).into_par_iter().map(draw).collect::<Result<Vec<_>>>()?;
    let of = |place: usize| drawn.iter().map(|values| values[place]).collect();
    Ok(values
        .iter()
        .enumerate()
        .map(|(place, &value)| NullTest { value, draws: of(place) })
        .collect())
}

/// The events of the given draw of [`test`].
///
/// # Errors
/// [`Error::Interrupted`].
pub fn draw(
    events: &Events,
    null: Null,
    seed: u64,
    draw: u64,
    interrupt: &Interrupt,
) -> Result<Events> {
    Model::new(events, null, interrupt)?.draw(seed, draw, interrupt)
}

#[cfg(test)]
mod tests;
