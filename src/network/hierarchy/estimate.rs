//! A number that was counted, or drawn and has an interval.

use super::bits::COLUMNS;

/// What may be spent on a number that cannot be had exactly at any size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Whether to count (`true`), to draw (`false`), or to count up to a stated size.
    pub exact: Option<bool>,
    /// How many nodes or pairs are drawn where not all are counted, rounded up to a multiple of 512.
    pub samples: usize,
    /// Which of them.
    pub seed: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { exact: None, samples: 8192, seed: 0 }
    }
}

impl Effort {
    /// How many are drawn.
    pub(super) fn drawn(&self) -> usize {
        self.samples.max(1).div_ceil(COLUMNS) * COLUMNS
    }

    /// Whether to count what takes so many steps, where `limit` are few.
    pub(super) fn counts(&self, steps: f64, limit: f64) -> bool {
        self.exact.unwrap_or(steps <= limit)
    }
}

/// A number, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number, NaN where it is undefined.
    pub value: f64,
    /// Between which two numbers it is in 95 of 100 draws; `None` if it was counted.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// A number that was counted.
    pub fn exact(value: f64) -> Self {
        Self { value, interval: None }
    }

    /// The same of `change`, which rises with its argument.
    pub(super) fn map(self, change: impl Fn(f64) -> f64) -> Self {
        let interval = self.interval.map(|(low, high)| (change(low), change(high)));
        Self { value: change(self.value), interval }
    }
}
