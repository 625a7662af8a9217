//! Sustained conversation by hand, and against the definition.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::turns_tests::threads;
use super::*;
use crate::archive::Kind;
use crate::corpus::NO_TIME;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::inference::Interval;

const HOUR: i64 = 3_600_000_000;

fn steps(corpus: &Corpus, of: Option<&[bool]>) -> Vec<Step> {
    threads(corpus).sustained(corpus, of, 20, 100, 1, &Interrupt::new()).expect("not interrupted")
}

fn counts(steps: &[Step]) -> Vec<(u32, u64, u64, u64)> {
    steps.iter().map(|step| (step.turn, step.at_risk, step.continued, step.watched)).collect()
}

fn two_exchanges() -> Vec<Post> {
    vec![
        post(1, "a", 0),
        post(2, "b", HOUR).replies(1),
        post(3, "b", 2 * HOUR).replies(1), // still the first turn of b
        post(4, "a", 4 * HOUR).replies(2), // three hours after it began
        post(5, "b", 5 * HOUR).replies(4),
        post(6, "c", 6 * HOUR).replies(1), // its turn is a's, who is watched for two hours
        post(7, "a", 8 * HOUR),
        post(8, "d", 9 * HOUR).replies(1), // a wrote nothing any more
    ]
}

#[test]
fn by_hand() {
    let corpus = corpus(&two_exchanges());
    let steps = steps(&corpus, None);
    assert_eq!(counts(&steps), [(1, 3, 1, 2), (2, 1, 1, 1), (3, 1, 0, 1)]);
    assert!((steps[0].hazard.value - 1.0 / 3.0).abs() < 1e-12);
    assert!((steps[1].reached.value - 1.0 / 3.0).abs() < 1e-12);
    // Kaplan-Meier: c was left after two hours, so all of those watched for three got an answer.
    assert!((steps[0].continued_24h.value - 1.0).abs() < 1e-12);
    assert!((steps[0].median_latency.value - 3.0 * HOUR as f64).abs() < 1e-3);
    // The last turn, of b, waits for a, who is watched for three hours more.
    assert!(steps[2].median_latency.value.is_nan());
    assert!(steps[2].continued_24h.value.abs() < 1e-12);
    // One pair: no interval.
    assert!(steps[1].hazard.interval.low.is_nan());
    assert!(steps[0].reached.interval.low.is_nan());
}

#[test]
fn only_the_exchanges_of_some() {
    let corpus = corpus(&two_exchanges());
    let mut of = vec![false; corpus.accounts.len()];
    of[corpus.accounts.find("c").expect("c") as usize] = true;
    assert_eq!(counts(&steps(&corpus, Some(&of))), [(1, 1, 0, 1)]);
    of.fill(false);
    assert!(steps(&corpus, Some(&of)).is_empty());
}

#[test]
fn pairs_that_agree_have_the_exact_bound() {
    let posts: Vec<Post> = (0..5)
        .flat_map(|k: i64| {
            let (one, other) = (["a", "b", "c", "d", "e"][k as usize], "s");
            let (root, reply) = (format!("{k}"), format!("{k}r"));
            [post(&root, other, k * HOUR), post(reply, one, k * HOUR + 1).replies(root)]
        })
        .collect();
    let corpus = corpus(&posts);
    let steps = steps(&corpus, None);
    assert_eq!(counts(&steps), [(1, 5, 0, 4)]);
    let Interval { low, high } = steps[0].hazard.interval;
    assert!(low.abs() < 1e-12 && (high - (1.0 - 0.025_f64.powf(0.2))).abs() < 1e-12);
}

#[test]
fn nothing_and_the_most() {
    assert!(steps(&corpus(&[]), None).is_empty());
    let corpus = corpus(&two_exchanges());
    let few = threads(&corpus).sustained(&corpus, None, 2, 9, 0, &Interrupt::new());
    assert_eq!(few.expect("not interrupted").len(), 2);
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(threads(&corpus).sustained(&corpus, None, 2, 9, 0, &interrupt).is_err());
}

#[test]
fn same_bits_on_any_number_of_threads() {
    let corpus = corpus(&two_exchanges());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| format!("{:?}", steps(&corpus, None)))
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(4));
}

/// at risk, continued, watched of each turn, and the waits, by the definition.
type Slow = BTreeMap<u32, (u64, u64, u64, Vec<(i64, bool)>)>;

fn slow(corpus: &Corpus, threads: &Threads) -> Slow {
    let accounts = corpus.accounts.len() as u32;
    let addressee = |row: usize| {
        let (post, account) = (corpus.reply_to[row], corpus.reply_to_author[row]);
        let author = if post == NONE { NONE } else { corpus.author[post as usize] };
        if corpus.kind[row] == Kind::Repost {
            NONE
        } else if author == NONE {
            account
        } else {
            author
        }
    };
    let last = |account: u32| {
        (0..corpus.len)
            .filter(|&row| corpus.author[row] == account && corpus.time[row] != NO_TIME)
            .map(|row| corpus.time[row])
            .max()
    };
    let mut found = Slow::new();
    for thread in 0..threads.len() {
        let members = &threads.posts[threads.nodes(thread)];
        for (a, b) in (0..accounts).flat_map(|a| (a + 1..accounts).map(move |b| (a, b))) {
            let rows: Vec<usize> = (0..corpus.len)
                .filter(|&row| members.contains(&(row as u32)))
                .filter(|&row| {
                    let pair = (corpus.author[row], addressee(row));
                    pair == (a, b) || pair == (b, a)
                })
                .collect();
            let mut begins: Vec<usize> = Vec::new();
            for &row in &rows {
                if begins.last().is_none_or(|&at| corpus.author[at] != corpus.author[row]) {
                    begins.push(row);
                }
            }
            for (k, &row) in begins.iter().enumerate() {
                let cell = found.entry(k as u32 + 1).or_default();
                let (time, next) = (corpus.time[row], begins.get(k + 1));
                cell.0 += 1;
                cell.1 += u64::from(next.is_some());
                let end = last(addressee(row)).filter(|&end| time != NO_TIME && end >= time);
                cell.2 += u64::from(next.is_some() || end.is_some());
                match next {
                    Some(&next) if time != NO_TIME && corpus.time[next] != NO_TIME => {
                        cell.3.push((corpus.time[next] - time, true));
                    }
                    None => cell.3.extend(end.map(|end| (end - time, false))),
                    Some(_) => {}
                }
            }
        }
    }
    found
}

proptest! {
    #[test]
    fn as_the_definition_says(posts in posts(14)) {
        let corpus = corpus(&posts);
        let wanted = slow(&corpus, &threads(&corpus));
        let steps = steps(&corpus, None);
        prop_assert_eq!(steps.len(), wanted.len());
        for (step, (turn, (at_risk, continued, watched, waits))) in steps.iter().zip(&wanted) {
            let found = (step.turn, step.at_risk, step.continued, step.watched);
            prop_assert_eq!(found, (*turn, *at_risk, *continued, *watched));
            // All waits are far below a day: the curve's end.
            let mut waits = waits.clone();
            waits.sort_unstable();
            let mut open = 1.0;
            for &(time, came) in &waits {
                let watched = waits.iter().filter(|wait| wait.0 >= time).count() as f64;
                let then = waits.iter().filter(|wait| wait.0 == time && wait.1).count() as f64;
                if came {
                    // One factor a time: shared among the events of that time.
                    open *= ((watched - then) / watched).powf(1.0 / then);
                }
            }
            let share = step.continued_24h.value;
            let same = (share - 1.0 + open).abs() < 1e-9;
            prop_assert!(same || (waits.is_empty() && share.is_nan()));
            for Interval { low, high } in [step.hazard.interval, step.reached.interval] {
                prop_assert!(low.is_nan() || (0.0 <= low && low <= high && high <= 1.0));
            }
        }
    }
}
