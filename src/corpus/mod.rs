//! Posts as columns. Ids are strings at the door and `u32` numbers inside.
//!
//! Posts that are in the archive are rows `0..len`, in order of time (unknown last) and then of
//! id; posts that others refer to and that are not there follow as numbers `len..`. So a smaller
//! row is an earlier post, and "is it there" is a comparison.
//!
//! | file | what it does |
//! |---|---|
//! | `column` | cells in memory or in a mapped file, written for good or still growing |
//! | `strings` | strings, lists and texts stored once |
//! | `accounts` | one key for each account, whatever it was called |
//! | `people` | accounts while an archive is read |
//! | `row` | a version of a post, and how two versions become one |
//! | `digest` | one block made ready for the builder, in parallel |
//! | `builder` | takes up what the formats read |
//! | `finish` | from what was taken up to columns |
//! | `disk` | a corpus as a folder: written, opened, made from archives larger than memory |
//! | `rejects`, `deletions` | lines that could not be used; posts that were deleted |
//! | `cycles` | cuts rings of replies |
//! | `pseudonyms` | the same posts without the names of people |
//! | `select` | some of the posts |
//! | `coverage` | what is there, what is missing, what was rejected |
//! | `follows` | who follows whom |
//! | `groups` | which group an account or a time belongs to |

mod accounts;
mod builder;
mod column;
mod coverage;
pub(crate) mod cycles;
mod deletions;
mod digest;
pub mod disk;
mod finish;
mod follows;
mod groups;
mod people;
mod pseudonyms;
mod rejects;
mod row;
mod select;
mod strings;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

pub use accounts::{Accounts, Known, Roll};
pub use builder::{Builder, Checkpoint, Without};
pub use column::{Column, Log, Store};
pub use coverage::{Measure, coverage};
pub use deletions::Deletions;
pub use digest::Digest;
pub use follows::Follows;
pub use groups::{Found, Groups, Labels, Level, Window, parse_term};
pub use pseudonyms::{Keep, Pseudonyms, SHORTEST_KEY, pseudonymise};
pub use rejects::Rejects;
pub use strings::{Lists, NONE, Strings, Text, Texts, forms, id_order};

use crate::archive::{Counts, Kind, Notices};

/// The null of a time column.
pub const NO_TIME: i64 = i64::MIN;

/// Counts of what was met while reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Files and tables.
    pub files: u64,
    /// Records that are not posts.
    pub notices: Notices,
    /// Posts that stood by themselves more than once.
    pub duplicates: u64,
    /// Earlier versions of edited posts.
    pub superseded: u64,
    /// Handles that came with more than one id.
    pub ambiguous_handles: u64,
    /// References of a post to itself.
    pub self_references: u64,
    /// Rings of replies that were cut.
    pub reply_rings: u64,
    /// Posts of which one version filled what a fuller one lacked.
    pub filled_posts: u64,
    /// Posts of one id on two platforms.
    pub platform_clashes: u64,
}

/// An archive as columns. Cloning is cheap where columns are shared.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// How many posts there are (rows).
    pub len: usize,
    /// Post ids: the rows', then those of posts that are only referred to.
    pub ids: Arc<Strings>,
    /// Author of every post of `ids`, as far as known.
    pub author: Column<u32>,
    /// Microseconds since 1970, UTC, or [`NO_TIME`].
    pub time: Column<i64>,
    /// Whether the post was found only inside others.
    pub nested: Column<bool>,
    /// Whether the platform says that it was deleted later.
    pub deleted: Column<bool>,
    /// What it says.
    pub text: Texts,
    /// Language, in `langs`.
    pub lang: Column<u32>,
    /// Platform, in `platforms`.
    pub platform: Column<u32>,
    /// Thread that the platform names, in `conversations`.
    pub conversation: Column<u32>,
    /// What it is.
    pub kind: Column<Kind>,
    /// Post answered.
    pub reply_to: Column<u32>,
    /// Account answered.
    pub reply_to_author: Column<u32>,
    /// Post quoted.
    pub quote_of: Column<u32>,
    /// Account quoted.
    pub quote_of_author: Column<u32>,
    /// Post passed on.
    pub repost_of: Column<u32>,
    /// Account passed on.
    pub repost_of_author: Column<u32>,
    /// Post through which it came.
    pub via: Column<u32>,
    /// Accounts named in the text.
    pub mentions: Lists,
    /// Hashtags, in `tags`.
    pub hashtags: Lists,
    /// Links, in `links`.
    pub urls: Lists,
    /// The platform's counters.
    pub counts: Column<Counts>,
    /// All accounts.
    pub accounts: Arc<Accounts>,
    /// Language codes.
    pub langs: Arc<Strings>,
    /// Platform names.
    pub platforms: Arc<Strings>,
    /// Thread ids.
    pub conversations: Arc<Strings>,
    /// Hashtags as written.
    pub tags: Arc<Strings>,
    /// Links.
    pub links: Arc<Strings>,
    /// Lines that could not be used.
    pub rejects: Arc<Rejects>,
    /// Posts that the platform says were deleted.
    pub deletions: Arc<Deletions>,
    /// Who follows whom, where it is known.
    pub follows: Option<Arc<Follows>>,
    /// What was met while reading.
    pub tally: Tally,
}

impl Corpus {
    /// The time of a post that is there and has one.
    pub fn time_of(&self, post: u32) -> Option<i64> {
        self.time.get(post as usize).copied().filter(|&time| time != NO_TIME)
    }

    /// Whether a post number is a row of the corpus.
    pub fn has(&self, post: u32) -> bool {
        (post as usize) < self.len
    }

    /// The same corpus with these accounts known; those that are new come last.
    #[must_use]
    pub fn with_accounts<T: AsRef<str>>(&self, names: &[T]) -> (Self, Vec<u32>) {
        let mut accounts = (*self.accounts).clone();
        let numbers = names.iter().map(|name| accounts.find_or_add(name.as_ref())).collect();
        let corpus = Self { accounts: Arc::new(accounts), ..self.clone() };
        (corpus, numbers)
    }

    /// How many posts each account wrote.
    pub fn posts_by_account(&self) -> Vec<u64> {
        let mut posts = vec![0; self.accounts.len()];
        for &author in &self.author[..self.len] {
            if author != NONE {
                posts[author as usize] += 1;
            }
        }
        posts
    }
}
