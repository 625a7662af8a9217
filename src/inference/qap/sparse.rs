//! The cells of a matrix that are not zero.

use crate::error::{Error, Result};

/// Rows of cells other than zero, off the diagonal, in the order of their columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sparse {
    /// Where each row begins, and the end of the last.
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Sparse {
    /// From cells in any order: those of one pair add up, those of the diagonal do not count.
    pub(super) fn new(n: usize, mut cells: Vec<(u32, u32, f64)>) -> Self {
        cells.retain(|cell| cell.0 != cell.1);
        // Stable, so that the order of a sum is that of the cells.
        cells.sort_by_key(|cell| (cell.0, cell.1));
        cells.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        cells.retain(|cell| cell.2 != 0.0);
        let mut starts = vec![0; n + 1];
        cells.iter().for_each(|cell| starts[cell.0 as usize + 1] += 1);
        (0..n).for_each(|v| starts[v + 1] += starts[v]);
        let (columns, values) = cells.into_iter().map(|cell| (cell.1, cell.2)).unzip();
        Self { starts, columns, values }
    }

    /// Where the cells of a row lie.
    pub(super) fn row(&self, v: usize) -> (&[u32], &[f64]) {
        let span = self.starts[v]..self.starts[v + 1];
        (&self.columns[span.clone()], &self.values[span])
    }

    pub(super) fn cell(&self, i: usize, j: usize) -> f64 {
        let (columns, values) = self.row(i);
        columns.binary_search(&(j as u32)).map_or(0.0, |place| values[place])
    }

    /// Every cell that is there.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, u32, f64)> {
        (0..self.starts.len() - 1).flat_map(|i| {
            let (columns, values) = self.row(i);
            columns.iter().zip(values).map(move |(&j, &value)| (i as u32, j, value))
        })
    }

    pub(super) fn transpose(&self) -> Self {
        let n = self.starts.len() - 1;
        Self::new(n, self.cells().map(|(i, j, value)| (j, i, value)).collect())
    }
}

/// Cells as three columns, checked.
pub(super) fn checked(
    n: usize,
    sources: &[u32],
    targets: &[u32],
    values: &[f64],
) -> Result<Vec<(u32, u32, f64)>> {
    if sources.len() != targets.len() || sources.len() != values.len() {
        let found =
            format!("{} sources, {} targets, {}", sources.len(), targets.len(), values.len());
        return Err(Error::input("values", found, "one source, target and value for each cell"));
    }
    let ends = sources.iter().chain(targets);
    if let Some(node) = ends.copied().find(|&node| node as usize >= n) {
        return Err(Error::input(
            "source, target",
            format!("node {node}"),
            format!("0 to {n} - 1"),
        ));
    }
    finite(values)?;
    let cells = sources.iter().zip(targets).zip(values);
    Ok(cells.map(|((&i, &j), &value)| (i, j, value)).collect())
}

/// Numbers or NaN.
pub(super) fn finite(values: &[f64]) -> Result<()> {
    if values.iter().any(|value| value.is_infinite()) {
        return Err(Error::input("values", "an infinite number", "numbers, NaN where missing"));
    }
    Ok(())
}
