//! The terms of texts as numbers, and what follows from counting them.
//!
//! | file | answers |
//! |---|---|
//! | `reading` | which terms a text is made of: kinds, case, stop words, n-grams |
//! | `numbering` | which number each term has, text by text |
//! | `frequencies` | how often each term is used, and in how many texts |
//! | `keyness` | which terms tell one body of texts from another |
//! | `exact` | Fisher's exact test |
//! | `contrast` | the key terms of each group of texts |
//! | `permuted` | how sure a key term is when accounts are what was drawn |
//! | `collocations` | which words stand together more often than by chance |
//! | `sparse` | how often each text uses each term |
//! | `similar` | which texts are most alike |
//! | `together` | which terms are used in the same texts |
//! | `attention` | how much of what a group says is about a topic, window after window |

mod attention;
mod collocations;
mod contrast;
mod exact;
mod frequencies;
mod keyness;
mod numbering;
mod permuted;
mod reading;
mod similar;
mod sparse;
mod together;

pub use attention::{Attention, Topics, attention};
pub use collocations::{Collocation, collocations};
pub use contrast::{Contrast, Draws, Sides, Test, Units, contrast};
pub use exact::ln_fisher;
pub use frequencies::{Frequency, frequencies};
pub use keyness::{Correction, Key, Method, key};
pub use numbering::{GAP, Terms, number};
pub use permuted::{ByAccount, Permuted, permuted};
pub use reading::{Kinds, TermOptions};
pub use similar::{Match, similar};
pub use sparse::{Entries, document_term};
pub use together::{Together, TogetherOptions, Weight, together};
