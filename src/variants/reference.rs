//! The definitions, slow and obvious.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Lineage, Settings, Unit, words};
use crate::content::{Kind, tokens};
use crate::corpus::{NO_TIME, NONE};

/// The shingles of a text as they are written; `None` for a text that matches nothing.
pub fn shingles(text: &str, settings: Settings) -> Option<BTreeSet<Vec<String>>> {
    let words: Vec<String> = words(text).iter().map(ToString::to_string).collect();
    let pieces: Vec<String> = match settings.unit {
        Unit::Word => words.clone(),
        Unit::Character => words.join(" ").chars().map(String::from).collect(),
    };
    let set: BTreeSet<_> = pieces.windows(settings.shingle).map(<[_]>::to_vec).collect();
    let tags =
        tokens(text).into_iter().filter(|it| matches!(it.kind, Kind::Hashtag | Kind::Cashtag));
    let in_tags: usize = tags.map(|tag| super::words(tag.text).len()).sum();
    let outside = words.len().saturating_sub(in_tags);
    let long = words.len() >= settings.min_tokens && 2 * outside >= settings.min_tokens;
    (long && !set.is_empty()).then_some(set)
}

/// How alike two texts are, if they match.
pub fn similarity(a: &str, b: &str, settings: Settings) -> Option<f64> {
    let (a, b) = (shingles(a, settings)?, shingles(b, settings)?);
    let common = a.intersection(&b).count();
    let similarity = common as f64 / a.union(&b).count() as f64;
    let enough = a == b || common >= settings.min_common;
    (similarity >= settings.similarity && enough).then_some(similarity)
}

/// The family of each text by comparing all pairs, as the numbers of its members.
pub fn families(texts: &[Option<&str>], settings: Settings) -> Vec<Vec<u32>> {
    let mut label: Vec<usize> = (0..texts.len()).collect();
    for a in 0..texts.len() {
        for b in 0..a {
            let alike = texts[a].zip(texts[b]).and_then(|(a, b)| similarity(a, b, settings));
            if alike.is_some() {
                let (from, to) = (label[a], label[b]);
                label.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
            }
        }
    }
    let label = &label;
    let members =
        |of: usize| (0..texts.len()).filter(move |&at| label[at] == of).map(|at| at as u32);
    let all = (0..texts.len()).map(|of| members(of).collect::<Vec<u32>>());
    let mut found: Vec<_> = all.filter(|family| family.len() > 1).collect();
    found.sort_unstable();
    found
}

/// The parent of each text, from its family.
pub fn lineage(
    texts: &[Option<&str>],
    times: &[i64],
    family: &[u32],
    settings: Settings,
) -> Lineage {
    let mut lineage = Lineage { family: family.to_vec(), ..Lineage::default() };
    for at in 0..texts.len() {
        let earlier = (0..texts.len()).filter(|&other| {
            let known = times[at] != NO_TIME && times[other] != NO_TIME;
            known && times[other] < times[at] && family[at] != NONE && family[other] == family[at]
        });
        let alike = earlier.filter_map(|other| {
            let alike = similarity(texts[at]?, texts[other]?, settings)?;
            Some((alike, texts[at] == texts[other], times[other], Reverse(other)))
        });
        let best = alike.max_by(|a, b| a.partial_cmp(b).expect("numbers"));
        lineage.parent.push(best.map_or(NONE, |best| best.3.0 as u32));
        lineage.similarity.push(best.map_or(f64::NAN, |best| best.0));
    }
    for at in 0..texts.len() {
        let mut depth = 0;
        let mut text = lineage.parent[at];
        while text != NONE {
            (text, depth) = (lineage.parent[text as usize], depth + 1);
        }
        lineage.depth.push(depth);
    }
    lineage
}
