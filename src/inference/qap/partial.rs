//! Least squares where cells are missing: the dyads that count differ from draw to draw.

use super::cells::{Cells, means};
use super::full::{self, Packed};
use super::linear::{Factor, dot};
use super::patterns::Permuted;
use super::permute::Permutations;
use super::{Fit, Method, Question, Row, n_dyads};
use crate::error::Result;
use crate::run::Interrupt;

/// The matrices that stay in place: zero where any of them is missing.
struct Standing {
    /// 1 where none is missing, then the columns less their centres.
    cells: Vec<Vec<f64>>,
    packed: Packed,
    /// Their sums of products.
    gram: Vec<f64>,
}

impl Standing {
    fn new(cells: &Cells, columns: &[&[f64]], centres: &[f64]) -> Self {
        let n = cells.n;
        let known: Vec<bool> =
            (0..n * n).map(|at| columns.iter().all(|column| !column[at].is_nan())).collect();
        let known = |at: usize| known[at] && at / n != at % n;
        let mut kept: Vec<Vec<f64>> =
            vec![(0..n * n).map(|at| if known(at) { 1.0 } else { 0.0 }).collect()];
        kept.extend(columns.iter().zip(centres).map(|(column, centre)| {
            (0..n * n).map(|at| if known(at) { column[at] - centre } else { 0.0 }).collect()
        }));
        let slices: Vec<&[f64]> = kept.iter().map(Vec::as_slice).collect();
        let dyads: Vec<usize> = cells.dyads().collect();
        let gram = super::cells::raw(&slices, &dyads);
        Self { packed: Packed::new(&slices), gram, cells: kept }
    }
}

/// The matrix whose nodes are permuted: it and its squares, zero where it is missing.
struct Moving {
    packed: Packed,
    lost: Vec<(u32, u32)>,
}

impl Moving {
    fn new(cells: &Cells, matrix: &[f64], centre: f64) -> Self {
        let n = cells.n;
        let known = |at: usize| if matrix[at].is_nan() { 0.0 } else { matrix[at] - centre };
        let own: Vec<f64> = (0..n * n).map(known).collect();
        let squares: Vec<f64> = own.iter().map(|value| value * value).collect();
        let lost = cells.dyads().filter(|&at| matrix[at].is_nan());
        let lost = lost.map(|at| ((at / n) as u32, (at % n) as u32)).collect();
        Self { packed: Packed::new(&[&own, &squares]), lost }
    }
}

/// The sums of products over the dyads that are complete in a draw: a column of ones, the standing
/// columns, the moving one last.
fn gram(cells: &Cells, standing: &Standing, moving: &Moving, permuted: &Permuted) -> Vec<f64> {
    let k = standing.cells.len();
    let sums = full::products(&standing.packed, &moving.packed, permuted, cells.directed);
    let mut kept = standing.gram.clone();
    let mut own = vec![0.0; k];
    for &(i, j) in &moving.lost {
        let [i, j] = [i, j].map(|v| permuted.to[v as usize] as usize);
        let at = i * cells.n + j;
        if standing.cells[0][at] == 0.0 {
            continue;
        }
        own.iter_mut().zip(&standing.cells).for_each(|(own, column)| *own = column[at]);
        for a in 0..k {
            for b in 0..k {
                kept[a * k + b] -= own[a] * own[b];
            }
        }
    }
    let cell = |at: usize| {
        let (a, b) = (at / (k + 1), at % (k + 1));
        match (a == k, b == k) {
            (false, false) => kept[a * k + b],
            (true, true) => sums[1],
            _ => sums[a.min(b) * 2],
        }
    };
    (0..(k + 1) * (k + 1)).map(cell).collect()
}

/// A regression from sums of products: of one of the columns on some others.
struct Solved {
    slopes: Vec<f64>,
    factor: Factor,
    left: f64,
    degrees: f64,
}

/// `None` if they are collinear, too few dyads are left, or the outcome is the same in all of them.
fn solve(gram: &[f64], of: usize, on: &[usize]) -> Option<Solved> {
    let width = gram.len().isqrt();
    let among: Vec<f64> =
        on.iter().flat_map(|a| on.iter().map(move |b| gram[a * width + b])).collect();
    let with: Vec<f64> = on.iter().map(|a| gram[a * width + of]).collect();
    let factor = Factor::new(&among, on.len()).ok()?;
    let slopes = factor.solve(&with);
    let total = gram[of * width + of];
    if on[0] == 0 && total - gram[of] * gram[of] / gram[0] <= 1e-12 * total {
        return None;
    }
    let left = total - dot(&slopes, &with);
    let degrees = gram[0] - on.len() as f64;
    let left = if left <= 1e-13 * total { 0.0 } else { left };
    (degrees > 0.0).then_some(Solved { slopes, factor, left, degrees })
}

impl Solved {
    /// The standard error of a weighted sum of slopes.
    fn error(&self, weights: &[f64]) -> f64 {
        (self.left / self.degrees * dot(weights, &self.factor.solve(weights))).sqrt()
    }
}

/// Estimates and errors of the intercept and the predictors, these less their centres in `gram`.
fn terms(solved: &Solved, centres: &[f64], outcome: f64) -> Vec<[f64; 2]> {
    let k = solved.slopes.len();
    let mut weights: Vec<f64> = [1.0].into_iter().chain(centres.iter().map(|c| -c)).collect();
    let mut rows = vec![[outcome + dot(&weights, &solved.slopes), solved.error(&weights)]];
    for v in 1..k {
        weights.fill(0.0);
        weights[v] = 1.0;
        rows.push([solved.slopes[v], solved.error(&weights)]);
    }
    rows
}

/// Fit by least squares on the dyads that are complete, and again for every draw on those that are then.
pub(super) fn fit(question: &Question, interrupt: &Interrupt) -> Result<Fit> {
    let cells = Cells::new(question)?;
    let complete = cells.usable()?;
    let p = cells.predictors.len();
    let centres = means(&cells.all(), &complete);
    let identity = Permuted::identity(cells.n);
    let predictors = &cells.all()[..p];
    let standing = Standing::new(&cells, predictors, &centres[..p]);
    let moving = Moving::new(&cells, &cells.outcome, centres[p]);
    let on: Vec<usize> = (0..=p).collect();
    let of_outcome =
        |permuted: &Permuted| solve(&gram(&cells, &standing, &moving, permuted), p + 1, &on);
    let observed = of_outcome(&identity).ok_or_else(|| super::unusable::collinear(p - 1))?;
    let estimates = terms(&observed, &centres[..p], centres[p]);
    let permutations = Permutations::new(cells.n, question.seed, question.strata)?;
    let draws: Vec<Vec<f64>> = if question.method() == Method::Outcome {
        let t = |permuted: &Permuted| {
            let Some(solved) = of_outcome(permuted) else { return Ok(vec![f64::NAN; p + 1]) };
            let rows = terms(&solved, &centres[..p], centres[p]);
            Ok(rows.iter().map(|[estimate, error]| estimate / error).collect())
        };
        let draws: Vec<Vec<f64>> = permutations.all(question.draws, interrupt, t)?;
        (0..=p).map(|term| draws.iter().map(|draw| draw[term]).collect()).collect()
    } else {
        let whole = question.method() == Method::Predictor;
        interrupt.expect((question.draws * (p + 1 - usize::from(whole))) as u64);
        let each = (0..=p).map(|term| {
            if term == 0 && whole {
                return Ok(vec![f64::NAN; question.draws]);
            }
            one_term(&cells, &centres, (term, whole), question.draws, &permutations, interrupt)
        });
        each.collect::<Result<_>>()?
    };
    let rows = estimates.iter().zip(draws).map(|(&[estimate, error], draws)| Row {
        estimate,
        error,
        t: estimate / error,
        draws,
    });
    let total = super::cells::centred(&[&cells.outcome], &complete)[0];
    Ok(Fit {
        rows: rows.collect(),
        dyads: complete.len(),
        missing: n_dyads(cells.n, cells.directed) - complete.len(),
        degrees: complete.len() - p - 1,
        r_squared: 1.0 - observed.left / total,
        deviance: observed.left,
        null_deviance: total,
    })
}

fn one_term(
    cells: &Cells,
    centres: &[f64],
    (term, whole): (usize, bool),
    draws: usize,
    permutations: &Permutations,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    let p = cells.predictors.len();
    let mut columns = cells.all();
    let mut centres = centres.to_vec();
    let mut centre = 0.0;
    if term == 0 {
        centres.fill(0.0);
    } else {
        columns.remove(term - 1);
        let own = centres.remove(term - 1);
        centre = if whole { own } else { 0.0 };
    }
    let standing = Standing::new(cells, &columns, &centres);
    let moving = Moving::new(cells, &cells.moved(term, whole)?, centre);
    // Columns: ones, the other predictors, the outcome, the term. The intercept has no ones beside it.
    let others = columns.len() - 1;
    let first = usize::from(term == 0);
    let on: Vec<usize> = (first..=others).chain([others + 2]).collect();
    debug_assert_eq!(on.len(), p + 1);
    permutations.all(draws, interrupt, |permuted| {
        let gram = gram(cells, &standing, &moving, permuted);
        let Some(solved) = solve(&gram, others + 1, &on) else { return Ok(f64::NAN) };
        let mut weights = vec![0.0; p + 1];
        weights[p] = 1.0;
        Ok(solved.slopes[p] / solved.error(&weights))
    })
}
