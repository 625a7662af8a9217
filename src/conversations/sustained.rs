//! How often a turn gets a next turn.

use rayon::prelude::*;

use super::Threads;
use super::turns::Said;
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::Result;
use crate::inference::{Estimate, Event, Interval, bootstrap_row, bootstrap_survival};
use crate::run::Interrupt;

const DAY: i64 = 86_400_000_000;

/// What became of the k-th turns of all exchanges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// k, from 1.
    pub turn: u32,
    /// Exchanges that got that far.
    pub at_risk: u64,
    /// `at_risk` over that of the first turn.
    pub reached: Estimate,
    /// Those that got a next turn.
    pub continued: u64,
    /// `continued / at_risk`.
    pub hazard: Estimate,
    /// Those whose next turn would be seen: it came, or the one whose turn it is wrote something,
    /// anywhere, at that time or later.
    pub watched: u64,
    /// Share of the watched that got a next turn within a day, were all watched that long.
    pub continued_24h: Estimate,
    /// Median time to the next turn in microseconds, were all watched until it came.
    pub median_latency: Estimate,
}

/// One turn of one exchange.
#[derive(Debug, Clone, Copy)]
struct Turn {
    turn: u32,
    dyad: (u32, u32),
    continued: bool,
    watched: bool,
    event: Option<Event>,
}

impl Threads {
    /// How often, and how soon, the k-th turn of an exchange got a next one, for k up to `most`.
    ///
    /// **Exchange**: the replies of two accounts to each other in one thread, in order of time and
    /// id. A **turn** is a run of replies in one direction, so that turns alternate; it begins with
    /// the first reply of the run. The post with which a thread begins is said to nobody and is no
    /// turn: the first turn is the first reply. With `of`, only exchanges in which one of these
    /// accounts takes part.
    ///
    /// **Hazard** = continued / `at_risk`: a lower bound, since what came after the collection is
    /// not in it. **Latency**: Kaplan & Meier (1958), from the beginning of a turn to that of the
    /// next; a turn without a next is watched until the last post of the one whose turn it is, and
    /// left out if that one wrote nothing any more. Turns without a time have no latency.
    ///
    /// Intervals: percentile bootstrap over pairs of accounts; where all agree the exact bound.
    /// `O(n log n + draws × turns)`.
    pub fn sustained(
        &self,
        corpus: &Corpus,
        of: Option<&[bool]>,
        most: u32,
        draws: usize,
        seed: u64,
        interrupt: &Interrupt,
    ) -> Result<Vec<Step>> {
        interrupt.check()?;
        let turns = self.all_turns(corpus, of, most, interrupt)?;
        let Some(longest) = turns.iter().map(|turn| turn.turn).max() else {
            return Ok(Vec::new());
        };
        let intervals = shares(&turns, longest as usize, draws, seed, interrupt)?;
        let first = turns.iter().filter(|turn| turn.turn == 1).count() as f64;
        (1..=longest)
            .map(|k| {
                let these: Vec<Turn> =
                    turns.iter().filter(|turn| turn.turn == k).copied().collect();
                let count = |holds: fn(&Turn) -> bool| these.iter().filter(|t| holds(t)).count();
                let (at_risk, continued) = (these.len(), count(|turn| turn.continued));
                let cases =
                    these.iter().filter_map(|turn| Some((turn.event?, turn.dyad))).collect();
                let [median_latency, continued_24h] =
                    bootstrap_survival(cases, DAY, draws, seed, interrupt)?;
                let (reached, hazard) = intervals[k as usize - 1];
                Ok(Step {
                    turn: k,
                    at_risk: at_risk as u64,
                    reached: Estimate { value: at_risk as f64 / first, interval: reached },
                    continued: continued as u64,
                    hazard: Estimate { value: continued as f64 / at_risk as f64, interval: hazard },
                    watched: count(|turn| turn.watched) as u64,
                    continued_24h,
                    median_latency,
                })
            })
            .collect()
    }

    fn all_turns(
        &self,
        corpus: &Corpus,
        of: Option<&[bool]>,
        most: u32,
        interrupt: &Interrupt,
    ) -> Result<Vec<Turn>> {
        let last = last_posts(corpus);
        let takes_part = |account: u32| of.is_none_or(|of| of[account as usize]);
        let all = (0..self.len())
            .into_par_iter()
            .map(|thread| {
                interrupt.check()?;
                let (said, _, _) = self.said(thread, corpus);
                let mut turns = Vec::new();
                for said in said.chunk_by(|x, y| (x.a, x.b) == (y.a, y.b)) {
                    if takes_part(said[0].a) || takes_part(said[0].b) {
                        exchange(said, corpus, &last, most, &mut turns);
                    }
                }
                Ok(turns)
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(all.into_iter().flatten().collect())
    }
}

/// The turns of one exchange.
fn exchange(said: &[Said], corpus: &Corpus, last: &[i64], most: u32, turns: &mut Vec<Turn>) {
    let mut runs = said.chunk_by(|x, y| x.by_a == y.by_a).peekable();
    let begin = |run: &[Said]| corpus.time[run[0].row as usize];
    let mut number = 0;
    while let Some(run) = runs.next() {
        number += 1;
        if number > most {
            break;
        }
        let next = runs.peek().map(|run| begin(run));
        let addressee = if run[0].by_a { run[0].b } else { run[0].a };
        let (start, end) = (begin(run), last[addressee as usize]);
        let event = match next {
            _ if start == NO_TIME => None,
            Some(NO_TIME) => None,
            Some(next) => Some(Event { time: next.saturating_sub(start), observed: true }),
            None if end == NO_TIME || end < start => None,
            None => Some(Event { time: end.saturating_sub(start), observed: false }),
        };
        let watched = next.is_some() || event.is_some();
        let dyad = (run[0].a, run[0].b);
        turns.push(Turn { turn: number, dyad, continued: next.is_some(), watched, event });
    }
}

/// The time of the last post of each account, or [`NO_TIME`].
fn last_posts(corpus: &Corpus) -> Vec<i64> {
    let mut last = vec![NO_TIME; corpus.accounts.len()];
    for (&author, &time) in corpus.author[..corpus.len].iter().zip(&corpus.time) {
        if author != NONE {
            // No time is smaller than all times.
            last[author as usize] = last[author as usize].max(time);
        }
    }
    last
}

/// The intervals of the shares that reached, and that continued after, each turn: one resampling
/// of pairs for all.
fn shares(
    turns: &[Turn],
    longest: usize,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<(Interval, Interval)>> {
    let mut dyads: Vec<(u32, u32)> = turns.iter().map(|turn| turn.dyad).collect();
    dyads.sort_unstable();
    dyads.dedup();
    let place = |dyad| dyads.partition_point(|&other| other < dyad);
    // Of each pair how many of its exchanges got to each turn, and how many beyond.
    let mut cells: Vec<(usize, usize, u32, u32)> = turns
        .iter()
        .map(|turn| (place(turn.dyad), turn.turn as usize - 1, 1, u32::from(turn.continued)))
        .collect();
    cells.sort_unstable();
    cells.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
            kept.3 += next.3;
        }
        same
    });
    let sums = |weights: &dyn Fn(usize) -> u32, values: &mut [f64]| {
        let mut counts = vec![(0_u64, 0_u64); longest];
        for &(pair, turn, reached, continued) in &cells {
            let weight = u64::from(weights(pair));
            counts[turn].0 += weight * u64::from(reached);
            counts[turn].1 += weight * u64::from(continued);
        }
        for (k, &(reached, continued)) in counts.iter().enumerate() {
            values[k] = reached as f64 / counts[0].0 as f64;
            values[longest + k] = continued as f64 / reached as f64;
        }
    };
    let mut values = vec![0.0; 2 * longest];
    sums(&|_| 1, &mut values);
    let found = bootstrap_row(dyads.len(), 2 * longest, draws, seed, interrupt, |weights, row| {
        sums(&|pair| weights[pair], row);
    })?;
    let pairs_at = |turn: usize| cells.iter().filter(|&&(_, at, _, _)| at == turn).count();
    let kept = |value: f64, interval: Interval, pairs: usize| {
        if value == 0.0 || value == 1.0 { Interval::certain(value, pairs, draws) } else { interval }
    };
    Ok((0..longest)
        .map(|k| {
            // All reach the first turn by definition: that is no estimate.
            let reached =
                if k == 0 { Interval::NONE } else { kept(values[k], found[k], dyads.len()) };
            (reached, kept(values[longest + k], found[longest + k], pairs_at(k)))
        })
        .collect())
}
