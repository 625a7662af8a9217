//! Hashtags by group.

use pyo3::prelude::*;

use super::super::columns::Columns;
use super::super::corpus::{Corpus, GroupsIn, group_columns};
use super::super::door::run;
use crate::content;

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
