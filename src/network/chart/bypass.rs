//! How much of the traffic keeps to the chart, and how much chance would have made keep to it.

use rayon::prelude::*;

use super::{Chart, NONE, Path, check};
use crate::error::Result;
use crate::network::Network;
use crate::network::nulls::{self, Null, NullTest};
use crate::random::Stream;
use crate::run::Interrupt;

/// Swaps tried for each edge of a rewired network, as [`RewireOptions`](nulls::RewireOptions) has
/// it.
const SWAPS: f64 = 10.0;

/// How many ties are looked at between two looks at the interrupt.
const PATIENCE: usize = 1 << 16;

/// What runs along each kind of path, in the order of [`Path::COUNTED`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traffic {
    /// How many ties.
    pub edges: [u64; 4],
    /// Their weight.
    pub weight: [f64; 4],
    /// Ties with both ends off the chart, which count in no share.
    pub off_chart: u64,
    /// Self-loops, which are dropped.
    pub self_loops: u64,
}

impl Traffic {
    /// All ties of a network on a chart that knows at least its nodes.
    fn of(net: &Network, chart: &Chart, interrupt: &Interrupt) -> Result<Self> {
        let mut traffic = Self::default();
        for (place, edge) in net.edges().enumerate() {
            if place % PATIENCE == 0 {
                interrupt.check()?;
            }
            let path = chart.path(edge.source, edge.target);
            if edge.source == edge.target {
                traffic.self_loops += 1;
            } else if path == Path::Off {
                traffic.off_chart += 1;
            } else {
                traffic.edges[path as usize] += 1;
                traffic.weight[path as usize] += edge.weight;
            }
        }
        Ok(traffic)
    }

    /// The share of each path in the weight of the ties that count; NaN without any weight.
    pub fn shares(&self) -> [f64; 4] {
        let whole: f64 = self.weight.iter().sum();
        self.weight.map(|weight| weight / whole)
    }
}

/// The traffic of a network on a chart, and what chance makes of each share.
#[derive(Debug, Clone, PartialEq)]
pub struct Bypass {
    /// What was observed.
    pub observed: Traffic,
    /// The shares in networks in which everyone keeps their numbers of ties.
    pub rewire: Vec<NullTest>,
    /// The shares where the same people hold one another's posts.
    pub chart: Vec<NullTest>,
}

impl Bypass {
    /// Which of the shares a null can change, in the order of [`Path::COUNTED`]: what runs off the
    /// chart is the same whoever holds which post, and is nothing if nobody, or everybody, is off it.
    pub fn free(net: &Network, chart: &Chart, rewired: bool) -> [bool; 4] {
        let charted = net.nodes().filter(|&v| chart.holds(v)).count();
        [true, true, true, rewired && charted > 0 && charted < net.n()]
    }
}

/// Class each tie by how it runs on the formal chart, and compare the shares of the weight with
/// those in networks left to chance in two ways.
///
/// A tie between superior and subordinate is [`Path::Line`], one between two further apart in one
/// line of command [`Path::Skip`], any other between two on the chart [`Path::Lateral`], and one
/// with one end on the chart [`Path::External`]. The share of a path is its weight over that of all
/// four. Self-loops are dropped, and ties with both ends off the chart count in no share; both are
/// counted.
///
/// - Rewiring, as [`rewire`](nulls::rewire()) does it: does the traffic keep to the chart more than
///   how much everyone says and hears would make it?
/// - Posts: those nodes that are on the chart hold one another's posts, each order equally likely,
///   while all ties stay. Posts of people who are no nodes stay theirs. Does it matter who holds
///   which post?
///
/// Draw k of each comes from `Stream::new(seed, k)`; the same bits on any number of threads.
/// O(draws m). The measure is ours.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) if the chart knows fewer people than the network has nodes;
/// [`Error::Interrupted`](crate::Error::Interrupted).
///
/// ```
/// use twiplomacy::{network::{Network, chart::{self, Chart, NONE}}, run::Interrupt};
/// let net = Network::from_edges(4, &[0, 1, 3], &[1, 2, 0], None, None, true)?;
/// let found = chart::bypass(&net, &Chart::new(&[NONE, 0, 1, 0])?, 99, 0, &Interrupt::new())?;
/// assert_eq!(found.observed.shares(), [1.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn bypass(
    net: &Network,
    chart: &Chart,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Bypass> {
    check(net, chart)?;
    let observed = Traffic::of(net, chart, interrupt)?;
    let shares = |net: &Network, interrupt: &Interrupt| {
        // Both nulls are one piece of work.
        interrupt.expect(2 * draws as u64);
        Ok(Traffic::of(net, chart, interrupt)?.shares().to_vec())
    };
    let null = Null::Rewire { swaps: SWAPS, keep_reciprocity: false };
    let rewire = nulls::test_all(net, &shares, null, draws, seed, interrupt)?;
    let posts = Posts::new(net, chart, &observed);
    let drawn: Vec<[f64; 4]> = (0..draws as u64)
        .into_par_iter()
        .map(|draw| posts.draw(Stream::new(seed, draw), interrupt))
        .collect::<Result<_>>()?;
    let tests = observed.shares().into_iter().enumerate();
    let chart = tests
        .map(|(path, value)| NullTest { value, draws: drawn.iter().map(|d| d[path]).collect() })
        .collect();
    Ok(Bypass { observed, rewire, chart })
}

/// What is needed to deal the posts of a chart out anew.
struct Posts<'a> {
    chart: &'a Chart,
    /// The nodes that are on the chart.
    nodes: Vec<u32>,
    /// The place in `nodes` of both ends of each tie between two of them, and its weight.
    ties: Vec<(u32, u32, f64)>,
    /// The weight of ties that no order of posts changes.
    external: f64,
}

impl<'a> Posts<'a> {
    fn new(net: &Network, chart: &'a Chart, observed: &Traffic) -> Self {
        let nodes: Vec<u32> = net.nodes().filter(|&v| chart.holds(v)).collect();
        let mut place = vec![NONE; net.n()];
        for (at, &v) in (0..).zip(&nodes) {
            place[v as usize] = at;
        }
        let places =
            |edge: crate::network::Edge| (place[edge.source as usize], place[edge.target as usize]);
        let ties = net
            .edges()
            .map(|edge| (places(edge), edge.weight))
            .filter(|&((u, v), _)| u != v && u != NONE && v != NONE)
            .map(|((u, v), weight)| (u, v, weight))
            .collect();
        Self { chart, nodes, ties, external: observed.weight[Path::External as usize] }
    }

    fn draw(&self, mut stream: Stream, interrupt: &Interrupt) -> Result<[f64; 4]> {
        let mut post = self.nodes.clone();
        stream.shuffle(&mut post);
        let mut traffic = Traffic::default();
        traffic.weight[Path::External as usize] = self.external;
        for ties in self.ties.chunks(PATIENCE) {
            interrupt.check()?;
            for &(u, v, weight) in ties {
                let path = self.chart.path(post[u as usize], post[v as usize]);
                traffic.weight[path as usize] += weight;
            }
        }
        interrupt.advance(1);
        Ok(traffic.shares())
    }
}

/// The path of each edge in the order of [`Network::edges`], and how many steps lie between its ends
/// along the chart.
///
/// # Errors
/// As for [`bypass()`].
pub fn chart_ties(
    net: &Network,
    chart: &Chart,
    interrupt: &Interrupt,
) -> Result<Vec<(Path, Option<u32>)>> {
    check(net, chart)?;
    let one = |(place, edge): (usize, crate::network::Edge)| {
        if place % PATIENCE == 0 {
            interrupt.check()?;
        }
        let (u, v) = (edge.source, edge.target);
        Ok((chart.path(u, v), chart.distance(u, v)))
    };
    net.edges().enumerate().map(one).collect()
}
