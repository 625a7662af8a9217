//! The valence of a word among its neighbours.

use super::lexicon::Part;
use super::words::Word;

/// What a word in capitals gains among others that are not.
const SHOUTED: f64 = 0.733;
const NEGATED: f64 = -0.74;
const LESS: f64 = -0.293;

/// The valence of every word, in order.
pub(super) fn valences(words: &[Word]) -> Vec<f64> {
    let capitals = words.iter().filter(|word| word.capitals).count();
    let rules = Rules { words, shouts: 0 < capitals && capitals < words.len() };
    (0..words.len()).map(|at| rules.valence(at)).collect()
}

struct Rules<'a> {
    words: &'a [Word],
    /// Whether some words are in capitals and some are not.
    shouts: bool,
}

impl Rules<'_> {
    fn valence(&self, at: usize) -> f64 {
        let word = &self.words[at];
        let Some(tenths) = word.known.tenths else {
            return 0.0;
        };
        if word.known.part == Part::Kind && self.part(at + 1) == Part::Of {
            return 0.0;
        }
        let mut valence = self.after_no(at, f64::from(tenths) / 10.0);
        if word.capitals && self.shouts {
            valence += if valence > 0.0 { SHOUTED } else { -SHOUTED };
        }
        for back in 1..=at.min(3) {
            let before = &self.words[at - back];
            if before.has_valence() {
                continue;
            }
            valence += self.boost(before, valence) * [1.0, 0.95, 0.9][back - 1];
            valence = self.negated(at, back, valence);
            if back == 3 {
                valence = self.idiom(at, valence);
            }
        }
        self.least(at, valence)
    }

    fn part(&self, at: usize) -> Part {
        self.words.get(at).map_or(Part::None, |word| word.known.part)
    }

    /// The part of the word that stands so many before this one.
    fn before(&self, at: usize, back: usize) -> Part {
        at.checked_sub(back).map_or(Part::None, |at| self.words[at].known.part)
    }

    /// "no" before a word of feeling has none itself and turns that word round.
    fn after_no(&self, at: usize, own: f64) -> f64 {
        let turned = self.before(at, 1) == Part::No
            || self.before(at, 2) == Part::No
            || self.before(at, 3) == Part::No && matches!(self.before(at, 1), Part::Or | Part::Nor);
        if turned {
            return own * NEGATED;
        }
        let leads =
            self.part(at) == Part::No && self.words.get(at + 1).is_some_and(Word::has_valence);
        if leads { 0.0 } else { own }
    }

    /// What a booster or dampener before a word of this valence adds to it.
    fn boost(&self, before: &Word, valence: f64) -> f64 {
        let mut boost = before.known.boost;
        if boost == 0.0 {
            return 0.0;
        }
        if valence < 0.0 {
            boost = -boost;
        }
        if before.capitals && self.shouts {
            boost += if valence > 0.0 { SHOUTED } else { -SHOUTED };
        }
        boost
    }

    /// The valence after the negation that may stand so many words before.
    fn negated(&self, at: usize, back: usize, valence: f64) -> f64 {
        let part = |back| self.before(at, back);
        let stresses = |part| matches!(part, Part::So | Part::This);
        let (stressed, undoubted) = match back {
            1 => (false, false),
            2 => (
                part(2) == Part::Never && stresses(part(1)),
                part(2) == Part::Without && part(1) == Part::Doubt,
            ),
            _ => (
                // "so" or "this" right before the word is enough here, "never" or not.
                part(3) == Part::Never && stresses(part(2)) || stresses(part(1)),
                part(3) == Part::Without && (part(2) == Part::Doubt || part(1) == Part::Doubt),
            ),
        };
        if stressed {
            valence * 1.25
        } else if !undoubted && self.words[at - back].negates {
            valence * NEGATED
        } else {
            valence
        }
    }

    /// The valence of the idiom that the word stands in or after, and bigrams that dampen.
    fn idiom(&self, at: usize, valence: f64) -> f64 {
        let [three, two, one, zero] = [3, 2, 1, 0].map(|back| self.before(at, back));
        let (next, second) = (self.part(at + 1), self.part(at + 2));
        let mut valence = pair(one, zero)
            .or_else(|| triple(two, one, zero))
            .or_else(|| pair(two, one))
            .or_else(|| triple(three, two, one))
            .or_else(|| pair(three, two))
            .unwrap_or(valence);
        if let Some(ahead) = pair(zero, next) {
            valence = ahead;
        }
        if let Some(ahead) = triple(zero, next, second) {
            valence = ahead;
        }
        for (first, then) in [(three, two), (two, one)] {
            if dampens(first, then) {
                valence += LESS;
            }
        }
        valence
    }

    /// "least" right before the word turns it round, unless it is "at least" or "very least".
    fn least(&self, at: usize, valence: f64) -> f64 {
        let turned = self.before(at, 1) == Part::Least
            && !matches!(self.before(at, 2), Part::At | Part::Very);
        if turned { valence * NEGATED } else { valence }
    }
}

fn pair(first: Part, second: Part) -> Option<f64> {
    Some(match (first, second) {
        (Part::The, Part::Shit | Part::Bomb) => 3.0,
        (Part::Bad, Part::Ass) => 1.5,
        (Part::Bus, Part::Stop) => 0.0,
        (Part::Yeah, Part::Right) => -2.0,
        (Part::Beating, Part::Heart) => 3.5,
        _ => return None,
    })
}

fn triple(first: Part, second: Part, third: Part) -> Option<f64> {
    match (first, second, third) {
        (Part::Kiss, Part::Of, Part::Death) => Some(-1.5),
        (Part::To, Part::Die, Part::For) => Some(3.0),
        _ => None,
    }
}

fn dampens(first: Part, second: Part) -> bool {
    matches!((first, second), (Part::Kind | Part::Sort, Part::Of) | (Part::Just, Part::Enough))
}
