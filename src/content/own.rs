//! The author's own words apart from those that a post carries of somebody else.

use std::borrow::Cow;
use std::ops::Range;

use super::tokens::Kind;
use super::walk::walk;

/// `text` without what is somebody else's.
///
/// What stands after `RT @name`, `MT @name` (a modified retweet) or `QT @name` is another's, to
/// the end of the text: that is how posts were passed on by hand and how older archives write a
/// repost. The sign must be a word of its own, `RT` in any case, and a handle must follow it.
///
/// Linear in the length of the text.
///
/// ```
/// use twiplomacy::content::own_words;
///
/// assert_eq!(own_words("Well said! RT @UN: Peace now"), "Well said! ");
/// assert_eq!(own_words("RT @UN: Peace now"), "");
/// assert_eq!(own_words("We start at 9"), "We start at 9");
/// ```
pub fn own_words(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(others(text).first().map_or(text, |other| &text[..other.start]))
}

/// The parts of a text that are somebody else's, in order and apart.
pub(super) fn others(text: &str) -> Vec<Range<usize>> {
    if !text.as_bytes().windows(2).any(|pair| pair[1].eq_ignore_ascii_case(&b't')) {
        return Vec::new();
    }
    let mut sign = None;
    let mut cut = None;
    walk(text, &mut |token, start, kind| {
        if kind == Kind::Mention && cut.is_none() {
            cut = sign;
        }
        sign = passes_on(token).then_some(start);
    });
    cut.map(|start| start..text.len()).into_iter().collect()
}

fn passes_on(word: &str) -> bool {
    ["rt", "mt", "qt"].iter().any(|sign| word.eq_ignore_ascii_case(sign))
}
