//! What cannot be fitted, and why.

use super::Dyads;
use crate::error::{Error, Result};

/// What the user reads for the predictor of this number from 0.
pub(super) fn predictor(number: usize) -> String {
    format!("predictor {}", number + 1)
}

pub(super) fn constant(name: String) -> Error {
    Error::input(name, "the same value in all dyads that count", "one that varies")
}

pub(super) fn collinear(number: usize) -> Error {
    let found = "a weighted sum of the intercept and the predictors before it";
    Error::input(predictor(number), found, "one that says something of its own; leave it out")
}

pub(super) fn too_few(dyads: usize, predictors: usize) -> Result<()> {
    if dyads <= predictors + 1 {
        let found = format!("{dyads} dyads without missing cells");
        let wanted = format!("more than {} for {predictors} predictors", predictors + 1);
        return Err(Error::input("outcome", found, wanted));
    }
    Ok(())
}

pub(super) fn symmetric(name: &str, dyads: &Dyads, directed: bool) -> Result<()> {
    if !directed && !dyads.is_symmetric() {
        let wanted = "the same both ways in an undirected network";
        return Err(Error::input(name, "cells that differ from i to j and back", wanted));
    }
    Ok(())
}
