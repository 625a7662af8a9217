//! Every token of a text, fast: most of what people write is plain.

use super::super::tokens::{Kind, tokens};

/// Give every token of a text, in order: what [`tokens`](super::super::tokens()) gives.
///
/// What stands between blanks is looked at by itself. Where it is plain ASCII its tokens are the
/// runs of letters and digits and the signs between them; a tag, handle or link with nothing but
/// signs around it is seen at once, too; the rest goes the long way. Linear.
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
        let piece = &text[start..end];
        if is_plain(piece.as_bytes()) {
            each_run(piece, &mut take);
        } else if let Some((from, to, kind)) = mark(piece.as_bytes()) {
            each_run(&piece[..from], &mut take);
            take(&piece[from..to], kind);
            each_run(&piece[to..], &mut take);
        } else {
            // With the blank before it, which a combining mark may cling to.
            for token in tokens(&text[start.saturating_sub(1)..end]) {
                take(token.text, token.kind);
            }
        }
        start = end;
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Signs that join nothing to anything, the apostrophe and the joining ones apart.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'"' | b'!' | b'?' | b'(' | b')' | b'-' | b'[' | b']' | b'*' | b'%' | b'&')
}

/// Signs that may join letters or digits on both sides of them.
fn may_join(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b':' | b';')
}

/// Whether a piece is of ASCII, without the signs of marks, and without punctuation that may join
/// what stands on both sides of it. An apostrophe may.
fn is_plain(piece: &[u8]) -> bool {
    piece.iter().enumerate().all(|(at, &byte)| {
        if may_join(byte) {
            let is_run = |at: Option<usize>| {
                at.and_then(|at| piece.get(at)).is_some_and(u8::is_ascii_alphanumeric)
            };
            return !(is_run(at.checked_sub(1)) && is_run(Some(at + 1)));
        }
        byte.is_ascii_alphanumeric() || byte == b'\'' || is_sign(byte)
    })
}

/// The tag, handle or link in a piece that holds nothing else but signs around it.
fn mark(piece: &[u8]) -> Option<(usize, usize, Kind)> {
    let around = |byte: u8| byte == b'\'' || may_join(byte) || (is_sign(byte) && byte != b'&');
    let from = piece.iter().position(|&byte| !around(byte))?;
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let kind = match piece[from] {
        b'#' => Kind::Hashtag,
        b'@' => Kind::Mention,
        b'h' if from == 0 => return link(piece).then_some((0, piece.len(), Kind::Url)),
        _ => return None,
    };
    let body = &piece[from + 1..];
    let length = body.iter().position(|byte| !name(byte)).unwrap_or(body.len());
    let named = match kind {
        Kind::Hashtag => body[..length].iter().any(u8::is_ascii_alphabetic),
        _ => length > 0,
    };
    let to = from + 1 + length;
    (named && piece[to..].iter().all(|&byte| around(byte))).then_some((from, to, kind))
}

/// Whether a piece is a link of the plainest kind, as the platforms' short links are.
fn link(piece: &[u8]) -> bool {
    let rest = piece.strip_prefix(b"https://").or_else(|| piece.strip_prefix(b"http://"));
    rest.is_some_and(|rest| {
        rest.first().is_some_and(u8::is_ascii_alphanumeric)
            && rest.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-'))
            && rest.last().is_some_and(|&last| last != b'.')
    })
}

fn each_run<'a>(piece: &'a str, take: &mut impl FnMut(&'a str, Kind)) {
    let bytes = piece.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            take(&piece[from..at], Kind::Punctuation);
            continue;
        }
        let mut kind = Kind::Number;
        while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || joins(bytes, from, at)) {
            if bytes[at].is_ascii_alphabetic() {
                kind = Kind::Word;
            }
            at += 1;
        }
        take(&piece[from..at], kind);
    }
}

/// Whether an apostrophe stands between two letters or two digits.
fn joins(bytes: &[u8], from: usize, at: usize) -> bool {
    let Some(&next) = bytes.get(at + 1) else { return false };
    let before = bytes[at - 1];
    let both = |is: fn(&u8) -> bool| is(&before) && is(&next);
    bytes[at] == b'\'' && at > from && (both(u8::is_ascii_alphabetic) || both(u8::is_ascii_digit))
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
            text in "([.'(-]?[#@&][a1_]{1,4}[.:,)'&-]?[ ]?){0,4}|https?://[a1/.&-]{0,5}|[a-cW1w9 '’.,:;!_@#$/é和😀\u{301}\u{345}\u{200b}\u{fe0f}\u{20e3}\n-]{0,16}\
                     |([a-z'.,]{1,6} ){0,6}|(www\\.|http://|RT @)?\\PC{0,20}",
        ) {
            prop_assert_eq!(fast(&text), slow(&text));
        }
    }
}
