//! Rows of text with commas, semicolons or tabs, as RFC 4180 and spreadsheets write them.
//!
//! A quote is a quote only at the beginning of a cell; within quotes a line feed is a character,
//! and two quotes are one. A row that is spoilt costs one line: reading goes on behind it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2};

use super::batch::Batch;
use super::blocks::{Block, Cut, without_mark};
use super::table::{Column, Lines, Table, TextColumn};

/// The longest row that is read. A longer one is a quote that never ends.
pub const LONGEST_ROW: usize = 4 << 20;

/// The first row of a table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The names of the columns, as written.
    pub names: Vec<String>,
    /// What parts the cells.
    pub delimiter: u8,
    /// Whether lines end with a carriage return alone, as on old machines.
    pub bare_returns: bool,
}

/// The header of a table, from the first bytes of its file; the reason if there is none.
pub fn header(head: &[u8]) -> Result<Header, String> {
    let head = without_mark(head);
    let bare_returns = memchr(b'\n', head).is_none() && memchr(b'\r', head).is_some();
    let head: Cow<[u8]> = if bare_returns { with_line_feeds(head).into() } else { head.into() };
    let head = head.trim_ascii_start();
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let delimiter = b",\t;"
        .iter()
        .copied()
        .rev()
        .max_by_key(|&mark| memchr_iter(mark, line).count())
        .unwrap_or(b',');
    let end = row_end(head, delimiter).unwrap_or(head.len());
    let row = std::str::from_utf8(&head[..end]).map_err(|_| NOT_UTF8.to_owned())?;
    let names = cells(row, delimiter).map(|cell| cell.trim().to_owned()).collect();
    Ok(Header { names, delimiter, bare_returns })
}

/// Why a table in another encoding is not read.
pub const NOT_UTF8: &str = "is not UTF-8 text; save it as UTF-8";

/// The end of the first row, its line feed included; `None` if it does not end.
fn row_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            at = closing_quote(bytes, at + 1)? + 1;
        }
        // Behind a closing quote, and in a bare cell, quotes are characters.
        loop {
            at += memchr2(delimiter, b'\n', &bytes[at..])?;
            if bytes[at] == b'\n' {
                return Some(at + 1);
            }
            at += 1;
            if bytes.get(at) == Some(&b'"') {
                break;
            }
        }
    }
}

/// Whether the last row of a block breaks off within quotes.
fn is_open(row: &[u8], delimiter: u8) -> bool {
    row_end(row, delimiter).is_none() && row_end(&[row, b"\n"].concat(), delimiter).is_none()
}

/// Where the quotes that opened before `at` close.
fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// The cells of one row.
fn cells(row: &str, delimiter: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let row = row.strip_suffix('\r').unwrap_or(row);
    let mut rest = Some(row);
    std::iter::from_fn(move || {
        let text = rest?;
        let (cell, after) = match text.strip_prefix('"') {
            None => (Cow::Borrowed(""), text),
            Some(inside) => quoted(inside),
        };
        // What stands between a closing quote and the next delimiter belongs to the cell.
        let end = memchr(delimiter, after.as_bytes());
        let tail = &after[..end.unwrap_or(after.len())];
        rest = end.map(|end| &after[end + 1..]);
        Some(match (cell.is_empty(), tail.is_empty()) {
            (true, _) => Cow::Borrowed(tail),
            (_, true) => cell,
            _ => Cow::Owned(cell.into_owned() + tail),
        })
    })
}

/// The inside of quotes that are open, and what comes after them.
fn quoted(inside: &str) -> (Cow<'_, str>, &str) {
    let end = closing_quote(inside.as_bytes(), 0).unwrap_or(inside.len());
    let after = inside.get(end + 1..).unwrap_or_default();
    let cell = &inside[..end];
    let cell = if cell.contains('"') { cell.replace("\"\"", "\"").into() } else { cell.into() };
    (cell, after)
}

/// A row ends at a line feed outside quotes.
pub struct AtRowEnds {
    /// What parts the cells.
    pub delimiter: u8,
}

impl Cut for AtRowEnds {
    fn last_end(&self, bytes: &[u8]) -> Option<usize> {
        let mut last = 0;
        while let Some(end) = row_end(&bytes[last..], self.delimiter) {
            last += end;
        }
        (last > 0).then_some(last)
    }

    fn unfinished(&self, bytes: &[u8]) -> Option<(usize, &'static str)> {
        let line_ends = memchr(b'\n', bytes)?;
        Some((line_ends + 1, "a quote that is never closed; the line is skipped"))
    }

    const HALVES_SHOW: bool = false;
}

/// The rows of a block as a table; rows that do not fit the header become rejects of the batch.
///
/// `skip_header` leaves out the first row. `names` says of each column that is wanted how the
/// file calls it; if it is empty, all are, under their own names, and of two columns of one name
/// the first holds.
pub fn table(
    block: &Block,
    header: &Header,
    names: &HashMap<String, String>,
    skip_header: bool,
    batch: &mut Batch,
) -> Table {
    let mut columns = vec![TextColumn::default(); header.names.len()];
    let mut lines = Vec::new();
    let mut rest = &block.bytes[..];
    if block.first_line == 1 {
        rest = without_mark(rest);
    }
    let mut line = block.first_line;
    let mut skip = skip_header;
    while !rest.is_empty() {
        let end = row_end(rest, header.delimiter).unwrap_or(rest.len());
        let row = &rest[..end];
        if row.trim_ascii().is_empty() {
            line += memchr_iter(b'\n', row).count() as u64;
            rest = &rest[end..];
            continue;
        }
        let taken = if skip {
            Ok(())
        } else if end == rest.len() && is_open(row, header.delimiter) {
            Err("a quote that is never closed; the line is skipped".to_owned())
        } else {
            push_row(row, header.delimiter, &mut columns)
        };
        let mut end = end;
        if let Err(reason) = taken {
            batch.account_for_line(|_| Err((line, reason)));
            // A stray quote may have joined lines: only the first of them is lost.
            end = memchr(b'\n', row).map_or(end, |first| first + 1);
        } else if !skip {
            lines.push(line);
        }
        skip = false;
        line += memchr_iter(b'\n', &rest[..end]).count() as u64;
        rest = &rest[end..];
    }
    Table::new(named(header, columns, names), Lines::At(lines)).unwrap_or_default()
}

fn named(
    header: &Header,
    columns: Vec<TextColumn>,
    names: &HashMap<String, String>,
) -> Vec<(String, Column)> {
    if !names.is_empty() {
        let place = |own: &String| header.names.iter().position(|name| name == own);
        let named = names.iter().filter_map(|(name, own)| {
            Some((name.clone(), Column::Text(columns.get(place(own)?)?.clone())))
        });
        return named.collect();
    }
    let mut seen = HashSet::new();
    let pairs = header.names.iter().zip(columns);
    let first = pairs.filter(|(name, _)| seen.insert(name.as_str()));
    first.map(|(name, column)| (name.clone(), Column::Text(column))).collect()
}

fn push_row(row: &[u8], delimiter: u8, columns: &mut [TextColumn]) -> Result<(), String> {
    let row = std::str::from_utf8(row).map_err(|error| {
        format!("not UTF-8 text at byte {} of the row; save the file as UTF-8", error.valid_up_to())
    })?;
    let found = cells(row, delimiter).count();
    if found != columns.len() {
        return Err(format!("{found} cells; wanted {} as in the header", columns.len()));
    }
    for (column, cell) in columns.iter_mut().zip(cells(row, delimiter)) {
        column.push(Some(&cell));
    }
    Ok(())
}

fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect()
}

/// A file of old machines with line feeds where it has carriage returns.
pub struct LineFeeds<R>(pub R);

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.0.read(buffer)?;
        for byte in &mut buffer[..got] {
            if *byte == b'\r' {
                *byte = b'\n';
            }
        }
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a cell is, one character after the other.
    fn slow_rows(text: &str, delimiter: char) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut row = Vec::new();
        let mut cell = String::new();
        let mut chars = text.chars().peekable();
        let (mut quoted, mut fresh) = (false, true);
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                _ if quoted => cell.push(c),
                '"' if fresh => quoted = true,
                '\n' => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                    fresh = true;
                    continue;
                }
                _ if c == delimiter => {
                    row.push(std::mem::take(&mut cell));
                    fresh = true;
                    continue;
                }
                _ => cell.push(c),
            }
            fresh = false;
        }
        rows
    }

    proptest! {
        #[test]
        fn rows_are_what_one_character_after_the_other_says(text in "[a,\"\né]{0,60}") {
            let text = text + "\n";
            let slow = slow_rows(&text, ',');
            let mut rest = text.as_bytes();
            let mut fast = Vec::new();
            while let Some(end) = row_end(rest, b',') {
                let row = std::str::from_utf8(&rest[..end]).expect("whole characters");
                fast.push(cells(row, b',').map(Cow::into_owned).collect::<Vec<_>>());
                rest = &rest[end..];
            }
            prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn headers_say_what_parts_the_cells() {
        let found = |head: &str| header(head.as_bytes()).expect("a header");
        assert_eq!(found("a;b;c,d\n1;2;3").delimiter, b';');
        assert_eq!(found("\u{feff}a,\"b\nc\"\n1,2").names, ["a", "b\nc"]);
        assert_eq!(found("a\tb\r\n").names, ["a", "b"]);
        assert!(found("a,b\r1,2\r").bare_returns);
        assert!(header(b"a,\xff\n").is_err());
    }

    #[test]
    fn columns_are_found_by_the_names_that_the_user_gives() {
        let header = header(b"text,full,user\n").expect("a header");
        let block = Block { bytes: b"cut,whole,un\n".to_vec(), first_line: 2, ..Block::default() };
        let names = [("text", "full"), ("author", "user"), ("author_id", "user")];
        let names = names.map(|(name, own)| (name.to_owned(), own.to_owned())).into();
        let mut batch = Batch::default();
        let table = table(&block, &header, &names, false, &mut batch);
        let mut found = Vec::new();
        let format = super::super::formats::Table {
            claims: |_| true,
            read: |row, batch| {
                for name in ["text", "author", "author_id", "user"] {
                    let span = batch.keep_opt(row.text(name));
                    batch.hashtags.push(span);
                }
                Ok(())
            },
        };
        table.read(&format, 0..1, &mut batch);
        for &span in &batch.hashtags {
            found.push(batch.get(span).map(str::to_owned));
        }
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(found, [some("whole"), some("un"), some("un"), None]);
    }

    #[test]
    fn a_stray_quote_costs_one_line() {
        let header = header(b"a,b\n").expect("a header");
        let bytes = b"a,b\n1,x\n2,\"open\"\",q\n3,y\n4,z".to_vec();
        let block = Block { bytes, first_line: 1, ..Block::default() };
        let mut batch = Batch::default();
        let table = table(&block, &header, &HashMap::new(), true, &mut batch);
        assert_eq!(table.len(), 3);
        assert_eq!(batch.rejects.iter().map(|reject| reject.0).collect::<Vec<_>>(), [3]);
    }
}
