//! The laws of threads, and threads whose shape is known.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::archive::Kind;
use crate::corpus::testing::{Post, corpus, post, posts};
use crate::error::Error;

fn threads(corpus: &Corpus) -> Threads {
    conversations(corpus, &Interrupt::new()).expect("nobody interrupts")
}

fn shapes<'a>(corpus: &'a Corpus, threads: &Threads) -> Shapes<'a> {
    threads.shape(corpus, &Interrupt::new()).expect("nobody interrupts")
}

/// `label: root, parent>child, ...` of every thread; `?` is a root without an id.
fn told(corpus: &Corpus, threads: &Threads) -> Vec<String> {
    let name = |post: u32| corpus.ids.get_opt(post).unwrap_or("?");
    (0..threads.len())
        .map(|thread| {
            let nodes = threads.nodes(thread);
            let posts = &threads.posts[nodes.clone()];
            let edges = nodes.clone().skip(1).map(|node| {
                let parent = posts[threads.parents[node] as usize];
                format!(" {}>{}", name(parent), name(threads.posts[node]))
            });
            let edges: String = edges.collect();
            format!("{}: {}{edges}", threads.label(corpus, thread), name(posts[0]))
        })
        .collect()
}

fn tell(posts: &[Post]) -> Vec<String> {
    let corpus = corpus(posts);
    told(&corpus, &threads(&corpus))
}

/// The post that a row answers, unless it is a repost.
fn answered(corpus: &Corpus, row: u32) -> u32 {
    if corpus.kind[row as usize] == Kind::Repost { NONE } else { corpus.reply_to[row as usize] }
}

/// Which posts are in one thread, by joining what belongs together until nothing changes.
fn slow_groups(corpus: &Corpus) -> Vec<String> {
    let rows = || 0..corpus.len as u32;
    let top = |post: u32| {
        let mut at = post;
        while corpus.has(at) && answered(corpus, at) != NONE {
            at = answered(corpus, at);
        }
        at
    };
    let posts = corpus.ids.len() as u32;
    let mut joined: Vec<(String, String)> = Vec::new();
    let id = |post: u32| format!("post {}", corpus.ids.get(post));
    for post in 0..posts {
        joined.push((id(post), id(top(post))));
        let named = |row: &u32| corpus.conversation[*row as usize] != NONE;
        let first = rows().filter(|&row| top(row) == post).find(named);
        let own = Some(post).filter(|&post| corpus.has(post) && named(&post));
        if top(post) == post
            && let Some(row) = own.or(first)
        {
            let name = corpus.conversations.get(corpus.conversation[row as usize]);
            let bearer = corpus.ids.find(name);
            joined.push((id(post), bearer.map_or(format!("name {name}"), id)));
            let opens = |&row: &u32| {
                let of = corpus.conversations.get_opt(corpus.conversation[row as usize]);
                let kind = corpus.kind[row as usize];
                of == Some(name) && !matches!(kind, Kind::Reply | Kind::Repost)
            };
            if bearer.is_none()
                && let Some(founder) = rows().find(opens)
            {
                joined.push((id(post), id(founder)));
            }
        }
    }
    let mut group: BTreeMap<String, String> =
        joined.iter().flat_map(|(a, b)| [a, b]).map(|a| (a.clone(), a.clone())).collect();
    for _ in 0..group.len() {
        for (a, b) in &joined {
            let least = group[a].clone().min(group[b].clone());
            group.insert(a.clone(), least.clone());
            group.insert(b.clone(), least);
        }
    }
    (0..posts).map(|post| group[&id(post)].clone()).collect()
}

proptest! {
    #[test]
    fn threads_are_what_links_and_names_join(posts in posts(14)) {
        let corpus = corpus(&posts);
        let threads = threads(&corpus);
        let groups = slow_groups(&corpus);
        let mut thread_of = BTreeMap::new();
        let mut unplaced = 0;
        for thread in 0..threads.len() {
            let nodes = threads.nodes(thread);
            let members = &threads.posts[nodes.clone()];
            prop_assert_eq!(threads.parents[nodes.start], NONE);
            let mut replies = 0;
            for (&post, node) in members.iter().zip(nodes).skip(1) {
                let parent = members[threads.parents[node] as usize];
                let link = if corpus.has(post) { answered(&corpus, post) } else { NONE };
                prop_assert_eq!(parent, if link == NONE { members[0] } else { link });
                replies += usize::from(link != NONE);
                unplaced += u64::from(link == NONE && corpus.has(post));
            }
            prop_assert!(replies > 0);
            prop_assert!(members[1..].is_sorted());
            for &post in members.iter().filter(|&&post| post != NONE) {
                prop_assert_eq!(thread_of.insert(post, thread), None);
            }
        }
        prop_assert_eq!(threads.unplaced, unplaced);
        for row in 0..corpus.len as u32 {
            let parent = answered(&corpus, row);
            prop_assert!(parent == NONE || thread_of.contains_key(&row));
            prop_assert!(parent == NONE || thread_of.contains_key(&parent));
        }
        for (a, in_a) in &thread_of {
            for (b, in_b) in &thread_of {
                prop_assert_eq!(in_a == in_b, groups[*a as usize] == groups[*b as usize]);
            }
        }
        let labels: BTreeSet<_> = (0..threads.len()).map(|t| threads.label(&corpus, t)).collect();
        prop_assert_eq!(labels.len(), threads.len());
        let shapes = shapes(&corpus, &threads);
        prop_assert!(shapes.started_at.iter().map(|at| (at.is_none(), *at)).is_sorted());
        prop_assert_eq!(shapes.posts.iter().sum::<usize>(), thread_of.keys().filter(|&&post| corpus.has(post)).count());
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(
        (posts, mixed) in posts(12).prop_flat_map(|posts| (Just(posts.clone()), Just(posts).prop_shuffle()))
    ) {
        let (corpus, other) = (corpus(&posts), corpus(&mixed));
        let (a, b) = (threads(&corpus), threads(&other));
        prop_assert_eq!(told(&corpus, &a), told(&other, &b));
        prop_assert_eq!((&a.starts, &a.posts, &a.parents), (&b.starts, &b.posts, &b.parents));
        prop_assert_eq!(
            format!("{:?}", shapes(&corpus, &a)),
            format!("{:?}", shapes(&other, &b))
        );
    }

    #[test]
    fn an_unrelated_thread_changes_nothing(posts in posts(12)) {
        let mut more = posts.clone();
        more.push(post("x", "y", 3).of("x"));
        more.extend((0..4).map(|k| post(format!("x{k}"), "y", k).replies("x").of("x")));
        let mut found = tell(&more);
        found.retain(|thread| !thread.contains('x'));
        prop_assert_eq!(found, tell(&posts));
    }
}

#[test]
fn an_empty_corpus_and_one_post_have_no_threads() {
    assert!(tell(&[]).is_empty());
    assert!(tell(&[post(1, "a", 1).of(1)]).is_empty());
}

#[test]
fn without_a_conversation_the_top_of_the_chain_is_the_root() {
    let posts = [
        post(1, "a", 10),
        post(2, "b", 20).replies(1),
        post(3, "a", 30).replies(2),
        post(4, "c", 5).replies(9),
        post(5, "d", None),
    ];
    assert_eq!(tell(&posts), ["9: 9 9>4", "1: 1 1>2 2>3"]);
}

#[test]
fn a_missing_parent_hangs_on_the_root_of_its_conversation() {
    let posts = [
        post(1, "a", 10).of(1),
        post(2, "b", 20).replies(1).of(1),
        post(3, "c", 30).replies(8).of(1),
        Post { reply_to_author: "c".into(), ..post(4, "d", 40).of(1) },
    ];
    let corpus = corpus(&posts);
    let threads = threads(&corpus);
    assert_eq!(told(&corpus, &threads), ["1: 1 1>2 8>3 1>4 1>8"]);
    assert_eq!(threads.unplaced, 1);
    let shapes = shapes(&corpus, &threads);
    assert_eq!((shapes.posts[0], shapes.accounts[0], shapes.missing_parents[0]), (4, 4, 1));
    assert_eq!((shapes.depth[0], shapes.max_breadth[0], shapes.h_index[0]), (2, 3, 1));
    assert_eq!((shapes.started_at[0], shapes.duration[0]), (Some(10), Some(30)));
}

#[test]
fn a_root_that_nothing_refers_to_gets_a_place() {
    let posts = [post(2, "b", 20).replies(8).of(1), post(3, "c", 30).replies(9).of(1)];
    assert_eq!(tell(&posts), ["1: ? 8>2 9>3 ?>8 ?>9"]);
}

#[test]
fn a_conversation_with_a_name_of_its_own_begins_with_its_first_post() {
    let posts = [post(1, "a", 10).of("talk"), post(2, "b", 20).replies(1).of("talk")];
    assert_eq!(tell(&posts), ["talk: 1 1>2"]);
}

#[test]
fn links_win_over_names() {
    let posts = [
        post(1, "a", 10).of(1),
        post(2, "b", 20).replies(1).of(7),
        post(7, "c", 30).of(7),
        post(8, "d", 40).replies(7).of(7),
    ];
    assert_eq!(tell(&posts), ["1: 1 1>2", "7: 7 7>8"]);
}

#[test]
fn conversations_that_begin_in_each_other_are_one() {
    let posts = [
        post(1, "a", 10).of(4),
        post(2, "b", 20).replies(1),
        post(3, "c", 30).of(2),
        post(4, "d", 40).replies(3),
    ];
    assert_eq!(tell(&posts), ["4: 1 1>2 1>3 3>4"]);
}

#[test]
fn a_root_that_answers_a_missing_post_hangs_under_it() {
    let posts = [post(1, "a", 10).replies(9).of(1), post(2, "b", 20).replies(1).of(1)];
    assert_eq!(tell(&posts), ["1: 9 9>1 1>2"]);
}

#[test]
fn reposts_are_no_replies() {
    let repost = post(3, "c", 30).reposts(2).replies(1).of(1);
    let posts = [post(1, "a", 10).of(1), post(2, "b", 20).replies(1).of(1), repost];
    assert_eq!(tell(&posts), ["1: 1 1>2"]);
}

#[test]
fn without_times_threads_come_by_label() {
    let posts = [post(10, "a", None).replies(100), post(11, "b", None).replies(20)];
    let corpus = corpus(&posts);
    let threads = threads(&corpus);
    assert_eq!(told(&corpus, &threads), ["20: 20 20>11", "100: 100 100>10"]);
    let shapes = shapes(&corpus, &threads);
    assert_eq!((shapes.started_at, shapes.duration), (vec![None; 2], vec![None; 2]));
}

#[test]
fn rings_and_answers_to_oneself_do_no_harm() {
    let posts =
        [post(1, "a", 1).replies(2), post(2, "b", 2).replies(1), post(3, "c", 3).replies(3)];
    assert_eq!(tell(&posts), ["1: 1 1>2"]);
}

#[test]
fn a_full_binary_tree_has_the_h_index_of_its_depth() {
    let posts: Vec<Post> = (1..32)
        .map(|k: i64| if k == 1 { post(k, "a", k) } else { post(k, "a", k).replies(k / 2) })
        .collect();
    let corpus = corpus(&posts);
    let shapes = shapes(&corpus, &threads(&corpus));
    assert_eq!((shapes.depth[0], shapes.max_breadth[0], shapes.h_index[0]), (4, 16, 4));
}

#[test]
fn an_interrupt_ends_it() {
    let interrupt = Interrupt::new();
    interrupt.stop();
    assert_eq!(conversations(&corpus(&[]), &interrupt), Err(Error::Interrupted));
}
