//! How varied the words of texts are.

use arrow_array::cast::AsArray;
use arrow_array::{Array, LargeListArray, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, numbers, text_cells};
use super::super::door::run;
use crate::content::{self, Diversity, DiversityOptions, Words, own_words};

/// A column of texts, or one of lists of tokens that somebody else made.
enum Source {
    Texts(LargeStringArray, bool),
    Tokens(LargeListArray, LargeStringArray),
}

impl Source {
    fn new(column: &PyArray, own: bool) -> PyResult<Self> {
        Ok(if let Some(lists) = column.array().as_list_opt::<i64>() {
            Self::Tokens(lists.clone(), text_cells("texts", lists.values())?)
        } else {
            Self::Texts(text_cells("texts", column.array())?, own)
        })
    }

    fn len(&self) -> usize {
        match self {
            Self::Texts(texts, _) => texts.len(),
            Self::Tokens(lists, _) => lists.len(),
        }
    }

    /// Add the words of a row, and say whether there was a text.
    fn read(&self, row: usize, words: &mut Words) -> bool {
        match self {
            Self::Texts(texts, own) if texts.is_valid(row) => {
                let text = texts.value(row);
                if *own {
                    words.read(&own_words(text));
                } else {
                    words.read(text);
                }
                true
            }
            Self::Tokens(lists, tokens) if lists.is_valid(row) => {
                let ends = lists.value_offsets();
                (ends[row] as usize..ends[row + 1] as usize)
                    .filter(|&token| tokens.is_valid(token))
                    .for_each(|token| words.take(tokens.value(token)));
                true
            }
            _ => false,
        }
    }
}

/// Measures of diversity, one row a text.
#[pyfunction]
pub fn content_diversity(
    py: Python<'_>,
    texts: PyArray,
    own: bool,
    window: usize,
    threshold: f64,
    draws: usize,
) -> PyResult<Py<PyAny>> {
    let source = Source::new(&texts, own)?;
    let options = DiversityOptions { window, threshold, draws };
    let rows = run(py, None, |interrupt| {
        let read = |row, words: &mut Words| source.read(row, words);
        content::diversity_by_row(source.len(), read, &options, interrupt)
    })?;
    columns(Columns::new(), &rows).finish(py)
}

/// Measures of diversity, one row a group of texts taken together.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn content_diversity_by(
    py: Python<'_>,
    texts: PyArray,
    own: bool,
    groups: PyArray,
    n_groups: usize,
    window: usize,
    threshold: f64,
    draws: usize,
) -> PyResult<Py<PyAny>> {
    let source = Source::new(&texts, own)?;
    let groups = numbers("by", &groups)?;
    let options = DiversityOptions { window, threshold, draws };
    let found = run(py, None, |interrupt| {
        let read = |row, words: &mut Words| source.read(row, words);
        content::diversity_by_group(&groups, n_groups, read, &options, interrupt)
    })?;
    let rows: Vec<Option<Diversity>> = found.iter().map(|&(_, row)| Some(row)).collect();
    let table = Columns::new().counts("n_texts", found.iter().map(|&(texts, _)| texts));
    columns(table, &rows).finish(py)
}

fn columns(table: Columns, rows: &[Option<Diversity>]) -> Columns {
    let count = |get: fn(&Diversity) -> u64| {
        rows.iter().map(move |row| row.as_ref().map(|row| get(row) as i64))
    };
    let measure =
        |get: fn(&Diversity) -> f64| rows.iter().map(move |row| row.as_ref().map_or(f64::NAN, get));
    table
        .ints("n_tokens", count(|d| d.n_tokens))
        .ints("n_types", count(|d| d.n_types))
        .floats("ttr", measure(Diversity::ttr))
        .floats("root_ttr", measure(Diversity::root_ttr))
        .floats("corrected_ttr", measure(Diversity::corrected_ttr))
        .floats("log_ttr", measure(Diversity::log_ttr))
        .floats("summer", measure(Diversity::summer))
        .floats("dugast", measure(Diversity::dugast))
        .floats("maas", measure(Diversity::maas))
        .floats("msttr", measure(|d| d.msttr))
        .floats("mattr", measure(|d| d.mattr))
        .floats("mtld", measure(|d| d.mtld))
        .floats("hdd", measure(|d| d.hdd))
        .floats("yule_k", measure(Diversity::yule_k))
        .floats("yule_i", measure(Diversity::yule_i))
        .floats("simpson_d", measure(Diversity::simpson_d))
        .floats("herdan_v", measure(Diversity::herdan_v))
        .floats("hapax_share", measure(Diversity::hapax_share))
}
