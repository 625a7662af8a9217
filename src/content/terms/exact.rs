//! Fisher's exact test of a table of four cells.

/// The logarithm of the two-sided p of Fisher's (1935) exact test for the table `[a, b; c, d]`.
///
/// The p is the share of all tables with these margins that are no likelier than this one, each
/// as likely as the hypergeometric distribution says (ties within 1e-7, as in R and scipy). Each
/// table's weight follows from its neighbour's, on the scale of logarithms, so that p holds where
/// it is too small for a number. O(least margin).
///
/// ```
/// use twiplomacy::content::terms::ln_fisher;
/// // Fisher's lady tasting tea: 2 (1 + 16) / 70.
/// assert!((ln_fisher(3, 1, 1, 3).exp() - 34.0 / 70.0).abs() < 1e-12);
/// ```
pub fn ln_fisher(a: u64, b: u64, c: u64, d: u64) -> f64 {
    let (row, column, total) = (a + b, a + c, a + b + c + d);
    let least = (row + column).saturating_sub(total);
    let most = row.min(column);
    let weights = Weights { row, column, total }.over(least, most);
    let own = weights[(a - least) as usize];
    let highest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let as_unlikely = weights.iter().filter(|&&weight| weight <= own + 1e-7);
    let beyond: f64 = as_unlikely.map(|weight| (weight - own).exp()).sum();
    let all: f64 = weights.iter().map(|weight| (weight - highest).exp()).sum();
    (own - highest + beyond.ln() - all.ln()).min(0.0)
}

/// The margins of a table.
struct Weights {
    row: u64,
    column: u64,
    total: u64,
}

impl Weights {
    /// The logarithm of how likely each value of the first cell is, up to a constant.
    ///
    /// Ratios are multiplied in stretches and each stretch's logarithm added, which rounds less
    /// than a sum of logarithms.
    fn over(&self, least: u64, most: u64) -> Vec<f64> {
        let mut weights = Vec::with_capacity((most - least + 1) as usize);
        let (mut done, mut product) = (0.0, 1.0_f64);
        weights.push(0.0);
        for a in least..most {
            let (b, c) = ((self.row - a) as f64, (self.column - a) as f64);
            let d = (self.total + a + 1 - self.row - self.column) as f64;
            product *= b * c / ((a + 1) as f64 * d);
            if !(1e-200..1e200).contains(&product) {
                done += product.ln();
                product = 1.0;
            }
            weights.push(done + product.ln());
        }
        weights
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product()
    }

    fn slow(a: u64, b: u64, c: u64, d: u64) -> f64 {
        let chance =
            |x: u64| choose(a + b, x) * choose(c + d, a + c - x) / choose(a + b + c + d, a + c);
        (0..=a + c)
            .filter(|&x| x <= a + b && a + c - x <= c + d)
            .map(chance)
            .filter(|&p| p <= chance(a) * (1.0 + 1e-7))
            .sum()
    }

    #[test]
    fn where_p_is_too_small_for_a_number() {
        // All of one kind on one side: 1 / choose(2000, 1000), doubled.
        let ln_choose: f64 =
            (1..=1000).map(|i| (1000.0 + f64::from(i)).ln() - f64::from(i).ln()).sum();
        let found = ln_fisher(1000, 0, 0, 1000);
        assert!((found - (2.0_f64.ln() - ln_choose)).abs() < 1e-9 * ln_choose, "{found}");
        assert!(found < -700.0);
        assert_eq!(ln_fisher(0, 0, 0, 0), 0.0);
        assert_eq!(ln_fisher(0, 5, 0, 7), 0.0);
    }

    proptest! {
        #[test]
        fn every_table_by_hand(a in 0_u64..12, b in 0_u64..12, c in 0_u64..12, d in 0_u64..12) {
            let (fast, slow) = (ln_fisher(a, b, c, d).exp(), slow(a, b, c, d).min(1.0));
            prop_assert!((fast - slow).abs() < 1e-9, "{fast} {slow}");
            prop_assert!((fast - ln_fisher(c, d, a, b).exp()).abs() < 1e-9);
        }
    }
}
