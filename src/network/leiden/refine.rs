//! The second step: each community is rebuilt from pieces that are well connected.

use rayon::prelude::*;

use super::Terms;
use super::level::{Level, Sums};
use crate::error::Result;
use crate::random::Stream;
use crate::run::Interrupt;

/// How many nodes are looked at between two looks at the interrupt.
const PATIENCE: usize = 1 << 12;

/// Start from single nodes; in random order, each node that is still alone and well
/// connected to its community joins a piece of the same community that is well connected
/// too, drawn with probability proportional to exp(gain / theta) among those where the
/// quality does not fall. The label of a piece is that of one of its nodes.
pub(super) fn refine(
    level: &Level,
    labels: &[u32],
    terms: Terms,
    stream: &mut Stream,
    interrupt: &Interrupt,
) -> Result<Vec<u32>> {
    let mut order: Vec<u32> = (0..level.n() as u32).collect();
    stream.shuffle(&mut order);
    let mut pieces = Pieces::new(level, labels, terms);
    for (seen, &v) in order.iter().enumerate() {
        if seen % PATIENCE == 0 {
            interrupt.check()?;
        }
        if pieces.alone[v as usize] && pieces.well_connected(v, v) {
            pieces.offers(v);
            let to = pieces.draw(v, stream);
            pieces.join(v, to);
        }
    }
    Ok(pieces.of)
}

/// What is known of each piece while they grow.
struct Pieces<'a> {
    level: &'a Level,
    terms: Terms,
    /// The community of each node.
    labels: &'a [u32],
    /// The strength of each community.
    whole: Vec<f64>,
    /// The piece of each node.
    of: Vec<u32>,
    /// The strength of each piece.
    strengths: Vec<f64>,
    /// The weight between each piece and the rest of its community.
    ties: Vec<f64>,
    /// Whether a node is a piece of its own.
    alone: Vec<bool>,
    /// The weight between the node at hand and each piece near it.
    near: Sums,
    /// The pieces that it may join, and what it would gain there.
    offers: Vec<(u32, f64)>,
}

impl<'a> Pieces<'a> {
    fn new(level: &'a Level, labels: &'a [u32], terms: Terms) -> Self {
        let n = level.n();
        let ties = |v: usize| {
            let same = |&(t, _): &(u32, f64)| labels[t as usize] == labels[v];
            level.row(v).filter(same).fold(0.0, |sum, (_, w)| sum + w)
        };
        Self {
            level,
            terms,
            labels,
            whole: level.part_strengths(labels),
            of: (0..n as u32).collect(),
            strengths: (0..n).map(|v| level.strength(v)).collect(),
            ties: (0..n).into_par_iter().map(ties).collect(),
            alone: vec![true; n],
            near: Sums::new(n),
            offers: Vec::new(),
        }
    }

    /// Whether `piece` is tied to the rest of the community of `v`, which it is in, at least
    /// as closely as strengths let expect.
    fn well_connected(&self, piece: u32, v: u32) -> bool {
        let whole = self.whole[self.labels[v as usize] as usize];
        let own = self.strengths[piece as usize];
        self.ties[piece as usize] >= self.terms.penalty * own * (whole - own)
    }

    /// Find the pieces that `v` may join.
    fn offers(&mut self, v: u32) {
        self.near.clear();
        for (t, w) in self.level.row(v as usize) {
            if self.labels[t as usize] == self.labels[v as usize] {
                self.near.add(self.of[t as usize], w);
            }
        }
        let cost = self.terms.penalty * self.level.strength(v as usize);
        let mut offers = std::mem::take(&mut self.offers);
        offers.clear();
        offers.extend(
            self.near
                .iter()
                .map(|(piece, w)| (piece, w - cost * self.strengths[piece as usize]))
                .filter(|&(piece, gain)| gain >= 0.0 && self.well_connected(piece, v)),
        );
        self.offers = offers;
    }

    /// One of the offers, or `v` itself: to stay alone gains 0.
    fn draw(&self, v: u32, stream: &mut Stream) -> u32 {
        // Against the best offer, so that no exponential is too large for a float.
        let best = self.offers.iter().fold(0.0, |most: f64, offer| most.max(offer.1));
        let odds = |gain: f64| ((gain - best) / self.terms.theta).exp();
        let all = self.offers.iter().fold(odds(0.0), |sum, offer| sum + odds(offer.1));
        let mut left = stream.unit() * all;
        for &(piece, gain) in &self.offers {
            left -= odds(gain);
            if left < 0.0 {
                return piece;
            }
        }
        v
    }

    fn join(&mut self, v: u32, to: u32) {
        if to == v {
            return;
        }
        let (v, to_place) = (v as usize, to as usize);
        self.of[v] = to;
        self.alone[v] = false;
        self.alone[to_place] = false;
        self.strengths[to_place] += self.strengths[v];
        self.ties[to_place] += self.ties[v] - 2.0 * self.near.get(to);
    }
}
