use proptest::prelude::*;

use super::testing::{Post, SECOND, account, any_posts, corpus, post, unrelated_thread};
use super::*;
use crate::corpus::{Groups, Labels, Level};

fn find(corpus: &Corpus, sources: &[u32]) -> Responses {
    responses(corpus, sources, &Interrupt::new()).expect("not interrupted")
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
    assert_eq!(told(Post { platform: Some("bluesky"), ..post(1, 'a').mention('s') }), None);
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
    assert!(responses(&empty, &[0], &interrupt).is_err());
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
        unseen_by_group(&corpus, &found, &groups, 10, 0, &interrupt).expect("a table");
    let rows: Vec<_> = table
        .iter()
        .map(|r| match r.part {
            Part::Group(group) => (names.key(group, 0), r.responses, r.unseen),
            _ => (-1, r.responses, r.unseen),
        })
        .collect();
    assert_eq!(rows, [(0, 2, 1), (1, 2, 1), (-1, 2, 0)]);
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
                r.delay
            )
        )
    });
    rows.chain(table.iter().map(|row| format!("{row:?}"))).collect()
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
    fn threads_are_connected_components(posts in any_posts(14)) {
        let corpus = corpus(&posts);
        let label = threads(&corpus);
        let mut slow: Vec<u32> = (0..corpus.ids.len() as u32).collect();
        for _ in 0..corpus.ids.len() {
            for row in 0..corpus.len {
                for post in [corpus.reply_to[row], corpus.quote_of[row], corpus.repost_of[row]] {
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
}
