//! Numbers in the order of what they stand for.

use rayon::prelude::*;

use crate::corpus::NONE;

/// Replace numbers below `most` by their places in the order of their names (by length, then
/// bytes); gives the numbers that are there, in that order. [`NONE`] stays.
///
/// O(n + d log d) for n numbers of which d are distinct.
pub fn ranked<'a>(
    numbers: &mut [u32],
    most: usize,
    name: impl Fn(u32) -> &'a str + Sync,
) -> Vec<u32> {
    let mut there = vec![false; most];
    for &number in numbers.iter().filter(|&&number| number != NONE) {
        there[number as usize] = true;
    }
    // Most names differ in their first bytes, so that few are looked at again.
    let mut order: Vec<(usize, u128, u32)> = (0..most as u32)
        .into_par_iter()
        .filter(|&number| there[number as usize])
        .map(|number| (name(number).len(), first_bytes(name(number)), number))
        .collect();
    order.par_sort_unstable_by(|x, y| {
        (x.0, x.1).cmp(&(y.0, y.1)).then_with(|| name(x.2).cmp(name(y.2)))
    });
    let mut rank = vec![NONE; most];
    for (place, &(_, _, number)) in order.iter().enumerate() {
        rank[number as usize] = place as u32;
    }
    for number in numbers.iter_mut().filter(|number| **number != NONE) {
        *number = rank[*number as usize];
    }
    order.into_iter().map(|(_, _, number)| number).collect()
}

/// The first bytes of a name as one number; names of one length compare as these do.
fn first_bytes(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(16);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::id_order;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_the_order_of_ids(
            names in prop::collection::btree_set("[ab\0]{0,3}|a{15,17}[bc]|\\PC{0,3}", 0..20),
            picks in prop::collection::vec(prop::option::of(0_usize..20), 0..30),
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let numbers: Vec<u32> = picks
                .iter()
                .map(|pick| pick.filter(|&pick| pick < names.len()).map_or(NONE, |pick| pick as u32))
                .collect();
            let mut wanted: Vec<u32> = numbers.iter().copied().filter(|&n| n != NONE).collect();
            wanted.sort_by(|&x, &y| id_order(&names[x as usize], &names[y as usize]));
            wanted.dedup();
            let mut places = numbers.clone();
            let order = ranked(&mut places, names.len(), |number| &names[number as usize]);
            prop_assert_eq!(&order, &wanted);
            for (&place, &number) in places.iter().zip(&numbers) {
                prop_assert_eq!(order.get(place as usize).copied().unwrap_or(NONE), number);
            }
        }
    }
}
