//! What is there, what is missing, what was rejected: the first table of every study.

use super::strings::NONE;
use super::{Corpus, NO_TIME, Tally};
use crate::archive::{Kind, format_time};

/// One row of the coverage table.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its name.
    pub measure: &'static str,
    /// Its value.
    pub value: f64,
    /// The value in words, and what it means.
    pub text: String,
}

/// Counts of everything that bears on how far results can be trusted. `O(posts)`.
///
/// `on_roster` says for each row whether its author stood on the roster at the time.
pub fn coverage(corpus: &Corpus, on_roster: Option<&[bool]>) -> Vec<Measure> {
    let mut table: Vec<Measure> = present(corpus)
        .into_iter()
        .chain(absent(corpus))
        .chain(repaired(corpus))
        .map(|(measure, value, text)| Measure {
            measure,
            value: value as f64,
            text: format!("{value} {text}"),
        })
        .collect();
    let times = || corpus.time.iter().copied().filter(|&time| time != NO_TIME);
    for (measure, time) in [("first", times().min()), ("last", times().max())] {
        table.push(Measure {
            measure,
            value: time.map_or(f64::NAN, |time| time as f64 / 1e6),
            text: time.map_or_else(|| "no post has a time".to_owned(), format_time),
        });
    }
    table.push(off_roster(corpus, on_roster));
    table
}

/// A count: its name, its value, what is counted.
type Row = (&'static str, u64, &'static str);

/// What is there.
fn present(corpus: &Corpus) -> Vec<Row> {
    let Tally { files, notices, .. } = &corpus.tally;
    let authors: std::collections::HashSet<u32> =
        corpus.author[..corpus.len].iter().copied().filter(|&author| author != NONE).collect();
    let of = |kind: Kind| count(&corpus.kind, |&other| other == kind);
    vec![
        ("files", *files, "files or tables read"),
        ("lines", notices.lines, "lines or rows that are not blank"),
        ("post_lines", notices.post_lines, "of them with at least one post"),
        ("record_lines", notices.record_lines, "of them with a known record that is no post"),
        ("rejected_lines", notices.rejected_lines, "of them that could not be used; see rejects"),
        ("posts", corpus.len as u64, "distinct posts"),
        ("accounts", named_accounts(corpus), "accounts that the posts name in any way"),
        ("authors", authors.len() as u64, "accounts that wrote at least one of the posts"),
        ("originals", of(Kind::Original), "posts that answer, quote or pass on nothing"),
        ("replies", of(Kind::Reply), "replies"),
        ("quotes", of(Kind::Quote), "quotes"),
        ("reposts", of(Kind::Repost), "reposts"),
        ("nested_posts", count(&corpus.nested, |&n| n), "posts found only inside other posts"),
    ]
}

/// Accounts that wrote, are referred to or are mentioned.
fn named_accounts(corpus: &Corpus) -> u64 {
    let mut named = vec![false; corpus.accounts.len()];
    let columns = [
        &corpus.author,
        &corpus.reply_to_author,
        &corpus.quote_of_author,
        &corpus.repost_of_author,
    ];
    let mentions = (0..corpus.len).flat_map(|row| corpus.mentions.row(row));
    for &account in columns.into_iter().flatten().chain(mentions) {
        if account != NONE {
            named[account as usize] = true;
        }
    }
    count(&named, |&named| named)
}

/// What is not there though something refers to it, or is not known.
fn absent(corpus: &Corpus) -> Vec<Row> {
    let missing = |posts: &[u32]| {
        let mut missing: Vec<u32> =
            posts.iter().copied().filter(|&post| post != NONE && !corpus.has(post)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.len() as u64
    };
    let author_only = |posts: &[u32], authors: &[u32]| {
        let only = |&(&post, &author): &(&u32, &u32)| post == NONE && author != NONE;
        posts.iter().zip(authors).filter(only).count() as u64
    };
    let (reply_to, repost_of) = (&corpus.reply_to, &corpus.repost_of);
    let replies_author_only = author_only(reply_to, &corpus.reply_to_author);
    let reposts_author_only = author_only(repost_of, &corpus.repost_of_author);
    let sourceless = (0..corpus.len).filter(|&row| {
        corpus.kind[row] == Kind::Repost
            && repost_of[row] == NONE
            && corpus.repost_of_author[row] == NONE
    });
    let without_author = count(&corpus.author[..corpus.len], |&author| author == NONE);
    let without_text = (0..corpus.len).filter(|&row| corpus.text.is_null(row)).count();
    vec![
        ("missing_parents", missing(reply_to), "posts that were answered and are not there"),
        ("missing_roots", missing(repost_of), "posts that were passed on and are not there"),
        ("missing_quoted", missing(&corpus.quote_of), "posts that were quoted and are not there"),
        ("missing_deleted", missing_deleted(corpus), "posts not there that a deletion explains"),
        ("replies_author_only", replies_author_only, "replies that name an account and no post"),
        ("reposts_author_only", reposts_author_only, "reposts that name an account and no post"),
        ("reposts_of_unknown", sourceless.count() as u64, "reposts that name no source at all"),
        ("without_time", count(&corpus.time, |&time| time == NO_TIME), "posts without a time"),
        ("without_author", without_author, "posts without an author"),
        ("without_text", without_text as u64, "posts without a text"),
    ]
}

/// Posts that others refer to and that are not there because they were deleted.
fn missing_deleted(corpus: &Corpus) -> u64 {
    if corpus.deletions.is_empty() {
        return 0;
    }
    let missing = corpus.len as u32..corpus.ids.len() as u32;
    missing.filter(|&post| corpus.deletions.posts.find(corpus.ids.get(post)).is_some()).count()
        as u64
}

/// Accounts that were seen with more than one handle.
fn renamed(corpus: &Corpus) -> u64 {
    let seen = &corpus.accounts.roll().seen_account;
    let mut renamed: Vec<u32> =
        seen.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    renamed.dedup();
    renamed.len() as u64
}

/// What was counted, merged or cut while reading.
fn repaired(corpus: &Corpus) -> Vec<Row> {
    let Tally { notices, duplicates, superseded, self_references, reply_rings, .. } = &corpus.tally;
    let ambiguous = corpus.tally.ambiguous_handles;
    let parts = (corpus.rejects.len() as u64).saturating_sub(notices.rejected_lines);
    let Tally { filled_posts, platform_clashes, .. } = &corpus.tally;
    let deleted = count(&corpus.deleted, |&deleted| deleted);
    vec![
        ("duplicates", *duplicates, "posts read again; the fullest version was kept"),
        ("edits", *superseded, "earlier versions of edited posts; the latest was kept"),
        ("ambiguous_handles", ambiguous, "handles with more than one id; the one seen last holds"),
        ("renamed_accounts", renamed(corpus), "accounts seen with more than one handle"),
        ("filled_posts", *filled_posts, "posts of which another version filled what one lacked"),
        ("platform_clashes", *platform_clashes, "post ids that stood on two platforms"),
        ("tombstones", corpus.deletions.notices, "notices that a post was deleted"),
        ("deleted_posts", deleted, "posts that were read and were deleted later"),
        ("marks_from_text", notices.marks_from_text, "posts whose marks were read from the text"),
        ("self_references", *self_references, "references of a post to itself, dropped"),
        ("reply_rings", *reply_rings, "rings of replies, cut at their earliest post"),
        ("rejected_parts", parts, "parts of files and lines that could not be used; see rejects"),
        (
            "repaired_lines",
            notices.repaired_lines,
            "lines with half a character in a text, which reads U+FFFD there",
        ),
        ("error_objects", notices.errors, "error objects of the platform"),
        ("compliance_records", notices.compliance, "records of deletion or withdrawal"),
        ("stream_notices", notices.stream, "stream limits, warnings and disconnections"),
        ("empty_pages", notices.empty_pages, "answers of the platform without a result"),
        ("account_records", notices.users, "records of accounts without a post"),
        ("like_records", notices.likes, "records of likes"),
        ("other_records", notices.other_records, "other records of the platform that are no posts"),
        ("other_platforms", notices.other_platforms, "records of platforms that are not read"),
        ("promoted_posts", notices.promoted, "posts that were shown as advertisements; kept"),
        ("unavailable", notices.unavailable, "times that the platform did not show a post"),
        (
            "reposts_without_id",
            notices.reposts_without_id,
            "reposts that are shown without an id; they are not among the posts",
        ),
        (
            "mended_times",
            notices.mended_times,
            "posts whose stated time could not be; when the platform saw them stands instead",
        ),
    ]
}

fn count<T>(items: &[T], is: impl Fn(&T) -> bool) -> u64 {
    items.iter().filter(|item| is(item)).count() as u64
}

fn off_roster(corpus: &Corpus, on_roster: Option<&[bool]>) -> Measure {
    let (value, text) = match on_roster {
        None => (f64::NAN, "no roster is attached".to_owned()),
        Some(_) if corpus.len == 0 => (f64::NAN, "there are no posts".to_owned()),
        Some(on) => {
            let off = count(on, |&on| !on);
            let share = off as f64 / corpus.len as f64;
            (share, format!("{off} of {} posts by accounts off the roster", corpus.len))
        }
    };
    Measure { measure: "off_roster_share", value, text }
}
