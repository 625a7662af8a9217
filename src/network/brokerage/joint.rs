//! In how many ways nodes can be chosen so that two two-paths have the same role or groups.

use std::collections::BTreeMap;

use super::pairs::Shared;
use super::{falling, role};

/// The groups' sizes, and what was computed from them.
pub(super) struct Ways<'a> {
    sizes: &'a [u64],
    known: BTreeMap<Vec<usize>, f64>,
}

impl<'a> Ways<'a> {
    pub(super) fn new(sizes: &'a [u64]) -> Self {
        Self { sizes, known: BTreeMap::new() }
    }

    /// Of all choices of distinct nodes.
    pub(super) fn all(&self, shared: &Shared) -> f64 {
        falling(self.sizes.iter().sum::<u64>() as f64, nodes(shared))
    }

    /// Of those in which both two-paths give their brokers the role. A role says which of the
    /// three are of one group, so the sum runs over all ways to say so of all nodes.
    pub(super) fn role(&mut self, wanted: usize, shared: &Shared) -> f64 {
        let [a, v, b] = second(shared);
        let mut sum = 0.0;
        for parts in partitions(nodes(shared)) {
            let fits = role(parts[0], parts[1], parts[2]) == wanted
                && role(parts[a], parts[v], parts[b]) == wanted;
            if fits {
                sum += self.in_distinct_groups(&blocks(&parts));
            }
        }
        sum
    }

    /// Of those in which both two-paths lead from, through and to these groups.
    pub(super) fn passage(&self, groups: [u32; 3], shared: &Shared) -> f64 {
        let places = second(shared);
        if (0..3).any(|place| places[place] < 3 && groups[places[place]] != groups[place]) {
            return 0.0;
        }
        let apart = (0..3).filter(|&place| places[place] >= 3).map(|place| groups[place]);
        let mut taken: Vec<u32> = groups.into_iter().chain(apart).collect();
        taken.sort_unstable();
        let runs = taken.chunk_by(|x, y| x == y);
        runs.map(|run| falling(self.sizes[run[0] as usize] as f64, run.len())).product()
    }

    /// The sum over all ways to give each block a group of its own of the ways to fill the blocks.
    fn in_distinct_groups(&mut self, blocks: &[usize]) -> f64 {
        if let Some(&sum) = self.known.get(blocks) {
            return sum;
        }
        // For each set of blocks, the sum with the groups so far; a group takes one block or none.
        let mut sums = vec![0.0; 1 << blocks.len()];
        sums[0] = 1.0;
        for &size in self.sizes {
            for set in (1..sums.len()).rev() {
                for (block, &nodes) in blocks.iter().enumerate().filter(|(b, _)| set >> b & 1 == 1)
                {
                    sums[set] += sums[set ^ (1 << block)] * falling(size as f64, nodes);
                }
            }
        }
        let sum = sums[sums.len() - 1];
        self.known.insert(blocks.to_vec(), sum);
        sum
    }
}

/// How many nodes two two-paths have.
fn nodes(shared: &Shared) -> usize {
    6 - shared.iter().flatten().count()
}

/// Where the nodes of the second two-path stand among all, of which the first three are the first.
pub(super) fn second(shared: &Shared) -> [usize; 3] {
    let mut places = [usize::MAX; 3];
    for (first, there) in shared.iter().enumerate() {
        if let Some(there) = there {
            places[*there] = first;
        }
    }
    let mut next = 3;
    for place in &mut places {
        if *place == usize::MAX {
            *place = next;
            next += 1;
        }
    }
    places
}

/// All partitions of some items, as the part of each; parts are numbered as they appear.
fn partitions(items: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for _ in 0..items {
        let longer = |parts: Vec<u32>| {
            let next = parts.iter().max().map_or(0, |last| last + 1);
            (0..=next).map(move |part| parts.iter().copied().chain([part]).collect())
        };
        all = all.into_iter().flat_map(longer).collect();
    }
    all
}

/// The sizes of the parts, ascending.
fn blocks(parts: &[u32]) -> Vec<usize> {
    let mut sizes = Vec::new();
    for &part in parts {
        sizes.resize(sizes.len().max(part as usize + 1), 0);
        sizes[part as usize] += 1;
    }
    sizes.sort_unstable();
    sizes
}
