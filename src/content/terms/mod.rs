//! The terms of texts as numbers, and what follows from counting them.
//!
//! | file | answers |
//! |---|---|
//! | `reading` | which terms a text is made of: kinds, case, stop words, n-grams |
//! | `numbering` | which number each term has, text by text |
//! | `frequencies` | how often each term is used, and in how many texts |
//! | `keyness` | which terms tell one body of texts from another |
//! | `exact` | Fisher's exact test |

mod exact;
mod frequencies;
mod keyness;
mod numbering;
mod reading;

pub use exact::ln_fisher;
pub use frequencies::{Frequency, frequencies};
pub use keyness::{Correction, Key, Method, key};
pub use numbering::{GAP, Terms, number};
pub use reading::{Kinds, TermOptions};
