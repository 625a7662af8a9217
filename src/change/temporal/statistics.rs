//! What events in time are like, as one number.

use hashbrown::HashMap;

use super::{Events, reach};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// A number that a list of events has; NaN if it is undefined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// Burstiness of a node's events: (s - m) / (s + m) with the mean m and the standard deviation
    /// s of the times between them; -1 for a clock, 0 for chance, towards 1 for bursts (Goh &
    /// Barabasi 2008, *EPL* 81:48002). The mean over nodes with three events or more.
    Burstiness,
    /// The same of the events from one node to another.
    LinkBurstiness,
    /// Whether a long time between two events of a node follows a long one: the correlation of
    /// consecutive times (same source). The mean over nodes with five events or more.
    Memory,
    /// The same of the events from one node to another.
    LinkMemory,
    /// The share of events between two that had met in this direction before.
    Repeated,
    /// The share of events that are later returned.
    Reciprocated,
    /// The median time from an event to the first that returns it, in seconds, over those that are
    /// returned.
    MedianResponse,
    /// The share of ordered pairs of nodes that a path in time joins.
    Reachability,
}

impl Statistic {
    /// All.
    pub const ALL: [Self; 8] = [
        Self::Burstiness,
        Self::LinkBurstiness,
        Self::Memory,
        Self::LinkMemory,
        Self::Repeated,
        Self::Reciprocated,
        Self::MedianResponse,
        Self::Reachability,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Burstiness => "burstiness",
            Self::LinkBurstiness => "link_burstiness",
            Self::Memory => "memory",
            Self::LinkMemory => "link_memory",
            Self::Repeated => "repeated",
            Self::Reciprocated => "reciprocated",
            Self::MedianResponse => "median_response_s",
            Self::Reachability => "reachability",
        }
    }

    /// The statistic of this name.
    ///
    /// # Errors
    /// [`Error::Input`] if there is none; it lists those there are.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|one| one.as_str()).collect();
            Error::input("statistic", format!("{name:?}"), names.join(", "))
        })
    }

    /// What it is of these events.
    pub(super) fn of(self, events: &Events, from: &[u32], interrupt: &Interrupt) -> Result<f64> {
        Ok(match self {
            Self::Burstiness => mean(rows_by_source(events), events, burstiness),
            Self::LinkBurstiness => mean(rows_by_link(events), events, burstiness),
            Self::Memory => mean(rows_by_source(events), events, memory),
            Self::LinkMemory => mean(rows_by_link(events), events, memory),
            Self::Repeated => repeated(events),
            Self::Reciprocated => responses(events).len() as f64 / events.len() as f64,
            Self::MedianResponse => median(responses(events)) / 1e6,
            Self::Reachability => reach::reachability(events, from, interrupt)?,
        })
    }
}

/// Rows in an order, and where each group of them ends.
type Grouped = (Vec<u32>, Vec<usize>);

/// The rows of each source together, in order of time.
fn rows_by_source(events: &Events) -> Grouped {
    let mut ends = vec![0_usize; events.n + 1];
    events.source.iter().for_each(|&node| ends[node as usize + 1] += 1);
    (0..events.n).for_each(|node| ends[node + 1] += ends[node]);
    let mut next = ends.clone();
    let mut rows = vec![0_u32; events.len()];
    for (row, &node) in events.source.iter().enumerate() {
        rows[next[node as usize]] = row as u32;
        next[node as usize] += 1;
    }
    (rows, ends[1..].to_vec())
}

/// The rows of each pair of source and target together, in order of time.
fn rows_by_link(events: &Events) -> Grouped {
    let mut rows: Vec<u32> = (0..events.len() as u32).collect();
    let link = |row: u32| (events.source[row as usize], events.target[row as usize]);
    rows.sort_unstable_by_key(|&row| (link(row), row));
    let ends = (1..=rows.len())
        .filter(|&end| end == rows.len() || link(rows[end]) != link(rows[end - 1]))
        .collect();
    (rows, ends)
}

/// The mean of what groups have, of those that have it.
fn mean(groups: Grouped, events: &Events, of: fn(&[f64]) -> Option<f64>) -> f64 {
    let (rows, ends) = groups;
    let (mut sum, mut count, mut first) = (0.0, 0_usize, 0);
    let mut between = Vec::new();
    for end in ends {
        between.clear();
        between.extend(rows[first..end].windows(2).map(|pair| {
            (events.time[pair[1] as usize] - events.time[pair[0] as usize]) as f64 / 1e6
        }));
        first = end;
        if let Some(value) = of(&between) {
            sum += value;
            count += 1;
        }
    }
    sum / count as f64
}

fn burstiness(between: &[f64]) -> Option<f64> {
    let (mean, sd) = moments(between);
    (between.len() >= 2 && mean + sd > 0.0).then(|| (sd - mean) / (sd + mean))
}

fn memory(between: &[f64]) -> Option<f64> {
    if between.len() < 4 {
        return None;
    }
    let (early, late) = (&between[..between.len() - 1], &between[1..]);
    let ((m, s), (n, u)) = (moments(early), moments(late));
    let sum: f64 = early.iter().zip(late).map(|(a, b)| (a - m) * (b - n)).sum();
    (s > 0.0 && u > 0.0).then(|| sum / (early.len() as f64 * s * u))
}

/// Mean and standard deviation over their number.
fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt())
}

fn repeated(events: &Events) -> f64 {
    let (_, ends) = rows_by_link(events);
    (events.len() - ends.len()) as f64 / events.len() as f64
}

/// For each event that is returned later, how long that took, in microseconds.
fn responses(events: &Events) -> Vec<i64> {
    let mut next: HashMap<(u32, u32), i64, foldhash::fast::FixedState> = HashMap::default();
    let mut found = Vec::new();
    let mut end = events.len();
    while end > 0 {
        let at = events.time[end - 1];
        let mut first = end - 1;
        while first > 0 && events.time[first - 1] == at {
            first -= 1;
        }
        // What comes at the same moment is no response.
        for row in first..end {
            let back = (events.target[row], events.source[row]);
            found.extend(next.get(&back).map(|later| later - at));
        }
        for row in first..end {
            next.insert((events.source[row], events.target[row]), at);
        }
        end = first;
    }
    found
}

fn median(mut values: Vec<i64>) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let (half, even) = (values.len() / 2, values.len().is_multiple_of(2));
    let (below, &mut upper, _) = values.select_nth_unstable(half);
    if even {
        let lower = below.iter().copied().max().unwrap_or(upper);
        return f64::midpoint(lower as f64, upper as f64);
    }
    upper as f64
}
