//! A batch made ready for the builder: what can be done apart from all other batches, so that
//! it is done in parallel.
//!
//! The strings of each set stand in it once, with their hashes, and rows refer to them by their
//! place: the builder looks each up once and puts its own numbers in place of those.

use hashbrown::HashTable;

use super::NO_TIME;
use super::row::{self, Row};
use super::strings::{NONE, hash_of, spread};
use crate::archive::{AccountRef, Batch, Draft, NO_COUNT, Span};

/// Distinct strings of a batch in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<(Span, u32)>);

impl Words {
    /// Each with its hash.
    pub fn of<'a>(&'a self, batch: &'a Batch) -> impl ExactSizeIterator<Item = (u32, &'a str)> {
        self.0.iter().map(|&(span, hash)| (hash, batch.get(span).unwrap_or_default()))
    }
}

/// What a batch says, in numbers that hold within it.
#[derive(Debug, Default)]
pub struct Digest {
    pub(super) posts: Words,
    pub(super) langs: Words,
    pub(super) platforms: Words,
    pub(super) conversations: Words,
    pub(super) tags: Words,
    pub(super) links: Words,
    /// Ids of accounts.
    pub(super) people: Words,
    pub(super) handles: Words,
    /// Names that are ids or handles.
    pub(super) loose: Words,
    /// Distinct accounts: id, handle, loose name.
    pub(super) accounts: Vec<[u32; 3]>,
    /// Of each profile: its account.
    pub(super) profiles: Vec<u32>,
    /// Version, first version.
    pub(super) edits: Vec<[u32; 2]>,
    /// Post, author, time.
    pub(super) tombstones: Vec<(u32, u32, i64)>,
    /// Posts, without their texts, and the texts.
    pub(super) rows: Vec<(Row, Span)>,
    /// What the lists of the rows hold.
    pub(super) marks: Vec<u32>,
}

/// Distinct strings in the making.
#[derive(Default)]
struct Finder {
    words: Vec<(Span, u32)>,
    table: HashTable<u32>,
    last: u32,
}

impl Finder {
    /// With room for so many.
    fn for_words(words: usize) -> Self {
        Self {
            words: Vec::with_capacity(words),
            table: HashTable::with_capacity(words),
            ..Self::default()
        }
    }

    fn number(&mut self, batch: &Batch, span: Span) -> u32 {
        let Some(text) = batch.bytes(span) else { return NONE };
        let Self { words, table, last } = self;
        let hash = hash_of(text);
        let is_same = |&number: &u32| {
            let (span, other) = words[number as usize];
            other == hash && batch.bytes(span) == Some(text)
        };
        // The same string often comes several times in a row.
        if *last < words.len() as u32 && is_same(last) {
            return *last;
        }
        let known = table.find(spread(hash), is_same).copied();
        *last = known.unwrap_or_else(|| {
            let number = words.len() as u32;
            words.push((span, hash));
            table.insert_unique(spread(hash), number, |&other| spread(words[other as usize].1));
            number
        });
        *last
    }

    fn words(self) -> Words {
        Words(self.words)
    }
}

/// Distinct accounts in the making.
#[derive(Default)]
struct Accounts {
    ids: Finder,
    handles: Finder,
    loose: Finder,
    known: Vec<[u32; 3]>,
    table: HashTable<u32>,
}

impl Accounts {
    fn number(&mut self, batch: &Batch, account: &AccountRef) -> u32 {
        if account.is_none() {
            return NONE;
        }
        let handle = self.handles.number(batch, account.handle);
        let id = self.ids.number(batch, account.id);
        // A loose name counts only where there is nothing else.
        let alone = id == NONE && handle == NONE;
        let loose = if alone { self.loose.number(batch, account.loose) } else { NONE };
        let names = [id, handle, loose];
        let known = &mut self.known;
        let is_same = |&number: &u32| known[number as usize] == names;
        if let Some(&number) = self.table.find(mix(names), is_same) {
            return number;
        }
        let number = known.len() as u32;
        known.push(names);
        self.table.insert_unique(mix(names), number, |&other| mix(known[other as usize]));
        number
    }
}

fn mix([id, handle, loose]: [u32; 3]) -> u64 {
    let key = u64::from(id) ^ u64::from(handle) << 24 ^ u64::from(loose) << 40;
    let key = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    key ^ key >> 32
}

/// A digest in the making.
struct Maker<'a> {
    batch: &'a Batch,
    posts: Finder,
    langs: Finder,
    platforms: Finder,
    conversations: Finder,
    tags: Finder,
    links: Finder,
    accounts: Accounts,
    marks: Vec<u32>,
}

impl Digest {
    /// The digest of a batch. Strings are met in the order in which the builder takes them up,
    /// so that their numbers do not depend on where blocks begin. Linear.
    pub fn of(batch: &Batch) -> Self {
        let mut maker = Maker {
            batch,
            posts: Finder::for_words(2 * batch.drafts.len()),
            langs: Finder::default(),
            platforms: Finder::default(),
            conversations: Finder::for_words(batch.drafts.len()),
            tags: Finder::default(),
            links: Finder::default(),
            accounts: Accounts::default(),
            marks: Vec::new(),
        };
        let profiles = batch.profiles.iter();
        let profiles = profiles.map(|profile| maker.accounts.number(batch, &profile.account));
        let profiles = profiles.collect();
        let is_whole = |&&(version, first): &&(Span, Span)| !version.is_none() && !first.is_none();
        let edits = batch.edits.iter().filter(is_whole);
        let edits = edits.map(|&(version, first)| [maker.post(version), maker.post(first)]);
        let edits = edits.collect();
        let mut tombstones = Vec::with_capacity(batch.tombstones.len());
        for tombstone in batch.tombstones.iter().filter(|tombstone| !tombstone.post.is_none()) {
            let author = maker.accounts.number(batch, &tombstone.author);
            let post = maker.post(tombstone.post);
            tombstones.push((post, author, tombstone.time.unwrap_or(NO_TIME)));
        }
        let drafts = batch.drafts.iter().filter(|draft| !draft.id.is_none());
        let mut rows = Vec::with_capacity(batch.drafts.len());
        rows.extend(drafts.map(|draft| (maker.row(draft), draft.text)));
        let Maker { posts, langs, platforms, conversations, tags, links, accounts, marks, .. } =
            maker;
        Self {
            posts: posts.words(),
            langs: langs.words(),
            platforms: platforms.words(),
            conversations: conversations.words(),
            tags: tags.words(),
            links: links.words(),
            people: accounts.ids.words(),
            handles: accounts.handles.words(),
            loose: accounts.loose.words(),
            accounts: accounts.known,
            profiles,
            edits,
            tombstones,
            rows,
            marks,
        }
    }
}

impl Maker<'_> {
    fn post(&mut self, id: Span) -> u32 {
        self.posts.number(self.batch, id)
    }

    fn account(&mut self, account: &AccountRef) -> u32 {
        self.accounts.number(self.batch, account)
    }

    fn row(&mut self, draft: &Draft) -> Row {
        let batch = self.batch;
        let mut row = row::empty();
        row[row::ID] = self.post(draft.id);
        row[row::FLAGS] = if draft.nested { row::NESTED } else { 0 }
            | if draft.truncated { row::TRUNCATED } else { 0 };
        row::set_kind(&mut row, draft.kind);
        row::set_long(&mut row, row::TIME, draft.time.unwrap_or(NO_TIME).cast_unsigned());
        row[row::AUTHOR] = self.account(&draft.author);
        row[row::LANG] = self.langs.number(batch, draft.lang);
        row[row::PLATFORM] = self.platforms.number(batch, draft.platform);
        row[row::CONVERSATION] = self.conversations.number(batch, draft.conversation);
        row[row::FIRST_EDIT] = self.post(draft.first_edit);
        for (at, post, author) in [
            (row::REPLY_TO, draft.reply_to, &draft.reply_to_author),
            (row::QUOTE_OF, draft.quote_of, &draft.quote_of_author),
            (row::REPOST_OF, draft.repost_of, &draft.repost_of_author),
        ] {
            row[at] = self.post(post);
            row[at + 1] = self.account(author);
        }
        row[row::VIA] = self.post(draft.via);
        row::set_counts(&mut row, draft.counts.unwrap_or([NO_COUNT; 5]));
        let start = self.marks.len();
        for mention in range(&batch.mentions, &draft.mentions) {
            let account = self.account(mention);
            self.marks.push(account);
        }
        self.close(&mut row, row::MENTIONS, start);
        let start = self.marks.len();
        for &tag in range(&batch.hashtags, &draft.hashtags).iter().filter(|tag| !tag.is_none()) {
            self.marks.push(self.tags.number(batch, tag));
        }
        self.close(&mut row, row::HASHTAGS, start);
        let start = self.marks.len();
        for &url in range(&batch.urls, &draft.urls).iter().filter(|url| !url.is_none()) {
            self.marks.push(self.links.number(batch, url));
        }
        self.close(&mut row, row::URLS, start);
        row
    }

    /// A list of a row ends here.
    fn close(&self, row: &mut Row, at: usize, start: usize) {
        row::set_long(row, at, start as u64);
        row[at + 2] = (self.marks.len() - start) as u32;
    }
}

fn range<'a, T>(items: &'a [T], range: &std::ops::Range<u32>) -> &'a [T] {
    &items[range.start as usize..range.end as usize]
}
