//! Who answers, whom, how soon; how unequal participation is.

use pyo3::prelude::*;

use super::columns::Columns;
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use crate::dialogue::{self, Row};
use crate::inference::Estimate;

#[pymethods]
impl Corpus {
    /// The table of dialogue, one row a group.
    #[pyo3(signature = (groups, draws, seed, progress=None))]
    fn dialogue(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let table = run(py, progress, |interrupt| {
            dialogue::dialogue(&self.0, &groups, draws, seed, interrupt)
        })?;
        let rows = || table.rows.iter();
        let numbers: Vec<Option<u32>> = rows().map(|row| Some(row.group)).collect();
        let columns = group_columns(Columns::new(), &groups, &table.found, &numbers)
            .counts("posts", rows().map(|row| row.posts))
            .counts("replies", rows().map(|row| row.replies))
            .counts("self_replies", rows().map(|row| row.self_replies));
        let columns = estimates(columns, "reply_ratio", &table.rows, |row| row.reply_ratio)
            .counts("addressed", rows().map(|row| row.addressed))
            .counts("answered", rows().map(|row| row.answered))
            .counts("answered_inferred", rows().map(|row| row.answered_inferred));
        let columns = estimates(columns, "answer_rate", &table.rows, |row| row.answer_rate);
        let columns = estimates(columns, "answered_24h", &table.rows, |row| row.answered_24h);
        let columns =
            estimates(columns, "median_latency_s", &table.rows, |row| row.median_latency_s);
        let columns = columns.counts("third_turns_known", rows().map(|row| row.third_turns_known));
        estimates(columns, "third_turn_share", &table.rows, |row| row.third_turn_share).finish(py)
    }

    /// How unequally posts, replies received and mentions received are shared.
    fn participation(
        &self,
        py: Python<'_>,
        draws: usize,
        seed: u64,
    ) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
        let table =
            run(py, None, |interrupt| dialogue::participation(&self.0, draws, seed, interrupt))?;
        let summary = Columns::new()
            .text("measure", table.iter().map(|row| Some(row.measure)))
            .counts("accounts", table.iter().map(|row| row.accounts))
            .floats("gini", table.iter().map(|row| row.gini.value))
            .floats("ci_low", table.iter().map(|row| row.gini.interval.low))
            .floats("ci_high", table.iter().map(|row| row.gini.interval.high))
            .finish(py)?;
        let points =
            || table.iter().flat_map(|row| row.lorenz.iter().map(move |&point| (row, point)));
        let lorenz = Columns::new()
            .text("measure", points().map(|(row, _)| Some(row.measure)))
            .floats("accounts_share", points().map(|(_, point)| point.0))
            .floats("share", points().map(|(_, point)| point.1))
            .finish(py)?;
        Ok((summary, lorenz))
    }
}

/// A number and its interval: `name`, `name_ci_low`, `name_ci_high`.
fn estimates(columns: Columns, name: &str, rows: &[Row], get: fn(&Row) -> Estimate) -> Columns {
    columns
        .floats(name, rows.iter().map(|row| get(row).value))
        .floats(&format!("{name}_ci_low"), rows.iter().map(|row| get(row).interval.low))
        .floats(&format!("{name}_ci_high"), rows.iter().map(|row| get(row).interval.high))
}
