//! The syllables of French, Spanish, German and Russian words, by their vowels.

use super::Lang;
use super::letters::{is_russian_vowel, is_vowel, lower};

pub(super) fn syllables(word: &str, lang: Lang) -> u32 {
    let letters: Vec<char> = word.chars().map(lower).collect();
    let count = match lang {
        Lang::Ru => letters.iter().filter(|&&c| is_russian_vowel(c)).count(),
        Lang::Es => spanish(&letters),
        Lang::De => german(&letters),
        Lang::Fr => french(&letters),
        Lang::En => 0,
    };
    if count == 0 { by_script(word) } else { count as u32 }
}

/// The stretches of vowels of any of three scripts, one at the least.
pub(super) fn by_script(word: &str) -> u32 {
    let (mut count, mut inside) = (0, false);
    for c in word.chars().map(lower) {
        let vowel = is_vowel(c);
        count += u32::from(vowel && !inside);
        inside = vowel;
    }
    count.max(1)
}

/// The vowels of a word in stretches, each with what stands before and after it.
fn stretches(word: &[char], is: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < word.len() {
        let start = at;
        while at < word.len() && is(at) {
            at += 1;
        }
        if at > start {
            found.push((start, at));
        }
        at += 1;
    }
    found
}

/// Whether this u is mute: after q, and after g before e and i.
fn is_mute_u(word: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| word[before]);
    let front = |c: &char| matches!(c, 'e' | 'é' | 'è' | 'ê' | 'i' | 'í' | 'î');
    word[at] == 'u'
        && (before == Some('q') || (before == Some('g') && word.get(at + 1).is_some_and(front)))
}

// Spanish

fn spanish(word: &[char]) -> usize {
    let is_in = |at: usize| match word[at] {
        'u' => !is_mute_u(word, at),
        // A semivowel at the end, a consonant elsewhere.
        'y' => at + 1 == word.len(),
        c => is_strong(c) || matches!(c, 'i' | 'ü' | ACUTE),
    };
    let strong = |at: usize| is_strong(word[at]) || word.get(at + 1) == Some(&ACUTE);
    stretches(word, is_in)
        .into_iter()
        .map(|(start, end)| {
            (start..end).filter(|&at| word[at] != ACUTE && strong(at)).count().max(1)
        })
        .sum()
}

/// An accent that stands after its letter.
const ACUTE: char = '\u{301}';

fn is_strong(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'o' | 'á' | 'é' | 'ó' | 'í' | 'ú' | 'à' | 'è' | 'ò')
}

// German

fn german(word: &[char]) -> usize {
    let is = |at: usize| {
        matches!(word[at], 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'ä' | 'ö' | 'ü' | 'é')
            && !(word[at] == 'u' && at > 0 && word[at - 1] == 'q')
    };
    let mut count = 0;
    for (start, end) in stretches(word, is) {
        let mut at = start;
        while at < end {
            at += if at + 1 < end && is_one_sound(word[at], word[at + 1]) { 2 } else { 1 };
            count += 1;
        }
    }
    let ends =
        |end: &str| word.len() > end.len() && word.ends_with(&end.chars().collect::<Vec<_>>());
    // Mu-se-um, I-ta-li-en; but Wi-en is Wien, and er-schien.
    count + usize::from(ends("eum") || (ends("ien") && count > 1 && !ends("schien")))
}

fn is_one_sound(first: char, second: char) -> bool {
    matches!(
        (first, second),
        ('a', 'u' | 'i' | 'y' | 'a')
            | ('e', 'i' | 'u' | 'y' | 'e')
            | ('ä', 'u')
            | ('i', 'e')
            | ('o', 'o' | 'u' | 'y')
    )
}

// French

fn french(word: &[char]) -> usize {
    // What stands after an apostrophe is a word; before it no vowel is heard.
    let words = word.split(|c| matches!(c, '\'' | '’'));
    words.map(french_word).sum()
}

fn french_word(word: &[char]) -> usize {
    if word == ['p', 'a', 'y', 's'] {
        return 2;
    }
    let is = |at: usize| (is_vowel(word[at]) || word[at] == 'œ') && !is_mute_u(word, at);
    let found = stretches(word, is);
    let mute = mute_from(word);
    let several = found.len() > 1;
    let heard = |&(start, end): &(usize, usize)| {
        // A mute e goes with the vowels before it, or by itself if there is another stretch.
        let end = end.min(mute.max(start));
        if end == start { usize::from(!several) } else { parts(word, start, end) }
    };
    found.iter().map(heard).sum()
}

/// Where a mute e or es at the end begins.
fn mute_from(word: &[char]) -> usize {
    let stem = word.strip_suffix(&['s']).unwrap_or(word);
    if stem.ends_with(&['e']) { stem.len() - 1 } else { word.len() }
}

/// Into how many syllables the vowels of `word[start..end]` fall.
fn parts(word: &[char], start: usize, end: usize) -> usize {
    let cluster = start >= 2
        && matches!(word[start - 1], 'l' | 'r')
        && !is_vowel(word[start - 2])
        && !matches!(word[start - 2], 'l' | 'r');
    let breaks = (start + 1..end).filter(|&at| {
        let (before, c) = (word[at - 1], word[at]);
        match c {
            'ë' | 'ï' | 'ü' => true,
            'é' | 'è' | 'ê' if matches!(before, 'a' | 'e' | 'o' | 'é') => true,
            _ if before == 'é' => true,
            'o' if before == 'a' => !matches!(word.get(at + 1), Some('u' | 'û' | 'n')),
            'a' | 'â' if before == 'o' => true,
            // The y of voyage closes one syllable and opens the next.
            _ if before == 'y' && at - 1 > start => true,
            _ => cluster && at == start + 1 && matches!(before, 'i' | 'u') && c != 'i',
        }
    });
    1 + breaks.count()
}
