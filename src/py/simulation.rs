//! The made-up world, its archive and its truth.

use std::sync::Arc;

use pyo3::prelude::*;

use super::columns::Columns;
use super::corpus::Corpus;
use super::door::run;
use crate::corpus::NONE;
use crate::simulation::{self, Account, Act, Plan, Role};

/// A world whose truth is known.
#[pyclass(frozen, module = "twiplomacy._core")]
pub struct Simulation(simulation::Simulation);

/// Make a world and let it talk.
#[pyfunction]
#[pyo3(signature = (seed, sizes, days, rates, shares, resolution, progress=None))]
#[allow(clippy::too_many_arguments)] // groups of the arguments of the Python function
pub fn simulate(
    py: Python<'_>,
    seed: u64,
    sizes: [usize; 4],
    days: f64,
    rates: [f64; 2],
    shares: [f64; 6],
    resolution: i64,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Simulation> {
    let [countries, journalists, publics, originals] = sizes;
    let [virality, replies] = rates;
    let [homophily, quotes, copies, hidden, missing, observed] = shares;
    let plan = Plan {
        countries,
        journalists,
        publics,
        originals,
        days,
        virality,
        replies,
        homophily,
        quotes,
        copies,
        hidden,
        missing,
        observed,
        resolution,
    };
    Ok(Simulation(run(py, progress, |interrupt| simulation::simulate(&plan, seed, interrupt))?))
}

#[pymethods]
impl Simulation {
    /// The archive, as a platform would hand it out.
    fn corpus(&self, py: Python<'_>, platform: &str) -> PyResult<Corpus> {
        let corpus = run(py, None, |interrupt| simulation::corpus(&self.0, platform, interrupt))?;
        Ok(Corpus(Arc::new(corpus)))
    }

    /// Who there is, as a roster.
    fn roster(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let world = &self.0.world;
        let all = || world.accounts.iter();
        let country = |number: u32| Some(world.countries[number as usize]);
        let rank = |account: &Account| match account.role {
            Role::Ministry => Some(1),
            Role::Embassy => Some(2),
            _ => None,
        };
        let superior = |account: &Account| {
            (account.superior != NONE)
                .then(|| world.accounts[account.superior as usize].handle.as_str())
        };
        let side =
            |account: &Account| if account.role.is_official() { "official" } else { "public" };
        Columns::new()
            .text("account", all().map(|account| Some(&account.handle)))
            .text("name", all().map(|account| Some(&account.name)))
            .text("country", all().map(|account| country(account.country)))
            .text("role", all().map(|account| Some(account.role.as_str())))
            .text("side", all().map(|account| Some(side(account))))
            .ints("rank", all().map(rank))
            .text("superior", all().map(superior))
            .text("home", all().map(|account| country(account.home)))
            .finish(py)
    }

    /// What was planted in each account.
    fn accounts(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let world = &self.0.world;
        let all = || world.accounts.iter();
        let community = |account: &Account| {
            let (home, half) = (account.community / 2, account.community % 2 + 1);
            Some(format!("{} {half}", world.countries[home as usize]))
        };
        let numbers = || 0..world.accounts.len() as u32;
        Columns::new()
            .text("account", numbers().map(|number| Some(self.key(number))))
            .text("handle", all().map(|account| Some(&account.handle)))
            .text("community", all().map(community))
            .counts("followers", numbers().map(|number| world.followers.of(number).len() as u64))
            .floats("answer_rate", all().map(|account| account.answers))
            .floats("median_latency_s", all().map(|account| account.latency))
            .finish(py)
    }

    /// Who follows whom.
    fn follows(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let pairs = || self.0.world.follows.pairs();
        Columns::new()
            .text("follower", pairs().map(|pair| Some(self.key(pair.0))))
            .text("followed", pairs().map(|pair| Some(self.key(pair.1))))
            .finish(py)
    }

    /// The true path of everything that passed a post on.
    fn paths(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let posts = &self.0.posts;
        let kind = |act: Act| match act {
            Act::Quote => "quote",
            Act::Repost => "repost",
            _ => "copy",
        };
        let passed = |place: &u32| {
            matches!(posts[*place as usize].act, Act::Quote | Act::Repost | Act::Copy)
        };
        let places: Vec<u32> = (0..posts.len() as u32).filter(passed).collect();
        let rows = || places.iter().map(|&place| (place, &posts[place as usize]));
        let author = |place: u32| Some(self.key(posts[place as usize].author));
        Columns::new()
            .text("object", rows().map(|(_, post)| self.id(post.object)))
            .text("parent", rows().map(|(_, post)| self.id(post.parent)))
            .text("child", rows().map(|(place, _)| self.id(place)))
            .text("parent_author", rows().map(|(_, post)| author(post.parent)))
            .text("child_author", rows().map(|(place, _)| author(place)))
            .times("at", rows().map(|(_, post)| post.time))
            .text("kind", rows().map(|(_, post)| Some(kind(post.act))))
            .bools("in_archive", rows().map(|(_, post)| Some(!post.missing)))
            .finish(py)
    }

    /// Which post responds to which official.
    fn responses(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let posts = &self.0.posts;
        let found = run(py, None, |_| Ok(simulation::responses(&self.0)))?;
        let rows = || found.iter().map(|response| (response, &posts[response.post as usize]));
        Columns::new()
            .text("response", rows().map(|(response, _)| self.id(response.post)))
            .text("author", rows().map(|(_, post)| Some(self.key(post.author))))
            .text("to", rows().map(|(response, _)| Some(self.key(response.to))))
            .text("channel", rows().map(|(response, _)| Some(response.channel)))
            .bools("notified", rows().map(|(response, _)| Some(response.notified)))
            .bools("in_archive", rows().map(|(_, post)| Some(!post.missing)))
            .finish(py)
    }

    /// Copies, and how many words each changed.
    fn copies(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let posts = &self.0.posts;
        let places: Vec<u32> = (0..posts.len() as u32)
            .filter(|&place| posts[place as usize].act == Act::Copy)
            .collect();
        let rows = || places.iter().map(|&place| (place, &posts[place as usize]));
        Columns::new()
            .text("post", rows().map(|(place, _)| self.id(place)))
            .text("source", rows().map(|(_, post)| self.id(post.object)))
            .counts("edits", rows().map(|(_, post)| u64::from(post.edits)))
            .bools("in_archive", rows().map(|(_, post)| Some(!post.missing)))
            .finish(py)
    }

    /// Posts that the archive lacks.
    fn missing(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let posts = &self.0.posts;
        let lost = (0..posts.len() as u32).filter(|&place| posts[place as usize].missing);
        let lost: Vec<u32> = lost.collect();
        let author = |&place: &u32| Some(self.key(posts[place as usize].author));
        Columns::new()
            .text("post", lost.iter().map(|&place| self.id(place)))
            .text("author", lost.iter().map(author))
            .finish(py)
    }
}

impl Simulation {
    fn id(&self, place: u32) -> Option<String> {
        (place != NONE).then(|| self.0.post_id(place))
    }

    fn key(&self, account: u32) -> String {
        self.0.world.accounts[account as usize].id.to_string()
    }
}
