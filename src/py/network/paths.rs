//! Shortest paths.

use pyo3::prelude::*;

use super::{Network, names};
use crate::network::paths;
use crate::py::columns::Columns;
use crate::py::door::run;

#[pymethods]
impl Network {
    fn betweenness(
        &self,
        py: Python<'_>,
        length: &str,
        normalized: bool,
        pivots: Option<usize>,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let length = names::length(length);
        let found = run(py, None, |interrupt| {
            paths::betweenness(&self.0, length, normalized, pivots, seed, interrupt)
        })?;
        let table = Columns::new().floats("betweenness", found.scores.into_iter());
        match found.errors {
            None => table.finish(py),
            Some(errors) => table.floats("betweenness_se", errors.into_iter()).finish(py),
        }
    }

    fn closeness(&self, py: Python<'_>, direction: &str, length: &str) -> PyResult<Py<PyAny>> {
        let (direction, length) = (names::direction(direction), names::length(length));
        self.column(py, "closeness", |net, interrupt| {
            paths::closeness(net, direction, length, interrupt)
        })
    }

    fn harmonic(&self, py: Python<'_>, direction: &str, length: &str) -> PyResult<Py<PyAny>> {
        let (direction, length) = (names::direction(direction), names::length(length));
        self.column(py, "harmonic", |net, interrupt| {
            paths::harmonic(net, direction, length, interrupt)
        })
    }

    fn distances(&self, py: Python<'_>, sources: Option<usize>, seed: u64) -> PyResult<Py<PyAny>> {
        let found = run(py, None, |interrupt| paths::distances(&self.0, sources, seed, interrupt))?;
        let all = found.pairs.iter().sum::<u64>() + found.unreachable;
        let shares: Vec<f64> = found.pairs.iter().map(|&pairs| pairs as f64 / all as f64).collect();
        Columns::new()
            .counts("distance", found.distance.into_iter())
            .counts("pairs", found.pairs.into_iter())
            .floats("share", shares.into_iter())
            .finish(py)
    }
}
