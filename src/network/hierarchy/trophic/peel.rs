//! What hangs on one tie only. Its equation says how far it is from the other end, and adds
//! nothing to the equation of that end, so that the tie can be left out of both.

use super::ties::Ties;

/// The nodes that come off, one tie after the other, and what is left.
pub(super) struct Peeled {
    /// Each node that came off and the one it hung on, in the order in which they came off.
    off: Vec<(u32, u32)>,
    /// To how many of the nodes that are left each node is tied; 0 if it came off.
    pub(super) degree: Vec<u32>,
}

impl Peeled {
    /// Take off what can be. `others` holds the others of each node by exclusive or. O(n).
    pub(super) fn of(ties: &Ties, degree: &[u32], mut others: Vec<u32>) -> Self {
        let mut degree = degree.to_vec();
        let mut off = Vec::new();
        let mut loose: Vec<u32> = ties.net.nodes().filter(|&v| degree[v as usize] == 1).collect();
        while let Some(v) = loose.pop() {
            // The other end may have come off in the meantime.
            if degree[v as usize] == 0 {
                continue;
            }
            let other = others[v as usize];
            off.push((v, other));
            degree[v as usize] = 0;
            degree[other as usize] -= 1;
            others[other as usize] ^= v;
            if degree[other as usize] == 1 {
                loose.push(other);
            }
        }
        Self { off, degree }
    }

    /// Give what came off its level, from that of the other end.
    pub(super) fn put_back(&self, ties: &Ties, level: &mut [f64]) {
        for &(v, other) in self.off.iter().rev() {
            let (up, down) = (ties.weight(v, other), ties.weight(other, v));
            level[v as usize] = level[other as usize] + (down - up) / (down + up);
        }
    }
}
