//! Texts that are nearly the same, and what changes when one is passed on.

mod compare;
mod measures;

use arrow_array::{Array, LargeStringArray};
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, number_array, numbers, text_cells, times};
use super::corpus::group_columns;
use super::door::run;
use crate::corpus::{Found, Groups, NONE};
use crate::error::Error;
use crate::variants::{self, Change, Copies, Families, Lineage, Op, Settings, Touched, Unit};

pub use compare::compare_texts;

/// Texts, their families and their lineage. Posts are named by their row.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Variants {
    texts: LargeStringArray,
    times: Vec<i64>,
    authors: Vec<u32>,
    families: Families,
    lineage: Lineage,
    changes: Vec<Change>,
}

/// Unit, shingle, similarity, least tokens, least common shingles.
type SettingsIn = (String, usize, f64, usize, usize);

fn unit_of(name: &str) -> PyResult<Unit> {
    match name {
        "word" => Ok(Unit::Word),
        "character" => Ok(Unit::Character),
        _ => {
            let wanted = "\"word\" or \"character\"";
            Err(Error::input("unit", format!("{name:?}"), wanted).into())
        }
    }
}

fn settings((unit, shingle, similarity, min_tokens, min_common): SettingsIn) -> PyResult<Settings> {
    let unit = unit_of(&unit)?;
    Ok(Settings { unit, shingle, similarity, min_tokens, min_common }.check()?)
}

/// The settings of a unit that are used unless others are given.
#[pyfunction]
#[pyo3(signature = (unit="word"))]
pub fn variant_defaults(unit: &str) -> PyResult<SettingsIn> {
    let Settings { shingle, similarity, min_tokens, min_common, .. } = Settings::of(unit_of(unit)?);
    Ok((unit.to_owned(), shingle, similarity, min_tokens, min_common))
}

/// Find families and lineage of texts.
#[pyfunction]
#[pyo3(signature = (texts, times_, authors, options, progress=None))]
pub fn variants_of(
    py: Python<'_>,
    texts: PyArray,
    times_: PyArray,
    authors: PyArray,
    options: SettingsIn,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Variants> {
    let texts = text_cells("texts", texts.array())?;
    let (times, authors) = (times("at", &times_)?, numbers("author", &authors)?);
    let settings = settings(options)?;
    for (name, length) in [("at", times.len()), ("author", authors.len())] {
        if length != texts.len() {
            let wanted = format!("{}, one a text", texts.len());
            return Err(Error::input(name, format!("{length} rows"), wanted).into());
        }
    }
    let cells = super::content::cells(&texts);
    let (families, lineage, changes) = run(py, progress, |interrupt| {
        let families = variants::families(&cells, &times, settings, interrupt)?;
        let lineage = variants::lineage(&cells, &times, &families, interrupt)?;
        let copies = Copies::new(&cells, &times, &authors, &families, &lineage);
        let changes = variants::changes(&copies, interrupt)?;
        Ok((families, lineage, changes))
    })?;
    drop(cells);
    Ok(Variants { texts, times, authors, families, lineage, changes })
}

impl Variants {
    /// Let a kernel work on the copies.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        progress: Option<&Bound<'_, PyAny>>,
        kernel: impl FnOnce(&Copies, &crate::run::Interrupt) -> crate::Result<T> + Send,
    ) -> PyResult<T> {
        let cells = super::content::cells(&self.texts);
        run(py, progress, |interrupt| {
            let Self { times, authors, families, lineage, .. } = self;
            kernel(&Copies::new(&cells, times, authors, families, lineage), interrupt)
        })
    }

    /// The columns of groups at the front of a table, where there are any.
    fn grouped(groups: Option<&Groups>, found: &Found, numbers: &[Option<u32>]) -> Columns {
        match groups {
            None => Columns::new(),
            Some(groups) => group_columns(Columns::new(), groups, found, numbers),
        }
    }
}

/// A row number, where there is one.
fn row(number: u32) -> Option<i64> {
    (number != NONE).then_some(i64::from(number))
}

#[pymethods]
impl Variants {
    /// How many families there are.
    fn __len__(&self) -> usize {
        self.families.len()
    }

    /// How many texts are copies of another.
    fn n_copies(&self) -> usize {
        self.changes.len()
    }

    /// For each text the row of its family's root.
    fn roots(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let root = |&family: &u32| match self.families.root.get(family as usize) {
            Some(&root) if family != NONE => root,
            _ => NONE,
        };
        number_array(py, self.lineage.family.iter().map(root))
    }

    /// One row a family.
    fn families(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let rows = self.with(py, None, |copies, interrupt| {
            variants::family_rows(copies, &self.changes, interrupt)
        })?;
        let each = || rows.iter();
        let text =
            |root: u32| self.texts.is_valid(root as usize).then(|| self.texts.value(root as usize));
        Columns::new()
            .counts("family", 0..rows.len() as u64)
            .ints("root", self.families.root.iter().map(|&root| row(root)))
            .counts("posts", each().map(|it| it.posts))
            .counts("accounts", each().map(|it| it.accounts))
            .counts("texts", each().map(|it| it.texts))
            .times("first", each().map(|it| it.first))
            .times("last", each().map(|it| it.last))
            .counts("copies", each().map(|it| it.copies))
            .floats("mutation_rate", each().map(|it| it.mutated as f64 / it.copies as f64))
            .floats("least_similarity", self.families.least.iter().copied())
            .text("root_text", self.families.root.iter().map(|&root| text(root)))
            .finish(py)
    }

    /// One row a member of a family.
    fn lineage(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let members = self.with(py, None, |copies, _| Ok(copies.members().to_vec()))?;
        // Changes are in the order of members, copies only.
        let mut next = 0;
        let changes: Vec<Option<&Change>> = members
            .iter()
            .map(|&post| {
                let change = self.changes.get(next).filter(|change| change.post == post);
                next += usize::from(change.is_some());
                change
            })
            .collect();
        let each = || members.iter().map(|&post| post as usize);
        let count = |op: Op| {
            changes.iter().map(move |it| it.map(|change| i64::from(change.counts[op as usize])))
        };
        Columns::new()
            .ints("family", each().map(|post| row(self.lineage.family[post])))
            .ints("post", members.iter().map(|&post| row(post)))
            .ints("parent", each().map(|post| row(self.lineage.parent[post])))
            .floats("similarity", each().map(|post| self.lineage.similarity[post]))
            .counts("depth", each().map(|post| u64::from(self.lineage.depth[post])))
            .ints("kept", count(Op::Keep))
            .ints("dropped", count(Op::Drop))
            .ints("added", count(Op::Add))
            .ints("substituted", count(Op::Substitute))
            .opt_lists(
                "touched",
                changes.iter().map(|it| it.map(|change| change.touched().map(Touched::as_str))),
            )
            .finish(py)
    }
}
