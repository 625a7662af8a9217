use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::error::Error;
use crate::network::testing::on_threads;
use crate::random::Stream;
use crate::run::Interrupt;

/// Object, account, content, time. A content of the object's number is the object.
type Row = (u32, u32, u32, i64);

fn rows(of: &[Row]) -> Rows {
    let mut rows = Rows::default();
    for &(object, account, content, time) in of {
        rows.push(object, account, content, time, content == object && content != NONE);
    }
    rows
}

fn found(rows: &Rows, window: u64, least: u32) -> Pairs {
    coordination(rows, window, least, &|x, y| x.cmp(&y), &Interrupt::new()).expect("few pairs")
}

fn listed(pairs: &Pairs) -> Vec<(usize, usize)> {
    pairs.a.iter().zip(&pairs.b).map(|(&a, &b)| (a as usize, b as usize)).collect()
}

/// Few of everything, so that all kinds of ties and repeats come up.
fn some_rows() -> impl Strategy<Value = Vec<Row>> {
    let number = |most: u32| prop_oneof![30 => 0..most, 1 => Just(NONE)];
    let time = prop_oneof![
        30 => 0_i64..12,
        1 => Just(NO_TIME),
        1 => Just(i64::MAX),
        1 => Just(i64::MIN + 1),
    ];
    prop::collection::vec((number(3), number(5), number(14), time), 0..40)
}

fn window() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..14, Just(u64::MAX)]
}

/// What a table would show of a row.
fn shown(rows: &Rows, row: usize) -> Row {
    (rows.object[row], rows.account[row], rows.content[row], rows.time[row])
}

proptest! {
    #[test]
    fn the_sweep_finds_the_pairs_of_the_reference(
        of in some_rows(), window in window(), least in 1_u32..5,
    ) {
        let rows = rows(&of);
        let wanted = reference::pairs(&rows, window, least as usize);
        let shown = |pairs: Vec<(usize, usize)>| -> Vec<(Row, Row)> {
            pairs.into_iter().map(|(a, b)| (shown(&rows, a), shown(&rows, b))).collect()
        };
        prop_assert_eq!(shown(listed(&found(&rows, window, least))), shown(wanted));
    }

    #[test]
    fn rows_in_any_order_give_the_same_pairs_in_the_same_order(
        of in some_rows(), window in window(), least in 1_u32..4, seed in any::<u64>(),
    ) {
        let mut shuffled = of.clone();
        Stream::new(seed, 0).shuffle(&mut shuffled);
        let shown = |of: &[Row]| {
            let rows = rows(of);
            let pairs = found(&rows, window, least);
            let shown = |&row: &u32| shown(&rows, row as usize);
            let both = pairs.a.iter().zip(&pairs.b).map(|(a, b)| (shown(a), shown(b)));
            (both.collect::<Vec<_>>(), pairs.dropped)
        };
        prop_assert_eq!(shown(&shuffled), shown(&of));
    }

    #[test]
    fn an_unrelated_object_of_other_accounts_changes_nothing(
        of in some_rows(), window in window(), least in 1_u32..4,
    ) {
        let before = listed(&found(&rows(&of), window, least));
        let mut more = of.clone();
        more.extend((0..6).map(|n| (7, 10 + n % 2, 100 + n, i64::from(n))));
        let after = found(&rows(&more), window, least);
        let known: Vec<_> =
            listed(&after).into_iter().filter(|&(a, _)| a < of.len()).collect();
        prop_assert_eq!(known, before);
    }

    #[test]
    fn every_row_is_taken_or_dropped(of in some_rows(), least in 1_u32..5) {
        let pairs = found(&rows(&of), 3, least);
        let taken = pairs.taken.iter().filter(|taken| **taken).count() as u64;
        let dropped: u64 = pairs.dropped.reasons().iter().map(|(_, count)| count).sum();
        prop_assert_eq!(taken + dropped, of.len() as u64);
    }

    #[test]
    fn tables_count_what_the_pairs_say(of in some_rows(), window in window(), floor in 0_u64..4) {
        let rows = rows(&of);
        let pairs = found(&rows, window, 1);
        let listed = listed(&pairs);
        let go = Interrupt::new();
        let two: BTreeSet<(u32, u32)> =
            listed.iter().map(|&(x, y)| (rows.account[x], rows.account[y])).collect();
        let mut wanted = Vec::new();
        for (a, b) in two {
            let accounts = |&(x, y): &(usize, usize)| (rows.account[x], rows.account[y]);
            let theirs: Vec<_> = listed.iter().filter(|&pair| accounts(pair) == (a, b)).collect();
            let contents = |side: fn(&(usize, usize)) -> usize| {
                let cells = theirs.iter().map(|&pair| rows.content[side(pair)]);
                cells.collect::<BTreeSet<_>>().len() as u64
            };
            let (ones, others) = (contents(|pair| pair.0), contents(|pair| pair.1));
            let weight = theirs.len() as u64;
            if weight >= floor {
                wanted.push((a, b, weight, ones, others));
            }
        }
        let edges = edges(&rows, &pairs, floor, &go).expect("nobody interrupts");
        let short = |edge: &Edge| (edge.a, edge.b, edge.weight, edge.contents_a, edge.contents_b);
        prop_assert_eq!(edges.iter().map(short).collect::<Vec<_>>(), wanted);
        for edge in &edges {
            prop_assert!(edge.symmetry() > 0.0 && edge.symmetry() <= 1.0);
            prop_assert_eq!(rows.account[edge.row_a as usize], edge.a);
            prop_assert_eq!(rows.account[edge.row_b as usize], edge.b);
        }

        let ends = |pair: &(usize, usize)| [pair.0, pair.1];
        let rows_in_pairs: Vec<usize> = listed.iter().flat_map(ends).collect();
        let distinct = |cells: Vec<u32>| cells.into_iter().collect::<BTreeSet<u32>>();
        let accounts = accounts(&rows, &pairs, &go).expect("nobody interrupts");
        let there = distinct(rows_in_pairs.iter().map(|&row| rows.account[row]).collect());
        prop_assert_eq!(accounts.iter().map(|a| a.account).collect::<Vec<_>>(), Vec::from_iter(there));
        for table in &accounts {
            let mine = |row: &usize| rows.account[*row] == table.account;
            let own = rows_in_pairs.iter().copied().filter(mine);
            prop_assert_eq!(table.contents, distinct(own.map(|r| rows.content[r]).collect()).len() as u64);
            let with = listed.iter().filter(|pair| ends(pair).iter().any(mine));
            prop_assert_eq!(table.pairs, with.clone().count() as u64);
            let others = with.flat_map(ends).filter(|row| !mine(row));
            prop_assert_eq!(table.partners, distinct(others.map(|r| rows.account[r]).collect()).len() as u64);
            let left = (0..rows.len()).filter(|row| pairs.taken[*row] && mine(row)).count();
            prop_assert_eq!(table.rows, left as u64);
            prop_assert!(mine(&(table.row as usize)));
        }
        let objects = objects(&rows, &pairs, &go).expect("nobody interrupts");
        let there = distinct(rows_in_pairs.iter().map(|&row| rows.object[row]).collect());
        prop_assert_eq!(objects.iter().map(|o| o.object).collect::<Vec<_>>(), Vec::from_iter(there));
        for table in &objects {
            let mine = |row: &usize| rows.object[*row] == table.object;
            let own = rows_in_pairs.iter().copied().filter(mine);
            prop_assert_eq!(table.accounts, distinct(own.map(|r| rows.account[r]).collect()).len() as u64);
            prop_assert_eq!(table.pairs, listed.iter().filter(|pair| mine(&pair.0)).count() as u64);
            let left = (0..rows.len()).filter(|row| pairs.taken[*row] && mine(row)).count();
            prop_assert_eq!(table.rows, left as u64);
        }
    }

    #[test]
    fn similarity_is_that_of_the_reference(of in some_rows(), least in 1_u32..5) {
        let rows = rows(&of);
        let wanted = reference::similar(&rows, least as usize);
        let similar = alike(&rows, least, 0.0, None);
        prop_assert_eq!(similar.pairs.len(), wanted.len());
        for pair in &similar.pairs {
            let (similarity, shared) = wanted[&(pair.a, pair.b)];
            prop_assert!((pair.similarity - similarity).abs() < 1e-12);
            prop_assert_eq!(pair.shared, shared);
            prop_assert_eq!(rows.account[similar.rows[pair.a as usize] as usize], pair.a);
        }
        let order = |x: &Alike, y: &Alike| {
            x.similarity > y.similarity
                || x.similarity == y.similarity && (x.a, x.b) < (y.a, y.b)
        };
        prop_assert!(similar.pairs.is_sorted_by(order));
        let some = alike(&rows, least, 0.5, Some(3)).pairs;
        let mut cut = similar.pairs;
        cut.retain(|pair| pair.similarity >= 0.5);
        cut.truncate(3);
        prop_assert_eq!(some, cut);
    }

    #[test]
    fn the_rows_of_a_corpus_are_its_references(posts in posts(20), own in any::<bool>()) {
        let corpus = corpus(&posts);
        let go = Interrupt::new();
        for (on, of, named) in [
            (On::Repost, &corpus.repost_of, &corpus.repost_of_author),
            (On::Reply, &corpus.reply_to, &corpus.reply_to_author),
        ] {
            let shared = shared(&corpus, on, own, &go).expect("nobody interrupts");
            prop_assert!(shared.objects.is_sorted_by(|x, y| crate::corpus::id_order(x, y).is_lt()));
            let count = (0..corpus.len).filter(|&row| of[row] != NONE || named[row] != NONE).count();
            prop_assert_eq!(shared.rows.len() as u64 + shared.dropped.own, count as u64);
            prop_assert!(!own || shared.dropped.own == 0);
            for row in 0..shared.rows.len() {
                let post = shared.rows.content[row] as usize;
                let object = shared.rows.object[row];
                let name = (object != NONE).then(|| shared.objects[object as usize].as_str());
                prop_assert_eq!(name, corpus.ids.get_opt(of[post]));
                prop_assert_eq!(shared.rows.account[row], corpus.author[post]);
                prop_assert_eq!(shared.rows.time[row], corpus.time[post]);
            }
        }
    }
}

fn alike(rows: &Rows, least: u32, similarity: f64, top: Option<usize>) -> Similar {
    let options = SimilarOptions { least, similarity, top };
    co_sharing(rows, &options, &Interrupt::new()).expect("few pairs")
}

#[test]
fn each_step_leaves_out_what_it_says() {
    // Within the window; on its edge; beyond it.
    let of = |times: [i64; 2]| rows(&[(0, 0, 10, times[0]), (0, 1, 11, times[1])]);
    assert_eq!(listed(&found(&of([0, 5]), 5, 1)), [(0, 1)]);
    assert_eq!(listed(&found(&of([5, 0]), 5, 1)), [(0, 1)]);
    assert_eq!(listed(&found(&of([0, 6]), 5, 1)), []);
    assert_eq!(listed(&found(&of([3, 3]), 0, 1)), [(0, 1)]);
    // 1: both accounts have one row.
    assert_eq!(listed(&found(&of([0, 0]), 5, 2)), []);
    assert_eq!(found(&of([0, 0]), 5, 2).dropped.few_rows, 2);
    // 3: one account, one content, the object itself.
    for two in [
        [(0, 0, 10, 0), (0, 0, 11, 0)],
        [(0, 0, 10, 0), (0, 1, 10, 0)],
        [(0, 0, 0, 0), (0, 1, 11, 0)],
    ] {
        assert_eq!(listed(&found(&rows(&two), 5, 1)), []);
    }
}

#[test]
fn rows_count_by_their_content_wherever_it_is_in_a_pair() {
    // Account 1 has a content in a pair, which is that of its row on the other object, too.
    let of = rows(&[(0, 0, 10, 0), (0, 1, 11, 0), (1, 1, 11, 9), (1, 0, 12, 90)]);
    assert_eq!(listed(&found(&of, 5, 2)), [(0, 1)]);
    // With another content there, neither of the two has a second row in a pair.
    let of = rows(&[(0, 0, 10, 0), (0, 1, 11, 0), (1, 1, 13, 9), (1, 0, 12, 90)]);
    assert_eq!(listed(&found(&of, 5, 2)), []);
}

#[test]
fn nothing_gives_nothing() {
    for of in [&[][..], &[(0, 0, 10, 0)], &[(0, 0, 10, 0), (1, 0, 11, 0), (0, 0, 12, 0)]] {
        let (rows, go) = (rows(of), Interrupt::new());
        let pairs = found(&rows, u64::MAX, 1);
        assert_eq!(listed(&pairs), []);
        assert_eq!(edges(&rows, &pairs, 0, &go), Ok(Vec::new()));
        assert_eq!(accounts(&rows, &pairs, &go), Ok(Vec::new()));
        assert_eq!(objects(&rows, &pairs, &go), Ok(Vec::new()));
        assert_eq!(alike(&rows, 1, 0.0, None).pairs, Vec::new());
    }
}

#[test]
fn too_many_pairs_are_refused_with_their_number() {
    let many: Vec<Row> = (0..40_000).map(|n| (0, n, 50_000 + n, 0)).collect();
    let outcome = coordination(&rows(&many), 0, 1, &|x, y| x.cmp(&y), &Interrupt::new());
    let Err(Error::Input { found, wanted, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(found.starts_with("799980000 pairs"), "{found}");
    assert!(wanted.contains("500000000"), "{wanted}");
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut stream = Stream::new(11, 0);
    let mut below = |n: usize| stream.below(n) as u32;
    let many: Vec<Row> =
        (0..30_000).map(|n| (below(40), below(900), 1_000 + n, i64::from(below(4_000)))).collect();
    let rows = rows(&many);
    let all = || {
        let (pairs, go) = (found(&rows, 5, 3), Interrupt::new());
        (edges(&rows, &pairs, 2, &go), pairs, alike(&rows, 3, 0.0, None))
    };
    let one = on_threads(1, all);
    assert!(one.1.a.len() > 10_000);
    for threads in [2, 4] {
        assert_eq!(on_threads(threads, all), one);
    }
}

#[test]
fn an_interrupt_is_heard() {
    let rows = rows(&[(0, 0, 10, 0), (0, 1, 11, 0)]);
    let pairs = found(&rows, 0, 1);
    let stopped = Interrupt::new();
    stopped.stop();
    let again = coordination(&rows, 0, 1, &|x, y| x.cmp(&y), &stopped);
    assert_eq!(again, Err(Error::Interrupted));
    assert_eq!(edges(&rows, &pairs, 0, &stopped), Err(Error::Interrupted));
    let options = SimilarOptions { least: 1, similarity: 0.0, top: None };
    assert_eq!(co_sharing(&rows, &options, &stopped), Err(Error::Interrupted));
    let corpus = corpus(&[post(1, "a", 0)]);
    for on in On::ALL {
        assert_eq!(shared(&corpus, on, true, &stopped), Err(Error::Interrupted));
    }
}

#[test]
fn links_and_hashtags_count_once_a_post_and_not_in_reposts() {
    let tagged = |post: Post, tags: &[&str]| Post {
        hashtags: tags.iter().map(ToString::to_string).collect(),
        urls: tags.iter().map(|tag| format!("https://example.org/{tag}")).collect(),
        ..post
    };
    let corpus = corpus(&[
        tagged(post(1, "a", 0), &["Peace", "PEACE", "مرحبا"]),
        tagged(post(2, "b", 1).quotes(1), &["peace"]),
        tagged(post(3, "c", 2).reposts(1), &["peace"]),
    ]);
    let go = Interrupt::new();
    let tags = shared(&corpus, On::Hashtag, true, &go).expect("nobody interrupts");
    assert_eq!(tags.objects, ["peace", "مرحبا"]);
    assert_eq!(tags.rows.object, [0, 1, 0]);
    assert_eq!(tags.rows.content, [0, 0, 1]);
    let links = shared(&corpus, On::Url, true, &go).expect("nobody interrupts");
    assert_eq!(links.rows.len(), 4);
    assert_eq!(links.objects.len(), 4);
}

#[test]
fn texts_are_the_same_whose_words_are_the_same() {
    let says = |post: Post, text: &str| Post { text: text.into(), ..post };
    let corpus = corpus(&[
        says(post(1, "a", 0), "We stand with #Ukraine! https://example.org/1"),
        says(post(2, "b", 1), "@UN WE STAND with Ukraine 🇺🇦"),
        says(post(3, "c", 2).reposts(1), "We stand with Ukraine"),
        says(post(4, "d", 3), "السلام"),
        says(post(5, "e", 4), "🇺🇦 https://example.org/1"),
        post(6, "f", 5),
    ]);
    let texts = shared(&corpus, On::Text, true, &Interrupt::new()).expect("nobody interrupts");
    assert_eq!(texts.objects, ["السلام", "we stand with ukraine"]);
    assert_eq!(texts.rows.object, [1, 1, 0]);
    assert_eq!(texts.rows.content, [0, 1, 3]);
}

#[test]
fn texts_are_the_same_that_a_chain_of_near_duplicates_joins() {
    let says = |post: Post, text: &str| Post { text: text.into(), ..post };
    let long = "We call on all sides to stop the fire at once and to talk";
    let corpus = corpus(&[
        says(post(1, "a", 0), &format!("{long} today")),
        says(post(2, "b", 1), &format!("{} https://example.org/1", long.replace("stop", "end"))),
        says(post(3, "c", 2), long),
        // Eight words: only the same ones are the same.
        says(post(4, "d", 3), "We call on all sides to stop it"),
        says(post(5, "e", 4), "We call on all sides to stop now"),
        says(post(6, "f", 5), "#We call on all sides to stop NOW"),
    ]);
    let texts = shared(&corpus, On::Text, true, &Interrupt::new()).expect("nobody interrupts");
    let root = format!("we{} today", &long[2..]);
    let short = ["we call on all sides to stop it", "we call on all sides to stop now"];
    assert_eq!(texts.objects, [short[0], short[1], &root]);
    assert_eq!(texts.rows.object, [2, 2, 2, 0, 1, 1]);
}

#[test]
fn names_of_objects_are_known() {
    for on in On::ALL {
        assert_eq!(On::parse(on.as_str()), Ok(on));
    }
    let Err(Error::Input { wanted, .. }) = On::parse("picture") else { panic!("no error") };
    assert_eq!(wanted, "repost, url, hashtag, reply, text");
}
