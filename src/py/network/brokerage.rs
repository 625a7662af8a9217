//! Who stands between the groups.

use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use super::Network;
use crate::corpus::NONE;
use crate::error::Result;
use crate::inference::false_discovery;
use crate::network::brokerage::{self, Compared, Given, ROLES, Shuffle, Total};
use crate::py::columns::{Columns, numbers};
use crate::py::door::run;
use crate::run::Interrupt;

/// A null as the Python layer names it, which has checked that it fits the draws.
struct Chance {
    rewire: bool,
    given: Given,
    strata: Option<Vec<u32>>,
    swaps: f64,
    draws: usize,
    seed: u64,
}

impl Chance {
    fn new(
        null: &str,
        strata: Option<&PyArray>,
        swaps: f64,
        draws: usize,
        seed: u64,
    ) -> PyResult<Self> {
        let given = if null == "density" { Given::Density } else { Given::Network };
        let strata = strata.map(|strata| numbers("strata", strata)).transpose()?;
        Ok(Self { rewire: null == "rewire", given, strata, swaps, draws, seed })
    }

    fn shuffle(&self) -> Shuffle<'_> {
        if self.rewire {
            Shuffle::Rewire { swaps: self.swaps }
        } else {
            Shuffle::Labels(self.strata.as_deref())
        }
    }

    /// The moments if there are no draws, or else the draws.
    fn tell<T>(
        &self,
        exact: impl FnOnce(Given) -> Result<Vec<T>>,
        drawn: impl FnOnce(Shuffle<'_>, usize, u64) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        if self.draws == 0 {
            exact(self.given)
        } else {
            drawn(self.shuffle(), self.draws, self.seed)
        }
    }
}

/// A count beside chance, exact or drawn.
#[derive(Clone, Copy)]
struct Row {
    count: u64,
    mean: f64,
    sd: f64,
    z: f64,
    p: f64,
}

impl From<Total> for Row {
    fn from(total: Total) -> Self {
        let Total { count, mean, sd } = total;
        Self { count, mean, sd, z: total.z(), p: total.p() }
    }
}

impl From<Compared> for Row {
    fn from(drawn: Compared) -> Self {
        let Compared { count, mean, sd, p } = drawn;
        Self { count, mean, sd, z: drawn.z(), p }
    }
}

/// What a column shows of a row.
type Of = fn(&Row) -> f64;

/// Counts and what chance gives, one row each, after what names them.
fn beside_chance(table: Columns, rows: &[Row], draws: usize) -> Columns {
    let floats = |of: Of| rows.iter().map(of);
    let (mean, sd) = if draws == 0 { ("expected", "sd") } else { ("null_mean", "null_sd") };
    let p: Vec<f64> = floats(|row| row.p).collect();
    let adjusted = false_discovery(&p);
    let table = table
        .counts("count", rows.iter().map(|row| row.count))
        .floats(mean, floats(|row| row.mean))
        .floats(sd, floats(|row| row.sd))
        .floats("z", floats(|row| row.z))
        .floats("p", p.into_iter());
    let table =
        if draws == 0 { table } else { table.counts("draws", rows.iter().map(|_| draws as u64)) };
    table.floats("p_adjusted", adjusted.into_iter())
}

/// Roles as columns: the counts first, null without a group, then what chance gives.
fn of_nodes(nodes: &[[Row; 6]], groups: &[u32], chance: &Chance) -> Columns {
    let names = || ROLES.into_iter().chain(["total"]).enumerate();
    let mut table = Columns::new();
    for (place, name) in names() {
        let count =
            |(six, &group): (&[Row; 6], &u32)| (group != NONE).then(|| six[place].count as i64);
        table = table.ints(name, nodes.iter().zip(groups).map(count));
    }
    // Labels do not change the total.
    let told = if chance.rewire || chance.given == Given::Density { 6 } else { 5 };
    let names = || names().take(told);
    let column = |place: usize, of: fn(&Row) -> f64| nodes.iter().map(move |six| of(&six[place]));
    let (mean, sd) = if chance.draws == 0 { ("expected", "sd") } else { ("null_mean", "null_sd") };
    let parts: [(&str, Of); 4] =
        [(mean, |row| row.mean), (sd, |row| row.sd), ("z", |row| row.z), ("p", |row| row.p)];
    let drawn = usize::from(chance.draws > 0);
    for (part, of) in parts.into_iter().take(3 + drawn) {
        for (place, name) in names() {
            table = table.floats(&format!("{part}_{name}"), column(place, of));
        }
    }
    if chance.draws > 0 {
        for (place, name) in names() {
            let p: Vec<f64> = column(place, |row| row.p).collect();
            table = table.floats(&format!("p_adjusted_{name}"), false_discovery(&p).into_iter());
        }
    }
    table
}

#[pymethods]
impl Network {
    /// One row a node.
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn brokerage(
        &self,
        py: Python<'_>,
        groups: PyArray,
        null: &str,
        strata: Option<PyArray>,
        swaps: f64,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let groups = numbers("groups", &groups)?;
        let chance = Chance::new(null, strata.as_ref(), swaps, draws, seed)?;
        let net = &self.0;
        let nodes = run(py, progress, |interrupt: &Interrupt| {
            chance.tell(
                |given| {
                    let found = brokerage::brokerage(net, &groups, given, interrupt)?;
                    let six =
                        |place, broker: &brokerage::Broker| broker.beside_chance(place).into();
                    Ok(found.iter().map(|b| std::array::from_fn(|place| six(place, b))).collect())
                },
                |shuffle, draws, seed| {
                    let found =
                        brokerage::compare_brokers(net, &groups, shuffle, draws, seed, interrupt)?;
                    Ok(found.into_iter().map(|six| six.map(Row::from)).collect())
                },
            )
        })?;
        of_nodes(&nodes, &groups, &chance).finish(py)
    }

    /// One row a role, and one for all.
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn brokerage_totals(
        &self,
        py: Python<'_>,
        groups: PyArray,
        null: &str,
        strata: Option<PyArray>,
        swaps: f64,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let groups = numbers("groups", &groups)?;
        let chance = Chance::new(null, strata.as_ref(), swaps, draws, seed)?;
        let net = &self.0;
        let rows = run(py, progress, |interrupt: &Interrupt| {
            chance.tell(
                |given| {
                    let found = brokerage::totals(net, &groups, given, interrupt)?;
                    Ok(found.map(Row::from).to_vec())
                },
                |shuffle, draws, seed| {
                    let found =
                        brokerage::compare_roles(net, &groups, shuffle, draws, seed, interrupt)?;
                    Ok(found.map(Row::from).to_vec())
                },
            )
        })?;
        let names = ROLES.into_iter().chain(["total"]).map(Some);
        beside_chance(Columns::new().text("role", names), &rows, draws).finish(py)
    }

    /// One row for each three groups, by the numbers they came with.
    #[allow(clippy::too_many_arguments)] // one for each argument of the Python method
    fn brokered(
        &self,
        py: Python<'_>,
        groups: PyArray,
        null: &str,
        strata: Option<PyArray>,
        swaps: f64,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let groups = numbers("groups", &groups)?;
        let chance = Chance::new(null, strata.as_ref(), swaps, draws, seed)?;
        let net = &self.0;
        let rows: Vec<Row> = run(py, progress, |interrupt: &Interrupt| {
            chance.tell(
                |given| {
                    let found = brokerage::brokered(net, &groups, given, interrupt)?;
                    Ok(found.iter().map(|passage| passage.total.into()).collect())
                },
                |shuffle, draws, seed| {
                    let found =
                        brokerage::compare_passages(net, &groups, shuffle, draws, seed, interrupt)?;
                    Ok(found.into_iter().map(Row::from).collect())
                },
            )
        })?;
        beside_chance(Columns::new(), &rows, draws).finish(py)
    }
}
