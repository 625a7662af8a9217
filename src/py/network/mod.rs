//! Networks: nodes are numbers here, labels stay on the Python side of the door. One file a
//! family of measures, as in [`crate::network`].

mod brokerage;
mod bypass;
mod centrality;
mod columns;
mod communities;
mod exchange;
mod hierarchy;
mod labels;
mod levels;
mod mixing;
mod names;
mod nulls;
mod paths;
mod resample;
mod structure;

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, flags, number_array, numbers};
use super::corpus::Corpus;
use super::door::run;
use crate::corpus::NO_TIME;
use crate::error::Result;
use crate::network::{self, Tie, TiesOptions};
use crate::run::Interrupt;

pub use bypass::{chart_cycle, chart_ranks};
pub use communities::compare_partitions;
pub use hierarchy::hierarchy_measures;
pub use labels::label_network;
pub use nulls::{null_table, statistics};

/// Who is tied to whom.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Network(Arc<network::Network>);

/// The network of a corpus and the account number of each of its nodes.
#[pyfunction]
#[pyo3(signature = (corpus, kind, attention, among=None, since=None, until=None, progress=None))]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python method
pub fn corpus_network(
    py: Python<'_>,
    corpus: &Corpus,
    kind: &str,
    attention: bool,
    among: Option<PyArray>,
    since: Option<i64>,
    until: Option<i64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<(Network, Py<PyAny>)> {
    let corpus = &*corpus.0;
    let tie = Tie::parse(kind)?;
    let among = among.map(|among| flags("among", &among)).transpose()?;
    let options = TiesOptions { attention, among, since, until };
    let (net, accounts) = run(py, progress, |interrupt| {
        let ties = network::ties(corpus, tie, &options, interrupt)?;
        // Those asked for are all there, tied or not; else those that are tied.
        let mut is_node = options.among.clone().unwrap_or_default();
        is_node.resize(corpus.accounts.len(), false);
        for &account in ties.source.iter().chain(&ties.target) {
            is_node[account as usize] = true;
        }
        let accounts: Vec<u32> =
            (0..is_node.len() as u32).filter(|&account| is_node[account as usize]).collect();
        let mut node = vec![u32::MAX; is_node.len()];
        for (number, &account) in accounts.iter().enumerate() {
            node[account as usize] = number as u32;
        }
        let map = |ends: &[u32]| ends.iter().map(|&end| node[end as usize]).collect::<Vec<u32>>();
        let (source, target) = (map(&ties.source), map(&ties.target));
        let net = network::Network::from_edges(
            accounts.len(),
            &source,
            &target,
            None,
            // Lists of followers have no times.
            (tie != Tie::Follow).then_some(&ties.time),
            tie.directed(),
        )?;
        Ok((net, accounts))
    })?;
    Ok((Network::new(net), number_array(py, accounts.into_iter())?))
}

#[pymethods]
impl Network {
    #[getter]
    fn n_nodes(&self) -> usize {
        self.0.n()
    }

    #[getter]
    fn n_edges(&self) -> usize {
        self.0.m()
    }

    #[getter]
    fn directed(&self) -> bool {
        self.0.directed()
    }

    #[getter]
    fn self_loops(&self) -> usize {
        self.0.self_loops()
    }

    /// `source, target` by node number, `weight`, and `first`, `last` where times are known.
    fn edges(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let edges = self.0.columns();
        let mut table = Columns::new()
            .ints("source", edges.source.iter().map(|&node| Some(i64::from(node))))
            .ints("target", edges.target.iter().map(|&node| Some(i64::from(node))))
            .floats("weight", edges.weight.iter().copied());
        if let (Some(first), Some(last)) = (edges.first, edges.last) {
            debug_assert_eq!(NO_TIME, i64::MIN);
            table = table.times("first", first.into_iter()).times("last", last.into_iter());
        }
        table.finish(py)
    }

    fn reverse(&self, py: Python<'_>) -> PyResult<Self> {
        self.made(py, |net, _| Ok(net.reverse()))
    }

    fn undirected(&self, py: Python<'_>) -> PyResult<Self> {
        self.made(py, |net, _| net.undirected())
    }

    fn subgraph(&self, py: Python<'_>, nodes: PyArray) -> PyResult<Self> {
        let nodes = numbers("nodes", &nodes)?;
        self.made(py, |net, _| network::subgraph(net, &nodes))
    }
}

impl Network {
    /// For Python.
    pub(super) fn new(net: network::Network) -> Self {
        Self(Arc::new(net))
    }

    /// Another network made of this one, away from the interpreter.
    fn made(
        &self,
        py: Python<'_>,
        make: impl FnOnce(&network::Network, &Interrupt) -> Result<network::Network> + Send,
    ) -> PyResult<Self> {
        let net = run(py, None, |interrupt| make(&self.0, interrupt))?;
        Ok(Self::new(net))
    }

    /// One number a node, as a table of one column.
    fn column(
        &self,
        py: Python<'_>,
        name: &str,
        measure: impl FnOnce(&network::Network, &Interrupt) -> Result<Vec<f64>> + Send,
    ) -> PyResult<Py<PyAny>> {
        let values = run(py, None, |interrupt| measure(&self.0, interrupt))?;
        Columns::new().floats(name, values.into_iter()).finish(py)
    }

    /// One number of the whole network.
    fn value(
        &self,
        py: Python<'_>,
        measure: impl FnOnce(&network::Network, &Interrupt) -> Result<f64> + Send,
    ) -> PyResult<f64> {
        run(py, None, |interrupt| measure(&self.0, interrupt))
    }

    /// One part a node, as a table of one column.
    fn parts(
        &self,
        py: Python<'_>,
        name: &str,
        measure: impl FnOnce(&network::Network, &Interrupt) -> Result<Vec<u32>> + Send,
    ) -> PyResult<Py<PyAny>> {
        let parts = run(py, None, |interrupt| measure(&self.0, interrupt))?;
        Columns::new().counts(name, parts.into_iter().map(u64::from)).finish(py)
    }
}
