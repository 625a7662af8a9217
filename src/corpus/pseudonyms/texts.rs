//! Handles, addresses and links within texts.

use std::ops::Range;

use super::Masks;
use super::links::is_profile_host;
use crate::content::{Kind, each_token};

/// What is to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Handle,
    Link,
}

impl Masks<'_> {
    /// A text with a pseudonym for every handle, e-mail address and link to a profile. Linear.
    pub(super) fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut done = 0;
        for (range, found) in marks(text) {
            self.plain(&text[done..range.start], &mut out);
            let mark = &text[range.clone()];
            match found {
                Found::Handle => {
                    let sign = mark.find(|c| c != '@' && c != '＠').unwrap_or(0);
                    let (sign, handle) = mark.split_at(sign);
                    out.push_str(sign);
                    out.push_str(self.handle(handle).as_deref().unwrap_or(handle));
                }
                Found::Link => out.push_str(self.link(mark).as_deref().unwrap_or(mark)),
            }
            done = range.end;
        }
        self.plain(&text[done..], &mut out);
        out
    }

    /// What lies between: an `@` within a word is an e-mail address, or a handle all the same.
    pub(super) fn plain(&self, text: &str, out: &mut String) {
        let mut rest = text;
        while let Some(at) = rest.find(['@', '＠']) {
            let sign = rest[at..].chars().next().map_or(1, char::len_utf8);
            let (before, after) = (&rest[..at], &rest[at + sign..]);
            let local = before.len() - tail(before, |c| c.is_alphanumeric() || "._%+-".contains(c));
            let host = head(after, |c| c.is_alphanumeric() || ".-".contains(c));
            let host = after[..host].trim_end_matches(['.', '-']);
            let name = &after[..head(after, |c| c.is_alphanumeric() || c == '_')];
            let end = if local < before.len() && host.contains('.') {
                out.push_str(&before[..local]);
                let address = format!("{}@{host}", &before[local..]).to_lowercase();
                out.push_str(&self.names.name("e", &address));
                out.push_str("@mail.invalid");
                host.len()
            } else {
                out.push_str(&rest[..at + sign]);
                if name.contains(char::is_alphabetic) {
                    out.push_str(self.handle(name).as_deref().unwrap_or(name));
                    name.len()
                } else {
                    0
                }
            };
            rest = &after[end..];
        }
        out.push_str(rest);
    }
}

/// Handles and links as the tokeniser knows them, and links that were written without `https://`;
/// in order and apart.
fn marks(text: &str) -> Vec<(Range<usize>, Found)> {
    let mut found = Vec::new();
    let bare = bare_links(text);
    let mut bare = bare.into_iter().peekable();
    let mut done = 0;
    each_token(text, |token| {
        let kind = match token.kind {
            Kind::Mention => Found::Handle,
            Kind::Url => Found::Link,
            _ => return,
        };
        let range = token.start..token.start + token.text.len();
        while let Some(link) = bare.next_if(|link| link.start < range.start) {
            if link.start >= done {
                done = link.end;
                found.push((link, Found::Link));
            }
        }
        if range.start >= done {
            done = range.end;
            found.push((range, kind));
        }
    });
    for link in bare {
        if link.start >= done {
            done = link.end;
            found.push((link, Found::Link));
        }
    }
    found
}

/// Links to profiles and posts without a scheme, and addresses with one, such as `at://`.
fn bare_links(text: &str) -> Vec<Range<usize>> {
    let mut links: Vec<Range<usize>> = Vec::new();
    for (slash, _) in text.match_indices('/') {
        let done = links.last().map_or(0, |link| link.end);
        if slash < done {
            continue;
        }
        let before = &text[done..slash];
        let scheme = before.strip_suffix(':').and_then(|before| {
            ["https", "http", "tg", "at"].into_iter().find(|scheme| before.ends_with(scheme))
        });
        let scheme = scheme.map_or(0, str::len);
        let start = if scheme > 0 && text[slash..].starts_with("//") {
            slash - 1 - scheme
        } else {
            let host = tail(before, |c| c.is_ascii_alphanumeric() || ".-".contains(c));
            let host = &before[before.len() - host..];
            let profile = host.contains('.') && text[slash + 1..].starts_with('@');
            if !profile && !is_profile_host(host) {
                continue;
            }
            slash - host.len()
        };
        let rest = &text[start..];
        let run =
            rest.find(|c: char| c.is_whitespace() || "<>\"…“”«»、。，！？；：（）".contains(c));
        let link = rest[..run.unwrap_or(rest.len())].trim_end_matches(|c| ".,;:!?)]}'".contains(c));
        if start + link.len() > slash {
            links.push(start..start + link.len());
        }
    }
    links
}

/// Bytes at the end of a text that are of a kind.
fn tail(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_end_matches(is).len()
}

/// Bytes at the head of a text that are of a kind.
fn head(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_start_matches(is).len()
}
