//! Families and lineages against their definitions.

use proptest::prelude::*;

use super::{Families, Lineage, Settings, Unit, families, lineage, reference};
use crate::corpus::{NO_TIME, NONE};
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
        let edited = |(text, edits): (Vec<&str>, Vec<Vec<(usize, &'static str)>>)| {
            edits
                .into_iter()
                .map(move |edits| {
                    let mut text: Vec<&str> = text.clone();
                    for (at, word) in edits {
                        text.get_mut(at).map(|it| *it = word);
                    }
                    (!text.is_empty()).then(|| text.join(" "))
                })
                .collect::<Vec<_>>()
        };
        texts.into_iter().flat_map(edited).collect()
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let similarity = prop::sample::select(vec![0.01, 0.2, 0.5, 0.6, 2.0 / 3.0, 0.9, 1.0]);
    let unit = prop::sample::select(vec![Unit::Word, Unit::Character]);
    (unit, 1_usize..4, similarity, 0_usize..6, 0_usize..7).prop_map(
        |(unit, shingle, similarity, min_tokens, min_shingles)| Settings {
            unit,
            shingle,
            similarity,
            min_tokens,
            min_shingles,
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
            let loose = Settings { similarity: f64::MIN_POSITIVE, min_shingles: 0, ..settings };
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
