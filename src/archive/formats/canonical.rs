//! Any table with the canonical columns: CSV, Parquet, a data frame.

use super::{Format, Reads, Table};
use crate::archive::batch::{AccountRef, Batch, COUNTERS, Draft, Kind, Profile, Span};
use crate::archive::json::counter;
use crate::archive::marks;
use crate::archive::table::Row;

/// Any table with the canonical columns.
pub static FORMAT: Format = Format {
    name: "csv",
    title: "a table with the canonical columns",
    reads: Reads::Table(Table { claims: |columns| columns.contains(&"post_id"), read }),
};

/// Columns of one string a row.
const TEXT_COLUMNS: [&str; 15] = [
    "post_id",
    "author_id",
    "author",
    "text",
    "lang",
    "kind",
    "reply_to",
    "reply_to_author",
    "quote_of",
    "quote_of_author",
    "repost_of",
    "repost_of_author",
    "via",
    "conversation_id",
    "platform",
];
/// Those of them that hold ids.
const ID_COLUMNS: [&str; 7] =
    ["post_id", "author_id", "reply_to", "quote_of", "repost_of", "via", "conversation_id"];
/// Columns of a list a row.
const LIST_COLUMNS: [&str; 3] = ["mentions", "hashtags", "urls"];

/// Whether a cell is a number in scientific notation, as spreadsheets write long ids: `1.9E+18`.
pub fn is_rounded(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    exponent.strip_prefix('+').is_some_and(digits)
        && mantissa.split('.').all(digits)
        && mantissa.split('.').count() <= 2
}

/// The names of all canonical columns that a table may have.
pub fn columns() -> impl Iterator<Item = &'static str> {
    TEXT_COLUMNS.into_iter().chain(["created_at"]).chain(LIST_COLUMNS).chain(COUNTERS)
}

fn read(row: &Row, batch: &mut Batch) -> Result<(), String> {
    let id = row.text("post_id").ok_or("post_id is missing; wanted an id in every row")?;
    for name in ID_COLUMNS {
        if let Some(cell) = row.text(name).filter(|cell| is_rounded(cell)) {
            return Err(format!(
                "{name}: {cell:?} is a rounded number and no id; export ids as text"
            ));
        }
    }
    let time = row.time("created_at")?;
    let kind =
        match row.text("kind") {
            None => None,
            Some(name) => Some(Kind::parse(name).ok_or_else(|| {
                format!("kind: {name:?}; wanted original, reply, quote or repost")
            })?),
        };
    let author = batch.account(row.text("author_id"), row.text("author"));
    let text = row.raw("text").map_or(Span::NONE, |text| batch.keep(text));
    let mut draft = Draft { line: row.line(), author, time, text, kind, ..Draft::default() };
    draft.id = batch.keep(id);
    draft.lang = batch.keep_opt(row.text("lang"));
    draft.platform = batch.keep_opt(row.text("platform"));
    draft.reply_to = batch.keep_opt(row.text("reply_to"));
    draft.reply_to_author = batch.loose_account(row.text("reply_to_author"));
    draft.quote_of = batch.keep_opt(row.text("quote_of"));
    draft.quote_of_author = batch.loose_account(row.text("quote_of_author"));
    draft.repost_of = batch.keep_opt(row.text("repost_of"));
    draft.repost_of_author = batch.loose_account(row.text("repost_of_author"));
    draft.via = batch.keep_opt(row.text("via"));
    draft.conversation = batch.keep_opt(row.text("conversation_id"));
    read_lists(row, &mut draft, batch);
    draft.counts = Some(COUNTERS.map(|name| counter(row.count(name))));
    if !author.is_none() {
        batch.profiles.push(Profile { account: author, ..Profile::default() });
    }
    batch.drafts.push(draft);
    Ok(())
}

/// Mentions, hashtags and links from their columns; those without a column from the text.
fn read_lists(row: &Row, draft: &mut Draft, batch: &mut Batch) {
    let starts = batch.open_lists();
    let lacks = LIST_COLUMNS.map(|name| !row.has(name));
    if let Some(text) = row.raw("text").filter(|_| lacks.contains(&true)) {
        let [mentions, hashtags, urls] = lacks;
        marks::read(text, marks::Wanted { mentions, hashtags, urls }, batch);
    }
    row.each("mentions", |item| {
        let account = batch.loose_account(Some(item));
        if account != AccountRef::default() {
            batch.mentions.push(account);
        }
    });
    row.each("hashtags", |item| batch.hashtag(item));
    row.each("urls", |item| batch.url(item));
    batch.close_lists(starts, draft);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::table::{self, Column, Lines};

    fn text(cells: &[Option<&str>]) -> Column {
        Column::Text(cells.iter().copied().collect())
    }

    #[test]
    fn a_bad_row_is_rejected_and_the_others_stay() {
        let table = table::Table::new(
            vec![
                ("post_id".into(), text(&[Some("1"), None, Some("3"), Some("4")])),
                ("created_at".into(), text(&[Some("2020-01-01"), None, Some("x"), None])),
                ("author".into(), text(&[Some("@A"), Some("b"), Some("c"), None])),
            ],
            Lines::From(2),
        )
        .expect("a table");
        let mut batch = Batch::default();
        table.read(FORMAT.table().expect("a table's format"), 0..4, &mut batch);
        assert_eq!(batch.drafts.len(), 2);
        let lines: Vec<u64> = batch.rejects.iter().map(|reject| reject.0).collect();
        assert_eq!(lines, [3, 4]);
        assert_eq!((batch.notices.post_lines, batch.notices.rejected_lines), (2, 2));
        assert_eq!(batch.get(batch.drafts[0].author.handle), Some("A"));
    }

    #[test]
    fn rounded_numbers_are_no_ids() {
        for cell in ["1.9E+18", "2e+5", "1.60459342400043E+18"] {
            assert!(is_rounded(cell), "{cell}");
        }
        for cell in ["1", "s00001", "1e5", "ae+1", "1.2.3e+4", "12E+", "3mf7jwe+xyz"] {
            assert!(!is_rounded(cell), "{cell}");
        }
    }
}
