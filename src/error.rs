//! The one error type: what was found, what was wanted, and where.

/// Everything that can go wrong below the Python layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The caller's fault: an argument, column or value that cannot be used.
    #[error("{argument}: {found}; wanted {wanted}")]
    Input {
        /// The argument, column or option as the user wrote it.
        argument: String,
        /// What was there.
        found: String,
        /// What would have been accepted.
        wanted: String,
    },
    /// A file that cannot be read at all.
    #[error("{path}: {reason}")]
    Archive {
        /// The file as the user named it.
        path: String,
        /// Why it cannot be read, and what to do.
        reason: String,
    },
    /// The user pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// An [`Error::Input`] from its three parts.
    pub fn input(
        argument: impl Into<String>,
        found: impl Into<String>,
        wanted: impl Into<String>,
    ) -> Self {
        Self::Input { argument: argument.into(), found: found.into(), wanted: wanted.into() }
    }

    /// An [`Error::Archive`] from its two parts.
    pub fn archive(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Archive { path: path.into(), reason: reason.into() }
    }
}

/// The result of every fallible function of the crate.
pub type Result<T> = std::result::Result<T, Error>;
