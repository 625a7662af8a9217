//! Which terms tell one body of texts from another.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, numbers, text_cells};
use super::super::door::run;
use super::super::error::InputError;
use super::cells;
use super::terms::OptionsIn;
use crate::content::terms::{Contrast, Draws, Method, Sides, Test, Units, contrast, number};
use crate::corpus::Strings;
use crate::error::Error;
use crate::inference::Adjust;

/// How terms are tested: the method, its correction, the weight of its prior, the adjustment for
/// many, the fewest uses.
#[derive(FromPyObject)]
pub struct TestIn(String, Option<String>, f64, Option<String>, u64);

impl TestIn {
    fn read(self) -> PyResult<Test> {
        let Self(method, correction, prior, adjust, least) = self;
        let method = Method::parse(&method, correction.as_deref(), prior)?;
        let parse = |name: &str| {
            let wanted = "None or one of \"bh\", \"holm\", \"bonferroni\"";
            Adjust::parse(name).ok_or_else(|| Error::input("adjust", format!("{name:?}"), wanted))
        };
        let adjust = adjust.as_deref().map(parse).transpose()?;
        Ok(Test { method, adjust, least })
    }
}

/// Terms and how often each is used.
type Counts = (LargeStringArray, Vec<u64>);

fn counts_in(terms: &PyArray, counts: &PyArray) -> PyResult<Counts> {
    let terms = text_cells("term", terms.array())?;
    let counts = counts.array().as_primitive_opt::<Int64Type>().and_then(|column| {
        (column.len() == terms.len() && column.null_count() == 0)
            .then(|| column.values().iter().map(|&n| u64::try_from(n).ok()).collect())
            .flatten()
    });
    let wanted = || InputError::new_err("count: wanted a whole number from 0 on for each term");
    Ok((terms, counts.ok_or_else(wanted)?))
}

/// How the terms of two tables of counts differ, the target's own first.
#[pyfunction]
pub fn content_keyness(
    py: Python<'_>,
    target: (PyArray, PyArray),
    reference: (PyArray, PyArray),
    test: TestIn,
) -> PyResult<Py<PyAny>> {
    let sides = [counts_in(&target.0, &target.1)?, counts_in(&reference.0, &reference.1)?];
    let test = test.read()?;
    let (labels, found) = run(py, None, |interrupt| {
        let (labels, uses) = pooled(&sides);
        let found = contrast(&uses, |term| labels.get(term), &test, interrupt)?;
        Ok((labels, found))
    })?;
    table(Columns::new(), &labels, &[found], &test).finish(py)
}

/// The terms of both sides, and how often each side uses them.
fn pooled(sides: &[Counts; 2]) -> (Strings, Vec<[u64; 2]>) {
    let (mut labels, mut uses) = (Strings::new(), Vec::<[u64; 2]>::new());
    for (side, (terms, counts)) in sides.iter().enumerate() {
        for (row, &count) in counts.iter().enumerate().filter(|(row, _)| terms.is_valid(*row)) {
            let term = labels.intern(terms.value(row)) as usize;
            if term == uses.len() {
                uses.push([0, 0]);
            }
            uses[term][side] += count;
        }
    }
    (labels, uses)
}

/// For each pair of groups (without a second: all others) how their terms differ.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // As many as Python hands over.
#[pyo3(signature = (texts, groups, accounts, pairs, options, test, draws, seed, progress=None))]
pub fn content_group_keyness(
    py: Python<'_>,
    texts: PyArray,
    groups: PyArray,
    accounts: PyArray,
    pairs: Vec<(u32, Option<u32>)>,
    options: OptionsIn,
    test: TestIn,
    draws: usize,
    seed: u64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let (groups, accounts) = (numbers("by", &groups)?, numbers("accounts", &accounts)?);
    let (options, test) = (options.read()?, test.read()?);
    let draws = Draws { draws, seed };
    let (terms, found) = run(py, progress, |interrupt| {
        let terms = number(&texts, &options, false, interrupt)?;
        let sides = Sides { groups: &groups, accounts: &accounts };
        let units = Units::new(&terms, &sides, interrupt)?;
        let compared = |&(target, reference): &(u32, Option<u32>)| {
            let label = |term| terms.labels.get(term);
            units.compare(target, reference, label, &test, draws, interrupt)
        };
        let found = pairs.iter().map(compared).collect::<Result<Vec<_>, _>>()?;
        Ok((terms, found))
    })?;
    let place = found
        .iter()
        .enumerate()
        .flat_map(|(pair, (rows, _))| std::iter::repeat_n(Some(pair as i64), rows.len()));
    let columns = table(Columns::new().ints("pair", place), &terms.labels, &found, &test);
    if draws.draws == 0 {
        return columns.finish(py);
    }
    let drawn = || found.iter().flat_map(|pair| &pair.0).filter_map(|row| row.permuted);
    let columns = columns.floats("p_accounts", drawn().map(|p| p.p));
    let columns = match test.adjust {
        None => columns,
        Some(adjust) => {
            let adjusted = found.iter().flat_map(|(rows, _)| {
                let p: Vec<f64> = rows.iter().filter_map(|row| row.permuted).map(|p| p.p).collect();
                adjust.of(&p)
            });
            columns.floats("p_accounts_adjusted", adjusted)
        }
    };
    columns.floats("p_family", drawn().map(|p| p.p_max)).finish(py)
}

type Found = (Vec<Contrast>, [u64; 2]);

fn table(columns: Columns, labels: &Strings, found: &[Found], test: &Test) -> Columns {
    let rows = || found.iter().flat_map(|pair| &pair.0);
    let share = |side: usize| {
        found.iter().flat_map(move |(rows, totals)| {
            rows.iter().map(move |row| row.uses[side] as f64 / totals[side] as f64)
        })
    };
    let columns = columns
        .text("term", rows().map(|row| Some(labels.get(row.term))))
        .counts("target", rows().map(|row| row.uses[0]))
        .counts("reference", rows().map(|row| row.uses[1]))
        .floats("target_share", share(0))
        .floats("reference_share", share(1))
        .floats("score", rows().map(|row| row.key.score))
        .floats("z", rows().map(|row| row.key.z))
        .floats("p", rows().map(|row| row.p));
    match test.adjust {
        None => columns,
        Some(_) => columns.floats("p_adjusted", rows().map(|row| row.adjusted)),
    }
}
