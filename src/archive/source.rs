//! Plain, gzip and zstd files, told by their first bytes.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::Path;

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
