//! Whether ties stay within groups.
//!
//! | file | answers |
//! |---|---|
//! | [`mixing()`] | how much leads from which group to which |
//! | [`ei_index()`] | whether ties lead out of groups rather than stay within |
//! | [`cross_reciprocity()`] | how much of what a group sends to another comes back |
//! | [`polarisation()`], [`composition()`] | how far communities divide along groups |
//! | `part` | the nodes that have a group, and the ties among them |
//! | `chance` | what a number comes to where groups or ties are left to chance |
//!
//! Self-loops say nothing of mixing and are left out, as are ties of nodes without a group.

mod chance;
mod ei;
mod matrix;
mod part;
mod polarisation;
mod returned;

pub use chance::{Chance, Trial};
pub use ei::{ExternalInternal, ei_index};
pub use matrix::{Cell, mixing};
pub use polarisation::{Share, composition, polarisation};
pub use returned::{Returned, cross_reciprocity};

#[cfg(test)]
mod tests;
