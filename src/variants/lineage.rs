//! Of whom each text of a family was taken.

use std::cmp::Reverse;
use std::collections::HashMap;

use rayon::prelude::*;

use super::families::Families;
use super::forms::Set;
use super::index::{Group, Index};
use super::settings::jaccard;
use crate::corpus::{NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// The descent of texts, one entry a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lineage {
    /// The family of each text, or [`NONE`].
    pub family: Vec<u32>,
    /// The text it was taken from, or [`NONE`].
    pub parent: Vec<u32>,
    /// Jaccard similarity of the shingles of text and parent; NaN without a parent.
    pub similarity: Vec<f64>,
    /// Steps from a text without a parent; 0 for those.
    pub depth: Vec<u32>,
}

/// Find the parent of each text of a family: the most similar text that is strictly earlier, of
/// those that match it (see [`Settings`](super::Settings)). Ties go to the same raw text, then to
/// the latest, then to the smaller row.
///
/// Texts without a time have no parent and are nobody's. A family has as many texts without a
/// parent as nothing that matches comes before: one as a rule, more where times are equal or
/// unknown, or where the text between two came last. Its `root` is one of them: the earliest.
///
/// `times` in microseconds, [`NO_TIME`] where unknown. Only the first texts of a form (texts with
/// the same shingles) look beyond it, so the cost is that of forms: at worst quadratic in the
/// forms of one family.
///
/// # Errors
/// [`Error::Input`] for texts or times of another length; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::run::Interrupt;
/// use twiplomacy::variants::{Settings, families, lineage};
///
/// let text = "We call on all sides to stop the fire at once and to talk";
/// let texts = [text.to_owned(), format!("{text} today"), format!("{text} today please")];
/// let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
/// let (times, interrupt) = ([10, 20, 30], Interrupt::new());
/// let found = families(&texts, &times, Settings::default(), &interrupt)?;
/// let lineage = lineage(&texts, &times, &found, &interrupt)?;
/// assert_eq!(lineage.parent, [u32::MAX, 0, 1]);
/// assert_eq!(lineage.depth, [0, 1, 2]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn lineage(
    texts: &[Option<&str>],
    times: &[i64],
    families: &Families,
    interrupt: &Interrupt,
) -> Result<Lineage> {
    let wanted = families.family.len();
    for (name, length) in [("texts", texts.len()), ("times", times.len())] {
        if length != wanted {
            let wanted = format!("{wanted}, as many as the families were found in");
            return Err(Error::input(name, length.to_string(), wanted));
        }
    }
    let descent = Descent::new(texts, times, families);
    let found = descent.find(interrupt)?;
    let mut lineage = Lineage {
        family: families.family.clone(),
        parent: vec![NONE; wanted],
        similarity: vec![f64::NAN; wanted],
        depth: vec![0; wanted],
    };
    for (text, parent, similarity) in found.into_iter().flatten() {
        lineage.parent[text as usize] = parent;
        lineage.similarity[text as usize] = similarity;
    }
    lineage.count_depth(times);
    Ok(lineage)
}

impl Lineage {
    /// Parents are earlier, so in order of time each comes before its children.
    fn count_depth(&mut self, times: &[i64]) {
        let mut order: Vec<u32> =
            (0..).zip(&self.parent).filter(|it| *it.1 != NONE).map(|it| it.0).collect();
        order.par_sort_unstable_by_key(|&text| times[text as usize]);
        for text in order {
            let parent = self.parent[text as usize];
            self.depth[text as usize] = self.depth[parent as usize] + 1;
        }
    }
}

/// A text, its parent, and how similar they are.
type Found = (u32, u32, f64);

struct Descent<'a> {
    texts: &'a [Option<&'a str>],
    times: &'a [i64],
    families: &'a Families,
    /// The texts of each form that have a time, by time and row.
    in_time: Vec<Vec<u32>>,
}

/// The most similar form so far, and its text that would be the parent.
#[derive(Clone, Copy)]
struct Best {
    similarity: f64,
    time: i64,
    text: u32,
}

impl<'a> Descent<'a> {
    fn new(texts: &'a [Option<&'a str>], times: &'a [i64], families: &'a Families) -> Self {
        let in_time = (0..)
            .zip(&families.of_form)
            .map(|(form, &family)| {
                let known = |&text: &u32| family != NONE && times[text as usize] != NO_TIME;
                let texts = families.read.texts(form).iter().copied();
                let mut texts: Vec<u32> = texts.filter(known).collect();
                texts.sort_by_key(|&text| times[text as usize]);
                texts
            })
            .collect();
        Self { texts, times, families, in_time }
    }

    fn find(&self, interrupt: &Interrupt) -> Result<Vec<Vec<Found>>> {
        const CHUNK: usize = 64;
        let Families { settings, read, of_form, forms: count, .. } = self.families;
        let timed = |&form: &u32| !self.in_time[form as usize].is_empty();
        let forms: Vec<u32> = (0..read.len() as u32).filter(timed).collect();
        let many = |&form: &u32| count[of_form[form as usize] as usize] > 1;
        let indexed: Vec<u32> = forms.iter().copied().filter(many).collect();
        let prefix = |size| settings.prefix(size);
        let ranks = read.shingles.len();
        let index = Index::new(&read.sets, &indexed, ranks, *settings, prefix, interrupt)?;
        forms
            .par_chunks(CHUNK)
            .map_init(
                || vec![NONE; read.len()],
                |met, forms| {
                    let mut found = Vec::new();
                    for form in forms {
                        interrupt.check()?;
                        self.within(*form, &mut found);
                        if many(form) {
                            self.beyond(*form, &index, met, &mut found);
                        }
                    }
                    Ok(found)
                },
            )
            .collect()
    }

    fn time(&self, text: u32) -> i64 {
        self.times[text as usize]
    }

    /// Parents of the same form: all but its first texts have one. Linear.
    fn within(&self, form: u32, found: &mut Vec<Found>) {
        let texts = &self.in_time[form as usize];
        let mut latest = NONE;
        let mut same: HashMap<&str, u32> = HashMap::new();
        for at_once in texts.chunk_by(|&a, &b| self.time(a) == self.time(b)) {
            let raw = |text: u32| self.texts[text as usize].unwrap_or_default();
            if latest != NONE {
                for &text in at_once {
                    found.push((text, same.get(raw(text)).copied().unwrap_or(latest), 1.0));
                }
            }
            if texts.len() > at_once.len() {
                // Of equal times the smallest row stays, so the last to be put in.
                at_once.iter().rev().for_each(|&text| _ = same.insert(raw(text), text));
            }
            latest = at_once[0];
        }
    }

    /// The parent of the first texts of a form: of the most similar form.
    fn beyond(&self, form: u32, index: &Index, met: &mut [u32], found: &mut Vec<Found>) {
        let set = self.families.read.sets.of(form);
        let first = self.in_time[form as usize][0];
        let mut best = Best { similarity: 0.0, time: NO_TIME, text: NONE };
        index.each_group(set, |group, place| {
            self.better((form, set, self.time(first)), (index, group, place), met, &mut best);
        });
        if best.text != NONE {
            let firsts = self.in_time[form as usize].iter();
            let firsts = firsts.take_while(|&&text| self.time(text) == self.time(first));
            found.extend(firsts.map(|&text| (text, best.text, best.similarity)));
        }
    }

    /// Look in a group for a better parent.
    fn better(
        &self,
        (form, set, time): (u32, Set, i64),
        (index, group, place): (&Index, &Group, usize),
        met: &mut [u32],
        best: &mut Best,
    ) {
        let left = (set.ranks.len() - place).min((group.size - group.at) as usize);
        let at_most = jaccard(left, set.size, group.size as usize);
        if at_most < best.similarity {
            return;
        }
        // Rows as a rule are in order of time: the latest first, so that ties are soon told.
        for &other in index.forms(group).iter().rev() {
            let texts = &self.in_time[other as usize];
            if other == form || met[other as usize] == form || self.time(texts[0]) >= time {
                continue;
            }
            let latest = self.latest_before(texts, time);
            let tied = (best.time, Reverse(best.text));
            let first = (self.time(latest), Reverse(latest)) > tied;
            if at_most < best.similarity || (at_most == best.similarity && !first) {
                continue;
            }
            met[other as usize] = form;
            let other = self.families.read.sets.of(other);
            if !index.may_match(set, other) {
                continue;
            }
            let Some(similarity) = index.compare(set, place, group, other) else { continue };
            if similarity > best.similarity || (similarity == best.similarity && first) {
                *best = Best { similarity, time: self.time(latest), text: latest };
            }
        }
    }

    /// The latest text before a time; of equal times the smallest row. There is one.
    fn latest_before(&self, texts: &[u32], time: i64) -> u32 {
        let before = &texts[..texts.partition_point(|&text| self.time(text) < time)];
        let latest = self.time(before[before.len() - 1]);
        before[before.partition_point(|&text| self.time(text) < latest)]
    }
}
