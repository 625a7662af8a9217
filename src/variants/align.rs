//! The fewest edits that turn one row of tokens into another.

/// What happens to a token on the way from one text to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// It stays as it is.
    Keep,
    /// It is left out.
    Drop,
    /// It is put in.
    Add,
    /// It is replaced by another.
    Substitute,
}

impl Op {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Keep, Self::Drop, Self::Add, Self::Substitute];

    /// The name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Add => "add",
            Self::Substitute => "substitute",
        }
    }

    /// Whether it takes a token of the text before.
    pub fn reads(self) -> bool {
        self != Self::Add
    }

    /// Whether it gives a token of the text after.
    pub fn writes(self) -> bool {
        self != Self::Drop
    }
}

/// Bit words a table of an alignment may have: 16 MB for two bits a cell. That is 8,192 tokens
/// against 8,192.
const MOST_WORDS: usize = 1 << 20;
/// Tokens of a block, where a table would be larger.
const BLOCK: usize = 8_192;
const NONE: u32 = u32::MAX;

/// What an alignment needs and keeps for the next one. One for each thread.
#[derive(Debug, Clone, Default)]
pub struct Aligner {
    /// For each token number its place in `masks`, if both sides have it.
    slots: Vec<u32>,
    /// For each shared token where it stands before: one bit a token.
    masks: Vec<u64>,
    /// For each token after, and each 64 tokens before: is the diagonal step free.
    free: Vec<u64>,
    /// The same: does one more token before cost one more edit.
    rises: Vec<u64>,
    /// The current column: rises and falls.
    column: Vec<(u64, u64)>,
}

impl Aligner {
    /// Put the operations that turn `before` into `after` into `ops`, in order. Equal numbers are
    /// equal tokens.
    ///
    /// As few operations other than keep as can be (Levenshtein's distance). Of several scripts,
    /// read from the end: keep where the tokens are equal, else substitute, else drop, else add.
    /// What is equal at the beginning and at the end is kept first. Where more than 8,192 tokens
    /// stand against 8,192 between these, both are cut into as many blocks of that size and
    /// aligned block by block: still a script, but it may be longer than need be.
    ///
    /// Bit-parallel (Myers 1999, *JACM* 46:395; Hyyrö 2003): `O(n m / 64)` for what lies between
    /// the equal ends, linear in longer texts.
    pub fn align(&mut self, before: &[u32], after: &[u32], ops: &mut Vec<Op>) {
        let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let (a, b) = (&before[head..], &after[head..]);
        let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
        ops.extend(std::iter::repeat_n(Op::Keep, head));
        if a.len().div_ceil(64) * b.len() <= MOST_WORDS {
            self.middle(a, b, ops);
        } else {
            let parts = a.len().max(b.len()).div_ceil(BLOCK);
            let cut = |side: &[u32], part: usize| side.len() * part / parts;
            for part in 0..parts {
                let a = &a[cut(a, part)..cut(a, part + 1)];
                let b = &b[cut(b, part)..cut(b, part + 1)];
                self.align(a, b, ops);
            }
        }
        ops.extend(std::iter::repeat_n(Op::Keep, tail));
    }

    fn middle(&mut self, before: &[u32], after: &[u32], ops: &mut Vec<Op>) {
        if before.is_empty() || after.is_empty() {
            ops.extend(std::iter::repeat_n(Op::Drop, before.len()));
            ops.extend(std::iter::repeat_n(Op::Add, after.len()));
            return;
        }
        if before.len() == 1 && after.len() == 1 {
            ops.push(Op::Substitute);
            return;
        }
        self.read(before, after);
        if before.len() <= 64 {
            self.fill_word(after);
        } else {
            self.fill(before.len(), after);
        }
        self.walk(before, after, ops);
    }

    /// Where each token that both sides have stands before.
    fn read(&mut self, before: &[u32], after: &[u32]) {
        let most = before.iter().chain(after).max().map_or(0, |&token| token as usize + 1);
        self.slots.clear();
        self.slots.resize(most, NONE);
        for &token in before {
            self.slots[token as usize] = 0;
        }
        // Numbers from 1 on, so that 0 says: before, but not after.
        let mut shared = 0;
        for &token in after {
            let slot = &mut self.slots[token as usize];
            if *slot == 0 {
                shared += 1;
                *slot = shared;
            }
        }
        let words = before.len().div_ceil(64);
        self.masks.clear();
        self.masks.resize(words * (shared as usize + 1), 0);
        for (place, &token) in before.iter().enumerate() {
            let slot = self.slots[token as usize];
            if slot > 0 {
                self.masks[slot as usize * words + place / 64] |= 1 << (place % 64);
            }
        }
    }

    /// Row 0 of the masks is empty: no token has it.
    fn mask_row(&self, token: u32) -> usize {
        let slot = self.slots[token as usize];
        if slot == NONE { 0 } else { slot as usize }
    }

    /// The table, where the tokens before fit one word.
    fn fill_word(&mut self, after: &[u32]) {
        self.free.clear();
        self.rises.clear();
        let (mut rises, mut falls) = (u64::MAX, 0_u64);
        for &token in after {
            let mask = self.masks[self.mask_row(token)];
            let free = ((mask & rises).wrapping_add(rises) ^ rises) | mask | falls;
            let up = falls | !(free | rises);
            let down = free & rises;
            let up = (up << 1) | 1;
            let down = down << 1;
            rises = down | !(free | up);
            falls = up & free;
            self.free.push(free);
            self.rises.push(rises);
        }
    }

    /// The same for any number of words: what leaves one at the top enters the next below.
    fn fill(&mut self, before: usize, after: &[u32]) {
        let words = before.div_ceil(64);
        self.free.clear();
        self.rises.clear();
        self.column.clear();
        self.column.resize(words, (u64::MAX, 0));
        for &token in after {
            let row = self.mask_row(token) * words;
            let (mut up_in, mut down_in) = (1, 0);
            for word in 0..words {
                let (rises, falls) = self.column[word];
                let mask = self.masks[row + word] | down_in;
                let free = ((mask & rises).wrapping_add(rises) ^ rises) | mask | falls;
                let up = falls | !(free | rises);
                let down = free & rises;
                let (up_out, down_out) = (up >> 63, down >> 63);
                let up = (up << 1) | up_in;
                let down = (down << 1) | down_in;
                (up_in, down_in) = (up_out, down_out);
                let rises = down | !(free | up);
                self.column[word] = (rises, up & free);
                self.free.push(free);
                self.rises.push(rises);
            }
        }
    }

    /// From the end of the table to its beginning.
    fn walk(&self, before: &[u32], after: &[u32], ops: &mut Vec<Op>) {
        let words = before.len().div_ceil(64);
        let start = ops.len();
        let (mut i, mut j) = (before.len(), after.len());
        while i > 0 && j > 0 {
            let at = (j - 1) * words + (i - 1) / 64;
            let bit = |table: &[u64]| table[at] >> ((i - 1) % 64) & 1 == 1;
            let op = if before[i - 1] == after[j - 1] {
                Op::Keep
            } else if !bit(&self.free) {
                Op::Substitute
            } else if bit(&self.rises) {
                Op::Drop
            } else {
                Op::Add
            };
            i -= usize::from(op.reads());
            j -= usize::from(op.writes());
            ops.push(op);
        }
        ops.extend(std::iter::repeat_n(Op::Drop, i));
        ops.extend(std::iter::repeat_n(Op::Add, j));
        ops[start..].reverse();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ops(before: &[u32], after: &[u32]) -> Vec<Op> {
        let mut ops = Vec::new();
        Aligner::default().align(before, after, &mut ops);
        ops
    }

    fn cost(ops: &[Op]) -> usize {
        ops.iter().filter(|&&op| op != Op::Keep).count()
    }

    /// The same by the whole table (Wagner & Fischer 1974), with the same rule for ties.
    fn slow(before: &[u32], after: &[u32]) -> Vec<Op> {
        let (n, m) = (before.len(), after.len());
        let mut table = vec![vec![0; m + 1]; n + 1];
        for i in 0..=n {
            for j in 0..=m {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let differ = usize::from(before[i - 1] != after[j - 1]);
                    (table[i - 1][j - 1] + differ).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1)
                };
            }
        }
        let (mut i, mut j, mut ops) = (n, m, Vec::new());
        while i > 0 || j > 0 {
            let here = table[i][j];
            let op = if i > 0 && j > 0 && before[i - 1] == after[j - 1] {
                Op::Keep
            } else if i > 0 && j > 0 && table[i - 1][j - 1] + 1 == here {
                Op::Substitute
            } else if i > 0 && table[i - 1][j] + 1 == here {
                Op::Drop
            } else {
                Op::Add
            };
            i -= usize::from(op.reads());
            j -= usize::from(op.writes());
            ops.push(op);
        }
        ops.reverse();
        ops
    }

    /// Turn `before` into `after` by a script; `None` where it does not.
    fn turned(before: &[u32], after: &[u32], ops: &[Op]) -> Option<Vec<u32>> {
        let (mut from, mut to) = (before.iter(), after.iter());
        let mut made = Vec::new();
        for op in ops {
            let old = if op.reads() { Some(*from.next()?) } else { None };
            let new = if op.writes() { Some(*to.next()?) } else { None };
            match op {
                Op::Keep if old != new => return None,
                Op::Substitute if old == new => return None,
                Op::Keep => made.extend(old),
                _ => made.extend(new),
            }
        }
        from.next().is_none().then_some(made)
    }

    #[test]
    fn by_hand() {
        use Op::{Add, Drop, Keep, Substitute};
        assert_eq!(ops(&[], &[]), []);
        assert_eq!(ops(&[1], &[]), [Drop]);
        assert_eq!(ops(&[], &[1, 2]), [Add, Add]);
        assert_eq!(ops(&[1, 2, 3], &[1, 4, 3]), [Keep, Substitute, Keep]);
        assert_eq!(ops(&[1, 2, 3, 4], &[2, 3, 4, 5]), [Drop, Keep, Keep, Keep, Add]);
    }

    #[test]
    fn a_million_tokens_are_aligned_in_little_memory() {
        let one: Vec<u32> = vec![0; 1_000_000];
        assert_eq!(cost(&ops(&one, &one[..999])), 999_001);
        let other: Vec<u32> = (0..300_000).map(|i| i % 7).collect();
        let turned_round: Vec<u32> = other.iter().map(|token| 6 - token).collect();
        let script = ops(&other, &turned_round);
        assert_eq!(turned(&other, &turned_round, &script).as_deref(), Some(&turned_round[..]));
        assert_eq!(cost(&ops(&one, &other)), 1_000_000 - 300_000 / 7 - 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn as_by_the_whole_table(
            before in prop::collection::vec(0_u32..6, 0..20),
            after in prop::collection::vec(0_u32..6, 0..20),
        ) {
            let found = ops(&before, &after);
            prop_assert_eq!(turned(&before, &after, &found), Some(after.clone()));
            prop_assert_eq!(cost(&found), cost(&slow(&before, &after)));
        }

        #[test]
        fn ties_go_by_the_rule(
            before in prop::collection::vec(0_u32..4, 0..150),
            after in prop::collection::vec(0_u32..4, 0..150),
        ) {
            // Ends that no other token equals, so that nothing is trimmed.
            let (mut before, mut after) = (before, after);
            before.insert(0, 10);
            before.push(11);
            after.insert(0, 12);
            after.push(13);
            prop_assert_eq!(ops(&before, &after), slow(&before, &after));
        }
    }
}
