//! How far a network is ordered from top to bottom.

use pyo3::prelude::*;

use super::Network;
use crate::network::hierarchy::{Effort, HIERARCHY, hierarchy};
use crate::py::columns::Columns;
use crate::py::door::run;

#[pymethods]
impl Network {
    fn hierarchy(
        &self,
        py: Python<'_>,
        measures: Vec<String>,
        exact: Option<bool>,
        samples: usize,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let wanted: Vec<&str> = measures.iter().map(String::as_str).collect();
        let effort = Effort { exact, samples, seed };
        let rows = run(py, None, |interrupt| hierarchy(&self.0, &wanted, effort, interrupt))?;
        let bounds =
            || rows.iter().map(|row| row.estimate.interval.unwrap_or((f64::NAN, f64::NAN)));
        Columns::new()
            .text("measure", rows.iter().map(|row| Some(row.measure)))
            .floats("value", rows.iter().map(|row| row.estimate.value))
            .floats("ci_low", bounds().map(|bounds| bounds.0))
            .floats("ci_high", bounds().map(|bounds| bounds.1))
            .bools("exact", rows.iter().map(|row| Some(row.estimate.interval.is_none())))
            .text("note", rows.iter().map(|row| Some(&row.note)))
            .finish(py)
    }
}

/// The measures of hierarchy, in the order of their table.
#[pyfunction]
pub fn hierarchy_measures() -> Vec<&'static str> {
    HIERARCHY.to_vec()
}
