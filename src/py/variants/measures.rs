//! Measures of what changes.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::Variants;
use crate::corpus::{Found, Groups, Level, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::inference::Estimate;
use crate::py::columns::{Columns, numbers};
use crate::py::corpus::GroupsIn;
use crate::variants::{self, Draws, Feature, KINDS, Slope};

/// Draws and seed.
type DrawsIn = (usize, u64);

fn drawn((draws, seed): DrawsIn) -> Draws {
    Draws { draws, seed }
}

fn one(number: f64) -> impl Iterator<Item = f64> {
    std::iter::once(number)
}

trait WithEstimates {
    /// A number and its interval.
    fn estimates<'a>(self, name: &str, cells: impl Iterator<Item = &'a Estimate> + Clone) -> Self;
}

impl WithEstimates for Columns {
    fn estimates<'a>(self, name: &str, cells: impl Iterator<Item = &'a Estimate> + Clone) -> Self {
        self.floats(name, cells.clone().map(|it| it.value))
            .floats("ci_low", cells.clone().map(|it| it.interval.low))
            .floats("ci_high", cells.map(|it| it.interval.high))
    }
}

#[pymethods]
impl Variants {
    /// Share of copies that differ from their parent, in all or by group.
    fn mutation_rate(
        &self,
        py: Python<'_>,
        groups: Option<GroupsIn>,
        draws: DrawsIn,
    ) -> PyResult<Py<PyAny>> {
        let groups = groups.map(|groups| groups.0);
        let (found, rows) = self.with(py, None, |copies, interrupt| {
            let changes = &self.changes;
            variants::mutation_rate(copies, changes, groups.as_ref(), drawn(draws), interrupt)
        })?;
        let numbers: Vec<Option<u32>> = rows.iter().map(|it| it.group).collect();
        Self::grouped(groups.as_ref(), &found, &numbers)
            .counts("copies", rows.iter().map(|it| it.copies))
            .counts("mutated", rows.iter().map(|it| it.mutated))
            .estimates("mutation_rate", rows.iter().map(|it| &it.rate))
            .finish(py)
    }

    /// How often each operation touched each class, in all or by group.
    #[pyo3(signature = (groups, draws, progress=None))]
    fn operations(
        &self,
        py: Python<'_>,
        groups: Option<GroupsIn>,
        draws: DrawsIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let groups = groups.map(|groups| groups.0);
        let (found, rows) = self.with(py, progress, |copies, interrupt| {
            let changes = &self.changes;
            variants::operations(copies, changes, groups.as_ref(), drawn(draws), interrupt)
        })?;
        let numbers: Vec<Option<u32>> = rows.iter().map(|it| it.group).collect();
        Self::grouped(groups.as_ref(), &found, &numbers)
            .text("op", rows.iter().map(|it| Some(it.op.as_str())))
            .text("class", rows.iter().map(|it| Some(it.touched.as_str())))
            .counts("count", rows.iter().map(|it| it.count))
            .estimates("share", rows.iter().map(|it| &it.share))
            .finish(py)
    }

    /// What of the roots is still there at each depth.
    fn retention(&self, py: Python<'_>, depths: usize, draws: DrawsIn) -> PyResult<Py<PyAny>> {
        let rows = self.with(py, None, |copies, interrupt| {
            variants::retention(copies, depths, drawn(draws), interrupt)
        })?;
        Columns::new()
            .text("kind", rows.iter().map(|it| Some(KINDS[it.kind])))
            .counts("depth", rows.iter().map(|it| u64::from(it.depth)))
            .bools("deeper", rows.iter().map(|it| Some(it.deeper)))
            .counts("copies", rows.iter().map(|it| it.copies))
            .counts("items", rows.iter().map(|it| it.items))
            .counts("kept", rows.iter().map(|it| it.kept))
            .estimates("share", rows.iter().map(|it| &it.share))
            .finish(py)
    }

    /// Distance to the root by depth, and the slope. `depth` replaces that of the lineage; `null`
    /// says whether times are shuffled.
    #[pyo3(signature = (depth, depths, draws, null, progress=None))]
    fn drift(
        &self,
        py: Python<'_>,
        depth: Option<PyArray>,
        depths: usize,
        draws: DrawsIn,
        null: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
        let depth = depth.map(|depth| numbers("depth", &depth)).transpose()?;
        let draws = drawn(draws);
        let found = self.with(py, progress, |copies, interrupt| {
            let shuffles = null.then_some(draws);
            variants::drift(copies, depth.as_deref(), depths, draws, shuffles, interrupt)
        })?;
        let steps = || found.steps.iter();
        let curve = Columns::new()
            .counts("depth", steps().map(|it| u64::from(it.depth)))
            .bools("deeper", steps().map(|it| Some(it.deeper)))
            .counts("copies", steps().map(|it| it.copies))
            .counts("families", steps().map(|it| it.families))
            .estimates("distance", steps().map(|it| &it.distance))
            .floats("null_mean", steps().map(|it| it.null.value))
            .floats("null_low", steps().map(|it| it.null.interval.low))
            .floats("null_high", steps().map(|it| it.null.interval.high))
            .finish(py)?;
        Ok((curve, slope(&found.slope).finish(py)?))
    }

    /// Which token replaced which.
    fn substitutions(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let rows = self.with(py, None, variants::substitutions)?;
        Columns::new()
            .text("before", rows.iter().map(|it| Some(&it.before)))
            .text("after", rows.iter().map(|it| Some(&it.after)))
            .text("class", rows.iter().map(|it| Some(it.touched.as_str())))
            .counts("count", rows.iter().map(|it| it.count))
            .counts("families", rows.iter().map(|it| it.families))
            .counts("accounts", rows.iter().map(|it| it.accounts))
            .finish(py)
    }

    /// Which kinds of tokens are replaced more often than by chance.
    fn susceptibility(&self, py: Python<'_>, feature: &str, draws: DrawsIn) -> PyResult<Py<PyAny>> {
        let by_frequency = feature == "frequency";
        let feature = if by_frequency { Feature::Frequency } else { Feature::Class };
        let rows = self.with(py, None, |copies, interrupt| {
            variants::susceptibility(copies, feature, drawn(draws), interrupt)
        })?;
        let mut columns = Columns::new();
        let count = |count: u64| i64::try_from(count).ok();
        if by_frequency {
            let range = || rows.iter().map(|it| it.range);
            columns = columns
                .counts("bin", 1..=rows.len() as u64)
                .ints("texts_low", range().map(|it| it.and_then(|it| count(it.0))))
                .ints("texts_high", range().map(|it| it.and_then(|it| count(it.1))));
        } else {
            columns = columns.text("class", rows.iter().map(|it| Some(&it.value)));
        }
        columns
            .counts("tokens", rows.iter().map(|it| it.tokens))
            .counts("substituted", rows.iter().map(|it| it.substituted))
            .floats("expected", rows.iter().map(|it| it.expected))
            .estimates("susceptibility", rows.iter().map(|it| &it.susceptibility))
            .counts("replacements", rows.iter().map(|it| it.replacements))
            .finish(py)
    }

    /// How much words shift between groups; groups as labels.
    #[pyo3(signature = (groups, draws, progress=None))]
    fn frame_shift(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: DrawsIn,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let (codes, labels) = self.coded(&groups.0)?;
        let rows = self.with(py, progress, |copies, interrupt| {
            variants::frame_shift(copies, &codes, labels.len(), drawn(draws), interrupt)
        })?;
        let label = |group: Option<u32>| group.map(|group| &labels[group as usize]);
        Columns::new()
            .text("from", rows.iter().map(|it| label(it.from)))
            .text("to", rows.iter().map(|it| label(it.to)))
            .bools("crossing", rows.iter().map(|it| Some(it.crossing)))
            .counts("copies", rows.iter().map(|it| it.copies))
            .counts("families", rows.iter().map(|it| it.families))
            .estimates("divergence", rows.iter().map(|it| &it.divergence))
            .floats("null_mean", rows.iter().map(|it| it.null_mean))
            .floats("p", rows.iter().map(|it| it.p))
            .finish(py)
    }

    /// Words lost and gained across borders; `pair` names two groups.
    #[pyo3(signature = (groups, pair=None))]
    fn frame_words(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        pair: Option<(String, String)>,
    ) -> PyResult<Py<PyAny>> {
        let (codes, labels) = self.coded(&groups.0)?;
        let find = |argument: &str, name: &str| -> PyResult<u32> {
            let found = (0..).zip(&labels).find(|(_, label)| *label == name).map(|it| it.0);
            let unknown = || Error::input(argument, format!("{name:?}"), labels.join(", ")).into();
            found.ok_or_else(unknown)
        };
        let pair = match &pair {
            None => None,
            Some((from, to)) => Some((find("source", from)?, find("target", to)?)),
        };
        let rows = self.with(py, None, |copies, interrupt| {
            variants::frame_words(copies, &codes, pair, interrupt)
        })?;
        Columns::new()
            .text("word", rows.iter().map(|it| Some(&it.word)))
            .counts("lost", rows.iter().map(|it| it.lost))
            .counts("gained", rows.iter().map(|it| it.gained))
            .counts("lost_within", rows.iter().map(|it| it.lost_within))
            .counts("gained_within", rows.iter().map(|it| it.gained_within))
            .finish(py)
    }
}

impl Variants {
    /// The group of each account and what groups are called, in the order of tables.
    fn coded(&self, groups: &Groups) -> Result<(Vec<u32>, Vec<String>)> {
        if groups.levels.iter().any(|level| !matches!(level, Level::Column(_))) {
            let wanted = "groups of accounts, such as a column of the roster";
            return Err(Error::input("by", "accounts or a window of time", wanted));
        }
        let known = self.authors.iter().copied().filter(|&author| author != NONE);
        let accounts = known.max().map_or(0, |last| last + 1);
        let mut found = Found::default();
        let codes: Vec<u32> =
            (0..accounts).map(|account| groups.of(account, NO_TIME, &mut found)).collect();
        let order = found.order(groups);
        let mut rank = vec![NONE; order.len()];
        (0..).zip(&order).for_each(|(place, &group)| rank[group as usize] = place);
        let label = |&group: &u32| {
            let name = |(place, level): (usize, &Level)| match level {
                Level::Column(labels) => labels.names[found.key(group, place) as usize].clone(),
                Level::Account | Level::Window(_) => String::new(),
            };
            groups.levels.iter().enumerate().map(name).collect::<Vec<_>>().join(", ")
        };
        let labels = order.iter().map(label).collect();
        let codes = codes
            .into_iter()
            .map(|code| if code == NONE { NONE } else { rank[code as usize] })
            .collect();
        Ok((codes, labels))
    }
}

fn slope(found: &Slope) -> Columns {
    Columns::new()
        .estimates("slope", std::iter::once(&found.slope))
        .floats("intercept", one(found.intercept))
        .counts("copies", std::iter::once(found.copies))
        .counts("families", std::iter::once(found.families))
        .floats("null_mean", one(found.null_mean))
        .floats("null_sd", one(found.null_sd))
        .floats("p", one(found.p))
        .counts("draws", std::iter::once(found.draws))
}
