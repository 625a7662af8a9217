//! Links to anywhere: who is known is not named in them, wherever in a link the name stands.

use std::borrow::Cow;

use super::Masks;

/// Sites on which the first part of the host is an account.
const PERSONAL: [&str; 9] = [
    "bsky.social",
    "t.me",
    "substack.com",
    "tumblr.com",
    "medium.com",
    "wordpress.com",
    "blogspot.com",
    "github.io",
    "livejournal.com",
];

/// The shortest word that is looked up as a name.
const SHORTEST: usize = 3;
/// The most links within links that are followed.
const DEEPEST: usize = 3;

impl Masks<'_> {
    /// What a link becomes that leads to no platform that is known; `None` if it names nobody.
    ///
    /// Archives, search engines and translators carry other links within theirs, some of them
    /// encoded. Every word that is the handle or id of an account, or the id of a post, is
    /// replaced. Linear.
    pub(super) fn elsewhere(&self, link: &str) -> Option<String> {
        let open = decoded(link);
        let (scheme, rest) = match open.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '?', '.']) => (scheme, rest),
            _ => ("", open.trim_start_matches("//")),
        };
        if rest.matches("://").count() > DEEPEST {
            return Some(format!("https://{}.invalid", self.names.name("q", rest)));
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let mut new = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
        new.push_str(&self.host(host));
        self.words(&self.text(path), &mut new);
        let same = new == *open || (scheme.is_empty() && new == rest);
        (!same).then_some(new)
    }

    /// A host, without who logs in there; some hosts are the names of accounts.
    fn host<'h>(&self, host: &'h str) -> Cow<'h, str> {
        let host = plain_host(host);
        if let Some(name) = self.person(host) {
            return format!("{name}.invalid").into();
        }
        if let Some((first, site)) = host.split_once('.')
            && PERSONAL.iter().any(|personal| site.eq_ignore_ascii_case(personal))
        {
            let name = self.handle(first);
            return name.map_or(host.into(), |name| format!("{name}.{site}").into());
        }
        host.into()
    }

    /// A path or query with all names replaced.
    fn words(&self, text: &str, new: &mut String) {
        let of_names = |c: char| c.is_alphanumeric() || "_.-".contains(c);
        for run in runs(text, of_names) {
            match self.person(run.trim_matches('.')) {
                Some(name) => new.push_str(&name),
                None => {
                    for word in runs(run, |c: char| c.is_alphanumeric() || c == '_') {
                        new.push_str(self.person(word).as_deref().unwrap_or(word));
                    }
                }
            }
        }
    }

    /// The pseudonym of an account or post that has this name and does not stay.
    fn person(&self, word: &str) -> Option<String> {
        if word.len() < SHORTEST {
            return None;
        }
        if self.corpus.accounts.find(word).is_some() {
            return self.handle(word);
        }
        let post = !self.keep.posts && self.corpus.ids.find(word).is_some();
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        post.then(|| if number { self.names.number(word) } else { self.names.post(word) })
    }
}

/// A host without who logs in there, port and final dot.
pub(super) fn plain_host(host: &str) -> &str {
    let host = host.rsplit('@').next().unwrap_or(host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.trim_end_matches('.')
}

/// The text in pieces, by turns of a kind and not.
fn runs(text: &str, is: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let kind = is(rest.chars().next()?);
        let end = rest.find(|c| is(c) != kind).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

/// A link with `%40` and the like as what they stand for, also where they were encoded twice.
fn decoded(link: &str) -> Cow<'_, str> {
    let mut open = Cow::Borrowed(link);
    for _ in 0..DEEPEST {
        let Some(more) = decoded_once(&open) else { break };
        open = more.into();
    }
    open
}

fn decoded_once(link: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(link.len());
    let mut rest = link.as_bytes();
    while let Some(at) = memchr::memchr(b'%', rest) {
        bytes.extend_from_slice(&rest[..at]);
        let digits = rest.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match byte {
            Some(byte) if byte > b' ' => bytes.push(byte),
            _ => bytes.extend_from_slice(&rest[at..(at + 3).min(rest.len())]),
        }
        rest = &rest[(at + 3).min(rest.len())..];
    }
    bytes.extend_from_slice(rest);
    let open = String::from_utf8(bytes).ok()?;
    (open != link).then_some(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_links_are_opened() {
        assert_eq!(decoded("a%40b%2Fc"), "a@b/c");
        assert_eq!(decoded("a%2540b"), "a@b");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("a%20b%ff"), "a%20b%ff");
    }

    #[test]
    fn hosts_are_plain() {
        for host in ["x.com", "x.com:443", "me:pw@x.com", "x.com."] {
            assert_eq!(plain_host(host), "x.com");
        }
    }
}
