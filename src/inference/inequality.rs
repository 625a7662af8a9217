//! How unequally something is shared.

/// The Gini coefficient (Gini 1912), the mean difference over twice the mean, of values that are
/// 0 or more and come in ascending order, each counted `weight` times:
/// `G = sum over i, j of w_i w_j |x_i - x_j| / (2 W² mean)`, W = sum of weights.
///
/// 0 if all have the same; at most 1 - 1/W. Not corrected for small samples. NaN if there are
/// no values, if they sum to 0, or if one is negative or NaN. `O(n)`.
pub fn gini(ascending: &[f64], weight: impl Fn(usize) -> u32) -> f64 {
    debug_assert!(ascending.is_sorted_by(|a, b| a.total_cmp(b).is_le()));
    let (mut people, mut total, mut area) = (0.0, 0.0, 0.0);
    for (i, &value) in ascending.iter().enumerate() {
        if value.is_nan() || value < 0.0 {
            return f64::NAN;
        }
        let weight = f64::from(weight(i));
        let before = total;
        people += weight;
        total += weight * value;
        // Twice the area below this piece of the Lorenz curve.
        area += weight * (before + total);
    }
    if total > 0.0 { 1.0 - area / (people * total) } else { f64::NAN }
}

/// The Lorenz curve (Lorenz 1905) of values that are 0 or more and come in ascending order:
/// points (share of people, share of the total that those with least hold), from (0, 0) to
/// (1, 1).
///
/// The curve is straight between equal values, so only the ends of each run of equal values are
/// given. Empty where [`gini`] is NaN. `O(n)`.
pub fn lorenz(ascending: &[f64]) -> Vec<(f64, f64)> {
    debug_assert!(ascending.is_sorted_by(|a, b| a.total_cmp(b).is_le()));
    let total: f64 = ascending.iter().sum();
    if !total.is_finite() || total <= 0.0 || ascending[0] < 0.0 {
        return Vec::new();
    }
    let people = ascending.len() as f64;
    let mut points = vec![(0.0, 0.0)];
    let (mut seen, mut held) = (0.0, 0.0);
    for run in ascending.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
        seen += run.len() as f64;
        held += run.len() as f64 * run[0];
        points.push((seen / people, held / total));
    }
    points
}

/// The share of the total that the `part` of people with most hold, of values that are 0 or more
/// and come in ascending order, each counted `weight` times.
///
/// As many people as `part` of them, rounded up: of 101 people 1 % are two. NaN where [`gini`] is.
/// `O(n)`.
pub fn share_of_top(ascending: &[f64], weight: impl Fn(usize) -> u32, part: f64) -> f64 {
    debug_assert!(ascending.is_sorted_by(|a, b| a.total_cmp(b).is_le()));
    let people: f64 = (0..ascending.len()).map(|i| f64::from(weight(i))).sum();
    // A little less than the product, so that 1 % of 200 is 2 whatever its rounding.
    let mut left = (part * people - 1e-9).ceil().max(0.0);
    let (mut held, mut total) = (0.0, 0.0);
    for (i, &value) in ascending.iter().enumerate().rev() {
        if value.is_nan() || value < 0.0 {
            return f64::NAN;
        }
        let taken = f64::from(weight(i)).min(left);
        left -= taken;
        held += taken * value;
        total += f64::from(weight(i)) * value;
    }
    if total > 0.0 { held / total } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slow(values: &[f64]) -> f64 {
        let n = values.len() as f64;
        let differences: f64 =
            values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
        differences / (2.0 * n * values.iter().sum::<f64>())
    }

    #[test]
    fn known_cases() {
        let one = |_| 1;
        assert!((gini(&[1.0, 1.0, 1.0], one)).abs() < 1e-12);
        assert!((gini(&[0.0, 0.0, 0.0, 1.0], one) - 0.75).abs() < 1e-12);
        assert!((gini(&[1.0, 2.0, 3.0, 4.0], one) - 0.25).abs() < 1e-12);
        for values in [&[][..], &[0.0, 0.0], &[-1.0, 2.0]] {
            assert!(gini(values, one).is_nan());
            assert!(lorenz(values).is_empty());
        }
        assert_eq!(lorenz(&[0.0, 0.0, 1.0, 1.0]), [(0.0, 0.0), (0.5, 0.0), (1.0, 1.0)]);
    }

    #[test]
    fn the_top_is_rounded_up() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        let total = 200.0 * 201.0 / 2.0;
        assert!((share_of_top(&values, |_| 1, 0.01) - 399.0 / total).abs() < 1e-12);
        assert!((share_of_top(&values, |_| 1, 0.001) - 200.0 / total).abs() < 1e-12);
        assert!((share_of_top(&[1.0, 3.0], |_| 2, 0.5) - 0.75).abs() < 1e-12);
        assert!((share_of_top(&[1.0, 3.0], |_| 1, 1.0) - 1.0).abs() < 1e-12);
        for values in [&[][..], &[0.0], &[-1.0, 2.0]] {
            assert!(share_of_top(values, |_| 1, 0.01).is_nan());
        }
    }

    proptest! {
        #[test]
        fn as_the_mean_difference_says(rows in prop::collection::vec((0_u8..9, 0_u32..4), 1..30)) {
            let mut rows = rows;
            rows.sort_unstable();
            let values: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let all: Vec<f64> = rows
                .iter()
                .flat_map(|&(value, weight)| std::iter::repeat_n(f64::from(value), weight as usize))
                .collect();
            let fast = gini(&values, |i| rows[i].1);
            let same = (fast - slow(&all)).abs() < 1e-12;
            prop_assert!(same || (fast.is_nan() && all.iter().sum::<f64>() == 0.0));
            // Twice the area between the curve and the diagonal.
            let curve = lorenz(&all);
            let below: f64 = curve.windows(2).map(|p| (p[1].0 - p[0].0) * (p[0].1 + p[1].1)).sum();
            prop_assert!(curve.is_empty() || (1.0 - below - fast).abs() < 1e-12);
            prop_assert!(curve.last().is_none_or(|&(x, y)| (x - 1.0).abs() + (y - 1.0).abs() < 1e-12));
        }
    }
}
