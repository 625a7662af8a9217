//! Many tests at once: how likely it is that any of the findings is false.

/// How p-values of many tests are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjust {
    /// The share of false findings (Benjamini & Hochberg 1995): see [`super::false_discovery`].
    BenjaminiHochberg,
    /// Any false finding (Holm 1979, *Scandinavian Journal of Statistics* 6:65).
    Holm,
    /// Any false finding, more simply and no less strictly (Bonferroni 1936).
    Bonferroni,
}

impl Adjust {
    /// `"bh"`, `"holm"` or `"bonferroni"`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "bh" => Some(Self::BenjaminiHochberg),
            "holm" => Some(Self::Holm),
            "bonferroni" => Some(Self::Bonferroni),
            _ => None,
        }
    }

    /// The p-values adjusted for as many tests as have one; NaN stays NaN. O(m log m).
    ///
    /// ```
    /// use twiplomacy::inference::Adjust;
    /// assert_eq!(Adjust::Holm.of(&[0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
    /// ```
    pub fn of(self, p: &[f64]) -> Vec<f64> {
        let tests = p.iter().filter(|p| !p.is_nan()).count() as f64;
        match self {
            Self::BenjaminiHochberg => super::false_discovery(p),
            // Not f64::min, which would make NaN to 1.
            Self::Bonferroni => p.iter().map(|&p| at_most_one(p * tests)).collect(),
            Self::Holm => holm(p),
        }
    }
}

fn at_most_one(p: f64) -> f64 {
    if p > 1.0 { 1.0 } else { p }
}

/// The i-th smallest of m becomes the greatest of `p_j` (m - j + 1) over all j <= i.
fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&test| !p[test].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut greatest = 0.0_f64;
    for (before, &test) in order.iter().enumerate() {
        greatest = greatest.max(at_most_one(p[test] * (order.len() - before) as f64));
        adjusted[test] = greatest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_and_nan() {
        for adjust in ["bh", "holm", "bonferroni"] {
            let adjust = Adjust::parse(adjust).unwrap();
            assert!(adjust.of(&[]).is_empty());
            let found = adjust.of(&[f64::NAN, 0.02]);
            assert!(found[0].is_nan());
            assert_eq!(found[1], 0.02);
        }
        assert_eq!(Adjust::parse("fdr"), None);
    }

    proptest! {
        #[test]
        fn the_strictness_is_as_it_should_be(p in prop::collection::vec(0.0_f64..=1.0, 1..12)) {
            let [bh, holm, bonferroni] = ["bh", "holm", "bonferroni"]
                .map(|name| Adjust::parse(name).unwrap().of(&p));
            for i in 0..p.len() {
                prop_assert!(p[i] <= bh[i] + 1e-12 && bh[i] <= holm[i] + 1e-12);
                prop_assert!(holm[i] <= bonferroni[i] + 1e-12 && bonferroni[i] <= 1.0);
                let slow = (0..p.len())
                    .filter(|&j| p[j] <= p[i])
                    .map(|j| p[j] * p.iter().filter(|&&other| other >= p[j]).count() as f64)
                    .fold(0.0, f64::max)
                    .min(1.0);
                prop_assert!((holm[i] - slow).abs() < 1e-12);
            }
        }
    }
}
