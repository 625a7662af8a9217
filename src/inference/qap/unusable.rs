//! What cannot be fitted, and why.

use super::{Dyads, Family};
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

/// A fit that never settles, and the slopes where it was given up: the predictor, of those after the
/// column of ones, that moves it the most is named.
pub(super) fn separated(family: Family, slopes: &[f64], columns: &[&[f64]]) -> Error {
    let range = |column: &[f64]| {
        let ends =
            column.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
        ends.1 - ends.0
    };
    let pull = |v: &usize| slopes[*v].abs() * range(columns[*v]);
    let worst = (1..slopes.len()).max_by(|a, b| pull(a).total_cmp(&pull(b))).unwrap_or(1);
    let what = if family == Family::Poisson { "the cells that are 0" } else { "0 from 1" };
    let found = format!(
        "a fit that never settles: alone or with others it seems to tell {what} without error"
    );
    Error::input(predictor(worst - 1), found, "predictors that err; leave it out or recode it")
}
