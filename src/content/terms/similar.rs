//! Which texts are most alike by the words that they share.

use rayon::prelude::*;

use super::numbering::{GAP, Terms};
use crate::corpus::NONE;
use crate::error::Result;
use crate::run::Interrupt;

/// Rows that one thread takes at a time.
const BLOCK: usize = 1 << 6;

/// What is left out of rounding when a bound is compared.
const SLACK: f64 = 1e-9;

/// A text and one that is like it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The row that was asked for.
    pub query: u32,
    /// The row that is like it.
    pub row: u32,
    /// The cosine of the angle between the two.
    pub similarity: f64,
}

/// For each query the `k` texts that are most like it, ties to the earlier row.
///
/// A text is a vector over terms, tf idf for a term that it holds tf times and that df of the n
/// texts hold; idf = ln((1 + n) / (1 + df)) + 1, the smoothed one of scikit-learn. Similarity is
/// the cosine. Only what is above 0 and at least `least` is a match. Terms that no text holds do
/// not count, as in scikit-learn.
///
/// `queries` are texts whose terms have the numbers of `texts` ([`NONE`] for others); without,
/// every text is asked for against the others.
///
/// Exact. The texts that share a term are found through that term's list, rare terms first, and
/// each gets its whole similarity at once; as soon as the terms that are left could not bring a
/// new text above the k-th best, their lists (those of the most common words) are not read. Texts
/// of the same vector are looked at as one. Linear memory; at worst O(sum of df^2) for n queries,
/// df being the different texts that hold a term.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn similar(
    texts: &Terms,
    queries: Option<&Terms>,
    k: usize,
    least: f64,
    interrupt: &Interrupt,
) -> Result<Vec<Match>> {
    let vectors = Vectors::new(texts);
    interrupt.check()?;
    let count = queries.map_or(texts.len(), Terms::len);
    interrupt.expect(count as u64);
    let blocks: Vec<Vec<Match>> = (0..count.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || Scratch::new(texts.len(), vectors.idf.len()),
            |scratch, block| {
                let mut found = Vec::new();
                for query in block * BLOCK..((block + 1) * BLOCK).min(count) {
                    interrupt.check()?;
                    let (vector, own) = match queries {
                        None => (vectors.row(query).to_vec(), query),
                        Some(queries) => (vectors.of_query(queries.text(query)), usize::MAX),
                    };
                    let skipped = if vectors.is_alone(own) { own } else { usize::MAX };
                    vectors.best(&vector, skipped, k, least, scratch);
                    vectors.spread(query as u32, own, k, &scratch.best, &mut found);
                }
                interrupt.advance(BLOCK as u64);
                Ok(found)
            },
        )
        .collect::<Result<_>>()?;
    Ok(blocks.concat())
}

/// A term by its place in order of rarity, and its weight in a vector of length 1.
type Weight = (u32, f64);

/// The vectors of texts, and for each term the texts that hold it.
struct Vectors {
    /// The place of each term in order of df, rarest first, ties by number.
    place: Vec<u32>,
    /// The idf of the term in each place.
    idf: Vec<f64>,
    weights: Vec<Weight>,
    starts: Vec<usize>,
    /// The rows of each term, and where each begins.
    rows: Vec<u32>,
    of_term: Vec<usize>,
    /// The greatest weight of the term in each place.
    greatest: Vec<f64>,
    /// All rows, those of the same vector beside each other, in order.
    alike: Vec<u32>,
    /// Where in `alike` the rows with a row's vector stand, if it is the first of them.
    span: Vec<(u32, u32)>,
}

impl Vectors {
    fn new(texts: &Terms) -> Self {
        let n = texts.labels.len();
        let mut df = vec![0_usize; n];
        let mut own: Vec<u32> = Vec::new();
        for row in 0..texts.len() {
            distinct(texts.text(row), &mut own);
            own.iter().for_each(|&term| df[term as usize] += 1);
        }
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_unstable_by_key(|&term| (df[term as usize], term));
        let mut place = vec![0; n];
        (0..).zip(&order).for_each(|(at, &term)| place[term as usize] = at);
        let all = texts.len() as f64;
        let idf = |&term: &u32| ((1.0 + all) / (1.0 + df[term as usize] as f64)).ln() + 1.0;
        let mut vectors = Self {
            idf: order.iter().map(idf).collect(),
            place,
            weights: Vec::with_capacity(df.iter().sum()),
            starts: vec![0],
            rows: Vec::new(),
            of_term: vec![0; n + 1],
            greatest: vec![0.0; n],
            alike: (0..texts.len() as u32).collect(),
            span: vec![(0, 0); texts.len()],
        };
        for row in 0..texts.len() {
            let vector = vectors.of_query(texts.text(row));
            vectors.weights.extend(vector);
            vectors.starts.push(vectors.weights.len());
        }
        vectors.group();
        vectors.list();
        vectors
    }

    /// Put rows of the same vector beside each other.
    fn group(&mut self) {
        let mut alike = std::mem::take(&mut self.alike);
        let mut span = std::mem::take(&mut self.span);
        let compare = |&a: &u32, &b: &u32| {
            let (x, y) = (self.row(a as usize), self.row(b as usize));
            let part = |(x, y): (&Weight, &Weight)| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1));
            let first = x.iter().zip(y).map(part).find(|order| order.is_ne());
            first.unwrap_or_else(|| x.len().cmp(&y.len()))
        };
        alike.par_sort_unstable_by(|a, b| compare(a, b).then(a.cmp(b)));
        let mut start = 0;
        for same in alike.chunk_by(|a, b| compare(a, b).is_eq()) {
            let end = start + same.len() as u32;
            span[same[0] as usize] = (start, end);
            start = end;
        }
        (self.alike, self.span) = (alike, span);
    }

    /// The rows with the vector of a row that is the first of them; else none.
    fn same_as(&self, first: u32) -> &[u32] {
        let (start, end) = self.span[first as usize];
        &self.alike[start as usize..end as usize]
    }

    /// Whether no other row has the vector of this one.
    fn is_alone(&self, row: usize) -> bool {
        self.span.get(row).is_some_and(|&(start, end)| end == start + 1)
    }

    /// Put the rows behind the best vectors into `found`: the best `k` of them but for `own`.
    fn spread(
        &self,
        query: u32,
        own: usize,
        k: usize,
        best: &[(f64, u32)],
        found: &mut Vec<Match>,
    ) {
        let from = found.len();
        for &(similarity, first) in best {
            let enough = found.len() - from >= k;
            if enough && found.last().is_some_and(|last| similarity < last.similarity) {
                break;
            }
            let others = self.same_as(first).iter().filter(|&&row| row as usize != own);
            found.extend(others.take(k).map(|&row| Match { query, row, similarity }));
        }
        found[from..].sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.row.cmp(&b.row)));
        found.truncate(from.saturating_add(k));
    }

    /// Fill the lists of the terms with the first row of each vector.
    fn list(&mut self) {
        let firsts: Vec<usize> =
            (0..self.span.len()).filter(|&row| self.span[row].1 > self.span[row].0).collect();
        for &row in &firsts {
            for &(term, weight) in &self.weights[self.starts[row]..self.starts[row + 1]] {
                self.of_term[term as usize + 1] += 1;
                let greatest = &mut self.greatest[term as usize];
                *greatest = greatest.max(weight);
            }
        }
        for term in 1..self.of_term.len() {
            self.of_term[term] += self.of_term[term - 1];
        }
        let mut next = self.of_term.clone();
        self.rows = vec![0; self.of_term.last().copied().unwrap_or(0)];
        for row in firsts {
            for &(term, _) in &self.weights[self.starts[row]..self.starts[row + 1]] {
                self.rows[next[term as usize]] = row as u32;
                next[term as usize] += 1;
            }
        }
    }

    fn row(&self, row: usize) -> &[Weight] {
        &self.weights[self.starts[row]..self.starts[row + 1]]
    }

    /// The vector of a text, rare terms first, of length 1 (or empty).
    fn of_query(&self, text: &[u32]) -> Vec<Weight> {
        let known = |&&term: &&u32| term != GAP && term != NONE;
        let mut places: Vec<u32> =
            text.iter().filter(known).map(|&term| self.place[term as usize]).collect();
        places.sort_unstable();
        let mut vector: Vec<Weight> = places
            .chunk_by(|a, b| a == b)
            .map(|same| (same[0], same.len() as f64 * self.idf[same[0] as usize]))
            .collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
        vector
    }

    /// Put the best matches of a vector into `scratch.best`, the best first.
    fn best(&self, vector: &[Weight], own: usize, k: usize, least: f64, scratch: &mut Scratch) {
        let Scratch { seen, weight_of, best, .. } = scratch;
        best.clear();
        if k == 0 {
            return;
        }
        vector.iter().for_each(|&(term, weight)| weight_of[term as usize] = weight);
        // What the terms from here on can bring to a text that holds none of those before.
        let mut left = bounds(vector, &self.greatest);
        left.reverse();
        for (&(term, _), most) in vector.iter().zip(left) {
            let needed = if best.len() == k { best[k - 1].0 } else { 0.0 }.max(least);
            if most + SLACK < needed {
                break;
            }
            for &row in &self.rows[self.of_term[term as usize]..self.of_term[term as usize + 1]] {
                let at = row as usize;
                if at == own || seen[at / 64] & 1 << (at % 64) != 0 {
                    continue;
                }
                seen[at / 64] |= 1 << (at % 64);
                scratch.met.push(row);
                let dot = |sum, &(term, weight): &Weight| sum + weight * weight_of[term as usize];
                let similarity = self.row(at).iter().fold(0.0, dot).min(1.0);
                if similarity >= least && similarity > 0.0 {
                    keep(best, k, (similarity, row));
                }
            }
        }
        scratch.met.drain(..).for_each(|row| seen[row as usize / 64] = 0);
        vector.iter().for_each(|&(term, _)| weight_of[term as usize] = 0.0);
    }
}

/// For each place of a vector, from the last to the first: the most that the terms from there on
/// can bring, by the greatest weight of each and by the length of what is left.
fn bounds(vector: &[Weight], greatest: &[f64]) -> Vec<f64> {
    let (mut sum, mut squares) = (0.0, 0.0);
    let bound = |&(term, weight): &Weight| {
        sum += weight * greatest[term as usize];
        squares += weight * weight;
        f64::min(sum, f64::sqrt(squares))
    };
    vector.iter().rev().map(bound).collect()
}

/// Put a match into a short list in order: more alike first, then the earlier row.
fn keep(best: &mut Vec<(f64, u32)>, k: usize, new: (f64, u32)) {
    let before = |old: &(f64, u32)| old.0 > new.0 || (old.0 == new.0 && old.1 < new.1);
    if best.len() == k && before(&best[k - 1]) {
        return;
    }
    let place = best.partition_point(before);
    best.truncate(k - usize::from(best.len() == k));
    best.insert(place.min(best.len()), new);
}

/// The distinct terms of a text.
fn distinct(text: &[u32], own: &mut Vec<u32>) {
    own.clear();
    own.extend(text.iter().filter(|&&term| term != GAP));
    own.sort_unstable();
    own.dedup();
}

/// What one thread keeps, empty between two queries.
struct Scratch {
    /// One bit a row: whether it was looked at.
    seen: Vec<u64>,
    /// The weight of each term in the vector that is asked for.
    weight_of: Vec<f64>,
    met: Vec<u32>,
    best: Vec<(f64, u32)>,
}

impl Scratch {
    fn new(rows: usize, terms: usize) -> Self {
        Self {
            seen: vec![0; rows.div_ceil(64)],
            weight_of: vec![0.0; terms],
            met: Vec::new(),
            best: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::content::terms::{TermOptions, number};

    fn numbers(texts: &[String]) -> Terms {
        let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
        number(&texts, &TermOptions::default(), false, &Interrupt::new()).unwrap()
    }

    /// Every pair, by the formula.
    fn slow(terms: &Terms, k: usize, least: f64) -> Vec<Vec<(f64, u32)>> {
        let n = terms.len();
        let df = |term: u32| (0..n).filter(|&row| terms.text(row).contains(&term)).count() as f64;
        let vector = |row: usize| -> BTreeMap<u32, f64> {
            let mut vector = BTreeMap::new();
            for &term in terms.text(row) {
                *vector.entry(term).or_insert(0.0) +=
                    ((1.0 + n as f64) / (1.0 + df(term))).ln() + 1.0;
            }
            let length = vector.values().map(|w| w * w).sum::<f64>().sqrt();
            vector.values_mut().for_each(|w| *w /= length);
            vector
        };
        let vectors: Vec<_> = (0..n).map(vector).collect();
        (0..n)
            .map(|row| {
                let dot = |other: usize| -> f64 {
                    let of = |(term, weight): (&u32, &f64)| {
                        vectors[other].get(term).map_or(0.0, |w| w * weight)
                    };
                    vectors[row].iter().map(of).sum()
                };
                let others = (0..n).filter(|&other| other != row);
                let mut all: Vec<(f64, u32)> = others
                    .map(|other| (dot(other), other as u32))
                    .filter(|pair| pair.0 > 0.0 && pair.0 >= least)
                    .collect();
                all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                all.truncate(k);
                all
            })
            .collect()
    }

    fn by_query(found: &[Match], n: usize) -> Vec<Vec<(f64, u32)>> {
        let mut rows = vec![Vec::new(); n];
        found.iter().for_each(|m| rows[m.query as usize].push((m.similarity, m.row)));
        rows
    }

    #[test]
    fn the_same_text_is_found_and_ties_go_to_the_earlier_row() {
        let texts = ["peace talks", "war", "peace talks", "peace talks", ""].map(str::to_owned);
        let terms = numbers(&texts);
        let found = similar(&terms, None, 1, 0.0, &Interrupt::new()).unwrap();
        let pairs: Vec<(u32, u32)> = found.iter().map(|m| (m.query, m.row)).collect();
        assert_eq!(pairs, [(0, 2), (2, 0), (3, 0)]);
        assert!(found.iter().all(|m| (m.similarity - 1.0).abs() < 1e-12));
        assert!(similar(&terms, None, 0, 0.0, &Interrupt::new()).unwrap().is_empty());
    }

    #[test]
    fn a_text_forty_thousand_times_is_looked_at_once() {
        let texts: Vec<String> = (0..40_000)
            .map(|row| ["peace talks in geneva", "war and peace"][row % 2].to_owned())
            .collect();
        let found = similar(&numbers(&texts), None, 3, 0.0, &Interrupt::new()).unwrap();
        let rows = |query: usize| -> Vec<u32> {
            found[3 * query..3 * query + 3].iter().map(|found| found.row).collect()
        };
        assert_eq!(found.len(), 120_000);
        assert_eq!([rows(0), rows(2), rows(5)], [[2, 4, 6], [0, 4, 6], [1, 3, 7]]);
    }

    #[test]
    fn what_no_text_holds_does_not_count() {
        let texts = numbers(&["peace talks", "war"].map(str::to_owned));
        let query = Terms { ids: vec![0, 1, NONE], starts: vec![0, 3], ..Terms::default() };
        let found = similar(&texts, Some(&query), 5, 0.0, &Interrupt::new()).unwrap();
        assert_eq!((found.len(), found[0].row), (1, 0));
        assert!((found[0].similarity - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn as_if_every_pair_were_compared(
            texts in prop::collection::vec("(the |of )?([a-h] ){0,6}", 1..40),
            k in 1_usize..5,
            least in prop::sample::select(vec![0.0, 0.3, 0.8]),
        ) {
            let terms = numbers(&texts);
            let found = similar(&terms, None, k, least, &Interrupt::new()).unwrap();
            let in_order = |a: &Match, b: &Match| {
                (a.query, b.similarity) < (b.query, a.similarity)
                    || (a.query, b.similarity, a.row) < (b.query, a.similarity, b.row)
            };
            prop_assert!(found.windows(2).all(|two| in_order(&two[0], &two[1])));
            prop_assert!(found.iter().all(|m| m.query != m.row));
            for (fast, slow) in by_query(&found, texts.len()).iter().zip(slow(&terms, k, least)) {
                // Values agree; rows may differ where rounding parts what is equal.
                prop_assert!(fast.len().abs_diff(slow.len()) <= usize::from(least > 0.0));
                for (fast, slow) in fast.iter().zip(&slow) {
                    prop_assert!((fast.0 - slow.0).abs() < 1e-9, "{fast:?} {slow:?}");
                }
            }
        }
    }
}
