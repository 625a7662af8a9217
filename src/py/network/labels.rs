//! Networks of two columns of labels.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyChunkedArray};

use super::Network;
use super::columns::{TextChunk, Texts, Wholes, span, whole_chunk};
use crate::error::Result;
use crate::network;
use crate::network::labels::{HashBook, Numbered, RangeBook, numbered};
use crate::py::columns::Columns;
use crate::py::door::run;
use crate::py::error::InputError;
use crate::run::Interrupt;

/// Whole numbers are looked up by themselves, without a hash, if their range has at most so
/// many times the rows: the table for it then takes less than the network.
const WIDEST: usize = 4;

/// The network of two columns of labels, and its labels in order of first appearance.
///
/// Either all columns are of whole numbers or all are of text, and none has a null.
#[pyfunction]
#[pyo3(signature = (source, target, weight, directed, nodes))]
pub fn label_network(
    py: Python<'_>,
    source: PyChunkedArray,
    target: PyChunkedArray,
    weight: Option<PyArray>,
    directed: bool,
    nodes: PyChunkedArray,
) -> PyResult<(Network, Py<PyAny>)> {
    let weight = weight.map(|weight| {
        let column = weight.array().as_primitive_opt::<Float64Type>().cloned();
        column.ok_or_else(|| InputError::new_err("weight: wanted numbers"))
    });
    let weight = weight.transpose()?;
    let weight = weight.as_ref().map(|column| &column.values()[..]);
    let built = |source: Vec<u32>, target: Vec<u32>, n: usize| {
        network::Network::from_edges(n, &source, &target, weight, None, directed)
    };

    if [&source, &target, &nodes].iter().all(|column| column.data_type().is_integer()) {
        let column =
            |name, column: &PyChunkedArray| Wholes::new(name, column.chunks(), whole_chunk);
        let ends = (column("source", &source)?, column("target", &target)?);
        let nodes = column("nodes", &nodes)?;
        let (net, labels) = run(py, None, |interrupt| {
            let found = whole_numbers(&nodes, (&ends.0, &ends.1), interrupt)?;
            Ok((built(found.source, found.target, found.labels.len())?, found.labels))
        })?;
        // Most are short, and short ones are written much faster.
        let text = |&label: &i128| match i64::try_from(label) {
            Ok(label) => label.to_string(),
            Err(_) => label.to_string(),
        };
        return handed_back(py, net, labels.iter().map(text));
    }
    let column = |name, column: &PyChunkedArray| Texts::new(name, column.chunks(), TextChunk::new);
    let (source, target) = (column("source", &source)?, column("target", &target)?);
    let nodes = column("nodes", &nodes)?;
    let (net, labels) = run(py, None, |interrupt| {
        let found = numbered(&&nodes, &&source, &&target, HashBook::default, interrupt)?;
        Ok((built(found.source, found.target, found.labels.len())?, found.labels))
    })?;
    handed_back(py, net, labels.iter())
}

fn whole_numbers(
    nodes: &Wholes,
    (source, target): (&Wholes, &Wholes),
    interrupt: &Interrupt,
) -> Result<Numbered<i128>> {
    let (least, most) = span([nodes, source, target]).unwrap_or_default();
    let widest = WIDEST.saturating_mul(source.len().max(1 << 10));
    if most - least < widest as i128 {
        numbered(nodes, source, target, || RangeBook::new(least, most), interrupt)
    } else {
        numbered(nodes, source, target, HashBook::default, interrupt)
    }
}

fn handed_back(
    py: Python<'_>,
    net: network::Network,
    labels: impl Iterator<Item = impl AsRef<str>>,
) -> PyResult<(Network, Py<PyAny>)> {
    let table = Columns::new().text("node", labels.map(Some)).finish(py)?;
    Ok((Network(net.into()), table))
}
