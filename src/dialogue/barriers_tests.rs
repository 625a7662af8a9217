use std::collections::BTreeSet;

use proptest::prelude::*;

use super::reference::{letters_to, replies_to};
use super::*;
use crate::archive::Kind;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::network::testing::on_threads;
use crate::network::{Tie, TiesOptions, ties};

const DAYS: i64 = 86_400_000_000;

fn officials(corpus: &Corpus, handles: &str) -> Vec<bool> {
    let of = |account: u32| corpus.accounts.handle(account).unwrap_or("");
    (0..corpus.accounts.len() as u32)
        .map(|account| !of(account).is_empty() && handles.contains(of(account)))
        .collect()
}

fn options(at: i64, draws: usize) -> BarriersOptions {
    BarriersOptions { tie: Tie::Any, attention: false, at, draws, seed: 3 }
}

fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9
}

/// The measures of one side of a date, slowly: value and number of cases.
fn slow(
    corpus: &Corpus,
    is: &[bool],
    covers: impl Fn(i64) -> bool,
    attention: bool,
) -> Vec<(f64, f64)> {
    let official = |account: u32| account != NONE && is[account as usize];
    let on = |row: usize| corpus.time[row] != NO_TIME && covers(corpus.time[row]);
    let letters: Vec<(u32, bool)> = (0..is.len() as u32)
        .filter(|&account| official(account))
        .flat_map(|account| letters_to(corpus, account))
        .filter(|letter| !official(letter.from) && on(letter.post))
        .map(|letter| (letter.from, letter.answer.is_some()))
        .collect();
    let asked: BTreeSet<u32> = letters.iter().map(|letter| letter.0).collect();
    let ever = asked.iter().filter(|&&who| letters.contains(&(who, true))).count() as f64;
    let answered = letters.iter().filter(|letter| letter.1).count() as f64;
    let own: Vec<usize> = (0..corpus.len)
        .filter(|&row| corpus.author[row] != NONE && !official(corpus.author[row]) && on(row))
        .collect();
    let addresses = |row: &&usize| {
        let to = replies_to(corpus, **row).map_or(NONE, |of| of.1);
        let names = corpus.mentions.row(**row).iter().any(|&account| official(account));
        official(to) || (corpus.kind[**row] != Kind::Repost && names)
    };
    let found = TiesOptions { attention, ..TiesOptions::default() };
    let found = ties(corpus, Tie::Any, &found, &Interrupt::new()).expect("it runs");
    let all: Vec<(u32, u32)> = (0..found.time.len())
        .filter(|&tie| found.time[tie] != NO_TIME && covers(found.time[tie]))
        .map(|tie| (found.source[tie], found.target[tie]))
        .filter(|(a, b)| a != b)
        .collect();
    let crosses = |&&(a, b): &&(u32, u32)| official(a) != official(b);
    let arcs: BTreeSet<(u32, u32)> = all.iter().copied().collect();
    let pairs: BTreeSet<(u32, u32)> = arcs.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
    let across: Vec<&(u32, u32)> = arcs.iter().filter(crosses).collect();
    let returned = across.iter().filter(|&&&(a, b)| arcs.contains(&(b, a))).count() as f64;
    let external = pairs.iter().filter(crosses).count() as f64;
    let tied: BTreeSet<u32> =
        arcs.iter().flat_map(|&(a, b)| [a, b]).filter(|&account| !official(account)).collect();
    // Steps to the nearest official: who needs k more has a neighbour who needs k - 1.
    let mut steps: Vec<(u32, u64)> = Vec::new();
    let mut near: BTreeSet<u32> =
        (0..is.len() as u32).filter(|&account| official(account)).collect();
    for distance in 1..=is.len() as u64 {
        let next: BTreeSet<u32> = tied
            .iter()
            .copied()
            .filter(|who| {
                !near.contains(who) && arcs.iter().any(|(a, b)| a == who && near.contains(b))
            })
            .collect();
        steps.extend(next.iter().map(|&who| (who, distance)));
        near.extend(next);
    }
    let sum = steps.iter().map(|step| step.1).sum::<u64>() as f64;
    let ratio = |above: f64, below: usize| (above / below as f64, below as f64);
    vec![
        ratio(ever, asked.len()),
        ratio(answered, letters.len()),
        ratio(own.iter().filter(addresses).count() as f64, own.len()),
        ratio(all.iter().filter(crosses).count() as f64, all.len()),
        ratio(returned, across.len()),
        ratio(2.0 * external - pairs.len() as f64, pairs.len()),
        ratio(sum, steps.len()),
        ratio((tied.len() - steps.len()) as f64, tied.len()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn each_side_is_measured_as_by_hand(
        posts in posts(14), handles in "[a-f]{1,2}", at in 1_i64..8, attention: bool,
    ) {
        let corpus = corpus(&posts);
        let is = officials(&corpus, &handles);
        let options = BarriersOptions { attention, ..options(at, 0) };
        let found = barriers(&corpus, &is, &options, &Interrupt::new());
        let times: Vec<i64> =
            corpus.time[..corpus.len].iter().copied().filter(|&t| t != NO_TIME).collect();
        let before = times.iter().filter(|&&time| time < at).count();
        if before == 0 || before == times.len() {
            let error = found.expect_err("one side is empty");
            prop_assert!(error.to_string().starts_with("at: "), "{error}");
            return Ok(());
        }
        let found = found.expect("it runs");
        prop_assert_eq!(found.posts, [before as u64, (times.len() - before) as u64]);
        prop_assert_eq!(found.untimed, (corpus.len - times.len()) as u64);
        let sides = [
            slow(&corpus, &is, |time| time < at, attention),
            slow(&corpus, &is, |time| time >= at, attention),
        ];
        for (row, (before, after)) in found.rows.iter().zip(sides[0].iter().zip(&sides[1])) {
            prop_assert!(close(row.before, before.0), "{row:?} {before:?}");
            prop_assert!(close(row.after, after.0), "{row:?} {after:?}");
            prop_assert!(close(row.difference.value, after.0 - before.0));
            prop_assert_eq!(row.n, [before.1, after.1]);
        }
    }
}

/// Sixty days on each of which s speaks and three of the public ask; from `from` on it answers.
fn opening(from: i64) -> Vec<Post> {
    let mut posts = Vec::new();
    for day in 0..60_i64 {
        let at = |step: i64| day * DAYS + step;
        posts.push(post(100 * day, "s", at(0)));
        for (place, who) in ["a", "b", "c"].into_iter().enumerate() {
            let (place, who) = (place as i64, format!("{who}{}", day % 7));
            posts.push(post(100 * day + 1 + place, &who, at(1 + place)).mentions("s"));
            if day >= from {
                let id = 100 * day + 1 + place;
                posts.push(post(100 * day + 10 + place, "s", at(10 + place)).replies(id));
            }
        }
    }
    posts.push(post(9999, "s", 60 * DAYS));
    posts
}

#[test]
fn an_opening_is_found_and_nothing_is_found_where_nothing_changed() {
    let run = |from: i64| {
        let corpus = corpus(&opening(from));
        let is = officials(&corpus, "s");
        barriers(&corpus, &is, &options(30 * DAYS, 199), &Interrupt::new()).expect("it runs")
    };
    let row = |table: &Barriers, name: &str| {
        table.rows.iter().find(|row| row.measure == name).expect("there").clone()
    };
    let opened = run(30);
    assert_eq!(opened.days, [30, 31]);
    for name in ["access", "answer_rate", "cross_reciprocity"] {
        let row = row(&opened, name);
        assert_eq!((row.before, row.after), (0.0, 1.0), "{name}");
        assert!(row.difference.p() < 0.02 && row.interval.low > 0.5, "{row:?}");
    }
    let same = run(0);
    for name in ["access", "answer_rate", "talk_back"] {
        let row = row(&same, name);
        assert_eq!((row.before, row.after, row.difference.p()), (1.0, 1.0, 1.0), "{name}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let corpus = corpus(&opening(20));
    let is = officials(&corpus, "s");
    let run = || barriers(&corpus, &is, &options(30 * DAYS, 29), &Interrupt::new());
    let words = |threads| format!("{:?}", on_threads(threads, run));
    assert_eq!(words(1), words(2));
    assert_eq!(words(1), words(4));
}

#[test]
fn what_cannot_be_used_is_refused_and_an_interrupt_ends_it() {
    let corpus = corpus(&opening(20));
    let is = officials(&corpus, "s");
    assert!(barriers(&corpus, &is[1..], &options(DAYS, 9), &Interrupt::new()).is_err());
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(barriers(&corpus, &is, &options(DAYS, 9), &interrupt).is_err());
}
