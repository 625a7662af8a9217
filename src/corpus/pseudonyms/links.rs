//! Links to profiles and posts: whatever in them leads to a person is replaced.

use super::Masks;
use super::elsewhere::plain_host;
use crate::content::same_page;

/// Hosts on which every page belongs to an account.
const PROFILE_HOSTS: [&str; 22] = [
    "bsky.app",
    "facebook.com",
    "fb.com",
    "fxtwitter.com",
    "gettr.com",
    "instagram.com",
    "linkedin.com",
    "nitter.net",
    "reddit.com",
    "t.me",
    "telegram.me",
    "threads.com",
    "threads.net",
    "tiktok.com",
    "truthsocial.com",
    "twitter.com",
    "vk.com",
    "vxtwitter.com",
    "weibo.com",
    "weibo.cn",
    "x.com",
    "youtube.com",
];

/// Parts of an address that name no person.
const WORDS: [&str; 31] = [
    "#!",
    "c",
    "channel",
    "events",
    "explore",
    "groups",
    "hashtag",
    "home",
    "i",
    "in",
    "intent",
    "lists",
    "media",
    "profile",
    "profile.php",
    "r",
    "s",
    "search",
    "share",
    "shorts",
    "stories",
    "tags",
    "tweet",
    "u",
    "user",
    "users",
    "web",
    "with_replies",
    "followers",
    "following",
    "company",
];

/// Parts after which a post comes.
const BEFORE_POSTS: [&str; 15] = [
    "comments", "p", "photo", "photos", "post", "posts", "reel", "reels", "status", "statuses",
    "story", "tv", "video", "videos", "watch",
];

/// Pages of a subject rather than of a person.
const SUBJECTS: [&str; 4] = ["hashtag", "tags", "r", "explore"];

/// Whether every page of a host, or of the site that it is part of, belongs to an account.
pub(super) fn is_profile_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    PROFILE_HOSTS.iter().any(|site| {
        host.strip_suffix(site).is_some_and(|head| head.is_empty() || head.ends_with('.'))
    })
}

impl Masks<'_> {
    /// What a link becomes; `None` if it leads to no profile or post, and stays.
    ///
    /// Ways to write a link to one page become one. Links to posts still look like links to posts.
    pub(super) fn link(&self, link: &str) -> Option<String> {
        if let Some(rest) = link.strip_prefix("at://") {
            return Some(self.address(rest));
        }
        if let Some((scheme, rest)) = other_scheme(link) {
            if scheme.eq_ignore_ascii_case("mailto") {
                let name = self.names.name("e", &rest.to_lowercase());
                return Some(format!("mailto:{name}@mail.invalid"));
            }
            return Some(format!("{}:{}", scheme, self.names.name("q", rest)));
        }
        let page = same_page(link.trim_start_matches("//"));
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        let (host, path) = path.split_once('/').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let named = |part: &&str| part.len() > 1 && part.starts_with('@');
        let whole_host = host;
        let host = plain_host(host);
        let ours = is_profile_host(host);
        if whole_host.contains('@') && !ours {
            // An address, or who logs in somewhere.
            let mut new = String::new();
            self.plain(link, &mut new);
            return Some(new);
        }
        let named = parts.iter().any(named) || on_server(&parts);
        if !ours && !named || parts.is_empty() && query.is_empty() {
            return self.elsewhere(link);
        }
        let mut new = format!("https://{host}");
        for part in self.parts(host, &parts, ours) {
            new.push('/');
            new.push_str(&part);
        }
        if !query.is_empty() {
            // It may hold a handle, a search for one, or who shared the link.
            new.push_str("?q=");
            new.push_str(&self.names.name("q", query));
        }
        Some(new)
    }

    fn parts(&self, host: &str, parts: &[&str], ours: bool) -> Vec<String> {
        if parts.first().is_some_and(|part| ours && SUBJECTS.contains(part)) {
            return parts.iter().map(|&part| self.open(part)).collect();
        }
        // On a site of another kind what comes before the name is of the site.
        let mut named = false;
        let mut before = "";
        let last_place = parts.len().saturating_sub(1);
        parts
            .iter()
            .enumerate()
            .map(|(place, &part)| {
                let last = std::mem::replace(&mut before, part);
                let number = part.bytes().all(|byte| byte.is_ascii_digit());
                if part.len() > 1 && part.starts_with('@') {
                    named = true;
                    return format!("@{}", self.on_host(host, &part[1..], ours));
                }
                // Where nothing follows, a word is the name of an account after all.
                let word = (WORDS.contains(&part) || BEFORE_POSTS.contains(&part))
                    && (named || place < last_place || !ours);
                if word || (!ours && !named && last != "users") {
                    return self.open(part);
                }
                if number && last != "users" {
                    return self.names.number(part);
                }
                if named || BEFORE_POSTS.contains(&last) {
                    return self.names.name("p", part);
                }
                named = true;
                self.on_host(host, part, ours)
            })
            .collect()
    }

    /// A part that stays, unless there is an address in it.
    fn open(&self, part: &str) -> String {
        if part.contains(['@', '＠']) { self.names.name("p", part) } else { part.to_owned() }
    }

    /// The name of an account on a host: a server of its own kind is part of its handle.
    fn on_host(&self, host: &str, name: &str, ours: bool) -> String {
        let whole = format!("{name}@{host}");
        let handle = if ours || name.contains('@') || self.known(name) && !self.known(&whole) {
            name
        } else {
            &whole
        };
        self.handle(handle).unwrap_or_else(|| name.to_owned())
    }

    fn known(&self, handle: &str) -> bool {
        self.corpus.accounts.find(handle).is_some()
    }

    /// `at://` and then the account, the kind of record, its key.
    fn address(&self, rest: &str) -> String {
        let (who, record) = rest.split_once('/').unwrap_or((rest, ""));
        let hidden = self.handle(who);
        let open = hidden.is_none() && self.keep.posts;
        let who = hidden.unwrap_or_else(|| who.to_owned());
        // The key is the moment of the post, and leads to it: it is hidden, too.
        match record.split_once('/') {
            _ if open => format!("at://{rest}"),
            None if record.is_empty() => format!("at://{who}"),
            None => format!("at://{who}/{}", self.open(record)),
            Some((kind, key)) => {
                format!("at://{who}/{}/{}", self.open(kind), self.names.name("p", key))
            }
        }
    }
}

/// `/users/name` as servers of the fediverse write it.
fn on_server(parts: &[&str]) -> bool {
    matches!(parts, ["users", _] | ["users", _, "statuses", ..])
}

/// The scheme of an address that is no page on the web (`mailto:`, `acct:`, `tg:`), and the rest.
fn other_scheme(link: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = link.split_once(':')?;
    let word = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
    let web = ["http", "https", "at"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (word && !web).then_some((scheme, rest))
}
