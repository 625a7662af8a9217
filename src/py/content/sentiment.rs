//! How texts feel.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::Columns;
use super::each_text;
use crate::content::{self, Sentiment};

/// VADER's shares and compound score, one row a text.
#[pyfunction]
pub fn content_sentiment(py: Python<'_>, texts: PyArray, own: bool) -> PyResult<Py<PyAny>> {
    let rows = each_text(py, &texts, own, content::sentiment)?;
    let score =
        |get: fn(&Sentiment) -> f64| rows.iter().map(move |row| row.as_ref().map_or(f64::NAN, get));
    Columns::new()
        .floats("negative", score(|row| row.negative))
        .floats("neutral", score(|row| row.neutral))
        .floats("positive", score(|row| row.positive))
        .floats("compound", score(|row| row.compound))
        .finish(py)
}
