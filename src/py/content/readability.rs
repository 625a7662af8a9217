//! How hard texts are to read.

use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use crate::content::{Lang, Readability, map_rows, own_words, readability_in};

/// Counts and formulas, one row a text; `langs` has one code for all or one a text.
#[pyfunction]
pub fn content_readability(
    py: Python<'_>,
    texts: PyArray,
    own: bool,
    langs: PyArray,
) -> PyResult<Py<PyAny>> {
    let texts = text_cells("texts", texts.array())?;
    let langs = text_cells("lang", langs.array())?;
    let rows = run(py, None, |interrupt| {
        map_rows(texts.len(), interrupt, |row| {
            let text = texts.is_valid(row).then(|| texts.value(row))?;
            let lang = lang_of(&langs, row);
            Some(if own {
                readability_in(&own_words(text), lang)
            } else {
                readability_in(text, lang)
            })
        })
    })?;
    columns(&rows).finish(py)
}

fn lang_of(langs: &LargeStringArray, row: usize) -> Option<Lang> {
    let row = if langs.len() == 1 { 0 } else { row };
    langs.is_valid(row).then(|| Lang::of(langs.value(row))).flatten()
}

fn columns(rows: &[Option<Readability>]) -> Columns {
    let count = |get: fn(&Readability) -> u32| {
        rows.iter().map(move |row| row.as_ref().map(|row| i64::from(get(row))))
    };
    // Null where the language is not known.
    let syllables = |get: fn(&Readability) -> u32| {
        let known = |row: &&Readability| row.lang.is_some();
        rows.iter().map(move |row| row.as_ref().filter(known).map(|row| i64::from(get(row))))
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
        .ints("n_syllables", syllables(|r| r.n_syllables))
        .ints("n_monosyllables", syllables(|r| r.n_monosyllables))
        .ints("n_polysyllables", syllables(|r| r.n_polysyllables))
        .ints("n_complex", syllables(|r| r.n_complex))
        .floats("ari", formula(Readability::ari))
        .floats("coleman_liau", formula(Readability::coleman_liau))
        .floats("lix", formula(Readability::lix))
        .floats("rix", formula(Readability::rix))
        .floats("flesch", formula(Readability::flesch))
        .floats("flesch_kincaid", formula(Readability::flesch_kincaid))
        .floats("fog", formula(Readability::fog))
        .floats("smog", formula(Readability::smog))
        .floats("kandel_moles", formula(Readability::kandel_moles))
        .floats("fernandez_huerta", formula(Readability::fernandez_huerta))
        .floats("szigriszt_pazos", formula(Readability::szigriszt_pazos))
        .floats("amstad", formula(Readability::amstad))
        .floats("wiener_1", formula(|r| r.wiener()[0]))
        .floats("wiener_2", formula(|r| r.wiener()[1]))
        .floats("wiener_3", formula(|r| r.wiener()[2]))
        .floats("wiener_4", formula(|r| r.wiener()[3]))
        .floats("oborneva", formula(Readability::oborneva))
}
