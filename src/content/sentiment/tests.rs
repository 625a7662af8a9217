use proptest::prelude::*;

use super::*;

fn found(text: &str) -> [f64; 4] {
    let Sentiment { positive, compound, neutral, negative } = sentiment(text);
    [positive, compound, neutral, negative]
}

/// The sentences and values of VADER's own documentation.
const DOCUMENTED: &[(&str, [f64; 4])] = &[
    ("VADER is smart, handsome, and funny.", [0.746, 0.8316, 0.254, 0.0]),
    ("VADER is smart, handsome, and funny!", [0.752, 0.8439, 0.248, 0.0]),
    ("VADER is very smart, handsome, and funny.", [0.701, 0.8545, 0.299, 0.0]),
    ("VADER is VERY SMART, handsome, and FUNNY.", [0.754, 0.9227, 0.246, 0.0]),
    ("VADER is VERY SMART, handsome, and FUNNY!!!", [0.767, 0.9342, 0.233, 0.0]),
    ("VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!", [0.706, 0.9469, 0.294, 0.0]),
    ("VADER is not smart, handsome, nor funny.", [0.0, -0.7424, 0.354, 0.646]),
    ("The book was good.", [0.492, 0.4404, 0.508, 0.0]),
    ("At least it isn't a horrible book.", [0.322, 0.431, 0.678, 0.0]),
    ("The book was only kind of good.", [0.303, 0.3832, 0.697, 0.0]),
    (
        "The plot was good, but the characters are uncompelling and the dialog is not great.",
        [0.094, -0.7042, 0.579, 0.327],
    ),
    ("Today SUX!", [0.0, -0.5461, 0.221, 0.779]),
    ("Today only kinda sux! But I'll get by, lol", [0.317, 0.5249, 0.556, 0.127]),
    ("Make sure you :) or :D today!", [0.706, 0.8633, 0.294, 0.0]),
    ("Not bad at all", [0.487, 0.431, 0.513, 0.0]),
];

#[test]
fn documented_values() {
    for (text, wanted) in DOCUMENTED {
        assert_eq!(found(text), *wanted, "{text}");
    }
}

#[test]
fn texts_without_words_or_feeling() {
    assert_eq!(sentiment(""), Sentiment::default());
    assert_eq!(sentiment(" \n\u{a0}"), Sentiment::default());
    let neutral = Sentiment { neutral: 1.0, ..Sentiment::default() };
    for text in ["the", "和平", "!!!!", "?", "\u{fffd}", "مرحبا"] {
        assert_eq!(sentiment(text), neutral, "{text}");
    }
}

#[test]
fn a_megabyte_of_one_thing() {
    let neutral = Sentiment { neutral: 1.0, ..Sentiment::default() };
    for (piece, wanted) in [("!", neutral), ("a", neutral), ("'", neutral), ("n't", neutral)] {
        assert_eq!(sentiment(&piece.repeat(1_000_000)), wanted, "{piece}");
    }
    // "grinning face grinning face ...", with 1.5 for each "grinning".
    let grins = sentiment(&"😀".repeat(250_000));
    assert_eq!((grins.positive, grins.neutral, grins.compound), (0.714, 0.286, 1.0));
    assert_eq!(sentiment(&"🕊".repeat(250_000)), neutral);
    let good = sentiment(&"good ".repeat(200_000));
    assert_eq!((good.positive, good.compound), (1.0, 1.0));
    let torn = sentiment(&("good ".repeat(100_000) + "but" + &" bad".repeat(100_000)));
    assert!(torn.compound < -0.99);
}

#[test]
fn rounding_asks_for_the_exact_value() {
    assert_eq!(rounded(0.0625, 3), 0.062);
    assert_eq!(rounded(0.1875, 3), 0.188);
    assert_eq!(rounded(0.0005, 3), 0.001);
    assert_eq!(rounded(0.0015, 3), 0.002);
    assert_eq!(rounded(0.0025, 3), 0.003);
    assert!(rounded(-0.000_01, 4).is_sign_positive());
}

proptest! {
    #[test]
    fn any_text_has_shares_that_add_up(text in any::<String>()) {
        let Sentiment { negative, neutral, positive, compound } = sentiment(&text);
        let sum = negative + neutral + positive;
        prop_assert!(sum == 0.0 || (sum - 1.0).abs() < 0.0021);
        prop_assert!((-1.0..=1.0).contains(&compound));
    }

    #[test]
    fn rounded_equals_the_digits(value in -1.0..=1.0_f64) {
        prop_assert_eq!(rounded(value, 3), format!("{value:.3}").parse::<f64>().unwrap());
        prop_assert_eq!(rounded(value, 4), format!("{value:.4}").parse::<f64>().unwrap());
    }
}
