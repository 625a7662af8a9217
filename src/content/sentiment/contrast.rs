//! What stands after "but" weighs more than what stands before it.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// Up to so many words of feeling a plain search is faster than a table.
const FEW: usize = 32;

/// Halve what stands before word `but`, and take what stands after it one and a half times.
///
/// As in the original, each valence is looked for by its value, and the first that equals it is
/// changed: of two equal valences the first may be weighed twice, and the second not at all.
///
/// O(n log n) in the number of valences that are not zero, O(n) in the others.
pub(super) fn weigh(valences: &mut [f64], but: usize) {
    let felt: Vec<usize> = (0..valences.len()).filter(|&at| valences[at] != 0.0).collect();
    if felt.len() <= FEW {
        for &at in &felt {
            let value = valences[at];
            let first = felt.iter().copied().find(|&other| valences[other] == value);
            let first = first.unwrap_or(at);
            valences[first] = weighed(value, first, but);
        }
        return;
    }
    let mut places: HashMap<u64, BinaryHeap<Reverse<usize>>> = HashMap::new();
    for &at in &felt {
        places.entry(valences[at].to_bits()).or_default().push(Reverse(at));
    }
    for &at in &felt {
        let value = valences[at];
        let Some(Reverse(first)) = places.get_mut(&value.to_bits()).and_then(BinaryHeap::pop)
        else {
            continue;
        };
        valences[first] = weighed(value, first, but);
        places.entry(valences[first].to_bits()).or_default().push(Reverse(first));
    }
}

fn weighed(value: f64, at: usize, but: usize) -> f64 {
    match at.cmp(&but) {
        std::cmp::Ordering::Less => value * 0.5,
        std::cmp::Ordering::Equal => value,
        std::cmp::Ordering::Greater => value * 1.5,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rule as it is told.
    fn slow(valences: &mut [f64], but: usize) {
        for at in 0..valences.len() {
            let value = valences[at];
            let first = valences.iter().position(|&other| other == value).unwrap();
            valences[first] = weighed(value, first, but);
        }
    }

    #[test]
    fn of_equal_valences_the_first_may_be_weighed_twice() {
        let mut valences = [2.0, 1.0, 0.0, 1.0];
        weigh(&mut valences, 2);
        // The 2 became 1 and was found again in place of the second; the last found the second.
        assert_eq!(valences, [0.5, 0.5, 0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn fast_equals_slow(
            steps in prop::collection::vec(0_u8..8, 1..200),
            but in 0_usize..200,
        ) {
            // Few values, halves and thirds of each other, so that many meet.
            let values = [0.0, 1.0, 2.0, 0.5, -1.5, -1.0, 3.0, 0.75];
            let start: Vec<f64> = steps.iter().map(|&step| values[usize::from(step)]).collect();
            let but = but % start.len();
            let (mut fast, mut told) = (start.clone(), start);
            fast[but] = 0.0;
            told[but] = 0.0;
            weigh(&mut fast, but);
            slow(&mut told, but);
            prop_assert_eq!(fast, told);
        }
    }
}
