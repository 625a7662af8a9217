//! One JSON document as the records in it, while it streams by.
//!
//! A document is a list of records, or one record over many lines, or several of these one after
//! another, or an object that holds its records in a list under a name that the format knows
//! (`messages` in an export of Telegram). `window.YTD.tweets.part0 =` and the like before it are
//! passed over. No more than one record and one block are held at a time.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr2;

use super::blocks::{Block, read_up_to};

/// How deep objects and lists around the lists of records may lie in each other; a document that
/// is one record counts too, and a thread of a thousand answers is two thousand deep.
const DEEPEST: usize = 4096;
/// How much of a document may stand around its lists of records.
const LARGEST_ENVELOPE: usize = 16 << 20;
/// How many bytes may stand before a document.
const LONGEST_PREAMBLE: usize = 4096;

/// The records of a document in blocks of about `size` bytes.
pub struct Document {
    reader: Box<dyn Read + Send>,
    size: usize,
    scan: Scan,
    chunk: Vec<u8>,
    at: usize,
    ended: bool,
    finished: bool,
    broken: Option<String>,
}

impl Document {
    /// The records of a reader; `lists` are the names of the lists that hold them.
    pub fn new(
        reader: Box<dyn Read + Send>,
        lists: &'static [&'static str],
        size: usize,
        longest: usize,
    ) -> Self {
        let scan = Scan { lists, longest, line: 1, ..Scan::default() };
        let (chunk, broken) = (Vec::new(), None);
        Self { reader, size, scan, chunk, at: 0, ended: false, finished: false, broken }
    }
}

impl Iterator for Document {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        while !self.finished {
            if self.at == self.chunk.len() {
                self.chunk.clear();
                self.at = 0;
                let (size, ended) = (self.size, &mut self.ended);
                if let Err(reason) = read_up_to(&mut *self.reader, &mut self.chunk, size, ended) {
                    self.broken = Some(reason);
                }
                if self.chunk.is_empty() {
                    self.finished = true;
                    self.scan.end(self.broken.take());
                    break;
                }
            }
            self.at += self.scan.feed(&self.chunk[self.at..]);
            self.finished = self.scan.fault.is_some();
            if self.scan.is_full(self.size) {
                break;
            }
        }
        self.scan.block()
    }
}

/// What an open bracket around the records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// An object that begins here in the envelope.
    Object(usize),
    /// A list of anything but records.
    List,
    /// A list of records.
    Records,
}

/// What the scan is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Within {
    /// Before or around the records.
    #[default]
    Envelope,
    /// A record with so many open brackets.
    Record(usize),
    /// A number, word or string where a record should be.
    Scalar,
}

/// Where the scan of a document stands.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each says a thing of its own
struct Scan {
    lists: &'static [&'static str],
    longest: usize,
    line: u64,
    within: Within,
    in_string: bool,
    escaped: bool,
    open: Vec<Level>,
    /// What stands around the lists of records; a document without them is a record itself.
    envelope: Vec<u8>,
    envelope_line: u64,
    /// Where the last string of the envelope stands, without its quotes.
    last_string: Range<usize>,
    /// Whether the value at the top has a list of records.
    listed: bool,
    /// Whether the first value began.
    begun: bool,
    /// Bytes passed over before it.
    passed: usize,
    bytes: Vec<u8>,
    record_start: usize,
    record_line: u64,
    records: Vec<(Range<usize>, u64)>,
    context: Arc<[u8]>,
    /// The context of the records that come after a flush.
    coming: Option<Arc<[u8]>>,
    fault: Option<(u64, String)>,
    /// Whether the records so far must be handed on before others come.
    flush: bool,
}

impl Scan {
    fn is_full(&self, size: usize) -> bool {
        let whole = self.within == Within::Envelope;
        self.flush || self.fault.is_some() || (whole && self.bytes.len() >= size)
    }

    /// The records that were found since the last block.
    fn block(&mut self) -> Option<Block> {
        self.flush = false;
        if self.records.is_empty() && self.fault.is_none() {
            return None;
        }
        self.record_start = 0;
        let block = Block {
            bytes: std::mem::take(&mut self.bytes),
            first_line: self.records.first().map_or(self.line, |(_, line)| *line),
            records: Some(std::mem::take(&mut self.records)),
            context: self.context.clone(),
            fault: self.fault.take(),
            skipped: false,
            // Half a document is none: it is read again from its beginning.
            next: None,
        };
        if let Some(context) = self.coming.take() {
            self.context = context;
        }
        Some(block)
    }

    fn fail(&mut self, line: u64, reason: &str) {
        let reason = format!("the JSON document breaks here: {reason}; what came before is kept");
        self.fault = Some((line, reason));
    }

    /// The document ended.
    fn end(&mut self, broken: Option<String>) {
        if self.within == Within::Scalar {
            self.end_record();
        }
        if let Some(reason) = broken {
            self.fault = Some((self.line, reason));
        } else if self.within != Within::Envelope {
            self.fail(self.record_line, "the record that begins on this line does not end");
        } else if !self.open.is_empty() {
            self.fail(self.line, "a bracket is never closed");
        }
        self.bytes.truncate(self.records.last().map_or(0, |(range, _)| range.end));
    }

    /// Take in bytes; how many were used. Stops early where a block must be handed on.
    fn feed(&mut self, chunk: &[u8]) -> usize {
        let mut at = 0;
        while at < chunk.len() && self.fault.is_none() && !self.flush {
            if self.in_string {
                at += self.string(&chunk[at..]);
            } else {
                self.step(chunk[at]);
                at += 1;
            }
        }
        self.check_sizes();
        at
    }

    /// Where bytes go to: the record, or what stands around it.
    fn sink(&mut self) -> &mut Vec<u8> {
        if self.within == Within::Envelope { &mut self.envelope } else { &mut self.bytes }
    }

    /// The inside of a string, to its end or that of the chunk.
    fn string(&mut self, chunk: &[u8]) -> usize {
        let mut at = 0;
        if self.escaped {
            self.escaped = false;
            at = 1;
        }
        while let Some(mark) = memchr2(b'"', b'\\', &chunk[at..]) {
            at += mark + 1;
            if chunk[at - 1] == b'"' {
                self.in_string = false;
                break;
            }
            if at == chunk.len() {
                self.escaped = true;
                break;
            }
            at += 1;
        }
        let used = if self.in_string { chunk.len() } else { at };
        let text = &chunk[..used];
        self.line += memchr::memchr_iter(b'\n', text).count() as u64;
        self.sink().extend_from_slice(text);
        if !self.in_string && self.within == Within::Envelope {
            self.last_string.end = self.envelope.len() - 1;
        }
        used
    }

    fn step(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\n');
        match self.within {
            Within::Record(depth) => {
                self.bytes.push(byte);
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.within = Within::Record(depth + 1),
                    b'}' | b']' if depth == 1 => self.end_record(),
                    b'}' | b']' => self.within = Within::Record(depth - 1),
                    _ => {}
                }
            }
            Within::Scalar if matches!(byte, b',' | b']') || byte.is_ascii_whitespace() => {
                self.end_record();
                self.step_around(byte);
            }
            Within::Scalar => {
                self.bytes.push(byte);
                self.in_string = byte == b'"';
            }
            Within::Envelope => self.step_around(byte),
        }
    }

    /// One byte before, around or between the records.
    fn step_around(&mut self, byte: u8) {
        match (self.open.last().copied(), byte) {
            (Some(Level::Records), b']') => self.close(),
            (Some(Level::Records), b',') => {}
            (Some(Level::Records), byte) if byte.is_ascii_whitespace() => {}
            (Some(Level::Records), byte) => self.begin_record(byte),
            (None, b'[') => {
                self.begun = true;
                self.open.push(Level::Records);
            }
            (None, b'{') => {
                self.begun = true;
                self.envelope_line = self.line;
                self.open.push(Level::Object(0));
                self.envelope.push(byte);
            }
            (None, _) => self.pass(byte),
            (Some(_), b'{') => {
                self.open.push(Level::Object(self.envelope.len()));
                self.envelope.push(byte);
            }
            (Some(Level::Object(start)), b'[') if self.names_records() => {
                self.listed = true;
                self.set_context(start);
                self.envelope.push(byte);
                self.open.push(Level::Records);
            }
            (Some(_), b'[') => {
                self.open.push(Level::List);
                self.envelope.push(byte);
            }
            (Some(_), b'}' | b']') => {
                self.envelope.push(byte);
                self.close_around();
            }
            (Some(_), b'"') => {
                self.in_string = true;
                self.envelope.push(byte);
                self.last_string = self.envelope.len()..self.envelope.len();
            }
            (Some(_), _) => self.envelope.push(byte),
        }
        if self.open.len() > DEEPEST {
            self.fail(self.line, &format!("more than {DEEPEST} brackets are open"));
        }
    }

    /// Between documents blanks, commas and semicolons may stand, and before the first a name.
    fn pass(&mut self, byte: u8) {
        let gap = byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | 0xef | 0xbb | 0xbf);
        self.passed += 1;
        if !gap && (self.begun || self.passed > LONGEST_PREAMBLE) {
            self.fail(self.line, "what follows is no JSON");
        }
    }

    /// Whether the last string names a field that holds records.
    fn names_records(&self) -> bool {
        let name = self.envelope.get(self.last_string.clone()).unwrap_or_default();
        let colon = self.envelope.get(self.last_string.end + 1..).unwrap_or_default();
        colon.trim_ascii() == b":" && self.lists.iter().any(|list| list.as_bytes() == name)
    }

    /// What the object around a list says before it: an object by itself.
    fn set_context(&mut self, start: usize) {
        let mut context = self.envelope[start..].to_vec();
        context.extend_from_slice(b"null}");
        // The records so far belong to what was said before them.
        self.flush = !self.records.is_empty();
        if self.flush {
            self.coming = Some(context.into());
        } else {
            self.context = context.into();
        }
    }

    fn begin_record(&mut self, byte: u8) {
        self.record_start = self.bytes.len();
        self.record_line = self.line;
        self.bytes.push(byte);
        self.within = match byte {
            b'{' | b'[' => Within::Record(1),
            _ => Within::Scalar,
        };
        self.in_string = byte == b'"';
    }

    fn end_record(&mut self) {
        self.records.push((self.record_start..self.bytes.len(), self.record_line));
        self.within = Within::Envelope;
    }

    /// A list of records ends.
    fn close(&mut self) {
        self.open.pop();
        if !self.open.is_empty() {
            self.envelope.push(b']');
        }
    }

    /// A bracket around records ends. At the top, what had no list of records is one itself.
    fn close_around(&mut self) {
        let level = self.open.pop();
        if !self.open.is_empty() {
            if let (Some(Level::Object(start)), true) = (level, self.listed) {
                // Its records are through; what stood around them is not needed any more.
                self.envelope.truncate(start);
                self.envelope.extend_from_slice(b"null");
            }
            return;
        }
        if !self.listed {
            let start = self.bytes.len();
            self.bytes.append(&mut self.envelope);
            self.records.push((start..self.bytes.len(), self.envelope_line));
        }
        self.listed = false;
        self.envelope.clear();
    }

    fn check_sizes(&mut self) {
        let record = if self.within == Within::Envelope {
            if self.listed { 0 } else { self.envelope.len() }
        } else {
            self.bytes.len() - self.record_start
        };
        if self.fault.is_none() && record > self.longest {
            self.fail(self.line, &format!("a record of over {} MB", self.longest >> 20));
        }
        if self.fault.is_none() && self.listed && self.envelope.len() > LARGEST_ENVELOPE {
            self.fail(self.line, "too much stands around its records");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Found = Vec<(String, u64, String)>;

    fn records(text: &[u8], size: usize) -> (Found, Option<(u64, String)>) {
        let reader = Box::new(std::io::Cursor::new(text.to_vec()));
        let mut found = Vec::new();
        let mut fault = None;
        let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for block in Document::new(reader, &["messages"], size, 1 << 20) {
            block.each_record(|record| {
                found.push((words(record.bytes), record.line, words(record.context)));
            });
            fault = fault.or(block.fault);
        }
        (found, fault)
    }

    fn texts(text: &str) -> Vec<String> {
        let (found, fault) = records(text.as_bytes(), 7);
        assert_eq!(fault, None, "{text}");
        found.into_iter().map(|(record, _, _)| record).collect()
    }

    #[test]
    fn lists_and_values_one_after_another_are_records() {
        assert_eq!(
            texts("[{\"a\":[1,\"]\"]},\n {\"b\":{}} ]\n"),
            ["{\"a\":[1,\"]\"]}", "{\"b\":{}}"]
        );
        assert_eq!(texts("{\n\"a\":1}\n{\"b\":\n2}"), ["{\n\"a\":1}", "{\"b\":\n2}"]);
        assert_eq!(
            texts("window.YTD.tweets.part0 = [ {\"t\":\"\\\"}\"} ];"),
            ["{\"t\":\"\\\"}\"}"]
        );
        assert_eq!(texts("\u{feff}[1, \"x,y\", null]"), ["1", "\"x,y\"", "null"]);
        assert!(texts("[]").is_empty() && texts("").is_empty());
    }

    #[test]
    fn records_know_what_was_said_before_their_list() {
        let text = r#"{"about":"x","chats":{"list":[
            {"name":"A","id":1,"messages":[{"id":1},{"id":2}]},
            {"name":"B","messages":[],"id":2},
            {"name":"C","id":3,"messages":[{"id":3}]}]},"end":[1]}"#;
        for size in [3, 1 << 20] {
            let (found, fault) = records(text.as_bytes(), size);
            assert_eq!(fault, None);
            let context =
                |name: &str, id: u8| format!(r#"{{"name":"{name}","id":{id},"messages":null}}"#);
            let wanted = [
                (r#"{"id":1}"#.to_owned(), 2, context("A", 1)),
                (r#"{"id":2}"#.to_owned(), 2, context("A", 1)),
                (r#"{"id":3}"#.to_owned(), 4, context("C", 3)),
            ];
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn a_broken_document_keeps_what_came_before() {
        for (text, line) in
            [("[{\"a\":1},\n{\"b\":", 2), ("[{\"a\":1}]\nmore", 2), ("[{\"a\":1},\n", 2)]
        {
            let (found, fault) = records(text.as_bytes(), 4);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(fault.map(|(line, _)| line), Some(line), "{text}");
        }
    }

    proptest! {
        #[test]
        fn lists_of_any_values_come_back(values in prop::collection::vec(value(), 0..8), size in 1_usize..40) {
            let text = serde_json::to_string_pretty(&values).expect("JSON");
            let (found, fault) = records(text.as_bytes(), size);
            prop_assert_eq!(fault, None);
            let back: Vec<serde_json::Value> =
                found.iter().map(|(record, _, _)| serde_json::from_str(record).expect("JSON")).collect();
            prop_assert_eq!(back, values);
        }

        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), size in 1_usize..40) {
            let _ = records(&bytes, size);
        }
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<i64>().prop_map(Into::into),
            "[a\"\\\\{}\\[\\],\n]{0,8}".prop_map(Into::into),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::hash_map("[a-c\"]{0,3}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }
}
