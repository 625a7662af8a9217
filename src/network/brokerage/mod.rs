//! Brokerage between groups: who stands between whom, and for which groups.
//!
//! `v` brokers the ordered pair `(a, b)` when `a -> v -> b` and not `a -> b`: an *open two-path*.
//!
//! | file | answers |
//! |---|---|
//! | `open` | which open two-paths there are, and in which role each has its broker |
//! | `node` | what chance gives one broker |
//! | `pairs` | how two open two-paths share nodes |
//! | `joint` | how likely chance gives two open two-paths the same role or groups |
//! | `whole` | roles and groups of the whole network, and what chance gives them |
//! | `draws` | what drawn labels and networks give |

mod draws;
mod joint;
mod node;
mod open;
mod pairs;
#[cfg(test)]
mod tests;
mod whole;

pub use draws::{Compared, Shuffle, compare_brokers, compare_passages, compare_roles};
pub use node::{Broker, brokerage};
pub use whole::{MOST_GROUPS, Passage, Total, brokered, totals};

use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::network::Network;

/// The roles of a broker, in the order of every table (Gould & Fernandez 1989).
pub const ROLES: [&str; 5] =
    ["coordinator", "itinerant", "gatekeeper", "representative", "liaison"];

/// What chance leaves as it is where a mean and a deviation are known without draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// The network: the labels of the groups are dealt anew to the nodes that have one. For a
    /// single broker, to all others.
    Network,
    /// The number of nodes, that of arcs on average, and the groups: each arc is there with the
    /// same chance, as in Gould & Fernandez (1989).
    Density,
}

/// The role of a broker of group `v` between groups `a` and `b`: its place in [`ROLES`].
fn role(a: u32, v: u32, b: u32) -> usize {
    match (a == v, b == v) {
        (true, true) => 0,
        (false, true) => 2,
        (true, false) => 3,
        (false, false) if a == b => 1,
        (false, false) => 4,
    }
}

/// The groups as 0, 1, ... in the order of their numbers; [`NONE`] stays.
#[derive(Debug, Clone)]
struct Groups {
    /// The group of each node.
    of: Vec<u32>,
    /// How many nodes each has.
    sizes: Vec<u64>,
    /// The number that each came with.
    numbers: Vec<u32>,
}

impl Groups {
    fn new(net: &Network, groups: &[u32], argument: &str) -> Result<Self> {
        if groups.len() != net.n() {
            let found = format!("{} labels", groups.len());
            return Err(Error::input(argument, found, "one for each node"));
        }
        let mut numbers: Vec<u32> = groups.iter().copied().filter(|&g| g != NONE).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let place = |g: &u32| numbers.binary_search(g).map_or(NONE, |place| place as u32);
        let of: Vec<u32> = groups.iter().map(place).collect();
        let mut sizes = vec![0; numbers.len()];
        of.iter().filter(|&&g| g != NONE).for_each(|&g| sizes[g as usize] += 1);
        Ok(Self { of, sizes, numbers })
    }

    fn count(&self) -> usize {
        self.sizes.len()
    }

    /// How many nodes have a group.
    fn nodes(&self) -> u64 {
        self.sizes.iter().sum()
    }
}

/// `x (x - 1) ...`, of `count` factors; 0 if they run out.
fn falling(x: f64, count: usize) -> f64 {
    (0..count).map(|less| (x - less as f64).max(0.0)).product()
}

/// A share of a number that may be 0.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// The square root of a variance that rounding may have moved off 0, beside the mean.
fn deviation(variance: f64, mean: f64) -> f64 {
    if variance > 1e-12 * mean * mean { variance.sqrt() } else { 0.0 }
}
