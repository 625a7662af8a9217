//! The names of sources in running text.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::content::each_character_or_word;
use crate::variants::word_number;

/// The names and titles by which people speak of sources.
#[derive(Debug, Clone, Default)]
pub struct Names {
    names: Vec<Name>,
    /// The names that begin with a word.
    by_first: HashMap<u64, Vec<u32>, FixedState>,
    /// How many names were too short to be looked for.
    pub short: usize,
}

#[derive(Debug, Clone)]
struct Name {
    words: Vec<u64>,
    /// The accounts that bear it.
    accounts: Vec<u32>,
}

/// What a search needs and keeps for the next one.
#[derive(Debug, Clone, Default)]
pub struct Found {
    words: Vec<Word>,
    /// The accounts that the text names, each as often as a name of theirs is there.
    pub accounts: Vec<u32>,
}

/// A word of a text: its forms, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// As it is, without a possessive, without an elided article.
    forms: [u64; 3],
    start: usize,
    end: usize,
}

impl Names {
    /// Of these accounts. A name that two accounts bear counts for both. Names of fewer than three
    /// letters, or of a single ideograph, kana or Hangul syllable, are left out and counted.
    pub fn new<'a>(names: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut all = Self::default();
        let mut known: HashMap<Vec<u64>, u32> = HashMap::new();
        for (account, name) in names {
            if !is_long_enough(name) {
                all.short += 1;
                continue;
            }
            let mut words = Vec::new();
            each_character_or_word(name, |word, _| words.push(word_number(word)));
            if words.is_empty() {
                continue;
            }
            let next = all.names.len() as u32;
            let place = *known.entry(words.clone()).or_insert(next);
            if place == next {
                all.by_first.entry(words[0]).or_default().push(place);
                all.names.push(Name { words, accounts: Vec::new() });
            }
            let accounts = &mut all.names[place as usize].accounts;
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
        all
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whom a text names, into `found`.
    ///
    /// A name is a run of whole words, in any case. Words end where Unicode ends them, so `Mali`
    /// is not in `Somalia`; `'s` at the end of a word and a French article before it (`d'`, `l'`)
    /// do no harm. Between the words of a name may stand blanks, hyphens, middle dots, and a full
    /// stop after up to three letters (`John F. Kennedy`). A hashtag is read without its sign;
    /// handles and links are no words. Scripts that Unicode does not part into words without a
    /// dictionary (Chinese, Japanese kanji and hiragana, Thai) are read character by character,
    /// so there a name may stand anywhere; Korean particles belong to their word, so a name with
    /// one is not found. Linear in the text, but for names that begin alike.
    pub fn search(&self, text: &str, found: &mut Found) {
        found.words.clear();
        found.accounts.clear();
        let words = &mut found.words;
        each_character_or_word(text, |word, start| words.push(Word::new(word, start)));
        for at in 0..found.words.len() {
            let word = found.words[at];
            for (place, form) in word.forms.iter().enumerate() {
                if word.forms[..place].contains(form) {
                    continue;
                }
                for &name in self.by_first.get(form).into_iter().flatten() {
                    let name = &self.names[name as usize];
                    if stands_at(&name.words, text, &found.words[at..]) {
                        found.accounts.extend_from_slice(&name.accounts);
                    }
                }
            }
        }
    }
}

impl Word {
    fn new(word: &str, start: usize) -> Self {
        let whole = word_number(word);
        let is_apostrophe = |c: char| matches!(c, '\'' | '’');
        let number = |part: Option<&str>| part.map_or(whole, word_number);
        let (mut owner, mut bare) = (None, None);
        if word.contains(is_apostrophe) {
            owner = word.strip_suffix(['s', 'S']).and_then(|it| it.strip_suffix(is_apostrophe));
            bare = word
                .split_once(is_apostrophe)
                .filter(|(article, _)| matches!(*article, "d" | "l" | "qu" | "D" | "L" | "Qu"))
                .map(|(_, rest)| rest);
        }
        let forms = [whole, number(owner), number(bare)];
        Self { forms, start, end: start + word.len() }
    }
}

fn stands_at(name: &[u64], text: &str, words: &[Word]) -> bool {
    let here = words.len() >= name.len();
    here && name.iter().zip(words).all(|(wanted, word)| word.forms.contains(wanted))
        && words[..name.len()].windows(2).all(|two| {
            let before = &text[two[0].start..two[0].end];
            joins(&text[two[0].end..two[1].start], before)
        })
}

/// Whether what stands between two words leaves them one name.
fn joins(between: &str, before: &str) -> bool {
    between.chars().all(|c| match c {
        '.' => before.chars().count() <= 3,
        '-' | '‐' | '‑' | '·' | '・' | '•' => true,
        _ => c.is_whitespace(),
    })
}

fn is_long_enough(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let syllables = name.chars().filter(|&c| is_syllable(c)).count();
    letters >= 3 || syllables >= 2
}

/// Ideographs, kana, Hangul: a character is a syllable or more.
fn is_syllable(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(names: &[&str], text: &str) -> Vec<u32> {
        let names = Names::new((0..).zip(names.iter().copied()));
        let mut found = Found::default();
        names.search(text, &mut found);
        found.accounts.sort_unstable();
        found.accounts.dedup();
        found.accounts
    }

    #[test]
    fn names_are_whole_words_in_any_case() {
        let names = ["Mali", "Ban Ki-moon", "John F. Kennedy", "Łódź"];
        for (text, wanted) in [
            ("MALI and Somalia", &[0][..]),
            ("Somalia, Malian, mali_x", &[]),
            ("Mali's army; l’armée d'Ali", &[0]),
            ("la paix d'Mali", &[0]),
            ("ban  ki moon\nspoke, BAN KI‑MOON", &[1]),
            ("Ban, Ki-moon", &[]),
            ("Ban Ki-moonlight", &[]),
            ("john f. kennedy and John F Kennedy", &[2]),
            ("He met John F. Kennedy", &[2]),
            ("ŁÓDŹ!", &[3]),
            ("#Mali @Mali", &[0]),
            ("@Mali https://example.org/mali", &[]),
            ("", &[]),
        ] {
            assert_eq!(named(&names, text), wanted, "{text}");
        }
    }

    #[test]
    fn names_without_spaces() {
        assert_eq!(named(&["习近平", "バイデン", "李强"], "国家主席习近平会见李强"), [0, 2]);
        assert_eq!(named(&["习近平", "バイデン"], "バイデン大統領"), [1]);
        assert_eq!(named(&["習"], "習習習"), [0; 0]);
        assert_eq!(named(&["문재인"], "문재인 대통령"), [0]);
        assert_eq!(named(&["محمد"], "قال محمد اليوم"), [0]);
    }

    #[test]
    fn shared_and_short_names() {
        assert_eq!(named(&["The Minister", "the minister"], "The minister spoke"), [0, 1]);
        let names = Names::new([(0, "UN"), (1, "習"), (2, ""), (3, "@handle"), (4, "U.N.O.")]);
        assert_eq!((names.short, names.names.len()), (3, 1));
        assert!(Names::new([]).is_empty());
    }

    proptest! {
        #[test]
        fn as_the_runs_of_words_say(
            names in prop::collection::vec("[a-c]{1,3}( [a-c]{1,2}){0,2}", 1..5),
            text in "([a-c]{1,3}[ ,]{1,2}){0,8}",
        ) {
            let long: Vec<&str> = names
                .iter()
                .map(String::as_str)
                .filter(|name| name.chars().filter(|c| c.is_alphabetic()).count() >= 3)
                .collect();
            // Commas end a name; blanks do not.
            let spaced = format!(" {} ", text.replace(',', " , "));
            let one = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
            let slow: Vec<u32> = (0..)
                .zip(&long)
                .filter(|(_, name)| format!(" {one} ").contains(&format!(" {name} ")))
                .map(|(place, _)| place)
                .collect();
            prop_assert_eq!(named(&long, &text), slow);
        }

        #[test]
        fn any_text_is_searched(name in "\\PC{0,9}", text in "\\PC*") {
            named(&[&name], &text);
            named(&[&name], &name);
        }
    }
}
