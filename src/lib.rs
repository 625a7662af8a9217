//! # twiplomacy
//! The instrument for the study of digital diplomacy. The map:
//!
//! | module | answers |
//! |---|---|
//! | [`content`] | what is said and how: tokens, hashtags, readability |
//! | [`error`] | what went wrong, where, and what was wanted |
//! | [`run`] | has the user pressed Ctrl-C; how far are we |
//! | [`random`] | which random numbers belong to this item of this seed |

pub mod content;
pub mod error;
pub mod random;
pub mod run;

pub use error::{Error, Result};
