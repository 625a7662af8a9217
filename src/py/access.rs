//! Access of the public to officials.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, flags};
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use super::inference::estimates;
use crate::dialogue::{self, BarriersOptions, Between};
use crate::inference::false_discovery;
use crate::network::Tie;

#[pymethods]
impl Corpus {
    /// One row a group of officials, and how many messages belong to none.
    #[pyo3(signature = (officials, groups, between, draws, seed, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn access(
        &self,
        py: Python<'_>,
        officials: PyArray,
        groups: GroupsIn,
        between: (Option<i64>, Option<i64>),
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Py<PyAny>, u64)> {
        let (is_official, GroupsIn(groups)) = (flags("of", &officials)?, groups);
        let between = Between { since: between.0, until: between.1 };
        let table = run(py, progress, |interrupt| {
            dialogue::access(&self.0, &is_official, &groups, between, draws, seed, interrupt)
        })?;
        let rows = || table.rows.iter();
        let numbers: Vec<Option<u32>> = rows().map(|row| Some(row.group)).collect();
        let columns = group_columns(Columns::new(), &groups, &table.found, &numbers)
            .counts("publics", rows().map(|row| row.publics))
            .counts("messages", rows().map(|row| row.messages))
            .counts("answered_publics", rows().map(|row| row.answered_publics))
            .floats("access", rows().map(|row| row.access.value))
            .floats("ci_low", rows().map(|row| row.access.interval.low))
            .floats("ci_high", rows().map(|row| row.access.interval.high))
            .counts("answered_messages", rows().map(|row| row.answered_messages))
            .counts("answered_inferred", rows().map(|row| row.answered_inferred));
        let columns = estimates(columns, "answer_rate", rows().map(|row| row.answer_rate));
        Ok((columns.finish(py)?, table.ungrouped))
    }

    /// One row a group of the public, and how many posts belong to none.
    #[pyo3(signature = (officials, groups, between, draws, seed, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn talk_back(
        &self,
        py: Python<'_>,
        officials: PyArray,
        groups: GroupsIn,
        between: (Option<i64>, Option<i64>),
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Py<PyAny>, u64)> {
        let (is_official, GroupsIn(groups)) = (flags("of", &officials)?, groups);
        let between = Between { since: between.0, until: between.1 };
        let table = run(py, progress, |interrupt| {
            dialogue::talk_back(&self.0, &is_official, &groups, between, draws, seed, interrupt)
        })?;
        let rows = || table.rows.iter();
        let numbers: Vec<Option<u32>> = rows().map(|row| Some(row.group)).collect();
        let columns = group_columns(Columns::new(), &groups, &table.found, &numbers)
            .counts("publics", rows().map(|row| row.publics))
            .counts("posts", rows().map(|row| row.posts))
            .counts("addressed", rows().map(|row| row.addressed))
            .floats("talk_back", rows().map(|row| row.talk_back.value))
            .floats("ci_low", rows().map(|row| row.talk_back.interval.low))
            .floats("ci_high", rows().map(|row| row.talk_back.interval.high))
            .counts("messages", rows().map(|row| row.messages))
            .counts("answered", rows().map(|row| row.answered));
        let columns = estimates(columns, "answered_share", rows().map(|row| row.answered_share));
        Ok((columns.finish(py)?, table.ungrouped))
    }

    /// One row a measure; days before and after; posts without a time.
    #[pyo3(signature = (officials, kind, attention, at, draws, seed, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn barriers(
        &self,
        py: Python<'_>,
        officials: PyArray,
        kind: &str,
        attention: bool,
        at: i64,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Py<PyAny>, [u64; 2], u64)> {
        let is_official = flags("of", &officials)?;
        let options = BarriersOptions { tie: Tie::parse(kind)?, attention, at, draws, seed };
        let table = run(py, progress, |interrupt| {
            dialogue::barriers(&self.0, &is_official, &options, interrupt)
        })?;
        let rows = || table.rows.iter();
        let p: Vec<f64> = rows().map(|row| row.difference.p()).collect();
        let adjusted = false_discovery(&p);
        let defined = |row: &dialogue::Barrier| {
            (row.difference.draws.len() - row.difference.undefined()) as u64
        };
        let found = Columns::new()
            .text("measure", rows().map(|row| Some(row.measure)))
            .floats("before", rows().map(|row| row.before))
            .floats("after", rows().map(|row| row.after))
            .floats("difference", rows().map(|row| row.difference.value))
            .floats("ci_low", rows().map(|row| row.interval.low))
            .floats("ci_high", rows().map(|row| row.interval.high))
            .floats("null_mean", rows().map(|row| row.difference.null_mean()))
            .floats("null_sd", rows().map(|row| row.difference.null_sd()))
            .floats("z", rows().map(|row| row.difference.z()))
            .floats("p", p.into_iter())
            .counts("draws", rows().map(defined))
            .floats("p_adjusted", adjusted.into_iter())
            .counts("n_before", rows().map(|row| row.n[0] as u64))
            .counts("n_after", rows().map(|row| row.n[1] as u64))
            .finish(py)?;
        Ok((found, table.days, table.untimed))
    }
}
