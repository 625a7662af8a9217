//! The words of a text and nothing else.

use super::tokens::Kind;
use super::walk::{plain, walk, walk_by};

/// Give every word and number of a text with the byte at which it begins: what
/// [`tokens`](super::tokens()) gives, and of hashtags and cashtags what they would be without
/// their sign. No handles, links, emoji and punctuation. Linear.
pub(crate) fn each_word<'a>(text: &'a str, mut take: impl FnMut(&'a str, usize)) {
    walk(text, &mut |token, start, kind| words_in(token, start, kind, &mut take));
}

/// The same by Unicode's rules alone: an ideograph, a kana of hiragana, a letter of Thai is a
/// word. What a dictionary makes of them depends on what stands around; this does not.
pub(crate) fn each_character_or_word<'a>(text: &'a str, mut take: impl FnMut(&'a str, usize)) {
    walk_by::<false>(text, &mut |token, start, kind| {
        words_by::<false>(token, start, kind, &mut take);
    });
}

/// The words in one token, which begins at byte `start`.
pub(crate) fn words_in<'a>(
    token: &'a str,
    start: usize,
    kind: Kind,
    take: &mut impl FnMut(&'a str, usize),
) {
    words_by::<true>(token, start, kind, take);
}

fn words_by<'a, const DICTIONARY: bool>(
    token: &'a str,
    start: usize,
    kind: Kind,
    take: &mut impl FnMut(&'a str, usize),
) {
    let mut within = |word, at, kind| {
        if matches!(kind, Kind::Word | Kind::Number) {
            take(word, start + at);
        }
    };
    match kind {
        Kind::Word | Kind::Number => within(token, 0, kind),
        // A mark that follows the sign must not make a word of both.
        Kind::Hashtag | Kind::Cashtag => {
            let sign = token.len() - token.trim_start_matches(['#', '＃', '$']).len();
            plain::<DICTIONARY>(token, sign, token.len(), &mut within);
        }
        Kind::Mention | Kind::Url | Kind::Emoji | Kind::Punctuation => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tokens::tokens;
    use super::*;

    fn fast(text: &str) -> Vec<(&str, usize)> {
        let mut words = Vec::new();
        each_word(text, |word, start| words.push((word, start)));
        words
    }

    /// What is left of the tokens when tags lose their sign and are read again.
    fn slow(text: &str) -> Vec<(&str, usize)> {
        let mut words = Vec::new();
        for token in tokens(text) {
            match token.kind {
                Kind::Word | Kind::Number => words.push((token.text, token.start)),
                Kind::Hashtag | Kind::Cashtag => {
                    let body = token.text.trim_start_matches(['#', '＃', '$']);
                    let start = token.start + token.text.len() - body.len();
                    words.extend(tokens(body).iter().map(|word| (word.text, start + word.start)));
                }
                Kind::Mention | Kind::Url | Kind::Emoji | Kind::Punctuation => {}
            }
        }
        words
    }

    #[test]
    fn words_with_their_places() {
        let text = "Don't! 1,000.5 of #G7's (a.b) 'so' 5'5 x'5 @UN www.un.org 和平 #和平 $A.B";
        assert_eq!(fast(text), slow(text));
        let words: Vec<&str> =
            fast("It's 'so' 5'5 x'5 rock'n'roll").iter().map(|it| it.0).collect();
        assert_eq!(words, ["It's", "so", "5'5", "x", "5", "rock'n'roll"]);
    }

    proptest! {
        #[test]
        fn a_word_is_a_token_or_part_of_a_tag(
            text in "[a-cW1w9 '’.,_@#$é和平\u{301}\n]{0,16}|(www\\.|http://|RT @)?\\PC{0,20}",
        ) {
            let slow: Vec<_> = slow(&text)
                .into_iter()
                .filter(|(word, _)| word.contains(char::is_alphanumeric))
                .collect();
            prop_assert_eq!(fast(&text), slow);
        }
    }
}
