//! A corpus on disk: written, opened, made step by step.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;

use super::corpus::{Corpus, Source, input};
use super::door::run;
use super::error::TwiplomacyError;
use crate::archive::Sink;
use crate::corpus::Without;
use crate::corpus::disk::{self, Begun, Plan};

/// Map a corpus on disk; with `verify` compare every file with its hash before.
#[pyfunction]
#[pyo3(signature = (folder, verify=false, progress=None))]
pub fn open_corpus(
    py: Python<'_>,
    folder: PathBuf,
    verify: bool,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Corpus> {
    if verify {
        run(py, progress, |interrupt| disk::verify(&folder, interrupt))?;
    }
    Ok(Corpus(Arc::new(disk::open(&folder)?)))
}

/// Whether a folder is a corpus on disk.
#[pyfunction]
pub fn is_corpus(folder: PathBuf) -> bool {
    disk::is_corpus(&folder)
}

/// Write a corpus into a new folder; `source` is JSON.
#[pyfunction]
pub fn save_corpus(py: Python<'_>, corpus: &Corpus, folder: PathBuf, source: &str) -> PyResult<()> {
    let source = json(source)?;
    let corpus = &*corpus.0;
    run(py, None, |interrupt| disk::save(corpus, &folder, source, interrupt))?;
    Ok(())
}

fn json(text: &str) -> PyResult<serde_json::Value> {
    serde_json::from_str(text)
        .map_err(|error| TwiplomacyError::new_err(format!("internal error: {error}")))
}

/// What is never kept, from its names.
pub fn without(names: &[String]) -> PyResult<Without> {
    let mut without = Without::default();
    for name in names {
        match name.as_str() {
            "text" => without.text = true,
            "profiles" => without.profiles = true,
            _ => {
                let found = format!("{name:?}");
                let wanted = "\"text\", \"profiles\" or both";
                return Err(crate::error::Error::input("without", found, wanted).into());
            }
        }
    }
    Ok(without)
}

/// A corpus in the making on disk.
#[pyclass(module = "twiplomacy._core")]
pub struct Building(Option<Box<disk::Building>>);

#[pymethods]
impl Building {
    /// Begin, go on, or find that there is nothing to do.
    #[new]
    fn new(
        py: Python<'_>,
        folder: PathBuf,
        source: &str,
        without: Vec<String>,
        memory: usize,
        checkpoint_s: f64,
        restart: bool,
    ) -> PyResult<Self> {
        let plan = Plan {
            source: json(source)?,
            without: self::without(&without)?,
            memory,
            every: Duration::try_from_secs_f64(checkpoint_s).unwrap_or_default(),
            restart,
        };
        Ok(Self(match run(py, None, |_| disk::Building::begin(&folder, plan))? {
            Begun::Whole => None,
            Begun::Building(building) => Some(building),
        }))
    }

    /// Whether the corpus was there already.
    #[getter]
    fn whole(&self) -> bool {
        self.0.is_none()
    }

    /// Inputs read to their end, and parts read of the next.
    #[getter]
    fn position(&self) -> (usize, u64) {
        self.0.as_ref().map_or((usize::MAX, 0), |building| {
            let (inputs, place) = building.position();
            (inputs, place.offset)
        })
    }

    /// Distinct posts met so far, and the bytes of memory of their index.
    #[getter]
    fn size(&self) -> (usize, usize) {
        self.0.as_ref().map_or((0, 0), |building| building.size())
    }

    /// Read the next inputs to their end.
    #[pyo3(signature = (sources, progress=None))]
    fn add(
        &mut self,
        py: Python<'_>,
        sources: Vec<Source>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let inputs = sources.into_iter().map(input).collect::<PyResult<Vec<_>>>()?;
        let building = self.open()?;
        run(py, progress, |interrupt| building.add(&inputs, interrupt))
    }

    /// Read a part of the next input.
    fn add_part(&mut self, py: Python<'_>, source: Source) -> PyResult<()> {
        let input = input(source)?;
        let building = self.open()?;
        run(py, None, |interrupt| building.add_part(&input, interrupt))
    }

    /// The next input was read to its end.
    fn end_input(&mut self) -> PyResult<()> {
        Ok(self.open()?.end_file()?)
    }

    /// Write the columns and put them in their place.
    fn finish(&mut self, py: Python<'_>) -> PyResult<Corpus> {
        let Some(building) = self.0.take() else { return Err(ended()) };
        let corpus = run(py, None, |interrupt| building.finish(interrupt))?;
        Ok(Corpus(Arc::new(corpus)))
    }

    /// Let go of the folder; the last checkpoint stays.
    fn close(&mut self) {
        self.0 = None;
    }
}

impl Building {
    fn open(&mut self) -> PyResult<&mut disk::Building> {
        self.0.as_deref_mut().ok_or_else(ended)
    }
}

fn ended() -> PyErr {
    TwiplomacyError::new_err("the corpus is made already")
}
