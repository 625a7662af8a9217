//! Rings of references: impossible on a platform, possible in an archive.

use super::strings::NONE;

/// Cut every ring of parents at its smallest row, in place; how many there were. `O(n)`.
///
/// A parent number beyond the rows (a post that is not there) has no parent itself.
pub fn cut(parents: &mut [u32]) -> u64 {
    const NEW: u32 = 0;
    let mut walk_of = vec![NEW; parents.len()];
    let mut rings = 0;
    for start in 0..parents.len() {
        let walk = start as u32 + 1;
        let mut at = start as u32;
        while (at as usize) < parents.len() && walk_of[at as usize] == NEW {
            walk_of[at as usize] = walk;
            at = parents[at as usize];
        }
        // Met itself: the rows from here on are a ring.
        if (at as usize) < parents.len() && walk_of[at as usize] == walk {
            let mut smallest = at;
            let mut member = parents[at as usize];
            while member != at {
                smallest = smallest.min(member);
                member = parents[member as usize];
            }
            parents[smallest as usize] = NONE;
            rings += 1;
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ring_is_cut_once_at_its_first_row() {
        let mut parents = vec![2, 0, 1, 2, NONE, 9];
        assert_eq!(cut(&mut parents), 1);
        assert_eq!(parents, [NONE, 0, 1, 2, NONE, 9]);
    }

    proptest! {
        #[test]
        fn no_walk_returns(parents in prop::collection::vec(0_u32..12, 0..10)) {
            let mut cut_parents = parents.clone();
            let rings = cut(&mut cut_parents);
            let changed = parents.iter().zip(&cut_parents).filter(|(a, b)| a != b).count() as u64;
            prop_assert_eq!(rings, changed);
            for start in 0..parents.len() {
                let mut at = start as u32;
                for _ in 0..=parents.len() {
                    at = cut_parents.get(at as usize).copied().unwrap_or(NONE);
                }
                prop_assert_eq!(at, NONE);
            }
        }
    }
}
