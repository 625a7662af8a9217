use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

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
        Readability {
            n_mentions: 1,
            n_urls: 1,
            n_emoji: 2,
            lang: Some(Lang::En),
            ..Readability::default()
        }
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
        for lang in Lang::ALL {
            let found = readability_in(text, Some(lang));
            for value in eases(&found).into_iter().chain(found.wiener()) {
                assert!(value.is_nan(), "{text}");
            }
        }
    }
}

fn eases(found: &Readability) -> [f64; 9] {
    [
        found.flesch(),
        found.flesch_kincaid(),
        found.fog(),
        found.smog(),
        found.kandel_moles(),
        found.fernandez_huerta(),
        found.szigriszt_pazos(),
        found.amstad(),
        found.oborneva(),
    ]
}

#[test]
fn the_formulas_of_syllables_on_a_known_text() {
    // For-eign min-is-ters dis-cussed cli-mate in Ri-o. They a-greed, 12 to 1, to cre-ate jobs!
    let text = "Foreign ministers discussed climate in Rio. They agreed, 12 to 1, to create jobs!";
    let found = readability(text);
    assert_eq!((found.n_words, found.n_sentences, found.n_syllables), (14, 2, 22));
    assert_eq!((found.n_monosyllables, found.n_polysyllables, found.n_complex), (7, 1, 1));
    let near = |value: f64, wanted: f64| assert!((value - wanted).abs() < 1e-9, "{value} {wanted}");
    near(found.flesch(), 206.835 - 1.015 * 7.0 - 84.6 * 22.0 / 14.0);
    near(found.flesch_kincaid(), 0.39 * 7.0 + 11.8 * 22.0 / 14.0 - 15.59);
    near(found.fog(), 0.4 * (7.0 + 100.0 / 14.0));
    near(found.smog(), 1.043 * 15_f64.sqrt() + 3.1291);
    let none = readability_in(text, None);
    assert_eq!((none.n_syllables, none.n_words, none.ari()), (0, 14, found.ari()));
    assert!(eases(&none).into_iter().chain(none.wiener()).all(f64::is_nan));
}

/// What the tests of textstat 0.7.13 have for these two samples, to one digit.
#[test]
fn the_viennese_formulas_on_their_samples() {
    let rounded = |text| readability_in(text, Some(Lang::De)).wiener().map(|x| (x * 10.0).round());
    let ducklings = "Alle meine Entchen schwimmen auf dem See, Köpfchen unters Wasser, Schwänzchen \
        in die Höh.";
    assert_eq!(rounded(ducklings)[0], 38.0);
    let parties = "Alle Parteien widmen dem Thema rein quantitativ betrachtet nennenswerte \
        Aufmerksamkeit, die Grünen wenig überraschend am meisten.";
    assert_eq!(rounded(parties)[0], 139.0);
}

#[test]
fn a_formula_stays_in_its_language() {
    let text = "La paix est possible. Мир возможен. La paz. Frieden ist möglich.";
    let there = [
        (Lang::En, "1111000000000"),
        (Lang::Fr, "0000100000000"),
        (Lang::Es, "0000011000000"),
        (Lang::De, "0000000101111"),
        (Lang::Ru, "0000000010000"),
    ];
    for (lang, wanted) in there {
        let found = readability_in(text, Some(lang));
        let shown: String = eases(&found)
            .into_iter()
            .chain(found.wiener())
            .map(|value| if value.is_nan() { '0' } else { '1' })
            .collect();
        assert_eq!(shown, wanted, "{lang:?}");
    }
}

#[test]
fn complex_words_of_fog() {
    let complex = |text| readability(text).n_complex;
    assert_eq!(complex("created expenses advances completed"), 0);
    assert_eq!(complex("committees president hundreds CREATED Syrians' interested"), 3);
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
    prop_assert!(found.n_words <= found.n_syllables);
    prop_assert!(found.n_complex <= found.n_polysyllables);
    prop_assert!(found.n_monosyllables + found.n_polysyllables <= found.n_words);
    prop_assert_eq!(found.flesch().is_nan(), found.n_words == 0);
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

#[test]
fn what_is_written_plain_means_the_same() {
    let ends = |text: &str| -> Vec<usize> {
        text.split_sentence_bounds().map(|sentence| sentence.chars().count()).collect()
    };
    for c in ('\u{80}'..'\u{3000}').filter(|&c| plain(c) != c) {
        for before in ["", "a", "A", "1", ".", ". ", "!", "a.", "a.'", "a. '", "A. -", "a.\u{301}"]
        {
            for after in
                ["", "a", "A", "1", ".", ". a", ". A", ".A", "\u{301}", " a", " A", "\n", "'."]
            {
                let text = |c: char| format!("{before}{c}{after} x");
                assert_eq!(ends(&text(c)), ends(&text(plain(c))), "{:?}", text(c));
            }
        }
    }
}
