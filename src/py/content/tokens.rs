//! Tokens, and the author's own words.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::{cells, each_text};
use crate::content;

/// Tokens and their kinds, one list a text.
#[pyfunction]
pub fn content_tokens(py: Python<'_>, texts: PyArray) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let rows = run(py, None, |interrupt| content::map_texts(&texts, interrupt, content::tokens))?;
    Columns::new()
        .opt_lists(
            "tokens",
            rows.iter().map(|row| row.as_ref().map(|row| row.iter().map(|token| token.text))),
        )
        .opt_lists(
            "kinds",
            rows.iter()
                .map(|row| row.as_ref().map(|row| row.iter().map(|token| token.kind.as_str()))),
        )
        .finish(py)
}

/// The author's own words of each text.
#[pyfunction]
pub fn content_own_words(py: Python<'_>, texts: PyArray) -> PyResult<Py<PyAny>> {
    let rows = each_text(py, &texts, true, str::to_owned)?;
    Columns::new().text("own_words", rows.iter().map(Option::as_deref)).finish(py)
}
