//! From the logs of a builder to the columns of a corpus.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::builder::{Builder, marks_of, text_of};
use super::column::{Column, Log, Store};
use super::deletions::Deletions;
use super::people::AccountMap;
use super::rejects::Rejects;
use super::row::{self, Row};
use super::strings::{Lists, NONE, NULL_END, Strings, Text, Texts, id_order};
use super::{Corpus, NO_TIME, Tally, cycles};
use crate::archive::{Counts, Kind};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Posts of which a thread makes columns at once; then Ctrl-C is looked at.
const STEP: usize = 1 << 13;

pub(super) fn finish(
    mut builder: Builder,
    mut tally: Tally,
    store: &Store,
    interrupt: &Interrupt,
) -> Result<Corpus> {
    interrupt.check()?;
    for set in [&mut builder.ids, &mut builder.conversations, &mut builder.links] {
        set.forget_table();
    }
    let alias = settle_edits(&mut builder, &mut tally);
    let mut people = std::mem::take(&mut builder.people);
    let (people, order) = rayon::join(move || people.finish(), || order(&builder));
    let (roll, accounts) = people?;
    interrupt.check()?;
    let (ids, numbers) = number_posts(&builder, &order, &alias, store)?;
    let deletions = deletions(&builder, &numbers, &accounts, order.len());
    let mut columns = Columns::on(store)?;
    let dead: HashSet<u32> = builder.tombstones.iter().map(|row| row[0]).collect();
    for some in order.chunks(STEP * rayon::current_num_threads()) {
        interrupt.check()?;
        columns.check()?;
        let part = |posts: &[u32]| -> Result<Columns> {
            let mut part = Columns::part_of(&columns)?;
            for &post in posts {
                let row = &builder.rows[builder.last[post as usize] as usize];
                part.push(row, &builder, &numbers, &accounts, dead.contains(&post));
            }
            Ok(part)
        };
        let parts: Result<Vec<Columns>> = some.par_chunks(STEP).map(part).collect();
        parts?.iter().for_each(|part| columns.append(part));
    }
    tally.filled_posts += columns.filled;
    tally.platform_clashes += columns.clashes;
    columns.settle_references(ids.len(), &mut tally);
    let deletions = with_authors(deletions, &ids, &columns.author);
    let rejects = rejects(&builder)?;
    columns.done(Rest { ids, roll, rejects, deletions, tally }, builder)
}

/// What a corpus holds beside the columns of its posts.
struct Rest {
    ids: Strings,
    roll: super::accounts::Roll,
    rejects: Rejects,
    deletions: Deletions,
    tally: Tally,
}

/// Keep the latest version of each edited post; every version's id then stands for it.
fn settle_edits(builder: &mut Builder, tally: &mut Tally) -> Vec<(u32, u32)> {
    let mut latest: HashMap<u32, u32> =
        builder.edits.iter().map(|&[_, first]| (first, NONE)).collect();
    if latest.is_empty() {
        return Vec::new();
    }
    for (post, &place) in builder.last.iter().enumerate() {
        if place == NONE {
            continue;
        }
        let first = builder.rows[place as usize][row::FIRST_EDIT];
        let Some(latest) = latest.get_mut(&first) else { continue };
        let id = |post: u32| builder.ids.get(post);
        if *latest == NONE || id_order(id(post as u32), id(*latest)).is_gt() {
            *latest = post as u32;
        }
    }
    let mut alias: Vec<(u32, u32)> = builder
        .edits
        .iter()
        .map(|&[version, first]| (version, latest[&first]))
        .filter(|&(version, latest)| latest != NONE && version != latest)
        .collect();
    alias.sort_unstable();
    alias.dedup();
    for &(version, _) in &alias {
        let place = std::mem::replace(&mut builder.last[version as usize], NONE);
        tally.superseded += u64::from(place != NONE);
    }
    alias
}

/// The posts that are there by time (unknown last), then by id.
fn order(builder: &Builder) -> Vec<u32> {
    let keyed = |(post, &place): (usize, &u32)| {
        (place != NONE).then(|| {
            let time = row::time(&builder.rows[place as usize]);
            // Unknown last.
            (if time == NO_TIME { i64::MAX } else { time }, post as u32)
        })
    };
    let mut order: Vec<(i64, u32)> =
        builder.last.par_iter().enumerate().filter_map(keyed).collect();
    let id = |post: u32| builder.ids.get(post);
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id_order(id(a.1), id(b.1))));
    order.into_par_iter().map(|(_, post)| post).collect()
}

/// Posts that are there take the numbers of their rows; those that are only referred to follow.
fn number_posts(
    builder: &Builder,
    order: &[u32],
    alias: &[(u32, u32)],
    store: &Store,
) -> Result<(Strings, Vec<u32>)> {
    let mut numbers = vec![NONE; builder.ids.len()];
    let mut ids = Ids::on(store)?;
    for (number, &post) in order.iter().enumerate() {
        numbers[post as usize] = number as u32;
        ids.push(builder.ids.get(post));
    }
    for &(version, latest) in alias {
        numbers[version as usize] = numbers[latest as usize];
    }
    let missing_of = |&post: &u32| {
        let row = &builder.rows[builder.last[post as usize] as usize];
        let targets = row::REFERENCES.into_iter().chain([row::VIA]).map(|at| row[at]);
        targets.filter(|&target| target != NONE && numbers[target as usize] == NONE)
    };
    let mut missing: Vec<u32> = order.par_iter().flat_map_iter(missing_of).collect();
    missing.par_sort_unstable();
    missing.dedup();
    missing.par_sort_unstable_by(|&a, &b| id_order(builder.ids.get(a), builder.ids.get(b)));
    for (number, &post) in (order.len()..).zip(&missing) {
        numbers[post as usize] = number as u32;
        ids.push(builder.ids.get(post));
    }
    Ok((ids.done()?, numbers))
}

/// Distinct strings that need no finding yet.
struct Ids {
    text: Text,
    ends: Log<u64>,
}

impl Ids {
    fn on(store: &Store) -> Result<Self> {
        Ok(Self {
            text: Text::on(store, "post_ids.bytes", 0)?,
            ends: store.log("post_ids.ends", 0)?,
        })
    }

    fn push(&mut self, id: &str) {
        self.text.push(id);
        self.ends.push(self.text.len() as u64);
    }

    fn done(self) -> Result<Strings> {
        Ok(Strings::from_parts(self.text.done()?, self.ends.done()?))
    }
}

fn map(map: &[u32], number: u32) -> u32 {
    if number == NONE { NONE } else { map[number as usize] }
}

/// The columns of posts in the making.
struct Columns {
    author: Log<u32>,
    time: Log<i64>,
    nested: Log<u8>,
    deleted: Log<u8>,
    /// In memory: where the texts lie already; in a folder: the texts in order of row.
    places: Vec<(u64, u32)>,
    text: Option<(Text, Log<u64>)>,
    lang: Log<u32>,
    platform: Log<u32>,
    conversation: Log<u32>,
    kind: Log<u8>,
    /// Posts and authors of replies, quotes and reposts.
    references: [(Log<u32>, Log<u32>); 3],
    via: Log<u32>,
    mentions: Lists,
    hashtags: Lists,
    urls: Lists,
    counts: Log<Counts>,
    /// Posts of which one version filled another, and that stood on two platforms.
    filled: u64,
    clashes: u64,
}

impl Columns {
    fn on(store: &Store) -> Result<Self> {
        let ids = |name: &str| store.log::<u32>(name, 0);
        let pair = |name: &str| -> Result<_> { Ok((ids(name)?, ids(&format!("{name}_author"))?)) };
        let text =
            || -> Result<_> { Ok((Text::on(store, "text.bytes", 0)?, store.log("text.ends", 0)?)) };
        Ok(Self {
            author: ids("author")?,
            time: store.log("time", 0)?,
            nested: store.log("nested", 0)?,
            deleted: store.log("deleted", 0)?,
            places: Vec::new(),
            text: if store.is_memory() { None } else { Some(text()?) },
            lang: ids("lang")?,
            platform: ids("platform")?,
            conversation: ids("conversation")?,
            kind: store.log("kind", 0)?,
            references: [pair("reply_to")?, pair("quote_of")?, pair("repost_of")?],
            via: ids("via")?,
            mentions: Lists::on(store, "mentions")?,
            hashtags: Lists::on(store, "hashtags")?,
            urls: Lists::on(store, "urls")?,
            counts: store.log("counts", 0)?,
            filled: 0,
            clashes: 0,
        })
    }

    /// Some of the same columns, in memory.
    fn part_of(whole: &Self) -> Result<Self> {
        let part = Self::on(&Store::Memory)?;
        Ok(Self { text: whole.text.as_ref().map(|_| (Text::default(), Log::default())), ..part })
    }

    /// What comes behind.
    fn append(&mut self, part: &Self) {
        self.author.extend_from_slice(&part.author);
        self.time.extend_from_slice(&part.time);
        self.nested.extend_from_slice(&part.nested);
        self.deleted.extend_from_slice(&part.deleted);
        self.places.extend_from_slice(&part.places);
        if let (Some((text, ends)), Some((more, more_ends))) = (&mut self.text, &part.text) {
            // The mark of a null is the highest bit, which no sum reaches.
            let before = text.push(more.get(0, more.len() as u64));
            more_ends.iter().for_each(|end| ends.push(end + before));
        }
        self.lang.extend_from_slice(&part.lang);
        self.platform.extend_from_slice(&part.platform);
        self.conversation.extend_from_slice(&part.conversation);
        self.kind.extend_from_slice(&part.kind);
        for (known, more) in self.references.iter_mut().zip(&part.references) {
            known.0.extend_from_slice(&more.0);
            known.1.extend_from_slice(&more.1);
        }
        self.via.extend_from_slice(&part.via);
        self.mentions.append(&part.mentions);
        self.hashtags.append(&part.hashtags);
        self.urls.append(&part.urls);
        self.counts.extend_from_slice(&part.counts);
        self.filled += part.filled;
        self.clashes += part.clashes;
    }

    fn check(&self) -> Result<()> {
        if let Some((text, _)) = &self.text {
            text.log().map_or(Ok(()), Log::check)?;
        }
        self.time.check()?;
        self.counts.check()
    }

    fn push(
        &mut self,
        row: &Row,
        builder: &Builder,
        numbers: &[u32],
        accounts: &AccountMap,
        deleted: bool,
    ) {
        self.filled += u64::from(row::has(row, row::FILLED));
        self.clashes += u64::from(row::has(row, row::CLASH));
        self.author.push(accounts.get(row[row::AUTHOR]));
        self.time.push(row::time(row));
        self.nested.push(u8::from(row::has(row, row::NESTED)));
        self.deleted.push(u8::from(deleted));
        match &mut self.text {
            None => self.places.push((row::long(row, row::TEXT), row[row::TEXT + 2])),
            Some((text, ends)) => {
                let kept = text_of(&builder.texts, row);
                text.push(kept.unwrap_or_default());
                ends.push(text.len() as u64 | if kept.is_some() { 0 } else { NULL_END });
            }
        }
        self.lang.push(row[row::LANG]);
        self.platform.push(row[row::PLATFORM]);
        self.conversation.push(row[row::CONVERSATION]);
        self.kind.push(row::kind(row).unwrap_or_default() as u8);
        for (at, (posts, authors)) in row::REFERENCES.into_iter().zip(&mut self.references) {
            posts.push(map(numbers, row[at]));
            authors.push(accounts.get(row[at + 1]));
        }
        self.via.push(map(numbers, row[row::VIA]));
        let marks = |at: usize| marks_of(&builder.marks, row, at).iter().copied();
        self.mentions.push(marks(row::MENTIONS).map(|account| accounts.get(account)));
        self.hashtags.push(marks(row::HASHTAGS));
        self.urls.push(marks(row::URLS));
        self.counts.push(row::counts(row));
    }

    /// References to oneself and rings of replies are cut and counted; authors of referred posts
    /// are filled in; the kind follows from what a post refers to.
    fn settle_references(&mut self, posts: usize, tally: &mut Tally) {
        let len = self.author.len();
        for targets in self.references.iter_mut().map(|(posts, _)| posts).chain([&mut self.via]) {
            for (row, target) in targets.iter_mut().enumerate() {
                if *target == row as u32 {
                    *target = NONE;
                    tally.self_references += 1;
                }
            }
        }
        tally.reply_rings = cycles::cut(&mut self.references[0].0);
        (len..posts).for_each(|_| self.author.push(NONE));
        let known = &mut self.author[..];
        for (targets, authors) in &mut self.references {
            for (&target, author) in targets.iter().zip(authors.iter_mut()) {
                if target == NONE {
                    continue;
                }
                let known = &mut known[target as usize];
                if *known == NONE {
                    *known = *author;
                } else {
                    *author = *known;
                }
            }
        }
        let Self { kind, references, .. } = self;
        let is = |i: usize| {
            let (posts, authors) = &references[i];
            (&**posts, &**authors)
        };
        let (replies, quotes, reposts) = (is(0), is(1), is(2));
        for (row, kind) in kind.iter_mut().enumerate() {
            let any = |of: (&[u32], &[u32])| of.0[row] != NONE || of.1[row] != NONE;
            if any(reposts) {
                *kind = Kind::Repost as u8;
            } else if any(replies) {
                *kind = Kind::Reply as u8;
            } else if any(quotes) {
                *kind = Kind::Quote as u8;
            }
        }
    }

    fn done(self, rest: Rest, builder: Builder) -> Result<Corpus> {
        let Rest { ids, roll, rejects, deletions, tally } = rest;
        let [reply, quote, repost] = self.references;
        let len = self.time.len();
        let text = match self.text {
            None => Texts::new(builder.texts.done()?, self.places),
            Some((text, ends)) => Texts::from_columns(text.done()?, ends.done()?),
        };
        let damaged = || Error::archive("columns", "not what was written");
        let flags =
            |log: Log<u8>| -> Result<Column<bool>> { log.done()?.cast().ok_or_else(damaged) };
        let shared = |strings: Strings| -> Result<Arc<Strings>> { Ok(strings.done()?.into()) };
        Ok(Corpus {
            len,
            ids: ids.into(),
            author: self.author.done()?,
            time: self.time.done()?,
            nested: flags(self.nested)?,
            deleted: flags(self.deleted)?,
            text,
            lang: self.lang.done()?,
            platform: self.platform.done()?,
            conversation: self.conversation.done()?,
            kind: self.kind.done()?.cast().ok_or_else(damaged)?,
            reply_to: reply.0.done()?,
            reply_to_author: reply.1.done()?,
            quote_of: quote.0.done()?,
            quote_of_author: quote.1.done()?,
            repost_of: repost.0.done()?,
            repost_of_author: repost.1.done()?,
            via: self.via.done()?,
            mentions: self.mentions.done()?,
            hashtags: self.hashtags.done()?,
            urls: self.urls.done()?,
            counts: self.counts.done()?,
            accounts: Arc::new(roll.into()),
            langs: shared(builder.langs)?,
            platforms: shared(builder.platforms)?,
            conversations: shared(builder.conversations)?,
            tags: shared(builder.tags)?,
            links: shared(builder.links)?,
            rejects: rejects.into(),
            deletions: deletions.into(),
            follows: None,
            tally,
        })
    }
}

fn rejects(builder: &Builder) -> Result<Rejects> {
    let rows = || builder.rejects.iter();
    let reason = |row: &[u32; 6]| {
        let start = row::long(row, 3);
        Some(builder.reasons.get(start, start + u64::from(row[5])))
    };
    let files = builder.names.clone().done()?;
    Ok(Rejects {
        files,
        file: rows().map(|row| row[0]).collect(),
        line: rows().map(|row| row::long(row, 1)).collect(),
        reason: rows().map(reason).collect(),
    })
}

/// One row a post: the first author and the earliest time that a notice gives.
fn deletions(builder: &Builder, numbers: &[u32], accounts: &AccountMap, rows: usize) -> Deletions {
    let mut found: HashMap<u32, (u32, i64)> = HashMap::new();
    for tombstone in builder.tombstones.iter() {
        let (post, author) = (tombstone[0], accounts.get(tombstone[1]));
        let time = row::long(tombstone, 2).cast_signed();
        let known = found.entry(post).or_insert((NONE, NO_TIME));
        if known.0 == NONE {
            known.0 = author;
        }
        if time != NO_TIME && (known.1 == NO_TIME || time < known.1) {
            known.1 = time;
        }
    }
    let id = |post: u32| builder.ids.get(post);
    let mut order: Vec<(u32, (u32, i64))> = found.into_iter().collect();
    order.sort_unstable_by(|a, b| {
        let key = |time: i64| (time == NO_TIME, time);
        key(a.1.1).cmp(&key(b.1.1)).then_with(|| id_order(id(a.0), id(b.0)))
    });
    Deletions {
        posts: order.iter().map(|&(post, _)| id(post)).collect(),
        author: order.iter().map(|&(_, (author, _))| author).collect(),
        time: order.iter().map(|&(_, (_, time))| time).collect(),
        seen: order.iter().map(|&(post, _)| (numbers[post as usize] as usize) < rows).collect(),
        notices: builder.tombstones.len() as u64,
    }
}

/// What the posts say of an author holds where the notices say nothing.
fn with_authors(deletions: Deletions, ids: &Strings, author: &[u32]) -> Deletions {
    if deletions.is_empty() {
        return deletions;
    }
    let of = |(&known, post): (&u32, &str)| {
        if known != NONE {
            return known;
        }
        ids.find(post).and_then(|post| author.get(post as usize).copied()).unwrap_or(NONE)
    };
    let author = deletions.author.iter().zip(deletions.posts.iter()).map(of).collect();
    Deletions { author, ..deletions }
}
