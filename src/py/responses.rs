//! Responses to sources, and how much of them the source is told of.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, numbers};
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use crate::inference::{Estimate, Interval};
use crate::responses::{self, Channel, Mentions, Names, Options, Reposts, Unseen};

/// What a source's posts elicited.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Responses {
    corpus: Arc<crate::corpus::Corpus>,
    found: responses::Responses,
    /// How many names of the sources were too short to be looked for.
    short_names: usize,
}

#[pymethods]
impl Corpus {
    /// All posts that respond to these accounts; names are pairs of account and name.
    #[pyo3(signature = (sources, names, copies, progress=None))]
    fn responses(
        &self,
        py: Python<'_>,
        sources: PyArray,
        names: Vec<(u32, String)>,
        copies: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Responses> {
        let sources = numbers("to", &sources)?;
        let names = Names::new(names.iter().map(|(account, name)| (*account, name.as_str())));
        let short_names = names.short;
        let options = Options { copies, names };
        let found = run(py, progress, |interrupt| {
            responses::responses(&self.0, &sources, &options, interrupt)
        })?;
        Ok(Responses { corpus: self.0.clone(), found, short_names })
    }
}

#[pymethods]
impl Responses {
    fn __len__(&self) -> usize {
        self.found.rows.len()
    }

    /// How many names of the sources were too short to be looked for.
    #[getter]
    fn short_names(&self) -> usize {
        self.short_names
    }

    /// Those by some of the channels.
    fn select(&self, channels: Vec<String>) -> PyResult<Self> {
        let channels: Vec<Channel> =
            channels.iter().map(|name| name.parse()).collect::<Result<_, crate::Error>>()?;
        let found = self.found.select(&channels);
        Ok(Self { corpus: self.corpus.clone(), found, short_names: self.short_names })
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
            .bools("discoverable", rows().map(|row| row.discoverable))
            .seconds("delay_s", rows().map(|row| row.delay))
            .finish(py)
    }

    /// The unseen share in all and by channel.
    fn unseen_by_channel(&self, py: Python<'_>, draws: usize, seed: u64) -> PyResult<Py<PyAny>> {
        let table = run(py, None, |interrupt| {
            responses::unseen_by_channel(&self.corpus, &self.found, draws, seed, interrupt)
        })?;
        let name = |row: &Unseen| Some(row.part.channel().map_or("all", Channel::as_str));
        let columns = Columns::new().text("channel", table.iter().map(name));
        shares(columns, &table).finish(py)
    }

    /// The unseen share by group, or by channel and group.
    fn unseen_by_group(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        by_channel: bool,
        draws: usize,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let (found, table) = run(py, None, |interrupt| {
            responses::unseen_by_group(
                &self.corpus,
                &self.found,
                &groups,
                by_channel,
                draws,
                seed,
                interrupt,
            )
        })?;
        let numbers: Vec<Option<u32>> = table.iter().map(|row| row.part.group()).collect();
        let mut columns = group_columns(Columns::new(), &groups, &found, &numbers);
        if by_channel {
            let name = |row: &Unseen| row.part.channel().map(Channel::as_str);
            columns = columns.text("channel", table.iter().map(name));
        }
        shares(columns, &table).finish(py)
    }

    /// The accounts that pass on, those with most reposts first.
    fn amplifiers(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let table = responses::amplifiers(&self.corpus, &self.found);
        let accounts = &self.corpus.accounts;
        Columns::new()
            .text("account", table.iter().map(|row| accounts.key(row.account)))
            .text("handle", table.iter().map(|row| accounts.handle(row.account)))
            .counts("reposts", table.iter().map(|row| row.reposts))
            .floats("share", table.iter().map(|row| row.share))
            .counts("rank", 1..=table.len() as u64)
            .finish(py)
    }

    /// How concentrated reposts are; of `suspended` there is one for each account, or none.
    fn amplification(
        &self,
        py: Python<'_>,
        suspended: Vec<Option<bool>>,
        draws: usize,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let status = |account: u32| suspended.get(account as usize).copied().flatten();
        let found = run(py, None, |interrupt| {
            responses::amplification(
                &self.corpus,
                &self.found,
                status,
                MINUTE,
                draws,
                seed,
                interrupt,
            )
        })?;
        let number = |count: u64| Estimate { value: count as f64, interval: Interval::NONE };
        let rows = [
            ("reposts", number(found.reposts)),
            ("reposts_by_unknown", number(found.unknown)),
            ("amplifiers", number(found.amplifiers)),
            ("gini", found.gini),
            ("top_1pct_share", found.top_1pct),
            ("top_01pct_share", found.top_01pct),
            ("co_timed_60s_share", found.co_timed),
            ("suspended_share", found.suspended),
        ];
        Columns::new()
            .text("measure", rows.iter().map(|row| Some(row.0)))
            .floats("value", rows.iter().map(|row| row.1.value))
            .floats("ci_low", rows.iter().map(|row| row.1.interval.low))
            .floats("ci_high", rows.iter().map(|row| row.1.interval.high))
            .finish(py)
    }

    /// The pairs of accounts that passed on the same post within a window of microseconds.
    fn co_timing(&self, py: Python<'_>, window: i64) -> PyResult<Py<PyAny>> {
        let pairs = run(py, None, |interrupt| {
            responses::co_timing(&self.corpus, &self.found, window, interrupt)
        })?;
        let accounts = &self.corpus.accounts;
        Columns::new()
            .text("account_a", pairs.iter().map(|row| accounts.key(row.a)))
            .text("handle_a", pairs.iter().map(|row| accounts.handle(row.a)))
            .text("account_b", pairs.iter().map(|row| accounts.key(row.b)))
            .text("handle_b", pairs.iter().map(|row| accounts.handle(row.b)))
            .counts("pairs", pairs.iter().map(|row| row.pairs))
            .counts("posts", pairs.iter().map(|row| row.posts))
            .finish(py)
    }
}

const MINUTE: i64 = 60_000_000;

fn shares(columns: Columns, table: &[Unseen]) -> Columns {
    columns
        .counts("responses", table.iter().map(|row| row.responses))
        .counts("unknown", table.iter().map(|row| row.unknown))
        .counts("unseen", table.iter().map(|row| row.unseen))
        .counts("discoverable", table.iter().map(|row| row.discoverable))
        .floats("share", table.iter().map(|row| row.share.value))
        .floats("ci_low", table.iter().map(|row| row.share.interval.low))
        .floats("ci_high", table.iter().map(|row| row.share.interval.high))
}

/// The platforms whose notification rule is known: what it says, its source and date.
#[pyfunction]
pub fn notification_rules(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let rules = || responses::RULES.iter();
    let mentions = |mentions: Mentions| match mentions {
        Mentions::Never => "never".to_owned(),
        Mentions::Always => "always".to_owned(),
        Mentions::Within(limit) => format!("within the first {limit} characters"),
    };
    let reposts = |reposts: Reposts| match reposts {
        Reposts::Notified => "told",
        Reposts::Discoverable => "discoverable",
    };
    Columns::new()
        .text("platform", rules().map(|rule| Some(rule.platforms.join(", "))))
        .counts("posts_above_reply", rules().map(|rule| u64::from(rule.replies)))
        .bools("quotes", rules().map(|rule| Some(rule.quotes)))
        .text("reposts", rules().map(|rule| Some(reposts(rule.reposts))))
        .bools("via", rules().map(|rule| Some(rule.via)))
        .text("mentions", rules().map(|rule| Some(mentions(rule.mentions))))
        .text("source", rules().map(|rule| Some(rule.source)))
        .text("read_on", rules().map(|rule| rule.read_on))
        .finish(py)
}
