//! Statistics against slow definitions, and what each null keeps.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

fn events() -> impl Strategy<Value = Events> {
    (2_u32..8).prop_flat_map(|n| {
        let event = (0..n, 1..n, 0_i64..20)
            .prop_map(move |(source, step, at)| (source, (source + step) % n, at * 1_000_000));
        prop::collection::vec(event, 1..40).prop_map(move |rows| {
            let column = |of: fn(&(u32, u32, i64)) -> u32| rows.iter().map(of).collect::<Vec<_>>();
            let times: Vec<i64> = rows.iter().map(|row| row.2).collect();
            Events::new(n as usize, &column(|r| r.0), &column(|r| r.1), &times).unwrap()
        })
    })
}

fn rows(events: &Events) -> Vec<(u32, u32, i64)> {
    (0..events.len()).map(|r| (events.source[r], events.target[r], events.time[r])).collect()
}

fn of(statistic: Statistic, events: &Events) -> f64 {
    let all: Vec<u32> = (0..events.n as u32).collect();
    statistic.of(events, &all, &Interrupt::new()).unwrap()
}

/// Each node by itself, by the earliest arrivals, until nothing changes.
fn reachability_slowly(events: &Events) -> f64 {
    let mut pairs = 0;
    for start in 0..events.n {
        let mut arrived: Vec<Option<i64>> = vec![None; events.n];
        arrived[start] = Some(i64::MIN);
        loop {
            let before = arrived.clone();
            for (source, target, at) in rows(events) {
                let can = arrived[source as usize].is_some_and(|since| since < at);
                let sooner = arrived[target as usize].is_none_or(|since| at < since);
                if can && sooner {
                    arrived[target as usize] = Some(at);
                }
            }
            if before == arrived {
                break;
            }
        }
        pairs += arrived.iter().flatten().count() - 1;
    }
    f64::from(u32::try_from(pairs).unwrap()) / (events.n * (events.n - 1)) as f64
}

fn responses_slowly(events: &Events) -> Vec<i64> {
    let all = rows(events);
    let back = |&(a, b, at): &(u32, u32, i64)| {
        all.iter().filter(|&&(c, d, then)| (c, d) == (b, a) && then > at).map(|r| r.2 - at).min()
    };
    let mut found: Vec<i64> = all.iter().filter_map(back).collect();
    found.sort_unstable();
    found
}

fn groups(events: &Events, by_link: bool) -> Vec<Vec<f64>> {
    let mut times: HashMap<(u32, u32), Vec<i64>> = HashMap::new();
    for (a, b, at) in rows(events) {
        times.entry((a, if by_link { b } else { 0 })).or_default().push(at);
    }
    let gaps = |times: &Vec<i64>| times.windows(2).map(|w| (w[1] - w[0]) as f64 / 1e6).collect();
    times.values().map(gaps).collect()
}

fn mean_of(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd_of(values: &[f64]) -> f64 {
    let mean = mean_of(values);
    mean_of(&values.iter().map(|x| (x - mean) * (x - mean)).collect::<Vec<_>>()).sqrt()
}

fn burstiness_slowly(events: &Events, by_link: bool) -> f64 {
    let all = groups(events, by_link);
    let some = all.iter().filter(|gaps| gaps.len() >= 2 && gaps.iter().any(|&gap| gap > 0.0));
    let values: Vec<f64> =
        some.map(|gaps| (sd_of(gaps) - mean_of(gaps)) / (sd_of(gaps) + mean_of(gaps))).collect();
    mean_of(&values)
}

fn memory_slowly(events: &Events, by_link: bool) -> f64 {
    let all = groups(events, by_link);
    let values: Vec<f64> = all
        .iter()
        .filter(|gaps| gaps.len() >= 4)
        .filter_map(|gaps| {
            let (x, y) = (&gaps[..gaps.len() - 1], &gaps[1..]);
            let both: Vec<f64> = x.iter().zip(y).map(|(a, b)| a * b).collect();
            let (s, u) = (sd_of(x), sd_of(y));
            (s > 0.0 && u > 0.0).then(|| (mean_of(&both) - mean_of(x) * mean_of(y)) / (s * u))
        })
        .collect();
    mean_of(&values)
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-9 || found.is_nan() && wanted.is_nan()
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

fn degrees(events: &Events) -> Vec<(usize, usize)> {
    let links = {
        let mut links = sorted(rows(events).into_iter().map(|(a, b, _)| (a, b)));
        links.dedup();
        links
    };
    let count = |v: u32, end: fn(&(u32, u32)) -> u32| links.iter().filter(|l| end(l) == v).count();
    (0..events.n as u32).map(|v| (count(v, |l| l.0), count(v, |l| l.1))).collect()
}

proptest! {
    #[test]
    fn statistics_are_what_their_definitions_say(events in events()) {
        prop_assert!(near(of(Statistic::Reachability, &events), reachability_slowly(&events)));
        let waits = responses_slowly(&events);
        let share = waits.len() as f64 / events.len() as f64;
        prop_assert!(near(of(Statistic::Reciprocated, &events), share));
        let half = waits.len() / 2;
        let median = if waits.is_empty() {
            f64::NAN
        } else {
            (waits[half] + waits[(waits.len() - 1) / 2]) as f64 / 2e6
        };
        prop_assert!(near(of(Statistic::MedianResponse, &events), median));
        let links = groups(&events, true).len();
        let repeated = (events.len() - links) as f64 / events.len() as f64;
        prop_assert!(near(of(Statistic::Repeated, &events), repeated));
        for (by_link, bursty, memory) in [
            (false, Statistic::Burstiness, Statistic::Memory),
            (true, Statistic::LinkBurstiness, Statistic::LinkMemory),
        ] {
            prop_assert!(near(of(bursty, &events), burstiness_slowly(&events, by_link)));
            prop_assert!(near(of(memory, &events), memory_slowly(&events, by_link)));
        }
    }

    #[test]
    fn each_null_keeps_what_it_says(events in events(), seed in 0_u64..50) {
        let made = |null| draw(&events, null, seed, 3, &Interrupt::new()).unwrap();
        let pairs = |e: &Events| sorted(rows(e).into_iter().map(|(a, b, _)| (a, b)));
        let acts = |e: &Events| sorted(rows(e).into_iter().map(|(a, _, at)| (a, at)));
        for null in Null::ALL {
            let drawn = made(null);
            prop_assert_eq!(&drawn.time, &events.time);
            prop_assert!(rows(&drawn).iter().all(|(a, b, _)| a != b));
        }
        prop_assert_eq!(pairs(&made(Null::Times)), pairs(&events));
        prop_assert_eq!(pairs(&made(Null::TimesWithin)), pairs(&events));
        prop_assert_eq!(acts(&made(Null::TimesWithin)), acts(&events));
        prop_assert_eq!(acts(&made(Null::Targets)), acts(&events));
        prop_assert_eq!(
            sorted(made(Null::Targets).target), sorted(events.target.iter().copied())
        );
        let linked = made(Null::Links);
        prop_assert_eq!(degrees(&linked), degrees(&events));
        prop_assert_eq!(acts(&linked), acts(&events));
        // The sequences of times of the links of a node, whoever is at the other end.
        let sequences = |e: &Events| {
            let mut times: HashMap<(u32, u32), Vec<i64>> = HashMap::new();
            rows(e).into_iter().for_each(|(a, b, at)| times.entry((a, b)).or_default().push(at));
            sorted(times.into_iter().map(|((a, _), times)| (a, times)))
        };
        prop_assert_eq!(sequences(&linked), sequences(&events));
    }
}

#[test]
fn clocks_and_bursts() {
    let clock = Events::new(2, &[0; 5], &[1; 5], &[0, 10, 20, 30, 40]).unwrap();
    assert_eq!(of(Statistic::Burstiness, &clock), -1.0);
    assert!(of(Statistic::Memory, &clock).is_nan());
    let n = 400_usize;
    let mut times: Vec<i64> = (0..n as i64).collect();
    times.extend((0..n as i64).map(|t| t + 1_000_000_000_000));
    let bursts = Events::new(2, &vec![0; 2 * n], &vec![1; 2 * n], &times).unwrap();
    assert!(of(Statistic::Burstiness, &bursts) > 0.9);
}

#[test]
fn events_of_one_moment_do_not_follow_each_other() {
    let events = Events::new(3, &[0, 1], &[1, 2], &[5, 5]).unwrap();
    assert_eq!(of(Statistic::Reachability, &events), 2.0 / 6.0);
    let events = Events::new(3, &[0, 1], &[1, 2], &[5, 6]).unwrap();
    assert_eq!(of(Statistic::Reachability, &events), 3.0 / 6.0);
}

#[test]
fn more_than_64_sources_and_some_of_them() {
    let n = 150_u32;
    let (source, target): (Vec<u32>, Vec<u32>) = (0..n - 1).map(|v| (v, v + 1)).unzip();
    let times: Vec<i64> = (0..i64::from(n) - 1).collect();
    let chain = Events::new(n as usize, &source, &target, &times).unwrap();
    assert_eq!(of(Statistic::Reachability, &chain), 0.5);
    let some = reach::sources(&chain, Some(40), 1);
    assert_eq!(some.len(), 40);
    let wanted: u32 = some.iter().map(|v| n - 1 - v).sum();
    let found = reach::reachability(&chain, &some, &Interrupt::new()).unwrap();
    assert!(near(found, f64::from(wanted) / (40.0 * f64::from(n - 1))));
    assert_eq!(reach::sources(&chain, Some(1_000), 1).len(), n as usize);
}

fn talk(n: u32, seed: u64) -> Events {
    let mut stream = crate::random::Stream::new(seed, 0);
    let mut rows = (Vec::new(), Vec::new(), Vec::new());
    for k in 0..200_i64 {
        let a = stream.below(n as usize) as u32;
        let b = (a + 1 + stream.below(n as usize - 1) as u32) % n;
        // Every question is answered after a second.
        for (source, target, at) in [(a, b, 100 * k), (b, a, 100 * k + 1)] {
            rows.0.push(source);
            rows.1.push(target);
            rows.2.push(at * 1_000_000);
        }
    }
    Events::new(n as usize, &rows.0, &rows.1, &rows.2).unwrap()
}

#[test]
fn quick_answers_stand_out_and_threads_do_not_matter() {
    let events = talk(40, 4);
    let options = TestOptions { null: Null::Times, draws: 99, seed: 2, sources: Some(5) };
    let go = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found =
            pool.install(|| test(&events, &Statistic::ALL, options, &Interrupt::new())).unwrap();
        found
            .iter()
            .flat_map(|t| [t.value, t.p(), t.null_mean()])
            .map(f64::to_bits)
            .collect::<Vec<_>>()
    };
    assert_eq!(go(1), go(4));
    for null in [Null::Times, Null::TimesWithin, Null::Targets, Null::Links] {
        let options = TestOptions { null, ..options };
        let found =
            test(&events, &[Statistic::MedianResponse], options, &Interrupt::new()).unwrap();
        assert_eq!(found[0].value, 1.0);
        assert!(found[0].p() <= 0.02 || null == Null::TimesWithin, "{null:?} {}", found[0].p());
    }
}

#[test]
fn what_is_no_event_is_refused_and_an_interrupt_ends_it() {
    assert!(Events::new(2, &[0], &[0], &[1]).is_err());
    assert!(Events::new(2, &[0], &[2], &[1]).is_err());
    assert!(Events::new(2, &[0], &[1], &[]).is_err());
    assert!(Null::parse("rewire").is_err() && Statistic::parse("burst").is_err());
    for null in Null::ALL {
        assert_eq!(Null::parse(null.as_str()).unwrap(), null);
    }
    for statistic in Statistic::ALL {
        assert_eq!(Statistic::parse(statistic.as_str()).unwrap(), statistic);
    }
    let stopped = Interrupt::new();
    stopped.stop();
    let options = TestOptions { null: Null::Targets, draws: 5, seed: 0, sources: None };
    let found = test(&talk(4, 1), &[Statistic::Repeated], options, &stopped);
    assert!(matches!(found, Err(Error::Interrupted)));
}
