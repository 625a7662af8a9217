//! How closely two matrices go together, and how closely by chance.

use super::full::{Packed, products};
use super::patterns::Permuted;
use super::permute::Permutations;
use super::products::{Products, Variable, prepare};
use super::{Dyads, n_dyads, unusable};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Pearson's correlation of the dyads of two networks, and that of each draw, in which the nodes of the
/// second are permuted (Hubert 1987, *Assignment methods in combinatorial data analysis*).
///
/// Dyads missing in either are left out; in a draw, those missing then. A draw in which either does not
/// vary is NaN. `O(draws n)` for two attributes, `O(draws m)` where one has m cells that are not zero,
/// `O(draws n^2)` where both are written out or cells are missing.
///
/// # Errors
/// [`Error::Input`] if the two differ in size, are not symmetric in an undirected network, do not vary,
/// or have missing cells and more than [`super::MOST_NODES_DENSE`] nodes; [`Error::Interrupted`].
pub fn correlation(
    (a, b): (&Dyads, &Dyads),
    directed: bool,
    (draws, seed): (usize, u64),
    strata: Option<&[u32]>,
    interrupt: &Interrupt,
) -> Result<(f64, Vec<f64>)> {
    interrupt.expect(draws as u64);
    check(a, b, directed)?;
    let permutations = Permutations::new(a.n(), seed, strata)?;
    let run = |value: &(dyn Fn(&Permuted) -> f64 + Sync)| {
        let observed = value(&Permuted::identity(a.n()));
        if observed.is_nan() {
            let found = "the same value in all dyads that count";
            return Err(Error::input("a, b", found, "two matrices that vary"));
        }
        Ok((observed, permutations.all(draws, interrupt, |permuted| Ok(value(permuted)))?))
    };
    if a.is_complete() && b.is_complete() {
        let mut variables =
            [Variable::new(a, directed), Variable::new(b, directed), Variable::constant()];
        prepare(&mut variables, a.n());
        let complete = Complete::new(&variables, a.n(), directed);
        run(&|permuted| complete.of(permuted))
    } else {
        let partial = Partial::new(a, b, directed)?;
        run(&|permuted| partial.of(permuted))
    }
}

fn check(a: &Dyads, b: &Dyads, directed: bool) -> Result<()> {
    if a.n() != b.n() {
        let found = format!("{} and {} nodes", a.n(), b.n());
        return Err(Error::input("a, b", found, "two matrices of the same nodes"));
    }
    for (name, dyads) in [("a", a), ("b", b)] {
        unusable::symmetric(name, dyads, directed)?;
    }
    unusable::too_few(n_dyads(a.n(), directed), 1)
}

/// Sums of which all but one are the same in every draw.
struct Complete<'a> {
    products: Products<'a>,
    sums: [f64; 2],
    squares: [f64; 2],
    dyads: f64,
}

impl<'a> Complete<'a> {
    fn new(variables: &'a [Variable; 3], n: usize, directed: bool) -> Self {
        let identity = Permuted::identity(n);
        let pair = |a: usize, b: usize| {
            let products = Products::new(n, directed, vec![&variables[a]], vec![&variables[b]]);
            products.of(&identity)[0]
        };
        Self {
            sums: [pair(0, 2), pair(1, 2)],
            squares: [pair(0, 0), pair(1, 1)],
            dyads: n_dyads(n, directed) as f64,
            products: Products::new(n, directed, vec![&variables[0]], vec![&variables[1]]),
        }
    }

    fn of(&self, permuted: &Permuted) -> f64 {
        pearson(self.dyads, self.sums, self.squares, self.products.of(permuted)[0])
    }
}

/// Zeros where a cell is missing, and a matrix that says where: then sums over all cells are sums over
/// those that neither lacks.
struct Partial {
    fixed: Packed,
    moved: Packed,
    directed: bool,
}

impl Partial {
    fn new(a: &Dyads, b: &Dyads, directed: bool) -> Result<Self> {
        let packed = |dyads: &Dyads| {
            let cells = dyads.values()?;
            let n = dyads.n();
            let known = |at: usize| at / n != at % n && !cells[at].is_nan();
            let all = (0..n * n).filter(|&at| known(at));
            let mean = all.clone().map(|at| cells[at]).sum::<f64>() / all.count() as f64;
            let of = |value: &dyn Fn(f64) -> f64| -> Vec<f64> {
                (0..n * n).map(|at| if known(at) { value(cells[at] - mean) } else { 0.0 }).collect()
            };
            Ok(Packed::new(&[&of(&|_| 1.0), &of(&|x| x), &of(&|x| x * x)]))
        };
        Ok(Self { fixed: packed(a)?, moved: packed(b)?, directed })
    }

    fn of(&self, permuted: &Permuted) -> f64 {
        let sums = products(&self.fixed, &self.moved, permuted, self.directed);
        pearson(sums[0], [sums[3], sums[1]], [sums[6], sums[2]], sums[4])
    }
}

fn pearson(count: f64, sums: [f64; 2], squares: [f64; 2], product: f64) -> f64 {
    let spread = |v: usize| {
        let spread = squares[v] - sums[v] * sums[v] / count;
        if spread > 1e-13 * squares[v] { spread } else { f64::NAN }
    };
    (product - sums[0] * sums[1] / count) / (spread(0) * spread(1)).sqrt()
}
