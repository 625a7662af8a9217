//! What comes back without a reference: a source's words, links, names and tags in posts by others.

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use rayon::prelude::*;

use super::Channel;
use super::names::{Found, Names};
use super::web::links;
use crate::archive::Kind;
use crate::content::{fold, post_on, same_page};
use crate::corpus::{Corpus, Lists, NO_TIME, NONE, forms};
use crate::error::Result;
use crate::run::Interrupt;
use crate::variants::{Match, Matcher, Scratch, Settings, Unit};

/// A sign that a post responds to a source that it does not refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    pub source: u32,
    pub row: u32,
    pub channel: Channel,
    pub to_post: u32,
}

/// All traces of some sources: by source, then row, the first channel that fits; of several links
/// or tags the one that the source used first.
#[derive(Debug, Default)]
pub struct Traces(Vec<Trace>);

impl Traces {
    /// Those of one source, by row.
    pub fn of(&self, source: u32) -> &[Trace] {
        let start = self.0.partition_point(|trace| trace.source < source);
        let end = start + self.0[start..].partition_point(|trace| trace.source == source);
        &self.0[start..end]
    }

    /// Look at every post once, on all threads.
    pub fn find(
        corpus: &Corpus,
        sources: &[u32],
        names: &Names,
        copies: bool,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        const CHUNK: usize = 2048;
        let sources: HashSet<u32, FixedState> =
            sources.iter().copied().filter(|&source| source != NONE).collect();
        if sources.is_empty() {
            return Ok(Self::default());
        }
        let search = Search {
            corpus,
            names,
            originals: copies.then(|| Originals::new(corpus, &sources, interrupt)).transpose()?,
            links: Firsts::of_links(corpus, &sources),
            tags: Firsts::of_tags(corpus, &sources),
        };
        interrupt.check()?;
        let chunks: Vec<usize> = (0..corpus.len).step_by(CHUNK).collect();
        let found: Vec<Vec<Trace>> = chunks
            .into_par_iter()
            .map_init(Buffers::default, |buffers, start| {
                interrupt.check()?;
                let mut traces = Vec::new();
                for row in start..(start + CHUNK).min(corpus.len) {
                    search.traces_of(row as u32, buffers, &mut traces);
                }
                Ok(traces)
            })
            .collect::<Result<_>>()?;
        let mut traces = found.concat();
        traces.retain(|trace| sources.contains(&trace.source));
        traces.sort_unstable();
        traces.dedup_by_key(|trace| (trace.source, trace.row));
        Ok(Self(traces))
    }
}

struct Search<'a> {
    corpus: &'a Corpus,
    names: &'a Names,
    originals: Option<Originals>,
    links: Firsts<'a>,
    tags: Firsts<'a>,
}

#[derive(Default)]
struct Buffers {
    matches: Vec<Match>,
    scratch: Scratch,
    named: Found,
}

impl Search<'_> {
    fn traces_of(&self, row: u32, buffers: &mut Buffers, into: &mut Vec<Trace>) {
        let corpus = self.corpus;
        let at = row as usize;
        if corpus.kind[at] == Kind::Repost {
            return;
        }
        let author = corpus.author[at];
        let mut take = |source: u32, channel, to_post| {
            if source != author {
                into.push(Trace { source, row, channel, to_post });
            }
        };
        let text = corpus.text.get(at).unwrap_or_default();
        if corpus.time[at] != NO_TIME {
            if let Some(originals) = &self.originals
                && refers_to_nothing(corpus, row)
            {
                originals.each_copied(corpus, row, text, buffers, |source, post| {
                    take(source, Channel::Copy, post);
                });
            }
            for (firsts, channel) in [(&self.links, Channel::Link), (&self.tags, Channel::Hashtag)]
            {
                firsts.each_before(corpus, at, |source, post| take(source, channel, post));
            }
        }
        if !self.names.is_empty() && !text.is_empty() {
            self.names.search(text, &mut buffers.named);
            for &source in &buffers.named.accounts {
                take(source, Channel::Name, NONE);
            }
        }
    }
}

/// Whether a post answers, quotes and passes on nothing and nobody.
fn refers_to_nothing(corpus: &Corpus, row: u32) -> bool {
    corpus.via[row as usize] == NONE
        && links(corpus, row).iter().all(|link| link.post == NONE && link.account == NONE)
}

/// What the sources wrote, ready to be compared.
struct Originals {
    matcher: Matcher,
    /// For each form its source and row, ascending.
    posts: Vec<Vec<(u32, u32)>>,
}

impl Originals {
    fn new(
        corpus: &Corpus,
        sources: &HashSet<u32, FixedState>,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let rows: Vec<u32> = (0..corpus.len as u32)
            .filter(|&row| {
                let at = row as usize;
                corpus.kind[at] != Kind::Repost
                    && corpus.time[at] != NO_TIME
                    && sources.contains(&corpus.author[at])
            })
            .collect();
        let texts: Vec<Option<&str>> =
            rows.iter().map(|&row| corpus.text.get(row as usize)).collect();
        let matcher = Matcher::new(&texts, Settings::of(Unit::Character), interrupt)?;
        let posts = (0..matcher.len() as u32)
            .map(|form| {
                let row = |&text: &u32| rows[text as usize];
                let texts = matcher.texts_of(form).iter().map(row);
                let mut posts: Vec<(u32, u32)> =
                    texts.map(|row| (corpus.author[row as usize], row)).collect();
                posts.sort_unstable();
                posts
            })
            .collect();
        Ok(Self { matcher, posts })
    }

    /// Of every source the post that a later one copies: the most similar, of equals the latest.
    fn each_copied(
        &self,
        corpus: &Corpus,
        row: u32,
        text: &str,
        buffers: &mut Buffers,
        mut take: impl FnMut(u32, u32),
    ) {
        let time = corpus.time[row as usize];
        self.matcher.search(text, &mut buffers.scratch, &mut buffers.matches);
        let mut best: Vec<(u32, f64, u32)> = Vec::new();
        for found in &buffers.matches {
            let mut posts = &self.posts[found.form as usize][..];
            while let Some(&(source, _)) = posts.first() {
                let (own, rest) = posts.split_at(posts.partition_point(|post| post.0 == source));
                posts = rest;
                let before = own.partition_point(|post| corpus.time[post.1 as usize] < time);
                if before > 0 {
                    best.push((source, found.similarity, own[before - 1].1));
                }
            }
        }
        best.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(b.2.cmp(&a.2)));
        for same in best.chunk_by(|a, b| a.0 == b.0) {
            take(same[0].0, same[0].2);
        }
    }
}

/// Which links or tags a source was the first to use, and where.
struct Firsts<'a> {
    lists: &'a Lists,
    /// For each link or tag the one that stands for all its forms.
    same: Vec<u32>,
    /// For each of those the first post that used it, if it is by a source and nobody else used
    /// it at the same time; else [`NONE`].
    first: Vec<u32>,
    /// For each link the platform of the post that it leads to, if it does.
    leads_to_post: Vec<Option<&'static str>>,
}

impl<'a> Firsts<'a> {
    fn of_links(corpus: &'a Corpus, sources: &HashSet<u32, FixedState>) -> Self {
        let (same, forms) = forms(&corpus.links, same_page);
        let leads_to_post = corpus.links.iter().map(post_on).collect();
        Self::new(corpus, &corpus.urls, same, forms.len(), leads_to_post, sources)
    }

    fn of_tags(corpus: &'a Corpus, sources: &HashSet<u32, FixedState>) -> Self {
        let (same, forms) = forms(&corpus.tags, fold);
        Self::new(corpus, &corpus.hashtags, same, forms.len(), Vec::new(), sources)
    }

    fn new(
        corpus: &'a Corpus,
        lists: &'a Lists,
        same: Vec<u32>,
        forms: usize,
        leads_to_post: Vec<Option<&'static str>>,
        sources: &HashSet<u32, FixedState>,
    ) -> Self {
        let mut firsts = Self { lists, same, first: vec![NONE; forms], leads_to_post };
        let mut shared = vec![false; forms];
        // Rows come in order of time.
        for row in 0..corpus.len {
            if corpus.kind[row] == Kind::Repost || corpus.time[row] == NO_TIME {
                continue;
            }
            for form in firsts.used(corpus, row) {
                let first = firsts.first[form as usize];
                if first == NONE {
                    firsts.first[form as usize] = row as u32;
                } else if corpus.time[first as usize] == corpus.time[row]
                    && corpus.author[first as usize] != corpus.author[row]
                {
                    shared[form as usize] = true;
                }
            }
        }
        for (first, shared) in firsts.first.iter_mut().zip(shared) {
            let by_source = *first != NONE && sources.contains(&corpus.author[*first as usize]);
            if shared || !by_source {
                *first = NONE;
            }
        }
        firsts
    }

    /// What a row used, without links to posts of its own platform.
    fn used(&self, corpus: &Corpus, row: usize) -> Vec<u32> {
        let list = self.lists.row(row);
        if list.is_empty() {
            return Vec::new();
        }
        let platform = corpus.platforms.get_opt(corpus.platform[row]);
        let external = |item: u32| match self.leads_to_post.get(item as usize) {
            Some(Some(to)) => platform.is_some_and(|name| !is_platform(name, to)),
            _ => true,
        };
        let known = |&item: &u32| item != NONE && external(item);
        list.iter().copied().filter(known).map(|item| self.same[item as usize]).collect()
    }

    /// The sources that first used, before this row, what it uses, and their posts.
    fn each_before(&self, corpus: &Corpus, row: usize, mut take: impl FnMut(u32, u32)) {
        if self.lists.row(row).is_empty() {
            return;
        }
        for form in self.used(corpus, row) {
            let first = self.first[form as usize];
            if first != NONE && corpus.time[first as usize] < corpus.time[row] {
                take(corpus.author[first as usize], first);
            }
        }
    }
}

fn is_platform(name: &str, platform: &str) -> bool {
    let same = |other: &str| name.eq_ignore_ascii_case(other);
    same(platform) || (platform == "x" && same("twitter"))
}
