//! The arcs within strong components: only these lie on cycles, and only these can be made to
//! run against ranks. Their weights as whole numbers, so that sums are exact.

use crate::network::Network;

/// The sum of all weights stays below two to this.
const BITS: i32 = 61;

/// Arcs within strong components, by their number: in order of where they start.
pub(super) struct Inner {
    /// Where the arcs from each node begin, and those of the last end.
    pub(super) out: Vec<usize>,
    pub(super) tails: Vec<u32>,
    pub(super) heads: Vec<u32>,
    pub(super) weight: Vec<i64>,
    /// Where the arcs to each node begin in `back`, and those of the last end.
    pub(super) incoming: Vec<usize>,
    /// The numbers of the arcs to each node.
    pub(super) back: Vec<u32>,
    scale: Scale,
}

/// A power of two that makes weights whole numbers, as two factors: each is in range.
#[derive(Clone, Copy)]
struct Scale(f64, f64);

impl Scale {
    /// The one for so many weights, none above `greatest`.
    fn of(count: usize, greatest: f64) -> Self {
        let count_bits = (usize::BITS - count.leading_zeros()) as i32;
        let greatest = if greatest > 0.0 { greatest } else { 1.0 };
        let bits = BITS - count_bits - greatest.log2().floor() as i32 - 1;
        let half = bits / 2;
        Self(f64::from(half).exp2(), f64::from(bits - half).exp2())
    }

    fn whole(self, weight: f64) -> i64 {
        (weight * self.0 * self.1).round() as i64
    }

    fn weight(self, whole: i64) -> f64 {
        whole as f64 / self.0 / self.1
    }
}

impl Inner {
    pub(super) fn of(net: &Network, component: &[u32]) -> Self {
        let within = |u: u32, v: u32| u != v && component[u as usize] == component[v as usize];
        let arcs = |v: u32| {
            let (ids, weights) = net.out(v);
            ids.iter().zip(weights).filter(move |(t, _)| within(v, **t))
        };
        let all = || net.nodes().flat_map(arcs);
        let greatest = all().fold(0.0, |most: f64, (_, w)| most.max(*w));
        let scale = Scale::of(all().count(), greatest);
        let mut inner = Self {
            out: vec![0],
            tails: Vec::new(),
            heads: Vec::new(),
            weight: Vec::new(),
            incoming: vec![0; net.n() + 1],
            back: Vec::new(),
            scale,
        };
        for v in net.nodes() {
            for (&t, &weight) in arcs(v) {
                let whole = scale.whole(weight);
                if whole > 0 {
                    inner.tails.push(v);
                    inner.heads.push(t);
                    inner.weight.push(whole);
                    inner.incoming[t as usize + 1] += 1;
                }
            }
            inner.out.push(inner.heads.len());
        }
        inner.turn_round();
        inner
    }

    /// Fill in the arcs to each node, whose numbers stand in `incoming`.
    fn turn_round(&mut self) {
        for v in 1..self.incoming.len() {
            self.incoming[v] += self.incoming[v - 1];
        }
        let mut next = self.incoming.clone();
        self.back = vec![0; self.heads.len()];
        for (arc, &head) in self.heads.iter().enumerate() {
            let next = &mut next[head as usize];
            self.back[*next] = arc as u32;
            *next += 1;
        }
    }

    /// The number of nodes of the network.
    pub(super) fn n(&self) -> usize {
        self.out.len() - 1
    }

    /// The numbers of the arcs from `v`.
    pub(super) fn from(&self, v: u32) -> std::ops::Range<usize> {
        self.out[v as usize]..self.out[v as usize + 1]
    }

    /// The numbers of the arcs to `v`.
    pub(super) fn to(&self, v: u32) -> &[u32] {
        &self.back[self.incoming[v as usize]..self.incoming[v as usize + 1]]
    }

    /// What a whole number stands for.
    pub(super) fn weight(&self, whole: i64) -> f64 {
        self.scale.weight(whole)
    }
}
