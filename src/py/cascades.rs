//! Cascades: where a post goes.
//!
//! | file | what it does |
//! |---|---|
//! | `origin` | what the numbers of a forest are called |
//! | `given` | trees that somebody else has |
//! | `measures` | measures by group |
//! | `members` | the posts of one cascade |

mod given;
mod measures;
mod members;
mod origin;

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::columns::{Columns, numbers};
use super::corpus::Corpus;
use super::door::run;
use crate::cascades::{self, Attribution, Forest, Options, Repair};
use crate::corpus::{Follows, NO_TIME, NONE};
pub use given::given_cascades;
use origin::Origin;

/// Trees of posts that pass each other on.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Cascades {
    origin: Origin,
    forest: Forest,
    /// How it was made.
    options: Options,
    follows: Follow,
    /// Of given edges.
    repairs: Vec<Repair>,
}

/// The follower lists by which parents were found.
enum Follow {
    None,
    OfCorpus,
    Given(Follows),
}

impl Follow {
    fn get<'a>(&'a self, corpus: Option<&'a crate::corpus::Corpus>) -> Option<&'a Follows> {
        match self {
            Self::None => None,
            Self::OfCorpus => corpus?.follows.as_deref(),
            Self::Given(follows) => Some(follows),
        }
    }
}

#[pymethods]
impl Corpus {
    /// The cascades of these root posts, or of all; `follows` as numbers of accounts, in place of
    /// the corpus's own; `draw` holds draws, alpha, beta and seed.
    #[pyo3(signature = (of, attribution, follows, min_size, quotes, draw, progress=None))]
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn cascades(
        &self,
        py: Python<'_>,
        of: Option<PyArray>,
        attribution: &str,
        follows: Option<(PyArray, PyArray)>,
        min_size: usize,
        quotes: bool,
        draw: (usize, f64, f64, u64),
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Cascades> {
        let (draws, alpha, beta, seed) = draw;
        let attribution = Attribution::parse(attribution)?;
        let options = Options { attribution, min_size, quotes, draws, alpha, beta, seed };
        let of = of.map(|of| numbers("of", &of)).transpose()?;
        let given = match follows {
            None => None,
            Some((followers, followed)) => {
                let followers = numbers("follower", &followers)?;
                let pairs = followers.into_iter().zip(numbers("followed", &followed)?);
                Some(Follows::new(self.0.accounts.len(), pairs.collect()))
            }
        };
        let forest = run(py, progress, |interrupt| {
            let follows = given.as_ref().or(self.0.follows.as_deref());
            cascades::cascades(&self.0, of.as_deref(), follows, &options, interrupt)
        })?;
        let follows = given.map_or(Follow::OfCorpus, Follow::Given);
        let origin = Origin::Corpus(self.0.clone());
        Ok(Cascades { origin, forest, options, follows, repairs: Vec::new() })
    }
}

#[pymethods]
impl Cascades {
    fn __len__(&self) -> usize {
        self.forest.len()
    }

    #[getter]
    fn repaired(&self) -> u64 {
        self.forest.repaired
    }

    /// How many posts pass another on; of how many the time is known; and how many are by
    /// accounts that follow somebody in the lists, if there are lists.
    fn basis(&self) -> (usize, usize, Option<usize>) {
        let forest = &self.forest;
        let passed = || (0..forest.posts.len()).filter(|&member| forest.parents[member] != NONE);
        let corpus = if let Origin::Corpus(corpus) = &self.origin { Some(&**corpus) } else { None };
        let listed = self.follows.get(corpus).map(|follows| {
            passed().filter(|&member| !follows.of(forest.authors[member]).is_empty()).count()
        });
        (passed().count(), passed().filter(|&m| forest.times[m] != NO_TIME).count(), listed)
    }

    fn edges(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let edges = run(py, None, |_| Ok(self.forest.edges()))?;
        let post = |column: &[u32], row: usize| self.origin.post(column[row]);
        let account = |column: &[u32], row: usize| self.origin.account(column[row]);
        let handle = |column: &[u32], row: usize| self.origin.handle(column[row]);
        let rows = || 0..edges.child.len();
        Columns::new()
            .text("cascade", self.cascades(&edges.cascade))
            .text("parent", rows().map(|row| post(&edges.parent, row)))
            .text("child", rows().map(|row| post(&edges.child, row)))
            .text("parent_author", rows().map(|row| account(&edges.parent_author, row)))
            .text("child_author", rows().map(|row| account(&edges.child_author, row)))
            .text("parent_handle", rows().map(|row| handle(&edges.parent_author, row)))
            .text("child_handle", rows().map(|row| handle(&edges.child_author, row)))
            .times("at", edges.at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("delay_s", edges.delay.iter().copied())
            .counts("depth", edges.depth.iter().map(|&depth| u64::from(depth)))
            .text("evidence", edges.evidence.iter().map(|evidence| Some(evidence.as_str())))
            .finish(py)
    }

    fn shape(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let shapes = run(py, None, |interrupt| self.forest.shape(interrupt))?;
        let author = || shapes.author.iter();
        let columns = Columns::new()
            .text("cascade", (0..self.forest.len() as u32).map(|place| self.cascade(place)))
            .text("author", author().map(|&author| self.origin.account(author)))
            .text("author_handle", author().map(|&author| self.origin.handle(author)))
            .counts("size", shapes.size.iter().map(|&size| size as u64))
            .counts("depth", shapes.depth.iter().map(|&depth| u64::from(depth)))
            .counts("max_breadth", shapes.max_breadth.iter().map(|&most| most as u64))
            .floats("structural_virality", shapes.structural_virality.iter().copied())
            .counts("unique_accounts", shapes.unique_accounts.iter().map(|&n| n as u64))
            .times("started_at", shapes.started_at.iter().map(|at| at.unwrap_or(NO_TIME)))
            .seconds("duration_s", shapes.duration.iter().copied())
            .seconds("half_life_s", shapes.half_life.iter().copied());
        self.varied(columns).finish(py)
    }

    /// How often each rule finds the parents that the platform names; `None` if there is no
    /// platform.
    #[pyo3(signature = (progress=None))]
    fn calibrate(
        &self,
        py: Python<'_>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<Py<PyAny>>> {
        let Origin::Corpus(corpus) = &self.origin else { return Ok(None) };
        let table = run(py, progress, |interrupt| {
            let follows = self.follows.get(Some(corpus));
            cascades::calibrate(corpus, &self.forest, follows, &self.options, interrupt)
        })?;
        let rows = || table.iter();
        let columns = Columns::new()
            .text("attribution", rows().map(|row| Some(row.attribution.as_str())))
            .counts("edges", rows().map(|row| row.edges))
            .floats("precision", rows().map(|row| row.precision))
            .counts("edges_beyond_root", rows().map(|row| row.edges_beyond_root))
            .floats("precision_beyond_root", rows().map(|row| row.precision_beyond_root))
            .floats("inferred", rows().map(|row| row.inferred))
            .counts("whole_paths", rows().map(|row| row.whole_paths))
            .floats("depth_error", rows().map(|row| row.depth_error))
            .text("cannot", rows().map(|row| row.cannot.as_ref()));
        Ok(Some(columns.finish(py)?))
    }

    fn time_to_depth(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let levels = run(py, None, |_| Ok(self.forest.time_to_depth()))?;
        Columns::new()
            .text("cascade", self.cascades(&levels.cascade))
            .counts("depth", levels.depth.iter().map(|&depth| u64::from(depth)))
            .seconds("at_s", levels.at.iter().copied())
            .counts("posts", levels.posts.iter().copied())
            .finish(py)
    }
}

impl Cascades {
    /// The intervals over drawn forests, where there are some.
    fn varied(&self, columns: Columns) -> Columns {
        if self.options.draws == 0 {
            return columns;
        }
        let varied = || self.forest.varied.iter();
        columns
            .floats("depth_ci_low", varied().map(|row| row.depth.low))
            .floats("depth_ci_high", varied().map(|row| row.depth.high))
            .floats("max_breadth_ci_low", varied().map(|row| row.max_breadth.low))
            .floats("max_breadth_ci_high", varied().map(|row| row.max_breadth.high))
            .floats("structural_virality_ci_low", varied().map(|row| row.structural_virality.low))
            .floats("structural_virality_ci_high", varied().map(|row| row.structural_virality.high))
    }

    /// The label of the cascade at this place.
    fn cascade(&self, place: u32) -> Option<&str> {
        self.origin.cascade(&self.forest, place as usize)
    }

    /// The labels of cascades, given by their places.
    fn cascades<'a>(&'a self, places: &'a [u32]) -> impl Iterator<Item = Option<&'a str>> {
        places.iter().map(|&place| self.cascade(place))
    }
}
