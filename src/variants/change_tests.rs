//! What changes in families, against its definitions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;

use super::copies::Depths;
use super::shuffles::Shuffles;
use super::*;
use crate::corpus::NONE;
use crate::run::Interrupt;

const FEW: Draws = Draws { draws: 9, seed: 1 };

/// Texts with times and authors, and what is found in them.
#[derive(Debug)]
struct World {
    texts: Vec<String>,
    times: Vec<i64>,
    authors: Vec<u32>,
}

impl World {
    fn with<T>(&self, see: impl FnOnce(&Copies) -> T) -> T {
        let texts: Vec<Option<&str>> = self.texts.iter().map(|text| Some(text.as_str())).collect();
        let settings = Settings { similarity: 0.3, min_common: 1, ..Settings::default() };
        let interrupt = Interrupt::new();
        let families = families(&texts, &self.times, settings, &interrupt).expect("settings");
        let lineage = lineage(&texts, &self.times, &families, &interrupt).expect("as many");
        see(&Copies::new(&texts, &self.times, &self.authors, &families, &lineage))
    }
}

/// Two stories, each told again with changes, at times that tie.
fn worlds() -> impl Strategy<Value = World> {
    let word = || prop::sample::select(vec!["not", "may", "very", "Kerry", "#Iran", "5", "talks"]);
    let edits = prop::collection::vec((0_usize..12, word()), 0..3);
    let post = (0_usize..2, edits, 0_i64..9, 0_u32..4);
    prop::collection::vec(post, 1..14).prop_map(|posts| {
        let mut world = World { texts: vec![], times: vec![], authors: vec![] };
        for (story, edits, time, author) in posts {
            let mut words: Vec<&str> = [
                "we call on all of them to stop the fire at once #Peace 12",
                "the agreement holds and we thank our friends in Vienna @UN for it",
            ][story]
                .split(' ')
                .collect();
            for (at, word) in edits {
                words[at] = word;
            }
            world.texts.push(words.join(" "));
            world.times.push(time);
            world.authors.push(if author == 3 { NONE } else { author });
        }
        world
    })
}

fn set(text: &str) -> BTreeSet<&str> {
    crate::content::tokens(text).iter().map(|token| token.text).collect()
}

fn slope(points: &[Point]) -> f64 {
    let n = points.len() as f64;
    let mean = |of: &dyn Fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&|it| f64::from(it.depth)), mean(&|it| it.distance));
    let product = |it: &Point| (f64::from(it.depth) - x) * (it.distance - y);
    let square = |it: &Point| (f64::from(it.depth) - x).powi(2);
    points.iter().map(product).sum::<f64>() / points.iter().map(square).sum::<f64>()
}

fn close(a: f64, b: f64) -> bool {
    (!a.is_finite() && !b.is_finite()) || (a - b).abs() < 1e-9
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn distances_and_slope_by_hand(world in worlds()) {
        world.with(|copies| {
            let found = points(copies, None, &Interrupt::new()).unwrap();
            let mut slow = Vec::new();
            for &post in copies.members() {
                if copies.parent(post) == NONE { continue; }
                let (a, b) = (set(copies.text(copies.root(post))), set(copies.text(post)));
                let alike = a.intersection(&b).count() as f64 / a.union(&b).count() as f64;
                let depth = copies.lineage.depth[post as usize];
                slow.push(Point { family: copies.family(post), depth, distance: 1.0 - alike });
            }
            prop_assert_eq!(&found, &slow);
            let drift = drift(copies, None, 3, FEW, Some(FEW), &Interrupt::new()).unwrap();
            let same = slow.iter().all(|it| it.depth == slow[0].depth);
            if same {
                prop_assert!(drift.slope.slope.value.is_nan());
            } else {
                prop_assert!(close(drift.slope.slope.value, slope(&slow)));
            }
            for step in &drift.steps {
                let row: Vec<f64> = slow
                    .iter()
                    .filter(|it| if step.deeper { it.depth > 3 } else { it.depth == step.depth })
                    .map(|it| it.distance)
                    .collect();
                prop_assert_eq!(step.copies as usize, row.len());
                prop_assert!(close(step.distance.value, row.iter().sum::<f64>() / row.len() as f64));
            }
            Ok(())
        })?;
    }

    /// The shuffles rebuild by the same rule: in the order as it is they give the lineage.
    #[test]
    fn shuffles_in_place_are_the_lineage(world in worlds()) {
        world.with(|copies| {
            let interrupt = Interrupt::new();
            let found = points(copies, None, &interrupt).unwrap();
            let rebuilt = Shuffles::new(copies, &interrupt).unwrap().observed(Depths(20));
            let mut rows: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
            found.iter().for_each(|it| rows.entry(it.depth).or_default().push(it.distance));
            for (row, mean) in rebuilt.means.iter().enumerate() {
                let slow = rows.get(&(row as u32 + 1)).map_or(f64::NAN, |row| {
                    row.iter().sum::<f64>() / row.len() as f64
                });
                prop_assert!(close(*mean, slow), "{} {} {}", row, mean, slow);
            }
            Ok(())
        })?;
    }

    #[test]
    fn changes_and_operations_add_up(world in worlds()) {
        world.with(|copies| {
            let interrupt = Interrupt::new();
            let changes = changes(copies, &interrupt).unwrap();
            prop_assert_eq!(changes.len(), copies.copies().len());
            let mut slow: HashMap<(Op, Touched), u64> = HashMap::new();
            let (mut mutated, mut all) = (0, 0);
            for change in &changes {
                let before = copies.text(copies.parent(change.post));
                let edits = Comparer::default().edits(before, copies.text(change.post));
                let other = edits.iter().filter(|edit| edit.op != Op::Keep);
                for edit in other.clone() {
                    *slow.entry((edit.op, edit.touched.unwrap())).or_default() += 1;
                    all += 1;
                }
                mutated += u64::from(other.count() > 0);
            }
            let (_, mix) = operations(copies, &changes, None, FEW, &interrupt).unwrap();
            prop_assert_eq!(mix.len(), CELLS);
            for row in mix {
                let count = slow.get(&(row.op, row.touched)).copied().unwrap_or(0);
                prop_assert_eq!(row.count, count);
                prop_assert!(close(row.share.value, count as f64 / f64::from(all)));
            }
            let (_, rate) = mutation_rate(copies, &changes, None, FEW, &interrupt).unwrap();
            prop_assert_eq!(rate[0].mutated, mutated);
            prop_assert_eq!(rate[0].copies, changes.len() as u64);
            let families = family_rows(copies, &changes, &interrupt).unwrap();
            prop_assert_eq!(families.iter().map(|it| it.mutated).sum::<u64>(), mutated);
            Ok(())
        })?;
    }

    #[test]
    fn susceptibility_by_hand(world in worlds()) {
        world.with(|copies| {
            let interrupt = Interrupt::new();
            let found = susceptibility(copies, Feature::Class, FEW, &interrupt).unwrap();
            let mut slow: BTreeMap<usize, (u64, f64)> = BTreeMap::new();
            for post in copies.copies() {
                let before = copies.text(copies.parent(post));
                let tokens = crate::content::tokens(before);
                let kind = |at: usize| super::touched::of_token(before, &tokens, at);
                let part = |touched| !matches!(touched, Touched::Form | Touched::Emoji);
                let (mut at, mut gone) = (0, Vec::new());
                for edit in Comparer::default().edits(before, copies.text(post)) {
                    if edit.op == Op::Substitute
                        && edit.touched != Some(Touched::Form)
                        && part(kind(at))
                        // All words that come take part; of punctuation none does.
                        && edit.after.is_some_and(|it| it.contains(char::is_alphanumeric))
                    {
                        gone.push(kind(at));
                    }
                    at += usize::from(edit.op.reads());
                }
                let all: Vec<Touched> = (0..tokens.len()).map(kind).filter(|it| part(*it)).collect();
                if gone.is_empty() { continue; }
                for &token in &all {
                    slow.entry(token.place()).or_default().1 += gone.len() as f64 / all.len() as f64;
                }
                for token in &gone {
                    slow.entry(token.place()).or_default().0 += 1;
                }
            }
            for row in &found {
                let place = Touched::ALL.iter().position(|it| it.as_str() == row.value).unwrap();
                let (gone, expected) = slow.get(&place).copied().unwrap_or_default();
                prop_assert_eq!(row.substituted, gone);
                prop_assert!(close(row.expected, expected));
            }
            prop_assert!(slow.len() <= found.len());
            // Frequency sorts the same tokens in another way.
            let bins = susceptibility(copies, Feature::Frequency, FEW, &interrupt).unwrap();
            let sum = |rows: &[Bias]| rows.iter().map(|it| it.substituted).sum::<u64>();
            prop_assert_eq!(sum(&bins), sum(&found));
            let tokens = |rows: &[Bias]| rows.iter().map(|it| it.tokens).sum::<u64>();
            prop_assert_eq!(tokens(&bins), tokens(&found));
            for pair in bins.windows(2) {
                prop_assert!(pair[0].range.unwrap().1 < pair[1].range.unwrap().0);
            }
            Ok(())
        })?;
    }

    #[test]
    fn divergence_by_hand(
        before in prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d"]), 1..9),
        after in prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "e"]), 1..9),
    ) {
        let share = |text: &[&str], word: &str| {
            text.iter().filter(|it| **it == word).count() as f64 / text.len() as f64
        };
        let entropy = |shares: &[f64]| -> f64 {
            shares.iter().filter(|it| **it > 0.0).map(|it| -it * it.log2()).sum()
        };
        let words = ["a", "b", "c", "d", "e"];
        let p: Vec<f64> = words.iter().map(|word| share(&before, word)).collect();
        let q: Vec<f64> = words.iter().map(|word| share(&after, word)).collect();
        let m: Vec<f64> = p.iter().zip(&q).map(|(p, q)| f64::midpoint(*p, *q)).collect();
        let slow = entropy(&m) - f64::midpoint(entropy(&p), entropy(&q));
        let found = divergence(&before.join(" "), &after.join(" ")).unwrap();
        prop_assert!((found - slow).abs() < 1e-9, "{} {}", found, slow);
    }

    #[test]
    fn shifts_are_means_over_copies(world in worlds()) {
        world.with(|copies| {
            let interrupt = Interrupt::new();
            let group = [0, 1, 0, NONE];
            let rows = frame_shift(copies, &group, 2, FEW, &interrupt).unwrap();
            for row in &rows {
                let mut all = Vec::new();
                for post in copies.copies() {
                    let parent = copies.parent(post);
                    let (a, b) = (copies.authors[parent as usize], copies.authors[post as usize]);
                    if a == b || a == NONE || b == NONE { continue; }
                    let (from, to) = (group[a as usize], group[b as usize]);
                    let fits = match (row.from, row.to) {
                        (Some(x), Some(y)) => (from, to) == (x, y),
                        _ => (from != to) == row.crossing,
                    };
                    if fits {
                        all.extend(divergence(copies.text(parent), copies.text(post)));
                    }
                }
                prop_assert_eq!(row.copies as usize, all.len());
                prop_assert!(close(row.divergence.value, all.iter().sum::<f64>() / all.len() as f64));
            }
            // The same where groups are too many for a table of all their pairs.
            let far = group.map(|code| if code == NONE { NONE } else { code * 3_000_000 });
            let sparse = frame_shift(copies, &far, 3_000_001, FEW, &interrupt).unwrap();
            prop_assert_eq!(rows.len(), sparse.len());
            for (row, other) in rows.iter().zip(&sparse) {
                prop_assert_eq!((row.copies, row.crossing), (other.copies, other.crossing));
                prop_assert_eq!(row.from.map(|code| code * 3_000_000), other.from);
                prop_assert!(row.p == other.p || (row.p.is_nan() && other.p.is_nan()));
            }
            Ok(())
        })?;
    }
}
