use proptest::prelude::*;

use super::access::{AccessRow, TalkBackRow};
use super::reference::{letters_to, replies_to};
use super::*;
use crate::archive::Kind;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::corpus::{Labels, Level};

const ALL: Between = Between { since: None, until: None };

fn officials(corpus: &Corpus, handles: &str) -> Vec<bool> {
    let of = |account: u32| corpus.accounts.handle(account).unwrap_or("");
    (0..corpus.accounts.len() as u32)
        .map(|account| !of(account).is_empty() && handles.contains(of(account)))
        .collect()
}

fn everybody() -> Groups {
    Groups { levels: Vec::new(), terms: None }
}

fn reached(corpus: &Corpus, handles: &str, between: Between) -> Option<AccessRow> {
    let is = officials(corpus, handles);
    let found = access(corpus, &is, &everybody(), between, 40, 1, &Interrupt::new());
    found.expect("it runs").rows.first().copied()
}

fn back(corpus: &Corpus, handles: &str, between: Between) -> Option<TalkBackRow> {
    let is = officials(corpus, handles);
    let found = talk_back(corpus, &is, &everybody(), between, 40, 1, &Interrupt::new());
    found.expect("it runs").rows.first().copied()
}

/// The official s is asked by a (twice), b and c, and answers a once and b.
fn asked() -> Vec<Post> {
    vec![
        post(1, "s", 0),
        post(2, "a", 1).mentions("s"),
        post(3, "a", 2).replies(1),
        post(4, "b", 3).mentions("s"),
        post(5, "c", 4).mentions("s"),
        post(6, "s", 5).replies(2),
        post(7, "s", 9).replies(4),
        post(8, "c", 10).mentions("s"), // after the last post of s
        post(9, "d", 11),
        post(10, "d", 12).reposts(1).mentions("s"),
    ]
}

#[test]
fn access_by_hand() {
    let corpus = corpus(&asked());
    let row = reached(&corpus, "s", ALL).expect("a row");
    assert_eq!((row.publics, row.messages), (3, 4));
    assert_eq!((row.answered_publics, row.answered_messages), (2, 2));
    assert!((row.access.value - 2.0 / 3.0).abs() < 1e-12);
    assert!((row.answer_rate.value - 0.5).abs() < 1e-12);
    // An answer counts with its message, whenever it came.
    let early = reached(&corpus, "s", Between { since: None, until: Some(3) }).expect("a row");
    assert_eq!((early.publics, early.answered_publics), (1, 1));
    let late = reached(&corpus, "s", Between { since: Some(3), until: None }).expect("a row");
    assert_eq!((late.publics, late.messages, late.answered_publics), (2, 2, 1));
    // Where a is an official too, nobody of the public is a.
    let row = reached(&corpus, "as", ALL).expect("a row");
    assert_eq!((row.publics, row.messages), (2, 2));
}

#[test]
fn talking_back_by_hand() {
    let corpus = corpus(&asked());
    let row = back(&corpus, "s", ALL).expect("a row");
    // a: 2, b: 1, c: 2, d: 2, of which the repost names nobody.
    assert_eq!((row.publics, row.posts, row.addressed), (4, 7, 5));
    assert_eq!((row.messages, row.answered), (4, 2));
    assert!((row.talk_back.value - 5.0 / 7.0).abs() < 1e-12);
    assert!((row.answered_share.value - 0.5).abs() < 1e-12);
}

#[test]
fn who_is_not_asked_has_a_row_and_who_has_no_group_is_counted() {
    let mut asked = asked();
    asked.push(post(20, "t", 3));
    let corpus = corpus(&asked);
    let is = officials(&corpus, "st");
    let run = |groups: &Groups| {
        access(&corpus, &is, groups, ALL, 9, 1, &Interrupt::new()).expect("it runs")
    };
    let table = run(&Groups::each_account());
    assert_eq!(table.rows.iter().map(|row| row.publics).collect::<Vec<_>>(), [3, 0]);
    assert!(table.rows[1].access.value.is_nan());
    let t = corpus.accounts.find("t").expect("there");
    let code = |account: u32| if account == t { 0 } else { NONE };
    let codes = (0..corpus.accounts.len() as u32).map(code).collect();
    let levels = vec![Level::Column(Labels { codes, names: vec!["T".into()] })];
    let table = run(&Groups { levels, terms: None });
    assert_eq!((table.rows.len(), table.ungrouped), (1, 4));
    assert!(access(&corpus, &[], &everybody(), ALL, 9, 1, &Interrupt::new()).is_err());
    assert!(talk_back(&corpus, &[], &everybody(), ALL, 9, 1, &Interrupt::new()).is_err());
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(access(&corpus, &is, &everybody(), ALL, 9, 1, &interrupt).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn they_are_as_counted_by_hand(posts in posts(14), handles in "[a-f]{1,2}", from in 0_i64..8) {
        let corpus = corpus(&posts);
        let is = officials(&corpus, &handles);
        let official = |account: u32| account != NONE && is[account as usize];
        for between in [ALL, Between { since: Some(from), until: Some(from + 3) }] {
            let letters: Vec<_> = (0..corpus.accounts.len() as u32)
                .filter(|&account| official(account))
                .flat_map(|account| letters_to(&corpus, account))
                .filter(|letter| !official(letter.from) && between.covers(corpus.time[letter.post]))
                .collect();
            let mut asked: Vec<u32> = letters.iter().map(|letter| letter.from).collect();
            asked.sort_unstable();
            asked.dedup();
            let ever = |who: &&u32| letters.iter().any(|l| l.from == **who && l.answer.is_some());
            let row = reached(&corpus, &handles, between);
            prop_assert!(row.is_some() || letters.is_empty());
            if let Some(row) = row {
                prop_assert_eq!(row.messages, letters.len() as u64);
                prop_assert_eq!(row.publics, asked.len() as u64);
                prop_assert_eq!(row.answered_publics, asked.iter().filter(ever).count() as u64);
                let answered = letters.iter().filter(|letter| letter.answer.is_some());
                prop_assert_eq!(row.answered_messages, answered.count() as u64);
            }
            let own: Vec<usize> = (0..corpus.len)
                .filter(|&row| corpus.author[row] != NONE && !official(corpus.author[row]))
                .filter(|&row| between.covers(corpus.time[row]))
                .collect();
            let addresses = |row: &&usize| {
                let to = replies_to(&corpus, **row).map_or(NONE, |of| of.1);
                let named = corpus.kind[**row] != Kind::Repost
                    && corpus.mentions.row(**row).iter().any(|&account| official(account));
                official(to) || named
            };
            let row = back(&corpus, &handles, between);
            prop_assert_eq!(row.is_some(), !own.is_empty());
            if let Some(row) = row {
                prop_assert_eq!(row.posts, own.len() as u64);
                prop_assert_eq!(row.addressed, own.iter().filter(addresses).count() as u64);
                let mut posts: Vec<usize> = letters.iter().map(|letter| letter.post).collect();
                posts.sort_unstable();
                posts.dedup();
                prop_assert_eq!(row.messages, posts.len() as u64);
                let is_answered =
                    |p: &&usize| letters.iter().any(|l| l.post == **p && l.answer.is_some());
                prop_assert_eq!(row.answered, posts.iter().filter(is_answered).count() as u64);
            }
        }
    }
}
