//! Cascades of edges that somebody gave.

use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;
use rayon::prelude::*;

use super::origin::{Names, Origin};
use super::{Cascades, Follow};
use crate::archive::format_time;
use crate::cascades::{Cell, Options, Row, given};
use crate::corpus::{NO_TIME, NONE, Strings, id_order};
use crate::py::columns::{Columns, text_cells, times};
use crate::py::door::run;

/// The cascades of these edges; all columns are of one length.
#[pyfunction]
#[pyo3(signature = (cascade, parent, child, at=None, author=None))]
pub fn given_cascades(
    py: Python<'_>,
    cascade: PyArray,
    parent: PyArray,
    child: PyArray,
    at: Option<PyArray>,
    author: Option<PyArray>,
) -> PyResult<Cascades> {
    let text = |name, column: &PyArray| text_cells(name, column.array());
    let columns = [text("cascade", &cascade)?, text("parent", &parent)?, text("child", &child)?];
    let at = at.map(|at| times("at", &at)).transpose()?;
    let author = author.map(|author| text("author", &author)).transpose()?;
    let (given, names) = run(py, None, |interrupt| {
        let [cascade, parent, child] = &columns;
        let (labels, cascades) = numbered(&[cascade]);
        let (nodes, ends) = numbered(&[parent, child]);
        let accounts = author.as_ref().map(|author| numbered(&[author]));
        let rows = (0..child.len())
            .map(|row| Row {
                cascade: cascades[row],
                parent: ends[row],
                child: ends[child.len() + row],
                at: at.as_ref().map_or(NO_TIME, |at| at[row]),
                author: accounts.as_ref().map_or(NONE, |(_, authors)| authors[row]),
            })
            .collect();
        let given = given(rows, accounts.is_none(), interrupt)?;
        let cascades = given.cascades.iter().map(|&number| labels.get(number).to_owned()).collect();
        let accounts = accounts.map(|(accounts, _)| accounts);
        Ok((given, Names { cascades, nodes, accounts }))
    })?;
    let repairs = given.repairs;
    let (origin, forest) = (Origin::Given(names.into()), given.forest);
    let options = Options::default();
    Ok(Cascades { origin, forest, options, follows: Follow::None, repairs })
}

/// The distinct labels of columns in the order of ids, and the number of every cell, one column
/// after the other; null is [`NONE`].
fn numbered(columns: &[&LargeStringArray]) -> (Strings, Vec<u32>) {
    let mut met = Strings::new();
    let mut numbers = Vec::with_capacity(columns.iter().map(Array::len).sum());
    for column in columns {
        numbers.extend(column.iter().map(|cell| cell.map_or(NONE, |label| met.intern(label))));
    }
    // Length and first bytes tell most ids apart without a look at the strings.
    let mut order: Vec<(usize, u64, u32)> = met
        .iter()
        .zip(0..)
        .map(|(label, number)| (label.len(), first_bytes(label), number))
        .collect();
    order.par_sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| id_order(met.get(a.2), met.get(b.2)))
    });
    let mut rank = vec![NONE; order.len()];
    for (place, &(_, _, number)) in order.iter().enumerate() {
        rank[number as usize] = place as u32;
    }
    numbers.par_iter_mut().filter(|number| **number != NONE).for_each(|number| {
        *number = rank[*number as usize];
    });
    (order.iter().map(|&(_, _, number)| met.get(number)).collect(), numbers)
}

/// The first eight bytes as a number in the same order; missing ones are 0.
fn first_bytes(label: &str) -> u64 {
    let mut bytes = [0; 8];
    let n = label.len().min(8);
    bytes[..n].copy_from_slice(&label.as_bytes()[..n]);
    u64::from_be_bytes(bytes)
}

#[pymethods]
impl Cascades {
    /// What was repaired in given edges; `None` for those of a corpus.
    fn repairs(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if matches!(self.origin, Origin::Corpus(_)) {
            return Ok(None);
        }
        let rows = || self.repairs.iter();
        let cell = |cell: Cell| match cell {
            Cell::Nothing => None,
            Cell::Node(node) => self.origin.post(node).map(str::to_owned),
            Cell::Account(account) => self.origin.account(account).map(str::to_owned),
            Cell::Time(time) => Some(format_time(time)),
        };
        Columns::new()
            .text("cascade", rows().map(|row| self.cascade(row.cascade)))
            .text("child", rows().map(|row| self.origin.post(row.child)))
            .text("reason", rows().map(|row| Some(row.reason.as_str())))
            .text("found", rows().map(|row| cell(row.found)))
            .text("kept", rows().map(|row| cell(row.kept)))
            .finish(py)
            .map(Some)
    }
}
