//! Memory maps, and columns that lie in them: the one module of the crate with `unsafe`.
//!
//! Why it is sound: a [`Column`] owns what its cells lie in (a vector that nobody can change any
//! more, or a map of a file that is only read), and both stay where they are until the last
//! column is dropped. A map shows another's changes to the file, so the files of a corpus must
//! not be written while it is open: they never are by this crate, which writes new files and
//! renames them. Files of a corpus in the making are behind a lock.
#![allow(unsafe_code)]

use std::any::Any;
use std::fs::File;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;

use bytemuck::{AnyBitPattern, CheckedBitPattern, NoUninit};
use memmap2::{Mmap, MmapMut};

use crate::archive::Kind;

/// Cells that do not change, in memory or in a mapped file. Cloning shares them.
pub struct Column<T> {
    cells: NonNull<[T]>,
    /// What the cells lie in: it is only kept alive.
    owner: Arc<dyn Any + Send + Sync>,
}

// SAFETY: a column is a shared, unchanging slice with its owner, which is `Send` and `Sync`.
unsafe impl<T: Sync> Send for Column<T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Column<T> {}

impl<T> Deref for Column<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: `cells` was a valid slice of what `owner` keeps in place and unchanged.
        unsafe { self.cells.as_ref() }
    }
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { cells: self.cells, owner: self.owner.clone() }
    }
}

impl<T: Send + Sync + 'static> From<Vec<T>> for Column<T> {
    fn from(cells: Vec<T>) -> Self {
        let owner = Arc::new(cells);
        Self { cells: NonNull::from(owner.as_slice()), owner }
    }
}

impl Column<u8> {
    /// The bytes of a whole file, mapped.
    pub fn map(file: &File) -> std::io::Result<Self> {
        // Nothing can be mapped of an empty file.
        if file.metadata()?.len() == 0 {
            return Ok(Self::default());
        }
        // SAFETY: see the head of this module.
        let owner = Arc::new(unsafe { Mmap::map(file) }?);
        Ok(Self { cells: NonNull::from(&owner[..]), owner })
    }

    /// The same bytes as cells of another type; `None` if they are not whole cells of it, or hold
    /// a value that it does not have.
    pub fn cast<T: CheckedBitPattern + Send + Sync + 'static>(&self) -> Option<Column<T>> {
        // No bytes may lie anywhere, also where no cell may.
        if self.is_empty() {
            return Some(Column::default());
        }
        let cells = bytemuck::checked::try_cast_slice::<u8, T>(self).ok()?;
        Some(Column { cells: NonNull::from(cells), owner: self.owner.clone() })
    }
}

/// A file that is written through its map.
#[derive(Debug)]
pub struct MapMut {
    map: Option<MmapMut>,
}

impl MapMut {
    /// All of a file that was opened to read and write.
    pub fn new(file: &File) -> std::io::Result<Self> {
        if file.metadata()?.len() == 0 {
            return Ok(Self { map: None });
        }
        // SAFETY: see the head of this module.
        Ok(Self { map: Some(unsafe { MmapMut::map_mut(file) }?) })
    }

    /// Its bytes as whole cells; what is left over at the end is not shown.
    pub fn cells<T: AnyBitPattern + NoUninit>(&self) -> &[T] {
        let bytes = self.map.as_deref().unwrap_or_default();
        let whole = bytes.len() - bytes.len() % size_of::<T>();
        // A map begins at a page, which suits every cell.
        bytemuck::try_cast_slice(&bytes[..whole]).unwrap_or_default()
    }

    /// Its bytes as whole cells, to change.
    pub fn cells_mut<T: AnyBitPattern + NoUninit>(&mut self) -> &mut [T] {
        let bytes = self.map.as_deref_mut().unwrap_or_default();
        let whole = bytes.len() - bytes.len() % size_of::<T>();
        bytemuck::try_cast_slice_mut(&mut bytes[..whole]).unwrap_or_default()
    }

    /// Wait until the first so many bytes are on the disk.
    pub fn flush(&self, bytes: usize) -> std::io::Result<()> {
        match &self.map {
            Some(map) if bytes > 0 => map.flush_range(0, bytes.min(map.len())),
            _ => Ok(()),
        }
    }
}

// SAFETY: `Kind` is one byte without padding.
unsafe impl NoUninit for Kind {}
// SAFETY: the codes of `Kind` are 0 to 3, and nothing else is taken for one.
unsafe impl CheckedBitPattern for Kind {
    type Bits = u8;

    fn is_valid_bit_pattern(bits: &u8) -> bool {
        usize::from(*bits) < Kind::ALL.len()
    }
}
