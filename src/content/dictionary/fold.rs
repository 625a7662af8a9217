//! One form for all the ways to write a token.

/// Give a character in the form in which patterns and tokens are compared.
///
/// The curly apostrophe is the straight one, the wide signs of tags and handles are the narrow
/// ones, and without case a final sigma is a sigma. Character by character, so that a pattern
/// that ends within a word is folded as the word is.
pub fn fold_char(c: char, ignore_case: bool, mut take: impl FnMut(char)) {
    match c {
        '\u{2019}' | '\u{2bc}' => take('\''),
        '＃' => take('#'),
        '＠' => take('@'),
        'ς' if ignore_case => take('σ'),
        _ if ignore_case => c.to_lowercase().for_each(take),
        _ => take(c),
    }
}

/// Write a token into `to` in the form in which it is looked up.
pub fn fold_into(token: &str, ignore_case: bool, to: &mut String) {
    to.clear();
    if token.is_ascii() {
        to.push_str(token);
        if ignore_case {
            to.make_ascii_lowercase();
        }
        return;
    }
    for c in token.chars() {
        fold_char(c, ignore_case, |c| to.push(c));
    }
}
