//! A corpus that was written and opened is the corpus that was written.

use proptest::prelude::*;

use super::*;
use crate::archive::{Batch, Profile, Tombstone};
use crate::corpus::testing::{Folder, Post, batch, corpus, post, posts};
use crate::corpus::{Builder, Checkpoint, Corpus, Store, Without};
use crate::error::Result;
use crate::run::Interrupt;

fn written(corpus: &Corpus) -> Folder {
    let folder = Folder::new();
    save(corpus, folder.path(), serde_json::Value::Null, &Interrupt::new()).expect("a disk");
    folder
}

/// All that a corpus holds, in one string.
fn all(corpus: &Corpus) -> String {
    let texts: Vec<_> = corpus.text.iter().collect();
    let lists: Vec<_> = [&corpus.mentions, &corpus.hashtags, &corpus.urls]
        .map(|lists| (0..corpus.len).map(|row| lists.row(row).to_vec()).collect::<Vec<_>>())
        .into();
    let strings: Vec<Vec<&str>> =
        [&corpus.ids, &corpus.langs, &corpus.platforms, &corpus.conversations, &corpus.tags]
            .map(|strings| strings.iter().collect())
            .into();
    let accounts: Vec<_> = corpus.accounts.keys().zip(corpus.accounts.all_known()).collect();
    format!(
        "{:?}",
        (
            (corpus.len, &corpus.author, &corpus.time, &corpus.nested, &corpus.deleted),
            (texts, lists, strings, accounts, &corpus.kind, &corpus.counts),
            (&corpus.lang, &corpus.platform, &corpus.conversation, &corpus.via),
            (&corpus.reply_to, &corpus.reply_to_author, &corpus.quote_of),
            (&corpus.quote_of_author, &corpus.repost_of, &corpus.repost_of_author),
            (corpus.rejects.iter().collect::<Vec<_>>(), corpus.tally),
        )
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn what_is_opened_is_what_was_written(posts in posts(12), keep in prop::collection::vec(any::<bool>(), 12)) {
        let corpus = corpus(&posts);
        let rows: Vec<u32> = (0..corpus.len as u32).filter(|&row| keep[row as usize]).collect();
        let (known, _) = corpus.select(&rows).with_accounts(&["zz", "12", "a"]);
        for corpus in [corpus.clone(), corpus.select(&rows), known] {
            let folder = written(&corpus);
            let opened = open(folder.path()).expect("a corpus");
            prop_assert_eq!(all(&opened), all(&corpus));
            for account in ["a", "F", "zz", "@ZZ", "12", "nobody"] {
                prop_assert_eq!(opened.accounts.find(account), corpus.accounts.find(account));
            }
            prop_assert_eq!(verify(folder.path(), &Interrupt::new()), Ok(()));
            // Once more from the maps.
            let again = written(&opened);
            let bytes = |folder: &Folder| std::fs::read(folder.path().join("corpus.json")).expect("a file");
            prop_assert_eq!(bytes(&again), bytes(&folder));
        }
    }
}

/// What a part of an archive hands over: posts of which some come again otherwise, and a notice
/// of deletion.
fn parts() -> impl Strategy<Value = Vec<Batch>> {
    let part = (posts(8), prop::option::of(0_u32..9), prop::option::of(0_i64..5));
    prop::collection::vec(part, 1..6).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(mut posts, deleted, time)| {
                for (i, post) in posts.iter_mut().enumerate() {
                    post.text = ["", "a", "ab"][(i + post.id.len()) % 3].into();
                    post.platform = ["", "x", "x", "y"][(i + post.mentions.len()) % 4].into();
                }
                let mut batch = batch(&posts);
                if let Some(post) = deleted {
                    let post = batch.keep(&post.to_string());
                    batch.tombstones.push(Tombstone { post, time, ..Tombstone::default() });
                }
                let account = batch.account(Some("7"), Some(["a", "b"][posts.len() % 2]));
                let name = batch.keep_opt(Some(["", "Nordalia", "Ilva"][posts.len() % 3]));
                let followers = time.map(i64::unsigned_abs);
                batch.profiles.push(Profile { account, name, followers, ..Profile::default() });
                batch.reject(1, "no post");
                batch
            })
            .collect()
    })
}

fn read(builder: &mut Builder, parts: &[Batch]) {
    for part in parts {
        builder.take(part);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// In memory, in files, with a stop anywhere: it is the same corpus.
    #[test]
    fn a_stop_anywhere_changes_nothing(
        parts in parts(), saves in prop::collection::vec(any::<bool>(), 6), stop in 0_usize..6,
    ) {
        let mut whole = Builder::new();
        whole.start_file("f");
        read(&mut whole, &parts);
        let whole = whole.finish(&Interrupt::new()).expect("memory");

        let folder = Folder::new();
        let store = Store::Folder(folder.path().to_owned());
        let mut builder =
            Builder::on(&store, &Checkpoint::default(), Without::default()).expect("a disk");
        builder.start_file("f");
        let (mut saved, mut at) = (builder.checkpoint().expect("a disk"), 0);
        for (i, part) in parts.iter().enumerate() {
            if i == stop {
                break;
            }
            builder.take(part);
            if saves[i] {
                (saved, at) = (builder.checkpoint().expect("a disk"), i + 1);
            }
        }
        drop(builder);
        let mut builder = Builder::on(&store, &saved, Without::default()).expect("a disk");
        read(&mut builder, &parts[at..]);
        let out = Folder::new();
        let corpus = builder
            .finish_in(&Store::Folder(out.path().to_owned()), &Interrupt::new())
            .expect("a disk");
        prop_assert_eq!(all(&corpus), all(&whole));
        // What is written of it is the same too, wherever it lay.
        let bytes = |corpus: &Corpus| {
            let folder = written(corpus);
            std::fs::read_to_string(folder.path().join("corpus.json")).expect("a file")
        };
        prop_assert_eq!(bytes(&corpus), bytes(&whole));
    }
}

#[test]
fn a_deleted_post_stays_and_is_marked() {
    let mut batch = batch(&[post(1, "a", 5), post(2, "b", 6).replies(3)]);
    for (id, time) in [("1", Some(9)), ("3", None), ("4", Some(7)), ("1", Some(8))] {
        let post = batch.keep(id);
        batch.tombstones.push(Tombstone { post, time, ..Tombstone::default() });
    }
    let mut builder = Builder::new();
    builder.take(&batch);
    let corpus = builder.finish(&Interrupt::new()).expect("memory");
    assert_eq!(corpus.deleted, [true, false]);
    let deletions = &corpus.deletions;
    assert_eq!(deletions.posts.iter().collect::<Vec<_>>(), ["4", "1", "3"]);
    assert_eq!(deletions.time, [7, 8, crate::corpus::NO_TIME]);
    assert_eq!(deletions.seen, [false, true, false]);
    assert_eq!(corpus.accounts.key(deletions.author[1]), Some("a"));
    let value = |name: &str| {
        let table = crate::corpus::coverage(&corpus, None);
        table.into_iter().find(|row| row.measure == name).map(|row| row.value)
    };
    assert_eq!(value("tombstones"), Some(4.0));
    assert_eq!(value("deleted_posts"), Some(1.0));
    assert_eq!(value("missing_deleted"), Some(1.0));
    assert_eq!(value("missing_parents"), Some(1.0));
}

fn small() -> Corpus {
    let posts = [
        Post { text: "Grüße 👋🏽 مرحبا".into(), ..post("9007199254740993", "a", 5) },
        Post { hashtags: vec!["x".into()], ..post(2, "b", None).replies("9007199254740993") },
    ];
    corpus(&posts)
}

fn error(result: Result<Corpus>) -> String {
    result.expect_err("it is damaged").to_string()
}

#[test]
fn a_folder_that_is_no_whole_corpus_is_refused() {
    let empty = Folder::new();
    assert!(error(open(empty.path())).contains("is no corpus"));
    assert!(error(open(&empty.path().join("none"))).contains("no such folder"));
    std::fs::write(empty.path().join("corpus.json"), "{}").expect("a disk");
    assert!(error(open(empty.path())).contains("not the manifest"));
    std::fs::write(empty.path().join("corpus.json"), "{").expect("a disk");
    assert!(error(open(empty.path())).contains("damaged"));

    let folder = written(&small());
    let manifest = folder.path().join("corpus.json");
    let text = std::fs::read_to_string(&manifest).expect("a file");
    std::fs::write(&manifest, text.replace("\"version\": 1", "\"version\": 99")).expect("a disk");
    assert!(error(open(folder.path())).contains("version 99"));
}

#[test]
fn damage_is_an_error_or_found_by_the_hashes_and_never_a_panic() {
    let names: Vec<String> = {
        let folder = written(&small());
        let manifest = Manifest::read(folder.path()).expect("a manifest");
        manifest.files.into_keys().collect()
    };
    for name in names {
        let folder = written(&small());
        let path = folder.path().join(COLUMNS).join(&name);
        let bytes = std::fs::read(&path).expect("a file");
        std::fs::remove_file(&path).expect("a file");
        assert!(error(open(folder.path())).contains(&name));
        std::fs::write(&path, [&bytes[..], &[0]].concat()).expect("a disk");
        assert!(error(open(folder.path())).contains(&name));
        if bytes.is_empty() {
            continue;
        }
        let torn: Vec<u8> = bytes.iter().map(|byte| !byte).collect();
        std::fs::write(&path, torn).expect("a disk");
        assert!(verify(folder.path(), &Interrupt::new()).is_err(), "{name}");
        if let Ok(corpus) = open(folder.path()) {
            // Strings and texts of a damaged file are taken without a panic.
            corpus.ids.iter().for_each(drop);
            corpus.text.iter().for_each(drop);
            corpus.accounts.all_known().for_each(drop);
        }
    }
}
