//! Which terms a text is made of.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::content::tokens::{Kind, Token, each_own_token, each_token};

/// Which kinds of tokens are terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// Words and hashtags.
    pub const DEFAULT: Self = Self(1 << Kind::Word as u8 | 1 << Kind::Hashtag as u8);

    /// These kinds.
    pub fn of(kinds: &[Kind]) -> Self {
        Self(kinds.iter().fold(0, |bits, &kind| bits | 1 << kind as u8))
    }

    /// Whether a kind is among them.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
}

/// What counts as a term.
#[derive(Debug, Clone)]
pub struct TermOptions {
    /// The kinds of tokens that are terms.
    pub kinds: Kinds,
    /// Whether case is folded.
    pub fold: bool,
    /// The fewest and the most tokens of a term.
    pub ngrams: (usize, usize),
    /// Tokens that are no terms, in the form in which terms are counted.
    pub stop: HashSet<String, FixedState>,
    /// Whether only the author's own words count.
    pub own: bool,
}

impl Default for TermOptions {
    fn default() -> Self {
        Self {
            kinds: Kinds::DEFAULT,
            fold: true,
            ngrams: (1, 1),
            stop: HashSet::default(),
            own: true,
        }
    }
}

/// Reads the terms of one text after the other; one a thread.
pub(super) struct Reader<'a> {
    options: &'a TermOptions,
    form: String,
}

impl<'a> Reader<'a> {
    pub fn new(options: &'a TermOptions) -> Self {
        Self { options, form: String::new() }
    }

    /// Give each single-token term of `text` in the form in which it is counted, and `None` where
    /// something lies between two terms.
    ///
    /// That is a token of another kind (punctuation, as a rule), or a stop word: what was apart in
    /// the text stays apart.
    pub fn each(&mut self, text: &str, mut take: impl FnMut(Option<&str>)) {
        let Self { options, form } = self;
        let mut apart = false;
        let mut begun = false;
        let read = |token: Token<'_>| {
            let term = (options.kinds.has(token.kind) && (token.own || !options.own))
                .then(|| formed(token.text, token.kind, options.fold, form))
                .filter(|&term| options.stop.is_empty() || !options.stop.contains(term));
            let Some(term) = term else {
                apart = true;
                return;
            };
            if apart && begun {
                take(None);
            }
            (apart, begun) = (false, true);
            take(Some(term));
        };
        if options.own { each_own_token(text, read) } else { each_token(text, read) }
    }
}

/// The form in which a token is counted: lower case if asked for, a straight apostrophe inside
/// words, and the plain sign of tags and handles.
pub(super) fn formed<'b>(text: &'b str, kind: Kind, fold: bool, form: &'b mut String) -> &'b str {
    let bytes = text.as_bytes();
    if bytes.is_ascii() {
        if !fold || !bytes.iter().any(u8::is_ascii_uppercase) {
            return text;
        }
        form.clear();
        form.push_str(text);
        form.make_ascii_lowercase();
        return form;
    }
    form.clear();
    let mut rest = text;
    match kind {
        Kind::Hashtag => {
            form.push('#');
            rest = rest.trim_start_matches(['#', '＃']);
        }
        Kind::Mention => {
            form.push('@');
            rest = rest.trim_start_matches(['@', '＠']);
        }
        _ => {}
    }
    let lower = if fold { rest.to_lowercase() } else { rest.to_owned() };
    if kind == Kind::Word {
        lower.chars().for_each(|c| form.push(if c == '’' { '\'' } else { c }));
    } else {
        form.push_str(&lower);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, options: &TermOptions) -> Vec<String> {
        let mut found = Vec::new();
        Reader::new(options).each(text, |term| found.push(term.unwrap_or("|").to_owned()));
        found
    }

    #[test]
    fn terms_in_the_form_in_which_they_count() {
        let text = "We DON’T agree, @UN: ＃Peace now 🕊️ RT @x: theirs";
        let plain = TermOptions::default();
        assert_eq!(read(text, &plain), ["we", "don't", "agree", "|", "#peace", "now"]);
        let all = TermOptions {
            kinds: Kinds::of(&[Kind::Word, Kind::Mention, Kind::Emoji, Kind::Hashtag]),
            fold: false,
            own: false,
            ..TermOptions::default()
        };
        let wanted = [
            "We", "DON'T", "agree", "|", "@UN", "|", "#Peace", "now", "🕊️", "RT", "@x", "|",
            "theirs",
        ];
        assert_eq!(read(text, &all), wanted);
    }

    #[test]
    fn stop_words_keep_their_neighbours_apart() {
        let stop = ["the", "of"].map(str::to_owned).into_iter().collect();
        let options = TermOptions { stop, ..TermOptions::default() };
        assert_eq!(read("The art of the deal", &options), ["art", "|", "deal"]);
        assert_eq!(read("the", &options), [""; 0]);
    }
}
