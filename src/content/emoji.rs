//! Which grapheme clusters are emoji (UTS #51), from two short tables of code points.

/// Pictographs that are emoji unless U+FE0E asks for the text style.
///
/// The `Emoji` property of Unicode 14 from U+2600 on, with room for later
/// additions in the blocks that hold only pictographs. U+2600 to U+27BF are in
/// whether or not U+FE0F follows: old posts and many exports lack it (`❤`, `☀`).
const ALWAYS: &[(u32, u32)] = &[
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2600, 0x2604),
    (0x260e, 0x260e),
    (0x2611, 0x2611),
    (0x2614, 0x2615),
    (0x2618, 0x2618),
    (0x261d, 0x261d),
    (0x2620, 0x2620),
    (0x2622, 0x2623),
    (0x2626, 0x2626),
    (0x262a, 0x262a),
    (0x262e, 0x262f),
    (0x2638, 0x263a),
    (0x2640, 0x2640),
    (0x2642, 0x2642),
    (0x2648, 0x2653),
    (0x265f, 0x2660),
    (0x2663, 0x2663),
    (0x2665, 0x2666),
    (0x2668, 0x2668),
    (0x267b, 0x267b),
    (0x267e, 0x267f),
    (0x2692, 0x2697),
    (0x2699, 0x2699),
    (0x269b, 0x269c),
    (0x26a0, 0x26a1),
    (0x26a7, 0x26a7),
    (0x26aa, 0x26ab),
    (0x26b0, 0x26b1),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26c8, 0x26c8),
    (0x26ce, 0x26cf),
    (0x26d1, 0x26d1),
    (0x26d3, 0x26d4),
    (0x26e9, 0x26ea),
    (0x26f0, 0x26f5),
    (0x26f7, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2702, 0x2702),
    (0x2705, 0x2705),
    (0x2708, 0x270d),
    (0x270f, 0x270f),
    (0x2712, 0x2712),
    (0x2714, 0x2714),
    (0x2716, 0x2716),
    (0x271d, 0x271d),
    (0x2721, 0x2721),
    (0x2728, 0x2728),
    (0x2733, 0x2734),
    (0x2744, 0x2744),
    (0x2747, 0x2747),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2763, 0x2764),
    (0x2795, 0x2797),
    (0x27a1, 0x27a1),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f170, 0x1f171),
    (0x1f17e, 0x1f17f),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f201, 0x1f202),
    (0x1f21a, 0x1f21a),
    (0x1f22f, 0x1f22f),
    (0x1f232, 0x1f23a),
    (0x1f250, 0x1f251),
    (0x1f300, 0x1f321),
    (0x1f324, 0x1f393),
    (0x1f396, 0x1f397),
    (0x1f399, 0x1f39b),
    (0x1f39e, 0x1f3f0),
    (0x1f3f3, 0x1f3f5),
    (0x1f3f7, 0x1f4fd),
    (0x1f4ff, 0x1f53d),
    (0x1f549, 0x1f54e),
    (0x1f550, 0x1f567),
    (0x1f56f, 0x1f570),
    (0x1f573, 0x1f57a),
    (0x1f587, 0x1f587),
    (0x1f58a, 0x1f58d),
    (0x1f590, 0x1f590),
    (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a5),
    (0x1f5a8, 0x1f5a8),
    (0x1f5b1, 0x1f5b2),
    (0x1f5bc, 0x1f5bc),
    (0x1f5c2, 0x1f5c4),
    (0x1f5d1, 0x1f5d3),
    (0x1f5dc, 0x1f5de),
    (0x1f5e1, 0x1f5e1),
    (0x1f5e3, 0x1f5e3),
    (0x1f5e8, 0x1f5e8),
    (0x1f5ef, 0x1f5ef),
    (0x1f5f3, 0x1f5f3),
    (0x1f5fa, 0x1f64f),
    (0x1f680, 0x1f6c5),
    (0x1f6cb, 0x1f6d2),
    (0x1f6d5, 0x1f6d8),
    (0x1f6dc, 0x1f6e5),
    (0x1f6e9, 0x1f6e9),
    (0x1f6eb, 0x1f6ec),
    (0x1f6f0, 0x1f6f0),
    (0x1f6f3, 0x1f6fc),
    (0x1f7e0, 0x1f7eb),
    (0x1f7f0, 0x1f7f0),
    (0x1f90c, 0x1f93a),
    (0x1f93c, 0x1f945),
    (0x1f947, 0x1f9ff),
    (0x1fa70, 0x1faff),
];

/// Signs of old typography that are emoji only when U+FE0F asks for it.
const STYLED: &[(u32, u32)] = &[
    (0xa9, 0xa9),
    (0xae, 0xae),
    (0x203c, 0x203c),
    (0x2049, 0x2049),
    (0x2122, 0x2122),
    (0x2139, 0x2139),
    (0x2194, 0x2199),
    (0x21a9, 0x21aa),
    (0x2328, 0x2328),
    (0x23cf, 0x23cf),
    (0x23ed, 0x23ef),
    (0x23f1, 0x23f2),
    (0x23f8, 0x23fa),
    (0x24c2, 0x24c2),
    (0x25aa, 0x25ab),
    (0x25b6, 0x25b6),
    (0x25c0, 0x25c0),
    (0x25fb, 0x25fc),
    (0x2934, 0x2935),
    (0x2b05, 0x2b07),
    (0x3030, 0x3030),
    (0x303d, 0x303d),
    (0x3297, 0x3297),
    (0x3299, 0x3299),
];

const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// Whether one grapheme cluster is an emoji: a pictograph with all that is
/// joined to it, a flag of two regional indicators, or a keycap.
pub(super) fn is_emoji(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let (Some(first), second) = (chars.next(), chars.next()) else { return false };
    match second {
        Some(TEXT_STYLE) => false,
        Some(second) if is_regional(first) => is_regional(second),
        _ if is_pictograph(first) => true,
        Some(EMOJI_STYLE) if within(STYLED, first) => true,
        Some(_) => matches!(first, '0'..='9' | '#' | '*') && cluster.contains(KEYCAP),
        None => false,
    }
}

/// Whether an emoji may begin with `c` when nothing else is known of it.
pub(super) fn begins_emoji(c: char) -> bool {
    is_regional(c) || is_pictograph(c)
}

/// A cheap no for most text: whether any cluster of `text` could be an emoji.
pub(super) fn may_hold_emoji(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| begins_emoji(c) || matches!(c, EMOJI_STYLE | KEYCAP))
}

fn is_pictograph(c: char) -> bool {
    within(ALWAYS, c)
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn within(table: &[(u32, u32)], c: char) -> bool {
    let c = u32::from(c);
    let after = table.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= table[after - 1].1
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn the_tables_are_sorted_and_apart() {
        for table in [ALWAYS, STYLED] {
            assert!(table.iter().all(|&(first, last)| first <= last));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
        assert!(STYLED.iter().all(|&(first, _)| !within(ALWAYS, char::from_u32(first).unwrap())));
    }

    /// A joiner binds only pictographs, so the segmenter's own tables tell which they are.
    #[test]
    fn every_code_point_of_the_tables_is_a_pictograph() {
        for &(first, last) in ALWAYS.iter().chain(STYLED) {
            for c in (first..=last).filter_map(char::from_u32) {
                let joined = format!("👩\u{200d}{c}");
                assert_eq!(joined.graphemes(true).count(), 1, "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn known_emoji() {
        for yes in ["👩‍🚒", "🇺🇦", "1️⃣", "#️⃣", "*⃣", "❤", "❤️", "👍🏽", "©️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🅰", "⌚", "🏳️‍🌈"]
        {
            assert!(is_emoji(yes), "{yes}");
            assert!(may_hold_emoji(yes), "{yes}");
        }
        for no in ["", "a", "1", "#", "©", "™", "❤\u{fe0e}", "🇺", "★", "é", "中", "1\u{fe0f}"]
        {
            assert!(!is_emoji(no), "{no}");
        }
    }
}
