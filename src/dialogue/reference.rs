//! Dialogue, slowly and obviously: for some accounts together, all times, no intervals.

use crate::archive::Kind;
use crate::corpus::{Corpus, NO_TIME, NONE};

/// posts, replies, self-replies, addressed, answered, inferred; reply ratio, answer rate,
/// answered within 24 hours, median in seconds, third turns.
pub type Numbers = ([usize; 6], [f64; 5]);

pub struct Letter {
    pub post: usize,
    pub from: u32,
    pub answer: Option<usize>,
    inferred: bool,
}

pub fn replies_to(corpus: &Corpus, row: usize) -> Option<(u32, u32)> {
    let (post, account) = (corpus.reply_to[row], corpus.reply_to_author[row]);
    let author = if post == NONE { account } else { corpus.author[post as usize] };
    let nothing = post == NONE && account == NONE && corpus.kind[row] != Kind::Reply;
    (corpus.kind[row] != Kind::Repost && !nothing).then_some((post, author))
}

pub fn letters_to(corpus: &Corpus, s: u32) -> Vec<Letter> {
    let timed = |row: &usize| corpus.time[*row] != NO_TIME;
    let own: Vec<usize> =
        (0..corpus.len).filter(timed).filter(|&row| corpus.author[row] == s).collect();
    let (Some(&first), Some(&last)) = (own.first(), own.last()) else { return Vec::new() };
    let mut letters: Vec<Letter> = (0..corpus.len)
        .filter(timed)
        .filter(|&row| (corpus.time[first]..=corpus.time[last]).contains(&corpus.time[row]))
        .filter(|&row| corpus.author[row] != s && corpus.author[row] != NONE)
        .filter(|&row| corpus.kind[row] != Kind::Repost)
        .filter(|&row| {
            replies_to(corpus, row).is_some_and(|(_, account)| account == s)
                || corpus.mentions.row(row).contains(&s)
        })
        .map(|post| Letter { post, from: corpus.author[post], answer: None, inferred: false })
        .collect();
    for row in own {
        let Some((post, account)) = replies_to(corpus, row) else { continue };
        let fits = |letter: &&mut Letter| {
            letter.post < row
                && letter.answer.is_none()
                && if post == NONE { letter.from == account } else { letter.post == post as usize }
        };
        if let Some(letter) = letters.iter_mut().filter(fits).max_by_key(|letter| letter.post) {
            letter.answer = Some(row);
            letter.inferred = post == NONE;
        }
    }
    letters
}

/// 1 - S(time) from (time, observed), by the formula.
fn answered_within(events: &[(i64, bool)], time: i64) -> f64 {
    let mut times: Vec<i64> = events.iter().filter(|e| e.1 && e.0 <= time).map(|e| e.0).collect();
    times.sort_unstable();
    times.dedup();
    let factor = |u: &i64| {
        let came = events.iter().filter(|e| e.1 && e.0 == *u).count() as f64;
        1.0 - came / events.iter().filter(|e| e.0 >= *u).count() as f64
    };
    1.0 - times.iter().map(factor).product::<f64>()
}

/// Whether the corpus would show a third turn: the addressee answered this post by name, or wrote
/// something and did not answer its author later without naming a post.
fn can_be_told(corpus: &Corpus, row: usize, addressee: u32) -> bool {
    let by: Vec<usize> = (0..corpus.len).filter(|&r| corpus.author[r] == addressee).collect();
    let named =
        by.iter().any(|&r| replies_to(corpus, r).is_some() && corpus.reply_to[r] == row as u32);
    let vague =
        by.iter().any(|&r| r > row && replies_to(corpus, r) == Some((NONE, corpus.author[row])));
    named || (!by.is_empty() && !vague)
}

pub fn numbers(corpus: &Corpus, accounts: &[u32]) -> Numbers {
    let own: Vec<usize> =
        (0..corpus.len).filter(|&row| accounts.contains(&corpus.author[row])).collect();
    let is_self = |row: &&usize| {
        replies_to(corpus, **row).is_some_and(|(_, account)| account == corpus.author[**row])
    };
    let all_replies = own.iter().filter(|row| replies_to(corpus, **row).is_some()).count();
    let to_self = own.iter().filter(is_self).count();
    let known: Vec<(usize, u32)> = own
        .iter()
        .filter_map(|&row| replies_to(corpus, row).map(|(_, account)| (row, account)))
        .filter(|&(row, account)| account != NONE && account != corpus.author[row])
        .filter(|&(row, account)| can_be_told(corpus, row, account))
        .collect();
    let came_back = |&&(row, account): &&(usize, u32)| {
        (0..corpus.len).any(|other| {
            corpus.author[other] == account
                && corpus.reply_to[other] == row as u32
                && corpus.kind[other] != Kind::Repost
        })
    };
    let mut events = Vec::new();
    let mut inferred = 0;
    for &s in accounts {
        let last = (0..corpus.len)
            .filter(|&row| corpus.author[row] == s && corpus.time[row] != NO_TIME)
            .map(|row| corpus.time[row])
            .max();
        for letter in letters_to(corpus, s) {
            inferred += usize::from(letter.inferred);
            let end = letter.answer.map(|row| corpus.time[row]).or(last).unwrap_or(NO_TIME);
            events.push((end - corpus.time[letter.post], letter.answer.is_some()));
        }
    }
    let answered = events.iter().filter(|event| event.1).count();
    let mut times: Vec<i64> = events.iter().map(|event| event.0).collect();
    times.sort_unstable();
    let median = times.into_iter().find(|&time| answered_within(&events, time) >= 0.5 - 1e-9);
    let within = answered_within(&events, 86_400_000_000);
    let ratio = |a: usize, b: usize| a as f64 / b as f64;
    (
        [own.len(), all_replies - to_self, to_self, events.len(), answered, inferred],
        [
            ratio(all_replies - to_self, own.len()),
            ratio(answered, events.len()),
            if events.is_empty() { f64::NAN } else { within },
            median.map_or(f64::NAN, |time| time as f64 / 1e6),
            ratio(known.iter().filter(came_back).count(), known.len()),
        ],
    )
}
