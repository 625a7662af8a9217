//! How hard texts are to read.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::Columns;
use super::each_text;
use crate::content::{self, Readability};

/// Counts and the formulas that need no syllables, one row a text.
#[pyfunction]
pub fn content_readability(py: Python<'_>, texts: PyArray, own: bool) -> PyResult<Py<PyAny>> {
    let rows = each_text(py, &texts, own, content::readability)?;
    let count = |get: fn(&Readability) -> u32| {
        rows.iter().map(move |row| row.as_ref().map(|row| i64::from(get(row))))
    };
    let formula = |get: fn(&Readability) -> f64| {
        rows.iter().map(move |row| row.as_ref().map_or(f64::NAN, get))
    };
    Columns::new()
        .ints("n_characters", count(|r| r.n_characters))
        .ints("n_words", count(|r| r.n_words))
        .ints("n_sentences", count(|r| r.n_sentences))
        .ints("n_long_words", count(|r| r.n_long_words))
        .ints("n_questions", count(|r| r.n_questions))
        .ints("n_hashtags", count(|r| r.n_hashtags))
        .ints("n_mentions", count(|r| r.n_mentions))
        .ints("n_urls", count(|r| r.n_urls))
        .ints("n_emoji", count(|r| r.n_emoji))
        .floats("ari", formula(Readability::ari))
        .floats("coleman_liau", formula(Readability::coleman_liau))
        .floats("lix", formula(Readability::lix))
        .floats("rix", formula(Readability::rix))
        .finish(py)
}
