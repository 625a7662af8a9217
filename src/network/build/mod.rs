//! From lists of edges to sorted rows.
//!
//! The edges are dealt into blocks of neighbouring rows, in the order given (`blocks`); a
//! block is small enough for a cache to hold, so the sort within it is fast. Rows are sorted
//! by neighbour and then by place in the input, which leaves parallel edges side by side in
//! the order given, so that sums come out the same every time. The other direction is read
//! off the finished rows (`turn`): of an undirected network the smaller end of each edge is
//! taken first and the rows are then mirrored.

mod blocks;
mod checks;
#[cfg(test)]
mod tests;
mod turn;

use rayon::prelude::*;

use crate::error::Result;
use crate::network::csr::{Network, Rows, Times, UNKNOWN_TIME};
use blocks::Blocks;

/// The first and last time of each edge of the input.
type TimeColumns<'a> = Option<(&'a [i64], &'a [i64])>;

/// The network of these edges; see [`Network::from_edges`].
pub(super) fn build(
    n: usize,
    source: &[u32],
    target: &[u32],
    weight: Option<&[f64]>,
    times: TimeColumns,
    directed: bool,
) -> Result<Network> {
    checks::shape(n, source, target, weight.map(<[_]>::len), times.map(|t| t.0.len()))?;
    checks::ids(n, "source", source)?;
    checks::ids(n, "target", target)?;
    weight.map_or(Ok(()), checks::weights)?;

    let ends = |edge: usize| {
        let (s, t) = (source[edge], target[edge]);
        if directed { (s, t) } else { (s.min(t), s.max(t)) }
    };
    let (rows, times) = summed(n, source.len(), ends, weight, times);
    let is_loop = |&v: &u32| rows.ids[rows.span(v)].binary_search(&v).is_ok();
    let loops = (0..n as u32).into_par_iter().with_min_len(1 << 12).filter(is_loop).count();
    if directed {
        let incoming = Some(rows.transposed());
        return Ok(Network { n, directed, loops, out: rows, incoming, times });
    }
    let out = rows.mirrored();
    let times = times.map(|times| {
        let cell = |_, place: usize| (times.first[place], times.last[place]);
        let (first, last) = rows.mirror(&out.offsets, cell);
        Times { first, last }
    });
    Ok(Network { n, directed, loops, out, incoming: None, times })
}

/// The rows of these edges, parallel ones added up in the order given.
fn summed(
    n: usize,
    m: usize,
    ends: impl Fn(usize) -> (u32, u32) + Sync,
    weight: Option<&[f64]>,
    times: TimeColumns,
) -> (Rows, Option<Times>) {
    // Adding 0 turns the weight -0 into 0.
    let weigh = |edge: usize| weight.map_or(1.0, |w| w[edge] + 0.0);
    if let Some((first, last)) = times {
        let blocks = Blocks::new(n, m, |edge| (ends(edge), edge as u32));
        let rows = blocks.rows(|edge| weigh(edge as usize));
        let span = |edge: u32| (first[edge as usize], last[edge as usize]);
        // The unknown time is the least of all, so it loses against any known one.
        let join = |a: (i64, i64), b: (i64, i64)| (earlier(a.0, b.0), a.1.max(b.1));
        let (first, last) = blocks.folded(&rows.offsets, |_, edge| span(edge), join);
        (rows, Some(Times { first, last }))
    } else if weight.is_some() {
        (Blocks::new(n, m, |edge| (ends(edge), weigh(edge))).rows(|weight| weight), None)
    } else {
        (Blocks::new(n, m, |edge| (ends(edge), ())).rows(|()| 1.0), None)
    }
}

/// The earlier of two times, of which either may be unknown.
fn earlier(a: i64, b: i64) -> i64 {
    if a == UNKNOWN_TIME || b == UNKNOWN_TIME { a.max(b) } else { a.min(b) }
}

/// `[0, c0, c0 + c1, ...]`.
fn running_total(counts: &[u32]) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(counts.len() + 1);
    let mut sum = 0;
    offsets.push(sum);
    offsets.extend(counts.iter().map(|&count| {
        sum += count as usize;
        sum
    }));
    offsets
}

/// A slice as consecutive pieces of these lengths.
fn pieces<T>(mut rest: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    lengths
        .map(|length| {
            let (piece, after) = std::mem::take(&mut rest).split_at_mut(length);
            rest = after;
            piece
        })
        .collect()
}
