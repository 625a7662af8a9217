//! Families and lineages against their definitions.

use proptest::prelude::*;

use super::{Families, Lineage, Settings, Unit, families, lineage, reference};
use crate::corpus::{NO_TIME, NONE};
use crate::error::Error;
use crate::run::Interrupt;

fn found(texts: &[Option<&str>], times: &[i64], settings: Settings) -> Families {
    families(texts, times, settings, &Interrupt::new()).expect("settings make sense")
}

fn descent(texts: &[Option<&str>], times: &[i64], settings: Settings) -> Lineage {
    let families = found(texts, times, settings);
    lineage(texts, times, &families, &Interrupt::new()).expect("as many times as texts")
}

/// The members of each family, in order of their first.
fn members(family: &[u32]) -> Vec<Vec<u32>> {
    let known = family.iter().filter(|&&it| it != NONE).max();
    let count = known.map_or(0, |last| last + 1);
    let of = |wanted: u32| (0..).zip(family).filter(move |it| *it.1 == wanted).map(|it| it.0);
    let mut all: Vec<Vec<u32>> = (0..count).map(|wanted| of(wanted).collect()).collect();
    all.sort_unstable();
    all
}

/// Few words, so that many pairs are near the border; variants of a few texts, and no text.
fn texts() -> impl Strategy<Value = Vec<Option<String>>> {
    let word = || prop::sample::select(vec!["a", "b", "c", "d", "e", "和", "@x", "1", "#b", "#c"]);
    let text = prop::collection::vec(word(), 0..14);
    let edit = (0_usize..14, word());
    let edits = prop::collection::vec(prop::collection::vec(edit, 0..3), 1..5);
    prop::collection::vec((text, edits), 1..5).prop_map(|texts| {
        let variants = |(text, edits): &(Words, Vec<Vec<Edit>>)| -> Vec<Option<String>> {
            edits.iter().map(|edits| edited(text.clone(), edits)).collect()
        };
        texts.iter().flat_map(variants).collect()
    })
}

type Words = Vec<&'static str>;
type Edit = (usize, &'static str);

fn edited(mut text: Words, edits: &[Edit]) -> Option<String> {
    let length = text.len();
    for &(at, word) in edits.iter().filter(|edit| edit.0 < length) {
        text[at] = word;
    }
    (!text.is_empty()).then(|| text.join(" "))
}

fn settings() -> impl Strategy<Value = Settings> {
    let similarity = prop::sample::select(vec![0.01, 0.2, 0.5, 0.6, 2.0 / 3.0, 0.9, 1.0]);
    let unit = prop::sample::select(vec![Unit::Word, Unit::Character]);
    (unit, 1_usize..4, similarity, 0_usize..6, 0_usize..7).prop_map(
        |(unit, shingle, similarity, min_tokens, min_common)| Settings {
            unit,
            shingle,
            similarity,
            min_tokens,
            min_common,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn families_as_by_comparing_all(texts in texts(), settings in settings()) {
        let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        let found = found(&texts, &[], settings);
        prop_assert_eq!(members(&found.family), reference::families(&texts, settings));
        for (family, members) in (0_u32..).zip(0..found.len()) {
            let ours: Vec<usize> =
                (0..texts.len()).filter(|&at| found.family[at] == family).collect();
            prop_assert_eq!(found.posts[members] as usize, ours.len());
            prop_assert_eq!(found.root[members] as usize, ours[0]);
            let loose = Settings { similarity: f64::MIN_POSITIVE, min_common: 0, ..settings };
            let least = ours.iter().map(|&at| {
                let pair = texts[ours[0]].zip(texts[at]);
                pair.and_then(|(a, b)| reference::similarity(a, b, loose)).unwrap_or(0.0)
            });
            prop_assert_eq!(found.least[members], least.fold(1.0, f64::min));
            let mut sets: Vec<_> =
                ours.iter().map(|&at| reference::shingles(texts[at].unwrap(), settings)).collect();
            sets.sort();
            sets.dedup();
            prop_assert_eq!(found.forms[members] as usize, sets.len());
        }
    }

    #[test]
    fn lineage_as_by_comparing_all(
        texts in texts(),
        settings in settings(),
        times in prop::collection::vec(prop_oneof![9 => 0_i64..8, 1 => Just(NO_TIME)], 20),
    ) {
        let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        let times = &times[..texts.len()];
        let ours = descent(&texts, times, settings);
        let slow = reference::lineage(&texts, times, &ours.family, settings);
        prop_assert_eq!(&ours.parent, &slow.parent);
        prop_assert_eq!(&ours.depth, &slow.depth);
        let bits = |lineage: &Lineage| -> Vec<u64> {
            lineage.similarity.iter().map(|it| it.to_bits()).collect()
        };
        prop_assert_eq!(bits(&ours), bits(&slow));
    }

    #[test]
    fn the_order_of_texts_changes_nothing(
        (texts, order) in texts().prop_flat_map(|texts| {
            let order: Vec<usize> = (0..texts.len()).collect();
            (Just(texts), Just(order).prop_shuffle())
        }),
        settings in settings(),
    ) {
        let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        let times: Vec<i64> = (0..texts.len() as i64).collect();
        let plain = found(&texts, &times, settings);
        let mixed: Vec<Option<&str>> = order.iter().map(|&at| texts[at]).collect();
        let mixed_times: Vec<i64> = order.iter().map(|&at| times[at]).collect();
        let mixed = found(&mixed, &mixed_times, settings);
        let family: Vec<u32> = order.iter().map(|&at| plain.family[at]).collect();
        prop_assert_eq!(mixed.family, family);
        let root: Vec<u32> = mixed.root.iter().map(|&root| order[root as usize] as u32).collect();
        prop_assert_eq!(root, plain.root);
        prop_assert_eq!(mixed.least, plain.least);
    }
}

const LONG: &str = "We call on all sides to stop the fire at once and to talk";

#[test]
fn nothing_and_odd_texts() {
    let settings = Settings::default();
    assert!(found(&[], &[], settings).is_empty());
    let emoji = "🕊🇺🇦👩‍🚒 🕊🇺🇦👩‍🚒 🕊🇺🇦👩‍🚒 🕊🇺🇦👩‍🚒 🕊🇺🇦👩‍🚒";
    let tags = "#a #b #c #d #e #f #g #h #i #j";
    let thanks = "Thank you so much";
    let texts = [None, Some(""), Some(emoji), Some(emoji), Some(tags), Some(tags), None, Some("")];
    let both = [Some(thanks), Some(thanks)];
    for unit in [Unit::Word, Unit::Character] {
        assert!(found(&texts, &[], Settings::of(unit)).is_empty());
        assert!(found(&both, &[], Settings::of(unit)).is_empty());
    }
}

#[test]
fn strangers_who_use_a_phrase_are_no_family() {
    // Each pair shares most of its words; longer than a phrase, they would be copies.
    for [a, b] in [
        ["Happy birthday to my friend Ann", "Happy birthday to my friend Bob"],
        ["Thank you for this honor", "Thank you for this honor ARPX"],
        ["Read my full statement on #IranTalks", "Read my full statement on #IranDeal"],
        ["Joining @CNN now, listen live here", "I'm joining @FOX now, listen live here"],
        ["和平是唯一的道路", "和平是唯一的希望"],
    ] {
        for unit in [Unit::Word, Unit::Character] {
            assert!(found(&[Some(a), Some(b)], &[], Settings::of(unit)).is_empty(), "{a}");
            assert_eq!(found(&[Some(a), Some(a)], &[], Settings::of(unit)).family, [0, 0], "{a}");
        }
    }
}

#[test]
fn scripts_of_any_direction() {
    let arabic = "ندعو جميع الأطراف إلى وقف إطلاق النار فورا والعودة إلى الحوار من أجل السلام";
    let chinese = "我们呼吁各方立即停火并恢复对话因为和平是唯一的道路";
    for text in [arabic, chinese] {
        let copy = format!("RT @mfa: {text} 🕊 https://t.co/x");
        let more = format!("{text} 2031");
        let texts = [Some(text), Some(&copy), Some(&more)];
        assert_eq!(found(&texts, &[], Settings::default()).family, [0, 0, 0], "{text}");
    }
}

#[test]
fn a_chain_is_one_family_and_least_says_how_far_it_reaches() {
    let words: Vec<String> = (0..40).map(|at| format!("w{at}")).collect();
    let texts: Vec<String> = (0..6).map(|at| words[3 * at..3 * at + 20].join(" ")).collect();
    let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    let times: Vec<i64> = (0..6).collect();
    let chain = found(&texts, &times, Settings::default());
    assert_eq!((chain.family, chain.root, chain.least), (vec![0; 6], vec![0], vec![3.0 / 33.0]));
    assert_eq!(descent(&texts, &times, Settings::default()).depth, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn families_are_numbered_by_size_then_by_the_time_of_the_root() {
    let (late, early) = (LONG.replace("fire", "war at sea"), LONG.replace("sides", "of you now"));
    let big = "one two three four five six";
    let texts = [&late, &late, &early, &early, big, big, big].map(Some);
    let families =
        found(&texts, &[9, 8, 3, NO_TIME, NO_TIME, NO_TIME, NO_TIME], Settings::default());
    assert_eq!(families.family, [2, 2, 1, 1, 0, 0, 0]);
    assert_eq!((families.root, families.posts), (vec![4, 2, 1], vec![3, 2, 2]));
}

#[test]
fn ties_go_to_the_same_raw_text_then_to_the_latest_then_to_the_smaller_row() {
    let shout = LONG.to_uppercase();
    let texts = [LONG, &shout, LONG, LONG, &shout, &shout].map(Some);
    let lineage = descent(&texts, &[1, 1, 2, 2, 3, NO_TIME], Settings::default());
    // Two texts at one time have no parent; the root is the smaller row.
    assert_eq!(lineage.parent, [NONE, NONE, 0, 0, 1, NONE]);
    let other = format!("{LONG} today");
    let lineage = descent(&[LONG, &shout, &other].map(Some), &[5, 5, 9], Settings::default());
    assert_eq!(lineage.parent, [NONE, NONE, 0]);
}

#[test]
fn one_text_a_hundred_thousand_times() {
    let other = format!("{LONG} today");
    let texts: Vec<Option<&str>> =
        (0..100_000).map(|at| Some(if at % 1000 == 7 { other.as_str() } else { LONG })).collect();
    let times: Vec<i64> = (0..100_000).map(|at| at / 2).collect();
    let lineage = descent(&texts, &times, Settings::default());
    assert!(lineage.family.iter().all(|&family| family == 0));
    assert_eq!(lineage.parent.iter().filter(|&&parent| parent == NONE).count(), 2);
    assert_eq!((lineage.parent[7], lineage.parent[1007]), (4, 7));
    assert_eq!(lineage.depth[99_999], 49_999 + lineage.depth[1]);
}

#[test]
fn a_family_of_ten_thousand_forms() {
    let texts: Vec<String> = (0..10_000).map(|at| format!("{LONG} {at}")).collect();
    let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    let times: Vec<i64> = (0..10_000).collect();
    let families = found(&texts, &times, Settings::default());
    assert_eq!((families.posts[0], families.forms[0]), (10_000, 10_000));
    let lineage = descent(&texts, &times, Settings::default());
    assert!((1..10_000_u32).all(|at| lineage.parent[at as usize] == at - 1));
}

#[test]
fn a_text_of_a_megabyte() {
    let one = "a".repeat(1 << 20);
    let many = "peace now ".repeat(100_000);
    let words: Vec<String> = (0..150_000).map(|at| format!("w{at}")).collect();
    let long = words.join(" ");
    let longer = format!("{long} and more");
    let texts = [&one, &many, &long, &longer, &one].map(|text| Some(text.as_str()));
    for unit in [Unit::Word, Unit::Character] {
        let none = u32::MAX;
        assert_eq!(found(&texts, &[], Settings::of(unit)).family, [none, none, 0, 0, none]);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let texts: Vec<String> =
        (0..4000).map(|at| format!("{LONG} {} {} {}", at % 7, at % 31, at * at % 97)).collect();
    let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_str())).collect();
    let times: Vec<i64> = (0..4000).map(|at| at * 37 % 1000).collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let families = found(&texts, &times, Settings::default());
            let lineage = descent(&texts, &times, Settings::default());
            let bits: Vec<u64> = lineage.similarity.iter().map(|it| it.to_bits()).collect();
            (families.family, families.root, families.least, lineage.parent, bits, lineage.depth)
        })
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn settings_without_sense_and_an_interrupt_are_errors() {
    let settings = Settings::default();
    for similarity in [0.0, -1.0, 1.5, f64::NAN] {
        let wrong = families(&[], &[], Settings { similarity, ..settings }, &Interrupt::new());
        assert!(matches!(wrong, Err(Error::Input { .. })), "{similarity}");
    }
    let wrong = families(&[], &[], Settings { shingle: 0, ..settings }, &Interrupt::new());
    assert!(matches!(wrong, Err(Error::Input { .. })));
    let wrong = families(&[Some(LONG)], &[1, 2], settings, &Interrupt::new());
    assert!(matches!(wrong, Err(Error::Input { .. })));
    let known = found(&[Some(LONG)], &[], settings);
    assert!(lineage(&[Some(LONG)], &[], &known, &Interrupt::new()).is_err());
    let interrupt = Interrupt::new();
    interrupt.stop();
    let texts = [Some(LONG)];
    assert_eq!(families(&texts, &[], settings, &interrupt).err(), Some(Error::Interrupted));
    assert_eq!(lineage(&texts, &[1], &known, &interrupt).err(), Some(Error::Interrupted));
}
