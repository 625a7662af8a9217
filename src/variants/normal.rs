//! The words of a text without what changes when it is passed on: links, handles, case.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use crate::content::{Kind, Token, cut_at, each_token, fold, tokens, words_in};

/// The words of a text by which it is matched, in order.
///
/// Words and numbers end where [`tokens`] ends them. Case is folded, a typographic apostrophe is
/// an apostrophe, and a hashtag or cashtag is what it would be without its sign. Links, handles, emoji and
/// punctuation are no words; neither are the `RT @name` with which a text begins, once or more
/// often, and the word at the cut of a repost that was cut short (`RT @name: ... Ukr…`), since
/// nobody wrote it. Linear in the length of the text.
///
/// ```
/// use twiplomacy::variants::words;
///
/// let found = words("RT @UN: Don’t forget #Peace 🕊 https://t.co/x");
/// assert_eq!(found, ["don't", "forget", "peace"]);
/// ```
pub fn words(text: &str) -> Vec<Cow<'_, str>> {
    kept(text).into_iter().map(|(word, _)| normal(word)).collect()
}

/// Put a number for each of the [`words`] of a text into a buffer; equal words, equal numbers.
pub fn push_words(text: &str, into: &mut Vec<u64>) {
    each_normal(text, |word, _| into.push(HASH.hash_one(word)));
}

/// Give each of the [`words`] of a text, and whether it stands in a hashtag or cashtag.
pub(super) fn each_normal(text: &str, mut take: impl FnMut(&str, bool)) {
    if may_have_lead(text) {
        kept(text).into_iter().for_each(|(word, in_tag)| take(&normal(word), in_tag));
        return;
    }
    each_token(text, |token| {
        let in_tag = matches!(token.kind, Kind::Hashtag | Kind::Cashtag);
        words_in(token.text, token.start, token.kind, &mut |word, _| take(&normal(word), in_tag));
    });
}

/// One number for all the [`words`] of a text in their order: texts of the same words have the
/// same, others do not, but for the chance of one in 2^64. `None` for a text without words.
///
/// ```
/// use twiplomacy::variants::key;
///
/// assert_eq!(key("Peace, now! https://t.co/a"), key("PEACE now"));
/// assert_ne!(key("peace now"), key("now peace"));
/// assert_eq!(key("@UN 🕊"), None);
/// ```
pub fn key(text: &str) -> Option<u64> {
    let mut numbers = Vec::new();
    push_words(text, &mut numbers);
    (!numbers.is_empty()).then(|| HASH.hash_one(&numbers[..]))
}

/// The hash of words and shingles. Its seed is fixed: the same text, the same numbers.
pub(super) const HASH: FixedState = FixedState::with_seed(0);

/// The number of one word, whatever its case.
pub(crate) fn word_number(word: &str) -> u64 {
    HASH.hash_one(&*normal(word))
}

/// The words as they stand in the text, and whether in a tag. Of a tag those that it would be
/// without its sign.
fn kept(text: &str) -> Vec<(&str, bool)> {
    let tokens = tokens(text);
    let cut = cut_at(text);
    let mut words = Vec::new();
    for token in &tokens[after_lead(&tokens)..] {
        if Some(token.start + token.text.len()) != cut {
            let in_tag = matches!(token.kind, Kind::Hashtag | Kind::Cashtag);
            words_in(token.text, token.start, token.kind, &mut |word, _| {
                words.push((word, in_tag));
            });
        }
    }
    words
}

/// Whether a text may begin with `RT @name:`, which only its tokens tell. Only such a text is cut.
fn may_have_lead(text: &str) -> bool {
    let start = text.trim_ascii_start();
    let rt = start.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("rt"));
    rt || start.bytes().next().is_some_and(|byte| !byte.is_ascii())
}

/// How many tokens the `RT @name:` are with which a text begins.
fn after_lead(tokens: &[Token]) -> usize {
    let mut start = 0;
    while let [rt, name, rest @ ..] = &tokens[start..] {
        if !rt.text.eq_ignore_ascii_case("rt") || name.kind != Kind::Mention {
            break;
        }
        start += 2 + usize::from(rest.first().is_some_and(|token| token.text == ":"));
    }
    start
}

fn normal(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            word.to_ascii_lowercase().into()
        } else {
            word.into()
        };
    }
    let folded = fold(word);
    if folded.contains('’') { folded.replace('’', "'").into() } else { folded.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_changes_when_a_text_is_passed_on_is_no_word() {
        let same = "we stand with ukraine 2";
        for text in [
            "We stand with Ukraine 2",
            "RT @MFA: We stand with #Ukraine 2 https://t.co/x",
            "rt @a rt @b: WE STAND, with @nobody “Ukraine”... 2 🇺🇦",
            "RT @MFA: we stand with Ukraine 2 for…",
        ] {
            assert_eq!(words(text).join(" "), same, "{text}");
            assert_eq!(key(text), key(same), "{text}");
        }
    }

    #[test]
    fn words_of_any_script() {
        assert_eq!(words("和平 ＃平和 #a_1"), ["和平", "平和", "a_1"]);
        assert_eq!(words("УКРАЇНА السلام ΟΔΟΣ"), ["україна", "السلام", "οδος"]);
        assert_eq!(words("l’homme $TSLA RT @x"), ["l'homme", "tsla", "rt"]);
        assert_eq!(words("RT @x:"), [""; 0]);
        assert_eq!(key(""), None);
    }

    proptest! {
        #[test]
        fn any_text_has_words(text in "[\n\u{200b} ]?(RT @[a-z]: )?([a-z#.'’]{1,5} ){0,4}\\PC*…?") {
            let numbers = { let mut all = vec![]; push_words(&text, &mut all); all };
            let slow: Vec<u64> = words(&text).iter().map(|word| word_number(word)).collect();
            prop_assert_eq!(&numbers, &slow);
            prop_assert_eq!(key(&text).is_none(), numbers.is_empty());
            prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
        }
    }
}
