//! Columns to Arrow tables and back.

use std::sync::Arc;

use arrow_array::builder::{LargeListBuilder, LargeStringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch,
    TimestampMicrosecondArray, UInt32Array,
};
use arrow_schema::{DataType, Field, Schema};
use pyo3::prelude::*;
use pyo3_arrow::{PyArray, PyRecordBatch};

use super::error::{InputError, TwiplomacyError};
use crate::corpus::NO_TIME;

/// A table in the making: columns in order.
#[derive(Default)]
pub struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
    /// The columns that are wanted; all without.
    only: Option<Vec<String>>,
}

impl Columns {
    pub fn new() -> Self {
        Self::default()
    }

    /// Only columns of these names: the others are not made.
    pub fn only(names: Option<Vec<String>>) -> Self {
        Self { only: names, ..Self::default() }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|names| names.iter().any(|only| only == name))
    }

    fn add(self, name: &str, array: ArrayRef) -> Self {
        self.add_if_wanted(name, || array)
    }

    fn add_if_wanted(mut self, name: &str, array: impl FnOnce() -> ArrayRef) -> Self {
        if !self.wants(name) {
            return self;
        }
        let array = array();
        self.fields.push(Field::new(name, array.data_type().clone(), true));
        self.arrays.push(array);
        self
    }

    /// A column that is made already.
    pub fn array(self, name: &str, array: ArrayRef) -> Self {
        self.add(name, array)
    }

    /// Strings, some of them null.
    pub fn text<T: AsRef<str>>(self, name: &str, cells: impl Iterator<Item = Option<T>>) -> Self {
        self.add_if_wanted(name, || Arc::new(cells.collect::<LargeStringArray>()))
    }

    /// Lists of strings, none of them null.
    pub fn lists<'a, L>(self, name: &str, rows: impl Iterator<Item = L>) -> Self
    where
        L: Iterator<Item = &'a str>,
    {
        self.opt_lists(name, rows.map(Some))
    }

    /// Lists of strings, some of them null.
    pub fn opt_lists<'a, L>(self, name: &str, rows: impl Iterator<Item = Option<L>>) -> Self
    where
        L: Iterator<Item = &'a str>,
    {
        if !self.wants(name) {
            return self;
        }
        let mut builder = LargeListBuilder::new(LargeStringBuilder::new());
        for row in rows {
            match row {
                None => builder.append_null(),
                Some(items) => {
                    items.for_each(|item| builder.values().append_value(item));
                    builder.append(true);
                }
            }
        }
        self.add(name, Arc::new(builder.finish()))
    }

    /// Whole numbers, some of them null.
    pub fn ints(self, name: &str, cells: impl Iterator<Item = Option<i64>>) -> Self {
        self.add_if_wanted(name, || Arc::new(cells.collect::<Int64Array>()))
    }

    /// Whole numbers.
    pub fn counts(self, name: &str, cells: impl Iterator<Item = u64>) -> Self {
        let cells: Vec<i64> = cells.map(|cell| i64::try_from(cell).unwrap_or(i64::MAX)).collect();
        self.add(name, Arc::new(Int64Array::from(cells)))
    }

    /// Numbers; NaN is NaN.
    pub fn floats(self, name: &str, cells: impl Iterator<Item = f64>) -> Self {
        self.add(
            name,
            Arc::new(cells.collect::<Vec<f64>>().into_iter().map(Some).collect::<Float64Array>()),
        )
    }

    /// Truth values, some of them null.
    pub fn bools(self, name: &str, cells: impl Iterator<Item = Option<bool>>) -> Self {
        self.add_if_wanted(name, || Arc::new(cells.collect::<BooleanArray>()))
    }

    /// Times in UTC, [`NO_TIME`] being null.
    pub fn times(self, name: &str, cells: impl Iterator<Item = i64>) -> Self {
        self.add_if_wanted(name, || {
            let array: TimestampMicrosecondArray =
                cells.map(|time| (time != NO_TIME).then_some(time)).collect();
            Arc::new(array.with_timezone("UTC"))
        })
    }

    /// Microseconds as seconds, some of them null.
    pub fn seconds(self, name: &str, cells: impl Iterator<Item = Option<i64>>) -> Self {
        self.floats(name, cells.map(|cell| cell.map_or(f64::NAN, |micros| micros as f64 / 1e6)))
    }

    /// The table, as a pyarrow record batch.
    pub fn finish(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let batch = RecordBatch::try_new(Arc::new(Schema::new(self.fields)), self.arrays)
            .map_err(|error| TwiplomacyError::new_err(format!("internal error: {error}")))?;
        Ok(PyRecordBatch::new(batch).into_pyarrow(py)?.unbind())
    }
}

/// The cells of a string column as the Python layer normalised it.
pub fn text_cells(name: &str, array: &ArrayRef) -> PyResult<LargeStringArray> {
    array
        .as_string_opt::<i64>()
        .cloned()
        .ok_or_else(|| wrong_type(name, array, &DataType::LargeUtf8))
}

/// Numbers of accounts, posts or groups; null is [`crate::corpus::NONE`].
pub fn numbers(name: &str, array: &PyArray) -> PyResult<Vec<u32>> {
    let cells = array
        .array()
        .as_primitive_opt::<UInt32Type>()
        .ok_or_else(|| wrong_type(name, array.array(), &DataType::UInt32))?;
    Ok(cells.iter().map(|cell| cell.unwrap_or(crate::corpus::NONE)).collect())
}

/// Times in microseconds; null is [`NO_TIME`].
pub fn times(name: &str, array: &PyArray) -> PyResult<Vec<i64>> {
    let cells = array
        .array()
        .as_primitive_opt::<Int64Type>()
        .ok_or_else(|| wrong_type(name, array.array(), &DataType::Int64))?;
    Ok(cells.iter().map(|cell| cell.unwrap_or(NO_TIME)).collect())
}

/// Numbers; null is NaN.
pub fn floats(name: &str, array: &PyArray) -> PyResult<Vec<f64>> {
    let cells = array
        .array()
        .as_primitive_opt::<Float64Type>()
        .ok_or_else(|| wrong_type(name, array.array(), &DataType::Float64))?;
    Ok(cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect())
}

/// Truth values; null is false.
pub fn flags(name: &str, array: &PyArray) -> PyResult<Vec<bool>> {
    let cells = array
        .array()
        .as_boolean_opt()
        .ok_or_else(|| wrong_type(name, array.array(), &DataType::Boolean))?;
    Ok(cells.iter().map(|cell| cell.unwrap_or(false)).collect())
}

/// A `u32` column for Python; [`crate::corpus::NONE`] is null.
pub fn number_array(py: Python<'_>, cells: impl Iterator<Item = u32>) -> PyResult<Py<PyAny>> {
    let array: UInt32Array =
        cells.map(|cell| (cell != crate::corpus::NONE).then_some(cell)).collect();
    array_out(py, Arc::new(array))
}

/// A column for Python.
pub fn array_out(py: Python<'_>, array: ArrayRef) -> PyResult<Py<PyAny>> {
    Ok(PyArray::from_array_ref(array).to_pyarrow(py)?.unbind())
}

/// One column of a table that comes in.
pub fn column_in(name: &str, array: &ArrayRef) -> PyResult<crate::archive::Column> {
    use crate::archive::Column;
    Ok(match array.data_type() {
        DataType::Timestamp(..) => {
            let cells = array
                .as_primitive_opt::<TimestampMicrosecondType>()
                .ok_or_else(|| wrong_type(name, array, &DataType::LargeUtf8))?;
            Column::Time(cells.iter().collect())
        }
        DataType::Int64 => {
            let cells = array.as_primitive::<Int64Type>();
            Column::Count(
                cells.iter().map(|cell| cell.and_then(|n| u64::try_from(n).ok())).collect(),
            )
        }
        DataType::LargeList(_) => {
            let lists = array.as_list::<i64>();
            let items = text_cells(name, lists.values())?;
            let mut ends = Vec::with_capacity(lists.len());
            let mut kept: Vec<Option<String>> = Vec::new();
            for row in 0..lists.len() {
                if lists.is_valid(row) {
                    let (start, end) = (lists.value_offsets()[row], lists.value_offsets()[row + 1]);
                    kept.extend((start..end).map(|item| {
                        let item = item as usize;
                        items.is_valid(item).then(|| items.value(item).to_owned())
                    }));
                }
                ends.push(kept.len() as u64);
            }
            Column::List(ends, kept.into_iter().collect())
        }
        _ => Column::Text(text_cells(name, array)?.iter().collect()),
    })
}

fn wrong_type(name: &str, array: &ArrayRef, wanted: &DataType) -> PyErr {
    InputError::new_err(format!("{name}: a column of {}; wanted {wanted}", array.data_type()))
}
