//! Shapes of two groups of cascades, compared at the same size.

use rayon::prelude::*;

use super::Shapes;
use crate::corpus::NONE;
use crate::error::{Error, Result};
use crate::inference::{Interval, false_discovery};
use crate::network::nulls::NullTest;
use crate::random::Stream;
use crate::run::Interrupt;

/// How many measures are compared.
pub const MEASURES: usize = 6;

/// Their names, as in the shape of a cascade.
pub const NAMES: [&str; MEASURES] =
    ["depth", "max_breadth", "structural_virality", "unique_accounts", "duration_s", "half_life_s"];

/// The most numbers that the draws of all pairs of groups may come to.
const MOST: usize = 1 << 27;

/// One value of each measure; NaN where it is undefined.
pub type Values = [f64; MEASURES];

/// Cascades in a form that can be compared.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    /// The group of each, or [`NONE`].
    pub group: Vec<u32>,
    /// What must be equal: the size, or nothing if all are 0.
    pub size: Vec<usize>,
    /// What is compared.
    pub values: Vec<Values>,
}

impl Cases {
    /// Shapes by group, at the same size if `matched`.
    pub fn new(shapes: &Shapes, group: Vec<u32>, matched: bool) -> Self {
        let seconds = |time: Option<i64>| time.map_or(f64::NAN, |micros| micros as f64 / 1e6);
        let values = |k: usize| {
            [
                f64::from(shapes.depth[k]),
                shapes.max_breadth[k] as f64,
                shapes.structural_virality[k],
                shapes.unique_accounts[k] as f64,
                seconds(shapes.duration[k]),
                seconds(shapes.half_life[k]),
            ]
        };
        let size = if matched { shapes.size.clone() } else { vec![0; shapes.size.len()] };
        Self { values: (0..size.len()).map(values).collect(), group, size }
    }
}

/// One group against another in one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The group.
    pub group: u32,
    /// The group that it is held against.
    pub against: u32,
    /// The measure, by its place in [`NAMES`].
    pub measure: usize,
    /// The group's mean.
    pub value: f64,
    /// The group's mean at the sizes that both groups have, weighted alike in both.
    pub matched_value: f64,
    /// Its 95 % interval.
    pub interval: Interval,
    /// The difference of the two matched means, the group's less the other's.
    pub difference: f64,
    /// Its 95 % interval.
    pub difference_interval: Interval,
    /// Two-sided, against groups permuted within sizes.
    pub p: f64,
    /// The same, adjusted for all pairs and measures (Benjamini & Hochberg 1995).
    pub p_adjusted: f64,
    /// Cascades of the group with a value.
    pub n: u64,
    /// Those of a size that both groups have.
    pub matched: u64,
}

/// Compare every group with every other (Juul & Ugander 2021, *PNAS* 118:e2100786118).
///
/// For each size s that both groups have, both group means at that size get the weight
/// `w_s = min(n_A(s), n_B(s))`; the matched mean of a group is their weighted mean. Intervals: 95 %
/// percentiles over draws in which the cascades of each group are resampled and matched again; none
/// if a group has fewer than two cascades. p: groups are permuted among the cascades of each size.
/// Cascades without a value are left out of a measure, those without a group of everything.
///
/// Rows are ordered by group, the other group, and measure. `O(n log n)`, and `O(g n)` for each
/// draw with g groups.
///
/// # Errors
/// [`Error::Input`](crate::Error::Input) if there are so many groups that the draws would fill the
/// memory.
pub fn compare(
    cases: &Cases,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Comparison>> {
    interrupt.check()?;
    let groups: Vec<Group> = Group::all(cases);
    let count = groups.len() * groups.len().saturating_sub(1) / 2;
    if count.saturating_mul(draws.max(1)).saturating_mul(4 * MEASURES) > MOST {
        let found = format!("{} groups and {draws} draws", groups.len());
        return Err(Error::input("by", found, "fewer groups, since every two are compared"));
    }
    let pairs: Vec<(usize, usize)> =
        (0..groups.len()).flat_map(|a| (a + 1..groups.len()).map(move |b| (a, b))).collect();
    interrupt.expect((pairs.len() * draws) as u64);
    let resampled = resample(&groups, &pairs, draws, seed, interrupt)?;
    let mut tests = Vec::with_capacity(pairs.len() * MEASURES);
    for (place, &(a, b)) in pairs.iter().enumerate() {
        tests.extend(permuted((&groups[a], &groups[b]), draws, (seed, place), interrupt)?);
    }
    let p: Vec<f64> = tests.iter().map(NullTest::p).collect();
    let p_adjusted = false_discovery(&p);
    let mut rows = Vec::with_capacity(2 * tests.len());
    for (place, &(a, b)) in pairs.iter().enumerate() {
        let pair = Pair { a: &groups[a], b: &groups[b] };
        for measure in 0..MEASURES {
            let test = place * MEASURES + measure;
            let drawn: Vec<(f64, f64)> =
                resampled.iter().map(|pairs| pairs[place].0[measure]).collect();
            for swapped in [false, true] {
                let row = pair.row(measure, swapped, &drawn);
                rows.push(Comparison { p: p[test], p_adjusted: p_adjusted[test], ..row });
            }
        }
    }
    rows.sort_by_key(|row| (row.group, row.against, row.measure));
    Ok(rows)
}

/// Sum and number of the values of each measure.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sums([(f64, u64); MEASURES]);

impl Sums {
    const NONE: Self = Self([(0.0, 0); MEASURES]);

    fn add(&mut self, values: &Values) {
        for (sum, &value) in self.0.iter_mut().zip(values) {
            if !value.is_nan() {
                sum.0 += value;
                sum.1 += 1;
            }
        }
    }
}

/// The cascades of a group, in order of size.
struct Group {
    number: u32,
    values: Vec<Values>,
    /// The place of each one's size in `sizes`.
    cell: Vec<u32>,
    sizes: Vec<usize>,
    /// Where each size begins, and the end.
    starts: Vec<usize>,
}

impl Group {
    fn all(cases: &Cases) -> Vec<Self> {
        let mut order: Vec<(u32, usize, usize)> = (0..cases.group.len())
            .filter(|&case| cases.group[case] != NONE)
            .map(|case| (cases.group[case], cases.size[case], case))
            .collect();
        order.sort_unstable();
        order.chunk_by(|a, b| a.0 == b.0).map(|own| Self::new(own, &cases.values)).collect()
    }

    fn new(own: &[(u32, usize, usize)], values: &[Values]) -> Self {
        let (mut sizes, mut starts, mut cell) = (Vec::new(), vec![0], Vec::new());
        for same in own.chunk_by(|a, b| a.1 == b.1) {
            cell.extend(same.iter().map(|_| sizes.len() as u32));
            sizes.push(same[0].1);
            starts.push(cell.len());
        }
        let values = own.iter().map(|&(_, _, case)| values[case]).collect();
        Self { number: own[0].0, values, cell, sizes, starts }
    }

    fn of_size(&self, size: usize) -> &[Values] {
        &self.values[self.starts[size]..self.starts[size + 1]]
    }

    /// The sums at each size.
    fn sums(&self) -> Vec<Sums> {
        let mut sums = vec![Sums::NONE; self.sizes.len()];
        for (&cell, values) in self.cell.iter().zip(&self.values) {
            sums[cell as usize].add(values);
        }
        sums
    }

    /// The same of as many cascades drawn with replacement.
    fn drawn(&self, stream: &mut Stream, sums: &mut Vec<Sums>) {
        sums.clear();
        sums.resize(self.sizes.len(), Sums::NONE);
        for _ in 0..self.values.len() {
            let case = stream.below(self.values.len());
            sums[self.cell[case] as usize].add(&self.values[case]);
        }
    }
}

/// Matched means of both groups in each measure.
#[derive(Debug, Clone, Copy)]
struct Matched([(f64, f64); MEASURES]);

impl Matched {
    /// From the sums of both groups at each size that both have.
    fn new<'a>(sizes: impl Iterator<Item = (&'a Sums, &'a Sums)>) -> Self {
        let mut means = [(0.0, 0.0, 0.0); MEASURES];
        for (a, b) in sizes {
            for ((mean, a), b) in means.iter_mut().zip(&a.0).zip(&b.0) {
                let weight = a.1.min(b.1) as f64;
                if weight > 0.0 {
                    mean.0 += weight * a.0 / a.1 as f64;
                    mean.1 += weight * b.0 / b.1 as f64;
                    mean.2 += weight;
                }
            }
        }
        Self(means.map(|(a, b, weight)| (a / weight, b / weight)))
    }
}

/// Two groups side by side.
struct Pair<'a> {
    a: &'a Group,
    b: &'a Group,
}

impl Pair<'_> {
    /// The places of each size that both groups have.
    fn common(&self) -> impl Iterator<Item = (usize, usize)> {
        let place = |(a, size): (usize, &usize)| Some((a, self.b.sizes.binary_search(size).ok()?));
        self.a.sizes.iter().enumerate().filter_map(place)
    }

    fn matched(&self, a: &[Sums], b: &[Sums]) -> Matched {
        Matched::new(self.common().map(|(i, j)| (&a[i], &b[j])))
    }

    /// All but the p-value.
    fn row(&self, measure: usize, swapped: bool, drawn: &[(f64, f64)]) -> Comparison {
        let order = |(a, b): (f64, f64)| if swapped { (b, a) } else { (a, b) };
        let (own, other) = if swapped { (self.b, self.a) } else { (self.a, self.b) };
        let (a, b) = (self.a.sums(), self.b.sums());
        let (matched_value, against) = order(self.matched(&a, &b).0[measure]);
        let own_sums = if swapped { &b } else { &a };
        let all = own_sums
            .iter()
            .fold((0.0, 0), |sum, cell| (sum.0 + cell.0[measure].0, sum.1 + cell.0[measure].1));
        let common = self.common().map(|(i, j)| (a[i].0[measure].1, b[j].0[measure].1));
        let matched =
            common.filter(|&(a, b)| a.min(b) > 0).map(|(a, b)| if swapped { b } else { a }).sum();
        let interval = |of: &dyn Fn((f64, f64)) -> f64| {
            let lone = own.values.len().min(other.values.len()) < 2;
            if lone {
                Interval::NONE
            } else {
                Interval::of(drawn.iter().map(|&means| of(order(means))))
            }
        };
        Comparison {
            group: own.number,
            against: other.number,
            measure,
            value: all.0 / all.1 as f64,
            matched_value,
            interval: interval(&|means| means.0),
            difference: matched_value - against,
            difference_interval: interval(&|means| means.0 - means.1),
            p: f64::NAN,
            p_adjusted: f64::NAN,
            n: all.1,
            matched,
        }
    }
}

/// The matched means of every pair in every draw. A group has the same draws in all its pairs.
fn resample(
    groups: &[Group],
    pairs: &[(usize, usize)],
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<Vec<Vec<Matched>>> {
    let draw = |sums: &mut Vec<Vec<Sums>>, draw: usize| {
        sums.resize(groups.len(), Vec::new());
        for (place, (group, sums)) in groups.iter().zip(sums.iter_mut()).enumerate() {
            interrupt.check()?;
            group.drawn(&mut Stream::new(seed, item(false, place, draw)), sums);
        }
        let means = |&(a, b): &(usize, usize)| {
            Pair { a: &groups[a], b: &groups[b] }.matched(&sums[a], &sums[b])
        };
        Ok(pairs.iter().map(means).collect())
    };
    (0..draws).into_par_iter().map_init(Vec::new, draw).collect()
}

/// The difference of two groups in each measure, against groups permuted within sizes.
fn permuted(
    (a, b): (&Group, &Group),
    draws: usize,
    (seed, place): (u64, usize),
    interrupt: &Interrupt,
) -> Result<Vec<NullTest>> {
    let pair = Pair { a, b };
    let difference = |matched: Matched| matched.0.map(|(a, b)| a - b);
    let observed = difference(pair.matched(&a.sums(), &b.sums()));
    let pools: Vec<(Vec<Values>, usize)> = pair
        .common()
        .map(|(i, j)| ([a.of_size(i), b.of_size(j)].concat(), a.of_size(i).len()))
        .collect();
    let draw = |order: &mut Vec<u32>, draw: usize| {
        interrupt.check()?;
        let mut stream = Stream::new(seed, item(true, place, draw));
        let sums: Vec<(Sums, Sums)> =
            pools.iter().map(|(pool, own)| dealt(pool, *own, order, &mut stream)).collect();
        interrupt.advance(1);
        Ok(difference(Matched::new(sums.iter().map(|(a, b)| (a, b)))))
    };
    let drawn: Vec<Values> =
        (0..draws).into_par_iter().map_init(Vec::new, draw).collect::<Result<_>>()?;
    let test = |(measure, &value): (usize, &f64)| NullTest {
        value,
        draws: drawn.iter().map(|values| values[measure]).collect(),
    };
    Ok(observed.iter().enumerate().map(test).collect())
}

/// Deal so many of a pool to the first group and the others to the second.
fn dealt(pool: &[Values], own: usize, order: &mut Vec<u32>, stream: &mut Stream) -> (Sums, Sums) {
    order.clear();
    order.extend(0..pool.len() as u32);
    let mut sums = (Sums::NONE, Sums::NONE);
    for place in 0..own {
        order.swap(place, place + stream.below(pool.len() - place));
        sums.0.add(&pool[order[place] as usize]);
    }
    order[own..].iter().for_each(|&case| sums.1.add(&pool[case as usize]));
    sums
}

/// The stream of a draw: those of resampling and of permuting lie apart.
fn item(permuting: bool, place: usize, draw: usize) -> u64 {
    (u64::from(permuting) << 63) | ((place as u64) << 32) | draw as u64
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn run(cases: &Cases, draws: usize, seed: u64) -> Vec<Comparison> {
        compare(cases, draws, seed, &Interrupt::new()).expect("nobody interrupts")
    }

    fn cases(rows: &[(u32, usize, f64)]) -> Cases {
        Cases {
            group: rows.iter().map(|row| row.0).collect(),
            size: rows.iter().map(|row| row.1).collect(),
            values: rows.iter().map(|row| [row.2; MEASURES]).collect(),
        }
    }

    /// Cascades of two groups whose depth depends on size alone; those of the first are larger.
    fn planted(seed: u64, n: usize) -> Cases {
        let mut stream = Stream::new(seed, 0);
        let rows: Vec<_> = (0..n)
            .map(|k| {
                let group = (k % 2) as u32;
                let size = 2 + stream.below(6) + if group == 0 { stream.below(4) } else { 0 };
                (group, size, size as f64 + 2.0 * stream.unit())
            })
            .collect();
        cases(&rows)
    }

    #[test]
    fn every_account_against_every_other_is_refused_before_pairs_are_made() {
        let rows: Vec<_> = (0..300_000).map(|group| (group, 2, 1.0)).collect();
        for draws in [0, 999] {
            let error = compare(&cases(&rows), draws, 0, &Interrupt::new()).expect_err("too many");
            assert!(error.to_string().starts_with("by: 300000 groups"), "{error}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn means_are_those_of_the_definition(
            rows in prop::collection::vec(
                (prop_oneof![4 => 0_u32..3, 1 => Just(NONE)], 1_usize..4,
                 prop_oneof![4 => (0_u8..9).prop_map(f64::from), 1 => Just(f64::NAN)]), 0..30),
        ) {
            let found = run(&cases(&rows), 0, 0);
            let mut groups: Vec<u32> = rows.iter().map(|row| row.0).filter(|&g| g != NONE).collect();
            groups.sort_unstable();
            groups.dedup();
            prop_assert_eq!(found.len(), groups.len() * groups.len().saturating_sub(1) * MEASURES);
            prop_assert!(found.is_sorted_by_key(|row| (row.group, row.against, row.measure)));
            let of = |group: u32, size: Option<usize>| -> Vec<f64> {
                rows.iter().filter(|row| row.0 == group && size.is_none_or(|size| row.1 == size))
                    .map(|row| row.2).filter(|value| !value.is_nan()).collect()
            };
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let close = |a: f64, b: f64| (a.is_nan() && b.is_nan()) || (a - b).abs() < 1e-9;
            for row in found {
                let mut sums: BTreeMap<bool, (f64, f64)> = BTreeMap::new();
                let mut matched = 0;
                for size in 1..4 {
                    let (a, b) = (of(row.group, Some(size)), of(row.against, Some(size)));
                    let weight = a.len().min(b.len()) as f64;
                    if weight > 0.0 {
                        matched += a.len() as u64;
                        for (first, values) in [(true, &a), (false, &b)] {
                            let sum = sums.entry(first).or_default();
                            *sum = (sum.0 + weight * mean(values), sum.1 + weight);
                        }
                    }
                }
                let value = |first: bool| sums.get(&first).map_or(f64::NAN, |sum| sum.0 / sum.1);
                prop_assert!(close(row.matched_value, value(true)));
                prop_assert!(close(row.difference, value(true) - value(false)));
                prop_assert!(close(row.value, mean(&of(row.group, None))));
                prop_assert_eq!((row.n, row.matched), (of(row.group, None).len() as u64, matched));
            }
        }
    }

    #[test]
    fn without_matching_the_means_are_plain() {
        let mut cases = planted(3, 60);
        cases.size.fill(0);
        for row in run(&cases, 9, 0) {
            assert!((row.value - row.matched_value).abs() < 1e-9);
            assert_eq!((row.n, row.matched), (30, 30));
        }
    }

    #[test]
    fn a_difference_that_is_all_size_goes_when_sizes_are_matched() {
        let cases = planted(1, 600);
        let rows = run(&cases, 499, 2);
        let (row, other) = (&rows[0], &rows[MEASURES]);
        assert!(row.value - other.value > 1.0);
        assert!(row.difference_interval.low < 0.0 && row.difference_interval.high > 0.0);
        assert!(row.interval.low < row.matched_value && row.matched_value < row.interval.high);
        assert!(row.p > 0.05, "{}", row.p);
        let free = Cases { size: vec![0; cases.size.len()], ..cases };
        assert!(run(&free, 499, 2)[0].p < 0.01);
        // One is the mirror of the other.
        assert_eq!((row.difference, row.p), (-other.difference, other.p));
        assert_eq!(row.difference_interval.low, -other.difference_interval.high);
    }

    #[test]
    fn a_planted_difference_at_equal_size_is_found() {
        let mut cases = planted(1, 600);
        for (values, &group) in cases.values.iter_mut().zip(&cases.group) {
            values[2] += if group == 1 { 0.5 } else { 0.0 };
        }
        let row = run(&cases, 499, 2)[2];
        assert!((row.difference + 0.5).abs() < 0.2);
        assert!(row.difference_interval.high < 0.0 && row.p < 0.01 && row.p_adjusted < 0.02);
    }

    #[test]
    fn the_test_keeps_its_size_and_the_interval_its_coverage() {
        let trials = 400;
        let (mut rejected, mut missed) = (0, 0);
        for trial in 0..trials {
            let row = run(&planted(trial, 60), 199, trial)[0];
            rejected += u32::from(row.p <= 0.05);
            let Interval { low, high } = row.difference_interval;
            missed += u32::from(low > 0.0 || high < 0.0);
        }
        // Of 400 tests at 5 %, 20 reject, give or take 4.4; percentiles of small groups miss more.
        assert!((6..=34).contains(&rejected), "{rejected}");
        assert!((6..=48).contains(&missed), "{missed}");
    }

    #[test]
    fn same_seed_same_bits_on_any_number_of_threads() {
        let cases = planted(5, 80);
        let on = |threads: usize| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| run(&cases, 99, 7))
        };
        assert_eq!(on(1), on(3));
        assert_ne!(on(1), run(&cases, 99, 8));
    }

    #[test]
    fn a_lone_cascade_has_no_interval_and_nothing_compares_with_nothing() {
        let rows = run(&cases(&[(0, 2, 1.0), (1, 2, 3.0), (1, 2, 5.0)]), 19, 0);
        assert!(rows[0].interval.low.is_nan() && rows[0].difference == -3.0);
        let apart = run(&cases(&[(0, 2, 1.0), (0, 2, 1.0), (1, 3, 3.0), (1, 3, 3.0)]), 19, 0);
        assert!(apart[0].matched_value.is_nan() && apart[0].p.is_nan() && apart[0].matched == 0);
        assert!(run(&cases(&[(0, 2, 1.0)]), 19, 0).is_empty());
        assert!(run(&Cases::default(), 19, 0).is_empty());
    }

    #[test]
    fn an_interrupt_ends_it_and_too_many_groups_are_refused() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert!(compare(&planted(1, 20), 9, 0, &interrupt).is_err());
        let error = compare(&planted(1, 20), MOST, 0, &Interrupt::new()).expect_err("too many");
        assert!(error.to_string().starts_with("by: 2 groups and 134217728 draws; wanted"));
    }
}
