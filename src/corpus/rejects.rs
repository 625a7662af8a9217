//! Lines that could not be used, as columns: a hostile archive may have millions.

use super::column::Column;
use super::strings::{Strings, Texts};
use crate::archive::Reject;

/// Lines that could not be used, in the order in which they were met.
#[derive(Debug, Clone, Default)]
pub struct Rejects {
    /// Names of files.
    pub files: Strings,
    /// The file of each.
    pub file: Column<u32>,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: Column<u64>,
    /// What was found and what was wanted.
    pub reason: Texts,
}

impl Rejects {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64, &str)> {
        (0..self.len()).map(|row| {
            let reason = self.reason.get(row).unwrap_or_default();
            (self.files.get(self.file[row]), self.line[row], reason)
        })
    }
}

impl<'a> FromIterator<(&'a str, u64, &'a str)> for Rejects {
    fn from_iter<I: IntoIterator<Item = (&'a str, u64, &'a str)>>(rows: I) -> Self {
        let (mut files, mut file, mut line, mut reason) = (Strings::new(), vec![], vec![], vec![]);
        for row in rows {
            file.push(files.intern(row.0));
            line.push(row.1);
            reason.push(Some(row.2));
        }
        Self { files, file: file.into(), line: line.into(), reason: reason.into_iter().collect() }
    }
}

impl From<&[Reject]> for Rejects {
    fn from(rejects: &[Reject]) -> Self {
        rejects.iter().map(|r| (r.file.as_str(), r.line, r.reason.as_str())).collect()
    }
}
