//! From bytes to a corpus: whatever the parsers hand over, the corpus holds together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use twiplomacy::archive::{of_head, read_bytes};
use twiplomacy::corpus::{Builder, NONE, coverage};
use twiplomacy::run::Interrupt;

fuzz_target!(|bytes: &[u8]| {
    let Ok(format) = of_head(bytes) else { return };
    let Ok(batches) = read_bytes(bytes, format) else { return };
    let mut builder = Builder::new();
    builder.start_file("bytes");
    for batch in &batches {
        builder.take(batch);
    }
    let corpus = builder.finish(&Interrupt::new()).expect("nobody interrupts");
    for references in [&corpus.reply_to, &corpus.quote_of, &corpus.repost_of, &corpus.via] {
        for (row, &post) in references.iter().enumerate() {
            assert!(post == NONE || (post as usize) < corpus.ids.len());
            assert_ne!(post, row as u32, "no post refers to itself");
        }
    }
    let _ = coverage(&corpus, None);
});
