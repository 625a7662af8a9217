//! Which terms tell one body of texts from another.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use rayon::prelude::*;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::super::error::InputError;
use crate::content::terms::{Key, Method, key};
use crate::corpus::Strings;
use crate::error::{Error, Result};
use crate::inference::Adjust;
use crate::run::Interrupt;

/// How p is taken: the method, its correction, the weight of its prior, the adjustment for many.
#[derive(FromPyObject)]
pub struct TestIn(String, Option<String>, f64, Option<String>);

impl TestIn {
    pub fn read(&self) -> Result<(Method, Option<Adjust>)> {
        let Self(method, correction, prior, adjust) = self;
        let method = Method::parse(method, correction.as_deref(), *prior)?;
        let adjust = adjust
            .as_deref()
            .map(|name| {
                Adjust::parse(name).ok_or_else(|| {
                    let wanted = "None or one of \"bh\", \"holm\", \"bonferroni\"";
                    Error::input("adjust", format!("{name:?}"), wanted)
                })
            })
            .transpose()?;
        Ok((method, adjust))
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
    let counts: Vec<u64> = counts
        .ok_or_else(|| InputError::new_err("count: wanted a whole number from 0 on a term"))?;
    Ok((terms, counts))
}

/// One term in two bodies of texts.
struct Row {
    term: u32,
    uses: [u64; 2],
    key: Key,
    p: f64,
    adjusted: f64,
}

/// How the terms of two tables of counts differ, the target's own first.
#[pyfunction]
pub fn content_keyness(
    py: Python<'_>,
    target: (PyArray, PyArray),
    reference: (PyArray, PyArray),
    test: TestIn,
    min_count: u64,
) -> PyResult<Py<PyAny>> {
    let sides = [counts_in(&target.0, &target.1)?, counts_in(&reference.0, &reference.1)?];
    let (method, adjust) = test.read()?;
    let (labels, totals, rows) =
        run(py, None, |interrupt| compared(&sides, method, adjust, min_count, interrupt))?;
    let uses = |side: usize| rows.iter().map(move |row| row.uses[side]);
    let share =
        |side: usize| rows.iter().map(move |row| row.uses[side] as f64 / totals[side] as f64);
    let columns = Columns::new()
        .text("term", rows.iter().map(|row| Some(labels.get(row.term))))
        .counts("target", uses(0))
        .counts("reference", uses(1))
        .floats("target_share", share(0))
        .floats("reference_share", share(1))
        .floats("score", rows.iter().map(|row| row.key.score))
        .floats("z", rows.iter().map(|row| row.key.z))
        .floats("p", rows.iter().map(|row| row.p));
    let columns = match adjust {
        None => columns,
        Some(_) => columns.floats("p_adjusted", rows.iter().map(|row| row.adjusted)),
    };
    columns.finish(py)
}

fn compared(
    sides: &[Counts; 2],
    method: Method,
    adjust: Option<Adjust>,
    min_count: u64,
    interrupt: &Interrupt,
) -> Result<(Strings, [u64; 2], Vec<Row>)> {
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
    let totals = [0, 1].map(|side| uses.iter().map(|uses| uses[side]).sum::<u64>());
    let kept: Vec<(u32, [u64; 2])> =
        (0..).zip(uses).filter(|(_, uses)| uses[0] + uses[1] >= min_count.max(1)).collect();
    let mut rows: Vec<Row> = kept
        .into_par_iter()
        .map(|(term, uses)| {
            interrupt.check()?;
            let key = key(uses, totals, method);
            Ok(Row { term, uses, key, p: key.ln_p.exp(), adjusted: f64::NAN })
        })
        .collect::<Result<_>>()?;
    if let Some(adjust) = adjust {
        let p: Vec<f64> = rows.iter().map(|row| row.p).collect();
        rows.iter_mut().zip(adjust.of(&p)).for_each(|(row, p)| row.adjusted = p);
    }
    rows.par_sort_unstable_by(|a, b| {
        let undefined = |row: &Row| row.key.z.is_nan();
        undefined(a)
            .cmp(&undefined(b))
            .then_with(|| {
                if undefined(a) { std::cmp::Ordering::Equal } else { b.key.z.total_cmp(&a.key.z) }
            })
            .then_with(|| labels.get(a.term).cmp(labels.get(b.term)))
    });
    Ok((labels, totals, rows))
}
