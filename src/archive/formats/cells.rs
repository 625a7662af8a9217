//! Pieces that the formats of tables share: ids that spreadsheets spoil, marks, counts.

use super::canonical::is_rounded;
use crate::archive::batch::{Batch, COUNTERS, Counts, Draft};
use crate::archive::json::counter;
use crate::archive::marks;
use crate::archive::table::Row;

/// The largest whole number up to which a float keeps every digit.
const EXACT: u64 = 1 << 53;

/// An id. `302549668.0`, as pandas writes it beside missing cells, is its digits; a rounded
/// number is none, and neither is a long one that was a float: the reason.
pub fn id<'a>(row: &Row<'a>, name: &str) -> Result<Option<&'a str>, String> {
    let Some(cell) = row.text(name).filter(|cell| !is_null(cell)) else { return Ok(None) };
    let ruined =
        || Err(format!("{name}: {cell:?} is a rounded number and no id; export ids as text"));
    if is_rounded(cell) {
        return ruined();
    }
    let whole = cell.strip_suffix(".0").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    match whole {
        None => Ok(Some(cell)),
        Some(digits) if digits.parse::<u64>().is_ok_and(|number| number <= EXACT) => {
            Ok(Some(digits))
        }
        Some(_) => ruined(),
    }
}

/// The id of a row's post, which must be there.
pub fn own_id<'a>(row: &Row<'a>, name: &str) -> Result<&'a str, String> {
    id(row, name)?.ok_or_else(|| format!("{name} is missing; wanted an id in every row"))
}

/// What programs write where they have nothing.
pub fn is_null(cell: &str) -> bool {
    matches!(cell, "null" | "undefined" | "None" | "nan" | "NaN")
}

/// The counters of these columns, in the order of [`COUNTERS`]; `""` for none.
pub fn counts(row: &Row, columns: [&str; COUNTERS.len()]) -> Counts {
    columns.map(|name| counter(row.count(name)))
}

/// The columns of a table's mentions, hashtags and links.
#[derive(Debug, Clone, Copy)]
pub struct ListColumns {
    /// Handles.
    pub mentions: &'static str,
    /// Hashtags.
    pub hashtags: &'static str,
    /// Links.
    pub urls: &'static str,
}

impl ListColumns {
    /// Give a post the lists of its row; those that the table has no column for are read from
    /// the text.
    pub fn read(
        self,
        row: &Row,
        text: Option<&str>,
        draft: &mut Draft,
        batch: &mut Batch,
        take: impl FnOnce(&mut Batch),
    ) {
        let starts = batch.open_lists();
        let [mentions, hashtags, urls] =
            [self.mentions, self.hashtags, self.urls].map(|name| !row.has(name));
        if let Some(text) = text.filter(|_| mentions || hashtags || urls) {
            marks::read(text, marks::Wanted { mentions, hashtags, urls }, batch);
        }
        take(batch);
        batch.close_lists(starts, draft);
    }
}

/// Add accounts whose ids and handles stand in two lists; if these are not equally long, the
/// list named first alone says who they are.
pub fn mention_pairs(ids: &[String], handles: &[String], ids_first: bool, batch: &mut Batch) {
    if ids.len() == handles.len() {
        for (id, handle) in ids.iter().zip(handles) {
            batch.mention(Some(id), Some(handle));
        }
    } else if handles.is_empty() || (ids_first && !ids.is_empty()) {
        ids.iter().for_each(|id| batch.mention(Some(id), None));
    } else {
        handles.iter().for_each(|handle| batch.mention(None, Some(handle)));
    }
}

/// The items of a list in a cell.
pub fn items(row: &Row, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    row.each(name, |item| found.push(item.to_owned()));
    found
}

#[cfg(test)]
pub mod testing {
    //! One row of a table, read by a format.

    use crate::archive::batch::Batch;
    use crate::archive::formats::{Format, of_header};
    use crate::archive::table::{Column, Lines, Table};

    /// Read one row; its format must be the one that claims the header.
    pub fn read_row(format: &'static Format, cells: &[(&str, &str)]) -> Batch {
        let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
        assert_eq!(of_header(&names), format);
        let column = |cell: &str| Column::Text([Some(cell)].into_iter().collect());
        let columns = cells.iter().map(|(name, cell)| ((*name).to_owned(), column(cell))).collect();
        let table = Table::new(columns, Lines::From(2)).expect("a table");
        let mut batch = Batch::default();
        table.read(format.table().expect("a format of tables"), 0..1, &mut batch);
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::table::{Column, Lines, Table};

    #[test]
    fn ids_keep_their_digits_or_are_refused() {
        let found = |cell: &str| {
            let column = Column::Text([Some(cell)].into_iter().collect());
            let table = Table::new(vec![("id".into(), column)], Lines::From(2)).expect("a table");
            let mut found = None;
            let format = super::super::Table {
                claims: |_| true,
                read: |row, batch| {
                    let span = batch.keep_opt(id(row, "id")?);
                    batch.hashtags.push(span);
                    Ok(())
                },
            };
            let mut batch = Batch::default();
            table.read(&format, 0..1, &mut batch);
            if let Some(&span) = batch.hashtags.first() {
                found = batch.get(span).map(str::to_owned);
            }
            (found, batch.rejects.len())
        };
        let some = |text: &str| (Some(text.to_owned()), 0);
        assert_eq!(found("1347085867584794624"), some("1347085867584794624"));
        assert_eq!(found(" 302549668.0 "), some("302549668"));
        assert_eq!(found("at://did:plc:a/b/c"), some("at://did:plc:a/b/c"));
        assert_eq!(found("null"), (None, 0));
        for ruined in ["1.34709E+18", "1347085867584794624.0"] {
            assert_eq!(found(ruined), (None, 1), "{ruined}");
        }
    }
}
