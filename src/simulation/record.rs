//! The archive of the made-up world, as a platform would hand it out.

use super::{Act, Simulation};
use crate::archive::{AccountRef, Batch, Draft, Kind, Profile, Span};
use crate::corpus::{Builder, Corpus, NONE};
use crate::error::Result;
use crate::run::Interrupt;

/// The first post has this id; the others follow in order of time. Beyond 2^53, as ids are.
const FIRST_ID: u64 = 1_200_000_000_000_000_000;
/// Posts of one block: its texts stay far below 4 GiB.
const BLOCK: usize = 1 << 16;

impl Simulation {
    /// The id of the post at a place.
    pub fn post_id(&self, place: u32) -> String {
        (FIRST_ID + u64::from(place)).to_string()
    }
}

/// The posts that the archive has, under this platform's name. Linear.
pub fn corpus(simulation: &Simulation, platform: &str, interrupt: &Interrupt) -> Result<Corpus> {
    let mut builder = Builder::new();
    builder.start_file("simulation");
    builder.take(&people(simulation));
    let places: Vec<u32> = (0..simulation.posts.len() as u32).collect();
    for block in places.chunks(BLOCK) {
        interrupt.check()?;
        let mut recorder = Recorder { simulation, platform, batch: Batch::default() };
        for &place in block {
            if !simulation.posts[place as usize].missing {
                let draft = recorder.draft(place);
                recorder.batch.drafts.push(draft);
            }
        }
        builder.take(&recorder.batch);
    }
    builder.finish(interrupt)
}

fn people(simulation: &Simulation) -> Batch {
    let mut batch = Batch::default();
    for (number, account) in simulation.world.accounts.iter().enumerate() {
        let followers = simulation.world.followers.of(number as u32).len() as u64;
        let following = simulation.world.follows.of(number as u32).len() as u64;
        let profile = Profile {
            account: batch.account(Some(&account.id.to_string()), Some(&account.handle)),
            name: batch.keep(&account.name),
            followers: Some(followers),
            following: Some(following),
            ..Profile::default()
        };
        batch.profiles.push(profile);
    }
    batch
}

struct Recorder<'a> {
    simulation: &'a Simulation,
    platform: &'a str,
    batch: Batch,
}

impl Recorder<'_> {
    fn draft(&mut self, place: u32) -> Draft {
        let simulation = self.simulation;
        let post = &simulation.posts[place as usize];
        let starts = [self.batch.mentions.len(), self.batch.hashtags.len(), self.batch.urls.len()];
        for &account in &post.mentions {
            let account = self.account(account);
            self.batch.mentions.push(account);
        }
        if let Some(tag) = &post.tag {
            let tag = self.batch.keep(tag);
            self.batch.hashtags.push(tag);
        }
        if let Some(url) = &post.url {
            let url = self.batch.keep(url);
            self.batch.urls.push(url);
        }
        let link = |recorder: &mut Self, act: Act| {
            if post.act == act && post.object != NONE {
                let author = simulation.posts[post.object as usize].author;
                (recorder.id(post.object), recorder.account(author))
            } else {
                (Span::NONE, AccountRef::default())
            }
        };
        let (reply_to, reply_to_author) = link(self, Act::Reply);
        let (quote_of, quote_of_author) = link(self, Act::Quote);
        let (repost_of, repost_of_author) = link(self, Act::Repost);
        Draft {
            line: u64::from(place) + 1,
            id: self.id(place),
            author: self.account(post.author),
            time: Some(post.time),
            text: self.batch.keep_opt(Some(&post.text)),
            platform: self.batch.keep(self.platform),
            kind: Some(Kind::Original),
            reply_to,
            reply_to_author,
            quote_of,
            quote_of_author,
            repost_of,
            repost_of_author,
            via: if post.observed { self.id(post.parent) } else { Span::NONE },
            conversation: if post.act == Act::Repost { Span::NONE } else { self.id(post.thread) },
            mentions: starts[0] as u32..self.batch.mentions.len() as u32,
            hashtags: starts[1] as u32..self.batch.hashtags.len() as u32,
            urls: starts[2] as u32..self.batch.urls.len() as u32,
            ..Draft::default()
        }
    }

    fn id(&mut self, place: u32) -> Span {
        self.batch.keep(&self.simulation.post_id(place))
    }

    fn account(&mut self, number: u32) -> AccountRef {
        let account = &self.simulation.world.accounts[number as usize];
        self.batch.account(Some(&account.id.to_string()), Some(&account.handle))
    }
}
