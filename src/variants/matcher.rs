//! Which of some texts are nearly the same as another text: exactly, without comparing them all.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::forms::{Forms, Set, bits_of};
use super::index::Index;
use super::read::Reader;
use super::settings::Settings;
use crate::error::Result;
use crate::run::Interrupt;

/// A text that is nearly the same as the one asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The number of the form: see [`Matcher::texts_of`].
    pub form: u32,
    /// Jaccard similarity of the sets of shingles.
    pub similarity: f64,
}

/// Some texts, ready to be asked which of them are nearly the same as another.
///
/// Texts of the same set of shingles are one form, so that a text posted a thousand times is
/// compared once. Forms are numbered in order of their first text.
pub struct Matcher {
    settings: Settings,
    forms: Forms,
    index: Index,
    /// Every shingle of any form, and its rank.
    ranks: HashMap<u64, u32, FixedState>,
    /// Sets too small to match any but the same.
    small: HashMap<Vec<u32>, u32, FixedState>,
}

/// What a search needs and keeps for the next one. One for each thread.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    reader: Reader,
    ranks: Vec<u32>,
    /// For each form the last search that met it.
    met: Vec<u64>,
    searches: u64,
}

impl Matcher {
    /// Of these texts, numbered `0, 1, ...`. Near-linear in their shingles.
    ///
    /// # Errors
    /// [`Error::Input`](crate::Error::Input) for settings that make no sense;
    /// [`Error::Interrupted`](crate::Error::Interrupted).
    pub fn new(texts: &[Option<&str>], settings: Settings, interrupt: &Interrupt) -> Result<Self> {
        let settings = settings.check()?;
        // A shingle that one form has may be in a text that is asked for.
        let forms = Forms::read(texts, settings, 1, interrupt)?;
        let all: Vec<u32> = (0..forms.len() as u32).collect();
        let prefix = |size| settings.prefix(size);
        let ranks = forms.shingles.len();
        let index = Index::new(&forms.sets, &all, ranks, settings, prefix, interrupt)?;
        let ranks = forms.shingles.iter().copied().zip(0..).collect();
        let set = |&form: &u32| (forms.sets.of(form).ranks.to_vec(), form);
        let small = |it: &(Vec<u32>, u32)| it.0.len() < settings.min_common;
        let small = all.iter().map(set).filter(small).collect();
        Ok(Self { settings, forms, index, ranks, small })
    }

    /// Put every form that is nearly the same as `text` into `found`, which is emptied first, in
    /// ascending order of forms. Exact: the same as comparing with all.
    pub fn search(&self, text: &str, scratch: &mut Scratch, found: &mut Vec<Match>) {
        found.clear();
        if self.is_empty() || !scratch.reader.read(text, self.settings) {
            return;
        }
        let shingles = &scratch.reader.shingles;
        scratch.ranks.clear();
        scratch.ranks.extend(shingles.iter().filter_map(|it| self.ranks.get(it)));
        scratch.ranks.sort_unstable();
        // Shingles that no form has are the rarest of all, so they come first.
        let bits = bits_of(shingles);
        let set = Set { size: shingles.len(), ranks: &scratch.ranks, bits: &bits };
        scratch.met.resize(self.len(), 0);
        scratch.searches += 1;
        self.index.each_group(set, |group, place| {
            for &form in self.index.forms(group) {
                let other = self.forms.sets.of(form);
                if !self.index.may_match(set, other) {
                    continue;
                }
                let met = &mut scratch.met[form as usize];
                if *met == scratch.searches {
                    continue;
                }
                *met = scratch.searches;
                if let Some(similarity) = self.index.compare(set, place, group, other) {
                    found.push(Match { form, similarity });
                }
            }
        });
        if set.alone() == 0
            && let Some(&form) = self.small.get(set.ranks)
        {
            found.push(Match { form, similarity: 1.0 });
        }
        found.sort_unstable_by_key(|it| it.form);
    }

    /// The numbers of the texts of a form, ascending.
    pub fn texts_of(&self, form: u32) -> &[u32] {
        self.forms.texts(form)
    }

    /// How many forms there are.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether no text was long enough.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::variants::{Unit, reference};

    fn by_hand(texts: &[String], text: &str, settings: Settings) -> Vec<(u32, f64)> {
        let alike = |other| reference::similarity(text, other, settings);
        (0..).zip(texts).filter_map(|(at, other)| Some((at, alike(other)?))).collect()
    }

    fn matcher<T: AsRef<str>>(texts: &[T], settings: Settings) -> Matcher {
        let texts: Vec<Option<&str>> = texts.iter().map(|text| Some(text.as_ref())).collect();
        Matcher::new(&texts, settings, &Interrupt::new()).expect("settings make sense")
    }

    fn found(matcher: &Matcher, text: &str, scratch: &mut Scratch) -> Vec<(u32, f64)> {
        let mut found = Vec::new();
        matcher.search(text, scratch, &mut found);
        let mut all: Vec<(u32, f64)> = found
            .iter()
            .flat_map(|it| matcher.texts_of(it.form).iter().map(|&text| (text, it.similarity)))
            .collect();
        all.sort_unstable_by_key(|it| it.0);
        all
    }

    fn search(texts: &[&str], text: &str) -> Vec<(u32, f64)> {
        let matcher = matcher(texts, Settings::default());
        found(&matcher, text, &mut Scratch::default())
    }

    #[test]
    fn copies_with_small_changes_are_found() {
        let text = "We call on all sides to stop the fire at once and to talk";
        assert_eq!(search(&[text], &format!("RT @x: {text} https://t.co/a")), [(0, 1.0)]);
        // 12 shingles; one more word at the end makes 13.
        assert_eq!(search(&[text], &format!("{text} today")), [(0, 12.0 / 13.0)]);
        // A changed word in the middle changes three: 9 of 15 are common.
        assert_eq!(search(&[text], &text.replace("stop", "end")), [(0, 9.0 / 15.0)]);
        assert_eq!(search(&[text], "We call on all sides to think"), []);
    }

    #[test]
    fn short_texts_and_none_match_nothing() {
        let short = "one two three four";
        assert_eq!(search(&[short], short), []);
        assert_eq!(search(&[], "one two three four five"), []);
        assert_eq!(search(&["", "one two three four five"], ""), []);
        // Words by dictionary: five, and three.
        assert_eq!(search(&["我们支持和平解决争端"], "我们支持和平解决争端"), [(0, 1.0)]);
        assert_eq!(search(&["我们支持和平"], "我们支持和平"), []);
    }

    #[test]
    fn equal_texts_are_one_form() {
        let text = "peace is the only way there is";
        let texts = [text, "nothing that matters is said here", "PEACE is the only way there is!"];
        let matcher = matcher(&texts, Settings::default());
        assert_eq!((matcher.len(), matcher.is_empty()), (2, false));
        assert_eq!(matcher.texts_of(0), [0, 2]);
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        // Few words, long texts, and copies with an edit, so that many pairs are near the border.
        let word = || prop::sample::select(vec!["a", "b", "c", "d", "和", "@x", "1"]);
        let text = prop::collection::vec(word(), 0..12);
        prop::collection::vec(text, 1..8).prop_map(|texts| {
            let edited = |text: &Vec<&str>| text.join(" ").replacen('b', "d", 1);
            texts.iter().flat_map(|text| [text.join(" "), edited(text)]).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn as_by_comparing_all(
            texts in texts(),
            similarity in prop::sample::select(vec![0.01, 0.2, 0.5, 0.6, 2.0 / 3.0, 0.9, 1.0]),
            shingle in 1_usize..4,
            min_tokens in 0_usize..6,
            min_common in 0_usize..7,
            unit in prop::sample::select(vec![Unit::Word, Unit::Character]),
        ) {
            let settings = Settings { unit, shingle, similarity, min_tokens, min_common };
            let matcher = matcher(&texts, settings);
            let mut scratch = Scratch::default();
            for text in &texts {
                prop_assert_eq!(
                    found(&matcher, text, &mut scratch),
                    by_hand(&texts, text, settings)
                );
            }
        }
    }
}
