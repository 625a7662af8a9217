//! Odd cases.
