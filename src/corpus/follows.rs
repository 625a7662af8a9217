//! Who follows whom.

/// The accounts that each account follows, sorted.
#[derive(Debug, Clone, Default)]
pub struct Follows {
    starts: Vec<usize>,
    followed: Vec<u32>,
}

impl Follows {
    /// From pairs of account numbers; repeated pairs and self-follows are dropped.
    /// `O(m log m)` in pairs.
    pub fn new(accounts: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.retain(|(follower, followed)| follower != followed);
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; accounts + 1];
        for &(follower, _) in &pairs {
            starts[follower as usize + 1] += 1;
        }
        for i in 0..accounts {
            starts[i + 1] += starts[i];
        }
        Self { starts, followed: pairs.into_iter().map(|(_, followed)| followed).collect() }
    }

    /// Where the list of each account begins, and all lists: for the disk.
    pub(super) fn columns(&self) -> (Vec<u64>, &[u32]) {
        (self.starts.iter().map(|&start| start as u64).collect(), &self.followed)
    }

    /// From the columns of a file; `None` if they are not what [`Follows::columns`] gives.
    pub(super) fn from_columns(starts: &[u64], followed: &[u32]) -> Option<Self> {
        let sound = starts.is_sorted() && starts.first().is_none_or(|&start| start == 0);
        let whole = starts.last().copied().unwrap_or(0) == followed.len() as u64;
        let starts = starts.iter().map(|&start| start as usize).collect();
        (sound && whole).then(|| Self { starts, followed: followed.to_vec() })
    }

    /// Whom an account follows, in order of number.
    pub fn of(&self, account: u32) -> &[u32] {
        let at = account as usize;
        if at + 1 >= self.starts.len() {
            return &[];
        }
        &self.followed[self.starts[at]..self.starts[at + 1]]
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The followers of each account: every pair turned around. `O(m)`.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let accounts = self.accounts();
        let mut starts = vec![0; accounts + 1];
        for &followed in &self.followed {
            starts[followed as usize + 1] += 1;
        }
        for account in 0..accounts {
            starts[account + 1] += starts[account];
        }
        let mut next = starts.clone();
        let mut followers = vec![0; self.followed.len()];
        // Followers come in order, so the lists are sorted.
        for (follower, followed) in self.pairs() {
            let next = &mut next[followed as usize];
            followers[*next] = follower;
            *next += 1;
        }
        Self { starts, followed: followers }
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.followed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.followed.is_empty()
    }

    /// All pairs, by follower and then by followed.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.starts.len().saturating_sub(1) as u32).flat_map(|follower| {
            self.of(follower).iter().map(move |&followed| (follower, followed))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sorted_and_once() {
        let follows = Follows::new(3, vec![(2, 0), (0, 1), (0, 1), (1, 1), (0, 2)]);
        assert_eq!(follows.of(0), [1, 2]);
        assert!(follows.of(1).is_empty());
        assert!(follows.of(9).is_empty());
        assert_eq!(follows.pairs().collect::<Vec<_>>(), [(0, 1), (0, 2), (2, 0)]);
        let followers = follows.reversed();
        assert_eq!(followers.pairs().collect::<Vec<_>>(), [(0, 2), (1, 0), (2, 0)]);
        assert_eq!(Follows::default().reversed().len(), 0);
    }
}
