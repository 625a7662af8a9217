//! Where sentences end: the quick way where a line is plain, and the rules of Unicode in full where
//! it is not.

use unicode_segmentation::UnicodeSegmentation;

/// The sentences of a text by UAX #29, one after the other: what the segmenter gives. Linear.
///
/// A line break ends a sentence whatever stands around it, so each line is looked at by itself.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').flat_map(|line| {
        let plain = line.is_ascii();
        let slow = (!plain).then(|| line.split_sentence_bounds());
        let mut rest = if plain { line } else { "" };
        let quick = std::iter::from_fn(move || {
            let (sentence, after) = rest.split_at(end(rest.as_bytes()));
            rest = after;
            (!sentence.is_empty()).then_some(sentence)
        });
        quick.chain(slow.into_iter().flatten())
    })
}

/// The end of the first sentence of a text of ASCII.
///
/// The rules are SB3 to SB11: what stands behind an end mark, closing marks and blanks decides.
fn end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = text[at..].iter().position(|&byte| ends(byte) || breaks(byte)) {
        let mark = at + length;
        if breaks(text[mark]) {
            return after_break(text, mark);
        }
        let full_stop = text[mark] == b'.';
        at = mark + 1;
        if full_stop && joins(text, mark) {
            continue;
        }
        at += leading(&text[at..], |byte| b"\"'()[]{}".contains(&byte));
        at += leading(&text[at..], |byte| matches!(byte, b' ' | b'\t' | 0xb | 0xc));
        match text.get(at) {
            Some(&byte) if breaks(byte) => return after_break(text, at),
            Some(&byte) if ends(byte) || goes_on(byte) => {}
            Some(_) if full_stop && small_letter_first(&text[at..]) => {}
            None | Some(_) => return at,
        }
    }
    text.len()
}

/// `1.5`, `U.S`.
fn joins(text: &[u8], stop: usize) -> bool {
    let letter_before = stop > 0 && text[stop - 1].is_ascii_alphabetic();
    text.get(stop + 1)
        .is_some_and(|next| next.is_ascii_digit() || (letter_before && next.is_ascii_uppercase()))
}

/// Whether a small letter comes before any capital, end mark or line break.
fn small_letter_first(text: &[u8]) -> bool {
    let decides = |byte: &&u8| byte.is_ascii_alphabetic() || ends(**byte) || breaks(**byte);
    text.iter().find(decides).is_some_and(u8::is_ascii_lowercase)
}

fn after_break(text: &[u8], at: usize) -> usize {
    at + 1 + usize::from(text[at..].starts_with(b"\r\n"))
}

fn ends(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?')
}

fn breaks(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// What a sentence goes on with after an end mark.
fn goes_on(byte: u8) -> bool {
    matches!(byte, b',' | b'-' | b':' | b';')
}

fn leading(text: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| !wanted(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_character_of_ascii_behind_an_end_mark() {
        for mark in [".", "!", "?", ".'", "! ", ". ", ". -", ".1"] {
            for other in 0..=127_u8 {
                for last in ["", "a", "A", "1", ".", "\n"] {
                    let text = format!("a{mark}{}{last} x", char::from(other));
                    let slow: Vec<&str> = text.split_sentence_bounds().collect();
                    assert_eq!(sentences(&text).collect::<Vec<_>>(), slow, "{text:?}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn the_quick_way_is_the_long_way(
            text in "[a-bA-B1 .!?,;:'\"()_\n\r\t@é…\u{85}\u{2029}\u{301}-]{0,24}|[\\x00-\\x7f]{0,12}|\\PC{0,12}",
        ) {
            let slow: Vec<&str> = text.split_sentence_bounds().collect();
            prop_assert_eq!(sentences(&text).collect::<Vec<_>>(), slow);
        }
    }

    #[test]
    fn a_megabyte_of_anything_is_linear() {
        for piece in [".", ". ", ".(", "a. 1", "\r", ".\r", "1.a"] {
            let text = piece.repeat(1_000_000 / piece.len());
            assert_eq!(sentences(&text).map(str::len).sum::<usize>(), text.len());
        }
    }
}
