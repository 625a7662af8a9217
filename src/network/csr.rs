//! The network: compressed sparse rows, out and in, for directed and undirected alike.

use crate::error::Result;
use crate::network::build::build;

/// The time that is not known, in [`Network::from_edges`] and [`EdgeColumns`].
pub const UNKNOWN_TIME: i64 = i64::MIN;

/// Rows of neighbours: row `v` is `ids[offsets[v]..offsets[v + 1]]`, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) offsets: Vec<usize>,
    pub(super) ids: Vec<u32>,
    pub(super) weights: Vec<f64>,
}

impl Rows {
    fn row(&self, v: u32) -> (&[u32], &[f64]) {
        let span = self.span(v);
        (&self.ids[span.clone()], &self.weights[span])
    }

    pub(super) fn span(&self, v: u32) -> std::ops::Range<usize> {
        self.offsets[v as usize]..self.offsets[v as usize + 1]
    }
}

/// The first and last time of each edge, parallel to the out rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Times {
    pub(super) first: Vec<i64>,
    pub(super) last: Vec<i64>,
}

/// A weighted network on the nodes `0..n`, directed or not.
///
/// Edges are distinct: parallel ones were added up when it was built. An undirected edge
/// stands in the rows of both its ends and a self-loop once, so one set of rows serves as
/// out and in. Rows are sorted by neighbour. A network never changes: each method that
/// alters something gives a new one.
///
/// Memory: 24 bytes an edge, and 16 a node (8 if undirected); with times 16 more an edge
/// (32 if undirected).
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    pub(super) n: usize,
    pub(super) directed: bool,
    pub(super) loops: usize,
    pub(super) out: Rows,
    /// Nothing if undirected: the out rows are the in rows.
    pub(super) incoming: Option<Rows>,
    pub(super) times: Option<Times>,
}

/// One edge of a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Where it starts; in an undirected network the smaller end.
    pub source: u32,
    /// Where it ends.
    pub target: u32,
    /// The sum of the weights of its parallel edges, or their number.
    pub weight: f64,
    /// Its earliest time in microseconds, if any is known.
    pub first: Option<i64>,
    /// Its latest time in microseconds, if any is known.
    pub last: Option<i64>,
}

/// All edges of a network as columns, by source and then target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EdgeColumns {
    /// Where each starts; in an undirected network the smaller end.
    pub source: Vec<u32>,
    /// Where each ends.
    pub target: Vec<u32>,
    /// How heavy each is.
    pub weight: Vec<f64>,
    /// The earliest time of each, [`UNKNOWN_TIME`] where none is known; `None` without times.
    pub first: Option<Vec<i64>>,
    /// The latest time of each, likewise.
    pub last: Option<Vec<i64>>,
}

impl Network {
    /// The network of a list of edges, row `i` leading from `source[i]` to `target[i]`.
    ///
    /// Parallel edges become one, their weights added up in the order given; without
    /// weights each counts 1, so that the weight is a count. Self-loops stay. `time` is in
    /// microseconds, [`UNKNOWN_TIME`] where unknown. A counting sort, then a sort within each
    /// row: O(n + m log of the largest degree). At most 40 bytes an edge at the peak beyond
    /// the input.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for columns of different lengths, ids not below
    /// `n`, weights that are negative or not finite or add up to more than a float can hold,
    /// and more than 2^32 nodes or edges.
    ///
    /// ```
    /// use twiplomacy::network::Network;
    /// let net = Network::from_edges(3, &[0, 0, 2], &[1, 1, 0], None, None, true)?;
    /// assert_eq!(net.m(), 2);
    /// assert_eq!(net.out(0), (&[1][..], &[2.0][..]));
    /// assert_eq!(net.incoming(0), (&[2][..], &[1.0][..]));
    /// # Ok::<(), twiplomacy::Error>(())
    /// ```
    pub fn from_edges(
        n: usize,
        source: &[u32],
        target: &[u32],
        weight: Option<&[f64]>,
        time: Option<&[i64]>,
        directed: bool,
    ) -> Result<Self> {
        build(n, source, target, weight, time.zip(time), directed)
    }

    /// The number of nodes.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The number of distinct edges, self-loops among them; an undirected edge counts once.
    pub fn m(&self) -> usize {
        let cells = self.out.ids.len();
        if self.directed { cells } else { usize::midpoint(cells, self.loops) }
    }

    /// Whether edges have a direction.
    pub fn directed(&self) -> bool {
        self.directed
    }

    /// Whether edges have times.
    pub fn timed(&self) -> bool {
        self.times.is_some()
    }

    /// The number of edges from a node to itself.
    pub fn self_loops(&self) -> usize {
        self.loops
    }

    /// The ids of all nodes.
    pub fn nodes(&self) -> std::ops::Range<u32> {
        0..self.n as u32
    }

    /// Whom `v` leads to, ascending, and how heavily. Panics unless `v < n`, as a slice does.
    pub fn out(&self, v: u32) -> (&[u32], &[f64]) {
        self.out.row(v)
    }

    /// Who leads to `v`, ascending, and how heavily; the same as [`Network::out`] if
    /// undirected. Panics unless `v < n`, as a slice does.
    pub fn incoming(&self, v: u32) -> (&[u32], &[f64]) {
        self.incoming.as_ref().unwrap_or(&self.out).row(v)
    }

    /// The weight of the edge from `u` to `v`, if there is one. O(log degree).
    pub fn weight(&self, u: u32, v: u32) -> Option<f64> {
        if u as usize >= self.n {
            return None;
        }
        let (ids, weights) = self.out(u);
        ids.binary_search(&v).ok().map(|place| weights[place])
    }

    /// The out rows as they are: where each begins, and the last ends; neighbours; weights.
    pub fn rows(&self) -> (&[usize], &[u32], &[f64]) {
        (&self.out.offsets, &self.out.ids, &self.out.weights)
    }

    /// Every edge once, by source and then target; undirected ones with `source <= target`.
    pub fn edges(&self) -> impl Iterator<Item = Edge> {
        self.places().map(|(source, place)| Edge {
            source,
            target: self.out.ids[place],
            weight: self.out.weights[place],
            first: self.times.as_ref().and_then(|t| known(t.first[place])),
            last: self.times.as_ref().and_then(|t| known(t.last[place])),
        })
    }

    /// Every edge once, as [`Network::edges`] gives them, in columns.
    pub fn columns(&self) -> EdgeColumns {
        let m = self.m();
        let mut columns = EdgeColumns {
            source: Vec::with_capacity(m),
            target: Vec::with_capacity(m),
            weight: Vec::with_capacity(m),
            ..EdgeColumns::default()
        };
        for (source, place) in self.places() {
            columns.source.push(source);
            columns.target.push(self.out.ids[place]);
            columns.weight.push(self.out.weights[place]);
        }
        if let Some(times) = &self.times {
            columns.first = Some(self.places().map(|(_, place)| times.first[place]).collect());
            columns.last = Some(self.places().map(|(_, place)| times.last[place]).collect());
        }
        columns
    }

    /// The place in the out rows of every edge, with its source.
    fn places(&self) -> impl Iterator<Item = (u32, usize)> {
        self.nodes().flat_map(move |v| {
            let mut span = self.out.span(v);
            if !self.directed {
                span.start += self.out.ids[span.clone()].partition_point(|&t| t < v);
            }
            span.map(move |place| (v, place))
        })
    }

    /// Every arc turned round; an undirected network stays as it is.
    #[must_use]
    pub fn reverse(&self) -> Self {
        let Some(incoming) = &self.incoming else { return self.clone() };
        let times = self.times.as_ref().map(|times| {
            let cell = |_, place: usize| (times.first[place], times.last[place]);
            let (first, last) = self.out.by_column(&incoming.offsets, cell);
            Times { first, last }
        });
        Self { out: incoming.clone(), incoming: Some(self.out.clone()), times, ..*self }
    }

    /// The same ties without direction, the weights of both directions added up.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) if the weights add up to more than a float can hold.
    pub fn undirected(&self) -> Result<Self> {
        if !self.directed {
            return Ok(self.clone());
        }
        let edges = self.columns();
        let times = edges.first.as_deref().zip(edges.last.as_deref());
        build(self.n, &edges.source, &edges.target, Some(&edges.weight), times, false)
    }

    /// The same edges, each of weight 1: what unweighted measures are computed on.
    #[must_use]
    pub fn unweighted(&self) -> Self {
        let mut even = self.clone();
        even.out.weights.fill(1.0);
        if let Some(rows) = &mut even.incoming {
            rows.weights.fill(1.0);
        }
        even
    }
}

/// A time, unless it is [`UNKNOWN_TIME`].
fn known(time: i64) -> Option<i64> {
    (time != UNKNOWN_TIME).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::graphs;
    use proptest::prelude::*;

    #[test]
    fn an_undirected_edge_stands_in_both_rows_and_a_loop_in_one() -> Result<()> {
        let net = Network::from_edges(3, &[1, 0, 2], &[0, 1, 2], None, None, false)?;
        assert_eq!((net.m(), net.self_loops()), (2, 1));
        assert_eq!(net.out(0), (&[1][..], &[2.0][..]));
        assert_eq!(net.out(1), (&[0][..], &[2.0][..]));
        assert_eq!(net.incoming(2), (&[2][..], &[1.0][..]));
        let ends: Vec<_> = net.edges().map(|e| (e.source, e.target)).collect();
        assert_eq!(ends, [(0, 1), (2, 2)]);
        Ok(())
    }

    #[test]
    fn the_empty_network_is_a_network() -> Result<()> {
        for (n, directed) in [(0, true), (0, false), (1, true), (1, false)] {
            let net = Network::from_edges(n, &[], &[], None, Some(&[]), directed)?;
            assert_eq!((net.n(), net.m(), net.edges().count()), (n, 0, 0));
            assert_eq!(net.reverse(), net);
            assert_eq!(net.undirected()?.m(), 0);
        }
        Ok(())
    }

    #[test]
    fn times_follow_their_edges() -> Result<()> {
        let time = [30, UNKNOWN_TIME, 10, UNKNOWN_TIME];
        let net = Network::from_edges(3, &[0, 0, 0, 1], &[1, 1, 1, 2], None, Some(&time), true)?;
        let edges: Vec<_> = net.edges().map(|e| (e.first, e.last)).collect();
        assert_eq!(edges, [(Some(10), Some(30)), (None, None)]);
        let back = net.reverse().columns();
        assert_eq!((back.source, back.first), (vec![1, 2], Some(vec![10, UNKNOWN_TIME])));
        let plain = net.undirected()?.columns();
        assert_eq!(plain.last, Some(vec![30, UNKNOWN_TIME]));
        Ok(())
    }

    proptest! {
        #[test]
        fn reversing_twice_changes_nothing(case in graphs()) {
            let net = case.network();
            let back = net.reverse();
            for v in net.nodes() {
                prop_assert_eq!(net.out(v), back.incoming(v));
            }
            prop_assert_eq!(back.reverse(), net);
        }

        #[test]
        fn undirected_adds_both_directions(case in graphs()) {
            let net = case.network();
            let plain = net.undirected().expect("small weights");
            let both = |u, v| match (net.weight(u, v), net.weight(v, u)) {
                (a, _) if u == v || !net.directed() => a,
                (None, None) => None,
                (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
            };
            for u in net.nodes() {
                for v in net.nodes() {
                    prop_assert_eq!(plain.weight(u, v), both(u, v));
                }
            }
        }

        #[test]
        fn columns_and_edges_agree_and_rebuild_the_network(case in graphs()) {
            let net = case.network();
            let c = net.columns();
            prop_assert_eq!(c.source.len(), net.m());
            let pairs: Vec<_> = c.source.iter().zip(&c.target).collect();
            prop_assert!(pairs.is_sorted());
            for (edge, (s, t)) in net.edges().zip(pairs) {
                prop_assert_eq!((edge.source, edge.target), (*s, *t));
            }
            let again =
                Network::from_edges(net.n(), &c.source, &c.target, Some(&c.weight), None, net.directed());
            prop_assert_eq!(again, Ok(net));
        }

        #[test]
        fn unweighted_keeps_the_edges(case in graphs()) {
            let even = case.network().unweighted();
            prop_assert_eq!(even.m(), case.network().m());
            prop_assert!(even.edges().all(|e| e.weight.to_bits() == 1.0_f64.to_bits()));
        }
    }
}
