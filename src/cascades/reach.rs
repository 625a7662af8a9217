//! How many accounts a cascade moved to act, and how many it can have reached.

use rayon::prelude::*;

use super::Forest;
use crate::corpus::{Corpus, Follows, NONE};
use crate::error::Result;
use crate::run::Interrupt;

/// Whose audiences are known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Audience<'a> {
    /// Who answers and quotes, and how many followers each account has.
    pub corpus: Option<&'a Corpus>,
    /// Who follows whom.
    pub follows: Option<&'a Follows>,
}

/// One entry for each part: a cascade, or all cascades of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// Cascades.
    pub cascades: Vec<u64>,
    /// Distinct accounts, not the root's own, that repost, answer or quote a member.
    pub engaged: Vec<u64>,
    /// Distinct accounts of members, the root's among them.
    pub adopters: Vec<u64>,
    /// Adopters whose number of followers is known.
    pub followers_known: Vec<u64>,
    /// The sum of those numbers; NaN if none is known.
    pub potential: Vec<f64>,
    /// Distinct followers of adopters; NaN without follower lists.
    pub unique_exposed: Vec<f64>,
}

/// The reach of the cascades of each part; those whose part is [`NONE`] are left out.
///
/// Accounts count once in a part. An account that began one cascade of a part and reposts in
/// another is engaged in the part.
///
/// `O(n log n)` in posts, and once for each follower of each adopter.
pub fn reach(
    forest: &Forest,
    audience: Audience,
    part_of: &[u32],
    parts: usize,
    interrupt: &Interrupt,
) -> Result<Reach> {
    interrupt.check()?;
    let mut cascades = vec![0; parts];
    part_of.iter().filter(|&&part| part != NONE).for_each(|&part| cascades[part as usize] += 1);
    let engaged = Parts::new(engagements(forest, audience.corpus, part_of), parts);
    interrupt.check()?;
    let mut adopters = Vec::new();
    for (cascade, &part) in part_of.iter().enumerate().filter(|entry| *entry.1 != NONE) {
        let authors = forest.authors[forest.members(cascade)].iter();
        adopters
            .extend(authors.filter(|&&account| account != NONE).map(|&account| (part, account)));
    }
    let adopters = Parts::new(adopters, parts);
    let all = || (0..parts).map(|part| adopters.of(part));
    let counts = || all().map(|accounts| known_followers(audience.corpus, accounts));
    Ok(Reach {
        cascades,
        engaged: (0..parts).map(|part| engaged.of(part).len() as u64).collect(),
        adopters: all().map(|accounts| accounts.len() as u64).collect(),
        followers_known: counts().map(|(known, _)| known).collect(),
        potential: counts()
            .map(|(known, sum)| if known == 0 { f64::NAN } else { sum as f64 })
            .collect(),
        unique_exposed: match audience.follows {
            None => vec![f64::NAN; parts],
            Some(follows) => exposed(&adopters, &follows.reversed(), interrupt)?,
        },
    })
}

/// Part and account of everyone who passes on, answers or quotes a member of another's cascade.
fn engagements(forest: &Forest, corpus: Option<&Corpus>, part_of: &[u32]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut add = |cascade: usize, account: u32| {
        let own = forest.authors[forest.starts[cascade]];
        if account != NONE && account != own && part_of[cascade] != NONE {
            found.push((part_of[cascade], account));
        }
    };
    let Some(corpus) = corpus else {
        for cascade in 0..forest.len() {
            forest.members(cascade).skip(1).for_each(|member| add(cascade, forest.authors[member]));
        }
        return found;
    };
    let mut cascade_of = vec![NONE; corpus.ids.len()];
    for cascade in 0..forest.len() {
        for &post in &forest.posts[forest.members(cascade)] {
            cascade_of[post as usize] = cascade as u32;
        }
    }
    for row in 0..corpus.len {
        for to in [corpus.repost_of[row], corpus.reply_to[row], corpus.quote_of[row]] {
            if let Some(&cascade) = cascade_of.get(to as usize).filter(|&&cascade| cascade != NONE)
            {
                add(cascade as usize, corpus.author[row]);
            }
        }
    }
    found
}

/// How many accounts have a known number of followers, and the sum of these.
fn known_followers(corpus: Option<&Corpus>, accounts: &[(u32, u32)]) -> (u64, u128) {
    let Some(corpus) = corpus else { return (0, 0) };
    let known = accounts.iter().filter_map(|&(_, account)| corpus.accounts.followers(account));
    known.fold((0, 0), |(count, sum), followers| (count + 1, sum + u128::from(followers)))
}

/// The size of the union of followers in each part.
fn exposed(adopters: &Parts, followers: &Follows, interrupt: &Interrupt) -> Result<Vec<f64>> {
    let parts = adopters.starts.len() - 1;
    interrupt.expect(parts as u64);
    let count = |seen: &mut Vec<u32>, part: usize| {
        interrupt.check()?;
        let stamp = part as u32 + 1;
        let mut distinct = 0_u64;
        for &(_, account) in adopters.of(part) {
            for &follower in followers.of(account) {
                let seen = &mut seen[follower as usize];
                distinct += u64::from(*seen != stamp);
                *seen = stamp;
            }
        }
        interrupt.advance(1);
        Ok(distinct as f64)
    };
    (0..parts).into_par_iter().map_init(|| vec![0; followers.accounts()], count).collect()
}

/// Distinct accounts by part.
struct Parts {
    starts: Vec<usize>,
    /// Part and account, sorted.
    pairs: Vec<(u32, u32)>,
}

impl Parts {
    fn new(mut pairs: Vec<(u32, u32)>, parts: usize) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; parts + 1];
        pairs.iter().for_each(|&(part, _)| starts[part as usize + 1] += 1);
        for part in 0..parts {
            starts[part + 1] += starts[part];
        }
        Self { starts, pairs }
    }

    fn of(&self, part: usize) -> &[(u32, u32)] {
        &self.pairs[self.starts[part]..self.starts[part + 1]]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::cascades::{Options, cascades};
    use crate::corpus::testing::{corpus, post, posts};

    fn reached(forest: &Forest, audience: Audience, part_of: &[u32], parts: usize) -> Reach {
        reach(forest, audience, part_of, parts, &Interrupt::new()).expect("nobody interrupts")
    }

    proptest! {
        #[test]
        fn it_is_that_of_the_definition(
            posts in posts(14),
            pairs in prop::collection::vec((0_u32..6, 0_u32..6), 0..14),
            counts in prop::collection::vec(prop::option::of(0_u64..100), 6),
            groups in prop::collection::vec(prop_oneof![2 => 0_u32..2, 1 => Just(NONE)], 14),
        ) {
            let mut corpus = corpus(&posts);
            let n = corpus.accounts.len();
            let accounts = std::sync::Arc::make_mut(&mut corpus.accounts);
            for (account, count) in (0..n as u32).zip(counts) {
                accounts.set_followers(account, count);
            }
            let fits = |&(a, b): &(u32, u32)| (a as usize) < n && (b as usize) < n;
            let follows = Follows::new(n, pairs.into_iter().filter(fits).collect());
            let forest = cascades(&corpus, None, None, &Options::default(), &Interrupt::new()).expect("it runs");
            let part_of = &groups[..forest.len()];
            let audience = Audience { corpus: Some(&corpus), follows: Some(&follows) };
            let found = reached(&forest, audience, part_of, 2);
            for part in 0..2 {
                let own: Vec<usize> = (0..forest.len()).filter(|&c| part_of[c] == part).collect();
                let mut engaged = BTreeSet::new();
                let mut adopters = BTreeSet::new();
                for &cascade in &own {
                    let members = &forest.posts[forest.members(cascade)];
                    adopters.extend(members.iter().map(|&post| corpus.author[post as usize]));
                    for row in 0..corpus.len {
                        let to = [corpus.reply_to[row], corpus.quote_of[row], corpus.repost_of[row]];
                        if to.iter().any(|post| members.contains(post))
                            && corpus.author[row] != corpus.author[members[0] as usize] {
                            engaged.insert(corpus.author[row]);
                        }
                    }
                }
                engaged.remove(&NONE);
                adopters.remove(&NONE);
                let exposed: BTreeSet<u32> = follows.pairs()
                    .filter(|&(_, followed)| adopters.contains(&followed)).map(|pair| pair.0).collect();
                let known: Vec<u64> = adopters.iter()
                    .filter_map(|&account| corpus.accounts.followers(account)).collect();
                let part = part as usize;
                prop_assert_eq!(found.cascades[part], own.len() as u64);
                prop_assert_eq!(found.engaged[part], engaged.len() as u64);
                prop_assert_eq!(found.adopters[part], adopters.len() as u64);
                prop_assert_eq!(found.followers_known[part], known.len() as u64);
                prop_assert_eq!(found.unique_exposed[part], exposed.len() as f64);
                let sum = known.iter().sum::<u64>() as f64;
                prop_assert!(found.potential[part] == sum || (known.is_empty() && found.potential[part].is_nan()));
            }
        }
    }

    #[test]
    fn one_who_answers_and_reposts_is_engaged_once_and_the_root_never() {
        let corpus = corpus(&[
            post(1, "a", 1),
            post(2, "b", 2).reposts(1),
            post(3, "b", 3).replies(1),
            post(4, "c", 4).replies(2),
            post(5, "a", 5).replies(2),
            post(6, "d", 6).replies(4),
        ]);
        let forest =
            cascades(&corpus, None, None, &Options::default(), &Interrupt::new()).expect("it runs");
        let audience = Audience { corpus: Some(&corpus), follows: None };
        let found = reached(&forest, audience, &[0], 1);
        assert_eq!((found.engaged[0], found.adopters[0]), (2, 2));
        assert!(found.potential[0].is_nan() && found.unique_exposed[0].is_nan());
        let bare = reached(&forest, Audience::default(), &[0], 1);
        assert_eq!((bare.engaged[0], bare.adopters[0]), (1, 2));
    }

    #[test]
    fn threads_do_not_matter_and_an_interrupt_ends_it() {
        let reposts = (1..400).map(|k| post(k, &format!("u{}", k % 37), k).reposts(k % 20 + 1000));
        let roots = (1000..1020).map(|k| post(k, "root", 0));
        let corpus = corpus(&roots.chain(reposts).collect::<Vec<_>>());
        let n = corpus.accounts.len() as u32;
        let pairs = (0..n).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
        let follows = Follows::new(n as usize, pairs);
        let forest =
            cascades(&corpus, None, None, &Options::default(), &Interrupt::new()).expect("it runs");
        let audience = Audience { corpus: Some(&corpus), follows: Some(&follows) };
        let each: Vec<u32> = (0..forest.len() as u32).collect();
        let on = |threads: usize| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| reached(&forest, audience, &each, each.len()).unique_exposed)
        };
        assert_eq!(on(1), on(3));
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(reach(&forest, audience, &each, each.len(), &interrupt).is_err());
    }
}
