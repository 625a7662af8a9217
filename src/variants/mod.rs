//! Texts that are nearly the same.
//!
//! | file | what it knows |
//! |---|---|
//! | `normal` | the words of a text without what changes when it is passed on |
//! | `shingles` | the runs of words of a text, as a set of numbers |
//! | `settings` | what counts as nearly the same; how short texts are kept apart |
//! | `read` | a text as a set of shingles, if it is long enough |
//! | `forms` | texts of the same shingles as one, and shingles by how rare they are |
//! | `index` | which forms may be nearly the same as another |
//! | `union` | what is held together by chains of links |
//! | `families` | families of texts that are nearly the same |
//! | `lineage` | of whom each text of a family was taken |
//! | `matcher` | which of some texts are nearly the same as another text |
//! | `align` | the fewest edits that turn one row of tokens into another |
//! | `edits` | what one hand changed, token by token |
//! | `touched` | whether an edit touched a hashtag, a name, a hedge, or just a word |

mod align;
mod edits;
mod families;
mod forms;
mod index;
mod lineage;
mod matcher;
mod normal;
mod read;
#[cfg(test)]
pub(crate) mod reference;
mod settings;
mod shingles;
#[cfg(test)]
mod tests;
mod touched;
mod union;

pub use align::{Aligner, Op};
pub use edits::{Comparer, Edit};
pub use families::{Families, families};
pub use lineage::{Lineage, lineage};
pub use matcher::{Match, Matcher, Scratch};
pub(crate) use normal::word_number;
pub use normal::{key, push_words, words};
pub use settings::{Settings, Unit};
pub use shingles::push_shingles;
pub use touched::Touched;
