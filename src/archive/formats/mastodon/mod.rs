//! Mastodon and what speaks its API: statuses, contexts, searches, accounts, notifications and
//! events of the stream. Truth Social is one of these, with fields of its own.
//!
//! | file | what it knows |
//! |---|---|
//! | `shapes` | the objects as far as they are read |
//! | `statuses` | from a status to a post |
//! | `html` | from HTML to text and links |
//! | `outbox` | an account's own export |

mod html;
mod outbox;
mod shapes;
mod statuses;
#[cfg(test)]
mod tests;

pub use self::outbox::FORMAT as OUTBOX;
use self::shapes::{Account, Status};
use self::statuses::{Kept, Network, keep_account, keep_status};
use super::{Format, Json, Reads};
use crate::archive::batch::{AccountRef, Batch, Tombstone};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Inside, Items, Loose, Raw, Text};
use crate::archive::{Outcome, Record, unknown_object};

/// Mastodon.
pub static FORMAT: Format = Format {
    name: "mastodon",
    title: "Mastodon statuses, contexts, searches, accounts or events",
    reads: Reads::Json(Json { claims, lists: &[], read }),
};

/// Truth Social.
pub static TRUTH_SOCIAL: Format = Format {
    name: "truth-social",
    title: "Truth Social statuses, searches or accounts",
    reads: Reads::Json(Json { claims: claims_truth, lists: &[], read }),
};

fn claims(fields: &Fields) -> bool {
    let status = fields.has_all(&["id", "account"])
        && fields.has_any(&["content", "text"])
        && fields.has_any(&["reblogs_count", "visibility", "spoiler_text", "reblog"]);
    let account = fields.has_all(&["id", "username", "acct"]);
    let search = fields.has("statuses") && fields.has_any(&["accounts", "hashtags"]);
    let event = fields.has_all(&["event", "payload"]);
    let notification = fields.has_all(&["id", "type", "account", "created_at"]);
    let context = fields.has_all(&["ancestors", "descendants"]);
    status || account || search || event || notification || context
}

fn claims_truth(fields: &Fields) -> bool {
    let home = |name: &str| fields.get(name).is_some_and(statuses::is_truth);
    let own = fields.has_all(&["quote_id", "sponsored"]) || home("url") || home("uri");
    let search = fields.has_all(&["statuses", "accounts", "groups"]);
    (own && claims(fields)) || search
}

fn read(record: &Record, batch: &mut Batch) -> Outcome {
    match json::parse::<Status>(record.bytes, record.line, batch) {
        Ok(top) => read_top(top, record.line, batch),
        Err(reject) => reject,
    }
}

fn read_top(top: Status, line: u64, batch: &mut Batch) -> Outcome {
    if let (Some(event), Some(payload)) = (top.event.get(), top.payload) {
        return read_event(event, payload, line, batch);
    }
    if top.ancestors.present
        || top.descendants.present
        || top.statuses.present
        || top.accounts.present
    {
        return read_page(&top, line, batch);
    }
    if top.account.0.is_some()
        && (top.content.0.is_some() || top.text.0.is_some() || top.reblog.0.0.is_some())
    {
        return outcome(keep_status(&top, line, false, batch));
    }
    if top.account.0.is_some() && top.kind.get().is_some() {
        return outcome(read_notification(&top, line, batch));
    }
    if top.acct.get().is_some() {
        keep_account(&account_of(top), batch);
        batch.notices.users += 1;
        return Outcome::Read;
    }
    Outcome::Other(unknown_object(&["id, account and content", "acct", "event and payload"]))
}

fn outcome(kept: Kept) -> Outcome {
    match kept {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Reject(reason),
    }
}

fn account_of(top: Status) -> Account {
    Account {
        id: top.id,
        username: top.username,
        acct: top.acct,
        url: top.url,
        uri: top.uri,
        display_name: top.display_name,
        note: top.note,
        location: top.location,
        created_at: top.created_at,
        followers_count: top.followers_count,
        following_count: top.following_count,
        statuses_count: top.statuses_count,
        verified: top.verified,
    }
}

/// A context or the results of a search.
fn read_page(top: &Status, line: u64, batch: &mut Batch) -> Outcome {
    let before = batch.drafts.len() + batch.rejects.len();
    let list = |items: &Items<Inside<Loose<Status>>>, name: &str, batch: &mut Batch| {
        for item in &items.items {
            let kept = match &item.0.0 {
                Some(status) => keep_status(status, line, false, batch),
                None => Err("no object".to_owned()),
            };
            if let Err(reason) = kept {
                batch.reject(line, format!("in {name}: {reason}"));
            }
        }
    };
    list(&top.ancestors, "ancestors", batch);
    list(&top.descendants, "descendants", batch);
    list(&top.statuses, "statuses", batch);
    let mut accounts = 0;
    for account in top.accounts.items.iter().filter_map(|account| account.0.as_ref()) {
        keep_account(account, batch);
        accounts += 1;
    }
    if batch.drafts.len() + batch.rejects.len() == before {
        if accounts == 0 {
            batch.notices.empty_pages += 1;
        } else {
            batch.notices.users += 1;
        }
    }
    Outcome::Read
}

/// An event of the stream: its payload is an object, or JSON in a string.
fn read_event(event: &str, payload: Raw, line: u64, batch: &mut Batch) -> Outcome {
    // A payload that is no string is JSON itself.
    let inner = payload.parse::<Text>(line, batch).ok().and_then(|text| text.0);
    let payload = inner.as_deref().unwrap_or(payload.0);
    match event {
        "update" | "status.update" | "notification" => {
            match json::parse::<Status>(payload.as_bytes(), line, batch) {
                Ok(top) if event == "notification" => outcome(read_notification(&top, line, batch)),
                Ok(top) => outcome(keep_status(&top, line, false, batch)),
                Err(reject) => reject,
            }
        }
        "delete" => {
            let id = payload.trim();
            if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Outcome::Reject(format!(
                    "a delete event of {id:?}; wanted the id of a status"
                ));
            }
            let post = batch.keep(id);
            batch.tombstones.push(Tombstone { post, author: AccountRef::default(), time: None });
            batch.notices.compliance += 1;
            Outcome::Read
        }
        _ => {
            batch.notices.stream += 1;
            Outcome::Read
        }
    }
}

/// A notification: what was done, by whom, and to which status.
fn read_notification(top: &Status, line: u64, batch: &mut Batch) -> Kept {
    if let Some(account) = &top.account.0 {
        keep_account(account, batch);
    }
    match top.kind.get() {
        Some("favourite") => batch.notices.likes += 1,
        Some("reblog") => batch.notices.reposts_without_id += 1,
        _ => batch.notices.other_records += 1,
    }
    match &top.status.0.0 {
        Some(status) => keep_status(status, line, false, batch),
        None => Ok(()),
    }
}

/// Of which network a status is, if it is none of Mastodon's.
const TRUTH: Network = Network { platform: "truth_social", one_server: true };
const FEDIVERSE: Network = Network { platform: "mastodon", one_server: false };
