//! The lineage that would be found if the texts of a family had come in another order.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::copies::{Copies, Depths};
use super::drift::{Shuffled, Sums, apart, token_set};
use super::forms::common;
use super::operations::Draws;
use crate::corpus::{NO_TIME, NONE};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// A family of more different texts than this is represented by so many of them.
const MOST_TEXTS: usize = 500;

/// Families whose times can be shuffled.
pub(super) struct Shuffles {
    families: Vec<Family>,
}

/// The members of a family that have a time, in order of time and row, and how their texts differ.
struct Family {
    /// The text of each member.
    text: Vec<u32>,
    /// Where the members of one time end, for each member.
    tie_ends: Vec<u32>,
    /// The form of each text.
    form: Vec<u32>,
    /// For each form those that match it and how well.
    near: Vec<Vec<(u32, f64)>>,
    /// Distances between texts, row by row.
    apart: Vec<f64>,
}

/// The latest copy of a text or form that was met: place in time, row, depth.
type Latest = Option<(u32, u32, u32)>;

impl Shuffles {
    pub fn new(copies: &Copies, interrupt: &Interrupt) -> Result<Self> {
        let groups: Vec<&[u32]> = copies.by_family().collect();
        let families: Vec<Option<Family>> = groups
            .par_iter()
            .map(|members| {
                interrupt.check()?;
                Ok(Family::new(copies, members))
            })
            .collect::<Result<_>>()?;
        Ok(Self { families: families.into_iter().flatten().collect() })
    }

    /// Every draw has its own stream.
    pub fn draw(
        &self,
        depths: Depths,
        draws: Draws,
        interrupt: &Interrupt,
    ) -> Result<Vec<Shuffled>> {
        interrupt.expect(draws.draws as u64);
        // A family of one text has the same shape in every order.
        let (plain, mixed): (Vec<_>, Vec<_>) = self
            .families
            .iter()
            .partition(|family| family.form_count() == 1 && family.texts() == 1);
        let mut still = Totals::new(depths);
        for family in plain {
            interrupt.check()?;
            let order: Vec<u32> = (0..family.text.len() as u32).collect();
            family.descend(&order, &mut still);
        }
        (0..draws.draws)
            .into_par_iter()
            .map(|draw| {
                let mut stream = Stream::new(draws.seed, draw as u64);
                let mut totals = still.clone();
                for family in &mixed {
                    interrupt.check()?;
                    let mut order: Vec<u32> = (0..family.text.len() as u32).collect();
                    stream.shuffle(&mut order);
                    family.descend(&order, &mut totals);
                }
                interrupt.advance(1);
                Ok(totals.finish())
            })
            .collect()
    }

    /// The slope of the lineage as it is, rebuilt by the same rule.
    #[cfg(test)]
    pub fn observed(&self, depths: Depths) -> Shuffled {
        let mut totals = Totals::new(depths);
        for family in &self.families {
            let order: Vec<u32> = (0..family.text.len() as u32).collect();
            family.descend(&order, &mut totals);
        }
        totals.finish()
    }
}

#[derive(Clone)]
struct Totals {
    depths: Depths,
    sums: Sums,
    rows: Vec<(f64, f64)>,
}

impl Totals {
    fn new(depths: Depths) -> Self {
        Self { depths, sums: Sums::default(), rows: vec![(0.0, 0.0); depths.rows()] }
    }

    fn add(&mut self, depth: u32, distance: f64) {
        self.sums.add(depth, distance);
        let row = &mut self.rows[self.depths.row(depth)];
        *row = (row.0 + 1.0, row.1 + distance);
    }

    fn finish(self) -> Shuffled {
        let means = self.rows.iter().map(|(n, sum)| sum / n).collect();
        Shuffled { slope: self.sums.slope(), means }
    }
}

impl Family {
    /// `None` where fewer than two members have a time.
    fn new(copies: &Copies, members: &[u32]) -> Option<Self> {
        let time = |post: u32| copies.times[post as usize];
        let timed = || members.iter().copied().filter(|&post| time(post) != NO_TIME);
        let mut numbers: HashMap<&str, u32, FixedState> = HashMap::default();
        for post in timed() {
            let next = numbers.len() as u32;
            numbers.entry(copies.text(post)).or_insert(next);
        }
        // Texts are numbered as they come first; of too many every so many-th stays.
        let kept = |text: u32| {
            let (text, all) = (text as usize, numbers.len());
            text == 0
                || all <= MOST_TEXTS
                || text * MOST_TEXTS / all != (text - 1) * MOST_TEXTS / all
        };
        let posts: Vec<u32> = timed().filter(|&post| kept(numbers[copies.text(post)])).collect();
        if posts.len() < 2 {
            return None;
        }
        let mut texts: Vec<(u32, &str)> = numbers
            .iter()
            .filter(|it| kept(*it.1))
            .map(|(&text, &number)| (number, text))
            .collect();
        texts.sort_unstable();
        let place =
            |number: u32| texts.binary_search_by_key(&number, |it| it.0).unwrap_or(0) as u32;
        let text: Vec<u32> = posts.iter().map(|&post| place(numbers[copies.text(post)])).collect();
        let mut form_of = vec![NONE; texts.len()];
        for (&post, &text) in posts.iter().zip(&text) {
            form_of[text as usize] = copies.families.read.form[post as usize];
        }
        let mut forms = form_of.clone();
        forms.sort_unstable();
        forms.dedup();
        let form =
            form_of.iter().map(|form| forms.binary_search(form).unwrap_or(0) as u32).collect();
        Some(Self {
            text,
            tie_ends: tie_ends(&posts.iter().map(|&post| time(post)).collect::<Vec<_>>()),
            form,
            near: near(copies, &forms),
            apart: distances(&texts.iter().map(|it| it.1).collect::<Vec<_>>()),
        })
    }

    fn texts(&self) -> usize {
        self.form.len()
    }

    fn form_count(&self) -> usize {
        self.near.len()
    }

    /// Build the lineage where the member that stands at a place of `order` has that place in
    /// time, and add each copy's depth and distance to the root.
    fn descend(&self, order: &[u32], totals: &mut Totals) {
        let mut of_text: Vec<Latest> = vec![None; self.texts()];
        let mut of_form: Vec<Latest> = vec![None; self.form_count()];
        let mut at = 0;
        let mut depths = Vec::new();
        let mut root = None;
        while at < order.len() {
            let end = self.tie_ends[at] as usize;
            let tied = &order[at..end];
            let first = tied.iter().copied().min().unwrap_or(0);
            let root = *root.get_or_insert(self.text[first as usize]);
            depths.clear();
            for &member in tied {
                let text = self.text[member as usize];
                let depth = self.parent(text, &of_text, &of_form).map(|parent| parent.2 + 1);
                if let Some(depth) = depth {
                    let away = self.apart[root as usize * self.texts() + text as usize];
                    totals.add(depth, away);
                }
                depths.push(depth.unwrap_or(0));
            }
            for (&member, &depth) in tied.iter().zip(&depths) {
                let text = self.text[member as usize];
                let form = self.form[text as usize];
                let this = (at as u32, member, depth);
                later(&mut of_text[text as usize], this);
                later(&mut of_form[form as usize], this);
            }
            at = end;
        }
    }

    /// The most similar earlier text: the same, then the same form, then what matches best.
    fn parent(&self, text: u32, of_text: &[Latest], of_form: &[Latest]) -> Latest {
        let form = self.form[text as usize];
        of_text[text as usize].or(of_form[form as usize]).or_else(|| {
            let mut best: Option<(f64, (u32, u32, u32))> = None;
            for &(other, similarity) in &self.near[form as usize] {
                let Some(there) = of_form[other as usize] else { continue };
                let wins = best.is_none_or(|(most, latest)| {
                    similarity > most || (similarity >= most && comes_later(there, latest))
                });
                if wins {
                    best = Some((similarity, there));
                }
            }
            best.map(|it| it.1)
        })
    }
}

/// Later in time; at the same time the smaller row.
fn comes_later(a: (u32, u32, u32), b: (u32, u32, u32)) -> bool {
    a.0 > b.0 || (a.0 == b.0 && a.1 < b.1)
}

fn later(known: &mut Latest, this: (u32, u32, u32)) {
    if known.is_none_or(|known| comes_later(this, known)) {
        *known = Some(this);
    }
}

/// For each member where those of its time end.
fn tie_ends(times: &[i64]) -> Vec<u32> {
    let mut ends = Vec::with_capacity(times.len());
    for tied in times.chunk_by(|a, b| a == b) {
        let end = (ends.len() + tied.len()) as u32;
        ends.extend(std::iter::repeat_n(end, tied.len()));
    }
    ends
}

/// For each form the others that match it.
fn near(copies: &Copies, forms: &[u32]) -> Vec<Vec<(u32, f64)>> {
    let families = copies.families;
    let mut near = vec![Vec::new(); forms.len()];
    for (a, &one) in forms.iter().enumerate() {
        for (b, &other) in forms.iter().enumerate().skip(a + 1) {
            let (one, other) = (families.read.sets.of(one), families.read.sets.of(other));
            let common = common(one.ranks, other.ranks, 0);
            if let Some(similarity) = families.settings.match_of(common, one.size, other.size) {
                near[a].push((b as u32, similarity));
                near[b].push((a as u32, similarity));
            }
        }
    }
    near
}

fn distances(texts: &[&str]) -> Vec<f64> {
    let mut book = HashMap::default();
    let sets: Vec<Vec<u32>> = texts.iter().map(|text| token_set(text, &mut book)).collect();
    sets.iter().flat_map(|a| sets.iter().map(|b| apart(a, b))).collect()
}
