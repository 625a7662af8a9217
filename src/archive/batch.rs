//! What a format hands over: posts and people of one block of a file, in one arena.
//!
//! Every format fills the same [`Batch`]; the corpus builder reads nothing else. A
//! block's strings lie end to end in one buffer, so that parsing allocates little
//! and blocks can be parsed in parallel.

use std::ops::Range;

/// A string of a batch; [`Span::NONE`] is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    len: u32,
}

impl Span {
    /// Null.
    pub const NONE: Self = Self { start: 0, len: u32::MAX };

    /// Whether this is null.
    pub fn is_none(self) -> bool {
        self.len == u32::MAX
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::NONE
    }
}

/// An account as a post names it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountRef {
    /// The platform's id.
    pub id: Span,
    /// The handle, without `@`.
    pub handle: Span,
    /// An id or a handle: which of the two only the whole corpus can tell.
    pub loose: Span,
}

impl AccountRef {
    /// Whether nothing is known.
    pub fn is_none(&self) -> bool {
        self.id.is_none() && self.handle.is_none() && self.loose.is_none()
    }
}

/// What a post is, when several apply: repost, then reply, then quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// The author's own message.
    #[default]
    Original = 0,
    /// An answer to another post or account.
    Reply = 1,
    /// A post that shows another with a comment.
    Quote = 2,
    /// Another's post passed on unchanged.
    Repost = 3,
}

impl Kind {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Original, Self::Reply, Self::Quote, Self::Repost];

    /// The name in the `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Repost => "repost",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The platform's counters, in the order of [`COUNTERS`]; [`NO_COUNT`] is null.
pub type Counts = [u64; 5];

/// The names of the five counters of a post.
pub const COUNTERS: [&str; 5] =
    ["reply_count", "repost_count", "quote_count", "like_count", "view_count"];

/// A null counter.
pub const NO_COUNT: u64 = u64::MAX;

/// One post as a format read it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Line of the file on which it stood.
    pub line: u64,
    /// Whether it was found inside another post rather than by itself.
    pub nested: bool,
    /// Whether the platform cut its text.
    pub truncated: bool,
    /// Post id.
    pub id: Span,
    /// Its author.
    pub author: AccountRef,
    /// Microseconds since 1970, UTC.
    pub time: Option<i64>,
    /// Its text.
    pub text: Span,
    /// BCP 47 language code that the platform or the user gives.
    pub lang: Span,
    /// Platform name.
    pub platform: Span,
    /// The kind that the archive states; references overrule it.
    pub kind: Option<Kind>,
    /// The post it answers.
    pub reply_to: Span,
    /// The account it answers.
    pub reply_to_author: AccountRef,
    /// The post it quotes.
    pub quote_of: Span,
    /// The account it quotes.
    pub quote_of_author: AccountRef,
    /// The post it passes on.
    pub repost_of: Span,
    /// The account it passes on.
    pub repost_of_author: AccountRef,
    /// The repost through which it came, where the platform says so.
    pub via: Span,
    /// Thread id.
    pub conversation: Span,
    /// The first id of its edit history.
    pub first_edit: Span,
    /// Accounts named in the text: a range of [`Batch::mentions`].
    pub mentions: Range<u32>,
    /// A range of [`Batch::hashtags`].
    pub hashtags: Range<u32>,
    /// A range of [`Batch::urls`].
    pub urls: Range<u32>,
    /// The platform's counters.
    pub counts: Option<Counts>,
}

/// What a record says of an account.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Which account.
    pub account: AccountRef,
    /// Display name.
    pub name: Span,
    /// Self-description.
    pub description: Span,
    /// Place as the account states it.
    pub location: Span,
    /// Microseconds since 1970, UTC.
    pub created_at: Option<i64>,
    /// Followers when the record was made.
    pub followers: Option<u64>,
    /// Accounts followed when the record was made.
    pub following: Option<u64>,
    /// Posts in all when the record was made.
    pub posts: Option<u64>,
    /// Whether the platform marks it as verified.
    pub verified: Option<bool>,
}

/// A notice that a post was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tombstone {
    /// The post.
    pub post: Span,
    /// Its author, if the notice says.
    pub author: AccountRef,
    /// When it was deleted, if the notice says: microseconds since 1970, UTC.
    pub time: Option<i64>,
}

/// A line that is no post and no known other record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file as the user named it.
    pub file: String,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What was found and what was wanted.
    pub reason: String,
}

/// Records that are known and are not posts, and things met on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Notices {
    /// Lines that are not blank: those with posts, those with known records of other kinds, and
    /// rejects.
    pub lines: u64,
    /// Lines that hold at least one post.
    pub post_lines: u64,
    /// Lines that hold a known record without a post.
    pub record_lines: u64,
    /// Lines that could not be used.
    pub rejected_lines: u64,
    /// Error objects of an API answer (suspended users, withheld posts).
    pub errors: u64,
    /// Compliance records (deletions, withdrawals) and stream notices of deletion.
    pub compliance: u64,
    /// Stream limits, disconnections and warnings.
    pub stream: u64,
    /// Answers of the API without a result.
    pub empty_pages: u64,
    /// Records of accounts without a post.
    pub users: u64,
    /// Posts of tables without columns of mentions, hashtags or links, which were read from the
    /// text instead.
    pub marks_from_text: u64,
    /// Records that somebody liked a post.
    pub likes: u64,
    /// Other records of a platform that are no posts: follows, blocks, service messages.
    pub other_records: u64,
    /// Posts in whose place the platform says that they are not found, blocked or detached.
    pub unavailable: u64,
    /// Reposts that are shown without an id of their own; they are no posts here.
    pub reposts_without_id: u64,
    /// Posts whose stated time could not be, and was replaced by when the platform saw them.
    pub mended_times: u64,
    /// Records of platforms that are not read.
    pub other_platforms: u64,
    /// Posts that their authors paid to have shown.
    pub promoted: u64,
    /// Lines with half a surrogate pair in a string, which was replaced by U+FFFD.
    pub repaired_lines: u64,
}

impl std::ops::AddAssign for Notices {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.post_lines += other.post_lines;
        self.record_lines += other.record_lines;
        self.rejected_lines += other.rejected_lines;
        self.errors += other.errors;
        self.compliance += other.compliance;
        self.stream += other.stream;
        self.empty_pages += other.empty_pages;
        self.users += other.users;
        self.marks_from_text += other.marks_from_text;
        self.likes += other.likes;
        self.other_records += other.other_records;
        self.unavailable += other.unavailable;
        self.reposts_without_id += other.reposts_without_id;
        self.mended_times += other.mended_times;
        self.other_platforms += other.other_platforms;
        self.promoted += other.promoted;
        self.repaired_lines += other.repaired_lines;
    }
}

/// The posts, accounts and rejects of one block.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    arena: String,
    /// Posts in the order of the file, a post before those inside it.
    pub drafts: Vec<Draft>,
    /// What was said of accounts, in the order of the file.
    pub profiles: Vec<Profile>,
    /// Ids of earlier versions of an edited post: `(version, first version)`.
    pub edits: Vec<(Span, Span)>,
    /// Notices of deleted posts.
    pub tombstones: Vec<Tombstone>,
    /// All mentions, end to end.
    pub mentions: Vec<AccountRef>,
    /// All hashtags, end to end, without `#`.
    pub hashtags: Vec<Span>,
    /// All links, end to end.
    pub urls: Vec<Span>,
    /// Lines that could not be used: line, reason.
    pub rejects: Vec<(u64, String)>,
    /// Counts of what is not a post.
    pub notices: Notices,
    last_repaired: Option<u64>,
}

impl Batch {
    /// Nothing yet, with room for what records of so many bytes mostly hold.
    pub fn for_bytes(bytes: usize) -> Self {
        let posts = bytes >> 11;
        Self {
            arena: String::with_capacity(bytes / 3),
            drafts: Vec::with_capacity(posts),
            profiles: Vec::with_capacity(posts),
            ..Self::default()
        }
    }

    /// Keep a string. Blocks are bounded far below 4 GiB, so a span fits 32 bits.
    pub fn keep(&mut self, text: &str) -> Span {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        Span { start, len: text.len() as u32 }
    }

    /// Keep a string that may be missing; an empty one is missing.
    pub fn keep_opt(&mut self, text: Option<&str>) -> Span {
        match text {
            Some(text) if !text.is_empty() => self.keep(text),
            _ => Span::NONE,
        }
    }

    /// An account by id and handle; `@` and white space around the handle are dropped.
    pub fn account(&mut self, id: Option<&str>, handle: Option<&str>) -> AccountRef {
        let id = self.keep_opt(id.map(str::trim));
        let handle = self.keep_opt(handle.map(bare_handle));
        AccountRef { id, handle, loose: Span::NONE }
    }

    /// An account by something that is an id or a handle.
    pub fn loose_account(&mut self, name: Option<&str>) -> AccountRef {
        AccountRef { loose: self.keep_opt(name.map(bare_handle)), ..AccountRef::default() }
    }

    /// The string of a span.
    pub fn get(&self, span: Span) -> Option<&str> {
        (!span.is_none())
            .then(|| &self.arena[span.start as usize..span.start as usize + span.len as usize])
    }

    /// Its bytes.
    pub(crate) fn bytes(&self, span: Span) -> Option<&[u8]> {
        let start = span.start as usize;
        (!span.is_none()).then(|| &self.arena.as_bytes()[start..start + span.len as usize])
    }

    /// Read one line and count it as what it was: posts, another known record, or a reject.
    pub fn account_for_line(&mut self, read: impl FnOnce(&mut Self) -> Result<(), (u64, String)>) {
        let before = self.drafts.len();
        self.notices.lines += 1;
        match read(self) {
            Ok(()) if self.drafts.len() > before => self.notices.post_lines += 1,
            Ok(()) => self.notices.record_lines += 1,
            Err((line, reason)) => {
                self.notices.rejected_lines += 1;
                self.reject(line, reason);
            }
        }
    }

    /// Where the lists of the next post begin; see [`Self::close_lists`].
    pub fn open_lists(&self) -> [u32; 3] {
        [self.mentions.len() as u32, self.hashtags.len() as u32, self.urls.len() as u32]
    }

    /// Give a post the mentions, hashtags and links that were added since [`Self::open_lists`].
    pub fn close_lists(&self, starts: [u32; 3], draft: &mut Draft) {
        let [mentions, hashtags, urls] = self.open_lists();
        draft.mentions = starts[0]..mentions;
        draft.hashtags = starts[1]..hashtags;
        draft.urls = starts[2]..urls;
    }

    /// Add a mention by id and handle; nothing if neither is known.
    pub fn mention(&mut self, id: Option<&str>, handle: Option<&str>) {
        let account = self.account(id, handle);
        if !account.is_none() {
            self.mentions.push(account);
        }
    }

    /// Add a hashtag, with or without `#`.
    pub fn hashtag(&mut self, tag: &str) {
        let tag = self.keep_opt(Some(tag.trim().trim_start_matches(['#', '＃'])));
        if !tag.is_none() {
            self.hashtags.push(tag);
        }
    }

    /// Add a link.
    pub fn url(&mut self, url: &str) {
        let url = self.keep_opt(Some(url.trim()));
        if !url.is_none() {
            self.urls.push(url);
        }
    }

    /// Note a line that could be read once a string in it was repaired; each line once.
    pub fn repaired(&mut self, line: u64) {
        if self.last_repaired.replace(line) != Some(line) {
            self.notices.repaired_lines += 1;
        }
    }

    /// Note a line, or a part of one, that could not be used.
    pub fn reject(&mut self, line: u64, reason: impl Into<String>) {
        self.rejects.push((line, clip(reason.into())));
    }
}

/// A handle without `@` and the white space around it.
pub fn bare_handle(handle: &str) -> &str {
    handle.trim().trim_start_matches(['@', '＠'])
}

/// Reasons may quote the input, and the input may be hostile: keep them short.
fn clip(mut reason: String) -> String {
    const LONGEST: usize = 300;
    if let Some((cut, _)) = reason.char_indices().nth(LONGEST) {
        reason.truncate(cut);
        reason.push('…');
    }
    reason
}
