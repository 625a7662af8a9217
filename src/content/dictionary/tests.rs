use proptest::prelude::*;

use super::glob::{fits, folded, signs};
use super::*;
use crate::content::{Kind, tokens};

fn count(entries: &[(&str, u32)], text: &str) -> Vec<(u32, u32)> {
    let categories = entries.iter().map(|entry| entry.1 + 1).max().unwrap_or(0);
    Dictionary::new(entries, categories as usize, Case::Ignored)
        .unwrap()
        .count_one(text, true)
        .counts
}

#[test]
fn words_wildcards_and_sequences() {
    let entries = [("war", 0), ("war*", 1), ("w?r", 2), ("*ing", 3), ("cease fire", 4), ("a*", 5)];
    assert_eq!(count(&entries, "War, wars; warring"), [(0, 1), (1, 3), (2, 1), (3, 1)]);
    assert_eq!(count(&entries, "Cease\n fire. cease, fire cease-fire ceasefire"), [(4, 1)]);
    assert_eq!(count(&entries, "A; and b"), [(5, 2)]);
    assert_eq!(count(&entries, ""), []);
}

#[test]
fn within_a_category_the_longest_counts_and_no_token_twice() {
    let entries = [("united states", 0), ("united states of america", 0), ("states", 0)];
    assert_eq!(count(&entries, "The United States of America"), [(0, 1)]);
    assert_eq!(count(&entries, "states united states"), [(0, 2)]);
    assert_eq!(count(&[("a b", 0), ("b c", 0)], "a b c"), [(0, 1)]);
    assert_eq!(count(&[("b c", 0), ("a b c", 0)], "A B C"), [(0, 1)]);
    assert_eq!(count(&[("a b", 0), ("b c", 1), ("b", 1)], "a b c b"), [(0, 1), (1, 2)]);
    assert_eq!(count(&[("war", 0), ("war*", 0), ("war", 0)], "war"), [(0, 1)]);
}

#[test]
fn tags_handles_signs_and_apostrophes() {
    assert_eq!(count(&[("brexit", 0), ("#brexit", 1)], "#Brexit brexit"), [(0, 2), (1, 1)]);
    let dictionary = Dictionary::new(&[("brexit", 0), ("*", 0)], 1, Case::Ignored).unwrap();
    assert_eq!(dictionary.count_one("#Brexit", false).counts, [(0, 1)]);
    assert_eq!(count(&[("@un", 0), ("@u*", 1), ("un", 2)], "@UN ＠un"), [(0, 2), (1, 2)]);
    assert_eq!(count(&[("don't", 0), ("don’*", 1)], "Don’t don't"), [(0, 2), (1, 2)]);
    assert_eq!(
        count(&[("\\?", 0), (":)", 1), ("👍", 2)], "Really? :) 👍"),
        [(0, 1), (1, 1), (2, 1)]
    );
    assert_eq!(
        count(&[("co-operat*", 0), ("covid-*", 1)], "co-operation COVID-19"),
        [(0, 1), (1, 1)]
    );
    assert_eq!(count(&[("λογος", 0), ("λογοσ*", 1)], "ΛΟΓΟΣ"), [(0, 1), (1, 1)]);
    assert_eq!(count(&[("和*", 0), ("not * good", 1)], "和 not so good"), [(0, 1), (1, 1)]);
}

#[test]
fn case_counts_if_asked() {
    let dictionary = Dictionary::new(&[("US", 0), ("us", 1)], 2, Case::Counts).unwrap();
    assert_eq!(dictionary.count_one("US us Us", true).counts, [(0, 1), (1, 1)]);
    let exact = ["US".to_owned(), "us all".to_owned(), "WHO*".to_owned()];
    let entries = [("US", 0), ("us", 1), ("us all", 2), ("WHO*", 3), ("who", 3)];
    let dictionary = Dictionary::new(&entries, 4, Case::CountsIn(&exact)).unwrap();
    let counts = |text| dictionary.count_one(text, true).counts;
    assert_eq!(counts("US us Us #US"), [(0, 2), (1, 4)]);
    assert_eq!(counts("us all US all Us ALL"), [(0, 1), (1, 3), (2, 1)]);
    assert_eq!(counts("WHOs who whos"), [(3, 2)]);
}

#[test]
fn what_cannot_be_an_entry_is_told() {
    for bad in ["", "  ", "\u{200b}"] {
        let error = Dictionary::new(&[(bad, 0)], 1, Case::Ignored).unwrap_err().to_string();
        assert!(error.contains("the entry"), "{error}");
    }
    assert!(Dictionary::new(&[("a", 1)], 1, Case::Ignored).is_err());
}

#[test]
fn a_megabyte_of_one_character_is_no_trouble() {
    let entries = [("*a*b*c*", 0), ("*aaab", 0), ("a?a*", 1), ("not not good", 2), ("* * x", 3)];
    let dictionary = Dictionary::new(&entries, 4, Case::Ignored).unwrap();
    assert_eq!(dictionary.count_one(&"a".repeat(1 << 20), true).counts, [(1, 1)]);
    assert_eq!(dictionary.count_one(&"not ".repeat(1 << 18), true).counts, []);
    assert_eq!(dictionary.count_one(&"((((".repeat(1 << 18), true).counts, []);
}

#[test]
fn columns_do_not_depend_on_threads() {
    let owned: Vec<String> = (0..3000).map(|i| format!("war {} peace #war", i % 5)).collect();
    let texts: Vec<Option<&str>> =
        owned.iter().enumerate().map(|(i, t)| (i % 7 > 0).then_some(t.as_str())).collect();
    let dictionary =
        Dictionary::new(&[("war", 0), ("peace #war", 1), ("3", 1)], 2, Case::Ignored).unwrap();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| dictionary.count(&texts, true, true, &Interrupt::new()).unwrap())
    };
    let found = run(1);
    assert_eq!(found, run(4));
    let columns = found.columns(2);
    for (row, text) in texts.iter().enumerate() {
        let one = text.map(|text| dictionary.count_one(text, true));
        assert_eq!(found.n_words[row], one.as_ref().map(|one| one.n_words));
        for (category, column) in columns.iter().enumerate() {
            let there = one.as_ref().and_then(|one| {
                one.counts.iter().find(|count| count.0 as usize == category).map(|count| count.1)
            });
            assert_eq!(column[row], i64::from(there.unwrap_or(0)));
        }
    }
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert_eq!(dictionary.count(&texts, true, true, &interrupt), Err(Error::Interrupted));
}

/// Whether a pattern fits, by trying every way.
fn slow_fits(signs: &[Sign], text: &[char]) -> bool {
    match (signs.first(), text.first()) {
        (None, None) => true,
        (Some(Sign::Any), _) => {
            (0..=text.len()).any(|taken| slow_fits(&signs[1..], &text[taken..]))
        }
        (Some(Sign::One), Some(_)) => slow_fits(&signs[1..], &text[1..]),
        (Some(Sign::Char(wanted)), Some(c)) => wanted == c && slow_fits(&signs[1..], &text[1..]),
        _ => false,
    }
}

/// The counts by the words of the rule: every entry at every place, then the longest first.
fn slow_count(entries: &[(String, u32)], text: &str, hashtags: bool) -> Vec<(u32, u32)> {
    let forms: Vec<Vec<Vec<char>>> = tokens(text)
        .iter()
        .map(|token| {
            let whole: Vec<char> = token.text.to_lowercase().chars().collect();
            let bare = (hashtags && token.kind == Kind::Hashtag).then(|| whole[1..].to_vec());
            std::iter::once(whole).chain(bare).collect()
        })
        .collect();
    let mut counts = std::collections::BTreeMap::new();
    let categories: std::collections::BTreeSet<u32> = entries.iter().map(|e| e.1).collect();
    for category in categories {
        let mut found = Vec::new();
        for (entry, _) in entries.iter().filter(|entry| entry.1 == category) {
            let parts: Vec<Vec<Sign>> =
                entry.split(' ').map(|part| folded(&signs(part), true)).collect();
            for (first, window) in forms.windows(parts.len()).enumerate() {
                let all = window
                    .iter()
                    .zip(&parts)
                    .all(|(forms, part)| forms.iter().any(|form| slow_fits(part, form)));
                if all {
                    found.push((std::cmp::Reverse(parts.len()), first));
                }
            }
        }
        found.sort_unstable();
        let mut taken = vec![false; forms.len()];
        for (std::cmp::Reverse(length), first) in found {
            let span = &mut taken[first..first + length];
            if !span.contains(&true) {
                span.fill(true);
                *counts.entry(category).or_insert(0) += 1;
            }
        }
    }
    counts.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn globs_fit_as_by_hand(pattern in "[abé*?]{0,8}", text in "[abé]{0,10}") {
        let signs = folded(&signs(&pattern), true);
        let chars: Vec<char> = text.chars().collect();
        prop_assert_eq!(fits(&signs, &text), slow_fits(&signs, &chars));
    }

    #[test]
    fn counts_are_those_of_the_slow_way(
        entries in prop::collection::vec(
            ("[#]?[abc][abc*?]{0,3}( [abc*?][abc*?]{0,2}){0,2}|\\*[ab]{1,2}", 0_u32..3), 1..8),
        text in "(#?[abcA]{1,3}[ ,.]{1,2}){0,12}",
        hashtags: bool,
    ) {
        let dictionary = Dictionary::new(&entries, 3, Case::Ignored).unwrap();
        let found = dictionary.count_one(&text, hashtags).counts;
        prop_assert_eq!(found, slow_count(&entries, &text, hashtags));
    }

    #[test]
    fn any_text_and_any_entry_will_do(entry in "\\PC{1,12}", text in "\\PC{0,40}") {
        if let Ok(dictionary) = Dictionary::new(&[(&entry, 0)], 1, Case::Ignored) {
            dictionary.count_one(&text, true);
            prop_assert_eq!(
                dictionary.count_one(&entry.replace('*', " "), true).n_words,
                dictionary.count_one(&entry.replace('*', " "), false).n_words
            );
        }
    }
}
