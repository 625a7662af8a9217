//! All triangles of a network, each once, on all threads.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::prelude::*;

use super::ranked::{BLOCK, Ranked};
use crate::error::Result;
use crate::run::Interrupt;

/// Three places that are tied, `nodes[0]` having the fewest neighbours.
pub(in crate::network) struct Triangle {
    pub(in crate::network) nodes: [u32; 3],
    /// The kinds of the ties 0-1, 0-2 and 1-2, each seen from its first node.
    pub(in crate::network) kinds: [u8; 3],
}

/// Show every triangle once to `visit`, with the tally of one thread: one tally for each
/// thread that had work. What is counted must not depend on their order.
///
/// Forward counting (Schank & Wagner 2005): O(m^1.5) whatever the hubs.
pub(in crate::network) fn each_triangle<S: Send>(
    ranked: &Ranked<u8>,
    start: impl Fn() -> S + Sync,
    visit: impl Fn(&mut S, Triangle) + Sync,
    interrupt: &Interrupt,
) -> Result<Vec<S>> {
    let begin = || (start(), vec![0_u8; ranked.n()]);
    let tallies = on_all_threads(ranked.n(), interrupt, begin, |(tally, seen), u| {
        let (row, kinds) = ranked.row(u);
        if row.len() < 2 {
            return;
        }
        for (&w, &kind) in row.iter().zip(kinds) {
            seen[w as usize] = kind;
        }
        for (&v, &uv) in row.iter().zip(kinds) {
            let (below, kinds_below) = ranked.row(v);
            for (&w, &vw) in below.iter().zip(kinds_below) {
                let uw = seen[w as usize];
                if uw != 0 {
                    visit(tally, Triangle { nodes: [u, v, w], kinds: [uv, uw, vw] });
                }
            }
        }
        for &w in row {
            seen[w as usize] = 0;
        }
    })?;
    Ok(tallies.into_iter().map(|(tally, _)| tally).collect())
}

/// Do each of `0..n` with the state of a thread: the states of those threads that had work.
/// A thread takes the next block as soon as it is free, so that none waits for a hub.
pub(super) fn on_all_threads<S: Send>(
    n: usize,
    interrupt: &Interrupt,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, u32) + Sync,
) -> Result<Vec<S>> {
    let next = AtomicUsize::new(0);
    let labour = |_| {
        let mut state = None;
        loop {
            let from = next.fetch_add(BLOCK, Relaxed);
            if from >= n {
                return Ok(state);
            }
            let state = state.get_or_insert_with(&start);
            for p in from as u32..(from + BLOCK).min(n) as u32 {
                interrupt.check()?;
                work(state, p);
            }
        }
    };
    let threads = rayon::current_num_threads();
    let states: Result<Vec<Option<S>>> =
        (0..threads).into_par_iter().with_max_len(1).map(labour).collect();
    Ok(states?.into_iter().flatten().collect())
}
