//! # twiplomacy
//! The instrument for the study of digital diplomacy. The map:
//!
//! | module | answers |
//! |---|---|
//! | [`archive`] | what do these bytes say: posts, accounts, rejects |
//! | [`corpus`] | which posts and accounts are there, and what is missing |
//! | [`cascades`] | where does a message go, along which path, in which shape |
//! | [`network`] | who is tied to whom, and what follows from it |
//! | [`responses`] | what a source's posts elicit, and how much of it the source is told of |
//! | [`conversations`] | which threads grow from a message, who takes turns in them, and for how long |
//! | [`dialogue`] | who answers, whom, how soon; the league table; how unequal participation is |
//! | [`coordination`] | who does the same thing at about the same time; who shares the same things |
//! | [`content`] | what is said and how: tokens, language, readability, dictionaries, sentiment, terms |
//! | [`change`] | what changes with time, and what comes before what |
//! | [`simulation`] | what would a world say whose truth is known |
//! | [`variants`] | who says nearly the same, who had it from whom, what each hand changed |
//! | [`tree`] | how deep, broad and viral is a tree |
//! | [`inference`] | how sure a number is: bootstrap, survival, inequality, agreement, networks on networks |
//! | [`error`] | what went wrong, where, and what was wanted |
//! | [`run`] | has the user pressed Ctrl-C; how far are we |
//! | [`random`] | which random numbers belong to this item of this seed |
//!
//! `py`, behind the feature `python`, is the only module that knows Python.

pub mod archive;
pub mod cascades;
pub mod change;
pub mod content;
pub mod conversations;
pub mod coordination;
pub mod corpus;
pub mod dialogue;
pub mod error;
pub mod inference;
pub mod network;
#[cfg(feature = "python")]
mod py;
pub mod random;
pub mod responses;
pub mod run;
pub mod simulation;
pub mod tree;
pub mod variants;

pub use error::{Error, Result};
