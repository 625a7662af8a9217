//! Which words of three syllables Gunning leaves out.

/// Whether an English word ends in a syllable that is nothing but *-ed* or *-es*.
///
/// ```text
/// created, expenses, reaches: yes; committees, hundred, agreed: no
/// ```
pub(super) fn by_ending(word: &str) -> bool {
    let ends = |ends: &[&str]| {
        ends.iter().any(|end| {
            let start = word.len().wrapping_sub(end.len());
            word.get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        })
    };
    // After these the e is heard, so the ending is a syllable.
    ends(&["ted", "ded"]) || ends(&["ses", "xes", "zes", "ces", "ges", "ches", "shes"])
}
