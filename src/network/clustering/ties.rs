//! The ties of a node whatever their direction, each neighbour once.

use std::cmp::Ordering;

use crate::network::Network;
use crate::network::reciprocity::shared;

/// There is an arc to the other node.
pub(in crate::network) const SENT: u8 = 1;
/// There is an arc from the other node.
pub(in crate::network) const RECEIVED: u8 = 2;
/// There are both, or the tie is an edge without direction.
pub(in crate::network) const MUTUAL: u8 = SENT | RECEIVED;

/// What ties a node to one of its neighbours.
#[derive(Debug, Clone, Copy)]
pub(in crate::network) struct Tie {
    pub(in crate::network) other: u32,
    /// [`SENT`], [`RECEIVED`] or [`MUTUAL`].
    pub(in crate::network) kind: u8,
    /// The weight of the arc to the other node, or of the edge; 0 without.
    pub(in crate::network) sent: f64,
    /// The weight of the arc from the other node; 0 without, and if undirected.
    pub(in crate::network) received: f64,
}

/// The ties of `v`, by neighbour, without the one to itself.
pub(in crate::network) fn ties_of(net: &Network, v: u32) -> impl Iterator<Item = Tie> {
    let none: (&[u32], &[f64]) = (&[], &[]);
    let received = if net.directed() { net.incoming(v) } else { none };
    let lone = if net.directed() { SENT } else { MUTUAL };
    Merge { sent: net.out(v), received, lone }.filter(move |tie| tie.other != v)
}

/// How many neighbours `v` has, itself not among them.
pub(in crate::network) fn neighbours(net: &Network, v: u32) -> u32 {
    let sent = net.out(v).0;
    let both = if net.directed() {
        let received = net.incoming(v).0;
        sent.len() + received.len() - shared(sent, received)
    } else {
        sent.len()
    };
    // With itself as a neighbour it may count one more than 32 bits hold.
    (both - usize::from(sent.binary_search(&v).is_ok())) as u32
}

/// Two ascending rows as one.
struct Merge<'a> {
    sent: (&'a [u32], &'a [f64]),
    received: (&'a [u32], &'a [f64]),
    /// What a tie is that stands in the first row alone.
    lone: u8,
}

impl Iterator for Merge<'_> {
    type Item = Tie;

    fn next(&mut self) -> Option<Tie> {
        let order = match (self.sent.0.first(), self.received.0.first()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(s), Some(r)) => s.cmp(r),
        };
        let (mut tie, mut other) = (Tie { other: 0, kind: 0, sent: 0.0, received: 0.0 }, 0);
        if order != Ordering::Greater {
            (other, tie.sent) = take(&mut self.sent);
            tie.kind |= self.lone;
        }
        if order != Ordering::Less {
            (other, tie.received) = take(&mut self.received);
            tie.kind |= RECEIVED;
        }
        Some(Tie { other, ..tie })
    }
}

/// The first cell of a row that is not empty; the row goes on behind it.
fn take(row: &mut (&[u32], &[f64])) -> (u32, f64) {
    let cell = (row.0[0], row.1[0]);
    *row = (&row.0[1..], &row.1[1..]);
    cell
}

/// How many arcs stand for a tie: 2 for a mutual one of a directed network, else 1.
pub(super) fn arcs(net: &Network, kind: u8) -> u8 {
    if net.directed() && kind == MUTUAL { 2 } else { 1 }
}
