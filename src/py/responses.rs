//! Responses to sources, and how much of them the source is told of.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, numbers};
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use crate::responses::{self, Part, Unseen};

/// What a source's posts elicited.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Responses {
    corpus: Arc<crate::corpus::Corpus>,
    found: responses::Responses,
}

#[pymethods]
impl Corpus {
    /// All posts that respond to these accounts.
    #[pyo3(signature = (sources, progress=None))]
    fn responses(
        &self,
        py: Python<'_>,
        sources: PyArray,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Responses> {
        let sources = numbers("to", &sources)?;
        let found =
            run(py, progress, |interrupt| responses::responses(&self.0, &sources, interrupt))?;
        Ok(Responses { corpus: self.0.clone(), found })
    }
}

#[pymethods]
impl Responses {
    fn __len__(&self) -> usize {
        self.found.rows.len()
    }

    fn posts(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let c = &*self.corpus;
        let rows = || self.found.rows.iter();
        Columns::new()
            .text("response", rows().map(|row| Some(c.ids.get(row.response))))
            .text("author", rows().map(|row| c.accounts.key(row.author)))
            .text("author_handle", rows().map(|row| c.accounts.handle(row.author)))
            .times("at", rows().map(|row| row.at))
            .text("to", rows().map(|row| c.accounts.key(row.to)))
            .text("to_handle", rows().map(|row| c.accounts.handle(row.to)))
            .text("to_post", rows().map(|row| c.ids.get_opt(row.to_post)))
            .text("channel", rows().map(|row| Some(row.channel.as_str())))
            .bools("mentions_source", rows().map(|row| Some(row.mentions_source)))
            .bools("notified", rows().map(|row| row.notified))
            .seconds("delay_s", rows().map(|row| row.delay))
            .finish(py)
    }

    /// The unseen share in all and by channel.
    fn unseen_by_channel(&self, py: Python<'_>, draws: usize, seed: u64) -> PyResult<Py<PyAny>> {
        let table = run(py, None, |interrupt| {
            responses::unseen_by_channel(&self.corpus, &self.found, draws, seed, interrupt)
        })?;
        let name = |part: Part| match part {
            Part::Channel(channel) => channel.as_str(),
            _ => "all",
        };
        let columns = Columns::new().text("channel", table.iter().map(|row| Some(name(row.part))));
        shares(columns, &table).finish(py)
    }

    /// The unseen share by group.
    fn unseen_by_group(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: usize,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let (found, table) = run(py, None, |interrupt| {
            responses::unseen_by_group(&self.corpus, &self.found, &groups, draws, seed, interrupt)
        })?;
        let numbers: Vec<Option<u32>> = table
            .iter()
            .map(|row| if let Part::Group(group) = row.part { Some(group) } else { None })
            .collect();
        shares(group_columns(Columns::new(), &groups, &found, &numbers), &table).finish(py)
    }
}

fn shares(columns: Columns, table: &[Unseen]) -> Columns {
    columns
        .counts("responses", table.iter().map(|row| row.responses))
        .counts("unknown", table.iter().map(|row| row.unknown))
        .counts("unseen", table.iter().map(|row| row.unseen))
        .floats("share", table.iter().map(|row| row.share.value))
        .floats("ci_low", table.iter().map(|row| row.share.interval.low))
        .floats("ci_high", table.iter().map(|row| row.share.interval.high))
}

/// The platforms whose notification rule is known: platform names, source, date.
#[pyfunction]
pub fn notification_rules(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let rules = || responses::RULES.iter();
    Columns::new()
        .text("platform", rules().map(|rule| Some(rule.platforms.join(", "))))
        .text("source", rules().map(|rule| Some(rule.source)))
        .text("read_on", rules().map(|rule| rule.read_on))
        .finish(py)
}
