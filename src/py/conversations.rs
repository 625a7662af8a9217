//! Threads: what grows from a post.

use std::sync::Arc;

use pyo3::prelude::*;

use super::columns::Columns;
use super::corpus::Corpus;
use super::door::run;
use crate::conversations::{self, Threads};
use crate::corpus::NO_TIME;

/// Trees of replies.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Conversations {
    corpus: Arc<crate::corpus::Corpus>,
    threads: Threads,
}

#[pymethods]
impl Corpus {
    /// The threads with at least one reply whose parent is named.
    #[pyo3(signature = (progress=None))]
    fn conversations(
        &self,
        py: Python<'_>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Conversations> {
        let threads =
            run(py, progress, |interrupt| conversations::conversations(&self.0, interrupt))?;
        Ok(Conversations { corpus: self.0.clone(), threads })
    }
}

#[pymethods]
impl Conversations {
    fn __len__(&self) -> usize {
        self.threads.len()
    }

    #[getter]
    fn unplaced(&self) -> u64 {
        self.threads.unplaced
    }

    fn shape(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let shapes = run(py, None, |interrupt| self.threads.shape(&self.corpus, interrupt))?;
        let count = |column: &[usize]| column.iter().map(|&n| n as u64).collect::<Vec<_>>();
        Columns::new()
            .text("conversation", shapes.conversation.iter().map(Some))
            .counts("posts", count(&shapes.posts).into_iter())
            .counts("accounts", count(&shapes.accounts).into_iter())
            .counts("depth", shapes.depth.iter().map(|&depth| u64::from(depth)))
            .counts("max_breadth", count(&shapes.max_breadth).into_iter())
            .floats("structural_virality", shapes.structural_virality.iter().copied())
            .counts("h_index", shapes.h_index.iter().map(|&h| u64::from(h)))
            .counts("missing_parents", count(&shapes.missing_parents).into_iter())
            .times("started_at", shapes.started_at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("duration_s", shapes.duration.iter().copied())
            .finish(py)
    }
}
