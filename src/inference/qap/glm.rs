//! Logit and Poisson regressions of dyads, fitted anew for every draw.

use super::cells::Cells;
use super::irls::{Task, Unsettled};
use super::patterns::Permuted;
use super::permute::Permutations;
use super::{Family, Fit, Method, Question, Row, n_dyads, unusable};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// Fit, and again for every draw from where chance would have it.
pub(super) fn fit(question: &Question, interrupt: &Interrupt) -> Result<Fit> {
    if question.outcome.n() > super::MOST_NODES_DENSE {
        let found = format!("{} nodes", question.outcome.n());
        let wanted = format!(
            "at most {} for logit and poisson, which need every cell in every draw; or gaussian",
            super::MOST_NODES_DENSE
        );
        return Err(Error::input("family", found, wanted));
    }
    let cells = Cells::new(question)?;
    check_outcome(&cells, question.family)?;
    let complete = cells.usable()?;
    let p = cells.predictors.len();
    let predictors = &cells.all()[..p];
    let whole = Frame::new(&cells, predictors, true, complete.clone());
    let outcome: Vec<f64> = complete.iter().map(|&at| cells.outcome[at]).collect();
    let columns = whole.slices();
    let task = Task { family: question.family, columns: &columns, outcome: &outcome, counts: None };
    let observed = task
        .fit(flat(question.family, &outcome, p + 1))
        .map_err(|Unsettled(slopes)| unusable::separated(question.family, &slopes, &columns))?;
    let permutations = Permutations::new(cells.n, question.seed, question.strata)?;
    let draws = draws(question, &cells, &permutations, interrupt)?;
    let rows = observed.slopes.iter().zip(observed.errors()).zip(draws);
    let rows =
        rows.map(|((&estimate, error), draws)| Row { estimate, error, t: estimate / error, draws });
    let levels = Levels::new(question.family, &outcome);
    Ok(Fit {
        rows: rows.collect(),
        dyads: complete.len(),
        missing: n_dyads(cells.n, cells.directed) - complete.len(),
        degrees: complete.len() - p - 1,
        r_squared: 1.0 - (observed.likelihood - levels.constant) / (levels.flat - levels.constant),
        deviance: 2.0 * (levels.saturated - observed.likelihood),
        null_deviance: 2.0 * (levels.saturated - levels.flat),
    })
}

fn check_outcome(cells: &Cells, family: Family) -> Result<()> {
    let (fits, wanted): (fn(f64) -> bool, _) = match family {
        Family::Poisson => (|y| y >= 0.0, "0 or more in every cell for poisson"),
        Family::Logit | Family::Gaussian => {
            (|y| y == 0.0 || y == 1.0, "0 or 1 in every cell for logit")
        }
    };
    let odd = cells.dyads().map(|at| cells.outcome[at]).find(|&y| !y.is_nan() && !fits(y));
    odd.map_or(Ok(()), |y| Err(Error::input("outcome", format!("a cell of {y}"), wanted)))
}

/// Slopes of 0 beside an intercept that gives the mean.
fn flat(family: Family, outcome: &[f64], k: usize) -> Vec<f64> {
    let mean = outcome.iter().sum::<f64>() / outcome.len() as f64;
    let mut slopes = vec![0.0; k];
    slopes[0] = if family == Family::Poisson { mean.ln() } else { (mean / (1.0 - mean)).ln() };
    slopes
}

/// Columns of the dyads that none of them lacks, with or without a column of ones first.
struct Frame {
    n: usize,
    dyads: Vec<usize>,
    columns: Vec<Vec<f64>>,
}

impl Frame {
    fn new(cells: &Cells, matrices: &[&[f64]], ones: bool, dyads: Vec<usize>) -> Self {
        let mut columns = if ones { vec![vec![1.0; dyads.len()]] } else { Vec::new() };
        columns.extend(
            matrices.iter().map(|matrix| dyads.iter().map(|&at| matrix[at]).collect::<Vec<f64>>()),
        );
        Self { n: cells.n, dyads, columns }
    }

    fn slices(&self) -> Vec<&[f64]> {
        self.columns.iter().map(Vec::as_slice).collect()
    }

    /// A permuted matrix at these dyads, 0 where it is missing, and, if it is anywhere, which count.
    fn moved(&self, matrix: &[f64], permuted: &Permuted) -> (Vec<f64>, Option<Vec<f64>>) {
        let n = self.n;
        let from = |at: usize| permuted.from[at / n] as usize * n + permuted.from[at % n] as usize;
        let mut cells: Vec<f64> = self.dyads.iter().map(|&at| matrix[from(at)]).collect();
        if !cells.iter().any(|cell| cell.is_nan()) {
            return (cells, None);
        }
        let counts = cells.iter().map(|cell| if cell.is_nan() { 0.0 } else { 1.0 }).collect();
        cells.iter_mut().filter(|cell| cell.is_nan()).for_each(|cell| *cell = 0.0);
        (cells, Some(counts))
    }
}

/// The ratios of each term in each draw.
fn draws(
    question: &Question,
    cells: &Cells,
    permutations: &Permutations,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<f64>>> {
    let p = cells.predictors.len();
    if question.method() == Method::Outcome {
        let draws = of_outcome(question, cells, permutations, interrupt)?;
        return Ok((0..=p).map(|term| draws.iter().map(|draw| draw[term]).collect()).collect());
    }
    let whole = question.method() == Method::Predictor;
    interrupt.expect((question.draws * (p + 1 - usize::from(whole))) as u64);
    (0..=p)
        .map(|term| match (term, whole) {
            (0, true) => Ok(vec![f64::NAN; question.draws]),
            _ => one_term(question, cells, (term, whole), permutations, interrupt),
        })
        .collect()
}

fn of_outcome(
    question: &Question,
    cells: &Cells,
    permutations: &Permutations,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<f64>>> {
    let p = cells.predictors.len();
    let predictors = &cells.all()[..p];
    let frame = Frame::new(cells, predictors, true, cells.complete(predictors));
    let columns = frame.slices();
    permutations.all(question.draws, interrupt, |permuted| {
        let (outcome, counts) = frame.moved(&cells.outcome, permuted);
        let (family, counts) = (question.family, counts.as_deref());
        let task = Task { family, columns: &columns, outcome: &outcome, counts };
        let fitted = task.fit(flat(family, &outcome, p + 1));
        Ok(fitted.map_or_else(
            |_| vec![f64::NAN; p + 1],
            |fitted| fitted.slopes.iter().zip(fitted.errors()).map(|(b, e)| b / e).collect(),
        ))
    })
}

fn one_term(
    question: &Question,
    cells: &Cells,
    (term, whole): (usize, bool),
    permutations: &Permutations,
    interrupt: &Interrupt,
) -> Result<Vec<f64>> {
    let family = question.family;
    let mut standing = cells.all();
    if term > 0 {
        standing.remove(term - 1);
    }
    let dyads = cells.complete(&standing);
    let outcome: Vec<f64> = dyads.iter().map(|&at| cells.outcome[at]).collect();
    standing.pop();
    let frame = Frame::new(cells, &standing, term > 0, dyads);
    let columns = frame.slices();
    let matrix = cells.moved(term, whole)?;
    // Chance says nothing: a draw starts from the fit without the term.
    let first =
        if term > 0 { flat(family, &outcome, columns.len()) } else { vec![0.0; columns.len()] };
    let task = Task { family, columns: &columns, outcome: &outcome, counts: None };
    let mut start = task.fit(first).map_or_else(|Unsettled(slopes)| slopes, |fitted| fitted.slopes);
    start.push(0.0);
    permutations.all(question.draws, interrupt, |permuted| {
        let (moved, counts) = frame.moved(&matrix, permuted);
        let mut columns = columns.clone();
        columns.push(&moved);
        let task = Task { family, columns: &columns, outcome: &outcome, counts: counts.as_deref() };
        let last = columns.len() - 1;
        let fitted = task.fit(start.clone());
        Ok(fitted.map_or(f64::NAN, |fitted| fitted.slopes[last] / fitted.errors()[last]))
    })
}

/// Logarithms of likelihoods of an outcome, less the same constant.
struct Levels {
    /// What depends on the outcome alone, and is left out of all others.
    constant: f64,
    /// Of a model in which each cell has its own mean.
    saturated: f64,
    /// Of one in which all have the same.
    flat: f64,
}

impl Levels {
    fn new(family: Family, outcome: &[f64]) -> Self {
        let count = outcome.len() as f64;
        let sum: f64 = outcome.iter().sum();
        let mean = sum / count;
        if family == Family::Poisson {
            let own = |&y: &f64| if y > 0.0 { y * y.ln() - y } else { 0.0 };
            return Self {
                constant: outcome.iter().map(|&y| ln_factorial(y)).sum(),
                saturated: outcome.iter().map(own).sum(),
                flat: sum * mean.ln() - sum,
            };
        }
        let flat = sum * mean.ln() + (count - sum) * (1.0 - mean).ln();
        Self { constant: 0.0, saturated: 0.0, flat }
    }
}

/// `ln y!`, by Stirling's series from 10 on (Abramowitz & Stegun 1964, 6.1.41), also between whole
/// numbers.
fn ln_factorial(y: f64) -> f64 {
    let (mut x, mut before) = (y + 1.0, 1.0);
    while x < 10.0 {
        before *= x;
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square)
        / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - f64::ln(before)
}

#[cfg(test)]
mod tests {
    use super::ln_factorial;

    #[test]
    fn factorials() {
        let mut product = 1.0_f64;
        for y in 1..100 {
            product *= f64::from(y);
            let found = ln_factorial(f64::from(y));
            assert!((found - product.ln()).abs() < 1e-11 * product.ln().max(1.0), "{y}: {found}");
        }
        assert!(ln_factorial(0.0).abs() < 1e-10);
    }
}
