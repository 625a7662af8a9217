//! Curves of latency, reactions received and the league table.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::archive::{Kind, NO_COUNT};
use crate::corpus::{Follows, Groups};
use crate::responses::testing::{Post, account, any_posts, corpus, post};

const HOUR: i64 = 3600;

fn standings(corpus: &Corpus, letters: &str) -> Vec<Standing> {
    let accounts: Vec<u32> = letters.chars().map(|letter| account(corpus, letter)).collect();
    league(corpus, &accounts, &Groups::each_account(), &Interrupt::new()).expect("not interrupted")
}

fn everyday() -> Vec<Post> {
    vec![
        post(1, 's'),
        post(2, 'a').reply(1),
        post(3, 'a').repost(1),
        post(4, 'b').repost(1),
        post(5, 'b').quote(1),
        post(6, 's').reply(2),
        post(7, 's').reply(6), // to itself
        post(8, 's').repost(2),
        post(9, 's').repost(1), // of itself
    ]
}

#[test]
fn a_league_by_hand() {
    let mut corpus = corpus(&everyday());
    let mut counts = corpus.counts.to_vec();
    counts[0] = [3, 10, NO_COUNT, 20, NO_COUNT];
    counts[5] = [1, NO_COUNT, NO_COUNT, 4, NO_COUNT];
    counts[7] = [99; 5]; // a repost: the counters are another's
    corpus.counts = counts.into();
    let table = standings(&corpus, "sa");
    let s = &table[0];
    assert_eq!((s.posts, s.own_posts, s.replies), (5, 3, 1));
    assert_eq!(s.received, [1, 1, 2]);
    assert!((s.reply_ratio() - 0.2).abs() < 1e-12);
    assert!((s.interactions_per_post() - 4.0 / 3.0).abs() < 1e-12);
    assert!((s.reply_to_repost_ratio() - 0.5).abs() < 1e-12);
    assert!((s.reply_to_repost_count_ratio() - 0.3).abs() < 1e-12, "of the post with both");
    let means: Vec<f64> = s.counted.iter().map(Counted::mean).collect();
    assert!(means[0] == 2.0 && means[1] == 10.0 && means[2].is_nan() && means[3] == 12.0);
    assert_eq!((table[1].received, s.mutual_follows), ([1, 0, 1], None));
}

#[test]
fn mutual_follows_are_among_the_accounts_of_the_table() {
    let mut corpus = corpus(&everyday());
    let [s, a, b] = ['s', 'a', 'b'].map(|letter| account(&corpus, letter));
    let pairs = vec![(s, a), (a, s), (s, b), (b, s), (a, b)];
    corpus.follows = Some(Arc::new(Follows::new(corpus.accounts.len(), pairs)));
    let mutual = |letters: &str| -> Vec<Option<u64>> {
        standings(&corpus, letters).iter().map(|standing| standing.mutual_follows).collect()
    };
    assert_eq!(mutual("sab"), [Some(2), Some(1), Some(1)]);
    assert_eq!(mutual("sb"), [Some(1), Some(1)]);
}

#[test]
fn terms_hold_and_an_interrupt_ends_it() {
    let corpus = corpus(&everyday());
    let s = account(&corpus, 's');
    let mut terms = vec![(NO_TIME, NO_TIME); corpus.accounts.len()];
    terms[s as usize] = (NO_TIME, 5 * 1_000_000); // before post 5
    let groups = Groups { terms: Some(terms), ..Groups::each_account() };
    let table = league(&corpus, &[s], &groups, &Interrupt::new()).expect("not interrupted");
    assert_eq!((table[0].posts, table[0].received), (1, [1, 0, 2]));
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(league(&corpus, &[s], &groups, &interrupt).is_err());
    assert!(latency(&corpus, &groups, &interrupt).is_err());
}

#[test]
fn the_ratio_has_an_interval_over_those_who_react() {
    let table = dialogue(&corpus(&everyday()), &Groups::each_account(), 200, 1, &Interrupt::new())
        .expect("a table");
    let corpus = corpus(&everyday());
    let s = i64::from(account(&corpus, 's'));
    let row = table.rows.iter().find(|row| table.found.key(row.group, 0) == s).expect("a row");
    assert_eq!((row.replies_received, row.reposts_received), (1, 2));
    assert!((row.reply_to_repost_ratio.value - 0.5).abs() < 1e-12);
    // a replied and reposted, b reposted: from b alone 0, from a alone 1.
    let Interval { low, high } = row.reply_to_repost_ratio.interval;
    assert!(low.abs() < 1e-12 && (high - 1.0).abs() < 1e-12);
}

/// Who did what to whom, by the columns.
fn slow_received(corpus: &Corpus, s: u32) -> [u64; 3] {
    let mut found = [0; 3];
    for row in 0..corpus.len {
        let to = |post: u32, named: u32| {
            let author = if post == NONE { NONE } else { corpus.author[post as usize] };
            if author == NONE { named } else { author }
        };
        let is_repost = corpus.kind[row] == Kind::Repost;
        let author = corpus.author[row];
        let fits = |account: u32| author != NONE && author != s && account == s;
        let replied = to(corpus.reply_to[row], corpus.reply_to_author[row]);
        let quoted = to(corpus.quote_of[row], corpus.quote_of_author[row]);
        let reposted = to(corpus.repost_of[row], corpus.repost_of_author[row]);
        found[0] += u64::from(!is_repost && fits(replied));
        found[1] += u64::from(!is_repost && fits(quoted));
        found[2] += u64::from(is_repost && fits(reposted));
    }
    found
}

fn slower(posts: Vec<Post>) -> Vec<Post> {
    posts.into_iter().map(|post| Post { time: post.time.map(|time| time * HOUR), ..post }).collect()
}

proptest! {
    #[test]
    fn received_as_by_hand(posts in any_posts(24)) {
        let corpus = corpus(&posts);
        let accounts: Vec<u32> = (0..corpus.accounts.len() as u32).collect();
        let groups = Groups::each_account();
        let table = league(&corpus, &accounts, &groups, &Interrupt::new()).expect("a table");
        for standing in &table {
            prop_assert_eq!(standing.received, slow_received(&corpus, standing.account));
        }
        let rows = dialogue(&corpus, &groups, 5, 0, &Interrupt::new()).expect("a table");
        for row in &rows.rows {
            let standing = &table[rows.found.key(row.group, 0) as usize];
            prop_assert_eq!([row.replies_received, row.reposts_received], [standing.received[0], standing.received[2]]);
            prop_assert_eq!((row.posts, row.replies), (standing.posts, standing.replies));
        }
    }

    #[test]
    fn curves_are_those_behind_the_medians(posts in any_posts(24)) {
        let corpus = corpus(&slower(posts));
        let groups = Groups::each_account();
        let rows = dialogue(&corpus, &groups, 5, 0, &Interrupt::new()).expect("a table");
        let curves = latency(&corpus, &groups, &Interrupt::new()).expect("curves");
        let addressed = rows.rows.iter().filter(|row| row.addressed > 0).count();
        prop_assert_eq!(curves.curves.len(), addressed);
        for (group, curve) in &curves.curves {
            let key = curves.found.key(*group, 0);
            let row = rows.rows.iter().find(|row| rows.found.key(row.group, 0) == key).expect("it");
            prop_assert_eq!(curve[0].at_risk, row.addressed);
            prop_assert_eq!(curve.iter().map(|step| step.came).sum::<u64>(), row.answered);
            prop_assert_eq!(curve[0].time, 0);
            let half = curve.iter().find(|step| step.share <= 0.5 + 1e-12);
            let median = half.map_or(f64::NAN, |step| step.time as f64 / 1e6);
            let found = row.median_latency_s.value;
            prop_assert!((median.is_nan() && found.is_nan()) || (median - found).abs() < 1e-9);
            let day = curve.iter().rev().find(|step| step.time <= DAY).expect("time 0");
            prop_assert!((1.0 - day.share - row.answered_24h.value).abs() < 1e-9);
        }
    }
}

#[test]
fn curves_by_group_and_of_nothing() {
    let empty = corpus(&[]);
    let none = latency(&empty, &Groups::each_account(), &Interrupt::new()).expect("curves");
    assert!(none.curves.is_empty());
    let posts = [post(1, 's'), post(2, 'a').mention('s'), post(3, 's').reply(2), post(4, 's')];
    let all = latency(&corpus(&posts), &Groups::default(), &Interrupt::new()).expect("curves");
    let steps: Vec<_> = all.curves[0].1.iter().map(|step| (step.time, step.at_risk)).collect();
    assert_eq!(steps, [(0, 1), (1_000_000, 1)]);
}
