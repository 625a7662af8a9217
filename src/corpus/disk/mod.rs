//! A corpus as a folder: a manifest, and a file of raw little-endian numbers a column.
//!
//! | file | what it does |
//! |---|---|
//! | `map` | memory maps: the only `unsafe` of the crate |
//! | `manifest` | what the folder says of itself |
//! | `save` | writes the columns |
//! | `open` | maps them |
//! | `building` | makes a corpus on disk from archives larger than memory |

mod building;
mod manifest;
pub(crate) mod map;
mod open;
mod save;

pub use building::{Begun, Building, Plan};
pub use manifest::{Manifest, is_corpus};
pub use open::{open, verify};
pub use save::save;

/// The folder of the columns.
const COLUMNS: &str = "columns";

#[cfg(test)]
mod tests;
