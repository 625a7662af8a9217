//! The tokens of a column of texts as columns again: one buffer for all, made by all threads.

use rayon::prelude::*;

use super::CHUNK;
use super::forms::Form;
use super::tokens::each_token;
use crate::error::Result;
use crate::run::Interrupt;

/// Strings one behind the other in one buffer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// All of them.
    pub text: String,
    /// The byte at which each ends.
    pub ends: Vec<i64>,
}

impl Texts {
    fn end(&mut self) {
        self.ends.push(self.text.len() as i64);
    }

    fn append(&mut self, other: &Self) {
        let start = self.text.len() as i64;
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| start + end));
    }
}

/// The tokens of many texts, aligned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenColumns {
    /// The number of the token at which each text ends; a null text ends where it begins.
    pub rows: Vec<i64>,
    /// The tokens.
    pub tokens: Texts,
    /// The names of their kinds.
    pub kinds: Texts,
    /// Whether they are their author's own.
    pub own: Vec<bool>,
}

impl TokenColumns {
    fn of(texts: &[Option<&str>], form: Form) -> Self {
        let mut columns = Self::default();
        let bytes: usize = texts.iter().flatten().map(|text| text.len()).sum();
        // Five letters and a blank a word, or fewer.
        let about = bytes / 5;
        columns.tokens.text.reserve(bytes);
        columns.tokens.ends.reserve(about);
        columns.kinds.text.reserve(about * 5);
        columns.kinds.ends.reserve(about);
        columns.own.reserve(about);
        for text in texts {
            each_token(text.unwrap_or_default(), |token| {
                form.write(&token, &mut columns.tokens.text);
                columns.tokens.end();
                columns.kinds.text.push_str(token.kind.as_str());
                columns.kinds.end();
                columns.own.push(token.own);
            });
            columns.rows.push(columns.own.len() as i64);
        }
        columns
    }

    fn append(&mut self, other: &Self) {
        let start = self.own.len() as i64;
        self.rows.extend(other.rows.iter().map(|end| start + end));
        self.tokens.append(&other.tokens);
        self.kinds.append(&other.kinds);
        self.own.extend_from_slice(&other.own);
    }
}

/// The tokens of `texts` in `form`, in order. Runs on all threads; the answer does not depend on
/// their number. Linear.
///
/// # Errors
/// [`Error::Interrupted`](crate::Error::Interrupted) once `interrupt` was stopped.
pub fn token_columns(
    texts: &[Option<&str>],
    form: Form,
    interrupt: &Interrupt,
) -> Result<TokenColumns> {
    interrupt.expect(texts.len() as u64);
    let chunks: Result<Vec<TokenColumns>> = texts
        .par_chunks(CHUNK)
        .map(|chunk| {
            interrupt.check()?;
            let columns = TokenColumns::of(chunk, form);
            interrupt.advance(chunk.len() as u64);
            Ok(columns)
        })
        .collect();
    let chunks = chunks?;
    let mut whole = TokenColumns::default();
    let sum = |of: fn(&TokenColumns) -> usize| chunks.iter().map(of).sum();
    whole.rows.reserve_exact(texts.len());
    whole.tokens.text.reserve_exact(sum(|it| it.tokens.text.len()));
    whole.tokens.ends.reserve_exact(sum(|it| it.own.len()));
    whole.kinds.text.reserve_exact(sum(|it| it.kinds.text.len()));
    whole.kinds.ends.reserve_exact(sum(|it| it.own.len()));
    whole.own.reserve_exact(sum(|it| it.own.len()));
    for chunk in chunks {
        whole.append(&chunk);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tokens::tokens;
    use super::*;

    fn cells(texts: &Texts) -> Vec<String> {
        let mut start = 0;
        texts
            .ends
            .iter()
            .map(|&end| {
                texts.text[std::mem::replace(&mut start, end as usize)..end as usize].into()
            })
            .collect()
    }

    proptest! {
        #[test]
        fn they_are_the_tokens_of_each_text(
            some in prop::collection::vec(prop::option::of("\\PC{0,12}|RT @a [a-z #]{0,9}"), 0..9),
            times in prop::sample::select(vec![1_usize, 400]),
            threads in 1_usize..3,
        ) {
            let texts: Vec<Option<&str>> = some.iter().map(Option::as_deref).collect();
            let texts = texts.repeat(times);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool
                .install(|| token_columns(&texts, Form::default(), &Interrupt::new()))
                .unwrap();
            let slow: Vec<_> = texts.iter().map(|text| tokens(text.unwrap_or(""))).collect();
            let all = || slow.iter().flatten();
            prop_assert_eq!(cells(&found.tokens), all().map(|it| it.text).collect::<Vec<_>>());
            prop_assert_eq!(cells(&found.kinds), all().map(|it| it.kind.as_str()).collect::<Vec<_>>());
            prop_assert_eq!(found.own, all().map(|it| it.own).collect::<Vec<_>>());
            let mut end = 0;
            let ends = slow.iter().map(|row| { end += row.len() as i64; end });
            prop_assert_eq!(found.rows, ends.collect::<Vec<_>>());
        }
    }
}
