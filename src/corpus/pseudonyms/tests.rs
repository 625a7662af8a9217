use proptest::prelude::*;

use super::*;
use crate::corpus::testing::{Post, corpus, post, posts};

const KEY: &[u8] = b"a key for the tests of pseudonyms";

fn names() -> Pseudonyms {
    Pseudonyms::new(KEY).expect("long enough")
}

fn made(corpus: &Corpus, keep: &[&str], posts: bool) -> (Corpus, Vec<u32>) {
    let accounts: Vec<bool> = (0..corpus.accounts.len() as u32)
        .map(|account| keep.iter().any(|name| corpus.accounts.find(name) == Some(account)))
        .collect();
    pseudonymise(corpus, &names(), Keep { accounts: &accounts, posts }, &Interrupt::new())
        .expect("nobody interrupts")
}

/// A text as it becomes in a corpus of two accounts, of which one stays.
fn masked(text: &str) -> String {
    let world = corpus(&[post(1, "Elin_Kask", 1), post(2, "NordaliaMFA", 2)]);
    let names = names();
    let kept: Vec<bool> =
        (0..2).map(|account| world.accounts.key(account) == Some("nordaliamfa")).collect();
    Masks::new(&world, &names, Keep { accounts: &kept, posts: false }).text(text)
}

fn name(key: &str) -> String {
    names().account(key)
}

#[test]
fn names_are_those_of_keyed_blake3() {
    let key = blake3::derive_key("twiplomacy pseudonyms of accounts and posts, version 1", KEY);
    let digest = blake3::keyed_hash(&key, b"u\0nordaliamfa");
    let bits = u128::from_be_bytes(digest.as_bytes()[..16].try_into().expect("16 bytes"));
    let letters = "abcdefghijkmnpqrstuvwxyz23456789";
    let wanted: String = (0..16)
        .map(|place| (bits >> (5 * place)) % 32)
        .map(|letter| letters.as_bytes()[letter as usize] as char)
        .collect();
    assert_eq!(name("nordaliamfa"), format!("u_{wanted}"));
    assert_ne!(names().post("1")[2..], names().account("1")[2..]);
    assert_ne!(Pseudonyms::new(b"another key of 16+").expect("a key").post("1"), names().post("1"));
}

#[test]
fn a_short_key_is_no_key_and_none_is_shown() {
    let error = Pseudonyms::new(b"fifteen bytes..").expect_err("too short").to_string();
    assert!(error.contains("15 bytes") && error.contains("at least 16"), "{error}");
    assert!(!error.contains("fifteen"));
    assert!(Pseudonyms::new(b"sixteen bytes...").is_ok());
    assert_eq!(format!("{:?}", names()), "Pseudonyms");
}

#[test]
fn handles_in_texts() {
    let (elin, stranger) = (name("elin_kask"), name("stranger"));
    for (text, wanted) in [
        ("RT @elin_KASK: peace, @NordaliaMFA!", format!("RT @{elin}: peace, @NordaliaMFA!")),
        (".@Elin_Kask and ＠Stranger", format!(".@{elin} and ＠{stranger}")),
        ("见@Elin_Kask。", format!("见@{elin}。")),
        ("write@STRANGER now", format!("write@{stranger} now")),
        ("at 5 @ 10:30, me@5", "at 5 @ 10:30, me@5".into()),
        ("@", "@".into()),
        ("@a@b", format!("@{}@{}", name("a"), name("b"))),
        ("مرحبا @Elin_Kask 🇳🇴", format!("مرحبا @{elin} 🇳🇴")),
        ("@stranger@social.example hi", format!("@{} hi", name("stranger@social.example"))),
        ("@stranger.bsky.social.", format!("@{}.", name("stranger.bsky.social"))),
    ] {
        assert_eq!(masked(text), wanted, "{text}");
    }
}

#[test]
fn addresses_in_texts() {
    let text = masked("mail Elin.Kask+x@nordalia.example. Or mailto");
    assert!(text.starts_with("mail e_") && text.ends_with("@mail.invalid. Or mailto"), "{text}");
    assert_eq!(masked("a@b.example"), masked("A@b.EXAMPLE"));
    assert_ne!(masked("a@b.example"), masked("c@b.example"));
}

#[test]
fn links_in_texts() {
    let (elin, stranger) = (name("elin_kask"), name("stranger"));
    for (text, wanted) in [
        ("see x.com/Elin_Kask.", format!("see https://x.com/{elin}.")),
        ("(https://twitter.com/@Elin_Kask)", format!("(https://twitter.com/@{elin})")),
        ("https://x.com/#!/stranger", format!("https://x.com/#!/{stranger}")),
        ("t.me/s/stranger", format!("https://t.me/s/{stranger}")),
        ("https://www.instagram.com/stranger/", format!("https://instagram.com/{stranger}")),
        ("social.example/@Stranger", {
            format!("https://social.example/@{}", name("stranger@social.example"))
        }),
        ("https://x.com/NordaliaMFA", "https://x.com/NordaliaMFA".into()),
        ("https://nordalia.example/@", "https://nordalia.example/@".into()),
        ("https://nordalia.example/a/b?c=d", "https://nordalia.example/a/b?c=d".into()),
        ("https://x.com/share", format!("https://x.com/{}", name("share"))),
        ("https://nordalia.example/?to=@stranger", {
            format!("https://nordalia.example/?to=@{stranger}")
        }),
        ("https://x.com/hashtag/Peace", "https://x.com/hashtag/Peace".into()),
        ("and/or 1/2 x.com", "and/or 1/2 x.com".into()),
        ("at://did:plc:stranger", format!("at://{}", name("did:plc:stranger"))),
    ] {
        assert_eq!(masked(text), wanted, "{text}");
    }
}

#[test]
fn who_is_known_is_named_in_no_link() {
    for link in [
        "https://web.archive.org/web/2020/https://twitter.com/Elin_Kask/status/1",
        "https://archive.example/?url=twitter.com/elin_kask",
        "https://search.example/url?q=https%3A%2F%2Ftwitter.com%2FElin_Kask",
        "https://search.example/url?q=https%253A%252F%252Fx.com%252Felin_kask",
        "https://twitter.com:443/Elin_Kask",
        "https://user:pw@twitter.com/Elin_Kask",
        "https://www.twitter.com./Elin_Kask",
        "//twitter.com/Elin_Kask",
        "https://news.example/?e=Elin_Kask%40mail.example",
        "MAILTO:elin_kask@mail.example",
        "acct:elin_kask@ilva.example",
        "tg://resolve?domain=elin_kask",
        "https://elin_kask.bsky.social/",
        "https://elin_kask.substack.com/p/letter",
        "https://xcancel.com/Elin_Kask",
        "https://elin_kask.t.me",
        "https://gallery.example/by-elin_kask/3",
    ] {
        for text in [link.to_owned(), format!("see {link} now")] {
            let hidden = masked(&text);
            assert!(!hidden.to_lowercase().contains("elin_kask"), "{text} became {hidden}");
        }
    }
    for link in ["https://mfa.example/NordaliaMFA/1", "https://paper.example/a%20b?page=2"] {
        assert_eq!(masked(link), link);
    }
    // However deep, and with an end.
    let deep = "https://a.example/".repeat(2_000) + "elin_kask";
    assert!(!masked(&deep).contains("elin_kask"));
}

#[test]
fn links_to_posts_stay_links_to_posts() {
    use crate::content::post_on;
    for link in [
        "https://twitter.com/stranger/status/1290000000000000001?s=20&t=abc",
        "https://x.com/i/web/status/1290000000000000001",
        "https://bsky.app/profile/stranger.bsky.social/post/3kabc",
        "https://t.me/stranger/123",
        "https://social.example/@stranger/109000000000000001",
        "https://social.example/users/stranger/statuses/109000000000000001",
        "at://did:plc:stranger/app.bsky.feed.post/3kabc",
    ] {
        let new = masked(link);
        assert_eq!(post_on(&new), post_on(link), "{new}");
        let told = ["stranger", "1290000000000000001", "3kabc", "109000000000000001", "abc", "123"];
        let mut parts = new.split(|c: char| !c.is_alphanumeric());
        assert!(parts.all(|part| !told.contains(&part)), "{new}");
        assert_eq!(masked(&format!("look: {link} …")), format!("look: {new} …"));
    }
}

#[test]
fn who_is_kept_keeps_names_and_nobody_else() {
    let world = corpus(&[
        Post { text: "@Elin_Kask thanks".into(), ..post(1, "NordaliaMFA", 1) },
        Post { text: "@NordaliaMFA why?".into(), ..post(2, "Elin_Kask", 2) }.replies(1),
        post(3, "NordaliaMFA", 3).replies(77).mentions("Elin_Kask").via(78),
    ]);
    let (new, numbers) = made(&world, &["NordaliaMFA"], false);
    let office = new.accounts.find("nordaliaMFA").expect("kept");
    assert_eq!(new.accounts.handle(office), Some("NordaliaMFA"));
    let elin = name("elin_kask");
    assert_eq!(new.accounts.find("elin_kask"), None);
    let hidden = new.accounts.find(&elin).expect("under a pseudonym");
    assert_eq!(new.accounts.handle(hidden), Some(elin.as_str()));
    assert_eq!(numbers[world.accounts.find("elin_kask").expect("there") as usize], hidden);
    assert_eq!(new.text.get(0), Some(format!("@{elin} thanks").as_str()));
    assert_eq!(new.text.get(1), Some("@NordaliaMFA why?"));
    assert_eq!(new.mentions.row(2), [hidden]);
    assert!(new.ids.iter().all(|id| id.starts_with("p_") && id.len() == 18));
}

/// Every cell of a corpus as a string, under the names that a map gives, one row a post.
fn cells(
    corpus: &Corpus,
    account: &dyn Fn(u32) -> String,
    post: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let post = |number: u32| corpus.ids.get_opt(number).map(post);
    let who = |number: u32| if number == NONE { String::new() } else { account(number) };
    let mut rows: Vec<String> = (0..corpus.len)
        .map(|row| {
            format!(
                "{:?}",
                (
                    (post(row as u32), who(corpus.author[row]), corpus.time[row]),
                    (post(corpus.reply_to[row]), who(corpus.reply_to_author[row])),
                    (post(corpus.quote_of[row]), who(corpus.quote_of_author[row])),
                    (post(corpus.repost_of[row]), who(corpus.repost_of_author[row])),
                    (post(corpus.via[row]), corpus.kind[row], corpus.nested[row]),
                    corpus.conversation[row] == NONE,
                    corpus.mentions.row(row).iter().map(|&a| who(a)).collect::<Vec<_>>(),
                )
            )
        })
        .collect();
    let missing = (corpus.len..corpus.ids.len())
        .map(|number| format!("{:?}", (post(number as u32), who(corpus.author[number]))));
    rows.extend(missing);
    rows.sort();
    rows
}

proptest! {
    #[test]
    fn only_names_change(posts in posts(12), kept in "[a-f]?", keep_posts: bool) {
        // One post a moment: which of two of one moment comes first goes by id.
        let posts: Vec<Post> = posts
            .into_iter()
            .enumerate()
            .map(|(at, post)| {
                // Those without a time come in the order of their ids.
                let timed = post.at.is_some() || !keep_posts;
                Post { at: timed.then_some(at as i64), ..post }
            })
            .collect();
        let old = corpus(&posts);
        let (new, numbers) = made(&old, &[&kept], keep_posts);
        let names = names();
        let old_name = |account: u32| {
            let key = old.accounts.key(account).expect("there");
            if key == kept { key.to_owned() } else { names.account(key) }
        };
        let new_name = |account: u32| new.accounts.key(account).expect("there").to_owned();
        let post = |id: &str| if keep_posts { id.to_owned() } else { names.post(id) };
        prop_assert_eq!(
            cells(&old, &old_name, &post),
            cells(&new, &new_name, &|id: &str| id.to_owned())
        );
        for (account, &number) in numbers.iter().enumerate() {
            prop_assert_eq!(old_name(account as u32), new_name(number));
        }
        let by_key = |a: u32, b: u32| {
            crate::corpus::id_order(&new_name(a), &new_name(b)).is_lt()
        };
        prop_assert!((1..new.accounts.len() as u32).all(|account| by_key(account - 1, account)));
        prop_assert_eq!(new.tally, old.tally);
    }

    #[test]
    fn any_text_is_taken_and_no_handle_is_left(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "@secretive", "＠Secretive", "x.com/secretive", "https://t.me/secretive/5", " ", "é",
                "。", "me@secretive.example", "/@secretive", "@a@secretive", ".", "#x", "at://secretive/p/1",
                "host.example/@secretive", "🇳🇴", "@", "//", "RT ", "?q=secretive", "www.x.com/secretive",
            ]),
            0..12,
        )
    ) {
        // After a sign it is a handle wherever it stands; after a platform's host where a word
        // begins: `secretivex.com` is another host.
        let signs = ["@secretive", "＠secretive"];
        let hosts = ["x.com/secretive", "t.me/secretive"];
        for (text, heads) in [(pieces.concat(), signs), (pieces.join(" "), signs), (pieces.join(" "), hosts)] {
            let hidden = masked(&text);
            let lower = hidden.to_lowercase();
            prop_assert!(heads.iter().all(|head| !lower.contains(head)), "{text} became {hidden}");
        }
    }

    #[test]
    fn any_text_is_taken(text in any::<String>()) {
        masked(&text);
    }
}
