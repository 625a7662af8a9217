//! Files and matrices for other programs.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{ArrayRef, Float64Array, Int64Array};
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyRecordBatch};

use super::Network;
use crate::error::Error;
use crate::network::{self, AttributeColumn, LayoutOptions};
use crate::py::columns::{Columns, array_out, text_cells};
use crate::py::door::run;

#[pymethods]
impl Network {
    /// The rows of neighbours: where each starts, the neighbours, the weights.
    fn rows(&self, py: Python<'_>) -> PyResult<(Py<PyAny>, Py<PyAny>, Py<PyAny>)> {
        let (offsets, ids, weights) = self.0.rows();
        let offsets: Vec<i64> = offsets.iter().map(|&offset| offset as i64).collect();
        let ids: Vec<i64> = ids.iter().map(|&id| i64::from(id)).collect();
        Ok((
            array_out(py, Arc::new(Int64Array::from(offsets)))?,
            array_out(py, Arc::new(Int64Array::from(ids)))?,
            array_out(py, Arc::new(Float64Array::from(weights.to_vec())))?,
        ))
    }

    fn layout(&self, py: Python<'_>, seed: u64, iterations: Option<usize>) -> PyResult<Py<PyAny>> {
        let mut options = LayoutOptions::default();
        options.iterations = iterations.unwrap_or(options.iterations);
        let places =
            run(py, None, |interrupt| network::layout(&self.0, &options, seed, interrupt))?;
        Columns::new()
            .floats("x", places.iter().map(|place| place.0))
            .floats("y", places.iter().map(|place| place.1))
            .finish(py)
    }

    /// Write GEXF or `GraphML` to this path, with these labels and attributes.
    fn write(
        &self,
        py: Python<'_>,
        form: &str,
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
            .map(|(field, array)| Ok((field.name().clone(), attribute(field.name(), array)?)))
            .collect::<PyResult<Vec<_>>>()?;
        run(py, None, |_| {
            let file = std::fs::File::create(&path)
                .map_err(|error| Error::archive(path.display().to_string(), error.to_string()))?;
            if form == "graphml" {
                network::write_graphml(&self.0, &labels, &columns, file)
            } else {
                network::write_gexf(&self.0, &labels, &columns, file)
            }
        })
    }
}

/// A column of attributes as whole numbers, numbers or text.
fn attribute(name: &str, cells: &ArrayRef) -> PyResult<AttributeColumn> {
    Ok(match cells.data_type() {
        DataType::Int64 => {
            AttributeColumn::Whole(cells.as_primitive::<Int64Type>().iter().collect())
        }
        DataType::Float64 => {
            AttributeColumn::Number(cells.as_primitive::<Float64Type>().iter().collect())
        }
        _ => AttributeColumn::Text(
            text_cells(name, cells)?.iter().map(|cell| cell.map(str::to_owned)).collect(),
        ),
    })
}
