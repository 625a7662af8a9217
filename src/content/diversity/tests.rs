use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::content::tokens;
use crate::run::Interrupt;

/// The README of lexicalrichness 0.5.1.
const README: &str = "Measure of textual lexical diversity, computed as the mean length of \
    sequential words in a text that maintains a minimum threshold TTR score. Iterates over words \
    until TTR scores falls below a threshold, then increase factor counter by 1 and start over. \
    McCarthy and Jarvis (2010, pg. 385) recommends a factor threshold in the range of [0.660, \
    0.750]. (McCarthy 2005, McCarthy and Jarvis 2010)";

fn near(value: f64, wanted: f64) {
    assert!((value - wanted).abs() < 1e-12 * wanted.abs().max(1.0), "{value} {wanted}");
}

fn with(window: usize, draws: usize) -> DiversityOptions {
    DiversityOptions { window, draws, ..DiversityOptions::default() }
}

#[test]
fn the_values_of_the_readme_of_lexicalrichness() {
    let found = diversity(README, &with(25, 42));
    assert_eq!((found.n_tokens, found.n_types), (57, 39));
    near(found.ttr(), 0.684_210_526_315_789_5);
    near(found.root_ttr(), 5.165_676_192_553_671);
    near(found.corrected_ttr(), 3.652_684_665_168_606_7);
    near(found.msttr, 0.88);
    near(found.mattr, 0.835_151_515_151_515_1);
    near(found.mtld, 46.792_263_610_315_19);
    near(found.hdd, 0.746_870_332_396_648_6);
}

#[test]
fn the_values_of_the_tests_of_lexicalrichness() {
    let text = "TEST text with some text numbers 42, hyphenhere, and text punctuations.";
    let found = diversity(text, &with(5, 5));
    assert_eq!((found.n_tokens, found.n_types), (10, 8));
    near(found.ttr(), 0.8);
    near(found.root_ttr(), 2.529_822_128_134_703_5);
    near(found.corrected_ttr(), 1.788_854_381_999_831_7);
    near(found.log_ttr(), 0.903_089_986_991_943_4);
    near(found.summer(), 0.877_782_839_573_817_5);
    near(found.dugast(), 23.760_032_854_423_635);
    near(found.maas(), 0.042_087_483_890_571_32);
    near(found.msttr, 0.9);
    near(found.mattr, 0.9);
    near(found.mtld, 14.000_000_000_000_004);
    near(found.hdd, 0.883_333_333_333_333_2);
    let unique = diversity("only unique terms in this little string", &with(5, 5));
    near(unique.mtld, 7.0);
}

#[test]
fn what_is_not_defined_is_no_number() {
    let options = DiversityOptions::default();
    for text in ["", "🕊️ 👍", "@UN https://t.co/x", "2015 1,000"] {
        let found = diversity(text, &options);
        assert_eq!((found.n_tokens, found.n_types), (0, 0), "{text}");
        for value in all(&found) {
            assert!(value.is_nan(), "{text}");
        }
    }
    let one = diversity("peace", &options);
    assert_eq!((one.ttr(), one.mtld, one.hapax_share(), one.herdan_v()), (1.0, 1.0, 1.0, 0.0));
    for value in [one.log_ttr(), one.maas(), one.simpson_d(), one.dugast(), one.yule_i()] {
        assert!(value.is_nan());
    }
    let same = diversity(&"peace ".repeat(100), &options);
    assert_eq!((same.n_types, same.simpson_d(), same.hapax_share()), (1, 1.0, 0.0));
    // Each second word ends a factor.
    assert_eq!((same.mattr, same.msttr, same.mtld), (0.02, 0.02, 2.0));
    near(same.hdd, 1.0 / 42.0);
    assert!(same.summer().is_nan());
}

fn all(found: &Diversity) -> Vec<f64> {
    let Diversity { msttr, mattr, mtld, hdd, .. } = *found;
    let by_counts = [
        found.ttr(),
        found.root_ttr(),
        found.corrected_ttr(),
        found.log_ttr(),
        found.summer(),
        found.dugast(),
        found.maas(),
        found.yule_k(),
        found.yule_i(),
        found.simpson_d(),
        found.herdan_v(),
        found.hapax_share(),
    ];
    by_counts.into_iter().chain([msttr, mattr, mtld, hdd]).collect()
}

#[test]
fn case_and_apostrophes_make_no_type() {
    let found = diversity("Don’t don't DON'T ÉTÉ été #Été ΣΟΦΟΣ σοφος", &with(5, 5));
    // The last two differ by a final sigma, which lower case respects.
    assert_eq!((found.n_tokens, found.n_types), (8, 3));
}

#[test]
fn a_megabyte_of_anything_is_linear() {
    let start = std::time::Instant::now();
    for piece in ["a", "a ", "ab cd ", "和", "سلام ", "🕊️", ".", "\u{301}", "A"] {
        diversity(&piece.repeat(1_000_000 / piece.len()), &DiversityOptions::default());
    }
    let different: Vec<String> = (0..100_000).map(|i| format!("w{i}")).collect();
    let different = different.join(" ");
    let found = diversity(&different, &DiversityOptions::default());
    assert_eq!((found.n_types, found.mtld), (100_000, 100_000.0));
    assert!(start.elapsed() < std::time::Duration::from_secs(60));
}

// Slow and plain references.

fn words_of(text: &str) -> Vec<String> {
    let words = tokens(text).into_iter().filter_map(|token| {
        let word = token.text.trim_start_matches('#');
        let is_word = matches!(token.kind.as_str(), "word" | "hashtag");
        is_word.then(|| word.to_lowercase())
    });
    words.collect()
}

fn ratio(words: &[String]) -> f64 {
    words.iter().collect::<HashSet<_>>().len() as f64 / words.len() as f64
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn slow_factors(words: &[String], threshold: f64) -> f64 {
    let mut rest = words;
    let mut factors = 0.0;
    while !rest.is_empty() {
        let end = (1..=rest.len()).find(|&end| ratio(&rest[..end]) <= threshold);
        factors += end.map_or_else(|| (1.0 - ratio(rest)) / (1.0 - threshold), |_| 1.0);
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    if factors == 0.0 { 1.0 } else { factors }
}

/// By logarithms of factorials.
fn slow_hdd(words: &[String], draws: usize) -> f64 {
    let log = |n: usize| (1..=n).map(|i| (i as f64).ln()).sum::<f64>();
    let choose = |n: usize, k: usize| {
        if k > n { f64::NEG_INFINITY } else { log(n) - log(k) - log(n - k) }
    };
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    words.iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let all = choose(words.len(), draws);
    let drawn = counts.values().map(|f| 1.0 - (choose(words.len() - f, draws) - all).exp());
    drawn.sum::<f64>() / draws as f64
}

fn same(value: f64, wanted: f64) -> bool {
    (value.is_nan() && wanted.is_nan()) || (value - wanted).abs() < 1e-9 * wanted.abs().max(1.0)
}

proptest! {
    #[test]
    fn the_fast_way_is_the_slow_way(
        text in "(([a-e]|[A-C]b|été|#[ab]|5|@a|[.!?]) ){0,80}",
        window in 1_usize..30,
        draws in 1_usize..50,
        threshold in 0.3..0.95,
    ) {
        let found = diversity(&text, &DiversityOptions { window, threshold, draws });
        let words = words_of(&text);
        prop_assert_eq!(found.n_tokens, words.len() as u64);
        prop_assert!(same(found.ttr(), ratio(&words)));
        prop_assert!(same(found.mattr, mean(words.windows(window).map(ratio))));
        prop_assert!(same(found.msttr, mean(words.chunks_exact(window).map(ratio))));
        let back: Vec<String> = words.iter().rev().cloned().collect();
        let lengths = [&words, &back].map(|way| words.len() as f64 / slow_factors(way, threshold));
        let mtld = if words.is_empty() { f64::NAN } else { mean(lengths.into_iter()) };
        prop_assert!(same(found.mtld, mtld));
        let hdd = if words.len() < draws { f64::NAN } else { slow_hdd(&words, draws) };
        prop_assert!(same(found.hdd, hdd), "{} {}", found.hdd, hdd);
    }

    #[test]
    fn the_laws_hold_on_any_text(text in any::<String>()) {
        let found = diversity(&text, &with(3, 3));
        prop_assert!(found.n_hapaxes <= found.n_types && found.n_types <= found.n_tokens);
        prop_assert!(found.squares >= found.n_tokens);
        for share in [found.ttr(), found.mattr, found.msttr, found.hdd, found.simpson_d()] {
            prop_assert!(share.is_nan() || (0.0..=1.0 + 1e-12).contains(&share));
        }
    }

    #[test]
    fn groups_are_their_texts_one_after_the_other(
        texts in prop::collection::vec(("([a-d] ){0,9}", 0_u32..4), 0..20),
    ) {
        let groups: Vec<u32> = texts.iter().map(|text| text.1).collect();
        let read = |row: usize, words: &mut Words| {
            words.read(&texts[row].0);
            true
        };
        let options = with(4, 5);
        let found = diversity_by_group(&groups, 3, read, &options, &Interrupt::new()).unwrap();
        for (group, (n_texts, pooled)) in found.into_iter().enumerate() {
            let own = texts.iter().filter(|text| text.1 as usize == group);
            prop_assert_eq!(n_texts, own.clone().count() as u64);
            let whole: String = own.map(|text| text.0.as_str()).collect();
            let bits = |found: &Diversity| all(found).into_iter().map(f64::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(&pooled), bits(&diversity(&whole, &options)));
        }
        let rows = diversity_by_row(texts.len(), read, &options, &Interrupt::new()).unwrap();
        for (row, (text, _)) in rows.iter().zip(&texts) {
            prop_assert_eq!(all(&row.unwrap()).len(), 16);
            prop_assert_eq!(row.unwrap().n_types, diversity(text, &options).n_types);
        }
    }
}
