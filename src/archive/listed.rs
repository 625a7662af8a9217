//! Lists that stand in one cell, in words: `a b`, `a,b`, `a|b`, `["a", "b"]`, `['a', 'b']`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Every item of a cell. Items of a list in brackets may be quoted, as JSON and Python write them;
/// without brackets they are parted by white space, `|`, and `,` and `;`; links, which may hold
/// these two, only where another link follows.
///
/// ```
/// use twiplomacy::archive::listed;
/// let items = |cell: &str, links| {
///     let mut found = Vec::new();
///     listed::each(cell, links, |item| found.push(item.to_owned()));
///     found
/// };
/// assert_eq!(items("@a, b;c|d e", false), ["@a", "b", "c", "d", "e"]);
/// assert_eq!(items(r#"['it\'s', "b, c", 7, None]"#, false), ["it's", "b, c", "7"]);
/// assert_eq!(items(r#"["\u00e9t\u00e9", 7]"#, false), ["été", "7"]);
/// assert_eq!(items("https://a.example/x,y;z https://b.example", true).len(), 2);
/// assert_eq!(items("https://a.example/x,y,https://b.example", true).len(), 2);
/// assert!(items("[]", false).is_empty());
/// ```
pub fn each(cell: &str, links: bool, take: impl FnMut(&str)) {
    each_of(cell, links, &[], take);
}

/// Every item of a cell as [`each`] gives it; of an object in a JSON list the first string among
/// these fields.
pub fn each_of(cell: &str, links: bool, fields: &[&str], mut take: impl FnMut(&str)) {
    let cell = cell.trim();
    let Some(inner) = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']')) else {
        return each_bare(cell, links, take);
    };
    let python = || super::python::as_json(cell);
    let taken = take_json(cell, fields, &mut take)
        || python().is_some_and(|json| take_json(&json, fields, &mut take));
    // A broken list of objects has no items that could be told.
    if !taken && !inner.trim_start().starts_with('{') {
        each_bracketed(inner, links, take);
    }
}

/// Take the items of a list of JSON; whether it is one.
fn take_json(list: &str, fields: &[&str], mut take: impl FnMut(&str)) -> bool {
    let Some(items) = super::json::value::<Vec<Item>>(list.as_bytes()) else { return false };
    for text in items.iter().filter_map(|item| item.text(fields)) {
        let text = text.trim();
        if !text.is_empty() {
            take(text);
        }
    }
    true
}

fn each_bare(cell: &str, links: bool, mut take: impl FnMut(&str)) {
    for item in cell.split(|c: char| parts(c, links)).filter(|item| !item.is_empty()) {
        if !links {
            take(item);
            continue;
        }
        let mut rest = item;
        while let Some(end) = next_link(rest) {
            take(&rest[..end]);
            rest = &rest[end + 1..];
        }
        take(rest.trim_end_matches([',', ';']));
    }
}

/// Where a comma or semicolon stands right before the next link.
fn next_link(links: &str) -> Option<usize> {
    links.match_indices([',', ';']).map(|(place, _)| place).find(|place| {
        let after = &links[place + 1..];
        *place > 0 && (after.starts_with("http://") || after.starts_with("https://"))
    })
}

/// One item of a JSON list.
enum Item<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// The strings among the fields of an object.
    Object(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

impl Item<'_> {
    fn text(&self, fields: &[&str]) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text),
            Self::Object(pairs) => fields
                .iter()
                .find_map(|field| pairs.iter().find(|(name, _)| name == field))
                .map(|(_, text)| &**text),
        }
    }
}

impl<'de> Deserialize<'de> for Item<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemVisitor;
        impl<'de> Visitor<'de> for ItemVisitor {
            type Value = Item<'de>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an item of a list")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Item<'de>, E> {
                Ok(Item::Text(Cow::Owned(number.to_string())))
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Item<'de>, E> {
                Ok(Item::Nothing)
            }
            fn visit_bool<E: Error>(self, _: bool) -> Result<Item<'de>, E> {
                Ok(Item::Nothing)
            }
            fn visit_unit<E: Error>(self) -> Result<Item<'de>, E> {
                Ok(Item::Nothing)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item<'de>, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Item::Nothing)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, value)) = map.next_entry::<Cow<str>, Item>()? {
                    if let Item::Text(text) = value {
                        pairs.push((name, text));
                    }
                }
                Ok(Item::Object(pairs))
            }
        }
        deserializer.deserialize_any(ItemVisitor)
    }
}

fn parts(c: char, links: bool) -> bool {
    c.is_whitespace() || c == '|' || (!links && matches!(c, ',' | ';'))
}

/// Items between brackets: quoted ones whole, bare ones up to the next comma or blank.
fn each_bracketed(mut rest: &str, links: bool, mut take: impl FnMut(&str)) {
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || parts(c, links));
        let Some(first) = rest.chars().next() else { return };
        if first == '"' || first == '\'' {
            let (item, after) = quoted(rest, first);
            if !item.trim().is_empty() {
                take(item.trim());
            }
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| c == ',' || parts(c, links)).unwrap_or(rest.len());
        let item = &rest[..end];
        if !matches!(item, "None" | "null" | "nan") {
            take(item);
        }
        rest = &rest[end..];
    }
}

/// A quoted item with its escapes undone, and what comes after it.
fn quoted(text: &str, quote: char) -> (String, &str) {
    let mut item = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((place, c)) = chars.next() {
        if c == quote {
            return (item, &text[place + c.len_utf8()..]);
        }
        if c != '\\' {
            item.push(c);
            continue;
        }
        match chars.next() {
            Some((_, 'n')) => item.push('\n'),
            Some((_, 't')) => item.push('\t'),
            Some((_, escaped)) => item.push(escaped),
            None => {}
        }
    }
    (item, "")
}
