//! How a network is knit.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::{Network, names};
use crate::network::{self, TRIAD_NAMES, assortativity, components, reciprocity};
use crate::py::columns::{Columns, floats, numbers};
use crate::py::door::run;

#[pymethods]
impl Network {
    fn components(&self, py: Python<'_>, strong: bool) -> PyResult<Py<PyAny>> {
        self.parts(py, "component", |net, interrupt| {
            if strong {
                components::strong(net, interrupt)
            } else {
                components::weak(net, interrupt)
            }
        })
    }

    fn density(&self) -> f64 {
        network::density(&self.0)
    }

    fn reciprocity(&self, py: Python<'_>, kind: &str) -> PyResult<f64> {
        self.value(py, |net, _| {
            Ok(match kind {
                "dyad" => reciprocity::dyad_reciprocity(net),
                "weighted" => reciprocity::weighted_reciprocity(net),
                _ => reciprocity::reciprocity(net),
            })
        })
    }

    fn transitivity(&self, py: Python<'_>) -> PyResult<f64> {
        self.value(py, network::transitivity)
    }

    fn clustering(&self, py: Python<'_>, form: &str) -> PyResult<Py<PyAny>> {
        let form = names::clustering(form);
        self.column(py, "clustering", |net, interrupt| network::clustering(net, form, interrupt))
    }

    fn triads(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let counts = run(py, None, |interrupt| network::triads(&self.0, interrupt))?;
        Columns::new()
            .text("triad", TRIAD_NAMES.iter().map(Some))
            .counts("count", counts.into_iter())
            .finish(py)
    }

    fn degree_assortativity(
        &self,
        py: Python<'_>,
        source: &str,
        target: &str,
        weighted: bool,
    ) -> PyResult<f64> {
        let (source, target) = (names::end(source), names::end(target));
        self.value(py, |net, _| {
            Ok(assortativity::degree_assortativity(net, source, target, weighted))
        })
    }

    fn attribute_assortativity(
        &self,
        py: Python<'_>,
        groups: PyArray,
        weighted: bool,
    ) -> PyResult<f64> {
        let groups = numbers("attribute", &groups)?;
        self.value(py, |net, _| assortativity::attribute_assortativity(net, &groups, weighted))
    }

    fn numeric_assortativity(
        &self,
        py: Python<'_>,
        values: PyArray,
        weighted: bool,
    ) -> PyResult<f64> {
        let values = floats("attribute", &values)?;
        self.value(py, |net, _| assortativity::numeric_assortativity(net, &values, weighted))
    }

    fn centralization(&self, py: Python<'_>, kind: &str) -> PyResult<f64> {
        self.value(py, |net, _| {
            Ok(match kind {
                "all" => network::degree_centralization(&net.undirected()?, network::End::Out),
                _ => network::degree_centralization(net, names::end(kind)),
            })
        })
    }

    fn summary(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let rows = run(py, None, |interrupt| network::summary(&self.0, interrupt))?;
        Columns::new()
            .text("measure", rows.iter().map(|row| Some(&row.0)))
            .floats("value", rows.iter().map(|row| row.1))
            .finish(py)
    }
}
