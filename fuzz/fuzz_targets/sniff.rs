//! The sniffer: any bytes are of a format or of none, and what it says can be read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twiplomacy::archive::{of_head, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(format) = of_head(bytes) {
        let _ = read_bytes(bytes, format);
    }
});
