//! What is known of a word.

use std::sync::LazyLock;

use hashbrown::HashMap;

/// Valences by word, in tenths, "-39 word word" a line; see `src/content/data/LICENSES.md`.
const WORDS: &str = include_str!("../data/vader_words.txt");

const MORE: f64 = 0.293;

const NEGATIONS: &str = "aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't \
    couldn't daren't didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't \
    hadn't hasn't haven't isn't mightn't mustn't neednt needn't never none nope nor not nothing \
    nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't \
    weren't without wont wouldnt won't wouldn't rarely seldom despite";

const BOOSTERS: &str = "absolutely amazingly awfully completely considerable considerably \
    decidedly deeply effing enormous enormously entirely especially exceptional exceptionally \
    extreme extremely fabulously flipping flippin frackin fracking fricking frickin frigging \
    friggin fully fuckin fucking fuggin fugging greatly hella highly hugely incredible incredibly \
    intensely major majorly more most particularly purely quite really remarkably so \
    substantially thoroughly total totally tremendous tremendously uber unbelievably unusually \
    utter utterly very";

const DAMPENERS: &str = "almost barely hardly kinda kindof kind-of less little marginal \
    marginally occasional occasionally partly scarce scarcely slight slightly somewhat sorta \
    sortof sort-of";

/// The part that a word plays in a rule about certain words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    None,
    No,
    Or,
    Nor,
    But,
    At,
    Least,
    Very,
    Never,
    So,
    This,
    Without,
    Doubt,
    Kind,
    Sort,
    Of,
    Just,
    Enough,
    The,
    Shit,
    Bomb,
    Bad,
    Ass,
    Bus,
    Stop,
    Yeah,
    Right,
    Kiss,
    Death,
    To,
    Die,
    For,
    Beating,
    Heart,
}

const PARTS: &[(&str, Part)] = &[
    ("no", Part::No),
    ("or", Part::Or),
    ("nor", Part::Nor),
    ("but", Part::But),
    ("at", Part::At),
    ("least", Part::Least),
    ("very", Part::Very),
    ("never", Part::Never),
    ("so", Part::So),
    ("this", Part::This),
    ("without", Part::Without),
    ("doubt", Part::Doubt),
    ("kind", Part::Kind),
    ("sort", Part::Sort),
    ("of", Part::Of),
    ("just", Part::Just),
    ("enough", Part::Enough),
    ("the", Part::The),
    ("shit", Part::Shit),
    ("bomb", Part::Bomb),
    ("bad", Part::Bad),
    ("ass", Part::Ass),
    ("bus", Part::Bus),
    ("stop", Part::Stop),
    ("yeah", Part::Yeah),
    ("right", Part::Right),
    ("kiss", Part::Kiss),
    ("death", Part::Death),
    ("to", Part::To),
    ("die", Part::Die),
    ("for", Part::For),
    ("beating", Part::Beating),
    ("heart", Part::Heart),
];

/// What is known of a word in lower case.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Known {
    /// Its valence in tenths, if the lexicon has it.
    pub tenths: Option<i8>,
    /// What it adds to a positive word after it; zero for most.
    pub boost: f64,
    /// Whether it turns a word after it round.
    pub negates: bool,
    /// Its part in a rule about certain words.
    pub part: Part,
}

struct Lexicon {
    words: HashMap<&'static [u8], Known, foldhash::fast::FixedState>,
    longest: usize,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut words: HashMap<&'static [u8], Known, _> = HashMap::default();
    for line in WORDS.lines() {
        let mut cells = line.split(' ');
        let tenths = cells.next().and_then(|cell| cell.parse().ok());
        for word in cells {
            words.entry(word.as_bytes()).or_default().tenths = tenths;
        }
    }
    for word in NEGATIONS.split_whitespace() {
        words.entry(word.as_bytes()).or_default().negates = true;
    }
    for (list, boost) in [(BOOSTERS, MORE), (DAMPENERS, -MORE)] {
        for word in list.split_whitespace() {
            words.entry(word.as_bytes()).or_default().boost = boost;
        }
    }
    for &(word, part) in PARTS {
        words.entry(word.as_bytes()).or_default().part = part;
    }
    let longest = words.keys().map(|word| word.len()).max().unwrap_or(0);
    Lexicon { words, longest }
});

/// No word of the lexicon has more bytes than this; a test says so.
pub(super) const LONGEST: usize = 24;

/// What is known of `word`, in any case.
pub(super) fn look_up(word: &str) -> Known {
    let mut lower = [0_u8; LONGEST];
    let mut length = 0;
    for c in word.chars() {
        if length == LEXICON.longest {
            return Known::default();
        }
        lower[length] = match c {
            // The sign for kelvin is a capital k to Unicode.
            '\u{212a}' => b'k',
            _ if c.is_ascii() => (c as u8).to_ascii_lowercase(),
            _ => return Known::default(),
        };
        length += 1;
    }
    LEXICON.words.get(&lower[..length]).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_there_and_short_enough() {
        assert!(LEXICON.longest <= LONGEST);
        let with_valence = LEXICON.words.values().filter(|known| known.tenths.is_some()).count();
        assert_eq!(with_valence, 7488);
        let count = |test: fn(&Known) -> bool| LEXICON.words.values().filter(|&k| test(k)).count();
        assert_eq!(count(|known| known.negates), 59);
        assert_eq!(count(|known| known.boost > 0.0), 60);
        assert_eq!(count(|known| known.boost < 0.0), 21);
        assert_eq!(count(|known| known.part != Part::None), PARTS.len());
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(look_up("KILL").tenths, Some(-37));
        assert_eq!(look_up("\u{212a}ILL"), look_up("kill"));
        assert_eq!(look_up("kıll"), Known::default());
        assert_eq!(look_up(&"k".repeat(1000)), Known::default());
        assert_eq!(look_up(""), Known::default());
    }
}
