//! Betweenness: who stands between others.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::paths::hops::Hops;
use crate::network::paths::lengths::Lengths;
use crate::network::paths::routes::Routes;
use crate::network::paths::{Direction, Length, Pool, sample};
use crate::run::Interrupt;

/// How much each node stands between others, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Betweenness {
    /// One score a node.
    pub scores: Vec<f64>,
    /// The standard error of each score, if it was estimated from pivots. NaN with a single
    /// pivot of several nodes, as one value has no spread.
    pub errors: Option<Vec<f64>>,
}

/// The share of shortest paths between others that lead through each node (Freeman 1977,
/// *Sociometry* 40:35):
///
/// `b_v` = sum over s != v != t of `sigma_st(v)` / `sigma_st`
///
/// with `sigma_st` the number of shortest paths from s to t, and `sigma_st(v)` that of those
/// through v. Undirected networks count each pair once. `normalized` divides by the number of
/// pairs that v is not of, (n - 1)(n - 2), or half of it if undirected; with n <= 2 all is 0.
/// Self-loops play no part; a pair without a path adds nothing.
///
/// The algorithm of Brandes (2001), *Journal of Mathematical Sociology* 25:163: a search from
/// each source s gives its dependencies `d_s(v)` = sum over t of `sigma_st(v)` / `sigma_st`.
/// O(n m) without lengths, O(n m log n) with. Paths whose lengths differ by less than 1e-11 of
/// them count as equally long, since rounding may have parted them; for an edge that is
/// shorter than that against the whole path, the order of distances as computed decides.
/// Numbers of paths may be beyond what a float can hold; lengths beyond are endless.
///
/// With `pivots` = k, searches start from k nodes only, drawn without replacement
/// (Brandes & Pich 2007, *International Journal of Bifurcation and Chaos* 17:2303). The score
/// is n/k times the sum of their dependencies, which is right on average over draws, and its
/// standard error that of a total under simple random sampling,
///
/// n sqrt((1 - k/n) `s_v`^2 / k)
///
/// with `s_v`^2 the variance (over k - 1) of the k dependencies on v; k = n gives the exact
/// scores and errors of 0. The error is itself an estimate: a node on which no pivot depends
/// has a score and an error of 0.
///
/// The same seed gives the same bits on any number of threads. Each thread takes about
/// 4 bytes an edge and 60 a node.
///
/// # Errors
/// [`Error::Input`] if `pivots` is 0 or more than n; [`Error::Interrupted`].
///
/// ```
/// use twiplomacy::network::{Network, paths::{Length, betweenness}};
/// use twiplomacy::run::Interrupt;
/// let path = Network::from_edges(4, &[0, 1, 2], &[1, 2, 3], None, None, false)?;
/// let between = betweenness(&path, Length::One, false, None, 0, &Interrupt::new())?;
/// assert_eq!(between.scores, [0.0, 2.0, 2.0, 0.0]);
/// assert_eq!(between.errors, None);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn betweenness(
    net: &Network,
    length: Length,
    normalized: bool,
    pivots: Option<usize>,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Betweenness> {
    let n = net.n();
    if let Some(k) = pivots.filter(|&k| k == 0 || k > n) {
        let wanted = format!("1 to {n}, the number of nodes");
        return Err(Error::input("pivots", k.to_string(), wanted));
    }
    let routes = Routes::new(net, Direction::Out, length);
    let sources = match pivots {
        Some(k) => sample(n, k, seed),
        None => net.nodes().collect(),
    };
    interrupt.expect(sources.len() as u64);
    let task = Task { routes: &routes, sources: &sources, squares: pivots.is_some(), interrupt };
    let sums = match length {
        Length::One => task.run::<Hops>()?,
        Length::Weight | Length::Inverse => task.run::<Lengths>()?,
    };
    let scale = scale(net, normalized);
    Ok(Betweenness {
        scores: sums.scores(&routes, scale * n as f64 / sources.len().max(1) as f64),
        errors: pivots.map(|k| sums.errors(&routes, k, scale)),
    })
}

/// What the sum over all sources is multiplied by.
fn scale(net: &Network, normalized: bool) -> f64 {
    let n = net.n() as f64;
    if normalized && n > 2.0 {
        1.0 / ((n - 1.0) * (n - 2.0))
    } else if net.directed() {
        1.0
    } else {
        0.5
    }
}

/// A search from one source that can be used again for the next.
pub(super) trait Dependencies: Send {
    fn new(routes: &Routes) -> Self;

    /// Call `add` with each node that lies between the source and another one, and with the
    /// dependency of the source on it.
    fn visit(&mut self, routes: &Routes, source: u32, add: impl FnMut(u32, f64));
}

/// Sources are taken in so many blocks whatever the number of threads, and the sums of blocks
/// added up in pairs, so that sums are always formed in the same order.
const BLOCKS: usize = 64;

struct Task<'a> {
    routes: &'a Routes,
    sources: &'a [u32],
    squares: bool,
    interrupt: &'a Interrupt,
}

impl Task<'_> {
    fn run<D: Dependencies>(&self) -> Result<Sums> {
        let size = self.sources.len().div_ceil(BLOCKS).max(1);
        let blocks = self.sources.len().div_ceil(size);
        self.blocks::<D>(0..blocks.max(1), size, &Pool::new())
    }

    fn blocks<D: Dependencies>(
        &self,
        blocks: Range<usize>,
        size: usize,
        pool: &Pool<D>,
    ) -> Result<Sums> {
        if blocks.len() == 1 {
            let first = blocks.start * size;
            let last = (first + size).min(self.sources.len());
            return pool.with(|| D::new(self.routes), |search| self.block(search, first..last));
        }
        let middle = blocks.start.midpoint(blocks.end);
        let (left, right) = rayon::join(
            || self.blocks(blocks.start..middle, size, pool),
            || self.blocks(middle..blocks.end, size, pool),
        );
        let mut sums = left?;
        sums.add(&right?);
        Ok(sums)
    }

    fn block(&self, search: &mut impl Dependencies, span: Range<usize>) -> Result<Sums> {
        let n = self.routes.n();
        let mut sums =
            Sums { first: vec![0.0; n], second: vec![0.0; if self.squares { n } else { 0 }] };
        for &source in &self.sources[span] {
            self.interrupt.check()?;
            let source = self.routes.number[source as usize];
            if self.routes.ahead.count(source) > 0 {
                search.visit(self.routes, source, |v, dependency| {
                    sums.first[v as usize] += dependency;
                    if self.squares {
                        sums.second[v as usize] += dependency * dependency;
                    }
                });
            }
            self.interrupt.advance(1);
        }
        Ok(sums)
    }
}

/// The sums of dependencies, and if wanted of their squares, by the numbers of the routes.
struct Sums {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.first.iter_mut().zip(&other.first).for_each(|(sum, more)| *sum += more);
        self.second.iter_mut().zip(&other.second).for_each(|(sum, more)| *sum += more);
    }

    fn scores(&self, routes: &Routes, factor: f64) -> Vec<f64> {
        routes.number.iter().map(|&v| factor * self.first[v as usize]).collect()
    }

    fn errors(&self, routes: &Routes, pivots: usize, scale: f64) -> Vec<f64> {
        let (n, k) = (routes.n() as f64, pivots as f64);
        if pivots == routes.n() {
            return vec![0.0; pivots];
        }
        let error = |v: usize| {
            let mean = self.first[v] / k;
            let variance = (self.second[v] - mean * self.first[v]).max(0.0) / (k - 1.0);
            scale * n * ((1.0 - k / n) * variance / k).sqrt()
        };
        routes.number.iter().map(|&v| error(v as usize)).collect()
    }
}
