use std::collections::HashSet;

use super::*;
use crate::corpus::NONE;

fn small() -> Plan {
    Plan { publics: 60, originals: 80, ..Plan::default() }
}

fn made(plan: &Plan, seed: u64) -> Simulation {
    simulate(plan, seed, &Interrupt::new()).expect("a good plan")
}

#[test]
fn the_same_seed_gives_the_same_world_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| made(&small(), 3))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(5));
    assert_ne!(one, made(&small(), 4));
}

#[test]
fn every_path_goes_along_a_follow_and_forward_in_time() {
    let made = made(&small(), 1);
    let mut passed = 0;
    for post in &made.posts {
        if post.parent == NONE {
            continue;
        }
        let parent = &made.posts[post.parent as usize];
        assert!(parent.exact < post.exact);
        if post.act != Act::Reply {
            passed += 1;
            assert!(made.world.follows.of(post.author).contains(&parent.author));
        }
    }
    assert!(passed > 100, "{passed}");
}

#[test]
fn posts_stand_in_order_and_refer_back() {
    let made = made(&small(), 2);
    assert!(made.posts.is_sorted_by_key(|post| post.exact));
    for (place, post) in made.posts.iter().enumerate() {
        assert!(post.refers_to() == NONE || (post.refers_to() as usize) < place);
        assert!(post.thread as usize <= place);
        assert_eq!(post.time % 1_000_000, 0);
        assert_eq!(post.act == Act::Repost, post.text.is_empty());
        if post.act == Act::Repost {
            assert_ne!(made.posts[post.object as usize].act, Act::Repost);
        }
    }
}

#[test]
fn nobody_passes_a_story_on_twice() {
    let made = made(&small(), 5);
    let mut seen = HashSet::new();
    let mut root = Vec::new();
    for (place, post) in made.posts.iter().enumerate() {
        root.push(if post.parent == NONE { place } else { root[post.parent as usize] });
        if post.act != Act::Reply {
            assert!(seen.insert((root[place], post.author)), "{place}");
        }
    }
}

#[test]
fn the_archive_lacks_what_is_missing_and_keeps_the_rest() {
    let plan = Plan { missing: 0.2, ..small() };
    let made = made(&plan, 7);
    let corpus = corpus(&made, "twitter", &Interrupt::new()).expect("nobody interrupts");
    let kept: Vec<u32> =
        (0..made.posts.len() as u32).filter(|&place| !made.posts[place as usize].missing).collect();
    assert_eq!(corpus.len, kept.len());
    for (row, &place) in kept.iter().enumerate() {
        let post = &made.posts[place as usize];
        assert_eq!(corpus.ids.get(row as u32), made.post_id(place));
        assert_eq!(corpus.time[row], post.time);
        let named = [corpus.reply_to[row], corpus.quote_of[row], corpus.repost_of[row]];
        let wanted: Vec<String> = [post.refers_to()]
            .into_iter()
            .filter(|&p| p != NONE)
            .map(|p| made.post_id(p))
            .collect();
        let found: Vec<&str> = named.iter().filter_map(|&p| corpus.ids.get_opt(p)).collect();
        assert_eq!(found, wanted);
        assert_eq!(corpus.via[row], NONE);
    }
    let lost = made.posts.len() - kept.len();
    assert!(lost > made.posts.len() / 8 && lost < made.posts.len() / 4, "{lost}");
}

#[test]
fn every_channel_is_planted() {
    let made = made(&Plan { publics: 200, originals: 400, ..small() }, 11);
    let channels: HashSet<&str> = responses(&made).iter().map(|r| r.channel).collect();
    let wanted = [
        "reply",
        "quote",
        "repost",
        "deep_reply",
        "deep_quote",
        "deep_repost",
        "mention",
        "mention_thread",
        "copy",
        "link",
        "name",
        "hashtag",
    ];
    for channel in wanted {
        assert!(channels.contains(channel), "{channel}");
    }
}

#[test]
fn bad_plans_are_refused() {
    for plan in [
        Plan { countries: 1, ..small() },
        Plan { countries: 99, ..small() },
        Plan { publics: 0, ..small() },
        Plan { missing: 1.5, ..small() },
        Plan { missing: f64::NAN, ..small() },
        Plan { quotes: 0.6, copies: 0.6, ..small() },
        Plan { virality: f64::INFINITY, ..small() },
        Plan { resolution: 0, ..small() },
    ] {
        assert!(simulate(&plan, 0, &Interrupt::new()).is_err(), "{plan:?}");
    }
}
