//! The edits between two columns of texts.

use std::sync::Arc;

use arrow_array::builder::{LargeStringBuilder, UInt32Builder};
use arrow_array::{ArrayRef, DictionaryArray, StringArray, UInt8Array};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::py::columns::{Columns, text_cells};
use crate::py::content::cells;
use crate::py::door::run;
use crate::run::Interrupt;
use crate::variants::{Comparer, Edit, Op, Touched};

/// Pairs compared on one thread at a time.
const CHUNK: usize = 512;

/// Some edits of some pairs.
#[derive(Default)]
struct Part<'a> {
    pair: Vec<u32>,
    op: Vec<u8>,
    before: Vec<Option<&'a str>>,
    after: Vec<Option<&'a str>>,
    touched: Vec<Option<u8>>,
}

impl<'a> Part<'a> {
    fn push(&mut self, pair: u32, edit: Edit<'a>) {
        self.pair.push(pair);
        self.op.push(edit.op as u8);
        self.before.push(edit.before);
        self.after.push(edit.after);
        self.touched.push(edit.touched.map(|touched| touched.place() as u8));
    }

    fn read(
        before: &[Option<&'a str>],
        after: &[Option<&'a str>],
        first: usize,
        keep: bool,
        comparer: &mut Comparer,
    ) -> Self {
        let mut part = Self::default();
        for (at, pair) in before.iter().zip(after).enumerate() {
            let (Some(before), Some(after)) = pair else { continue };
            let pair = (first + at) as u32;
            if keep {
                comparer.each_edit(before, after, |edit| part.push(pair, edit));
            } else {
                comparer.each_change(before, after, |edit| part.push(pair, edit));
            }
        }
        part
    }
}

fn parts<'a>(
    before: &[Option<&'a str>],
    after: &[Option<&'a str>],
    keep: bool,
    interrupt: &Interrupt,
) -> Result<Vec<Part<'a>>> {
    interrupt.expect(before.len() as u64);
    before
        .par_chunks(CHUNK)
        .zip(after.par_chunks(CHUNK))
        .enumerate()
        .map_init(Comparer::default, |comparer, (at, (before, after))| {
            interrupt.check()?;
            let part = Part::read(before, after, at * CHUNK, keep, comparer);
            interrupt.advance(before.len() as u64);
            Ok(part)
        })
        .collect()
}

/// The edits that turn each text of a column into that of another.
#[pyfunction]
#[pyo3(signature = (before, after, keep, progress=None))]
pub fn compare_texts(
    py: Python<'_>,
    before: PyArray,
    after: PyArray,
    keep: bool,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let (before, after) =
        (text_cells("before", before.array())?, text_cells("after", after.array())?);
    let (before, after) = (cells(&before), cells(&after));
    if before.len() != after.len() {
        let (found, wanted) = (after.len(), before.len());
        let wanted = format!("{wanted}, as many as in before");
        return Err(Error::input("after", format!("{found} texts"), wanted).into());
    }
    let columns = run(py, progress, |interrupt| {
        let parts = parts(&before, &after, keep, interrupt)?;
        Ok(table(&parts))
    })?;
    columns.finish(py)
}

/// The rows of all parts. Names of operations and classes are stored once.
fn table(parts: &[Part]) -> Columns {
    let rows = parts.iter().map(|part| part.pair.len()).sum();
    let mut pair = UInt32Builder::with_capacity(rows);
    parts.iter().for_each(|part| pair.append_slice(&part.pair));
    let op: UInt8Array = parts.iter().flat_map(|part| part.op.iter().copied()).map(Some).collect();
    let touched: UInt8Array = parts.iter().flat_map(|part| part.touched.iter().copied()).collect();
    let mut before = LargeStringBuilder::with_capacity(rows, rows * 6);
    let mut after = LargeStringBuilder::with_capacity(rows, rows * 6);
    for part in parts {
        part.before.iter().for_each(|token| before.append_option(*token));
        part.after.iter().for_each(|token| after.append_option(*token));
    }
    Columns::new()
        .array("pair", Arc::new(pair.finish()))
        .array("op", named(op, Op::ALL.map(Op::as_str).to_vec()))
        .array("token_before", Arc::new(before.finish()))
        .array("token_after", Arc::new(after.finish()))
        .array("class", named(touched, Touched::ALL.map(Touched::as_str).to_vec()))
}

/// Numbers and what they are called.
fn named(numbers: UInt8Array, names: Vec<&str>) -> ArrayRef {
    let names: ArrayRef = Arc::new(StringArray::from(names));
    Arc::new(DictionaryArray::new(numbers, names))
}
