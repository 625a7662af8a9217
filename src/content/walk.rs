//! From a text to its tokens: the quick way where the text is plain, and the rules of Unicode in
//! full where it is not.

use unicode_segmentation::UnicodeSegmentation;

use super::classes::{
    ALONE, BLANK, Class, DIGIT, IN_WORD, JOINS_DIGITS, JOINS_LETTERS, LETTER, OTHER, SIGN, class_at,
};
use super::emoji;
use super::marks::{is_blank, marks};
use super::tokens::Kind;
use super::unspaced::{needs_dictionary, words_of};

/// Give each token of a text with the byte at which it begins and its kind.
///
/// What stands between blanks of ASCII is looked at by itself: no token and no rule reaches across
/// them, but that a combining mark may cling to the blank before it.
pub(super) fn walk<'a>(text: &'a str, take: &mut impl FnMut(&'a str, usize, Kind)) {
    walk_by::<true>(text, take);
}

/// The same, with words of all scripts by dictionary where they need one, or character by
/// character.
pub(super) fn walk_by<'a, const DICTIONARY: bool>(
    text: &'a str,
    take: &mut impl FnMut(&'a str, usize, Kind),
) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let word = start + letters(&bytes[start..]);
        let sign = word + usize::from(is_plain_sign(bytes, word));
        if ends_piece(bytes, sign) {
            if start < word {
                take(&text[start..word], start, Kind::Word);
            }
            if word < sign {
                take(&text[word..sign], word, Kind::Punctuation);
            }
            start = sign + 1;
            continue;
        }
        let (end, seen) = piece(bytes, start);
        if seen & OTHER != 0 || may_hold_mark(&bytes[start..end], seen) {
            marked::<DICTIONARY>(text, start.saturating_sub(1), end, take);
        } else {
            runs(text, start, end, take);
        }
        start = end + 1;
    }
}

/// How many letters of ASCII a text begins with. Eight at a time: most words are shorter.
#[inline]
pub(super) fn letters(bytes: &[u8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        // In lower case, without the highest bit: adding then carries into no neighbour.
        let low = eight & (0x5f * EACH) | (0x20 * EACH);
        let from_a = low + (0x80 - u64::from(b'a')) * EACH;
        let beyond_z = low + (0x7f - u64::from(b'z')) * EACH;
        let others = !(from_a & !beyond_z & !eight) & (0x80 * EACH);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes[at..].iter().position(|byte| !byte.is_ascii_alphabetic());
    rest.map_or(bytes.len(), |letters| at + letters)
}

/// Whether punctuation of ASCII stands at `at`, which begins no mark.
#[inline]
fn is_plain_sign(bytes: &[u8], at: usize) -> bool {
    bytes
        .get(at)
        .is_some_and(|&byte| byte < 0x80 && class_at(&[byte], 0).0 & (ALONE | SIGN) == ALONE)
}

#[inline]
fn ends_piece(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|&byte| is_ascii_blank(byte))
}

/// The blanks across which no token reaches.
pub(super) fn is_ascii_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The end of what stands between blanks, and all the classes in it.
#[inline]
fn piece(bytes: &[u8], start: usize) -> (usize, Class) {
    let mut seen = 0;
    let mut at = start;
    while at < bytes.len() {
        if is_ascii_blank(bytes[at]) {
            break;
        }
        let (class, length) = class_at(bytes, at);
        seen |= class;
        at += length;
    }
    (at, seen)
}

/// A cheap no for most pieces: whether a link, handle, hashtag or cashtag may stand in it.
fn may_hold_mark(piece: &[u8], seen: Class) -> bool {
    let www = || piece.windows(4).any(|part| part.eq_ignore_ascii_case(b"www."));
    seen & SIGN != 0 || (seen & JOINS_LETTERS != 0 && www())
}

/// Text without characters of the class [`OTHER`], and without marks.
#[inline]
fn runs<'a>(text: &'a str, start: usize, end: usize, take: &mut impl FnMut(&'a str, usize, Kind)) {
    let bytes = &text.as_bytes()[..end];
    let mut at = start;
    while at < end {
        let from = at;
        let (first, length) = class_at(bytes, at);
        at += length;
        if first & IN_WORD == 0 {
            if first != BLANK {
                take(&text[from..at], from, Kind::Punctuation);
            }
            continue;
        }
        let (mut seen, mut last) = (first, first);
        while at < end {
            let (class, length) = class_at(bytes, at);
            if class & IN_WORD != 0 {
                seen |= class;
                last = class;
            } else if class & ALONE == 0 || !joins(bytes, last, class, at + length) {
                break;
            }
            at += length;
        }
        take(&text[from..at], from, kind_of(seen));
    }
}

/// Whether a sign stands between two letters, or two digits, that it joins.
#[inline]
fn joins(bytes: &[u8], last: Class, sign: Class, next: usize) -> bool {
    if sign & (JOINS_LETTERS | JOINS_DIGITS) == 0 || next >= bytes.len() {
        return false;
    }
    let both = last & class_at(bytes, next).0;
    (sign & JOINS_LETTERS != 0 && both & LETTER != 0)
        || (sign & JOINS_DIGITS != 0 && both & DIGIT != 0)
}

#[inline]
fn kind_of(seen: Class) -> Kind {
    if seen & LETTER != 0 {
        Kind::Word
    } else if seen & DIGIT != 0 {
        Kind::Number
    } else {
        Kind::Punctuation
    }
}

/// Text in which marks may stand.
fn marked<'a, const DICTIONARY: bool>(
    text: &'a str,
    start: usize,
    end: usize,
    take: &mut impl FnMut(&'a str, usize, Kind),
) {
    let piece = &text[start..end];
    let mut done = start;
    for mark in marks(piece) {
        plain::<DICTIONARY>(text, done, start + mark.start, take);
        done = start + mark.end;
        take(&text[start + mark.start..done], start + mark.start, mark.kind);
    }
    plain::<DICTIONARY>(text, done, end, take);
}

/// Text without marks.
pub(super) fn plain<'a, const DICTIONARY: bool>(
    text: &'a str,
    start: usize,
    end: usize,
    take: &mut impl FnMut(&'a str, usize, Kind),
) {
    let mut at = start;
    let mut seen = 0;
    while at < end && seen & OTHER == 0 {
        let (class, length) = class_at(text.as_bytes(), at);
        seen |= class;
        at += length;
    }
    if seen & OTHER == 0 {
        return runs(text, start, end, take);
    }
    // Where the run of segments begins that only a dictionary parts.
    let mut run = end;
    for (at, segment) in text[start..end].split_word_bound_indices() {
        let at = start + at;
        if DICTIONARY && segment.starts_with(needs_dictionary) {
            run = run.min(at);
            continue;
        }
        if run < at {
            by_dictionary(text, run, at, take);
        }
        run = end;
        if emoji::may_hold_emoji(segment) {
            apart(segment, at, take);
        } else {
            trimmed(segment, at, take);
        }
    }
    by_dictionary(text, run, end, take);
}

fn by_dictionary<'a>(
    text: &'a str,
    start: usize,
    end: usize,
    take: &mut impl FnMut(&'a str, usize, Kind),
) {
    for (at, word) in words_of(&text[start..end]) {
        trimmed(word, start + at, take);
    }
}

/// Word boundaries hold `1️⃣2️⃣` together: part each emoji from what it clings to.
fn apart<'a>(segment: &'a str, start: usize, take: &mut impl FnMut(&'a str, usize, Kind)) {
    let mut done = 0;
    for (at, cluster) in segment.grapheme_indices(true) {
        if emoji::is_emoji(cluster) {
            trimmed(&segment[done..at], start + done, take);
            take(cluster, start + at, Kind::Emoji);
            done = at + cluster.len();
        }
    }
    trimmed(&segment[done..], start + done, take);
}

/// One word, number or sign without the blanks that cling to it.
fn trimmed<'a>(segment: &'a str, start: usize, take: &mut impl FnMut(&'a str, usize, Kind)) {
    let from_token = segment.trim_start_matches(is_blank);
    let text = from_token.trim_end_matches(is_blank);
    if !text.is_empty() {
        let start = start + segment.len() - from_token.len();
        take(text, start, plain_kind(text));
    }
}

fn plain_kind(text: &str) -> Kind {
    if text.contains(char::is_alphabetic) {
        Kind::Word
    } else if text.contains(char::is_numeric) {
        Kind::Number
    } else {
        Kind::Punctuation
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All of the text at once, by the rules of Unicode.
    fn slow(text: &str) -> Vec<(&str, usize, Kind)> {
        let mut found = Vec::new();
        let mut take = |text, start, kind| found.push((text, start, kind));
        let mut done = 0;
        let mut by_unicode = |done: usize, end: usize, mark: Option<(usize, Kind)>| {
            let segments: Vec<&str> = text[done..end].split_word_bounds().collect();
            let mut at = done;
            for run in segments.chunk_by(|a, b| [a, b].iter().all(|it| needs(it))) {
                let whole: String = run.concat();
                let pieces = if needs(run[0]) {
                    words_of(&whole).map(|(_, word)| word.to_owned()).collect()
                } else {
                    vec![whole]
                };
                for piece in pieces {
                    let written = &text[at..at + piece.len()];
                    if needs(run[0]) {
                        trimmed(written, at, &mut take);
                    } else {
                        apart(written, at, &mut take);
                    }
                    at += piece.len();
                }
            }
            if let Some((last, kind)) = mark {
                take(&text[end..last], end, kind);
            }
        };
        for mark in marks(text) {
            by_unicode(done, mark.start, Some((mark.end, mark.kind)));
            done = mark.end;
        }
        by_unicode(done, text.len(), None);
        found
    }

    fn needs(segment: &str) -> bool {
        segment.starts_with(needs_dictionary)
    }

    fn fast(text: &str) -> Vec<(&str, usize, Kind)> {
        let mut found = Vec::new();
        walk(text, &mut |text, start, kind| found.push((text, start, kind)));
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn letters_are_counted_as_one_by_one(
            bytes in prop::collection::vec(prop::sample::select(b"azAZ@[`{ \x80\xc3\xe1\xff".to_vec()), 0..20),
            head in "[a-zA-Z]{0,17}",
        ) {
            let text = [head.as_bytes(), &bytes[..]].concat();
            let slow = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            prop_assert_eq!(letters(&text), slow);
            for byte in 0..=255_u8 {
                let eight = [b'a', b'Z', byte, b'a', byte, byte, b'z', b'A'];
                prop_assert_eq!(letters(&eight), if byte.is_ascii_alphabetic() { 8 } else { 2 });
            }
        }

        #[test]
        fn the_quick_way_is_the_long_way(
            text in "[a-cW1w9 '’.,:;!_@#$/éяسא“·٣和平カภา😀\u{301}\u{345}\u{200b}\u{fe0f}\u{20e3}\n-]{0,20}\
                     |([a-z'.,]{1,6} ){0,6}|(www\\.|http://|RT @)?\\PC{0,20}\
                     |[\u{80}-\u{2100}'.,:a1 _\"]{0,12}",
        ) {
            prop_assert_eq!(fast(&text), slow(&text));
        }
    }
}
