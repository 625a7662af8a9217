//! From posts to edges: which accounts of a corpus are tied, and how.

use crate::archive::Kind;
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::network::shared;
use crate::run::Interrupt;

/// What ties two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// One passed on a post of the other.
    Repost,
    /// One answered the other.
    Reply,
    /// One quoted the other.
    Quote,
    /// One named the other in the text of an original, a quote or a reply, apart from the
    /// account that it answers.
    Mention,
    /// Any of these; a post counts once for each account that it reaches.
    Any,
    /// One follows the other, by the lists of followers that were attached.
    Follow,
    /// Both used the same hashtag; the weight is how many.
    Hashtag,
    /// Both shared the same link; the weight is how many.
    Url,
}

impl Tie {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Repost,
        Self::Reply,
        Self::Quote,
        Self::Mention,
        Self::Any,
        Self::Follow,
        Self::Hashtag,
        Self::Url,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Repost => "repost",
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Mention => "mention",
            Self::Any => "any",
            Self::Follow => "follow",
            Self::Hashtag => "hashtag",
            Self::Url => "url",
        }
    }

    /// Whether it leads one way.
    pub fn directed(self) -> bool {
        !matches!(self, Self::Hashtag | Self::Url)
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|tie| tie.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|tie| tie.as_str()).collect();
            Error::input("kind", format!("{name:?}"), names.join(", "))
        })
    }
}

/// Which ties count.
#[derive(Debug, Clone, Default)]
pub struct TiesOptions {
    /// Arcs from who passed on to who was read, rather than the other way.
    pub attention: bool,
    /// For each account whether both ends of a tie must be such.
    pub among: Option<Vec<bool>>,
    /// From this time on.
    pub since: Option<i64>,
    /// Before this time.
    pub until: Option<i64>,
}

/// The ties of a corpus, one for each post and account that it reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties {
    /// Account from which the arc leads.
    pub source: Vec<u32>,
    /// Account to which it leads.
    pub target: Vec<u32>,
    /// When, in microseconds; [`NO_TIME`] if unknown.
    pub time: Vec<i64>,
}

/// The ties of one kind, in order of posts.
///
/// Arcs carry information: from who was read to who passed it on, answered, quoted or named;
/// with `attention` the reverse. Posts without a time are left out where a time is asked for.
/// Linear in posts and mentions; hashtags and links: in pairs of accounts that used the same.
///
/// # Errors
/// [`Error::Input`] for follow ties without lists of followers or between two dates, and for
/// too many pairs that used the same; [`Error::Interrupted`].
pub fn ties(
    corpus: &Corpus,
    tie: Tie,
    options: &TiesOptions,
    interrupt: &Interrupt,
) -> Result<Ties> {
    match tie {
        Tie::Follow => return follows(corpus, options),
        Tie::Hashtag => return shared::hashtags(corpus, options, interrupt),
        Tie::Url => return shared::links(corpus, options, interrupt),
        _ => {}
    }
    let mut ties = Ties::default();
    let mut reached = Vec::new();
    for row in 0..corpus.len {
        if row % 65_536 == 0 {
            interrupt.check()?;
        }
        let (author, time) = (corpus.author[row], corpus.time[row]);
        if author == NONE || !options.holds(author) || !options.covers(time) {
            continue;
        }
        reached.clear();
        reach(corpus, row, tie, &mut reached);
        for &other in reached.iter().filter(|&&other| options.holds(other)) {
            let (source, target) =
                if options.attention { (author, other) } else { (other, author) };
            ties.source.push(source);
            ties.target.push(target);
            ties.time.push(time);
        }
    }
    Ok(ties)
}

/// Arcs from who is followed to the follower.
fn follows(corpus: &Corpus, options: &TiesOptions) -> Result<Ties> {
    let Some(lists) = &corpus.follows else {
        let wanted = "lists of followers; attach them with corpus.attach(follows=...)";
        return Err(Error::input("kind", "\"follow\" in a corpus without them", wanted));
    };
    if options.since.is_some() || options.until.is_some() {
        let wanted = "no dates with kind=\"follow\": lists of followers have none";
        return Err(Error::input("since, until", "a date", wanted));
    }
    let mut ties = Ties::default();
    for (follower, followed) in lists.pairs() {
        if options.holds(follower) && options.holds(followed) {
            let ends = if options.attention { (follower, followed) } else { (followed, follower) };
            ties.source.push(ends.0);
            ties.target.push(ends.1);
            ties.time.push(NO_TIME);
        }
    }
    Ok(ties)
}

impl TiesOptions {
    pub(super) fn holds(&self, account: u32) -> bool {
        let among = self.among.as_ref();
        among.is_none_or(|among| among.get(account as usize).copied().unwrap_or(false))
    }

    pub(super) fn covers(&self, time: i64) -> bool {
        (self.since.is_none() && self.until.is_none())
            || (time != NO_TIME
                && self.since.is_none_or(|since| time >= since)
                && self.until.is_none_or(|until| time < until))
    }
}

/// The accounts that a post reaches by ties of this kind, each once.
fn reach(corpus: &Corpus, row: usize, tie: Tie, reached: &mut Vec<u32>) {
    let is = |kind: Tie| tie == kind || tie == Tie::Any;
    let replied = corpus.reply_to_author[row];
    if is(Tie::Repost) {
        reached.push(corpus.repost_of_author[row]);
    }
    if is(Tie::Reply) {
        reached.push(replied);
    }
    if is(Tie::Quote) {
        reached.push(corpus.quote_of_author[row]);
    }
    // A repost's mentions are its original's.
    if is(Tie::Mention) && corpus.kind[row] != Kind::Repost {
        reached.extend(corpus.mentions.row(row).iter().filter(|&&account| account != replied));
    }
    reached.retain(|&account| account != NONE);
    reached.sort_unstable();
    reached.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Column, Input, Table, read};

    /// Rows of: id, author, reply to author, quote of author, repost of author, mentions.
    fn corpus(rows: &[[&str; 6]]) -> Corpus {
        let names = [
            "post_id",
            "author",
            "reply_to_author",
            "quote_of_author",
            "repost_of_author",
            "mentions",
        ];
        let columns = names
            .iter()
            .enumerate()
            .map(|(i, name)| {
                let cells = rows.iter().map(|row| Some(row[i]).filter(|cell| !cell.is_empty()));
                ((*name).to_owned(), Column::Text(cells.collect()))
            })
            .collect();
        let table = Table::new(columns, crate::archive::Lines::From(1)).expect("a table");
        read(
            &[Input::Table {
                name: "t".into(),
                table,
                format: &crate::archive::formats::canonical::FORMAT,
            }],
            &Interrupt::new(),
        )
        .expect("a corpus")
    }

    fn pairs(corpus: &Corpus, tie: Tie, options: &TiesOptions) -> Vec<(String, String)> {
        let found = ties(corpus, tie, options, &Interrupt::new()).expect("ties");
        let key = |account: &u32| corpus.accounts.key(*account).expect("an account").to_owned();
        found.source.iter().zip(&found.target).map(|(a, b)| (key(a), key(b))).collect()
    }

    #[test]
    fn information_flows_from_who_was_read() {
        let corpus = corpus(&[
            ["1", "a", "", "", "b", "b c"],
            ["2", "a", "b", "c", "", "b c d d"],
            ["3", "a", "a", "", "", ""],
        ]);
        let go = |tie| pairs(&corpus, tie, &TiesOptions::default());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(go(Tie::Repost), [pair("b", "a")]);
        assert_eq!(go(Tie::Reply), [pair("b", "a"), pair("a", "a")]);
        assert_eq!(go(Tie::Quote), [pair("c", "a")]);
        assert_eq!(go(Tie::Mention), [pair("c", "a"), pair("d", "a")]);
        let any = [pair("b", "a"), pair("b", "a"), pair("c", "a"), pair("d", "a"), pair("a", "a")];
        assert_eq!(go(Tie::Any), any);
        let attention = TiesOptions { attention: true, ..TiesOptions::default() };
        assert_eq!(pairs(&corpus, Tie::Repost, &attention), [pair("a", "b")]);
    }

    #[test]
    fn accounts_that_used_the_same_are_tied_once_for_each_thing() {
        let row = |id: &str, author: &str, tags: &str, repost: &str| {
            [id, author, tags, repost].map(str::to_owned)
        };
        let rows = [
            row("1", "a", "Peace talks", ""),
            row("2", "b", "peace PEACE", ""),
            row("3", "c", "talks", ""),
            row("4", "b", "talks", ""),
            row("5", "d", "peace", "a"),
        ];
        let names = ["post_id", "author", "hashtags", "repost_of_author"];
        let columns = names.iter().enumerate().map(|(i, name)| {
            let cells = rows.iter().map(|row| Some(row[i].as_str()).filter(|c| !c.is_empty()));
            ((*name).to_owned(), Column::Text(cells.collect()))
        });
        let table = Table::new(columns.collect(), crate::archive::Lines::From(1)).expect("a table");
        let corpus = read(
            &[Input::Table {
                name: "t".into(),
                table,
                format: &crate::archive::formats::canonical::FORMAT,
            }],
            &Interrupt::new(),
        );
        let found = pairs(&corpus.expect("a corpus"), Tie::Hashtag, &TiesOptions::default());
        let mut found: Vec<String> = found.into_iter().map(|(a, b)| a + &b).collect();
        found.sort();
        assert_eq!(found, ["ab", "ab", "ac", "bc"]);
    }

    #[test]
    fn follow_ties_need_lists_of_followers() {
        let corpus = corpus(&[["1", "a", "b", "", "", ""]]);
        let options = TiesOptions::default();
        let error = ties(&corpus, Tie::Follow, &options, &Interrupt::new()).unwrap_err();
        assert!(error.to_string().contains("attach"), "{error}");
        let (a, b) = (corpus.accounts.find("a").unwrap(), corpus.accounts.find("b").unwrap());
        let follows = crate::corpus::Follows::new(corpus.accounts.len(), vec![(a, b)]);
        let with = Corpus { follows: Some(std::sync::Arc::new(follows)), ..corpus };
        assert_eq!(pairs(&with, Tie::Follow, &options), [("b".to_owned(), "a".to_owned())]);
        let dated = TiesOptions { since: Some(0), ..options };
        assert!(ties(&with, Tie::Follow, &dated, &Interrupt::new()).is_err());
    }

    #[test]
    fn both_ends_must_be_among_those_asked_for() {
        let corpus = corpus(&[["1", "a", "b", "", "", "c"], ["2", "c", "b", "", "", ""]]);
        let mut among = vec![false; corpus.accounts.len()];
        for name in ["a", "b"] {
            among[corpus.accounts.find(name).expect("an account") as usize] = true;
        }
        let options = TiesOptions { among: Some(among), ..TiesOptions::default() };
        assert_eq!(pairs(&corpus, Tie::Any, &options), [("b".to_owned(), "a".to_owned())]);
    }
}
