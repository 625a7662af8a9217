//! Where each node stands from bottom to top.

use pyo3::prelude::*;

use super::Network;
use crate::network::hierarchy::{agony, trophic_incoherence, trophic_levels};
use crate::py::columns::Columns;
use crate::py::door::run;

#[pymethods]
impl Network {
    /// The level and component of each node, the residual of the equations, and how much heavier
    /// one tie is than another.
    fn trophic_levels(&self, py: Python<'_>) -> PyResult<(Py<PyAny>, f64, f64)> {
        let found = run(py, None, |interrupt| trophic_levels(&self.0, interrupt))?;
        let table = Columns::new()
            .floats("level", found.level.into_iter())
            .counts("component", found.component.into_iter().map(u64::from))
            .finish(py)?;
        Ok((table, found.residual, found.spread))
    }

    fn trophic_incoherence(&self, py: Python<'_>) -> PyResult<f64> {
        self.value(py, |net, interrupt| {
            trophic_incoherence(net, &trophic_levels(net, interrupt)?.level)
        })
    }

    fn agony(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.parts(py, "rank", |net, interrupt| Ok(agony(net, interrupt)?.ranks))
    }
}
