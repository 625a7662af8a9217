//! Who can have heard of whom: paths along which each event is later than the one before.

use super::Events;
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// The nodes from which reachability is followed: all, or so many drawn without replacement.
pub(super) fn sources(events: &Events, count: Option<usize>, seed: u64) -> Vec<u32> {
    let mut nodes: Vec<u32> = (0..events.n as u32).collect();
    let Some(count) = count.filter(|&count| count < events.n) else { return nodes };
    // Draws have the streams from 0 on.
    Stream::new(seed, u64::MAX).shuffle(&mut nodes);
    nodes.truncate(count);
    nodes.sort_unstable();
    nodes
}

/// The share of ordered pairs of nodes, their first among `from`, that a path in time joins; NaN
/// without a pair. Events of one moment do not follow each other.
///
/// 64 first nodes are followed at a time, one a bit. O(m sources / 64).
pub(super) fn reachability(events: &Events, from: &[u32], interrupt: &Interrupt) -> Result<f64> {
    if events.n < 2 || from.is_empty() {
        return Ok(f64::NAN);
    }
    let mut heard = vec![0_u64; events.n];
    let mut moment: Vec<(u32, u64)> = Vec::new();
    let mut pairs = 0_u64;
    for some in from.chunks(64) {
        interrupt.check()?;
        heard.fill(0);
        for (bit, &node) in some.iter().enumerate() {
            heard[node as usize] |= 1 << bit;
        }
        let mut first = 0;
        while first < events.len() {
            let at = events.time[first];
            let mut next = first + 1;
            while next < events.len() && events.time[next] == at {
                next += 1;
            }
            if next == first + 1 {
                heard[events.target[first] as usize] |= heard[events.source[first] as usize];
            } else {
                moment.clear();
                moment.extend(
                    (first..next)
                        .map(|row| (events.target[row], heard[events.source[row] as usize])),
                );
                moment.iter().for_each(|&(target, bits)| heard[target as usize] |= bits);
            }
            first = next;
        }
        pairs += heard.iter().map(|bits| u64::from(bits.count_ones())).sum::<u64>();
        pairs -= some.len() as u64;
    }
    Ok(pairs as f64 / (from.len() as f64 * (events.n - 1) as f64))
}
