//! Least squares on dyads none of which is missing: every draw is a few sums of products.

use super::linear::{COLLINEAR, Factor, dot};
use super::patterns::Permuted;
use super::permute::Permutations;
use super::products::{Products, Variable, prepare};
use super::{Fit, Method, Question, Row, n_dyads, unusable};
use crate::error::Result;
use crate::run::Interrupt;

/// The variables, predictors first and the outcome last, and their sums of products.
struct Design {
    n: usize,
    directed: bool,
    /// How many predictors.
    p: usize,
    dyads: f64,
    variables: Vec<Variable>,
    means: Vec<f64>,
    /// Means less the shifts of the variables.
    rests: Vec<f64>,
    /// Sums of products of deviations from the mean, all variables.
    gram: Vec<f64>,
}

impl Design {
    fn new(question: &Question) -> Self {
        let (n, directed) = (question.outcome.n(), question.directed);
        let p = question.predictors.len();
        let all = question.predictors.iter().copied().chain([question.outcome]);
        let mut variables: Vec<Variable> =
            all.map(|dyads| Variable::new(dyads, directed)).collect();
        variables.push(Variable::constant());
        prepare(&mut variables, n);
        let width = variables.len();
        let all: Vec<&Variable> = variables.iter().collect();
        let sums = Products::new(n, directed, all.clone(), all).of(&Permuted::identity(n));
        let dyads = n_dyads(n, directed) as f64;
        variables.pop();
        let rests: Vec<f64> = (0..=p).map(|v| sums[v * width + width - 1] / dyads).collect();
        let means = variables.iter().zip(&rests).map(|(v, rest)| v.shift() + rest).collect();
        let gram = (0..(p + 1) * (p + 1)).map(|at| {
            let (a, b) = (at / (p + 1), at % (p + 1));
            sums[a * width + b] - dyads * rests[a] * rests[b]
        });
        let gram = gram.collect();
        Self { n, directed, p, dyads, variables, means, rests, gram }
    }

    /// Of deviations from the mean.
    fn centred(&self, a: usize, b: usize) -> f64 {
        self.gram[a * (self.p + 1) + b]
    }

    /// Of the values themselves.
    fn raw(&self, a: usize, b: usize) -> f64 {
        self.centred(a, b) + self.dyads * self.means[a] * self.means[b]
    }

    fn check(&self) -> Result<()> {
        for v in 0..=self.p {
            let spread = self.centred(v, v);
            if spread.is_nan() || spread <= 1e-14 * self.raw(v, v) {
                return Err(unusable::constant(self.name(v)));
            }
        }
        Ok(())
    }

    fn name(&self, variable: usize) -> String {
        if variable == self.p { "outcome".into() } else { unusable::predictor(variable) }
    }

    /// The products of some predictors' deviations from their means, or of the values themselves.
    fn factor(&self, of: &[usize], raw: bool) -> Result<Factor> {
        let cell = |&a: &usize, &b: &usize| if raw { self.raw(a, b) } else { self.centred(a, b) };
        let gram: Vec<f64> = of.iter().flat_map(|a| of.iter().map(move |b| cell(a, b))).collect();
        Factor::new(&gram, of.len()).map_err(|place| unusable::collinear(of[place]))
    }

    fn degrees(&self) -> f64 {
        self.dyads - (self.p + 1) as f64
    }
}

/// What one fit of the outcome says.
struct Observed {
    factor: Factor,
    /// Of the predictors.
    inverse: Vec<f64>,
    /// What the variance of the intercept is to that of the residuals.
    intercept: f64,
}

impl Observed {
    fn new(design: &Design) -> Result<Self> {
        let every: Vec<usize> = (0..design.p).collect();
        let factor = design.factor(&every, false)?;
        let means = &design.means[..design.p];
        let intercept = 1.0 / design.dyads + dot(means, &factor.solve(means));
        Ok(Self { inverse: factor.inverse_diagonal(), intercept, factor })
    }

    /// Estimates and their standard errors, intercept first, and the sum of squared residuals of an
    /// outcome with these products with the predictors.
    fn fit(&self, design: &Design, products: &[f64]) -> (Vec<[f64; 2]>, f64) {
        let p = design.p;
        let slopes = self.factor.solve(products);
        let total = design.centred(p, p);
        let left = residual(total - dot(&slopes, products), total);
        let variance = left / design.degrees();
        let intercept = design.means[p] - dot(&slopes, &design.means[..p]);
        let mut rows = vec![[intercept, (variance * self.intercept).sqrt()]];
        rows.extend(slopes.iter().zip(&self.inverse).map(|(&b, i)| [b, (variance * i).sqrt()]));
        (rows, left)
    }
}

/// A sum of squares that rounding may have left when it should be 0.
fn residual(left: f64, total: f64) -> f64 {
    if left <= 1e-13 * total { 0.0 } else { left }
}

/// One term, by default the residual of its regression on the others, whose nodes are permuted.
struct Moved {
    /// The predictors beside it; those of the intercept have no intercept beside them.
    others: Vec<usize>,
    /// Whether it is the intercept, so that nothing is taken as a deviation from its mean.
    intercept: bool,
    /// How much of each predictor it is made of.
    made_of: Vec<f64>,
    square: f64,
    factor: Factor,
    with_outcome: Vec<f64>,
    /// What the others leave of the outcome.
    left: f64,
}

impl Moved {
    /// Of the intercept (0) or a predictor (from 1).
    fn new(design: &Design, term: usize, whole: bool) -> Result<Self> {
        let p = design.p;
        let intercept = term == 0;
        let others: Vec<usize> = (0..p).filter(|v| v + 1 != term).collect();
        let of = |a: usize, b: usize| {
            if intercept { design.raw(a, b) } else { design.centred(a, b) }
        };
        let own = |b: usize| {
            if intercept { design.dyads * design.means[b] } else { of(term - 1, b) }
        };
        let factor = design.factor(&others, intercept)?;
        let with_outcome: Vec<f64> = others.iter().map(|&v| of(v, p)).collect();
        let left = of(p, p) - dot(&factor.solve(&with_outcome), &with_outcome);
        let mut made_of = vec![0.0; p];
        let mut square = if intercept { design.dyads } else { of(term - 1, term - 1) };
        if !intercept {
            made_of[term - 1] = 1.0;
        }
        if !whole {
            let with_own: Vec<f64> = others.iter().map(|&v| own(v)).collect();
            let slopes = factor.solve(&with_own);
            square -= dot(&slopes, &with_own);
            others.iter().zip(&slopes).for_each(|(&v, slope)| made_of[v] -= slope);
        }
        let left = residual(left, of(p, p));
        Ok(Self { others, intercept, made_of, square, factor, with_outcome, left })
    }

    /// The t of the term once it is permuted; NaN if the others then explain it.
    fn t(&self, design: &Design, sums: &[f64]) -> f64 {
        let p = design.p;
        let with = |a: usize| {
            let mut sum = if self.intercept { design.dyads * design.means[a] } else { 0.0 };
            for (b, &share) in self.made_of.iter().enumerate() {
                let mut product =
                    sums[a * p + b] - design.dyads * design.rests[a] * design.rests[b];
                if self.intercept {
                    product += design.dyads * design.means[a] * design.means[b];
                }
                sum += share * product;
            }
            sum
        };
        let with_others: Vec<f64> = self.others.iter().map(|&v| with(v)).collect();
        let explained = self.factor.solve(&with_others);
        let square = self.square - dot(&explained, &with_others);
        if square <= COLLINEAR * self.square {
            return f64::NAN;
        }
        let product = with(p) - dot(&explained, &self.with_outcome);
        let left = residual(self.left - product * product / square, self.left);
        product / (left / design.degrees() * square).sqrt()
    }
}

/// Fit by least squares, and again for every draw.
pub(super) fn fit(question: &Question, interrupt: &Interrupt) -> Result<Fit> {
    let design = Design::new(question);
    design.check()?;
    let p = design.p;
    let observed = Observed::new(&design)?;
    let products: Vec<f64> = (0..p).map(|v| design.centred(v, p)).collect();
    let (estimates, left) = observed.fit(&design, &products);
    let permutations = Permutations::new(design.n, question.seed, question.strata)?;
    let variables: Vec<&Variable> = design.variables.iter().collect();
    let draws = if question.method() == Method::Outcome {
        let sums =
            Products::new(design.n, design.directed, variables[..p].to_vec(), vec![variables[p]]);
        let rests = &design.rests;
        let t = |mut products: Vec<f64>| {
            let correct = |(v, sum): (usize, &mut f64)| *sum -= design.dyads * rests[v] * rests[p];
            products.iter_mut().enumerate().for_each(correct);
            let (rows, _) = observed.fit(&design, &products);
            rows.iter().map(|[estimate, error]| estimate / error).collect::<Vec<f64>>()
        };
        permutations.together(question.draws, interrupt, |permuted| {
            sums.of_each(permuted).into_iter().map(t).collect()
        })?
    } else {
        let whole = question.method() == Method::Predictor;
        let terms = (0..=p)
            .map(|term| (term > 0 || !whole).then(|| Moved::new(&design, term, whole)).transpose())
            .collect::<Result<Vec<Option<Moved>>>>()?;
        let sums =
            Products::new(design.n, design.directed, variables.clone(), variables[..p].to_vec());
        let t = |sums: Vec<f64>| {
            let t = |term: &Option<Moved>| term.as_ref().map_or(f64::NAN, |m| m.t(&design, &sums));
            terms.iter().map(t).collect()
        };
        permutations.together(question.draws, interrupt, |permuted| {
            sums.of_each(permuted).into_iter().map(t).collect()
        })?
    };
    let rows = estimates.iter().enumerate().map(|(term, &[estimate, error])| Row {
        estimate,
        error,
        t: estimate / error,
        draws: draws.iter().map(|draw| draw[term]).collect(),
    });
    let total = design.centred(p, p);
    Ok(Fit {
        rows: rows.collect(),
        dyads: design.dyads as usize,
        missing: 0,
        degrees: design.degrees() as usize,
        r_squared: 1.0 - left / total,
        deviance: left,
        null_deviance: total,
    })
}
