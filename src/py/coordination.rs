//! Coordination: who does the same thing at about the same time.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, LargeStringArray};
use arrow_buffer::{Buffer, OffsetBuffer};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use rayon::prelude::*;

use super::columns::{Columns, text_cells, times};
use super::corpus::Corpus;
use super::door::run;
use super::network::Network;
use crate::coordination::{
    self, Dropped, On, Pairs, Rows, Similar, SimilarOptions, accounts, edges, objects,
};
use crate::corpus::{NONE, id_order};
use crate::error::Result;
use crate::network;
use crate::network::labels::{Column, HashBook, numbered};
use crate::run::Interrupt;

/// What the rows are called.
enum Labels {
    /// The user's columns.
    Columns(Box<Given>),
    /// A corpus, and its objects in order.
    Corpus { corpus: Arc<crate::corpus::Corpus>, objects: Vec<String> },
}

/// Cells of the user's columns, row by row.
struct Given {
    object: Cells,
    account: Cells,
    content: Cells,
}

/// Rows and what they are called.
struct Named {
    rows: Rows,
    labels: Labels,
    /// What was left out before the rows were made.
    dropped: Dropped,
}

/// What a row's object, account or content is called.
type Name = fn(&Named, u32) -> Option<&str>;

/// A column of texts; a null reads as the empty text.
struct Cells(LargeStringArray);

impl Cells {
    fn get(&self, row: usize) -> &str {
        if self.0.is_null(row) { "" } else { self.0.value(row) }
    }
}

impl<'a> Column<&'a str> for &'a Cells {
    fn rows(&self) -> usize {
        self.0.len()
    }

    fn read(&self, rows: Range<usize>, to: &mut Vec<&'a str>) {
        to.extend(rows.map(|row| self.get(row)));
    }
}

impl Named {
    /// Number the cells of columns; empty cells are not known.
    fn of_columns(
        (object, account, content): (Cells, Cells, Option<Cells>),
        time: Vec<i64>,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let none: &[&str] = &[];
        // Without contents, objects stand in for them.
        let content = content.unwrap_or_else(|| Cells(object.0.clone()));
        // Contents and objects in one book, so that their numbers tell whether they are the same.
        let things = numbered(&none, &&content, &&object, HashBook::default, interrupt)?;
        // The two halves side by side; with an odd number of rows they share one.
        let half = account.0.len().div_ceil(2);
        let halves = [0, account.0.len() - half].map(|start| Cells(account.0.slice(start, half)));
        let people = numbered(&none, &&halves[0], &&halves[1], HashBook::default, interrupt)?;
        let mut accounts = people.source;
        accounts.extend(&people.target[2 * half - account.0.len()..]);
        let known =
            |numbers: Vec<u32>, labels: &[&str]| match labels.iter().position(|l| l.is_empty()) {
                None => numbers,
                Some(empty) => {
                    let cell = |number| if number as usize == empty { NONE } else { number };
                    numbers.into_iter().map(cell).collect()
                }
            };
        let itself = things.source.iter().zip(&things.target).map(|(x, y)| x == y).collect();
        let rows = Rows {
            object: placed(known(things.target, &things.labels), &things.labels),
            account: placed(known(accounts, &people.labels), &people.labels),
            content: known(things.source, &things.labels),
            time,
            itself,
        };
        let labels = Labels::Columns(Box::new(Given { object, account, content }));
        Ok(Self { rows, labels, dropped: Dropped::default() })
    }

    fn of_corpus(
        corpus: &Arc<crate::corpus::Corpus>,
        on: On,
        own: bool,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let shared = coordination::shared(corpus, on, own, interrupt)?;
        let labels = Labels::Corpus { corpus: corpus.clone(), objects: shared.objects };
        Ok(Self { rows: shared.rows, labels, dropped: shared.dropped })
    }

    /// The pairs, equal in time and account by the keys of their contents.
    fn pairs(&self, window: u64, least: u32, interrupt: &Interrupt) -> Result<Pairs> {
        let pairs = match &self.labels {
            Labels::Corpus { .. } => {
                coordination::coordination(&self.rows, window, least, &|x, y| x.cmp(&y), interrupt)
            }
            Labels::Columns(given) => {
                let mut place = vec![0; self.rows.len().max(1)];
                self.name_contents(&mut place);
                let by_key = |x: u32, y: u32| -> Ordering {
                    let name = |number: u32| given.content.get(place[number as usize] as usize);
                    id_order(name(x), name(y))
                };
                coordination::coordination(&self.rows, window, least, &by_key, interrupt)
            }
        };
        pairs.map(|pairs| Pairs { dropped: self.with_own(pairs.dropped), ..pairs })
    }

    /// For each content one of its rows.
    fn name_contents(&self, place: &mut Vec<u32>) {
        for (row, &content) in self.rows.content.iter().enumerate().filter(|(_, c)| **c != NONE) {
            let content = content as usize;
            if content >= place.len() {
                place.resize(content + 1, 0);
            }
            place[content] = row as u32;
        }
    }

    fn with_own(&self, dropped: Dropped) -> Dropped {
        Dropped { own: self.dropped.own, ..dropped }
    }

    fn object(&self, row: u32) -> Option<&str> {
        match &self.labels {
            Labels::Columns(given) => Some(given.object.get(row as usize)),
            Labels::Corpus { objects, .. } => {
                objects.get(self.rows.object[row as usize] as usize).map(String::as_str)
            }
        }
    }

    fn account(&self, row: u32) -> Option<&str> {
        match &self.labels {
            Labels::Columns(given) => Some(given.account.get(row as usize)),
            Labels::Corpus { corpus, .. } => corpus.accounts.key(self.rows.account[row as usize]),
        }
    }

    fn handle(&self, row: u32) -> Option<&str> {
        match &self.labels {
            Labels::Columns(_) => None,
            Labels::Corpus { corpus, .. } => {
                corpus.accounts.handle(self.rows.account[row as usize])
            }
        }
    }

    fn content(&self, row: u32) -> Option<&str> {
        match &self.labels {
            Labels::Columns(given) => Some(given.content.get(row as usize)),
            Labels::Corpus { corpus, .. } => corpus.ids.get_opt(self.rows.content[row as usize]),
        }
    }

    /// What these rows are called, in a buffer of the right size.
    fn texts(&self, rows: &[u32], name: Name) -> ArrayRef {
        let name = |row: &u32| name(self, *row).unwrap_or_default();
        let mut end = 0;
        let ends = rows.iter().map(|row| {
            end += name(row).len() as i64;
            end
        });
        let ends: Vec<i64> = std::iter::once(0).chain(ends).collect();
        let mut texts = String::with_capacity(end as usize);
        rows.iter().for_each(|row| texts.push_str(name(row)));
        let ends = OffsetBuffer::new(ends.into());
        Arc::new(LargeStringArray::new(ends, Buffer::from_vec(texts.into_bytes()), None))
    }

    fn has_handles(&self) -> bool {
        matches!(self.labels, Labels::Corpus { .. })
    }

    /// The undirected network of these accounts, each by one of its rows, and its nodes.
    fn network(
        &self,
        py: Python<'_>,
        ends: &[(u32, u32)],
        weight: &[f64],
    ) -> PyResult<(Network, Py<PyAny>)> {
        let (net, nodes) = run(py, None, |_| {
            let account = |row: u32| self.rows.account[row as usize];
            let mut nodes: Vec<u32> = ends.iter().flat_map(|&(a, b)| [a, b]).collect();
            nodes.sort_unstable_by_key(|&row| account(row));
            nodes.dedup_by_key(|row| account(*row));
            let place =
                |row: u32| nodes.partition_point(|&node| account(node) < account(row)) as u32;
            let (source, target): (Vec<u32>, Vec<u32>) =
                ends.iter().map(|&(a, b)| (place(a), place(b))).unzip();
            let net = network::Network::from_edges(
                nodes.len(),
                &source,
                &target,
                Some(weight),
                None,
                false,
            )?;
            Ok((net, nodes))
        })?;
        let table = Columns::new().text("node", nodes.iter().map(|&row| self.account(row)));
        Ok((Network::new(net), table.finish(py)?))
    }

    fn dropped(py: Python<'_>, dropped: Dropped) -> PyResult<Py<PyAny>> {
        let reasons = dropped.reasons();
        Columns::new()
            .text("reason", reasons.iter().map(|(reason, _)| Some(reason)))
            .counts("rows", reasons.iter().map(|&(_, rows)| rows))
            .finish(py)
    }
}

/// Numbers of labels in the order of the labels that are there.
fn placed(mut numbers: Vec<u32>, labels: &[&str]) -> Vec<u32> {
    coordination::ranked(&mut numbers, labels.len(), |number| labels[number as usize]);
    numbers
}

/// Pairs of rows of one object at about the same time.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Coordination {
    named: Named,
    pairs: Pairs,
}

/// Pairs of accounts that share the same objects.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct CoSharing {
    named: Named,
    similar: Similar,
}

fn cells(name: &str, column: &PyArray) -> PyResult<Cells> {
    Ok(Cells(text_cells(name, column.array())?))
}

/// The coordination of rows given as columns; the window is in microseconds.
#[pyfunction]
#[pyo3(signature = (object_id, account_id, content_id, at, window, least, progress=None))]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python function
pub fn coordination_columns(
    py: Python<'_>,
    object_id: PyArray,
    account_id: PyArray,
    content_id: PyArray,
    at: PyArray,
    window: u64,
    least: u32,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Coordination> {
    let (object, account) = (cells("object_id", &object_id)?, cells("account_id", &account_id)?);
    let (content, at) = (cells("content_id", &content_id)?, times("at", &at)?);
    let (named, pairs) = run(py, progress, |interrupt| {
        let named = Named::of_columns((object, account, Some(content)), at, interrupt)?;
        let pairs = named.pairs(window, least, interrupt)?;
        Ok((named, pairs))
    })?;
    Ok(Coordination { named, pairs })
}

/// The similarity of accounts by what they share, of rows given as columns.
#[pyfunction]
#[pyo3(signature = (object_id, account_id, least, similarity, top, progress=None))]
pub fn co_sharing_columns(
    py: Python<'_>,
    object_id: PyArray,
    account_id: PyArray,
    least: u32,
    similarity: f64,
    top: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<CoSharing> {
    let (object, account) = (cells("object_id", &object_id)?, cells("account_id", &account_id)?);
    let options = SimilarOptions { least, similarity, top };
    let (named, similar) = run(py, progress, |interrupt| {
        let at = vec![0; object.0.len()];
        let named = Named::of_columns((object, account, None), at, interrupt)?;
        let similar = coordination::co_sharing(&named.rows, &options, interrupt)?;
        Ok((named, similar))
    })?;
    Ok(CoSharing { named, similar })
}

#[pymethods]
impl Corpus {
    #[pyo3(signature = (on, window, least, progress=None))]
    fn coordination(
        &self,
        py: Python<'_>,
        on: &str,
        window: u64,
        least: u32,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Coordination> {
        let on = On::parse(on)?;
        let (named, pairs) = run(py, progress, |interrupt| {
            let named = Named::of_corpus(&self.0, on, true, interrupt)?;
            let pairs = named.pairs(window, least, interrupt)?;
            Ok((named, pairs))
        })?;
        Ok(Coordination { named, pairs })
    }

    #[pyo3(signature = (on, least, similarity, top, progress=None))]
    fn co_sharing(
        &self,
        py: Python<'_>,
        on: &str,
        least: u32,
        similarity: f64,
        top: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<CoSharing> {
        let on = On::parse(on)?;
        let options = SimilarOptions { least, similarity, top };
        let (named, similar) = run(py, progress, |interrupt| {
            let named = Named::of_corpus(&self.0, on, false, interrupt)?;
            let similar = coordination::co_sharing(&named.rows, &options, interrupt)?;
            Ok((named, similar))
        })?;
        Ok(CoSharing { named, similar })
    }
}

#[pymethods]
impl Coordination {
    fn __len__(&self) -> usize {
        self.pairs.a.len()
    }

    fn pairs(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (named, a, b) = (&self.named, &self.pairs.a, &self.pairs.b);
        let time = |row: u32| named.rows.time[row as usize];
        let apart = a.iter().zip(b).map(|(&x, &y)| time(x).abs_diff(time(y)) as f64 / 1e6);
        let wanted: [(&[u32], Name); 5] = [
            (a, Named::object),
            (a, Named::account),
            (a, Named::content),
            (b, Named::account),
            (b, Named::content),
        ];
        let [object, account_a, content_a, account_b, content_b] = run(py, None, |interrupt| {
            let made: Result<Vec<ArrayRef>> = wanted
                .par_iter()
                .map(|&(rows, name)| {
                    interrupt.check()?;
                    Ok(named.texts(rows, name))
                })
                .collect();
            Ok(<[ArrayRef; 5]>::try_from(made?).expect("as many as were wanted"))
        })?;
        Columns::new()
            .array("object", object)
            .array("account_a", account_a)
            .array("content_a", content_a)
            .times("at_a", a.iter().map(|&row| time(row)))
            .array("account_b", account_b)
            .array("content_b", content_b)
            .times("at_b", b.iter().map(|&row| time(row)))
            .floats("delay_s", apart)
            .finish(py)
    }

    fn accounts(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (named, pairs) = (&self.named, &self.pairs);
        let table = run(py, None, |interrupt| accounts(&named.rows, pairs, interrupt))?;
        let rows = || table.iter();
        let mut columns = Columns::new().text("account", rows().map(|a| named.account(a.row)));
        if named.has_handles() {
            columns = columns.text("handle", rows().map(|a| named.handle(a.row)));
        }
        columns
            .counts("rows", rows().map(|a| a.rows))
            .counts("contents", rows().map(|a| a.contents))
            .counts("pairs", rows().map(|a| a.pairs))
            .counts("partners", rows().map(|a| a.partners))
            .finish(py)
    }

    fn objects(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (named, pairs) = (&self.named, &self.pairs);
        let table = run(py, None, |interrupt| objects(&named.rows, pairs, interrupt))?;
        Columns::new()
            .text("object", table.iter().map(|o| named.object(o.row)))
            .counts("rows", table.iter().map(|o| o.rows))
            .counts("pairs", table.iter().map(|o| o.pairs))
            .counts("accounts", table.iter().map(|o| o.accounts))
            .finish(py)
    }

    fn edges(&self, py: Python<'_>, least: u64) -> PyResult<Py<PyAny>> {
        let (named, pairs) = (&self.named, &self.pairs);
        let table = run(py, None, |interrupt| edges(&named.rows, pairs, least, interrupt))?;
        Columns::new()
            .text("account_a", table.iter().map(|edge| named.account(edge.row_a)))
            .text("account_b", table.iter().map(|edge| named.account(edge.row_b)))
            .counts("weight", table.iter().map(|edge| edge.weight))
            .counts("contents_a", table.iter().map(|edge| edge.contents_a))
            .counts("contents_b", table.iter().map(|edge| edge.contents_b))
            .floats("symmetry", table.iter().map(coordination::Edge::symmetry))
            .finish(py)
    }

    fn network(&self, py: Python<'_>, least: u64) -> PyResult<(Network, Py<PyAny>)> {
        let (named, pairs) = (&self.named, &self.pairs);
        let table = run(py, None, |interrupt| edges(&named.rows, pairs, least, interrupt))?;
        let ends: Vec<_> = table.iter().map(|edge| (edge.row_a, edge.row_b)).collect();
        let weight: Vec<_> = table.iter().map(|edge| edge.weight as f64).collect();
        named.network(py, &ends, &weight)
    }

    fn dropped(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Named::dropped(py, self.pairs.dropped)
    }
}

#[pymethods]
impl CoSharing {
    fn __len__(&self) -> usize {
        self.similar.pairs.len()
    }

    #[getter]
    fn n_accounts(&self) -> usize {
        self.similar.accounts
    }

    fn pairs(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let pairs = || self.similar.pairs.iter();
        let account = |number: u32| self.named.account(self.similar.rows[number as usize]);
        Columns::new()
            .text("account_a", pairs().map(|pair| account(pair.a)))
            .text("account_b", pairs().map(|pair| account(pair.b)))
            .floats("similarity", pairs().map(|pair| pair.similarity))
            .counts("shared", pairs().map(|pair| u64::from(pair.shared)))
            .finish(py)
    }

    fn network(&self, py: Python<'_>, least: f64) -> PyResult<(Network, Py<PyAny>)> {
        let row = |number: u32| self.similar.rows[number as usize];
        let pairs = || self.similar.pairs.iter().filter(|pair| pair.similarity >= least);
        let ends: Vec<_> = pairs().map(|pair| (row(pair.a), row(pair.b))).collect();
        let weight: Vec<_> = pairs().map(|pair| pair.similarity).collect();
        self.named.network(py, &ends, &weight)
    }

    fn dropped(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Named::dropped(py, self.named.with_own(self.similar.dropped))
    }
}
