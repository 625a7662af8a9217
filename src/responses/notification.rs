//! Whom the platforms tell of a post: their rules as a table.

use super::web::{links, mentions};
use crate::corpus::{Corpus, NONE};

/// What a platform tells its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The names of the platform, in lower case.
    pub platforms: &'static [&'static str],
    /// The authors of how many posts above a reply are told of it: 1, of the post answered; 0, of
    /// none, unless they are mentioned.
    pub replies: u32,
    /// Whether the author of a post is told that it was quoted.
    pub quotes: bool,
    /// Whether the author of a post is told that it was passed on.
    pub reposts: Reposts,
    /// Whether those are told through whose own repost it was passed on.
    pub via: bool,
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

/// What the author of a post learns of its reposts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reposts {
    /// They are told.
    Notified,
    /// They are not told, but can look up those that are public.
    Discoverable,
}

/// What a source learns of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing.
    No,
    /// Nothing, but there is a list in which it can look.
    Discoverable,
    /// The platform tells it.
    Notified,
}

/// The rules that are known. A platform that is not here tells nobody knows whom.
pub const RULES: [Rule; 4] = [
    Rule {
        platforms: &["twitter", "x"],
        replies: 1,
        quotes: true,
        reposts: Reposts::Notified,
        via: false,
        mentions: Mentions::Within(280),
        source: "As described in the X Help Center: replies and mentions \
                 (help.twitter.com/en/using-twitter/mentions-and-replies); mentions after the \
                 first 280 characters of a longer post are not told \
                 (help.twitter.com/en/using-twitter/types-of-tweets); reposts in its page on \
                 notifications. A reply mentions those in the thread unless they are removed, so \
                 its mentions say whom it reached. Quotes assumed: no official page was found.",
        read_on: None,
    },
    Rule {
        platforms: &["bluesky", "bsky"],
        replies: 4,
        quotes: true,
        reposts: Reposts::Notified,
        via: true,
        mentions: Mentions::Always,
        source: "The code of the app view, github.com/bluesky-social/atproto, \
                 packages/bsky/src/data-plane/server/indexing/plugins, post.ts and repost.ts. \
                 Not counted there: replies against the rules of a thread; hidden replies, and \
                 what a user's own settings leave out, are not known to an archive.",
        read_on: Some("2026-11-26"),
    },
    Rule {
        platforms: &["mastodon"],
        replies: 0,
        quotes: true,
        reposts: Reposts::Notified,
        via: false,
        mentions: Mentions::Always,
        source: "The types of notification in Mastodon's code and documentation \
                 (github.com/mastodon/mastodon, app/models/notification.rb; \
                 docs.joinmastodon.org/entities/Notification): mention, reblog, quote since 4.5; \
                 none for a reply that does not mention. Quotes are taken as told whatever the \
                 server's version.",
        read_on: Some("2026-11-26"),
    },
    Rule {
        platforms: &["telegram"],
        replies: 1,
        quotes: true,
        reposts: Reposts::Discoverable,
        via: false,
        mentions: Mentions::Always,
        source: "Telegram's tour of groups (telegram.org/tour/groups): replies and mentions in \
                 groups are told. Public forwards of a channel's post are listed for its admins \
                 (core.telegram.org/method/stats.getMessagePublicForwards); that forwards are not \
                 told, and that a quote is told as the reply that it is there, is assumed.",
        read_on: Some("2026-11-26"),
    },
];

/// The rule of a platform, whatever the case of its name.
pub fn rule_of(platform: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.platforms.iter().any(|name| name.eq_ignore_ascii_case(platform)))
}

/// What an account learned of a row from the platform; `None` where no rule is known.
pub fn told(corpus: &Corpus, row: u32, account: u32) -> Option<Told> {
    let rule = rule_of(corpus.platforms.get_opt(corpus.platform[row as usize])?)?;
    let [reply, quote, repost] = links(corpus, row).map(|link| link.account == account);
    let told_of_mention = || match rule.mentions {
        Mentions::Never => false,
        Mentions::Always => true,
        Mentions::Within(limit) => stands_within(corpus, row, account, limit),
    };
    let notified = (reply && rule.replies > 0)
        || (quote && rule.quotes)
        || (repost && rule.reposts == Reposts::Notified)
        || (rule.replies > 1 && is_above(corpus, row, account, rule.replies))
        || (rule.via && passed_on_through(corpus, row, account))
        || (mentions(corpus, row).contains(&account) && told_of_mention());
    Some(if notified {
        Told::Notified
    } else if repost && rule.reposts == Reposts::Discoverable {
        Told::Discoverable
    } else {
        Told::No
    })
}

/// Whether one of so many posts above a reply is by an account.
fn is_above(corpus: &Corpus, row: u32, account: u32, posts: u32) -> bool {
    let mut post = row;
    (0..posts).any(|_| {
        if !corpus.has(post) {
            return false;
        }
        let link = links(corpus, post)[0];
        post = link.post;
        link.account == account
    })
}

/// Whether a row came through a post of an account, as a repost does through another's repost.
fn passed_on_through(corpus: &Corpus, row: u32, account: u32) -> bool {
    let via = corpus.via[row as usize];
    via != NONE && corpus.author[via as usize] == account
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
        for name in ["Twitter", "x", "BlueSky", "mastodon", "Telegram"] {
            assert!(rule_of(name).is_some(), "{name}");
        }
        assert!(rule_of("ilvagram").is_none() && rule_of("").is_none());
    }
}
