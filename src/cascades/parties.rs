//! Groups of the accounts that take part, and of cascades by who began them.

use super::Forest;
use crate::corpus::{Found, Groups, Level, NO_TIME, NONE};
use crate::error::{Error, Result};

/// Accounts or cascades by group; groups are numbered in the order of tables.
#[derive(Debug)]
pub struct Parties<'a> {
    /// What the groups are.
    pub groups: &'a Groups,
    /// The group of each account or cascade, or [`NONE`].
    pub codes: Vec<u32>,
    found: Found,
    order: Vec<u32>,
}

impl<'a> Parties<'a> {
    /// Accounts by group. Terms of the roster hold ([`Parties::of`]); windows of time do not fit.
    pub fn of_accounts(groups: &'a Groups, accounts: usize) -> Result<Self> {
        if groups.levels.iter().any(|level| matches!(level, Level::Window(_))) {
            let wanted = "groups of accounts, such as a column of the roster";
            return Err(Error::input("by", "a window of time", wanted));
        }
        Ok(Self::new(groups, (0..accounts as u32).map(|account| (account, NO_TIME))))
    }

    /// Cascades by the group of the root's account at the root's time.
    pub fn of_roots(groups: &'a Groups, forest: &Forest) -> Self {
        let roots = forest.starts[..forest.len()].iter();
        Self::new(groups, roots.map(|&root| (forest.authors[root], forest.times[root])))
    }

    fn new(groups: &'a Groups, cases: impl Iterator<Item = (u32, i64)>) -> Self {
        let mut found = Found::default();
        let mut codes: Vec<u32> =
            cases.map(|(account, time)| groups.of(account, time, &mut found)).collect();
        let order = found.order(groups);
        let mut rank = vec![NONE; order.len()];
        for (place, &group) in order.iter().enumerate() {
            rank[group as usize] = place as u32;
        }
        for code in codes.iter_mut().filter(|code| **code != NONE) {
            *code = rank[*code as usize];
        }
        Self { groups, codes, found, order }
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The group of an account at a time, or [`NONE`].
    pub fn of(&self, account: u32, time: i64) -> u32 {
        match self.codes.get(account as usize) {
            Some(&code) if code != NONE && self.groups.in_term(account, time) => code,
            _ => NONE,
        }
    }

    /// The group of a member of a forest, or [`NONE`].
    pub fn of_member(&self, forest: &Forest, member: usize) -> u32 {
        self.of(forest.authors[member], forest.times[member])
    }

    /// What a level of the grouping is for this group: the number of a label, an account, or the
    /// start of a window.
    pub fn key(&self, group: u32, level: usize) -> i64 {
        self.found.key(self.order[group as usize], level)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::cascades::testing::forest;
    use crate::corpus::{Labels, Window};

    /// Groups by number: accounts without one are [`NONE`].
    pub fn by_number(codes: Vec<u32>) -> Groups {
        let highest = codes.iter().copied().filter(|&code| code != NONE).max().unwrap_or(0);
        let names = (0..=highest).map(|code| format!("{code:03}")).collect();
        Groups { levels: vec![Level::Column(Labels { codes, names })], terms: None }
    }

    #[test]
    fn groups_come_in_the_order_of_their_labels_and_terms_hold() {
        let labels = Labels { codes: vec![0, 1, NONE], names: vec!["b".into(), "a".into()] };
        let terms = Some(vec![(NO_TIME, 10), (NO_TIME, NO_TIME), (NO_TIME, NO_TIME)]);
        let groups = Groups { levels: vec![Level::Column(labels)], terms };
        let parties = Parties::of_accounts(&groups, 3).expect("no window");
        assert_eq!((parties.codes.clone(), parties.len()), (vec![1, 0, NONE], 2));
        assert_eq!([parties.of(0, 9), parties.of(0, 10), parties.of(0, NO_TIME)], [1, NONE, 1]);
        assert_eq!([parties.of(NONE, 0), parties.of(7, 0)], [NONE, NONE]);
        assert_eq!(parties.key(1, 0), 0);
    }

    #[test]
    fn roots_have_windows_and_accounts_have_none() {
        let groups = Groups { levels: vec![Level::Window(Window::Hours(1))], terms: None };
        assert!(Parties::of_accounts(&groups, 1).is_err());
        let hour = 3_600_000_000;
        let lone = |time: i64| vec![(NONE, 0, time)];
        let forest = forest(&[lone(hour), lone(1), lone(hour + 1), lone(NO_TIME)]);
        assert_eq!(Parties::of_roots(&groups, &forest).codes, [1, 0, 1, NONE]);
    }
}
