//! Which of up to 512 columns each part reaches, a bit for each.

use super::condensation::Condensation;
use crate::error::Result;
use crate::run::Interrupt;

/// How many words a row has: one line of the cache.
pub(super) const WORDS: usize = 8;

/// How many columns a block has.
pub(super) const COLUMNS: usize = 64 * WORDS;

/// What one part reaches.
pub(super) type Bits = [u64; WORDS];

/// How many parts are done between two looks at the interrupt.
const PATIENCE: usize = 1 << 16;

/// What every part reaches of one block of columns.
pub(super) struct Block {
    pub(super) rows: Vec<Bits>,
}

impl Block {
    /// For so many parts, to be filled again and again. 64 bytes a part.
    pub(super) fn new(parts: usize) -> Self {
        Self { rows: vec![[0; WORDS]; parts] }
    }

    /// Fill the rows of the parts up to the last owner, none of the later ones reaching a column.
    ///
    /// `owners` are parts and the column of each, by part; several may own one column. `see` gets
    /// each part, from the last to the first, with what it reaches of the columns besides its own.
    /// Returns how many rows were filled; the rest hold what they held. O(parts + arcs).
    pub(super) fn fill(
        &mut self,
        parts: &Condensation,
        owners: &[(u32, usize)],
        interrupt: &Interrupt,
        mut see: impl FnMut(usize, &Bits),
    ) -> Result<usize> {
        let filled = owners.last().map_or(0, |&(part, _)| part as usize + 1);
        let mut owners = owners.iter().rev().peekable();
        for part in (0..filled).rev() {
            if part % PATIENCE == 0 {
                interrupt.check()?;
            }
            let mut row = [0; WORDS];
            for &head in parts.out.of(part as u32) {
                if head as usize >= filled {
                    break; // they ascend
                }
                let reached = &self.rows[head as usize];
                row.iter_mut().zip(reached).for_each(|(word, other)| *word |= other);
            }
            see(part, &row);
            while let Some(&&(_, column)) = owners.peek().filter(|owner| owner.0 as usize == part) {
                row[column / 64] |= 1 << (column % 64);
                owners.next();
            }
            self.rows[part] = row;
        }
        Ok(filled)
    }
}
