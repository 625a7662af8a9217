//! Which terms tell one body of texts from another.

use crate::error::{Error, Result};
use crate::inference::{ln_two_sided, z_of_ln_two_sided};

use super::exact::ln_fisher;

/// How far a term's use differs between two bodies of texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Log-odds with an informative Dirichlet prior of this weight (Monroe, Colaresi & Quinn
    /// 2008).
    LogOdds {
        /// `a_0`, the weight of the prior in terms.
        prior: f64,
    },
    /// Four-cell log-likelihood (Dunning 1993), signed.
    G2(Correction),
    /// Pearson's chi-squared of four cells, signed.
    Chi2(Correction),
    /// Fisher's exact test.
    Exact,
}

/// What a test of four cells does about small counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Nothing.
    None,
    /// Every cell half a count nearer to what is expected, and no further than that (Yates 1934).
    Yates,
    /// G2 divided by Williams's (1976) factor.
    Williams,
}

impl Method {
    /// `"log_odds"`, `"g2"`, `"chi2"` or `"exact"`, with `"yates"` for chi-squared or `"williams"`
    /// for G2.
    ///
    /// # Errors
    /// [`Error::Input`] if it is another, or the two do not go together.
    pub fn parse(method: &str, correction: Option<&str>, prior: f64) -> Result<Self> {
        if !(prior > 0.0 && prior.is_finite()) {
            return Err(Error::input("prior", prior.to_string(), "a number above 0"));
        }
        let unfit = |wanted: &str| {
            Err(Error::input("correction", format!("{correction:?} with {method:?}"), wanted))
        };
        match (method, correction) {
            ("log_odds", None) => Ok(Self::LogOdds { prior }),
            ("exact", None) => Ok(Self::Exact),
            ("g2", None) => Ok(Self::G2(Correction::None)),
            ("g2", Some("williams")) => Ok(Self::G2(Correction::Williams)),
            ("chi2", None) => Ok(Self::Chi2(Correction::None)),
            ("chi2", Some("yates")) => Ok(Self::Chi2(Correction::Yates)),
            ("g2", _) => unfit("none or \"williams\""),
            ("chi2", _) => unfit("none or \"yates\""),
            ("log_odds" | "exact", _) => unfit("none"),
            _ => Err(Error::input(
                "method",
                format!("{method:?}"),
                "one of \"log_odds\", \"g2\", \"chi2\", \"exact\"",
            )),
        }
    }
}

/// How a term's use differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// How far: above 0 where the target uses the term more.
    pub score: f64,
    /// The same as a normal deviate.
    pub z: f64,
    /// The logarithm of the two-sided p.
    pub ln_p: f64,
}

/// How the use of one term differs: `y` times among `n` terms of the target and of the reference.
///
/// - **Log-odds**: score = delta = `ln((y_i + a_w) / (n_i + a_0 - y_i - a_w))` - the same of j,
///   with `a_w = a_0 (y_i + y_j) / (n_i + n_j)`; z = delta / `sqrt(1 / (y_i + a_w) + 1 / (y_j +
///   a_w))`.
/// - **G2**: score = 2 sum over four cells of O ln(O / E), negative where the target uses the term
///   less than expected; z = the root of its size, with its sign.
/// - **Chi-squared**: score = sum of (O - E)^2 / E, signed likewise; z likewise.
/// - **Exact**: score = ln of the odds ratio (infinite where a cell is empty); z = the normal
///   deviate that has the same p.
///
/// NaN where nothing can differ: one side is empty, or there is one term alone.
///
/// ```
/// use twiplomacy::content::terms::{Correction, Method, key};
/// let found = key([7, 3], [10, 9], Method::Chi2(Correction::None));
/// assert!(found.score > 0.0 && (found.z * found.z - found.score).abs() < 1e-12);
/// ```
pub fn key(y: [u64; 2], n: [u64; 2], method: Method) -> Key {
    match method {
        Method::LogOdds { prior } => {
            let (score, z) = log_odds(y, n, prior);
            Key { score, z, ln_p: ln_two_sided(z) }
        }
        Method::G2(correction) => signed(y, n, g2(y, n, correction)),
        Method::Chi2(correction) => signed(y, n, chi2(y, n, correction)),
        Method::Exact => exact(y, n),
    }
}

/// The size of a term's z, without its p: what permutations compare. Not for [`Method::Exact`].
pub(super) fn deviate(y: [u64; 2], n: [u64; 2], method: Method) -> f64 {
    match method {
        Method::LogOdds { prior } => log_odds(y, n, prior).1.abs(),
        Method::G2(correction) => g2(y, n, correction).sqrt(),
        Method::Chi2(correction) => chi2(y, n, correction).sqrt(),
        Method::Exact => f64::NAN,
    }
}

/// Delta and its z; see [`key`].
fn log_odds(y: [u64; 2], n: [u64; 2], a0: f64) -> (f64, f64) {
    let (y, n) = (y.map(|y| y as f64), n.map(|n| n as f64));
    let own = a0 * (y[0] + y[1]) / (n[0] + n[1]);
    let logit = |k: usize| ((y[k] + own) / (n[k] + a0 - y[k] - own)).ln();
    let delta = logit(0) - logit(1);
    (delta, delta / (1.0 / (y[0] + own) + 1.0 / (y[1] + own)).sqrt())
}

/// The four cells: the term and all others, in target and reference; and what is expected.
fn cells(y: [u64; 2], n: [u64; 2]) -> [(f64, f64); 4] {
    let (y, n) = (y.map(|y| y as f64), n.map(|n| n as f64));
    let (uses, all) = (y[0] + y[1], n[0] + n[1]);
    let cell = |k: usize| [(y[k], n[k] * uses / all), (n[k] - y[k], n[k] * (all - uses) / all)];
    let ([a, c], [b, d]) = (cell(0), cell(1));
    [a, b, c, d]
}

/// G2 of four cells; see [`key`].
fn g2(y: [u64; 2], n: [u64; 2], correction: Correction) -> f64 {
    let sum: f64 = cells(y, n)
        .iter()
        .map(|&(seen, wanted)| if seen > 0.0 { seen * (seen / wanted).ln() } else { 0.0 })
        .sum();
    let g2 = if n[0] == 0 || n[1] == 0 { f64::NAN } else { (2.0 * sum).max(0.0) };
    if correction != Correction::Williams {
        return g2;
    }
    let all = (n[0] + n[1]) as f64;
    let uses = (y[0] + y[1]) as f64;
    let margin = |one: f64| all * (1.0 / one + 1.0 / (all - one)) - 1.0;
    g2 / (1.0 + margin(uses) * margin(n[0] as f64) / (6.0 * all))
}

fn chi2(y: [u64; 2], n: [u64; 2], correction: Correction) -> f64 {
    let sum = |nearer: f64| -> f64 {
        let cell = |&(seen, wanted): &(f64, f64)| {
            let apart = (seen - wanted).abs();
            (apart - apart.min(nearer)).powi(2) / wanted
        };
        cells(y, n).iter().map(cell).sum()
    };
    sum(if correction == Correction::Yates { 0.5 } else { 0.0 })
}

fn signed(y: [u64; 2], n: [u64; 2], size: f64) -> Key {
    let sign = if more(y, n) { 1.0 } else { -1.0 };
    let z = size.sqrt();
    Key { score: sign * size + 0.0, z: sign * z + 0.0, ln_p: ln_two_sided(z) }
}

/// Whether the target uses the term more, by its share.
fn more(y: [u64; 2], n: [u64; 2]) -> bool {
    u128::from(y[0]) * u128::from(n[1]) >= u128::from(y[1]) * u128::from(n[0])
}

fn exact(y: [u64; 2], n: [u64; 2]) -> Key {
    let (c, d) = (n[0] - y[0], n[1] - y[1]);
    if n[0] == 0 || n[1] == 0 {
        return Key { score: f64::NAN, z: f64::NAN, ln_p: f64::NAN };
    }
    let score = ((y[0] as f64 / c as f64) / (y[1] as f64 / d as f64)).ln();
    let ln_p = ln_fisher(y[0], y[1], c, d);
    let size = z_of_ln_two_sided(ln_p);
    // Adding 0 makes -0 to 0.
    Key { score, z: if more(y, n) { size } else { -size } + 0.0, ln_p }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() < 1e-9 * b.abs().max(1.0)
    }

    #[test]
    fn the_formula_of_monroe_and_others_by_hand() {
        // y = 3 of 10 and 1 of 20, a_0 = 6: a_w = 6 * 4 / 30 = 0.8.
        let found = key([3, 1], [10, 20], Method::LogOdds { prior: 6.0 });
        let delta = (3.8_f64 / 12.2).ln() - (1.8_f64 / 24.2).ln();
        let sd = (1.0_f64 / 3.8 + 1.0 / 1.8).sqrt();
        assert!(close(found.score, delta) && close(found.z, delta / sd));
    }

    #[test]
    fn nothing_to_compare() {
        for method in [Method::G2(Correction::None), Method::Chi2(Correction::None), Method::Exact]
        {
            assert!(key([2, 0], [5, 0], method).ln_p.is_nan(), "{method:?}");
        }
        assert!(key([5, 3], [5, 3], Method::LogOdds { prior: 1.0 }).z.is_nan());
        for prior in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Method::parse("log_odds", None, prior).is_err());
        }
        assert!(Method::parse("g2", Some("yates"), 1.0).is_err());
        assert!(Method::parse("exact", Some("yates"), 1.0).is_err());
        assert!(Method::parse("pmi", None, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn turning_the_sides_turns_the_sign(
            a in 0_u64..50, b in 0_u64..50, c in 1_u64..200, d in 1_u64..200,
        ) {
            prop_assume!(a + b > 0);
            for method in [
                Method::LogOdds { prior: 500.0 },
                Method::G2(Correction::None),
                Method::G2(Correction::Williams),
                Method::Chi2(Correction::None),
                Method::Chi2(Correction::Yates),
                Method::Exact,
            ] {
                let one = key([a, b], [a + c, b + d], method);
                let other = key([b, a], [b + d, a + c], method);
                prop_assert!(close(one.score.abs(), other.score.abs()), "{method:?} {one:?} {other:?}");
                prop_assert!(close(one.z.abs(), other.z.abs()));
                prop_assert!(close(one.ln_p, other.ln_p));
                if a * (b + d) != b * (a + c) {
                    prop_assert!(close(one.score, -other.score));
                }
            }
        }
    }
}
