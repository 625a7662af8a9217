//! Cells that do not change ([`Column`]) and cells that are still written ([`Log`]), each in
//! memory or in a file.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use bytemuck::{AnyBitPattern, NoUninit};

pub use super::disk::map::Column;
use super::disk::map::MapMut;
use crate::error::{Error, Result};

impl<T: Send + Sync + 'static> Default for Column<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Send + Sync + 'static> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        cells.into_iter().collect::<Vec<T>>().into()
    }
}

impl<'a, T> IntoIterator for &'a Column<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: PartialEq> PartialEq<Vec<T>> for Column<T> {
    fn eq(&self, other: &Vec<T>) -> bool {
        **self == **other
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Column<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        **self == *other
    }
}

/// What a log holds: plain numbers, and arrays of them.
pub trait Cell: AnyBitPattern + NoUninit + Send + Sync + 'static {}
impl<T: AnyBitPattern + NoUninit + Send + Sync + 'static> Cell for T {}

/// Cells that are appended one after another, in memory or in a file.
///
/// A file that cannot grow (the disk is full) goes on in memory and says so at [`Log::check`]:
/// what appends need not ask each time, and finds its cells until it asks.
#[derive(Debug)]
pub enum Log<T> {
    /// In memory.
    Memory(Vec<T>),
    /// In a file, through its map.
    File(Box<FileLog<T>>),
    /// No longer written; it is copied if it is written after all.
    Done(Column<T>),
    /// In memory since its file could not grow; the reason is said when it is checked.
    Failed(Vec<T>, Error),
}

/// The file behind a [`Log`].
#[derive(Debug)]
pub struct FileLog<T> {
    path: PathBuf,
    file: File,
    map: MapMut,
    len: usize,
    cells: std::marker::PhantomData<T>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl<T: Cell> Clone for Log<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Done(column) => Self::Done(column.clone()),
            _ => Self::Memory(self.to_vec()),
        }
    }
}

impl<T: Cell> Deref for Log<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Memory(cells) | Self::Failed(cells, _) => cells,
            Self::File(log) => &log.map.cells()[..log.len],
            Self::Done(column) => column,
        }
    }
}

impl<T: Cell> DerefMut for Log<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.own();
        match self {
            Self::Memory(cells) | Self::Failed(cells, _) => cells,
            Self::File(log) => {
                let len = log.len;
                &mut log.map.cells_mut()[..len]
            }
            Self::Done(_) => &mut [],
        }
    }
}

impl<T: Cell> From<Column<T>> for Log<T> {
    fn from(column: Column<T>) -> Self {
        Self::Done(column)
    }
}

impl<T: Cell> From<Vec<T>> for Log<T> {
    fn from(cells: Vec<T>) -> Self {
        Self::Memory(cells)
    }
}

impl<T: Cell> Log<T> {
    /// Append a cell.
    pub fn push(&mut self, cell: T) {
        match self {
            Self::Memory(cells) | Self::Failed(cells, _) => cells.push(cell),
            Self::File(_) => self.append(&[cell]),
            Self::Done(_) => {
                self.own();
                self.push(cell);
            }
        }
    }

    /// Append cells.
    pub fn extend_from_slice(&mut self, more: &[T]) {
        match self {
            Self::Memory(cells) | Self::Failed(cells, _) => cells.extend_from_slice(more),
            Self::File(_) => self.append(more),
            Self::Done(_) => {
                self.own();
                self.extend_from_slice(more);
            }
        }
    }

    /// Forget all cells from this number on.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Self::Memory(cells) | Self::Failed(cells, _) => cells.truncate(len),
            Self::File(log) => log.len = log.len.min(len),
            Self::Done(_) => {
                self.own();
                self.truncate(len);
            }
        }
    }

    /// Append to the file, or to memory from the moment on when the file cannot grow.
    fn append(&mut self, more: &[T]) {
        let Self::File(log) = self else { return };
        if let Err(error) = log.append(more) {
            let failure = Error::archive(log.path.display().to_string(), error.to_string());
            let mut cells = self.to_vec();
            cells.extend_from_slice(more);
            *self = Self::Failed(cells, failure);
        }
    }

    fn own(&mut self) {
        if let Self::Done(column) = self {
            *self = Self::Memory(column.to_vec());
        }
    }

    /// What went wrong while appending, if anything did.
    pub fn check(&self) -> Result<()> {
        match self {
            Self::Failed(_, failure) => Err(failure.clone()),
            _ => Ok(()),
        }
    }

    /// Wait until all cells are on the disk.
    pub fn flush(&self) -> Result<()> {
        self.check()?;
        match self {
            Self::File(log) => log
                .map
                .flush(log.len * size_of::<T>())
                .map_err(|error| Error::archive(log.path.display().to_string(), error.to_string())),
            _ => Ok(()),
        }
    }

    /// The cells for good.
    pub fn done(self) -> Result<Column<T>> {
        self.check()?;
        match self {
            Self::Memory(cells) => Ok(cells.into()),
            Self::Done(column) => Ok(column),
            Self::File(log) => log.done(),
            Self::Failed(_, failure) => Err(failure),
        }
    }
}

impl<T: Cell> FileLog<T> {
    /// The first cells of a file, which is made if it is not there.
    pub fn open(path: &Path, len: usize) -> Result<Self> {
        let fail = |reason: String| Error::archive(path.display().to_string(), reason);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|error| fail(error.to_string()))?;
        let map = MapMut::new(&file).map_err(|error| fail(error.to_string()))?;
        if map.cells::<T>().len() < len {
            return Err(fail("shorter than its checkpoint says; start anew".into()));
        }
        Ok(Self { path: path.to_owned(), file, map, len, cells: std::marker::PhantomData })
    }

    fn append(&mut self, more: &[T]) -> std::io::Result<()> {
        let end = self.len + more.len();
        if end > self.map.cells::<T>().len() {
            self.grow(end)?;
        }
        self.map.cells_mut()[self.len..end].copy_from_slice(more);
        self.len = end;
        Ok(())
    }

    /// Make room by half as much again. Zeros are written, so that a full disk is an error here
    /// and not a fault of memory later.
    fn grow(&mut self, cells: usize) -> std::io::Result<()> {
        const LEAST: usize = 1 << 16;
        const MOST: usize = 64 << 20;
        let size = size_of::<T>();
        let now = self.file.metadata()?.len() as usize;
        let wanted = (cells * size).max(now + (now / 2).clamp(LEAST, MOST)).next_multiple_of(size);
        let zeros = vec![0; 1 << 16];
        self.file.seek(SeekFrom::Start(now as u64))?;
        let mut at = now;
        while at < wanted {
            let step = zeros.len().min(wanted - at);
            self.file.write_all(&zeros[..step])?;
            at += step;
        }
        self.map = MapMut::new(&self.file)?;
        Ok(())
    }

    fn done(self) -> Result<Column<T>> {
        let fail = |reason: String| Error::archive(self.path.display().to_string(), reason);
        drop(self.map);
        self.file
            .set_len((self.len * size_of::<T>()) as u64)
            .and_then(|()| self.file.sync_data())
            .and_then(|()| Column::map(&self.file))
            .map_err(|error| fail(error.to_string()))?
            .cast()
            .ok_or_else(|| fail("is not whole cells".into()))
    }
}

/// Where the logs of a corpus in the making lie.
#[derive(Debug, Clone, Default)]
pub enum Store {
    /// In memory.
    #[default]
    Memory,
    /// In the files of a folder.
    Folder(PathBuf),
}

impl Store {
    /// The log of this name with its first cells, or an empty one.
    pub fn log<T: Cell>(&self, name: &str, len: usize) -> Result<Log<T>> {
        Ok(match self {
            Self::Memory => Log::Memory(Vec::new()),
            Self::Folder(folder) => Log::File(Box::new(FileLog::open(&folder.join(name), len)?)),
        })
    }

    /// Whether this is memory.
    pub fn is_memory(&self) -> bool {
        matches!(self, Self::Memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_in_a_file_is_what_one_in_memory_is() {
        let folder = super::super::testing::Folder::new();
        let store = Store::Folder(folder.path().to_owned());
        let (mut a, mut b) =
            (store.log::<u32>("n", 0).expect("a log"), Store::Memory.log("", 0).expect("a log"));
        for i in 0..100_000_u32 {
            a.push(i);
            b.push(i);
        }
        a.extend_from_slice(&[7, 8]);
        b.extend_from_slice(&[7, 8]);
        a.truncate(100_001);
        b.truncate(100_001);
        a[3] = 9;
        b[3] = 9;
        a.flush().expect("a disk");
        drop(a);
        let again = store.log::<u32>("n", 100_001).expect("it is there");
        assert_eq!(*again, *b);
        assert_eq!(again.done().expect("a column"), b.done().expect("a column"));
        assert_eq!(std::fs::metadata(folder.path().join("n")).expect("a file").len(), 400_004);
        assert!(store.log::<u32>("n", 100_002).is_err());
    }

    #[test]
    fn a_log_whose_file_cannot_grow_keeps_its_cells_and_says_so() {
        let folder = super::super::testing::Folder::new();
        let mut log = Store::Folder(folder.path().to_owned()).log::<u32>("n", 0).expect("a log");
        log.push(0);
        // A file that is open for reading alone takes no more, as on a full disk.
        let Log::File(file) = &mut log else { panic!("not in a file") };
        file.file = File::open(folder.path().join("n")).expect("it is there");
        for i in 1..100_000_u32 {
            log.push(i);
        }
        log.extend_from_slice(&[7]);
        assert_eq!((log.len(), log[99_999], log[100_000]), (100_001, 99_999, 7));
        assert!(log.check().is_err() && log.flush().is_err());
        log.truncate(5);
        assert_eq!(*log, [0, 1, 2, 3, 4]);
        assert!(log.done().is_err());
    }

    #[test]
    fn bytes_are_cells_only_if_they_are_valid_ones() {
        let bytes: Column<u8> = vec![0, 1, 2].into();
        assert!(bytes.cast::<bool>().is_none());
        assert!(bytes.cast::<u32>().is_none());
        assert_eq!(bytes.cast::<crate::archive::Kind>().map(|kinds| kinds.len()), Some(3));
    }
}
