//! Which terms are used in the same texts.

use rayon::prelude::*;

use super::numbering::{GAP, Terms};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// More pairs than this take more memory than most machines have.
const MOST_PAIRS: usize = 100_000_000;

/// Terms that one thread takes at a time.
const BLOCK: usize = 1 << 8;

/// What an edge weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Texts that use both.
    Count,
    /// The same by what independent use would bring about: n `c_ab` / (`c_a` `c_b`).
    Association,
    /// Normalised pointwise mutual information, where it is above 0.
    Npmi,
    /// Texts that use both, of those that use either.
    Jaccard,
}

impl Weight {
    /// `"count"`, `"association"`, `"npmi"` or `"jaccard"`.
    ///
    /// # Errors
    /// [`Error::Input`] if it is another.
    pub fn parse(name: &str) -> Result<Self> {
        match name {
            "count" => Ok(Self::Count),
            "association" => Ok(Self::Association),
            "npmi" => Ok(Self::Npmi),
            "jaccard" => Ok(Self::Jaccard),
            _ => {
                let wanted = "one of \"count\", \"association\", \"npmi\", \"jaccard\"";
                Err(Error::input("weight", format!("{name:?}"), wanted))
            }
        }
    }

    /// The weight for `both` of `n` texts, `a` and `b` of which use one.
    fn of(self, both: u64, a: u64, b: u64, n: u64) -> f64 {
        let [both, a, b, n] = [both, a, b, n].map(|count| count as f64);
        match self {
            Self::Count => both,
            Self::Association => n * both / (a * b),
            Self::Jaccard => both / (a + b - both),
            // Both in every text: the limit is 1.
            Self::Npmi if both == n => 1.0,
            Self::Npmi => (n * both / (a * b)).ln() / (n / both).ln(),
        }
    }
}

/// Which pairs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TogetherOptions {
    /// How many terms at most lie from one to the other, both included; `None`: a whole text.
    pub window: Option<usize>,
    /// The fewest texts of a pair.
    pub least: u64,
    /// The most distinct terms of a text whose pairs count.
    pub most_terms: usize,
    /// What an edge weighs.
    pub weight: Weight,
}

/// The network of terms used together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// The terms that are in a pair, in order of first appearance.
    pub terms: Vec<u32>,
    /// In how many texts each is.
    pub texts: Vec<u64>,
    /// Places in `terms` of the first of each pair.
    pub source: Vec<u32>,
    /// And of the second.
    pub target: Vec<u32>,
    /// What each pair weighs.
    pub weight: Vec<f64>,
    /// Texts whose pairs did not count: they have too many terms.
    pub left_out: u64,
}

/// The pairs of terms that are used in the same text, each once a text.
///
/// Texts with more than `most_terms` distinct terms are left out altogether and counted: pairs
/// grow with the square, and a list of all topics tells of none. n is the number of texts that
/// are left and have a term.
///
/// For each term the others in its texts are added up: O(sum over texts of terms^2) time, and
/// memory linear in terms for each thread, beside the pairs that are kept.
///
/// # Errors
/// [`Error::Input`] if more than a hundred million pairs would be kept; [`Error::Interrupted`].
pub fn together(
    terms: &Terms,
    options: &TogetherOptions,
    interrupt: &Interrupt,
) -> Result<Together> {
    let uses = Uses::new(terms, options);
    interrupt.check()?;
    let pairs = uses.pairs(options, interrupt)?;
    let mut place = vec![u32::MAX; terms.labels.len()];
    pairs.iter().for_each(|&(a, b, _)| [a, b].iter().for_each(|&term| place[term as usize] = 0));
    let kept: Vec<u32> =
        (0..place.len() as u32).filter(|&term| place[term as usize] == 0).collect();
    (0..).zip(&kept).for_each(|(at, &term)| place[term as usize] = at);
    let weight = |&(a, b, both): &(u32, u32, u64)| {
        options.weight.of(both, uses.texts_with(a), uses.texts_with(b), uses.texts)
    };
    let mut found = Together {
        texts: kept.iter().map(|&term| uses.texts_with(term)).collect(),
        terms: kept,
        left_out: uses.left_out,
        ..Together::default()
    };
    for pair in &pairs {
        found.source.push(place[pair.0 as usize]);
        found.target.push(place[pair.1 as usize]);
        found.weight.push(weight(pair));
    }
    Ok(found)
}

/// Who uses what: for each term its texts, and for each text its terms.
struct Uses<'a> {
    terms: &'a Terms,
    /// The distinct terms of each text that counts, ascending.
    distinct: Vec<u32>,
    /// Where each text begins in `distinct`.
    starts: Vec<usize>,
    /// The texts of each term, ascending.
    rows: Vec<u32>,
    /// Where each term begins in `rows`.
    of_term: Vec<usize>,
    /// Texts that count and have a term.
    texts: u64,
    left_out: u64,
}

impl<'a> Uses<'a> {
    fn new(terms: &'a Terms, options: &TogetherOptions) -> Self {
        let (mut distinct, mut starts) = (Vec::new(), vec![0]);
        let (mut texts, mut left_out) = (0, 0);
        let mut of_term = vec![0; terms.labels.len() + 1];
        let mut own = Vec::new();
        for row in 0..terms.len() {
            own.clear();
            own.extend(terms.text(row).iter().filter(|&&term| term != GAP));
            own.sort_unstable();
            own.dedup();
            if own.len() > options.most_terms {
                left_out += 1;
                own.clear();
            }
            texts += u64::from(!own.is_empty());
            own.iter().for_each(|&term| of_term[term as usize + 1] += 1);
            distinct.extend(&own);
            starts.push(distinct.len());
        }
        for term in 1..of_term.len() {
            of_term[term] += of_term[term - 1];
        }
        let mut next = of_term.clone();
        let mut rows = vec![0; distinct.len()];
        for row in 0..terms.len() {
            for &term in &distinct[starts[row]..starts[row + 1]] {
                rows[next[term as usize]] = row as u32;
                next[term as usize] += 1;
            }
        }
        Self { terms, distinct, starts, rows, of_term, texts, left_out }
    }

    fn texts_with(&self, term: u32) -> u64 {
        (self.of_term[term as usize + 1] - self.of_term[term as usize]) as u64
    }

    /// Pairs of terms (the smaller first) in enough texts, and in how many.
    fn pairs(
        &self,
        options: &TogetherOptions,
        interrupt: &Interrupt,
    ) -> Result<Vec<(u32, u32, u64)>> {
        let count = self.of_term.len() - 1;
        interrupt.expect(count as u64);
        let blocks: Vec<Vec<(u32, u32, u64)>> = (0..count.div_ceil(BLOCK))
            .into_par_iter()
            .map_init(
                || Scratch { with: vec![0; count], latest: vec![u32::MAX; count], met: Vec::new() },
                |scratch, block| {
                    let mut found = Vec::new();
                    for term in block * BLOCK..((block + 1) * BLOCK).min(count) {
                        interrupt.check()?;
                        if self.texts_with(term as u32) >= options.least {
                            self.beside(term as u32, options, scratch, &mut found);
                        }
                    }
                    interrupt.advance(BLOCK as u64);
                    Ok(found)
                },
            )
            .collect::<Result<_>>()?;
        let total: usize = blocks.iter().map(Vec::len).sum();
        if total > MOST_PAIRS {
            return Err(Error::input(
                "min_count",
                format!("{total} pairs of terms"),
                format!("at most {MOST_PAIRS}; choose a larger min_count or fewer texts"),
            ));
        }
        Ok(blocks.concat())
    }

    fn beside(
        &self,
        term: u32,
        options: &TogetherOptions,
        scratch: &mut Scratch,
        found: &mut Vec<(u32, u32, u64)>,
    ) {
        let rows = &self.rows[self.of_term[term as usize]..self.of_term[term as usize + 1]];
        for &row in rows {
            let at = row as usize;
            match options.window {
                None => {
                    let own = &self.distinct[self.starts[at]..self.starts[at + 1]];
                    let after = own.partition_point(|&other| other <= term);
                    own[after..].iter().for_each(|&other| scratch.add(other));
                }
                Some(window) => {
                    each_near(self.terms.text(at), term, window, |other| {
                        if other > term && scratch.latest[other as usize] != row {
                            scratch.latest[other as usize] = row;
                            scratch.add(other);
                        }
                    });
                }
            }
        }
        scratch.met.sort_unstable();
        for other in scratch.met.drain(..) {
            scratch.latest[other as usize] = u32::MAX;
            let both = std::mem::take(&mut scratch.with[other as usize]);
            let positive = || {
                let (a, b) = (self.texts_with(term), self.texts_with(other));
                options.weight.of(both, a, b, self.texts) > 0.0
            };
            if both >= options.least && positive() {
                found.push((term, other, both));
            }
        }
    }
}

/// The terms in places less than `window` from a use of `term`; gaps take no place.
fn each_near(text: &[u32], term: u32, window: usize, mut take: impl FnMut(u32)) {
    for (place, _) in text.iter().enumerate().filter(|(_, other)| **other == term) {
        let terms = |&&other: &&u32| other != GAP;
        let after = text[place + 1..].iter().filter(terms).take(window - 1);
        let before = text[..place].iter().rev().filter(terms).take(window - 1);
        before.chain(after).for_each(|&other| take(other));
    }
}

/// What one thread adds up, empty between two terms.
struct Scratch {
    with: Vec<u64>,
    /// The latest text in which a term was met.
    latest: Vec<u32>,
    met: Vec<u32>,
}

impl Scratch {
    fn add(&mut self, other: u32) {
        if self.with[other as usize] == 0 {
            self.met.push(other);
        }
        self.with[other as usize] += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::content::terms::{TermOptions, number};

    const WHOLE: TogetherOptions =
        TogetherOptions { window: None, least: 1, most_terms: 100, weight: Weight::Count };

    fn numbers(texts: &[&str]) -> Terms {
        let texts: Vec<Option<&str>> = texts.iter().copied().map(Some).collect();
        number(&texts, &TermOptions::default(), true, &Interrupt::new()).unwrap()
    }

    fn fast(terms: &Terms, options: &TogetherOptions) -> BTreeMap<(u32, u32), f64> {
        let found = together(terms, options, &Interrupt::new()).unwrap();
        let term = |&place: &u32| found.terms[place as usize];
        let pairs = found.source.iter().zip(&found.target);
        pairs.zip(&found.weight).map(|((a, b), &w)| ((term(a), term(b)), w)).collect()
    }

    fn slow(terms: &Terms, options: &TogetherOptions) -> BTreeMap<(u32, u32), f64> {
        let mut counts: BTreeMap<(u32, u32), BTreeSet<usize>> = BTreeMap::new();
        for row in 0..terms.len() {
            let text: Vec<u32> = terms.text(row).iter().copied().filter(|&t| t != GAP).collect();
            if text.iter().collect::<BTreeSet<_>>().len() > options.most_terms {
                continue;
            }
            for (i, &a) in text.iter().enumerate() {
                for (j, &b) in text.iter().enumerate() {
                    if a < b && i.abs_diff(j) < options.window.unwrap_or(usize::MAX) {
                        counts.entry((a, b)).or_default().insert(row);
                    }
                }
            }
        }
        let enough = |rows: &BTreeSet<usize>| rows.len() as u64 >= options.least;
        counts.iter().filter(|(_, rows)| enough(rows)).map(|(&p, r)| (p, r.len() as f64)).collect()
    }

    #[test]
    fn weights_by_hand() {
        let terms = numbers(&["a b", "a b c", "a", "c", ""]);
        // a in 3, b in 2, c in 2 of the 4 texts that have a term; a and b in 2.
        let weight = |weight| fast(&terms, &TogetherOptions { weight, ..WHOLE })[&(0, 1)];
        assert_eq!(weight(Weight::Count), 2.0);
        assert_eq!(weight(Weight::Association), 4.0 * 2.0 / 6.0);
        assert_eq!(weight(Weight::Jaccard), 2.0 / 3.0);
        assert!((weight(Weight::Npmi) - (4.0_f64 / 3.0).ln() / 2.0_f64.ln()).abs() < 1e-12);
        // a and c are in one text where 1.5 would be expected: no tie by npmi.
        let npmi = fast(&terms, &TogetherOptions { weight: Weight::Npmi, ..WHOLE });
        assert!(!npmi.contains_key(&(0, 2)));
        assert!(Weight::parse("pmi").is_err());
    }

    #[test]
    fn texts_with_too_many_terms_are_counted_and_left_out() {
        let terms = numbers(&["a b c", "a b"]);
        let options = TogetherOptions { most_terms: 2, ..WHOLE };
        let found = together(&terms, &options, &Interrupt::new()).unwrap();
        assert_eq!((found.left_out, found.weight), (1, vec![1.0]));
        assert_eq!(found.texts, [1, 1]);
        let none = together(&numbers(&[]), &options, &Interrupt::new()).unwrap();
        assert!(none.terms.is_empty() && none.source.is_empty());
    }

    proptest! {
        #[test]
        fn each_pair_once_a_text(
            texts in prop::collection::vec("([a-f] ?,? ?){0,12}", 0..8),
            window in prop::option::of(2_usize..5),
            least in 1_u64..3,
            most_terms in 3_usize..8,
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let terms = numbers(&texts);
            let options = TogetherOptions { window, least, most_terms, weight: Weight::Count };
            prop_assert_eq!(fast(&terms, &options), slow(&terms, &options));
        }
    }
}
