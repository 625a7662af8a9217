//! Which posts belong to which cascade.

use super::Forest;
use crate::archive::Kind;
use crate::corpus::{Corpus, NO_TIME, NONE, cycles};
use crate::tree;

/// One cascade: its members side by side, the root first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Members<'a> {
    pub posts: &'a [u32],
    /// The account of each, or [`NONE`].
    pub authors: &'a [u32],
    /// When each was posted, or [`NO_TIME`].
    pub times: &'a [i64],
    /// The parent that the platform names, or [`NONE`].
    pub named: &'a [u32],
}

impl<'a> Members<'a> {
    /// The members of a cascade of a forest that was gathered with these named parents.
    pub fn of(forest: &'a Forest, named: &'a [u32], cascade: usize) -> Self {
        let range = forest.members(cascade);
        Self {
            posts: &forest.posts[range.clone()],
            authors: &forest.authors[range.clone()],
            times: &forest.times[range.clone()],
            named: &named[range],
        }
    }

    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// When a member was posted, if that is known.
    pub fn time(&self, place: usize) -> Option<i64> {
        Some(self.times[place]).filter(|&time| time != NO_TIME)
    }
}

/// Of every post, what it passes on and where.
#[derive(Debug)]
pub(super) struct Paths {
    /// The post that a row passes on; of a ring, one row passes on nothing.
    above: Vec<u32>,
    /// Whether a row was cut from a ring.
    cut: Vec<bool>,
    /// The top of the chain above each post.
    root: Vec<u32>,
    /// The place of each post in its cascade.
    place: Vec<u32>,
}

impl Paths {
    /// Follow reposts, and quotes if they count, to the top. `O(n)`.
    pub fn new(corpus: &Corpus, quotes: bool) -> Self {
        let passed_on = |row: usize| match (corpus.repost_of[row], quotes) {
            (NONE, true) => corpus.quote_of[row],
            (post, _) => post,
        };
        let named: Vec<u32> = (0..corpus.len).map(passed_on).collect();
        let mut above = named.clone();
        cycles::cut(&mut above);
        let cut = named.iter().zip(&above).map(|(named, above)| named != above).collect();
        let root = tree::roots(&above, corpus.ids.len());
        Self { above, cut, root, place: vec![0; corpus.ids.len()] }
    }

    /// The parent that the platform names for a row, other than by hanging every repost on the
    /// root; [`NONE`] if it names none.
    fn named(&self, corpus: &Corpus, row: usize, root: u32) -> u32 {
        let belongs = |post: u32| self.root.get(post as usize) == Some(&root);
        let via = corpus.via[row];
        if belongs(via) {
            return via;
        }
        let above = self.above.get(row).copied().unwrap_or(NONE);
        if above != root && belongs(above) { above } else { NONE }
    }

    /// The place of a member in its cascade.
    pub fn place(&self, post: u32) -> u32 {
        self.place[post as usize]
    }

    /// The members of each cascade that is wanted, parents still to be found, and for each member
    /// the parent that the platform names. `O(n)`, row after row: the members of a cascade lie far
    /// apart in the corpus and side by side from here on.
    pub fn gather(
        &mut self,
        corpus: &Corpus,
        of: Option<&[u32]>,
        min_size: usize,
    ) -> (Forest, Vec<u32>) {
        let roots = self.wanted(corpus, of, min_size);
        let mut number = vec![NONE; corpus.ids.len()];
        for (cascade, &(root, _)) in roots.iter().enumerate() {
            number[root as usize] = cascade as u32;
        }
        let mut starts = vec![0];
        let mut end = 0;
        for &(_, size) in &roots {
            end += size;
            starts.push(end);
        }
        let (mut posts, mut named, mut authors) =
            (vec![NONE; end], vec![NONE; end], vec![NONE; end]);
        let mut times = vec![NO_TIME; end];
        for (&(root, _), &start) in roots.iter().zip(&starts) {
            posts[start] = root;
            authors[start] = corpus.author[root as usize];
            times[start] = corpus.time_of(root).unwrap_or(NO_TIME);
        }
        let mut next: Vec<usize> = starts.iter().map(|start| start + 1).collect();
        for row in 0..corpus.len {
            let root = self.root[row];
            let cascade = number[root as usize];
            if cascade == NONE || root == row as u32 {
                continue;
            }
            let next = &mut next[cascade as usize];
            posts[*next] = row as u32;
            authors[*next] = corpus.author[row];
            times[*next] = corpus.time[row];
            named[*next] = self.named(corpus, row, root);
            self.place[row] = (*next - starts[cascade as usize]) as u32;
            *next += 1;
        }
        let cut_root = |root: u32| self.cut.get(root as usize).copied().unwrap_or(false);
        let repaired = roots.iter().filter(|&&(root, _)| cut_root(root)).count() as u64;
        let (parents, depths, evidence) = (Vec::new(), Vec::new(), Vec::new());
        let forest = Forest {
            starts,
            posts,
            authors,
            times,
            parents,
            depths,
            evidence,
            repaired,
            varied: Vec::new(),
        };
        (forest, named)
    }

    /// The roots to keep, in order, each with the size of its cascade.
    fn wanted(&self, corpus: &Corpus, of: Option<&[u32]>, min_size: usize) -> Vec<(u32, usize)> {
        let mut sizes = vec![0_usize; corpus.ids.len()];
        for row in 0..corpus.len {
            sizes[self.root[row] as usize] += 1;
        }
        for size in sizes[corpus.len..].iter_mut().filter(|size| **size > 0) {
            *size += 1;
        }
        let mut asked = vec![of.is_none(); sizes.len()];
        for &post in of.unwrap_or_default() {
            if let Some(asked) = asked.get_mut(post as usize) {
                *asked = true;
            }
        }
        let lone_repost = |post: usize| sizes[post] == 1 && corpus.kind[post] == Kind::Repost;
        (0..sizes.len())
            .filter(|&post| asked[post] && sizes[post] >= min_size.max(1) && !lone_repost(post))
            .map(|post| (post as u32, sizes[post]))
            .collect()
    }
}
