//! What stands beside a file of an account's archive: the name of its content, and the owner.
//!
//! Only files of fixed names in the folder of the file that the user named are looked at. No path
//! that an archive itself gives is ever used.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::batch::{AccountRef, Batch};
use super::blocks::{assigned, without_mark};
use super::formats::Format;
use super::source;

/// Files of one record are small.
const LARGEST: usize = 1 << 20;

/// What the records of a file do not say themselves. It is handed on as the context of a record.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// What the content is assigned to, such as `window.YTD.deleted_tweets.part0`.
    name: Option<String>,
    /// The owner's id.
    id: Option<String>,
    /// The owner's handle.
    handle: Option<String>,
}

impl Beside {
    /// What was handed on.
    pub fn parse(context: &[u8]) -> Self {
        serde_json::from_slice(context).unwrap_or_default()
    }

    /// The account whose archive it is, if that is known.
    pub fn owner(&self, batch: &mut Batch) -> AccountRef {
        batch.account(self.id.as_deref(), self.handle.as_deref())
    }

    /// Whether the content is posts that the owner deleted.
    pub fn is_deleted(&self) -> bool {
        self.name.as_deref().is_some_and(|name| name.contains("deleted"))
    }
}

/// The context of the records of a file; empty for formats that need none.
pub fn context(path: &Path, format: &Format) -> Vec<u8> {
    let owner = match format.name {
        "twitter-archive" => path.with_file_name("account.js"),
        "twitter-archive-csv" => path.with_file_name("data").join("js").join("user_details.js"),
        _ => return Vec::new(),
    };
    let mut beside = Beside::default();
    if let Some((id, handle)) = owner_in(&owner) {
        (beside.id, beside.handle) = (id, handle);
    }
    if format.json().is_some()
        && let Ok(head) = source::head(path, 4096)
    {
        beside.name = assigned(&head).map(str::to_owned);
    }
    serde_json::to_vec(&beside).unwrap_or_default()
}

/// The id and the handle in `account.js` or `user_details.js`; nothing if there is no such file.
fn owner_in(path: &Path) -> Option<(Option<String>, Option<String>)> {
    #[derive(Deserialize)]
    struct Wrapped {
        account: Account,
    }
    #[derive(Deserialize)]
    struct Account {
        #[serde(alias = "accountId")]
        id: Option<String>,
        #[serde(alias = "username")]
        screen_name: Option<String>,
    }
    if !path.is_file() {
        return None;
    }
    let head = source::head(path, LARGEST).ok()?;
    let head = without_mark(&head);
    let start = memchr::memchr2(b'[', b'{', head)?;
    let json = head[start..].trim_ascii_end();
    let json = json.strip_suffix(b";").unwrap_or(json);
    let account = match super::json::value::<Vec<Wrapped>>(json) {
        Some(list) => list.into_iter().next()?.account,
        None => super::json::value::<Account>(json)?,
    };
    (account.id.is_some() || account.screen_name.is_some())
        .then_some((account.id, account.screen_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Format;

    fn beside(files: &[(&str, &str)], read: &str, format: &str) -> Beside {
        let folder = std::env::temp_dir().join(format!(
            "twiplomacy-beside-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        let format = Format::named(format).expect("a format");
        let found = context(&folder.join(read), format);
        std::fs::remove_dir_all(folder).expect("removed");
        Beside::parse(&found)
    }

    #[test]
    fn the_owner_stands_beside_the_posts() {
        let tweets = ("tweets.js", "window.YTD.tweets.part0 = [ ]");
        let account = "window.YTD.account.part0 = [ {\"account\":{\"accountId\":\"7\",\"username\":\"a\",\"email\":\"b\"}} ]";
        let found = beside(&[tweets, ("account.js", account)], "tweets.js", "twitter-archive");
        assert_eq!(found.id.as_deref(), Some("7"));
        assert_eq!(found.handle.as_deref(), Some("a"));
        assert_eq!(found.name.as_deref(), Some("window.YTD.tweets.part0"));
        for odd in ["", "window.YTD.account.part0 = [ ]", "no json", "[1]", "{\"id\":", "{}"] {
            let found = beside(&[tweets, ("account.js", odd)], "tweets.js", "twitter-archive");
            assert_eq!((found.id, found.handle), (None, None), "{odd}");
        }
    }

    #[test]
    fn the_old_archive_has_its_owner_elsewhere() {
        let details = "var user_details =  {\n  \"screen_name\" : \"a\",\n  \"id\" : \"7\",\n  \"bio\" : \"\"\n}";
        let files = [("tweets.csv", "tweet_id,text\n"), ("data/js/user_details.js", details)];
        let found = beside(&files, "tweets.csv", "twitter-archive-csv");
        assert_eq!((found.id.as_deref(), found.handle.as_deref()), (Some("7"), Some("a")));
    }
}
