use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn sentences(text: &str) -> u32 {
    readability(text).n_sentences
}

#[test]
fn the_formulas_on_a_known_text() {
    // Counted by hand: 58 letters and digits, 14 words, 2 sentences, 4 long words
    // (Foreign, ministers, discussed, climate).
    let found =
        readability("Foreign ministers discussed climate in Rio. They agreed, 12 to 1, to go on!");
    let counts = (found.n_characters, found.n_words, found.n_sentences, found.n_long_words);
    assert_eq!(counts, (58, 14, 2, 4));
    let near = |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-9, "{value} {wanted}");
    near(found.ari(), 4.71 * 58.0 / 14.0 + 0.5 * 7.0 - 21.43);
    near(found.coleman_liau(), 0.0588 * 5800.0 / 14.0 - 0.296 * 200.0 / 14.0 - 15.8);
    near(found.lix(), 7.0 + 400.0 / 14.0);
    near(found.rix(), 2.0);
}

#[test]
fn nothing_in_handles_and_links_is_read() {
    let found = readability("@alice.bsky.social https://example.org/a.b?c $BRK.B 👍 #️⃣");
    assert_eq!(
        found,
        Readability { n_mentions: 1, n_urls: 1, n_emoji: 2, ..Readability::default() }
    );
    let found = readability("#StandWithUkraine");
    assert_eq!((found.n_words, found.n_characters, found.n_hashtags), (1, 16, 1));
}

#[test]
fn sentences_by_the_rules() {
    assert_eq!(sentences(""), 0);
    assert_eq!(sentences("?! ... 👍"), 0);
    assert_eq!(sentences("No end mark"), 1);
    assert_eq!(sentences("See www.a.org. Then e.g. this. 3.5 is more."), 3);
    assert_eq!(sentences("Read https://t.co/x.Y @a.Thanks"), 2);
    assert_eq!(sentences("First line\nsecond line\r\n\n\nthird"), 3);
    assert_eq!(sentences("今天好。明天？"), 2);
    assert_eq!(sentences("السلام عليكم؟ نعم."), 2);
    assert_eq!(sentences("One.👍 Two!🇺🇦 Three"), 3);
    assert_eq!(readability("Why? Who?! Yes. Really ‏؟").n_questions, 3);
}

#[test]
fn no_words_no_number() {
    for text in ["", "👍", "https://t.co/x", "\u{301}\u{200d}"] {
        let found = readability(text);
        for value in [found.ari(), found.coleman_liau(), found.lix(), found.rix()] {
            assert!(value.is_nan(), "{text}");
        }
    }
}

proptest! {
    #[test]
    fn the_counts_agree(text in any::<String>()) {
        obeys_the_laws(&text)?;
    }

    #[test]
    fn the_counts_agree_on_prose(text in "([a-cA-Cש中1.?!,()\"' \n]|@a|#b|👍|https://t.co/x\\.y ){0,40}") {
        obeys_the_laws(&text)?;
    }

    /// Without long runs of signs, the sentences are those of the whole text.
    #[test]
    fn reducing_the_text_changes_no_sentence(text in "([a-cA-C1]{1,3}[.?!,)\"]{0,3}[ \n]{0,3}){0,20}") {
        let slow = text.unicode_sentences().count() as u32;
        prop_assert_eq!(sentences(&text), slow);
    }

    #[test]
    fn marks_between_sentences_change_nothing(text in "([A-C][a-c]{0,9}[.?!] ){1,9}") {
        let plain = readability(&text);
        let marked = readability(&text.replace(' ', " @name.org https://t.co/a.B?c 👍 "));
        prop_assert_eq!(marked.n_sentences, plain.n_sentences);
        prop_assert_eq!(marked.n_characters, plain.n_characters);
        prop_assert_eq!(marked.lix().to_bits(), plain.lix().to_bits());
    }
}

fn obeys_the_laws(text: &str) -> Result<(), TestCaseError> {
    let found = readability(text);
    prop_assert!(found.n_words <= found.n_characters);
    prop_assert!(found.n_long_words * 7 <= found.n_characters);
    prop_assert!(found.n_sentences <= found.n_words);
    prop_assert_eq!(found.n_sentences == 0, found.n_words == 0);
    prop_assert!(found.n_questions <= found.n_sentences);
    prop_assert_eq!(found.ari().is_nan(), found.n_words == 0);
    prop_assert_eq!(found.rix().is_nan(), found.n_words == 0);
    Ok(())
}

#[test]
fn a_megabyte_of_anything_is_linear() {
    let start = Instant::now();
    for piece in [
        ")", ".)", " ", "()", ". )", "\"", ".", "? ", "1 ", ".1", "@a ", "👍 ", "\n", "‽",
        "\u{301}", "\u{200f}", "a.", "a. ",
    ] {
        readability(&format!("A. {}", piece.repeat(1_000_000 / piece.len())));
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
