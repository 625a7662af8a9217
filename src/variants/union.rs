//! Which things are linked by a chain of links, found by many threads at once.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Disjoint sets that threads join without locks (Anderson & Woll 1991, STOC). Each set is led by
/// its smallest member, so in the end the leaders do not depend on who came first.
pub(super) struct Union(Vec<AtomicU32>);

impl Union {
    /// Each of `size` things by itself.
    pub fn new(size: usize) -> Self {
        Self((0..size as u32).map(AtomicU32::new).collect())
    }

    /// The leader of a thing, as far as is known now.
    pub fn find(&self, mut thing: u32) -> u32 {
        loop {
            let above = self.0[thing as usize].load(Relaxed);
            if above == thing {
                return thing;
            }
            let next = self.0[above as usize].load(Relaxed);
            if next != above {
                // Halve the path. Who loses the race loses nothing: parents only ever go up.
                let _ = self.0[thing as usize].compare_exchange(above, next, Relaxed, Relaxed);
            }
            thing = above;
        }
    }

    /// Join the sets of two things.
    pub fn join(&self, a: u32, b: u32) {
        let (mut a, mut b) = (self.find(a), self.find(b));
        while a != b {
            let (low, high) = (a.min(b), a.max(b));
            if self.0[high as usize].compare_exchange(high, low, Relaxed, Relaxed).is_ok() {
                return;
            }
            (a, b) = (self.find(low), self.find(high));
        }
    }

    /// The leader of each thing.
    pub fn leaders(&self) -> Vec<u32> {
        (0..self.0.len() as u32).map(|thing| self.find(thing)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rayon::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_by_spreading_labels(links in prop::collection::vec((0_u32..60, 0_u32..60), 0..70)) {
            let union = Union::new(60);
            links.par_iter().for_each(|&(a, b)| union.join(a, b));
            let mut labels: Vec<u32> = (0..60).collect();
            for _ in 0..60 {
                for &(a, b) in &links {
                    let least = labels[a as usize].min(labels[b as usize]);
                    labels[a as usize] = least;
                    labels[b as usize] = least;
                }
            }
            prop_assert_eq!(union.leaders(), labels);
        }
    }
}
