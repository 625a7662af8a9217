//! How far a network is ordered from top to bottom.
//!
//! | file | answers |
//! |---|---|
//! | [`trophic`] | how far up each node stands, and how far arcs keep to it |

pub mod trophic;

pub use trophic::{Levels, trophic_incoherence, trophic_levels};
