//! The one door for JSON, and serde pieces shared by the formats: strings that may be numbers, one
//! or many, counters.
//!
//! A format derives `Deserialize` for what it keeps and calls [`parse`]. What it does not name is
//! skipped, which is where most bytes of a post go. The parser is our own: it borrows strings
//! from the line, checks UTF-8 once for the whole line, and is safe Rust. It takes what
//! `serde_json` takes, but for this:
//!
//! * half a surrogate pair in a string is U+FFFD, and the line is counted as repaired;
//! * a whole number where a string is wanted is its digits, however many;
//! * the whole line must be UTF-8, in what is skipped, too;
//! * nothing lies over 128 deep, in what is skipped, too (4096 deep in what is kept as it was
//!   written, [`Raw`]); posts inside posts ([`Inside`]) over 16 deep and kept lists of over [`LONGEST_LIST`] items are faults;
//! * a list of values is no object, and -0 is a whole number.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::batch::Batch;
use super::{Outcome, start_of};

mod de;
mod record;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use record::{Fill, record};
pub use scan::{Fault, Scanner};

/// The longest list of a record that is kept: mentions, hashtags, links, posts referred to.
pub const LONGEST_LIST: usize = 100_000;

/// The name by which the parser knows an [`Inside`].
const INSIDE: &str = "post inside a post";
/// The name by which the parser knows a [`Str`].
const DIGITS: &str = "string or digits";
/// The name by which the parser knows a [`Raw`].
const RAW: &str = "value as it was written";

/// Read one JSON value from the bytes of a record. The reason if it is none, or another kind.
///
/// Linear, with a stack that what is read bounds and not the input.
pub fn parse<'a, T: Deserialize<'a>>(
    json: &'a [u8],
    line: u64,
    batch: &mut Batch,
) -> Result<T, Outcome> {
    opened(from_slice(json), json, line, batch)
}

/// Read one JSON object into a [`record!`], else like [`parse`]; for the formats of large archives.
pub fn read<'a, T: Fill<'a>>(json: &'a [u8], line: u64, batch: &mut Batch) -> Result<T, Outcome> {
    opened(scan(json, filled), json, line, batch)
}

fn filled<'a, T: Fill<'a>>(from: &mut Scanner<'a>) -> Result<T, Fault> {
    let mut value = T::default();
    value.fill(from)?;
    Ok(value)
}

fn opened<T>(
    outcome: Result<(T, bool), (Fault, usize)>,
    json: &[u8],
    line: u64,
    batch: &mut Batch,
) -> Result<T, Outcome> {
    match outcome {
        Ok((value, repaired)) => {
            if repaired {
                batch.repaired(line);
            }
            Ok(value)
        }
        Err((fault, at)) => {
            let start = start_of(json, 40);
            Err(Outcome::Reject(format!(
                "not a JSON object of this format: {fault}, at byte {}; it begins with {start:?}",
                at + 1
            )))
        }
    }
}

/// Read one JSON value that is no record, such as a cell of a table; nothing if it is none.
pub fn value<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    from_slice(json).ok().map(|(value, _)| value)
}

/// Whether this is a JSON value.
pub fn is_sound(json: &[u8]) -> bool {
    from_slice::<IgnoredAny>(json).is_ok()
}

fn from_slice<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<(T, bool), (Fault, usize)> {
    scan(json, |from| T::deserialize(from))
}

/// The value and whether a string was repaired, or what is wrong and where.
fn scan<'a, T>(
    json: &'a [u8],
    read: impl FnOnce(&mut Scanner<'a>) -> Result<T, Fault>,
) -> Result<(T, bool), (Fault, usize)> {
    let text = match std::str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return Err((Fault::new("bytes that are not UTF-8"), error.valid_up_to())),
    };
    let mut from = Scanner::new(text, LONGEST_LIST);
    let value = read(&mut from).and_then(|value| from.end().map(|()| value));
    value.map(|value| (value, from.repaired)).map_err(|fault| (fault, from.at()))
}

/// A post inside another: these are read up to 16 deep.
#[derive(Debug, Default)]
pub struct Inside<T>(pub T);

impl<T> std::ops::Deref for Inside<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Inside<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InsideVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InsideVisitor<T> {
            type Value = Inside<T>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a post")
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Inside<T>, D::Error> {
                T::deserialize(deserializer).map(Inside)
            }
        }
        deserializer.deserialize_newtype_struct(INSIDE, InsideVisitor(PhantomData))
    }
}

/// A value as it was written, to be read by [`parse`] when it is known what it should be. The
/// parser has found it sound, and it may be deeper than what is read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a>(pub &'a str);

impl<'a> Raw<'a> {
    /// Read the value.
    pub fn parse<T: Deserialize<'a>>(self, line: u64, batch: &mut Batch) -> Result<T, Outcome> {
        parse(self.0.as_bytes(), line, batch)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;
        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw<'de>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a value read by the parser of this module")
            }
            fn visit_borrowed_str<E: Error>(self, json: &'de str) -> Result<Raw<'de>, E> {
                Ok(Raw(json))
            }
        }
        deserializer.deserialize_newtype_struct(RAW, RawVisitor)
    }
}

/// A string that borrows from the line where it can. Whole numbers are taken as their digits,
/// so that an id survives whichever way it was written; a fraction is no id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Str<'a>(pub Cow<'a, str>);

impl std::ops::Deref for Str<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrVisitor;
        impl<'de> Visitor<'de> for StrVisitor {
            type Value = Str<'de>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a string or a whole number")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text)))
            }
            // Another parser than ours, which knows no numbers but its own.
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Str<'de>, D::Error> {
                deserializer.deserialize_any(self)
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(number.to_string())))
            }
        }
        deserializer.deserialize_newtype_struct(DIGITS, StrVisitor)
    }
}

/// A string that borrows from the line where it can, or the digits of a whole number. Where
/// anything else stands it is missing: some platforms let their users write what they like.
#[derive(Debug, Clone, Default)]
pub struct Text<'a>(pub Option<Cow<'a, str>>);

impl Text<'_> {
    /// The string if there is one that is not empty.
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }

    /// Whether it is this string.
    pub fn is(&self, text: &str) -> bool {
        self.0.as_deref() == Some(text)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Text<'de>, E> {
                Ok(Text(Some(Cow::Owned(number.to_string()))))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Text<'de>, A::Error> {
                pass_over_map(map).map(|()| Text(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Text<'de>, A::Error> {
                pass_over_list(list).map(|()| Text(None))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Text<'de>, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
        deserializer.deserialize_newtype_struct(DIGITS, TextVisitor)
    }
}

/// An object; where anything else stands it is missing.
#[derive(Debug, Clone)]
pub struct Loose<T>(pub Option<T>);

impl<T> Default for Loose<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LooseVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for LooseVisitor<T> {
            type Value = Loose<T>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Loose<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|value| Loose(Some(value)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Loose<T>, A::Error> {
                pass_over_list(list).map(|()| Loose(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
            fn visit_unit<E>(self) -> Result<Loose<T>, E> {
                Ok(Loose(None))
            }
        }
        deserializer.deserialize_any(LooseVisitor(std::marker::PhantomData))
    }
}

/// A list; where anything else stands it is empty, and `present` says that it was no list.
#[derive(Debug, Clone)]
pub struct Items<T> {
    /// What is in the list.
    pub items: Vec<T>,
    /// Whether there is a list.
    pub present: bool,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { items: Vec::new(), present: false }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemsVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ItemsVisitor<T> {
            type Value = Items<T>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Items<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Items { items, present: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Items<T>, A::Error> {
                pass_over_map(map).map(|()| Items::default())
            }
            fn visit_str<E>(self, _: &str) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
            fn visit_u64<E>(self, _: u64) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
            fn visit_i64<E>(self, _: i64) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
            fn visit_f64<E>(self, _: f64) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
            fn visit_bool<E>(self, _: bool) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
            fn visit_unit<E>(self) -> Result<Items<T>, E> {
                Ok(Items::default())
            }
        }
        deserializer.deserialize_any(ItemsVisitor(std::marker::PhantomData))
    }
}

fn pass_over_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

fn pass_over_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// A list, or one thing in place of a list of one. R writes an empty list as `{}`, which is read
/// as one thing of which nothing is known.
#[derive(Debug, Clone)]
pub struct Many<T>(pub Vec<T>);

impl<T> std::ops::Deref for Many<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ManyVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
            type Value = Many<T>;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object or a list of objects")
            }
            fn visit_unit<E: Error>(self) -> Result<Many<T>, E> {
                Ok(Many(Vec::new()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Many<T>, A::Error> {
                Ok(Many(vec![T::deserialize(MapAccessDeserializer::new(map))?]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Many<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Many(items))
            }
        }
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

/// A counter: a whole number, also written as a fraction or in quotes. Anything else is null.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count(pub Option<u64>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl Visitor<'_> for CountVisitor {
            type Value = Count;
            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a count")
            }
            fn visit_u64<E>(self, number: u64) -> Result<Count, E> {
                Ok(Count(Some(number)))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Count, E> {
                Ok(Count(u64::try_from(number).ok()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Count, E> {
                Ok(Count((number >= 0.0 && number.is_finite()).then_some(number as u64)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Count, E> {
                Ok(Count(parse_count(text)))
            }
            fn visit_unit<E>(self) -> Result<Count, E> {
                Ok(Count(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Count, E> {
                Ok(Count(None))
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}

/// A counter from a table's cell: `12`, `12.0`.
pub fn parse_count(text: &str) -> Option<u64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number >= 0.0 && number.is_finite()).then_some(number as u64)
    })
}

/// The counter as a column keeps it.
pub fn counter(count: Option<u64>) -> u64 {
    // What no signed column can hold is no count.
    count.filter(|&n| i64::try_from(n).is_ok()).unwrap_or(super::batch::NO_COUNT)
}

/// Twitter writes `&`, `<` and `>` as entities in its texts; what people saw were the characters.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    // `&amp;` last: "&amp;lt;" stood for the four characters "&lt;".
    Cow::Owned(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
