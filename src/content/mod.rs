//! What is said and how: the text of posts.
//!
//! | part | answers |
//! |---|---|
//! | [`tokens()`] | which words, numbers, tags, handles, links and emoji a text is made of |
//! | [`each_token`] | the same, one after the other, for whatever counts |
//! | [`token_columns`] | the same, of a column of texts |
//! | [`Form`] | which ways to write a token are the same |
//! | [`emoji_in`] | which emoji, and which countries' flags, a text holds |
//! | [`own_words`] | which of a text's words are its author's own |
//! | [`hashtags()`] | which tags a text carries, and which of them are the same |
//! | [`same_page`], [`post_on`] | which links lead to the same page, and which to a post |
//! | [`language()`] | which language a text is written in |
//! | [`Dictionary`] | how often a text uses the words of a dictionary |
//! | [`rates`] | how often groups say something, and how sure that is |
//! | [`readability()`] | how hard a text is to read |
//! | [`syllables()`] | how many syllables a word has, in five languages |
//! | [`diversity()`] | how varied the words of a text are |
//! | [`sentiment()`] | how a text feels, by VADER's rules for English |
//! | [`terms`] | which terms texts are made of, as numbers, and what follows from counting them |
//! | [`map_texts`] | one answer for each text of a column, on all threads |

mod classes;
mod counts;
mod dictionary;
mod diversity;
mod emoji;
mod flags;
mod forms;
mod hashtags;
mod interned;
mod language;
mod links;
mod marks;
mod own;
mod rates;
mod readability;
mod sentences;
mod sentiment;
mod syllables;
pub mod terms;
mod token_columns;
mod tokens;
mod unspaced;
mod walk;
mod words;

use rayon::prelude::*;

use crate::error::Result;
use crate::run::Interrupt;

pub use counts::{TagCount, hashtag_counts};
pub use dictionary::{Case, Counted, Counts, Dictionary};
pub use diversity::{
    Diversity, DiversityOptions, Words, diversity, diversity_by_group, diversity_by_row,
};
pub use flags::{Emoji, emoji_in};
pub use forms::{Form, Normalisation};
pub(crate) use hashtags::cut_at;
pub use hashtags::{fold, hashtags};
pub(crate) use interned::Interned;
pub use language::{Language, language};
pub use links::{post_on, same_page};
pub use own::own_words;
pub use rates::{Rate, RateCounts, rates};
pub use readability::{Readability, readability, readability_in};
pub use sentiment::{Sentiment, sentiment};
pub use syllables::{Lang, syllables, syllables_by_rule};
pub use token_columns::{Texts, TokenColumns, token_columns};
pub use tokens::{Kind, Token, each_token, tokens};
pub(crate) use words::{each_character_or_word, each_word, words_in};

/// Texts per step of progress: milliseconds of work, so Ctrl-C is heard at once.
const CHUNK: usize = 1024;

/// `f` of every text, in the order of the texts; `None` stays `None`.
///
/// Runs on all threads of the current rayon pool. `f` sees one text at a time, so
/// the answers do not depend on the number of threads. Polls `interrupt` and
/// advances it by texts, nulls included, once a chunk.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
///
/// ```
/// use twiplomacy::content::{hashtags, map_texts};
/// use twiplomacy::run::Interrupt;
///
/// let texts = [Some("#peace now"), None, Some("no tag")];
/// let tags = map_texts(&texts, &Interrupt::new(), hashtags)?;
/// assert_eq!(tags, [Some(vec!["peace"]), None, Some(vec![])]);
/// # Ok::<(), twiplomacy::Error>(())
/// ```
pub fn map_texts<'a, T: Send>(
    texts: &[Option<&'a str>],
    interrupt: &Interrupt,
    f: impl Fn(&'a str) -> T + Sync,
) -> Result<Vec<Option<T>>> {
    map_rows(texts.len(), interrupt, |row| texts[row].map(&f))
}

/// `f` of every row number below `rows`, in order; like [`map_texts`] in all else.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
pub fn map_rows<T: Send>(
    rows: usize,
    interrupt: &Interrupt,
    f: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>> {
    interrupt.expect(rows as u64);
    let chunks: Result<Vec<Vec<T>>> = (0..rows.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            interrupt.check()?;
            let rows = chunk * CHUNK..rows.min((chunk + 1) * CHUNK);
            let length = rows.len() as u64;
            let answers = rows.map(&f).collect();
            interrupt.advance(length);
            Ok(answers)
        })
        .collect();
    Ok(chunks?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn order_nulls_and_progress_are_kept() {
        let owned: Vec<String> = (0..5000).map(|i| format!("#t{i}")).collect();
        let texts: Vec<Option<&str>> =
            owned.iter().enumerate().map(|(i, t)| (i % 7 > 0).then_some(t.as_str())).collect();
        let interrupt = Interrupt::new();
        let slow: Vec<Option<usize>> = texts.iter().map(|text| text.map(str::len)).collect();
        assert_eq!(map_texts(&texts, &interrupt, str::len), Ok(slow));
        assert_eq!(interrupt.progress(), (5000, 5000));
        assert_eq!(map_texts(&[], &interrupt, str::len), Ok(vec![]));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let texts = vec![Some("Peace, #now! 🕊️ https://t.co/x"); 3000];
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| map_texts(&texts, &Interrupt::new(), readability))
        };
        assert_eq!(run(1), run(4));
    }

    #[test]
    fn a_stopped_run_is_an_error() {
        let interrupt = Interrupt::new();
        interrupt.stop();
        assert_eq!(map_texts(&[Some("a")], &interrupt, str::len), Err(Error::Interrupted));
    }
}
