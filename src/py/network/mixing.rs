//! Whether ties stay within groups.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::Network;
use crate::inference::false_discovery;
use crate::network;
use crate::network::mixing::{self, Chance, Trial};
use crate::network::nulls::NullTest;
use crate::network::paths::{self, Sampling};
use crate::py::columns::{Columns, numbers};
use crate::py::door::run;

/// How a number is tested, as Python gives it: null, strata, draws, seed.
#[derive(FromPyObject)]
pub struct TrialIn(String, Option<PyArray>, usize, u64);

impl TrialIn {
    fn strata(&self) -> PyResult<Option<Vec<u32>>> {
        self.1.as_ref().map(|strata| numbers("strata", strata)).transpose()
    }

    fn trial<'a>(&self, strata: Option<&'a [u32]>) -> Trial<'a> {
        let chance = match self.0.as_str() {
            "labels" => Chance::Labels,
            _ => Chance::Rewire { swaps: 10.0 },
        };
        Trial { chance, strata, draws: self.2, seed: self.3 }
    }
}

/// `null_mean, null_sd, z, p, draws, p_adjusted`.
fn tested(columns: Columns, tests: &[&NullTest]) -> Columns {
    let p: Vec<f64> = tests.iter().map(|test| test.p()).collect();
    let adjusted = false_discovery(&p);
    columns
        .floats("null_mean", tests.iter().map(|test| test.null_mean()))
        .floats("null_sd", tests.iter().map(|test| test.null_sd()))
        .floats("z", tests.iter().map(|test| test.z()))
        .floats("p", p.into_iter())
        .counts("draws", tests.iter().map(|test| (test.draws.len() - test.undefined()) as u64))
        .floats("p_adjusted", adjusted.into_iter())
}

fn code(group: u32) -> Option<i64> {
    Some(i64::from(group))
}

#[pymethods]
impl Network {
    /// One row a pair of groups.
    #[pyo3(signature = (labels, groups, trial, progress=None))]
    fn mixing(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        trial: TrialIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (labels, strata) = (numbers("groups", &labels)?, trial.strata()?);
        let trial = trial.trial(strata.as_deref());
        let found = run(py, progress, |interrupt| {
            mixing::mixing(&self.0, &labels, groups, &trial, interrupt)
        })?;
        let columns = Columns::new()
            .ints("from", found.iter().map(|cell| code(cell.from)))
            .ints("to", found.iter().map(|cell| code(cell.to)))
            .counts("edges", found.iter().map(|cell| cell.edges))
            .floats("weight", found.iter().map(|cell| cell.weight.value))
            .floats("share", found.iter().map(|cell| cell.share))
            .floats("expected", found.iter().map(|cell| cell.expected));
        tested(columns, &found.iter().map(|cell| &cell.weight).collect::<Vec<_>>()).finish(py)
    }

    /// All groups, and then one row a group.
    #[pyo3(signature = (labels, groups, weighted, trial, progress=None))]
    fn ei_index(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        weighted: bool,
        trial: TrialIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (labels, strata) = (numbers("groups", &labels)?, trial.strata()?);
        let trial = trial.trial(strata.as_deref());
        let found = run(py, progress, |interrupt| {
            mixing::ei_index(&self.0, &labels, groups, weighted, &trial, interrupt)
        })?;
        let columns = Columns::new()
            .ints("group", (0..found.len()).map(|row| i64::try_from(row).ok()))
            .floats("external", found.iter().map(|row| row.external))
            .floats("internal", found.iter().map(|row| row.internal))
            .floats("value", found.iter().map(|row| row.index.value))
            .floats("expected", found.iter().map(|row| row.expected));
        tested(columns, &found.iter().map(|row| &row.index).collect::<Vec<_>>()).finish(py)
    }

    /// One row an ordered pair of groups.
    #[pyo3(signature = (labels, groups, trial, progress=None))]
    fn cross_reciprocity(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        trial: TrialIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (labels, strata) = (numbers("groups", &labels)?, trial.strata()?);
        let trial = trial.trial(strata.as_deref());
        let found = run(py, progress, |interrupt| {
            mixing::cross_reciprocity(&self.0, &labels, groups, &trial, interrupt)
        })?;
        let columns = Columns::new()
            .ints("from", found.iter().map(|row| code(row.from)))
            .ints("to", found.iter().map(|row| code(row.to)))
            .counts("arcs", found.iter().map(|row| row.arcs))
            .counts("returned", found.iter().map(|row| row.returned))
            .floats("share", found.iter().map(|row| row.share.value));
        tested(columns, &found.iter().map(|row| &row.share).collect::<Vec<_>>()).finish(py)
    }

    /// One row a measure.
    #[pyo3(signature = (labels, groups, communities, trial, progress=None))]
    fn polarisation(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        communities: PyArray,
        trial: TrialIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (labels, strata) = (numbers("groups", &labels)?, trial.strata()?);
        let communities = numbers("communities", &communities)?;
        let trial = trial.trial(strata.as_deref());
        let found = run(py, progress, |interrupt| {
            mixing::polarisation(&self.0, &labels, groups, &communities, &trial, interrupt)
        })?;
        let columns = Columns::new()
            .text("measure", found.iter().map(|row| Some(row.0)))
            .floats("value", found.iter().map(|row| row.1.value));
        tested(columns, &found.iter().map(|row| &row.1).collect::<Vec<_>>()).finish(py)
    }

    /// One row a community and group.
    fn composition(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        communities: PyArray,
    ) -> PyResult<Py<PyAny>> {
        let labels = numbers("groups", &labels)?;
        let communities = numbers("communities", &communities)?;
        let found = run(py, None, |_| mixing::composition(&self.0, &labels, groups, &communities))?;
        Columns::new()
            .ints("community", found.iter().map(|row| code(row.community)))
            .ints("group", found.iter().map(|row| code(row.group)))
            .counts("nodes", found.iter().map(|row| row.nodes))
            .floats("share", found.iter().map(|row| row.share))
            .floats("purity", found.iter().map(|row| row.purity))
            .floats("entropy", found.iter().map(|row| row.entropy))
            .finish(py)
    }

    /// One row an unordered pair of groups.
    fn rwc(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        k: usize,
        rank: PyArray,
    ) -> PyResult<Py<PyAny>> {
        let (labels, rank) = (numbers("groups", &labels)?, numbers("rank", &rank)?);
        let found =
            run(py, None, |interrupt| network::rwc(&self.0, &labels, groups, k, &rank, interrupt))?;
        let of = |cell: fn(&network::Controversy) -> f64| found.iter().map(cell);
        Columns::new()
            .ints("a", found.iter().map(|row| code(row.a)))
            .ints("b", found.iter().map(|row| code(row.b)))
            .floats("rwc", of(|row| row.rwc))
            .floats("p_aa", of(|row| row.p_aa))
            .floats("p_ab", of(|row| row.p_ab))
            .floats("p_ba", of(|row| row.p_ba))
            .floats("p_bb", of(|row| row.p_bb))
            .counts("nodes", found.iter().map(|row| row.nodes))
            .counts("dropped", found.iter().map(|row| row.dropped))
            .finish(py)
    }

    /// One row an ordered pair of groups.
    #[pyo3(signature = (labels, groups, sources, draws, seed, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn group_distances(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        sources: Option<usize>,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let labels = numbers("groups", &labels)?;
        let sampling = Sampling { sources, draws, seed };
        let found = run(py, progress, |interrupt| {
            paths::group_distances(&self.0, &labels, groups, sampling, interrupt)
        })?;
        let rows = || found.iter();
        Columns::new()
            .ints("from", rows().map(|row| code(row.from)))
            .ints("to", rows().map(|row| code(row.to)))
            .counts("sources", rows().map(|row| row.sources))
            .counts("pairs", rows().map(|row| row.pairs))
            .floats("mean", rows().map(paths::GroupDistances::mean))
            .floats("ci_low", rows().map(|row| row.interval.low))
            .floats("ci_high", rows().map(|row| row.interval.high))
            .floats("median", rows().map(paths::GroupDistances::median))
            .floats("unreachable", rows().map(paths::GroupDistances::unreachable))
            .floats("share_1", rows().map(|row| row.share(1)))
            .floats("share_2", rows().map(|row| row.share(2)))
            .floats("share_3", rows().map(|row| row.share(3)))
            .finish(py)
    }

    /// One row an ordered pair of groups and distance; the distance is null without a path.
    #[pyo3(signature = (labels, groups, progress=None))]
    fn nearest(
        &self,
        py: Python<'_>,
        labels: PyArray,
        groups: usize,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let labels = numbers("groups", &labels)?;
        let found = run(py, progress, |interrupt| {
            paths::nearest_members(&self.0, &labels, groups, interrupt)
        })?;
        let mut rows: Vec<(&paths::Nearest, Option<i64>, u64)> = Vec::new();
        for of in &found {
            let steps = (1..).zip(&of.at).filter(|(_, nodes)| **nodes > 0);
            rows.extend(steps.map(|(steps, &nodes)| (of, Some(steps), nodes)));
            let far = of.members - of.at.iter().sum::<u64>();
            if far > 0 {
                rows.push((of, None, far));
            }
        }
        Columns::new()
            .ints("from", rows.iter().map(|row| code(row.0.from)))
            .ints("to", rows.iter().map(|row| code(row.0.to)))
            .ints("distance", rows.iter().map(|row| row.1))
            .counts("nodes", rows.iter().map(|row| row.2))
            .floats("share", rows.iter().map(|row| row.2 as f64 / row.0.members as f64))
            .finish(py)
    }
}
