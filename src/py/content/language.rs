//! Which languages texts are written in.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::Columns;
use super::each_text;
use crate::content;

/// The language of each text, null where unknown, and how far it leads the next.
#[pyfunction]
pub fn content_language(py: Python<'_>, texts: PyArray, own: bool) -> PyResult<Py<PyAny>> {
    let rows = each_text(py, &texts, own, content::language)?;
    let found = || rows.iter().map(|row| row.as_ref().and_then(Option::as_ref));
    Columns::new()
        .text("lang", found().map(|row| row.map(|row| row.code)))
        .floats("margin", found().map(|row| row.map_or(f64::NAN, |row| row.margin)))
        .finish(py)
}
