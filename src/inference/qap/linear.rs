//! Small systems of equations.

/// A variable of which so small a share is not explained by those before counts as their sum.
pub(super) const COLLINEAR: f64 = 1e-10;

/// A symmetric matrix of sums of products, factorised (Cholesky) after its diagonal was made 1.
#[derive(Debug, Clone)]
pub(super) struct Factor {
    k: usize,
    lower: Vec<f64>,
    scale: Vec<f64>,
}

impl Factor {
    /// `Err` with the number of the first row that those before explain.
    pub(super) fn new(gram: &[f64], k: usize) -> Result<Self, usize> {
        let scale: Vec<f64> = (0..k).map(|i| gram[i * k + i].sqrt()).collect();
        let mut lower = vec![0.0; k * k];
        for i in 0..k {
            for j in 0..=i {
                let own = gram[i * k + j] / (scale[i] * scale[j]);
                let before = (0..j).fold(0.0, |sum, l| sum + lower[i * k + l] * lower[j * k + l]);
                let left = own - before;
                if i > j {
                    lower[i * k + j] = left / lower[j * k + j];
                } else if left > COLLINEAR {
                    lower[i * k + i] = left.sqrt();
                } else {
                    // Also where it is no number.
                    return Err(i);
                }
            }
        }
        Ok(Self { k, lower, scale })
    }

    /// What the matrix times gives `right`.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let k = self.k;
        let mut x: Vec<f64> = right.iter().zip(&self.scale).map(|(r, s)| r / s).collect();
        for i in 0..k {
            let before = (0..i).fold(0.0, |sum, l| sum + self.lower[i * k + l] * x[l]);
            x[i] = (x[i] - before) / self.lower[i * k + i];
        }
        for i in (0..k).rev() {
            let after = (i + 1..k).fold(0.0, |sum, l| sum + self.lower[l * k + i] * x[l]);
            x[i] = (x[i] - after) / self.lower[i * k + i];
        }
        x.iter_mut().zip(&self.scale).for_each(|(x, s)| *x /= s);
        x
    }

    /// The diagonal of the inverse.
    pub(super) fn inverse_diagonal(&self) -> Vec<f64> {
        (0..self.k)
            .map(|i| {
                let mut unit = vec![0.0; self.k];
                unit[i] = 1.0;
                self.solve(&unit)[i]
            })
            .collect()
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b)
}
