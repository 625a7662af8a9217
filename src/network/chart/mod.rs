//! The formal chart: who is set over whom, and which ties pass it by.
//!
//! | file | answers |
//! |---|---|
//! | here | the chart as a tree: superiors, ranks, distances, lines of command |
//! | [`bypass()`] | how much of the traffic keeps to the chart, beside chance |
//! | [`rank_correlation()`] | whether those ranked high stand high in the traffic, beside chance |
//!
//! A chart is of people `0..k`, each with the post that they hold. The first n may be the nodes of
//! a network; the others are people of the chart whom the network does not know. Who has neither a
//! superior nor subordinates is off the chart.

mod bypass;
mod rank;

pub use bypass::{Bypass, Traffic, bypass, chart_ties};
pub use rank::{RankCorrelation, rank_correlation, spearman};

use crate::error::{Error, Result};
use crate::network::Network;

/// No superior, or off the chart.
pub const NONE: u32 = u32::MAX;

/// How a tie runs on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Between superior and subordinate.
    Line,
    /// Between two in one line of command who are further apart: past those between them.
    Skip,
    /// Between two of whom neither is set over the other, however indirectly.
    Lateral,
    /// Between one on the chart and one off it.
    External,
    /// Between two off the chart.
    Off,
}

impl Path {
    /// Those that count, in the order of tables.
    pub const COUNTED: [Path; 4] = [Self::Line, Self::Skip, Self::Lateral, Self::External];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Skip => "skip",
            Self::Lateral => "lateral",
            Self::External => "external",
            Self::Off => "off",
        }
    }
}

/// The formal chart as a tree, or as several where there are several heads.
///
/// Every question about two people but their distance takes O(1): people are numbered as a walk
/// from the top enters their posts, so that those below a post are an interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    superior: Vec<u32>,
    /// Steps from the head; [`NONE`] off the chart.
    depth: Vec<u32>,
    enter: Vec<u32>,
    /// One more than the largest `enter` at or below a post.
    leave: Vec<u32>,
}

impl Chart {
    /// The chart in which `superior[v]` is set over v, [`NONE`] over its heads and over those off
    /// it. O(k).
    ///
    /// # Errors
    /// [`Error::Input`] for a superior that is nobody, for somebody who is their own superior,
    /// however indirectly, and for more than 2^32 - 1 people.
    ///
    /// ```
    /// use twiplomacy::network::chart::{Chart, NONE, Path};
    /// let chart = Chart::new(&[NONE, 0, 1, 0, NONE])?;
    /// assert_eq!(chart.rank(2), Some(3));
    /// assert_eq!(chart.path(0, 1), Path::Line);
    /// assert_eq!(chart.path(2, 0), Path::Skip);
    /// assert_eq!(chart.path(2, 3), Path::Lateral);
    /// assert_eq!(chart.path(4, 0), Path::External);
    /// # Ok::<(), twiplomacy::Error>(())
    /// ```
    pub fn new(superior: &[u32]) -> Result<Self> {
        let k = superior.len();
        if k > NONE as usize {
            return Err(Error::input("superior", format!("{k} people"), "at most 2^32 - 1"));
        }
        if let Some(&nobody) = superior.iter().find(|&&s| s != NONE && s as usize >= k) {
            let wanted = format!("numbers below {k}, one for each of the people");
            return Err(Error::input("superior", nobody.to_string(), wanted));
        }
        if let Some(round) = cycle(superior) {
            let found = format!("{} people above one another, such as {}", round.len(), round[0]);
            return Err(Error::input("superior", found, "a chart without cycles"));
        }
        Ok(Self::walked(superior))
    }

    /// Walk from each head to all below. There are no cycles.
    fn walked(superior: &[u32]) -> Self {
        let k = superior.len();
        let below = Below::new(superior);
        let (mut depth, mut enter, mut leave) = (vec![NONE; k], vec![0; k], vec![0; k]);
        let mut clock = 0;
        let mut open: Vec<(u32, u32)> = Vec::new();
        for head in 0..k as u32 {
            if superior[head as usize] != NONE || below.of(head).is_empty() {
                continue;
            }
            open.push((head, 0));
            while let Some(&(v, steps)) = open.last() {
                let place = v as usize;
                if depth[place] == NONE {
                    (depth[place], enter[place]) = (steps, clock);
                    clock += 1;
                    open.extend(below.of(v).iter().rev().map(|&t| (t, steps + 1)));
                } else {
                    leave[place] = clock;
                    open.pop();
                }
            }
        }
        Self { superior: superior.to_vec(), depth, enter, leave }
    }

    /// How many people there are, on the chart or off it.
    pub fn people(&self) -> usize {
        self.superior.len()
    }

    /// Whether somebody is on the chart.
    pub fn holds(&self, v: u32) -> bool {
        self.depth[v as usize] != NONE
    }

    /// The formal rank: 1 for a head, 2 for those directly below, and so on.
    pub fn rank(&self, v: u32) -> Option<u32> {
        self.holds(v).then(|| self.depth[v as usize] + 1)
    }

    /// Whether u is set over v, directly or not.
    pub fn is_over(&self, u: u32, v: u32) -> bool {
        let inside = self.enter[u as usize]..self.leave[u as usize];
        u != v && self.holds(v) && inside.contains(&self.enter[v as usize])
    }

    /// How a tie between two people runs on the chart, in either direction.
    pub fn path(&self, u: u32, v: u32) -> Path {
        match (self.holds(u), self.holds(v)) {
            (false, false) => Path::Off,
            (true, true) if self.superior[u as usize] == v || self.superior[v as usize] == u => {
                Path::Line
            }
            (true, true) if self.is_over(u, v) || self.is_over(v, u) => Path::Skip,
            (true, true) => Path::Lateral,
            _ => Path::External,
        }
    }

    /// How many steps lie between two people along the chart: up to the first who is over both, or
    /// is one of them, and down. None under different heads or off the chart. O(depth).
    pub fn distance(&self, u: u32, v: u32) -> Option<u32> {
        if !self.holds(u) || !self.holds(v) {
            return None;
        }
        let steps = |v: u32| self.depth[v as usize];
        let mut common = u;
        while common != v && !self.is_over(common, v) {
            common = self.superior[common as usize];
            if common == NONE {
                return None;
            }
        }
        Some(steps(u) + steps(v) - 2 * steps(common))
    }
}

/// Some who are each other's superiors, in order from subordinate to superior; the first also
/// stands above the last. None if nobody is above themself. O(k).
///
/// ```
/// use twiplomacy::network::chart::{NONE, cycle};
/// assert_eq!(cycle(&[1, 2, 1, NONE]), Some(vec![1, 2]));
/// assert_eq!(cycle(&[NONE, 0]), None);
/// ```
pub fn cycle(superior: &[u32]) -> Option<Vec<u32>> {
    // The walk that first came by, numbered by its start.
    let mut seen = vec![NONE; superior.len()];
    for start in 0..superior.len() as u32 {
        let mut v = start;
        while v != NONE && seen[v as usize] == NONE {
            seen[v as usize] = start;
            v = superior[v as usize];
        }
        if v != NONE && seen[v as usize] == start {
            let mut round = vec![v];
            let mut next = superior[v as usize];
            while next != v {
                round.push(next);
                next = superior[next as usize];
            }
            return Some(round);
        }
    }
    None
}

/// A chart that knows the nodes of a network.
fn check(net: &Network, chart: &Chart) -> Result<()> {
    if chart.people() >= net.n() {
        return Ok(());
    }
    let found = format!("a chart of {} people", chart.people());
    Err(Error::input("superior", found, format!("the {} nodes among them", net.n())))
}

/// The direct subordinates of each, ascending.
struct Below {
    offsets: Vec<usize>,
    ids: Vec<u32>,
}

impl Below {
    fn new(superior: &[u32]) -> Self {
        let mut offsets = vec![0; superior.len() + 1];
        for &s in superior.iter().filter(|&&s| s != NONE) {
            offsets[s as usize + 1] += 1;
        }
        for place in 1..offsets.len() {
            offsets[place] += offsets[place - 1];
        }
        let mut next = offsets.clone();
        let mut ids = vec![0; offsets[superior.len()]];
        for (v, &s) in (0..).zip(superior).filter(|(_, s)| **s != NONE) {
            ids[next[s as usize]] = v;
            next[s as usize] += 1;
        }
        Self { offsets, ids }
    }

    fn of(&self, v: u32) -> &[u32] {
        &self.ids[self.offsets[v as usize]..self.offsets[v as usize + 1]]
    }
}

#[cfg(test)]
mod tests;
