//! What an edit touched: a hashtag, a name, a hedge, or just a word.

use std::borrow::Cow;

use crate::content::{Kind, Token, fold};

/// What a changed token is, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Touched {
    /// Nothing but capitals or the form of an apostrophe; or a sign of punctuation, which comes
    /// last in precedence.
    Form,
    /// A hashtag or cashtag.
    Hashtag,
    /// A link.
    Link,
    /// A handle.
    Mention,
    /// A number.
    Number,
    /// A capitalised word inside a sentence.
    Name,
    /// `not`, `never`, `without`, and whatever ends in `n't`.
    Negation,
    /// `may`, `perhaps`, `likely`.
    Hedge,
    /// `very`, `deeply`, `totally`.
    Intensifier,
    /// Any other word.
    Word,
    /// An emoji.
    Emoji,
}

impl Touched {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 11] = [
        Self::Hashtag,
        Self::Link,
        Self::Mention,
        Self::Number,
        Self::Name,
        Self::Negation,
        Self::Hedge,
        Self::Intensifier,
        Self::Word,
        Self::Emoji,
        Self::Form,
    ];

    /// The name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hashtag => "hashtag",
            Self::Link => "link",
            Self::Mention => "mention",
            Self::Number => "number",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Hedge => "hedge",
            Self::Intensifier => "intensifier",
            Self::Word => "word",
            Self::Emoji => "emoji",
            Self::Form => "punctuation_or_case",
        }
    }

    /// Its place in [`Touched::ALL`].
    pub fn place(self) -> usize {
        match self {
            Self::Form => Self::ALL.len() - 1,
            other => other as usize - 1,
        }
    }
}

/// What the token at a place of a text is.
pub fn of_token(text: &str, tokens: &[Token], at: usize) -> Touched {
    let token = &tokens[at];
    match token.kind {
        Kind::Hashtag | Kind::Cashtag => Touched::Hashtag,
        Kind::Url => Touched::Link,
        Kind::Mention => Touched::Mention,
        Kind::Number => Touched::Number,
        Kind::Emoji => Touched::Emoji,
        Kind::Punctuation => Touched::Form,
        Kind::Word => of_word(text, tokens, at),
    }
}

/// What an edit of two tokens touched: nothing but the form, or the first in the order of
/// [`Touched::ALL`] that either of them is.
pub fn of_pair(before: (&str, Touched), after: (&str, Touched)) -> Touched {
    if same_form(before.0, after.0) {
        return Touched::Form;
    }
    if before.1.place() <= after.1.place() { before.1 } else { after.1 }
}

/// Whether two tokens differ by capitals or the form of the apostrophe alone.
pub fn same_form(before: &str, after: &str) -> bool {
    before == after || plain(before) == plain(after)
}

/// A token in lower case, with the plain apostrophe.
pub fn plain(token: &str) -> Cow<'_, str> {
    if token.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return token.into();
    }
    let folded = fold(token);
    if folded.contains('’') { folded.replace('’', "'").into() } else { folded.into() }
}

fn of_word(text: &str, tokens: &[Token], at: usize) -> Touched {
    let word = plain(tokens[at].text);
    let is = |list: &[&str]| list.binary_search(&&*word).is_ok();
    // "NOT" is no name, "May" may be one.
    let listed = || is(NEGATIONS) || is(HEDGES) || is(INTENSIFIERS);
    if is_name(text, tokens, at) && !(is_shouted(tokens[at].text) && listed()) {
        Touched::Name
    } else if word.ends_with("n't") || is(NEGATIONS) {
        Touched::Negation
    } else if is(HEDGES) {
        Touched::Hedge
    } else if is(INTENSIFIERS) {
        Touched::Intensifier
    } else {
        Touched::Word
    }
}

/// Whether a word is taken for a name: it begins with a capital, and not because a sentence
/// begins; nor is it `I`, and the text is not all in capitals.
///
/// A sentence begins with the text (handles, links, emoji and an `RT` before it do not count),
/// after `.`, `!`, `?`, `…`, `:`, an emoji or a new line; quotation marks and brackets between
/// them do not count. A text of which more than two thirds of the words inside sentences are
/// capitalised is a headline or shouted: nothing in it is a name.
fn is_name(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if !is_capitalised(token.text) || is_pronoun(token.text) || begins_sentence(text, tokens, at) {
        return false;
    }
    // Links and words at the beginning say nothing of how the text uses capitals.
    let (mut inside, mut capitals) = (0_usize, 0);
    let near = at.saturating_sub(NEAR)..(at + NEAR).min(tokens.len());
    for place in near {
        if tokens[place].kind == Kind::Word && !begins_sentence(text, tokens, place) {
            inside += 1;
            capitals += usize::from(is_capitalised(tokens[place].text));
        }
    }
    3 * capitals <= 2 * inside || inside < 3
}

/// So many tokens before and after a word tell whether capitals mean anything there.
const NEAR: usize = 32;

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_shouted(word: &str) -> bool {
    word.chars().nth(1).is_some() && !word.chars().any(char::is_lowercase)
}

fn is_pronoun(word: &str) -> bool {
    word == "I" || word.starts_with("I'") || word.starts_with("I’")
}

fn begins_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let mut end = tokens[at].start;
    // A run of quotation marks is short; a longer one is no beginning.
    for before in tokens[..at].iter().rev().take(NEAR) {
        let from = before.start + before.text.len();
        if text[from..end].contains(['\n', '\r']) {
            return true;
        }
        match before.kind {
            Kind::Punctuation if ENDS.contains(&before.text) => return true,
            Kind::Punctuation if !is_between(before.text) => return false,
            Kind::Punctuation | Kind::Mention | Kind::Url => {}
            Kind::Emoji => return true,
            Kind::Word => return before.text.eq_ignore_ascii_case("rt") && before.start == 0,
            Kind::Number | Kind::Hashtag | Kind::Cashtag => return false,
        }
        if matches!(before.kind, Kind::Mention | Kind::Url) && before.start > 0 {
            // "thanks to @UN Ban" goes on; "@a @b Thanks" begins.
            let first =
                tokens.iter().take_while(|token| token.start < before.start).take(NEAR).all(
                    |token| {
                        matches!(token.kind, Kind::Mention | Kind::Url)
                            || token.text.eq_ignore_ascii_case("rt")
                    },
                );
            return first;
        }
        end = before.start;
    }
    at < NEAR
}

const ENDS: [&str; 8] = [".", "!", "?", "…", ":", "。", "！", "？"];

fn is_between(sign: &str) -> bool {
    matches!(sign, "\"" | "'" | "“" | "”" | "„" | "‘" | "’" | "«" | "»" | "(" | "[" | "¿" | "¡")
}

/// Hutto & Gilbert 2014 (VADER): the words that turn a sentence round. Whatever ends in `n't`
/// is one, too; here are the same without their apostrophe.
const NEGATIONS: &[&str] = &[
    "aint", "arent", "cannot", "cant", "couldnt", "darent", "despite", "didnt", "doesnt", "dont",
    "hadnt", "hasnt", "havent", "isnt", "mightnt", "mustnt", "neednt", "neither", "never", "no",
    "none", "nope", "nor", "not", "nothing", "nowhere", "oughtnt", "rarely", "seldom", "shant",
    "shouldnt", "wasnt", "werent", "without", "wont", "wouldnt",
];

/// Hyland 2005, *Metadiscourse*, appendix: hedges of one word.
const HEDGES: &[&str] = &[
    "about",
    "almost",
    "apparent",
    "apparently",
    "appear",
    "appeared",
    "appears",
    "approximately",
    "argue",
    "argued",
    "argues",
    "around",
    "assume",
    "assumed",
    "broadly",
    "claim",
    "claimed",
    "claims",
    "could",
    "doubt",
    "doubtful",
    "essentially",
    "estimate",
    "estimated",
    "fairly",
    "feel",
    "feels",
    "felt",
    "frequently",
    "generally",
    "guess",
    "indicate",
    "indicated",
    "indicates",
    "largely",
    "likely",
    "mainly",
    "may",
    "maybe",
    "might",
    "mostly",
    "often",
    "ought",
    "perhaps",
    "plausible",
    "plausibly",
    "possible",
    "possibly",
    "postulate",
    "postulated",
    "postulates",
    "presumable",
    "presumably",
    "probable",
    "probably",
    "quite",
    "rather",
    "relatively",
    "roughly",
    "seems",
    "should",
    "sometimes",
    "somewhat",
    "suggest",
    "suggested",
    "suggests",
    "suppose",
    "supposed",
    "supposes",
    "suspect",
    "suspects",
    "typical",
    "typically",
    "uncertain",
    "uncertainly",
    "unclear",
    "unclearly",
    "unlikely",
    "usually",
    "would",
];

/// Hutto & Gilbert 2014 (VADER): the words that raise what follows, oaths left out.
const INTENSIFIERS: &[&str] = &[
    "absolutely",
    "amazingly",
    "awfully",
    "completely",
    "considerable",
    "considerably",
    "decidedly",
    "deeply",
    "enormous",
    "enormously",
    "entirely",
    "especially",
    "exceptional",
    "exceptionally",
    "extreme",
    "extremely",
    "fabulously",
    "fully",
    "greatly",
    "hella",
    "highly",
    "hugely",
    "incredible",
    "incredibly",
    "intensely",
    "major",
    "majorly",
    "more",
    "most",
    "particularly",
    "purely",
    "really",
    "remarkably",
    "so",
    "substantially",
    "thoroughly",
    "total",
    "totally",
    "tremendous",
    "tremendously",
    "uber",
    "unbelievably",
    "unusually",
    "utter",
    "utterly",
    "very",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tokens;

    fn named(text: &str) -> Vec<&str> {
        let found = tokens(text);
        (0..found.len())
            .filter(|&at| of_token(text, &found, at) == Touched::Name)
            .map(|at| found[at].text)
            .collect()
    }

    #[test]
    fn lists_are_sorted_so_that_they_can_be_searched() {
        for list in [NEGATIONS, HEDGES, INTENSIFIERS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
        for (place, touched) in Touched::ALL.into_iter().enumerate() {
            assert_eq!(touched.place(), place);
        }
    }

    #[test]
    fn names_are_capitals_inside_a_sentence() {
        assert_eq!(named("Today we met Kerry in Geneva. Talks go on."), ["Kerry", "Geneva"]);
        assert_eq!(named("RT @UN: Peace now, says Ban"), ["Ban"]);
        assert_eq!(named("@a @b Thanks to @UN Ban and I’m glad"), ["Ban"]);
        assert_eq!(named("He said \"Never\"! \"Yes\""), ["Never"]);
        assert_eq!(named("WE STAND WITH UKRAINE AND ALWAYS WILL"), [""; 0]);
        assert_eq!(named("done\nNext we go\u{1f54a} Then home"), [""; 0]);
    }

    #[test]
    fn classes_of_words() {
        let class = |word: &str| {
            let text = format!("we say {word} here");
            of_token(&text, &tokens(&text), 2)
        };
        for (word, wanted) in [
            ("don’t", Touched::Negation),
            ("NOT", Touched::Negation),
            ("May", Touched::Name),
            ("may", Touched::Hedge),
            ("without", Touched::Negation),
            ("perhaps", Touched::Hedge),
            ("quite", Touched::Hedge),
            ("deeply", Touched::Intensifier),
            ("peace", Touched::Word),
            ("5.5", Touched::Number),
            ("$TSLA", Touched::Hashtag),
            ("www.un.org", Touched::Link),
            ("🕊", Touched::Emoji),
            ("—", Touched::Form),
        ] {
            assert_eq!(class(word), wanted, "{word}");
        }
    }

    #[test]
    fn the_form_comes_first_and_then_the_order() {
        let pair = |a, b| of_pair(a, b);
        assert_eq!(pair(("#UN", Touched::Hashtag), ("#un", Touched::Hashtag)), Touched::Form);
        assert_eq!(pair(("UN", Touched::Name), ("#un", Touched::Hashtag)), Touched::Hashtag);
        assert_eq!(pair(("!", Touched::Form), ("now", Touched::Word)), Touched::Word);
        assert_eq!(pair(("may", Touched::Hedge), ("not", Touched::Negation)), Touched::Negation);
    }
}
