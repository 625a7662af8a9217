//! The tokens of social text: words by the rules of Unicode, and the marks of platforms whole.

use unicode_segmentation::UnicodeSegmentation;

use super::emoji;
use super::marks::{is_blank, marks};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Holds a letter.
    Word,
    /// Holds a digit or another numeral, and no letter: `1,000.5`, `½`.
    Number,
    /// `#Ukraine`, with its sign.
    Hashtag,
    /// `@name`, `@name@host.tld` or `@name.bsky.social`, with its sign.
    Mention,
    /// A link.
    Url,
    /// One emoji with all that is joined to it.
    Emoji,
    /// `$TSLA`, with its sign.
    Cashtag,
    /// Everything else that is seen: punctuation, symbols, lone combining marks.
    Punctuation,
}

impl Kind {
    /// The name of the kind in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Hashtag => "hashtag",
            Self::Mention => "mention",
            Self::Url => "url",
            Self::Emoji => "emoji",
            Self::Cashtag => "cashtag",
            Self::Punctuation => "punctuation",
        }
    }
}

/// A piece of a text and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The piece as it was written.
    pub text: &'a str,
    /// The byte of the text at which it begins.
    pub start: usize,
    /// What it is.
    pub kind: Kind,
}

/// The tokens of `text`, in order.
///
/// Words end where UAX #29 ends them: `don't`, `l’homme` and `end.Next` stay
/// whole, `COVID-19` is three tokens. Chinese and Japanese are not segmented
/// yet: each ideograph is a word of its own, as UAX #29 leaves it.
///
/// The marks of platforms come first, by rules of ours that follow the
/// platforms' where those are known:
///
/// - **Link**: `http://`, `https://` or `www.` and a letter or digit, up to a
///   blank, a quotation mark, ideographic punctuation, `…` or an emoji; without
///   the end marks and unopened closing brackets at its end. Letters go on in
///   it, so Chinese typed right after a link becomes part of it.
/// - **Handle**: `@` or `＠` and ASCII letters, digits and underscores, not
///   after a letter, digit or underscore (so no e-mail address is one), nor
///   cut from a word that goes on with an accented letter.
///   `@name@host.tld` is one handle. A dot goes on with the handle if a domain
///   name follows from it: labels of letters, digits and hyphens that do not
///   begin with a capital, the last of two letters or more. So `@name.` and
///   `@name.Thanks` give `@name`; `@name.thanks`, which nothing tells from
///   `@name.social`, is taken whole.
/// - **Hashtag** (UAX #31): `#` or `＃` and letters, marks, digits and
///   underscores, at least one letter, not after a letter, digit, underscore or
///   `&` (so neither `#123` nor the entity `&#x27;` is one). A middle dot, a
///   Hebrew geresh, gershayim or maqaf joins inside it.
/// - **Cashtag**: `$` and one to six ASCII letters, with a share class (`$BRK.B`).
/// - **Emoji** (UTS #51): sequences, skin tones, flags and keycaps whole. Signs
///   from before the emoji (`©`, `↔`) count only with U+FE0F; those of U+2600 to
///   U+27BF always, since many exports drop it.
///
/// Blanks are no tokens: white space, direction marks (U+200E, U+200F and their
/// kin), zero-width space. Between tokens there is nothing else, so the tokens
/// and the gaps between them give the text back.
///
/// HTML entities (`&amp;`) are text like any other: undo them on reading.
///
/// Linear in the length of the text.
///
/// ```
/// use twiplomacy::content::{Kind, tokens};
///
/// let found = tokens("RT @UN: #Peace 👩‍🚒 https://t.co/x.");
/// let texts: Vec<&str> = found.iter().map(|token| token.text).collect();
/// assert_eq!(texts, ["RT", "@UN", ":", "#Peace", "👩‍🚒", "https://t.co/x", "."]);
/// assert_eq!(found[3].kind, Kind::Hashtag);
/// assert_eq!(found[3].start, 8);
/// ```
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut done = 0;
    for mark in marks(text) {
        push_plain(&text[done..mark.start], done, &mut found);
        let whole = &text[mark.start..mark.end];
        found.push(Token { text: whole, start: mark.start, kind: mark.kind });
        done = mark.end;
    }
    push_plain(&text[done..], done, &mut found);
    found
}

/// The tokens of text without marks that begins at byte `start`.
fn push_plain<'a>(plain: &'a str, start: usize, found: &mut Vec<Token<'a>>) {
    for (at, segment) in plain.split_word_bound_indices() {
        if emoji::may_hold_emoji(segment) {
            push_apart(segment, start + at, found);
        } else {
            push_trimmed(segment, start + at, found);
        }
    }
}

/// Word boundaries hold `1️⃣2️⃣` together: part each emoji from what it clings to.
fn push_apart<'a>(segment: &'a str, start: usize, found: &mut Vec<Token<'a>>) {
    let mut done = 0;
    for (at, cluster) in segment.grapheme_indices(true) {
        if emoji::is_emoji(cluster) {
            push_trimmed(&segment[done..at], start + done, found);
            found.push(Token { text: cluster, start: start + at, kind: Kind::Emoji });
            done = at + cluster.len();
        }
    }
    push_trimmed(&segment[done..], start + done, found);
}

/// One word, number or sign without the blanks that cling to it.
fn push_trimmed<'a>(segment: &'a str, start: usize, found: &mut Vec<Token<'a>>) {
    let from_token = segment.trim_start_matches(is_blank);
    let text = from_token.trim_end_matches(is_blank);
    if !text.is_empty() {
        let start = start + segment.len() - from_token.len();
        found.push(Token { text, start, kind: plain_kind(text) });
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
mod tests;
