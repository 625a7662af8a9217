//! Which words stand together more often than their own uses would bring about.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::numbering::{GAP, Terms};
use crate::error::Result;
use crate::run::Interrupt;

/// Texts whose sequences one thread counts at a time.
const BLOCK: usize = 1 << 14;

/// A sequence of terms, and how much oftener it is there than by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collocation<const K: usize> {
    /// The terms, in order.
    pub terms: [u32; K],
    /// How often the sequence is there.
    pub count: u64,
    /// How often it would be, were its terms independent of each other.
    pub expected: f64,
    /// Log-likelihood of the table of all cells, negative where it is rarer than expected.
    pub g2: f64,
    /// Student's t of the count.
    pub t: f64,
    /// Pointwise mutual information, in bits.
    pub pmi: f64,
    /// The same from -1 to 1.
    pub npmi: f64,
    /// Interaction of all terms in the saturated log-linear model.
    pub lambda: f64,
    /// `lambda` by its standard error.
    pub z: f64,
}

/// Sequences of `K` terms (2 or 3) that are there at least `least` times, in order of terms.
///
/// Sequences do not run across a [`GAP`] or the end of a text. With a `window` of w, a pair is a
/// term and one of the w - 1 terms after it, so that 2 is what is next to each other.
///
/// With N sequences in all, of which `n_S` agree with this one in the places S: expected = N product
/// of `n_k` / N over single places k; G2 = 2 sum of O ln(O / E) over the 2^K cells; t = (O - E) /
/// sqrt(O); pmi = log2(O / E); npmi = pmi / (-(K - 1) log2(O / N)).
///
/// lambda = sum over cells of sign × ln(n + 1/2), the sign being 1 for cells that differ in
/// an even number of places and -1 for the others; z = lambda / sqrt(sum of 1 / (n + 1/2)).
///
/// O(n) in terms (times the window), and O(m log m) for m distinct sequences.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
pub fn collocations<const K: usize>(
    terms: &Terms,
    window: usize,
    least: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Collocation<K>>> {
    let counts = counted::<K>(terms, window, interrupt)?;
    interrupt.check()?;
    let cells = Cells::new(&counts);
    let mut kept: Vec<([u32; K], u64)> = counts
        .iter()
        .filter(|(_, count)| **count >= least)
        .map(|(&s, &count)| (s, count))
        .collect();
    kept.par_sort_unstable();
    kept.into_par_iter()
        .map(|(terms, count)| {
            interrupt.check()?;
            Ok(cells.measured(terms, count))
        })
        .collect()
}

type Counts<const K: usize> = HashMap<[u32; K], u64, FixedState>;

fn counted<const K: usize>(
    terms: &Terms,
    window: usize,
    interrupt: &Interrupt,
) -> Result<Counts<K>> {
    (0..terms.len().div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            interrupt.check()?;
            let mut counts = Counts::default();
            for row in block * BLOCK..((block + 1) * BLOCK).min(terms.len()) {
                for run in terms.text(row).split(|&term| term == GAP) {
                    each_sequence(run, window, |sequence| {
                        *counts.entry(sequence).or_insert(0) += 1;
                    });
                }
            }
            Ok(counts)
        })
        .try_reduce(Counts::default, |a, b| {
            let (mut more, less) = if a.len() < b.len() { (b, a) } else { (a, b) };
            less.into_iter().for_each(|(sequence, n)| *more.entry(sequence).or_insert(0) += n);
            Ok(more)
        })
}

fn each_sequence<const K: usize>(run: &[u32], window: usize, mut take: impl FnMut([u32; K])) {
    if K == 2 && window > 2 {
        for (place, &first) in run.iter().enumerate() {
            for &second in run[place + 1..].iter().take(window - 1) {
                let mut pair = [first; K];
                pair[1] = second;
                take(pair);
            }
        }
        return;
    }
    for sequence in run.windows(K) {
        take(std::array::from_fn(|place| sequence[place]));
    }
}

/// How many sequences agree with one in some of its places, for every choice of places.
struct Cells<const K: usize> {
    all: u64,
    /// By the bits of the places that count; the other places hold [`GAP`].
    margins: HashMap<(u8, [u32; K]), u64, FixedState>,
}

impl<const K: usize> Cells<K> {
    fn new(counts: &Counts<K>) -> Self {
        let mut margins = HashMap::default();
        for (&sequence, &count) in counts {
            for places in 1..(1_u8 << K) - 1 {
                *margins.entry((places, masked(sequence, places))).or_insert(0) += count;
            }
        }
        Self { all: counts.values().sum(), margins }
    }

    /// How many sequences agree with this one in these places, whatever the others hold.
    fn margin(&self, sequence: [u32; K], places: u8) -> u64 {
        self.margins.get(&(places, masked(sequence, places))).copied().unwrap_or(0)
    }

    /// How many sequences agree in exactly these places, for all choices of places.
    fn table(&self, sequence: [u32; K], count: u64) -> Vec<u64> {
        let whole = (1_usize << K) - 1;
        let mut cells: Vec<i64> = (0..=whole)
            .map(|places| match places {
                0 => self.all as i64,
                _ if places == whole => count as i64,
                _ => self.margin(sequence, places as u8) as i64,
            })
            .collect();
        // From "at least these places" to "exactly these": leave out those that agree in one more.
        for place in 0..K {
            for places in 0..=whole {
                if places & 1 << place == 0 {
                    cells[places] -= cells[places | 1 << place];
                }
            }
        }
        cells.into_iter().map(|cell| cell as u64).collect()
    }

    fn measured(&self, terms: [u32; K], count: u64) -> Collocation<K> {
        let table = self.table(terms, count);
        let all = self.all as f64;
        let share: [f64; K] =
            std::array::from_fn(|place| self.margin(terms, 1 << place) as f64 / all);
        let expected_in = |places: usize| -> f64 {
            let one = |(place, share): (usize, &f64)| {
                if places & 1 << place == 0 { 1.0 - share } else { *share }
            };
            all * share.iter().enumerate().map(one).product::<f64>()
        };
        let expected = expected_in(table.len() - 1);
        let (seen, k) = (count as f64, K as f64);
        let g2: f64 = table
            .iter()
            .enumerate()
            .filter(|(_, cell)| **cell > 0)
            .map(|(places, &cell)| cell as f64 * (cell as f64 / expected_in(places)).ln())
            .sum();
        let (mut lambda, mut variance) = (0.0, 0.0);
        for (places, &cell) in table.iter().enumerate() {
            let smoothed = cell as f64 + 0.5;
            let sign = if (K as u32 - places.count_ones()).is_multiple_of(2) { 1.0 } else { -1.0 };
            lambda += sign * smoothed.ln();
            variance += 1.0 / smoothed;
        }
        let pmi = (seen / expected).log2();
        let surprise = -(k - 1.0) * (seen / all).log2();
        Collocation {
            terms,
            count,
            expected,
            g2: (2.0 * g2).max(0.0) * if seen >= expected { 1.0 } else { -1.0 },
            t: (seen - expected) / seen.sqrt(),
            pmi,
            // Where there is one sequence alone nothing can be said.
            npmi: if surprise > 0.0 { pmi / surprise } else { f64::NAN },
            lambda,
            z: lambda / variance.sqrt(),
        }
    }
}

fn masked<const K: usize>(sequence: [u32; K], places: u8) -> [u32; K] {
    std::array::from_fn(|place| if places & 1 << place == 0 { GAP } else { sequence[place] })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::content::terms::{TermOptions, number};

    fn found<const K: usize>(texts: &[&str], window: usize) -> (Terms, Vec<Collocation<K>>) {
        let texts: Vec<Option<&str>> = texts.iter().copied().map(Some).collect();
        let terms = number(&texts, &TermOptions::default(), true, &Interrupt::new()).unwrap();
        let found = collocations(&terms, window, 1, &Interrupt::new()).unwrap();
        (terms, found)
    }

    /// Every cell by going over all sequences.
    fn slow_table<const K: usize>(all: &[[u32; K]], one: [u32; K]) -> Vec<u64> {
        let mut cells = vec![0; 1 << K];
        for other in all {
            let agree = (0..K).filter(|&k| other[k] == one[k]).map(|k| 1_usize << k).sum::<usize>();
            cells[agree] += 1;
        }
        cells
    }

    #[test]
    fn two_texts_about_ice_cream() {
        // Lambda and z as quanteda's own tests print them.
        let (terms, found) =
            found::<2>(&["I like good ice cream.", "Me too!  I like good ice cream."], 2);
        let pair = |row: &Collocation<2>| row.terms.map(|term| terms.labels.get(term)).join(" ");
        let twice: Vec<&Collocation<2>> = found.iter().filter(|row| row.count == 2).collect();
        assert_eq!(twice.len(), 4);
        for row in twice {
            assert!((row.lambda - 4.317_488).abs() < 1e-6, "{}", pair(row));
            assert!((row.z - 2.027_787).abs() < 1e-6);
        }
        assert!(found.iter().all(|row| pair(row) != "too i"));
    }

    #[test]
    fn a_window_pairs_what_follows() {
        let (_, found) = found::<2>(&["a b c d, e"], 3);
        let pairs: Vec<[u32; 2]> = found.iter().map(|row| row.terms).collect();
        assert_eq!(pairs, [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3]]);
    }

    #[test]
    fn one_sequence_alone_says_nothing() {
        let (_, found) = found::<2>(&["a b"], 2);
        assert!(found[0].npmi.is_nan() && found[0].pmi == 0.0 && found[0].g2 == 0.0);
    }

    fn check<const K: usize>(text: &str) -> std::result::Result<(), TestCaseError> {
        let (terms, fast) = found::<K>(&[text], 2);
        let mut all: Vec<[u32; K]> = Vec::new();
        for run in terms.text(0).split(|&term| term == GAP) {
            all.extend(run.windows(K).map(|s| <[u32; K]>::try_from(s).unwrap()));
        }
        for row in fast {
            let cells = slow_table(&all, row.terms);
            prop_assert_eq!(row.count, cells[cells.len() - 1]);
            let n = all.len() as f64;
            let share =
                |k: usize| all.iter().filter(|other| other[k] == row.terms[k]).count() as f64 / n;
            let (mut expected, mut g2, mut lambda) = (n, 0.0, 0.0);
            (0..K).for_each(|k| expected *= share(k));
            for (agree, &cell) in cells.iter().enumerate() {
                let mut wanted = n;
                for k in 0..K {
                    wanted *= if agree >> k & 1 == 1 { share(k) } else { 1.0 - share(k) };
                }
                if cell > 0 {
                    g2 += 2.0 * cell as f64 * (cell as f64 / wanted).ln();
                }
                let odd = (K - agree.count_ones() as usize) % 2;
                lambda += [1.0, -1.0][odd] * (cell as f64 + 0.5).ln();
            }
            prop_assert!((row.expected - expected).abs() < 1e-9);
            prop_assert!((row.g2.abs() - g2).abs() < 1e-9);
            prop_assert!((row.lambda - lambda).abs() < 1e-9);
            prop_assert!(row.npmi.is_nan() || (-1.0 - 1e-9..=1.0 + 1e-9).contains(&row.npmi));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn every_cell_by_hand(text in "([abc] ?,? ?){0,30}") {
            check::<2>(&text)?;
            check::<3>(&text)?;
        }
    }
}
