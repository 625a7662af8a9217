//! Texts that are nearly the same.
//!
//! | file | what it knows |
//! |---|---|
//! | `normal` | the words of a text without what changes when it is passed on |
//! | `shingles` | the runs of words of a text, as a set of numbers |
//! | `matcher` | which of some texts are nearly the same as another text |

mod matcher;
mod normal;
mod shingles;

pub use matcher::{Match, Matcher, Scratch, Settings};
pub(crate) use normal::word_number;
pub use normal::{key, push_words, words};
pub use shingles::push_shingles;
