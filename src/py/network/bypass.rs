//! The formal chart beside the network.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::Network;
use crate::inference::false_discovery;
use crate::network::chart::{self, Bypass, Chart, Path};
use crate::network::nulls::NullTest;
use crate::py::columns::{Columns, numbers};
use crate::py::door::run;

/// Which null a share is compared with, whether it can differ under it, and what it comes to.
fn rows(found: &Bypass, free: [[bool; 4]; 2]) -> Vec<(usize, &'static str, bool, &NullTest)> {
    let nulls = [("rewire", &found.rewire), ("chart", &found.chart)].into_iter().zip(free);
    let cell = |path| nulls.clone().map(move |((n, tests), f)| (path, n, f[path], &tests[path]));
    (0..Path::COUNTED.len()).flat_map(cell).collect()
}

#[pymethods]
impl Network {
    /// One row for each path and null; `superior` has a row for each node and for others.
    #[pyo3(signature = (superior, draws, seed, progress=None))]
    fn bypass(
        &self,
        py: Python<'_>,
        superior: PyArray,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let superior = numbers("superior", &superior)?;
        let (found, free) = run(py, progress, |interrupt| {
            let chart = Chart::new(&superior)?;
            let free = [true, false].map(|rewired| Bypass::free(&self.0, &chart, rewired));
            Ok((chart::bypass(&self.0, &chart, draws, seed, interrupt)?, free))
        })?;
        let seen = &found.observed;
        let rows = rows(&found, free);
        let p: Vec<f64> = rows.iter().map(|row| if row.2 { row.3.p() } else { f64::NAN }).collect();
        let tests = || rows.iter().map(|row| row.3);
        Columns::new()
            .text("path", rows.iter().map(|row| Some(Path::COUNTED[row.0].name())))
            .counts("edges", rows.iter().map(|row| seen.edges[row.0]))
            .floats("weight", rows.iter().map(|row| seen.weight[row.0]))
            .floats("share", tests().map(|test| test.value))
            .text("null", rows.iter().map(|row| Some(row.1)))
            .floats("null_mean", tests().map(NullTest::null_mean))
            .floats("null_sd", tests().map(NullTest::null_sd))
            .floats("z", tests().map(NullTest::z))
            .floats("p", p.iter().copied())
            .counts("draws", tests().map(|test| (test.draws.len() - test.undefined()) as u64))
            .floats("p_adjusted", false_discovery(&p).into_iter())
            .counts("off_chart", rows.iter().map(|_| seen.off_chart))
            .counts("self_loops", rows.iter().map(|_| seen.self_loops))
            .finish(py)
    }

    /// The path of each edge, in the order of `edges`, and the steps between its ends.
    fn chart_ties(&self, py: Python<'_>, superior: PyArray) -> PyResult<Py<PyAny>> {
        let superior = numbers("superior", &superior)?;
        let ties = run(py, None, |interrupt| {
            chart::chart_ties(&self.0, &Chart::new(&superior)?, interrupt)
        })?;
        Columns::new()
            .text("path", ties.iter().map(|tie| Some(tie.0.name())))
            .ints("distance", ties.iter().map(|tie| tie.1.map(i64::from)))
            .finish(py)
    }

    /// One row: Spearman's correlation of levels and ranks in the largest weak component.
    #[pyo3(signature = (superior, draws, seed, progress=None))]
    fn rank_correlation(
        &self,
        py: Python<'_>,
        superior: PyArray,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let superior = numbers("superior", &superior)?;
        let found = run(py, progress, |interrupt| {
            chart::rank_correlation(&self.0, &Chart::new(&superior)?, draws, seed, interrupt)
        })?;
        let test = &found.test;
        Columns::new()
            .floats("value", [test.value].into_iter())
            .counts("n", [found.n as u64].into_iter())
            .floats("null_mean", [test.null_mean()].into_iter())
            .floats("null_sd", [test.null_sd()].into_iter())
            .floats("z", [test.z()].into_iter())
            .floats("p", [test.p()].into_iter())
            .counts("draws", [(test.draws.len() - test.undefined()) as u64].into_iter())
            .finish(py)
    }
}

/// Some who are above one another on a chart, from subordinate to superior; nobody on a sound one.
#[pyfunction]
pub fn chart_cycle(superior: PyArray) -> PyResult<Vec<u32>> {
    Ok(chart::cycle(&numbers("superior", &superior)?).unwrap_or_default())
}

/// The formal rank of each on a chart without cycles, 1 at the top; null off it.
#[pyfunction]
pub fn chart_ranks(py: Python<'_>, superior: PyArray) -> PyResult<Py<PyAny>> {
    let superior = numbers("superior", &superior)?;
    let chart = Chart::new(&superior)?;
    let ranks = (0..superior.len() as u32).map(|v| chart.rank(v).map(i64::from));
    Columns::new().ints("rank", ranks).finish(py)
}
