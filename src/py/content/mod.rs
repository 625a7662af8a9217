//! Texts: one file a family of measures.

mod attention;
mod counted;
mod dictionary;
mod diversity;
mod emoji;
mod hashtags;
mod keyness;
mod language;
mod rates;
mod readability;
mod sentiment;
mod terms;
mod tokens;

use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::text_cells;
use super::door::run;
use crate::content::{map_texts, own_words};

pub use counted::{
    content_collocations, content_cooccurrence, content_document_term, content_similar,
};
pub use dictionary::Dictionary;
pub use diversity::{content_diversity, content_diversity_by};
pub use emoji::content_emoji;
pub use keyness::{content_group_keyness, content_keyness};
pub use language::content_language;
pub use rates::content_agreement;
pub use readability::content_readability;
pub use sentiment::content_sentiment;
pub use terms::content_frequencies;
pub use tokens::{content_own_words, content_tokens};

/// The texts of a column; nulls stay nulls.
pub(super) fn cells(column: &LargeStringArray) -> Vec<Option<&str>> {
    (0..column.len()).map(|row| column.is_valid(row).then(|| column.value(row))).collect()
}

/// `measure` of every text of a column, on all threads: of its author's own words, or of all.
fn each_text<T: Send>(
    py: Python<'_>,
    texts: &PyArray,
    own: bool,
    measure: impl Fn(&str) -> T + Sync + Send,
) -> PyResult<Vec<Option<T>>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    run(py, None, |interrupt| {
        map_texts(
            &texts,
            interrupt,
            |text| {
                if own { measure(&own_words(text)) } else { measure(text) }
            },
        )
    })
}
