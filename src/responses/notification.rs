//! Whom the platforms tell of a post: their rules as a table.

use super::web::{links, mentions};
use crate::corpus::Corpus;

/// What a platform tells its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The names of the platform, in lower case.
    pub platforms: &'static [&'static str],
    /// Whether the author of a post is told that it was answered, quoted or passed on.
    pub direct: bool,
    /// Whether those whom a post names are told, and if only those named in the first so many
    /// characters of a longer post are, how many.
    pub mentions: Mentions,
    /// Where the rule is from, and what of it is assumed.
    pub source: &'static str,
    /// The day on which the source was last read; `None`: to be filled in.
    pub read_on: Option<&'static str>,
}

/// Which mentions are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mentions {
    /// None.
    Never,
    /// All.
    Always,
    /// In a post of more characters than these, only those that stand within them.
    Within(usize),
}

/// The rules that are known. A platform that is not here tells nobody knows whom.
pub const RULES: [Rule; 1] = [Rule {
    platforms: &["twitter", "x"],
    direct: true,
    mentions: Mentions::Within(280),
    source: "X Help Center on notifications, on mentions and replies, and on longer posts. \
             A reply mentions those in the thread unless they are removed, so its mentions say \
             whom it reached. Quotes: assumed; no official page was found.",
    read_on: None,
}];

/// The rule of a platform, whatever the case of its name.
pub fn rule_of(platform: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.platforms.iter().any(|name| name.eq_ignore_ascii_case(platform)))
}

/// Whether the platform told an account of a row; `None` where no rule is known.
pub fn notified(corpus: &Corpus, row: u32, account: u32) -> Option<bool> {
    let rule = rule_of(corpus.platforms.get_opt(corpus.platform[row as usize])?)?;
    let direct = links(corpus, row).iter().any(|link| link.account == account);
    let told = || match rule.mentions {
        Mentions::Never => false,
        Mentions::Always => true,
        Mentions::Within(limit) => stands_within(corpus, row, account, limit),
    };
    let named = mentions(corpus, row).contains(&account);
    Some((rule.direct && direct) || (named && told()))
}

/// Whether the text is short, or does not hold the handle at all (the mention is then known from
/// elsewhere), or holds it among the handles with which a reply begins (X does not count those),
/// or holds it whole within the first `limit` characters after them.
fn stands_within(corpus: &Corpus, row: u32, account: u32, limit: usize) -> bool {
    let Some(text) = corpus.text.get(row as usize) else { return true };
    let start = end_of_leading_mentions(text);
    let Some((cut, _)) = text[start..].char_indices().nth(limit) else { return true };
    let Some(handle) = corpus.accounts.handle(account) else { return true };
    end_of_mention(text, handle).is_none_or(|end| end <= start + cut)
}

/// Where the run of handles ends with which a text begins, in bytes.
fn end_of_leading_mentions(text: &str) -> usize {
    let mut rest = text;
    loop {
        let word = rest.trim_start();
        let Some(name) = word.strip_prefix(['@', '＠']) else { return text.len() - word.len() };
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        if end == 0 {
            return text.len() - word.len();
        }
        rest = &name[end..];
    }
}

/// Where the first `@handle` of a text ends, in bytes; case does not matter.
fn end_of_mention(text: &str, handle: &str) -> Option<usize> {
    text.match_indices(['@', '＠']).find_map(|(at, sign)| {
        let start = at + sign.len();
        let end = start + handle.len();
        let name = text.get(start..end)?;
        let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        (ends && name.eq_ignore_ascii_case(handle)).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_whole_handle_counts() {
        assert_eq!(end_of_mention("hi @UKinfo and @uk!", "UK"), Some(18));
        assert_eq!(end_of_mention("@Uk @uk", "uk"), Some(3));
        assert_eq!(end_of_mention("mail me@ukk", "uk"), None);
        assert_eq!(end_of_mention("é@", "uk"), None);
        assert_eq!(end_of_mention("@é", "u"), None);
    }

    #[test]
    fn platforms_by_name() {
        assert!(rule_of("Twitter").is_some() && rule_of("x").is_some());
        assert!(rule_of("bluesky").is_none() && rule_of("").is_none());
    }
}
