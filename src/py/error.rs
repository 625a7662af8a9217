//! Errors of the crate as the package's exceptions.

use pyo3::PyErr;
use pyo3::exceptions::PyKeyboardInterrupt;

use crate::error::Error;

pyo3::import_exception!(twiplomacy.errors, TwiplomacyError);
pyo3::import_exception!(twiplomacy.errors, InputError);
pyo3::import_exception!(twiplomacy.errors, ArchiveError);

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Input { .. } => InputError::new_err(message),
            Error::Archive { .. } => ArchiveError::new_err(message),
            Error::Interrupted => PyKeyboardInterrupt::new_err(()),
        }
    }
}
