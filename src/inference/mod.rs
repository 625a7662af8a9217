//! How sure a number is.
//!
//! | file | what it knows |
//! |---|---|
//! | `bootstrap` | percentile intervals by resampling clusters |
//! | `survival` | times to an event that some never reach while watched |
//! | `inequality` | how unequally something is shared |
//! | `agreement` | how far coders agree beyond chance |
//! | `discovery` | how many findings of many tests are false |
//! | `adjust` | how likely any of them is false |
//! | `normal` | the tails of the normal distribution |
//! | [`qap`] | which networks go together, and how likely by chance |

mod adjust;
mod agreement;
mod bootstrap;
mod discovery;
mod inequality;
mod normal;
pub mod qap;
mod survival;

pub use adjust::Adjust;
pub use agreement::{Agreement, Scale, agreement};
pub use bootstrap::{
    Interval, bootstrap, bootstrap_many, bootstrap_ratio, bootstrap_row, bootstrap_share,
};
pub use discovery::false_discovery;
pub use inequality::{gini, lorenz, share_of_top};
pub use normal::{ln_two_sided, z_of_ln_two_sided};
pub use survival::{
    Event, Watched, bootstrap_survival, curve, median_and_share, share_within, survival,
    time_of_half,
};

/// A number and its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number; NaN if it is not defined.
    pub value: f64,
    /// Its 95 % interval; both ends NaN if there is none.
    pub interval: Interval,
}

impl Estimate {
    /// The same in a unit so many times as large; `unit` is positive.
    #[must_use]
    pub fn over(self, unit: f64) -> Self {
        let Interval { low, high } = self.interval;
        let interval = Interval { low: low / unit, high: high / unit };
        Self { value: self.value / unit, interval }
    }
}
