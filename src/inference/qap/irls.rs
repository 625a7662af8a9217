//! Logit and Poisson regression by Newton's method, which for these is iterated weighted least squares.

use super::Family;
use super::linear::{Factor, dot};

/// How many cells are worked on together: what they need stays in the cache.
const BLOCK: usize = 256;
/// A fit that has not settled by then never will: the outcome is separated.
const MOST_STEPS: usize = 40;
const MOST_HALVINGS: usize = 20;
/// The step, in units of a predictor's spread, after which the next would not be seen.
const SETTLED: f64 = 1e-7;

/// What is fitted: an outcome on columns of the same length.
pub(super) struct Task<'a> {
    pub(super) family: Family,
    pub(super) columns: &'a [&'a [f64]],
    pub(super) outcome: &'a [f64],
    /// 1 for what counts, else 0; all count without.
    pub(super) counts: Option<&'a [f64]>,
}

/// A fit that has settled.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) slopes: Vec<f64>,
    /// The logarithm of the likelihood, less what depends on the outcome alone.
    pub(super) likelihood: f64,
    factor: Factor,
}

impl Fitted {
    /// The standard error of each slope.
    pub(super) fn errors(&self) -> Vec<f64> {
        self.factor.inverse_diagonal().into_iter().map(f64::sqrt).collect()
    }
}

/// A fit that never settles: the slopes where it stopped.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unsettled(pub(super) Vec<f64>);

/// One pass over the cells at some slopes.
struct Pass {
    likelihood: f64,
    gradient: Vec<f64>,
    information: Vec<f64>,
}

impl Task<'_> {
    /// The most likely slopes, looked for from these.
    pub(super) fn fit(&self, start: Vec<f64>) -> Result<Fitted, Unsettled> {
        let k = self.columns.len();
        let scales: Vec<f64> = self.columns.iter().map(|column| spread(column)).collect();
        let mut slopes = start;
        let mut pass = self.pass(&slopes);
        for _ in 0..MOST_STEPS {
            let Ok(factor) = Factor::new(&pass.information, k) else { break };
            let mut step = factor.solve(&pass.gradient);
            let settled = (0..k).all(|v| {
                step[v].abs() * scales[v] <= SETTLED * (1.0 + slopes[v].abs() * scales[v])
            });
            let Some((next, at)) = self.uphill(&slopes, &mut step, pass.likelihood) else { break };
            (slopes, pass) = (next, at);
            if settled {
                let Ok(factor) = Factor::new(&pass.information, k) else { break };
                return Ok(Fitted { slopes, likelihood: pass.likelihood, factor });
            }
        }
        Err(Unsettled(slopes))
    }

    /// A step that does not make it less likely, halved until it is so.
    fn uphill(
        &self,
        slopes: &[f64],
        step: &mut [f64],
        likelihood: f64,
    ) -> Option<(Vec<f64>, Pass)> {
        for _ in 0..MOST_HALVINGS {
            let next: Vec<f64> = slopes.iter().zip(&*step).map(|(b, s)| b + s).collect();
            let pass = self.pass(&next);
            if pass.likelihood >= likelihood - 1e-9 * (1.0 + likelihood.abs()) {
                return Some((next, pass));
            }
            step.iter_mut().for_each(|step| *step /= 2.0);
        }
        None
    }

    fn pass(&self, slopes: &[f64]) -> Pass {
        let k = self.columns.len();
        let mut pass =
            Pass { likelihood: 0.0, gradient: vec![0.0; k], information: vec![0.0; k * k] };
        let (mut linear, mut left, mut weight) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        let mut weighted = [0.0; BLOCK];
        for start in (0..self.outcome.len()).step_by(BLOCK) {
            let end = (start + BLOCK).min(self.outcome.len());
            let (m, span) = (end - start, start..end);
            linear[..m].fill(0.0);
            for (column, slope) in self.columns.iter().zip(slopes) {
                let cells = &column[span.clone()];
                linear.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += slope * cell);
            }
            let outcome = &self.outcome[span.clone()];
            let counts = self.counts.map(|counts| &counts[span.clone()]);
            let block = Block { outcome, counts, linear: &linear[..m] };
            pass.likelihood += match self.family {
                Family::Poisson => block.poisson(&mut left, &mut weight),
                Family::Logit | Family::Gaussian => block.logit(&mut left, &mut weight),
            };
            for a in 0..k {
                let own = &self.columns[a][span.clone()];
                pass.gradient[a] += dot(own, &left[..m]);
                for ((product, cell), weight) in weighted.iter_mut().zip(own).zip(&weight) {
                    *product = cell * weight;
                }
                for b in 0..=a {
                    pass.information[a * k + b] +=
                        dot(&weighted[..m], &self.columns[b][span.clone()]);
                }
            }
        }
        for a in 0..k {
            (0..a).for_each(|b| pass.information[b * k + a] = pass.information[a * k + b]);
        }
        pass
    }
}

/// Some cells, and their weighted sums of predictors.
struct Block<'a> {
    outcome: &'a [f64],
    counts: Option<&'a [f64]>,
    linear: &'a [f64],
}

impl Block<'_> {
    fn counts(&self, at: usize) -> f64 {
        self.counts.map_or(1.0, |counts| counts[at])
    }

    /// Writes what is left of the outcome and the weight of each cell; gives the logarithm of the
    /// likelihood.
    fn logit(&self, left: &mut [f64], weight: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        // ln(1 + e^-|x|) of all cells at once, as the logarithm of a product: no factor is above 2,
        // and 2^256 is a number.
        let mut product = 1.0;
        for (at, (&y, &x)) in self.outcome.iter().zip(self.linear).enumerate() {
            let counts = self.counts(at);
            let small = (-x.abs()).exp();
            let whole = 1.0 + small;
            let share = if x >= 0.0 { 1.0 / whole } else { small / whole };
            left[at] = counts * (y - share);
            weight[at] = counts * small / (whole * whole);
            sum += counts * (y * x - x.max(0.0));
            product *= if counts > 0.0 { whole } else { 1.0 };
        }
        sum - product.ln()
    }

    fn poisson(&self, left: &mut [f64], weight: &mut [f64]) -> f64 {
        let mut sum = 0.0;
        for (at, (&y, &x)) in self.outcome.iter().zip(self.linear).enumerate() {
            let counts = self.counts(at);
            let mean = x.exp();
            left[at] = counts * (y - mean);
            weight[at] = counts * mean;
            sum += counts * (y * x - mean);
        }
        sum
    }
}

/// The root of the mean square.
fn spread(column: &[f64]) -> f64 {
    (dot(column, column) / column.len() as f64).sqrt()
}
