//! What changes with time, and what of it comes before what.
//!
//! | file | answers |
//! |---|---|
