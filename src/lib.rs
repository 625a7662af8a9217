//! # twiplomacy
//! The instrument for the study of digital diplomacy. The map:
//!
//! | module | answers |
//! |---|---|
//! | [`error`] | what went wrong, where, and what was wanted |
//! | [`network`] | who is tied to whom, and what follows from it |
//! | [`run`] | has the user pressed Ctrl-C; how far are we |
//! | [`random`] | which random numbers belong to this item of this seed |

pub mod error;
pub mod network;
pub mod random;
pub mod run;

pub use error::{Error, Result};
