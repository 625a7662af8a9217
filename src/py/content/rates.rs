//! Rates of what is counted in posts, by group; and how far coders agree.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::super::columns::{Columns, floats, numbers};
use super::super::corpus::{Corpus, GroupsIn, group_columns};
use super::super::door::run;
use crate::content::{self, RateCounts};
use crate::error::Error;
use crate::inference::{self, Scale};

#[pymethods]
impl Corpus {
    /// Sums over the posts of each group, held against each other.
    #[pyo3(signature = (groups, posts, numerators, denominators, shares, draws, seed, progress=None))]
    #[allow(clippy::too_many_arguments)]
    fn rates(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        posts: PyArray,
        numerators: Vec<PyArray>,
        denominators: PyArray,
        shares: bool,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let posts = numbers("posts", &posts)?;
        let columns: Vec<Vec<f64>> = numerators
            .iter()
            .map(|column| floats("numerators", column))
            .collect::<PyResult<_>>()?;
        let below = floats("denominators", &denominators)?;
        let (table, found) = run(py, progress, |interrupt| {
            let counted =
                RateCounts { posts: &posts, numerators: &columns, denominators: &below, shares };
            content::rates(&self.0, &groups, counted, draws, seed, interrupt)
        })?;
        let rows = || table.iter();
        let groups_of: Vec<Option<u32>> = rows().map(|row| Some(row.group)).collect();
        group_columns(Columns::new(), &groups, &found, &groups_of)
            .counts("measure", rows().map(|row| u64::from(row.measure)))
            .counts("posts", rows().map(|row| row.posts))
            .counts("accounts", rows().map(|row| row.accounts))
            .floats("count", rows().map(|row| row.count))
            .floats("total", rows().map(|row| row.total))
            .floats("rate", rows().map(|row| row.rate.value))
            .floats("ci_low", rows().map(|row| row.rate.interval.low))
            .floats("ci_high", rows().map(|row| row.rate.interval.high))
            .finish(py)
    }
}

/// Krippendorff's alpha: alpha, its interval, units, codes, observed and expected disagreement.
#[pyfunction]
#[pyo3(signature = (coders, values, level, draws, seed, progress=None))]
#[allow(clippy::type_complexity)]
pub fn content_agreement(
    py: Python<'_>,
    coders: Vec<PyArray>,
    values: PyArray,
    level: &str,
    draws: usize,
    seed: u64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<(f64, f64, f64, u64, u64, f64, f64)> {
    let codes: Vec<Vec<u32>> =
        coders.iter().map(|coder| numbers("codes", coder)).collect::<PyResult<_>>()?;
    let values = floats("values", &values)?;
    let scale = Scale::parse(level).ok_or_else(|| {
        Error::input("level", format!("{level:?}"), "nominal, ordinal, interval or ratio")
    })?;
    let found = run(py, progress, |interrupt| {
        inference::agreement(&codes, &values, scale, draws, seed, interrupt)
    })?;
    let inference::Agreement { alpha, interval, units, codes, observed, expected } = found;
    Ok((alpha, interval.low, interval.high, units, codes, observed, expected))
}
