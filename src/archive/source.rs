//! Plain, gzip and zstd files as blocks of whole lines.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

use crate::error::{Error, Result};

/// The longest line that is read; a longer one is rejected and skipped.
pub const LONGEST_LINE: usize = 256 << 20;

/// Bytes of whole lines, the last without its line feed perhaps.
#[derive(Debug)]
pub struct Block {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The line number of the first of them, from 1.
    pub first_line: u64,
    /// Something that went wrong at the end of the block: line, reason.
    pub fault: Option<(u64, String)>,
}

/// Open a file, decompressing by what its first bytes say, not by its name.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Error::archive(
            &name,
            "is a directory; name its files, or a glob such as \"folder/*.jsonl\"",
        ));
    }
    let fail = |error: &std::io::Error| Error::archive(&name, error.to_string());
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            Error::input("paths", format!("no file {name:?}"), "a file that exists")
        }
        _ => fail(&error),
    })?;
    let mut magic = [0; 4];
    let got = fill(&mut file, &mut magic).map_err(|error| fail(&error))?;
    let whole = std::io::Cursor::new(magic[..got].to_vec()).chain(file);
    Ok(match &magic[..got] {
        [0x1f, 0x8b, ..] => {
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 17, whole)))
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            Box::new(zstd::Decoder::new(whole).map_err(|error| fail(&error))?)
        }
        _ => Box::new(whole),
    })
}

/// Read until the buffer is full or the file ends.
fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match reader.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// All bytes of a file, decompressed; if it breaks off, those before the break, and why.
pub fn read_all(path: &Path) -> Result<(Vec<u8>, Option<String>)> {
    let mut bytes = Vec::new();
    // What was read before a fault stays in the buffer.
    let fault = open(path)?.read_to_end(&mut bytes).err().map(|error| error.to_string());
    Ok((bytes, fault))
}

/// The first bytes of a file, decompressed; what a truncated file still gives.
pub fn head(path: &Path, length: usize) -> Result<Vec<u8>> {
    let mut reader = open(path)?;
    let mut bytes = Vec::with_capacity(length);
    let mut buffer = [0; 1 << 14];
    while bytes.len() < length {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // The rest of the file says this again, with the line on which it ends.
            Err(_) if !bytes.is_empty() => break,
            Err(error) => {
                return Err(Error::archive(path.display().to_string(), error.to_string()));
            }
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Blocks of whole lines of about `size` bytes.
pub struct Blocks {
    reader: Box<dyn Read + Send>,
    size: usize,
    longest: usize,
    rest: Vec<u8>,
    line: u64,
    ended: bool,
}

impl Blocks {
    /// The blocks of a reader.
    pub fn new(reader: Box<dyn Read + Send>, size: usize) -> Self {
        Self { reader, size, longest: LONGEST_LINE, rest: Vec::new(), line: 1, ended: false }
    }

    /// A stream that breaks off ends here; the lines before it are kept.
    fn read_more(&mut self, bytes: &mut Vec<u8>) -> Option<String> {
        let start = bytes.len();
        bytes.resize(start + self.size, 0);
        let mut got = 0;
        let mut fault = None;
        while got < self.size {
            match self.reader.read(&mut bytes[start + got..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => got += n,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    fault = Some(format!(
                        "the file breaks off here: {error}; what came before is kept"
                    ));
                    break;
                }
            }
        }
        bytes.truncate(start + got);
        fault
    }

    /// Skip the rest of a line that is too long.
    fn skip_line(&mut self) -> Option<String> {
        loop {
            let mut bytes = Vec::new();
            let fault = self.read_more(&mut bytes);
            if let Some(end) = memchr::memchr(b'\n', &bytes) {
                self.rest = bytes.split_off(end + 1);
                return fault;
            }
            if self.ended {
                return fault;
            }
        }
    }
}

impl Iterator for Blocks {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        if self.ended && self.rest.is_empty() {
            return None;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let first_line = self.line;
        let mut broken = None;
        let mut too_long = false;
        // After a break the last line is whole only if the break fell on its end.
        while !self.ended {
            broken = self.read_more(&mut bytes);
            if let Some(end) = memchr::memrchr(b'\n', &bytes) {
                if !self.ended {
                    self.rest = bytes.split_off(end + 1);
                }
                break;
            }
            if bytes.len() > self.longest {
                bytes.clear();
                too_long = true;
                broken = self.skip_line();
                break;
            }
        }
        let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64 + u64::from(too_long);
        self.line += lines;
        let fault = if too_long {
            Some((first_line, format!("a line of over {} MB; it is skipped", self.longest >> 20)))
        } else {
            broken.map(|reason| (self.line, reason))
        };
        (!bytes.is_empty() || fault.is_some()).then_some(Block { bytes, first_line, fault })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &[u8], size: usize, longest: usize) -> Vec<Block> {
        let reader = Box::new(std::io::Cursor::new(text.to_vec()));
        let mut blocks = Blocks::new(reader, size);
        blocks.longest = longest;
        blocks.collect()
    }

    proptest! {
        #[test]
        fn blocks_are_the_file_in_whole_lines(text in "[ab\n]{0,80}", size in 1_usize..9) {
            let found = blocks(text.as_bytes(), size, 1 << 20);
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
    fn a_line_that_is_too_long_is_skipped_and_said() {
        let found = blocks(b"a\nbbbbbbbbbbbbbbbbbbbbbbbb\nc\n", 2, 8);
        let faults: Vec<_> = found.iter().filter_map(|b| b.fault.as_ref().map(|f| f.0)).collect();
        assert_eq!(faults, [2]);
        let kept: Vec<u8> = found.iter().flat_map(|b| b.bytes.clone()).collect();
        assert_eq!(kept, b"a\nc\n");
        assert_eq!(found.last().map(|b| b.first_line), Some(3));
    }
}
