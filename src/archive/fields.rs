//! The fields of one JSON object, by which a format is told.

use super::json::{Fault, LONGEST_LIST, Scanner};

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
        let mut from = Scanner::new(std::str::from_utf8(object).ok()?, LONGEST_LIST);
        fields.collect(&mut from).and_then(|()| from.end()).ok()?;
        Some(fields)
    }

    /// Of an object that may break off: the fields up to there.
    pub fn of_start(object: &[u8]) -> Self {
        let mut fields = Self::default();
        let text = object.utf8_chunks().next().map(|chunk| chunk.valid());
        // What was read before the break is kept.
        let _ = fields.collect(&mut Scanner::new(text.unwrap_or_default(), LONGEST_LIST));
        fields
    }

    fn collect(&mut self, from: &mut Scanner) -> Result<(), Fault> {
        from.object(|name, from| {
            let place = self.0.len();
            if place < MOST {
                self.0.push((name.to_owned(), None));
            }
            if place == MOST || from.peek() != b'"' {
                return from.raw().map(|_| ());
            }
            let text = from.string()?;
            self.0[place].1 = (text.len() <= LONGEST).then(|| text.into_owned());
            Ok(())
        })
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
        assert_eq!(Fields::of_start(b"{\"a\":\"\xc3").names(), ["a"]);
    }

    #[test]
    fn half_a_pair_spoils_no_name() {
        let fields = Fields::of(br#"{"\ud83d":"so \ud83d","b":1}"#).expect("an object");
        assert_eq!(fields.names(), ["\u{fffd}", "b"]);
        assert_eq!(fields.get("\u{fffd}"), Some("so \u{fffd}"));
    }

    #[test]
    fn depth_is_bounded() {
        let deep =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(Fields::of(deep(2000).as_bytes()).is_some());
        for levels in [5000, 100_000] {
            assert_eq!(Fields::of(deep(levels).as_bytes()), None);
            assert_eq!(Fields::of_start(deep(levels).as_bytes()).names(), ["a"]);
        }
        let objects = "{\"a\":".repeat(100_000);
        assert_eq!(Fields::of(objects.as_bytes()), None);
        assert_eq!(Fields::of_start(objects.as_bytes()).names(), ["a"]);
    }
}
