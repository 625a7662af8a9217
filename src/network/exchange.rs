//! What the formats for other programs share: columns of attributes, and words as XML.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};

use crate::error::{Error, Result};
use crate::network::Network;

/// One value a node; `None` is left out of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeColumn {
    /// Words: the type `string` of GEXF and `GraphML`.
    Text(Vec<Option<String>>),
    /// Numbers: the type `double`. Those that are not finite are left out, too, as readers do
    /// not agree on how to spell them.
    Number(Vec<Option<f64>>),
    /// Whole numbers: the type `long`.
    Whole(Vec<Option<i64>>),
}

impl AttributeColumn {
    /// How many values there are, the missing ones included.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Whole(values) => values.len(),
        }
    }

    /// Whether there are no values at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the type, the same in both formats.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "string",
            Self::Number(_) => "double",
            Self::Whole(_) => "long",
        }
    }

    /// What stands in the file, escaped, if there is something.
    pub(super) fn value(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(values) => values[row].as_deref().map(escape),
            Self::Number(values) => {
                values[row].filter(|x| x.is_finite()).map(|x| Cow::Owned(format!("{x:?}")))
            }
            Self::Whole(values) => values[row].map(|x| Cow::Owned(x.to_string())),
        }
    }
}

/// One label a node, and one value in each attribute.
pub(super) fn check_lengths(
    net: &Network,
    labels: usize,
    attributes: &[(String, AttributeColumn)],
) -> Result<()> {
    check_length(net, "labels", labels)?;
    attributes.iter().try_for_each(|(name, column)| check_length(net, name, column.len()))
}

fn check_length(net: &Network, name: &str, length: usize) -> Result<()> {
    if length == net.n() {
        return Ok(());
    }
    Err(Error::input(name, format!("{length} values"), format!("{}, one a node", net.n())))
}

/// Microseconds as ISO 8601, unless the year is out of all bounds.
pub(super) fn timestamp(micros: i64) -> Option<String> {
    let time = DateTime::from_timestamp_micros(micros)?;
    Some(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// Text as the value of an XML attribute.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| allowed(c) && entity(c).is_none();
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|&c| allowed(c)) {
        match entity(c) {
            Some(entity) => safe.push_str(entity),
            None => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// How a character is spelt that would end the value or be taken for a space.
fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\t' => "&#9;",
        '\n' => "&#10;",
        '\r' => "&#13;",
        _ => return None,
    })
}

/// Whether XML 1.0 has this character at all (its production 2).
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_escaped_text_holds_only_what_a_value_may(text: String) {
            let safe = escape(&text);
            prop_assert!(safe.chars().all(|c| allowed(c) && !"<>\"\n\r\t".contains(c)));
            let back = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#9;", "\t"),
                ("&#10;", "\n"), ("&#13;", "\r"), ("&amp;", "&")]
                .iter().fold(safe.into_owned(), |s, (from, to)| s.replace(from, to));
            prop_assert_eq!(back, text.chars().filter(|&c| allowed(c)).collect::<String>());
        }
    }
}
