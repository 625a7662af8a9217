//! Matrices written out, with what is missing.

use super::linear::Factor;
use super::{Question, unusable};
use crate::error::Result;

/// All cells of the outcome and the predictors; NaN where missing and on the diagonal.
pub(super) struct Cells {
    pub(super) n: usize,
    pub(super) directed: bool,
    pub(super) predictors: Vec<Vec<f64>>,
    pub(super) outcome: Vec<f64>,
}

impl Cells {
    pub(super) fn new(question: &Question) -> Result<Self> {
        let table = |dyads: &super::Dyads| {
            let mut cells = dyads.values()?;
            let n = dyads.n();
            (0..n).for_each(|v| cells[v * n + v] = f64::NAN);
            Ok(cells)
        };
        Ok(Self {
            n: question.outcome.n(),
            directed: question.directed,
            predictors: question
                .predictors
                .iter()
                .map(|dyads| table(dyads))
                .collect::<Result<_>>()?,
            outcome: table(question.outcome)?,
        })
    }

    /// The cells of dyads: both of a pair, or the first.
    pub(super) fn dyads(&self) -> impl Iterator<Item = usize> + Clone {
        let (n, directed) = (self.n, self.directed);
        (0..n).flat_map(move |i| {
            let start = if directed { 0 } else { i + 1 };
            (start..n).filter(move |&j| i != j).map(move |j| i * n + j)
        })
    }

    /// The dyads that none of these lacks.
    pub(super) fn complete(&self, matrices: &[&[f64]]) -> Vec<usize> {
        let known = |&at: &usize| matrices.iter().all(|matrix| !matrix[at].is_nan());
        self.dyads().filter(known).collect()
    }

    /// All variables, the outcome last.
    pub(super) fn all(&self) -> Vec<&[f64]> {
        self.predictors.iter().chain([&self.outcome]).map(Vec::as_slice).collect()
    }

    /// Refuse what does not vary among the dyads that are complete, and predictors that are sums of
    /// others there; gives those dyads.
    pub(super) fn usable(&self) -> Result<Vec<usize>> {
        let p = self.predictors.len();
        let complete = self.complete(&self.all());
        unusable::too_few(complete.len(), p)?;
        for (v, matrix) in self.all().iter().enumerate() {
            if complete.iter().all(|&at| matrix[at] == matrix[complete[0]]) {
                let name = if v == p { "outcome".to_owned() } else { unusable::predictor(v) };
                return Err(unusable::constant(name));
            }
        }
        let columns: Vec<&[f64]> = self.all()[..p].to_vec();
        let gram = centred(&columns, &complete);
        Factor::new(&gram, p).map_err(unusable::collinear)?;
        Ok(complete)
    }

    /// What is moved of a term, 0 being the intercept: the predictor, or what the others leave of it,
    /// where no predictor is missing. NaN elsewhere.
    pub(super) fn moved(&self, term: usize, whole: bool) -> Result<Vec<f64>> {
        if whole {
            return Ok(self.predictors[term - 1].clone());
        }
        let known: Vec<&[f64]> = self.predictors.iter().map(Vec::as_slice).collect();
        let complete = self.complete(&known);
        let others: Vec<usize> = (0..known.len()).filter(|v| v + 1 != term).collect();
        let ones = vec![1.0; self.n * self.n];
        let own: &[f64] = if term == 0 { &ones } else { known[term - 1] };
        let mut columns: Vec<&[f64]> = others.iter().map(|&v| known[v]).collect();
        columns.push(own);
        let k = columns.len();
        let gram = if term == 0 { raw(&columns, &complete) } else { centred(&columns, &complete) };
        let among: Vec<f64> =
            (0..k - 1).flat_map(|a| gram[a * k..a * k + k - 1].iter().copied()).collect();
        let factor =
            Factor::new(&among, k - 1).map_err(|place| unusable::collinear(others[place]))?;
        let with_own: Vec<f64> = (0..k - 1).map(|a| gram[a * k + k - 1]).collect();
        let slopes = factor.solve(&with_own);
        let left = |at: usize| {
            let explained = slopes.iter().zip(&columns).map(|(slope, column)| slope * column[at]);
            own[at] - explained.sum::<f64>()
        };
        let constant = if term == 0 {
            0.0
        } else {
            complete.iter().map(|&at| left(at)).sum::<f64>() / complete.len() as f64
        };
        let n = self.n;
        // Both cells of a pair, whether or not both count: a permutation may turn the pair.
        let value = |at: usize| if at / n == at % n { f64::NAN } else { left(at) - constant };
        Ok((0..n * n).map(value).collect())
    }
}

/// Sums of products over some dyads.
pub(super) fn raw(columns: &[&[f64]], dyads: &[usize]) -> Vec<f64> {
    products(columns, &vec![0.0; columns.len()], dyads)
}

/// The same of deviations from the means.
pub(super) fn centred(columns: &[&[f64]], dyads: &[usize]) -> Vec<f64> {
    products(columns, &means(columns, dyads), dyads)
}

/// The mean of each column over some dyads.
pub(super) fn means(columns: &[&[f64]], dyads: &[usize]) -> Vec<f64> {
    let mean = |column: &&[f64]| dyads.iter().map(|&at| column[at]).sum::<f64>();
    columns.iter().map(|column| mean(column) / dyads.len() as f64).collect()
}

fn products(columns: &[&[f64]], centres: &[f64], dyads: &[usize]) -> Vec<f64> {
    let k = columns.len();
    let mut gram = vec![0.0; k * k];
    let mut own = vec![0.0; k];
    for &at in dyads {
        own.iter_mut().enumerate().for_each(|(v, own)| *own = columns[v][at] - centres[v]);
        for a in 0..k {
            for b in 0..k {
                gram[a * k + b] += own[a] * own[b];
            }
        }
    }
    gram
}
