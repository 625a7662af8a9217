//! Tokens, and the author's own words.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, LargeListArray, LargeStringArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, Field};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::super::error::{InputError, TwiplomacyError};
use super::cells;
use crate::content::{self, Form, Normalisation, Texts};

/// Tokens, their kinds, and whether they are their author's own, one list a text.
#[pyfunction]
pub fn content_tokens(
    py: Python<'_>,
    texts: PyArray,
    fold: bool,
    normalise: Option<&str>,
) -> PyResult<Py<PyAny>> {
    let form = Form { fold, normalise: normalise.map(normalisation).transpose()? };
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let found = run(py, None, |interrupt| content::token_columns(&texts, form, interrupt))?;
    let internal = |error: ArrowError| TwiplomacyError::new_err(format!("internal error: {error}"));
    let rows = offsets(found.rows);
    let nulls = arrow_array::Array::nulls(&column).cloned();
    let tokens = strings(found.tokens).map_err(internal)?;
    let kinds = strings(found.kinds).map_err(internal)?;
    let own = Arc::new(BooleanArray::from(found.own));
    let columns = [("tokens", tokens), ("kinds", kinds), ("own", own as ArrayRef)];
    let mut table = Columns::new();
    for (name, items) in columns {
        table = table.array(name, list(&rows, items, nulls.clone()).map_err(internal)?);
    }
    table.finish(py)
}

fn normalisation(name: &str) -> PyResult<Normalisation> {
    match name {
        "NFC" => Ok(Normalisation::Nfc),
        "NFKC" => Ok(Normalisation::Nfkc),
        _ => Err(InputError::new_err(format!(
            "normalise: {name:?}; wanted \"NFC\", \"NFKC\" or None"
        ))),
    }
}

/// Ends as Arrow writes them: with the 0 before the first.
fn offsets(mut ends: Vec<i64>) -> OffsetBuffer<i64> {
    ends.insert(0, 0);
    OffsetBuffer::new(ScalarBuffer::from(ends))
}

fn strings(texts: Texts) -> Result<ArrayRef, ArrowError> {
    let bytes = Buffer::from_vec(texts.text.into_bytes());
    Ok(Arc::new(LargeStringArray::try_new(offsets(texts.ends), bytes, None)?))
}

fn list(
    rows: &OffsetBuffer<i64>,
    items: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let field = Arc::new(Field::new("item", items.data_type().clone(), true));
    Ok(Arc::new(LargeListArray::try_new(field, rows.clone(), items, nulls)?))
}

/// The author's own words of each text.
#[pyfunction]
pub fn content_own_words(py: Python<'_>, texts: PyArray) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let rows =
        run(py, None, |interrupt| content::map_texts(&texts, interrupt, content::own_words))?;
    Columns::new().text("own_words", rows.iter().map(Option::as_deref)).finish(py)
}
