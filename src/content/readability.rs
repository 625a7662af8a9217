//! How hard a text is to read: what the formulas are made of.

mod complex;
mod formulas;

use super::marks::is_blank;
use super::sentences::sentences;
use super::syllables::{Lang, syllables, tag_syllables};
use super::tokens::{Kind, Token, tokens};

/// What the formulas and the style of a post are made of.
///
/// A **word** is a token of kind word, number or hashtag (the hashtag without
/// its sign): what a reader reads as language. Handles, links, cashtags, emoji
/// and punctuation are none.
///
/// The formulas were made for running English (LIX and RIX for Swedish) of a
/// hundred words and more. On one short post they are rough, and on languages
/// without spaces, where each ideograph is a word, they mean nothing; compare
/// accounts and periods, not posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readability {
    /// Letters and digits (Unicode `Alphabetic` or `Number`) of all words.
    pub n_characters: u32,
    /// Words.
    pub n_words: u32,
    /// Sentences: stretches between UAX #29 sentence boundaries in which a word
    /// begins. Links, handles, cashtags and emoji are taken out first, so that
    /// no dot inside them parts anything. A line break ends a sentence.
    pub n_sentences: u32,
    /// Words of more than six letters and digits (Björnsson's long words).
    pub n_long_words: u32,
    /// Sentences that hold a question mark of any script.
    pub n_questions: u32,
    /// Hashtags.
    pub n_hashtags: u32,
    /// Handles.
    pub n_mentions: u32,
    /// Links.
    pub n_urls: u32,
    /// Emoji, a sequence counted once.
    pub n_emoji: u32,
    /// The language whose syllables were counted; the next four are 0 without one.
    pub lang: Option<Lang>,
    /// Syllables of all words; a number is one.
    pub n_syllables: u32,
    /// Words of one syllable.
    pub n_monosyllables: u32,
    /// Words of three syllables or more.
    pub n_polysyllables: u32,
    /// Of these, those that FOG counts: in English without words of three syllables whose third
    /// is the ending *-ed* or *-es* (*created*, *expenses*), as Gunning has it. He leaves out
    /// names and compounds of easy words too; no rule of letters can, so they count.
    pub n_complex: u32,
}

/// The counts of `text`, from which the formulas follow, with the syllables of English.
///
/// Linear in the length of the text.
///
/// ```
/// use twiplomacy::content::readability;
///
/// let found = readability("Will you join us? Yes, #Ukraine will. 🇺🇦 https://t.co/x @UN");
/// assert_eq!((found.n_words, found.n_sentences, found.n_questions), (7, 2, 1));
/// assert_eq!((found.n_characters, found.n_long_words), (27, 1));
/// assert!((found.lix() - (7.0 / 2.0 + 100.0 / 7.0)).abs() < 1e-12);
/// ```
pub fn readability(text: &str) -> Readability {
    readability_in(text, Some(Lang::En))
}

/// As [`readability`], of a text in another language, or of one whose syllables are not known.
///
/// ```
/// use twiplomacy::content::{Lang, readability_in};
///
/// let found = readability_in("La paz es posible.", Some(Lang::Es));
/// assert_eq!((found.n_syllables, found.n_polysyllables), (6, 1));
/// assert!((found.fernandez_huerta() - (206.84 - 60.0 * 6.0 / 4.0 - 1.02 * 4.0)).abs() < 1e-12);
/// assert!(found.flesch().is_nan());
/// ```
pub fn readability_in(text: &str, lang: Option<Lang>) -> Readability {
    let found = tokens(text);
    let mut counts = Readability { lang, ..Readability::default() };
    for token in &found {
        counts.add(token);
    }
    let (sentences, questions) = Prose::new(text, &found).sentences();
    Readability { n_sentences: sentences, n_questions: questions, ..counts }
}

impl Readability {
    fn add(&mut self, token: &Token<'_>) {
        match token.kind {
            Kind::Hashtag => self.n_hashtags += 1,
            Kind::Mention => self.n_mentions += 1,
            Kind::Url => self.n_urls += 1,
            Kind::Emoji => self.n_emoji += 1,
            Kind::Word | Kind::Number | Kind::Cashtag | Kind::Punctuation => {}
        }
        if is_word(token) {
            let length = characters(token.text);
            self.n_characters += length;
            self.n_words += 1;
            self.n_long_words += u32::from(length > LONG);
            if let Some(lang) = self.lang {
                self.add_syllables(token, lang);
            }
        }
    }

    fn add_syllables(&mut self, token: &Token<'_>, lang: Lang) {
        let count = match token.kind {
            Kind::Number => 1,
            Kind::Hashtag => tag_syllables(token.text.trim_start_matches(['#', '＃']), lang),
            _ => syllables(token.text, lang),
        };
        let many = count >= POLYSYLLABLE;
        self.n_syllables += count;
        self.n_monosyllables += u32::from(count == 1);
        self.n_polysyllables += u32::from(many);
        let by_ending = count == POLYSYLLABLE && lang == Lang::En && complex::by_ending(token.text);
        self.n_complex += u32::from(many && !by_ending);
    }
}

/// A word of more letters than this is long.
const LONG: u32 = 6;

/// A word of as many syllables or more is a polysyllable.
const POLYSYLLABLE: u32 = 3;

/// How many signs in a row the sentence rules get to see after one that may end a sentence.
///
/// Of more than this no sentence is made, and without a bound the segmenter
/// looks ahead from each of them: quadratic on a megabyte of brackets.
const SIGNS: usize = 16;

/// How many letters and digits there are.
fn characters(text: &str) -> u32 {
    let count = if text.is_ascii() {
        text.bytes().filter(u8::is_ascii_alphanumeric).count()
    } else {
        text.chars().filter(|c| c.is_alphanumeric()).count()
    };
    count as u32
}

fn is_word(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Word | Kind::Number | Kind::Hashtag)
}

/// A text reduced to words and punctuation, for finding its sentences.
struct Prose {
    text: String,
    /// The byte of `text` at which each word begins.
    words: Vec<usize>,
}

impl Prose {
    fn new(source: &str, tokens: &[Token<'_>]) -> Self {
        let mut prose = Self { text: String::with_capacity(source.len()), words: Vec::new() };
        let mut signs = 0;
        let mut done = 0;
        for token in tokens {
            prose.part(&source[done..token.start]);
            done = token.start + token.text.len();
            if is_word(token) {
                prose.words.push(prose.text.len());
                prose.push(token.text);
                signs = 0;
            } else if token.kind != Kind::Punctuation {
                prose.part(" ");
            } else if token.text.contains(ends_sentence) {
                prose.text.push_str(token.text);
                signs = 0;
            } else if signs < SIGNS {
                prose.push(token.text);
                signs += 1;
            }
        }
        prose
    }

    /// Write a token, common signs and letters as those of ASCII that mean the same for sentences.
    fn push(&mut self, token: &str) {
        if token.is_ascii() {
            self.text.push_str(token);
        } else {
            self.text.extend(token.chars().map(plain));
        }
    }

    /// Write the gap between two tokens as at most one blank, a line break if it holds one.
    fn part(&mut self, gap: &str) {
        let breaks = gap.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
        if breaks && !self.text.ends_with('\n') {
            self.text.push('\n');
        } else if gap.contains(char::is_whitespace) && !self.text.ends_with(is_blank) {
            self.text.push(' ');
        }
    }

    /// How many sentences there are, and how many of them ask.
    fn sentences(&self) -> (u32, u32) {
        let mut words = self.words.iter().peekable();
        let (mut count, mut questions) = (0, 0);
        let mut end = 0;
        for sentence in sentences(&self.text) {
            end += sentence.len();
            let mut worded = false;
            while words.next_if(|&&word| word < end).is_some() {
                worded = true;
            }
            count += u32::from(worded);
            questions += u32::from(worded && sentence.contains(asks));
        }
        (count, questions)
    }
}

/// A character of ASCII that no rule of sentences tells from this one, if one is known.
fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '“' | '”' | '«' | '»' => '\'',
        '–' | '—' => '-',
        '…' => '_',
        'ß'..='ö' | 'ø'..='ÿ' | 'а'..='џ' => 'a',
        'À'..='Ö' | 'Ø'..='Þ' | 'Ѐ'..='Я' => 'A',
        _ => c,
    }
}

fn asks(c: char) -> bool {
    matches!(c, '?' | '？' | '؟' | '\u{37e}' | '՞' | '፧' | '⁇' | '⁈' | '⁉' | '‽')
}

fn ends_sentence(c: char) -> bool {
    asks(c) || matches!(c, '.' | '!' | '。' | '！' | '．' | '۔' | '।')
}

#[cfg(test)]
mod tests;
