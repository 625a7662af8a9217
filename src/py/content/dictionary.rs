//! How often texts use the words of a dictionary.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array};
use arrow_buffer::NullBuffer;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::cells;
use crate::content::{self, Case};

/// Entries by category, compiled.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Dictionary {
    entries: content::Dictionary,
    categories: Vec<String>,
}

#[pymethods]
impl Dictionary {
    /// Entries with the number of their category.
    #[new]
    fn new(
        entries: Vec<(String, u32)>,
        categories: Vec<String>,
        ignore_case: bool,
        exact: Vec<String>,
    ) -> PyResult<Self> {
        let case = if ignore_case { Case::CountsIn(&exact) } else { Case::Counts };
        let entries = content::Dictionary::new(&entries, categories.len(), case)?;
        Ok(Self { entries, categories })
    }

    /// `n_words` and one column a category; null for a null text.
    fn count(
        &self,
        py: Python<'_>,
        texts: PyArray,
        own: bool,
        hashtags: bool,
    ) -> PyResult<Py<PyAny>> {
        let column = text_cells("texts", texts.array())?;
        let texts = cells(&column);
        let (n_words, counts) = run(py, None, |interrupt| {
            let found = self.entries.count(&texts, own, hashtags, interrupt)?;
            let counts = found.columns(self.categories.len());
            Ok((found.n_words, counts))
        })?;
        let nulls: NullBuffer = n_words.iter().map(Option::is_some).collect();
        let nulls = (nulls.null_count() > 0).then_some(nulls);
        let words = n_words.iter().map(|count| count.map(i64::from));
        let mut columns = Columns::new().ints("n_words", words);
        for (name, counts) in self.categories.iter().zip(counts) {
            let cells: ArrayRef = Arc::new(Int64Array::new(counts.into(), nulls.clone()));
            columns = columns.array(name, cells);
        }
        columns.finish(py)
    }
}
