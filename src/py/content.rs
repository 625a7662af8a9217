//! Texts: tokens, hashtags, readability.

use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, text_cells};
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use crate::content::{self, Readability};

/// The texts of a column; nulls stay nulls.
fn cells(column: &LargeStringArray) -> Vec<Option<&str>> {
    (0..column.len()).map(|row| column.is_valid(row).then(|| column.value(row))).collect()
}

/// Tokens and their kinds, one list a text.
#[pyfunction]
pub fn tokens(py: Python<'_>, texts: PyArray) -> PyResult<Py<PyAny>> {
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

/// Counts and the formulas that need no syllables, one row a text.
#[pyfunction]
pub fn readability(py: Python<'_>, texts: PyArray) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let rows =
        run(py, None, |interrupt| content::map_texts(&texts, interrupt, content::readability))?;
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

#[pymethods]
impl Corpus {
    /// How often each hashtag was used within each group.
    fn hashtags(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let (table, found) =
            run(py, None, |interrupt| content::hashtag_counts(&self.0, &groups.0, interrupt))?;
        let numbers: Vec<Option<u32>> = table.iter().map(|row| Some(row.group)).collect();
        group_columns(Columns::new(), &groups.0, &found, &numbers)
            .text("hashtag", table.iter().map(|row| Some(&row.tag)))
            .counts("posts", table.iter().map(|row| row.posts))
            .counts("accounts", table.iter().map(|row| row.accounts))
            .finish(py)
    }
}
