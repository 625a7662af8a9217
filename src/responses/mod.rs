//! What a source's posts elicit, and how much of it the source is told of.
//!
//! | file | what it knows |
//! |---|---|
//! | `web` | who refers to which post, who names whom |
//! | `traces` | what comes back without a reference: copies, links, names, hashtags |
//! | `names` | the names of sources in running text |
//! | `notification` | whom the platforms tell |
//! | `unseen` | the share that the source is not told of |
//! | `threads` | which posts hang together |
//! | `amplification` | who passes on, how unequally, and who at the same time as whom |

mod amplification;
mod names;
mod notification;
#[cfg(test)]
mod reference;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod threads;
mod traces;
mod unseen;
mod web;

pub use amplification::{Amplification, Amplifier, CoTimed, amplification, amplifiers, co_timing};
pub use names::Names;
pub use notification::{Mentions, RULES, Reposts, Rule, Told, rule_of};
pub use threads::{threads, threads_of};
pub use unseen::{Part, Unseen, unseen_by_channel, unseen_by_group};
pub use web::{Index, Link, links, mentions, reply};

use traces::{Trace, Traces};
use web::{Spread, Web};

use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::error::{Error, Result};
use crate::run::Interrupt;

/// The way by which a post responds to a source; of several the first holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Channel {
    /// Answers a post of the source.
    Reply = 0,
    /// Quotes a post of the source.
    Quote = 1,
    /// Passes on a post of the source.
    Repost = 2,
    /// Answers a post from which references lead on to a post of the source.
    DeepReply = 3,
    /// Quotes such a post.
    DeepQuote = 4,
    /// Passes on such a post.
    DeepRepost = 5,
    /// Names the source in its text.
    Mention = 6,
    /// Its references lead to a post that names the source.
    MentionThread = 7,
    /// Has nearly the text of an earlier post of the source, and refers to nothing.
    Copy = 8,
    /// Carries a link that the source shared first.
    Link = 9,
    /// Has a name or title of the source in its text.
    Name = 10,
    /// Carries a hashtag that the source used first.
    Hashtag = 11,
}

impl Channel {
    /// All channels, the first that fits first.
    pub const ALL: [Self; 12] = [
        Self::Reply,
        Self::Quote,
        Self::Repost,
        Self::DeepReply,
        Self::DeepQuote,
        Self::DeepRepost,
        Self::Mention,
        Self::MentionThread,
        Self::Copy,
        Self::Link,
        Self::Name,
        Self::Hashtag,
    ];

    /// The name in the `channel` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Quote => "quote",
            Self::Repost => "repost",
            Self::DeepReply => "deep_reply",
            Self::DeepQuote => "deep_quote",
            Self::DeepRepost => "deep_repost",
            Self::Mention => "mention",
            Self::MentionThread => "mention_thread",
            Self::Copy => "copy",
            Self::Link => "link",
            Self::Name => "name",
            Self::Hashtag => "hashtag",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name).ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            Error::input("channels", format!("{name:?}"), format!("some of {all}"))
        })
    }
}

/// One post that responds to one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Response {
    /// Its row.
    pub response: u32,
    /// Its author, or [`NONE`].
    pub author: u32,
    /// Its time, or [`NO_TIME`].
    pub at: i64,
    /// The source.
    pub to: u32,
    /// The post that it responds to, or [`NONE`] where only the account is known.
    pub to_post: u32,
    /// How it responds.
    pub channel: Channel,
    /// Whether its own text names the source (a repost has no text of its own).
    pub mentions_source: bool,
    /// Whether the platform told the source; `None`: no rule is known for the platform.
    pub notified: Option<bool>,
    /// Whether the source was not told but could look it up; `None` as above.
    pub discoverable: Option<bool>,
    /// Microseconds since `to_post`, where both times are known; negative if the clocks say so.
    pub delay: Option<i64>,
}

/// Every response to every source: by source in the order asked for, then by row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responses {
    /// One for each source and response.
    pub rows: Vec<Response>,
}

impl Responses {
    /// Those by some of the channels.
    #[must_use]
    pub fn select(&self, channels: &[Channel]) -> Self {
        let rows = self.rows.iter().filter(|row| channels.contains(&row.channel));
        Self { rows: rows.copied().collect() }
    }
}

/// What counts as a response.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether copies of a text without a reference count.
    pub copies: bool,
    /// The names and titles of the sources.
    pub names: Names,
}

/// All posts that respond to these accounts. A source asked for twice is taken once.
///
/// A response to s is a post that is not by s (a post by an unknown author is not known to be)
/// and fits one of these, the first that fits:
///
/// 1. `reply`, `quote`, `repost`: it refers to a post of s, or, where the archive names no post,
///    to the account s; `to_post` is that post.
/// 2. `deep_…`: the post that it refers to leads on, by any number of replies, quotes and reposts,
///    to a post of s. Named by its first reference, in the order reply, quote, repost, that does;
///    `to_post` is the post of s behind that reference that is nearest in steps (of several: the
///    earliest row). Posts that are not in the archive take part as far as they are known:
///    their author may be, what they refer to is not. A reference that names an account and no
///    post is no step: nothing is known behind it.
/// 3. `mention`: its text names s. Reposts name nobody: the text is another's.
/// 4. `mention_thread`: as 2, to a post by another that names s; `to_post` is that post.
/// 5. `copy`: it refers to nothing and nobody, and its text is nearly that of a post of s (see
///    [`Matcher`](crate::variants::Matcher): Jaccard similarity of runs of five characters of 0.65
///    or more; texts of five words or more, short ones only if they are the same); `to_post` is
///    the most similar, of equals the latest.
/// 6. `link`: it carries a link that s was the first in the corpus to share, but for links to posts
///    of the platform itself; `to_post` is where. Links are compared by
///    [`same_page`](crate::content::same_page).
/// 7. `name`: a name of s stands in its text (see [`Names`]).
/// 8. `hashtag`: as 6, with a hashtag in any case.
///
/// For 5, 6 and 8 only posts strictly later than that of s count, and posts without a time are
/// neither first nor later. Where somebody else used a link or tag at the very time at which s
/// did, it is nobody's. For 5 to 8 reposts count on neither side: their words are another's.
///
/// Rings of references do no harm. Definition: ours; that many reactions go past replies and
/// reposts: Barbosa, Cesar-Jr & Cosley 2015, IEEE e-Science. Linear in posts, references,
/// mentions and words once, then for each source in the posts that lead to it.
pub fn responses(
    corpus: &Corpus,
    sources: &[u32],
    options: &Options,
    interrupt: &Interrupt,
) -> Result<Responses> {
    interrupt.check()?;
    let web = Web::new(corpus);
    let traces = Traces::find(corpus, sources, &options.names, options.copies, interrupt)?;
    let mut search = Search {
        corpus,
        web: &web,
        traces: &traces,
        written: Spread::new(corpus.ids.len()),
        naming: Spread::new(corpus.ids.len()),
    };
    let mut rows = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for &source in sources {
        interrupt.check()?;
        if source != NONE && seen.insert(source) {
            search.responses_to(source, &mut rows, interrupt)?;
        }
    }
    Ok(Responses { rows })
}

/// The search for the responses to one source after the other.
struct Search<'a> {
    corpus: &'a Corpus,
    web: &'a Web,
    traces: &'a Traces,
    /// What leads to a post of the source.
    written: Spread,
    /// What leads to a post that names the source.
    naming: Spread,
}

impl Search<'_> {
    fn responses_to(
        &mut self,
        source: u32,
        rows: &mut Vec<Response>,
        interrupt: &Interrupt,
    ) -> Result<()> {
        let (corpus, web) = (self.corpus, self.web);
        let mentioning = web.mentioning.of(source);
        self.written.run(web.written.of(source).iter().copied(), &web.referring, interrupt)?;
        // Posts of s that name s do no harm here: what leads to them is deep already.
        self.naming.run(mentioning.iter().copied(), &web.referring, interrupt)?;
        let traces = self.traces.of(source);
        let traced: Vec<u32> = traces.iter().map(|trace| trace.row).collect();
        let mut candidates: Vec<u32> = [
            web.naming_account.of(source),
            mentioning,
            self.written.reached(),
            self.naming.reached(),
            &traced,
        ]
        .concat();
        candidates.retain(|&post| corpus.has(post) && corpus.author[post as usize] != source);
        candidates.sort_unstable();
        candidates.dedup();
        rows.extend(candidates.into_iter().filter_map(|row| self.response(row, source, traces)));
        Ok(())
    }

    fn response(&self, row: u32, source: u32, traces: &[Trace]) -> Option<Response> {
        let corpus = self.corpus;
        let traced = || {
            let place = traces.binary_search_by_key(&row, |trace| trace.row).ok()?;
            Some((traces[place].channel, traces[place].to_post))
        };
        let (channel, to_post) = self.channel(row, source).or_else(traced)?;
        let told = notification::told(corpus, row, source);
        let at = corpus.time[row as usize];
        let delay =
            corpus.time_of(to_post).filter(|_| at != NO_TIME).and_then(|then| at.checked_sub(then));
        Some(Response {
            response: row,
            author: corpus.author[row as usize],
            at,
            to: source,
            to_post,
            channel,
            mentions_source: mentions(corpus, row).contains(&source),
            notified: told.map(|told| told == Told::Notified),
            discoverable: told.map(|told| told == Told::Discoverable),
            delay,
        })
    }

    /// The first channel of references and mentions that fits, and the post that it reaches.
    fn channel(&self, row: u32, source: u32) -> Option<(Channel, u32)> {
        let links = links(self.corpus, row);
        let direct = [Channel::Reply, Channel::Quote, Channel::Repost];
        let deep = [Channel::DeepReply, Channel::DeepQuote, Channel::DeepRepost];
        let through = |spread: &Spread, channels: [Channel; 3]| {
            links.iter().zip(channels).find_map(|(link, channel)| {
                spread.origin(link.post).map(|origin| (channel, origin))
            })
        };
        links
            .iter()
            .zip(direct)
            .find(|(link, _)| link.account == source)
            .map(|(link, channel)| (channel, link.post))
            .or_else(|| through(&self.written, deep))
            .or_else(|| {
                let named = mentions(self.corpus, row).contains(&source);
                named.then_some((Channel::Mention, NONE))
            })
            .or_else(|| through(&self.naming, [Channel::MentionThread; 3]))
    }
}
