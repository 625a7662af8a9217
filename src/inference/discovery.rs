//! Many tests at once: how many of the findings are false.

/// The p-values adjusted so that, of those below a level, at most that share is false on average
/// (Benjamini & Hochberg 1995, *Journal of the Royal Statistical Society B* 57:289).
///
/// The i-th smallest of m becomes the least of `p_j` m / j over all j >= i. NaN stays NaN and does
/// not count. O(m log m).
///
/// ```
/// use twiplomacy::inference::false_discovery;
/// assert_eq!(false_discovery(&[0.01, 0.04, 0.03]), [0.03, 0.04, 0.04]);
/// ```
pub fn false_discovery(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&test| !p[test].is_nan()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let count = order.len();
    let mut adjusted = vec![f64::NAN; p.len()];
    let mut least = 1.0_f64;
    for (above, &test) in order.iter().enumerate() {
        least = least.min(p[test] * count as f64 / (count - above) as f64);
        adjusted[test] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_undefined_does_not_count() {
        let found = false_discovery(&[f64::NAN, 0.02, 0.5]);
        assert!(found[0].is_nan());
        assert_eq!(found[1..], [0.04, 0.5]);
        assert!(false_discovery(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn it_is_the_least_of_what_is_no_smaller(p in prop::collection::vec(0.0_f64..=1.0, 0..12)) {
            let rank = |x: f64| p.iter().filter(|&&y| y <= x).count() as f64;
            let scaled = |x: f64| x * p.len() as f64 / rank(x);
            for (&own, found) in p.iter().zip(false_discovery(&p)) {
                let least = p.iter().filter(|&&x| x >= own).map(|&x| scaled(x)).fold(1.0, f64::min);
                prop_assert!((found - least).abs() < 1e-12);
            }
        }
    }
}
