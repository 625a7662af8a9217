//! Networks: nodes are numbers here, labels stay on the Python side of the door.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyRecordBatch};

use super::columns::{Columns, flags, number_array, numbers, text_cells};
use super::corpus::Corpus;
use super::door::run;
use super::error::InputError;
use crate::corpus::{NO_TIME, Strings};
use crate::error::Error;
use crate::network::{self, AttributeColumn, Quality, Tie, TiesOptions, components, degree};

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
            Some(&ties.time),
            true,
        )?;
        Ok((net, accounts))
    })?;
    Ok((Network(Arc::new(net)), number_array(py, accounts.into_iter())?))
}

/// The network of two columns of labels, and its labels in order of first appearance.
#[pyfunction]
#[pyo3(signature = (source, target, weight, directed, nodes))]
pub fn label_network(
    py: Python<'_>,
    source: PyArray,
    target: PyArray,
    weight: Option<PyArray>,
    directed: bool,
    nodes: PyArray,
) -> PyResult<(Network, Py<PyAny>)> {
    let nodes = text_cells("nodes", nodes.array())?;
    let ends = [text_cells("source", source.array())?, text_cells("target", target.array())?];
    let weight = weight.map(|weight| {
        weight
            .array()
            .as_primitive_opt::<Float64Type>()
            .map(|column| column.values().to_vec())
            .ok_or_else(|| InputError::new_err("weight: wanted numbers"))
    });
    let weight = weight.transpose()?;
    let (net, labels) = run(py, None, |interrupt| {
        let mut labels = Strings::new();
        for label in nodes.iter().flatten() {
            labels.intern(label);
        }
        let mut columns = [Vec::new(), Vec::new()];
        // Row by row, so that nodes come in the order in which a reader meets them.
        for row in 0..ends[0].len().min(ends[1].len()) {
            for (column, ids) in ends.iter().zip(&mut columns) {
                ids.push(labels.intern(column.value(row)));
            }
        }
        interrupt.check()?;
        let [source, target] = &columns;
        let net = network::Network::from_edges(
            labels.len(),
            source,
            target,
            weight.as_deref(),
            None,
            directed,
        )?;
        Ok((net, labels))
    })?;
    let table = Columns::new().text("node", labels.iter().map(Some)).finish(py)?;
    Ok((Network(Arc::new(net)), table))
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

    fn reverse(&self) -> Self {
        Self(Arc::new(self.0.reverse()))
    }

    fn degree(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let net = &self.0;
        if !net.directed() {
            return Columns::new()
                .counts("degree", degree::out_degree(net).into_iter())
                .floats("weight", degree::out_weight(net).into_iter())
                .finish(py);
        }
        Columns::new()
            .counts("in_degree", degree::in_degree(net).into_iter())
            .counts("out_degree", degree::out_degree(net).into_iter())
            .floats("in_weight", degree::in_weight(net).into_iter())
            .floats("out_weight", degree::out_weight(net).into_iter())
            .finish(py)
    }

    fn pagerank(
        &self,
        py: Python<'_>,
        damping: f64,
        weighted: bool,
        tol: f64,
    ) -> PyResult<Py<PyAny>> {
        let rank = run(py, None, |interrupt| {
            network::pagerank(&self.0, damping, weighted, tol, interrupt)
        })?;
        Columns::new().floats("pagerank", rank.scores.into_iter()).finish(py)
    }

    fn components(&self, py: Python<'_>, strong: bool) -> PyResult<Py<PyAny>> {
        let labels = run(py, None, |_| {
            Ok(if strong { components::strong(&self.0) } else { components::weak(&self.0) })
        })?;
        Columns::new()
            .ints("component", labels.into_iter().map(|label| Some(i64::from(label))))
            .finish(py)
    }

    fn reciprocity(&self) -> f64 {
        network::reciprocity(&self.0)
    }

    fn leiden(
        &self,
        py: Python<'_>,
        resolution: f64,
        weighted: bool,
        seed: u64,
        iterations: i64,
    ) -> PyResult<Py<PyAny>> {
        let labels = run(py, None, |interrupt| {
            let even = (!weighted).then(|| self.0.unweighted());
            let net = even.as_ref().unwrap_or(&self.0);
            network::leiden(net, Quality::Modularity, resolution, seed, iterations, interrupt)
        })?;
        Columns::new()
            .ints("community", labels.into_iter().map(|label| Some(i64::from(label))))
            .finish(py)
    }

    fn modularity(&self, communities: PyArray, resolution: f64) -> PyResult<f64> {
        let labels = numbers("communities", &communities)?;
        Ok(network::modularity(&self.0, &labels, resolution, false)?)
    }

    /// Write GEXF to this path, with these labels and attributes.
    fn gexf(
        &self,
        py: Python<'_>,
        path: PathBuf,
        labels: PyArray,
        attributes: PyRecordBatch,
    ) -> PyResult<()> {
        let labels = text_cells("labels", labels.array())?;
        let labels: Vec<&str> = labels.iter().map(Option::unwrap_or_default).collect();
        let attributes = attributes.into_inner();
        let columns = attributes
            .schema()
            .fields()
            .iter()
            .zip(attributes.columns())
            .map(|(field, array)| {
                let column = match array.data_type() {
                    DataType::Int64 => {
                        AttributeColumn::Whole(array.as_primitive::<Int64Type>().iter().collect())
                    }
                    DataType::Float64 => AttributeColumn::Number(
                        array.as_primitive::<Float64Type>().iter().collect(),
                    ),
                    _ => AttributeColumn::Text(
                        text_cells(field.name(), array)?
                            .iter()
                            .map(|cell| cell.map(str::to_owned))
                            .collect(),
                    ),
                };
                Ok((field.name().clone(), column))
            })
            .collect::<PyResult<Vec<_>>>()?;
        run(py, None, |_| {
            let file = std::fs::File::create(&path)
                .map_err(|error| Error::archive(path.display().to_string(), error.to_string()))?;
            network::write_gexf(&self.0, &labels, &columns, file)
        })
    }
}
