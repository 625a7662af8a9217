//! Names and texts of the made-up world.

use crate::random::Stream;

/// Of how many countries there are names.
pub(super) const MOST_COUNTRIES: usize = COUNTRIES.len();

/// Countries that do not exist.
pub(super) const COUNTRIES: [&str; 16] = [
    "Nordalia",
    "Sudria",
    "Estavia",
    "Westmark",
    "Altamont",
    "Brevia",
    "Corland",
    "Dunmere",
    "Elvania",
    "Fjordheim",
    "Galdora",
    "Hestia",
    "Istria Nova",
    "Jorvania",
    "Kestral",
    "Lumeria",
];

const WORDS: &str = "about accord access action address after again against agenda agree aid airport \
alliance allies always ambassador among announce annual answer approach area arrive assembly assist \
attend balance bank before begin believe benefit between border bridge bring budget build business \
call camp capital care carry cause ceasefire centre chair chance change charter child choice citizen \
city civil claim climate close coast colleague commit common community concern conference congratulate \
consul continue control cooperate council country courage court create crisis culture current daily \
deal debate decide declare deep defend delegation deliver demand deputy develop dialogue difficult \
diplomat discuss dispute doctor draft during early earth economy educate effort election embassy end \
energy engage enjoy envoy equal europe evening event every exchange expert export express face fair \
family farmer field final find first fish follow food force foreign forward free friend future gas \
general give global goal good govern grain great ground group grow guest harbour health hear help \
history home honour hope hospital host hour house human idea impact import improve include industry \
inform invest invite island issue join journey judge just keep key know labour land language large \
last law lead learn leave letter level life light listen local long loss major market matter meet \
member memory message mission modern money month morning move museum music nation nature need \
negotiate neighbour network never new news next north note observe ocean offer office open order \
organise origin other outcome outside pact paper parliament partner past path pay peace people permit \
place plan play pledge point policy port power practice prepare present press price progress promise \
protect proud public purpose question quiet radio rail raise reach ready reason receive recent refer \
reform refugee region relation release remain remember report request research resolve respect result \
return review right river road role round rule safe sanction school science sea season security seek \
share ship sign simple small social soldier solution south speak special speech stand state statement \
station step still stop story strategy street strong student study summit supply support sure system \
table talk tax teach team technology term thank think thought today together tomorrow trade train \
transport travel treaty trust truth turn under union unite until urge value victim view village \
vision visit voice vote wait walk war watch water way weather week welcome west winter wish witness \
woman wonder word work world worry write year yesterday young";

/// The words that texts are made of.
pub(super) struct Vocabulary(Vec<&'static str>);

impl Vocabulary {
    pub fn new() -> Self {
        Self(WORDS.split_whitespace().collect())
    }

    fn word(&self, stream: &mut Stream) -> &'static str {
        self.0[stream.below(self.0.len())]
    }

    /// A sentence of so many words.
    pub fn sentence(&self, words: std::ops::Range<usize>, stream: &mut Stream) -> String {
        let count = words.start + stream.below(words.len());
        let mut text = String::new();
        for _ in 0..count {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(self.word(stream));
        }
        text
    }

    /// The same text after so many edits, each of one word: dropped, added or put in another's
    /// place. Tags and links stay.
    pub fn edited(&self, text: &str, edits: u32, stream: &mut Stream) -> String {
        let mut words: Vec<&str> = text.split(' ').collect();
        for _ in 0..edits {
            let end = words.iter().position(|word| is_mark(word)).unwrap_or(words.len());
            let place = stream.below(end.max(1));
            match stream.below(3) {
                0 if end > 1 => {
                    words.remove(place);
                }
                1 => words.insert(place, self.word(stream)),
                _ => words[place] = self.word(stream),
            }
        }
        words.join(" ")
    }
}

fn is_mark(word: &str) -> bool {
    word.starts_with('#') || word.starts_with("https://")
}

/// A country's name as part of a handle.
pub(super) fn bare(country: &str) -> String {
    country.replace(' ', "")
}
