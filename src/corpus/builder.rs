//! Takes up batches in order and ends as a [`Corpus`]: each post once, everything numbered.

use rayon::prelude::*;

use super::accounts::People;
use super::strings::{Lists, NONE, Strings, Texts, id_order};
use super::{Corpus, NO_TIME, Tally, cycles, long_texts};
use crate::archive::{Batch, Counts, Draft, Kind, NO_COUNT, Notices, Reject};
use crate::error::Result;
use crate::run::Interrupt;

/// A list of ids in a shared pool.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slice {
    start: u64,
    pub(super) len: u32,
}

/// The fullest version of a post that was read so far. Accounts and posts by provisional number.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: u32,
    nested: bool,
    pub(super) truncated: bool,
    kind: Option<Kind>,
    pub(super) author: u32,
    pub(super) time: i64,
    pub(super) text: (u64, u32),
    lang: u32,
    platform: u32,
    conversation: u32,
    first_edit: u32,
    reply_to: u32,
    reply_to_author: u32,
    quote_of: u32,
    quote_of_author: u32,
    repost_of: u32,
    repost_of_author: u32,
    via: u32,
    pub(super) mentions: Slice,
    pub(super) hashtags: Slice,
    pub(super) urls: Slice,
    counts: Counts,
}

impl Row {
    /// Of two versions of a post the greater is kept: whole before cut, then more fields filled,
    /// then the longer text.
    fn fullness(&self) -> (bool, usize, u32) {
        let ids = [
            self.author,
            self.lang,
            self.platform,
            self.conversation,
            self.first_edit,
            self.reply_to,
            self.reply_to_author,
            self.quote_of,
            self.quote_of_author,
            self.repost_of,
            self.repost_of_author,
            self.via,
        ];
        let filled = ids.iter().filter(|&&id| id != NONE).count()
            + self.counts.iter().filter(|&&count| count != NO_COUNT).count()
            + [self.mentions, self.hashtags, self.urls].iter().filter(|list| list.len > 0).count()
            + usize::from(self.time != NO_TIME)
            + usize::from(self.text.1 != NONE)
            + usize::from(self.kind.is_some());
        let length = if self.text.1 == NONE { 0 } else { self.text.1 };
        (!self.truncated, filled, length)
    }
}

/// A corpus in the making.
#[derive(Debug, Default)]
pub struct Builder {
    ids: Strings,
    /// Of a post id: its row, or [`NONE`].
    row_of: Vec<u32>,
    rows: Vec<Row>,
    texts: String,
    people: People,
    langs: Strings,
    platforms: Strings,
    conversations: Strings,
    tags: Strings,
    links: Strings,
    /// Provisional account numbers of all mentions.
    mention_pool: Vec<u32>,
    tag_pool: Vec<u32>,
    link_pool: Vec<u32>,
    /// Texts that are still to find their posts.
    long: Vec<Row>,
    /// `(version, first version)` of edited posts.
    edits: Vec<(u32, u32)>,
    rejects: Vec<Reject>,
    notices: Notices,
    files: u64,
    file: String,
    lines_before: u64,
    tally: Tally,
}

impl Builder {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What comes next is from this file.
    pub fn start_file(&mut self, name: &str) {
        name.clone_into(&mut self.file);
        self.files += 1;
        self.lines_before = self.notices.lines;
    }

    /// How many lines of the current file were taken up.
    pub fn lines_of_file(&self) -> u64 {
        self.notices.lines - self.lines_before
    }

    /// Note a line of the current file that could not be used.
    pub fn reject(&mut self, line: u64, reason: &str) {
        self.rejects.push(Reject { file: self.file.clone(), line, reason: reason.to_owned() });
    }

    /// Take up one block of the current file. Linear in its posts.
    pub fn take(&mut self, batch: &Batch) {
        self.notices += batch.notices;
        for (line, reason) in &batch.rejects {
            self.reject(*line, reason);
        }
        for profile in &batch.profiles {
            self.people.learn(batch, profile);
        }
        for &(version, first) in &batch.edits {
            if let (Some(version), Some(first)) = (batch.get(version), batch.get(first)) {
                let pair = (self.post(Some(version)), self.post(Some(first)));
                self.edits.push(pair);
            }
        }
        for draft in &batch.drafts {
            self.take_draft(batch, draft);
        }
        for draft in &batch.long_texts {
            let row = self.row(batch, draft);
            self.long.push(row);
        }
    }

    fn take_draft(&mut self, batch: &Batch, draft: &Draft) {
        let row = self.row(batch, draft);
        let slot = self.row_of[row.id as usize];
        if slot == NONE {
            self.row_of[row.id as usize] = self.rows.len() as u32;
            self.rows.push(row);
            return;
        }
        let known = &mut self.rows[slot as usize];
        let nested = known.nested && row.nested;
        self.tally.duplicates += u64::from(!known.nested && !row.nested);
        if row.fullness() > known.fullness() {
            *known = row;
        }
        known.nested = nested;
    }

    /// The provisional number of a post.
    fn post(&mut self, id: Option<&str>) -> u32 {
        let Some(id) = id else { return NONE };
        let number = self.ids.intern(id);
        if number as usize == self.row_of.len() {
            self.row_of.push(NONE);
        }
        number
    }

    fn row(&mut self, batch: &Batch, draft: &Draft) -> Row {
        let text = match batch.get(draft.text) {
            None => (0, NONE),
            Some(text) => {
                let start = self.texts.len() as u64;
                self.texts.push_str(text);
                (start, text.len() as u32)
            }
        };
        let intern =
            |set: &mut Strings, text: Option<&str>| text.map_or(NONE, |text| set.intern(text));
        Row {
            id: self.post(batch.get(draft.id)),
            nested: draft.nested,
            truncated: draft.truncated,
            kind: draft.kind,
            author: self.people.see(batch, &draft.author),
            time: draft.time.unwrap_or(NO_TIME),
            text,
            lang: intern(&mut self.langs, batch.get(draft.lang)),
            platform: intern(&mut self.platforms, batch.get(draft.platform)),
            conversation: intern(&mut self.conversations, batch.get(draft.conversation)),
            first_edit: self.post(batch.get(draft.first_edit)),
            reply_to: self.post(batch.get(draft.reply_to)),
            reply_to_author: self.people.see(batch, &draft.reply_to_author),
            quote_of: self.post(batch.get(draft.quote_of)),
            quote_of_author: self.people.see(batch, &draft.quote_of_author),
            repost_of: self.post(batch.get(draft.repost_of)),
            repost_of_author: self.people.see(batch, &draft.repost_of_author),
            via: self.post(batch.get(draft.via)),
            mentions: pool(
                &mut self.mention_pool,
                range(&batch.mentions, &draft.mentions).iter().map(|a| self.people.see(batch, a)),
            ),
            hashtags: pool(
                &mut self.tag_pool,
                range(&batch.hashtags, &draft.hashtags)
                    .iter()
                    .filter_map(|&tag| batch.get(tag))
                    .map(|tag| self.tags.intern(tag)),
            ),
            urls: pool(
                &mut self.link_pool,
                range(&batch.urls, &draft.urls)
                    .iter()
                    .filter_map(|&url| batch.get(url))
                    .map(|url| self.links.intern(url)),
            ),
            counts: draft.counts.unwrap_or([NO_COUNT; 5]),
        }
    }

    /// Settle edits, order the posts, number everything for good. `O(n log n)` in posts.
    pub fn finish(mut self, interrupt: &Interrupt) -> Result<Corpus> {
        interrupt.check()?;
        let joined = long_texts::join(&mut self.rows, &self.row_of, &self.texts, &self.long);
        self.tally.long_texts = joined;
        self.tally.lost_long_texts = self.long.len() as u64 - joined;
        let alias = self.settle_edits();
        self.tally.ambiguous_handles = self.people.ambiguous_handles();
        let (accounts, account_map) = std::mem::take(&mut self.people).finish();
        let order = self.order();
        interrupt.check()?;
        let (ids, post_map) = self.number_posts(&order, &alias);
        let account = |provisional: u32| map(&account_map, provisional);
        let post = |provisional: u32| map(&post_map, provisional);
        let rows = &self.rows;
        let column = |get: &(dyn Fn(&Row) -> u32 + Sync)| -> Vec<u32> {
            order.iter().map(|&row| get(&rows[row as usize])).collect()
        };
        let mut mentions = self.lists(&order, &self.mention_pool, |row| row.mentions);
        mentions.remap(&account_map);
        let mut corpus = Corpus {
            len: order.len(),
            author: column(&|row| account(row.author)),
            time: order.iter().map(|&row| rows[row as usize].time).collect(),
            nested: order.iter().map(|&row| rows[row as usize].nested).collect(),
            text: Texts::default(),
            lang: column(&|row| row.lang),
            platform: column(&|row| row.platform),
            conversation: column(&|row| row.conversation),
            kind: order.iter().map(|&row| rows[row as usize].kind.unwrap_or_default()).collect(),
            reply_to: column(&|row| post(row.reply_to)),
            reply_to_author: column(&|row| account(row.reply_to_author)),
            quote_of: column(&|row| post(row.quote_of)),
            quote_of_author: column(&|row| account(row.quote_of_author)),
            repost_of: column(&|row| post(row.repost_of)),
            repost_of_author: column(&|row| account(row.repost_of_author)),
            via: column(&|row| post(row.via)),
            mentions,
            hashtags: self.lists(&order, &self.tag_pool, |row| row.hashtags),
            urls: self.lists(&order, &self.link_pool, |row| row.urls),
            counts: order.iter().map(|&row| rows[row as usize].counts).collect(),
            ids,
            accounts: accounts.into(),
            langs: self.langs.into(),
            platforms: self.platforms.into(),
            conversations: self.conversations.into(),
            tags: self.tags.into(),
            links: self.links.into(),
            rejects: self.rejects.into(),
            follows: None,
            tally: Tally { notices: self.notices, files: self.files, ..self.tally },
        };
        let views = order.iter().map(|&row| rows[row as usize].text).collect();
        corpus.text = Texts::new(self.texts, views);
        interrupt.check()?;
        settle_references(&mut corpus);
        Ok(corpus)
    }

    fn lists(&self, order: &[u32], pool: &[u32], get: impl Fn(&Row) -> Slice) -> Lists {
        let mut lists = Lists::new();
        for &row in order {
            let Slice { start, len } = get(&self.rows[row as usize]);
            lists.push(pool[start as usize..start as usize + len as usize].iter().copied());
        }
        lists
    }

    /// Keep the latest version of each edited post; every version's id then stands for it.
    fn settle_edits(&mut self) -> Vec<(u32, u32)> {
        let mut groups: std::collections::HashMap<u32, u32> = std::collections::HashMap::new();
        for row in &self.rows {
            if row.first_edit == NONE {
                continue;
            }
            let latest = groups.entry(row.first_edit).or_insert(row.id);
            if id_order(self.ids.get(row.id), self.ids.get(*latest)).is_gt() {
                *latest = row.id;
            }
        }
        let mut alias: Vec<(u32, u32)> = self
            .edits
            .iter()
            .filter_map(|(version, first)| groups.get(first).map(|&latest| (*version, latest)))
            .filter(|(version, latest)| version != latest)
            .collect();
        alias.sort_unstable();
        alias.dedup();
        let mut superseded = 0;
        for &(version, _) in &alias {
            let row = std::mem::replace(&mut self.row_of[version as usize], NONE);
            superseded += u64::from(row != NONE);
        }
        self.tally.superseded = superseded;
        alias
    }

    /// The kept rows by time (unknown last), then by id.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = self.row_of.iter().copied().filter(|&row| row != NONE).collect();
        order.par_sort_unstable_by(|&a, &b| {
            let (a, b) = (&self.rows[a as usize], &self.rows[b as usize]);
            let key = |row: &Row| (row.time == NO_TIME, row.time);
            key(a).cmp(&key(b)).then_with(|| id_order(self.ids.get(a.id), self.ids.get(b.id)))
        });
        order
    }

    /// Posts that are there take the numbers of their rows; those that are only referred to follow.
    fn number_posts(&self, order: &[u32], alias: &[(u32, u32)]) -> (Strings, Vec<u32>) {
        let mut numbers = vec![NONE; self.ids.len()];
        let mut ids = Strings::new();
        for &row in order {
            let id = self.rows[row as usize].id;
            numbers[id as usize] = ids.intern(self.ids.get(id));
        }
        for &(version, latest) in alias {
            numbers[version as usize] = numbers[latest as usize];
        }
        let mut missing: Vec<u32> = order
            .iter()
            .map(|&row| &self.rows[row as usize])
            .flat_map(|row| [row.reply_to, row.quote_of, row.repost_of, row.via])
            .filter(|&post| post != NONE && numbers[post as usize] == NONE)
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing.sort_by(|&a, &b| id_order(self.ids.get(a), self.ids.get(b)));
        for post in missing {
            numbers[post as usize] = ids.intern(self.ids.get(post));
        }
        (ids, numbers)
    }
}

fn map(map: &[u32], number: u32) -> u32 {
    if number == NONE { NONE } else { map[number as usize] }
}

fn range<'a, T>(items: &'a [T], range: &std::ops::Range<u32>) -> &'a [T] {
    &items[range.start as usize..range.end as usize]
}

fn pool(pool: &mut Vec<u32>, items: impl Iterator<Item = u32>) -> Slice {
    let start = pool.len();
    pool.extend(items);
    Slice { start: start as u64, len: (pool.len() - start) as u32 }
}

/// References to oneself and rings of replies are cut and counted; authors of referred posts are
/// filled in; the kind follows from what a post refers to.
fn settle_references(corpus: &mut Corpus) {
    let mut own = 0;
    for references in
        [&mut corpus.reply_to, &mut corpus.quote_of, &mut corpus.repost_of, &mut corpus.via]
    {
        for (row, target) in references.iter_mut().enumerate() {
            if *target == row as u32 {
                *target = NONE;
                own += 1;
            }
        }
    }
    corpus.tally.self_references = own;
    corpus.tally.reply_rings = cycles::cut(&mut corpus.reply_to);
    corpus.author.resize(corpus.ids.len(), NONE);
    for (references, authors) in [
        (&corpus.reply_to, &mut corpus.reply_to_author),
        (&corpus.quote_of, &mut corpus.quote_of_author),
        (&corpus.repost_of, &mut corpus.repost_of_author),
    ] {
        for (&target, author) in references.iter().zip(authors.iter_mut()) {
            if target == NONE {
                continue;
            }
            let known = &mut corpus.author[target as usize];
            if *known == NONE {
                *known = *author;
            } else {
                *author = *known;
            }
        }
    }
    for row in 0..corpus.len {
        let is = |post: &[u32], author: &[u32]| post[row] != NONE || author[row] != NONE;
        corpus.kind[row] = if is(&corpus.repost_of, &corpus.repost_of_author) {
            Kind::Repost
        } else if is(&corpus.reply_to, &corpus.reply_to_author) {
            Kind::Reply
        } else if is(&corpus.quote_of, &corpus.quote_of_author) {
            Kind::Quote
        } else {
            corpus.kind[row]
        };
    }
}
