//! Letters with accents as plain ones.

/// `word` in small letters from a to z and apostrophes, or `None` if it has letters of another
/// script. An accented e at an end is heard, so it becomes an a; a vowel with a diaeresis does
/// not join the one before it, so an h parts them.
pub(super) fn plain(word: &str) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'a'..='z' | '\'' => plain.push(c as u8),
            'A'..='Z' => plain.push(c.to_ascii_lowercase() as u8),
            '’' => plain.push(b'\''),
            _ if !c.is_alphabetic() => {}
            _ => match base(lower(c)) {
                Some((b'e', _)) => plain.push(b'a'),
                Some((vowel, true)) => plain.extend([b'h', vowel]),
                Some((vowel, false)) => plain.push(vowel),
                None if is_latin(c) => plain.push(b'b'),
                None => return None,
            },
        }
    }
    Some(plain)
}

pub(super) fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// The plain vowel of an accented one in small print, and whether it has a diaeresis.
fn base(c: char) -> Option<(u8, bool)> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => (b'a', false),
        'è' | 'é' | 'ê' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => (b'e', false),
        'ì' | 'í' | 'î' | 'ĩ' | 'ī' | 'į' | 'ı' => (b'i', false),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'œ' => (b'o', false),
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ů' | 'ű' | 'ų' => (b'u', false),
        'ý' | 'ÿ' => (b'y', false),
        'ï' => (b'i', true),
        'ë' => (b'a', true),
        _ => return None,
    })
}

/// Whether this small letter is a vowel of the Latin, Greek or Cyrillic script.
pub(super) fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
        || base(c).is_some()
        || is_russian_vowel(c)
        || matches!(c, 'і' | 'ї' | 'є' | 'ў')
        || matches!(c, 'α' | 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω')
        || matches!(c, 'ά' | 'έ' | 'ή' | 'ί' | 'ό' | 'ύ' | 'ώ' | 'ϊ' | 'ϋ' | 'ΐ' | 'ΰ')
}

pub(super) fn is_russian_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'ё' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}
