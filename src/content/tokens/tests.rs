use unicode_segmentation::UnicodeSegmentation;

use super::super::emoji;
use super::super::marks::is_blank;
use super::*;
use proptest::prelude::*;

/// The tokens as `kind:text`, easy to read in a failure.
fn shown(text: &str) -> Vec<String> {
    tokens(text).iter().map(|token| format!("{}:{}", token.kind.as_str(), token.text)).collect()
}

/// The texts of the tokens of one kind.
fn of_kind(text: &str, kind: Kind) -> Vec<&str> {
    tokens(text).into_iter().filter(|token| token.kind == kind).map(|token| token.text).collect()
}

#[test]
fn an_english_retweet() {
    assert_eq!(
        shown(
            "RT @StateDept: Sec. Clinton's trip, don't miss 1,000.5 👩‍🚒🇺🇦1️⃣2️⃣ #COP18 https://t.co/aB1"
        ),
        [
            "word:RT",
            "mention:@StateDept",
            "punctuation::",
            "word:Sec",
            "punctuation:.",
            "word:Clinton's",
            "word:trip",
            "punctuation:,",
            "word:don't",
            "word:miss",
            "number:1,000.5",
            "emoji:👩‍🚒",
            "emoji:🇺🇦",
            "emoji:1️⃣",
            "emoji:2️⃣",
            "hashtag:#COP18",
            "url:https://t.co/aB1",
        ]
    );
}

#[test]
fn hashtags_of_many_scripts() {
    for tag in [
        "#السلام",
        "#Україна",
        "#שלום",
        "#北京",
        "#平和",
        "#한국",
        "#हिन्दी",
        "＃ABC",
        "#a_1",
        "#2024Peace",
        "#cafe\u{301}",
        "#می\u{200c}خواهم",
        "#Col·legi",
        "#צה״ל",
        "#_a",
        "#コーヒー",
    ] {
        assert_eq!(shown(tag), [format!("hashtag:{tag}")]);
        assert_eq!(of_kind(&format!("‏({tag})…"), Kind::Hashtag), [tag]);
    }
    for text in [
        "#123",
        "a#b",
        "1#b",
        "_#b",
        "é#b",
        "e\u{301}#b",
        "#",
        "##",
        "# b",
        "#.b",
        "&#x27;",
        "#️⃣",
        "#_",
        "#·",
    ] {
        assert_eq!(of_kind(text, Kind::Hashtag), [""; 0], "{text}");
    }
    assert_eq!(
        of_kind("#one#two ##three ❤️#four 1️⃣#five", Kind::Hashtag),
        ["#one", "#three", "#four", "#five"]
    );
    assert_eq!(of_kind("#I❤️NY #Col· #a··b #U.S.", Kind::Hashtag), ["#I", "#Col", "#a", "#U"]);
}

#[test]
fn handles_of_three_networks() {
    for (text, handles) in [
        ("@name.", vec!["@name"]),
        ("@name.Thanks", vec!["@name"]),
        ("@name.thanks", vec!["@name.thanks"]),
        ("@name... @name.5 @my_name.eu @a.b_c", vec!["@name", "@name", "@my_name", "@a"]),
        (".@UN, (@UN) @UN's @UN-led “@UN”", vec!["@UN"; 5]),
        (
            "@alice.bsky.social. @a-b.example.org, @gov.uk",
            vec!["@alice.bsky.social", "@a-b.example.org", "@gov.uk"],
        ),
        (
            "@eu_commission@ec.social-network.europa.eu!",
            vec!["@eu_commission@ec.social-network.europa.eu"],
        ),
        ("@first.last@host.tld. @a@b @a..@b", vec!["@first.last@host.tld", "@a", "@a", "@b"]),
        ("name@example.org é@b e\u{301}@b _@b 1@b", vec![]),
        ("@ @@ @é @naméd @name\u{301}", vec![]),
        ("＠name @nameさん 我@name", vec!["＠name", "@name"]),
        (
            "@@name @a_long_name_of_more_than_fifteen",
            vec!["@name", "@a_long_name_of_more_than_fifteen"],
        ),
    ] {
        assert_eq!(of_kind(text, Kind::Mention), handles, "{text}");
    }
}

#[test]
fn links_end_where_the_sentence_goes_on() {
    for (text, links) in [
        ("See https://t.co/x. And", vec!["https://t.co/x"]),
        ("(http://a.org/b_(c))", vec!["http://a.org/b_(c)"]),
        ("[HTTP://A.org/x?y=[1]&z=#f]!", vec!["HTTP://A.org/x?y=[1]&z=#f"]),
        ("www.un.org, xwww.un.org", vec!["www.un.org"]),
        ("看https://t.co/x，好", vec!["https://t.co/x"]),
        ("https://t.co/x🇺🇦 https://t.co/x…", vec!["https://t.co/x", "https://t.co/x"]),
        ("https://uk.wikipedia.org/wiki/Україна?", vec!["https://uk.wikipedia.org/wiki/Україна"]),
        ("https://medium.com/@name/#tag", vec!["https://medium.com/@name/#tag"]),
        ("‏https://t.co/x‏", vec!["https://t.co/x"]),
        ("http:// https://… www. http://.", vec![]),
        ("\"https://t.co/x\" “https://t.co/x” 'https://t.co/x'", vec!["https://t.co/x"; 3]),
    ] {
        assert_eq!(of_kind(text, Kind::Url), links, "{text}");
    }
}

#[test]
fn cashtags_are_letters() {
    let text = "$TSLA, $BRK.B. $F.Then $100 US$ a$b $$A $TOOLONGNAME $a1 $eu";
    assert_eq!(of_kind(text, Kind::Cashtag), ["$TSLA", "$BRK.B", "$F", "$eu"]);
}

#[test]
fn words_end_where_unicode_ends_them() {
    assert_eq!(
        shown("l’homme COVID-19 1st ½ 10%"),
        [
            "word:l’homme",
            "word:COVID",
            "punctuation:-",
            "number:19",
            "word:1st",
            "number:½",
            "number:10",
            "punctuation:%",
        ]
    );
    assert_eq!(shown("世界和平。"), ["word:世界", "word:和平", "punctuation:。"]);
    assert_eq!(shown("ウクライナに平和"), ["word:ウクライナ", "word:に", "word:平和"]);
    assert_eq!(shown("\u{200f}שלום\u{200f} \u{202b}سلام\u{202c}"), ["word:שלום", "word:سلام"]);
}

#[test]
fn texts_without_words() {
    assert_eq!(shown(""), [""; 0]);
    assert_eq!(shown(" \t\r\n\u{3000}\u{200b}\u{feff}\u{200e}"), [""; 0]);
    assert_eq!(
        shown("👍🏽👍❤\u{fe0e}🇺"),
        ["emoji:👍🏽", "emoji:👍", "punctuation:❤\u{fe0e}", "punctuation:🇺"]
    );
    assert_eq!(shown("\u{301}"), ["punctuation:\u{301}"]);
    assert_eq!(
        shown(" \u{301}\u{200d} \u{200d}"),
        ["punctuation:\u{301}\u{200d}", "punctuation:\u{200d}"]
    );
    assert_eq!(shown("a\u{200d}👍"), ["word:a\u{200d}", "emoji:👍"]);
}

/// What must hold for any text at all.
fn obeys_the_laws(text: &str) {
    let found = tokens(text);
    let mut rebuilt = String::new();
    for token in &found {
        let gap = &text[rebuilt.len()..token.start];
        assert!(gap.chars().all(is_blank), "{gap:?} was lost in {text:?}");
        assert!(!token.text.is_empty());
        assert!(!token.text.starts_with(is_blank) && !token.text.ends_with(is_blank));
        rebuilt.push_str(gap);
        rebuilt.push_str(token.text);
        let known = match token.kind {
            Kind::Word => token.text.contains(char::is_alphabetic),
            Kind::Number => token.text.contains(char::is_numeric),
            Kind::Hashtag => token.text.starts_with(['#', '＃']),
            Kind::Mention => token.text.starts_with(['@', '＠']),
            Kind::Cashtag => token.text.starts_with('$') && token.text.is_ascii(),
            Kind::Url => token.text.starts_with(['h', 'H', 'w', 'W']),
            Kind::Emoji => emoji::is_emoji(token.text),
            Kind::Punctuation => !token.text.contains(char::is_alphanumeric),
        };
        assert!(known, "{token:?}");
    }
    assert!(text[rebuilt.len()..].chars().all(is_blank));
}

/// Pieces that collide in every way: signs, joiners, marks, heads of links.
const PIECES: &[&str] = &[
    "#",
    "＃",
    "@",
    "＠",
    "$",
    "&",
    ".",
    ",",
    "'",
    "’",
    "_",
    "-",
    ":",
    "/",
    "(",
    ")",
    "]",
    "…",
    "。",
    " ",
    "\n",
    "\r",
    "\u{301}",
    "\u{200d}",
    "\u{200c}",
    "\u{200f}",
    "\u{feff}",
    "\u{fe0f}",
    "\u{fe0e}",
    "\u{20e3}",
    "\u{600}",
    "a",
    "B",
    "é",
    "1",
    "٣",
    "я",
    "س",
    "ש",
    "中",
    "カ",
    "ภ",
    "ា",
    "क",
    "्",
    "👍",
    "🏽",
    "❤",
    "🇺",
    "🇦",
    "👩‍🚒",
    "🅰",
    "©",
    "http://",
    "HTTPS://",
    "www.",
    "bsky.social",
    "@host.tld",
    "·",
    "״",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_text_obeys(text in any::<String>()) {
        obeys_the_laws(&text);
    }

    #[test]
    fn any_mixture_obeys(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        obeys_the_laws(&pieces.concat());
    }

    /// Where no mark begins, the tokens are the segments that are not blank.
    #[test]
    fn plain_text_is_what_unicode_says(text in "[a-gA-G0-9 .,'’:;_()éяשק\\-]{0,40}") {
        let slow: Vec<&str> =
            text.split_word_bounds().filter(|segment| !segment.trim().is_empty()).collect();
        let fast: Vec<&str> = tokens(&text).iter().map(|token| token.text).collect();
        prop_assert_eq!(fast, slow);
    }

    /// Lines do not see each other, so a text may be cut at its line breaks.
    #[test]
    fn lines_are_independent(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let text = pieces.concat();
        let slow: Vec<&str> =
            text.split(['\n', '\r']).flat_map(tokens).map(|token| token.text).collect();
        let fast: Vec<&str> = tokens(&text).iter().map(|token| token.text).collect();
        prop_assert_eq!(fast, slow);
    }
}

/// A megabyte of each piece, and a tenth after each head: quadratic code would take minutes.
#[test]
fn a_megabyte_of_anything_is_linear() {
    let pairs = [
        "#a",
        "#1",
        "@a",
        "@a.",
        "@a-",
        "@a@",
        "@a@b",
        "$A",
        "$A.",
        "http://a ",
        "www.",
        "a'",
        "a:",
    ];
    for piece in PIECES.iter().chain(&pairs) {
        let whole = piece.repeat(1_000_000 / piece.len());
        let seen: usize = tokens(&whole).iter().map(|token| token.text.len()).sum();
        let blank: usize = whole.chars().filter(|&c| is_blank(c)).map(char::len_utf8).sum();
        assert_eq!(seen + blank, whole.len(), "{piece:?}");
        let text = piece.repeat(100_000 / piece.len());
        for head in ["#", "@", "http://a", "www.a", "@a@", "a", "👍", "क"] {
            tokens(&format!("{head}{text}{head}"));
        }
    }
}
