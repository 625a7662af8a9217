//! What each common character does at the end of a word, so that plain text needs no look-up in
//! the large tables of Unicode.

use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::marks::is_blank;

/// What a character is to the words around it; a set of bits.
pub(super) type Class = u8;

/// A letter that joins letters, digits and low lines.
pub(super) const LETTER: Class = 1;
/// A digit of ASCII.
pub(super) const DIGIT: Class = 2;
/// The low line.
pub(super) const LINE: Class = 4;
/// Joins two letters: `'`, `.`, `:`.
pub(super) const JOINS_LETTERS: Class = 8;
/// Joins two digits: `'`, `.`, `,`.
pub(super) const JOINS_DIGITS: Class = 16;
/// A sign that joins nothing, or only where it stands between letters or digits.
pub(super) const ALONE: Class = 32;
/// A mark of a platform may stand in what holds this.
pub(super) const SIGN: Class = 64;
/// Whatever needs the rules of Unicode in full.
pub(super) const OTHER: Class = 128;
/// White space of ASCII.
pub(super) const BLANK: Class = 0;

/// What words are made of.
pub(super) const IN_WORD: Class = LETTER | DIGIT | LINE;

/// The first character that is not in the table: behind the general punctuation.
const END: usize = 0x2070;

static ASCII: [Class; 128] = ascii();

/// The classes of the characters below [`END`], asked of the segmenter itself: some milliseconds,
/// once, and only where a text has more than ASCII.
static TABLE: LazyLock<Vec<Class>> = LazyLock::new(|| {
    let class = |code| char::from_u32(code as u32).map_or(OTHER, asked);
    (0..END).map(|code| ASCII.get(code).copied().unwrap_or_else(|| class(code))).collect()
});

const fn ascii() -> [Class; 128] {
    let mut table = [ALONE; 128];
    let mut code = 0;
    while code < 128 {
        table[code] = match code as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => LINE,
            b'\'' | b'.' => ALONE | JOINS_LETTERS | JOINS_DIGITS,
            b':' => ALONE | JOINS_LETTERS,
            b',' | b';' => ALONE | JOINS_DIGITS,
            b'#' | b'@' | b'$' | b'/' => ALONE | SIGN,
            b' ' | 9..=13 => BLANK,
            _ => ALONE,
        };
        code += 1;
    }
    table
}

/// The class of a character beyond ASCII: a letter that behaves as `a` does, a sign that behaves
/// as one of ASCII does, or neither.
fn asked(c: char) -> Class {
    let parts = |text: String| text.split_word_bounds().count();
    let whole = |text: String| parts(text) == 1;
    if c.is_alphabetic() {
        // A quotation mark clings to a letter of Hebrew.
        let quotes = parts(format!("{c}'")) == 1 || parts(format!("{c}\"{c}")) == 1;
        let joins = whole(format!("a{c}1{c}_{c}a")) && whole(format!("{c}'{c}"));
        return if joins && !quotes { LETTER } else { OTHER };
    }
    let apart = ["a", "1", "_", "カ", "👩"]
        .iter()
        .all(|other| parts(format!("{other}{c}")) == 2 && parts(format!("{c}{other}")) == 2);
    let alone = apart && parts(format!("{c}{c}")) == 2 && parts(format!("_{c}_")) == 3;
    if !alone || is_blank(c) || c.is_numeric() {
        return OTHER;
    }
    let letters = if whole(format!("a{c}a")) { JOINS_LETTERS } else { 0 };
    let digits = if whole(format!("1{c}1")) { JOINS_DIGITS } else { 0 };
    ALONE | letters | digits
}

/// The class and the length in bytes of the character at byte `at`.
#[allow(clippy::inline_always)] // of a few instructions, once a byte; a call costs more
#[inline(always)]
pub(super) fn class_at(bytes: &[u8], at: usize) -> (Class, usize) {
    let first = bytes[at];
    if first < 0x80 { (ASCII[first as usize], 1) } else { beyond_ascii(bytes, at) }
}

#[inline(never)]
fn beyond_ascii(bytes: &[u8], at: usize) -> (Class, usize) {
    let low = |place: usize| (bytes[at + place] & 0x3f) as usize;
    let first = bytes[at] as usize;
    match first {
        0..0xe0 => (TABLE[(first & 0x1f) << 6 | low(1)], 2),
        0xe0..0xf0 => {
            let code = (first & 0x0f) << 12 | low(1) << 6 | low(2);
            (TABLE.get(code).copied().unwrap_or(OTHER), 3)
        }
        _ => (OTHER, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_ascii_is_what_unicode_says() {
        for code in 0..128_u8 {
            let c = char::from(code);
            let expected = match c {
                _ if c.is_whitespace() => BLANK,
                '0'..='9' => DIGIT,
                '_' => LINE,
                _ => asked(c),
            };
            assert_eq!(ASCII[usize::from(code)] & !SIGN, expected, "{c:?}");
        }
    }

    #[test]
    fn classes_of_known_characters() {
        let class = |c: char| class_at(c.to_string().as_bytes(), 0).0;
        for c in "aZéßñЯіЄΩسعپگآაქԱ".chars() {
            assert_eq!(class(c), LETTER, "{c}");
        }
        for c in "“”„«»–—…¡¿،؛؟©€•".chars().filter(|&c| (c as usize) < END)
        {
            assert_eq!(class(c) & (IN_WORD | OTHER), 0, "{c}");
        }
        assert_eq!(class('’'), ASCII[usize::from(b'.')]);
        assert_eq!(class('·'), ALONE | JOINS_LETTERS);
        for c in "\u{301}\u{200d}\u{200f}\u{a0}\u{ad}א٣½中カ😀＃‿".chars() {
            assert_eq!(class(c), OTHER, "{c:?}");
        }
    }
}
