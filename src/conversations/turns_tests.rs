//! Turns by hand, and against the definition.

use proptest::prelude::*;

use super::*;
use crate::archive::Kind;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::corpus::{Groups, NO_TIME};
use crate::dialogue::dialogue;

pub(super) fn threads(corpus: &Corpus) -> Threads {
    conversations(corpus, &Interrupt::new()).expect("nobody interrupts")
}

fn turns(corpus: &Corpus) -> Turns {
    threads(corpus).turns(corpus, &Interrupt::new()).expect("nobody interrupts")
}

/// thread, a, b, from a, from b, alternations, third turns.
fn told(posts: &[Post]) -> Vec<String> {
    let corpus = corpus(posts);
    let threads = threads(&corpus);
    let turns = turns(&corpus);
    let name = |account: u32| corpus.accounts.key(account).expect("a key").to_owned();
    turns
        .rows
        .iter()
        .map(|(thread, d)| {
            let label = threads.label(&corpus, *thread as usize);
            let (a, b) = (name(d.a), name(d.b));
            format!("{label} {a}{b} {} {} {} {}", d.from_a, d.from_b, d.alternations, d.third_turns)
        })
        .collect()
}

fn talk() -> Vec<Post> {
    vec![
        post(1, "a", 1),
        post(2, "b", 2).replies(1), // to a
        post(3, "a", 3).replies(2), // answers it: 2 has its third turn
        post(4, "a", 4).replies(2), // and again: once
        post(5, "c", 5).replies(3), // c breaks in
        post(6, "b", 6).replies(4), // 4 has its third turn
        post(7, "a", 7).replies(1), // to itself
        post(8, "b", 8).replies(5),
    ]
}

#[test]
fn by_hand() {
    assert_eq!(told(&talk()), ["1 ab 2 2 2 2", "1 ac 0 1 0 0", "1 bc 1 0 0 0"]);
    let corpus = corpus(&talk());
    let turns = turns(&corpus);
    assert_eq!((turns.self_replies, turns.unknown), (1, 0));
    let first = turns.rows[0].1;
    assert_eq!((first.turns(), first.first, first.last), (4, 2, 6));
    assert!((first.reciprocity() - 1.0).abs() < 1e-12);
    assert!(turns.rows[1].1.reciprocity().abs() < 1e-12);
}

#[test]
fn order_is_time_then_id_and_what_has_no_time_comes_last() {
    let posts = [
        post(1, "a", 1),
        post(10, "b", 5).replies(1),
        post(9, "a", 5).replies(10), // the same second, a smaller id: it comes first
        post(2, "a", None).replies(10),
        post(3, "b", None).replies(1),
    ];
    // a (9), b (10), a (2), b (3).
    assert_eq!(told(&posts), ["1 ab 2 2 3 1"]);
    let corpus = corpus(&[post(1, "a", None), post(2, "b", None).replies(1)]);
    let dyad = turns(&corpus).rows[0].1;
    assert_eq!((dyad.first, dyad.last), (NO_TIME, NO_TIME));
}

#[test]
fn a_reply_to_a_missing_post_or_an_account_is_a_turn_if_the_account_is_known() {
    let to_b = |post: Post| Post { reply_to_author: "b".into(), ..post };
    let posts = [
        post(1, "a", 1).of(1),
        to_b(post(2, "a", 2).replies(99).of(1)),
        to_b(Post { kind: Some(Kind::Reply), ..post(3, "a", 3).of(1) }),
        post(4, "b", 4).replies(2).of(1),
        post(5, "c", 5).replies(77).of(1), // nobody knows to whom
        post(6, "", 6).replies(1).of(1),   // nor by whom
    ];
    assert_eq!(told(&posts), ["1 ab 2 1 1 1"]);
    assert_eq!(turns(&corpus(&posts)).unknown, 2);
}

#[test]
fn no_threads_no_turns() {
    for posts in [&[][..], &[post(1, "a", 1)]] {
        let turns = turns(&corpus(posts));
        assert_eq!(turns, Turns::default());
        assert!(turns.dyads().is_empty());
    }
    let interrupt = Interrupt::new();
    interrupt.stop();
    let empty = corpus(&[]);
    assert!(threads(&empty).turns(&empty, &interrupt).is_err());
}

#[test]
fn pairs_over_threads_add_up() {
    let mut posts = talk();
    posts.extend([post(20, "b", 30), post(21, "a", 20).replies(20)]);
    let pairs = turns(&corpus(&posts)).dyads();
    let ab = pairs[0];
    assert_eq!((ab.threads, ab.all.from_a, ab.all.from_b), (2, 3, 2));
    assert_eq!((ab.all.alternations, ab.all.third_turns), (2, 2));
    assert_eq!((ab.all.first, ab.all.last), (2, 20));
    assert!((ab.all.reciprocity() - 2.0 / 3.0).abs() < 1e-12);
}

#[test]
fn places_say_what_is_known() {
    let posts = [
        post(1, "a", 1).of(1),
        post(2, "b", 2).replies(1).of(1),
        post(3, "c", 3).replies(9).of(1), // 9 is gone: its child hangs at 2 or deeper
        post(4, "d", 4).replies(3).of(1),
        Post { reply_to_author: "c".into(), ..post(5, "d", 5).of(1) },
    ];
    let corpus = corpus(&posts);
    let threads = threads(&corpus);
    let places: Vec<_> = threads
        .places(0, &corpus)
        .into_iter()
        .map(|place| (place.depth, place.linked, place.placed))
        .collect();
    // 1, 2, 3, 4, 5, and the missing 9.
    assert_eq!(
        places,
        [
            (0, false, true),
            (1, true, true),
            (2, true, false),
            (3, true, false),
            (1, false, false),
            (1, false, false)
        ]
    );
    let shapes = threads.shape(&corpus, &Interrupt::new()).expect("shapes");
    assert!((shapes.placed_share[0] - 0.25).abs() < 1e-12);
}

#[test]
fn below_a_root_that_may_be_a_reply_itself_no_depth_is_known() {
    let known = |posts: &[Post]| {
        let corpus = corpus(posts);
        let shapes = threads(&corpus).shape(&corpus, &Interrupt::new()).expect("shapes");
        shapes.placed_share[0]
    };
    assert!(known(&[post(2, "b", 2).replies(1)]).abs() < 1e-12, "the root is missing");
    assert!((known(&[post(2, "b", 2).replies(1).of(1)]) - 1.0).abs() < 1e-12, "and named");
    assert!((known(&[post(1, "a", 1), post(2, "b", 2).replies(1)]) - 1.0).abs() < 1e-12);
    let reply = Post { kind: Some(Kind::Reply), ..post(1, "a", 1) };
    assert!(known(&[reply, post(2, "b", 2).replies(1)]).abs() < 1e-12);
}

/// All by the definition: every pair of every thread, post by post.
fn slow(corpus: &Corpus, threads: &Threads) -> Vec<(u32, Dyad)> {
    let accounts = corpus.accounts.len() as u32;
    let addressee = |row: usize| {
        let (post, account) = (corpus.reply_to[row], corpus.reply_to_author[row]);
        let author = if post == NONE { NONE } else { corpus.author[post as usize] };
        let known = if author == NONE { account } else { author };
        if corpus.kind[row] == Kind::Repost { NONE } else { known }
    };
    let mut found = Vec::new();
    for thread in 0..threads.len() {
        let members = &threads.posts[threads.nodes(thread)];
        for (a, b) in (0..accounts).flat_map(|a| (a + 1..accounts).map(move |b| (a, b))) {
            let between = |row: &usize, from: u32, to: u32| {
                corpus.author[*row] == from && addressee(*row) == to
            };
            let rows: Vec<usize> = (0..corpus.len)
                .filter(|&row| members.contains(&(row as u32)))
                .filter(|row| between(row, a, b) || between(row, b, a))
                .collect();
            if rows.is_empty() {
                continue;
            }
            let count = |who: u32| rows.iter().filter(|&&row| corpus.author[row] == who).count();
            let answered = |row: &usize| {
                (0..corpus.len).any(|other| {
                    corpus.reply_to[other] == *row as u32
                        && corpus.kind[other] != Kind::Repost
                        && corpus.author[other] == addressee(*row)
                })
            };
            let changes = (1..rows.len())
                .filter(|&at| corpus.author[rows[at]] != corpus.author[rows[at - 1]])
                .count();
            let times = || rows.iter().map(|&row| corpus.time[row]).filter(|&t| t != NO_TIME);
            let dyad = Dyad {
                a,
                b,
                from_a: count(a) as u64,
                from_b: count(b) as u64,
                alternations: changes as u64,
                third_turns: rows.iter().filter(|row| answered(row)).count() as u64,
                first: times().min().unwrap_or(NO_TIME),
                last: times().max().unwrap_or(NO_TIME),
            };
            found.push((thread as u32, dyad));
        }
    }
    found
}

proptest! {
    #[test]
    fn turns_are_those_of_the_definition(posts in posts(14)) {
        let corpus = corpus(&posts);
        let threads = threads(&corpus);
        let turns = turns(&corpus);
        prop_assert_eq!(&turns.rows, &slow(&corpus, &threads));
        // Each third turn is one of the table of dialogue, and each reply that names a post is
        // a turn, to oneself, or without an account.
        let said: u64 = turns.rows.iter().map(|(_, dyad)| dyad.turns()).sum();
        let links = (0..corpus.len)
            .filter(|&row| corpus.kind[row] != Kind::Repost && corpus.reply_to[row] != NONE)
            .count() as u64;
        prop_assert!(said + turns.self_replies + turns.unknown >= links);
        let table = dialogue(&corpus, &Groups::each_account(), 1, 0, &Interrupt::new())
            .expect("a table");
        let returned: f64 = table
            .rows
            .iter()
            .filter(|row| row.third_turns_known > 0)
            .map(|row| row.third_turn_share.value * row.third_turns_known as f64)
            .sum();
        let third: u64 = turns.rows.iter().map(|(_, dyad)| dyad.third_turns).sum();
        prop_assert_eq!(returned.round() as u64, third);
        let over_threads: u64 = turns.dyads().iter().map(|pair| pair.all.turns()).sum();
        prop_assert_eq!(over_threads, said);
    }

    #[test]
    fn order_and_strangers_change_nothing(
        (posts, mixed) in posts(12).prop_flat_map(|posts| (Just(posts.clone()), Just(posts).prop_shuffle()))
    ) {
        let wanted = told(&posts);
        prop_assert_eq!(&told(&mixed), &wanted);
        let mut more = mixed;
        more.push(post("x", "y", 3).of("x"));
        more.extend((0..4).map(|k| post(format!("x{k}"), "z", k).replies("x").of("x")));
        let mut found = told(&more);
        found.retain(|line| !line.starts_with('x'));
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn same_on_any_number_of_threads() {
    let corpus = corpus(&talk());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| turns(&corpus))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn a_root_that_only_a_repost_knows_bears_the_name_of_its_thread() {
    // 1 and 2 are gone; 4 passes 1 on, so that the corpus knows of a post of this name.
    let posts = [post(3, "c", 3).replies(2).of(1), post(4, "d", 4).reposts(1)];
    for known in [&posts[..1], &posts[..]] {
        let corpus = corpus(known);
        let threads = threads(&corpus);
        assert_eq!(threads.label(&corpus, 0), "1");
        let placed: Vec<_> =
            threads.places(0, &corpus).iter().map(|p| (p.depth, p.placed)).collect();
        let root_is_known = known.len() == 2;
        assert_eq!(placed, [(0, root_is_known), (2, false), (1, false)]);
    }
}
