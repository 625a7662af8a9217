//! How hard a text is to read, by formulas that need no syllables.

use unicode_segmentation::UnicodeSegmentation;

use super::marks::is_blank;
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
}

/// The counts of `text`, from which the formulas follow.
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
    let found = tokens(text);
    let mut counts = Readability::default();
    for token in &found {
        counts.add(token);
    }
    let (sentences, questions) = Prose::new(text, &found).sentences();
    Readability { n_sentences: sentences, n_questions: questions, ..counts }
}

impl Readability {
    /// Automated readability index (Senter & Smith 1967): the school grade in
    /// the United States at which the text is read. NaN without words.
    ///
    /// `4.71 characters / words + 0.5 words / sentences - 21.43`
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert!((readability("We won.").ari() - (4.71 * 2.5 + 0.5 * 2.0 - 21.43)).abs() < 1e-12);
    /// ```
    pub fn ari(&self) -> f64 {
        let words = f64::from(self.n_words);
        4.71 * f64::from(self.n_characters) / words + 0.5 * words / f64::from(self.n_sentences)
            - 21.43
    }

    /// Coleman-Liau index (Coleman & Liau 1975): a school grade as in
    /// [`Readability::ari`]. NaN without words.
    ///
    /// `0.0588 L - 0.296 S - 15.8`, with `L` characters and `S` sentences per
    /// 100 words. Digits count as letters.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// let index = readability("We won.").coleman_liau();
    /// assert!((index - (0.0588 * 250.0 - 0.296 * 50.0 - 15.8)).abs() < 1e-12);
    /// ```
    pub fn coleman_liau(&self) -> f64 {
        let per_hundred = |count: u32| 100.0 * f64::from(count) / f64::from(self.n_words);
        0.0588 * per_hundred(self.n_characters) - 0.296 * per_hundred(self.n_sentences) - 15.8
    }

    /// LIX, *läsbarhetsindex* (Björnsson 1968): words per sentence plus the
    /// per cent of long words. NaN without words.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert_eq!(readability("Peace negotiations continue").lix(), 3.0 + 200.0 / 3.0);
    /// ```
    pub fn lix(&self) -> f64 {
        let words = f64::from(self.n_words);
        words / f64::from(self.n_sentences) + 100.0 * f64::from(self.n_long_words) / words
    }

    /// RIX (Anderson 1983): long words per sentence. NaN without words.
    ///
    /// ```
    /// # use twiplomacy::content::readability;
    /// assert_eq!(readability("Peace negotiations continue").rix(), 2.0);
    /// assert!(readability("🕊️").rix().is_nan());
    /// ```
    pub fn rix(&self) -> f64 {
        f64::from(self.n_long_words) / f64::from(self.n_sentences)
    }

    fn add(&mut self, token: &Token<'_>) {
        match token.kind {
            Kind::Hashtag => self.n_hashtags += 1,
            Kind::Mention => self.n_mentions += 1,
            Kind::Url => self.n_urls += 1,
            Kind::Emoji => self.n_emoji += 1,
            Kind::Word | Kind::Number | Kind::Cashtag | Kind::Punctuation => {}
        }
        if is_word(token) {
            let length = token.text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
            self.n_characters += length;
            self.n_words += 1;
            self.n_long_words += u32::from(length > LONG);
        }
    }
}

/// A word of more letters than this is long.
const LONG: u32 = 6;

/// How many signs in a row the sentence rules get to see after one that may end a sentence.
///
/// Of more than this no sentence is made, and without a bound the segmenter
/// looks ahead from each of them: quadratic on a megabyte of brackets.
const SIGNS: usize = 16;

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
                prose.text.push_str(token.text);
                signs = 0;
            } else if token.kind != Kind::Punctuation {
                prose.part(" ");
            } else if token.text.contains(ends_sentence) {
                prose.text.push_str(token.text);
                signs = 0;
            } else if signs < SIGNS {
                prose.text.push_str(token.text);
                signs += 1;
            }
        }
        prose
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
        let (mut sentences, mut questions) = (0, 0);
        for (start, sentence) in self.text.split_sentence_bound_indices() {
            let end = start + sentence.len();
            let mut worded = false;
            while words.next_if(|&&word| word < end).is_some() {
                worded = true;
            }
            sentences += u32::from(worded);
            questions += u32::from(worded && sentence.contains(asks));
        }
        (sentences, questions)
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
