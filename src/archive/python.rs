//! Lists and dictionaries as Python prints them, which tables of many tools have in their cells.

/// The same value as JSON; `None` if it is no plain Python value. Linear in the text.
///
/// ```
/// use twiplomacy::archive::python;
/// let json = python::as_json(r#"[{'tag': "it's", 'n': 1, 'x': None}, True, 'é\n\xe9']"#);
/// assert_eq!(json.as_deref(), Some(r#"[{"tag": "it's", "n": 1, "x": null}, true, "é\né"]"#));
/// assert_eq!(python::as_json("[a, b]"), None);
/// ```
pub fn as_json(text: &str) -> Option<String> {
    let mut json = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            '\'' | '"' => {
                let (inside, after) = string(&rest[1..], first)?;
                json.push_str(&serde_json::to_string(&inside).ok()?);
                rest = after;
            }
            'A'..='Z' | 'a'..='z' | '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                json.push_str(match word {
                    "None" | "nan" => "null",
                    "True" => "true",
                    "False" => "false",
                    _ => return None,
                });
                rest = after;
            }
            _ => {
                json.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Some(json)
}

/// A string whose quote is open, its escapes undone, and what comes after it.
fn string(text: &str, quote: char) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut rest = text;
    loop {
        let mut chars = rest.chars();
        let c = chars.next()?;
        if c == quote {
            return Some((inside, chars.as_str()));
        }
        if c != '\\' {
            inside.push(c);
            rest = chars.as_str();
            continue;
        }
        let mark = chars.next()?;
        rest = chars.as_str();
        let digits = match mark {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if digits > 0 {
            let code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
            inside.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            rest = &rest[digits..];
            continue;
        }
        match mark {
            'n' => inside.push('\n'),
            'r' => inside.push('\r'),
            't' => inside.push('\t'),
            '\\' | '\'' | '"' => inside.push(mark),
            other => inside.extend(['\\', other]),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::as_json;

    proptest! {
        #[test]
        fn whatever_text_comes_nothing_breaks(text in "[\\[{'\"\\\\xuUnNone, é:1]{0,40}") {
            let _ = as_json(&text);
        }

        #[test]
        fn strings_come_back(text in "[a-z'\"\\\\\n\té🕊]{0,20}") {
            let quoted = text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n");
            let json = as_json(&format!("['{quoted}']")).expect("a list");
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&json).expect("JSON"), [text]);
        }
    }

    #[test]
    fn what_is_no_value_is_none() {
        for text in ["[a]", "['a", "{'a': set()}", "['\\x9']", "['\\"] {
            assert_eq!(as_json(text), None, "{text}");
        }
    }
}
