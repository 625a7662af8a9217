//! The diversity of every text of a column, and of groups of them taken together.

use rayon::prelude::*;

use super::super::CHUNK;
use super::{Diversity, DiversityOptions, Words};
use crate::error::Result;
use crate::run::Interrupt;

/// The diversity of each of `rows` texts; `None` where there is none.
///
/// `read` adds the words of a row, and says whether there was a text. Runs on all threads; the
/// result does not depend on how many there are. Linear in the words.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
pub fn diversity_by_row(
    rows: usize,
    read: impl Fn(usize, &mut Words) -> bool + Sync,
    options: &DiversityOptions,
    interrupt: &Interrupt,
) -> Result<Vec<Option<Diversity>>> {
    interrupt.expect(rows as u64);
    let chunks: Result<Vec<Vec<_>>> = (0..rows.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            interrupt.check()?;
            let mut words = Words::default();
            let rows = chunk * CHUNK..rows.min((chunk + 1) * CHUNK);
            interrupt.advance(rows.len() as u64);
            let measure = |row| {
                words.clear();
                read(row, &mut words).then(|| words.diversity(options))
            };
            Ok(rows.map(measure).collect())
        })
        .collect();
    Ok(chunks?.into_iter().flatten().collect())
}

/// The diversity of the texts of each group one after the other, with the number of its texts.
///
/// `groups` gives the group of each row, below `n_groups`; rows of no group have a higher number
/// and are left out. `read` is that of [`diversity_by_row`]. Groups run side by side. Linear.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
///
/// ```
/// use twiplomacy::{content::{DiversityOptions, diversity_by_group}, run::Interrupt};
///
/// let texts = ["Peace now", "War", "peace again"];
/// let found = diversity_by_group(
///     &[0, 1, 0],
///     2,
///     |row, words| {
///         words.read(texts[row]);
///         true
///     },
///     &DiversityOptions::default(),
///     &Interrupt::new(),
/// )?;
/// let (texts, peace) = found[0];
/// assert_eq!((texts, peace.n_tokens, peace.n_types), (2, 4, 3));
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn diversity_by_group(
    groups: &[u32],
    n_groups: usize,
    read: impl Fn(usize, &mut Words) -> bool + Sync,
    options: &DiversityOptions,
    interrupt: &Interrupt,
) -> Result<Vec<(u64, Diversity)>> {
    interrupt.expect(groups.len() as u64);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); n_groups];
    for (row, &group) in groups.iter().enumerate() {
        if let Some(rows) = rows.get_mut(group as usize) {
            rows.push(row);
        }
    }
    rows.into_par_iter()
        .map(|rows| {
            let (mut words, mut texts) = (Words::default(), 0);
            for chunk in rows.chunks(CHUNK) {
                interrupt.check()?;
                texts += chunk.iter().filter(|&&row| read(row, &mut words)).count() as u64;
                interrupt.advance(chunk.len() as u64);
            }
            Ok((texts, words.diversity(options)))
        })
        .collect()
}
