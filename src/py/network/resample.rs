//! How sure a statistic of a network is.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::Network;
use crate::network::resample;
use crate::network::statistics::{Known, Statistic, measure};
use crate::py::columns::{Columns, numbers};
use crate::py::door::run;

#[pymethods]
impl Network {
    /// One row a statistic, in their order: its value and its interval.
    fn bootstrap(
        &self,
        py: Python<'_>,
        statistics: Vec<String>,
        groups: Option<PyArray>,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let groups = groups.map(|groups| numbers("groups", &groups)).transpose()?;
        let parsed = statistics
            .iter()
            .map(|name| Statistic::parse(name))
            .collect::<crate::error::Result<Vec<_>>>()?;
        let found = run(py, progress, |interrupt| {
            let values = |net: &crate::network::Network, copies: &[u32], stop: &_| {
                let of = |groups: &Vec<u32>| copies.iter().map(|&v| groups[v as usize]).collect();
                let groups: Option<Vec<u32>> = groups.as_ref().map(of);
                measure(net, &parsed, &Known { groups: groups.as_deref(), seed }, stop)
            };
            resample::bootstrap(&self.0, &values, draws, seed, interrupt)
        })?;
        Columns::new()
            .text("statistic", statistics.iter().map(Some))
            .floats("value", found.iter().map(|one| one.value))
            .floats("ci_low", found.iter().map(|one| one.interval.low))
            .floats("ci_high", found.iter().map(|one| one.interval.high))
            .finish(py)
    }
}
