//! The text of a message: a string, or a list of strings and of parts that are more than text.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

use crate::archive::batch::Batch;
use crate::archive::json::Text;

/// A text in parts.
#[derive(Default)]
pub struct Parts<'a>(Vec<Part<'a>>);

/// A part of a text: bold, a link, a mention, or nothing but text.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Part<'a> {
    #[serde(rename = "type")]
    kind: Text<'a>,
    text: Text<'a>,
    href: Text<'a>,
    user_id: Text<'a>,
}

impl Parts<'_> {
    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text as people read it.
    pub fn plain(&self) -> String {
        self.0.iter().filter_map(|part| part.text.get()).collect()
    }

    /// Add the mentions, hashtags and links to the lists that are open.
    pub fn keep_marks(&self, batch: &mut Batch) {
        for part in &self.0 {
            let text = part.text.get();
            match part.kind.get() {
                Some("mention") => batch.mention(None, text),
                // Somebody without a handle, by name.
                Some("mention_name") => {
                    let id = part.user_id.get().map(|id| format!("user{id}"));
                    batch.mention(id.as_deref(), None);
                }
                Some("hashtag") => batch.hashtag(text.unwrap_or_default()),
                Some("link") => batch.url(text.unwrap_or_default()),
                Some("text_link") => batch.url(part.href.get().unwrap_or_default()),
                _ => {}
            }
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Parts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartsVisitor;
        impl<'de> Visitor<'de> for PartsVisitor {
            type Value = Parts<'de>;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str("a text or a list of its parts")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Parts<'de>, E> {
                Ok(Parts(vec![Part { text: Text(Some(text.into())), ..Part::default() }]))
            }
            fn visit_str<E>(self, text: &str) -> Result<Parts<'de>, E> {
                Ok(Parts(vec![Part {
                    text: Text(Some(text.to_owned().into())),
                    ..Part::default()
                }]))
            }
            fn visit_unit<E>(self) -> Result<Parts<'de>, E> {
                Ok(Parts::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Parts<'de>, A::Error> {
                let mut parts = Vec::new();
                while let Some(AnyPart(part)) = list.next_element()? {
                    parts.push(part);
                }
                Ok(Parts(parts))
            }
        }
        deserializer.deserialize_any(PartsVisitor)
    }
}

/// An item of the list.
struct AnyPart<'a>(Part<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for AnyPart<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartVisitor;
        impl<'de> Visitor<'de> for PartVisitor {
            type Value = AnyPart<'de>;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str("a text or a part with type and text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<AnyPart<'de>, E> {
                Ok(AnyPart(Part { text: Text(Some(text.into())), ..Part::default() }))
            }
            fn visit_str<E>(self, text: &str) -> Result<AnyPart<'de>, E> {
                Ok(AnyPart(Part { text: Text(Some(text.to_owned().into())), ..Part::default() }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyPart<'de>, A::Error> {
                Part::deserialize(MapAccessDeserializer::new(map)).map(AnyPart)
            }
        }
        deserializer.deserialize_any(PartVisitor)
    }
}
