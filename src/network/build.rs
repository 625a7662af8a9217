//! From lists of edges to sorted rows, by counting sort.
//!
//! A counting sort puts each edge into its row. Each row is then sorted by neighbour and
//! place in the input, which leaves parallel edges side by side in the order given, so that
//! sums come out the same every time.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::network::csr::{Network, Rows, Times, UNKNOWN_TIME};

/// A neighbour, and in the lower half which edge of the input says so: one number, so that
/// it sorts fast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cell(u64);

impl Cell {
    fn new(neighbour: u32, edge: u32) -> Self {
        Self(u64::from(neighbour) << 32 | u64::from(edge))
    }

    fn neighbour(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Whether two cells of one row are of the same pair of nodes.
    fn parallel(self, other: Self) -> bool {
        self.neighbour() == other.neighbour()
    }

    fn edge(self) -> usize {
        self.0 as u32 as usize
    }
}

/// The first and last time of each edge of the input.
type TimeColumns<'a> = Option<(&'a [i64], &'a [i64])>;

/// The network of these edges; see [`Network::from_edges`].
pub(super) fn build(
    n: usize,
    source: &[u32],
    target: &[u32],
    weight: Option<&[f64]>,
    times: TimeColumns,
    directed: bool,
) -> Result<Network> {
    check_shape(n, source, target, weight.map(<[_]>::len), times.map(|t| t.0.len()))?;
    check_ids(n, "source", source)?;
    check_ids(n, "target", target)?;
    weight.map_or(Ok(()), check_weights)?;

    let (offsets, cells) = sorted_cells(n, source, target, directed);
    let (out, times) = add_up(&offsets, &cells, weight, times);
    drop((offsets, cells));
    let loops = (0..n as u32).filter(|&v| out.ids[out.span(v)].binary_search(&v).is_ok()).count();
    let incoming = directed.then(|| out.transposed());
    Ok(Network { n, directed, loops, out, incoming, times })
}

/// One row of cells a node, each row sorted by neighbour and then by place in the input.
fn sorted_cells(
    n: usize,
    source: &[u32],
    target: &[u32],
    directed: bool,
) -> (Vec<usize>, Vec<Cell>) {
    let mut counts = vec![0; n];
    each_end(source, target, directed, |row, _| counts[row as usize] += 1);
    let offsets = running_total(&counts);
    let mut next = offsets.clone();
    let mut cells = vec![Cell::default(); offsets[n]];
    each_end(source, target, directed, |row, cell| {
        let place = &mut next[row as usize];
        cells[*place] = cell;
        *place += 1;
    });
    sort_rows(&mut cells, &counts);
    (offsets, cells)
}

/// Every row that an edge stands in, and its cell there: both ends if it has no direction.
fn each_end(source: &[u32], target: &[u32], directed: bool, mut visit: impl FnMut(u32, Cell)) {
    for ((&s, &t), edge) in source.iter().zip(target).zip(0..) {
        visit(s, Cell::new(t, edge));
        if !directed && s != t {
            visit(t, Cell::new(s, edge));
        }
    }
}

/// Sort each of the rows, which are as long as `lengths` say.
fn sort_rows(mut cells: &mut [Cell], lengths: &[usize]) {
    let mut rows = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let (row, rest) = cells.split_at_mut(length);
        rows.push(row);
        cells = rest;
    }
    rows.into_par_iter().with_min_len(1 << 10).for_each(<[Cell]>::sort_unstable);
}

/// `[0, c0, c0 + c1, ...]`.
fn running_total(counts: &[usize]) -> Vec<usize> {
    let sums = counts.iter().scan(0, |sum, count| {
        *sum += count;
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// One cell for each run of parallel edges.
fn add_up(
    offsets: &[usize],
    cells: &[Cell],
    weight: Option<&[f64]>,
    times: TimeColumns,
) -> (Rows, Option<Times>) {
    // Adding 0 turns the weight -0 into 0.
    let weigh = |edge: usize| weight.map_or(1.0, |w| w[edge] + 0.0);
    let ((offsets_kept, ids), weights) =
        rayon::join(|| distinct(offsets, cells), || folded(offsets, cells, weigh, |a, b| a + b));
    let times = times.map(|(first, last)| Times {
        first: folded(offsets, cells, |edge| first[edge], earlier),
        // The unknown time is the least of all, so it loses against any known one.
        last: folded(offsets, cells, |edge| last[edge], i64::max),
    });
    (Rows { offsets: offsets_kept, ids, weights }, times)
}

/// The neighbours in each row, each once.
fn distinct(offsets: &[usize], cells: &[Cell]) -> (Vec<usize>, Vec<u32>) {
    let mut ends = Vec::with_capacity(offsets.len());
    let mut ids = Vec::with_capacity(cells.len());
    ends.push(0);
    for span in offsets.windows(2) {
        let row = &cells[span[0]..span[1]];
        ids.extend(row.chunk_by(|a, b| a.parallel(*b)).map(|run| run[0].neighbour()));
        ends.push(ids.len());
    }
    ids.shrink_to_fit();
    (ends, ids)
}

/// What the parallel edges of each run come to: their values, joined in the order given.
fn folded<T: Copy + Send>(
    offsets: &[usize],
    cells: &[Cell],
    value: impl Fn(usize) -> T + Sync,
    join: impl Fn(T, T) -> T,
) -> Vec<T> {
    // Fetched all at once, as every look into the input misses the cache; then joined in place.
    let mut values: Vec<T> = cells.par_iter().map(|cell| value(cell.edge())).collect();
    let mut kept = 0;
    for span in offsets.windows(2) {
        for place in span[0]..span[1] {
            if place > span[0] && cells[place].parallel(cells[place - 1]) {
                values[kept - 1] = join(values[kept - 1], values[place]);
            } else {
                values[kept] = values[place];
                kept += 1;
            }
        }
    }
    values.truncate(kept);
    values.shrink_to_fit();
    values
}

/// The earlier of two times, of which either may be unknown.
fn earlier(a: i64, b: i64) -> i64 {
    if a == UNKNOWN_TIME || b == UNKNOWN_TIME { a.max(b) } else { a.min(b) }
}

impl Rows {
    /// The same cells with rows and columns exchanged.
    fn transposed(&self) -> Self {
        let mut counts = vec![0; self.offsets.len() - 1];
        self.ids.iter().for_each(|&column| counts[column as usize] += 1);
        let offsets = running_total(&counts);
        let (ids, weights) = rayon::join(
            || self.by_column(&offsets, |row, _| row),
            || self.by_column(&offsets, |_, place| self.weights[place]),
        );
        Self { offsets, ids, weights }
    }

    /// What `value(row, place)` says of each cell, column by column and then by row;
    /// `offsets` are those of the columns.
    pub(super) fn by_column<T: Copy + Default>(
        &self,
        offsets: &[usize],
        value: impl Fn(u32, usize) -> T,
    ) -> Vec<T> {
        let mut next = offsets.to_vec();
        let mut values = vec![T::default(); self.ids.len()];
        for row in 0..self.offsets.len() as u32 - 1 {
            for place in self.span(row) {
                let to = &mut next[self.ids[place] as usize];
                values[*to] = value(row, place);
                *to += 1;
            }
        }
        values
    }
}

fn check_shape(
    n: usize,
    source: &[u32],
    target: &[u32],
    weights: Option<usize>,
    times: Option<usize>,
) -> Result<()> {
    let rows = source.len();
    let lengths = [("target", Some(target.len())), ("weight", weights), ("time", times)];
    for (name, length) in lengths {
        if let Some(length) = length.filter(|&length| length != rows) {
            return Err(Error::input(
                name,
                format!("{length} values"),
                format!("{rows}, as many as source has"),
            ));
        }
    }
    // Ids and places in the input are 32 bits wide.
    for (name, count) in [("nodes", n), ("source", rows)] {
        if u32::try_from(count).is_err() {
            return Err(Error::input(name, format!("{count} of them"), "fewer than 2^32"));
        }
    }
    Ok(())
}

fn check_ids(n: usize, name: &str, ids: &[u32]) -> Result<()> {
    match ids.iter().position(|&id| id as usize >= n) {
        None => Ok(()),
        Some(row) => Err(Error::input(
            name,
            format!("node {} in row {row}", ids[row]),
            format!("ids below {n}, the number of nodes"),
        )),
    }
}

fn check_weights(weight: &[f64]) -> Result<()> {
    let wanted = "finite weights of 0 or more";
    if let Some(row) = weight.iter().position(|w| !w.is_finite() || *w < 0.0) {
        return Err(Error::input("weight", format!("{} in row {row}", weight[row]), wanted));
    }
    // The sum bounds every total that a measure forms, an undirected strength being twice it.
    if (2.0 * weight.iter().sum::<f64>()).is_finite() {
        Ok(())
    } else {
        Err(Error::input("weight", "a sum too large for a float", wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::testing::{graphs, on_threads, random_network};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_cannot_be_a_network_is_refused() {
        let refused = |n, s: &[u32], t: &[u32], w: Option<&[f64]>, time: Option<&[i64]>| {
            Network::from_edges(n, s, t, w, time, true).is_err()
        };
        assert!(refused(2, &[0], &[2], None, None));
        assert!(refused(2, &[2], &[0], None, None));
        assert!(refused(2, &[0], &[0, 1], None, None));
        assert!(refused(2, &[0], &[1], Some(&[]), None));
        assert!(refused(2, &[0], &[1], None, Some(&[1, 2])));
        for bad in [f64::NAN, f64::INFINITY, -1.0, f64::MAX] {
            assert!(refused(2, &[0], &[1], Some(&[bad]), None), "{bad}");
        }
        assert!(refused(usize::MAX, &[], &[], None, None));
    }

    #[test]
    fn a_message_says_where_and_what() {
        let error = Network::from_edges(2, &[0, 0], &[1, 7], None, None, true).unwrap_err();
        let wanted = "target: node 7 in row 1; wanted ids below 2, the number of nodes";
        assert_eq!(error.to_string(), wanted);
    }

    #[test]
    fn no_weight_is_a_count_and_minus_zero_is_zero() -> Result<()> {
        let net = Network::from_edges(2, &[0, 0, 0], &[1, 1, 1], None, None, true)?;
        assert_eq!(net.weight(0, 1), Some(3.0));
        let net = Network::from_edges(2, &[0], &[1], Some(&[-0.0]), None, true)?;
        assert!(net.weight(0, 1).is_some_and(f64::is_sign_positive));
        Ok(())
    }

    #[test]
    fn one_thread_and_three_build_the_same_network() {
        for directed in [true, false] {
            let with = |threads| on_threads(threads, || random_network(300, 40_000, directed));
            assert_eq!(with(1), with(3));
        }
    }

    proptest! {
        /// The reference: a map from pair to weight.
        #[test]
        fn rows_hold_what_a_map_would_hold(case in graphs()) {
            let mut map = BTreeMap::new();
            for (&(s, t), w) in case.ends.iter().zip(&case.weight) {
                *map.entry((s, t)).or_insert(0.0) += w;
                if !case.directed && s != t {
                    *map.entry((t, s)).or_insert(0.0) += w;
                }
            }
            let net = case.network();
            let cells = |row: &dyn Fn(u32) -> Vec<(u32, f64)>| -> Vec<((u32, u32), f64)> {
                net.nodes().flat_map(|v| row(v).into_iter().map(move |(t, w)| ((v, t), w))).collect()
            };
            let pairs = |(ids, weights): (&[u32], &[f64])| -> Vec<(u32, f64)> {
                ids.iter().copied().zip(weights.iter().copied()).collect()
            };
            let out = cells(&|v| pairs(net.out(v)));
            prop_assert_eq!(&out, &map.clone().into_iter().collect::<Vec<_>>());
            let mut turned: Vec<_> = cells(&|v| pairs(net.incoming(v)));
            if net.directed() {
                for cell in &mut turned {
                    cell.0 = (cell.0.1, cell.0.0);
                }
            }
            turned.sort_by_key(|cell| cell.0);
            prop_assert_eq!(turned, out);
            prop_assert_eq!(net.self_loops(), map.keys().filter(|(s, t)| s == t).count());
        }
    }
}
