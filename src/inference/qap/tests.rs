//! Every fit and every draw against one that writes out the matrices and solves the equations plainly.

use proptest::prelude::*;

use super::patterns::Permuted;
use super::permute::Permutations;
use super::products::{Products, Variable, prepare};
use super::*;
use crate::random::Stream;

/// A matrix of one of the kinds, from its own random numbers.
fn made(kind: usize, n: usize, seed: u64) -> Dyads {
    let mut stream = Stream::new(seed, kind as u64);
    let numbers = |stream: &mut Stream, count: usize| -> Vec<f64> {
        (0..count).map(|_| (stream.unit() * 8.0).round() / 2.0 - 1.0).collect()
    };
    match kind {
        0 => Dyads::dense(n, numbers(&mut stream, n * n)).unwrap(),
        1 => {
            let cells: Vec<usize> = (0..n * n).filter(|_| stream.below(4) == 0).collect();
            let sources: Vec<u32> = cells.iter().map(|cell| (cell / n) as u32).collect();
            let targets: Vec<u32> = cells.iter().map(|cell| (cell % n) as u32).collect();
            Dyads::sparse(n, &sources, &targets, &numbers(&mut stream, cells.len())).unwrap()
        }
        2 => Dyads::ego(&numbers(&mut stream, n)).unwrap(),
        3 => Dyads::alter(&numbers(&mut stream, n)).unwrap(),
        4 => Dyads::same(&(0..n).map(|_| stream.below(3) as u32).collect::<Vec<_>>()),
        5 => Dyads::distance(&numbers(&mut stream, n)).unwrap(),
        _ => {
            let (a, b) =
                [(4, 5), (2, 3), (2, 5), (1, 4), (0, 2), (4, 3), (5, 1), (4, 4), (5, 5)][kind % 9];
            Dyads::product(&made(a, n, seed + 1), &made(b, n, seed + 2)).unwrap()
        }
    }
}

const KINDS: usize = 15;

fn symmetric(dyads: &Dyads) -> Dyads {
    let (n, cells) = (dyads.n(), dyads.values().unwrap());
    let cell = |at: usize| cells[at] + cells[at % n * n + at / n];
    Dyads::dense(n, (0..n * n).map(cell).collect()).unwrap()
}

/// The same matrix with some cells missing.
fn holed(dyads: &Dyads, seed: u64, directed: bool) -> Dyads {
    let (n, mut cells) = (dyads.n(), dyads.values().unwrap());
    let mut stream = Stream::new(seed, 99);
    for _ in 0..n {
        let (i, j) = (stream.below(n), stream.below(n));
        cells[i * n + j] = f64::NAN;
        if !directed {
            cells[j * n + i] = f64::NAN;
        }
    }
    Dyads::dense(n, cells).unwrap()
}

/// Slopes and errors by Gauss and Jordan; none if singular.
fn least_squares(rows: &[Vec<f64>], outcome: &[f64]) -> Option<Vec<[f64; 2]>> {
    let k = rows.first()?.len();
    let (inverse, weak) = inverted(rows, &vec![1.0; rows.len()])?;
    if weak || rows.len() <= k {
        return None;
    }
    let with: Vec<f64> =
        (0..k).map(|a| rows.iter().zip(outcome).map(|(row, y)| row[a] * y).sum()).collect();
    let slopes: Vec<f64> = (0..k).map(|a| (0..k).map(|b| inverse[a][b] * with[b]).sum()).collect();
    let left: f64 = rows
        .iter()
        .zip(outcome)
        .map(|(row, y)| (y - row.iter().zip(&slopes).map(|(x, b)| x * b).sum::<f64>()).powi(2))
        .sum();
    if left < 1e-9 * outcome.iter().map(|y| y * y).sum::<f64>() {
        return None;
    }
    let variance = left / (rows.len() - k) as f64;
    Some((0..k).map(|a| [slopes[a], (variance * inverse[a][a]).sqrt()]).collect())
}

fn inverted(rows: &[Vec<f64>], weights: &[f64]) -> Option<(Vec<Vec<f64>>, bool)> {
    let k = rows.first()?.len();
    let mut system: Vec<Vec<f64>> = (0..k)
        .map(|a| {
            let own = (0..k)
                .map(|b| rows.iter().zip(weights).map(|(row, w)| w * row[a] * row[b]).sum::<f64>());
            own.chain((0..k).map(|b| f64::from(u8::from(a == b)))).collect()
        })
        .collect();
    let mut weak = false;
    for a in 0..k {
        let pivot = (a..k).max_by(|&x, &y| system[x][a].abs().total_cmp(&system[y][a].abs()))?;
        system.swap(a, pivot);
        let head = system[a][a];
        weak |= head.abs() < 1e-6;
        if head.abs() < 1e-12 {
            return None;
        }
        system[a].iter_mut().for_each(|cell| *cell /= head);
        for b in (0..k).filter(|&b| b != a) {
            let (factor, own) = (system[b][a], system[a].clone());
            system[b].iter_mut().zip(own).for_each(|(cell, own)| *cell -= factor * own);
        }
    }
    Some((system.into_iter().map(|row| row[k..].to_vec()).collect(), weak))
}

/// By weighted least squares, again and again.
fn likeliest(family: Family, rows: &[Vec<f64>], outcome: &[f64]) -> Option<Vec<[f64; 2]>> {
    let k = rows.first()?.len();
    let mut slopes = vec![0.0; k];
    for _ in 0..60 {
        let linear = rows.iter().map(|row| row.iter().zip(&slopes).map(|(x, b)| x * b).sum());
        let means: Vec<f64> = linear
            .map(
                |x: f64| if family == Family::Poisson { x.exp() } else { 1.0 / (1.0 + (-x).exp()) },
            )
            .collect();
        let weights: Vec<f64> = means
            .iter()
            .map(|m| if family == Family::Poisson { *m } else { m * (1.0 - m) })
            .collect();
        let (inverse, _) = inverted(rows, &weights)?;
        let gradient: Vec<f64> = (0..k)
            .map(|a| rows.iter().zip(outcome).zip(&means).map(|((r, y), m)| r[a] * (y - m)).sum())
            .collect();
        let step: Vec<f64> =
            (0..k).map(|a| (0..k).map(|b| inverse[a][b] * gradient[b]).sum()).collect();
        slopes.iter_mut().zip(&step).for_each(|(slope, step)| *slope += step);
        if step.iter().all(|step| step.abs() < 1e-11) {
            let spread = |a: usize| inverse[a][a].sqrt();
            return Some((0..k).map(|a| [slopes[a], spread(a)]).collect());
        }
    }
    None
}

fn regressed(question: &Question, rows: &[Vec<f64>], outcome: &[f64]) -> Option<Vec<[f64; 2]>> {
    match question.family {
        Family::Gaussian => least_squares(rows, outcome),
        family => likeliest(family, rows, outcome),
    }
}

/// Dyads of these cells that lack none of some matrices, as rows, and the last as the outcome.
fn frame(matrices: &[Vec<f64>], n: usize, directed: bool) -> (Vec<Vec<f64>>, Vec<f64>) {
    let pairs = (0..n * n).filter(|at| at / n != at % n && (directed || at / n < at % n));
    let known = pairs.filter(|&at| matrices.iter().all(|matrix| !matrix[at].is_nan()));
    let (outcome, columns) = matrices.split_last().unwrap();
    known.map(|at| (columns.iter().map(|c| c[at]).collect::<Vec<f64>>(), outcome[at])).unzip()
}

fn moved(matrix: &[f64], permuted: &Permuted) -> Vec<f64> {
    let n = permuted.from.len();
    let at = |v: usize| permuted.from[v] as usize;
    (0..n * n).map(|cell| matrix[at(cell / n) * n + at(cell % n)]).collect()
}

/// Estimates and errors, and the ratio of each term in each draw; NaN where it is not defined.
struct Slow {
    terms: Option<Vec<[f64; 2]>>,
    draws: Vec<Vec<f64>>,
}

fn slow(question: &Question) -> Slow {
    let (n, directed) = (question.outcome.n(), question.directed);
    let p = question.predictors.len();
    let mut all: Vec<Vec<f64>> = vec![vec![1.0; n * n]];
    all.extend(question.predictors.iter().map(|dyads| dyads.values().unwrap()));
    all.push(question.outcome.values().unwrap());
    let (rows, outcome) = frame(&all, n, directed);
    let terms = regressed(question, &rows, &outcome);
    let permutations = Permutations::new(n, question.seed, question.strata).unwrap();
    let ratio = |fit: Option<Vec<[f64; 2]>>, term: usize| {
        fit.map_or(f64::NAN, |fit| fit[term][0] / fit[term][1])
    };
    let draw = |permuted: &Permuted| -> Vec<f64> {
        let mut drawn = all.clone();
        if question.method() == Method::Outcome {
            drawn[p + 1] = moved(&all[p + 1], permuted);
            let (rows, outcome) = frame(&drawn, n, directed);
            let fit = regressed(question, &rows, &outcome);
            return (0..=p).map(|term| ratio(fit.clone(), term)).collect();
        }
        let one = |term: usize| {
            let mut drawn = all.clone();
            if question.method() == Method::Predictor {
                if term == 0 {
                    return f64::NAN;
                }
            } else {
                // Regress the term on the others.
                let mut own = all[..=p].to_vec();
                let term_cells = own.remove(term);
                own.push(term_cells.clone());
                let (rows, values) = frame(&own, n, directed);
                let Some(fit) = least_squares(&rows, &values) else { return f64::NAN };
                drawn[term] = (0..n * n)
                    .map(|at| {
                        let explained = own[..p].iter().zip(&fit).map(|(c, [b, _])| c[at] * b);
                        term_cells[at] - explained.sum::<f64>()
                    })
                    .collect();
            }
            drawn[term] = moved(&drawn[term], permuted);
            let (rows, outcome) = frame(&drawn, n, directed);
            ratio(regressed(question, &rows, &outcome), term)
        };
        (0..=p).map(one).collect()
    };
    let draws = (0..question.draws).map(|k| draw(&permutations.draw(k))).collect();
    Slow { terms, draws }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

/// Both agree, where the plain one could be solved well.
fn check(question: &Question) -> bool {
    let slow = slow(question);
    let Ok(fit) = mrqap(question, &Interrupt::new()) else { return false };
    let Some(terms) = slow.terms else { return false };
    let tolerance = if question.family == Family::Gaussian { 1e-6 } else { 1e-5 };
    for (term, (row, [estimate, error])) in fit.rows.iter().zip(&terms).enumerate() {
        assert!(close(row.estimate, *estimate, tolerance), "{term}: {row:?} {estimate}");
        assert!(close(row.error, *error, tolerance), "{term}: {row:?} {error}");
        for (found, draw) in row.draws.iter().zip(&slow.draws) {
            let wanted = draw[term];
            // Where one of them finds a system singular, the other may be just short of it.
            if wanted.is_nan() || found.is_nan() || wanted.abs() > 1e4 {
                continue;
            }
            assert!(close(*found, wanted, tolerance), "term {term}: {found} {wanted}");
        }
    }
    true
}

fn method(number: usize) -> Method {
    [Method::SemiPartial, Method::Outcome, Method::Predictor][number]
}

#[test]
fn products_of_every_two_kinds() {
    let n = 9;
    for directed in [true, false] {
        for seed in 0..6 {
            let kinds: Vec<Dyads> = (0..KINDS)
                .map(|kind| made(kind, n, seed))
                .filter(|dyads| directed || dyads.is_symmetric())
                .chain([symmetric(&made(0, n, seed)), symmetric(&made(1, n, seed))])
                .collect();
            let mut variables: Vec<Variable> =
                kinds.iter().map(|dyads| Variable::new(dyads, directed)).collect();
            prepare(&mut variables, n);
            let all: Vec<&Variable> = variables.iter().collect();
            let permuted = Permutations::new(n, seed, None).unwrap().draw(0);
            let sums = Products::new(n, directed, all.clone(), all.clone()).of(&permuted);
            for (a, fixed) in kinds.iter().enumerate() {
                for (b, other) in kinds.iter().enumerate() {
                    let wanted: f64 = (0..n * n)
                        .filter(|at| at / n != at % n && (directed || at / n < at % n))
                        .map(|at| {
                            let (i, j) = (at / n, at % n);
                            let from = |v: usize| permuted.from[v] as usize;
                            (fixed.cell(i, j) - all[a].shift())
                                * (other.cell(from(i), from(j)) - all[b].shift())
                        })
                        .sum();
                    let found = sums[a * kinds.len() + b];
                    assert!(close(found, wanted, 1e-9), "{a} {b} {directed}: {found} {wanted}");
                }
            }
        }
    }
}

#[test]
fn many_matrices_written_out() {
    // More than fit into one block.
    let n = 8;
    let mut dyads: Vec<Dyads> = (0..7).map(|seed| made(0, n, seed)).collect();
    let outcome = dyads.pop().unwrap();
    for number in 0..3 {
        let question = Question {
            outcome: &outcome,
            predictors: dyads.iter().collect(),
            directed: true,
            family: Family::Gaussian,
            method: method(number),
            draws: 5,
            seed: 1,
            strata: None,
        };
        assert!(check(&question));
    }
}

proptest! {
    #[test]
    fn least_squares_as_written_out(
        kinds in prop::collection::vec(0..KINDS, 1..4),
        outcome in 0..2_usize,
        (n, seed) in (5..10_usize, 0..10_000_u64),
        (directed, missing, strata, number) in (any::<bool>(), any::<bool>(), any::<bool>(), 0..3_usize),
    ) {
        let ready = |kind: usize, seed: u64| {
            let dyads = made(kind, n, seed);
            let dyads = if directed || dyads.is_symmetric() { dyads } else { symmetric(&dyads) };
            if missing { holed(&dyads, seed, directed) } else { dyads }
        };
        let predictors: Vec<Dyads> =
            kinds.iter().enumerate().map(|(v, &kind)| ready(kind, seed + 10 * v as u64)).collect();
        let outcome = ready(outcome, seed + 77);
        let groups: Vec<u32> = (0..n as u32).map(|v| v % 2).collect();
        check(&Question {
            outcome: &outcome,
            predictors: predictors.iter().collect(),
            directed,
            family: Family::Gaussian,
            method: method(number),
            draws: 4,
            seed,
            strata: strata.then_some(groups.as_slice()),
        });
    }

    #[test]
    fn logit_and_poisson_as_written_out(
        kinds in prop::collection::vec(0..KINDS, 1..3),
        (n, seed) in (8..11_usize, 0..10_000_u64),
        (logit, missing, number) in (any::<bool>(), any::<bool>(), 0..3_usize),
    ) {
        let ready = |dyads: Dyads, seed: u64| if missing { holed(&dyads, seed, true) } else { dyads };
        let predictors: Vec<Dyads> = kinds
            .iter()
            .enumerate()
            .map(|(v, &kind)| ready(made(kind, n, seed + 10 * v as u64), seed + v as u64))
            .collect();
        let mut stream = Stream::new(seed, 5);
        let most = if logit { 2 } else { 5 };
        let counts = (0..n * n).map(|_| stream.below(most) as f64).collect();
        let outcome = ready(Dyads::dense(n, counts).unwrap(), seed + 50);
        check(&Question {
            outcome: &outcome,
            predictors: predictors.iter().collect(),
            directed: true,
            family: if logit { Family::Logit } else { Family::Poisson },
            method: method(number),
            draws: 3,
            seed,
            strata: None,
        });
    }
}

#[test]
fn the_checks_above_check_something() {
    let fits = (0..40).filter(|&seed| {
        let n = 9;
        let (outcome, first, second) =
            (made(0, n, seed), made(seed as usize % KINDS, n, seed + 5), made(5, n, seed + 9));
        check(&Question {
            outcome: &holed(&outcome, seed, true),
            predictors: vec![&first, &second],
            directed: true,
            family: Family::Gaussian,
            method: method(seed as usize % 3),
            draws: 3,
            seed,
            strata: None,
        })
    });
    assert!(fits.count() >= 30);
}

#[test]
fn many_nodes_need_no_matrix() {
    let n = 4_000;
    let mut stream = Stream::new(3, 1);
    let mut ends = || (0..20_000).map(|_| stream.below(n) as u32).collect::<Vec<u32>>();
    let (from, to) = (ends(), ends());
    let (other_from, other_to) = (ends(), ends());
    let outcome = Dyads::sparse(n, &from, &to, &vec![1.0; from.len()]).unwrap();
    let tie = Dyads::sparse(n, &other_from, &other_to, &vec![1.0; from.len()]).unwrap();
    let groups: Vec<u32> = (0..n).map(|_| stream.below(5) as u32).collect();
    let ranks: Vec<f64> = (0..n).map(|_| stream.unit()).collect();
    let (same, distance) = (Dyads::same(&groups), Dyads::distance(&ranks).unwrap());
    let both = Dyads::product(&same, &distance).unwrap();
    let question = Question {
        outcome: &outcome,
        predictors: vec![&tie, &same, &distance, &both],
        directed: true,
        family: Family::Gaussian,
        method: Method::SemiPartial,
        draws: 20,
        seed: 2,
        strata: None,
    };
    let fit = mrqap(&question, &Interrupt::new()).unwrap();
    assert_eq!(fit.dyads, n * (n - 1));
    for row in &fit.rows[1..] {
        assert!(row.fitted() == 20 && row.t.abs() < 5.0 && row.null_mean().abs() < 1.5, "{row:?}");
    }
    let poisson = mrqap(&Question { family: Family::Poisson, ..question }, &Interrupt::new());
    assert!(matches!(poisson, Err(Error::Input { argument, .. }) if argument == "family"));
}

#[test]
fn what_cannot_be_fitted() {
    let n = 6;
    let outcome = made(0, n, 1);
    let (first, second) = (made(0, n, 2), made(5, n, 3));
    let argument = |outcome: &Dyads, predictors: Vec<&Dyads>, directed, family| {
        let question = Question {
            outcome,
            predictors,
            directed,
            family,
            method: Method::SemiPartial,
            draws: 3,
            seed: 1,
            strata: None,
        };
        match mrqap(&question, &Interrupt::new()) {
            Err(Error::Input { argument, .. }) => argument,
            other => format!("{other:?}"),
        }
    };
    let gaussian =
        |outcome: &Dyads, predictors| argument(outcome, predictors, true, Family::Gaussian);
    let flat = Dyads::dense(n, vec![2.5; n * n]).unwrap();
    let none = Dyads::dense(n, vec![f64::NAN; n * n]).unwrap();
    assert_eq!(gaussian(&outcome, vec![]), "predictors");
    assert_eq!(gaussian(&flat, vec![&first]), "outcome");
    assert_eq!(gaussian(&outcome, vec![&first, &flat]), "predictor 2");
    assert_eq!(gaussian(&outcome, vec![&first, &second, &first]), "predictor 3");
    assert_eq!(gaussian(&holed(&outcome, 1, true), vec![&first, &second, &first]), "predictor 3");
    assert_eq!(gaussian(&outcome, vec![&first, &none]), "outcome");
    let smaller = made(0, 5, 1);
    assert_eq!(gaussian(&outcome, vec![&smaller]), "predictor 1");
    assert_eq!(
        argument(&symmetric(&outcome), vec![&first], false, Family::Gaussian),
        "predictor 1"
    );
    assert_eq!(argument(&outcome, vec![&second], false, Family::Gaussian), "outcome");
    assert_eq!(argument(&outcome, vec![&second], true, Family::Logit), "outcome");
    let three = (made(0, 2, 1), made(0, 2, 2));
    assert_eq!(gaussian(&three.0, vec![&three.1]), "outcome");
    // The tie of the same group, explained by itself.
    let groups = Dyads::same(&[0, 0, 0, 1, 1, 1]);
    assert_eq!(argument(&groups, vec![&second, &groups], true, Family::Logit), "predictor 2");
    assert_eq!(argument(&groups, vec![&second, &groups], true, Family::Poisson), "predictor 2");
}

#[test]
fn correlations_as_written_out() {
    for (seed, directed, missing) in
        (0..12).flat_map(|seed| [(seed, true, false), (seed, true, true), (seed, false, true)])
    {
        let n = 7;
        let ready = |seed: u64| {
            let dyads = made(seed as usize % KINDS, n, seed);
            let dyads = if directed { dyads } else { symmetric(&dyads) };
            if missing { holed(&dyads, seed, directed) } else { dyads }
        };
        let (a, b) = (ready(seed), ready(seed + 3));
        let Ok((value, draws)) = correlation((&a, &b), directed, (4, 1), None, &Interrupt::new())
        else {
            continue;
        };
        let permutations = Permutations::new(n, 1, None).unwrap();
        let slow = |permuted: &Permuted| {
            let (x, y) = (a.values().unwrap(), moved(&b.values().unwrap(), permuted));
            let (rows, y) = frame(&[x, y], n, directed);
            let count = y.len() as f64;
            let (mx, my) =
                (rows.iter().map(|x| x[0]).sum::<f64>() / count, y.iter().sum::<f64>() / count);
            let of = |u: &dyn Fn(usize) -> f64, v: &dyn Fn(usize) -> f64| {
                (0..y.len()).map(|k| u(k) * v(k)).sum::<f64>()
            };
            let (u, v) = (|k: usize| rows[k][0] - mx, |k: usize| y[k] - my);
            of(&u, &v) / (of(&u, &u) * of(&v, &v)).sqrt()
        };
        assert!(close(value, slow(&Permuted::identity(n)), 1e-9));
        for (k, draw) in draws.iter().enumerate() {
            assert!(draw.is_nan() || close(*draw, slow(&permutations.draw(k)), 1e-9));
        }
    }
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let n = 12;
    let (outcome, first, second) = (made(0, n, 1), made(0, n, 2), made(1, n, 3));
    let holes = holed(&outcome, 1, true);
    let ones: Vec<f64> =
        outcome.values().unwrap().iter().map(|y| f64::from(u8::from(*y > 1.0))).collect();
    let ones = Dyads::dense(n, ones).unwrap();
    let run = || {
        [(&outcome, Family::Gaussian), (&holes, Family::Gaussian), (&ones, Family::Logit)].map(
            |(outcome, family)| {
                let question = Question {
                    outcome,
                    predictors: vec![&first, &second],
                    directed: true,
                    family,
                    method: Method::SemiPartial,
                    draws: 50,
                    seed: 4,
                    strata: None,
                };
                let fit = mrqap(&question, &Interrupt::new()).unwrap();
                fit.rows
                    .iter()
                    .flat_map(|row| row.draws.iter().map(|draw| draw.to_bits()))
                    .collect::<Vec<u64>>()
            },
        )
    };
    let on = |threads: usize| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn nodes_stay_in_their_strata_and_a_stop_is_heard() {
    let strata = [0, 1, 0, 1, 2];
    let permutations = Permutations::new(5, 3, Some(&strata)).unwrap();
    let mut moved = false;
    for draw in 0..20 {
        let permuted = permutations.draw(draw);
        for (at, &v) in permuted.from.iter().enumerate() {
            assert_eq!(strata[at], strata[v as usize]);
            moved |= at != v as usize;
        }
    }
    assert!(moved);
    for strata in [&[0, 1, 2][..], &[0, u32::MAX, 0], &[0, 0]] {
        assert!(Permutations::new(3, 1, Some(strata)).is_err());
    }
    let interrupt = Interrupt::new();
    interrupt.stop();
    let (outcome, first) = (made(0, 5, 1), made(0, 5, 2));
    let stopped = correlation((&outcome, &first), true, (3, 1), None, &interrupt);
    assert_eq!(stopped, Err(Error::Interrupted));
}

fn row(t: f64, draws: Vec<f64>) -> Row {
    Row { estimate: t, error: 1.0, t, draws }
}

#[test]
fn few_draws_reach_nowhere() {
    assert!(row(1.0, vec![1.0; 18]).null_reach().is_nan());
    let draws = (0..19).map(f64::from).chain([f64::NAN]).collect();
    assert!((row(1.0, draws).null_reach() - 18.0).abs() < 1e-12);
}

proptest! {
    #[test]
    fn beyond_the_reach_p_is_at_most_5_percent(
        t in -4.0..4.0_f64,
        draws in prop::collection::vec(-3.0..3.0_f64, 19..80),
    ) {
        let row = row(t, draws);
        prop_assert_eq!(t.abs() > row.null_reach(), row.p() <= 0.05);
    }
}
