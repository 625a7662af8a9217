//! Who answers, whom, how soon; how unequal participation is.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, numbers};
use super::corpus::{Corpus, GroupsIn, group_columns};
use super::door::run;
use super::inference::estimates;
use crate::dialogue::{self, Reaction, Standing};

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
        let columns = estimates(columns, "reply_ratio", rows().map(|row| row.reply_ratio))
            .counts("addressed", rows().map(|row| row.addressed))
            .counts("answered", rows().map(|row| row.answered))
            .counts("answered_inferred", rows().map(|row| row.answered_inferred));
        let columns = estimates(columns, "answer_rate", rows().map(|row| row.answer_rate));
        let columns = estimates(columns, "answered_24h", rows().map(|row| row.answered_24h));
        let columns =
            estimates(columns, "median_latency_s", rows().map(|row| row.median_latency_s));
        let columns = columns.counts("third_turns_known", rows().map(|row| row.third_turns_known));
        let columns =
            estimates(columns, "third_turn_share", rows().map(|row| row.third_turn_share))
                .counts("replies_received", rows().map(|row| row.replies_received))
                .counts("reposts_received", rows().map(|row| row.reposts_received));
        estimates(columns, "reply_to_repost_ratio", rows().map(|row| row.reply_to_repost_ratio))
            .finish(py)
    }

    /// The curves behind the median latencies, one row a step.
    fn latency(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let table = run(py, None, |interrupt| dialogue::latency(&self.0, &groups, interrupt))?;
        let steps = || {
            table.curves.iter().flat_map(|(group, curve)| curve.iter().map(move |s| (*group, s)))
        };
        let numbers: Vec<Option<u32>> = steps().map(|(group, _)| Some(group)).collect();
        group_columns(Columns::new(), &groups, &table.found, &numbers)
            .seconds("time_s", steps().map(|(_, step)| Some(step.time)))
            .floats("answered_share", steps().map(|(_, step)| 1.0 - step.share))
            .floats("ci_low", steps().map(|(_, step)| 1.0 - step.interval.high))
            .floats("ci_high", steps().map(|(_, step)| 1.0 - step.interval.low))
            .counts("at_risk", steps().map(|(_, step)| step.at_risk))
            .counts("answered", steps().map(|(_, step)| step.came))
            .finish(py)
    }

    /// How these accounts stand beside each other; of the groups only the terms count.
    fn league(&self, py: Python<'_>, accounts: PyArray, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let accounts = numbers("accounts", &accounts)?;
        let GroupsIn(groups) = groups;
        let c = &*self.0;
        let table = run(py, None, |interrupt| dialogue::league(c, &accounts, &groups, interrupt))?;
        let rows = || table.iter();
        let received = |kind: Reaction| rows().map(move |row| row.received[kind as usize]);
        let counted = |at: usize| rows().map(move |row| row.counted[at].mean());
        let mutual = rows().map(|row| row.mutual_follows.and_then(|n| i64::try_from(n).ok()));
        Columns::new()
            .text("account", rows().map(|row| c.accounts.key(row.account)))
            .text("handle", rows().map(|row| c.accounts.handle(row.account)))
            .counts("posts", rows().map(|row| row.posts))
            .counts("own_posts", rows().map(|row| row.own_posts))
            .counts("replies", rows().map(|row| row.replies))
            .floats("reply_ratio", rows().map(Standing::reply_ratio))
            .counts("replies_received", received(Reaction::Reply))
            .counts("quotes_received", received(Reaction::Quote))
            .counts("reposts_received", received(Reaction::Repost))
            .floats("interactions_per_post", rows().map(Standing::interactions_per_post))
            .ints("mutual_follows", mutual)
            .floats("reply_to_repost_ratio", rows().map(Standing::reply_to_repost_ratio))
            .floats("reply_count_mean", counted(0))
            .floats("repost_count_mean", counted(1))
            .floats("quote_count_mean", counted(2))
            .floats("like_count_mean", counted(3))
            .floats(
                "reply_to_repost_count_ratio",
                rows().map(Standing::reply_to_repost_count_ratio),
            )
            .finish(py)
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
