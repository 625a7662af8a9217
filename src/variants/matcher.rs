//! Which of some texts are nearly the same as another text: exactly, without comparing them all.
//!
//! Two sets of which a share `t` is common have a common member among their rarest (Chaudhuri,
//! Ganti & Kaushik 2006, ICDE; Bayardo, Ma & Srikant 2007, WWW): so only texts that share one of
//! the few rarest shingles of the other, and are about as long, are compared.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{push_shingles, push_words};

/// What counts as nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The least Jaccard similarity of the sets of shingles, above 0 and at most 1.
    pub similarity: f64,
    /// Words in a shingle.
    pub shingle: usize,
    /// Texts of fewer words match nothing; nor do those of fewer than a shingle.
    pub min_tokens: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { similarity: 0.6, shingle: 3, min_tokens: 5 }
    }
}

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
#[derive(Debug, Clone)]
pub struct Matcher {
    settings: Settings,
    /// The texts of each form, ascending.
    texts: Vec<Vec<u32>>,
    /// The shingles of each form by rank, ascending: the rarest first.
    sets: Vec<Vec<u32>>,
    /// Every shingle of any form, and its rank.
    ranks: HashMap<u64, u32, FixedState>,
    /// For each rank the forms that have it among their rarest.
    postings: Vec<Vec<u32>>,
}

/// What a search needs and keeps for the next one. One for each thread.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    words: Vec<u64>,
    shingles: Vec<u64>,
    ranks: Vec<u32>,
    /// For each form the last search that met it.
    met: Vec<u64>,
    searches: u64,
}

impl Matcher {
    /// Of these texts, numbered `0, 1, ...`. Linear in their words, but for sorting.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>, settings: Settings) -> Self {
        let mut scratch = Scratch::default();
        let mut forms: HashMap<Vec<u64>, u32, FixedState> = HashMap::default();
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (text, number) in texts.into_iter().zip(0..) {
            if !scratch.read(text, settings) {
                continue;
            }
            let next = members.len() as u32;
            let form = *forms.entry(scratch.shingles.clone()).or_insert(next);
            if form == next {
                members.push(Vec::new());
            }
            members[form as usize].push(number);
        }
        let mut shingles = vec![Vec::new(); members.len()];
        for (set, form) in forms {
            shingles[form as usize] = set;
        }
        let ranks = ranks(&shingles);
        let sets: Vec<Vec<u32>> = shingles
            .iter()
            .map(|set| {
                let mut set: Vec<u32> = set.iter().map(|shingle| ranks[shingle]).collect();
                set.sort_unstable();
                set
            })
            .collect();
        let mut postings = vec![Vec::new(); ranks.len()];
        for (set, form) in sets.iter().zip(0..) {
            for &rank in &set[..settings.prefix(set.len())] {
                postings[rank as usize].push(form);
            }
        }
        Self { settings, texts: members, sets, ranks, postings }
    }

    /// Put every form that is nearly the same as `text` into `found`, which is emptied first, in
    /// ascending order of forms. Exact: the same as comparing with all.
    pub fn search(&self, text: &str, scratch: &mut Scratch, found: &mut Vec<Match>) {
        found.clear();
        if self.sets.is_empty() || !scratch.read(text, self.settings) {
            return;
        }
        let size = scratch.shingles.len();
        scratch.ranks.clear();
        scratch.ranks.extend(scratch.shingles.iter().filter_map(|it| self.ranks.get(it)));
        scratch.ranks.sort_unstable();
        // Shingles that no form has are the rarest of all, so they come first.
        let unknown = size - scratch.ranks.len();
        let prefix = self.settings.prefix(size).saturating_sub(unknown);
        scratch.met.resize(self.sets.len(), 0);
        scratch.searches += 1;
        for &rank in &scratch.ranks[..prefix] {
            for &form in &self.postings[rank as usize] {
                let met = &mut scratch.met[form as usize];
                if *met == scratch.searches {
                    continue;
                }
                *met = scratch.searches;
                let set = &self.sets[form as usize];
                if !self.settings.may_match(size, set.len()) {
                    continue;
                }
                let common = common(&scratch.ranks, set);
                let similarity = jaccard(common, size, set.len());
                if similarity >= self.settings.similarity {
                    found.push(Match { form, similarity });
                }
            }
        }
        found.sort_unstable_by_key(|it| it.form);
    }

    /// The numbers of the texts of a form, ascending.
    pub fn texts_of(&self, form: u32) -> &[u32] {
        &self.texts[form as usize]
    }

    /// How many forms there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether no text was long enough.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// A rank for every shingle: the rarest first, those equally rare by their number.
fn ranks(sets: &[Vec<u64>]) -> HashMap<u64, u32, FixedState> {
    let mut counts: HashMap<u64, u32, FixedState> = HashMap::default();
    for &shingle in sets.iter().flatten() {
        *counts.entry(shingle).or_default() += 1;
    }
    let mut order: Vec<(u32, u64)> =
        counts.iter().map(|(&shingle, &count)| (count, shingle)).collect();
    order.sort_unstable();
    for (&(_, shingle), rank) in order.iter().zip(0..) {
        counts.insert(shingle, rank);
    }
    counts
}

/// How many numbers two ascending lists have in common.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common
}

fn jaccard(common: usize, a: usize, b: usize) -> f64 {
    common as f64 / (a + b - common) as f64
}

impl Settings {
    /// How many of the rarest of `size` members must hold one that is common, or too few are.
    fn prefix(self, size: usize) -> usize {
        (size + 1 - self.least_common(size)).min(size)
    }

    /// How many of `size` members a set must share at the least with one that matches it.
    /// A little less than the product, so that its rounding never loses a match.
    fn least_common(self, size: usize) -> usize {
        ((self.similarity * size as f64 - 1e-9).ceil().max(1.0) as usize).min(size)
    }

    /// Whether sets of these sizes can be similar enough.
    fn may_match(self, a: usize, b: usize) -> bool {
        a.min(b) >= self.least_common(a.max(b))
    }
}

impl Scratch {
    /// Read the shingles of a text; whether it has words enough.
    fn read(&mut self, text: &str, settings: Settings) -> bool {
        self.words.clear();
        self.shingles.clear();
        push_words(text, &mut self.words);
        push_shingles(&self.words, settings.shingle, &mut self.shingles);
        self.words.len() >= settings.min_tokens && !self.shingles.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::variants::words;

    /// The set of shingles as words, or none for a short text.
    fn set(text: &str, settings: Settings) -> Option<BTreeSet<Vec<String>>> {
        let words: Vec<String> = words(text).iter().map(ToString::to_string).collect();
        let set: BTreeSet<_> = words.windows(settings.shingle).map(<[String]>::to_vec).collect();
        (words.len() >= settings.min_tokens && !set.is_empty()).then_some(set)
    }

    fn by_hand(texts: &[String], text: &str, settings: Settings) -> Vec<(u32, f64)> {
        let Some(asked) = set(text, settings) else { return Vec::new() };
        (0..)
            .zip(texts)
            .filter_map(|(number, other)| {
                let other = set(other, settings)?;
                let common = asked.intersection(&other).count();
                let similarity = common as f64 / asked.union(&other).count() as f64;
                (similarity >= settings.similarity).then_some((number, similarity))
            })
            .collect()
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
        let matcher = Matcher::new(texts.iter().copied(), Settings::default());
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
        let matcher = Matcher::new(texts, Settings::default());
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
        ) {
            let settings = Settings { similarity, shingle, min_tokens };
            let matcher = Matcher::new(texts.iter().map(String::as_str), settings);
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
