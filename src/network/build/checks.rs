//! What cannot be a network, said before any work is done.

use rayon::prelude::*;

use crate::error::{Error, Result};

/// Columns are read in stretches of this many values, whatever the number of threads, so that
/// sums are always formed in the same order.
const STRETCH: usize = 1 << 15;

pub(super) fn shape(
    n: usize,
    source: &[u32],
    target: &[u32],
    weights: Option<usize>,
    times: Option<usize>,
) -> Result<()> {
    let rows = source.len();
    let lengths = [("target", Some(target.len())), ("weight", weights), ("time", times)];
    for (name, length) in lengths {
        if let Some(length) = length.filter(|&length| length != rows) {
            return Err(Error::input(
                name,
                format!("{length} values"),
                format!("{rows}, as many as source has"),
            ));
        }
    }
    // Ids and places in the input are 32 bits wide.
    for (name, count) in [("nodes", n), ("source", rows)] {
        if u32::try_from(count).is_err() {
            return Err(Error::input(name, format!("{count} of them"), "fewer than 2^32"));
        }
    }
    Ok(())
}

pub(super) fn ids(n: usize, name: &str, ids: &[u32]) -> Result<()> {
    // The largest first, as that is quick to find; where it stands only if it is too large.
    let largest = ids.par_chunks(STRETCH).filter_map(|ids| ids.iter().max()).max();
    if largest.is_none_or(|&id| (id as usize) < n) {
        return Ok(());
    }
    let row = ids.iter().position(|&id| id as usize >= n).unwrap_or_default();
    Err(Error::input(
        name,
        format!("node {} in row {row}", ids[row]),
        format!("ids below {n}, the number of nodes"),
    ))
}

pub(super) fn weights(weight: &[f64]) -> Result<()> {
    let wanted = "finite weights of 0 or more";
    let usable = |w: &f64| w.is_finite() && *w >= 0.0;
    let stretches: Vec<(bool, f64)> = weight
        .par_chunks(STRETCH)
        .map(|part| part.iter().fold((true, 0.0), |(good, sum), w| (good & usable(w), sum + w)))
        .collect();
    if stretches.iter().any(|(good, _)| !good)
        && let Some(row) = weight.iter().position(|w| !usable(w))
    {
        return Err(Error::input("weight", format!("{} in row {row}", weight[row]), wanted));
    }
    // The sum bounds every total that a measure forms, an undirected strength being twice it.
    if (2.0 * stretches.iter().map(|(_, sum)| sum).sum::<f64>()).is_finite() {
        Ok(())
    } else {
        Err(Error::input("weight", "a sum too large for a float", wanted))
    }
}
