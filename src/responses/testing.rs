//! Small corpora for tests: posts 1, 2, … by accounts a, b, ….

use proptest::prelude::*;

use crate::archive::{Batch, Draft, Kind};
use crate::corpus::{Builder, Corpus};
use crate::run::Interrupt;

pub const SECOND: i64 = 1_000_000;

/// A post id, an account's letter, or both.
#[derive(Debug, Clone, Copy, Default)]
pub struct To(pub Option<u32>, pub Option<char>);

#[derive(Debug, Clone, Default)]
pub struct Post {
    pub id: u32,
    pub author: Option<char>,
    /// Seconds.
    pub time: Option<i64>,
    pub reply: To,
    pub quote: To,
    pub repost: To,
    pub mentions: Vec<char>,
    pub text: Option<String>,
    pub platform: Option<&'static str>,
    pub kind: Option<Kind>,
}

/// Post `id` by `author` at `id` seconds, on X.
pub fn post(id: u32, author: char) -> Post {
    let (time, platform) = (Some(i64::from(id)), Some("x"));
    Post { id, author: Some(author), time, platform, ..Post::default() }
}

impl Post {
    pub fn at(self, seconds: i64) -> Self {
        Self { time: Some(seconds), ..self }
    }
    pub fn reply(self, post: u32) -> Self {
        Self { reply: To(Some(post), None), ..self }
    }
    pub fn reply_account(self, account: char) -> Self {
        Self { reply: To(None, Some(account)), ..self }
    }
    pub fn quote(self, post: u32) -> Self {
        Self { quote: To(Some(post), None), ..self }
    }
    pub fn repost(self, post: u32) -> Self {
        Self { repost: To(Some(post), None), ..self }
    }
    pub fn mention(self, account: char) -> Self {
        Self { mentions: vec![account], ..self }
    }
}

pub fn corpus(posts: &[Post]) -> Corpus {
    let mut batch = Batch::default();
    for post in posts {
        let name = |account: Option<char>| account.map(|letter| letter.to_string());
        let number = |post: Option<u32>| post.map(|id| id.to_string());
        let mut draft = Draft {
            time: post.time.map(|seconds| seconds * SECOND),
            kind: post.kind,
            author: batch.account(None, name(post.author).as_deref()),
            id: batch.keep(&post.id.to_string()),
            text: batch.keep_opt(post.text.as_deref()),
            platform: batch.keep_opt(post.platform),
            reply_to: batch.keep_opt(number(post.reply.0).as_deref()),
            reply_to_author: batch.account(None, name(post.reply.1).as_deref()),
            quote_of: batch.keep_opt(number(post.quote.0).as_deref()),
            quote_of_author: batch.account(None, name(post.quote.1).as_deref()),
            repost_of: batch.keep_opt(number(post.repost.0).as_deref()),
            repost_of_author: batch.account(None, name(post.repost.1).as_deref()),
            ..Draft::default()
        };
        let start = batch.mentions.len() as u32;
        for &account in &post.mentions {
            let account = batch.account(None, Some(&account.to_string()));
            batch.mentions.push(account);
        }
        draft.mentions = start..batch.mentions.len() as u32;
        batch.drafts.push(draft);
    }
    let mut builder = Builder::new();
    builder.start_file("test");
    builder.take(&batch);
    builder.finish(&Interrupt::new()).expect("not interrupted")
}

pub fn account(corpus: &Corpus, letter: char) -> u32 {
    corpus.accounts.find(&letter.to_string()).expect("an account")
}

/// Up to `most` posts in random order, by five accounts, within a minute, with references to
/// each other and to posts that are not there.
pub fn any_posts(most: u32) -> impl Strategy<Value = Vec<Post>> {
    let letter = || prop::char::range('a', 'e');
    let to = move || {
        prop_oneof![
            5 => Just(To::default()),
            4 => (1..most + 3).prop_map(|id| To(Some(id), None)),
            1 => (most + 1..most + 3, letter()).prop_map(|(id, name)| To(Some(id), Some(name))),
            2 => letter().prop_map(|name| To(None, Some(name))),
        ]
    };
    let one = (
        prop::option::weighted(0.9, letter()),
        prop::option::weighted(0.9, 0_i64..60),
        (to(), to(), to()),
        prop::collection::vec(letter(), 0..3),
        prop::option::weighted(0.7, Just("twitter")),
        prop::option::weighted(0.2, Just(Kind::Reply)),
    );
    prop::collection::vec(one, 0..most as usize)
        .prop_map(|posts| {
            let numbered = posts.into_iter().zip(1..);
            numbered
                .map(|((author, time, (reply, quote, repost), mentions, platform, kind), id)| {
                    // A post that passes on another seldom does anything else.
                    let repost = if id % 3 == 0 { repost } else { To::default() };
                    let text = None;
                    Post { id, author, time, reply, quote, repost, mentions, text, platform, kind }
                })
                .collect::<Vec<_>>()
        })
        .prop_shuffle()
}

/// A thread of accounts that no other post knows: x answers y, y answers x.
pub fn unrelated_thread(seconds: i64) -> Vec<Post> {
    vec![
        post(901, 'x').at(seconds),
        post(902, 'y').at(seconds).reply(901),
        post(903, 'x').at(seconds + 1).reply(902).mention('y'),
        post(904, 'y').at(seconds + 2).repost(903),
    ]
}
