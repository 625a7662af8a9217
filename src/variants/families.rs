//! Families of texts that are nearly the same.

use std::cmp::Reverse;
use std::sync::atomic::Ordering::Relaxed;

use rayon::prelude::*;

use super::forms::Forms;
use super::index::{Group, Index};
use super::settings::Settings;
use super::union::Union;
use crate::corpus::{NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Forms compared on one thread at a time.
const CHUNK: usize = 256;

/// Families of near-duplicates: the groups that verified links hold together.
///
/// Two texts of a family need not be alike: a third may stand between them, and `least` says how
/// far a family reaches. A text that is like no other is in no family.
#[derive(Debug, Clone, Default)]
pub struct Families {
    /// The family of each text, or [`NONE`]. Numbered by size, the largest first; of equal ones
    /// the one with the earlier root, then with the smaller row.
    pub family: Vec<u32>,
    /// The root of each family: its earliest text, of equal times the smallest row. Texts
    /// without a time come last.
    pub root: Vec<u32>,
    /// How many texts each family has.
    pub posts: Vec<u32>,
    /// How many different sets of shingles are among them.
    pub forms: Vec<u32>,
    /// The least similarity of a text of the family to its root.
    pub least: Vec<f64>,
    pub(super) settings: Settings,
    pub(super) read: Forms,
    /// The family of each form, or [`NONE`].
    pub(super) of_form: Vec<u32>,
}

/// Find families of texts that are nearly the same.
///
/// Two texts are linked if their Jaccard similarity is high enough (see [`Settings`]); a family
/// is what such links hold together. Exact: the same families as by comparing all pairs, though
/// only texts that share one of their rarest shingles in a place that leaves room for enough
/// others are compared, and none whose families are one already. Members do not depend on
/// the order of the texts, nor on threads.
///
/// `times` in microseconds, [`NO_TIME`] where unknown; empty if none is known.
///
/// Near-linear in shingles on texts as people write them. Links of a chain are all that is
/// compared in a large family; what costs is texts that share many rare shingles and yet fail.
///
/// # Errors
/// [`Error::Input`] for settings that make no sense, and times of another length;
/// [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::run::Interrupt;
/// use twiplomacy::variants::{Settings, families};
///
/// let text = "We call on all sides to stop the fire at once and to talk";
/// let copy = format!("{text} today");
/// let texts = [Some("Good morning"), Some(text), None, Some(&copy)];
/// let found = families(&texts, &[], Settings::default(), &Interrupt::new())?;
/// let none = u32::MAX;
/// assert_eq!(found.family, [none, 0, none, 0]);
/// assert_eq!((found.root[0], found.least[0]), (1, 12.0 / 13.0));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn families(
    texts: &[Option<&str>],
    times: &[i64],
    settings: Settings,
    interrupt: &Interrupt,
) -> Result<Families> {
    let settings = settings.check()?;
    same_length(texts.len(), times.len())?;
    let read = Forms::read(texts, settings, 2, interrupt)?;
    interrupt.expect(read.len() as u64);
    let leaders = linked(&read, settings, interrupt)?;
    interrupt.check()?;
    Ok(Families::new(read, &leaders, times, settings))
}

fn same_length(texts: usize, times: usize) -> Result<()> {
    if times != 0 && times != texts {
        return Err(Error::input("times", times.to_string(), format!("{texts}, one a text")));
    }
    Ok(())
}

/// The leader of each form: the smallest that a chain of links leads to.
fn linked(read: &Forms, settings: Settings, interrupt: &Interrupt) -> Result<Vec<u32>> {
    let mut forms: Vec<u32> = (0..read.len() as u32).collect();
    let prefix = |size| settings.prefix_of_smaller(size);
    let index = Index::new(&read.sets, &forms, read.shingles.len(), settings, prefix, interrupt)?;
    let union = Union::new(read.len());
    // The small first, so that groups soon are of one family.
    forms.sort_unstable_by_key(|&form| (read.sets.of(form).size, form));
    forms.par_chunks(CHUNK).try_for_each_init(
        || vec![NONE; read.len()],
        |met, forms| {
            interrupt.check()?;
            let search = Linking { read, index: &index, union: &union };
            forms.iter().for_each(|&form| search.link(form, met));
            interrupt.advance(forms.len() as u64);
            Ok(())
        },
    )?;
    Ok(union.leaders())
}

struct Linking<'a> {
    read: &'a Forms,
    index: &'a Index,
    union: &'a Union,
}

impl Linking<'_> {
    /// Join a form to those before it, in order of size and number, that match it.
    fn link(&self, form: u32, met: &mut [u32]) {
        let set = self.read.sets.of(form);
        self.index.each_group(set, |group, place| {
            if group.size as usize <= set.size {
                self.link_with(form, place, group, met);
            }
        });
    }

    fn link_with(&self, form: u32, place: usize, group: &Group, met: &mut [u32]) {
        let (sets, union) = (&self.read.sets, self.union);
        let set = sets.of(form);
        let others = self.index.forms(group);
        // A form of the same size that follows looks for this one.
        let before = if group.size as usize == set.size {
            others.partition_point(|&other| other < form)
        } else {
            others.len()
        };
        let known = group.of_one.load(Relaxed) as usize;
        let mut of_one = known;
        let mut own = union.find(form);
        let mut at = 0;
        while at < before {
            let other = others[at];
            if !self.index.may_match(set, sets.of(other)) {
                at += 1;
                continue;
            }
            let mut joined = union.find(other) == own;
            if !joined && met[other as usize] != form {
                met[other as usize] = form;
                if self.index.compare(set, place, group, sets.of(other)).is_some() {
                    union.join(form, other);
                    own = union.find(form);
                    joined = true;
                }
            }
            // What is in one family with its first is passed over together, now and later.
            if at == of_one && union.find(other) == union.find(others[0]) {
                of_one += 1;
            }
            at = if joined && at < of_one { of_one } else { at + 1 };
        }
        if of_one > known {
            group.of_one.fetch_max(of_one as u32, Relaxed);
        }
    }
}

impl Families {
    fn new(read: Forms, leaders: &[u32], times: &[i64], settings: Settings) -> Self {
        let time = |text: u32| times.get(text as usize).copied().unwrap_or(NO_TIME);
        let when = |&text: &u32| (time(text) == NO_TIME, time(text), text);
        let mut posts = vec![0_u32; leaders.len()];
        let mut root = vec![NONE; leaders.len()];
        for (form, &leader) in (0..).zip(leaders) {
            let texts = read.texts(form);
            let at = leader as usize;
            posts[at] += texts.len() as u32;
            let known = Some(root[at]).filter(|&root| root != NONE);
            root[at] = texts.iter().copied().chain(known).min_by_key(when).unwrap_or(NONE);
        }
        let mut order: Vec<u32> =
            (0..leaders.len() as u32).filter(|&form| posts[form as usize] > 1).collect();
        order.sort_unstable_by_key(|&leader| {
            (Reverse(posts[leader as usize]), when(&root[leader as usize]))
        });
        let mut number = vec![NONE; leaders.len()];
        (0..).zip(&order).for_each(|(family, &leader)| number[leader as usize] = family);
        let of_form: Vec<u32> = leaders.iter().map(|&leader| number[leader as usize]).collect();
        let of_text = |&form: &u32| if form == NONE { NONE } else { of_form[form as usize] };
        let mut families = Self {
            family: read.form.iter().map(of_text).collect(),
            root: order.iter().map(|&leader| root[leader as usize]).collect(),
            posts: order.iter().map(|&leader| posts[leader as usize]).collect(),
            forms: vec![0; order.len()],
            least: vec![1.0; order.len()],
            settings,
            of_form,
            read,
        };
        families.measure();
        families
    }

    /// Count the forms of each family, and how far each is from the root's.
    fn measure(&mut self) {
        let sets = &self.read.sets;
        for (form, &family) in (0..).zip(&self.of_form).filter(|it| *it.1 != NONE) {
            let at = family as usize;
            let root = self.read.form[self.root[at] as usize];
            self.forms[at] += 1;
            if form != root {
                self.least[at] = self.least[at].min(sets.of(form).similarity(sets.of(root)));
            }
        }
    }

    /// How many families there are.
    pub fn len(&self) -> usize {
        self.root.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.root.is_empty()
    }
}
