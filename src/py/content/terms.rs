//! The terms of texts, counted.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, numbers, text_cells};
use super::super::door::run;
use super::cells;
use crate::content::Kind;
use crate::content::terms::{self, Frequency, Kinds, TermOptions};
use crate::error::Error;

/// Which terms count, as Python says it: kinds, folding, n-grams, stop words, own words.
#[derive(FromPyObject)]
pub struct OptionsIn(Vec<String>, bool, (usize, usize), Vec<String>, bool);

impl OptionsIn {
    pub fn read(self) -> PyResult<TermOptions> {
        let Self(kinds, fold, ngrams, stop, own) = self;
        let kinds: Vec<Kind> = kinds
            .iter()
            .map(|name| {
                Kind::parse(name).ok_or_else(|| {
                    let all = Kind::ALL.map(Kind::as_str).join(", ");
                    Error::input("kinds", format!("{name:?}"), format!("some of {all}"))
                })
            })
            .collect::<Result<_, _>>()?;
        let stop = stop.into_iter().collect();
        Ok(TermOptions { kinds: Kinds::of(&kinds), fold, ngrams, stop, own })
    }
}

/// How often each term is used in each group; `groups` has a number a text, null for none.
#[pyfunction]
pub fn content_frequencies(
    py: Python<'_>,
    texts: PyArray,
    groups: Option<PyArray>,
    options: OptionsIn,
    min_count: u64,
) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let options = options.read()?;
    let groups = groups.map(|groups| numbers("by", &groups)).transpose()?;
    let (labels, rows, shares) = run(py, None, |interrupt| {
        let (labels, rows) = terms::frequencies(&texts, groups.as_deref(), &options, interrupt)?;
        let shares: Vec<f64> = rows
            .chunk_by(|a, b| a.group == b.group)
            .flat_map(|group| {
                let all = group.iter().map(|row| row.count).sum::<u64>() as f64;
                group.iter().map(move |row| row.count as f64 / all)
            })
            .collect();
        Ok((labels, rows, shares))
    })?;
    let kept = || rows.iter().zip(&shares).filter(|(row, _)| row.count >= min_count);
    let of = |get: fn(&Frequency) -> u64| kept().map(move |(row, _)| get(row));
    Columns::new()
        .ints("by", kept().map(|(row, _)| Some(i64::from(row.group))))
        .text("term", kept().map(|(row, _)| Some(labels.get(row.term))))
        .counts("count", of(|row| row.count))
        .counts("texts", of(|row| row.texts))
        .floats("share", kept().map(|(_, &share)| share))
        .finish(py)
}
