//! Threads: what grows from a post.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, flags};
use super::corpus::{Corpus, GroupsIn};
use super::door::run;
use super::inference::estimates;
use crate::conversations::{self, Beside, Dyad, MEASURES, Place, Stratum, Threads};
use crate::corpus::{Found, NO_TIME, NONE};
use crate::inference::Estimate;

/// Trees of replies.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Conversations {
    corpus: Arc<crate::corpus::Corpus>,
    threads: Threads,
}

#[pymethods]
impl Corpus {
    /// The threads with at least one reply whose parent is named.
    #[pyo3(signature = (progress=None))]
    fn conversations(
        &self,
        py: Python<'_>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Conversations> {
        let threads =
            run(py, progress, |interrupt| conversations::conversations(&self.0, interrupt))?;
        Ok(Conversations { corpus: self.0.clone(), threads })
    }
}

#[pymethods]
impl Conversations {
    fn __len__(&self) -> usize {
        self.threads.len()
    }

    #[getter]
    fn unplaced(&self) -> u64 {
        self.threads.unplaced
    }

    fn shape(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let shapes = run(py, None, |interrupt| self.threads.shape(&self.corpus, interrupt))?;
        let count = |column: &[usize]| column.iter().map(|&n| n as u64).collect::<Vec<_>>();
        Columns::new()
            .text("conversation", shapes.conversation.iter().map(Some))
            .counts("posts", count(&shapes.posts).into_iter())
            .counts("accounts", count(&shapes.accounts).into_iter())
            .counts("depth", shapes.depth.iter().map(|&depth| u64::from(depth)))
            .counts("max_breadth", count(&shapes.max_breadth).into_iter())
            .floats("structural_virality", shapes.structural_virality.iter().copied())
            .counts("h_index", shapes.h_index.iter().map(|&h| u64::from(h)))
            .counts("missing_parents", count(&shapes.missing_parents).into_iter())
            .floats("placed_share", shapes.placed_share.iter().copied())
            .times("started_at", shapes.started_at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("duration_s", shapes.duration.iter().copied())
            .finish(py)
    }

    /// The nodes of all threads.
    fn posts(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (c, threads) = (&*self.corpus, &self.threads);
        let places = run(py, None, |interrupt| {
            interrupt.check()?;
            Ok((0..threads.len()).flat_map(|t| threads.places(t, c)).collect::<Vec<Place>>())
        })?;
        let nodes = || (0..threads.len()).flat_map(|t| threads.nodes(t).map(move |node| (t, node)));
        let posts = || threads.posts.iter().copied();
        let parent = |(thread, node): (usize, usize)| match threads.parents[node] {
            NONE => None,
            parent => c.ids.get_opt(threads.posts[threads.nodes(thread).start + parent as usize]),
        };
        let author = |post: u32| c.author.get(post as usize).copied().unwrap_or(NONE);
        let evidence = |(node, place): (usize, &Place)| match threads.parents[node] {
            NONE => None,
            _ if place.linked => Some("observed"),
            _ => Some("root"),
        };
        Columns::new()
            .text("conversation", nodes().map(|(thread, _)| Some(threads.label(c, thread))))
            .text("post", posts().map(|post| c.ids.get_opt(post)))
            .text("parent", nodes().map(parent))
            .text("author", posts().map(|post| c.accounts.key(author(post))))
            .text("author_handle", posts().map(|post| c.accounts.handle(author(post))))
            .times("at", posts().map(|post| c.time_of(post).unwrap_or(NO_TIME)))
            .counts("depth", places.iter().map(|place| u64::from(place.depth)))
            .bools("missing", posts().map(|post| Some(!c.has(post))))
            .text("evidence", places.iter().enumerate().map(evidence))
            .bools("placed", places.iter().map(|place| Some(place.placed)))
            .finish(py)
    }

    /// Turns of each pair in each thread; replies to oneself; replies without an account.
    fn turns(&self, py: Python<'_>) -> PyResult<(Py<PyAny>, u64, u64)> {
        let turns = run(py, None, |interrupt| self.threads.turns(&self.corpus, interrupt))?;
        let label = |thread: u32| self.threads.label(&self.corpus, thread as usize);
        let dyads: Vec<Dyad> = turns.rows.iter().map(|row| row.1).collect();
        let columns =
            Columns::new().text("conversation", turns.rows.iter().map(|row| Some(label(row.0))));
        let columns = self.accounts(columns, &dyads);
        let frame = dyad_counts(columns, &dyads).finish(py)?;
        Ok((frame, turns.self_replies, turns.unknown))
    }

    /// Each pair over all threads.
    fn dyads(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let pairs =
            run(py, None, |interrupt| Ok(self.threads.turns(&self.corpus, interrupt)?.dyads()))?;
        let dyads: Vec<Dyad> = pairs.iter().map(|pair| pair.all).collect();
        let columns = self
            .accounts(Columns::new(), &dyads)
            .counts("threads", pairs.iter().map(|pair| pair.threads));
        dyad_counts(columns, &dyads).finish(py)
    }

    /// How often, and how soon, each turn got a next one.
    #[pyo3(signature = (of, most, draws, seed, progress=None))]
    fn sustained(
        &self,
        py: Python<'_>,
        of: Option<PyArray>,
        most: u32,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let of = of.map(|of| flags("of", &of)).transpose()?;
        let steps = run(py, progress, |interrupt| {
            self.threads.sustained(&self.corpus, of.as_deref(), most, draws, seed, interrupt)
        })?;
        let rows = || steps.iter();
        let columns = Columns::new()
            .counts("turn", rows().map(|step| u64::from(step.turn)))
            .counts("at_risk", rows().map(|step| step.at_risk));
        let columns = estimates(columns, "reached_share", rows().map(|step| step.reached))
            .counts("continued", rows().map(|step| step.continued));
        let columns = estimates(columns, "hazard", rows().map(|step| step.hazard))
            .counts("watched", rows().map(|step| step.watched));
        let columns = estimates(columns, "continued_24h", rows().map(|step| step.continued_24h));
        let median = rows().map(|step| step.median_latency.over(1e6));
        estimates(columns, "median_latency_s", median).finish(py)
    }

    /// What follows an answer by the accounts of these groups.
    #[pyo3(signature = (groups, draws, seed, progress=None))]
    fn after_answer(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let GroupsIn(groups) = groups;
        let c = &*self.corpus;
        let after = run(py, progress, |interrupt| {
            let mut found = Found::default();
            let theirs: Vec<bool> = (0..c.ids.len())
                .map(|post| {
                    let time = c.time_of(post as u32).unwrap_or(NO_TIME);
                    groups.of(c.author[post], time, &mut found) != NONE
                })
                .collect();
            self.threads.after_answer(c, &theirs, draws, seed, interrupt)
        })?;
        let rows: Vec<(&Stratum, usize)> = after
            .strata
            .iter()
            .flat_map(|stratum| (0..MEASURES.len()).map(move |m| (stratum, m)))
            .collect();
        let alike = || rows.iter().map(|(stratum, _)| stratum.alike);
        let threads = |of: usize| rows.iter().map(move |(stratum, _)| stratum.threads[of]);
        let beside = |get: fn(&Beside) -> Estimate| {
            rows.iter().map(move |&(stratum, m)| get(&stratum.measures[m]))
        };
        let columns = Columns::new()
            .ints("size", alike().map(|alike| alike.map(|(size, _)| i64::from(size))))
            .bools("root_is_theirs", alike().map(|alike| alike.map(|(_, root)| root)))
            .text("measure", rows.iter().map(|&(_, m)| Some(MEASURES[m])))
            .counts("threads_answered", threads(0))
            .counts("threads_unanswered", threads(1));
        let columns = estimates(columns, "answered", beside(|row| row.answered));
        let columns = estimates(columns, "unanswered", beside(|row| row.unanswered));
        estimates(columns, "difference", beside(|row| row.difference)).finish(py)
    }
}

impl Conversations {
    fn accounts(&self, columns: Columns, dyads: &[Dyad]) -> Columns {
        let accounts = &self.corpus.accounts;
        columns
            .text("a", dyads.iter().map(|dyad| accounts.key(dyad.a)))
            .text("a_handle", dyads.iter().map(|dyad| accounts.handle(dyad.a)))
            .text("b", dyads.iter().map(|dyad| accounts.key(dyad.b)))
            .text("b_handle", dyads.iter().map(|dyad| accounts.handle(dyad.b)))
    }
}

fn dyad_counts(columns: Columns, dyads: &[Dyad]) -> Columns {
    columns
        .counts("turns", dyads.iter().map(Dyad::turns))
        .counts("from_a", dyads.iter().map(|dyad| dyad.from_a))
        .counts("from_b", dyads.iter().map(|dyad| dyad.from_b))
        .counts("alternations", dyads.iter().map(|dyad| dyad.alternations))
        .counts("third_turns", dyads.iter().map(|dyad| dyad.third_turns))
        .floats("reciprocity", dyads.iter().map(Dyad::reciprocity))
        .times("first", dyads.iter().map(|dyad| dyad.first))
        .times("last", dyads.iter().map(|dyad| dyad.last))
}
