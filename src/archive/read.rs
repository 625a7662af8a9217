//! Many files, parsed in parallel block by block, taken up in order.

use std::path::PathBuf;
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;

use super::batch::Batch;
use super::sniff::{Format, object_format};
use super::source::{self, Block, Blocks};
use super::table::Table;
use super::{Outcome, json, twitter_v1, twitter_v2};
use crate::corpus::{Builder, Corpus};
use crate::error::Result;
use crate::run::Interrupt;

/// Bytes of a block: large enough to parse apart, small enough for little memory.
const BLOCK: usize = 2 << 20;
/// How much of a file is looked at to tell lines from one document.
const HEAD: usize = 1 << 20;
/// The largest JSON document (one value over many lines) that is read whole.
const LARGEST_DOCUMENT: usize = 1 << 30;

/// Something to read.
pub enum Input {
    /// A file in one of the line formats.
    File {
        /// Where it is, as the user named it.
        path: PathBuf,
        /// What it holds.
        format: Format,
    },
    /// A table that is in memory already.
    Table {
        /// Its name in `rejects`.
        name: String,
        /// Its columns.
        table: Table,
    },
}

/// Read everything, in the order given, into one corpus. Linear in the bytes read.
pub fn read(inputs: &[Input], interrupt: &Interrupt) -> Result<Corpus> {
    let mut builder = Builder::new();
    interrupt.expect(inputs.iter().map(input_size).sum());
    for input in inputs {
        match input {
            Input::File { path, format } => read_file(path, *format, &mut builder, interrupt)?,
            Input::Table { name, table } => read_table(name, table, &mut builder, interrupt)?,
        }
    }
    builder.finish(interrupt)
}

fn input_size(input: &Input) -> u64 {
    match input {
        Input::File { path, .. } => std::fs::metadata(path).map_or(0, |meta| meta.len()),
        Input::Table { table, .. } => table.len() as u64,
    }
}

fn read_table(
    name: &str,
    table: &Table,
    builder: &mut Builder,
    interrupt: &Interrupt,
) -> Result<()> {
    const ROWS: usize = 20_000;
    builder.start_file(name);
    let starts: Vec<usize> = (0..table.len()).step_by(ROWS).collect();
    for group in starts.chunks(2 * rayon::current_num_threads()) {
        interrupt.check()?;
        let batches: Vec<Batch> = group
            .par_iter()
            .map(|&start| table.batch(start..(start + ROWS).min(table.len())))
            .collect();
        for batch in batches {
            interrupt.advance(batch.notices.lines);
            builder.take(&batch);
        }
    }
    Ok(())
}

fn read_file(
    path: &std::path::Path,
    format: Format,
    builder: &mut Builder,
    interrupt: &Interrupt,
) -> Result<()> {
    let name = path.display().to_string();
    builder.start_file(&name);
    if is_document(&source::head(path, HEAD)?) && read_document(path, format, builder, interrupt)? {
        return Ok(());
    }
    let before = interrupt.progress().0;
    let size = std::fs::metadata(path).map_or(0, |meta| meta.len());
    let blocks = Blocks::new(source::open(path)?, BLOCK);
    let in_flight = 2 * rayon::current_num_threads();
    std::thread::scope(|scope| {
        // Reading and decompressing goes on while the blocks before are parsed.
        let (sender, receiver) = sync_channel::<Block>(in_flight);
        scope.spawn(move || {
            for block in blocks {
                if sender.send(block).is_err() {
                    break;
                }
            }
        });
        // Compressed files end late on this scale, so progress never passes the file's size.
        let mut take = |blocks: &[Block], batches: &[Batch]| {
            for (batch, block) in batches.iter().zip(blocks) {
                let done = interrupt.progress().0 - before;
                interrupt.advance((block.bytes.len() as u64).min(size.saturating_sub(done)));
                builder.take(batch);
                if let Some((line, reason)) = &block.fault {
                    builder.reject(*line, reason);
                }
            }
        };
        let mut parsed: (Vec<Block>, Vec<Batch>) = Default::default();
        loop {
            interrupt.check()?;
            let mut blocks: Vec<Block> = receiver.recv().into_iter().collect();
            blocks.extend(receiver.try_iter().take(in_flight - 1));
            let last = blocks.is_empty();
            // One group is taken up while the next is parsed.
            let (batches, ()) = rayon::join(
                || blocks.par_iter().map(|block| parse_block(block, format)).collect(),
                || take(&parsed.0, &parsed.1),
            );
            parsed = (blocks, batches);
            if last {
                break;
            }
        }
        Ok(())
    })?;
    if builder.lines_of_file() == 0 {
        builder.reject(0, "the file is empty");
    }
    Ok(())
}

/// Whether the file is one JSON value over many lines, or a list: it begins like one, and fewer
/// than half of its first lines are records by themselves.
fn is_document(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lines = || head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    if !head.starts_with(b"[") && lines().next() != Some(b"{") {
        return false;
    }
    let first: Vec<&[u8]> = lines().filter(|line| !line.is_empty()).take(50).collect();
    let records = first.iter().filter(|line| object_format(line).is_some()).count();
    2 * records < first.len()
}

/// Every element of a list, or every value of a file of values that span lines. False, with
/// nothing taken up, if not even the first is sound: then the file is lines after all.
fn read_document(
    path: &std::path::Path,
    format: Format,
    builder: &mut Builder,
    interrupt: &Interrupt,
) -> Result<bool> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let outcome = source::open(path)?.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(crate::Error::archive(
            path.display().to_string(),
            "is one JSON document of over 1 GB; write it as JSON lines, one object a line",
        ));
    }
    let first = Items::new(&bytes).next();
    if first.is_some_and(|item| !item.is_ok_and(|(_, value)| value.starts_with(b"{"))) {
        return Ok(false);
    }
    if let Err(error) = outcome {
        builder.reject(0, &format!("the file breaks off: {error}; what came before is kept"));
    }
    let mut batch = Batch::default();
    for item in Items::new(&bytes) {
        interrupt.check()?;
        match item {
            Ok((line, value)) => parse_line(value, line, format, &mut batch),
            Err((line, reason)) => {
                batch.notices.lines += 1;
                batch.reject(line, reason);
            }
        }
        // A batch's arena is addressed with 32 bits.
        if batch.notices.lines % 10_000 == 0 {
            builder.take(&std::mem::take(&mut batch));
        }
    }
    builder.take(&batch);
    interrupt.advance(std::fs::metadata(path).map_or(0, |meta| meta.len()));
    Ok(true)
}

/// The JSON values of a document: the elements of its list, or the values one after another.
struct Items<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    ended: bool,
}

impl<'a> Items<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut items = Self { bytes, at: 0, line: 1, ended: false };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            items.at = 3;
        }
        items.skip_space(b"");
        if bytes.get(items.at) == Some(&b'[') {
            items.at += 1;
        }
        items
    }

    fn skip_space(&mut self, also: &[u8]) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !byte.is_ascii_whitespace() && !also.contains(&byte) {
                break;
            }
            self.line += u64::from(byte == b'\n');
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = std::result::Result<(u64, &'a [u8]), (u64, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_space(b",]");
        if self.ended || self.at >= self.bytes.len() {
            return None;
        }
        let rest = &self.bytes[self.at..];
        let line = self.line;
        let mut stream =
            serde_json::Deserializer::from_slice(rest).into_iter::<serde::de::IgnoredAny>();
        match stream.next()? {
            Ok(_) => {
                let value = &rest[..stream.byte_offset()];
                self.at += value.len();
                self.line += memchr::memchr_iter(b'\n', value).count() as u64;
                Some(Ok((line, value)))
            }
            Err(error) => {
                // Beyond a fault nothing tells where the next value begins.
                self.ended = true;
                Some(Err((
                    line,
                    format!("the JSON document breaks here: {error}; what came before is kept"),
                )))
            }
        }
    }
}

fn parse_block(block: &Block, format: Format) -> Batch {
    let mut batch = Batch::default();
    for (line, bytes) in (block.first_line..).zip(block.bytes.split(|&byte| byte == b'\n')) {
        let bytes =
            if line == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
        let bytes = bytes.trim_ascii();
        if !bytes.is_empty() {
            parse_line(bytes, line, format, &mut batch);
        }
    }
    batch
}

/// One line in the format of the file, or else in the one that the line itself shows.
fn parse_line(bytes: &[u8], line: u64, format: Format, batch: &mut Batch) {
    batch.notices.lines += 1;
    if !bytes.starts_with(b"{") {
        let start: String =
            String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).chars().take(40).collect();
        batch.reject(line, format!("not a JSON object; it begins with {start:?}"));
        return;
    }
    let parse = |format: Format, batch: &mut Batch| match format {
        Format::TwitterV1 => twitter_v1::parse_line(bytes, line, batch),
        _ => twitter_v2::parse_line(bytes, line, batch),
    };
    let reason = match parse(format, batch) {
        Outcome::Read => return,
        Outcome::Reject(reason) => reason,
        Outcome::Other(reason) => match object_format(bytes) {
            Some(other) if other != format => match parse(other, batch) {
                Outcome::Read => return,
                Outcome::Reject(reason) | Outcome::Other(reason) => reason,
            },
            _ => match json::keys(bytes) {
                Some(keys) if reason.starts_with("not a post") => {
                    format!("{reason}; found {}", keys.join(", "))
                }
                _ => reason,
            },
        },
    };
    batch.reject(line, reason);
}
