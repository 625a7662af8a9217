//! Members, parents and evidence, slowly and obviously.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Attribution, Evidence, Options};
use crate::archive::Kind;
use crate::corpus::{Corpus, Follows, NO_TIME, NONE};

/// The root of a post, by walking; of a ring, its first row.
pub(super) fn slow_root(corpus: &Corpus, quotes: bool, post: u32) -> u32 {
    let mut walk = vec![post];
    loop {
        let at = *walk.last().expect("it begins with the post");
        let passed_on = if !corpus.has(at) {
            NONE
        } else if corpus.repost_of[at as usize] == NONE && quotes {
            corpus.quote_of[at as usize]
        } else {
            corpus.repost_of[at as usize]
        };
        if passed_on == NONE {
            return at;
        }
        if let Some(begin) = walk.iter().position(|&met| met == passed_on) {
            return walk[begin..].iter().copied().min().expect("a ring has members");
        }
        walk.push(passed_on);
    }
}

/// Whether an account had dealt with another before a time.
fn had_met(corpus: &Corpus, account: u32, other: u32, time: i64) -> bool {
    (0..corpus.len).any(|row| {
        let mentions = corpus.mentions.row(row);
        corpus.author[row] == account
            && corpus.time[row] != NO_TIME
            && corpus.time[row] < time
            && (corpus.repost_of_author[row] == other
                || corpus.reply_to_author[row] == other
                || corpus.quote_of_author[row] == other
                || (corpus.kind[row] != Kind::Repost && mentions.contains(&other)))
    })
}

/// The members that can be the parent of a child by one of the rules that infer.
fn slow_candidates(
    corpus: &Corpus,
    follows: Option<&Follows>,
    child: u32,
    members: &[u32],
) -> Vec<u32> {
    let (me, Some(now)) = (corpus.author[child as usize], corpus.time_of(child)) else {
        return Vec::new();
    };
    let is_source = |other: u32| {
        other != NONE
            && other != me
            && match follows {
                Some(follows) => follows.of(me).contains(&other),
                None => had_met(corpus, me, other, now),
            }
    };
    let earlier = |j: u32| moment(corpus, members, j).is_some_and(|time| time < now);
    let candidate = |&j: &u32| me != NONE && earlier(j) && is_source(corpus.author[j as usize]);
    members.iter().copied().filter(candidate).collect()
}

/// When a member was posted; a root of unknown time before all times.
fn moment(corpus: &Corpus, members: &[u32], post: u32) -> Option<i64> {
    match corpus.time_of(post) {
        None if post == members[0] => Some(NO_TIME),
        time => time,
    }
}

/// The parents that a member may have and how they are known, by the definition: one, but of
/// drawn ones several.
fn slow_parent(
    corpus: &Corpus,
    follows: Option<&Follows>,
    options: &Options,
    child: u32,
    members: &[u32],
) -> (Vec<u32>, Evidence) {
    let (root, row) = (members[0], child as usize);
    let as_root = (vec![root], Evidence::Root);
    let rule = options.attribution;
    if rule == Attribution::Root {
        return as_root;
    }
    let quoted = if options.quotes { corpus.quote_of[row] } else { NONE };
    let above = if corpus.repost_of[row] == NONE { quoted } else { corpus.repost_of[row] };
    let via = corpus.via[row];
    let named = if members.contains(&via) {
        Some(via)
    } else {
        Some(above).filter(|&above| above != root && members.contains(&above))
    };
    if let (Some(parent), true) = (named, rule != Attribution::Chain) {
        let later = corpus.time_of(parent) > corpus.time_of(child)
            && corpus.time_of(parent).is_some()
            && corpus.time_of(child).is_some();
        let sound = parent == root || !later;
        return if sound { (vec![parent], Evidence::Observed) } else { as_root };
    }
    let time = |j: u32| moment(corpus, members, j);
    let small = |j: u32| {
        let id = corpus.ids.get(j);
        Reverse((id.len(), id.to_owned()))
    };
    if rule == Attribution::Chain {
        let Some(now) = corpus.time_of(child) else { return as_root };
        let earlier = members.iter().copied().filter(|&j| time(j).is_some_and(|t| t < now));
        let latest = earlier.max_by_key(|&j| (j != root, time(j), small(j)));
        return latest.map_or(as_root, |j| (vec![j], Evidence::InferredChain));
    }
    let candidates = slow_candidates(corpus, follows, child, members);
    let fame = |j: u32| {
        let pairs = follows.into_iter().flat_map(Follows::pairs);
        pairs.filter(|&(_, followed)| followed == corpus.author[j as usize]).count()
    };
    let all = || candidates.iter().copied();
    let parents = match rule {
        Attribution::Recent => all().max_by_key(|&j| (time(j), small(j))).into_iter().collect(),
        Attribution::First => {
            all().max_by_key(|&j| (Reverse(time(j)), small(j))).into_iter().collect()
        }
        Attribution::Popular => all().max_by_key(|&j| (fame(j), small(j))).into_iter().collect(),
        Attribution::Draw => candidates.clone(),
        _ => Vec::new(),
    };
    if parents.is_empty() {
        return as_root;
    }
    let evidence = match follows {
        Some(_) => Evidence::InferredFollow,
        None => Evidence::InferredInteraction,
    };
    (parents, evidence)
}

/// Parents and evidence of all members but the root; of parents in a ring, the first member in
/// order hangs on the root.
pub(super) fn slow_parents(
    corpus: &Corpus,
    follows: Option<&Follows>,
    options: &Options,
    members: &[u32],
) -> BTreeMap<u32, (Vec<u32>, Evidence)> {
    let mut parents: BTreeMap<u32, (Vec<u32>, Evidence)> = members[1..]
        .iter()
        .map(|&child| (child, slow_parent(corpus, follows, options, child, members)))
        .collect();
    for &member in &members[1..] {
        let mut at = member;
        for _ in 0..members.len() {
            // Drawn parents are earlier, so no ring goes through them.
            at = parents.get(&at).map_or(members[0], |(parents, _)| parents[0]);
            if at == member {
                parents.insert(member, (vec![members[0]], Evidence::Root));
            }
        }
    }
    parents
}
