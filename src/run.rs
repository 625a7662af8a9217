//! What a long kernel polls: has the user pressed Ctrl-C, and how far are we.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::error::{Error, Result};

/// Shared between a kernel and whoever waits for it.
///
/// The kernel calls [`Interrupt::check`] every few thousand steps and
/// [`Interrupt::advance`] as it goes; the waiting side calls
/// [`Interrupt::stop`] and reads [`Interrupt::progress`].
#[derive(Debug, Default)]
pub struct Interrupt {
    stopped: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

impl Interrupt {
    /// A fresh one, not stopped, at zero of an unknown total.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ask the kernel to end at its next check.
    pub fn stop(&self) {
        self.stopped.store(true, Relaxed);
    }

    /// Whether someone asked the kernel to end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Relaxed)
    }

    /// `Err(Error::Interrupted)` once [`Interrupt::stop`] was called.
    pub fn check(&self) -> Result<()> {
        if self.is_stopped() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Say how much work there is in all (bytes, draws, posts: the kernel's own unit).
    pub fn expect(&self, total: u64) {
        self.total.store(total, Relaxed);
    }

    /// Say that `step` more of the work is done.
    pub fn advance(&self, step: u64) {
        self.done.fetch_add(step, Relaxed);
    }

    /// `(done, total)`; the total is 0 while unknown.
    pub fn progress(&self) -> (u64, u64) {
        (self.done.load(Relaxed), self.total.load(Relaxed))
    }
}
