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
//! | `copies` | texts of families, each with its parent, and what each hand changed |
//! | `operations` | how often texts change when passed on, and by which operations |
//! | `retention` | what of the first text is still there some steps later |
//! | `drift` | how far a text has come from the first, step by step |
//! | `shuffles` | the same if the texts had come in another order |
//! | `substitutions` | which word replaced which, against chance |
//! | `borders` | what becomes of words between one group and another |
//!
//! Candidates come from the rarest shingles of each text (prefix filtering) and not from `MinHash`
//! and locality-sensitive hashing: posts are short, so a post has few shingles, most of them its
//! own, and there is no recall to lose nor a seed to choose. A million posts with planted copies took
//! a twelfth of the time of rensa's `MinHash` with its candidates verified (`bench/variants.py`), and
//! thirteen times as long as 100,000. With shingles of characters there are more, and commoner,
//! shingles: families took some fifteen times as long as with words, and grow faster than the posts.

mod align;
mod borders;
#[cfg(test)]
mod change_tests;
mod copies;
mod drift;
mod edits;
mod families;
mod forms;
mod index;
mod lineage;
mod matcher;
mod normal;
mod operations;
mod read;
#[cfg(test)]
pub(crate) mod reference;
mod retention;
mod settings;
mod shingles;
mod shuffles;
mod substitutions;
#[cfg(test)]
mod tests;
mod touched;
mod union;

pub use align::{Aligner, Op};
pub use borders::{Shift, Wording, divergence, frame_shift, frame_words};
pub use copies::{CELLS, Change, Copies, FamilyRow, cell, changes, family_rows, of_cell};
pub use drift::{Drift, Point, Slope, Step, drift, points};
pub use edits::{Comparer, Edit};
pub use families::{Families, families};
pub use lineage::{Lineage, lineage};
pub use matcher::{Match, Matcher, Scratch};
pub(crate) use normal::word_number;
pub use normal::{key, push_words, words};
pub use operations::{Draws, Mutation, Operation, mutation_rate, operations};
pub use retention::{KINDS, Retention, retention};
pub use settings::{Settings, Unit};
pub use shingles::push_shingles;
pub use substitutions::{Bias, Feature, Substitution, substitutions, susceptibility};
pub use touched::Touched;
