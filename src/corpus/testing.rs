//! Small corpora for the tests of every module.

// Ids are literals here: `post(1, "a", 10)`.
#![allow(clippy::needless_pass_by_value)]

use proptest::prelude::*;

use super::{Builder, Corpus};
use crate::archive::{AccountRef, Batch, Draft, Kind, Span};
use crate::run::Interrupt;

/// A post with whatever a test needs; empty strings are null.
#[derive(Debug, Clone, Default)]
pub struct Post {
    pub id: String,
    pub author: String,
    /// Microseconds.
    pub at: Option<i64>,
    pub kind: Option<Kind>,
    pub text: String,
    pub platform: String,
    pub conversation: String,
    pub reply_to: String,
    pub reply_to_author: String,
    pub quote_of: String,
    pub quote_of_author: String,
    pub repost_of: String,
    pub repost_of_author: String,
    pub via: String,
    pub mentions: Vec<String>,
    pub hashtags: Vec<String>,
    pub urls: Vec<String>,
}

/// A post by this account at this time.
pub fn post(id: impl ToString, author: &str, at: impl Into<Option<i64>>) -> Post {
    Post { id: id.to_string(), author: author.into(), at: at.into(), ..Post::default() }
}

impl Post {
    /// Answers this post.
    pub fn replies(self, post: impl ToString) -> Self {
        Self { reply_to: post.to_string(), ..self }
    }

    /// Quotes this post.
    pub fn quotes(self, post: impl ToString) -> Self {
        Self { quote_of: post.to_string(), ..self }
    }

    /// Passes on this post.
    pub fn reposts(self, post: impl ToString) -> Self {
        Self { repost_of: post.to_string(), ..self }
    }

    /// Came through this post.
    pub fn via(self, post: impl ToString) -> Self {
        Self { via: post.to_string(), ..self }
    }

    /// Is of this conversation.
    pub fn of(self, conversation: impl ToString) -> Self {
        Self { conversation: conversation.to_string(), ..self }
    }

    /// Names this account.
    pub fn mentions(mut self, account: &str) -> Self {
        self.mentions.push(account.into());
        self
    }
}

/// The corpus of these posts.
pub fn corpus(posts: &[Post]) -> Corpus {
    let mut builder = Builder::new();
    builder.start_file("test");
    builder.take(&batch(posts));
    builder.finish(&Interrupt::new()).expect("nobody interrupts")
}

/// These posts as a format hands them over.
pub fn batch(posts: &[Post]) -> Batch {
    let mut batch = Batch::default();
    for post in posts {
        let draft = draft(&mut batch, post);
        batch.drafts.push(draft);
    }
    batch
}

fn draft(batch: &mut Batch, post: &Post) -> Draft {
    let starts = [batch.mentions.len(), batch.hashtags.len(), batch.urls.len()];
    for name in &post.mentions {
        let account = account(batch, name);
        batch.mentions.push(account);
    }
    for tag in &post.hashtags {
        let tag = keep(batch, tag);
        batch.hashtags.push(tag);
    }
    for url in &post.urls {
        let url = keep(batch, url);
        batch.urls.push(url);
    }
    Draft {
        id: keep(batch, &post.id),
        author: account(batch, &post.author),
        time: post.at,
        kind: post.kind,
        text: keep(batch, &post.text),
        platform: keep(batch, &post.platform),
        conversation: keep(batch, &post.conversation),
        reply_to: keep(batch, &post.reply_to),
        reply_to_author: account(batch, &post.reply_to_author),
        quote_of: keep(batch, &post.quote_of),
        quote_of_author: account(batch, &post.quote_of_author),
        repost_of: keep(batch, &post.repost_of),
        repost_of_author: account(batch, &post.repost_of_author),
        via: keep(batch, &post.via),
        mentions: starts[0] as u32..batch.mentions.len() as u32,
        hashtags: starts[1] as u32..batch.hashtags.len() as u32,
        urls: starts[2] as u32..batch.urls.len() as u32,
        ..Draft::default()
    }
}

fn keep(batch: &mut Batch, text: &str) -> Span {
    batch.keep_opt(Some(text))
}

fn account(batch: &mut Batch, handle: &str) -> AccountRef {
    batch.account(None, Some(handle))
}

/// Random posts `0..n` by accounts `a..f` that refer to each other, to themselves, in rings, and
/// to posts that are not there; some without time or author, many at the same time.
pub fn posts(most: usize) -> impl Strategy<Value = Vec<Post>> {
    (0..=most).prop_flat_map(|n| {
        let posts: Vec<_> = (0..n).map(|id| one(id, n)).collect();
        posts
    })
}

fn one(id: usize, n: usize) -> impl Strategy<Value = Post> + use<> {
    let some_post = move |weight: u32| {
        prop_oneof![
            10 - weight => Just(String::new()),
            weight => (0..n + 2).prop_map(|post| post.to_string()),
        ]
    };
    let account = || "[a-f]?";
    (
        (account(), prop::option::weighted(0.9, 0_i64..8)),
        (some_post(3), account()),
        (some_post(2), account()),
        (some_post(5), account(), some_post(4)),
        (some_post(4), prop::collection::vec("[a-f]", 0..3)),
    )
        .prop_map(move |((author, at), reply, quote, repost, (conversation, mentions))| Post {
            id: id.to_string(),
            author,
            at,
            conversation,
            reply_to: reply.0,
            reply_to_author: reply.1,
            quote_of: quote.0,
            quote_of_author: quote.1,
            repost_of: repost.0,
            repost_of_author: repost.1,
            via: repost.2,
            mentions,
            ..Post::default()
        })
}

/// A folder for one test, removed with all that is in it when it is dropped.
pub struct Folder(std::path::PathBuf);

impl Folder {
    pub fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("twiplomacy-{}-{}", std::process::id(), NEXT.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a place for temporary files");
        Self(path)
    }

    pub fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
