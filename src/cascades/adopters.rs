//! The members of a cascade as candidates for the parent of a later one.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use super::members::Members;
use super::sources::Sources;
use super::{Attribution, Options};
use crate::corpus::{Corpus, NO_TIME, NONE, id_order};
use crate::random::Stream;

/// The members whose time is known: of two, the later in this order is the later, and of one time
/// the one with the smaller id.
#[derive(Debug)]
pub(super) struct Adopters<'a> {
    corpus: &'a Corpus,
    /// The members, the root first.
    posts: &'a [u32],
    moments: Vec<Moment>,
    /// `(author, place in moments)`, sorted; empty where no rule goes by authors.
    by_author: Vec<(u32, u32)>,
    /// For each of `by_author` the place in `moments` of the smallest id of its author so far.
    smallest: Vec<u32>,
    authors: Authors,
}

/// Which of an author's moments are met.
#[derive(Debug, Clone, Copy)]
enum Met {
    All,
    First,
    SmallestId,
}

/// Where the moments of each author begin in `by_author`: a table of open addresses. Most sources
/// of an account have no part in a cascade, and one look tells.
#[derive(Debug, Default)]
struct Authors {
    /// One more than the place; 0 is empty. A power of two, at most half full.
    slots: Vec<u32>,
}

impl Authors {
    fn new(by_author: &[(u32, u32)]) -> Self {
        let mut slots = vec![0; (2 * by_author.len()).next_power_of_two()];
        let mut before = NONE;
        for (place, &(author, _)) in by_author.iter().enumerate() {
            if author != before {
                let mut slot = Self::home(author, slots.len());
                while slots[slot] != 0 {
                    slot = (slot + 1) & (slots.len() - 1);
                }
                slots[slot] = place as u32 + 1;
                before = author;
            }
        }
        Self { slots }
    }

    /// Where a table of a power of two looks first: the top bits of a product (Fibonacci hashing,
    /// Knuth 1973, section 6.4).
    fn home(author: u32, slots: usize) -> usize {
        let bits = slots.trailing_zeros();
        (u64::from(author.wrapping_mul(0x9e37_79b1)) >> (32 - bits.min(32))) as usize
    }

    fn start(&self, author: u32, by_author: &[(u32, u32)]) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = Self::home(author, self.slots.len());
        loop {
            let place = self.slots[slot].checked_sub(1)? as usize;
            if by_author[place].0 == author {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

/// A look into a sorted list of sources takes as long as so many looks into the table of authors.
const SEARCH: usize = 6;

#[derive(Debug, Clone, Copy)]
struct Moment {
    time: i64,
    author: u32,
    /// Place in the cascade.
    place: u32,
}

/// Who asks for a parent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker {
    pub account: u32,
    pub time: i64,
}

impl<'a> Adopters<'a> {
    pub fn new(corpus: &'a Corpus, members: Members<'a>, with_authors: bool) -> Self {
        let posts = members.posts;
        let mut moments: Vec<Moment> = (0..members.len())
            .map(|place| Moment {
                time: members.times[place],
                author: members.authors[place],
                place: place as u32,
            })
            // A root of unknown time comes before all times; others without a time are no
            // candidates.
            .filter(|moment| moment.time != NO_TIME || moment.place == 0)
            .collect();
        moments.sort_unstable_by_key(|moment| (moment.time, Reverse(posts[moment.place as usize])));
        let mut by_author = Vec::new();
        if with_authors {
            let authors = moments.iter().zip(0..).map(|(moment, k)| (moment.author, k));
            by_author.extend(authors.filter(|&(author, _)| author != NONE));
            by_author.sort_unstable();
        }
        let authors = if with_authors { Authors::new(&by_author) } else { Authors::default() };
        let mut adopters =
            Self { corpus, posts, moments, by_author, smallest: Vec::new(), authors };
        adopters.smallest = adopters.smallest_ids();
        adopters
    }

    fn smallest_ids(&self) -> Vec<u32> {
        let mut smallest: Vec<u32> = self.by_author.iter().map(|entry| entry.1).collect();
        for at in 1..smallest.len() {
            let (before, here) = (smallest[at - 1], smallest[at]);
            let same_author = self.by_author[at - 1].0 == self.by_author[at].0;
            if same_author && id_order(self.id(before as usize), self.id(here as usize)).is_lt() {
                smallest[at] = before;
            }
        }
        smallest
    }

    fn id(&self, k: usize) -> &str {
        self.corpus.ids.get(self.posts[self.moments[k].place as usize])
    }

    /// The place of the latest member before this time, whoever it is by. The root comes before
    /// all others, whatever the clocks say: else the chain would begin anew at it.
    pub fn latest_of_all(&self, time: i64) -> Option<u32> {
        let before = &self.moments[..self.before(time)];
        let latest = before.iter().rev().map(|moment| moment.place).find(|&place| place > 0);
        latest.or(before.first().map(|moment| moment.place))
    }

    /// The place of the candidate that a rule takes.
    pub fn choose(&self, rule: Attribution, sources: &Sources, asker: Asker) -> Option<u32> {
        let time = |k: usize| (self.moments[k].time, Reverse(k));
        let best = match rule {
            Attribution::Recent => self.latest(sources, asker),
            Attribution::First => {
                let mut first = None;
                self.each_candidate(sources, asker, Met::First, |k| {
                    first = first.into_iter().chain([k]).min_by_key(|&k| time(k));
                });
                first
            }
            Attribution::Popular => {
                let mut best = None;
                self.each_candidate(sources, asker, Met::SmallestId, |k| {
                    best = best.into_iter().chain([k]).max_by(|&a, &b| self.by_fame(sources, a, b));
                });
                best
            }
            _ => None,
        };
        best.map(|k| self.moments[k].place)
    }

    /// By number of followers; of one number, the smaller id is the greater.
    fn by_fame(&self, sources: &Sources, a: usize, b: usize) -> Ordering {
        let followers = |k: usize| sources.followers(self.moments[k].author);
        followers(a).cmp(&followers(b)).then_with(|| id_order(self.id(b), self.id(a)))
    }

    /// The places of all candidates, each with the running sum of its weight in a draw:
    /// `followers^alpha / seconds^beta`; where the number of followers is unknown or 0, it counts
    /// as 1. In the order of the members.
    pub fn weighed(
        &self,
        options: &Options,
        sources: &Sources,
        asker: Asker,
        weighed: &mut Vec<(u32, f64)>,
    ) {
        weighed.clear();
        self.each_candidate(sources, asker, Met::All, |k| {
            let Moment { time, author, place } = self.moments[k];
            let followers = sources.followers(author).max(1) as f64;
            // A root of unknown time: as if it were the oldest known member.
            let known =
                if time == NO_TIME { self.oldest().unwrap_or(asker.time - 1) } else { time };
            let waited = asker.time.saturating_sub(known).max(1) as f64 / 1e6;
            weighed.push((place, options.alpha * followers.ln() - options.beta * waited.ln()));
        });
        weighed.sort_unstable_by_key(|candidate| candidate.0);
        // Weights are held to the largest: powers of large numbers would be infinite, or all 0.
        let largest = weighed.iter().fold(f64::NEG_INFINITY, |most, it| most.max(it.1));
        let mut sum = 0.0;
        for (_, weight) in weighed {
            sum += (*weight - largest).exp();
            *weight = sum;
        }
    }

    fn oldest(&self) -> Option<i64> {
        self.moments.iter().map(|moment| moment.time).find(|&time| time != NO_TIME)
    }

    /// How many members come before a time.
    fn before(&self, time: i64) -> usize {
        self.moments.partition_point(|moment| moment.time < time)
    }

    /// The members before the time by a source of the account, in no particular order; of those by
    /// one author all, or the one that is asked for and perhaps others.
    ///
    /// Goes through the earlier members or through the sources, whichever are fewer.
    fn each_candidate(
        &self,
        sources: &Sources,
        asker: Asker,
        which: Met,
        mut meet: impl FnMut(usize),
    ) {
        let known = sources.of(asker.account);
        let before = self.before(asker.time);
        if SEARCH * before < known.len() {
            (0..before).filter(|&k| known.has(self.moments[k].author, asker.time)).for_each(meet);
            return;
        }
        for author in (0..known.len()).filter_map(|k| known.at(k, asker.time)) {
            let own = self.own(author, before);
            if own.is_empty() {
                continue;
            }
            match which {
                Met::All => self.by_author[own].iter().for_each(|entry| meet(entry.1 as usize)),
                Met::First => meet(self.first(own)),
                Met::SmallestId => meet(self.smallest[own.end - 1] as usize),
            }
        }
    }

    fn latest(&self, sources: &Sources, asker: Asker) -> Option<usize> {
        let known = sources.of(asker.account);
        let before = self.before(asker.time);
        if SEARCH * before < known.len() {
            return (0..before).rev().find(|&k| known.has(self.moments[k].author, asker.time));
        }
        (0..known.len())
            .filter_map(|k| known.at(k, asker.time))
            .map(|author| self.own(author, before))
            .filter(|own| !own.is_empty())
            .map(|own| self.by_author[own.end - 1].1 as usize)
            .max()
    }

    /// The first of some moments of an author; of one time the smallest id, which comes last.
    fn first(&self, own: Range<usize>) -> usize {
        let own = &self.by_author[own];
        let time = |entry: &(u32, u32)| self.moments[entry.1 as usize].time;
        let first = time(&own[0]);
        own[own.partition_point(|entry| time(entry) <= first) - 1].1 as usize
    }

    /// Where the moments of an author stand in `by_author` that are among the first `before`.
    ///
    /// Most authors have one. The steps double, so that one who has very many does no harm.
    fn own(&self, author: u32, before: usize) -> Range<usize> {
        let Some(start) = self.authors.start(author, &self.by_author) else { return 0..0 };
        let own = &self.by_author[start..];
        let is_own = |entry: &(u32, u32)| *entry < (author, before as u32);
        let mut reach = 1;
        while own.get(reach - 1).is_some_and(is_own) {
            reach *= 2;
        }
        let known = reach / 2;
        let rest = &own[known..own.len().min(reach)];
        start..start + known + rest.partition_point(is_own)
    }
}

/// One of the candidates of [`Adopters::weighed`], by weight.
pub(super) fn draw(weighed: &[(u32, f64)], stream: &mut Stream) -> Option<u32> {
    let &(last, total) = weighed.last()?;
    let mark = stream.unit() * total;
    let place = weighed.partition_point(|&(_, sum)| sum <= mark);
    Some(weighed.get(place).map_or(last, |candidate| candidate.0))
}
