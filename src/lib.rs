//! # twiplomacy
//! The instrument for the study of digital diplomacy. The map:
//!
//! | module | answers |
//! |---|---|
//! | [`archive`] | what do these bytes say: posts, accounts, rejects |
//! | [`corpus`] | which posts and accounts are there, and what is missing |
//! | [`content`] | what is said and how: tokens, hashtags, readability |
//! | [`cascades`] | where does a message go, along which path, in which shape |
//! | [`conversations`] | which threads grow from a message |
//! | [`tree`] | how deep, broad and viral is a tree |
//! | [`error`] | what went wrong, where, and what was wanted |
//! | [`network`] | who is tied to whom, and what follows from it |
//! | [`run`] | has the user pressed Ctrl-C; how far are we |
//! | [`random`] | which random numbers belong to this item of this seed |

pub mod archive;
pub mod cascades;
pub mod content;
pub mod conversations;
pub mod corpus;
pub mod error;
pub mod network;
#[cfg(feature = "python")]
mod py;
pub mod random;
pub mod run;
pub mod tree;

pub use error::{Error, Result};
