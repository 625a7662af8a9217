//! A number for each ordered pair of nodes, held as small as its kind allows.

use std::sync::Arc;

use super::sparse::{Sparse, checked, finite};
use crate::error::{Error, Result};

/// For how many nodes at most all cells of a matrix are held.
pub const MOST_NODES_DENSE: usize = 2_000;

/// A number for each ordered pair of `n` nodes. NaN is missing; the diagonal never counts.
///
/// What comes from an attribute of the nodes, or is zero but for some pairs, is never written out,
/// so that it may have far more nodes than [`MOST_NODES_DENSE`].
///
/// ```
/// use twiplomacy::inference::qap::Dyads;
/// let same = Dyads::same(&[0, 0, 1]);
/// let rank = Dyads::ego(&[1.0, 2.0, 3.0])?;
/// let both = Dyads::product(&same, &rank)?;
/// assert_eq!(both.values()?, [0.0, 1.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dyads {
    n: usize,
    pub(super) body: Body,
    /// Nodes all of whose cells are missing, in their rows and in their columns.
    lost: [Option<Flags>; 2],
}

/// Which nodes.
type Flags = Arc<[bool]>;

/// How the cells are held.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// All of them, row by row, zero on the diagonal.
    Dense(Arc<[f64]>),
    /// Those that are not zero.
    Sparse(Arc<Sparse>),
    /// None of them: see [`Pattern`].
    Pattern(Arc<Pattern>),
}

/// The cells `ego_i alter_j [group_i = group_j] |place_i - place_j|`; what is not there is 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pattern {
    pub(super) ego: Option<Vec<f64>>,
    pub(super) alter: Option<Vec<f64>>,
    /// Numbers of groups without gaps.
    pub(super) groups: Option<Vec<u32>>,
    pub(super) places: Option<Vec<f64>>,
}

impl Pattern {
    pub(super) fn cell(&self, i: usize, j: usize) -> f64 {
        if self.groups.as_ref().is_some_and(|groups| groups[i] != groups[j]) {
            return 0.0;
        }
        let of = |column: &Option<Vec<f64>>, v: usize| column.as_ref().map_or(1.0, |c| c[v]);
        let distance = self.places.as_ref().map_or(1.0, |place| (place[i] - place[j]).abs());
        of(&self.ego, i) * of(&self.alter, j) * distance
    }

    /// Both at once, unless both have distances: that would be no pattern.
    fn times(&self, other: &Self) -> Option<Self> {
        if self.places.is_some() && other.places.is_some() {
            return None;
        }
        let groups = match (&self.groups, &other.groups) {
            (Some(a), Some(b)) => Some(numbered(a.iter().zip(b).map(|(&a, &b)| (a, b)))),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Some(Self {
            ego: times(self.ego.as_ref(), other.ego.as_ref()),
            alter: times(self.alter.as_ref(), other.alter.as_ref()),
            groups,
            places: self.places.clone().or_else(|| other.places.clone()),
        })
    }
}

fn times(a: Option<&Vec<f64>>, b: Option<&Vec<f64>>) -> Option<Vec<f64>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.iter().zip(b).map(|(a, b)| a * b).collect()),
        (a, b) => a.or(b).cloned(),
    }
}

/// Groups by the order of their names.
fn numbered<T: Ord + Copy>(names: impl Iterator<Item = T>) -> Vec<u32> {
    let names: Vec<T> = names.collect();
    let mut known = names.clone();
    known.sort_unstable();
    known.dedup();
    names.iter().map(|name| known.partition_point(|other| other < name) as u32).collect()
}

impl Dyads {
    fn new(n: usize, body: Body) -> Self {
        Self { n, body, lost: [None, None] }
    }

    fn pattern(n: usize, pattern: Pattern, lost: [Option<Flags>; 2]) -> Self {
        Self { n, body: Body::Pattern(Arc::new(pattern)), lost }
    }

    /// All cells, row by row. Whatever stands on the diagonal does not count.
    ///
    /// # Errors
    /// [`Error::Input`] unless there are `n` times `n` of them, none infinite, and `n` is no more
    /// than [`MOST_NODES_DENSE`].
    pub fn dense(n: usize, values: Vec<f64>) -> Result<Self> {
        small_enough("n", n)?;
        if values.len() != n * n {
            let wanted = format!("{n} times {n}, row by row");
            return Err(Error::input("values", format!("{} numbers", values.len()), wanted));
        }
        let mut values = values;
        (0..n).for_each(|v| values[v * n + v] = 0.0);
        finite(&values)?;
        Ok(Self::new(n, Body::Dense(values.into())))
    }

    /// Cells by row and column, zero elsewhere. Those of one pair add up. `O(m log m)`.
    ///
    /// # Errors
    /// [`Error::Input`] if the three differ in length, a node is not in `0..n`, or a value is
    /// infinite.
    pub fn sparse(n: usize, sources: &[u32], targets: &[u32], values: &[f64]) -> Result<Self> {
        let cells = checked(n, sources, targets, values)?;
        Ok(Self::new(n, Body::Sparse(Arc::new(Sparse::new(n, cells)))))
    }

    /// `x_ij = v_i`; NaN is missing.
    ///
    /// # Errors
    /// [`Error::Input`] if a value is infinite.
    pub fn ego(values: &[f64]) -> Result<Self> {
        let (values, lost) = attribute(values)?;
        let n = values.len();
        Ok(Self::pattern(n, Pattern { ego: Some(values), ..Pattern::default() }, [lost, None]))
    }

    /// `x_ij = v_j`; NaN is missing.
    ///
    /// # Errors
    /// [`Error::Input`] if a value is infinite.
    pub fn alter(values: &[f64]) -> Result<Self> {
        Ok(Self::ego(values)?.transpose())
    }

    /// 1 for two of the same group, else 0; `u32::MAX` is missing.
    pub fn same(groups: &[u32]) -> Self {
        let lost = flags(groups.iter().map(|&group| group == u32::MAX));
        let groups = Some(numbered(groups.iter().copied()));
        Self::pattern(lost.1, Pattern { groups, ..Pattern::default() }, [lost.0.clone(), lost.0])
    }

    /// `x_ij = |v_i - v_j|`; NaN is missing.
    ///
    /// # Errors
    /// [`Error::Input`] if a value is infinite.
    pub fn distance(values: &[f64]) -> Result<Self> {
        let (values, lost) = attribute(values)?;
        let n = values.len();
        let pattern = Pattern { places: Some(values), ..Pattern::default() };
        Ok(Self::pattern(n, pattern, [lost.clone(), lost]))
    }

    /// An interaction: cell times cell; missing where either is.
    ///
    /// # Errors
    /// [`Error::Input`] if they are of different sizes, or if both hold a distance and there are more
    /// than [`MOST_NODES_DENSE`] nodes.
    pub fn product(a: &Self, b: &Self) -> Result<Self> {
        if a.n != b.n {
            let found = format!("{} and {} nodes", a.n, b.n);
            return Err(Error::input("product", found, "two of the same nodes"));
        }
        let body = match (&a.body, &b.body) {
            (Body::Dense(_), _) | (_, Body::Dense(_)) => Self::written_out(a, b),
            (Body::Sparse(cells), _) => Body::Sparse(Arc::new(Self::on_cells(cells, b, a.n))),
            (_, Body::Sparse(cells)) => Body::Sparse(Arc::new(Self::on_cells(cells, a, a.n))),
            (Body::Pattern(left), Body::Pattern(right)) => {
                if let Some(pattern) = left.times(right) {
                    Body::Pattern(Arc::new(pattern))
                } else {
                    small_enough("product of two distances", a.n)?;
                    Self::written_out(a, b)
                }
            }
        };
        let lost = std::array::from_fn(|side| either(a.lost[side].as_ref(), b.lost[side].as_ref()));
        Ok(Self { n: a.n, body, lost })
    }

    fn written_out(a: &Self, b: &Self) -> Body {
        let n = a.n;
        let cells = (0..n * n).map(|place| {
            let (i, j) = (place / n, place % n);
            if i == j { 0.0 } else { a.cell(i, j) * b.cell(i, j) }
        });
        Body::Dense(cells.collect())
    }

    fn on_cells(cells: &Sparse, other: &Self, n: usize) -> Sparse {
        let times =
            |(i, j, value): (u32, u32, f64)| (i, j, value * other.cell(i as usize, j as usize));
        let mut product: Vec<(u32, u32, f64)> = cells.cells().map(times).collect();
        if let Body::Sparse(more) = &other.body {
            // What is missing there is missing here too, though it is zero here.
            product.extend(more.cells().filter(|&(i, j, value)| {
                value.is_nan() && cells.cell(i as usize, j as usize) == 0.0
            }));
        }
        Sparse::new(n, product)
    }

    /// The matrix with rows and columns exchanged.
    #[must_use]
    pub fn transpose(&self) -> Self {
        let n = self.n;
        let body = match &self.body {
            Body::Dense(cells) => {
                Body::Dense((0..n * n).map(|place| cells[place % n * n + place / n]).collect())
            }
            Body::Sparse(cells) => Body::Sparse(Arc::new(cells.transpose())),
            Body::Pattern(pattern) => {
                let Pattern { ego, alter, groups, places } = pattern.as_ref().clone();
                Body::Pattern(Arc::new(Pattern { ego: alter, alter: ego, groups, places }))
            }
        };
        let [rows, columns] = self.lost.clone();
        Self { n, body, lost: [columns, rows] }
    }

    /// How many nodes there are.
    pub fn n(&self) -> usize {
        self.n
    }

    /// One cell: 0 on the diagonal, NaN if missing.
    pub fn cell(&self, i: usize, j: usize) -> f64 {
        if i == j {
            return 0.0;
        }
        let [rows, columns] = &self.lost;
        if rows.as_ref().is_some_and(|rows| rows[i])
            || columns.as_ref().is_some_and(|columns| columns[j])
        {
            return f64::NAN;
        }
        match &self.body {
            Body::Dense(cells) => cells[i * self.n + j],
            Body::Sparse(cells) => cells.cell(i, j),
            Body::Pattern(pattern) => pattern.cell(i, j),
        }
    }

    /// All cells, row by row, NaN where missing, 0 on the diagonal. `O(n^2)`.
    ///
    /// # Errors
    /// [`Error::Input`] for more than [`MOST_NODES_DENSE`] nodes.
    pub fn values(&self) -> Result<Vec<f64>> {
        small_enough("values", self.n)?;
        let n = self.n;
        Ok((0..n * n).map(|place| self.cell(place / n, place % n)).collect())
    }

    /// Whether no cell off the diagonal is missing.
    pub(super) fn is_complete(&self) -> bool {
        let whole = match &self.body {
            Body::Dense(cells) => !cells.iter().any(|cell| cell.is_nan()),
            Body::Sparse(cells) => !cells.cells().any(|cell| cell.2.is_nan()),
            Body::Pattern(_) => true,
        };
        whole && self.lost.iter().all(Option::is_none)
    }

    /// Whether every cell equals that across the diagonal.
    pub(super) fn is_symmetric(&self) -> bool {
        let alike = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan());
        let [rows, columns] = &self.lost;
        rows == columns
            && match &self.body {
                Body::Dense(_) => {
                    (0..self.n).all(|i| (0..i).all(|j| alike(self.cell(i, j), self.cell(j, i))))
                }
                Body::Sparse(cells) => cells
                    .cells()
                    .all(|(i, j, value)| alike(value, cells.cell(j as usize, i as usize))),
                Body::Pattern(pattern) => match (&pattern.ego, &pattern.alter) {
                    (None, None) => true,
                    (Some(side), None) | (None, Some(side)) => {
                        side.iter().all(|value| *value == side[0])
                    }
                    (ego, alter) => ego == alter,
                },
            }
    }
}

fn either(a: Option<&Flags>, b: Option<&Flags>) -> Option<Flags> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.iter().zip(b.iter()).map(|(a, b)| a | b).collect()),
        (a, b) => a.or(b).cloned(),
    }
}

/// Which are true, if any, and how many there are in all.
fn flags(each: impl Iterator<Item = bool>) -> (Option<Flags>, usize) {
    let each: Flags = each.collect();
    let n = each.len();
    (each.contains(&true).then_some(each), n)
}

/// An attribute with 0 where it is missing, and where that is.
fn attribute(values: &[f64]) -> Result<(Vec<f64>, Option<Flags>)> {
    finite(values)?;
    let (lost, _) = flags(values.iter().map(|value| value.is_nan()));
    Ok((values.iter().map(|&value| if value.is_nan() { 0.0 } else { value }).collect(), lost))
}

pub(super) fn small_enough(argument: &str, n: usize) -> Result<()> {
    if n > MOST_NODES_DENSE {
        let wanted = format!("at most {MOST_NODES_DENSE} where every cell is written out");
        return Err(Error::input(argument, format!("{n} nodes"), wanted));
    }
    Ok(())
}
