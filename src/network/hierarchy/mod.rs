//! How far a network is ordered from top to bottom.
//!
//! | file | answers |
//! |---|---|
//! | [`trophic`] | how far up each node stands, and how far arcs keep to it |
//! | [`agony()`] | which ranks suit the network best, and how much weight runs against them |

pub mod agony;
pub mod trophic;

pub use agony::{Agony, agony};
pub use trophic::{Levels, trophic_incoherence, trophic_levels};
