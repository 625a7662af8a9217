//! Mentions, hashtags and links read from a text, where an archive does not list them.

use super::batch::Batch;
use crate::content::{Kind, hashtags, tokens};

/// Which marks an archive does not list.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Handles.
    pub mentions: bool,
    /// Hashtags.
    pub hashtags: bool,
    /// Links.
    pub urls: bool,
}

impl Wanted {}

/// Add the marks of a text to the lists that are open. Linear in its length.
pub fn read(text: &str, wanted: Wanted, batch: &mut Batch) {
    batch.notices.marks_from_text += 1;
    for token in tokens(text) {
        match token.kind {
            Kind::Mention if wanted.mentions => batch.mention(None, Some(token.text)),
            Kind::Url if wanted.urls => batch.url(token.text),
            _ => {}
        }
    }
    if wanted.hashtags {
        for tag in hashtags(text) {
            batch.hashtag(tag);
        }
    }
}
