//! The author's own words apart from those that a post carries of somebody else.

use std::borrow::Cow;
use std::ops::Range;

use super::links::post_on;
use super::marks::is_blank;
use super::tokens::Kind;
use super::walk::{is_ascii_blank, walk};

/// `text` without what is somebody else's.
///
/// Another's are, and nothing else:
///
/// - **Passed on by hand**: all from `RT @name`, `MT @name` (modified), `PRT @name` (partial) or
///   `QT @name` (quoted) to the end of the text, with or without a colon behind the sign or the
///   handle. That is also how older archives write a repost. The sign must be a word of its own,
///   in any case, and a handle must follow. `please RT @name` asks for a repost and is none,
///   unless a colon follows the handle.
/// - **Quoted by hand**, as the clients of 2010 to 2015 did: `“@name: text”`, from the quotation
///   mark to the one that closes it, or to the end where none does; also `"RT @name: text"`. What
///   stands behind it is the author's again. Any of `“” "" „“ «» »« 「」 『』`.
/// - **Block quotes**: lines that begin with `> `, unless a digit follows (`> 50 dead`).
/// - **The sign of a quote**: a line of `RE:`, `QT:` or `RN:` and a link, which Mastodon and its
///   kin put in; and a link to a post at the end of the text.
///
/// A passage in quotation marks that does not begin with a handle and a colon is the author's
/// choice of words, and stays. So do `via @name`, `h/t @name` and the like: they name a source,
/// and do not say which words are the source's.
///
/// What is left is one piece, or pieces with a blank between them. Linear in the length of the
/// text; most texts are told by a glance at what stands before each `@`.
///
/// ```
/// use twiplomacy::content::own_words;
///
/// assert_eq!(own_words("Well said! RT @UN: Peace now"), "Well said! ");
/// assert_eq!(own_words("“@UN: Peace now” Well said!"), " Well said!");
/// assert_eq!(own_words("RT @UN: Peace now"), "");
/// assert_eq!(own_words("“Peace now”, said @UN"), "“Peace now”, said @UN");
/// ```
pub fn own_words(text: &str) -> Cow<'_, str> {
    let others = others(text);
    let mut pieces = Vec::new();
    let mut done = 0;
    for other in &others {
        pieces.push(&text[done..other.start]);
        done = other.end;
    }
    pieces.push(&text[done..]);
    pieces.retain(|piece| !piece.is_empty());
    match pieces[..] {
        [] => Cow::Borrowed(""),
        [piece] => Cow::Borrowed(piece),
        _ => Cow::Owned(joined(&pieces)),
    }
}

/// Pieces with a blank between them, so that no two words become one.
fn joined(pieces: &[&str]) -> String {
    let mut whole = String::new();
    for piece in pieces {
        let parted = whole.is_empty()
            || whole.ends_with(char::is_whitespace)
            || piece.starts_with(char::is_whitespace);
        if !parted {
            whole.push(' ');
        }
        whole.push_str(piece);
    }
    whole
}

/// The parts of a text that are somebody else's, in order and apart.
pub(super) fn others(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if let Some((sign, handle)) = first_sign(text) {
        let from = piece_before(text, sign);
        match handed_on(&text[from..piece_after(text, handle)]) {
            Some(start) => found.push(from + start..text.len()),
            None => passed_on(text, from, &mut found),
        }
    }
    if memchr::memchr(b'>', text.as_bytes()).is_some() || holds_quote_sign(text) {
        lines(text, &mut found);
    }
    found.extend(last_link(text));
    merged(found)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let meets = next.start <= last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    ranges
}

// Passed on, or quoted, by hand

/// The end of the first thing that may be a sign or an opening quotation mark with a handle behind
/// it, and the byte of the handle.
fn first_sign(text: &str) -> Option<(usize, usize)> {
    // The first byte of ＠ is always the start of a character.
    let marks = memchr::memchr2_iter(b'@', 0xef, text.as_bytes());
    marks.filter(|&at| text[at..].starts_with(['@', '＠'])).find_map(|at| {
        let before = text[..at].trim_end_matches(is_blank);
        let before = before.trim_end_matches(is_colon).trim_end_matches(is_blank);
        let may_be = may_be_sign(before) || before.chars().next_back().is_some_and(opens);
        may_be.then_some((before.len(), at))
    })
}

/// Whether a text may end in a sign: a cheap no for `at @name`.
fn may_be_sign(before: &str) -> bool {
    let [head @ .., first, b't' | b'T'] = before.as_bytes() else { return false };
    let head = match (first, head) {
        (b'r' | b'R', [head @ .., b'p' | b'P']) => head,
        (b'r' | b'R' | b'm' | b'M' | b'q' | b'Q', _) => head,
        _ => return false,
    };
    // No word ends between letters, digits and low lines of ASCII.
    head.last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '﹕' | '︓')
}

/// The quotation marks that may open what another said, and those that close it.
const QUOTES: [(char, &str); 8] = [
    ('"', "\"”"),
    ('＂', "＂\""),
    ('“', "”\""),
    ('„', "“”\""),
    ('«', "»"),
    ('»', "«"),
    ('「', "」"),
    ('『', "』"),
];

fn opens(c: char) -> bool {
    QUOTES.iter().any(|&(open, _)| open == c)
}

type Piece<'a> = (&'a str, usize, Kind);

/// Where the word before the one that ends at byte `at` begins, or a word further to the front:
/// at the start of the text or at a blank across which no token reaches.
fn piece_before(text: &str, at: usize) -> usize {
    let blank = |text: &str| text.bytes().rposition(is_ascii_blank).unwrap_or(0);
    blank(text[..blank(&text[..at])].trim_end_matches(is_blank))
}

/// The end of the word behind the one that holds byte `at`, likewise.
fn piece_after(text: &str, at: usize) -> usize {
    let blank = |at| text[at..].bytes().position(is_ascii_blank).map_or(text.len(), |to| at + to);
    let end = blank(at);
    blank(text.len() - text[end..].trim_start_matches(is_blank).len())
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut tokens = Vec::new();
    walk(text, &mut |text, start, kind| tokens.push((text, start, kind)));
    tokens
}

/// Where a text is passed on, if nothing in it is quoted before that: for a look at a few words.
fn handed_on(text: &str) -> Option<usize> {
    let tokens = pieces(text);
    let event = |&at: &usize| hands_on(&tokens, at) || quotes_handle(&tokens, at);
    let first = (0..tokens.len()).find(event)?;
    hands_on(&tokens, first).then_some(tokens[first].1)
}

/// What is passed on or quoted from byte `from` on.
fn passed_on(text: &str, from: usize, found: &mut Vec<Range<usize>>) {
    let tokens = pieces(&text[from..]);
    let mut at = 0;
    while at < tokens.len() {
        let start = from + tokens[at].1;
        if hands_on(&tokens, at) {
            return found.push(start..text.len());
        }
        at += 1;
        if quotes_handle(&tokens, at - 1) {
            at = closed(&tokens, at - 1);
            let end = tokens.get(at).map_or(text.len(), |token| from + token.1 + token.0.len());
            found.push(start..end);
            at += 1;
        }
    }
}

/// Whether the token at `at` is the `RT` of `RT @name` or `RT: @name`.
fn hands_on(tokens: &[Piece], at: usize) -> bool {
    let is_sign =
        |word: &str| ["rt", "mt", "qt", "prt"].iter().any(|sign| word.eq_ignore_ascii_case(sign));
    if !is_sign(tokens[at].0) {
        return false;
    }
    let name = at + 1 + usize::from(colon(tokens, at + 1));
    let asked = at.checked_sub(1).is_some_and(|before| {
        let word = tokens[before].0;
        ["please", "pls", "plz"].iter().any(|please| word.eq_ignore_ascii_case(please))
    });
    mention(tokens, name) && (!asked || colon(tokens, name + 1))
}

fn mention(tokens: &[Piece], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.2 == Kind::Mention)
}

fn colon(tokens: &[Piece], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.0.chars().all(is_colon))
}

/// Whether the token at `at` opens `“@name: text”` or `“RT @name text”`.
fn quotes_handle(tokens: &[Piece], at: usize) -> bool {
    let opening = tokens[at].0.chars().all(opens);
    let named = || mention(tokens, at + 1) && colon(tokens, at + 2);
    opening && (named() || (at + 1 < tokens.len() && hands_on(tokens, at + 1)))
}

/// The token that closes the quotation mark at `open`, beyond the last if none does. Marks of the
/// same kind within it are counted: curly ones as they open and close, straight ones where they
/// quote a handle again.
fn closed(tokens: &[Piece], open: usize) -> usize {
    let mark = tokens[open].0;
    let closing = QUOTES.iter().find(|(it, _)| mark.starts_with(*it)).map_or("", |it| it.1);
    let mut depth = 0_usize;
    for at in open..tokens.len() {
        let token = tokens[at].0;
        let opens_again = token == mark && (!closing.contains(mark) || quotes_handle(tokens, at));
        if opens_again {
            depth += 1;
        } else if closing.contains(token) {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    tokens.len()
}

// Lines

const QUOTE_SIGNS: [&str; 3] = ["RE:", "QT:", "RN:"];

fn holds_quote_sign(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| {
        at >= 2 && text.is_char_boundary(at - 2) && QUOTE_SIGNS.contains(&&text[at - 2..=at])
    })
}

fn lines(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_block_quote(line) || is_quote_sign(line) {
            found.push(start..start + line.len());
        }
        start += line.len();
    }
}

fn is_block_quote(line: &str) -> bool {
    let Some(quoted) = line.trim_start_matches(is_blank).strip_prefix('>') else { return false };
    let begins = quoted.trim_start();
    begins.len() < quoted.len() && !begins.starts_with(char::is_numeric)
}

/// `RE: https://…`, with the link in brackets or not, and nothing else.
fn is_quote_sign(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let rest = QUOTE_SIGNS.iter().find_map(|sign| line.strip_prefix(sign));
    rest.is_some_and(|rest| {
        let link = rest.trim_start_matches(is_blank).trim_matches(['[', ']', '<', '>']);
        (link.starts_with("https://") || link.starts_with("http://")) && !link.contains(is_blank)
    })
}

/// The link at the end of the text, if it leads to a post (and not to its pictures).
fn last_link(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(is_blank);
    let start = text
        .rfind(is_blank)
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let link = &text[start..];
    (link.contains("://") && !link.contains("//pic.") && post_on(link).is_some())
        .then_some(start..text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tokens::{Token, each_own_token, tokens};
    use super::*;

    #[test]
    fn what_was_passed_on_by_hand() {
        for (text, own) in [
            ("Well said! RT @UN: Peace now", "Well said! "),
            ("So true RT: @UN Peace", "So true "),
            ("So true rt @a: RT @b: “Peace”", "So true "),
            ("MT @a: shortened", ""),
            ("PRT @a: part", ""),
            ("同意！RT ＠name：和平", "同意！"),
            ("نعم \u{200f}RT \u{200f}@name: سلام", "نعم \u{200f}"),
            ("Please RT @UN: Peace", "Please "),
        ] {
            assert_eq!(own_words(text), own, "{text}");
        }
    }

    #[test]
    fn what_was_quoted_by_hand() {
        for (text, own) in [
            ("“@UN: Peace now” We agree", " We agree"),
            ("Yes! \"@UN: Peace now\" We agree", "Yes!  We agree"),
            ("Yes!\"@UN: Peace\"We", "Yes! We"),
            ("« @UN : la paix » Oui", " Oui"),
            ("„@UN: Frieden“ Ja", " Ja"),
            ("「@UN：平和」賛成", "賛成"),
            ("“@a: “@b: x” y” z", " z"),
            ("\"@a: \"@b: x\" y\" z", " z"),
            ("\"RT @a: x\" z", " z"),
            ("“@a: he said “no” twice” z", " z"),
            ("“@a: cut sho", ""),
            ("“@a: x” and “@b: y” z", " and  z"),
        ] {
            assert_eq!(own_words(text), own, "{text}");
        }
    }

    #[test]
    fn lines_and_links_of_quotes() {
        for (text, own) in [
            ("> They said this\nWe say that", "We say that"),
            ("Before\n> a\n> b\nAfter", "Before\nAfter"),
            ("Agreed\n\nRE: https://social.example/@a/1", "Agreed\n\n"),
            ("RE: https://social.example/@a/1\n\nAgreed", "\nAgreed"),
            ("QT: [https://social.example/@a/1]", ""),
            ("Agreed https://twitter.com/UN/status/20", "Agreed "),
        ] {
            assert_eq!(own_words(text), own, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_sign() {
        for text in [
            "We start @UN: peace",
            "#RT @UN: peace",
            "ART @gallery: open",
            "Please RT @UN today",
            "RT this @UN",
            "“Peace now”, said @UN",
            "“Thanks @UN: well done” he said",
            "“@UN is right” he said",
            "Great piece via @UN",
            "h/t @UN",
            "> 50 dead",
            ">> Read more",
            "a > b",
            "RE: the treaty https://un.org/a",
            "Re: https://un.org/a",
            "See https://un.org/a",
            "https://twitter.com/UN/status/20 says it",
            "",
            "@",
            "“",
        ] {
            assert_eq!(own_words(text), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// What is left are words of the text that the tokens say are its author's.
        #[test]
        fn tokens_know_whose_they_are(
            text in "((RT|rt:|MT|please|a|b’s|和平|@c|@d:|“|”|\"|«|»|> |RE: https://x.y/z|\n|1|:)[ ]?){0,12}|\\PC*",
        ) {
            let is_word = |kind| matches!(kind, Kind::Word | Kind::Number);
            let all = tokens(&text);
            let flagged: Vec<&str> =
                all.iter().filter(|it| it.own && is_word(it.kind)).map(|it| it.text).collect();
            let left = own_words(&text);
            let read: Vec<&str> = tokens(&left)
                .into_iter()
                .filter(|it| is_word(it.kind))
                .map(|it| it.text)
                .collect();
            prop_assert_eq!(flagged, read);

            let mut found = Vec::new();
            each_own_token(&text, |token| found.push(token));
            let of_others = |all: &[Token]| -> Vec<usize> {
                (1..all.len()).filter(|&at| all[at].own && !all[at - 1].own).collect()
            };
            let own = |all: &[Token]| all.iter().filter(|it| it.own).count();
            prop_assert_eq!(of_others(&found).len(), of_others(&all).len());
            prop_assert_eq!(own(&found), own(&all));
            prop_assert!(found.iter().all(|token| all.contains(token)));
            prop_assert_eq!(found.is_empty(), all.is_empty());
        }
    }

    #[test]
    fn a_megabyte_of_signs_is_linear() {
        for piece in
            ["RT @a", "“@a: ", "\"@a: ", "\"@a: x\"", "> a\n", "RE: https://a\n", "@", " @"]
        {
            let text = piece.repeat(1_000_000 / piece.len());
            let expected = match piece {
                "@" | " @" => text.len(),
                _ => 0,
            };
            assert_eq!(
                own_words(&text).trim().len(),
                expected - usize::from(piece == " @"),
                "{piece}"
            );
        }
    }
}
