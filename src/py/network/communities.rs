//! Communities, and what partitions say.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use rayon::prelude::*;

use super::{Network, names};
use crate::error::Result;
use crate::network::communities::{self, Quality};
use crate::network::{self, agreement, consensus, participation};
use crate::py::columns::{Columns, numbers};
use crate::py::door::run;
use crate::run::Interrupt;

/// How communities are found: all that does not differ from run to run.
struct Search {
    method: String,
    quality: Quality,
    resolution: f64,
    iterations: i64,
}

impl Search {
    fn find(&self, net: &network::Network, seed: u64, interrupt: &Interrupt) -> Result<Vec<u32>> {
        let (quality, resolution) = (self.quality, self.resolution);
        match self.method.as_str() {
            "louvain" => communities::louvain(net, quality, resolution, seed, interrupt),
            "label_propagation" => communities::label_propagation(net, seed, interrupt),
            _ => communities::leiden(net, quality, resolution, seed, self.iterations, interrupt),
        }
    }
}

/// The network, or the same edges at a weight of 1.
fn weighed(net: &Arc<network::Network>, weighted: bool) -> Arc<network::Network> {
    if weighted { Arc::clone(net) } else { Arc::new(net.unweighted()) }
}

/// How many communities a partition has.
fn count(labels: &[u32]) -> f64 {
    labels.iter().max().map_or(0.0, |&last| f64::from(last) + 1.0)
}

#[pymethods]
impl Network {
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn communities(
        &self,
        py: Python<'_>,
        method: String,
        quality: &str,
        resolution: f64,
        weighted: bool,
        seed: u64,
        iterations: i64,
    ) -> PyResult<Py<PyAny>> {
        let search = Search { method, quality: names::quality(quality), resolution, iterations };
        self.parts(py, "community", |_, interrupt| {
            search.find(&weighed(&self.0, weighted), seed, interrupt)
        })
    }

    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn consensus(
        &self,
        py: Python<'_>,
        method: String,
        resolution: f64,
        weighted: bool,
        runs: usize,
        threshold: f64,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let search = Search { method, quality: Quality::Modularity, resolution, iterations: 2 };
        self.parts(py, "community", |_, interrupt| {
            let net = weighed(&self.0, weighted);
            let find =
                |net: &network::Network, seed: u64, stop: &Interrupt| search.find(net, seed, stop);
            consensus::consensus(&net, &find, runs, threshold, seed, interrupt)
        })
    }

    fn stability(
        &self,
        py: Python<'_>,
        method: String,
        resolution: f64,
        weighted: bool,
        runs: usize,
        seed: u64,
    ) -> PyResult<Py<PyAny>> {
        let search = Search { method, quality: Quality::Modularity, resolution, iterations: -1 };
        let rows = run(py, None, |interrupt| {
            let net = weighed(&self.0, weighted);
            let find = |seed: u64| search.find(&net, seed, interrupt);
            interrupt.expect(runs as u64);
            let run = |run: usize| {
                let labels = find(seed.wrapping_add(run as u64));
                interrupt.advance(1);
                labels
            };
            let found = (0..runs).into_par_iter().map(run).collect::<Result<Vec<_>>>()?;
            let agreed = agreement::stability(&found)?;
            let score =
                |labels: &Vec<u32>| communities::modularity(&net, labels, resolution, false);
            let scores = found.iter().map(score).collect::<Result<Vec<f64>>>()?;
            let counts: Vec<f64> = found.iter().map(|labels| count(labels)).collect();
            let least = |values: &[f64]| values.iter().copied().fold(f64::NAN, f64::min);
            let most = |values: &[f64]| values.iter().copied().fold(f64::NAN, f64::max);
            Ok([
                ("runs", found.len() as f64),
                ("nmi_mean", agreed.mean.nmi),
                ("nmi_min", agreed.least.nmi),
                ("ari_mean", agreed.mean.ari),
                ("ari_min", agreed.least.ari),
                ("communities_min", least(&counts)),
                ("communities_max", most(&counts)),
                ("modularity_min", least(&scores)),
                ("modularity_max", most(&scores)),
            ])
        })?;
        Columns::new()
            .text("measure", rows.iter().map(|row| Some(row.0)))
            .floats("value", rows.iter().map(|row| row.1))
            .finish(py)
    }

    fn modularity(
        &self,
        py: Python<'_>,
        communities: PyArray,
        resolution: f64,
        directed: bool,
    ) -> PyResult<f64> {
        let labels = numbers("communities", &communities)?;
        self.value(py, |net, _| communities::modularity(net, &labels, resolution, directed))
    }

    fn participation(&self, py: Python<'_>, communities: PyArray) -> PyResult<Py<PyAny>> {
        let labels = numbers("communities", &communities)?;
        self.column(py, "participation", |net, _| participation::participation(net, &labels, true))
    }
}

/// How far two partitions of the same nodes agree.
#[pyfunction]
pub fn compare_partitions(py: Python<'_>, a: PyArray, b: PyArray) -> PyResult<Py<PyAny>> {
    let (a, b) = (numbers("a", &a)?, numbers("b", &b)?);
    let found = agreement::agreement(&a, &b)?;
    Columns::new()
        .floats("nmi", [found.nmi].into_iter())
        .floats("ari", [found.ari].into_iter())
        .counts("n", [a.len() as u64].into_iter())
        .finish(py)
}
