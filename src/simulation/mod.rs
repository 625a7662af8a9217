//! A made-up world whose truth is known, against which every other module can be checked.
//!
//! Officials, embassies, journalists and publics of several countries follow each other in
//! communities. What officials post spreads along follows; every repost has a true path, which
//! the archive hides as platforms do. Publics answer, are answered, quote, copy without naming,
//! and speak of a source where it does not hear. Some posts are then lost.
//!
//! | file | what it makes |
//! |---|---|
//! | `world` | the accounts, and who follows whom |
//! | `story` | one post and all that comes of it |
//! | `words` | names and texts |
//! | `record` | the archive, as a platform would hand it out |
//! | `truth` | which post responds to whom, by which channel |

mod record;
mod story;
#[cfg(test)]
mod tests;
mod truth;
mod words;
mod world;

use rayon::prelude::*;

pub use record::corpus;
pub use story::{Act, Post};
pub use truth::{Response, responses};
pub use world::{Account, Role, World};

use crate::error::{Error, Result};
use crate::run::Interrupt;

/// What kind of world is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Countries; each has a ministry, and an embassy in every other.
    pub countries: usize,
    /// Journalists in each country.
    pub journalists: usize,
    /// Other people in each country.
    pub publics: usize,
    /// Posts from which everything else comes.
    pub originals: usize,
    /// Length of the collection.
    pub days: f64,
    /// How many others pass on a post of an account with the mean number of followers, on
    /// average; with f times as many followers, sqrt(f) times as many do.
    pub virality: f64,
    /// The same for those who answer.
    pub replies: f64,
    /// Share of follows within the own community.
    pub homophily: f64,
    /// Of those who pass on, the share that quotes.
    pub quotes: f64,
    /// Of those who pass on an official's words, the share that copies them without naming it.
    pub copies: f64,
    /// Of those who pass on an official's words, the share that speaks of it by link, hashtag or
    /// name alone.
    pub hidden: f64,
    /// Share of posts that the archive lacks.
    pub missing: f64,
    /// Share of reposts of which the platform names the post through which they came.
    pub observed: f64,
    /// To how many microseconds times are cut.
    pub resolution: i64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            countries: 4,
            journalists: 8,
            publics: 400,
            originals: 500,
            days: 60.0,
            virality: 0.8,
            replies: 0.5,
            homophily: 0.7,
            quotes: 0.1,
            copies: 0.05,
            hidden: 0.06,
            missing: 0.02,
            observed: 0.0,
            resolution: 1_000_000,
        }
    }
}

impl Plan {
    fn check(&self) -> Result<()> {
        let at_least = |name: &str, value: usize, least: usize| {
            let wanted = format!("a whole number from {least} to 1,000,000");
            let fits = (least..=1_000_000).contains(&value);
            fits.then_some(()).ok_or_else(|| Error::input(name, value.to_string(), wanted))
        };
        at_least("countries", self.countries, 2)?;
        if self.countries > words::MOST_COUNTRIES {
            let wanted = format!("a whole number from 2 to {}", words::MOST_COUNTRIES);
            return Err(Error::input("countries", self.countries.to_string(), wanted));
        }
        at_least("journalists", self.journalists, 0)?;
        at_least("publics", self.publics, 10)?;
        at_least("originals", self.originals, 1)?;
        for (name, share) in [
            ("homophily", self.homophily),
            ("quotes", self.quotes),
            ("copies", self.copies),
            ("hidden", self.hidden),
            ("missing", self.missing),
            ("observed", self.observed),
            ("quotes + copies + hidden", self.quotes + self.copies + self.hidden),
        ] {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::input(name, share.to_string(), "a share from 0 to 1"));
            }
        }
        // Above these bounds every story takes hold of the whole world.
        for (name, value, most) in [
            ("virality", self.virality, 2.0),
            ("replies", self.replies, 5.0),
            ("days", self.days, 10_000.0),
        ] {
            if !(0.0..=most).contains(&value) {
                return Err(Error::input(name, value.to_string(), format!("from 0 to {most}")));
            }
        }
        if !(1..=86_400_000_000).contains(&self.resolution) {
            let found = format!("{} microseconds", self.resolution);
            return Err(Error::input("resolution_s", found, "from 0.000001 to 86400"));
        }
        Ok(())
    }
}

/// A world, what happened in it, and in which order.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// Who there is.
    pub world: World,
    /// All posts in order of time, those that the archive lacks too. References are places here.
    pub posts: Vec<Post>,
}

/// Make a world and let it talk. The same plan and seed give the same posts on any number of
/// threads: every story has a stream of its own. Near-linear in accounts, follows and posts.
pub fn simulate(plan: &Plan, seed: u64, interrupt: &Interrupt) -> Result<Simulation> {
    plan.check()?;
    let world = World::new(plan, seed);
    interrupt.check()?;
    interrupt.expect(plan.originals as u64);
    let stories = (0..plan.originals)
        .into_par_iter()
        .map(|story| {
            interrupt.check()?;
            interrupt.advance(1);
            Ok(story::tell(&world, plan, seed, story as u64))
        })
        .collect::<Result<Vec<_>>>()?;
    interrupt.check()?;
    Ok(Simulation { posts: in_order(stories), world })
}

/// All posts by time, then by story; within a story a post comes after what it refers to.
fn in_order(stories: Vec<Vec<Post>>) -> Vec<Post> {
    let starts: Vec<usize> = stories
        .iter()
        .scan(0, |end, story| {
            let start = *end;
            *end += story.len();
            Some(start)
        })
        .collect();
    let mut posts: Vec<Post> = Vec::with_capacity(stories.iter().map(Vec::len).sum());
    for (story, &start) in stories.into_iter().zip(&starts) {
        posts.extend(story.into_iter().map(|post| post.moved(|place| place + start as u32)));
    }
    let mut order: Vec<u32> = (0..posts.len() as u32).collect();
    order.par_sort_by_key(|&place| posts[place as usize].exact);
    let mut rank = vec![0; posts.len()];
    for (new, &old) in order.iter().enumerate() {
        rank[old as usize] = new as u32;
    }
    let mut sorted: Vec<Post> = Vec::with_capacity(posts.len());
    for &old in &order {
        let post = std::mem::take(&mut posts[old as usize]);
        sorted.push(post.moved(|place| rank[place as usize]));
    }
    sorted
}
