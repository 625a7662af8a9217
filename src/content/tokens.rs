//! The tokens of social text: words by the rules of Unicode, and the marks of platforms whole.

use std::ops::Range;

use super::own::others;
use super::walk::{is_ascii_blank, walk};

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
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Word,
        Self::Number,
        Self::Hashtag,
        Self::Mention,
        Self::Url,
        Self::Emoji,
        Self::Cashtag,
        Self::Punctuation,
    ];

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

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
    /// Whether it is its author's own: not within what the text carries of somebody else (see
    /// [`own_words`](super::own_words)).
    pub own: bool,
}

/// The tokens of `text`, in order.
///
/// Words end where UAX #29 ends them: `don't`, `l’homme` and `end.Next` stay
/// whole, `COVID-19` is three tokens. Chinese, Japanese, Thai, Lao, Khmer and
/// Burmese, which put no blanks between words, are parted by the dictionaries of
/// ICU; so is what a tag holds where [`words`](crate::variants::words) look into it.
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
    each_token(text, |token| found.push(token));
    found
}

/// Give each of the [`tokens()`] of a text in order, without memory for them.
///
/// The way for whatever counts: nothing is allocated unless the text carries another's words.
/// Linear.
///
/// ```
/// use twiplomacy::content::{Kind, each_token};
///
/// let mut words = 0;
/// each_token("Well said! RT @UN: Peace", |token| {
///     words += usize::from(token.kind == Kind::Word && token.own);
/// });
/// assert_eq!(words, 2);
/// ```
pub fn each_token<'a>(text: &'a str, mut take: impl FnMut(Token<'a>)) {
    let others = others(text);
    each_within(text, 0..text.len(), &mut &others[..], &mut take);
}

/// Give each of the tokens that is its author's own, and of another's no more than the first
/// few: one sees where they stand, and they need not be looked at.
pub(super) fn each_own_token<'a>(text: &'a str, mut take: impl FnMut(Token<'a>)) {
    let others = others(text);
    let mut left = &others[..];
    let mut done = 0;
    for other in &others {
        let within = &text.as_bytes()[other.clone()];
        let word = within.iter().position(|&byte| !is_ascii_blank(byte)).unwrap_or(0);
        let first = within[word..].iter().position(|&byte| is_ascii_blank(byte));
        let Some(first) = first.map(|length| other.start + word + length) else { continue };
        let last = if other.end == text.len() {
            other.end
        } else {
            other.start + within.iter().rposition(|&byte| is_ascii_blank(byte)).unwrap_or(0)
        };
        each_within(text, done..first, &mut left, &mut take);
        done = last.max(first);
    }
    each_within(text, done..text.len(), &mut left, &mut take);
}

/// Give the tokens of a part of a text, between blanks across which no token reaches; `others`
/// are what is another's and not yet behind.
fn each_within<'a>(
    text: &'a str,
    part: Range<usize>,
    others: &mut &[Range<usize>],
    take: &mut impl FnMut(Token<'a>),
) {
    walk(&text[part.clone()], &mut |text, start, kind| {
        let start = part.start + start;
        while let [other, rest @ ..] = others
            && other.end <= start
        {
            *others = rest;
        }
        let own = others.first().is_none_or(|other| start < other.start);
        take(Token { text, start, kind, own });
    });
}

#[cfg(test)]
mod rules;
#[cfg(test)]
mod tests;
