//! One parser: the format that FUZZ_FORMAT names reads any bytes without harm, accounts for every
//! line, and hands over nothing that points elsewhere.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use twiplomacy::archive::{Batch, Format, read_bytes};

static FORMAT: LazyLock<&'static Format> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_FORMAT").expect("FUZZ_FORMAT names a format");
    Format::named(&name).expect("a format of the registry")
});

fuzz_target!(|bytes: &[u8]| {
    for batch in read_bytes(bytes, *FORMAT).unwrap_or_default() {
        check(&batch);
    }
});

fn check(batch: &Batch) {
    let notices = &batch.notices;
    let told = notices.post_lines + notices.record_lines + notices.rejected_lines;
    assert_eq!(notices.lines, told, "every line is posts, a known record or a reject");
    for draft in &batch.drafts {
        assert!(batch.get(draft.id).is_some_and(|id| !id.is_empty()), "a post has an id");
        for span in [draft.text, draft.reply_to, draft.quote_of, draft.repost_of, draft.via] {
            let _ = batch.get(span);
        }
        assert!(draft.mentions.end as usize <= batch.mentions.len());
        assert!(draft.hashtags.end as usize <= batch.hashtags.len());
        assert!(draft.urls.end as usize <= batch.urls.len());
    }
}
