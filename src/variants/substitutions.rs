//! Which word replaced which, and which kinds of words are replaced more often than by chance.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::align::Op;
use super::copies::Copies;
use super::edits::Comparer;
use super::operations::Draws;
use super::touched::{Touched, of_token, plain};
use crate::content::tokens;
use crate::corpus::NONE;
use crate::error::Result;
use crate::inference::{Estimate, Interval, bootstrap_row};
use crate::run::Interrupt;

/// One token that replaced another, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// What was there, in lower case.
    pub before: String,
    /// What replaced it.
    pub after: String,
    /// What was touched.
    pub touched: Touched,
    /// How often.
    pub count: u64,
    /// Families in which it happened.
    pub families: u64,
    /// Accounts that did it, as far as known.
    pub accounts: u64,
}

/// Count, families, accounts of a pair.
#[derive(Default)]
struct Tally {
    count: u64,
    families: BTreeSet<u32>,
    accounts: BTreeSet<u32>,
}

/// Which token replaced which, whatever the case: most often first, then by the tokens. Changes of
/// the form alone are left out, and so are tokens without a letter or digit. Linear in the texts.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn substitutions(copies: &Copies, interrupt: &Interrupt) -> Result<Vec<Substitution>> {
    let posts = copies.copies();
    interrupt.expect(posts.len() as u64);
    let mut comparer = Comparer::default();
    let mut pairs: BTreeMap<(Cow<str>, Cow<str>, Touched), Tally> = BTreeMap::new();
    for post in posts {
        interrupt.check()?;
        let before = copies.text(copies.parent(post));
        comparer.each_edit(before, copies.text(post), |edit| {
            let (Op::Substitute, Some(before), Some(after), Some(touched)) =
                (edit.op, edit.before, edit.after, edit.touched)
            else {
                return;
            };
            // A sign that stands for a word is no word that replaced it.
            let spoken = |token: &str| token.contains(char::is_alphanumeric);
            if touched == Touched::Form || !spoken(before) || !spoken(after) {
                return;
            }
            let tally = pairs.entry((plain(before), plain(after), touched)).or_default();
            tally.count += 1;
            tally.families.insert(copies.family(post));
            let author = copies.authors[post as usize];
            tally.accounts.extend((author != NONE).then_some(author));
        });
        interrupt.advance(1);
    }
    let mut rows: Vec<Substitution> = pairs
        .into_iter()
        .map(|((before, after, touched), tally)| Substitution {
            before: before.into_owned(),
            after: after.into_owned(),
            touched,
            count: tally.count,
            families: tally.families.len() as u64,
            accounts: tally.accounts.len() as u64,
        })
        .collect();
    rows.sort_by_key(|row| Reverse(row.count));
    Ok(rows)
}

/// By what the tokens are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Their class.
    Class,
    /// In how many of all texts they are, in four bins.
    Frequency,
}

/// How often tokens of one kind are replaced, against chance.
#[derive(Debug, Clone)]
pub struct Bias {
    /// The class, or the number of the bin from 1, the rarest.
    pub value: String,
    /// The fewest and most texts that a token of the bin is in; with classes none.
    pub range: Option<(u64, u64)>,
    /// Tokens of this kind in the parents of changed copies.
    pub tokens: u64,
    /// How many of them were replaced.
    pub substituted: u64,
    /// How many would be, if each token of a parent were as likely.
    pub expected: f64,
    /// Their ratio.
    pub susceptibility: Estimate,
    /// How many tokens of this kind came in their place.
    pub replacements: u64,
}

/// What one copy adds: for each kind the parent's tokens, those replaced, those that came.
type Counted = (u32, Vec<(u8, [u32; 3])>);

const BINS: usize = 4;

/// The susceptibility of tokens to substitution (after Lerique & Roth 2018): how many tokens of a
/// kind were replaced, over how many would be if each copy had replaced as many of its parent's
/// tokens, drawn at random: sum over copies of `k N(c) / N`, with k replaced of N tokens of
/// which `N(c)` are of the kind. Above 1: replaced more often than by chance. They look at words of quotes
/// with one substitution; here any number may be replaced, and tags, links, handles and numbers
/// count as tokens. Punctuation, emoji and changes of the form alone are left out.
///
/// Frequency: the number of all given texts with the token, whatever its case, in bins that have
/// about as many of the parents' tokens each; ties stay together. Intervals: bootstrap of families.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn susceptibility(
    copies: &Copies,
    feature: Feature,
    draws: Draws,
    interrupt: &Interrupt,
) -> Result<Vec<Bias>> {
    let posts = changed(copies, interrupt)?;
    let frequency = match feature {
        Feature::Class => BTreeMap::new(),
        Feature::Frequency => frequencies(copies, interrupt)?,
    };
    let bins = bins(copies, &posts, &frequency);
    let kind = |token: &str, touched: Touched| match feature {
        Feature::Class => touched.place(),
        Feature::Frequency => {
            let texts = frequency.get(&*plain(token)).copied().unwrap_or(0);
            bins.partition_point(|bin| bin.1 < texts).min(bins.len().saturating_sub(1))
        }
    };
    let counted: Vec<Counted> = posts
        .par_iter()
        .map_init(Comparer::default, |comparer, &post| {
            interrupt.check()?;
            Ok((copies.family(post), count(copies, post, comparer, &kind)))
        })
        .collect::<Result<_>>()?;
    let kinds = match feature {
        Feature::Class => Touched::ALL.len(),
        Feature::Frequency => bins.len(),
    };
    let families: Vec<Vec<[f64; 4]>> =
        counted.chunk_by(|a, b| a.0 == b.0).map(|copies| summed(copies, kinds)).collect();
    let ratios = |weight: &dyn Fn(usize) -> f64, out: &mut [f64]| {
        let mut sums = vec![(0.0, 0.0); kinds];
        for (family, cells) in families.iter().enumerate() {
            for (sum, cell) in sums.iter_mut().zip(cells) {
                sum.0 += weight(family) * cell[1];
                sum.1 += weight(family) * cell[2];
            }
        }
        out.iter_mut().zip(sums).for_each(|(out, (seen, expected))| *out = seen / expected);
    };
    let mut values = vec![0.0; kinds];
    ratios(&|_| 1.0, &mut values);
    let intervals = bootstrap_row(
        families.len(),
        kinds,
        draws.draws,
        draws.seed,
        interrupt,
        |weights, out| ratios(&|family| f64::from(weights[family]), out),
    )?;
    let mut rows = Vec::new();
    for (kind, (value, interval)) in values.into_iter().zip(intervals).enumerate() {
        let total = |at: usize| families.iter().map(|cells| cells[kind][at]).sum::<f64>();
        let (tokens, substituted, expected, replacements) =
            (total(0), total(1), total(2), total(3));
        if tokens + replacements == 0.0 {
            continue;
        }
        let interval = if substituted == 0.0 { Interval::NONE } else { interval };
        rows.push(Bias {
            value: match feature {
                Feature::Class => Touched::ALL[kind].as_str().to_owned(),
                Feature::Frequency => (kind + 1).to_string(),
            },
            range: bins.get(kind).copied().filter(|_| feature == Feature::Frequency),
            tokens: tokens as u64,
            substituted: substituted as u64,
            expected,
            susceptibility: Estimate { value, interval },
            replacements: replacements as u64,
        });
    }
    Ok(rows)
}

/// Whether a token of this class takes part.
fn counts(touched: Touched) -> bool {
    !matches!(touched, Touched::Form | Touched::Emoji)
}

/// The copies in which a token that takes part was replaced by another that does.
fn changed(copies: &Copies, interrupt: &Interrupt) -> Result<Vec<u32>> {
    let posts = copies.copies();
    let flags: Vec<bool> = posts
        .par_iter()
        .map_init(Comparer::default, |comparer, &post| {
            interrupt.check()?;
            let mut any = false;
            each_substitution(copies, post, comparer, |_, _| any = true);
            Ok(any)
        })
        .collect::<Result<_>>()?;
    Ok(posts.into_iter().zip(flags).filter(|it| it.1).map(|it| it.0).collect())
}

/// Give each token of the parent that was replaced, by its place, and each that came, by its own.
fn each_substitution(
    copies: &Copies,
    post: u32,
    comparer: &mut Comparer,
    mut take: impl FnMut((usize, Touched), (usize, Touched)),
) {
    let (before, after) = (copies.text(copies.parent(post)), copies.text(post));
    if before == after {
        return;
    }
    let (old, new) = (tokens(before), tokens(after));
    let (mut i, mut j) = (0, 0);
    comparer.each_edit(before, after, |edit| {
        if edit.op == Op::Substitute && edit.touched != Some(Touched::Form) {
            let gone = of_token(before, &old, i);
            let come = of_token(after, &new, j);
            if counts(gone) && counts(come) {
                take((i, gone), (j, come));
            }
        }
        i += usize::from(edit.op.reads());
        j += usize::from(edit.op.writes());
    });
}

fn count(
    copies: &Copies,
    post: u32,
    comparer: &mut Comparer,
    kind: &impl Fn(&str, Touched) -> usize,
) -> Vec<(u8, [u32; 3])> {
    let (before, after) = (copies.text(copies.parent(post)), copies.text(post));
    let (old, new) = (tokens(before), tokens(after));
    let mut cells: BTreeMap<u8, [u32; 3]> = BTreeMap::new();
    let mut add = |kind: usize, at: usize| cells.entry(kind as u8).or_default()[at] += 1;
    for (at, token) in old.iter().enumerate() {
        let touched = of_token(before, &old, at);
        if counts(touched) {
            add(kind(token.text, touched), 0);
        }
    }
    each_substitution(copies, post, comparer, |(i, gone), (j, come)| {
        add(kind(old[i].text, gone), 1);
        add(kind(new[j].text, come), 2);
    });
    cells.into_iter().collect()
}

/// For each kind: tokens, replaced, expected, replacements.
fn summed(copies: &[Counted], kinds: usize) -> Vec<[f64; 4]> {
    let mut sums = vec![[0.0; 4]; kinds];
    for (_, cells) in copies {
        let all: u32 = cells.iter().map(|it| it.1[0]).sum();
        let replaced: u32 = cells.iter().map(|it| it.1[1]).sum();
        for &(kind, [tokens, gone, come]) in cells {
            let sum = &mut sums[kind as usize];
            sum[0] += f64::from(tokens);
            sum[1] += f64::from(gone);
            sum[2] += f64::from(replaced) * f64::from(tokens) / f64::from(all);
            sum[3] += f64::from(come);
        }
    }
    sums
}

/// In how many texts each token is, whatever its case.
fn frequencies<'a>(
    copies: &Copies<'a>,
    interrupt: &Interrupt,
) -> Result<BTreeMap<Cow<'a, str>, u64>> {
    const CHUNK: usize = 4096;
    let merge = |mut a: BTreeMap<Cow<'a, str>, u64>, b: BTreeMap<Cow<'a, str>, u64>| {
        for (token, count) in b {
            *a.entry(token).or_default() += count;
        }
        a
    };
    let chunks: Vec<BTreeMap<Cow<'a, str>, u64>> = copies
        .texts
        .par_chunks(CHUNK)
        .map(|texts| {
            interrupt.check()?;
            let mut counts = BTreeMap::new();
            for text in texts.iter().flatten() {
                let set: BTreeSet<Cow<'a, str>> =
                    tokens(text).into_iter().map(|token| plain(token.text)).collect();
                for token in set {
                    *counts.entry(token).or_default() += 1;
                }
            }
            Ok(counts)
        })
        .collect::<Result<_>>()?;
    Ok(chunks.into_iter().fold(BTreeMap::new(), merge))
}

/// The fewest and most texts of each bin.
fn bins(copies: &Copies, posts: &[u32], frequency: &BTreeMap<Cow<str>, u64>) -> Vec<(u64, u64)> {
    if frequency.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<u64> = Vec::new();
    for &post in posts {
        let text = copies.text(copies.parent(post));
        let found = tokens(text);
        for (at, token) in found.iter().enumerate() {
            if counts(of_token(text, &found, at)) {
                all.push(frequency.get(&*plain(token.text)).copied().unwrap_or(0));
            }
        }
    }
    all.sort_unstable();
    let mut bins: Vec<(u64, u64)> = Vec::new();
    for bin in 0..BINS {
        let (start, end) = (all.len() * bin / BINS, all.len() * (bin + 1) / BINS);
        let least = all[start..end].iter().find(|&&it| bins.last().is_none_or(|bin| it > bin.1));
        if let Some(&least) = least {
            bins.push((least, all[end - 1]));
        }
    }
    bins
}
