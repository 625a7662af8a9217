//! Plain, gzip and zstd files, told by their first bytes.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

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
    let packed = Arc::new(AtomicU64::new(0));
    let counted = Counted { reader: whole, bytes: packed.clone() };
    Ok(match &magic[..got] {
        [0x1f, 0x8b, ..] => {
            let buffered = BufReader::with_capacity(1 << 17, counted);
            Box::new(Bounded::new(flate2::read::MultiGzDecoder::new(buffered), packed))
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let decoder = zstd::Decoder::new(counted).map_err(|error| fail(&error))?;
            Box::new(Bounded::new(decoder, packed))
        }
        _ => Box::new(counted.reader),
    })
}

/// How many times its size a compressed file may expand. Archives of posts stay below 100.
const MOST_TIMES: u64 = 500;
/// How much may come out of a file before that is looked at.
const ALWAYS: u64 = 64 << 20;

/// Counts the bytes that go through.
struct Counted<R> {
    reader: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.reader.read(buffer)?;
        self.bytes.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

/// A decoder that stops at a file made to fill the disk or the memory: a few kilobytes that
/// expand to gigabytes.
struct Bounded<R> {
    decoder: R,
    packed: Arc<AtomicU64>,
    out: u64,
    always: u64,
}

impl<R: Read> Bounded<R> {
    fn new(decoder: R, packed: Arc<AtomicU64>) -> Self {
        Self { decoder, packed, out: 0, always: ALWAYS }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let got = self.decoder.read(buffer)?;
        self.out += got as u64;
        let most = self.packed.load(Ordering::Relaxed).saturating_mul(MOST_TIMES);
        if self.out > self.always.max(most) {
            return Err(std::io::Error::other(format!(
                "it expands more than {MOST_TIMES} times, as no archive of posts does; \
                 decompress it yourself if you trust it"
            )));
        }
        Ok(got)
    }
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn unpack(packed: &[u8], always: u64) -> std::io::Result<u64> {
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Counted { reader: packed, bytes: bytes.clone() };
        let mut reader = Bounded::new(flate2::read::MultiGzDecoder::new(counted), bytes);
        reader.always = always;
        std::io::copy(&mut reader, &mut std::io::sink())
    }

    #[test]
    fn a_file_made_to_fill_the_memory_is_cut_short() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            encoder.write_all(&vec![b' '; 1 << 16]).expect("in memory");
        }
        let packed = encoder.finish().expect("in memory");
        assert_eq!(unpack(&packed, u64::MAX).ok(), Some(4 << 20));
        let error = unpack(&packed, 1 << 20).expect_err("a bomb");
        assert!(error.to_string().contains("expands more than 500 times"));
    }

    #[test]
    fn what_compresses_as_posts_do_is_read_whole() {
        let text =
            (0..200_000).fold(String::new(), |text, n| text + &format!("{{\"id\":\"{n}\"}}\n"));
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).expect("in memory");
        let packed = encoder.finish().expect("in memory");
        assert_eq!(unpack(&packed, 0).ok(), Some(text.len() as u64));
    }
}
