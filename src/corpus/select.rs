//! Some of the posts, as a corpus of its own.

use super::strings::{NONE, Strings, id_order};
use super::{Column, Corpus};

impl Corpus {
    /// The posts of these rows (in ascending order), with everything that is known of them.
    ///
    /// Posts left out that others refer to become posts that are only referred to, with their
    /// authors. Linear in the rows kept; texts, accounts and labels are shared.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        let mut number = vec![NONE; self.ids.len()];
        let mut ids = Strings::new();
        for &row in rows {
            number[row as usize] = ids.intern(self.ids.get(row));
        }
        let references = [&self.reply_to, &self.quote_of, &self.repost_of, &self.via];
        let mut missing: Vec<u32> = rows
            .iter()
            .flat_map(|&row| references.map(|posts| posts[row as usize]))
            .filter(|&post| post != NONE && number[post as usize] == NONE)
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing.sort_by(|&a, &b| id_order(self.ids.get(a), self.ids.get(b)));
        for &post in &missing {
            number[post as usize] = ids.intern(self.ids.get(post));
        }
        let pick =
            |column: &[u32]| rows.iter().map(|&row| column[row as usize]).collect::<Column<_>>();
        let posts = |column: &[u32]| {
            rows.iter()
                .map(|&row| column[row as usize])
                .map(|post| if post == NONE { NONE } else { number[post as usize] })
                .collect::<Column<_>>()
        };
        Self {
            len: rows.len(),
            author: rows.iter().chain(&missing).map(|&post| self.author[post as usize]).collect(),
            time: rows.iter().map(|&row| self.time[row as usize]).collect(),
            nested: rows.iter().map(|&row| self.nested[row as usize]).collect(),
            deleted: rows.iter().map(|&row| self.deleted[row as usize]).collect(),
            text: self.text.gather(rows),
            lang: pick(&self.lang),
            platform: pick(&self.platform),
            conversation: pick(&self.conversation),
            kind: rows.iter().map(|&row| self.kind[row as usize]).collect(),
            reply_to: posts(&self.reply_to),
            reply_to_author: pick(&self.reply_to_author),
            quote_of: posts(&self.quote_of),
            quote_of_author: pick(&self.quote_of_author),
            repost_of: posts(&self.repost_of),
            repost_of_author: pick(&self.repost_of_author),
            via: posts(&self.via),
            mentions: self.mentions.gather(rows),
            hashtags: self.hashtags.gather(rows),
            urls: self.urls.gather(rows),
            counts: rows.iter().map(|&row| self.counts[row as usize]).collect(),
            ids: ids.into(),
            accounts: self.accounts.clone(),
            langs: self.langs.clone(),
            platforms: self.platforms.clone(),
            conversations: self.conversations.clone(),
            tags: self.tags.clone(),
            links: self.links.clone(),
            rejects: self.rejects.clone(),
            deletions: self.deletions.clone(),
            follows: self.follows.clone(),
            tally: self.tally,
        }
    }
}
