//! Measures of cascades by group.

use pyo3::prelude::*;

use super::Cascades;
use super::origin::Origin;
use crate::cascades::{self, Audience, Cases, Parties};
use crate::corpus::{Groups, Level};
use crate::inference::false_discovery;
use crate::network::nulls::NullTest;
use crate::py::columns::Columns;
use crate::py::corpus::GroupsIn;
use crate::py::door::run;

#[pymethods]
impl Cascades {
    /// How many cascades there are whose root is in no group.
    fn ungrouped(&self, groups: GroupsIn) -> usize {
        let parties = Parties::of_roots(&groups.0, &self.forest);
        parties.codes.iter().filter(|&&code| code == crate::corpus::NONE).count()
    }

    #[pyo3(signature = (groups=None))]
    fn reach(&self, py: Python<'_>, groups: Option<GroupsIn>) -> PyResult<Py<PyAny>> {
        let corpus = match &self.origin {
            Origin::Corpus(corpus) => Some(&**corpus),
            Origin::Given(_) => None,
        };
        let audience = Audience { corpus, follows: self.follows.get(corpus) };
        let forest = &self.forest;
        let parties = groups.as_ref().map(|groups| Parties::of_roots(&groups.0, forest));
        let (labels, parts) = match &parties {
            None => (Vec::new(), (0..forest.len() as u32).collect()),
            Some(parties) => {
                // Cascades in no group come last, as a part of their own.
                let rest = parties.len() as u32;
                let codes: Vec<u32> = parties.codes.iter().map(|&code| code.min(rest)).collect();
                let mut labels = self.labels(parties).into_iter().map(Some).collect::<Vec<_>>();
                if codes.contains(&rest) {
                    labels.push(None);
                }
                (labels, codes)
            }
        };
        let count = if parties.is_some() { labels.len() } else { forest.len() };
        let reach =
            run(py, None, |interrupt| cascades::reach(forest, audience, &parts, count, interrupt))?;
        let columns = match &parties {
            None => Columns::new()
                .text("cascade", (0..forest.len() as u32).map(|cascade| self.cascade(cascade))),
            Some(_) => Columns::new()
                .text("group", labels.into_iter())
                .counts("cascades", reach.cascades.into_iter()),
        };
        columns
            .counts("engaged", reach.engaged.into_iter())
            .counts("adopters", reach.adopters.into_iter())
            .counts("followers_known", reach.followers_known.into_iter())
            .floats("potential", reach.potential.into_iter())
            .floats("unique_exposed", reach.unique_exposed.into_iter())
            .finish(py)
    }

    #[pyo3(signature = (groups, draws, seed, progress=None))]
    fn crossings(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let parties = self.parties(&groups.0)?;
        let found = run(py, progress, |interrupt| {
            cascades::crossings(&self.forest, &parties, draws, seed, interrupt)
        })?;
        let labels = self.labels(&parties);
        let n = labels.len();
        let tests = || found.pairs.iter().map(|pair| &pair.1);
        let p: Vec<f64> = tests().map(NullTest::p).collect();
        let p_adjusted = false_discovery(&p);
        Columns::new()
            .text("from", (0..n * n).map(|pair| Some(&labels[pair / n])))
            .text("to", (0..n * n).map(|pair| Some(&labels[pair % n])))
            .counts("edges", found.pairs.iter().map(|pair| pair.0))
            .floats("share", tests().map(|test| test.value))
            .floats("expected", tests().map(NullTest::null_mean))
            .floats("z", tests().map(NullTest::z))
            .floats("p", p.into_iter())
            .floats("p_adjusted", p_adjusted.into_iter())
            .finish(py)
    }

    #[pyo3(signature = (groups, draws, seed, progress=None))]
    fn crossing_share(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let parties = self.parties(&groups.0)?;
        let found = run(py, progress, |interrupt| {
            cascades::crossing_share(&self.forest, &parties, draws, seed, interrupt)
        })?;
        let one = |number: f64| std::iter::once(number);
        Columns::new()
            .counts("edges", std::iter::once(found.edges))
            .counts("crossing", std::iter::once(found.crossing))
            .floats("share", one(found.share.value))
            .floats("expected", one(found.share.null_mean()))
            .floats("z", one(found.share.z()))
            .floats("p", one(found.share.p()))
            .counts("ungrouped", std::iter::once(found.ungrouped))
            .finish(py)
    }

    fn arrivals(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let parties = self.parties(&groups.0)?;
        let found = run(py, None, |_| Ok(cascades::arrivals(&self.forest, &parties)))?;
        let labels = self.labels(&parties);
        let forest = &self.forest;
        let members = || found.iter().map(|arrival| arrival.member);
        let account = || members().map(|member| forest.authors[member]);
        Columns::new()
            .text("cascade", found.iter().map(|arrival| self.cascade(arrival.cascade)))
            .text("group", found.iter().map(|arrival| Some(&labels[arrival.group as usize])))
            .text("account", account().map(|account| self.origin.account(account)))
            .text("handle", account().map(|account| self.origin.handle(account)))
            .times("at", members().map(|member| forest.times[member]))
            .counts("depth", members().map(|member| u64::from(forest.depths[member])))
            .text("post", members().map(|member| self.origin.post(forest.posts[member])))
            .finish(py)
    }

    fn by_depth(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let parties = self.parties(&groups.0)?;
        let spread = run(py, None, |_| Ok(cascades::by_depth(&self.forest, &parties)))?;
        Columns::new()
            .counts("depth", 0..spread.posts.len() as u64)
            .counts("posts", spread.posts.into_iter())
            .counts("grouped", spread.grouped.into_iter())
            .floats("entropy", spread.entropy.into_iter())
            .floats("home_share", spread.home_share.into_iter())
            .finish(py)
    }

    fn gatekeepers(&self, py: Python<'_>, groups: GroupsIn) -> PyResult<Py<PyAny>> {
        let parties = self.parties(&groups.0)?;
        let gates = run(py, None, |_| Ok(cascades::gatekeepers(&self.forest, &parties)))?;
        let labels = self.labels(&parties);
        Columns::new()
            .text("account", gates.iter().map(|gate| self.origin.account(gate.account)))
            .text("handle", gates.iter().map(|gate| self.origin.handle(gate.account)))
            .text("group", gates.iter().map(|gate| Some(&labels[gate.group as usize])))
            .counts("arrivals", gates.iter().map(|gate| gate.arrivals))
            .floats("share", gates.iter().map(|gate| gate.share))
            .finish(py)
    }

    #[pyo3(signature = (groups, matched, draws, seed, progress=None))]
    fn compare(
        &self,
        py: Python<'_>,
        groups: GroupsIn,
        matched: bool,
        draws: usize,
        seed: u64,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        let parties = Parties::of_roots(&groups.0, &self.forest);
        let rows = run(py, progress, |interrupt| {
            let shapes = self.forest.shape(interrupt)?;
            let cases = Cases::new(&shapes, parties.codes.clone(), matched);
            cascades::compare(&cases, draws, seed, interrupt)
        })?;
        let labels = self.labels(&parties);
        let rows = || rows.iter();
        Columns::new()
            .text("group", rows().map(|row| Some(&labels[row.group as usize])))
            .text("against", rows().map(|row| Some(&labels[row.against as usize])))
            .text("measure", rows().map(|row| Some(cascades::NAMES[row.measure])))
            .floats("value", rows().map(|row| row.value))
            .floats("matched_value", rows().map(|row| row.matched_value))
            .floats("ci_low", rows().map(|row| row.interval.low))
            .floats("ci_high", rows().map(|row| row.interval.high))
            .floats("difference", rows().map(|row| row.difference))
            .floats("difference_ci_low", rows().map(|row| row.difference_interval.low))
            .floats("difference_ci_high", rows().map(|row| row.difference_interval.high))
            .floats("p", rows().map(|row| row.p))
            .floats("p_adjusted", rows().map(|row| row.p_adjusted))
            .counts("n", rows().map(|row| row.n))
            .counts("matched", rows().map(|row| row.matched))
            .counts("dropped", rows().map(|row| row.n - row.matched))
            .finish(py)
    }

    /// The accounts with these labels, by number, in the order of tables; null where there is none.
    fn find_accounts(&self, py: Python<'_>, names: Vec<String>) -> PyResult<Py<PyAny>> {
        let find = |name: &String| match &self.origin {
            Origin::Corpus(corpus) => corpus.accounts.find(name),
            Origin::Given(given) => given.accounts().find(name),
        };
        let found = names.iter().map(|name| find(name).unwrap_or(crate::corpus::NONE));
        crate::py::columns::number_array(py, found)
    }

    /// How many accounts there are.
    #[getter]
    fn n_accounts(&self) -> usize {
        self.origin.accounts()
    }
}

impl Cascades {
    pub(super) fn parties<'a>(&self, groups: &'a Groups) -> PyResult<Parties<'a>> {
        Ok(Parties::of_accounts(groups, self.origin.accounts())?)
    }

    /// What each group is called; several levels are joined by a comma.
    pub(super) fn labels(&self, parties: &Parties) -> Vec<String> {
        let level = |group: u32, (place, level): (usize, &Level)| {
            let key = parties.key(group, place);
            match level {
                Level::Column(labels) => labels.names[key as usize].clone(),
                Level::Window(window) => window.label(key),
                Level::Account => self.origin.account(key as u32).unwrap_or_default().to_owned(),
            }
        };
        let label = |group: u32| {
            let parts = parties.groups.levels.iter().enumerate().map(|part| level(group, part));
            parts.collect::<Vec<_>>().join(", ")
        };
        (0..parties.len() as u32).map(label).collect()
    }
}
