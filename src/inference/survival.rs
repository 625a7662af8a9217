//! Times to an event that some never reach while they are watched.

use super::{Estimate, Interval, bootstrap_many};
use crate::error::Result;
use crate::run::Interrupt;

/// How long one was watched, and whether the event came at the end of that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Length of time, in any unit.
    pub time: i64,
    /// Whether the event came; else the watching ended before it.
    pub observed: bool,
}

/// The survival curve of Kaplan & Meier (1958, *JASA* 53:457): at each time t at which events
/// came, S(t) = product over all event times u <= t of (1 - d(u) / n(u)), with d(u) the weight
/// of the events at u and n(u) the weight of all watched for u or longer.
///
/// `events` come in ascending order of time; `weight` is how often each counts. Those whose
/// watching ended at u still count in n(u). Lazy; `O(events)` in all.
pub fn survival<'a>(
    events: &'a [Event],
    weight: impl Fn(usize) -> u32 + 'a,
) -> impl Iterator<Item = (i64, f64)> + 'a {
    debug_assert!(events.is_sorted_by_key(|event| event.time));
    let mut watched: u64 = (0..events.len()).map(|i| u64::from(weight(i))).sum();
    let mut next = 0;
    let mut share = 1.0;
    std::iter::from_fn(move || {
        while next < events.len() {
            let time = events[next].time;
            let (mut came, mut left) = (0, 0);
            while next < events.len() && events[next].time == time {
                let weight = u64::from(weight(next));
                left += weight;
                came += if events[next].observed { weight } else { 0 };
                next += 1;
            }
            let at_risk = watched;
            watched -= left;
            if came > 0 {
                // One division of whole numbers: equal inputs round alike.
                share *= (at_risk - came) as f64 / at_risk as f64;
                return Some((time, share));
            }
        }
        None
    })
}

/// The median: the first time at which the curve is at or below one half; `None` if it stays
/// above.
pub fn time_of_half(curve: impl IntoIterator<Item = (i64, f64)>) -> Option<i64> {
    curve.into_iter().find(|&(_, share)| at_most_half(share)).map(|(time, _)| time)
}

/// The share to whom the event has come by `time`: 1 - S(time). After the last event the curve
/// stays where it is (Gill 1980). NaN without anyone watched is up to the caller.
pub fn share_within(curve: impl IntoIterator<Item = (i64, f64)>, time: i64) -> f64 {
    1.0 - curve.into_iter().take_while(|&(at, _)| at <= time).last().map_or(1.0, |(_, share)| share)
}

/// Both at once, in one pass over the events: the median ([`f64::INFINITY`] if not reached) and
/// the share within `horizon`. NaN for both if the weights sum to 0.
pub fn median_and_share(
    events: &[Event],
    weight: impl Fn(usize) -> u32,
    horizon: i64,
) -> (f64, f64) {
    if (0..events.len()).all(|i| weight(i) == 0) {
        return (f64::NAN, f64::NAN);
    }
    let (mut median, mut left) = (f64::INFINITY, 1.0);
    for (time, share) in survival(events, weight) {
        if time <= horizon {
            left = share;
        }
        if median.is_infinite() && at_most_half(share) {
            median = time as f64;
        }
        if time > horizon && median.is_finite() {
            break;
        }
    }
    (median, 1.0 - left)
}

/// The median and the share within `horizon` of events that come with their cluster, and the
/// intervals of both by resampling clusters: see [`bootstrap_many`]. The median is NaN if it is
/// not reached, in the unit of the events. Where no event came, none comes in a draw: the share is
/// 0 with the exact bound for as many clusters. `O(n log n + draws × n)`.
pub fn bootstrap_survival<K: Ord + Copy>(
    mut cases: Vec<(Event, K)>,
    horizon: i64,
    draws: usize,
    seed: u64,
    interrupt: &Interrupt,
) -> Result<[Estimate; 2]> {
    let mut clusters: Vec<K> = cases.iter().map(|case| case.1).collect();
    clusters.sort_unstable();
    clusters.dedup();
    cases.sort_unstable();
    let (events, places): (Vec<Event>, Vec<usize>) = cases
        .into_iter()
        .map(|(event, key)| (event, clusters.partition_point(|&cluster| cluster < key)))
        .unzip();
    let measure = |weight: &dyn Fn(usize) -> u32| {
        let (median, share) = median_and_share(&events, weight, horizon);
        [median, share]
    };
    let [median, share] = measure(&|_| 1);
    let [of_median, of_share] = if events.iter().any(|event| event.observed) {
        bootstrap_many(clusters.len(), draws, seed, interrupt, |weights| {
            measure(&|event| weights[places[event]])
        })?
    } else {
        [Interval::NONE, Interval::certain(0.0, clusters.len(), draws)]
    };
    let median = if median.is_finite() { median } else { f64::NAN };
    Ok([
        Estimate { value: median, interval: of_median },
        Estimate { value: share, interval: of_share },
    ])
}

/// A step of the survival curve, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched {
    /// The time of the step.
    pub time: i64,
    /// How many were watched until then or longer.
    pub at_risk: u64,
    /// To how many the event came then.
    pub came: u64,
    /// S(time).
    pub share: f64,
    /// Its 95 % interval, for this time alone.
    pub interval: Interval,
}

/// The survival curve with its pointwise 95 % interval: at time 0, at each time at which events
/// came, and where the longest watching ended.
///
/// Greenwood's (1926) variance on the scale of log(-log S), which keeps the interval within 0 and
/// 1 (Kalbfleisch & Prentice 1980): with V(t) = sum over u <= t of d(u) / (n(u) (n(u) - d(u))) and
/// θ = 1.96 sqrt(V) / |log S|, the ends are S^exp(θ) and S^exp(-θ). NaN where S is 1 or 0. It takes
/// the cases for independent of each other.
///
/// `events` come in ascending order of time. Empty without events. `O(n)`.
pub fn curve(events: &[Event]) -> Vec<Watched> {
    let Some(longest) = events.last() else { return Vec::new() };
    let mut steps = Vec::new();
    let (mut share, mut variance, mut at_risk) = (1.0, 0.0, events.len() as u64);
    for same in events.chunk_by(|a, b| a.time == b.time) {
        let time = same[0].time;
        let came = same.iter().filter(|event| event.observed).count() as u64;
        if steps.is_empty() && time > 0 {
            let interval = Interval::NONE;
            steps.push(Watched { time: 0, at_risk, came: 0, share, interval });
        }
        if came > 0 {
            let (watched, left) = (at_risk as f64, (at_risk - came) as f64);
            share *= left / watched;
            variance += came as f64 / (watched * left);
        }
        if came > 0 || time == longest.time || steps.is_empty() {
            let interval = log_log(share, variance);
            steps.push(Watched { time, at_risk, came, share, interval });
        }
        at_risk -= same.len() as u64;
    }
    steps
}

/// 0.975 quantile of the normal distribution.
const NORMAL_975: f64 = 1.959_963_984_540_054;

fn log_log(share: f64, variance: f64) -> Interval {
    if share <= 0.0 || share >= 1.0 {
        return Interval::NONE;
    }
    let margin = NORMAL_975 * variance.sqrt() / share.ln().abs();
    Interval { low: share.powf(margin.exp()), high: share.powf((-margin).exp()) }
}

/// A product of fractions that is one half on paper may round to just above it.
fn at_most_half(share: f64) -> bool {
    share <= 0.5 + 1e-12
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(time: i64, observed: bool) -> Event {
        Event { time, observed }
    }

    /// The formula, term by term, each event repeated as often as it weighs.
    fn slow(events: &[Event], weights: &[u32], time: i64) -> f64 {
        let all: Vec<Event> = events
            .iter()
            .zip(weights)
            .flat_map(|(&event, &weight)| std::iter::repeat_n(event, weight as usize))
            .collect();
        let mut times: Vec<i64> = all.iter().filter(|e| e.observed).map(|e| e.time).collect();
        times.sort_unstable();
        times.dedup();
        let factor = |u: i64| {
            let came = all.iter().filter(|e| e.observed && e.time == u).count() as f64;
            let watched = all.iter().filter(|e| e.time >= u).count() as f64;
            1.0 - came / watched
        };
        times.into_iter().filter(|&u| u <= time).map(factor).product()
    }

    /// The 6-MP arm of Freireich et al. (1963), weeks of remission.
    fn remissions() -> Vec<Event> {
        let came = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let left = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let mut events: Vec<Event> = came.map(|t| event(t, true)).to_vec();
        events.extend(left.map(|t| event(t, false)));
        events.sort_unstable();
        events
    }

    #[test]
    fn the_band_around_the_leukaemia_patients() {
        // Textbook values: at risk, survival, and the interval on the log(-log) scale.
        let wanted = [
            (6, 21, 0.8571, 0.6197, 0.9516),
            (7, 17, 0.8067, 0.5631, 0.9228),
            (10, 15, 0.7529, 0.5032, 0.8894),
            (13, 12, 0.6902, 0.4316, 0.8491),
            (16, 11, 0.6275, 0.3675, 0.8049),
            (22, 7, 0.5378, 0.2678, 0.7468),
            (23, 6, 0.4482, 0.1881, 0.6801),
        ];
        let steps = curve(&remissions());
        assert_eq!((steps[0].time, steps[0].at_risk, steps[0].came), (0, 21, 0));
        for (step, (time, at_risk, share, low, high)) in steps[1..].iter().zip(wanted) {
            assert_eq!((step.time, step.at_risk), (time, at_risk));
            for (a, b) in
                [(step.share, share), (step.interval.low, low), (step.interval.high, high)]
            {
                assert!((a - b).abs() < 6e-5, "{time}: {a} {b}");
            }
        }
        let last = steps[8];
        assert_eq!((steps.len(), last.time, last.at_risk, last.came), (9, 35, 1, 0));
        assert!((last.share - steps[7].share).abs() < 1e-12);
    }

    #[test]
    fn curves_at_their_ends() {
        assert!(curve(&[]).is_empty());
        let all = curve(&[event(0, true), event(4, true)]);
        assert_eq!(all.iter().map(|step| step.time).collect::<Vec<_>>(), [0, 4]);
        assert_eq!(all.iter().map(|step| step.share).collect::<Vec<_>>(), [0.5, 0.0]);
        assert!(all[1].interval.low.is_nan());
        let none = curve(&[event(0, false), event(3, false)]);
        assert_eq!(
            none.iter().map(|step| (step.time, step.at_risk)).collect::<Vec<_>>(),
            [(0, 2), (3, 1)]
        );
        assert!(none.iter().all(|step| step.share == 1.0 && step.interval.low.is_nan()));
    }

    #[test]
    fn clusters_are_resampled_whole() {
        let cases = vec![(event(1, true), 7), (event(2, true), 7), (event(3, false), 9)];
        let [median, share] =
            bootstrap_survival(cases, 2, 200, 1, &Interrupt::new()).expect("not interrupted");
        assert!(median.value == 2.0 && (share.value - 2.0 / 3.0).abs() < 1e-12);
        // A draw is both, twice the first cluster or twice the second.
        assert!(share.interval.low == 0.0 && share.interval.high == 1.0);
        assert!(median.interval.low == 1.0 && median.interval.high.is_nan());
        let none = vec![(event(1, false), 1), (event(2, false), 2)];
        let [median, share] =
            bootstrap_survival(none, 2, 10, 1, &Interrupt::new()).expect("not interrupted");
        assert!(median.value.is_nan() && median.interval.low.is_nan());
        assert!(
            share.value == 0.0 && (share.interval.high - (1.0 - 0.025_f64.sqrt())).abs() < 1e-12
        );
    }

    #[test]
    fn leukaemia_patients() {
        // The textbook curve and median 23.
        let events = remissions();
        let curve: Vec<_> = survival(&events, |_| 1).collect();
        let wanted = [
            (6, 0.857),
            (7, 0.807),
            (10, 0.753),
            (13, 0.690),
            (16, 0.627),
            (22, 0.538),
            (23, 0.448),
        ];
        assert_eq!(curve.len(), wanted.len());
        for (&(time, share), (at, value)) in curve.iter().zip(wanted) {
            assert_eq!(time, at);
            assert!((share - value).abs() < 6e-4, "{time}: {share}");
        }
        assert_eq!(time_of_half(curve.iter().copied()), Some(23));
        assert!((share_within(curve, 12) - 0.247).abs() < 6e-4);
    }

    #[test]
    fn a_half_reached_exactly_is_the_median() {
        for n in 1..30_i64 {
            let events: Vec<Event> = (1..=2 * n).map(|time| event(time, true)).collect();
            assert_eq!(time_of_half(survival(&events, |_| 1)), Some(n), "{n}");
        }
    }

    #[test]
    fn nothing_watched_and_nothing_reached() {
        assert!(median_and_share(&[], |_| 1, 5).1.is_nan());
        assert!(median_and_share(&[event(1, true)], |_| 0, 5).0.is_nan());
        let (median, share) = median_and_share(&[event(1, false), event(2, false)], |_| 1, 5);
        assert!(median.is_infinite() && share == 0.0);
    }

    proptest! {
        #[test]
        fn as_the_formula_says(
            rows in prop::collection::vec((0_i64..8, any::<bool>(), 0_u32..4), 1..20),
            horizon in -1_i64..9,
        ) {
            let mut rows = rows;
            rows.sort_unstable();
            let events: Vec<Event> = rows.iter().map(|row| event(row.0, row.1)).collect();
            let weights: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let (median, share) = median_and_share(&events, |i| weights[i], horizon);
            if weights.iter().all(|&weight| weight == 0) {
                prop_assert!(median.is_nan() && share.is_nan());
            } else {
                prop_assert!((share - (1.0 - slow(&events, &weights, horizon))).abs() < 1e-9);
                let half = (0..9).find(|&time| slow(&events, &weights, time) <= 0.5 + 1e-9);
                prop_assert_eq!(median.is_finite().then_some(median as i64), half);
                let curve: Vec<_> = survival(&events, |i| weights[i]).collect();
                prop_assert_eq!(time_of_half(curve.iter().copied()), half);
                prop_assert!((share_within(curve, horizon) - share).abs() < 1e-12);
            }
            let steps = super::curve(&events);
            prop_assert!(steps.windows(2).all(|pair| pair[0].time < pair[1].time));
            let ones = vec![1; events.len()];
            for step in steps {
                let Watched { time, at_risk, came, share, interval } = step;
                prop_assert!((share - slow(&events, &ones, time)).abs() < 1e-9);
                let until = events.iter().filter(|e| e.time >= time).count() as u64;
                let then = events.iter().filter(|e| e.observed && e.time == time).count() as u64;
                prop_assert_eq!((at_risk, came), (until, then));
                let within = 0.0 <= interval.low && interval.low <= share && share <= interval.high;
                prop_assert!(interval.low.is_nan() || within && interval.high <= 1.0);
            }
        }
    }
}
