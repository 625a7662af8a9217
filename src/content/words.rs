//! The words of a text and nothing else, fast: most of what people write is plain.

use unicode_segmentation::UnicodeSegmentation;

use super::tokens::{Kind, tokens};

/// Give every word and number of a text with the byte at which it begins: what
/// [`tokens`](super::tokens()) gives, and of hashtags and cashtags what they would be without
/// their sign. No handles, links, emoji and punctuation.
///
/// What stands between blanks is looked at by itself. Where it is of ASCII and can hold neither a
/// mark nor a word with punctuation inside, its words are the runs of letters and digits; the rest
/// goes the long way. Linear.
pub(crate) fn each_word<'a>(text: &'a str, mut take: impl FnMut(&'a str, usize)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        if is_space(bytes[start]) {
            start += 1;
            continue;
        }
        let length = bytes[start..].iter().position(|&byte| is_space(byte));
        let end = length.map_or(bytes.len(), |length| start + length);
        if is_plain(&bytes[start..end]) {
            each_run(text, start, end, &mut take);
        } else {
            // With the blank before it, which a combining mark may cling to.
            let from = start.saturating_sub(1);
            each_token(&text[from..end], from, &mut take);
        }
        start = end;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether a piece is of ASCII, without the signs of marks, and without punctuation that may join
/// what stands on both sides of it. An apostrophe may.
fn is_plain(piece: &[u8]) -> bool {
    piece.iter().enumerate().all(|(at, &byte)| match byte {
        b'.' | b',' | b':' | b';' => {
            let joins = |at: Option<usize>| {
                at.and_then(|at| piece.get(at)).is_some_and(u8::is_ascii_alphanumeric)
            };
            !(joins(at.checked_sub(1)) && joins(Some(at + 1)))
        }
        // Of the rest what joins nothing to anything.
        b'\'' | b'"' | b'!' | b'?' | b'(' | b')' | b'-' | b'[' | b']' | b'*' | b'%' | b'&' => true,
        _ => byte.is_ascii_alphanumeric(),
    })
}

fn each_run<'a>(text: &'a str, start: usize, end: usize, take: &mut impl FnMut(&'a str, usize)) {
    let bytes = &text.as_bytes()[..end];
    let mut at = start;
    while at < end {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let from = at;
        while at < end && (bytes[at].is_ascii_alphanumeric() || joins(bytes, from, at)) {
            at += 1;
        }
        take(&text[from..at], from);
    }
}

/// Whether an apostrophe stands between two letters or two digits.
fn joins(bytes: &[u8], from: usize, at: usize) -> bool {
    let Some(&next) = bytes.get(at + 1) else { return false };
    let before = bytes[at - 1];
    let both = |is: fn(&u8) -> bool| is(&before) && is(&next);
    bytes[at] == b'\'' && at > from && (both(u8::is_ascii_alphabetic) || both(u8::is_ascii_digit))
}

fn each_token<'a>(piece: &'a str, start: usize, take: &mut impl FnMut(&'a str, usize)) {
    for token in tokens(piece) {
        match token.kind {
            Kind::Word | Kind::Number => take(token.text, start + token.start),
            Kind::Hashtag | Kind::Cashtag => {
                for (at, word) in token.text.unicode_word_indices() {
                    take(word, start + token.start + at);
                }
            }
            Kind::Mention | Kind::Url | Kind::Emoji | Kind::Punctuation => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fast(text: &str) -> Vec<(&str, usize)> {
        let mut words = Vec::new();
        each_word(text, |word, start| words.push((word, start)));
        words
    }

    fn slow(text: &str) -> Vec<(&str, usize)> {
        let mut words = Vec::new();
        each_token(text, 0, &mut |word, start| words.push((word, start)));
        words
    }

    #[test]
    fn words_with_their_places() {
        let text = "Don't! 1,000.5 of #G7's (a.b) 'so' 5'5 x'5 @UN www.un.org 和平";
        assert_eq!(fast(text), slow(text));
        let words: Vec<&str> =
            fast("It's 'so' 5'5 x'5 rock'n'roll").iter().map(|it| it.0).collect();
        assert_eq!(words, ["It's", "so", "5'5", "x", "5", "rock'n'roll"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_fast_way_is_the_long_way(
            text in "[a-cW1w9 '’.,:;!_@#$/é和😀\u{301}\u{345}\u{200b}\u{fe0f}\u{20e3}\n-]{0,16}\
                     |([a-z'.,]{1,6} ){0,6}|(www\\.|http://|RT @)?\\PC{0,20}",
        ) {
            prop_assert_eq!(fast(&text), slow(&text));
        }
    }
}
