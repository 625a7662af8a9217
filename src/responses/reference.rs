//! The responses, slowly and obviously.

use super::{Channel, Response, Told};
use crate::archive::Kind;
use crate::content::{post_on, same_page};
use crate::corpus::{Corpus, NO_TIME, NONE};
use crate::variants::{Settings, Unit, reference::similarity};

/// The three references of a row, forwards.
fn refers_to(corpus: &Corpus, post: u32) -> Vec<u32> {
    if !corpus.has(post) {
        return Vec::new();
    }
    let at = post as usize;
    vec![corpus.reply_to[at], corpus.quote_of[at], corpus.repost_of[at]]
}

/// The nearest post from `start` on that is wanted; of several the smallest.
fn nearest(corpus: &Corpus, start: u32, wanted: impl Fn(u32) -> bool) -> Option<u32> {
    let mut layer = vec![start];
    for _ in 0..=corpus.ids.len() {
        layer.retain(|&post| post != NONE);
        if let Some(&post) = layer.iter().filter(|&&post| wanted(post)).min() {
            return Some(post);
        }
        layer = layer.iter().flat_map(|&post| refers_to(corpus, post)).collect();
        layer.sort_unstable();
        layer.dedup();
    }
    None
}

fn names(corpus: &Corpus, post: u32, source: u32) -> bool {
    corpus.has(post)
        && corpus.kind[post as usize] != Kind::Repost
        && corpus.mentions.row(post as usize).contains(&source)
}

fn channel(corpus: &Corpus, row: u32, source: u32) -> Option<(Channel, u32)> {
    let at = row as usize;
    let by_source = |post: u32| corpus.author[post as usize] == source;
    let links = [
        (Channel::Reply, Channel::DeepReply, corpus.reply_to[at], corpus.reply_to_author[at]),
        (Channel::Quote, Channel::DeepQuote, corpus.quote_of[at], corpus.quote_of_author[at]),
        (Channel::Repost, Channel::DeepRepost, corpus.repost_of[at], corpus.repost_of_author[at]),
    ];
    for (direct, _, post, account) in links {
        if if post == NONE { account == source } else { by_source(post) } {
            return Some((direct, post));
        }
    }
    for (_, deep, post, _) in links {
        if let Some(reached) = nearest(corpus, post, by_source) {
            return Some((deep, reached));
        }
    }
    if names(corpus, row, source) {
        return Some((Channel::Mention, NONE));
    }
    let other_names = |post: u32| names(corpus, post, source) && !by_source(post);
    links
        .into_iter()
        .find_map(|(_, _, post, _)| nearest(corpus, post, other_names))
        .map(|reached| (Channel::MentionThread, reached))
}

/// The names that the tests give to accounts a and b.
pub const NAMES: [(char, &str); 2] = [('a', "Prime Minister"), ('b', "和平")];

/// What the platform said, by the words of the rules.
fn told(corpus: &Corpus, row: u32, source: u32) -> Option<Told> {
    let at = row as usize;
    let platform = corpus.platforms.get_opt(corpus.platform[at])?.to_lowercase();
    let by = |post: u32, account: u32| {
        let author = if post == NONE { NONE } else { corpus.author[post as usize] };
        (if author == NONE { account } else { author }) == source
    };
    let answered = by(corpus.reply_to[at], corpus.reply_to_author[at]);
    let quoted = by(corpus.quote_of[at], corpus.quote_of_author[at]);
    let passed_on = by(corpus.repost_of[at], corpus.repost_of_author[at]);
    let mut above = false;
    let mut post = row;
    for _ in 0..4 {
        if corpus.has(post) {
            above |= by(corpus.reply_to[post as usize], corpus.reply_to_author[post as usize]);
            post = corpus.reply_to[post as usize];
        }
    }
    let through = corpus.via[at] != NONE && corpus.author[corpus.via[at] as usize] == source;
    let told = names(corpus, row, source)
        || quoted
        || match platform.as_str() {
            "twitter" => answered || passed_on,
            "bluesky" => above || passed_on || through,
            "mastodon" => passed_on,
            "telegram" => answered,
            _ => return None,
        };
    Some(match (told, passed_on) {
        (true, _) => Told::Notified,
        (false, true) => Told::Discoverable,
        (false, false) => Told::No,
    })
}

fn original(corpus: &Corpus, row: u32) -> bool {
    corpus.kind[row as usize] != Kind::Repost
}

fn copied(corpus: &Corpus, row: u32, source: u32) -> Option<u32> {
    let at = row as usize;
    let alone = [&corpus.reply_to, &corpus.quote_of, &corpus.repost_of, &corpus.via]
        .iter()
        .chain(&[&corpus.reply_to_author, &corpus.quote_of_author, &corpus.repost_of_author])
        .all(|column| column[at] == NONE);
    if !alone || corpus.time[at] == NO_TIME {
        return None;
    }
    let text = |post: u32| corpus.text.get(post as usize).unwrap_or_default();
    let mut best = (0.0, None);
    for post in 0..corpus.len as u32 {
        let earlier = corpus.author[post as usize] == source
            && corpus.time[post as usize] < corpus.time[at]
            && corpus.time[post as usize] != NO_TIME;
        let alike = similarity(text(row), text(post), Settings::of(Unit::Character));
        if let Some(similar) = alike.filter(|_| earlier && original(corpus, post))
            && similar >= best.0
        {
            best = (similar, Some(post));
        }
    }
    best.1
}

/// The post in which a source first used something that a later row uses, too.
fn taken(corpus: &Corpus, row: u32, source: u32, used: impl Fn(u32) -> Vec<String>) -> Option<u32> {
    let time = |post: u32| corpus.time[post as usize];
    let posts =
        || (0..corpus.len as u32).filter(|&post| original(corpus, post) && time(post) != NO_TIME);
    if time(row) == NO_TIME {
        return None;
    }
    let first_by_source = |item: String| {
        let users: Vec<u32> = posts().filter(|&post| used(post).contains(&item)).collect();
        let first = users.iter().map(|&post| time(post)).min()?;
        let firsts: Vec<u32> = users.into_iter().filter(|&post| time(post) == first).collect();
        let all = firsts.iter().all(|&post| corpus.author[post as usize] == source);
        (all && first < time(row)).then(|| firsts[0])
    };
    used(row).into_iter().filter_map(first_by_source).min()
}

fn links(corpus: &Corpus, row: u32) -> Vec<String> {
    let platform = corpus.platforms.get_opt(corpus.platform[row as usize]);
    let own = |link: &str| match platform.map(str::to_lowercase).as_deref() {
        None => post_on(link).is_some(),
        Some("twitter") => post_on(link) == Some("x"),
        Some(name) => post_on(link) == Some(name),
    };
    let all = corpus.urls.row(row as usize).iter().map(|&link| corpus.links.get(link));
    all.filter(|link| !own(link)).map(|link| same_page(link).into_owned()).collect()
}

fn tags(corpus: &Corpus, row: u32) -> Vec<String> {
    let all = corpus.hashtags.row(row as usize).iter();
    all.map(|&tag| corpus.tags.get(tag).to_lowercase()).collect()
}

fn bears_name(corpus: &Corpus, row: u32, source: u32) -> bool {
    let text = corpus.text.get(row as usize).unwrap_or_default().to_lowercase();
    NAMES.iter().any(|&(letter, name)| {
        corpus.accounts.find(&letter.to_string()) == Some(source)
            && text.contains(&name.to_lowercase())
    })
}

fn traced(corpus: &Corpus, row: u32, source: u32) -> Option<(Channel, u32)> {
    if !original(corpus, row) {
        return None;
    }
    let some = |channel| move |post| (channel, post);
    copied(corpus, row, source)
        .map(some(Channel::Copy))
        .or_else(|| taken(corpus, row, source, |post| links(corpus, post)).map(some(Channel::Link)))
        .or_else(|| bears_name(corpus, row, source).then_some((Channel::Name, NONE)))
        .or_else(|| {
            taken(corpus, row, source, |post| tags(corpus, post)).map(some(Channel::Hashtag))
        })
}

/// With texts short enough that every mention counts.
pub fn responses(corpus: &Corpus, sources: &[u32]) -> Vec<Response> {
    let mut rows = Vec::new();
    for &to in sources {
        for response in (0..corpus.len as u32).filter(|&row| corpus.author[row as usize] != to) {
            let found = channel(corpus, response, to).or_else(|| traced(corpus, response, to));
            let Some((channel, to_post)) = found else { continue };
            let at = corpus.time[response as usize];
            let then = if corpus.has(to_post) { corpus.time[to_post as usize] } else { NO_TIME };
            let told = told(corpus, response, to);
            rows.push(Response {
                response,
                author: corpus.author[response as usize],
                at,
                to,
                to_post,
                channel,
                mentions_source: names(corpus, response, to),
                notified: told.map(|told| told == Told::Notified),
                discoverable: told.map(|told| told == Told::Discoverable),
                delay: (at != NO_TIME && then != NO_TIME).then(|| at - then),
            });
        }
    }
    rows
}
