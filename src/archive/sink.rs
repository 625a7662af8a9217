//! Where what is read goes: into a corpus in memory, or into one on disk.

use serde::{Deserialize, Serialize};

use super::batch::Batch;
use crate::corpus::Digest;
use crate::error::Result;

/// A place in a file at which reading can begin: everything before it was taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Bytes before it, decompressed (of a table: rows, or batches of them).
    pub offset: u64,
    /// The number of the line that begins there.
    pub line: u64,
}

impl Default for Place {
    fn default() -> Self {
        Self { offset: 0, line: 1 }
    }
}

impl Place {
    /// Whether nothing was read yet.
    pub fn is_start(&self) -> bool {
        self.offset == 0
    }
}

/// What takes up batches in the order of the files.
pub trait Sink: Send {
    /// What comes next is from this file.
    fn start_file(&mut self, name: &str);

    /// Take up one block of the current file, with its digest.
    fn take(&mut self, batch: &Batch, digest: &Digest);

    /// Note a line of the current file that could not be used.
    fn reject(&mut self, line: u64, reason: &str);

    /// How many lines of the current file were taken up.
    fn lines_of_file(&self) -> u64;

    /// All before this place of the current file was taken up: reading may go on from here.
    fn reached(&mut self, _place: Place) -> Result<()> {
        Ok(())
    }

    /// The current file was read to its end.
    fn end_file(&mut self) -> Result<()> {
        Ok(())
    }
}
