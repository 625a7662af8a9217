//! Entries of a dictionary as sequences of one-token patterns.

use super::super::tokens::tokens;
use super::glob::{Sign, folded, signs};
use crate::error::{Error, Result};

/// Letters that stand in for wildcards while a pattern is split into tokens: of scripts that
/// nobody writes in any more, and letters like others to the rules of word boundaries.
const STAND_INS: [[char; 2]; 3] =
    [['\u{10300}', '\u{10301}'], ['\u{10330}', '\u{10331}'], ['\u{10380}', '\u{10381}']];

/// The one-token patterns of an entry, in order.
///
/// The entry is split as texts are, wildcards counting as letters: `co-operat*` is `co`, `-`,
/// `operat*`. A lone `*` that clings to a neighbour is left out, since a wildcard there asks for
/// nothing; one between blanks stands for any one token.
///
/// # Errors
/// [`Error::Input`] for an entry without a token.
pub fn parts(entry: &str, ignore_case: bool) -> Result<Vec<Vec<Sign>>> {
    let mut found = Vec::new();
    for piece in entry.split_whitespace() {
        let from = found.len();
        split(&signs(piece), ignore_case, &mut found);
        if found.len() - from > 1 {
            let kept = found.split_off(from).into_iter().filter(|part| part[..] != [Sign::Any]);
            found.extend(kept);
        }
    }
    if found.is_empty() {
        return Err(Error::input("dictionary", format!("the entry {entry:?}"), "a word or a sign"));
    }
    Ok(found)
}

fn split(piece: &[Sign], ignore_case: bool, found: &mut Vec<Vec<Sign>>) {
    // A handle is of ASCII, which no stand-in is.
    let handle = matches!(piece, [Sign::Char('@' | '＠'), _, ..]);
    let plain = piece.iter().all(|sign| matches!(sign, Sign::Char(_)));
    let stand_ins = STAND_INS
        .iter()
        .find(|pair| !piece.iter().any(|sign| matches!(sign, Sign::Char(c) if pair.contains(c))));
    let Some(&[one, any]) = stand_ins.filter(|_| plain || !handle) else {
        found.push(folded(piece, ignore_case));
        return;
    };
    let text: String = piece
        .iter()
        .map(|sign| match *sign {
            Sign::Char(c) => c,
            Sign::One => one,
            Sign::Any => any,
        })
        .collect();
    for token in tokens(&text) {
        let part: Vec<Sign> = token
            .text
            .chars()
            .map(|c| match c {
                _ if plain => Sign::Char(c),
                _ if c == one => Sign::One,
                _ if c == any => Sign::Any,
                _ => Sign::Char(c),
            })
            .collect();
        found.push(folded(&part, ignore_case));
    }
}
