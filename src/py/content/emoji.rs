//! The emoji of texts.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::cells;
use crate::content::{Emoji, emoji_in, map_texts};

/// Emoji and flags, one row a text.
#[pyfunction]
pub fn content_emoji(py: Python<'_>, texts: PyArray, own: bool) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let rows = run(py, None, |interrupt| map_texts(&texts, interrupt, |it| emoji_in(it, own)))?;
    let count = |get: fn(&Emoji) -> usize| {
        rows.iter().map(move |row| row.as_ref().map(|row| get(row) as i64))
    };
    Columns::new()
        .ints("n_emoji", count(|row| row.emoji.len()))
        .ints("distinct", count(|row| row.distinct))
        .opt_lists(
            "emoji",
            rows.iter().map(|row| row.as_ref().map(|row| row.emoji.iter().copied())),
        )
        .opt_lists(
            "flags",
            rows.iter().map(|row| row.as_ref().map(|row| row.flags.iter().map(String::as_str))),
        )
        .finish(py)
}
