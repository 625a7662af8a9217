//! How far coders agree beyond chance: Krippendorff's alpha.

use super::{Interval, bootstrap};
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// What the differences between codes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Codes are the same or not.
    Nominal,
    /// Codes have an order.
    Ordinal,
    /// Differences between codes can be compared.
    Interval,
    /// Codes are amounts, of which none is below zero.
    Ratio,
}

impl Scale {
    /// The level of measurement of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "nominal" => Self::Nominal,
            "ordinal" => Self::Ordinal,
            "interval" => Self::Interval,
            "ratio" => Self::Ratio,
            _ => return None,
        })
    }
}

/// Krippendorff's alpha and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// 1 for perfect agreement, 0 for chance; NaN where all codes are the same or there are none.
    pub alpha: f64,
    /// The 95 % interval by resampling units.
    pub interval: Interval,
    /// Units that at least two coders coded.
    pub units: u64,
    /// Codes in them.
    pub codes: u64,
    /// Observed disagreement.
    pub observed: f64,
    /// Disagreement expected by chance.
    pub expected: f64,
}

/// The codes of one unit: place of the value and how many coders gave it, by place.
type Unit = Vec<(u32, u32)>;

/// Krippendorff's alpha (Krippendorff 2011; Hayes & Krippendorff 2007) of two or more coders, some
/// of whose codes may be missing.
///
/// `coders` holds for each coder and unit the place of the code in `values`, or [`NONE`]; `values`
/// are distinct and ascend. With o the coincidences of codes within units, `n_c` how often code c was
/// given, n their sum and d the difference of the scale,
/// `alpha = 1 - (n - 1) sum o_ck d(c, k)^2 / sum n_c n_k d(c, k)^2`. d^2 is 1 for different nominal
/// codes, the squared difference of mid-ranks for ordinal ones, of values for intervals, and
/// ((c - k) / (c + k))^2 for ratios. Units with
/// a single code are left out.
///
/// The interval resamples units. `O(draws × (codes + values))`, for ratios values squared.
///
/// # Errors
/// [`Error::Input`] if coders coded different numbers of units, or a ratio is below zero.
pub fn agreement(
    coders: &[Vec<u32>],
    values: &[f64],
    scale: Scale,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Agreement> {
    if scale == Scale::Ratio && values.first().is_some_and(|&least| least < 0.0) {
        return Err(Error::input("level", format!("a code of {}", values[0]), "none below 0"));
    }
    let units = units(coders)?;
    let even = vec![1; units.len()];
    let [observed, expected, codes] = disagreement(&units, &even, values, scale);
    let interval = bootstrap(units.len(), draws, seed, interrupt, |weights| {
        let [observed, expected, _] = disagreement(&units, weights, values, scale);
        alpha(observed, expected)
    })?;
    let alpha = alpha(observed, expected);
    let interval = if alpha.is_nan() { Interval::NONE } else { interval };
    let units = units.len() as u64;
    Ok(Agreement { alpha, interval, units, codes: codes as u64, observed, expected })
}

fn alpha(observed: f64, expected: f64) -> f64 {
    if expected > 0.0 { 1.0 - observed / expected } else { f64::NAN }
}

/// The units with at least two codes.
fn units(coders: &[Vec<u32>]) -> Result<Vec<Unit>> {
    let length = coders.first().map_or(0, Vec::len);
    if let Some(other) = coders.iter().find(|codes| codes.len() != length) {
        let found = format!("coders of {length} and {} units", other.len());
        return Err(Error::input("codes", found, "the same units from each"));
    }
    let mut found = Vec::new();
    let mut codes = Vec::new();
    for unit in 0..length {
        codes.clear();
        codes.extend(coders.iter().map(|coder| coder[unit]).filter(|&code| code != NONE));
        codes.sort_unstable();
        if codes.len() > 1 {
            let runs = codes.chunk_by(|a, b| a == b);
            found.push(runs.map(|run| (run[0], run.len() as u32)).collect());
        }
    }
    Ok(found)
}

/// Observed and expected disagreement, and the number of codes, each unit taken so many times.
fn disagreement(units: &[Unit], weights: &[u32], values: &[f64], scale: Scale) -> [f64; 3] {
    let mut given = vec![0.0; values.len()];
    for (unit, &weight) in units.iter().zip(weights) {
        for &(code, count) in unit {
            given[code as usize] += f64::from(weight) * f64::from(count);
        }
    }
    let n: f64 = given.iter().sum();
    let places = match scale {
        Scale::Ordinal => mid_ranks(&given),
        _ => values.to_vec(),
    };
    let difference = |c: u32, k: u32| {
        let (c, k) = (places[c as usize], places[k as usize]);
        match scale {
            Scale::Nominal => 1.0,
            Scale::Ordinal | Scale::Interval => (c - k).powi(2),
            Scale::Ratio => ((c - k) / (c + k)).powi(2),
        }
    };
    let mut within = 0.0;
    for (unit, &weight) in units.iter().zip(weights) {
        let coders: u32 = unit.iter().map(|code| code.1).sum();
        let mut pairs = 0.0;
        for (at, &(c, n_c)) in unit.iter().enumerate() {
            for &(k, n_k) in &unit[at + 1..] {
                pairs += 2.0 * f64::from(n_c) * f64::from(n_k) * difference(c, k);
            }
        }
        within += f64::from(weight) * pairs / f64::from(coders - 1);
    }
    let between = match scale {
        Scale::Nominal => n * n - given.iter().map(|count| count * count).sum::<f64>(),
        Scale::Ordinal | Scale::Interval => spread(&given, &places, n),
        Scale::Ratio => {
            let mut sum = 0.0;
            for c in 0..given.len() {
                for k in c + 1..given.len() {
                    sum += 2.0 * given[c] * given[k] * difference(c as u32, k as u32);
                }
            }
            sum
        }
    };
    [within / n, between / (n * (n - 1.0)), n]
}

/// The sum of squared differences over ordered pairs: twice n times the squares about the mean.
fn spread(given: &[f64], places: &[f64], n: f64) -> f64 {
    let pairs = || given.iter().zip(places).filter(|pair| *pair.0 > 0.0);
    if pairs().nth(1).is_none() {
        return 0.0;
    }
    let mean = pairs().map(|(count, place)| count * place).sum::<f64>() / n;
    2.0 * n * pairs().map(|(count, place)| count * (place - mean).powi(2)).sum::<f64>()
}

/// How many codes lie below each value, and half of those that are it.
fn mid_ranks(given: &[f64]) -> Vec<f64> {
    let mut below = 0.0;
    given
        .iter()
        .map(|count| {
            below += count;
            below - count / 2.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCALES: [Scale; 4] = [Scale::Nominal, Scale::Ordinal, Scale::Interval, Scale::Ratio];

    /// Codes as digits, `.` for a missing one.
    fn coders(rows: &[&str]) -> Vec<Vec<u32>> {
        rows.iter()
            .map(|row| row.chars().map(|c| c.to_digit(10).unwrap_or(NONE)).collect())
            .collect()
    }

    const VALUES: [f64; 10] = [0., 1., 2., 3., 4., 5., 6., 7., 8., 9.];

    fn alpha_of(rows: &[&str], scale: Scale) -> f64 {
        let found = agreement(&coders(rows), &VALUES, scale, 0, 0, &Interrupt::new()).unwrap();
        found.alpha
    }

    #[test]
    fn the_examples_of_krippendorff_2011() {
        // A: binary, two observers. B: nominal, two observers. C: four observers, codes missing.
        let a = ["0100000010", "1110010000"];
        assert!((alpha_of(&a, Scale::Nominal) - 0.095).abs() < 5e-4);
        let b = ["112243335441", "212223335444"];
        assert!((alpha_of(&b, Scale::Nominal) - 0.692).abs() < 5e-4);
        let c = ["123321412...", "1233224125..", ".33323422513", "12332441251."];
        for (scale, known) in SCALES.into_iter().zip([0.743, 0.815, 0.849, 0.797]) {
            let found = alpha_of(&c, scale);
            assert!((found - known).abs() < 5e-4, "{scale:?}: {found}");
        }
    }

    /// The definition word by word: the coincidence matrix, then two double sums.
    fn slow(coders: &[Vec<u32>], values: &[f64], scale: Scale) -> f64 {
        let v = values.len();
        let mut o = vec![vec![0.0; v]; v];
        for unit in 0..coders[0].len() {
            let codes: Vec<usize> =
                coders.iter().map(|c| c[unit]).filter(|&c| c != NONE).map(|c| c as usize).collect();
            for (i, &c) in codes.iter().enumerate() {
                for (j, &k) in codes.iter().enumerate() {
                    if i != j {
                        o[c][k] += 1.0 / (codes.len() as f64 - 1.0);
                    }
                }
            }
        }
        let n_of: Vec<f64> = o.iter().map(|row| row.iter().sum()).collect();
        let n: f64 = n_of.iter().sum();
        let d2 = |c: usize, k: usize| match scale {
            Scale::Nominal => f64::from(u8::from(c != k)),
            Scale::Ordinal => {
                let (c, k) = (c.min(k), c.max(k));
                (n_of[c..=k].iter().sum::<f64>() - f64::midpoint(n_of[c], n_of[k])).powi(2)
            }
            Scale::Interval => (values[c] - values[k]).powi(2),
            Scale::Ratio if c == k => 0.0,
            Scale::Ratio => ((values[c] - values[k]) / (values[c] + values[k])).powi(2),
        };
        let (mut above, mut below) = (0.0, 0.0);
        for c in 0..v {
            for k in 0..v {
                above += o[c][k] * d2(c, k);
                below += n_of[c] * n_of[k] * d2(c, k);
            }
        }
        if below == 0.0 { f64::NAN } else { 1.0 - (n - 1.0) * above / below }
    }

    proptest! {
        #[test]
        fn as_defined(
            codes in prop::collection::vec(
                prop::collection::vec(prop_oneof![4 => 0_u32..5, 1 => Just(NONE)], 8), 2..5),
        ) {
            let values = [0.0, 0.5, 1.0, 3.0, 10.0];
            for scale in SCALES {
                let found =
                    agreement(&codes, &values, scale, 0, 0, &Interrupt::new()).unwrap().alpha;
                let wanted = slow(&codes, &values, scale);
                prop_assert!(
                    (found.is_nan() && wanted.is_nan()) || (found - wanted).abs() < 1e-9,
                    "{:?}: {} {}", scale, found, wanted
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_judged_is_nan() {
        for rows in [["", ""], ["11", "11"], ["1.", ".1"]] {
            for scale in SCALES {
                let found =
                    agreement(&coders(&rows), &VALUES, scale, 99, 0, &Interrupt::new()).unwrap();
                assert!(found.alpha.is_nan() && found.interval.low.is_nan());
            }
        }
        let odd = [vec![0], vec![0, 1]];
        assert!(agreement(&odd, &VALUES, Scale::Nominal, 0, 0, &Interrupt::new()).is_err());
        let ratio = agreement(&coders(&["12"]), &[-1.0], Scale::Ratio, 0, 0, &Interrupt::new());
        assert!(ratio.is_err());
    }

    #[test]
    fn same_seed_same_bits_on_any_number_of_threads() {
        let codes = coders(&["123321412123", "123322412523"]);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| agreement(&codes, &VALUES, Scale::Ordinal, 200, 3, &Interrupt::new()))
        };
        let found = run(1).unwrap();
        assert_eq!(found, run(4).unwrap());
        assert!(found.interval.low < found.alpha && found.alpha <= found.interval.high);
    }
}
