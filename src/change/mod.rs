//! What changes with time, and what of it comes before what.
//!
//! | file | answers |
//! |---|---|
//! | [`transfer_entropy`] | how much the past of one series says of the next of another |
//! | [`temporal`] | whether who meets whom when is more than chance would have it |
//!
//! Regressions over time are other people's good work; the Python layer calls them.

pub mod temporal;
pub mod transfer_entropy;
