//! Posts that the platform says were deleted.

use super::column::Column;
use super::strings::Strings;

/// Notices of deletion, one a post, in order of time (unknown last) and then of post id.
#[derive(Debug, Clone, Default)]
pub struct Deletions {
    /// The posts.
    pub posts: Strings,
    /// Their authors, as far as the notices or the posts say.
    pub author: Column<u32>,
    /// When they were deleted: microseconds, or [`super::NO_TIME`].
    pub time: Column<i64>,
    /// Whether the post itself was read.
    pub seen: Column<bool>,
    /// How many notices there were.
    pub notices: u64,
}

impl Deletions {
    /// How many posts were deleted.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }
}
