//! The words of scripts that put no blanks between words: Chinese, Japanese, Thai, Lao, Khmer and
//! Burmese, by dictionary.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

/// Whether `c` is of a script whose words only a dictionary parts.
pub(super) fn needs_dictionary(c: char) -> bool {
    matches!(c,
        // Thai, Lao; Burmese, Khmer.
        '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ebd}' | '\u{ec0}'..='\u{ece}'
        | '\u{edc}'..='\u{edf}' | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}'
        | '\u{109a}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' | '\u{17d7}' | '\u{17dc}' | '\u{17dd}'
        | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        // Kana, whole and half width.
        | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}' | '\u{303b}' | '\u{303c}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}'
        // Ideographs.
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// The words of a run of such scripts, with the byte at which each begins.
pub(super) fn words_of(run: &str) -> impl Iterator<Item = (usize, &str)> {
    static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
        LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));
    let mut start = 0;
    SEGMENTER.segment_str(run).filter_map(move |end| {
        let from = std::mem::replace(&mut start, end);
        (from < end).then(|| (from, &run[from..end]))
    })
}
