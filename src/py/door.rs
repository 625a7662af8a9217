//! The one door to long work: the interpreter is released, Ctrl-C works, progress shows.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use pyo3::prelude::*;

use super::error::TwiplomacyError;
use crate::error::Result;
use crate::run::Interrupt;

/// How often the calling thread wakes to look for Ctrl-C and to show progress.
const WAKE: Duration = Duration::from_millis(100);

/// Run a kernel on a thread of its own while this one waits without the interpreter.
///
/// Every [`WAKE`] it looks for Ctrl-C and calls `progress(done, total)`. A panic of the kernel
/// becomes a `TwiplomacyError` with its message.
pub fn run<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    kernel: impl FnOnce(&Interrupt) -> Result<T> + Send,
) -> PyResult<T> {
    let interrupt = Interrupt::new();
    std::thread::scope(|scope| {
        let (sender, mut receiver) = channel::<()>();
        let work = scope.spawn(|| {
            let outcome = catch_unwind(AssertUnwindSafe(|| kernel(&interrupt)));
            drop(sender);
            outcome
        });
        loop {
            let (back, woken) = py.detach(move || {
                let woken = receiver.recv_timeout(WAKE);
                (receiver, woken)
            });
            receiver = back;
            if woken != Err(RecvTimeoutError::Timeout) {
                break;
            }
            if let Err(error) = attend(py, progress, &interrupt) {
                interrupt.stop();
                // The kernel ends at its next check; leaving before it would leave it running.
                let _ = py.detach(|| work.join());
                return Err(error);
            }
        }
        show(progress, &interrupt)?;
        match work.join().and_then(|outcome| outcome) {
            Ok(result) => Ok(result?),
            Err(payload) => Err(internal_error(&*payload)),
        }
    })
}

fn attend(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    interrupt: &Interrupt,
) -> PyResult<()> {
    py.check_signals()?;
    show(progress, interrupt)
}

fn show(progress: Option<&Bound<'_, PyAny>>, interrupt: &Interrupt) -> PyResult<()> {
    match progress {
        Some(progress) => progress.call1(interrupt.progress()).map(drop),
        None => Ok(()),
    }
}

fn internal_error(payload: &(dyn Any + Send)) -> PyErr {
    let message = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    TwiplomacyError::new_err(format!(
        "internal error: {message}. This is a defect of twiplomacy; please report it with the lines above"
    ))
}

/// Work for so many seconds, for the tests of Ctrl-C and progress.
#[pyfunction]
#[pyo3(signature = (seconds, progress=None))]
pub fn spin(py: Python<'_>, seconds: f64, progress: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    run(py, progress, |interrupt| {
        let start = std::time::Instant::now();
        interrupt.expect((seconds * 1000.0) as u64);
        while start.elapsed().as_secs_f64() < seconds {
            interrupt.check()?;
            std::thread::sleep(Duration::from_millis(1));
            interrupt.advance(1);
        }
        Ok(())
    })
}

/// Panic with this message, for the test that a panic reaches Python as an exception.
#[pyfunction]
pub fn panic_with(py: Python<'_>, message: String) -> PyResult<()> {
    run(py, None, |_| {
        std::panic::panic_any(message);
    })
}
