//! The sums of products of one matrix and another whose nodes are permuted.
//!
//! All that least squares needs of a draw are these: `<A, P B>` for each pair of variables. Each pair
//! is summed in the cheapest way that is exact:
//!
//! | one | other | how | cost |
//! |---|---|---|---|
//! | few cells | any | the cells that are not zero | cells |
//! | `ego` or `alter` alone | any | sums of rows or columns | n |
//! | pattern | pattern | `patterns::product` | n, or n log n |
//! | written out | written out, or pattern | all cells | n^2 |

use super::dyads::{Body, Dyads, MOST_NODES_DENSE, Pattern};
use super::full::{self, Packed};
use super::patterns::{self, Ordered, Permuted};
use super::sparse::Sparse;

/// Up to so many nodes, cells that are not zero are looked up in the matrix written out.
const MOST_NODES_TABLE: usize = 512;

/// A matrix without missing cells, made ready.
pub(super) struct Variable {
    kind: Kind,
    /// What was taken off every cell, so that sums round less.
    shift: f64,
    /// The sum of each row and of each column.
    sums: Option<[Vec<f64>; 2]>,
    /// All cells, zero on the diagonal.
    table: Option<Vec<f64>>,
}

enum Kind {
    /// The cells that are not zero, and again by row; one of each pair if undirected.
    Cells(Vec<(u32, u32, f64)>, Sparse),
    Pattern(Ordered),
    /// All are in the table.
    Full,
}

impl Variable {
    /// What was taken off every cell.
    pub(super) fn shift(&self) -> f64 {
        self.shift
    }

    /// 1 everywhere.
    pub(super) fn constant() -> Self {
        let pattern = Ordered::new(Pattern::default());
        Self { kind: Kind::Pattern(pattern), shift: 0.0, sums: None, table: None }
    }

    /// The matrix must have no missing cells.
    pub(super) fn new(dyads: &Dyads, directed: bool) -> Self {
        let n = dyads.n();
        match &dyads.body {
            Body::Dense(cells) => {
                let some = cells.iter().filter(|&&cell| cell != 0.0).count();
                if some * 4 < n * n {
                    Self::few(&gathered(cells, n), n, directed)
                } else {
                    Self::full(cells, n)
                }
            }
            Body::Sparse(cells) => Self::few(cells, n, directed),
            Body::Pattern(pattern) => Self::pattern(pattern),
        }
    }

    fn few(cells: &Sparse, n: usize, directed: bool) -> Self {
        let mut sums = [vec![0.0; n], vec![0.0; n]];
        for (i, j, value) in cells.cells() {
            sums[0][i as usize] += value;
            sums[1][j as usize] += value;
        }
        let table = (n <= MOST_NODES_TABLE).then(|| {
            let mut table = vec![0.0; n * n];
            cells.cells().for_each(|(i, j, value)| table[i as usize * n + j as usize] = value);
            table
        });
        let listed = cells.cells().filter(|cell| directed || cell.0 < cell.1).collect();
        Self { kind: Kind::Cells(listed, cells.clone()), shift: 0.0, sums: Some(sums), table }
    }

    fn full(cells: &[f64], n: usize) -> Self {
        let shift = cells.iter().sum::<f64>() / (n * (n - 1)) as f64;
        let mut table: Vec<f64> = cells.iter().map(|cell| cell - shift).collect();
        (0..n).for_each(|v| table[v * n + v] = 0.0);
        let mut sums = [vec![0.0; n], vec![0.0; n]];
        for (i, row) in table.chunks_exact(n).enumerate() {
            sums[0][i] = row.iter().sum();
            sums[1].iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
        }
        Self { kind: Kind::Full, shift, sums: Some(sums), table: Some(table) }
    }

    fn pattern(pattern: &Pattern) -> Self {
        let mut pattern = pattern.clone();
        let mut shift = 0.0;
        if let Pattern { ego: Some(values), alter: None, groups: None, places: None }
        | Pattern { ego: None, alter: Some(values), groups: None, places: None } = &mut pattern
        {
            shift = values.iter().sum::<f64>() / values.len() as f64;
            values.iter_mut().for_each(|value| *value -= shift);
        }
        Self { kind: Kind::Pattern(Ordered::new(pattern)), shift, sums: None, table: None }
    }

    fn write_out(&mut self, n: usize) {
        if let (Kind::Pattern(ordered), None) = (&self.kind, &self.table) {
            debug_assert!(n <= MOST_NODES_DENSE);
            let cell = |(i, j)| if i == j { 0.0 } else { ordered.pattern.cell(i, j) };
            self.table = Some((0..n * n).map(|at| cell((at / n, at % n))).collect());
        }
    }

    fn one_side(&self) -> Option<(usize, &[f64])> {
        match &self.kind {
            Kind::Pattern(ordered) => ordered.one_side(),
            _ => None,
        }
    }
}

fn gathered(cells: &[f64], n: usize) -> Sparse {
    let some = cells.iter().enumerate().filter(|cell| *cell.1 != 0.0);
    Sparse::new(n, some.map(|(at, &value)| ((at / n) as u32, (at % n) as u32, value)).collect())
}

/// How a pair is summed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    FixedCells,
    MovedCells,
    FixedSide,
    MovedSide,
    Patterns,
    Full,
}

fn way(fixed: &Variable, moved: &Variable) -> Way {
    match (&fixed.kind, &moved.kind) {
        _ if fixed.one_side().is_some() && moved.sums.is_some() => Way::FixedSide,
        _ if moved.one_side().is_some() && fixed.sums.is_some() => Way::MovedSide,
        (Kind::Cells(a, _), Kind::Cells(b, _)) if b.len() < a.len() => Way::MovedCells,
        (Kind::Cells(..), _) => Way::FixedCells,
        (_, Kind::Cells(..)) => Way::MovedCells,
        (Kind::Pattern(_), Kind::Pattern(_)) => Way::Patterns,
        _ => Way::Full,
    }
}

/// Every product of `fixed` variables with `moved` ones, for any permutation.
pub(super) struct Products<'a> {
    n: usize,
    directed: bool,
    fixed: Vec<&'a Variable>,
    moved: Vec<&'a Variable>,
    ways: Vec<Way>,
    all_cells: Option<AllCells>,
    /// All fixed and all moved variables, written out, if they are so few and small that their cells
    /// are best looked up there.
    tables: Option<[Packed; 2]>,
}

/// The variables of the pairs that need all cells, in [`Products`]' numbers.
struct AllCells {
    fixed: Vec<usize>,
    moved: Vec<usize>,
    packed: [Packed; 2],
}

/// Write out the patterns that will be looked up, or paired with what is written out.
pub(super) fn prepare(variables: &mut [Variable], n: usize) {
    let needs = |variable: &Variable| match variable.kind {
        Kind::Full => true,
        Kind::Cells(..) => n <= MOST_NODES_TABLE,
        Kind::Pattern(_) => false,
    };
    if variables.iter().any(needs) {
        variables.iter_mut().for_each(|variable| variable.write_out(n));
    }
}

/// Matrices that are all written out.
fn tables<'a>(variables: impl Iterator<Item = &'a Variable>) -> Packed {
    let tables: Vec<&[f64]> = variables.map(|v| v.table.as_deref().unwrap_or(&[])).collect();
    Packed::new(&tables)
}

impl<'a> Products<'a> {
    /// The variables must have gone through [`prepare`] together.
    pub(super) fn new(
        n: usize,
        directed: bool,
        fixed: Vec<&'a Variable>,
        moved: Vec<&'a Variable>,
    ) -> Self {
        let ways: Vec<Way> = fixed.iter().flat_map(|a| moved.iter().map(|b| way(a, b))).collect();
        let width = moved.len();
        let needs = |f: usize, m: usize| ways[f * width + m] == Way::Full;
        let rows: Vec<usize> =
            (0..fixed.len()).filter(|&f| (0..width).any(|m| needs(f, m))).collect();
        let columns: Vec<usize> =
            (0..width).filter(|&m| (0..fixed.len()).any(|f| needs(f, m))).collect();
        let all_cells = (!rows.is_empty()).then(|| {
            let packed =
                [tables(rows.iter().map(|&f| fixed[f])), tables(columns.iter().map(|&m| moved[m]))];
            AllCells { fixed: rows, moved: columns, packed }
        });
        let tables = (n <= MOST_NODES_TABLE
            && ways.iter().any(|way| matches!(way, Way::FixedCells | Way::MovedCells)))
        .then(|| [&fixed, &moved].map(|all| tables(all.iter().copied())));
        Self { n, directed, fixed, moved, ways, all_cells, tables }
    }

    /// `sum of a_ij b_p(i)p(j)` over the dyads, for each fixed `a` (the rows) and moved `b`, both less
    /// their shifts.
    pub(super) fn of(&self, permuted: &Permuted) -> Vec<f64> {
        self.of_each(std::slice::from_ref(permuted)).pop().unwrap_or_default()
    }

    /// The same for several permutations at once, which takes less time where all cells are needed.
    pub(super) fn of_each(&self, permuted: &[Permuted]) -> Vec<Vec<f64>> {
        let width = self.moved.len();
        let mut all = vec![vec![0.0; self.ways.len()]; permuted.len()];
        if let Some(AllCells { fixed, moved, packed: [a, b] }) = &self.all_cells {
            let mut sums = vec![0.0; permuted.len() * fixed.len() * moved.len()];
            full::products_of_each(a, b, permuted, self.directed, &mut sums);
            for (out, sums) in all.iter_mut().zip(sums.chunks_exact(fixed.len() * moved.len())) {
                for (row, &f) in fixed.iter().enumerate() {
                    for (column, &m) in moved.iter().enumerate() {
                        out[f * width + m] = sums[row * moved.len() + column];
                    }
                }
            }
        }
        all.iter_mut().zip(permuted).for_each(|(out, permuted)| self.rest(permuted, out));
        all
    }

    /// The sums that need not all cells.
    fn rest(&self, permuted: &Permuted, out: &mut [f64]) {
        let width = self.moved.len();
        self.look_up(permuted, out);
        for (at, &way) in self.ways.iter().enumerate() {
            let looked_up =
                self.tables.is_some() && matches!(way, Way::FixedCells | Way::MovedCells);
            if way != Way::Full && !looked_up {
                out[at] = self.one(self.fixed[at / width], self.moved[at % width], way, permuted);
            }
        }
    }

    /// The sums over listed cells, if all is written out: those of one list with all matrices at once.
    fn look_up(&self, permuted: &Permuted, out: &mut [f64]) {
        let Some([fixed, moved]) = &self.tables else { return };
        let width = self.moved.len();
        for (f, row) in self.ways.chunks_exact(width).enumerate() {
            if let (true, Kind::Cells(cells, _)) =
                (row.contains(&Way::FixedCells), &self.fixed[f].kind)
            {
                let sums = full::over_cells(cells, moved, &permuted.from);
                let wanted = (0..width).filter(|&m| row[m] == Way::FixedCells);
                wanted.for_each(|m| out[f * width + m] = sums[m]);
            }
        }
        for (m, variable) in self.moved.iter().enumerate() {
            let wanted = (m..self.ways.len()).step_by(width);
            let mut wanted = wanted.filter(|&at| self.ways[at] == Way::MovedCells).peekable();
            if let (Some(_), Kind::Cells(cells, _)) = (wanted.peek(), &variable.kind) {
                let sums = full::over_cells(cells, fixed, &permuted.to);
                wanted.for_each(|at| out[at] = sums[at / width]);
            }
        }
    }

    fn one(&self, fixed: &Variable, moved: &Variable, way: Way, permuted: &Permuted) -> f64 {
        // Sums over ordered pairs count each dyad of an undirected network twice.
        let share = if self.directed { 1.0 } else { 0.5 };
        match (way, &fixed.kind, &moved.kind) {
            (Way::FixedCells, Kind::Cells(cells, _), _) => {
                over_cells(cells, moved, &permuted.from, self.n)
            }
            (Way::MovedCells, _, Kind::Cells(cells, _)) => {
                over_cells(cells, fixed, &permuted.to, self.n)
            }
            (Way::FixedSide, ..) => share * over_side(fixed, moved, &permuted.from),
            (Way::MovedSide, ..) => share * over_side(moved, fixed, &permuted.to),
            (Way::Patterns, Kind::Pattern(a), Kind::Pattern(b)) => {
                share * patterns::product(a, b, permuted, self.n)
            }
            _ => f64::NAN,
        }
    }
}

fn over_cells(cells: &[(u32, u32, f64)], other: &Variable, to: &[u32], n: usize) -> f64 {
    match (&other.table, &other.kind) {
        (Some(table), _) => summed(cells, to, |i, j| table[i * n + j]),
        (None, Kind::Cells(_, sparse)) => summed(cells, to, |i, j| sparse.cell(i, j)),
        (None, Kind::Pattern(ordered)) => match &ordered.pattern {
            Pattern { ego: None, alter: None, groups: Some(groups), places: None } => {
                summed(cells, to, |i, j| if groups[i] == groups[j] { 1.0 } else { 0.0 })
            }
            Pattern { ego: None, alter: None, groups: None, places: Some(places) } => {
                summed(cells, to, |i, j| (places[i] - places[j]).abs())
            }
            pattern => summed(cells, to, |i, j| pattern.cell(i, j)),
        },
        (None, Kind::Full) => f64::NAN,
    }
}

fn summed(cells: &[(u32, u32, f64)], to: &[u32], cell: impl Fn(usize, usize) -> f64) -> f64 {
    cells.iter().fold(0.0, |sum, &(i, j, value)| {
        sum + value * cell(to[i as usize] as usize, to[j as usize] as usize)
    })
}

/// A matrix whose cells depend on one end alone, and one whose sums are known; `to` leads from nodes
/// of the first to those of the second.
fn over_side(side: &Variable, other: &Variable, to: &[u32]) -> f64 {
    let (Some((axis, values)), Some(sums)) = (side.one_side(), &other.sums) else {
        return f64::NAN;
    };
    values.iter().zip(to).fold(0.0, |sum, (value, &v)| sum + value * sums[axis][v as usize])
}
