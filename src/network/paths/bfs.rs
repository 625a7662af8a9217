//! Breadth-first searches from up to 64 sources at once.
//!
//! Each source is one bit of a word, and each node has one word for what has seen it: one
//! look at an arc serves all sources (Then et al. 2014, *Proceedings of the VLDB Endowment*
//! 8:449).

use rayon::prelude::*;

use crate::error::Result;
use crate::network::paths::Pool;
use crate::network::paths::routes::{Arcs, Routes};
use crate::run::Interrupt;

/// How many sources one search takes.
const LANES: usize = 64;

/// Search from all `sources`, numbered as in the network, in batches: what `make` makes of the
/// number of sources in each, after `add(made, lane, distance, nodes)` for each source of the
/// batch and each distance of 1 or more at which it has nodes, ascending.
pub(super) fn in_batches<'a, T: Send + 'a>(
    routes: &'a Routes,
    sources: &'a [u32],
    make: impl Fn(usize) -> T + Sync + Send + 'a,
    add: impl Fn(&mut T, usize, u64, u64) + Sync + Send + 'a,
    interrupt: &'a Interrupt,
) -> impl IndexedParallelIterator<Item = Result<T>> + 'a {
    interrupt.expect(sources.len() as u64);
    let add = move |made: &mut T, lane, _, distance, nodes| add(made, lane, distance, nodes);
    in_classes(routes, sources, Tally::default, make, add, interrupt)
}

/// The same with `add(made, lane, class, distance, nodes)` for each class of nodes that the counts
/// of `counts` tell apart. Progress is for the caller to expect.
pub(super) fn in_classes<'a, T: Send + 'a, C: Count>(
    routes: &'a Routes,
    sources: &'a [u32],
    counts: impl Fn() -> C + Sync + Send + 'a,
    make: impl Fn(usize) -> T + Sync + Send + 'a,
    add: impl Fn(&mut T, usize, usize, u64, u64) + Sync + Send + 'a,
    interrupt: &'a Interrupt,
) -> impl IndexedParallelIterator<Item = Result<T>> + 'a {
    let pool = Pool::new();
    // Batches of even size keep all threads at work to the end.
    let batches = sources.len().div_ceil(LANES).max(1);
    let size = sources.len().div_ceil(batches).max(1);
    sources.par_chunks(size).map(move |batch| {
        let mut made = make(batch.len());
        let report = |lane, class, distance, nodes| add(&mut made, lane, class, distance, nodes);
        let new = || Waves::new(routes.n());
        let mut tally = counts();
        pool.with(new, |waves| waves.search(routes, batch, &mut tally, interrupt, report))?;
        interrupt.advance(batch.len() as u64);
        Ok(made)
    })
}

/// What one node knows of the searches that have not left it behind.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    /// Those that have reached it.
    seen: u64,
    /// Those that reach it in the next step.
    next: u64,
}

struct Waves {
    cells: Vec<Cell>,
    /// The searches for which each node is at the present distance.
    here: Vec<u64>,
    /// The nodes at the present distance of any search.
    active: Vec<u32>,
    /// The nodes at the next, of which `reached` count.
    found: Vec<u32>,
    reached: usize,
    /// All nodes that any search has seen.
    touched: Vec<u32>,
}

impl Waves {
    fn new(n: usize) -> Self {
        Self {
            cells: vec![Cell::default(); n],
            here: vec![0; n],
            active: Vec::new(),
            // One more than there can be: a candidate is written before it is accepted.
            found: vec![0; n + 1],
            reached: 0,
            touched: Vec::new(),
        }
    }

    /// Call `report(lane, class, distance, nodes)` for each source, class of nodes and distance.
    fn search(
        &mut self,
        routes: &Routes,
        sources: &[u32],
        tally: &mut impl Count,
        interrupt: &Interrupt,
        mut report: impl FnMut(usize, usize, u64, u64),
    ) -> Result<()> {
        self.start(routes, sources);
        let mut open = routes.back().total();
        let mut live = u64::MAX >> (LANES - sources.len().clamp(1, LANES));
        let mut distance = 0;
        while live != 0 {
            if let Err(stopped) = interrupt.check() {
                self.forget();
                return Err(stopped);
            }
            let leaving: usize = self.active.iter().map(|&v| routes.ahead.count(v)).sum();
            if leaving > open / 2 + routes.reachable / 4 {
                self.pull(routes, live);
            } else {
                self.push(&routes.ahead);
            }
            (live, open) = (0, open - self.arrive(routes, tally, sources.len()));
            distance += 1;
            tally.take(|lane, class, nodes| {
                live |= 1 << lane;
                report(lane, class, distance, nodes);
            });
        }
        self.forget();
        Ok(())
    }

    fn start(&mut self, routes: &Routes, sources: &[u32]) {
        for (lane, &source) in sources.iter().enumerate() {
            let v = routes.number[source as usize];
            self.cells[v as usize].seen |= 1 << lane;
            self.here[v as usize] |= 1 << lane;
            self.active.push(v);
            self.touched.push(v);
        }
    }

    fn push(&mut self, ahead: &Arcs) {
        let mut reached = 0;
        for &v in &self.active {
            let here = self.here[v as usize];
            for &w in ahead.of(v) {
                let cell = &mut self.cells[w as usize];
                let fresh = here & !cell.seen;
                self.found[reached] = w;
                reached += usize::from(fresh != 0 && cell.next == 0);
                cell.next |= fresh;
            }
        }
        self.reached = reached;
    }

    /// Ask each node that some living search has not seen who leads to it.
    fn pull(&mut self, routes: &Routes, live: u64) {
        let mut reached = 0;
        for (w, cell) in self.cells[..routes.reachable].iter_mut().enumerate() {
            let missing = live & !cell.seen;
            if missing == 0 {
                continue;
            }
            let mut got = 0;
            for &u in routes.back().of(w as u32) {
                got |= self.here[u as usize];
                if got & missing == missing {
                    break;
                }
            }
            cell.next = got & missing;
            self.found[reached] = w as u32;
            reached += usize::from(cell.next != 0);
        }
        self.reached = reached;
    }

    /// Make the next distance the present one. How many arcs lead to the nodes that all
    /// searches have seen now.
    fn arrive(&mut self, routes: &Routes, tally: &mut impl Count, sources: usize) -> usize {
        let all = u64::MAX >> (LANES - sources.clamp(1, LANES));
        let mut closed = 0;
        self.active.iter().for_each(|&v| self.here[v as usize] = 0);
        for group in self.found[..self.reached].chunks(8) {
            let mut words = [0; 8];
            for (&w, word) in group.iter().zip(&mut words) {
                let cell = &mut self.cells[w as usize];
                *word = std::mem::take(&mut cell.next);
                if cell.seen == 0 {
                    self.touched.push(w);
                }
                cell.seen |= *word;
                if cell.seen == all {
                    closed += routes.back().count(w);
                }
                self.here[w as usize] = *word;
            }
            tally.count(group, words);
        }
        self.active.clear();
        self.active.extend_from_slice(&self.found[..self.reached]);
        closed
    }

    fn forget(&mut self) {
        for v in self.touched.drain(..) {
            self.cells[v as usize] = Cell::default();
            self.here[v as usize] = 0;
        }
        self.active.clear();
    }
}

/// Counts how many nodes each source has reached in a step.
pub(super) trait Count {
    /// Up to eight nodes, numbered as on the routes, and which sources reach each.
    fn count(&mut self, nodes: &[u32], words: [u64; 8]);

    /// `report(lane, class, nodes)` for each source and class of nodes with any; then nothing is
    /// counted.
    fn take(&mut self, report: impl FnMut(usize, usize, u64));
}

/// All nodes are of one class.
impl Count for Tally {
    fn count(&mut self, _: &[u32], words: [u64; 8]) {
        self.add(words);
    }

    fn take(&mut self, mut report: impl FnMut(usize, usize, u64)) {
        self.each(|lane, nodes| report(lane, 0, nodes));
        *self = Self::default();
    }
}

/// Nodes are of the classes that they are given.
pub(super) struct ByClass<'a> {
    /// The class of each node as numbered on the routes.
    classes: &'a [u32],
    tallies: Vec<Tally>,
    /// Words of each class that wait until there are eight.
    waiting: Vec<([u64; 8], usize)>,
}

impl<'a> ByClass<'a> {
    /// Classes below `count`.
    pub(super) fn new(classes: &'a [u32], count: usize) -> Self {
        let tallies = (0..count).map(|_| Tally::default()).collect();
        Self { classes, tallies, waiting: vec![([0; 8], 0); count] }
    }
}

impl Count for ByClass<'_> {
    fn count(&mut self, nodes: &[u32], words: [u64; 8]) {
        for (&v, word) in nodes.iter().zip(words) {
            let class = self.classes[v as usize] as usize;
            let (waiting, filled) = &mut self.waiting[class];
            waiting[*filled] = word;
            *filled += 1;
            if *filled == waiting.len() {
                self.tallies[class].add(std::mem::take(waiting));
                *filled = 0;
            }
        }
    }

    fn take(&mut self, mut report: impl FnMut(usize, usize, u64)) {
        for (class, (tally, (waiting, filled))) in
            self.tallies.iter_mut().zip(&mut self.waiting).enumerate()
        {
            if *filled > 0 {
                tally.add(std::mem::take(waiting));
                *filled = 0;
            }
            tally.each(|lane, nodes| report(lane, class, nodes));
            *tally = Tally::default();
        }
    }
}

/// How often each of 64 bits was set, bit `i` of the counts being in `planes[i]`.
#[derive(Default)]
pub(super) struct Tally {
    planes: [u64; 32],
}

impl Tally {
    /// Count eight words, by full adders on all bits at once (Harley & Seal).
    fn add(&mut self, words: [u64; 8]) {
        let [ones, twos, fours, ..] = &mut self.planes;
        let two = [
            full_add(ones, words[0], words[1]),
            full_add(ones, words[2], words[3]),
            full_add(ones, words[4], words[5]),
            full_add(ones, words[6], words[7]),
        ];
        let four = [full_add(twos, two[0], two[1]), full_add(twos, two[2], two[3])];
        let mut carry = full_add(fours, four[0], four[1]);
        for plane in &mut self.planes[3..] {
            if carry == 0 {
                break;
            }
            (*plane, carry) = (*plane ^ carry, *plane & carry);
        }
    }

    /// Each bit that was set, and how often.
    fn each(&self, mut report: impl FnMut(usize, u64)) {
        let mut set = self.planes.iter().fold(0, |all, plane| all | plane);
        let top = self.planes.iter().rposition(|&plane| plane != 0).map_or(0, |last| last + 1);
        while set != 0 {
            let lane = set.trailing_zeros();
            set &= set - 1;
            let digits = self.planes[..top].iter().rev();
            report(lane as usize, digits.fold(0, |count, plane| count << 1 | (plane >> lane & 1)));
        }
    }
}

/// Add two bits to a third, in 64 places; the carry comes back.
fn full_add(sum: &mut u64, a: u64, b: u64) -> u64 {
    let half = *sum ^ a;
    let carry = (*sum & a) | (half & b);
    *sum = half ^ b;
    carry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn a_tally_counts_every_bit() {
        let mut stream = Stream::new(3, 0);
        let (mut tally, mut counts) = (Tally::default(), [0_u64; 64]);
        for _ in 0..1000 {
            let mut words = [0; 8];
            for word in &mut words {
                *word = stream.bits() & stream.bits() & !(1 << 17);
                (0..64).for_each(|lane| counts[lane] += *word >> lane & 1);
            }
            tally.add(words);
        }
        let mut seen = [0; 64];
        tally.each(|lane, count| seen[lane] = count);
        assert_eq!(seen, counts);
        assert_eq!(seen[17], 0);
    }
}
