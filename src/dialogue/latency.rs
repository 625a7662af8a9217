//! How the share of the answered grows with time.

use rayon::prelude::*;

use super::messages;
use crate::corpus::{Corpus, Found, Groups, NONE};
use crate::error::Result;
use crate::inference::{Event, Watched, curve};
use crate::run::Interrupt;

/// The curve behind each median latency.
#[derive(Debug, Default)]
pub struct Latency {
    /// The groups.
    pub found: Found,
    /// The group, the curve of those *not* answered; in the order of [`Found::order`].
    pub curves: Vec<(u32, Vec<Watched>)>,
}

/// Kaplan & Meier's curve of the time to the answer for each group that was addressed, over its
/// [messages](messages()), with [pointwise intervals](curve()). `O(n log n)`.
pub fn latency(corpus: &Corpus, groups: &Groups, interrupt: &Interrupt) -> Result<Latency> {
    let mut found = Found::default();
    let mut events: Vec<Vec<Event>> = Vec::new();
    for message in messages(corpus, interrupt)? {
        let group = groups.of(message.to, corpus.time[message.post as usize], &mut found);
        events.resize_with(found.len(), Vec::new);
        if group != NONE {
            events[group as usize].push(message.event);
        }
    }
    events.par_iter_mut().for_each(|events| events.sort_unstable());
    interrupt.check()?;
    let order = found.order(groups);
    let curves = order.into_iter().map(|group| (group, curve(&events[group as usize]))).collect();
    Ok(Latency { found, curves })
}
