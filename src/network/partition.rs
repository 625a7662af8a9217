//! Putting nodes into numbered parts.

/// Number the parts 0, 1, ... from the largest down, ties by their smallest member.
/// `labels` must be below `labels.len()`. O(n log n).
pub(super) fn largest_first(labels: &[u32]) -> Vec<u32> {
    let mut parts = vec![(0_usize, usize::MAX, 0_u32); labels.len()];
    for (v, &label) in labels.iter().enumerate() {
        let part = &mut parts[label as usize];
        *part = (part.0 + 1, part.1.min(v), label);
    }
    parts.retain(|part| part.0 > 0);
    parts.sort_unstable_by_key(|&(size, smallest, _)| (std::cmp::Reverse(size), smallest));
    let mut rank = vec![0; labels.len()];
    for (place, &(_, _, label)) in parts.iter().enumerate() {
        rank[label as usize] = place as u32;
    }
    labels.iter().map(|&label| rank[label as usize]).collect()
}

/// Sets that only ever merge (union-find); the smallest member stands for its set.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    /// `n` sets of one member each.
    pub(super) fn new(n: usize) -> Self {
        Self((0..n as u32).collect())
    }

    /// The smallest member of the set of `v`.
    pub(super) fn find(&mut self, mut v: u32) -> u32 {
        let parent = &mut self.0;
        while parent[v as usize] != v {
            let above = parent[parent[v as usize] as usize];
            // Halving the path as we climb keeps later climbs short.
            parent[v as usize] = above;
            v = above;
        }
        v
    }

    /// Make one set of those of `u` and `v`.
    pub(super) fn join(&mut self, u: u32, v: u32) {
        let (a, b) = (self.find(u), self.find(v));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// The smallest member of the set of each.
    pub(super) fn labels(mut self) -> Vec<u32> {
        (0..self.0.len() as u32).map(|v| self.find(v)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_part_is_0_and_ties_go_to_the_smaller_member() {
        assert_eq!(largest_first(&[4, 2, 2, 0, 0, 1]), [2, 0, 0, 1, 1, 3]);
        assert!(largest_first(&[]).is_empty());
    }

    #[test]
    fn the_smallest_member_stands_for_its_set() {
        let mut sets = Sets::new(5);
        sets.join(4, 3);
        sets.join(3, 1);
        assert_eq!(sets.labels(), [0, 1, 2, 1, 1]);
    }
}
