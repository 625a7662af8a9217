//! Hashtags read from the text, for archives whose platform did not list them.

use super::marks::marks;
use super::tokens::Kind;

/// The hashtags of `text` without their sign, in order, each as often as it is
/// there, in the case the author chose.
///
/// The same hashtags that [`tokens`](super::tokens()) finds, by the rule told
/// there, but for one: where a repost was cut short (`RT @name: ... #Ukr…`),
/// the tag at the cut is left out, since nobody wrote it. Linear in the length
/// of the text.
///
/// ```
/// use twiplomacy::content::hashtags;
///
/// assert_eq!(hashtags("#Україна, #السلام and #123 #G7"), ["Україна", "السلام", "G7"]);
/// ```
pub fn hashtags(text: &str) -> Vec<&str> {
    let cut = cut_at(text);
    marks(text)
        .filter(|mark| mark.kind == Kind::Hashtag && Some(mark.end) != cut)
        .map(|mark| text[mark.start..mark.end].trim_start_matches(['#', '＃']))
        .collect()
}

/// The byte at which a platform cut a repost short to make room for `RT @name:`.
pub(crate) fn cut_at(text: &str) -> Option<usize> {
    text.strip_suffix('…').filter(|_| text.starts_with("RT @")).map(str::len)
}

/// One form for all the ways to capitalise a tag or a word, for counting.
///
/// Unicode lower case; nothing else is folded: accents stay, and so does the
/// difference between one composed character and its two parts. Linear.
///
/// ```
/// use twiplomacy::content::fold;
///
/// assert_eq!(fold("StandWithUKRAINE"), "standwithukraine");
/// assert_eq!(fold("УКРАЇНА"), fold("Україна"));
/// ```
pub fn fold(tag: &str) -> String {
    tag.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tokens;
    use proptest::prelude::*;

    #[test]
    fn tags_keep_their_order_case_and_repeats() {
        assert_eq!(hashtags("#b #A ＃b #b"), ["b", "A", "b", "b"]);
        assert_eq!(hashtags("https://example.org/#part and a#b and #123"), [""; 0]);
        assert_eq!(hashtags(""), [""; 0]);
    }

    #[test]
    fn the_tag_at_the_cut_of_a_repost_is_left_out() {
        assert_eq!(hashtags("RT @UN: #Peace for #Ukr…"), ["Peace"]);
        assert_eq!(hashtags("RT @UN: #Peace for #Ukraine …"), ["Peace", "Ukraine"]);
        assert_eq!(hashtags("And so to #Peace…"), ["Peace"]);
    }

    proptest! {
        #[test]
        fn they_are_the_hashtags_among_the_tokens(text in "[#＃ab1_é. \u{5f4}\u{301}😀]{0,24}|\\PC*") {
            let tokens = tokens(&text);
            let slow: Vec<&str> = tokens
                .iter()
                .filter(|token| token.kind == Kind::Hashtag)
                .map(|token| token.text.strip_prefix(['#', '＃']).unwrap())
                .collect();
            prop_assert_eq!(hashtags(&text), slow);
        }

        #[test]
        fn folding_twice_is_folding_once(tag in any::<String>()) {
            prop_assert_eq!(fold(&fold(&tag)), fold(&tag));
        }
    }
}
