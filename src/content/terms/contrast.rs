//! The key terms of each group of texts against the others.

use rayon::prelude::*;

use super::keyness::{Key, Method, key};
use super::numbering::{GAP, Terms};
use super::permuted::{ByAccount, Permuted, permuted};
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::inference::Adjust;
use crate::run::Interrupt;

/// How terms are tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// How the difference is measured.
    pub method: Method,
    /// How p is adjusted for many terms.
    pub adjust: Option<Adjust>,
    /// The fewest uses of a term on both sides together.
    pub least: u64,
}

/// One term on two sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The term's number.
    pub term: u32,
    /// How often target and reference use it.
    pub uses: [u64; 2],
    /// How its use differs.
    pub key: Key,
    /// The two-sided p.
    pub p: f64,
    /// The same, adjusted; NaN if it was not asked for.
    pub adjusted: f64,
    /// By permutation of accounts, if it was asked for.
    pub permuted: Option<Permuted>,
}

/// Tables that Fisher's test may go through for one term: 80 MB.
const MOST_TABLES: u64 = 10_000_000;

/// The terms of two sides, tested: the target's own first (by z), ties by `label`.
///
/// # Errors
/// [`Error::Input`] for [`Method::Exact`] and a term that is used, and others beside it, on both
/// sides more than ten million times; [`Error::Interrupted`].
pub fn contrast<'a>(
    uses: &[[u64; 2]],
    label: impl Fn(u32) -> &'a str + Sync,
    test: &Test,
    interrupt: &Interrupt,
) -> Result<(Vec<Contrast>, [u64; 2])> {
    let totals = [0, 1].map(|side| uses.iter().map(|uses| uses[side]).sum::<u64>());
    let kept: Vec<u32> = (0..uses.len() as u32)
        .filter(|&term| uses[term as usize].iter().sum::<u64>() >= test.least.max(1))
        .collect();
    if test.method == Method::Exact {
        let all: u64 = totals.iter().sum();
        let tables = |&term: &u32| {
            let used = uses[term as usize].iter().sum::<u64>();
            used.min(all - used).min(totals[0]).min(totals[1])
        };
        if let Some(&term) = kept.iter().find(|term| tables(term) > MOST_TABLES) {
            let found = format!("\"exact\", with {} uses of {:?}", tables(&term), label(term));
            let wanted = format!("at most {MOST_TABLES}, or another method, such as \"g2\"");
            return Err(Error::input("method", found, wanted));
        }
    }
    let mut rows: Vec<Contrast> = kept
        .into_par_iter()
        .map(|term| {
            interrupt.check()?;
            let uses = uses[term as usize];
            let key = key(uses, totals, test.method);
            let p = key.ln_p.exp();
            Ok(Contrast { term, uses, key, p, adjusted: f64::NAN, permuted: None })
        })
        .collect::<Result<_>>()?;
    if let Some(adjust) = test.adjust {
        let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
        rows.iter_mut().zip(adjust.of(&p)).for_each(|(row, p)| row.adjusted = p);
    }
    // What is undefined comes last.
    let z = |row: &Contrast| if row.key.z.is_nan() { f64::NEG_INFINITY } else { row.key.z };
    rows.par_sort_unstable_by(|a, b| {
        (a.key.z.is_nan().cmp(&b.key.z.is_nan()))
            .then_with(|| z(b).total_cmp(&z(a)))
            .then_with(|| label(a.term).cmp(label(b.term)))
    });
    Ok((rows, totals))
}

/// Texts by group and by account.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The group of each text, [`NONE`] for none.
    pub groups: &'a [u32],
    /// Who wrote it.
    pub accounts: &'a [u32],
}

/// How p by permutation of accounts is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// How many; 0 for none.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
}

/// The uses of terms by those who wrote in a group: one unit an account and group.
pub struct Units {
    by: ByAccount,
    /// The account and the group of each unit.
    of: Vec<(u32, u32)>,
    terms: usize,
}

impl Units {
    /// Count the terms of each account in each group. Linear in terms, up to sorting.
    pub fn new(terms: &Terms, sides: &Sides<'_>, interrupt: &Interrupt) -> Result<Self> {
        let mut order: Vec<u32> = (0..terms.len() as u32)
            .filter(|&row| {
                sides.groups[row as usize] != NONE && sides.accounts[row as usize] != NONE
            })
            .collect();
        let unit = |row: u32| (sides.accounts[row as usize], sides.groups[row as usize]);
        order.par_sort_unstable_by_key(|&row| (unit(row), row));
        let mut found = Self {
            by: ByAccount { starts: vec![0], ..ByAccount::default() },
            of: Vec::new(),
            terms: terms.labels.len(),
        };
        let mut own: Vec<u32> = Vec::new();
        for rows in order.chunk_by(|&a, &b| unit(a) == unit(b)) {
            interrupt.check()?;
            own.clear();
            for &row in rows {
                own.extend(terms.text(row as usize).iter().filter(|&&term| term != GAP));
            }
            own.sort_unstable();
            let uses = own.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64));
            found.by.uses.extend(uses);
            found.by.starts.push(found.by.uses.len());
            found.by.totals.push(own.len() as u64);
            found.of.push(unit(rows[0]));
        }
        Ok(found)
    }

    /// The key terms of a group against another, or against all others.
    ///
    /// # Errors
    /// [`Error::Input`] if draws are asked for and an account wrote on both sides, or a side has
    /// none; [`Error::Interrupted`].
    pub fn compare<'a>(
        &self,
        target: u32,
        reference: Option<u32>,
        label: impl Fn(u32) -> &'a str + Sync,
        test: &Test,
        draws: Draws,
        interrupt: &Interrupt,
    ) -> Result<(Vec<Contrast>, [u64; 2])> {
        let side = |unit: usize| match self.of[unit].1 {
            group if group == target => Some(0),
            group if reference.is_none_or(|other| other == group) => Some(1),
            _ => None,
        };
        let mut uses = vec![[0, 0]; self.terms];
        for unit in 0..self.of.len() {
            let Some(side) = side(unit) else { continue };
            self.uses(unit).iter().for_each(|&(term, n)| uses[term as usize][side] += n);
        }
        let (mut rows, totals) = contrast(&uses, label, test, interrupt)?;
        if draws.draws > 0 {
            let Draws { draws, seed } = draws;
            let (by, on_target) = self.drawn(side, &rows)?;
            let found = permuted(&by, &on_target, rows.len(), test.method, draws, seed, interrupt)?;
            rows.iter_mut().zip(found).for_each(|(row, p)| row.permuted = Some(p));
        }
        Ok((rows, totals))
    }

    fn uses(&self, unit: usize) -> &[(u32, u64)] {
        &self.by.uses[self.by.starts[unit]..self.by.starts[unit + 1]]
    }

    /// The accounts of both sides that used any term, and their uses of the terms in these rows,
    /// by row. Who only passed on what others wrote is no draw of a side's words.
    fn drawn(
        &self,
        side: impl Fn(usize) -> Option<usize>,
        rows: &[Contrast],
    ) -> Result<(ByAccount, Vec<bool>)> {
        let mut place = vec![NONE; self.terms];
        (0..).zip(rows).for_each(|(at, row)| place[row.term as usize] = at);
        let mut by = ByAccount { starts: vec![0], ..ByAccount::default() };
        let mut on_target = Vec::new();
        let mut latest = NONE;
        for unit in 0..self.of.len() {
            let Some(side) = side(unit) else { continue };
            if self.by.totals[unit] == 0 {
                continue;
            }
            // Units of an account follow each other, so that its uses do, too.
            if self.of[unit].0 != latest {
                latest = self.of[unit].0;
                on_target.push(side == 0);
                by.totals.push(0);
                by.starts.push(by.uses.len());
            }
            let at = on_target.len() - 1;
            if on_target[at] != (side == 0) {
                let wanted = "0, or groups that part accounts: here one wrote on both sides";
                return Err(Error::input("draws", "a number above 0", wanted));
            }
            let kept = self.uses(unit).iter().map(|&(term, n)| (place[term as usize], n));
            by.uses.extend(kept.filter(|pair| pair.0 != NONE));
            by.totals[at] += self.by.totals[unit];
            by.starts[at + 1] = by.uses.len();
        }
        Ok((by, on_target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::terms::{Correction, TermOptions, number};

    const TEST: Test = Test {
        method: Method::LogOdds { prior: 10.0 },
        adjust: Some(Adjust::BenjaminiHochberg),
        least: 1,
    };

    fn units(texts: &[(&str, u32, u32)]) -> (Terms, Units) {
        let own: Vec<Option<&str>> = texts.iter().map(|text| Some(text.0)).collect();
        let (groups, accounts): (Vec<u32>, Vec<u32>) =
            texts.iter().map(|text| (text.1, text.2)).unzip();
        let terms = number(&own, &TermOptions::default(), false, &Interrupt::new()).unwrap();
        let sides = Sides { groups: &groups, accounts: &accounts };
        let units = Units::new(&terms, &sides, &Interrupt::new()).unwrap();
        (terms, units)
    }

    const TEXTS: [(&str, u32, u32); 6] = [
        ("peace talks", 0, 10),
        ("war", 1, 11),
        ("peace", 0, 10),
        ("trade war", 2, 12),
        ("peace", 0, 13),
        ("nobody's", NONE, 14),
    ];

    #[test]
    fn one_group_against_another_and_against_all() {
        let (terms, units) = units(&TEXTS);
        let run = |reference, draws| {
            let draws = Draws { draws, seed: 1 };
            let label = |term| terms.labels.get(term);
            units.compare(0, reference, label, &TEST, draws, &Interrupt::new())
        };
        let (all, totals) = run(None, 0).unwrap();
        assert_eq!(totals, [4, 3]);
        assert_eq!(terms.labels.get(all[0].term), "peace");
        assert_eq!(all[0].uses, [3, 0]);
        assert_eq!(terms.labels.get(all.last().unwrap().term), "war");
        let (one, totals) = run(Some(1), 0).unwrap();
        assert_eq!((one.len(), totals), (3, [4, 1]));
        let (drawn, _) = run(None, 99).unwrap();
        assert!(drawn.iter().all(|row| row.permuted.is_some_and(|p| p.p > 0.0 && p.p <= p.p_max)));
    }

    #[test]
    fn accounts_without_a_term_are_not_dealt() {
        let mut with_silent = TEXTS.to_vec();
        with_silent.extend([("", 0, 20), ("", 1, 21), ("@un", 1, 22), ("", 2, 23)]);
        let found = [&TEXTS[..], &with_silent].map(|texts| {
            let (terms, units) = units(texts);
            let test = Test { method: Method::Chi2(Correction::None), ..TEST };
            let draws = Draws { draws: 199, seed: 1 };
            let label = |term| terms.labels.get(term);
            units.compare(0, None, label, &test, draws, &Interrupt::new()).unwrap().0
        });
        assert_eq!(found[0], found[1]);
    }

    #[test]
    fn who_writes_on_both_sides_cannot_be_permuted() {
        let mut texts = TEXTS;
        texts[1].2 = 10;
        let (terms, units) = units(&texts);
        let draws = Draws { draws: 9, seed: 1 };
        let label = |term| terms.labels.get(term);
        assert!(units.compare(0, None, label, &TEST, draws, &Interrupt::new()).is_err());
        // Two groups on one side are no matter.
        let found = units.compare(2, None, label, &TEST, draws, &Interrupt::new()).unwrap();
        assert_eq!(found.1, [2, 5]);
    }
}
