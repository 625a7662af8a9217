//! A text as the words that the rules see.

use std::borrow::Cow;
use std::sync::LazyLock;

use hashbrown::HashMap;

use super::lexicon::{Known, look_up};

/// An emoji of one code point and its name a line; see `src/content/data/LICENSES.md`.
const EMOJI: &str = include_str!("../data/vader_emoji.txt");

static NAMES: LazyLock<HashMap<char, &'static str, foldhash::fast::FixedState>> =
    LazyLock::new(|| {
        let lines = EMOJI.lines().map(str::chars);
        lines.filter_map(|mut line| Some((line.next()?, line.as_str()))).collect()
    });

/// A word and what the rules need to know of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub known: Known,
    /// Whether it negates by itself or by an "n't" within.
    pub negates: bool,
    /// Whether its letters are all capitals.
    pub capitals: bool,
}

/// `text` with every emoji that is one code point replaced by its name.
///
/// A blank goes before the name if the emoji does not stand at the start or after a blank (U+0020
/// only), none after it: so a letter, a joiner or a variation selector that follows an emoji
/// becomes part of the last word of its name.
pub(super) fn spelt_out(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut done = 0;
    let mut apart = true;
    for (at, c) in text.char_indices() {
        match if c.is_ascii() { None } else { NAMES.get(&c) } {
            Some(name) => {
                out.push_str(&text[done..at]);
                done = at + c.len_utf8();
                if !apart {
                    out.push(' ');
                }
                out.push_str(name);
                apart = false;
            }
            None => apart = c == ' ',
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The words of `text`: what stands between white space, without the ASCII punctuation around it,
/// unless no more than two characters would be left (then it may be an emoticon).
pub(super) fn words(text: &str) -> Vec<Word> {
    let pieces = text.split(is_space).filter(|piece| !piece.is_empty());
    pieces.map(|piece| Word::new(stripped(piece))).collect()
}

impl Word {
    fn new(text: &str) -> Self {
        let known = look_up(text);
        Self { known, negates: known.negates || holds_nt(text), capitals: is_upper(text) }
    }

    pub fn has_valence(&self) -> bool {
        self.known.tenths.is_some()
    }
}

/// White space as Python sees it: Unicode's, and the four ASCII separators.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

fn stripped(piece: &str) -> &str {
    let bare = piece.trim_matches(|c: char| c.is_ascii_punctuation());
    if bare.chars().nth(2).is_some() { bare } else { piece }
}

fn holds_nt(word: &str) -> bool {
    word.contains('\'')
        && word.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"n't"))
}

/// Whether a word has a capital letter and no other kind of letter that has case.
fn is_upper(word: &str) -> bool {
    let mut capitals = false;
    for c in word.chars() {
        if c.is_lowercase() || is_title(c) {
            return false;
        }
        capitals |= c.is_uppercase();
    }
    capitals
}

/// Letters of Unicode's class Lt, such as ǅ: neither upper nor lower case.
fn is_title(c: char) -> bool {
    matches!(
        u32::from(c),
        0x1c5 | 0x1c8 | 0x1cb | 0x1f2 | 0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf
            | 0x1fbc | 0x1fcc | 0x1ffc
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_spelt_out() {
        assert_eq!(NAMES.len(), 1212);
        assert_eq!(spelt_out("a😀b 😀😀"), "a grinning faceb grinning face grinning face");
        assert_eq!(spelt_out("\n😀"), "\n grinning face");
        assert_eq!(spelt_out("naïve"), "naïve");
    }

    #[test]
    fn punctuation_goes_unless_little_is_left() {
        assert_eq!(stripped("\"good!\""), "good");
        assert_eq!(stripped(":)"), ":)");
        assert_eq!(stripped("ok!!"), "ok!!");
        assert_eq!(stripped("«good»"), "«good»");
        assert_eq!(words("a\u{1c}b\u{a0}c\u{200b}d").len(), 3);
    }

    #[test]
    fn capitals() {
        for (word, is) in [("UN", true), ("G7!", true), ("Un", false), ("7", false), ("ǅ", false)]
        {
            assert_eq!(is_upper(word), is, "{word}");
        }
        assert!(is_upper("ⅣÉ和"));
    }
}
