//! Who matters: one number a node.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::{Network, names};
use crate::network::{self, burt, degree};
use crate::py::columns::{Columns, floats};
use crate::py::door::run;

#[pymethods]
impl Network {
    fn degree(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let net = &self.0;
        if !net.directed() {
            return Columns::new()
                .counts("degree", degree::out_degree(net).into_iter())
                .floats("weight", degree::out_weight(net).into_iter())
                .finish(py);
        }
        Columns::new()
            .counts("in_degree", degree::in_degree(net).into_iter())
            .counts("out_degree", degree::out_degree(net).into_iter())
            .floats("in_weight", degree::in_weight(net).into_iter())
            .floats("out_weight", degree::out_weight(net).into_iter())
            .finish(py)
    }

    fn pagerank(
        &self,
        py: Python<'_>,
        damping: f64,
        weighted: bool,
        tol: f64,
        restart: Option<PyArray>,
    ) -> PyResult<Py<PyAny>> {
        let restart = restart.map(|restart| floats("personalization", &restart)).transpose()?;
        self.column(py, "pagerank", |net, interrupt| {
            let restart = restart.as_deref();
            Ok(network::pagerank(net, damping, weighted, tol, restart, interrupt)?.scores)
        })
    }

    fn hits(&self, py: Python<'_>, weighted: bool, tol: f64) -> PyResult<Py<PyAny>> {
        let found = run(py, None, |interrupt| network::hits(&self.0, weighted, tol, interrupt))?;
        Columns::new()
            .floats("hub", found.hubs.into_iter())
            .floats("authority", found.authorities.into_iter())
            .finish(py)
    }

    fn eigenvector(&self, py: Python<'_>, weighted: bool, tol: f64) -> PyResult<Py<PyAny>> {
        self.column(py, "eigenvector", |net, interrupt| {
            network::eigenvector(net, weighted, tol, interrupt)
        })
    }

    fn katz(
        &self,
        py: Python<'_>,
        alpha: Option<f64>,
        beta: f64,
        weighted: bool,
        tol: f64,
    ) -> PyResult<Py<PyAny>> {
        self.column(py, "katz", |net, interrupt| {
            network::katz(net, alpha, beta, weighted, tol, interrupt)
        })
    }

    fn core_number(&self, py: Python<'_>, kind: &str) -> PyResult<Py<PyAny>> {
        let kind = names::core_kind(kind);
        self.parts(py, "core_number", |net, interrupt| network::core_number(net, kind, interrupt))
    }

    fn constraint(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.column(py, "constraint", burt::constraint)
    }

    fn effective_size(&self, py: Python<'_>, weighted: Option<bool>) -> PyResult<Py<PyAny>> {
        self.column(py, "effective_size", |net, interrupt| {
            // Borgatti's form is for plain ties that have no direction.
            let plain = !net.directed() && net.edges().all(|edge| edge.weight == 1.0);
            burt::effective_size(net, weighted.unwrap_or(!plain), interrupt)
        })
    }
}
