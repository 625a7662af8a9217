//! Events of which something is left to chance. The times of the list never change: what moves is
//! who meets whom at each.

use super::Events;
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::nulls::{RewireOptions, rewire};
use crate::random::Stream;
use crate::run::Interrupt;

/// What is left to chance. In the words of Gauvin and others 2022: shuffled timestamps, timestamps
/// shuffled within sources, and link shuffling that keeps degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// When: times are dealt anew over all events. Who meets whom, and how often, stays, and so
    /// does how much happens at each time.
    Times,
    /// The same among the events of each source: when it is active stays, too.
    TimesWithin,
    /// Whom: targets are dealt anew over all events. When and how often each source acts stays,
    /// and how often each target is met.
    Targets,
    /// Who is tied to whom: the network of those who meet is rewired so that each keeps its number
    /// of out- and in-contacts, and the times of a link go with it, at its source.
    Links,
}

impl Null {
    /// All.
    pub const ALL: [Self; 4] = [Self::Times, Self::TimesWithin, Self::Targets, Self::Links];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Times => "times",
            Self::TimesWithin => "times_within",
            Self::Targets => "targets",
            Self::Links => "links",
        }
    }

    /// The null of this name.
    ///
    /// # Errors
    /// [`Error::Input`] if there is none; it lists those there are.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|one| one.as_str()).collect();
            Error::input("null", format!("{name:?}"), names.join(", "))
        })
    }
}

/// Swaps that are tried for each event or link.
const SWAPS: usize = 10;

/// A null model, ready to be drawn from.
pub(super) struct Model<'a> {
    events: &'a Events,
    null: Null,
    links: Option<Links>,
    /// The rows of each source.
    own: Vec<Vec<u32>>,
}

/// The network of those who meet: the weight of an edge is the number of its link, from 1.
struct Links {
    net: Network,
    /// The link of each event, from 0.
    of_event: Vec<u32>,
    count: usize,
}

impl<'a> Model<'a> {
    pub(super) fn new(events: &'a Events, null: Null, interrupt: &Interrupt) -> Result<Self> {
        let links = (null == Null::Links).then(|| Links::new(events, interrupt)).transpose()?;
        let mut own = Vec::new();
        if null == Null::TimesWithin {
            own.resize(events.n, Vec::new());
            for (row, &node) in events.source.iter().enumerate() {
                own[node as usize].push(row as u32);
            }
        }
        Ok(Self { events, null, links, own })
    }

    pub(super) fn draw(&self, seed: u64, draw: u64, interrupt: &Interrupt) -> Result<Events> {
        let mut drawn = self.events.clone();
        let mut stream = Stream::new(seed, draw);
        match self.null {
            // To shuffle the times over the events is to shuffle the events over the times.
            Null::Times => {
                let mut rows: Vec<u32> = (0..drawn.len() as u32).collect();
                stream.shuffle(&mut rows);
                let taken = |ends: &[u32]| rows.iter().map(|&row| ends[row as usize]).collect();
                (drawn.source, drawn.target) =
                    (taken(&self.events.source), taken(&self.events.target));
            }
            Null::TimesWithin => {
                for rows in &self.own {
                    let mut dealt = rows.clone();
                    stream.shuffle(&mut dealt);
                    for (&row, &from) in rows.iter().zip(&dealt) {
                        drawn.target[row as usize] = self.events.target[from as usize];
                    }
                }
            }
            Null::Targets => deal_targets(&mut drawn, &mut stream, interrupt)?,
            Null::Links => {
                if let Some(links) = &self.links {
                    links.rewired(&mut drawn, seed, draw, interrupt)?;
                }
            }
        }
        Ok(drawn)
    }
}

/// Swap the targets of two events, again and again, unless one would be its own target.
fn deal_targets(events: &mut Events, stream: &mut Stream, interrupt: &Interrupt) -> Result<()> {
    let m = events.len();
    for attempt in 0..SWAPS * m {
        if attempt % 65_536 == 0 {
            interrupt.check()?;
        }
        let (i, j) = (stream.below(m), stream.below(m));
        if events.source[i] != events.target[j] && events.source[j] != events.target[i] {
            events.target.swap(i, j);
        }
    }
    Ok(())
}

impl Links {
    fn new(events: &Events, interrupt: &Interrupt) -> Result<Self> {
        let pair = |row: usize| (events.source[row], events.target[row]);
        let mut links: Vec<(u32, u32)> = (0..events.len()).map(pair).collect();
        links.sort_unstable();
        links.dedup();
        interrupt.check()?;
        let of_event = (0..events.len())
            .map(|row| links.partition_point(|&link| link < pair(row)) as u32)
            .collect();
        let (source, target): (Vec<u32>, Vec<u32>) = links.iter().copied().unzip();
        interrupt.check()?;
        let numbers: Vec<f64> = (1..=links.len()).map(|number| number as f64).collect();
        let net = Network::from_edges(events.n, &source, &target, Some(&numbers), None, true)?;
        Ok(Self { net, of_event, count: links.len() })
    }

    fn rewired(
        &self,
        events: &mut Events,
        seed: u64,
        draw: u64,
        interrupt: &Interrupt,
    ) -> Result<()> {
        let options = RewireOptions { swaps: SWAPS as f64, keep_reciprocity: false };
        let edges = rewire(&self.net, options, seed, draw, interrupt)?.network.columns();
        let mut ends = vec![(0, 0); self.count];
        for ((&source, &target), &number) in
            edges.source.iter().zip(&edges.target).zip(&edges.weight)
        {
            ends[number as usize - 1] = (source, target);
        }
        for (row, &link) in self.of_event.iter().enumerate() {
            (events.source[row], events.target[row]) = ends[link as usize];
        }
        Ok(())
    }
}
