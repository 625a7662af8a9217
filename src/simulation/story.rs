//! One post and all that comes of it, in order of time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::Plan;
use super::words::{self, Vocabulary};
use super::world::{Role, World};
use crate::corpus::NONE;
use crate::random::Stream;

/// What an account did with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Act {
    /// Wrote something of its own.
    #[default]
    Original,
    /// Answered a post.
    Reply,
    /// Quoted a post.
    Quote,
    /// Passed a post on.
    Repost,
    /// Wrote the words of a post again without naming it.
    Copy,
    /// Shared the link of a post without naming it.
    Link,
    /// Used the hashtag of a post without naming it.
    Hashtag,
    /// Wrote of the author of a post by name, without the handle.
    Name,
}

/// A post of the made-up world. Other posts are given by their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// When it was posted, in microseconds.
    pub exact: i64,
    /// When it was posted, as the platform says.
    pub time: i64,
    /// Its author.
    pub author: u32,
    /// What it does.
    pub act: Act,
    /// The post in which its author met the story, or [`NONE`]: the true path.
    pub parent: u32,
    /// The post that it answers, quotes, passes on, copies or speaks of, or [`NONE`].
    pub object: u32,
    /// The first post of the thread of replies in which it stands.
    pub thread: u32,
    /// Whether the platform names the parent of a repost.
    pub observed: bool,
    /// Whether the archive lacks it.
    pub missing: bool,
    /// How many words a copy changed.
    pub edits: u32,
    /// What it says; reposts say nothing of their own.
    pub text: String,
    /// Its hashtag, without `#`.
    pub tag: Option<String>,
    /// Its link.
    pub url: Option<String>,
    /// Accounts that its text names.
    pub mentions: Vec<u32>,
}

impl Post {
    /// The post that it refers to as the platform shows it, or [`NONE`].
    pub fn refers_to(&self) -> u32 {
        match self.act {
            Act::Reply | Act::Quote | Act::Repost => self.object,
            _ => NONE,
        }
    }

    /// The same with every place mapped.
    pub(super) fn moved(mut self, map: impl Fn(u32) -> u32) -> Self {
        for place in [&mut self.parent, &mut self.object, &mut self.thread] {
            if *place != NONE {
                *place = map(*place);
            }
        }
        self
    }
}

/// Monday, 5 January 2015, in microseconds.
const BEGIN: i64 = 1_420_416_000_000_000;
const SECOND: f64 = 1e6;
const DAY: f64 = 86_400.0 * SECOND;
/// No thread grows beyond so many posts; else a heated one might never end.
const LONGEST: usize = 2_000_000;
/// Nobody answers any more at this depth.
const DEEPEST: u32 = 12;

/// What is about to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    time: i64,
    number: u32,
    actor: u32,
    parent: u32,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    PassOn,
    Join,
    Answer,
}

struct Teller<'a> {
    world: &'a World,
    plan: &'a Plan,
    words: Vocabulary,
    stream: Stream,
    story: u64,
    end: i64,
    mean: f64,
    posts: Vec<Post>,
    /// Depth of each post in its thread of replies.
    depths: Vec<u32>,
    events: BinaryHeap<Reverse<Event>>,
    numbered: u32,
    /// Who has passed the story on.
    passed: HashSet<u32>,
    /// Who has joined below which post.
    joined: HashSet<(u32, u32)>,
}

/// All posts of a story.
pub(super) fn tell(world: &World, plan: &Plan, seed: u64, story: u64) -> Vec<Post> {
    let mut teller = Teller {
        world,
        plan,
        words: Vocabulary::new(),
        stream: Stream::new(seed, story),
        story,
        end: BEGIN + (plan.days * DAY) as i64,
        mean: world.mean_followers().max(1.0),
        posts: Vec::new(),
        depths: Vec::new(),
        events: BinaryHeap::new(),
        numbered: 0,
        passed: HashSet::new(),
        joined: HashSet::new(),
    };
    teller.begin();
    while let Some(Reverse(event)) = teller.events.pop() {
        if event.time >= teller.end || teller.posts.len() >= LONGEST {
            break;
        }
        teller.happen(event);
    }
    teller.posts
}

impl Teller<'_> {
    /// Half of the stories begin with an official, a quarter with a question to one, the others
    /// with a journalist or anybody.
    fn begin(&mut self) {
        let time = BEGIN + (self.stream.unit() * self.plan.days * DAY) as i64;
        let kind = self.stream.unit();
        let (author, asked) = if kind < 0.5 {
            (self.any(Role::is_official), NONE)
        } else if kind < 0.75 {
            let asker = self.any(|role| role == Role::Public);
            (asker, self.official_of(asker))
        } else if kind < 0.85 && self.plan.journalists > 0 {
            (self.any(|role| role == Role::Journalist), NONE)
        } else {
            (self.any(|role| role == Role::Public), NONE)
        };
        let role = self.world.accounts[author as usize].role;
        let country = self.world.accounts[author as usize].country;
        let bare = words::bare(self.world.countries[country as usize]);
        let mut post =
            Post { exact: time, author, parent: NONE, object: NONE, thread: 0, ..Post::default() };
        post.text = self.words.sentence(12..23, &mut self.stream);
        if role.is_official() {
            if self.stream.unit() < 0.5 {
                let url =
                    format!("https://mfa.{}.example/statement/{}", bare.to_lowercase(), self.story);
                post.url = Some(url);
            }
            if self.stream.unit() < 0.5 {
                post.tag = Some(format!("{bare}{}", self.story));
            }
        } else if asked == NONE && self.stream.unit() < 0.3 {
            post.tag = Some(format!("topic{}", self.stream.below(30)));
        }
        if asked != NONE {
            post.mentions.push(asked);
        }
        self.passed.insert(author);
        self.add(post);
    }

    fn happen(&mut self, event: Event) {
        let Event { time, actor, parent, what, .. } = event;
        match what {
            What::PassOn => {
                if self.passed.insert(actor) {
                    self.pass_on(time, actor, parent);
                }
            }
            What::Join => {
                if actor != self.posts[parent as usize].author
                    && self.joined.insert((actor, parent))
                {
                    self.answer(time, actor, parent);
                }
            }
            What::Answer => self.answer(time, actor, parent),
        }
    }

    /// Repost, quote, copy or speak of what stands in the parent.
    fn pass_on(&mut self, time: i64, author: u32, parent: u32) {
        // A repost shows the post that it passes on.
        let above = &self.posts[parent as usize];
        let object = if above.act == Act::Repost { above.object } else { parent };
        let role = self.world.accounts[author as usize].role;
        let source = self.world.accounts[self.posts[0].author as usize].role;
        let open = role.is_official() || object != 0 || !source.is_official();
        let (u, plan) = (self.stream.unit(), self.plan);
        let act = if u < plan.quotes {
            Act::Quote
        } else if !open && u < plan.quotes + plan.copies {
            Act::Copy
        } else if !open && u < plan.quotes + plan.copies + plan.hidden {
            self.hidden_act()
        } else {
            Act::Repost
        };
        let observed = act == Act::Repost && self.stream.unit() < plan.observed;
        let thread = self.posts.len() as u32;
        let mut post =
            Post { exact: time, author, act, parent, object, thread, observed, ..Post::default() };
        self.write(&mut post);
        self.add(post);
    }

    /// By link or hashtag if the root has them, or by name.
    fn hidden_act(&mut self) -> Act {
        match self.stream.below(3) {
            0 if self.posts[0].url.is_some() => Act::Link,
            1 if self.posts[0].tag.is_some() => Act::Hashtag,
            _ => Act::Name,
        }
    }

    /// The words of a post that passes another on.
    fn write(&mut self, post: &mut Post) {
        let root = &self.posts[0];
        let (words, stream) = (&self.words, &mut self.stream);
        match post.act {
            Act::Repost => {}
            Act::Copy => {
                // Two of five are exact, two change a word, one changes two.
                post.edits = [0, 0, 1, 1, 2][stream.below(5)];
                post.text = words.edited(&root.text, post.edits, stream);
                (post.tag, post.url) = (root.tag.clone(), root.url.clone());
            }
            _ => post.text = words.sentence(8..15, stream),
        }
        match post.act {
            Act::Link => post.url.clone_from(&root.url),
            Act::Hashtag => post.tag.clone_from(&root.tag),
            Act::Name => {
                let name = &self.world.accounts[root.author as usize].name;
                post.text = format!("{} {name} {}", post.text, words.sentence(2..5, stream));
            }
            _ => {}
        }
    }

    /// Reply to a post: it names the post's author, and the thread's unless that was removed.
    fn answer(&mut self, time: i64, author: u32, parent: u32) {
        let above = &self.posts[parent as usize];
        let (thread, opener) = (above.thread, self.posts[above.thread as usize].author);
        let mut mentions = vec![above.author];
        if opener != above.author && self.stream.unit() < 0.6 {
            mentions.push(opener);
        }
        mentions.retain(|&account| account != author);
        let text = self.words.sentence(5..13, &mut self.stream);
        let (act, object) = (Act::Reply, parent);
        let post = Post {
            exact: time,
            author,
            act,
            parent,
            object,
            thread,
            text,
            mentions,
            ..Post::default()
        };
        self.add(post);
    }

    /// Take up a post, and see who will do something about it.
    fn add(&mut self, mut post: Post) {
        let place = self.posts.len() as u32;
        post.time = post.exact.div_euclid(self.plan.resolution) * self.plan.resolution;
        post.missing = self.stream.unit() < self.plan.missing;
        for &account in post.mentions.iter().rev() {
            post.text.insert_str(0, &format!("@{} ", self.world.accounts[account as usize].handle));
        }
        for mark in [
            post.tag.as_ref().map(|tag| format!(" #{tag}")),
            post.url.as_ref().map(|url| format!(" {url}")),
        ] {
            if post.act != Act::Copy {
                post.text.push_str(&mark.unwrap_or_default());
            }
        }
        let (author, act, time) = (post.author, post.act, post.exact);
        let mut addressed = post.mentions.clone();
        let depth = if act == Act::Reply { self.depths[post.object as usize] + 1 } else { 0 };
        self.posts.push(post);
        self.depths.push(depth);
        if matches!(act, Act::Copy | Act::Link | Act::Hashtag | Act::Name) {
            return;
        }
        if act != Act::Reply {
            self.expose(author, place, time, self.plan.virality, What::PassOn);
        }
        if act != Act::Repost && depth < DEEPEST {
            let heat = if act == Act::Reply { 0.3 } else { 1.0 };
            self.expose(author, place, time, heat * self.plan.replies, What::Join);
            addressed.sort_unstable();
            for account in addressed {
                self.may_answer(account, place, time);
            }
        }
    }

    /// Show a post to the followers of its author: some of them will act.
    fn expose(&mut self, author: u32, place: u32, time: i64, mean: f64, what: What) {
        let followers = self.world.followers.of(author);
        if followers.is_empty() || mean <= 0.0 {
            return;
        }
        let many = followers.len() as f64;
        let home = self.world.accounts[self.posts[0].author as usize].country;
        // People at home act 1.2 times as often, others 0.8 times.
        let chance = (mean * (many / self.mean).sqrt() / many * 1.2).min(1.0);
        let mut next = self.skip(chance);
        while next < followers.len() as u64 {
            let actor = followers[next as usize];
            let account = &self.world.accounts[actor as usize];
            let keen = if account.country == home { 1.0 } else { 0.8 / 1.2 };
            // An embassy passes on what its ministry says, and answers what is said to it.
            let fits = match (account.role, what) {
                (Role::Ministry, _) | (Role::Embassy, What::Join) => false,
                (Role::Embassy, _) => account.superior == self.posts[0].author,
                _ => true,
            };
            if fits && self.stream.unit() < keen {
                let delay = (self.normal() * 1.2).exp() * 1800.0 * SECOND;
                self.plan_for(
                    time + 30 * SECOND as i64 + delay.min(1e15) as i64,
                    actor,
                    place,
                    what,
                );
            }
            next += 1 + self.skip(chance);
        }
        // An embassy passes on half of what its ministry says.
        if what == What::PassOn && place == 0 {
            self.embassies(author, time);
        }
    }

    fn embassies(&mut self, ministry: u32, time: i64) {
        let world = self.world;
        for &follower in world.followers.of(ministry) {
            if world.accounts[follower as usize].superior == ministry && self.stream.unit() < 0.5 {
                let delay = (self.normal() * 0.8).exp() * 3600.0 * SECOND;
                self.plan_for(time + 30 * SECOND as i64 + delay as i64, follower, 0, What::PassOn);
            }
        }
    }

    fn may_answer(&mut self, account: u32, place: u32, time: i64) {
        let known = &self.world.accounts[account as usize];
        if self.stream.unit() < known.answers {
            let mean = known.latency / std::f64::consts::LN_2;
            let delay = -mean * (1.0 - self.stream.unit()).ln() * SECOND;
            self.plan_for(time + SECOND as i64 + delay as i64, account, place, What::Answer);
        }
    }

    fn plan_for(&mut self, time: i64, actor: u32, parent: u32, what: What) {
        let number = self.numbered;
        self.numbered += 1;
        self.events.push(Reverse(Event { time, number, actor, parent, what }));
    }

    /// How many trials fail before one of this chance succeeds.
    fn skip(&mut self, chance: f64) -> u64 {
        if chance >= 1.0 {
            return 0;
        }
        ((1.0 - self.stream.unit()).ln() / (1.0 - chance).ln()) as u64
    }

    /// Standard normal (Box & Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.stream.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.stream.unit()).cos()
    }

    /// An account of some role, ministries four times as often as embassies.
    fn any(&mut self, fits: impl Fn(Role) -> bool) -> u32 {
        let accounts = &self.world.accounts;
        let weight = |role: Role| if role == Role::Ministry { 4 } else { 1 };
        let total: usize = accounts.iter().filter(|a| fits(a.role)).map(|a| weight(a.role)).sum();
        let mut mark = self.stream.below(total.max(1));
        for (number, account) in accounts.iter().enumerate().filter(|(_, a)| fits(a.role)) {
            let weight = weight(account.role);
            if mark < weight {
                return number as u32;
            }
            mark -= weight;
        }
        0
    }

    /// An official whom an account follows, else the ministry of its country.
    fn official_of(&mut self, account: u32) -> u32 {
        let accounts = &self.world.accounts;
        let mut known: Vec<u32> = self.world.follows.of(account).to_vec();
        known.retain(|&a| accounts[a as usize].role.is_official());
        if known.is_empty() {
            let country = accounts[account as usize].country;
            let ministry = |a: &super::Account| a.country == country && a.role == Role::Ministry;
            return accounts.iter().position(ministry).unwrap_or(0) as u32;
        }
        known[self.stream.below(known.len())]
    }
}
