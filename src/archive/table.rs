//! Any table with the canonical columns: CSV, Parquet, a data frame.

use std::collections::HashMap;
use std::ops::Range;

use super::batch::{AccountRef, Batch, COUNTERS, Draft, Kind, Profile, Span};
use super::json::{counter, parse_count};
use super::time;
use crate::content::{Kind as TokenKind, hashtags, tokens};
use crate::error::{Error, Result};

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

/// Strings end to end, some of them null.
#[derive(Debug, Clone, Default)]
pub struct TextColumn {
    bytes: String,
    ends: Vec<u64>,
    nulls: Vec<bool>,
}

impl TextColumn {
    /// The cell of a row; empty cells are null.
    pub fn get(&self, row: usize) -> Option<&str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        let text = &self.bytes[start..self.ends[row] as usize];
        (!self.nulls[row] && !text.is_empty()).then_some(text)
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

impl<T: AsRef<str>> FromIterator<Option<T>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(cells: I) -> Self {
        let mut column = Self::default();
        for cell in cells {
            column.nulls.push(cell.is_none());
            column.bytes.push_str(cell.as_ref().map_or("", AsRef::as_ref));
            column.ends.push(column.bytes.len() as u64);
        }
        column
    }
}

/// Whether a cell is a number in scientific notation, as spreadsheets write long ids: `1.9E+18`.
fn is_rounded(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    exponent.strip_prefix('+').is_some_and(digits)
        && mantissa.split('.').all(digits)
        && mantissa.split('.').count() <= 2
}

/// One column of a table.
#[derive(Debug, Clone)]
pub enum Column {
    /// A string a row.
    Text(TextColumn),
    /// Microseconds since 1970 a row.
    Time(Vec<Option<i64>>),
    /// A count a row.
    Count(Vec<Option<u64>>),
    /// A list a row: where each row's items end, and the items.
    List(Vec<u64>, TextColumn),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(column) => column.len(),
            Self::Time(times) => times.len(),
            Self::Count(counts) => counts.len(),
            Self::List(ends, _) => ends.len(),
        }
    }
}

/// A table with canonical column names.
#[derive(Debug, Clone, Default)]
pub struct Table {
    len: usize,
    columns: HashMap<&'static str, Column>,
    lines: Lines,
}

/// Where the rows of a table stood in their file.
#[derive(Debug, Clone)]
pub enum Lines {
    /// One a line, the first on this one.
    From(u64),
    /// On these.
    At(Vec<u64>),
}

impl Default for Lines {
    fn default() -> Self {
        Self::From(1)
    }
}

impl Table {
    /// The names of all canonical columns that a table may have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TEXT_COLUMNS.into_iter().chain(["created_at"]).chain(LIST_COLUMNS).chain(COUNTERS)
    }

    /// A table of columns that are all equally long.
    pub fn new(columns: Vec<(String, Column)>, lines: Lines) -> Result<Self> {
        let len = columns.first().map_or(0, |(_, column)| column.len());
        if let Lines::At(at) = &lines
            && at.len() != len
        {
            return Err(Error::input("lines", at.len().to_string(), len.to_string()));
        }
        let mut table = Self { len, columns: HashMap::new(), lines };
        for (name, column) in columns {
            let Some(canonical) = Self::names().find(|canonical| *canonical == name) else {
                let names: Vec<_> = Self::names().collect();
                return Err(Error::input("columns", format!("{name:?}"), names.join(", ")));
            };
            if column.len() != len {
                return Err(Error::input(
                    name,
                    format!("{} rows", column.len()),
                    format!("{len} rows"),
                ));
            }
            table.columns.insert(canonical, column);
        }
        Ok(table)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Some of the rows as posts.
    pub fn batch(&self, rows: Range<usize>) -> Batch {
        let mut batch = Batch::default();
        for row in rows {
            batch.notices.lines += 1;
            let line = match &self.lines {
                Lines::From(first) => first + row as u64,
                Lines::At(lines) => lines[row],
            };
            if let Err(reason) = self.read_row(row, line, &mut batch) {
                batch.reject(line, reason);
            }
        }
        batch
    }

    fn text(&self, name: &str, row: usize) -> Option<&str> {
        match self.columns.get(name)? {
            Column::Text(column) => column.get(row).map(str::trim).filter(|cell| !cell.is_empty()),
            _ => None,
        }
    }

    fn read_row(
        &self,
        row: usize,
        line: u64,
        batch: &mut Batch,
    ) -> std::result::Result<(), String> {
        let id =
            self.text("post_id", row).ok_or("post_id is missing; wanted an id in every row")?;
        for name in ID_COLUMNS {
            if let Some(cell) = self.text(name, row).filter(|cell| is_rounded(cell)) {
                return Err(format!(
                    "{name}: {cell:?} is a rounded number and no id; export ids as text"
                ));
            }
        }
        let time = self.time(row)?;
        let kind = match self.text("kind", row) {
            None => None,
            Some(name) => Some(Kind::parse(name).ok_or_else(|| {
                format!("kind: {name:?}; wanted original, reply, quote or repost")
            })?),
        };
        let author = batch.account(self.text("author_id", row), self.text("author", row));
        let text = match self.columns.get("text") {
            Some(Column::Text(column)) => {
                column.get(row).map_or(Span::NONE, |text| batch.keep(text))
            }
            _ => Span::NONE,
        };
        let mut draft = Draft { line, author, time, text, kind, ..Draft::default() };
        draft.id = batch.keep(id);
        draft.lang = batch.keep_opt(self.text("lang", row));
        draft.platform = batch.keep_opt(self.text("platform", row));
        draft.reply_to = batch.keep_opt(self.text("reply_to", row));
        draft.reply_to_author = batch.loose_account(self.text("reply_to_author", row));
        draft.quote_of = batch.keep_opt(self.text("quote_of", row));
        draft.quote_of_author = batch.loose_account(self.text("quote_of_author", row));
        draft.repost_of = batch.keep_opt(self.text("repost_of", row));
        draft.repost_of_author = batch.loose_account(self.text("repost_of_author", row));
        draft.via = batch.keep_opt(self.text("via", row));
        draft.conversation = batch.keep_opt(self.text("conversation_id", row));
        self.read_lists(row, &mut draft, batch);
        draft.counts = Some(COUNTERS.map(|name| counter(self.count(name, row))));
        if !author.is_none() {
            batch.profiles.push(Profile { account: author, ..Profile::default() });
        }
        batch.drafts.push(draft);
        Ok(())
    }

    fn read_marks(&self, row: usize, batch: &mut Batch) {
        let lacks = |name: &str| !self.columns.contains_key(name);
        let text = match self.columns.get("text") {
            Some(Column::Text(column)) if LIST_COLUMNS.iter().any(|name| lacks(name)) => {
                column.get(row)
            }
            _ => None,
        };
        let Some(text) = text else { return };
        batch.notices.marks_from_text += 1;
        for token in tokens(text) {
            match token.kind {
                TokenKind::Mention if lacks("mentions") => {
                    let account = batch.account(None, Some(token.text));
                    batch.mentions.push(account);
                }
                TokenKind::Url if lacks("urls") => {
                    let url = batch.keep(token.text);
                    batch.urls.push(url);
                }
                _ => {}
            }
        }
        if lacks("hashtags") {
            for tag in hashtags(text) {
                let tag = batch.keep(tag);
                batch.hashtags.push(tag);
            }
        }
    }

    fn time(&self, row: usize) -> std::result::Result<Option<i64>, String> {
        match self.columns.get("created_at") {
            Some(Column::Time(times)) => Ok(times[row]),
            Some(Column::Text(column)) => match column.get(row) {
                None => Ok(None),
                Some(text) => time::parse(text).map(Some).ok_or_else(|| {
                    format!("created_at: {text:?} is not a date; wanted {}", time::WANTED)
                }),
            },
            _ => Ok(None),
        }
    }

    fn count(&self, name: &str, row: usize) -> Option<u64> {
        match self.columns.get(name)? {
            Column::Count(counts) => counts[row],
            Column::Text(column) => column.get(row).and_then(parse_count),
            _ => None,
        }
    }

    /// Mentions, hashtags and links from their columns; those without a column from the text.
    fn read_lists(&self, row: usize, draft: &mut Draft, batch: &mut Batch) {
        let starts = (batch.mentions.len(), batch.hashtags.len(), batch.urls.len());
        self.read_marks(row, batch);
        self.each_item("mentions", row, |item| {
            let account = batch.loose_account(Some(item));
            if account != AccountRef::default() {
                batch.mentions.push(account);
            }
        });
        self.each_item("hashtags", row, |item| {
            let tag = batch.keep_opt(Some(item.trim_start_matches(['#', '＃'])));
            if !tag.is_none() {
                batch.hashtags.push(tag);
            }
        });
        self.each_item("urls", row, |item| {
            let url = batch.keep(item);
            batch.urls.push(url);
        });
        draft.mentions = starts.0 as u32..batch.mentions.len() as u32;
        draft.hashtags = starts.1 as u32..batch.hashtags.len() as u32;
        draft.urls = starts.2 as u32..batch.urls.len() as u32;
    }

    /// Every item of a list, or of a cell that is a list in words: `a b`, `a,b`, `["a", "b"]`.
    fn each_item(&self, name: &str, row: usize, mut take: impl FnMut(&str)) {
        match self.columns.get(name) {
            Some(Column::List(ends, items)) => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                for item in start..ends[row] {
                    if let Some(text) =
                        items.get(item as usize).map(str::trim).filter(|t| !t.is_empty())
                    {
                        take(text);
                    }
                }
            }
            Some(Column::Text(column)) => {
                // A link may hold commas and semicolons: links are split at white space and
                // at the marks of a written list only.
                let cell = column.get(row).unwrap_or_default().trim();
                let listed = cell.starts_with('[') && cell.ends_with(']');
                let cell = if listed { &cell[1..cell.len() - 1] } else { cell };
                let splits = |c: char| {
                    c.is_whitespace() || c == '|' || (name != "urls" && matches!(c, ',' | ';'))
                };
                for item in cell.split(splits) {
                    let item = if listed { item.trim_matches([',', '\'', '"']) } else { item };
                    if !item.is_empty() {
                        take(item);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cells: &[Option<&str>]) -> Column {
        Column::Text(cells.iter().copied().collect())
    }

    fn items(name: &str, cell: &str) -> Vec<String> {
        let table = Table::new(
            vec![("post_id".into(), text(&[Some("1")])), (name.into(), text(&[Some(cell)]))],
            Lines::From(2),
        )
        .expect("a table");
        let mut found = Vec::new();
        table.each_item(name, 0, |item| found.push(item.to_owned()));
        found
    }

    #[test]
    fn lists_in_words_are_split() {
        assert_eq!(items("mentions", "@a, b;c|d e"), ["@a", "b", "c", "d", "e"]);
        assert_eq!(items("hashtags", "['Iran', 'Cuba']"), ["Iran", "Cuba"]);
        assert_eq!(
            items("urls", "https://a.example/x,y;z https://b.example"),
            ["https://a.example/x,y;z", "https://b.example"]
        );
        assert!(items("mentions", "[]").is_empty());
    }

    #[test]
    fn a_bad_row_is_rejected_and_the_others_stay() {
        let table = Table::new(
            vec![
                ("post_id".into(), text(&[Some("1"), None, Some("3"), Some("4")])),
                ("created_at".into(), text(&[Some("2020-01-01"), None, Some("x"), None])),
                ("author".into(), text(&[Some("@A"), Some("b"), Some("c"), None])),
            ],
            Lines::From(2),
        )
        .expect("a table");
        let batch = table.batch(0..4);
        assert_eq!(batch.drafts.len(), 2);
        let lines: Vec<u64> = batch.rejects.iter().map(|reject| reject.0).collect();
        assert_eq!(lines, [3, 4]);
        assert_eq!(batch.get(batch.drafts[0].author.handle), Some("A"));
    }

    #[test]
    fn columns_of_other_names_or_lengths_are_refused() {
        assert!(Table::new(vec![("id".into(), text(&[]))], Lines::From(2)).is_err());
        let columns = vec![("post_id".into(), text(&[Some("1")])), ("text".into(), text(&[]))];
        assert!(Table::new(columns, Lines::From(2)).is_err());
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
