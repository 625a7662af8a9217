//! Times to an event that some never reach while they are watched.

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

    #[test]
    fn leukaemia_patients() {
        // The 6-MP arm of Freireich et al. (1963), weeks of remission; textbook curve and median 23.
        let came = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let left = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let mut events: Vec<Event> = came.map(|t| event(t, true)).to_vec();
        events.extend(left.map(|t| event(t, false)));
        events.sort_unstable();
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
        }
    }
}
