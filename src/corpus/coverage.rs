//! What is there, what is missing, what was rejected: the first table of every study.

use super::strings::NONE;
use super::{Corpus, NO_TIME};
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
    let mut table = Vec::new();
    let mut add = |measure, value: u64, text: &str| {
        table.push(Measure { measure, value: value as f64, text: format!("{value} {text}") });
    };
    let tally = &corpus.tally;
    let notices = &tally.notices;
    let authors: std::collections::HashSet<u32> =
        corpus.author[..corpus.len].iter().copied().filter(|&author| author != NONE).collect();
    add("files", tally.files, "files or tables read");
    add("lines", notices.lines, "lines or rows that are not blank");
    add("posts", corpus.len as u64, "distinct posts");
    add("accounts", corpus.accounts.len() as u64, "accounts named in any way");
    add("authors", authors.len() as u64, "accounts that wrote at least one of the posts");
    for kind in Kind::ALL {
        let (name, text) = match kind {
            Kind::Original => ("originals", "posts that answer, quote or pass on nothing"),
            Kind::Reply => ("replies", "replies"),
            Kind::Quote => ("quotes", "quotes"),
            Kind::Repost => ("reposts", "reposts"),
        };
        add(name, count(&corpus.kind, |&other| other == kind), text);
    }
    add(
        "nested_posts",
        count(&corpus.nested, |&nested| nested),
        "posts found only inside other posts",
    );
    add("duplicates", tally.duplicates, "posts read again; the fullest version was kept");
    add("edits", tally.superseded, "earlier versions of edited posts; the latest was kept");
    let missing = |posts: &[u32]| {
        let mut missing: Vec<u32> =
            posts.iter().copied().filter(|&post| post != NONE && !corpus.has(post)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing.len() as u64
    };
    add(
        "missing_parents",
        missing(&corpus.reply_to),
        "posts that were answered and are not in the archive",
    );
    add(
        "missing_roots",
        missing(&corpus.repost_of),
        "posts that were passed on and are not in the archive",
    );
    add(
        "missing_quoted",
        missing(&corpus.quote_of),
        "posts that were quoted and are not in the archive",
    );
    let author_only = |posts: &[u32], authors: &[u32]| {
        posts.iter().zip(authors).filter(|&(&post, &author)| post == NONE && author != NONE).count()
            as u64
    };
    add(
        "replies_author_only",
        author_only(&corpus.reply_to, &corpus.reply_to_author),
        "replies that name the account and not the post",
    );
    add(
        "reposts_author_only",
        author_only(&corpus.repost_of, &corpus.repost_of_author),
        "reposts that name the account and not the post",
    );
    let sourceless = (0..corpus.len).filter(|&row| {
        corpus.kind[row] == Kind::Repost
            && corpus.repost_of[row] == NONE
            && corpus.repost_of_author[row] == NONE
    });
    add(
        "reposts_of_unknown",
        sourceless.count() as u64,
        "reposts that name neither post nor account",
    );
    add("self_references", tally.self_references, "references of a post to itself, dropped");
    add("reply_rings", tally.reply_rings, "rings of replies, cut at their earliest post");
    add("without_time", count(&corpus.time, |&time| time == NO_TIME), "posts without a time");
    add(
        "without_author",
        count(&corpus.author[..corpus.len], |&author| author == NONE),
        "posts without an author",
    );
    let texts = (0..corpus.len).filter(|&row| corpus.text.get(row).is_none()).count();
    add("without_text", texts as u64, "posts without a text");
    add(
        "rejected_lines",
        corpus.rejects.len() as u64,
        "lines or parts of lines rejected; see rejects",
    );
    add(
        "error_objects",
        notices.errors,
        "error objects of the platform (suspended accounts, withheld posts)",
    );
    add("compliance_records", notices.compliance, "records of deletion or withdrawal");
    add("stream_notices", notices.stream, "stream limits, warnings and disconnections");
    add("empty_pages", notices.empty_pages, "answers of the platform without a result");
    add("account_records", notices.users, "records of accounts without a post");
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
