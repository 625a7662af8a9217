//! A file as blocks: bytes of whole lines or rows, or the records of a document.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use super::Record;
use super::sink::Place;

/// The longest line, row or record that is read; a longer one is rejected and skipped.
pub const LONGEST: usize = 256 << 20;

/// Bytes of whole lines or rows, the last without its line feed perhaps; or of whole records.
#[derive(Debug, Default)]
pub struct Block {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The line number of the first of them, from 1.
    pub first_line: u64,
    /// Where records stand in them, each with its line; nothing where every line is a record.
    pub records: Option<Vec<(Range<usize>, u64)>>,
    /// What a document says before its list of records.
    pub context: Arc<[u8]>,
    /// What went wrong at the end of the block: line, reason.
    pub fault: Option<(u64, String)>,
    /// Whether that was a line which was skipped, rather than the end of the stream.
    pub skipped: bool,
    /// Where reading can go on behind the block, without what came before it.
    pub next: Option<Place>,
}

impl Block {
    /// Every record of a block of JSON, blank lines left out.
    pub fn each_record(&self, mut take: impl FnMut(Record)) {
        let context = &*self.context;
        if let Some(records) = &self.records {
            for (range, line) in records {
                take(Record { bytes: &self.bytes[range.clone()], line: *line, context });
            }
            return;
        }
        for (line, bytes) in (self.first_line..).zip(lines(&self.bytes)) {
            let bytes = if line == 1 { without_mark(bytes) } else { bytes };
            let bytes = bytes.trim_ascii();
            if !bytes.is_empty() {
                take(Record { bytes, line, context });
            }
        }
    }
}

/// Lines without their line feeds; the last may be empty.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]).map(move |end| {
        let line = &bytes[start..end];
        start = end + 1;
        line
    })
}

/// Bytes without the mark that some editors put before the first line.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The name that a document is assigned to, as in `window.YTD.tweets.part0 = [...]`.
pub fn assigned(head: &[u8]) -> Option<&str> {
    let head = without_mark(head).trim_ascii_start();
    let (name, value) = head.split_at(memchr::memchr(b'=', &head[..head.len().min(200)])?);
    let name = name.trim_ascii();
    let name = name.strip_prefix(b"var ").unwrap_or(name);
    let is_name = !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._$".contains(byte));
    let begins = matches!(value[1..].trim_ascii_start().first(), Some(b'[' | b'{'));
    (is_name && begins).then(|| std::str::from_utf8(name).ok())?
}

/// Where a file may be cut into blocks.
pub trait Cut {
    /// The end of the last whole line or row of bytes that begin with a whole one.
    fn last_end(&self, bytes: &[u8]) -> Option<usize>;

    /// Where to go on if the file, or the longest row, ends within a row that began at the
    /// start of these bytes; the reason if that row is to be rejected.
    fn unfinished(&self, bytes: &[u8]) -> Option<(usize, &'static str)>;

    /// Whether half a line at the end of a file that breaks off shows that it is half a line.
    const HALVES_SHOW: bool;
}

/// A line feed ends a line.
pub struct AtLineFeeds;

impl Cut for AtLineFeeds {
    fn last_end(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memrchr(b'\n', bytes).map(|end| end + 1)
    }

    fn unfinished(&self, _: &[u8]) -> Option<(usize, &'static str)> {
        None
    }

    const HALVES_SHOW: bool = true;
}

/// Blocks of whole lines or rows of about `size` bytes.
pub struct Blocks<C> {
    reader: Box<dyn Read + Send>,
    cut: C,
    size: usize,
    longest: usize,
    rest: Vec<u8>,
    line: u64,
    /// Bytes that came from the reader.
    read: u64,
    ended: bool,
    /// Why the stream broke off.
    broken: Option<String>,
}

impl<C: Cut> Blocks<C> {
    /// The blocks of a reader.
    pub fn new(reader: Box<dyn Read + Send>, cut: C, size: usize, longest: usize) -> Self {
        let rest = Vec::new();
        Self { reader, cut, size, longest, rest, line: 1, read: 0, ended: false, broken: None }
    }

    /// The blocks from a place on; what comes before it is read and dropped.
    pub fn from(mut self, place: Place) -> Result<Self, String> {
        let mut before = self.reader.by_ref().take(place.offset);
        self.read = std::io::copy(&mut before, &mut std::io::sink()).map_err(|e| e.to_string())?;
        self.line = place.line;
        Ok(self)
    }

    fn read_more(&mut self, bytes: &mut Vec<u8>) {
        let before = bytes.len();
        if let Err(reason) = read_up_to(&mut *self.reader, bytes, self.size, &mut self.ended) {
            self.broken = Some(reason);
        }
        self.read += (bytes.len() - before) as u64;
    }

    /// Skip the rest of a line that is too long.
    fn skip_line(&mut self) {
        loop {
            let mut bytes = Vec::new();
            self.read_more(&mut bytes);
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.rest = bytes.split_off(end + 1);
                return;
            }
            if self.ended {
                return;
            }
        }
    }

    fn block(&mut self, bytes: Vec<u8>, fault: Option<(u64, String)>, skipped: u64) -> Block {
        let first_line = self.line;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64 + skipped;
        // Lines that came before a break are handed on first.
        let broken = if self.rest.is_empty() { self.broken.take() } else { None };
        let fault = fault.or_else(|| Some((self.line, broken?)));
        let next = Place { offset: self.read - self.rest.len() as u64, line: self.line };
        Block { bytes, first_line, fault, next: Some(next), ..Block::default() }
    }
}

/// Append up to `size` bytes; a stream that breaks off ends here, and what came before is kept.
pub fn read_up_to(
    reader: &mut dyn Read,
    bytes: &mut Vec<u8>,
    size: usize,
    ended: &mut bool,
) -> Result<(), String> {
    bytes.reserve(size);
    match reader.take(size as u64).read_to_end(bytes) {
        Ok(got) => *ended = got < size,
        Err(error) => {
            *ended = true;
            return Err(format!("the file breaks off here: {error}; what came before is kept"));
        }
    }
    Ok(())
}

impl<C: Cut> Iterator for Blocks<C> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            if let Some(end) = self.cut.last_end(&bytes) {
                self.rest = bytes.split_off(end);
                return Some(self.block(bytes, None, 0));
            }
            if self.ended || bytes.len() > self.longest {
                break;
            }
            self.read_more(&mut bytes);
        }
        if let Some((end, reason)) = self.cut.unfinished(&bytes).filter(|_| !bytes.is_empty()) {
            self.rest = bytes.split_off(end);
            let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
            let fault = Some((self.line, reason.to_owned()));
            return Some(Block { skipped: true, ..self.block(Vec::new(), fault, lines.max(1)) });
        }
        if !self.ended {
            self.skip_line();
            let reason = format!("a line of over {} MB; it is skipped", self.longest >> 20);
            let fault = Some((self.line, reason));
            return Some(Block { skipped: true, ..self.block(Vec::new(), fault, 1) });
        }
        // The last line has no line feed; after a break it may be cut.
        if self.broken.is_some() && !C::HALVES_SHOW {
            bytes.clear();
        }
        let block = self.block(bytes, None, 0);
        (!block.bytes.is_empty() || block.fault.is_some()).then_some(block)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &[u8], size: usize, longest: usize) -> Vec<Block> {
        let reader = Box::new(std::io::Cursor::new(text.to_vec()));
        Blocks::new(reader, AtLineFeeds, size, longest).collect()
    }

    proptest! {
        #[test]
        fn blocks_are_the_file_in_whole_lines(text in "[ab\n]{0,80}", size in 1_usize..9) {
            let found = blocks(text.as_bytes(), size, 1 << 20);
            for next in found.iter().filter_map(|block| block.next) {
                let reader = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
                let later = Blocks::new(reader, AtLineFeeds, size, 1 << 20).from(next);
                let rest: Vec<u8> = later.expect("a reader").flat_map(|block| block.bytes).collect();
                prop_assert_eq!(&rest, &text.as_bytes()[next.offset as usize..]);
                let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[..next.offset as usize]);
                prop_assert_eq!(next.line, 1 + lines.count() as u64);
            }
            let joined: Vec<u8> = found.iter().flat_map(|b| b.bytes.clone()).collect();
            prop_assert_eq!(&joined, text.as_bytes());
            let mut line = 1;
            for (i, block) in found.iter().enumerate() {
                prop_assert_eq!(block.first_line, line);
                line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
                prop_assert!(i + 1 == found.len() || block.bytes.ends_with(b"\n"));
            }
        }
    }

    #[test]
    fn names_that_documents_are_assigned_to() {
        assert_eq!(assigned(b"window.YTD.tweets.part0 = [ {"), Some("window.YTD.tweets.part0"));
        assert_eq!(
            assigned(b"Grailbird.data.tweets_2013_01 =\n[ {"),
            Some("Grailbird.data.tweets_2013_01")
        );
        assert_eq!(assigned(b"\xef\xbb\xbfvar user_details =  {"), Some("user_details"));
        for head in
            [&b"a,b\nx=[1,2"[..], b"= [", b"a = 1", b"[{\"a\":\"b=[\"}]", b"", b"a =", b"a b = ["]
        {
            assert_eq!(assigned(head), None);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_said() {
        let found = blocks(b"a\nbbbbbbbbbbbbbbbbbbbbbbbb\nc\n", 2, 8);
        let faults: Vec<_> = found.iter().filter_map(|b| b.fault.as_ref().map(|f| f.0)).collect();
        assert_eq!(faults, [2]);
        assert_eq!(found.iter().filter(|block| block.skipped).count(), 1);
        let kept: Vec<u8> = found.iter().flat_map(|b| b.bytes.clone()).collect();
        assert_eq!(kept, b"a\nc\n");
        assert_eq!(found.last().map(|b| b.first_line), Some(3));
    }

    #[test]
    fn a_stream_that_breaks_keeps_its_lines_and_says_where() {
        struct Breaks(std::io::Cursor<Vec<u8>>);
        impl Read for Breaks {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                match self.0.read(buffer)? {
                    0 => Err(std::io::Error::other("torn")),
                    n => Ok(n),
                }
            }
        }
        let reader = Box::new(Breaks(std::io::Cursor::new(b"a\nb\nhalf".to_vec())));
        let found: Vec<Block> = Blocks::new(reader, AtLineFeeds, 3, 100).collect();
        let last = found.last().expect("a block");
        assert_eq!(last.fault.as_ref().map(|(line, _)| *line), Some(3));
        let kept: Vec<u8> = found.iter().flat_map(|b| b.bytes.clone()).collect();
        assert_eq!(kept, b"a\nb\nhalf");
    }
}
