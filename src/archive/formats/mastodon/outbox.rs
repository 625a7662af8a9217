//! The `outbox.json` of an account's own export: what it posted and passed on.
//!
//! Names: `app/services/backup_service.rb` and `app/serializers/activitypub` of
//! github.com/mastodon/mastodon. Posts have their global addresses as ids here, where the API
//! gives each server's own numbers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};

use super::super::{Format, Json, Reads};
use super::html;
use super::statuses::{Kept, host};
use crate::archive::batch::{AccountRef, Batch, Draft, Tombstone};
use crate::archive::fields::Fields;
use crate::archive::json::{self, Items, Loose, Text};
use crate::archive::{Outcome, Record, time, unknown_object};

/// Activities as servers exchange them.
pub static FORMAT: Format = Format {
    name: "activitypub",
    title: "the outbox.json of a Mastodon account",
    reads: Reads::Json(Json { claims, lists: &["orderedItems"], read }),
};

fn claims(fields: &Fields) -> bool {
    let kind = fields.get("type");
    let known = matches!(kind, Some("Create" | "Announce" | "Update" | "Delete" | "Undo" | "Like"));
    known && fields.has_all(&["id", "actor", "object"])
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Activity<'a> {
    id: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
    actor: Text<'a>,
    published: Text<'a>,
    object: Object<'a>,
}

/// What an activity is about: a note, or its address.
#[derive(Default)]
enum Object<'a> {
    #[default]
    None,
    Address(String),
    Note(Box<Note<'a>>),
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), rename_all = "camelCase", default)]
struct Note<'a> {
    id: Text<'a>,
    summary: Text<'a>,
    in_reply_to: Text<'a>,
    published: Text<'a>,
    attributed_to: Text<'a>,
    content: Text<'a>,
    content_map: Loose<BTreeMap<String, Text<'a>>>,
    conversation: Text<'a>,
    tag: Items<Loose<Tag<'a>>>,
    quote: Text<'a>,
    quote_uri: Text<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Tag<'a> {
    #[serde(rename = "type")]
    kind: Text<'a>,
    href: Text<'a>,
    name: Text<'a>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;
        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object<'de>;
            fn expecting(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
                out.write_str("an address or an object")
            }
            fn visit_str<E>(self, address: &str) -> Result<Object<'de>, E> {
                Ok(Object::Address(address.to_owned()))
            }
            fn visit_unit<E>(self) -> Result<Object<'de>, E> {
                Ok(Object::None)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<'de>, A::Error> {
                let note = Note::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Object::Note(Box::new(note)))
            }
        }
        deserializer.deserialize_any(ObjectVisitor)
    }
}

fn read(record: &Record, batch: &mut Batch) -> Outcome {
    let activity = match json::parse::<Activity>(record.bytes, record.line, batch) {
        Ok(activity) => activity,
        Err(reject) => return reject,
    };
    let kept = match (activity.kind.get(), &activity.object) {
        (Some("Create" | "Update"), Object::Note(note)) => {
            keep_note(&activity, note, record.line, batch)
        }
        (Some("Announce"), object) => keep_announce(&activity, object, record.line, batch),
        (Some("Delete"), object) => {
            let Some(address) = address_of(object) else {
                return Outcome::Reject("a Delete without its object".to_owned());
            };
            let post = batch.keep(address);
            let author = account(activity.actor.get(), batch);
            let time = activity.published.get().and_then(time::parse);
            batch.tombstones.push(Tombstone { post, author, time });
            batch.notices.compliance += 1;
            Ok(())
        }
        (Some("Like"), _) => {
            batch.notices.likes += 1;
            Ok(())
        }
        (Some(_), _) if activity.id.get().is_some() => {
            batch.notices.other_records += 1;
            Ok(())
        }
        _ => return Outcome::Other(unknown_object(&["id, type, actor and object of an activity"])),
    };
    match kept {
        Ok(()) => Outcome::Read,
        Err(reason) => Outcome::Reject(reason),
    }
}

fn address_of<'o>(object: &'o Object) -> Option<&'o str> {
    match object {
        Object::None => None,
        Object::Address(address) => Some(address),
        Object::Note(note) => note.id.get(),
    }
}

/// An actor's or a post's address as `user@server`, where it is written as Mastodon does; else the
/// address itself is the account's id.
fn account(address: Option<&str>, batch: &mut Batch) -> AccountRef {
    match address.and_then(handle_of) {
        Some(handle) => batch.account(None, Some(&handle)),
        None => batch.account(address, None),
    }
}

/// `https://server/users/name…` and `https://server/@name…` as `name@server`.
fn handle_of(address: &str) -> Option<String> {
    let server = host(address)?;
    let path = &address[address.find(server)? + server.len()..];
    let rest = path.strip_prefix("/users/").or_else(|| path.strip_prefix("/@"))?;
    let name = rest.split(['/', '?', '#']).next().filter(|name| !name.is_empty())?;
    Some(format!("{name}@{server}"))
}

/// The author of a post by its address, if the address says so.
fn author_of_post(address: Option<&str>, batch: &mut Batch) -> AccountRef {
    batch.account(None, address.and_then(handle_of).as_deref())
}

fn time_of(text: &Text) -> Result<Option<i64>, String> {
    let Some(text) = text.get() else { return Ok(None) };
    let time = time::parse(text);
    time.map(Some)
        .ok_or_else(|| format!("published: {text:?} is not a date; wanted {}", time::WANTED))
}

fn keep_note(activity: &Activity, note: &Note, line: u64, batch: &mut Batch) -> Kept {
    let id = note.id.get().ok_or("a note without an id")?;
    let published =
        if note.published.get().is_some() { &note.published } else { &activity.published };
    let quoted = note.quote.get().or(note.quote_uri.get());
    let mut plain = html::plain(note.content.get().unwrap_or_default(), quoted.is_some());
    plain.warn(note.summary.get());
    let languages = note.content_map.0.as_ref().filter(|languages| languages.len() == 1);
    let language = languages.and_then(|languages| languages.keys().next());
    let mut draft = Draft {
        line,
        id: batch.keep(id),
        author: account(note.attributed_to.get().or(activity.actor.get()), batch),
        time: time_of(published)?,
        text: batch.keep(&plain.text),
        lang: batch.keep_opt(language.map(String::as_str)),
        platform: batch.keep("mastodon"),
        conversation: batch.keep_opt(note.conversation.get()),
        reply_to: batch.keep_opt(note.in_reply_to.get()),
        reply_to_author: author_of_post(note.in_reply_to.get(), batch),
        quote_of: batch.keep_opt(quoted),
        quote_of_author: author_of_post(quoted, batch),
        ..Draft::default()
    };
    let starts = batch.open_lists();
    for tag in note.tag.items.iter().filter_map(|tag| tag.0.as_ref()) {
        match tag.kind.get() {
            Some("Mention") => mention(tag, batch),
            Some("Hashtag") => batch.hashtag(tag.name.get().unwrap_or_default()),
            _ => {}
        }
    }
    for link in &plain.links {
        batch.url(link);
    }
    batch.close_lists(starts, &mut draft);
    batch.drafts.push(draft);
    Ok(())
}

/// A mention by `@name@server`; of somebody on the same server the name stands alone.
fn mention(tag: &Tag, batch: &mut Batch) {
    let name = tag.name.get().map(|name| name.trim_start_matches('@'));
    let account = match name.filter(|name| name.contains('@')) {
        Some(name) => batch.account(None, Some(name)),
        None => account(tag.href.get(), batch),
    };
    if !account.is_none() {
        batch.mentions.push(account);
    }
}

fn keep_announce(activity: &Activity, object: &Object, line: u64, batch: &mut Batch) -> Kept {
    let id = activity.id.get().ok_or("an Announce without an id")?;
    let post = address_of(object).ok_or("an Announce without its object")?;
    let draft = Draft {
        line,
        id: batch.keep(id),
        author: account(activity.actor.get(), batch),
        time: time_of(&activity.published)?,
        platform: batch.keep("mastodon"),
        repost_of: batch.keep(post),
        repost_of_author: author_of_post(Some(post), batch),
        ..Draft::default()
    };
    batch.drafts.push(draft);
    Ok(())
}
