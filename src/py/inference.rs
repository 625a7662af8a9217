//! How sure a number is.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::Columns;
use super::door::run;
use super::error::InputError;
use crate::inference::{self, Estimate};

/// A ratio of sums over clusters and its 95 % bootstrap interval.
#[pyfunction]
pub fn bootstrap_ratio(
    py: Python<'_>,
    numerators: PyArray,
    denominators: PyArray,
    draws: usize,
    seed: u64,
) -> PyResult<(f64, f64, f64)> {
    let column = |array: &PyArray| {
        array
            .array()
            .as_primitive_opt::<Float64Type>()
            .map(|column| column.values().to_vec())
            .ok_or_else(|| InputError::new_err("numerators, denominators: wanted numbers"))
    };
    let clusters: Vec<(f64, f64)> =
        column(&numerators)?.into_iter().zip(column(&denominators)?).collect();
    let (above, below) = clusters.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
    let interval =
        run(py, None, |interrupt| inference::bootstrap_ratio(&clusters, draws, seed, interrupt))?;
    Ok((above / below, interval.low, interval.high))
}

/// Numbers and their intervals: `name`, `name_ci_low`, `name_ci_high`.
pub fn estimates(
    columns: Columns,
    name: &str,
    cells: impl Iterator<Item = Estimate> + Clone,
) -> Columns {
    columns
        .floats(name, cells.clone().map(|cell| cell.value))
        .floats(&format!("{name}_ci_low"), cells.clone().map(|cell| cell.interval.low))
        .floats(&format!("{name}_ci_high"), cells.map(|cell| cell.interval.high))
}
