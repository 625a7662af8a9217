//! The marks that platforms give a meaning: links, handles, hashtags, cashtags.
//!
//! Word boundaries know nothing of them, so they are found first, and plain text
//! is what lies between. One pass over the bytes; each rule looks ahead no
//! further than the next byte that could begin a mark of its own kind, so the
//! whole is linear.

use unicode_segmentation::UnicodeSegmentation;

use super::emoji;
use super::tokens::Kind;

/// Where one mark lies, in bytes.
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

/// The marks of `text`, in order and apart.
pub(super) fn marks(text: &str) -> impl Iterator<Item = Mark> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, (end, kind)) = (at..text.len()).find_map(|i| Some((i, mark(text, i)?)))?;
        at = end;
        Some(Mark { start, end, kind })
    })
}

/// White space, and the invisible marks that only direct or part the text.
///
/// The joiners U+200C and U+200D are not among them: they belong to the words
/// and emoji they shape.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The end and the kind of the mark that begins at byte `at`, if one does.
fn mark(text: &str, at: usize) -> Option<(usize, Kind)> {
    let (end, kind) = match text.as_bytes()[at] {
        b'h' | b'H' | b'w' | b'W' => (link(text, at)?, Kind::Url),
        b'#' => (hashtag(text, at, 1)?, Kind::Hashtag),
        b'@' => (mention(text, at, 1)?, Kind::Mention),
        b'$' => (cashtag(text, at)?, Kind::Cashtag),
        // The first byte of the fullwidth signs, always the start of a character.
        0xef if text[at..].starts_with('＃') => (hashtag(text, at, 3)?, Kind::Hashtag),
        0xef if text[at..].starts_with('＠') => (mention(text, at, 3)?, Kind::Mention),
        _ => return None,
    };
    Some((end, kind))
}

/// Whether `before` ends in a letter, a digit or an underscore, with what is
/// written over it (`é` in two characters), so that no mark can begin there.
fn ends_in_word(before: &str) -> bool {
    match before.as_bytes().last() {
        None => false,
        Some(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || *byte == b'_',
        _ => before.graphemes(true).next_back().is_some_and(begins_in_word),
    }
}

fn begins_in_word(cluster: &str) -> bool {
    cluster.starts_with(|c: char| c.is_alphanumeric() || c == '_') && !emoji::is_emoji(cluster)
}

/// The length of the longest beginning of `text` whose bytes all satisfy `wanted`.
fn leading(text: &str, wanted: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len())
}

// Hashtags

/// Signs that hold a tag together between two letters (UAX #31): `#Col·legi`, `#צה״ל`.
fn joins_tag(c: char) -> bool {
    matches!(c, '\u{b7}' | '\u{5be}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}')
}

fn hashtag(text: &str, at: usize, sign: usize) -> Option<usize> {
    if ends_in_word(&text[..at]) || text[..at].ends_with('&') {
        return None;
    }
    let body = &text[at + sign..];
    // Between characters of ASCII there is nothing that could join or be written over them.
    let run = leading(body, is_name);
    if body.as_bytes().get(run).is_none_or(u8::is_ascii) {
        let letters = body.as_bytes()[..run].iter().any(u8::is_ascii_alphabetic);
        return letters.then_some(at + sign + run);
    }
    let mut end = 0;
    let mut joined = true;
    for (start, cluster) in body.grapheme_indices(true) {
        if begins_in_word(cluster) {
            end = start + cluster.len();
            joined = false;
        } else if !joined && cluster.starts_with(joins_tag) {
            joined = true;
        } else {
            break;
        }
    }
    body[..end].contains(char::is_alphabetic).then_some(at + sign + end)
}

// Handles

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn mention(text: &str, at: usize, sign: usize) -> Option<usize> {
    let body = &text[at + sign..];
    let name = leading(body, is_name);
    if name == 0 || ends_in_word(&text[..at]) {
        return None;
    }
    [federated(body), domain(body), Some(name)]
        .into_iter()
        .flatten()
        .find(|&end| ends_whole(&body[end..]))
        .map(|end| at + sign + end)
}

/// Whether a handle may end before `rest`: an accented letter or an underscore
/// would mean that only the head of a longer word was taken.
fn ends_whole(rest: &str) -> bool {
    !rest.starts_with(|c| matches!(c, '_' | '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}'))
}

/// `name@host.tld`, as Mastodon writes it after the first `@`.
fn federated(body: &str) -> Option<usize> {
    let name = leading(body, |byte| is_name(byte) || matches!(byte, b'.' | b'-'));
    let host = body[name..].strip_prefix('@')?;
    body[..name].ends_with(|c| c != '.' && c != '-').then_some(())?;
    Some(name + 1 + domain(host)?)
}

/// The length of the domain name at the head of `text`: at least two labels, the
/// later ones not capitalised, the last one of two or more letters.
fn domain(text: &str) -> Option<usize> {
    let mut end = label(text)?;
    let mut whole = None;
    while let Some(rest) = text[end..].strip_prefix('.') {
        let Some(length) = label(rest).filter(|_| !rest.starts_with(|c: char| c.is_uppercase()))
        else {
            break;
        };
        end += 1 + length;
        if is_top(&rest[..length]) {
            whole = Some(end);
        }
    }
    whole
}

/// The length of one label: letters, digits and inner hyphens.
fn label(text: &str) -> Option<usize> {
    let run = leading(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let length = text[..run].trim_end_matches('-').len();
    (length > 0 && !text.starts_with('-')).then_some(length)
}

fn is_top(label: &str) -> bool {
    label.starts_with("xn--")
        || (label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

// Cashtags

fn cashtag(text: &str, at: usize) -> Option<usize> {
    let body = &text[at + 1..];
    let name = leading(body, |byte| byte.is_ascii_alphabetic());
    if !(1..=6).contains(&name) || ends_in_word(&text[..at]) || text[..at].ends_with('$') {
        return None;
    }
    [share_class(&body[name..]).map(|class| name + class), Some(name)]
        .into_iter()
        .flatten()
        .find(|&end| !body[end..].starts_with(|c: char| c.is_alphanumeric() || "_$".contains(c)))
        .map(|end| at + 1 + end)
}

/// The `.B` of `$BRK.B`: a dot and one or two letters.
fn share_class(rest: &str) -> Option<usize> {
    let letters = leading(rest.strip_prefix('.')?, |byte| byte.is_ascii_alphabetic());
    (1..=2).contains(&letters).then_some(1 + letters)
}

// Links

fn link(text: &str, at: usize) -> Option<usize> {
    let head = link_head(text, at)?;
    let rest = &text[at + head..];
    // A letter or digit must follow, and trimming never reaches it.
    rest.starts_with(char::is_alphanumeric).then_some(())?;
    let run = rest.find(ends_link).unwrap_or(rest.len());
    Some(at + head + trimmed(&rest[..run]))
}

/// The length of `http://`, `https://` or `www.` in any case. A scheme is clear
/// anywhere, also after Chinese without a space; `www.` only where a word could begin.
fn link_head(text: &str, at: usize) -> Option<usize> {
    let found = |head: &&str| {
        let bytes = text.as_bytes().get(at..at + head.len());
        bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(head.as_bytes()))
    };
    let head = ["https://", "http://", "www."].iter().find(|head| found(head))?;
    (head.contains('/') || !ends_in_word(&text[..at])).then_some(head.len())
}

/// What no link runs across: blanks, quotation marks, ideographic and fullwidth
/// punctuation, the ellipsis of a cut retweet, emoji.
fn ends_link(c: char) -> bool {
    if c.is_ascii() {
        return c <= ' ' || matches!(c, '<' | '>' | '"' | '\u{7f}');
    }
    is_blank(c)
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '…')
        || matches!(c, '\u{3001}'..='\u{303f}' | '！' | '（' | '）' | '，' | '：' | '；' | '？')
        || emoji::begins_emoji(c)
}

/// The length of `link` without the punctuation of the sentence around it: end
/// marks, and closing brackets that the link did not open.
fn trimmed(link: &str) -> usize {
    const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
    // Most end in what is never trimmed.
    if link.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-')) {
        return link.len();
    }
    let count = |sign| link.matches(sign).count();
    let mut unopened = BRACKETS.map(|(open, close)| count(close).saturating_sub(count(open)));
    let mut kept = link.char_indices().rev().skip_while(|&(_, c)| {
        match BRACKETS.iter().position(|&(_, close)| close == c) {
            Some(which) if unopened[which] > 0 => {
                unopened[which] -= 1;
                true
            }
            Some(_) => false,
            None => ".,;:!?'‘’،؛؟۔।".contains(c),
        }
    });
    kept.next().map_or(0, |(at, last)| at + last.len_utf8())
}
