//! Which number each term has, text by text.
//!
//! Stretches of texts are read side by side, each with numbers of its own, which are then
//! replaced by the numbers in one book: order of first appearance, whatever the threads.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::prelude::*;

use super::reading::{Reader, TermOptions};
use crate::content::interned::Interned;
use crate::corpus::{NONE, Strings};
use crate::error::Result;
use crate::run::Interrupt;

/// Stands between two terms that were not next to each other in the text.
pub const GAP: u32 = NONE;

/// Bytes of text that are worth a stretch of their own.
const STRETCH: usize = 1 << 18;

/// Texts between two looks at Ctrl-C.
const CHUNK: usize = 1 << 10;

/// Texts as numbers of terms.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The terms, numbered in order of first appearance.
    pub labels: Strings,
    /// The terms of one text after the other, in the order of the text.
    pub ids: Vec<u32>,
    /// Where each text begins in `ids`, and where the last one ends.
    pub starts: Vec<usize>,
}

impl Terms {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The terms of a text.
    pub fn text(&self, row: usize) -> &[u32] {
        &self.ids[self.starts[row]..self.starts[row + 1]]
    }
}

/// The terms of each text as numbers; a null text has none.
///
/// With `gaps`, a [`GAP`] stands wherever two terms were not next to each other in the text (only
/// for terms of one token). Numbers are given in order of first appearance, on any number of
/// threads. Linear in the length of the texts.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::content::terms::{GAP, TermOptions, number};
/// use twiplomacy::run::Interrupt;
///
/// let texts = [Some("Peace, now!"), None, Some("Now #Peace")];
/// let found = number(&texts, &TermOptions::default(), true, &Interrupt::new())?;
/// assert_eq!(found.labels.get(2), "#peace");
/// assert_eq!((found.text(0), found.text(1), found.text(2)), (&[0, GAP, 1][..], &[][..], &[1, 2][..]));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn number(
    texts: &[Option<&str>],
    options: &TermOptions,
    gaps: bool,
    interrupt: &Interrupt,
) -> Result<Terms> {
    let parts = each_stretch(texts, interrupt, |rows, done| {
        let mut part = Part { starts: Vec::with_capacity(rows.len()), ..Part::default() };
        let mut reader = Grams::new(options);
        for row in rows {
            done()?;
            part.starts.push(part.ids.len());
            let Some(text) = texts[row] else { continue };
            let Part { labels, ids, .. } = &mut part;
            reader.each(text, |term| match term {
                Some(term) => ids.push(labels.intern(term)),
                None if gaps => ids.push(GAP),
                None => {}
            });
        }
        Ok(part)
    })?;
    interrupt.check()?;
    Ok(joined(parts))
}

/// What [`Terms`] are of all texts, of a stretch of them.
#[derive(Default)]
struct Part {
    labels: Interned,
    ids: Vec<u32>,
    starts: Vec<usize>,
}

fn joined(mut parts: Vec<Part>) -> Terms {
    if let [Part { labels, ids, starts }] = &mut parts[..] {
        starts.push(ids.len());
        return Terms {
            labels: labels.strings(),
            ids: std::mem::take(ids),
            starts: std::mem::take(starts),
        };
    }
    let mut labels = Interned::default();
    let maps: Vec<Vec<u32>> = parts
        .iter()
        .map(|part| part.labels.iter().map(|word| labels.intern(word)).collect())
        .collect();
    parts.par_iter_mut().zip(&maps).for_each(|(part, map)| {
        part.ids.iter_mut().filter(|id| **id != GAP).for_each(|id| *id = map[*id as usize]);
    });
    let mut whole = Terms {
        labels: labels.strings(),
        ids: Vec::with_capacity(parts.iter().map(|part| part.ids.len()).sum()),
        starts: Vec::with_capacity(parts.iter().map(|part| part.starts.len()).sum::<usize>() + 1),
    };
    for part in parts {
        let before = whole.ids.len();
        whole.starts.extend(part.starts.iter().map(|start| before + start));
        whole.ids.extend(part.ids);
    }
    whole.starts.push(whole.ids.len());
    whole
}

/// `f` of stretches of rows, on all threads, in order; `f` calls what it is given once a row.
pub(super) fn each_stretch<T: Send>(
    texts: &[Option<&str>],
    interrupt: &Interrupt,
    f: impl Fn(Range<usize>, &mut dyn FnMut() -> Result<()>) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    interrupt.expect(texts.len() as u64);
    stretches(texts)
        .into_par_iter()
        .map(|rows| {
            let mut row = 0;
            let mut done = || {
                if row % CHUNK == 0 {
                    interrupt.check()?;
                    interrupt.advance(CHUNK as u64);
                }
                row += 1;
                Ok(())
            };
            f(rows, &mut done)
        })
        .collect()
}

/// Stretches of rows of about the same length in bytes, at least one.
fn stretches(texts: &[Option<&str>]) -> Vec<Range<usize>> {
    let size = |text: Option<&str>| text.map_or(0, str::len);
    let bytes: usize = texts.iter().copied().map(size).sum();
    let count = (bytes / STRETCH).clamp(1, 2 * rayon::current_num_threads());
    let (mut ranges, mut start, mut sum) = (Vec::with_capacity(count), 0, 0);
    for (row, text) in texts.iter().enumerate() {
        sum += size(*text);
        if sum * count > bytes * (ranges.len() + 1) && ranges.len() + 1 < count {
            ranges.push(start..row + 1);
            start = row + 1;
        }
    }
    ranges.push(start..texts.len());
    ranges
}

/// Reads terms of one token and of several.
pub(super) struct Grams<'a> {
    reader: Reader<'a>,
    ngrams: (usize, usize),
    /// The latest tokens, none of them apart.
    latest: VecDeque<String>,
    gram: String,
}

impl<'a> Grams<'a> {
    pub fn new(options: &'a TermOptions) -> Self {
        Self {
            reader: Reader::new(options),
            ngrams: options.ngrams,
            latest: VecDeque::new(),
            gram: String::new(),
        }
    }

    /// Give each term of `text`, and `None` where tokens were apart.
    pub fn each(&mut self, text: &str, mut take: impl FnMut(Option<&str>)) {
        if self.ngrams == (1, 1) {
            return self.reader.each(text, take);
        }
        let Self { reader, ngrams: (least, most), latest, gram } = self;
        latest.clear();
        reader.each(text, |token| {
            let Some(token) = token else {
                latest.clear();
                return take(None);
            };
            let mut slot =
                if latest.len() == *most { latest.pop_front() } else { None }.unwrap_or_default();
            slot.clear();
            slot.push_str(token);
            latest.push_back(slot);
            for n in *least..=latest.len() {
                gram.clear();
                for (place, token) in latest.iter().skip(latest.len() - n).enumerate() {
                    if place > 0 {
                        gram.push(' ');
                    }
                    gram.push_str(token);
                }
                take(Some(gram));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(terms: &Terms, row: usize) -> Vec<String> {
        let label = |&id: &u32| if id == GAP { "|".into() } else { terms.labels.get(id).into() };
        terms.text(row).iter().map(label).collect()
    }

    #[test]
    fn n_grams_do_not_cross_what_lies_between() {
        let options = TermOptions { ngrams: (1, 3), ..TermOptions::default() };
        let texts = [Some("a b c d, e f"), Some("g")];
        let found = number(&texts, &options, false, &Interrupt::new()).unwrap();
        let wanted = "a b.a b c.b c.a b c d.c d.b c d e f.e f".split(['.']).count();
        assert_eq!(wanted, 7);
        assert_eq!(
            labels(&found, 0),
            ["a", "b", "a b", "c", "b c", "a b c", "d", "c d", "b c d", "e", "f", "e f"]
        );
        assert_eq!(labels(&found, 1), ["g"]);
        let options = TermOptions { ngrams: (2, 2), ..TermOptions::default() };
        let found = number(&texts, &options, false, &Interrupt::new()).unwrap();
        assert_eq!(labels(&found, 0), ["a b", "b c", "c d", "e f"]);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let owned: Vec<String> =
            (0..60_000).map(|i| format!("w{} x{}, y{}", i % 97, i % 3001, i)).collect();
        let texts: Vec<Option<&str>> =
            owned.iter().enumerate().map(|(i, t)| (i % 11 > 0).then_some(t.as_str())).collect();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| number(&texts, &TermOptions::default(), true, &Interrupt::new()))
                .unwrap()
        };
        let (one, many) = (run(1), run(5));
        assert_eq!((&one.ids, &one.starts), (&many.ids, &many.starts));
        assert!((0..one.labels.len() as u32).all(|id| one.labels.get(id) == many.labels.get(id)));
        assert_eq!(one.len(), texts.len());
    }

    #[test]
    fn no_text_and_no_term() {
        let found = number(&[], &TermOptions::default(), false, &Interrupt::new()).unwrap();
        assert!(found.is_empty() && found.ids.is_empty());
        let found =
            number(&[None, Some("")], &TermOptions::default(), false, &Interrupt::new()).unwrap();
        assert_eq!((found.len(), found.ids.len()), (2, 0));
    }

    proptest! {
        #[test]
        fn stretches_follow_each_other(sizes in prop::collection::vec(0_usize..200_000, 0..40)) {
            let text = "x".repeat(200_000);
            let texts: Vec<Option<&str>> = sizes.iter().map(|&size| Some(&text[..size])).collect();
            let found = stretches(&texts);
            prop_assert_eq!(found[0].start, 0);
            prop_assert_eq!(found.last().unwrap().end, texts.len());
            prop_assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
