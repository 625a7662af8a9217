//! Telegram Desktop exports (`result.json`): one chat, or all chats of an account.
//!
//! Names: the exporter itself, github.com/telegramdesktop/tdesktop,
//! `Telegram/SourceFiles/export/output/export_output_json.cpp`.

use std::borrow::Cow;

use serde::Deserialize;

use super::{Format, Json, Reads};
use crate::archive::batch::{AccountRef, Batch, Draft, Kind, NO_COUNT, Profile};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Count, Items, Loose, Text, counter};
use crate::archive::{Outcome, Record, time, unknown_object};

#[cfg(test)]
mod tests;
mod text;

use self::text::Parts;

/// Telegram.
pub static FORMAT: Format = Format {
    name: "telegram",
    title: "a Telegram Desktop export (result.json)",
    reads: Reads::Json(Json { claims, lists: &["messages"], read }),
};

fn claims(fields: &Fields) -> bool {
    let is_message = matches!(fields.get("type"), Some("message" | "service"));
    let unsupported = fields.get("type") == Some("unsupported") && fields.len() == 2;
    fields.has("id") && ((is_message && fields.has("date")) || unsupported)
}

/// What an export says of a chat before its messages.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Chat<'a> {
    id: Text<'a>,
    name: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Message<'a> {
    id: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
    date: Text<'a>,
    date_unixtime: Text<'a>,
    from: Text<'a>,
    from_id: Text<'a>,
    text: Parts<'a>,
    text_entities: Parts<'a>,
    forwarded_from: Given<'a>,
    forwarded_from_id: Text<'a>,
    saved_from: Text<'a>,
    reply_to_message_id: Text<'a>,
    reply_to_peer_id: Text<'a>,
    reactions: Items<Loose<Reaction>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Reaction {
    count: Count,
}

/// A field that may be there and null: a forward from an account that is gone.
#[derive(Default)]
struct Given<'a>(Option<Text<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Given<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(|text| Self(Some(text)))
    }
}

fn read(record: &Record, batch: &mut Batch) -> Outcome {
    let mended = mend(record.bytes);
    let message = match json::parse::<Message>(&mended, record.line, batch) {
        Ok(message) => message,
        Err(reject) => return reject,
    };
    match message.kind.get() {
        Some("message") => {}
        Some("service" | "unsupported") if message.id.get().is_some() => {
            batch.notices.other_records += 1;
            return Outcome::Read;
        }
        _ => return Outcome::Other(unknown_object(&["id, type and date of a message"])),
    }
    let context = mend(record.context);
    // What stands around a list is kept as an object of what came before the list.
    let chat = json::parse::<Chat>(&context, record.line, batch).unwrap_or_default();
    match keep_message(&message, &chat, record.line, batch) {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Reject(reason),
    }
}

/// The exporter writes control characters as `\x0B`, which JSON does not know: as `\u000B`.
fn mend(json: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(json, b"\\x").is_none() {
        return Cow::Borrowed(json);
    }
    let mut mended = Vec::with_capacity(json.len() + 16);
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        mended.extend_from_slice(&rest[..at]);
        let pair = &rest[at..(at + 2).min(rest.len())];
        mended.extend_from_slice(if pair == b"\\x" { b"\\u00" } else { pair });
        rest = &rest[at + pair.len()..];
    }
    mended.extend_from_slice(rest);
    Cow::Owned(mended)
}

fn keep_message(
    message: &Message,
    chat: &Chat,
    line: u64,
    batch: &mut Batch,
) -> Result<(), String> {
    let id = message.id.get().ok_or("a message without an id")?;
    let chat_id = chat.id.get().map(bare_id).ok_or(
        "a message without its chat: wanted the export as it is, with the chat's id before its messages",
    )?;
    let time = time_of(message)?;
    let author = author_of(message, chat, batch);
    let reply_chat = message.reply_to_peer_id.get().map_or(chat_id, bare_id);
    let reply_to = message.reply_to_message_id.get().map(|id| format!("{reply_chat}/{id}"));
    let forwarded = message.forwarded_from.0.is_some() || message.forwarded_from_id.get().is_some();
    let reactions = message.reactions.items.iter().filter_map(|reaction| reaction.0.as_ref());
    let likes = message
        .reactions
        .present
        .then(|| reactions.filter_map(|reaction| reaction.count.0).fold(0, u64::saturating_add));
    let mut draft = Draft {
        line,
        id: batch.keep(&format!("{chat_id}/{id}")),
        author,
        time,
        text: batch.keep(&message.text.plain()),
        platform: batch.keep("telegram"),
        kind: forwarded.then_some(Kind::Repost),
        reply_to: batch.keep_opt(reply_to.as_deref()),
        repost_of_author: source_of(message, batch),
        counts: Some([NO_COUNT, NO_COUNT, NO_COUNT, counter(likes), NO_COUNT]),
        ..Draft::default()
    };
    let starts = batch.open_lists();
    // The later field has all parts; the earlier, in old exports, those that are more than text.
    let parts =
        if message.text_entities.is_empty() { &message.text } else { &message.text_entities };
    parts.keep_marks(batch);
    batch.close_lists(starts, &mut draft);
    batch.drafts.push(draft);
    Ok(())
}

/// The exporter's `date` is in the zone of whoever exported; the later `date_unixtime` is not.
fn time_of(message: &Message) -> Result<Option<i64>, String> {
    for (name, text) in [("date_unixtime", &message.date_unixtime), ("date", &message.date)] {
        if let Some(text) = text.get() {
            let time = time::parse(text);
            return time
                .map(Some)
                .ok_or_else(|| format!("{name}: {text:?} is not a date; wanted {}", time::WANTED));
        }
    }
    Ok(None)
}

/// An id without what tells the kind of chat: `channel123`, and the `-100123` of bots, are 123.
fn bare_id(id: &str) -> &str {
    let id =
        ["user", "chat", "channel"].iter().find_map(|kind| id.strip_prefix(kind)).unwrap_or(id);
    match id.strip_prefix("-100") {
        Some(bare) if bare.len() >= 9 => bare,
        _ => id.trim_start_matches('-'),
    }
}

/// Chats and channels before this in the numbers of old exports, and how they are written now.
const OLD_KINDS: [(u64, &str); 2] = [(0x2_0000_0000, "channel"), (0x1_0000_0000, "chat")];

/// An account's id as exports since 2021 write it: `user123`, `channel123`. Before, it was a
/// number, with the kind in its upper half.
fn account_id(id: &str) -> Cow<'_, str> {
    let Ok(number) = id.parse::<u64>() else { return Cow::Borrowed(id) };
    for (start, kind) in OLD_KINDS {
        if number >= start {
            return Cow::Owned(format!("{kind}{}", number - start));
        }
    }
    Cow::Owned(format!("user{number}"))
}

/// Who wrote a message: in a channel without a `from_id` the channel itself.
fn author_of(message: &Message, chat: &Chat, batch: &mut Batch) -> AccountRef {
    if let Some(id) = message.from_id.get() {
        return keep_account(&account_id(id), message.from.get(), batch);
    }
    let is_channel = chat.kind.get().is_some_and(|kind| kind.ends_with("channel"));
    match chat.id.get() {
        Some(id) if is_channel => {
            keep_account(&format!("channel{}", bare_id(id)), chat.name.get(), batch)
        }
        _ => batch.account(None, message.from.get()),
    }
}

/// An account by its id. Exports do not know handles; a forward may name its source by the title
/// of a channel alone, so the title stands in for the channel's handle. The names of people do
/// not: many share one.
fn keep_account(id: &str, name: Option<&str>, batch: &mut Batch) -> AccountRef {
    let account = batch.account(Some(id), name.filter(|_| id.starts_with("channel")));
    let name = batch.keep_opt(name);
    batch.profiles.push(Profile { account, name, ..Profile::default() });
    account
}

/// From whom a message was forwarded: an id where the export has one, else a name.
fn source_of(message: &Message, batch: &mut Batch) -> AccountRef {
    let Some(given) = &message.forwarded_from.0 else {
        return match message.forwarded_from_id.get() {
            Some(id) => batch.account(Some(&account_id(id)), None),
            None => AccountRef::default(),
        };
    };
    let name = given.get().or(message.saved_from.get());
    match message.forwarded_from_id.get() {
        Some(id) => keep_account(&account_id(id), name, batch),
        None => batch.account(None, name),
    }
}
