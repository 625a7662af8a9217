//! How two open two-paths share nodes: what the deviations of whole networks rest on.

use rayon::prelude::*;

use super::open::Arcs;
use crate::error::Result;
use crate::run::Interrupt;

/// Where the source, the broker and the target of one two-path stand in another.
pub(super) type Shared = [Option<usize>; 3];

/// How many ordered pairs of open two-paths share nodes in each way, no more and no less.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overlaps {
    /// How many open two-paths there are.
    pub(super) open: i128,
    /// The ways, each once, with the number of ordered pairs.
    pub(super) ways: Vec<(Shared, i128)>,
}

/// The two places of a two-path that a pair of nodes can hold.
const SIDES: [(usize, usize); 3] = [(0, 1), (1, 2), (0, 2)];

/// All ways to share nodes: 1 with none, 9 with one, 18 with two, 6 with three.
pub(super) fn ways() -> Vec<Shared> {
    let spots = [None, Some(0), Some(1), Some(2)];
    let mut ways = Vec::new();
    for a in spots {
        for v in spots {
            for b in spots {
                let clash = |x: Option<usize>, y: Option<usize>| x.is_some() && x == y;
                if !(clash(a, v) || clash(v, b) || clash(a, b)) {
                    ways.push([a, v, b]);
                }
            }
        }
    }
    ways
}

/// Count them. O(sum over nodes of in-degree times out-degree) time, O(n) memory for each thread
/// and 17 bytes an arc.
pub(super) fn overlaps(arcs: &Arcs, interrupt: &Interrupt) -> Result<Overlaps> {
    let sums = Sums::new(arcs, interrupt)?;
    let open = sums.ends[0].iter().map(|&count| i128::from(count)).sum();
    let least = |way: &Shared| -> i128 {
        let held: Vec<usize> = (0..3).filter(|&place| way[place].is_some()).collect();
        let there = |place: usize| way[place].unwrap_or_default();
        match held[..] {
            [] => open * open,
            [i] => product(&sums.ends[i], &sums.ends[there(i)]),
            [i, j] => {
                let side = |i: usize, j: usize| {
                    SIDES.iter().position(|&side| side == (i.min(j), i.max(j))).unwrap_or(0)
                };
                let turned = usize::from(there(i) > there(j));
                sums.sides[side(i, j)][side(there(i), there(j))][turned]
            }
            _ => match *way {
                [Some(0), Some(1), Some(2)] => open,
                [Some(2), Some(1), Some(0)] => sums.reversed,
                [Some(2), Some(0), Some(1)] | [Some(1), Some(2), Some(0)] => sums.cycles,
                // The arc that one lacks is an arc of the other.
                _ => 0,
            },
        }
    };
    // Those that share at least so much, less those that share more: the fullest first.
    let mut ways = ways();
    ways.sort_by_key(|way| way.iter().flatten().count());
    let mut exact: Vec<(Shared, i128)> = Vec::with_capacity(ways.len());
    for way in ways.into_iter().rev() {
        let fuller = exact.iter().filter(|(other, _)| {
            *other != way && (0..3).all(|place| way[place].is_none() || way[place] == other[place])
        });
        let count = least(&way) - fuller.map(|(_, count)| count).sum::<i128>();
        exact.push((way, count));
    }
    Ok(Overlaps { open, ways: exact })
}

fn product(one: &[u64], other: &[u64]) -> i128 {
    one.iter().zip(other).map(|(&x, &y)| i128::from(x) * i128::from(y)).sum()
}

/// Sums of products of counts of open two-paths.
struct Sums {
    /// For each place, how many open two-paths hold each node there.
    ends: [Vec<u64>; 3],
    /// For two sides, the sum over ordered pairs of nodes of the two-paths that hold it at the one
    /// times those that hold it at the other; the same with the second turned round.
    sides: [[[i128; 2]; 3]; 3],
    /// Two-paths whose reverse is open, too.
    reversed: i128,
    /// Two-paths `a -> v -> b` for which `v -> b -> a` is open, too.
    cycles: i128,
}

/// What one node adds to the sums as the source and the target of two-paths.
#[derive(Default, Clone)]
struct Part {
    /// The two-paths that it begins through each node it leads to.
    first: Vec<u32>,
    /// The two-paths that it ends through each node that leads to it.
    last: Vec<u32>,
    begun: u64,
    ended: u64,
    far: i128,
    far_turned: i128,
    first_far: i128,
    last_far: i128,
    reversed: i128,
    cycles: i128,
}

impl Sums {
    fn new(arcs: &Arcs, interrupt: &Interrupt) -> Result<Self> {
        interrupt.expect(arcs.n() as u64);
        let mutual = mutual(arcs);
        let room = || Room::new(arcs.n());
        let one = |room: &mut Room, x: u32| {
            interrupt.check()?;
            interrupt.advance(1);
            Ok(room.part(arcs, &mutual, x))
        };
        let parts: Vec<Part> = arcs
            .nodes()
            .into_par_iter()
            .with_min_len(64)
            .map_init(room, one)
            .collect::<Result<_>>()?;
        let sum = |of: &dyn Fn(&Part) -> i128| parts.iter().map(of).sum::<i128>();
        let mut sides = [[[0; 2]; 3]; 3];
        sides[2][2] = [sum(&|part| part.far), sum(&|part| part.far_turned)];
        for (side, far) in [(0, sum(&|part| part.first_far)), (1, sum(&|part| part.last_far))] {
            sides[side][2][1] = far;
            sides[2][side][1] = far;
        }
        let mut through = vec![0_u64; arcs.n()];
        for x in arcs.nodes() {
            for (&y, &first) in arcs.out.row(x).iter().zip(&parts[x as usize].first) {
                through[y as usize] += u64::from(first);
                let cell = Cell { x, y, first, last: last(arcs, &parts, x, y) };
                add_arc(arcs, &parts, &cell, &mut sides);
            }
        }
        Ok(Self {
            reversed: sum(&|part| part.reversed),
            cycles: sum(&|part| part.cycles),
            ends: [
                parts.iter().map(|part| part.begun).collect(),
                through,
                parts.iter().map(|part| part.ended).collect(),
            ],
            sides,
        })
    }
}

/// An arc `x -> y`, the two-paths that begin with it, and those that end with it.
struct Cell {
    x: u32,
    y: u32,
    first: u32,
    last: u32,
}

fn last(arcs: &Arcs, parts: &[Part], x: u32, y: u32) -> u32 {
    let place = arcs.incoming.row(y).binary_search(&x);
    place.map_or(0, |place| parts[y as usize].last[place])
}

fn add_arc(arcs: &Arcs, parts: &[Part], cell: &Cell, sides: &mut [[[i128; 2]; 3]; 3]) {
    let mine = [i128::from(cell.first), i128::from(cell.last)];
    let theirs = arcs.out.row(cell.y).binary_search(&cell.x).ok().map(|place| {
        let first = parts[cell.y as usize].first[place];
        [i128::from(first), i128::from(last(arcs, parts, cell.y, cell.x))]
    });
    for one in 0..2 {
        for other in 0..2 {
            sides[one][other][0] += mine[one] * mine[other];
            sides[one][other][1] += theirs.map_or(0, |theirs| mine[one] * theirs[other]);
        }
    }
}

/// In [`Room`], that an arc leads from the node to the other one, or that the other is the node.
const OUT: u32 = 1 << 31;

/// That an arc leads from the other one to the node.
const IN: u32 = 1 << 30;

/// The rest of the number: how many two-paths.
const COUNT: u32 = IN - 1;

/// Room for one node at a time: one number for each other node, so that a step along a two-path looks
/// at one place in memory. All 0 between nodes.
struct Room {
    /// [`OUT`], [`IN`], and the two-paths from the node to the other.
    forth: Vec<u32>,
    /// [`IN`], also of the node itself, and the two-paths from the other to the node.
    back: Vec<u32>,
    reached: Vec<u32>,
}

impl Room {
    fn new(n: usize) -> Self {
        Self { forth: vec![0; n], back: vec![0; n], reached: Vec::new() }
    }

    fn part(&mut self, arcs: &Arcs, mutual: &[bool], x: u32) -> Part {
        let mut part = Part::default();
        self.mark(arcs, x);
        for &v in arcs.out.row(x) {
            let returned = self.forth[v as usize] & IN > 0;
            let mut count = 0;
            for (&b, &mutual) in arcs.out.row(v).iter().zip(&mutual[arcs.out.span(v)]) {
                let forth = &mut self.forth[b as usize];
                if *forth & OUT > 0 {
                    continue;
                }
                count += 1;
                if *forth & COUNT == 0 {
                    self.reached.push(b);
                }
                if *forth & IN > 0 {
                    part.cycles += i128::from(!returned);
                } else {
                    part.reversed += i128::from(returned && mutual);
                }
                *forth += 1;
            }
            part.first.push(count);
            part.begun += u64::from(count);
        }
        for &v in arcs.incoming.row(x) {
            let mut count = 0;
            for &a in arcs.incoming.row(v) {
                let back = &mut self.back[a as usize];
                let open = u32::from(*back & IN == 0);
                count += open;
                *back += open;
            }
            part.last.push(count);
            part.ended += u64::from(count);
        }
        self.multiply(arcs, x, &mut part);
        self.wipe(arcs, x);
        part
    }

    fn mark(&mut self, arcs: &Arcs, x: u32) {
        self.forth[x as usize] |= OUT;
        self.back[x as usize] |= IN;
        arcs.out.row(x).iter().for_each(|&v| self.forth[v as usize] |= OUT);
        for &v in arcs.incoming.row(x) {
            self.forth[v as usize] |= IN;
            self.back[v as usize] |= IN;
        }
    }

    fn multiply(&mut self, arcs: &Arcs, x: u32, part: &mut Part) {
        let count = |number: u32| i128::from(number & COUNT);
        for &b in &self.reached {
            let (forth, back) = (count(self.forth[b as usize]), count(self.back[b as usize]));
            part.far += forth * forth;
            part.far_turned += forth * back;
        }
        for (&y, &first) in arcs.out.row(x).iter().zip(&part.first) {
            part.first_far += i128::from(first) * count(self.back[y as usize]);
        }
        for (&y, &last) in arcs.incoming.row(x).iter().zip(&part.last) {
            part.last_far += i128::from(last) * count(self.forth[y as usize]);
        }
    }

    fn wipe(&mut self, arcs: &Arcs, x: u32) {
        self.reached.drain(..).for_each(|b| self.forth[b as usize] = 0);
        for &v in arcs.incoming.row(x) {
            arcs.incoming.row(v).iter().for_each(|&a| self.back[a as usize] = 0);
            self.back[v as usize] = 0;
            self.forth[v as usize] = 0;
        }
        arcs.out.row(x).iter().for_each(|&v| self.forth[v as usize] = 0);
        self.forth[x as usize] = 0;
        self.back[x as usize] = 0;
    }
}

/// For each arc whether it is returned.
fn mutual(arcs: &Arcs) -> Vec<bool> {
    let mut mutual = vec![false; arcs.out.ids.len()];
    for v in arcs.nodes() {
        let (row, start) = (arcs.out.row(v), arcs.out.offsets[v as usize]);
        let mut place = 0;
        arcs.mutual(v, |other| {
            place += row[place..].partition_point(|&node| node < other);
            mutual[start + place] = true;
        });
    }
    mutual
}
