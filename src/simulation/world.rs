//! Who there is, and who follows whom.

use super::{Plan, words};
use crate::corpus::{Follows, NONE};
use crate::random::Stream;

/// What an account does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A foreign ministry.
    Ministry,
    /// An embassy in another country.
    Embassy,
    /// Somebody who reports.
    Journalist,
    /// Anybody else.
    Public,
}

impl Role {
    /// Its name in the roster.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Embassy => "embassy",
            Self::Journalist => "journalist",
            Self::Public => "public",
        }
    }

    /// Whether it speaks for a state.
    pub fn is_official(self) -> bool {
        matches!(self, Self::Ministry | Self::Embassy)
    }
}

/// An account of the made-up world.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The platform's id; beyond 2^53, as ids are.
    pub id: u64,
    /// Its handle.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Number of its country.
    pub country: u32,
    /// Number of the country where it lives; an embassy's is its host.
    pub home: u32,
    /// Number of the community of its home.
    pub community: u32,
    /// What it does.
    pub role: Role,
    /// The account above it in the formal chart, or [`NONE`].
    pub superior: u32,
    /// The chance that it answers a message.
    pub answers: f64,
    /// The median time to its answer, in seconds; times are exponential.
    pub latency: f64,
}

/// Accounts and follows.
#[derive(Debug, Clone)]
pub struct World {
    /// Who there is.
    pub accounts: Vec<Account>,
    /// Names of countries.
    pub countries: Vec<&'static str>,
    /// Who follows whom.
    pub follows: Follows,
    /// The accounts that follow each account.
    pub followers: Follows,
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        self.accounts == other.accounts && self.follows.pairs().eq(other.follows.pairs())
    }
}

/// Streams of the world; stories have the numbers from 0 on.
const ACCOUNTS: u64 = u64::MAX;
const FOLLOWS: u64 = u64::MAX / 2;

impl World {
    pub(super) fn new(plan: &Plan, seed: u64) -> Self {
        let accounts = accounts(plan, &mut Stream::new(seed, ACCOUNTS));
        let pairs = follows(&accounts, plan, seed);
        let backward = pairs.iter().map(|&(follower, followed)| (followed, follower)).collect();
        Self {
            follows: Follows::new(accounts.len(), pairs),
            followers: Follows::new(accounts.len(), backward),
            countries: words::COUNTRIES[..plan.countries].to_vec(),
            accounts,
        }
    }

    /// Mean number of followers.
    pub fn mean_followers(&self) -> f64 {
        self.followers.len() as f64 / self.accounts.len() as f64
    }
}

fn accounts(plan: &Plan, stream: &mut Stream) -> Vec<Account> {
    const FIRST_ID: u64 = 900_000_000_000_000_000;
    let mut accounts = Vec::new();
    for country in 0..plan.countries {
        let name = words::COUNTRIES[country];
        let bare = words::bare(name);
        let ministry = accounts.len() as u32;
        let mut add = |role: Role,
                       handle: String,
                       called: String,
                       home: usize,
                       chance: (f64, f64),
                       hours: (f64, f64)| {
            let between = |(low, high): (f64, f64), u: f64| low + (high - low) * u;
            let answers = between(chance, stream.unit());
            let latency = 3600.0 * between(hours, stream.unit());
            accounts.push(Account {
                id: FIRST_ID + accounts.len() as u64,
                handle,
                name: called,
                country: country as u32,
                home: home as u32,
                community: (2 * home + stream.below(2)) as u32,
                role,
                superior: if role == Role::Embassy { ministry } else { NONE },
                answers,
                latency,
            });
        };
        let official = (0.05, 0.6);
        add(
            Role::Ministry,
            format!("{bare}MFA"),
            format!("Foreign Ministry of {name}"),
            country,
            official,
            (1.0, 12.0),
        );
        for (host, other) in words::COUNTRIES[..plan.countries].iter().enumerate() {
            if host != country {
                let handle = format!("{bare}In{}", words::bare(other));
                add(
                    Role::Embassy,
                    handle,
                    format!("Embassy of {name} in {other}"),
                    host,
                    official,
                    (1.0, 12.0),
                );
            }
        }
        for i in 1..=plan.journalists {
            let handle = format!("{}_press_{i}", bare.to_lowercase());
            add(
                Role::Journalist,
                handle,
                format!("Reporter {i} of {name}"),
                country,
                (0.2, 0.4),
                (0.5, 2.0),
            );
        }
        for i in 1..=plan.publics {
            let handle = format!("{}_{i}", bare.to_lowercase());
            add(
                Role::Public,
                handle,
                format!("Resident {i} of {name}"),
                country,
                (0.2, 0.4),
                (0.5, 4.0),
            );
        }
    }
    accounts
}

/// Accounts that can be followed, each as often drawn as it weighs.
struct Pool {
    accounts: Vec<u32>,
    /// Running sums of the weights.
    sums: Vec<f64>,
}

impl Pool {
    fn new(accounts: impl Iterator<Item = u32>, weights: &[f64]) -> Self {
        let accounts: Vec<u32> = accounts.collect();
        let sums = accounts
            .iter()
            .scan(0.0, |sum, &account| {
                *sum += weights[account as usize];
                Some(*sum)
            })
            .collect();
        Self { accounts, sums }
    }

    fn draw(&self, stream: &mut Stream) -> Option<u32> {
        let total = self.sums.last()?;
        let mark = stream.unit() * total;
        let place = self.sums.partition_point(|&sum| sum <= mark);
        self.accounts.get(place.min(self.accounts.len() - 1)).copied()
    }
}

/// Everybody follows some of the own community, of the own country and of the world, those who
/// are well known more often; embassies follow their ministry.
fn follows(accounts: &[Account], plan: &Plan, seed: u64) -> Vec<(u32, u32)> {
    let mut stream = Stream::new(seed, FOLLOWS);
    let weights: Vec<f64> = accounts
        .iter()
        .map(|account| match account.role {
            Role::Ministry => 40.0,
            Role::Embassy => 20.0,
            Role::Journalist => 10.0,
            // Pareto with exponent 1.5, cut at 20.
            Role::Public => (1.0 - stream.unit()).powf(-1.0 / 1.5).min(20.0),
        })
        .collect();
    let all = 0..accounts.len() as u32;
    let communities: Vec<Pool> = (0..2 * plan.countries as u32)
        .map(|community| {
            Pool::new(
                all.clone().filter(|&a| accounts[a as usize].community == community),
                &weights,
            )
        })
        .collect();
    let homes: Vec<Pool> = (0..plan.countries as u32)
        .map(|home| Pool::new(all.clone().filter(|&a| accounts[a as usize].home == home), &weights))
        .collect();
    let world = Pool::new(all.clone(), &weights);
    let mut pairs = Vec::new();
    for (number, account) in accounts.iter().enumerate() {
        if account.superior != NONE {
            pairs.push((number as u32, account.superior));
        }
        let many = (16.0 * (1.0 - stream.unit()).powf(-1.0 / 2.0)).min(200.0) as usize;
        for _ in 0..many {
            let near = stream.unit();
            let pool = if near < plan.homophily {
                &communities[account.community as usize]
            } else if near < f64::midpoint(1.0, plan.homophily) {
                &homes[account.home as usize]
            } else {
                &world
            };
            pairs.extend(pool.draw(&mut stream).map(|followed| (number as u32, followed)));
        }
    }
    pairs
}
