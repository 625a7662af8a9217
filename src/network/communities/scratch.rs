//! What a thread needs while it looks at one node after the other.

use std::sync::{Mutex, PoisonError};

/// Things that threads borrow, so that there are no more of them than threads.
#[derive(Debug, Default)]
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T: Default> Pool<T> {
    /// What `work` gives with one of the things, which must be fit for the next who asks.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let mut thing = self.things().pop().unwrap_or_default();
        let result = work(&mut thing);
        self.things().push(thing);
        result
    }

    fn things(&self) -> std::sync::MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sums of positive weights by label, which forget cheaply.
#[derive(Debug, Default)]
pub(super) struct Sums {
    sums: Vec<f64>,
    /// The labels with a weight, in the order in which they turned up; past `count` rubbish.
    touched: Vec<u32>,
    count: usize,
}

impl Sums {
    /// Forget everything and make room for so many labels.
    pub(super) fn begin(&mut self, labels: usize) {
        self.clear();
        if self.sums.len() < labels {
            self.sums = vec![0.0; labels];
            self.touched = vec![0; labels + 1];
        }
    }

    /// Add a positive weight to what `label` has.
    #[inline]
    pub(super) fn add(&mut self, label: u32, weight: f64) {
        let sum = &mut self.sums[label as usize];
        // Written each time and kept if new: a branch would be a guess, and often wrong.
        self.touched[self.count] = label;
        self.count += usize::from(*sum == 0.0);
        *sum += weight;
    }

    #[inline]
    pub(super) fn get(&self, label: u32) -> f64 {
        self.sums[label as usize]
    }

    /// The labels with a weight, in the order in which they turned up.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.touched[..self.count].iter().map(|&label| (label, self.sums[label as usize]))
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        for &label in &self.touched[..self.count] {
            self.sums[label as usize] = 0.0;
        }
        self.count = 0;
    }
}
