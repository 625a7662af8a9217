//! Cells that came through spreadsheets and data frames: ids made into numbers, nulls into words.

use super::batch::{Batch, Span};
use super::formats::canonical::is_rounded;
use super::table::Row;

/// The most digits that a floating-point number keeps for sure.
const DIGITS: usize = 15;

/// The id in a cell; the reason if it went through a number that lost digits.
fn sound(cell: &str) -> Result<&str, String> {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match cell.strip_suffix(".0").filter(|whole| all_digits(whole)) {
        Some(whole) if whole.len() <= DIGITS => Ok(whole),
        None if !is_rounded(cell) => Ok(cell),
        _ => Err(format!("{cell:?} is a rounded number and no id; export ids as text")),
    }
}

/// Whether a cell says something; data frames write nulls as words.
pub fn is_known(cell: &str) -> bool {
    !matches!(cell, "absent" | "nan" | "NaN" | "None" | "null" | "NULL" | "NA")
}

impl<'a> Row<'a> {
    /// A cell that says something.
    pub fn known(&self, name: &str) -> Option<&'a str> {
        self.text(name).filter(|cell| is_known(cell))
    }

    /// The id without which a row is of no use.
    pub fn own_id(&self, name: &str) -> Result<&'a str, String> {
        let cell = self
            .known(name)
            .ok_or_else(|| format!("{name} is missing; wanted an id in every row"))?;
        sound(cell).map_err(|reason| format!("{name}: {reason}"))
    }

    /// The id of something else. One that lost digits becomes a reject; the row stays.
    pub fn other_id(&self, name: &str, batch: &mut Batch) -> Option<&'a str> {
        match sound(self.known(name)?) {
            Ok(id) => Some(id),
            Err(reason) => {
                batch.reject(self.line(), format!("{name}: {reason}; the post is kept without it"));
                None
            }
        }
    }

    /// A post that this one refers to; see [`Self::other_id`].
    pub fn reference(&self, name: &str, batch: &mut Batch) -> Span {
        let id = self.other_id(name, batch);
        batch.keep_opt(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_lost_digits_are_told() {
        for cell in ["20", "1900000000000000001", "b0b90ae15ea8", "4196983835.0", "s00001"] {
            assert_eq!(sound(cell), Ok(cell.trim_end_matches(".0")), "{cell}");
        }
        for cell in ["8.862664e+17", "1900000000000000001.0", "1.9E+18"] {
            assert!(sound(cell).is_err(), "{cell}");
        }
    }
}
