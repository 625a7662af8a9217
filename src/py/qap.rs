//! Networks explained by networks.

use std::iter;
use std::sync::Arc;

use arrow_array::Float64Array;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3_arrow::PyArray;

use super::columns::{Columns, array_out, floats, numbers};
use super::door::run;
use super::error::InputError;
use crate::inference::{self, qap};

/// A number for each ordered pair of nodes.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Dyads(qap::Dyads);

#[pymethods]
impl Dyads {
    #[getter]
    fn n(&self) -> usize {
        self.0.n()
    }

    #[staticmethod]
    fn dense(n: usize, values: PyArray) -> PyResult<Self> {
        Ok(Self(qap::Dyads::dense(n, floats("values", &values)?)?))
    }

    #[staticmethod]
    fn sparse(n: usize, source: PyArray, target: PyArray, values: PyArray) -> PyResult<Self> {
        let (source, target) = (numbers("source", &source)?, numbers("target", &target)?);
        Ok(Self(qap::Dyads::sparse(n, &source, &target, &floats("values", &values)?)?))
    }

    #[staticmethod]
    fn ego(values: PyArray) -> PyResult<Self> {
        Ok(Self(qap::Dyads::ego(&floats("values", &values)?)?))
    }

    #[staticmethod]
    fn alter(values: PyArray) -> PyResult<Self> {
        Ok(Self(qap::Dyads::alter(&floats("values", &values)?)?))
    }

    #[staticmethod]
    fn same(groups: PyArray) -> PyResult<Self> {
        Ok(Self(qap::Dyads::same(&numbers("groups", &groups)?)))
    }

    #[staticmethod]
    fn distance(values: PyArray) -> PyResult<Self> {
        Ok(Self(qap::Dyads::distance(&floats("values", &values)?)?))
    }

    #[staticmethod]
    fn product(a: &Self, b: &Self) -> PyResult<Self> {
        Ok(Self(qap::Dyads::product(&a.0, &b.0)?))
    }

    fn transpose(&self) -> Self {
        Self(self.0.transpose())
    }

    fn values(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        array_out(py, Arc::new(Float64Array::from(self.0.values()?)))
    }
}

/// A regression of dyads: a row a term, and what holds of the whole.
#[pyfunction]
#[pyo3(signature = (outcome, predictors, directed, family, method, draws, seed, strata, progress=None))]
#[allow(clippy::too_many_arguments)]
pub fn mrqap(
    py: Python<'_>,
    outcome: &Dyads,
    predictors: Vec<PyRef<'_, Dyads>>,
    directed: bool,
    family: &str,
    method: &str,
    draws: usize,
    seed: u64,
    strata: Option<PyArray>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<(Py<PyAny>, Py<PyDict>)> {
    let strata = strata.map(|strata| numbers("strata", &strata)).transpose()?;
    let predictors: Vec<&qap::Dyads> = predictors.iter().map(|dyads| &dyads.0).collect();
    let question = qap::Question {
        outcome: &outcome.0,
        predictors,
        directed,
        family: named("family", family, &FAMILIES)?,
        method: named("method", method, &METHODS)?,
        draws,
        seed,
        strata: strata.as_deref(),
    };
    let fit = run(py, progress, |interrupt| qap::mrqap(&question, interrupt))?;
    Ok((rows(&fit.rows).finish(py)?, totals(py, &fit)?))
}

const FAMILIES: [(&str, qap::Family); 3] = [
    ("gaussian", qap::Family::Gaussian),
    ("logit", qap::Family::Logit),
    ("poisson", qap::Family::Poisson),
];
const METHODS: [(&str, qap::Method); 3] = [
    ("semi_partial", qap::Method::SemiPartial),
    ("y", qap::Method::Outcome),
    ("x", qap::Method::Predictor),
];

fn named<T: Copy>(argument: &str, name: &str, known: &[(&str, T)]) -> PyResult<T> {
    let found = known.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        InputError::new_err(format!("{argument}: {name:?}; wanted one of {}", names.join(", ")))
    })
}

fn rows(rows: &[qap::Row]) -> Columns {
    let column = |value: fn(&qap::Row) -> f64| rows.iter().map(value);
    let p: Vec<f64> = rows.iter().skip(1).map(qap::Row::p).collect();
    let adjusted = iter::once(f64::NAN).chain(inference::false_discovery(&p));
    Columns::new()
        .floats("estimate", column(|row| row.estimate))
        .floats("se", column(|row| row.error))
        .floats("t", column(|row| row.t))
        .floats("p", column(qap::Row::p))
        .floats("p_greater", column(qap::Row::p_greater))
        .floats("p_less", column(qap::Row::p_less))
        .floats("p_adjusted", adjusted)
        .floats("null_mean", column(qap::Row::null_mean))
        .floats("null_sd", column(qap::Row::null_sd))
        .floats("t_low", column(|row| row.null_interval().low))
        .floats("t_high", column(|row| row.null_interval().high))
        .floats("t_reach", column(qap::Row::null_reach))
        .counts("draws", rows.iter().map(|row| row.fitted() as u64))
}

fn totals(py: Python<'_>, fit: &qap::Fit) -> PyResult<Py<PyDict>> {
    let totals = PyDict::new(py);
    totals.set_item("n", fit.dyads as f64)?;
    totals.set_item("missing", fit.missing as f64)?;
    totals.set_item("df", fit.degrees as f64)?;
    totals.set_item("r_squared", fit.r_squared)?;
    totals.set_item("deviance", fit.deviance)?;
    totals.set_item("null_deviance", fit.null_deviance)?;
    Ok(totals.unbind())
}

/// Pearson's correlation of two matrices, and that of each draw.
#[pyfunction]
#[pyo3(signature = (a, b, directed, draws, seed, strata, progress=None))]
#[allow(clippy::too_many_arguments)]
pub fn qap_correlation(
    py: Python<'_>,
    a: &Dyads,
    b: &Dyads,
    directed: bool,
    draws: usize,
    seed: u64,
    strata: Option<PyArray>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<(f64, Py<PyAny>)> {
    let strata = strata.map(|strata| numbers("strata", &strata)).transpose()?;
    let (a, b) = (&a.0, &b.0);
    let (value, draws) = run(py, progress, |interrupt| {
        qap::correlation((a, b), directed, (draws, seed), strata.as_deref(), interrupt)
    })?;
    Ok((value, array_out(py, Arc::new(Float64Array::from(draws)))?))
}
