//! What changes with time: transfer entropy, events and their null models.

use std::sync::Arc;

use arrow_array::Float64Array;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, array_out, flags, number_array, numbers, times};
use super::corpus::Corpus;
use super::door::run;
use crate::change::temporal::{self, Events, Null, Statistic, TestOptions};
use crate::change::transfer_entropy::{GAP, History, Shuffle, test as test_transfer};
use crate::network::nulls::NullTest;
use crate::network::{self, Tie, TiesOptions};

/// p-values adjusted for as many tests (Benjamini & Hochberg 1995).
#[pyfunction]
pub fn false_discovery(p: Vec<f64>) -> Vec<f64> {
    crate::inference::false_discovery(&p)
}

/// For each pair of columns of symbols (null for a gap) the transfer entropy from the first to the
/// second, in bits, against the first shuffled. p is one-sided.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python function
pub fn transfer_entropy(
    py: Python<'_>,
    series: Vec<PyArray>,
    pairs: Vec<(usize, usize)>,
    bins: usize,
    history: usize,
    source_history: usize,
    shift: bool,
    draws: usize,
    seed: u64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let symbol = |number: u32| u16::try_from(number).unwrap_or(GAP);
    let series = series
        .iter()
        .map(|column| Ok(numbers("series", column)?.into_iter().map(symbol).collect()))
        .collect::<PyResult<Vec<Vec<u16>>>>()?;
    let history = History { bins, target: history, source: source_history };
    let shuffle = if shift { Shuffle::Shift } else { Shuffle::Values };
    let tests = run(py, progress, |interrupt| {
        interrupt.expect((pairs.len() * draws) as u64);
        // Each pair has draws of its own.
        let one = |(place, &(source, target)): (usize, &(usize, usize))| {
            let seed = seed.wrapping_add((place as u64) << 32);
            let (source, target) = (&series[source], &series[target]);
            test_transfer(source, target, history, shuffle, draws, seed, interrupt)
        };
        pairs.iter().enumerate().map(one).collect::<crate::Result<Vec<NullTest>>>()
    })?;
    let p: Vec<f64> = tests.iter().map(NullTest::p_greater).collect();
    let adjusted = crate::inference::false_discovery(&p);
    Columns::new()
        .floats("transfer_entropy", tests.iter().map(|test| test.value))
        .floats("effective", tests.iter().map(|test| test.value - test.null_mean()))
        .floats("null_mean", tests.iter().map(NullTest::null_mean))
        .floats("null_sd", tests.iter().map(NullTest::null_sd))
        .floats("z", tests.iter().map(NullTest::z))
        .floats("p", p.into_iter())
        .counts("draws", tests.iter().map(|test| test.draws.len() as u64))
        .floats("p_adjusted", adjusted.into_iter())
        .finish(py)
}

/// The events of a corpus: who turned to whom, when, in order of posts.
#[pyfunction]
#[pyo3(signature = (corpus, kind, attention, among=None, since=None, until=None, progress=None))]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python method
pub fn corpus_events(
    py: Python<'_>,
    corpus: &Corpus,
    kind: &str,
    attention: bool,
    among: Option<PyArray>,
    since: Option<i64>,
    until: Option<i64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<(Py<PyAny>, Py<PyAny>, Py<PyAny>)> {
    let corpus = &*corpus.0;
    let tie = Tie::parse(kind)?;
    let among = among.map(|among| flags("among", &among)).transpose()?;
    let options = TiesOptions { attention, among, since, until };
    let ties = run(py, progress, |interrupt| network::ties(corpus, tie, &options, interrupt))?;
    let at = Columns::new().times("at", ties.time.into_iter()).finish(py)?;
    let ends = |ends: Vec<u32>| number_array(py, ends.into_iter());
    Ok((ends(ties.source)?, ends(ties.target)?, at))
}

fn events(n: usize, source: &PyArray, target: &PyArray, at: &PyArray) -> PyResult<Events> {
    let (source, target) = (numbers("source", source)?, numbers("target", target)?);
    Ok(Events::new(n, &source, &target, &times("at", at)?)?)
}

/// The value of each statistic of some events, and its values in the draws.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python function
pub fn temporal_test(
    py: Python<'_>,
    n: usize,
    source: PyArray,
    target: PyArray,
    at: PyArray,
    statistics: Vec<String>,
    null: &str,
    sources: Option<usize>,
    draws: usize,
    seed: u64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<(f64, Py<PyAny>)>> {
    let events = events(n, &source, &target, &at)?;
    let statistics = statistics
        .iter()
        .map(|name| Statistic::parse(name))
        .collect::<crate::Result<Vec<Statistic>>>()?;
    let options = TestOptions { null: Null::parse(null)?, draws, seed, sources };
    if statistics.is_empty() {
        return Ok(Vec::new());
    }
    run(py, progress, |interrupt| temporal::test(&events, &statistics, options, interrupt))?
        .into_iter()
        .map(|test| Ok((test.value, array_out(py, Arc::new(Float64Array::from(test.draws)))?)))
        .collect()
}

/// The events of one draw: the numbers of their sources and targets, and their times.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // one for each argument of the Python function
pub fn temporal_draw(
    py: Python<'_>,
    n: usize,
    source: PyArray,
    target: PyArray,
    at: PyArray,
    null: &str,
    seed: u64,
    draw: u64,
) -> PyResult<(Py<PyAny>, Py<PyAny>, Py<PyAny>)> {
    let (events, null) = (events(n, &source, &target, &at)?, Null::parse(null)?);
    let drawn = run(py, None, |interrupt| temporal::draw(&events, null, seed, draw, interrupt))?;
    let at = Columns::new().times("at", drawn.time().iter().copied()).finish(py)?;
    let ends = |ends: &[u32]| number_array(py, ends.iter().copied());
    Ok((ends(drawn.source())?, ends(drawn.target())?, at))
}

/// The names of the statistics that [`temporal_test`] knows.
#[pyfunction]
pub fn temporal_statistics() -> Vec<&'static str> {
    Statistic::ALL.iter().map(|one| one.as_str()).collect()
}
