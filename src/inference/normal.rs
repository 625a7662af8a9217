//! The tails of the normal distribution, also far out.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2, PI};

/// Where the series gives way to the continued fraction.
const MIDDLE: f64 = 2.5;

/// The logarithm of the two-sided p of a normal `z`: ln(2 (1 - Φ(|z|))). Minus infinity for an
/// infinite z, NaN for NaN.
///
/// By the series of erf near 0 and the continued fraction of erfc from 2.5 on (Abramowitz & Stegun
/// 1964, 7.1.6 and 7.1.14), so that it holds where the p itself is too small for a number.
///
/// ```
/// use twiplomacy::inference::ln_two_sided;
/// assert!((ln_two_sided(1.959963984540054).exp() - 0.05).abs() < 1e-15);
/// assert!((ln_two_sided(-100.0) + 5004.831_061_3).abs() < 1e-6);
/// ```
pub fn ln_two_sided(z: f64) -> f64 {
    let x = z.abs() * FRAC_1_SQRT_2;
    if x.is_infinite() {
        return f64::NEG_INFINITY;
    }
    if x < MIDDLE {
        return (1.0 - erf(x)).ln();
    }
    // erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))).
    let fraction = (1..=120).rev().fold(x, |below, k| x + 0.5 * f64::from(k) / below);
    -x * x - 0.5 * PI.ln() - fraction.ln()
}

/// All terms have one sign: nothing cancels.
fn erf(x: f64) -> f64 {
    let mut term = x;
    let mut sum = x;
    let mut k = 0.0;
    while term > sum * 1e-17 {
        k += 1.0;
        term *= 2.0 * x * x / (2.0 * k + 1.0);
        sum += term;
    }
    2.0 / PI.sqrt() * (-x * x).exp() * sum
}

/// The |z| whose two-sided p has this logarithm: the inverse of [`ln_two_sided`].
///
/// By bisection, to the last bits. 0 for a p of 1 or more, infinite for a p of 0.
pub fn z_of_ln_two_sided(ln_p: f64) -> f64 {
    if ln_p.is_nan() || ln_p == f64::NEG_INFINITY {
        return -ln_p;
    }
    if ln_p >= 0.0 {
        return 0.0;
    }
    // p <= exp(-z^2 / 2), so z <= sqrt(-2 ln p).
    let (mut low, mut high) = (0.0, (-2.0 * ln_p).sqrt() + LN_2);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if ln_two_sided(middle) > ln_p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_of_the_tables() {
        for (z, p) in [
            (0.0, 1.0),
            (1.0, 0.317_310_507_862_914_1),
            (2.0, 0.045_500_263_896_358_42),
            (3.0, 0.002_699_796_063_260_189),
            (3.6, 0.000_318_217_180_315_067_27),
            (5.0, 5.733_031_437_583_869e-7),
            (8.0, 1.244_192_114_854_356_8e-15),
            (20.0, 5.507_248_237_212_473e-89),
        ] {
            let found = ln_two_sided(z).exp();
            assert!((found - p).abs() <= 1e-12 * p, "{z}: {found} {p}");
            assert_eq!(ln_two_sided(z), ln_two_sided(-z));
        }
        assert!(ln_two_sided(f64::NAN).is_nan());
        assert_eq!(ln_two_sided(f64::INFINITY), f64::NEG_INFINITY);
        assert_eq!(z_of_ln_two_sided(f64::NEG_INFINITY), f64::INFINITY);
        assert_eq!(z_of_ln_two_sided(0.0), 0.0);
    }

    proptest! {
        #[test]
        fn there_and_back(z in 1e-6_f64..1e4) {
            prop_assert!((z_of_ln_two_sided(ln_two_sided(z)) - z).abs() < 1e-9 * z.max(1.0));
        }

        #[test]
        fn the_two_ways_meet(z in 0.0_f64..40.0) {
            prop_assert!(ln_two_sided(z + 1e-3) < ln_two_sided(z));
        }
    }
}
