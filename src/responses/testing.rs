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
    pub via: Option<u32>,
    pub mentions: Vec<char>,
    pub links: Vec<&'static str>,
    pub tags: Vec<&'static str>,
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
    pub fn says(self, text: &str) -> Self {
        Self { text: Some(text.into()), ..self }
    }
    pub fn link(self, link: &'static str) -> Self {
        Self { links: vec![link], ..self }
    }
    pub fn tag(self, tag: &'static str) -> Self {
        Self { tags: vec![tag], ..self }
    }
    pub fn on(self, platform: &'static str) -> Self {
        Self { platform: Some(platform), ..self }
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
            via: batch.keep_opt(number(post.via).as_deref()),
            ..Draft::default()
        };
        let starts = (batch.urls.len() as u32, batch.hashtags.len() as u32);
        for link in &post.links {
            let link = batch.keep(link);
            batch.urls.push(link);
        }
        for tag in &post.tags {
            let tag = batch.keep(tag);
            batch.hashtags.push(tag);
        }
        draft.urls = starts.0..batch.urls.len() as u32;
        draft.hashtags = starts.1..batch.hashtags.len() as u32;
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

const PLATFORMS: [&str; 4] = ["twitter", "Bluesky", "mastodon", "telegram"];
const LINKS: [&str; 5] = [
    "https://example.org/a",
    "http://www.example.org/a/?utm_source=x",
    "https://example.org/b",
    "https://t.me/channel/12",
    "https://x.com/a/status/1",
];
const TAGS: [&str; 4] = ["Peace", "PEACE", "мир", "МИР"];
/// The names that the tests give to accounts a and b stand in some.
const TEXTS: [&str; 7] = [
    "one two three four five six seven",
    "RT @x: One two three four five, six seven! https://t.co/x",
    "one two three four five six seven eight nine",
    "the prime minister said one two three four five six",
    "Prime Minister",
    "和平是唯一的路",
    "short",
];

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
        (to(), to(), to(), prop::option::weighted(0.1, 1..most + 1)),
        prop::collection::vec(letter(), 0..3),
        prop::option::weighted(0.8, prop::sample::select(PLATFORMS.to_vec())),
        prop::option::weighted(0.2, Just(Kind::Reply)),
        (
            prop::option::weighted(0.8, prop::sample::select(TEXTS.to_vec())),
            prop::collection::vec(prop::sample::select(LINKS.to_vec()), 0..2),
            prop::collection::vec(prop::sample::select(TAGS.to_vec()), 0..2),
            prop::bool::ANY,
        ),
    );
    prop::collection::vec(one, 0..most as usize)
        .prop_map(|posts| {
            let numbered = posts.into_iter().zip(1..);
            numbered
                .map(|(one, id)| {
                    let (author, time, references, mentions, platform, kind, words) = one;
                    let (mut reply, mut quote, mut repost, via) = references;
                    let (text, links, tags, alone) = words;
                    // A post that passes on another seldom does anything else.
                    if id % 3 != 0 || alone {
                        repost = To::default();
                    }
                    if alone {
                        (reply, quote) = (To::default(), To::default());
                    }
                    let text = text.map(str::to_owned);
                    Post {
                        id,
                        author,
                        time,
                        reply,
                        quote,
                        repost,
                        via,
                        mentions,
                        links,
                        tags,
                        text,
                        platform,
                        kind,
                    }
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
