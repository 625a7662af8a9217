use proptest::prelude::*;

use super::*;
use crate::corpus::{Labels, Level, Window};
use crate::responses::testing::{Post, account, any_posts, corpus, post, unrelated_thread};

const HOUR: i64 = 3600;

fn table(corpus: &Corpus, groups: &Groups) -> Dialogue {
    dialogue(corpus, groups, 50, 3, &Interrupt::new()).expect("not interrupted")
}

fn of(corpus: &Corpus, letter: char) -> Row {
    let table = table(corpus, &Groups::each_account());
    let key = i64::from(account(corpus, letter));
    *table.rows.iter().find(|row| table.found.key(row.group, 0) == key).expect("a row")
}

fn counts(row: &Row) -> [u64; 6] {
    [row.posts, row.replies, row.self_replies, row.addressed, row.answered, row.answered_inferred]
}

fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9
}

#[test]
fn a_conversation_by_hand() {
    let hours = |post: Post, hours: i64| post.at(hours * HOUR);
    let posts = [
        hours(post(1, 'a').mention('s'), 0), // before the first post of s
        hours(post(2, 's'), 1),
        hours(post(3, 'a').reply(2).mention('s'), 2), // reply and mention: one message
        hours(post(4, 'b').mention('s'), 3),
        hours(post(5, 'c').mention('s'), 4),
        hours(post(6, 's').reply(3), 5),            // after 3 hours
        hours(post(7, 'a').reply(6), 6),            // third turn, and a message that stays open
        hours(post(8, 's').reply(3), 7),            // answers nothing any more
        hours(post(9, 's').reply_account('b'), 33), // inferred, after 30 hours
        hours(post(10, 's').reply(2), 34),          // to itself
        hours(post(11, 'c').repost(2).mention('s'), 34),
        hours(post(12, 's').repost(4), 35),
        hours(post(13, 'b').mention('s'), 36), // after the last post of s
    ];
    let row = of(&corpus(&posts), 's');
    assert_eq!(counts(&row), [6, 3, 1, 4, 2, 1]);
    assert!(close(row.reply_ratio.value, 0.5));
    assert!(close(row.answer_rate.value, 0.5));
    // Events: 3 h answered, 29 h left (a), 30 h answered (b), 31 h left (c).
    assert!(close(row.answered_24h.value, 0.25));
    assert!(close(row.median_latency_s.value, 30.0 * 3600.0));
    // Known addressees: a, a, b; a came back to the first.
    assert!(close(row.third_turn_share.value, 1.0 / 3.0));
    assert!(row.answer_rate.interval.low >= 0.0 && row.answer_rate.interval.high <= 1.0);
}

#[test]
fn the_latest_open_message_is_answered_and_each_once() {
    let posts = [
        post(1, 's'),
        post(2, 'a').mention('s'),
        post(3, 'a').mention('s'),
        post(4, 'a').mention('s'),
        post(5, 's').reply(3),
        post(6, 's').reply_account('a'),
        post(7, 's').reply_account('a'),
        post(8, 's').reply_account('a'),
        post(9, 's').reply(3),
    ];
    let corpus = corpus(&posts);
    let found: Vec<_> = messages(&corpus, &Interrupt::new())
        .expect("messages")
        .iter()
        .filter(|message| message.to == account(&corpus, 's'))
        .map(|message| (message.post, message.answer, message.inferred))
        .collect();
    assert_eq!(found, [(1, 6, true), (2, 4, false), (3, 5, true)]);
}

#[test]
fn equal_times_go_by_id_and_a_later_row_answers() {
    let at = |post: Post| post.at(5);
    let posts = [at(post(1, 's')), at(post(2, 's').reply(3)), at(post(3, 'a').mention('s'))];
    assert_eq!(counts(&of(&corpus(&posts), 's')), [2, 1, 0, 1, 0, 0]);
    let posts = [at(post(1, 's')), at(post(2, 'a').mention('s')), at(post(3, 's').reply(2))];
    let row = of(&corpus(&posts), 's');
    assert_eq!(counts(&row), [2, 1, 0, 1, 1, 0]);
    assert!(close(row.median_latency_s.value, 0.0));
}

#[test]
fn without_times_posts_and_replies_still_count() {
    let untimed = |post: Post| Post { time: None, ..post };
    let posts = [
        untimed(post(1, 's')),
        untimed(post(2, 'a').reply(1)),
        untimed(post(3, 's').reply(2)),
        untimed(post(4, 'a').reply(3)),
        untimed(post(5, 's').reply(99)),
    ];
    let row = of(&corpus(&posts), 's');
    assert_eq!(counts(&row), [3, 2, 0, 0, 0, 0]);
    assert!(row.answer_rate.value.is_nan() && row.median_latency_s.value.is_nan());
    assert!(close(row.third_turn_share.value, 1.0));
    assert!(row.reply_ratio.interval.low.is_nan(), "one day, unknown");
}

#[test]
fn groups_of_accounts_and_months() {
    let day = |post: Post, day: i64| post.at(day * 24 * HOUR);
    let posts = [
        day(post(1, 's'), 0),
        day(post(2, 't'), 0),
        day(post(3, 'a').mention('s'), 40),
        day(post(4, 's').reply(3), 70),
        day(post(5, 't').reply(3), 70),
    ];
    let corpus = corpus(&posts);
    let mut codes = vec![NONE; corpus.accounts.len()];
    codes[account(&corpus, 's') as usize] = 0;
    codes[account(&corpus, 't') as usize] = 0;
    let labels = Labels { codes, names: vec!["home".into()] };
    let levels = vec![Level::Column(labels), Level::Window(Window::Month)];
    let table = table(&corpus, &Groups { levels, terms: None });
    let rows: Vec<_> = table.rows.iter().map(counts).collect();
    assert_eq!(rows, [[2, 0, 0, 0, 0, 0], [0, 0, 0, 1, 1, 0], [2, 2, 0, 0, 0, 0]]);
    assert!(table.rows[1].reply_ratio.value.is_nan());
    // Two accounts that agree: the exact bound for two of two.
    assert!(close(table.rows[2].reply_ratio.interval.low, 0.025_f64.sqrt()));
}

#[test]
fn nothing_at_all() {
    let empty = corpus(&[]);
    assert!(table(&empty, &Groups::each_account()).rows.is_empty());
    for row in participation(&empty, 10, 0, &Interrupt::new()).expect("a table") {
        assert!(row.accounts == 0 && row.gini.value.is_nan() && row.lorenz.is_empty());
    }
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(dialogue(&empty, &Groups::each_account(), 1, 0, &interrupt).is_err());
    assert!(participation(&empty, 1, 0, &interrupt).is_err());
}

#[test]
fn participation_by_hand() {
    let posts = [
        post(1, 'a'),
        post(2, 'a').reply(1).mention('a'),
        post(3, 'a'),
        post(4, 'b').reply(1).mention('a'),
        post(5, 'b').mention('c'),
        post(6, 'd').repost(5).mention('c'),
    ];
    let table = participation(&corpus(&posts), 100, 0, &Interrupt::new()).expect("a table");
    let rows: Vec<_> = table.iter().map(|row| (row.measure, row.accounts)).collect();
    assert_eq!(rows, [("posts", 3), ("replies_received", 3), ("mentions_received", 4)]);
    // 1, 2, 3; then 0, 0, 1; then 0, 0, 0, 1.
    let ginis: Vec<f64> = table.iter().map(|row| row.gini.value).collect();
    assert!(close(ginis[0], 2.0 / 9.0) && close(ginis[1], 2.0 / 3.0) && close(ginis[2], 0.75));
    assert!(table[0].gini.interval.low >= 0.0 && table[0].gini.interval.high < 1.0);
    assert_eq!(table[2].lorenz, [(0.0, 0.0), (0.75, 0.0), (1.0, 1.0)]);
}

/// Times in hours instead of seconds, so that answers come within and after a day.
fn slower(posts: Vec<Post>) -> Vec<Post> {
    posts.into_iter().map(|post| Post { time: post.time.map(|time| time * HOUR), ..post }).collect()
}

fn same(row: &Row, wanted: &reference::Numbers) -> bool {
    let values = [
        row.reply_ratio.value,
        row.answer_rate.value,
        row.answered_24h.value,
        row.median_latency_s.value,
        row.third_turn_share.value,
    ];
    counts(row).map(|count| count as usize) == wanted.0
        && values.iter().zip(wanted.1).all(|(&a, b)| close(a, b))
}

/// The rows of accounts a to e, by name.
fn named(corpus: &Corpus) -> Vec<String> {
    let table = table(corpus, &Groups::each_account());
    let mut rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            (corpus.accounts.key(table.found.key(row.group, 0) as u32), Row { group: 0, ..*row })
        })
        .filter(|(key, _)| key.is_some_and(|key| ("a"..="e").contains(&key)))
        .map(|row| format!("{row:?}"))
        .collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_by_hand(posts in any_posts(24)) {
        let corpus = corpus(&slower(posts));
        let accounts = table(&corpus, &Groups::each_account());
        let wrote = corpus.posts_by_account().iter().filter(|&&posts| posts > 0).count();
        prop_assert_eq!(accounts.rows.len(), wrote);
        for row in &accounts.rows {
            let account = accounts.found.key(row.group, 0) as u32;
            let wanted = reference::numbers(&corpus, &[account]);
            prop_assert!(same(row, &wanted), "{:?}\n{:?}", row, wanted);
        }
        let everyone: Vec<u32> = (0..corpus.accounts.len() as u32).collect();
        for group in [0, 1] {
            let codes = everyone.iter().map(|account| account % 2).collect();
            let labels = Labels { codes, names: vec!["x".into(), "y".into()] };
            let groups = Groups { levels: vec![Level::Column(labels)], terms: None };
            let members: Vec<u32> = everyone.iter().copied().filter(|a| a % 2 == group).collect();
            let groups = table(&corpus, &groups);
            let key = i64::from(group);
            if let Some(row) = groups.rows.iter().find(|row| groups.found.key(row.group, 0) == key) {
                let wanted = reference::numbers(&corpus, &members);
                prop_assert!(same(row, &wanted), "{:?}\n{:?}", row, wanted);
            }
        }
    }

    #[test]
    fn unrelated_threads_and_the_order_of_the_input_change_nothing(
        posts in any_posts(12), seconds in 0_i64..60,
    ) {
        let rows = named(&corpus(&posts));
        let mut more = unrelated_thread(seconds);
        more.extend(posts.into_iter().rev());
        prop_assert_eq!(rows, named(&corpus(&more)));
    }

    #[test]
    fn intervals_lie_between_nothing_and_everything(posts in any_posts(24)) {
        let corpus = corpus(&slower(posts));
        for row in table(&corpus, &Groups::each_account()).rows {
            for share in [row.reply_ratio, row.answer_rate, row.answered_24h, row.third_turn_share] {
                let Interval { low, high } = share.interval;
                prop_assert!(low.is_nan() || (0.0 <= low && low <= high && high <= 1.0));
            }
        }
        for row in participation(&corpus, 20, 0, &Interrupt::new()).expect("a table") {
            prop_assert!(row.gini.value.is_nan() || (0.0..1.0).contains(&row.gini.value));
        }
    }
}

#[test]
fn same_bits_on_any_number_of_threads() {
    let letters = ['s', 'a', 'b', 'c', 'd'];
    let posts: Vec<Post> = (1..120_u32)
        .map(|id| {
            let author = letters[(id * id) as usize % 5];
            let post = post(id, author).at(i64::from(id) * 2 * HOUR);
            if id % 3 == 0 { post.mention('s') } else { post.reply(id * 7 % id.max(2)) }
        })
        .collect();
    let corpus = corpus(&posts);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let rows = table(&corpus, &Groups::each_account()).rows;
            let shares = participation(&corpus, 80, 1, &Interrupt::new()).expect("a table");
            format!("{rows:?} {shares:?}")
        })
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(4));
}
