//! What a link leads to, whatever form it was given in.

use std::borrow::Cow;

/// One form for the ways to write a link to the same page, for counting.
///
/// Left out: `http://` or `https://`, `www.`, the part after `#` (unless it begins `#!`), what
/// only tells who sent the reader (`utm_…`, `fbclid`, `gclid`), and a slash at the end. The host
/// is in lower case. Nothing is looked up, so a short link is a page of its own. Linear.
///
/// ```
/// use twiplomacy::content::same_page;
///
/// assert_eq!(same_page("https://www.UN.org/en/?utm_source=x#top"), "un.org/en");
/// assert_eq!(same_page("un.org/a?id=1&utm_medium=y"), "un.org/a?id=1");
/// ```
pub fn same_page(link: &str) -> Cow<'_, str> {
    let bare = without_scheme(link.trim());
    let bare =
        bare.find('#').filter(|&at| !bare[at..].starts_with("#!")).map_or(bare, |at| &bare[..at]);
    let (page, query) = bare.split_once('?').unwrap_or((bare, ""));
    let host = page.find('/').unwrap_or(page.len());
    let page = page.trim_end_matches('/');
    let kept = || query.split('&').filter(|part| !part.is_empty() && !tells_the_sender(part));
    if kept().next().is_none() && !page[..host.min(page.len())].contains(char::is_uppercase) {
        return page.into();
    }
    let (host, path) = page.split_at(host.min(page.len()));
    let mut same = host.to_lowercase() + path;
    for (place, part) in kept().enumerate() {
        same.push(if place == 0 { '?' } else { '&' });
        same.push_str(part);
    }
    same.into()
}

/// The platform of a post that a link leads to: `x`, `bluesky`, `telegram` or `mastodon`; `None`
/// where it leads elsewhere, or to no post.
///
/// Told by the form of the address: `x.com/…/status/1` (and its pictures), `bsky.app/profile/…/post/…`
/// and `at://…`, `t.me/channel/1`; for Mastodon, whose servers have any name, `/@name/1` or
/// `/users/name/statuses/1`.
///
/// ```
/// use twiplomacy::content::post_on;
///
/// assert_eq!(post_on("https://twitter.com/UN/status/20"), Some("x"));
/// assert_eq!(post_on("https://un.org/status"), None);
/// ```
pub fn post_on(link: &str) -> Option<&'static str> {
    if link.starts_with("at://") {
        return Some("bluesky");
    }
    let bare = without_scheme(link.trim());
    let bare = &bare[..bare.find(['?', '#']).unwrap_or(bare.len())];
    let mut parts = bare.split('/').filter(|part| !part.is_empty());
    let host = parts.next()?;
    let path: [&str; 4] = std::array::from_fn(|_| parts.next().unwrap_or(""));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let host_is = |names: &[&str]| names.iter().any(|name| host.eq_ignore_ascii_case(name));
    if host_is(&["twitter.com", "x.com", "mobile.twitter.com", "mobile.x.com"]) {
        let post =
            path.windows(2).any(|two| matches!(two[0], "status" | "statuses") && number(two[1]));
        return post.then_some("x");
    }
    if host_is(&["pic.twitter.com", "pic.x.com"]) {
        return Some("x");
    }
    if host_is(&["bsky.app"]) {
        return (path[0] == "profile" && path[2] == "post").then_some("bluesky");
    }
    if host_is(&["t.me", "telegram.me"]) {
        return path[1..].iter().any(|part| number(part)).then_some("telegram");
    }
    let mastodon = (path[0].len() > 1 && path[0].starts_with('@') && number(path[1]))
        || (path[0] == "users" && path[2] == "statuses" && number(path[3]));
    mastodon.then_some("mastodon")
}

fn without_scheme(link: &str) -> &str {
    let mut bare = link;
    for head in ["https://", "http://", "www."] {
        let begins = bare.get(..head.len()).is_some_and(|it| it.eq_ignore_ascii_case(head));
        if begins {
            bare = &bare[head.len()..];
        }
    }
    bare
}

fn tells_the_sender(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or(part);
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ways_to_write_a_link() {
        for link in [
            "http://un.org/En/Path",
            "HTTPS://WWW.UN.org/En/Path/",
            "https://un.org/En/Path?utm_source=a&fbclid=b#c",
            "un.org/En/Path?",
        ] {
            assert_eq!(same_page(link), "un.org/En/Path", "{link}");
        }
        assert_eq!(same_page("https://un.org/#!/a"), "un.org/#!/a");
        assert_eq!(same_page("https://UN.org"), "un.org");
        assert_ne!(same_page("un.org/a"), same_page("un.org/A"));
        assert_ne!(same_page("un.org/?p=1"), same_page("un.org/?p=2"));
        assert_eq!(same_page(""), "");
    }

    #[test]
    fn posts_of_platforms() {
        for (link, platform) in [
            ("https://x.com/a/status/12?s=20", Some("x")),
            ("https://twitter.com/i/web/status/12", Some("x")),
            ("https://twitter.com/a", None),
            ("https://pic.twitter.com/abc", Some("x")),
            ("https://bsky.app/profile/a.bsky.social/post/3k", Some("bluesky")),
            ("https://bsky.app/profile/a.bsky.social", None),
            ("at://did:plc:a/app.bsky.feed.post/3k", Some("bluesky")),
            ("https://t.me/mfa/1234", Some("telegram")),
            ("https://t.me/s/mfa/1234", Some("telegram")),
            ("https://t.me/mfa", None),
            ("https://social.example/@mfa/109", Some("mastodon")),
            ("https://social.example/users/mfa/statuses/109", Some("mastodon")),
            ("https://example.org/@mfa/about", None),
            ("https://example.org/2024/12", None),
            ("", None),
        ] {
            assert_eq!(post_on(link), platform, "{link}");
        }
    }

    proptest! {
        #[test]
        fn any_link_has_one_form(link in "(https?://)?(www\\.)?[a-zA-Z./?#&=é@]{0,20}|\\PC*") {
            let _ = post_on(&link);
            let same = same_page(&link);
            // A path may itself begin with what is left out, so only whole links are settled.
            if !same.starts_with("www.") && !same.starts_with("http") && same.trim() == same {
                let again = same_page(&same);
                prop_assert!(again.len() <= same.len());
            }
        }
    }
}
