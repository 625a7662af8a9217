//! Cascades: where a post goes.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, numbers};
use super::corpus::Corpus;
use super::door::run;
use crate::cascades::{self, Attribution, Forest, Options};
use crate::corpus::{Follows, NO_TIME};

/// Trees of posts that pass each other on.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Cascades {
    corpus: Arc<crate::corpus::Corpus>,
    forest: Forest,
}

#[pymethods]
impl Corpus {
    /// The cascades of these root posts, or of all; `follows` as numbers of accounts, in place of
    /// the corpus's own.
    #[pyo3(signature = (of, attribution, follows, min_size, quotes, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn cascades(
        &self,
        py: Python<'_>,
        of: Option<PyArray>,
        attribution: &str,
        follows: Option<(PyArray, PyArray)>,
        min_size: usize,
        quotes: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Cascades> {
        let options = Options { attribution: Attribution::parse(attribution)?, min_size, quotes };
        let of = of.map(|of| numbers("of", &of)).transpose()?;
        let given = match follows {
            None => None,
            Some((followers, followed)) => {
                let followers = numbers("follower", &followers)?;
                let pairs = followers.into_iter().zip(numbers("followed", &followed)?);
                Some(Follows::new(self.0.accounts.len(), pairs.collect()))
            }
        };
        let forest = run(py, progress, |interrupt| {
            let follows = given.as_ref().or(self.0.follows.as_deref());
            cascades::cascades(&self.0, of.as_deref(), follows, &options, interrupt)
        })?;
        Ok(Cascades { corpus: self.0.clone(), forest })
    }
}

#[pymethods]
impl Cascades {
    fn __len__(&self) -> usize {
        self.forest.len()
    }

    #[getter]
    fn repaired(&self) -> u64 {
        self.forest.repaired
    }

    fn edges(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let c = &*self.corpus;
        let edges = run(py, None, |_| Ok(self.forest.edges(c)))?;
        let post = |column: &[u32], row: usize| c.ids.get_opt(column[row]);
        let key = |column: &[u32], row: usize| c.accounts.key(column[row]);
        let rows = || 0..edges.child.len();
        Columns::new()
            .text("cascade", rows().map(|row| post(&edges.cascade, row)))
            .text("parent", rows().map(|row| post(&edges.parent, row)))
            .text("child", rows().map(|row| post(&edges.child, row)))
            .text("parent_author", rows().map(|row| key(&edges.parent_author, row)))
            .text("child_author", rows().map(|row| key(&edges.child_author, row)))
            .times("at", edges.at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("delay_s", edges.delay.iter().copied())
            .counts("depth", edges.depth.iter().map(|&depth| u64::from(depth)))
            .text("evidence", edges.evidence.iter().map(|evidence| Some(evidence.as_str())))
            .finish(py)
    }

    fn shape(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let c = &*self.corpus;
        let shapes = run(py, None, |interrupt| self.forest.shape(c, interrupt))?;
        Columns::new()
            .text("cascade", shapes.root.iter().map(|&root| c.ids.get_opt(root)))
            .text("author", shapes.author.iter().map(|&author| c.accounts.key(author)))
            .text("author_handle", shapes.author.iter().map(|&author| c.accounts.handle(author)))
            .counts("size", shapes.size.iter().map(|&size| size as u64))
            .counts("depth", shapes.depth.iter().map(|&depth| u64::from(depth)))
            .counts("max_breadth", shapes.max_breadth.iter().map(|&most| most as u64))
            .floats("structural_virality", shapes.structural_virality.iter().copied())
            .counts("unique_accounts", shapes.unique_accounts.iter().map(|&n| n as u64))
            .times("started_at", shapes.started_at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("duration_s", shapes.duration.iter().copied())
            .seconds("half_life_s", shapes.half_life.iter().copied())
            .finish(py)
    }
}
