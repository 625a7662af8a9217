//! A table: columns by name, and the row that a format of tables reads.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::batch::Batch;
use super::formats::{self, Format};
use super::json::parse_count;
use super::{listed, time};
use crate::error::{Error, Result};

/// Strings end to end, some of them null.
#[derive(Debug, Clone, Default)]
pub struct TextColumn {
    bytes: String,
    ends: Vec<u64>,
    nulls: Vec<bool>,
}

impl TextColumn {
    /// The cell of a row; empty cells are null.
    pub fn get(&self, row: usize) -> Option<&str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        let text = &self.bytes[start..self.ends[row] as usize];
        (!self.nulls[row] && !text.is_empty()).then_some(text)
    }

    /// Add a cell.
    pub fn push(&mut self, cell: Option<&str>) {
        self.nulls.push(cell.is_none());
        self.bytes.push_str(cell.unwrap_or_default());
        self.ends.push(self.bytes.len() as u64);
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(cells: I) -> Self {
        let mut column = Self::default();
        for cell in cells {
            column.push(cell.as_ref().map(AsRef::as_ref));
        }
        column
    }
}

/// One column of a table.
#[derive(Debug, Clone)]
pub enum Column {
    /// A string a row.
    Text(TextColumn),
    /// Microseconds since 1970 a row.
    Time(Vec<Option<i64>>),
    /// A count a row.
    Count(Vec<Option<u64>>),
    /// A list a row: where each row's items end, and the items.
    List(Vec<u64>, TextColumn),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(column) => column.len(),
            Self::Time(times) => times.len(),
            Self::Count(counts) => counts.len(),
            Self::List(ends, _) => ends.len(),
        }
    }
}

/// Where the rows of a table stood in their file.
#[derive(Debug, Clone)]
pub enum Lines {
    /// One a line, the first on this one.
    From(u64),
    /// On these.
    At(Vec<u64>),
}

impl Default for Lines {
    fn default() -> Self {
        Self::From(1)
    }
}

/// Columns that are all equally long, each with a name of its own.
#[derive(Debug, Clone, Default)]
pub struct Table {
    len: usize,
    columns: HashMap<String, Column>,
    lines: Lines,
    context: Arc<[u8]>,
}

impl Table {
    /// A table of these columns.
    pub fn new(columns: Vec<(String, Column)>, lines: Lines) -> Result<Self> {
        let len = columns.first().map_or(0, |(_, column)| column.len());
        if let Lines::At(at) = &lines
            && at.len() != len
        {
            return Err(Error::input("lines", at.len().to_string(), len.to_string()));
        }
        let mut table = Self { len, columns: HashMap::new(), lines, ..Self::default() };
        for (name, column) in columns {
            if column.len() != len {
                let found = format!("{} rows", column.len());
                return Err(Error::input(name, found, format!("{len} rows")));
            }
            if table.columns.contains_key(&name) {
                return Err(Error::input(name, "there more than once", "one column of each name"));
            }
            table.columns.insert(name, column);
        }
        Ok(table)
    }

    /// What stands beside the file, for all rows.
    pub fn set_context(&mut self, context: Arc<[u8]>) {
        self.context = context;
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Which format its columns are in.
    pub fn format(&self) -> &'static Format {
        let names: Vec<&str> = self.columns.keys().map(String::as_str).collect();
        formats::of_header(&names)
    }

    /// Some of the rows as posts, in this format.
    pub fn read(&self, format: &formats::Table, rows: Range<usize>, batch: &mut Batch) {
        for row in rows {
            batch.account_for_line(|batch| {
                let row = Row { table: self, row };
                (format.read)(&row, batch).map_err(|reason| (row.line(), reason))
            });
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl<'a> Row<'a> {
    /// The line of the file on which it stood.
    pub fn line(&self) -> u64 {
        match &self.table.lines {
            Lines::From(first) => first + self.row as u64,
            Lines::At(lines) => lines[self.row],
        }
    }

    /// What stands beside the file; empty for most formats.
    pub fn context(&self) -> &'a [u8] {
        &self.table.context
    }

    /// Whether the table has this column.
    pub fn has(&self, name: &str) -> bool {
        self.table.columns.contains_key(name)
    }

    /// A cell as it was written; empty cells are missing.
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        match self.table.columns.get(name)? {
            Column::Text(column) => column.get(self.row),
            _ => None,
        }
    }

    /// A cell without the white space around it; blank cells are missing.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.raw(name).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// A time in microseconds; the reason if the cell holds something else.
    pub fn time(&self, name: &str) -> std::result::Result<Option<i64>, String> {
        match self.table.columns.get(name) {
            Some(Column::Time(times)) => Ok(times[self.row]),
            Some(Column::Text(_)) => match self.text(name) {
                None => Ok(None),
                Some(text) => time::parse(text).map(Some).ok_or_else(|| {
                    format!("{name}: {text:?} is not a date; wanted {}", time::WANTED)
                }),
            },
            _ => Ok(None),
        }
    }

    /// A count; anything else is missing.
    pub fn count(&self, name: &str) -> Option<u64> {
        match self.table.columns.get(name)? {
            Column::Count(counts) => counts[self.row],
            Column::Text(_) => self.text(name).and_then(parse_count),
            _ => None,
        }
    }

    /// A truth: `true`, `True`, `1`, `yes`; anything else that is no opposite is missing.
    pub fn flag(&self, name: &str) -> Option<bool> {
        let cell = self.text(name)?;
        let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
        if is(&["true", "1", "yes", "t"]) {
            Some(true)
        } else if is(&["false", "0", "no", "f"]) {
            Some(false)
        } else {
            None
        }
    }

    /// Every item of a list, or of a cell that is a list in words; see [`listed`].
    pub fn each(&self, name: &str, mut take: impl FnMut(&str)) {
        match self.table.columns.get(name) {
            Some(Column::List(ends, items)) => {
                let start = if self.row == 0 { 0 } else { ends[self.row - 1] };
                for item in start..ends[self.row] {
                    if let Some(text) =
                        items.get(item as usize).map(str::trim).filter(|t| !t.is_empty())
                    {
                        take(text);
                    }
                }
            }
            Some(Column::Text(column)) => {
                let cell = column.get(self.row).unwrap_or_default();
                // A link may hold commas and semicolons.
                listed::each(cell, name.contains("url") || name.contains("link"), take);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_other_lengths_or_the_same_name_are_refused() {
        let text = |cells: &[Option<&str>]| Column::Text(cells.iter().copied().collect());
        let one = || text(&[Some("1")]);
        assert!(
            Table::new(vec![("a".into(), one()), ("b".into(), text(&[]))], Lines::From(2)).is_err()
        );
        assert!(
            Table::new(vec![("a".into(), one()), ("a".into(), one())], Lines::From(2)).is_err()
        );
        assert!(Table::new(vec![("a".into(), one())], Lines::At(vec![])).is_err());
    }

    #[test]
    fn cells_are_taken_as_what_is_wanted() {
        let text = |cell: &str| Column::Text([Some(cell)].into_iter().collect());
        let columns = [("n", "12.0"), ("t", "2012-10-17"), ("yes", "True"), ("bad", "soon")];
        let columns = columns.map(|(name, cell)| (name.to_owned(), text(cell)));
        let table = Table::new(columns.into(), Lines::From(2)).expect("a table");
        let row = Row { table: &table, row: 0 };
        assert_eq!((row.count("n"), row.flag("yes"), row.flag("n")), (Some(12), Some(true), None));
        assert_eq!(row.time("t"), Ok(Some(1_350_432_000_000_000)));
        assert!(row.time("bad").is_err_and(|reason| reason.starts_with("bad: \"soon\"")));
        assert_eq!((row.line(), row.text("none"), row.has("none")), (2, None, false));
    }
}
