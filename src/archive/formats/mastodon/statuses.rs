//! From a status to a post.

use super::html::{self, Plain};
use super::shapes::{Account, Status};
use super::{FEDIVERSE, TRUTH};
use crate::archive::batch::{AccountRef, Batch, Draft, NO_COUNT, Profile, Span};
use crate::archive::json::counter;
use crate::archive::time;

/// Nothing, or the reason why something could not be used.
pub type Kept = Result<(), String>;

/// Where a status was read.
#[derive(Clone, Copy)]
pub struct Network {
    /// The name in the `platform` column.
    pub platform: &'static str,
    /// Whether there is only one server, so that its ids of accounts are those of all.
    pub one_server: bool,
}

/// The server in an address.
pub fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    (!host.is_empty()).then_some(host)
}

/// Whether an address is of Truth Social.
pub fn is_truth(address: &str) -> bool {
    host(address) == Some("truthsocial.com")
}

fn network_of_account(account: &Account) -> Network {
    if account.url.get().is_some_and(is_truth) { TRUTH } else { FEDIVERSE }
}

fn network(status: &Status) -> Network {
    let address = status.url.get().or(status.uri.get());
    let own = status.sponsored.is_some() || address.is_some_and(is_truth);
    match &status.account.0 {
        _ if own => TRUTH,
        Some(account) => network_of_account(account),
        None => FEDIVERSE,
    }
}

/// `user@server` for whichever server was asked: a server leaves its own name out. On Truth Social
/// there is one server, and handles and ids stand as they are.
///
/// The ids of accounts are each server's own, and small numbers on many of them: the account 1 is
/// somebody else everywhere. They are not used but to find the account that a post answers.
fn account_ref(account: &Account, network: Network, batch: &mut Batch) -> AccountRef {
    let Some(acct) = account.acct.get().or(account.username.get()) else {
        return AccountRef::default();
    };
    if network.one_server {
        return batch.account(account.id.get(), Some(acct));
    }
    let server = account.url.get().or(account.uri.get()).and_then(host);
    match server.filter(|_| !acct.trim_start_matches('@').contains('@')) {
        Some(server) => batch.account(None, Some(&format!("{acct}@{server}"))),
        None => batch.account(None, Some(acct)),
    }
}

/// Keep what is said of an account.
pub fn keep_account(account: &Account, batch: &mut Batch) -> AccountRef {
    keep_account_of(account, network_of_account(account), batch)
}

fn keep_account_of(account: &Account, network: Network, batch: &mut Batch) -> AccountRef {
    let reference = account_ref(account, network, batch);
    if reference.is_none() {
        return reference;
    }
    let note = account.note.get().map(|note| html::plain(note, false).text);
    let profile = Profile {
        account: reference,
        name: batch.keep_opt(account.display_name.get()),
        description: batch.keep_opt(note.as_deref()),
        location: batch.keep_opt(account.location.get()),
        created_at: account.created_at.get().and_then(time::parse),
        followers: account.followers_count.0,
        following: account.following_count.0,
        posts: account.statuses_count.0,
        verified: account.verified,
    };
    batch.profiles.push(profile);
    reference
}

/// A status, and those inside it.
pub fn keep_status(status: &Status, line: u64, nested: bool, batch: &mut Batch) -> Kept {
    let Some(id) = status.id.get() else { return Err("a status without an id".to_owned()) };
    let time = match status.created_at.get() {
        None => None,
        Some(text) => Some(time::parse(text).ok_or_else(|| {
            format!("created_at: {text:?} is not a date; wanted {}", time::WANTED)
        })?),
    };
    let network = network(status);
    let author = match &status.account.0 {
        Some(account) => keep_account_of(account, network, batch),
        None => AccountRef::default(),
    };
    let (quote_id, quoted) = quote_of(status);
    let plain = plain_text(status, quote_id.is_some());
    let reblog = status.reblog.0.0.as_deref();
    let author_of = |status: Option<&Status>, batch: &mut Batch| {
        let account = status.and_then(|status| status.account.0.as_ref());
        account.map(|account| account_ref(account, network, batch)).unwrap_or_default()
    };
    let mut draft = Draft {
        line,
        nested,
        id: batch.keep(id),
        author,
        time,
        // What passes another on has no text of its own.
        text: match reblog {
            Some(_) => batch.keep_opt(Some(&plain.text)),
            None => batch.keep(&plain.text),
        },
        lang: batch.keep_opt(status.language.get()),
        platform: batch.keep(network.platform),
        reply_to: batch.keep_opt(status.in_reply_to_id.get()),
        reply_to_author: answered(status, author, network, batch),
        quote_of: batch.keep_opt(quote_id),
        quote_of_author: author_of(quoted, batch),
        repost_of: batch.keep_opt(reblog.and_then(|reblog| reblog.id.get())),
        repost_of_author: author_of(reblog, batch),
        counts: Some([
            counter(status.replies_count.0),
            counter(status.reblogs_count.0),
            counter(status.quotes_count.0),
            counter(status.favourites_count.0),
            NO_COUNT,
        ]),
        ..Draft::default()
    };
    if status.content.0.is_none() && status.text.0.is_none() {
        draft.text = Span::NONE;
    }
    keep_marks(status, &plain, network, &mut draft, batch);
    batch.drafts.push(draft);
    let inside =
        [("reblog", reblog), ("quote", quoted), ("in_reply_to", status.in_reply_to.0.0.as_deref())];
    for (name, inner) in inside {
        // What is only a reference has no account.
        let Some(inner) = inner.filter(|inner| inner.account.0.is_some()) else { continue };
        if let Err(reason) = keep_status(inner, line, true, batch) {
            batch.reject(line, format!("in {name}: {reason}"));
        }
    }
    Ok(())
}

/// The id of the quoted status, and the status if it is there. Mastodon puts it into an object
/// with the state of the quote; others put it into `quote` itself, or name its id beside it.
fn quote_of<'s, 'a>(status: &'s Status<'a>) -> (Option<&'s str>, Option<&'s Status<'a>>) {
    let Some(quote) = status.quote.0.0.as_deref() else { return (status.quote_id.get(), None) };
    if let Some(quoted) = quote.quoted_status.0.0.as_deref() {
        return (quoted.id.get(), Some(quoted));
    }
    let id = quote.quoted_status_id.get().or(quote.id.get()).or(status.quote_id.get());
    (id, quote.account.0.is_some().then_some(quote))
}

/// The content warning, an empty line, and the text; of a deleted status its source.
fn plain_text(status: &Status, quotes: bool) -> Plain {
    let mut plain = match (status.content.get(), status.text.get()) {
        (Some(content), _) => html::plain(content, quotes),
        (None, text) => Plain { text: text.unwrap_or_default().to_owned(), links: Vec::new() },
    };
    plain.warn(status.spoiler_text.get());
    plain
}

/// The account that is answered, as far as the status tells: by its own id, among the mentions, or
/// in the status that it answers.
fn answered(
    status: &Status,
    author: AccountRef,
    network: Network,
    batch: &mut Batch,
) -> AccountRef {
    let Some(id) = status.in_reply_to_account_id.get() else { return AccountRef::default() };
    let account = status.account.0.as_ref();
    if account.is_some_and(|account| account.id.get() == Some(id)) {
        return author;
    }
    let above = status.in_reply_to.0.0.as_ref().and_then(|status| status.account.0.as_ref());
    let mut known =
        status.mentions.items.iter().filter_map(|mention| mention.0.as_ref()).chain(above);
    match known.find(|mention| mention.id.get() == Some(id)) {
        Some(mention) => account_ref(mention, network, batch),
        None if network.one_server => batch.account(Some(id), None),
        None => AccountRef::default(),
    }
}

fn keep_marks(
    status: &Status,
    plain: &Plain,
    network: Network,
    draft: &mut Draft,
    batch: &mut Batch,
) {
    let starts = batch.open_lists();
    for mention in status.mentions.items.iter().filter_map(|mention| mention.0.as_ref()) {
        let account = account_ref(mention, network, batch);
        if !account.is_none() {
            batch.mentions.push(account);
        }
    }
    for tag in status.tags.items.iter().filter_map(|tag| tag.0.as_ref()) {
        batch.hashtag(tag.name.get().unwrap_or_default());
    }
    for link in &plain.links {
        batch.url(link);
    }
    // The card of a link repeats it.
    let card = status.card.0.as_ref().and_then(|card| card.url.get());
    if let Some(card) = card.filter(|card| !plain.links.iter().any(|link| link == card)) {
        batch.url(card);
    }
    batch.close_lists(starts, draft);
}
