//! Columns of labels of any Arrow type, read where they lie.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{
    Array, ArrayRef, LargeStringArray, PrimitiveArray, StringArray, StringViewArray,
    downcast_integer_array,
};
use arrow_schema::DataType;
use pyo3::prelude::*;

use crate::network::labels::Column;
use crate::py::error::InputError;

/// A column in pieces.
pub(super) struct Chunks<C> {
    /// The row with which each begins, and that after the last.
    starts: Vec<usize>,
    chunks: Vec<C>,
}

/// A column of texts without nulls.
pub(super) type Texts = Chunks<TextChunk>;

/// A column of whole numbers without nulls.
pub(super) type Wholes = Chunks<Box<dyn WholeChunk>>;

impl<C> Chunks<C> {
    /// The column of these arrays, `name` for who gave it, if `chunk` can read them all.
    pub(super) fn new(
        name: &str,
        arrays: &[ArrayRef],
        chunk: impl Fn(&ArrayRef) -> Option<C>,
    ) -> PyResult<Self> {
        let mut column = Self { starts: vec![0], chunks: Vec::new() };
        for array in arrays {
            column.starts.push(column.len() + array.len());
            column.chunks.push(chunk(array).ok_or_else(|| {
                let kind = array.data_type();
                InputError::new_err(format!("{name}: a column of {kind}; wanted labels"))
            })?);
        }
        Ok(column)
    }

    pub(super) fn len(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    /// Visit the pieces of these rows, each with those of its own rows that are among them.
    fn each<'a>(&'a self, rows: Range<usize>, mut visit: impl FnMut(&'a C, Range<usize>)) {
        let first = self.starts.partition_point(|&start| start <= rows.start).saturating_sub(1);
        for (chunk, span) in self.chunks.iter().zip(self.starts.windows(2)).skip(first) {
            if span[0] >= rows.end {
                break;
            }
            // A piece may be empty.
            let (start, end) = (rows.start.max(span[0]), rows.end.min(span[1]));
            visit(chunk, start - span[0]..end - span[0]);
        }
    }
}

impl<'a> Column<&'a str> for &'a Texts {
    fn rows(&self) -> usize {
        self.len()
    }

    fn read(&self, rows: Range<usize>, to: &mut Vec<&'a str>) {
        self.each(rows, |chunk, rows| chunk.read(rows, to));
    }
}

impl Column<i128> for Wholes {
    fn rows(&self) -> usize {
        self.len()
    }

    fn read(&self, rows: Range<usize>, to: &mut Vec<i128>) {
        self.each(rows, |chunk, rows| chunk.read(rows, to));
    }
}

/// A piece of a column of texts.
pub(super) enum TextChunk {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// Where each row's text stands in another piece.
    Coded(Vec<usize>, Box<TextChunk>),
}

impl TextChunk {
    /// None if the array is not of text.
    pub(super) fn new(array: &ArrayRef) -> Option<Self> {
        let array: &dyn Array = array;
        if let Some(coded) = array.as_any_dictionary_opt() {
            let texts = Self::new(coded.values())?;
            // Without a text there is no row.
            return Some(if coded.values().is_empty() {
                texts
            } else {
                Self::Coded(coded.normalized_keys(), Box::new(texts))
            });
        }
        match array.data_type() {
            DataType::Utf8 => array.as_string_opt().cloned().map(Self::Small),
            DataType::LargeUtf8 => array.as_string_opt().cloned().map(Self::Large),
            DataType::Utf8View => array.as_string_view_opt().cloned().map(Self::View),
            _ => None,
        }
    }

    fn text(&self, row: usize) -> &str {
        match self {
            Self::Small(texts) => texts.value(row),
            Self::Large(texts) => texts.value(row),
            Self::View(texts) => texts.value(row),
            Self::Coded(places, texts) => texts.text(places[row]),
        }
    }

    fn read<'a>(&'a self, rows: Range<usize>, to: &mut Vec<&'a str>) {
        match self {
            Self::Small(texts) => to.extend(rows.map(|row| texts.value(row))),
            Self::Large(texts) => to.extend(rows.map(|row| texts.value(row))),
            Self::View(texts) => to.extend(rows.map(|row| texts.value(row))),
            Self::Coded(places, texts) => to.extend(places[rows].iter().map(|&at| texts.text(at))),
        }
    }
}

/// A piece of a column of whole numbers, of whatever width.
pub(super) trait WholeChunk: Send + Sync {
    fn read(&self, rows: Range<usize>, to: &mut Vec<i128>);

    /// The least and the greatest.
    fn span(&self) -> Option<(i128, i128)>;
}

impl<T: ArrowPrimitiveType<Native: Into<i128> + Ord>> WholeChunk for PrimitiveArray<T> {
    fn read(&self, rows: Range<usize>, to: &mut Vec<i128>) {
        to.extend(self.values()[rows].iter().map(|&value| value.into()));
    }

    fn span(&self) -> Option<(i128, i128)> {
        let least = *self.values().iter().min()?;
        Some((least.into(), self.values().iter().max().map_or(least, |&most| most).into()))
    }
}

/// A piece of whole numbers; none if the array has others.
pub(super) fn whole_chunk(array: &ArrayRef) -> Option<Box<dyn WholeChunk>> {
    downcast_integer_array!(
        array => Some(Box::new(array.clone())),
        _ => None,
    )
}

/// The least and the greatest of some columns; nothing if they are empty.
pub(super) fn span(columns: [&Wholes; 3]) -> Option<(i128, i128)> {
    let spans = columns.into_iter().flat_map(|column| &column.chunks).filter_map(|c| c.span());
    spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}
