//! Texts that were too long for the posts in an archive, put where they belong.

use std::collections::HashMap;

use super::NO_TIME;
use super::builder::Row;
use super::strings::NONE;

/// The fewest bytes of a beginning that tell a text: shorter posts are never cut.
const SHORTEST: usize = 100;
/// How far apart a text and its post may have been made, in microseconds.
const APART: i64 = 60_000_000;

/// Give posts their long texts: by the post's id where the record says it, else the one post of
/// the same author, made within a minute, that has the beginning of the text and is cut there.
/// How many found their post. Linear in both.
pub fn join(rows: &mut [Row], row_of: &[u32], texts: &str, long: &[Row]) -> u64 {
    let mut by_minute: HashMap<i64, Vec<usize>> = HashMap::new();
    if long.iter().any(|text| text.id == NONE) {
        for (place, row) in rows.iter().enumerate() {
            if row.time != NO_TIME && row.text.1 != NONE && row.text.1 as usize >= SHORTEST {
                by_minute.entry(row.time.div_euclid(APART)).or_default().push(place);
            }
        }
    }
    let mut joined = 0;
    for text in long {
        let place = if text.id == NONE {
            by_beginning(rows, &by_minute, texts, text)
        } else {
            row_of.get(text.id as usize).filter(|&&row| row != NONE).map(|&row| row as usize)
        };
        let Some(row) = place.map(|place| &mut rows[place]) else { continue };
        joined += 1;
        if row.text.1 != NONE && row.text.1 > text.text.1 {
            continue;
        }
        row.text = text.text;
        row.truncated = false;
        for (short, long) in [
            (&mut row.mentions, text.mentions),
            (&mut row.hashtags, text.hashtags),
            (&mut row.urls, text.urls),
        ] {
            if long.len > short.len {
                *short = long;
            }
        }
    }
    joined
}

fn by_beginning(
    rows: &[Row],
    by_minute: &HashMap<i64, Vec<usize>>,
    texts: &str,
    long: &Row,
) -> Option<usize> {
    if long.time == NO_TIME {
        return None;
    }
    let whole = text_of(texts, long);
    let minute = long.time.div_euclid(APART);
    let near = [minute - 1, minute, minute + 1];
    let mut found =
        near.iter().filter_map(|minute| by_minute.get(minute)).flatten().filter(|&&place| {
            let row = &rows[place];
            let same_author =
                row.author == NONE || long.author == NONE || row.author == long.author;
            let beginning = beginning(text_of(texts, row));
            same_author
                && (row.time - long.time).abs() <= APART
                && beginning.len() >= SHORTEST
                && whole.len() > beginning.len()
                && whole.starts_with(beginning)
        });
    let first = found.next()?;
    // Two that fit are one too many.
    found.next().is_none().then_some(*first)
}

fn text_of<'t>(texts: &'t str, row: &Row) -> &'t str {
    let (start, len) = row.text;
    if len == NONE { "" } else { &texts[start as usize..start as usize + len as usize] }
}

/// The text up to the mark at which it was cut, and to the link that may follow it.
fn beginning(text: &str) -> &str {
    let text = match text.rsplit_once(char::is_whitespace) {
        Some((before, link)) if link.starts_with("https://t.co/") => before,
        _ => text,
    };
    text.trim_end().trim_end_matches('…').trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Batch, Draft};
    use crate::corpus::{Builder, Corpus};
    use crate::run::Interrupt;

    fn corpus(posts: &[(&str, &str, i64)], long: &[(Option<&str>, &str, i64)]) -> Corpus {
        let mut batch = Batch::default();
        for &(id, text, time) in posts {
            let (id, text) = (batch.keep(id), batch.keep(text));
            batch.drafts.push(Draft { id, text, time: Some(time), ..Draft::default() });
        }
        for &(id, text, time) in long {
            let (id, text) = (batch.keep_opt(id), batch.keep(text));
            batch.long_texts.push(Draft { id, text, time: Some(time), ..Draft::default() });
        }
        let mut builder = Builder::new();
        builder.start_file("a");
        builder.take(&batch);
        builder.finish(&Interrupt::new()).expect("a corpus")
    }

    #[test]
    fn a_long_text_takes_the_place_of_its_beginning() {
        let whole = "peace and quiet at last ".repeat(20);
        let cut = format!("{}… https://t.co/x", &whole[..270]);
        let other = format!("another {cut}");
        let posts = [("1", cut.as_str(), 5), ("2", other.as_str(), 5), ("3", "short", 5)];
        for id in [Some("1"), None] {
            let found = corpus(&posts, &[(id, &whole, 0)]);
            assert_eq!(found.text.get(0), Some(whole.as_str()));
            assert_eq!(found.text.get(1), Some(other.as_str()));
            assert_eq!((found.tally.long_texts, found.tally.lost_long_texts), (1, 0));
        }
        // Too late, too early to tell, or nobody's.
        for (id, at) in [(None, 2 * APART), (Some("9"), 0)] {
            let found = corpus(&posts, &[(id, &whole, at)]);
            assert_eq!(found.text.get(0), Some(cut.as_str()));
            assert_eq!((found.tally.long_texts, found.tally.lost_long_texts), (0, 1));
        }
        // Two posts with the same beginning: neither is sure.
        let twins = [("1", cut.as_str(), 5), ("2", cut.as_str(), 6)];
        let found = corpus(&twins, &[(None, &whole, 0)]);
        assert_eq!(found.tally.lost_long_texts, 1);
    }

    #[test]
    fn beginnings_end_where_the_text_was_cut() {
        assert_eq!(beginning("so it is… https://t.co/x"), "so it is");
        assert_eq!(beginning("so it is…"), "so it is");
        assert_eq!(beginning("so it is https://a.example"), "so it is https://a.example");
        assert_eq!(beginning("https://t.co/x"), "https://t.co/x");
        assert_eq!(beginning(""), "");
    }
}
