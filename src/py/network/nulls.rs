//! Null models, tests against them, and the backbone.

use std::sync::Arc;

use arrow_array::Float64Array;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::{Network, names};
use crate::inference::false_discovery;
use crate::network::backbone;
use crate::network::nulls::{self, NullTest, RewireOptions};
use crate::network::statistics::{Known, Statistic, measure};
use crate::py::columns::{Columns, array_out, floats, numbers};
use crate::py::door::run;

/// One p-value an edge.
fn significance(net: &crate::network::Network, method: &str) -> Vec<f64> {
    match method {
        "noise_corrected" => backbone::noise_corrected(net),
        _ => backbone::disparity(net),
    }
}

#[pymethods]
impl Network {
    fn rewire(
        &self,
        py: Python<'_>,
        swaps: f64,
        keep_reciprocity: bool,
        seed: u64,
    ) -> PyResult<Self> {
        let options = RewireOptions { swaps, keep_reciprocity };
        self.made(py, |net, interrupt| Ok(nulls::rewire(net, options, seed, 0, interrupt)?.network))
    }

    fn configuration(&self, py: Python<'_>, seed: u64) -> PyResult<Self> {
        self.made(py, |net, interrupt| nulls::configuration(net, seed, 0, interrupt))
    }

    /// The `draw`-th network of a null model.
    fn draw(&self, py: Python<'_>, null: &str, swaps: f64, seed: u64, draw: u64) -> PyResult<Self> {
        let null = names::null(null, swaps);
        self.made(py, |net, interrupt| null.draw(net, seed, draw, interrupt))
    }

    /// The value of each statistic, and its values in the draws.
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn test(
        &self,
        py: Python<'_>,
        statistics: Vec<String>,
        groups: Option<PyArray>,
        strata: Option<PyArray>,
        null: &str,
        swaps: f64,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<(f64, Py<PyAny>)>> {
        let groups = groups.map(|groups| numbers("groups", &groups)).transpose()?;
        let strata = strata.map(|strata| numbers("strata", &strata)).transpose()?;
        let statistics = statistics
            .iter()
            .map(|name| Statistic::parse(name))
            .collect::<crate::error::Result<Vec<_>>>()?;
        if statistics.is_empty() {
            return Ok(Vec::new());
        }
        let tests = run(py, progress, |interrupt| {
            if let (Some(groups), "labels") = (&groups, null) {
                let values = |net: &crate::network::Network, dealt: &[u32], interrupt: &_| {
                    measure(net, &statistics, &Known { groups: Some(dealt), seed }, interrupt)
                };
                let labels = (&groups[..], strata.as_deref());
                return nulls::test_groups(&self.0, &values, labels, draws, seed, interrupt);
            }
            let known = Known { groups: groups.as_deref(), seed };
            let values = |net: &crate::network::Network, interrupt: &_| {
                measure(net, &statistics, &known, interrupt)
            };
            nulls::test_all(&self.0, &values, names::null(null, swaps), draws, seed, interrupt)
        })?;
        tests
            .into_iter()
            .map(|test| Ok((test.value, array_out(py, Arc::new(Float64Array::from(test.draws)))?)))
            .collect()
    }

    fn backbone(&self, py: Python<'_>, method: &str, alpha: f64) -> PyResult<Self> {
        self.made(py, |net, _| backbone::keep(net, &significance(net, method), alpha))
    }

    fn edge_significance(&self, py: Python<'_>, method: &str) -> PyResult<Py<PyAny>> {
        let p = run(py, None, |_| Ok(significance(&self.0, method)))?;
        let edges = self.0.columns();
        Columns::new()
            .ints("source", edges.source.iter().map(|&node| Some(i64::from(node))))
            .ints("target", edges.target.iter().map(|&node| Some(i64::from(node))))
            .floats("weight", edges.weight.into_iter())
            .floats("p", p.into_iter())
            .finish(py)
    }
}

/// What the values of each statistic in the draws say of its value: one row a statistic.
#[pyfunction]
pub fn null_table(
    py: Python<'_>,
    names: Vec<String>,
    values: Vec<f64>,
    draws: Vec<PyArray>,
) -> PyResult<Py<PyAny>> {
    let tests = values
        .into_iter()
        .zip(&draws)
        .map(|(value, draws)| Ok(NullTest { value, draws: floats("draws", draws)? }))
        .collect::<PyResult<Vec<_>>>()?;
    let p: Vec<f64> = tests.iter().map(NullTest::p).collect();
    let p_adjusted = false_discovery(&p);
    Columns::new()
        .text("statistic", names.into_iter().map(Some))
        .floats("value", tests.iter().map(|test| test.value))
        .floats("null_mean", tests.iter().map(NullTest::null_mean))
        .floats("null_sd", tests.iter().map(NullTest::null_sd))
        .floats("z", tests.iter().map(NullTest::z))
        .floats("p", p.iter().copied())
        .counts("draws", tests.iter().map(|test| (test.draws.len() - test.undefined()) as u64))
        .floats("p_adjusted", p_adjusted.into_iter())
        .floats("p_greater", tests.iter().map(NullTest::p_greater))
        .floats("p_less", tests.iter().map(NullTest::p_less))
        .finish(py)
}

/// The names of the statistics that can be tested, or of those that compare groups alone.
#[pyfunction]
#[pyo3(signature = (of_groups=false))]
pub fn statistics(of_groups: bool) -> Vec<String> {
    let wanted =
        |name: &String| !of_groups || Statistic::parse(name).is_ok_and(Statistic::is_of_groups);
    Statistic::names().into_iter().filter(wanted).collect()
}
