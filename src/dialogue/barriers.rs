//! How far the public is from officials before and after a date.

use rayon::prelude::*;

use super::access::{PublicPost, check, public_posts};
use super::messages::{Message, messages};
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::inference::{Interval, bootstrap};
use crate::network::nulls::NullTest;
use crate::network::paths::{FAR, nearest};
use crate::network::{Network, Tie, TiesOptions, ties};
use crate::random::Stream;
use crate::run::Interrupt;

const DAY: i64 = 86_400_000_000;

/// The measures, in the order of the table.
const MEASURES: [&str; 8] = [
    "access",
    "answer_rate",
    "talk_back",
    "cross_share",
    "cross_reciprocity",
    "ei_index",
    "distance",
    "unreachable",
];

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct BarriersOptions {
    /// What ties two accounts.
    pub tie: Tie,
    /// Whether ties lead from who passed on to who was read, rather than the other way.
    pub attention: bool,
    /// The date: what comes from then on is after, in microseconds.
    pub at: i64,
    /// Draws, of the bootstrap and of the days.
    pub draws: usize,
    /// Which draws.
    pub seed: u64,
}

/// One measure before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Barrier {
    /// Its name.
    pub measure: &'static str,
    /// Before the date; NaN where there is nothing to measure.
    pub before: f64,
    /// From then on.
    pub after: f64,
    /// After less before, and what it is where days are shuffled.
    pub difference: NullTest,
    /// The interval of the difference.
    pub interval: Interval,
    /// Over how many cases, before and after.
    pub n: [f64; 2],
}

/// The table, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Barriers {
    /// One row a measure.
    pub rows: Vec<Barrier>,
    /// Posts before, and from the date on.
    pub posts: [u64; 2],
    /// Days with a post, before and from the date on.
    pub days: [u64; 2],
    /// Posts without a time, which are left out.
    pub untimed: u64,
}

/// Measures of the barriers between officials and the public, before and after a date.
///
/// - `access`: share of the accounts of the public that addressed an official and were answered at
///   least once ([`access()`](super::access())); over accounts;
/// - `answer_rate`: share of their messages that were answered; over messages;
/// - `talk_back`: share of their posts that address an official
///   ([`talk_back()`](super::talk_back())); over posts;
/// - `cross_share`: share of ties, one a post and account that it reaches, between an official and
///   one of the public; over ties;
/// - `cross_reciprocity`: of the arcs between the two, share returned; over arcs;
/// - `ei_index`: (E - I) / (E + I) of tied pairs, officials and the public being the groups; over
///   pairs;
/// - `distance`: mean steps along the ties from an account of the public to the nearest official;
///   over those that are tied and have a path;
/// - `unreachable`: share of those that are tied and have none.
///
/// Messages belong to the side of their own time, whenever they were answered; networks are those
/// of the posts of each side.
///
/// **Interval.** Each is a ratio of sums over accounts (public senders; authors of ties; sources of
/// arcs; ends of pairs, half a pair each; the public). Accounts are resampled, with what they have on
/// both sides; the networks stay.
///
/// **p.** What grows with the number of posts (who is ever answered, which arcs are there) differs
/// between sides of different size whether or not the date matters. So days (of 24 hours, counted from
/// the date) are put in random order, and as many of the first as hold about as many posts as there
/// were before become the side before. What belongs together within a day stays together.
///
/// `O(draws x (posts + ties + accounts))`.
///
/// # Errors
/// [`Error::Input`] if there is no post on one side, for ties without times, and unless there is a
/// flag for each account; [`Error::Interrupted`].
pub fn barriers(
    corpus: &Corpus,
    is_official: &[bool],
    options: &BarriersOptions,
    interrupt: &Interrupt,
) -> Result<Barriers> {
    check(corpus, is_official)?;
    let days = Days::new(corpus, options.at)?;
    let world = World::new(corpus, is_official, options, &days, interrupt)?;
    let observed: Vec<usize> = days.number.iter().map(|&day| usize::from(day >= 0)).collect();
    let mut cases: Vec<Vec<Case>> = vec![Vec::new(); MEASURES.len()];
    world.measure(&observed, interrupt, |measure, case| cases[measure].push(case))?;
    interrupt.expect(options.draws as u64);
    let draw = |draw: usize| {
        interrupt.check()?;
        let side = days.shuffled(&mut Stream::new(options.seed, draw as u64));
        let mut sums = [[0.0; 4]; MEASURES.len()];
        world.measure(&side, interrupt, |measure, case| case.add_to(&mut sums[measure]))?;
        interrupt.advance(1);
        Ok(sums.map(|sums| difference(&sums)))
    };
    let drawn: Vec<[f64; MEASURES.len()]> =
        (0..options.draws).into_par_iter().map(draw).collect::<Result<_>>()?;
    let rows = cases.into_iter().enumerate().map(|(measure, cases)| {
        let draws = drawn.iter().map(|values| values[measure]).collect();
        row(MEASURES[measure], cases, draws, options, interrupt)
    });
    let count = |after: bool| days.number.iter().filter(|&&day| (day >= 0) == after).count() as u64;
    Ok(Barriers {
        rows: rows.collect::<Result<_>>()?,
        posts: days.before_and_after,
        days: [count(false), count(true)],
        untimed: days.untimed,
    })
}

/// What one account adds to a measure: above and below the line, before or after.
#[derive(Debug, Clone, Copy)]
struct Case {
    account: u32,
    side: usize,
    above: f64,
    below: f64,
}

impl Case {
    fn add_to(self, sums: &mut [f64; 4]) {
        sums[2 * self.side] += self.above;
        sums[2 * self.side + 1] += self.below;
    }
}

fn difference(sums: &[f64; 4]) -> f64 {
    sums[2] / sums[3] - sums[0] / sums[1]
}

fn row(
    measure: &'static str,
    mut cases: Vec<Case>,
    draws: Vec<f64>,
    options: &BarriersOptions,
    interrupt: &Interrupt,
) -> Result<Barrier> {
    // Stable, so that sums are formed in the order of the cases.
    cases.sort_by_key(|case| case.account);
    let add = |mut sums: [f64; 4], case: &Case| {
        case.add_to(&mut sums);
        sums
    };
    let clusters: Vec<[f64; 4]> = cases
        .chunk_by(|a, b| a.account == b.account)
        .map(|own| own.iter().fold([0.0; 4], add))
        .collect();
    let sums = cases.iter().fold([0.0; 4], add);
    let interval = bootstrap(clusters.len(), options.draws, options.seed, interrupt, |weights| {
        let mut sums = [0.0; 4];
        for (cluster, &weight) in clusters.iter().zip(weights) {
            sums.iter_mut().zip(cluster).for_each(|(sum, of)| *sum += f64::from(weight) * of);
        }
        difference(&sums)
    })?;
    let value = difference(&sums);
    Ok(Barrier {
        measure,
        before: sums[0] / sums[1],
        after: sums[2] / sums[3],
        difference: NullTest { value, draws },
        interval: if value.is_nan() { Interval::NONE } else { interval },
        n: [sums[1], sums[3]],
    })
}

/// The days on which something was written, in order.
struct Days {
    at: i64,
    /// Days of 24 hours since the date, negative before it.
    number: Vec<i64>,
    /// How many posts each has.
    posts: Vec<u64>,
    before_and_after: [u64; 2],
    untimed: u64,
}

impl Days {
    fn new(corpus: &Corpus, at: i64) -> Result<Self> {
        let times = &corpus.time[..corpus.len];
        let known = times.iter().filter(|&&time| time != NO_TIME);
        let mut all: Vec<i64> = known.map(|&time| day(time, at)).collect();
        all.sort_unstable();
        let runs = all.chunk_by(|a, b| a == b);
        let (number, posts) = runs.map(|same| (same[0], same.len() as u64)).unzip();
        let before = all.partition_point(|&day| day < 0) as u64;
        let after = all.len() as u64 - before;
        if before == 0 || after == 0 {
            let found = format!("{before} posts before it and {after} from then on");
            return Err(Error::input("at", found, "a date with posts on both sides"));
        }
        let untimed = (times.len() - all.len()) as u64;
        Ok(Self { at, number, posts, before_and_after: [before, after], untimed })
    }

    /// The place of the day of a time; every time of a post has one.
    fn place(&self, time: i64) -> Option<u32> {
        if time == NO_TIME {
            return None;
        }
        self.number.binary_search(&day(time, self.at)).ok().map(|place| place as u32)
    }

    /// A side for each day: the first of a random order, as many as come nearest to the number of
    /// posts before, are before.
    fn shuffled(&self, stream: &mut Stream) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.number.len()).collect();
        stream.shuffle(&mut order);
        let mut side = vec![1; order.len()];
        let (wanted, mut posts) = (self.before_and_after[0], 0);
        for &day in &order[..order.len() - 1] {
            let more = posts + self.posts[day];
            if posts > 0 && more.abs_diff(wanted) > posts.abs_diff(wanted) {
                break;
            }
            side[day] = 0;
            posts = more;
        }
        side
    }
}

fn day(time: i64, at: i64) -> i64 {
    time.saturating_sub(at).div_euclid(DAY)
}

/// What the measures are made of, each with the place of its day.
struct World {
    /// Messages of the public to officials: day, sender, whether answered; by sender.
    messages: Vec<(u32, u32, bool)>,
    /// Posts of the public: day, author, whether they address an official.
    posts: Vec<(u32, u32, bool)>,
    /// Ties: day, author of the post, source, target, the latter numbered as in `accounts`.
    ties: Vec<(u32, u32, u32, u32)>,
    /// The accounts that are tied.
    accounts: Vec<u32>,
    /// Which of them are officials.
    is_official: Vec<bool>,
    /// These by number.
    officials: Vec<u32>,
}

impl World {
    fn new(
        corpus: &Corpus,
        is_official: &[bool],
        options: &BarriersOptions,
        days: &Days,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let all = messages(corpus, interrupt)?;
        let official = |account: u32| is_official[account as usize];
        let day = |row: u32| days.place(corpus.time[row as usize]);
        let mut posts = Vec::new();
        for PublicPost { author, row, addressed, .. } in public_posts(corpus, is_official, &all) {
            posts.extend(day(row).map(|day| (day, author, addressed)));
        }
        let to_officials = |message: &&Message| official(message.to) && !official(message.from);
        let mut messages: Vec<(u32, u32, bool)> = all
            .iter()
            .filter(to_officials)
            .filter_map(|of| Some((day(of.post)?, of.from, of.answer != NONE)))
            .collect();
        messages.sort_unstable_by_key(|&(_, from, _)| from);
        let options_of_ties = TiesOptions { attention: true, ..TiesOptions::default() };
        let found = ties(corpus, options.tie, &options_of_ties, interrupt)?;
        let ends = found.source.iter().zip(&found.target).zip(&found.time);
        let kept: Vec<(u32, u32, u32)> = ends
            .filter(|((author, other), _)| author != other)
            .filter_map(|((&author, &other), &time)| Some((days.place(time)?, author, other)))
            .collect();
        let mut accounts: Vec<u32> = kept.iter().flat_map(|tie| [tie.1, tie.2]).collect();
        accounts.par_sort_unstable();
        accounts.dedup();
        let number = |account: u32| accounts.partition_point(|&known| known < account) as u32;
        let ties = kept
            .into_iter()
            .map(|(day, author, other)| {
                let (from, to) = (number(author), number(other));
                let (source, target) = if options.attention { (from, to) } else { (to, from) };
                (day, author, source, target)
            })
            .collect();
        let is_official: Vec<bool> = accounts.iter().map(|&account| official(account)).collect();
        let officials = (0..).zip(&is_official).filter(|(_, is)| **is).map(|(v, _)| v).collect();
        Ok(Self { messages, posts, ties, accounts, is_official, officials })
    }

    /// Every case of every measure, where each day is on a side.
    fn measure(
        &self,
        side: &[usize],
        interrupt: &Interrupt,
        mut add: impl FnMut(usize, Case),
    ) -> Result<()> {
        let share = |account, side, is: bool| Case {
            account,
            side,
            above: f64::from(u8::from(is)),
            below: 1.0,
        };
        for own in self.messages.chunk_by(|a, b| a.1 == b.1) {
            let mut ever = [None, None];
            for &(day, from, answered) in own {
                let side = side[day as usize];
                ever[side] = Some(ever[side] == Some(true) || answered);
                add(1, share(from, side, answered));
            }
            for (side, ever) in ever.into_iter().enumerate() {
                if let Some(ever) = ever {
                    add(0, share(own[0].1, side, ever));
                }
            }
        }
        for &(day, author, addressed) in &self.posts {
            add(2, share(author, side[day as usize], addressed));
        }
        for &(day, author, source, target) in &self.ties {
            add(3, share(author, side[day as usize], self.crosses(source, target)));
        }
        for after in 0..2 {
            interrupt.check()?;
            let on = |tie: &&(u32, u32, u32, u32)| side[tie.0 as usize] == after;
            let source: Vec<u32> = self.ties.iter().filter(on).map(|tie| tie.2).collect();
            let target: Vec<u32> = self.ties.iter().filter(on).map(|tie| tie.3).collect();
            let n = self.accounts.len();
            let net = Network::from_edges(n, &source, &target, None, None, true)?;
            self.arcs(&net, after, &mut add);
            self.paths(&net, after, interrupt, &mut add)?;
        }
        Ok(())
    }

    fn crosses(&self, source: u32, target: u32) -> bool {
        self.is_official[source as usize] != self.is_official[target as usize]
    }

    /// Cross reciprocity, and pairs out of groups and within.
    fn arcs(&self, net: &Network, side: usize, add: &mut impl FnMut(usize, Case)) {
        for v in net.nodes() {
            let back = net.incoming(v).0;
            for &t in net.out(v).0 {
                let returned = back.binary_search(&t).is_ok();
                let crosses = self.crosses(v, t);
                let account = self.accounts[v as usize];
                if crosses {
                    let above = f64::from(u8::from(returned));
                    add(4, Case { account, side, above, below: 1.0 });
                }
                // A pair counts once, half for either end.
                if !returned || v < t {
                    let above = if crosses { 0.5 } else { -0.5 };
                    for end in [v, t] {
                        let account = self.accounts[end as usize];
                        add(5, Case { account, side, above, below: 0.5 });
                    }
                }
            }
        }
    }

    /// Steps from the public to officials.
    fn paths(
        &self,
        net: &Network,
        side: usize,
        interrupt: &Interrupt,
        add: &mut impl FnMut(usize, Case),
    ) -> Result<()> {
        let steps = nearest(net, &self.officials, interrupt)?;
        for v in net.nodes() {
            let tied = !net.out(v).0.is_empty() || !net.incoming(v).0.is_empty();
            if self.is_official[v as usize] || !tied {
                continue;
            }
            let (account, steps) = (self.accounts[v as usize], steps[v as usize]);
            let far = steps == FAR;
            if !far {
                add(6, Case { account, side, above: f64::from(steps), below: 1.0 });
            }
            add(7, Case { account, side, above: f64::from(u8::from(far)), below: 1.0 });
        }
        Ok(())
    }
}
