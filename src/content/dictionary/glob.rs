//! Patterns of one token: letters and the wildcards `*` and `?`.

use super::fold::fold_char;

/// One sign of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// This character and no other.
    Char(char),
    /// `?`: exactly one character.
    One,
    /// `*`: any characters, or none.
    Any,
}

/// The signs of a pattern as the user wrote it: `\*`, `\?` and `\\` stand for themselves.
pub fn signs(pattern: &str) -> Vec<Sign> {
    let mut found = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        found.push(match c {
            '\\' => Sign::Char(rest.next_if(|next| matches!(next, '*' | '?' | '\\')).unwrap_or(c)),
            '*' => Sign::Any,
            '?' => Sign::One,
            _ => Sign::Char(c),
        });
    }
    found
}

/// Signs with their characters folded as those of tokens are, and without `*` beside `*`.
pub fn folded(signs: &[Sign], ignore_case: bool) -> Vec<Sign> {
    let mut found = Vec::with_capacity(signs.len());
    for &sign in signs {
        match sign {
            Sign::Char(c) => fold_char(c, ignore_case, |c| found.push(Sign::Char(c))),
            Sign::Any if found.last() == Some(&Sign::Any) => {}
            _ => found.push(sign),
        }
    }
    found
}

/// Whether the signs fit the whole of `text`.
///
/// After a mismatch only the latest `*` gives way, so the cost is at most length of the pattern
/// times length of the text, and mostly the sum of the two.
pub fn fits(signs: &[Sign], text: &str) -> bool {
    let mut at = 0;
    let mut rest = text.chars();
    let mut star = None;
    loop {
        if signs.get(at) == Some(&Sign::Any) {
            at += 1;
            if at == signs.len() {
                return true;
            }
            star = Some((at, rest.clone()));
            continue;
        }
        let mut next = rest.clone();
        let same = match (signs.get(at), next.next()) {
            (None, None) => return true,
            (Some(Sign::One), Some(_)) => true,
            (Some(Sign::Char(wanted)), Some(c)) => *wanted == c,
            _ => false,
        };
        if same {
            at += 1;
            rest = next;
            continue;
        }
        let Some((after, from)) = &mut star else { return false };
        if from.next().is_none() {
            return false;
        }
        at = *after;
        rest = from.clone();
    }
}
