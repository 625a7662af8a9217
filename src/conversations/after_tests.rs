//! What follows an answer, by hand and against the definition.

use proptest::prelude::*;

use super::turns_tests::threads;
use super::*;
use crate::archive::Kind;
use crate::corpus::NO_TIME;
use crate::corpus::testing::{Post, corpus, post, posts};

const SECOND: i64 = 1_000_000;

fn theirs(corpus: &Corpus, of: &str) -> Vec<bool> {
    (0..corpus.ids.len())
        .map(|post| corpus.accounts.key(corpus.author[post]).is_some_and(|key| of.contains(key)))
        .collect()
}

fn after(corpus: &Corpus, of: &str) -> After {
    threads(corpus)
        .after_answer(corpus, &theirs(corpus, of), 100, 1, &Interrupt::new())
        .expect("not interrupted")
}

/// A thread of these authors, each answering the root, a second apart.
fn thread(name: &str, authors: &[&str]) -> Vec<Post> {
    let root = format!("{name}0");
    authors
        .iter()
        .enumerate()
        .map(|(k, author)| {
            let post = post(format!("{name}{k}"), author, k as i64 * SECOND);
            if k == 0 { post } else { post.replies(&root) }
        })
        .collect()
}

fn values(stratum: &Stratum) -> [[f64; 4]; 2] {
    [
        std::array::from_fn(|m| stratum.measures[m].answered.value),
        std::array::from_fn(|m| stratum.measures[m].unanswered.value),
    ]
}

#[test]
fn by_hand() {
    let posts = [
        thread("p", &["a", "b", "s", "b", "s", "c"]), // answered third; three follow
        thread("q", &["a", "b", "c", "d"]),           // one follows the third
        thread("r", &["a", "b", "c", "c", "s", "a"]), // three follow the third; then answered
        thread("t", &["a", "b"]),                     // too short for either
        thread("u", &["s", "b", "s", "b"]),           // of s: it answers itself only
    ]
    .concat();
    let corpus = corpus(&posts);
    let after = after(&corpus, "s");
    let sizes: Vec<_> = after.strata.iter().map(|s| (s.alike, s.threads)).collect();
    // At five posts nothing but r is there: it is unmatched.
    assert_eq!(sizes, [(None, [1, 2]), (Some((3, false)), [1, 2]), (Some((5, false)), [1, 0])]);
    assert_eq!((after.unmatched, after.untimed), (1, 0));
    let wanted = [[3.0, 2.0, 3.0, 3.0], [2.0, 1.5, 2.0, 2.0]];
    assert_eq!(values(&after.strata[1]), wanted);
    assert_eq!(values(&after.strata[0]), wanted);
    let posts = after.strata[0].measures[0];
    assert!((posts.difference.value - 1.0).abs() < 1e-12);
    assert!(values(&after.strata[2])[1][0].is_nan());
}

#[test]
fn all_together_is_weighted_by_what_was_answered() {
    let posts = [
        thread("p", &["a", "s", "b"]),           // second; one follows
        thread("q", &["a", "s", "b", "b", "b"]), // second; three follow
        thread("r", &["a", "b"]),                // second not; none follows
        thread("t", &["a", "b", "s"]),           // second not, one follows; third, none follows
        thread("u", &["a", "b", "c", "d", "e"]), // second not, three; third not, two
    ]
    .concat();
    let after = after(&corpus(&posts), "s");
    // Second: 2 against (0 + 1 + 3) / 3, twice; third: 0 against 2, once.
    let [answered, unanswered] = values(&after.strata[0]);
    assert!((answered[0] - 4.0 / 3.0).abs() < 1e-12);
    assert!((unanswered[0] - (2.0 * 4.0 / 3.0 + 2.0) / 3.0).abs() < 1e-12);
    assert_eq!(after.strata[0].threads, [3, 3]);
    let interval = after.strata[0].measures[0].difference.interval;
    assert!(interval.low < interval.high);
}

#[test]
fn a_missing_root_a_missing_time_and_nothing() {
    let empty = corpus(&[]);
    assert_eq!(after(&empty, "s"), After::default());
    let posts = [
        Post { reply_to_author: "s".into(), ..post(2, "a", 1).replies(1) },
        post(3, "s", 2).replies(2),
        post(4, "a", None).replies(3),
    ];
    let found = after(&corpus(&posts), "s");
    assert_eq!(found.strata[1].alike, Some((2, true)), "the missing root is by s");
    assert_eq!((found.unmatched, found.untimed), (1, 1));
    assert!(after(&corpus(&posts), "x").strata.is_empty(), "nobody answered");
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(threads(&empty).after_answer(&empty, &[], 9, 0, &interrupt).is_err());
}

#[test]
fn same_bits_on_any_number_of_threads() {
    let posts: Vec<Post> = (0..12)
        .flat_map(|k| {
            let long = ["a", "b", "s", "c", "s", "b"];
            thread(&format!("t{k}x"), if k % 3 == 0 { &long } else { &["a", "b", "c", "d"] })
        })
        .collect();
    let corpus = corpus(&posts);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| format!("{:?}", after(&corpus, "s")))
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(4));
}

/// Of a size and a root: what followed in the threads answered, and in those not answered yet.
fn slow(
    corpus: &Corpus,
    threads: &Threads,
    of: &[bool],
    size: usize,
    root: bool,
) -> [Vec<[f64; 4]>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for thread in 0..threads.len() {
        let members = &threads.posts[threads.nodes(thread)];
        let is_theirs = |post: u32| of.get(post as usize).copied().unwrap_or(false);
        let rows: Vec<usize> = (0..corpus.len)
            .filter(|&row| members.contains(&(row as u32)) && corpus.time[row] != NO_TIME)
            .collect();
        if is_theirs(members[0]) != root || rows.len() < size {
            continue;
        }
        let is_answer = |row: usize| {
            let (post, account) = (corpus.reply_to[row], corpus.reply_to_author[row]);
            let author = if post == NONE { NONE } else { corpus.author[post as usize] };
            let to = if author == NONE { account } else { author };
            let replies = post != NONE || account != NONE || corpus.kind[row] == Kind::Reply;
            replies && corpus.kind[row] != Kind::Repost && of[row] && to != corpus.author[row]
        };
        if rows[..size - 1].iter().any(|&row| is_answer(row)) {
            continue;
        }
        let after = &rows[size..];
        let mut accounts: Vec<u32> = after.iter().map(|&row| corpus.author[row]).collect();
        accounts.retain(|&account| account != NONE);
        accounts.sort_unstable();
        accounts.dedup();
        let lasted = corpus.time[*rows.last().expect("a row")] - corpus.time[rows[size - 1]];
        let values = [
            after.len() as f64,
            after.iter().filter(|&&row| !of[row]).count() as f64,
            accounts.len() as f64,
            lasted as f64 / 1e6,
        ];
        found[usize::from(!is_answer(rows[size - 1]))].push(values);
    }
    found
}

proptest! {
    #[test]
    fn as_the_definition_says(posts in posts(16), of in "[a-f]{1,3}") {
        let corpus = corpus(&posts);
        let (threads, of) = (threads(&corpus), theirs(&corpus, &of));
        let after = threads
            .after_answer(&corpus, &of, 20, 0, &Interrupt::new())
            .expect("not interrupted");
        let mut strata = after.strata.iter().skip(1);
        for (size, root) in (1..17).flat_map(|size| [(size, false), (size, true)]) {
            let wanted = slow(&corpus, &threads, &of, size, root);
            if wanted[0].is_empty() {
                continue;
            }
            let stratum = strata.next().expect("a stratum");
            prop_assert_eq!(stratum.alike, Some((size as u32, root)));
            prop_assert_eq!(stratum.threads, [wanted[0].len() as u64, wanted[1].len() as u64]);
            for (of, values) in wanted.iter().zip(values(stratum)) {
                for (m, found) in values.into_iter().enumerate() {
                    let mean = of.iter().map(|values| values[m]).sum::<f64>() / of.len() as f64;
                    let neither = mean.is_nan() && found.is_nan();
                    prop_assert!(neither || (mean - found).abs() < 1e-9);
                }
            }
        }
        prop_assert!(strata.next().is_none());
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        (posts, mixed) in posts(12).prop_flat_map(|posts| (Just(posts.clone()), Just(posts).prop_shuffle()))
    ) {
        let found = format!("{:?}", after(&corpus(&posts), "ab"));
        prop_assert_eq!(found, format!("{:?}", after(&corpus(&mixed), "ab")));
    }
}
