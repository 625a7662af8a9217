//! Posts as columns. Ids are strings at the door and `u32` numbers inside.
//!
//! Posts that are in the archive are rows `0..len`, in order of time (unknown last) and then of
//! id; posts that others refer to and that are not there follow as numbers `len..`. So a smaller
//! row is an earlier post, and "is it there" is a comparison.
//!
//! | file | what it does |
//! |---|---|
//! | `strings` | strings, lists and texts stored once |
//! | `accounts` | one key for each account, whatever it was called |
//! | `builder` | takes up what the formats read |
//! | `long_texts` | texts too long for their posts, put where they belong |
//! | `cycles` | cuts rings of replies |
//! | `select` | some of the posts |
//! | `coverage` | what is there, what is missing, what was rejected |
//! | `follows` | who follows whom |
//! | `groups` | which group an account or a time belongs to |

mod accounts;
mod builder;
mod coverage;
pub(crate) mod cycles;
mod follows;
mod groups;
mod long_texts;
mod select;
mod strings;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;

pub use accounts::{Accounts, Known};
pub use builder::Builder;
pub use coverage::{Measure, coverage};
pub use follows::Follows;
pub use groups::{Found, Groups, Labels, Level, Window, parse_term};
pub use strings::{Lists, NONE, Strings, Texts, forms, id_order};

use crate::archive::{Counts, Kind, Notices, Reject};

/// The null of a time column.
pub const NO_TIME: i64 = i64::MIN;

/// Counts of what was met while reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files and tables.
    pub files: u64,
    /// Records that are not posts.
    pub notices: Notices,
    /// Posts that stood by themselves more than once.
    pub duplicates: u64,
    /// Earlier versions of edited posts.
    pub superseded: u64,
    /// Long texts that stood by themselves and found their posts.
    pub long_texts: u64,
    /// Long texts whose posts are not there, or not to be told.
    pub lost_long_texts: u64,
    /// Handles that came with more than one id.
    pub ambiguous_handles: u64,
    /// References of a post to itself.
    pub self_references: u64,
    /// Rings of replies that were cut.
    pub reply_rings: u64,
}

/// An archive as columns. Cloning is cheap where columns are shared.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// How many posts there are (rows).
    pub len: usize,
    /// Post ids: the rows', then those of posts that are only referred to.
    pub ids: Strings,
    /// Author of every post of `ids`, as far as known.
    pub author: Vec<u32>,
    /// Microseconds since 1970, UTC, or [`NO_TIME`].
    pub time: Vec<i64>,
    /// Whether the post was found only inside others.
    pub nested: Vec<bool>,
    /// What it says.
    pub text: Texts,
    /// Language, in `langs`.
    pub lang: Vec<u32>,
    /// Platform, in `platforms`.
    pub platform: Vec<u32>,
    /// Thread that the platform names, in `conversations`.
    pub conversation: Vec<u32>,
    /// What it is.
    pub kind: Vec<Kind>,
    /// Post answered.
    pub reply_to: Vec<u32>,
    /// Account answered.
    pub reply_to_author: Vec<u32>,
    /// Post quoted.
    pub quote_of: Vec<u32>,
    /// Account quoted.
    pub quote_of_author: Vec<u32>,
    /// Post passed on.
    pub repost_of: Vec<u32>,
    /// Account passed on.
    pub repost_of_author: Vec<u32>,
    /// Post through which it came.
    pub via: Vec<u32>,
    /// Accounts named in the text.
    pub mentions: Lists,
    /// Hashtags, in `tags`.
    pub hashtags: Lists,
    /// Links, in `links`.
    pub urls: Lists,
    /// The platform's counters.
    pub counts: Vec<Counts>,
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
    pub rejects: Arc<Vec<Reject>>,
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
