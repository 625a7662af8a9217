//! The rules of UAX #29, each with cases of our own: what holds together and what parts.
//!
//! Where platforms and dictionaries have no say, our tokens are the segments that the rules give,
//! without the blanks.

use unicode_segmentation::UnicodeSegmentation;

use super::super::marks::is_blank;
use super::tokens;

/// Rule, text, tokens.
const CASES: &[(&str, &str, &[&str])] = &[
    ("WB1, WB2", "a", &["a"]),
    ("WB3", "a\r\nb", &["a", "b"]),
    ("WB3a", "a\u{85}b\u{2028}c\u{b}d\u{c}e\nf", &["a", "b", "c", "d", "e", "f"]),
    ("WB3a", "\r\u{301}a", &["\u{301}", "a"]),
    ("WB3b", "a\nb", &["a", "b"]),
    (
        "WB3c",
        "👩\u{200d}🚒 👩\u{200d}❤\u{fe0f}\u{200d}👨",
        &["👩\u{200d}🚒", "👩\u{200d}❤\u{fe0f}\u{200d}👨"],
    ),
    ("WB3c", "a\u{200d}🚒", &["a\u{200d}", "🚒"]), // WB3c holds them, UTS #51 does not
    ("WB3d", "a  \u{3000}b", &["a", "b"]),
    ("WB4", "a\u{301}\u{308}b", &["a\u{301}\u{308}b"]),
    ("WB4", "a\u{ad}b", &["a\u{ad}b"]),
    ("WB4", "א\u{5b0}ב", &["א\u{5b0}ב"]),
    ("WB4", "1\u{301}.\u{301}2", &["1\u{301}.\u{301}2"]),
    ("WB4", "!\u{301}a", &["!\u{301}", "a"]),
    ("WB4", "می\u{200c}خواهم", &["می\u{200c}خواهم"]),
    ("WB5", "peace мир سلام שלום ειρήνη", &["peace", "мир", "سلام", "שלום", "ειρήνη"]),
    ("WB5", "मैत्री 한국어 ሰላም", &["मैत्री", "한국어", "ሰላም"]),
    (
        "WB6, WB7",
        "can't can’t a.b a:b a·b ג'ורג'",
        &["can't", "can’t", "a.b", "a:b", "a·b", "ג'ורג'"],
    ),
    (
        "WB6, WB7",
        "a''b a.:b a. .b a-b",
        &["a", "'", "'", "b", "a", ".", ":", "b", "a", ".", ".", "b", "a", "-", "b"],
    ),
    ("WB6, WB7", "'a' ’a’", &["'", "a", "'", "’", "a", "’"]),
    ("WB6, WB7", "a,b a;b", &["a", ",", "b", "a", ";", "b"]),
    ("WB7a", "א' א'1", &["א'", "א'", "1"]),
    ("WB7b, WB7c", "צה\"ל א\" א\"a", &["צה\"ל", "א", "\"", "א", "\"", "a"]),
    ("WB8", "12 ١٢", &["12", "١٢"]),
    ("WB9", "a1 я2", &["a1", "я2"]),
    ("WB10", "1a 2я", &["1a", "2я"]),
    ("WB11, WB12", "3.2 1,000.5 1'000 1;2", &["3.2", "1,000.5", "1'000", "1;2"]),
    ("WB11, WB12", "1:2 1,,2 1, 2.", &["1", ":", "2", "1", ",", ",", "2", "1", ",", "2", "."]),
    ("WB11, WB12", "a.1 1.a a'1", &["a", ".", "1", "1", ".", "a", "a", "'", "1"]),
    ("WB13", "ウクライナ カー", &["ウクライナ", "カー"]),
    ("WB13a, WB13b", "a_b _a_ 1_2 __ a‿b カ_a", &["a_b", "_a_", "1_2", "__", "a‿b", "カ_a"]),
    ("WB15, WB16", "🇺🇦🇺🇳 a🇺🇦b🇺🇳", &["🇺🇦", "🇺🇳", "a", "🇺🇦", "b", "🇺🇳"]),
    ("WB15, WB16", "🇺🇦🇺", &["🇺🇦", "🇺"]),
    ("WB999", "a!?b %& – (c)", &["a", "!", "?", "b", "%", "&", "–", "(", "c", ")"]),
    ("WB999", "a\u{a0}b\u{200b}c", &["a", "b", "c"]),
];

#[test]
fn each_rule_holds() {
    for &(rule, text, expected) in CASES {
        let found: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
        assert_eq!(found, expected, "{rule}: {text:?}");
    }
}

/// The cases are what the rules say, and not only what we do: they hold for the library's
/// segments too, where neither emoji nor dictionary part them further.
#[test]
fn the_cases_are_those_of_unicode() {
    for &(rule, text, expected) in CASES {
        let found: Vec<&str> = text
            .split_word_bounds()
            .map(|segment| segment.trim_matches(is_blank))
            .filter(|segment| !segment.is_empty())
            .collect();
        if !text.contains("a\u{200d}🚒") {
            assert_eq!(found, expected, "{rule}: {text:?}");
        }
    }
}
