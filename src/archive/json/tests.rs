//! The parser beside `serde_json`, on sound and on broken texts; and its limits.

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::*;

fn value(json: &[u8]) -> Option<(Value, bool)> {
    from_slice(json).ok()
}

fn reason<T: for<'a> Deserialize<'a>>(json: &str) -> String {
    match from_slice::<T>(json.as_bytes()) {
        Ok(_) => panic!("read"),
        Err((fault, at)) => format!("{fault} at {at}"),
    }
}

/// Equal but for the last bit of a fraction, where `serde_json` is not exact.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        // Theirs has a fraction for -0.
        (Value::Number(a), Value::Number(b))
            if b.is_f64() && (a.is_f64() || a.as_u64() == Some(0)) =>
        {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= 1e-14 * a.abs()
        }
        _ => a == b,
    }
}

fn json() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,25})([.][0-9]{1,9})?([eE][+-]?[0-9]{1,3})?",
    ];
    let piece = prop_oneof![
        "[ -!#-\\[\\]-~]{0,12}",
        "[а-яש-تé😀…]{0,6}",
        Just(r#"\""#.to_owned()),
        r"\\[\\/bfnrt]",
        r"\\u[0-9a-fA-F]{4}",
        r"\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9A-F]{2}",
    ];
    let string =
        prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("\"{}\"", pieces.concat()));
    let word = prop_oneof![Just("true"), Just("false"), Just("null")].prop_map(str::to_owned);
    let space = "[ \t\n\r]{0,2}";
    prop_oneof![number, string.clone(), word].prop_recursive(5, 40, 6, move |inner| {
        let item = (space, inner.clone(), space).prop_map(|(a, b, c)| a + &b + &c);
        let field = (space, string.clone(), space, item.clone())
            .prop_map(|(before, name, after, item)| format!("{before}{name}{after}:{item}"));
        prop_oneof![
            (prop::collection::vec(item, 0..6), space)
                .prop_map(|(items, space)| format!("[{space}{}]", items.join(","))),
            (prop::collection::vec(field, 0..6), space)
                .prop_map(|(fields, space)| format!("{{{space}{}}}", fields.join(","))),
        ]
    })
}

/// One byte less, more or other than in a sound text, or a text that breaks off.
fn mutate(json: &str, mutation: (usize, prop::sample::Index, u8)) -> Vec<u8> {
    let mut bytes = json.as_bytes().to_vec();
    let (what, place, byte) = mutation;
    let at = place.index(bytes.len());
    // Bytes that mean something are likelier to do harm.
    let byte = *b"\"\\{}[]:,-+.eE019 \ntu\x00\x1f\xff\xc3".get(byte as usize).unwrap_or(&byte);
    match what {
        0 => _ = bytes.remove(at),
        1 => bytes.insert(at, byte),
        2 => bytes[at] = byte,
        _ => bytes.truncate(at),
    }
    bytes
}

/// Read both ways.
#[derive(Debug, Default, Deserialize, PartialEq)]
struct Twin<'a> {
    #[serde(default, borrow)]
    id: Option<Str<'a>>,
    #[serde(default)]
    n: Count,
    #[serde(default)]
    on: Option<bool>,
    #[serde(default)]
    of: Option<Vec<Twin<'a>>>,
}

record! { Twin<'a> { "id" => id, "n" => n, "on" => on, "of" => of } }

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_text_has_the_value_that_serde_json_finds(json in json()) {
        match (value(json.as_bytes()), serde_json::from_str::<Value>(&json)) {
            (Some((ours, false)), Ok(theirs)) => prop_assert!(same(&ours, &theirs), "{}", json),
            // Theirs refuses half a pair.
            (Some((_, true)), Err(error)) => {
                let error = error.to_string();
                prop_assert!(
                    error.contains("surrogate") || error.contains("hex escape"), "{}: {}", json, error
                );
            }
            (None, Err(_)) => prop_assert!(reason::<Value>(&json).contains("range"), "{}", json),
            (ours, theirs) => prop_assert!(false, "{}: {:?}, {:?}", json, ours, theirs),
        }
        prop_assert!(from_slice::<IgnoredAny>(json.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_skipped_is_sound_where_serde_json_says_so(
        json in json(), mutation in (0_usize..4, any::<prop::sample::Index>(), 0_u8..40)
    ) {
        let bytes = mutate(&json, mutation);
        let ours = from_slice::<IgnoredAny>(&bytes).is_ok();
        let theirs = serde_json::from_slice::<IgnoredAny>(&bytes).is_ok();
        if std::str::from_utf8(&bytes).is_ok() {
            prop_assert_eq!(ours, theirs, "{:?}", String::from_utf8_lossy(&bytes));
        } else {
            prop_assert!(!ours);
        }
    }

    #[test]
    fn what_is_kept_is_sound_where_serde_json_says_so(
        json in json(), mutation in (0_usize..4, any::<prop::sample::Index>(), 0_u8..40)
    ) {
        let bytes = mutate(&json, mutation);
        let ours = value(&bytes);
        let theirs = serde_json::from_slice::<Value>(&bytes);
        match ours {
            Some((_, true)) => prop_assert!(theirs.is_err()),
            Some((ours, false)) => {
                prop_assert!(theirs.is_ok_and(|theirs| same(&ours, &theirs)));
            }
            None => prop_assert!(theirs.is_err(), "{:?}", String::from_utf8_lossy(&bytes)),
        }
    }

    #[test]
    fn a_record_is_what_serde_derives(
        fields in prop::collection::vec(
            (prop_oneof![Just("id"), Just("n"), Just("on"), Just("of"), Just("x")], json()), 0..5
        ),
        mutation in (0_usize..4, any::<prop::sample::Index>(), 0_u8..40)
    ) {
        let fields: Vec<String> =
            fields.iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
        let sound = format!("{{{}}}", fields.join(","));
        for bytes in [sound.as_bytes().to_vec(), mutate(&sound, mutation)] {
            let filled = scan(&bytes, filled::<Twin>);
            match (filled, from_slice::<Twin>(&bytes)) {
                (Ok(ours), Ok(derived)) => prop_assert_eq!(ours, derived),
                (Err(_), Err(_)) => {}
                // Of a field that stands twice the last one holds; a count beyond all range is none.
                (_, Err((fault, _))) => {
                    let fault = fault.to_string();
                    prop_assert!(
                        fault.contains("duplicate field") || fault.contains("beyond all range"),
                        "{}: {}", sound, fault
                    );
                }
                (Err((fault, _)), Ok(_)) => prop_assert!(false, "{}: {}", sound, fault),
            }
        }
    }

    #[test]
    fn bytes_that_may_be_anything_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = from_slice::<IgnoredAny>(&bytes);
        prop_assert!(value(&bytes).is_none_or(|_| std::str::from_utf8(&bytes).is_ok()));
    }
}

#[test]
fn half_a_surrogate_pair_is_a_replacement_character_and_counted_once_a_line() {
    let mut batch = Batch::default();
    for (line, text, wanted) in [
        (1, r#""a\ud83d""#, "a\u{fffd}"),
        (1, r#""\ude00b""#, "\u{fffd}b"),
        (2, r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (3, r#""\ud83d\u0041""#, "\u{fffd}A"),
        (4, r#""\ud83d\n""#, "\u{fffd}\n"),
        (5, r#""\ud83d\ude00""#, "😀"),
    ] {
        let found: Str = parse(text.as_bytes(), line, &mut batch).expect("read");
        assert_eq!(&*found, wanted);
    }
    assert_eq!(batch.notices.repaired_lines, 4);
    assert!(from_slice::<Str>(br#""\ud83d\u00""#).is_err());
}

#[test]
fn ids_keep_all_their_digits() {
    for (text, wanted) in [
        ("9007199254740993", "9007199254740993"),
        ("18446744073709551616", "18446744073709551616"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("\"007\"", "007"),
        ("-5", "-5"),
    ] {
        let (found, _) = from_slice::<Str>(text.as_bytes()).expect("read");
        assert_eq!(&*found, wanted);
        // Another parser gives what it can.
        if let Ok(found) = serde_json::from_str::<Str>(text) {
            assert_eq!(&*found, wanted);
        } else {
            assert!(wanted.len() >= 20);
        }
    }
    assert!(reason::<String>("1.5").contains("1.5"));
    assert!(reason::<String>("1e3").contains("a string"));
    assert!(reason::<String>("01").contains("end of the line"));
}

#[test]
fn brackets_lie_128_deep_and_no_deeper() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(from_slice::<IgnoredAny>(nested(128).as_bytes()).is_ok());
    assert!(value(nested(128).as_bytes()).is_some());
    for depth in [129, 1_000_000] {
        assert!(reason::<IgnoredAny>(&nested(depth)).contains("128 deep at 129"));
        assert!(reason::<Value>(&nested(depth)).contains("128 deep at 129"));
    }
    // What is skipped counts from where it stands.
    let around = |depth: usize| format!("{{\"a\":{}}}", nested(depth));
    assert!(value(around(127).as_bytes()).is_some());
    let skipped = |depth: usize| scan(around(depth).as_bytes(), filled::<Twin>).is_ok();
    assert!(skipped(127) && !skipped(128));
}

#[derive(Deserialize)]
struct Post {
    #[serde(default)]
    of: Vec<Inside<Post>>,
}

#[test]
fn lists_and_posts_inside_posts_have_an_end() {
    let list = |items: usize| format!("[{}0]", "0,".repeat(items - 1));
    assert!(from_slice::<Vec<u8>>(list(LONGEST_LIST).as_bytes()).is_ok());
    assert!(reason::<Vec<u8>>(&list(LONGEST_LIST + 1)).contains("over 100000 items"));
    assert!(from_slice::<IgnoredAny>(list(LONGEST_LIST + 1).as_bytes()).is_ok());
    let posts =
        |depth: usize| format!("{}{{}}{}", "{\"of\":[{},".repeat(depth), "]}".repeat(depth));
    let (mut post, _) = from_slice::<Post>(posts(16).as_bytes()).expect("read");
    let mut depth = 0;
    while let Some(Inside(inner)) = post.of.pop() {
        post = inner;
        depth += 1;
    }
    assert_eq!(depth, 16);
    assert!(reason::<Post>(&posts(17)).contains("posts inside posts over 16 deep"));
}

#[test]
fn faults_say_what_was_found_and_wanted() {
    assert_eq!(reason::<Value>("{\"a\" 1}"), "found '1' where a colon was wanted at 5");
    assert_eq!(
        reason::<Value>("{\"a\":1,}"),
        "found '}' where another item after the comma was wanted at 7"
    );
    assert_eq!(
        reason::<Value>("[1 2]"),
        "found '2' where a comma or the end of an object or a list was wanted at 3"
    );
    assert_eq!(reason::<Value>("\"torn"), "it ends where the end of a string was wanted at 5");
    assert!(reason::<Count>("[]").contains("expected a count"));
}

#[test]
fn enums_options_and_tuples_are_read_as_serde_has_them() {
    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Reply,
        Quote(u8),
        Repost { of: u8 },
    }
    type Read = (Option<u8>, Kind, Kind, Kind);
    let (found, _) =
        from_slice::<Read>(br#"[null,"reply",{"quote":2},{"repost":{"of":3}}]"#).expect("read");
    assert_eq!(found, (None, Kind::Reply, Kind::Quote(2), Kind::Repost { of: 3 }));
    assert!(reason::<(u8, u8)>("[1,2,3]").contains("the end of an object or a list"));
    assert!(reason::<Kind>("\"like\"").contains("unknown variant"));
    assert!(reason::<Kind>(r#"{"quote":2,"reply":1}"#).contains("wanted"));
}
