//! The fields of one JSON object, by which a format is told.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How many fields are looked at.
const MOST: usize = 60;
/// The longest string that is kept as a value.
const LONGEST: usize = 100;

/// The names of an object's fields, with those of its values that are short strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, Option<String>)>);

impl Fields {
    /// Of an object; `None` if the text is no JSON object.
    pub fn of(object: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(object);
        Collect(&mut fields).deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        Some(fields)
    }

    /// Of an object that may break off: the fields up to there.
    pub fn of_start(object: &[u8]) -> Self {
        let mut fields = Self::default();
        let mut deserializer = serde_json::Deserializer::from_slice(object);
        // What was read before the break is kept.
        let _ = Collect(&mut fields).deserialize(&mut deserializer);
        fields
    }

    /// Whether there is a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Whether there are fields of all these names.
    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Whether there is a field of one of these names.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// The value of a field that is a short string.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name)?.1.as_deref()
    }

    /// How many fields there are, at most 60.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All names.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Reads an object's fields into a list that stays if the object breaks off.
struct Collect<'a>(&'a mut Fields);

impl<'de> DeserializeSeed<'de> for Collect<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();
    fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let place = self.0.0.len();
            if place < MOST {
                self.0.0.push((name, None));
            }
            let text = map.next_value::<&RawValue>()?.get();
            if place < MOST && text.len() <= LONGEST && text.starts_with('"') {
                self.0.0[place].1 = serde_json::from_str(text).ok();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_names_and_short_strings() {
        let fields = Fields::of(r#"{"a":"x\n","b":[1],"c":{"d":"e"},"é":null}"#.as_bytes());
        let fields = fields.expect("an object");
        assert_eq!(fields.names(), ["a", "b", "c", "é"]);
        assert_eq!((fields.get("a"), fields.get("b"), fields.get("d")), (Some("x\n"), None, None));
        assert!(fields.has_all(&["a", "c"]) && !fields.has_any(&["d", "e"]));
        assert_eq!(Fields::of(b"[1]"), None);
        assert_eq!(Fields::of(b"{\"a\":"), None);
        assert_eq!(Fields::of_start(b"{\"a\":\"x\",\"b\":[{\"c\"").names(), ["a", "b"]);
    }
}
