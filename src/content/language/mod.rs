//! Which language a text is written in.
//!
//! | file | what it does |
//! |---|---|
//! | `scripts` | which script a letter belongs to, and which scripts have one language |
//! | `ngrams` | how much the pieces of a text's words speak for each language |

mod ngrams;
mod scripts;

use ngrams::Votes;
use scripts::{SCRIPTS, Script};

use super::walk::letters as ascii_letters;
use super::words::each_word;

/// Fewer letters than this say nothing.
const LEAST_LETTERS: u64 = 5;

/// A language that leads the next by less than this is not named.
///
/// On the labelled sets of `bench/language.py` what this leaves out is right for half of the pairs
/// of words and for two thirds of the posts; above it, for 92 and for 99 per cent.
const LEAST_MARGIN: f64 = 0.02;

/// Kana among ideographs, from this share on, make a text Japanese.
const KANA: f64 = 0.1;

/// Letters that only other languages of the script have, from this share on, rule the rest out.
const FOREIGN: f64 = 0.02;

/// A language, and how clearly a text is written in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Language {
    /// ISO 639-1 code.
    pub code: &'static str,
    /// How far it leads the next language, as a share of its own score: 0 to 1. No probability.
    pub margin: f64,
}

/// The language of `text`, or `None` if it is too short or too close to call.
///
/// Handles, links, emoji and numbers are left out, and the signs of hashtags. The script with most
/// letters decides where one language is written in it (an ideograph, kana or Hangul syllable
/// counts as three letters); kana make a text in ideographs Japanese. Latin, Cyrillic, Arabic and
/// Devanagari are decided by n-grams: each word is cut into pieces of four bytes, and each piece
/// votes for the languages in which it is frequent.
///
/// Linear in the length of the text.
///
/// ```
/// use twiplomacy::content::language;
///
/// let code = |text| language(text).map(|found| found.code);
/// assert_eq!(code("We welcome the agreement. https://t.co/x"), Some("en"));
/// assert_eq!(code("Nous saluons cet accord historique"), Some("fr"));
/// assert_eq!(code("Χαιρετίζουμε τη συμφωνία"), Some("el"));
/// assert_eq!(code("@UN 🕊️ 2015"), None);
/// ```
pub fn language(text: &str) -> Option<Language> {
    let mut letters = Letters::default();
    let mut votes = Votes::default();
    for piece in text.split([' ', '\t', '\n', '\r']) {
        if may_hold_marks(piece) {
            each_word(piece, |word, _| letters.read(word, &mut votes));
        } else {
            letters.read(piece, &mut votes);
        }
    }
    let (main, margin) = letters.main()?;
    match SCRIPTS[main as usize].language {
        Some(code) => Some(Language { code, margin }),
        None if main == Script::Han => {
            Some(Language { code: letters.chinese_or_japanese(), margin })
        }
        None => match letters.by_rare_letters(main) {
            Rare::Of(code) => Some(Language { code, margin }),
            Rare::Unknown => None,
            Rare::None => votes.winner().map(|(code, margin)| Language { code, margin }),
        },
    }
    .filter(|found| found.margin >= LEAST_MARGIN)
}

/// What letters say that few languages have.
enum Rare {
    /// There are none.
    None,
    /// They are of this language only.
    Of(&'static str),
    /// They are of languages that the n-grams do not know.
    Unknown,
}

/// Whether a piece without blanks may hold a handle or a link. The signs of hashtags, emoji and
/// numbers are no letters, so that they need no care.
fn may_hold_marks(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    let inner = &bytes[..bytes.len().saturating_sub(1)];
    memchr::memchr3(b'@', b'/', b'.', inner).is_some() || !piece.is_ascii() && piece.contains('＠')
}

/// How many letters a text has of each script, and of some kinds that tell languages apart.
#[derive(Default)]
struct Letters {
    of: [u64; SCRIPTS.len()],
    ideographs: u64,
    kana: u64,
    macedonian: u64,
    pashto: u64,
    foreign_cyrillic: u64,
}

impl Letters {
    /// Count the letters of a text, and let its words vote.
    fn read(&mut self, text: &str, votes: &mut Votes) {
        let mut rest = text;
        loop {
            let run = ascii_letters(rest.as_bytes());
            self.of[Script::Latin as usize] += run as u64;
            votes.letters(&rest.as_bytes()[..run]);
            rest = &rest[run..];
            let Some(c) = rest.chars().next() else { break };
            rest = &rest[c.len_utf8()..];
            if c.is_ascii() {
                votes.end_of_word();
                continue;
            }
            let sign = scripts::sign(c);
            let Some(script) = sign.script else {
                // An accent that is written apart from its letter parts no word.
                if !('\u{300}'..='\u{36f}').contains(&c) {
                    votes.end_of_word();
                }
                continue;
            };
            self.count(c, script);
            match sign.low {
                Some(low) if SCRIPTS[script as usize].voted => votes.letter(low),
                _ => votes.end_of_word(),
            }
        }
        votes.end_of_word();
    }

    fn count(&mut self, c: char, script: Script) {
        self.of[script as usize] += SCRIPTS[script as usize].weight;
        match script {
            Script::Han if scripts::is_kana(c) => self.kana += 1,
            Script::Han => self.ideographs += 1,
            Script::Cyrillic => {
                self.macedonian += u64::from(scripts::is_macedonian(c));
                self.foreign_cyrillic += u64::from(scripts::is_foreign_cyrillic(c));
            }
            Script::Arabic => self.pashto += u64::from(scripts::is_pashto(c)),
            _ => {}
        }
    }

    /// The script with most letters, and how far it leads the next.
    fn main(&self) -> Option<(Script, f64)> {
        let (mut best, mut next) = (0, 0);
        let mut main = Script::Latin;
        for script in &SCRIPTS {
            let letters = self.of[script.script as usize];
            if letters > best {
                (best, next, main) = (letters, best, script.script);
            } else {
                next = next.max(letters);
            }
        }
        (best >= LEAST_LETTERS).then(|| (main, (best - next) as f64 / best as f64))
    }

    fn chinese_or_japanese(&self) -> &'static str {
        let all = (self.kana + self.ideographs) as f64;
        if self.kana as f64 >= KANA * all { "ja" } else { "zh" }
    }

    /// What letters of one language only say.
    fn by_rare_letters(&self, main: Script) -> Rare {
        let all = self.of[main as usize] as f64;
        let many = |letters: u64| letters as f64 >= FOREIGN * all;
        match main {
            Script::Cyrillic if many(self.foreign_cyrillic) => Rare::Unknown,
            Script::Cyrillic if self.macedonian > 0 => Rare::Of("mk"),
            Script::Arabic if many(self.pashto) => Rare::Of("ps"),
            _ => Rare::None,
        }
    }
}

#[cfg(test)]
mod tests;
