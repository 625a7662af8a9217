//! How far a network is ordered from top to bottom.
//!
//! | file | answers |
//! |---|---|
