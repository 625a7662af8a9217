//! The syllables of English words.

use super::{letters, others, table};

pub(super) fn syllables(word: &str) -> u32 {
    // Most words are short and of ASCII: no memory is asked for.
    let mut short = [0; table::LONGEST];
    if let Some(short) = short.get_mut(..word.len())
        && word.is_ascii()
    {
        short.copy_from_slice(word.as_bytes());
        short.make_ascii_lowercase();
        return of_plain(short);
    }
    letters::plain(word).map_or_else(|| others::by_script(word), |plain| of_plain(&plain))
}

/// Of small letters from a to z, apostrophes, and signs and digits that do not count.
fn of_plain(word: &[u8]) -> u32 {
    let known = |word: &[u8]| table::syllables(word);
    known(word).unwrap_or_else(|| match word {
        [stem @ .., b'\'', b's'] => {
            known(stem).unwrap_or_else(|| by_rule(stem)) + u32::from(hisses(stem))
        }
        [stem @ .., b'\''] => known(stem).unwrap_or_else(|| by_rule(stem)),
        _ => by_rule(word),
    })
}

/// Whether an s after this is a syllable of its own.
fn hisses(stem: &[u8]) -> bool {
    let stem = stem.strip_suffix(b"e").unwrap_or(stem);
    matches!(stem, [.., b's' | b'x' | b'z' | b'c' | b'g'] | [.., b's' | b'c', b'h'])
        && !matches!(stem, [.., b'n', b'g'])
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

pub(super) fn by_rule(word: &[u8]) -> u32 {
    let word: Vec<u8> = word.iter().copied().filter(u8::is_ascii_lowercase).collect();
    let sounds = sounds(&word);
    let mut count = extra(&word);
    let (mut at, mut has_vowel) = (0, false);
    while at < sounds.len() {
        if !is_vowel(sounds[at]) {
            at += 1;
            continue;
        }
        let length = sounds[at..].iter().position(|&byte| !is_vowel(byte));
        let end = length.map_or(sounds.len(), |length| at + length);
        count += group(&sounds[..at], &sounds[at..end], &sounds[end..]);
        (at, has_vowel) = (end, true);
    }
    if !has_vowel && word.len() <= SPELT {
        count = spelt(&word);
    }
    u32::try_from(count).unwrap_or(0).max(1)
}

/// A word without a vowel is read letter by letter up to this length.
const SPELT: usize = 5;

fn spelt(word: &[u8]) -> i32 {
    word.iter().map(|&byte| if byte == b'w' { 3 } else { 1 }).sum()
}

/// The word with w for the u of qu, and j for y before or between vowels.
fn sounds(word: &[u8]) -> Vec<u8> {
    let is_other = |at: usize| word.get(at).is_some_and(|&byte| is_vowel(byte) && byte != b'y');
    let sound = |(at, &byte): (usize, &u8)| match byte {
        b'u' if at > 0 && word[at - 1] == b'q' => b'w',
        b'y' if is_other(at + 1) && (at == 0 || is_other(at - 1)) => b'j',
        _ => byte,
    };
    word.iter().enumerate().map(sound).collect()
}

/// What heads and endings add that no vowel shows.
fn extra(word: &[u8]) -> i32 {
    let stem = word.strip_suffix(b"s").unwrap_or(word);
    let buzzes = [b"ism", b"asm", b"ysm", b"thm"].iter().any(|end| stem.ends_with(*end));
    i32::from(word.starts_with(b"mc")) + i32::from(buzzes) - i32::from(word.ends_with(b"ically"))
}

/// What a stretch of vowels counts, by what stands before and after it.
fn group(before: &[u8], vowels: &[u8], after: &[u8]) -> i32 {
    let last = after.is_empty();
    let soft = matches!(before, [.., b'c' | b't' | b's' | b'g' | b'x']);
    match vowels {
        b"e" => lone_e(before, after),
        [_] | b"eau" | b"eou" | b"ieu" => 1,
        b"ie" => 1 + i32::from(matches!(after, b"r" | b"rs" | b"st") && !before.is_empty()),
        b"ia" => 2 - i32::from(soft && !matches!(after, [b't', b'e' | b'i' | b'o', ..])),
        b"io" => 2 - i32::from(soft && !last),
        b"iou" => 2 - i32::from(soft),
        b"ea" | b"oa" | b"ui" | b"uo" => 1 + i32::from(last),
        [_, _] if !TWO.contains(&vowels) => 1,
        _ => 2,
    }
}

/// Two vowels that are two syllables anywhere.
const TWO: [&[u8]; 9] = [b"eo", b"ua", b"iu", b"ya", b"yi", b"ye", b"yo", b"ao", b"ii"];

/// Endings before which an e is mute.
const MUTE_BEFORE: [&[u8]; 17] = [
    b"ly", b"ment", b"ments", b"less", b"ful", b"fully", b"ness", b"man", b"men", b"land", b"some",
    b"town", b"back", b"work", b"works", b"woman", b"women",
];

fn lone_e(before: &[u8], after: &[u8]) -> i32 {
    let sounded = match after {
        b"" => ends_in_liquid(before),
        b"d" => matches!(before, [.., b't' | b'd']) || ends_in_liquid(before),
        b"s" => {
            matches!(before, [.., b's' | b'c' | b'x' | b'z' | b'g'] | [.., b's' | b'c', b'h'])
                || ends_in_liquid(before)
        }
        _ => before.is_empty() || !MUTE_BEFORE.contains(&after),
    };
    i32::from(sounded)
}

/// Whether the l of `-ble`, `-tle` makes a syllable with the e after it.
fn ends_in_liquid(before: &[u8]) -> bool {
    matches!(before, [.., second, b'l'] if !is_vowel(*second) && !matches!(second, b'r' | b'l'))
}
