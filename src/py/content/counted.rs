//! What follows from counting terms: collocations, similar texts, networks of terms, sparse counts.

use arrow_array::{Int64Array, UInt32Array};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use std::sync::Arc;

use super::super::columns::{Columns, text_cells};
use super::super::door::run;
use super::super::network::Network;
use super::cells;
use super::terms::OptionsIn;
use crate::content::terms::{
    self, Collocation, GAP, Terms, TogetherOptions, Weight, collocations, number, similar, together,
};
use crate::corpus::NONE;
use crate::network;

/// How often each text uses each term: `row, term, count`, and the terms in order of number.
#[pyfunction]
pub fn content_document_term(
    py: Python<'_>,
    texts: PyArray,
    options: OptionsIn,
    min_count: u64,
    min_texts: u64,
) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let options = options.read()?;
    let (found, kept) = run(py, None, |interrupt| {
        let terms = number(&texts, &options, false, interrupt)?;
        Ok(terms::document_term(&terms, min_count, min_texts))
    })?;
    let entries = Columns::new()
        .array("row", Arc::new(found.rows.into_iter().collect::<UInt32Array>()))
        .array("term", Arc::new(found.terms.into_iter().collect::<UInt32Array>()))
        .array("count", Arc::new(found.counts.into_iter().collect::<Int64Array>()))
        .finish(py)?;
    Ok((entries, Columns::new().text("term", kept.iter().map(Some)).finish(py)?))
}

/// Sequences of two or three terms, and how much oftener they are there than by chance.
#[pyfunction]
pub fn content_collocations(
    py: Python<'_>,
    texts: PyArray,
    options: OptionsIn,
    size: usize,
    window: usize,
    min_count: u64,
) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let options = options.read()?;
    if size == 2 {
        let (found, rows) = run(py, None, |interrupt| {
            let found = number(&texts, &options, true, interrupt)?;
            let rows = collocations::<2>(&found, window, min_count, interrupt)?;
            Ok((found, rows))
        })?;
        return collocation_table(py, &found, &rows);
    }
    let (found, rows) = run(py, None, |interrupt| {
        let found = number(&texts, &options, true, interrupt)?;
        let rows = collocations::<3>(&found, window, min_count, interrupt)?;
        Ok((found, rows))
    })?;
    collocation_table(py, &found, &rows)
}

fn collocation_table<const K: usize>(
    py: Python<'_>,
    terms: &Terms,
    rows: &[Collocation<K>],
) -> PyResult<Py<PyAny>> {
    let of = |get: fn(&Collocation<K>) -> f64| rows.iter().map(get);
    let label = |row: &Collocation<K>| row.terms.map(|term| terms.labels.get(term)).join(" ");
    Columns::new()
        .text("collocation", rows.iter().map(|row| Some(label(row))))
        .counts("count", rows.iter().map(|row| row.count))
        .floats("expected", of(|row| row.expected))
        .floats("pmi", of(|row| row.pmi))
        .floats("npmi", of(|row| row.npmi))
        .floats("g2", of(|row| row.g2))
        .floats("t", of(|row| row.t))
        .floats("lambda", of(|row| row.lambda))
        .floats("z", of(|row| row.z))
        .finish(py)
}

/// For each text (or each query) the texts most like it.
#[pyfunction]
pub fn content_similar(
    py: Python<'_>,
    texts: PyArray,
    queries: Option<PyArray>,
    options: OptionsIn,
    k: usize,
    least: f64,
) -> PyResult<Py<PyAny>> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let queries = queries.map(|queries| text_cells("query", queries.array())).transpose()?;
    let queries = queries.as_ref().map(cells);
    let options = options.read()?;
    let found = run(py, None, |interrupt| {
        let terms = number(&texts, &options, false, interrupt)?;
        let Some(queries) = queries else {
            return similar(&terms, None, k, least, interrupt);
        };
        let mut asked = number(&queries, &options, false, interrupt)?;
        let known: Vec<u32> = (0..asked.labels.len() as u32)
            .map(|id| terms.labels.find(asked.labels.get(id)).unwrap_or(NONE))
            .collect();
        asked.ids.iter_mut().filter(|id| **id != GAP).for_each(|id| *id = known[*id as usize]);
        similar(&terms, Some(&asked), k, least, interrupt)
    })?;
    let mut rank = 0;
    let mut before = NONE;
    let ranks: Vec<u64> = found
        .iter()
        .map(|row| {
            rank = if row.query == before { rank + 1 } else { 1 };
            before = row.query;
            rank
        })
        .collect();
    Columns::new()
        .counts("text", found.iter().map(|row| u64::from(row.query)))
        .counts("other", found.iter().map(|row| u64::from(row.row)))
        .floats("similarity", found.iter().map(|row| row.similarity))
        .counts("rank", ranks.into_iter())
        .finish(py)
}

/// The network of terms used together, its nodes, and how many texts had too many terms.
#[pyfunction]
pub fn content_cooccurrence(
    py: Python<'_>,
    texts: PyArray,
    options: OptionsIn,
    window: Option<usize>,
    least: u64,
    most_terms: usize,
    weight: &str,
) -> PyResult<(Network, Py<PyAny>, u64)> {
    let column = text_cells("texts", texts.array())?;
    let texts = cells(&column);
    let options = options.read()?;
    let how = TogetherOptions { window, least, most_terms, weight: Weight::parse(weight)? };
    let (net, terms, found) = run(py, None, |interrupt| {
        let terms = number(&texts, &options, false, interrupt)?;
        let found = together(&terms, &how, interrupt)?;
        let net = network::Network::from_edges(
            found.terms.len(),
            &found.source,
            &found.target,
            Some(&found.weight),
            None,
            false,
        )?;
        Ok((net, terms, found))
    })?;
    let nodes = Columns::new()
        .text("node", found.terms.iter().map(|&term| Some(terms.labels.get(term))))
        .counts("texts", found.texts.iter().copied())
        .finish(py)?;
    Ok((Network::new(net), nodes, found.left_out))
}
