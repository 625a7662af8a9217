//! Every token of a text, fast: most of what people write is plain.

use super::super::tokens::{Kind, tokens};
use super::super::words::{is_plain, is_space, joins};

/// Give every token of a text, in order: what [`tokens`](super::super::tokens()) gives.
///
/// What stands between blanks is looked at by itself. Where it is plain ASCII its tokens are the
/// runs of letters and digits and the signs between them; the rest goes the long way. Linear.
pub fn each_token<'a>(text: &'a str, mut take: impl FnMut(&'a str, Kind)) {
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
            for token in tokens(&text[start.saturating_sub(1)..end]) {
                take(token.text, token.kind);
            }
        }
        start = end;
    }
}

fn each_run<'a>(text: &'a str, start: usize, end: usize, take: &mut impl FnMut(&'a str, Kind)) {
    let bytes = &text.as_bytes()[..end];
    let mut at = start;
    while at < end {
        let from = at;
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            take(&text[from..at], Kind::Punctuation);
            continue;
        }
        let mut kind = Kind::Number;
        while at < end && (bytes[at].is_ascii_alphanumeric() || joins(bytes, from, at)) {
            if bytes[at].is_ascii_alphabetic() {
                kind = Kind::Word;
            }
            at += 1;
        }
        take(&text[from..at], kind);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fast(text: &str) -> Vec<(&str, Kind)> {
        let mut found = Vec::new();
        each_token(text, |token, kind| found.push((token, kind)));
        found
    }

    fn slow(text: &str) -> Vec<(&str, Kind)> {
        tokens(text).iter().map(|token| (token.text, token.kind)).collect()
    }

    #[test]
    fn signs_numbers_and_words() {
        let text = "Don't! 1,000.5 (a-b) ... #G7's @UN 'so' 5'5 100% https://t.co/x, 👍🏽";
        assert_eq!(fast(text), slow(text));
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
