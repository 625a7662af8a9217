//! Pieces that the formats of tables share: cells that came through spreadsheets and data frames
//! (ids made into numbers, nulls into words), counts, and lists.

use super::batch::{Batch, COUNTERS, Counts, Draft, Span};
use super::formats::canonical::is_rounded;
use super::json::counter;
use super::marks;
use super::table::Row;

/// The largest whole number up to which a float keeps every digit.
const EXACT: u64 = 1 << 53;

/// The id in a cell; the reason if it went through a number that lost digits. `302549668.0`, as
/// data frames write it beside missing cells, is its digits.
fn sound(cell: &str) -> Result<&str, String> {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match cell.strip_suffix(".0").filter(|whole| all_digits(whole)) {
        Some(whole) if whole.parse::<u64>().is_ok_and(|number| number <= EXACT) => Ok(whole),
        None if !is_rounded(cell) => Ok(cell),
        _ => Err(format!("{cell:?} is a rounded number and no id; export ids as text")),
    }
}

/// Whether a cell says something; programs write words where they have nothing.
pub fn is_known(cell: &str) -> bool {
    !matches!(cell, "absent" | "nan" | "NaN" | "None" | "null" | "NULL" | "NA" | "undefined")
}

impl<'a> Row<'a> {
    /// A cell that says something.
    pub fn known(&self, name: &str) -> Option<&'a str> {
        self.text(name).filter(|cell| is_known(cell))
    }

    /// The id in a cell, if there is one; the reason if it lost digits.
    pub fn id(&self, name: &str) -> Result<Option<&'a str>, String> {
        let id = self.known(name).map(sound).transpose();
        id.map_err(|reason| format!("{name}: {reason}"))
    }

    /// The id without which a row is of no use.
    pub fn own_id(&self, name: &str) -> Result<&'a str, String> {
        self.id(name)?.ok_or_else(|| format!("{name} is missing; wanted an id in every row"))
    }

    /// The id of something else. One that lost digits becomes a reject; the row stays.
    pub fn other_id(&self, name: &str, batch: &mut Batch) -> Option<&'a str> {
        self.id(name).unwrap_or_else(|reason| {
            batch.reject(self.line(), format!("{reason}; the post is kept without it"));
            None
        })
    }

    /// A post that this one refers to; see [`Self::other_id`].
    pub fn reference(&self, name: &str, batch: &mut Batch) -> Span {
        let id = self.other_id(name, batch);
        batch.keep_opt(id)
    }
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
    use crate::archive::formats::Table as Shape;
    use crate::archive::table::{Column, Lines, Table};

    #[test]
    fn ids_that_lost_digits_are_told() {
        let sounds = ["20", "1900000000000000001", "b0b90ae15ea8", "4196983835.0", "s00001"];
        for cell in sounds.into_iter().chain(["9007199254740992.0", "at://did:plc:a/b/c"]) {
            assert_eq!(sound(cell), Ok(cell.trim_end_matches(".0")), "{cell}");
        }
        for cell in ["8.862664e+17", "1900000000000000001.0", "1.9E+18", "9007199254740993.0"] {
            assert!(sound(cell).is_err(), "{cell}");
        }
    }

    /// What a row's id is, and how many rejects there are: as its own id, and as another's.
    fn found(cell: &str) -> [(Option<String>, usize); 2] {
        let own = |row: &Row, batch: &mut Batch| {
            let span = batch.keep_opt(row.id("id")?);
            batch.hashtags.push(span);
            Ok(())
        };
        let other = |row: &Row, batch: &mut Batch| {
            let span = row.reference("id", batch);
            batch.hashtags.push(span);
            Ok(())
        };
        [own as fn(&Row, &mut Batch) -> Result<(), String>, other].map(|read| {
            let column = Column::Text([Some(cell)].into_iter().collect());
            let table = Table::new(vec![("id".into(), column)], Lines::From(2)).expect("a table");
            let mut batch = Batch::default();
            table.read(&Shape { claims: |_| true, read }, 0..1, &mut batch);
            let span = batch.hashtags.first().copied();
            (span.and_then(|span| batch.get(span)).map(str::to_owned), batch.rejects.len())
        })
    }

    #[test]
    fn ids_keep_their_digits_or_are_refused() {
        for (cell, id, rejects) in [
            ("1347085867584794624", Some("1347085867584794624"), 0),
            (" 302549668.0 ", Some("302549668"), 0),
            ("at://did:plc:a/b/c", Some("at://did:plc:a/b/c"), 0),
            ("null", None, 0),
            ("absent", None, 0),
            ("1.34709E+18", None, 1),
            ("1347085867584794624.0", None, 1),
        ] {
            assert_eq!(found(cell), [(); 2].map(|()| (id.map(str::to_owned), rejects)), "{cell}");
        }
    }
}
