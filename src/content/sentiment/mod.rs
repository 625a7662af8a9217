//! How a text feels, by the rules of VADER (Hutto & Gilbert 2014).
//!
//! | file | what it does |
//! |---|---|
//! | `lexicon` | what is known of a word: its valence, whether it boosts, negates, or plays a part |
//! | `words` | a text as words, emoji spelt out |
//! | `valence` | the valence of a word among its neighbours |
//! | `contrast` | what stands after "but" weighs more than what stands before it |

mod contrast;
mod lexicon;
mod valence;
mod words;

use words::{spelt_out, words};

/// The shares of a text that are negative, neutral and positive, and its compound score.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sentiment {
    /// Share of the text that is negative, 0 to 1, to three decimals.
    pub negative: f64,
    /// Share of the text that is neutral, 0 to 1, to three decimals.
    pub neutral: f64,
    /// Share of the text that is positive, 0 to 1, to three decimals.
    pub positive: f64,
    /// The normalised sum of valences, -1 (most negative) to 1, to four decimals.
    pub compound: f64,
}

/// The sentiment of `text`, read as English: VADER's rules, to its own rounding.
///
/// A text without words has zero everywhere. Linear in the length of the text (a text with "but"
/// in it: times the logarithm of the number of its words of feeling).
///
/// The rules are those of the Python package `vaderSentiment` 3.3.2, to the letter: see the
/// module's files for each. Letters are upper case by the Unicode tables of the Rust standard
/// library, which may know younger scripts than a given Python.
///
/// ```
/// use twiplomacy::content::sentiment;
///
/// let found = sentiment("VADER is smart, handsome, and funny!");
/// assert_eq!((found.negative, found.neutral, found.positive), (0.0, 0.248, 0.752));
/// assert_eq!(found.compound, 0.8439);
/// ```
pub fn sentiment(text: &str) -> Sentiment {
    let text = spelt_out(text);
    let words = words(&text);
    if words.is_empty() {
        return Sentiment::default();
    }
    let mut valences = valence::valences(&words);
    if let Some(but) = words.iter().position(|word| word.known.part == lexicon::Part::But) {
        contrast::weigh(&mut valences, but);
    }
    score(&valences, emphasis(&text))
}

/// What exclamation and question marks add to a text that has a feeling.
fn emphasis(text: &str) -> f64 {
    let (mut exclamations, mut questions) = (0_u32, 0_u32);
    for byte in text.bytes() {
        exclamations += u32::from(byte == b'!');
        questions += u32::from(byte == b'?');
    }
    let asked = match questions {
        0 | 1 => 0.0,
        2 | 3 => f64::from(questions) * 0.18,
        _ => 0.96,
    };
    f64::from(exclamations.min(4)) * 0.292 + asked
}

fn score(valences: &[f64], emphasis: f64) -> Sentiment {
    let (mut positive, mut negative, mut neutral) = (0.0, 0.0, 0_usize);
    let mut sum = 0.0;
    for &valence in valences {
        sum += valence;
        // One is added to each word of feeling, since a neutral word counts as one.
        if valence > 0.0 {
            positive += valence + 1.0;
        } else if valence < 0.0 {
            negative += 1.0 - valence;
        } else {
            neutral += 1;
        }
    }
    if sum > 0.0 {
        sum += emphasis;
    } else if sum < 0.0 {
        sum -= emphasis;
    }
    if positive > negative {
        positive += emphasis;
    } else if positive < negative {
        negative += emphasis;
    }
    let neutral = neutral as f64;
    let total = positive + negative + neutral;
    Sentiment {
        negative: rounded(negative / total, 3),
        neutral: rounded(neutral / total, 3),
        positive: rounded(positive / total, 3),
        compound: rounded((sum / (sum * sum + 15.0).sqrt()).clamp(-1.0, 1.0), 4),
    }
}

/// `value` to so many decimals: the nearest, of the exact binary value, ties to even.
fn rounded(value: f64, decimals: usize) -> f64 {
    let unit = if decimals == 3 { 1e3 } else { 1e4 };
    let scaled = value * unit;
    let whole = scaled.round_ties_even();
    if ((scaled - whole).abs() - 0.5).abs() > 1e-6 {
        return whole / unit + 0.0;
    }
    // So near a tie the product may have been rounded over it: ask the digits.
    format!("{value:.decimals$}").parse::<f64>().unwrap_or(value) + 0.0
}

#[cfg(test)]
mod tests;
