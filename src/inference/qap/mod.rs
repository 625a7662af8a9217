//! Regression of one network on others, and how likely chance would do as well.
//!
//! Dyads that share a node are not independent, so the tables of t do not hold. QAP permutes rows and
//! columns of a matrix together, which keeps all dependence within it, and asks how often the
//! permuted one fits as well (Krackhardt 1988, *Social Networks* 10:359; Dekker, Krackhardt & Snijders
//! 2007, *Psychometrika* 72:563).
//!
//! | file | answers |
//! |---|---|
//! | `dyads` | what a matrix is, held as small as its kind allows |
//! | `sparse` | its cells that are not zero |
//! | `permute` | which permutation a draw has |
//! | `products` | sums of products of one matrix and another one, permuted |
//! | `patterns` | these for matrices that come from attributes |
//! | `full` | these for matrices that are written out |
//! | `linear` | small systems of equations |
//! | `ols` | least squares without missing cells |
//! | `cells` | matrices written out, with what is missing |
//! | `partial` | least squares with missing cells |
//! | `irls` | logit and Poisson regression |
//! | `glm` | these for every draw |
//! | `correlation` | how closely two matrices go together |
//! | `unusable` | what cannot be fitted, and why |

mod cells;
mod correlation;
mod dyads;
mod full;
mod glm;
mod irls;
mod linear;
mod ols;
mod partial;
mod patterns;
mod permute;
mod products;
mod sparse;
#[cfg(test)]
mod tests;
mod unusable;

pub use correlation::correlation;
pub use dyads::{Dyads, MOST_NODES_DENSE};

use crate::error::{Error, Result};
use crate::inference::Interval;
use crate::run::Interrupt;

/// How the outcome depends on the predictors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Its mean is their weighted sum: least squares.
    Gaussian,
    /// The log odds that it is 1 rather than 0.
    Logit,
    /// The logarithm of its mean.
    Poisson,
}

/// What is permuted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// For each term, what the others do not explain of it (Dekker, Krackhardt & Snijders 2007).
    SemiPartial,
    /// The outcome.
    Outcome,
    /// For each predictor, the predictor.
    Predictor,
}

/// A regression and its draws.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// What is to be explained.
    pub outcome: &'a Dyads,
    /// What explains it, beside the intercept.
    pub predictors: Vec<&'a Dyads>,
    /// Whether both cells of a pair count; if not, all matrices must be symmetric.
    pub directed: bool,
    /// The kind of regression.
    pub family: Family,
    /// What is permuted.
    pub method: Method,
    /// How many permutations.
    pub draws: usize,
    /// Which random numbers.
    pub seed: u64,
    /// Groups of nodes that change places only among themselves.
    pub strata: Option<&'a [u32]>,
}

impl Question<'_> {
    /// What is permuted in the end: with one predictor there is nothing to partial out, and to permute
    /// the outcome is the same.
    fn method(&self) -> Method {
        if self.predictors.len() == 1 && self.method == Method::SemiPartial {
            Method::Outcome
        } else {
            self.method
        }
    }

    fn named(&self) -> impl Iterator<Item = (String, &Dyads)> {
        let predictors = self.predictors.iter().enumerate();
        [("outcome".to_owned(), self.outcome)]
            .into_iter()
            .chain(predictors.map(|(v, &dyads)| (unusable::predictor(v), dyads)))
    }

    /// Missing cells need all to be written out.
    fn check_size(&self) -> Result<()> {
        let n = self.outcome.n();
        match self.named().find(|(_, dyads)| !dyads.is_complete()) {
            Some((name, _)) if n > MOST_NODES_DENSE => {
                let wanted = format!(
                    "none missing among more than {MOST_NODES_DENSE} nodes: leave out the nodes \
                     of whom it is not known"
                );
                Err(Error::input(name, format!("missing cells, and {n} nodes"), wanted))
            }
            _ => Ok(()),
        }
    }

    fn check(&self) -> Result<()> {
        let n = self.outcome.n();
        if self.predictors.is_empty() {
            return Err(Error::input("predictors", "none", "at least one"));
        }
        for (name, dyads) in self.named() {
            if dyads.n() != n {
                let wanted = format!("{n}, as many as the outcome has");
                return Err(Error::input(name, format!("{} nodes", dyads.n()), wanted));
            }
            unusable::symmetric(&name, dyads, self.directed)?;
        }
        Ok(())
    }
}

/// One term of a regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its coefficient.
    pub estimate: f64,
    /// The standard error of the coefficient if dyads were independent.
    pub error: f64,
    /// Their ratio.
    pub t: f64,
    /// That ratio in each draw; NaN where the draw cannot be fitted.
    pub draws: Vec<f64>,
}

/// The share by which rounding may set apart what is equal.
const ROUNDING: f64 = 1e-9;

impl Row {
    fn defined(&self) -> impl Iterator<Item = f64> {
        self.draws.iter().copied().filter(|draw| !draw.is_nan())
    }

    /// In how many draws it could be fitted.
    pub fn fitted(&self) -> usize {
        self.defined().count()
    }

    fn share(&self, is_extreme: impl Fn(f64) -> bool) -> f64 {
        let count = self.fitted();
        if count == 0 || self.t.is_nan() {
            return f64::NAN;
        }
        (1 + self.defined().filter(|&draw| is_extreme(draw)).count()) as f64 / (1 + count) as f64
    }

    fn rounding(&self) -> f64 {
        if self.t.is_finite() { ROUNDING * self.t.abs() } else { 0.0 }
    }

    /// How often chance gives a t as far from 0: `(1 + #{|t*| >= |t|}) / (1 + draws)`. Draws that equal
    /// but for rounding count, here and below. NaN without draws.
    pub fn p(&self) -> f64 {
        let least = self.t.abs() - self.rounding();
        self.share(|draw| draw.abs() >= least)
    }

    /// How often chance gives so large a t or a larger one.
    pub fn p_greater(&self) -> f64 {
        let least = self.t - self.rounding();
        self.share(|draw| draw >= least)
    }

    /// How often chance gives so small a t or a smaller one.
    pub fn p_less(&self) -> f64 {
        let most = self.t + self.rounding();
        self.share(|draw| draw <= most)
    }

    /// The mean of the draws.
    pub fn null_mean(&self) -> f64 {
        self.defined().sum::<f64>() / self.fitted() as f64
    }

    /// Their standard deviation, over their number less one; NaN for fewer than two.
    pub fn null_sd(&self) -> f64 {
        let (mean, count) = (self.null_mean(), self.fitted());
        if count < 2 {
            return f64::NAN;
        }
        let squares = self.defined().fold(0.0, |sum, draw| sum + (draw - mean).powi(2));
        (squares / (count - 1) as f64).sqrt()
    }

    /// How far from 0 a t must be for [`Row::p`] to be at most 5 %: the draw that is the
    /// `0.05 (1 + draws)`-th farthest from 0. NaN where there are too few for that.
    pub fn null_reach(&self) -> f64 {
        let mut far: Vec<f64> = self.defined().map(f64::abs).collect();
        let place = (far.len() + 1) / 20;
        if place == 0 {
            return f64::NAN;
        }
        *far.select_nth_unstable_by(place - 1, |a, b| b.total_cmp(a)).1
    }

    /// Between which bounds 95 % of the draws lie.
    pub fn null_interval(&self) -> Interval {
        Interval::of(self.draws.iter().copied())
    }
}

/// A regression of dyads.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The intercept, then the predictors in their order.
    pub rows: Vec<Row>,
    /// How many dyads were used.
    pub dyads: usize,
    /// How many were left out since a cell is missing.
    pub missing: usize,
    /// Dyads less terms.
    pub degrees: usize,
    /// The share of variance explained; for logit and Poisson, of the logarithm of the likelihood of the
    /// intercept alone.
    pub r_squared: f64,
    /// What is left: the sum of squares, or the deviance.
    pub deviance: f64,
    /// The same of the intercept alone.
    pub null_deviance: f64,
}

/// Regress the dyads of one network on those of others.
///
/// The p of a term compares its classical t with that of the same term in each draw. One permutation a
/// draw, from `Stream::new(seed, draw)`, is shared by all terms. Under `SemiPartial` the intercept is a
/// term like the others, as in sna's `netlm`: what the predictors leave of a column of ones, in a
/// regression through the origin, is permuted. Under `Predictor` it has no p, since a permuted constant
/// is the same constant.
///
/// Dyads of which a cell is missing are left out. In a draw the missing cells of the matrix that is
/// permuted move with it, and those dyads count that are complete then; a draw that cannot be fitted is
/// NaN and counted in [`Row::fitted`].
///
/// `Gaussian` without missing cells costs, for each draw, what the pairs of variables cost: n for two
/// attributes (n log n for two distances), the cells that are not zero if one has few, `n^2` where both
/// are written out. With missing cells, and for `Logit` and `Poisson`, `n^2` for each term of each draw.
///
/// ```
/// use twiplomacy::inference::qap::{Dyads, Family, Method, Question, mrqap};
/// use twiplomacy::run::Interrupt;
/// let tie = Dyads::sparse(5, &[0, 1, 2, 3, 4], &[1, 0, 1, 4, 3], &[1.0; 5])?;
/// let (same, rank) = (Dyads::same(&[0, 0, 0, 1, 1]), Dyads::ego(&[1.0, 3.0, 2.0, 5.0, 4.0])?);
/// let question = Question {
///     outcome: &tie,
///     predictors: vec![&same, &rank],
///     directed: true,
///     family: Family::Gaussian,
///     method: Method::SemiPartial,
///     draws: 99,
///     seed: 1,
///     strata: None,
/// };
/// let fit = mrqap(&question, &Interrupt::new())?;
/// assert!(fit.rows[1].estimate > 0.0 && fit.rows[1].p() >= 0.01);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
///
/// # Errors
/// [`Error::Input`] that names the argument ("predictor 2" is the second) if sizes differ, a matrix
/// is not symmetric in an undirected network, the outcome or a predictor does not vary, a predictor is a
/// sum of those before it, there are too few dyads, a fit never settles, or more than
/// [`MOST_NODES_DENSE`] nodes would have to be written out; [`Error::Interrupted`].
pub fn mrqap(question: &Question, interrupt: &Interrupt) -> Result<Fit> {
    interrupt.expect(question.draws as u64);
    question.check()?;
    let n = question.outcome.n();
    unusable::too_few(n_dyads(n, question.directed), question.predictors.len())?;
    let mut all = question.predictors.iter().chain([&question.outcome]);
    let complete = all.all(|dyads| dyads.is_complete());
    if !complete {
        question.check_size()?;
    }
    match (question.family, complete) {
        (Family::Gaussian, true) => ols::fit(question, interrupt),
        (Family::Gaussian, false) => partial::fit(question, interrupt),
        _ => glm::fit(question, interrupt),
    }
}

/// How many dyads there are.
fn n_dyads(n: usize, directed: bool) -> usize {
    let ordered = n * n.saturating_sub(1);
    if directed { ordered } else { ordered / 2 }
}
