//! How often each text uses each term: a sparse matrix, row by row.

use super::numbering::{GAP, Terms};

/// Entries of the matrix in order of text and then of term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// The text of each entry.
    pub rows: Vec<u32>,
    /// Its term, a place in the list of terms.
    pub terms: Vec<u32>,
    /// How often the text uses it.
    pub counts: Vec<i64>,
}

/// The entries of terms that are there `min_count` times and in `min_texts` texts, and these
/// terms by their bytes. O(n) in terms, O(v log v) in distinct ones.
pub fn document_term(terms: &Terms, min_count: u64, min_texts: u64) -> (Entries, Vec<String>) {
    let n = terms.labels.len();
    let (mut count, mut texts, mut latest) = (vec![0_u64; n], vec![0_u64; n], vec![usize::MAX; n]);
    for row in 0..terms.len() {
        for &term in terms.text(row).iter().filter(|&&term| term != GAP) {
            let term = term as usize;
            count[term] += 1;
            texts[term] += u64::from(latest[term] != row);
            latest[term] = row;
        }
    }
    let enough =
        |&term: &u32| count[term as usize] >= min_count && texts[term as usize] >= min_texts;
    let mut kept: Vec<u32> = (0..n as u32).filter(enough).collect();
    kept.sort_unstable_by_key(|&term| terms.labels.get(term));
    let mut place = vec![GAP; n];
    (0..).zip(&kept).for_each(|(at, &term)| place[term as usize] = at);
    let mut found = Entries::default();
    let mut own: Vec<u32> = Vec::new();
    for row in 0..terms.len() {
        own.clear();
        let places = terms.text(row).iter().filter(|&&term| term != GAP);
        own.extend(places.map(|&term| place[term as usize]).filter(|&place| place != GAP));
        own.sort_unstable();
        for same in own.chunk_by(|a, b| a == b) {
            found.rows.push(row as u32);
            found.terms.push(same[0]);
            found.counts.push(same.len() as i64);
        }
    }
    (found, kept.iter().map(|&term| terms.labels.get(term).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::terms::{TermOptions, number};
    use crate::run::Interrupt;

    #[test]
    fn entries_in_order() {
        let texts = [Some("war peace war"), None, Some("peace talks")];
        let number = || number(&texts, &TermOptions::default(), true, &Interrupt::new()).unwrap();
        let (found, terms) = document_term(&number(), 1, 1);
        assert_eq!(terms, ["peace", "talks", "war"]);
        assert_eq!(found.rows, [0, 0, 2, 2]);
        assert_eq!(found.terms, [0, 2, 0, 1]);
        assert_eq!(found.counts, [1, 2, 1, 1]);
        assert_eq!(document_term(&number(), 2, 2).1, ["peace"]);
    }
}
