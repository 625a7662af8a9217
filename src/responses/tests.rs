use proptest::prelude::*;

use super::testing::{Post, SECOND, account, any_posts, corpus, post, unrelated_thread};
use super::*;
use crate::corpus::{Groups, Labels, Level};

fn find(corpus: &Corpus, sources: &[u32]) -> Responses {
    let names = reference::NAMES
        .iter()
        .filter_map(|&(letter, name)| Some((corpus.accounts.find(&letter.to_string())?, name)));
    let options = Options { copies: true, names: Names::new(names) };
    responses(corpus, sources, &options, &Interrupt::new()).expect("not interrupted")
}

/// (response, channel, `to_post`, notified) by id, of the responses to account s.
fn table(posts: &[Post]) -> Vec<(String, &'static str, Option<String>, Option<bool>)> {
    let corpus = corpus(posts);
    let id = |post| corpus.ids.get_opt(post).map(str::to_owned);
    find(&corpus, &[account(&corpus, 's')])
        .rows
        .iter()
        .map(|row| {
            let name = id(row.response).unwrap_or_default();
            (name, row.channel.as_str(), id(row.to_post), row.notified)
        })
        .collect()
}

fn row(
    id: &str,
    channel: &'static str,
    to_post: &str,
    notified: bool,
) -> (String, &'static str, Option<String>, Option<bool>) {
    (id.into(), channel, (!to_post.is_empty()).then(|| to_post.into()), Some(notified))
}

#[test]
fn every_channel() {
    let posts = [
        post(1, 's'),
        post(2, 'a').reply(1),
        post(3, 'b').quote(1),
        post(4, 'c').repost(1),
        post(5, 'b').reply(2),
        post(6, 'c').quote(5),
        post(7, 'd').repost(6),
        post(8, 'a').mention('s'),
        post(9, 'b').reply(8),
        post(10, 's').reply(9),
        post(11, 'b').reply(10).mention('s'),
        post(12, 'd'),
        post(13, 'd').repost(8).mention('s'),
        post(14, 'e').reply_account('s'),
        post(15, 'e').reply(14),
        post(16, 'd').reply(5).mention('s'),
    ];
    let wanted = [
        row("2", "reply", "1", true),
        row("3", "quote", "1", true),
        row("4", "repost", "1", true),
        row("5", "deep_reply", "1", false),
        row("6", "deep_quote", "1", false),
        row("7", "deep_repost", "1", false),
        row("8", "mention", "", true),
        row("9", "mention_thread", "8", false),
        row("11", "reply", "10", true),
        row("13", "mention_thread", "8", false),
        row("14", "reply", "", true),
        row("16", "deep_reply", "1", true),
    ];
    assert_eq!(table(&posts), wanted);
}

#[test]
fn a_missing_post_of_the_source_is_reached() {
    let mut first = post(2, 'a').reply(1);
    first.reply.1 = Some('s');
    let posts = [first, post(3, 'b').reply(2)];
    let wanted = [row("2", "reply", "1", true), row("3", "deep_reply", "1", false)];
    assert_eq!(table(&posts), wanted);
}

#[test]
fn a_deep_response_is_named_by_the_link_that_leads_there() {
    let posts = [
        post(1, 's'),
        post(2, 'a'),
        post(3, 'b').quote(1),
        post(4, 'c').reply(2).quote(3),
        // Two ways of one length: the earlier post of s.
        post(5, 's'),
        post(6, 'b').quote(5).reply(1),
        post(7, 'c').reply(6),
    ];
    let rows = table(&posts);
    assert_eq!(rows[1], row("4", "deep_quote", "1", false));
    assert_eq!(rows[3], row("7", "deep_reply", "1", false));
}

#[test]
fn rings_do_no_harm() {
    let posts = [
        post(1, 'a').quote(3),
        post(2, 'b').quote(1),
        post(3, 'c').quote(2),
        post(4, 's').quote(3),
    ];
    assert!(table(&posts).is_empty());
    let posts = [post(1, 'a').quote(2), post(2, 'b').quote(1).reply(3), post(3, 's').quote(1)];
    assert_eq!(table(&posts), [row("1", "deep_quote", "3", false), row("2", "reply", "3", true)]);
}

#[test]
fn only_mentions_in_the_first_280_characters_are_told() {
    let long = |id, before: usize, after: usize| Post {
        text: Some(format!("{}@S{}", "é".repeat(before), " ".repeat(after) + &".".repeat(9))),
        ..post(id, 'a').mention('s')
    };
    let told = |post: Post| table(&[post])[0].3;
    assert_eq!(told(long(1, 278, 300)), Some(true));
    assert_eq!(told(long(1, 279, 300)), Some(false));
    assert_eq!(told(Post { text: Some(".".repeat(400)), ..post(1, 'a').mention('s') }), Some(true));
    assert_eq!(told(Post { platform: Some("X"), ..post(1, 'a').mention('s') }), Some(true));
    assert_eq!(told(Post { platform: None, ..post(1, 'a').mention('s') }), None);
    assert_eq!(told(Post { platform: Some("ilvagram"), ..post(1, 'a').mention('s') }), None);
}

#[test]
fn delays_need_both_times() {
    let untimed = Post { time: None, ..post(4, 'b').reply(1) };
    let corpus = corpus(&[post(1, 's'), post(3, 'a').reply(1), untimed, post(9, 'c').mention('s')]);
    let found = find(&corpus, &[account(&corpus, 's')]);
    let delays: Vec<_> = found.rows.iter().map(|row| row.delay).collect();
    assert_eq!(delays, [Some(2 * SECOND), None, None]);
}

#[test]
fn nothing_and_nobody() {
    let empty = corpus(&[]);
    let found = find(&empty, &[0, 5, NONE]);
    assert!(found.rows.is_empty());
    let table = unseen_by_channel(&empty, &found, 10, 0, &Interrupt::new()).expect("a table");
    assert_eq!((table.len(), table[0].part, table[0].responses), (1, Part::All, 0));
    assert!(table[0].share.value.is_nan() && table[0].share.interval.low.is_nan());
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert!(responses(&empty, &[0], &Options::default(), &interrupt).is_err());
}

#[test]
fn unseen_shares_by_hand() {
    let posts = [
        post(1, 's'),
        post(2, 'a').reply(1),
        post(3, 'b').reply(2),
        post(4, 't').mention('s'),
        post(5, 'c').reply(4),
        post(6, 'c').reply(3),
        Post { platform: None, ..post(7, 'd').mention('s') },
    ];
    let corpus = corpus(&posts);
    let sources = [account(&corpus, 's'), account(&corpus, 't'), account(&corpus, 's')];
    let found = find(&corpus, &sources);
    // Post 5 answers t directly and is in a thread that names s.
    assert_eq!(found.rows.len(), 7);
    let interrupt = Interrupt::new();
    let table = unseen_by_channel(&corpus, &found, 200, 3, &interrupt).expect("a table");
    let rows: Vec<_> = table.iter().map(|r| (r.part, r.responses, r.unknown, r.unseen)).collect();
    let wanted = [
        (Part::All, 6, 1, 2),
        (Part::Channel(Channel::Reply), 2, 0, 0),
        (Part::Channel(Channel::DeepReply), 2, 0, 2),
        (Part::Channel(Channel::Mention), 2, 1, 0),
        (Part::Channel(Channel::MentionThread), 1, 0, 1),
    ];
    assert_eq!(rows, wanted);
    assert!((table[0].share.value - 0.4).abs() < 1e-12);
    // Two threads: 2 of 3 and 0 of 2 unseen.
    assert!(
        table[0].share.interval.low == 0.0
            && (table[0].share.interval.high - 2.0 / 3.0).abs() < 1e-12
    );
    assert!(table[2].share.interval.low.is_nan(), "one thread");
    let mut codes = vec![NONE; corpus.accounts.len()];
    codes[account(&corpus, 'a') as usize] = 1;
    codes[account(&corpus, 'b') as usize] = 1;
    codes[account(&corpus, 'c') as usize] = 0;
    let labels = Labels { codes, names: vec!["abroad".into(), "home".into()] };
    let groups = Groups { levels: vec![Level::Column(labels)], terms: None };
    let (names, table) =
        unseen_by_group(&corpus, &found, &groups, false, 10, 0, &interrupt).expect("a table");
    let rows: Vec<_> = table
        .iter()
        .map(|r| (r.part.group().map_or(-1, |group| names.key(group, 0)), r.responses, r.unseen))
        .collect();
    assert_eq!(rows, [(0, 2, 1), (1, 2, 1), (-1, 2, 0)]);
    let (names, table) =
        unseen_by_group(&corpus, &found, &groups, true, 10, 0, &interrupt).expect("a table");
    let rows: Vec<_> = table
        .iter()
        .map(|r| {
            let group = r.part.group().map_or(-1, |group| names.key(group, 0));
            (r.part.channel().map_or("", Channel::as_str), group, r.responses)
        })
        .collect();
    let wanted = [
        ("reply", 0, 1),
        ("reply", 1, 1),
        ("deep_reply", 0, 1),
        ("deep_reply", 1, 1),
        ("mention", -1, 2),
        ("mention_thread", 0, 1),
    ];
    assert_eq!(rows, wanted);
}

/// Everything by name, so that tables from corpora with other numbers compare.
fn named(corpus: &Corpus) -> Vec<String> {
    let sources: Vec<u32> =
        ('a'..='e').filter_map(|name| corpus.accounts.find(&name.to_string())).collect();
    let found = find(corpus, &sources);
    let table = unseen_by_channel(corpus, &found, 40, 9, &Interrupt::new()).expect("a table");
    let rows = found.rows.iter().map(|r| {
        let post = |post| corpus.ids.get_opt(post);
        let key = |account| corpus.accounts.key(account);
        format!(
            "{:?}",
            (
                post(r.response),
                key(r.author),
                key(r.to),
                post(r.to_post),
                r.channel,
                r.notified,
                r.discoverable,
                r.delay
            )
        )
    });
    let amplified = amplification(corpus, &found, |_| None, 9 * SECOND, 40, 9, &Interrupt::new());
    let pairs = co_timing(corpus, &found, 9 * SECOND, &Interrupt::new()).expect("pairs");
    let key = |account| corpus.accounts.key(account).map(str::to_owned);
    let pairs = pairs.iter().map(|it| format!("{:?}", (key(it.a), key(it.b), it.pairs, it.posts)));
    rows.chain(table.iter().map(|row| format!("{row:?}")))
        .chain([format!("{amplified:?}")])
        .chain(pairs)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn as_by_hand(posts in any_posts(14)) {
        let corpus = corpus(&posts);
        let sources: Vec<u32> = (0..corpus.accounts.len() as u32).collect();
        prop_assert_eq!(find(&corpus, &sources).rows, reference::responses(&corpus, &sources));
    }

    #[test]
    fn unrelated_threads_and_the_order_of_the_input_change_nothing(
        posts in any_posts(10), seconds in 0_i64..60,
    ) {
        let rows = named(&corpus(&posts));
        let mut more = unrelated_thread(seconds);
        more.extend(posts.into_iter().rev());
        prop_assert_eq!(rows, named(&corpus(&more)));
    }

    #[test]
    fn co_timing_is_by_pairs_of_reposts(posts in any_posts(14), seconds in 0_i64..40) {
        let posts: Vec<Post> = posts
            .into_iter()
            .map(|post| match post.id {
                id if id % 2 == 0 => post.repost(1 + id % 3),
                _ => post,
            })
            .collect();
        let corpus = corpus(&posts);
        let sources: Vec<u32> = (0..corpus.accounts.len() as u32).collect();
        let found = find(&corpus, &sources);
        let window = seconds * SECOND;
        let rows: Vec<usize> = (0..corpus.len)
            .filter(|&row| {
                let passes_on = |it: &Response| {
                    it.response as usize == row
                        && matches!(it.channel, Channel::Repost | Channel::DeepRepost)
                };
                found.rows.iter().any(passes_on)
                    && corpus.author[row] != NONE
            })
            .collect();
        let near = |&a: &usize, &b: &usize| {
            corpus.repost_of[a] == corpus.repost_of[b]
                && corpus.repost_of[a] != NONE
                && corpus.author[a] != corpus.author[b]
                && corpus.time[a] != NO_TIME
                && corpus.time[b] != NO_TIME
                && (corpus.time[a] - corpus.time[b]).abs() <= window
        };
        let pairs = co_timing(&corpus, &found, window, &Interrupt::new()).expect("pairs");
        let slow = rows.iter().flat_map(|a| rows.iter().filter(move |b| near(a, b))).count();
        prop_assert_eq!(2 * pairs.iter().map(|it| it.pairs).sum::<u64>(), slow as u64);
        for it in &pairs {
            let of = |row: &&usize, account| corpus.author[**row] == account;
            let of_both = rows
                .iter()
                .filter(|row| of(row, it.a))
                .flat_map(|a| rows.iter().filter(move |b| near(a, b)))
                .filter(|row| of(row, it.b));
            prop_assert_eq!(it.pairs, of_both.count() as u64);
            prop_assert!(it.posts >= 1 && it.posts <= it.pairs && it.a < it.b);
        }
        let all = amplification(&corpus, &found, |it| Some(it == 0), window, 0, 0, &Interrupt::new())
            .expect("measures");
        let timed: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|&row| corpus.repost_of[row] != NONE && corpus.time[row] != NO_TIME)
            .collect();
        let hits = timed.iter().filter(|a| rows.iter().any(|b| near(a, b))).count();
        let share = hits as f64 / timed.len() as f64;
        prop_assert!(all.co_timed.value == share || (timed.is_empty() && all.co_timed.value.is_nan()));
        prop_assert_eq!(all.reposts, rows.len() as u64);
        let by_first = rows.iter().filter(|&&row| corpus.author[row] == 0).count();
        let share = by_first as f64 / rows.len() as f64;
        prop_assert!(all.suspended.value == share || rows.is_empty());
    }

    #[test]
    fn threads_are_connected_components(posts in any_posts(14)) {
        let corpus = corpus(&posts);
        let label = threads(&corpus);
        let mut slow: Vec<u32> = (0..corpus.ids.len() as u32).collect();
        for _ in 0..corpus.ids.len() {
            for row in 0..corpus.len {
                for post in [
                        corpus.reply_to[row],
                        corpus.quote_of[row],
                        corpus.repost_of[row],
                        corpus.via[row],
                    ] {
                    if post != NONE {
                        let least = slow[row].min(slow[post as usize]);
                        slow[row] = least;
                        slow[post as usize] = least;
                    }
                }
            }
        }
        prop_assert_eq!(label, slow);
    }
}

#[test]
fn same_bits_on_any_number_of_threads() {
    let posts: Vec<Post> = (1..40)
        .map(|id| match id % 4 {
            0 => post(id, 'b').mention('s'),
            1 => post(id, 's'),
            2 => post(id, 'a').reply(id - 1),
            _ => post(id, 'c').reply(id - 1),
        })
        .collect();
    let corpus = corpus(&posts);
    let found = find(&corpus, &[account(&corpus, 's')]);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| unseen_by_channel(&corpus, &found, 300, 5, &Interrupt::new()))
            .map(|table| table.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>())
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(4));
    let search = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| find(&corpus, &[account(&corpus, 's'), account(&corpus, 'a')]))
    };
    assert_eq!(search(1), search(4));
}

#[test]
fn what_comes_back_without_a_reference() {
    let text = "We call on all sides to stop the fire and to talk at once";
    let posts = [
        post(1, 's').says(text).link("https://example.org/a").tag("Truce"),
        post(2, 'b').says(&format!("{text} https://t.co/1")),
        post(3, 'c').link("http://www.example.org/a/"),
        post(4, 'd').says("Will the prime minister's plan hold?").tag("truce"),
        post(5, 'd').says("Hope.").tag("TRUCE"),
        post(6, 's').says(&text.to_uppercase()),
        post(7, 'e').says(text).tag("Truce"),
        // Refers to something, so it is no copy.
        post(8, 'e').says(text).reply(3),
        post(9, 'd').link("https://x.com/a/status/1"),
        Post { time: None, ..post(10, 'd').says(text).link("https://example.org/a") },
    ];
    let wanted = [
        row("2", "copy", "1", false),
        row("3", "link", "1", false),
        row("4", "hashtag", "1", false),
        row("5", "hashtag", "1", false),
        row("7", "copy", "6", false),
    ];
    assert_eq!(table(&posts), wanted);
    let corpus = corpus(&posts);
    let source = account(&corpus, 's');
    let names = Names::new([(source, "the Prime Minister")]);
    let found = responses(&corpus, &[source], &Options { copies: false, names }, &Interrupt::new());
    let channels: Vec<_> =
        found.expect("responses").rows.iter().map(|it| it.channel.as_str()).collect();
    assert_eq!(channels, ["link", "name", "hashtag", "hashtag"]);
}

#[test]
fn a_link_or_tag_that_two_used_first_is_nobodys() {
    let posts = [
        post(1, 's').at(5).tag("A").link("example.org/1"),
        post(2, 'b').at(5).tag("a").link("example.org/2"),
        post(3, 's').at(5).tag("B"),
        post(4, 's').at(5).tag("b").link("example.org/2"),
        post(5, 'c').at(6).tag("a").link("example.org/2"),
        post(6, 'c').at(6).tag("b").link("example.org/3"),
        post(7, 'c').at(5).tag("b"),
    ];
    // 7 used B at the same time.
    assert!(table(&posts).is_empty());
    assert_eq!(table(&posts[..6]), [row("6", "hashtag", "3", false)]);
    // A repost is no use of its own, on either side.
    let posts = [
        post(1, 's').repost(50).tag("A"),
        post(2, 'c').tag("a"),
        post(3, 's').tag("B"),
        post(4, 'c').repost(51).tag("b"),
    ];
    assert!(table(&posts).is_empty());
}

#[test]
fn each_platform_tells_in_its_own_way() {
    let chain = |platform| -> Vec<Option<bool>> {
        let mut posts = vec![post(1, 's').on(platform)];
        posts.extend((2..8).map(|id| post(id, 'a').reply(id - 1).on(platform)));
        posts.push(post(8, 'b').quote(1).on(platform));
        posts.push(post(9, 'b').repost(1).on(platform));
        posts.push(post(10, 'b').mention('s').on(platform));
        table(&posts).into_iter().map(|row| row.3).collect()
    };
    let told = |all: &str| -> Vec<Option<bool>> { all.chars().map(|c| Some(c == 'y')).collect() };
    assert_eq!(chain("x"), told("ynnnnnyyy"));
    assert_eq!(chain("bluesky"), told("yyyynnyyy"));
    assert_eq!(chain("mastodon"), told("nnnnnnyyy"));
    assert_eq!(chain("telegram"), told("ynnnnnyny"));
    assert_eq!(chain("ilvagram"), vec![None; 9]);
}

#[test]
fn the_third_state_and_reposts_through_a_repost() {
    let posts = [
        post(1, 's').on("telegram"),
        post(2, 'a').repost(1).on("telegram"),
        post(3, 'b').quote(1).on("bluesky"),
        post(4, 's').repost(3).on("bluesky"),
        Post { via: Some(4), ..post(5, 'c').repost(3).on("bluesky") },
        post(6, 'd').repost(3).on("bluesky"),
        post(7, 'd').repost(1),
    ];
    let corpus = corpus(&posts);
    let found = find(&corpus, &[account(&corpus, 's')]);
    let states: Vec<_> =
        found.rows.iter().map(|it| (it.channel.as_str(), it.notified, it.discoverable)).collect();
    let wanted = [
        ("repost", Some(false), Some(true)),
        ("quote", Some(true), Some(false)),
        ("deep_repost", Some(true), Some(false)),
        ("deep_repost", Some(false), Some(false)),
        ("repost", Some(true), Some(false)),
    ];
    assert_eq!(states, wanted);
    let table = unseen_by_channel(&corpus, &found, 9, 0, &Interrupt::new()).expect("a table");
    assert_eq!((table[0].unseen, table[0].discoverable), (2, 1));
}

#[test]
fn what_is_copied_from_one_post_is_one_thread() {
    let text = "one two three four five six seven";
    let posts = [
        post(1, 's').says(text),
        post(2, 'a').says(text),
        post(3, 'b').reply(2),
        post(4, 'c').says(text),
        post(5, 'd').mention('s'),
    ];
    let corpus = corpus(&posts);
    let found = find(&corpus, &[account(&corpus, 's')]);
    assert_eq!(threads_of(&corpus, &found), [0, 0, 0, 0, 4]);
    assert_eq!(threads(&corpus), [0, 1, 1, 3, 4]);
}

#[test]
fn amplification_by_hand() {
    let posts = [
        post(1, 's').at(0),
        post(2, 'a').repost(1).at(100),
        post(3, 'b').repost(1).at(160),
        post(4, 'a').repost(1).at(161),
        post(5, 'c').repost(1).at(300),
        post(6, 's').at(0),
        post(7, 'b').quote(6).at(50),
        post(8, 'a').repost(7).at(90),
    ];
    let corpus = corpus(&posts);
    let found = find(&corpus, &[account(&corpus, 's')]);
    let [a, b, c] = ['a', 'b', 'c'].map(|letter| account(&corpus, letter));
    let list: Vec<_> =
        amplifiers(&corpus, &found).iter().map(|it| (it.account, it.reposts)).collect();
    assert_eq!(list, [(a, 3), (b, 1), (c, 1)]);
    let suspended = |account| (account != c).then_some(account == b);
    let run = |draws, seed| {
        amplification(&corpus, &found, suspended, 60 * SECOND, draws, seed, &Interrupt::new())
            .expect("measures")
    };
    let all = run(99, 1);
    assert_eq!((all.reposts, all.unknown, all.amplifiers), (5, 0, 3));
    // 1, 1, 3: the mean difference is 8/9, twice the mean 10/3.
    assert!((all.gini.value - 8.0 / 30.0).abs() < 1e-12);
    assert!((all.top_1pct.value - 0.6).abs() < 1e-12 && (all.top_01pct.value - 0.6).abs() < 1e-12);
    // a at 100 and 161 are within 60 s of b at 160.
    assert!((all.co_timed.value - 0.6).abs() < 1e-12);
    assert!((all.suspended.value - 0.25).abs() < 1e-12);
    assert!(all.gini.interval.low <= all.gini.value && all.gini.value <= all.gini.interval.high);
    let pairs = co_timing(&corpus, &found, 60 * SECOND, &Interrupt::new()).expect("pairs");
    assert_eq!(pairs, [CoTimed { a, b, pairs: 2, posts: 1 }]);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| format!("{:?}", run(199, 5)))
    };
    assert_eq!(on(1), on(4));
    let none = amplification(&corpus, &Responses::default(), |_| None, 1, 9, 0, &Interrupt::new())
        .expect("measures");
    assert!(none.gini.value.is_nan() && none.co_timed.value.is_nan());
}
