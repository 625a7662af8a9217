//! Which script a letter belongs to.

use std::sync::LazyLock;

/// A script, or a family of scripts that are written together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    /// Ideographs and kana.
    Han,
    Hangul,
    Greek,
    Hebrew,
    Armenian,
    Georgian,
    Ethiopic,
    Thai,
    Lao,
    Khmer,
    Myanmar,
    Tibetan,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thaana,
}

/// What is known of a script.
pub(super) struct About {
    pub script: Script,
    /// Its only language among those that are told apart.
    pub language: Option<&'static str>,
    /// How many letters of an alphabet a sign of it is worth.
    pub weight: u64,
    /// Whether n-grams tell its languages apart.
    pub voted: bool,
    ranges: &'static [(u32, u32)],
}

const fn shared(script: Script, ranges: &'static [(u32, u32)]) -> About {
    About { script, language: None, weight: 1, voted: true, ranges }
}

const fn of(language: &'static str, script: Script, ranges: &'static [(u32, u32)]) -> About {
    About { script, language: Some(language), weight: 1, voted: false, ranges }
}

/// All scripts, each at its own number.
pub(super) static SCRIPTS: [About; 26] = [
    shared(
        Script::Latin,
        &[(0x41, 0x24f), (0x1e00, 0x1eff), (0x2c60, 0x2c7f), (0xa720, 0xa7ff), (0xff21, 0xff5a)],
    ),
    shared(
        Script::Cyrillic,
        &[(0x400, 0x52f), (0x1c80, 0x1c8f), (0x2de0, 0x2dff), (0xa640, 0xa69f)],
    ),
    shared(
        Script::Arabic,
        &[(0x600, 0x6ff), (0x750, 0x77f), (0x870, 0x8ff), (0xfb50, 0xfdff), (0xfe70, 0xfeff)],
    ),
    shared(Script::Devanagari, &[(0x900, 0x97f), (0xa8e0, 0xa8ff)]),
    About {
        script: Script::Han,
        language: None,
        weight: 3,
        voted: false,
        ranges: &[
            (0x3005, 0x3007),
            (0x3040, 0x30ff),
            (0x31f0, 0x31ff),
            (0x3400, 0x9fff),
            (0xf900, 0xfaff),
            (0xff66, 0xff9d),
            (0x1b000, 0x1b16f),
            (0x2_0000, 0x3_ffff),
        ],
    },
    About {
        script: Script::Hangul,
        language: Some("ko"),
        weight: 3,
        voted: false,
        ranges: &[(0x1100, 0x11ff), (0x3130, 0x318f), (0xa960, 0xa97f), (0xac00, 0xd7ff)],
    },
    of("el", Script::Greek, &[(0x370, 0x3ff), (0x1f00, 0x1fff)]),
    of("he", Script::Hebrew, &[(0x590, 0x5ff), (0xfb1d, 0xfb4f)]),
    of("hy", Script::Armenian, &[(0x530, 0x58f), (0xfb13, 0xfb17)]),
    of("ka", Script::Georgian, &[(0x10a0, 0x10ff), (0x1c90, 0x1cbf), (0x2d00, 0x2d2f)]),
    of("am", Script::Ethiopic, &[(0x1200, 0x139f), (0x2d80, 0x2ddf), (0xab00, 0xab2f)]),
    of("th", Script::Thai, &[(0xe00, 0xe7f)]),
    of("lo", Script::Lao, &[(0xe80, 0xeff)]),
    of("km", Script::Khmer, &[(0x1780, 0x17ff)]),
    of("my", Script::Myanmar, &[(0x1000, 0x109f), (0xa9e0, 0xa9ff), (0xaa60, 0xaa7f)]),
    of("bo", Script::Tibetan, &[(0xf00, 0xfff)]),
    of("bn", Script::Bengali, &[(0x980, 0x9ff)]),
    of("pa", Script::Gurmukhi, &[(0xa00, 0xa7f)]),
    of("gu", Script::Gujarati, &[(0xa80, 0xaff)]),
    of("or", Script::Oriya, &[(0xb00, 0xb7f)]),
    of("ta", Script::Tamil, &[(0xb80, 0xbff)]),
    of("te", Script::Telugu, &[(0xc00, 0xc7f)]),
    of("kn", Script::Kannada, &[(0xc80, 0xcff)]),
    of("ml", Script::Malayalam, &[(0xd00, 0xd7f)]),
    of("si", Script::Sinhala, &[(0xd80, 0xdff)]),
    of("dv", Script::Thaana, &[(0x780, 0x7bf)]),
];

/// What is known of a character.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sign {
    /// The script of a letter or vowel sign; `None` for all else, and for scripts not named here.
    pub script: Option<Script>,
    /// A letter in lower case; `None` for vowel signs, which part words here, as they did when the
    /// n-grams were counted.
    pub low: Option<char>,
}

/// What is known of the first characters, most of those that alphabets have.
static SIGNS: LazyLock<Vec<Sign>> = LazyLock::new(|| ('\0'..'\u{1000}').map(look_at).collect());

pub(super) fn sign(c: char) -> Sign {
    SIGNS.get(c as usize).copied().unwrap_or_else(|| look_at(c))
}

fn look_at(c: char) -> Sign {
    if !c.is_alphabetic() {
        return Sign::default();
    }
    let code = u32::from(c);
    let within =
        |about: &&About| about.ranges.iter().any(|&(from, to)| (from..=to).contains(&code));
    let script = SCRIPTS.iter().find(within).map(|about| about.script);
    let low = script.filter(|_| !is_vowel_sign(c)).and_then(|_| c.to_lowercase().next());
    Sign { script, low }
}

/// Signs that Unicode calls alphabetic though they are no letters.
fn is_vowel_sign(c: char) -> bool {
    matches!(
        u32::from(c),
        0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6e1..=0x6e8
            | 0x900..=0x903 | 0x93a..=0x93b | 0x93e..=0x94f | 0x955..=0x957 | 0x962..=0x963
    )
}

pub(super) fn is_kana(c: char) -> bool {
    matches!(u32::from(c), 0x3040..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9d | 0x1b000..=0x1b16f)
}

/// Letters that of all living languages only Macedonian has.
pub(super) fn is_macedonian(c: char) -> bool {
    matches!(c, 'Ѓ' | 'ѓ' | 'Ќ' | 'ќ' | 'Ѕ' | 'ѕ')
}

/// Letters of Cyrillic that Belarusian, Bulgarian, Russian, Serbian and Ukrainian lack, as of
/// Kazakh, Kyrgyz, Mongolian, Tajik and Tatar.
pub(super) fn is_foreign_cyrillic(c: char) -> bool {
    matches!(u32::from(c), 0x48a..=0x48f | 0x492..=0x52f)
}

/// Letters that Pashto has, and Arabic, Persian, Urdu and Kurdish lack.
pub(super) fn is_pashto(c: char) -> bool {
    matches!(c, 'ټ' | 'ځ' | 'څ' | 'ډ' | 'ړ' | 'ږ' | 'ښ' | 'ګ' | 'ڼ' | 'ې' | 'ۍ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_script_is_at_its_number_and_apart_from_the_others() {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for (number, about) in SCRIPTS.iter().enumerate() {
            assert_eq!(about.script as usize, number);
            ranges.extend(about.ranges);
        }
        ranges.sort_unstable();
        assert!(ranges.windows(2).all(|pair| pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0));
    }

    #[test]
    fn letters_have_scripts() {
        use Script::{Arabic, Cyrillic, Devanagari, Han, Hangul, Latin};
        let found: Vec<Option<Script>> =
            "aÉжعह和かハ한1!🕊×".chars().map(|c| sign(c).script).collect();
        let wanted = [Latin, Latin, Cyrillic, Arabic, Devanagari, Han, Han, Han, Hangul].map(Some);
        assert_eq!(found[..9], wanted);
        assert_eq!(found[9..], [None; 4]);
    }

    #[test]
    fn letters_are_in_lower_case_and_vowel_signs_are_none() {
        assert_eq!(sign('É').low, Some('é'));
        assert_eq!(sign('ह').low, Some('ह'));
        assert_eq!(sign('ि'), Sign { script: Some(Script::Devanagari), low: None });
        assert!(('\0'..'\u{3000}').all(|c| sign(c) == look_at(c)));
    }
}
